//! Buttons of the VPN servers, their pools, and the settings of keys.

use super::UnknownAction;
use super::number;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServerAction {
    /// The servers.
    List(u32),
}

impl fmt::Display for ServerAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(page) => write!(f, "server:list:{page}"),
        }
    }
}

impl ServerAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["server", "list", page] => Self::List(number(page)?),
            _ => return Err(UnknownAction),
        })
    }
}
