//! Buttons of the audit log: codes that begin with `audit:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the audit log does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditAction {}

impl fmt::Display for AuditAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl AuditAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
