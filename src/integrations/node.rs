//! The bot's side of a `portero node`: what its join string says, what is sent, and the client.

mod client;
mod join;
pub mod wire;

use super::vpn::Backend;
use super::vpn::BackendError;
use crate::config::Secret;
use crate::models::VpnKind;
pub use join::DEFAULT_PORT;
pub use join::Join;
pub use join::JoinError;
use std::sync::Arc;

/// What is of that kind on the node at that address. `pin` is the SHA-256 of its certificate in hex; nothing is asked of it yet.
///
/// # Errors
/// When the pin or the address is none.
pub fn open(
    kind: VpnKind,
    host: &str,
    port: u16,
    secret: Secret,
    pin: &str,
) -> Result<Arc<dyn Backend>, BackendError> {
    Ok(Arc::new(client::Node::new(kind, host, port, secret, pin)?))
}
