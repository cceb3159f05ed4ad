//! Screens of support.

use super::Reader;
use super::refusals::Say;
use crate::models::SupportRefusal;

/// The words of a no about the support.
pub(super) fn refusal(_reader: Reader, refusal: &SupportRefusal, _say: Say<'_>) -> String {
    match *refusal {}
}
