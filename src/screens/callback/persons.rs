//! Buttons of the staff's card and list of people: codes that begin with `person:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the staff's card and list of people does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PersonAction {}

impl fmt::Display for PersonAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl PersonAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
