//! Buttons of the books, and of people's balances: codes that begin with `ledger:`.

use super::UnknownAction;
use std::fmt;

/// What a button of the books, and of people's balances does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LedgerAction {}

impl fmt::Display for LedgerAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl LedgerAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
