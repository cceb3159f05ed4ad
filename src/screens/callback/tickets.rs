//! Buttons of the staff's side of the support: codes that begin with `ticket:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the staff's side of the support does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TicketAction {}

impl fmt::Display for TicketAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl TicketAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
