//! Buttons of orders and payments, and what is held or paid back: codes that begin with `pay:`.

use super::UnknownAction;
use std::fmt;

/// What a button of orders and payments, and what is held or paid back does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PaymentAction {}

impl fmt::Display for PaymentAction {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl PaymentAction {
    /// The action of those parts.
    pub fn parse(_parts: &[&str]) -> Result<Self, UnknownAction> {
        Err(UnknownAction)
    }
}
