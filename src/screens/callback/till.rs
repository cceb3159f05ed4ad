//! Buttons of the ways to pay and the rules of selling: codes that begin with `till:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the ways to pay and the rules of selling does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TillAction {}

impl fmt::Display for TillAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl TillAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
