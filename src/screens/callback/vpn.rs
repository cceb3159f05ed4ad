//! Buttons of the staff on everybody's keys.

use super::UnknownAction;
use super::number;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VpnAction {
    /// All keys.
    List(u32),
}

impl fmt::Display for VpnAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(page) => write!(f, "vpn:list:{page}"),
        }
    }
}

impl VpnAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["vpn", "list", page] => Self::List(number(page)?),
            _ => return Err(UnknownAction),
        })
    }
}
