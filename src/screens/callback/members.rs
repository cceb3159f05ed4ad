//! Buttons of the members' desk.

use super::UnknownAction;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemberAction {
    /// Ask for whom to look.
    Search,
}

impl fmt::Display for MemberAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Search => f.write_str("member:search"),
        }
    }
}

impl MemberAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["member", "search"] => Self::Search,
            _ => return Err(UnknownAction),
        })
    }
}
