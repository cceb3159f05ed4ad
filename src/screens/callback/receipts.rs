//! Buttons of receipts that wait for a decision: codes that begin with `receipt:`.

use super::UnknownAction;
use std::fmt;

/// What a button of receipts that wait for a decision does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReceiptAction {}

impl fmt::Display for ReceiptAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl ReceiptAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
