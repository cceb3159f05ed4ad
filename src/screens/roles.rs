//! Screens of roles.

use super::Reader;
use super::refusals::Say;
use crate::models::RoleRefusal;
use crate::utils::locale::args;

/// The words of a no about a role.
pub(super) fn refusal(_reader: Reader, _refusal: &RoleRefusal, say: Say<'_>) -> String {
    say("refusal-not-found", args! {})
}
