//! Buttons of a person's own profile and settings: codes that begin with `me:`.

use super::UnknownAction;
use std::fmt;

/// What a button of a person's own profile and settings does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProfileAction {}

impl fmt::Display for ProfileAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl ProfileAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
