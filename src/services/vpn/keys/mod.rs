//! Keys of people: made, shown, changed, ended.
//!
//! Everybody touches their own keys; the staff, with `keys.manage`, anybody's. To everybody else a key that is not
//! theirs does not exist.

mod change;
mod make;
mod offer;
mod proxy;
mod show;

pub use change::delete;
pub use change::end_in;
pub use change::move_all;
pub use change::move_to;
pub use change::pause;
pub use change::rename;
pub use change::resume;
pub use change::rotate;
pub use change::send_again;
pub use change::set_routing;
pub(in crate::services) use make::Order;
pub(super) use make::made_before;
pub use make::make;
pub(in crate::services) use make::make_in;
pub(super) use make::sealed;
pub(super) use offer::kinds;
pub(super) use offer::none_free;
pub use offer::offer;
pub(super) use offer::places;
pub use offer::places_by_hand;
pub(in crate::services) use offer::server_for;
pub use show::card;
pub use show::delivered;
pub use show::mine;
pub use show::of_user;
pub(super) use show::opened;
pub use show::package;
pub use show::to_deliver;

use crate::crud;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::Identity;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::VpnConfig;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use rusqlite::Connection;

/// Characters of a name.
const MOST_NAME: u32 = 64;

/// A key that the actor may touch, and whether it is another person's.
fn held(
    connection: &Connection,
    actor: &Actor,
    config: ConfigId,
    permission: Permission,
) -> Result<(VpnConfig, bool), ServiceError> {
    // What a key of the API does, the log tells also where it touches what is its owner's.
    if let Identity::User(user) = actor.identity
        && let Some(own) = crud::vpn_configs::get_owned(connection, user, config)?
    {
        return Ok((own, false));
    }
    if !actor.permissions.has(permission) {
        return Err(Refusal::NotFound.into());
    }
    let found = crud::vpn_configs::get(connection, config)?.ok_or(Refusal::NotFound)?;
    Ok((found, true))
}

/// A typed name as it is kept.
///
/// # Errors
/// When nothing is left of it, or too much.
fn name(typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    let length = name.chars().count();
    let fits = (1..=MOST_NAME as usize).contains(&length);
    if !fits || name.chars().any(char::is_control) {
        return Err(VpnRefusal::NameInvalid { most: MOST_NAME }.into());
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests;
