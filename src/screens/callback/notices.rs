//! Buttons of the notices an admin wants: codes that begin with `notice:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the notices an admin wants does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NoticeAction {}

impl fmt::Display for NoticeAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl NoticeAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
