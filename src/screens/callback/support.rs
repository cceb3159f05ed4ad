//! Buttons of a person's talk with the support: codes that begin with `support:`.

use super::UnknownAction;
use std::fmt;

/// What a button of a person's talk with the support does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SupportAction {}

impl fmt::Display for SupportAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl SupportAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
