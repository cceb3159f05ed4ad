//! Buttons of broadcasts to channels, and of what both kinds of broadcast share: the draft and its preview.

use super::UnknownAction;
use crate::models::BroadcastTarget;
use std::fmt;

/// What a button of the broadcast desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BroadcastAction {
    /// Begin a broadcast: ask for its content.
    Begin(BroadcastTarget),
}

impl fmt::Display for BroadcastAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin(target) => write!(f, "{}:broadcast", target.code()),
        }
    }
}

impl BroadcastAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            [target, "broadcast"] => {
                Self::Begin(BroadcastTarget::of_code(target).ok_or(UnknownAction)?)
            }
            _ => return Err(UnknownAction),
        })
    }
}
