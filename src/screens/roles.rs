//! Screens of roles.

use super::Reader;
use super::refusals::Say;
use crate::models::RoleRefusal;

/// The words of a no about a role.
pub(super) fn refusal(_reader: Reader, refusal: &RoleRefusal, _say: Say<'_>) -> String {
    match *refusal {}
}
