//! Screens of persons.

use super::Reader;
use super::refusals::Say;
use crate::models::PersonRefusal;

/// The words of a no about a person.
pub(super) fn refusal(_reader: Reader, refusal: &PersonRefusal, _say: Say<'_>) -> String {
    match *refusal {}
}
