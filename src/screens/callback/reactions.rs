//! Buttons of the reactions: their settings, and the votes under posts.

use super::UnknownAction;
use super::door;
use crate::models::Door;
use std::fmt;

/// What a button of the reactions does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReactionAction {
    /// The reactions of a door's channel.
    Show(Door),
}

impl fmt::Display for ReactionAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(door) => write!(f, "config:reactions:{}", door.name()),
        }
    }
}

impl ReactionAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["config", "reactions", at] => Self::Show(door(at)?),
            _ => return Err(UnknownAction),
        })
    }
}
