//! Buttons of roles: who holds them, what they allow: codes that begin with `role:`.

use super::UnknownAction;
use std::fmt;

/// What a button of roles: who holds them, what they allow does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RoleAction {}

impl fmt::Display for RoleAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl RoleAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
