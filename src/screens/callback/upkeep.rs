//! Buttons of the state of the house and of its maintenance: codes that begin with `house:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the state of the house and of its maintenance does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HouseAction {}

impl fmt::Display for HouseAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl HouseAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
