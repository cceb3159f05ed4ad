//! Buttons of backups and restores: codes that begin with `backup:`.

use super::UnknownAction;
use std::fmt;

/// What a button of backups and restores does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BackupAction {}

impl fmt::Display for BackupAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl BackupAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
