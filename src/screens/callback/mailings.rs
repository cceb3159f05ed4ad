//! Buttons of broadcasts to people.

use super::UnknownAction;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MailingAction {
    /// The choice of whom to write to.
    Audiences,
}

impl fmt::Display for MailingAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Audiences => f.write_str("mail:audiences"),
        }
    }
}

impl MailingAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["mail", "audiences"] => Self::Audiences,
            _ => return Err(UnknownAction),
        })
    }
}
