//! Buttons of the books, and of people's balances: codes that begin with `ledger:`.

use super::UnknownAction;
use super::number;
use crate::models::UserId;
use std::fmt;

/// What a button of the books, and of people's balances does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LedgerAction {
    /// The sums of the books.
    Main,
    /// Look through them.
    Check,
    /// All of them as a file.
    Export,
    /// Ask whose balance.
    AskPerson,
    /// What somebody has with the house.
    Balance(UserId),
    /// Ask for an amount to give or to take.
    Adjust(UserId),
}

impl fmt::Display for LedgerAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => f.write_str("ledger:main"),
            Self::Check => f.write_str("ledger:check"),
            Self::Export => f.write_str("ledger:csv"),
            Self::AskPerson => f.write_str("ledger:balance"),
            Self::Balance(user) => write!(f, "ledger:balance:{user}"),
            Self::Adjust(user) => write!(f, "ledger:adjust:{user}"),
        }
    }
}

impl LedgerAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["ledger", "main"] => Self::Main,
            ["ledger", "check"] => Self::Check,
            ["ledger", "csv"] => Self::Export,
            ["ledger", "balance"] => Self::AskPerson,
            ["ledger", "balance", user] => Self::Balance(UserId(number(user)?)),
            ["ledger", "adjust", user] => Self::Adjust(UserId(number(user)?)),
            _ => return Err(UnknownAction),
        })
    }
}
