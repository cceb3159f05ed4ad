//! The secrets and links of MTProto keys.

use super::make::no_randomness;
use crate::integrations::mtproto::link::ProxyLink;
use crate::integrations::mtproto::secret::KEY_BYTES;
use crate::integrations::mtproto::secret::Secret;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;
use crate::models::KeySecret;
use crate::models::Server;
use crate::services::ServiceError;
use crate::utils::seal::hex;

/// What every user of the house begins with on a server: others are strangers.
const MARK: &str = "portero-";
/// Random bytes of a user's name.
const NAME_BYTES: usize = 8;

/// A user of its own on a proxy: its name there, and its base secret.
pub fn new_peer() -> Result<(String, PeerSecret), ServiceError> {
    let mut name = [0; NAME_BYTES];
    getrandom::fill(&mut name).map_err(no_randomness)?;
    let mut secret = [0; KEY_BYTES];
    getrandom::fill(&mut secret).map_err(no_randomness)?;
    // Servers refuse a secret of zeros.
    secret[0] |= u8::from(secret == [0; KEY_BYTES]);
    let secret = Some(Hidden(hex(&secret)));
    Ok((
        format!("{MARK}{}", hex(&name)),
        PeerSecret::MtProto { secret },
    ))
}

/// The links by which a person uses a server with their secret: the best form first.
///
/// # Errors
/// When what is kept of the secret or of the server makes no link.
pub fn links(server: &Server, secret: &Hidden) -> Result<KeySecret, ServiceError> {
    let options = server.options.mtproto.clone().unwrap_or_default();
    let mut links = Vec::new();
    for form in options.usable() {
        let secret = Secret::new(&secret.0, form, options.domain.as_deref());
        let secret = secret.map_err(|fault| {
            // Its words say nothing of the secret.
            ServiceError::Fault(format!("a link of server {}: {fault}", server.id))
        })?;
        let link = ProxyLink {
            host: server.host.clone(),
            port: server.port,
            secret,
        };
        links.push((form, link.https()));
    }
    let (_, link) = links.remove(0);
    Ok(KeySecret::MtProto {
        link,
        others: links,
    })
}

#[cfg(test)]
#[path = "proxy_tests.rs"]
mod tests;
