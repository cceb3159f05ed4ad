//! Buttons of a person's own VPN keys.

use super::UnknownAction;
use super::number;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyAction {
    /// The person's keys.
    List(u32),
}

impl fmt::Display for KeyAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(page) => write!(f, "key:list:{page}"),
        }
    }
}

impl KeyAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["key", "list", page] => Self::List(number(page)?),
            _ => return Err(UnknownAction),
        })
    }
}
