//! Buttons of one's own balance, gifts and invited friends: codes that begin with `purse:`.

use super::UnknownAction;
use std::fmt;

/// What a button of one's own balance, gifts and invited friends does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PurseAction {}

impl fmt::Display for PurseAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl PurseAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
