//! Buttons of the reactions: their settings, and the votes under posts.

use super::UnknownAction;
use super::door;
use super::number;
use crate::models::Door;
use crate::models::MOST_REACTIONS;
use crate::models::ReactionMode;
use std::fmt;

/// What a button of the reactions does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReactionAction {
    /// The reactions of a door's channel.
    Show(Door),
    /// That from now on.
    SetMode(Door, ReactionMode),
    /// Ask for the emoji, to be typed.
    AskEmoji(Door),
    /// Send a preview to whoever pressed.
    Preview(Door),
    /// A vote for the emoji at that place; the post is the message that has the button.
    Vote(u8),
}

impl fmt::Display for ReactionAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(door) => write!(f, "config:reactions:{}", door.name()),
            Self::SetMode(door, mode) => {
                write!(f, "reaction:mode:{}:{}", door.name(), mode.name())
            }
            Self::AskEmoji(door) => write!(f, "reaction:emoji:{}", door.name()),
            Self::Preview(door) => write!(f, "reaction:preview:{}", door.name()),
            Self::Vote(place) => write!(f, "react:{place}"),
        }
    }
}

impl ReactionAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["config", "reactions", at] => Self::Show(door(at)?),
            ["reaction", "mode", at, mode] => {
                let mode = ReactionMode::parse(mode).ok_or(UnknownAction)?;
                Self::SetMode(door(at)?, mode)
            }
            ["reaction", "emoji", at] => Self::AskEmoji(door(at)?),
            ["reaction", "preview", at] => Self::Preview(door(at)?),
            ["react", place] => {
                let place: u8 = number(place)?;
                if usize::from(place) >= MOST_REACTIONS {
                    return Err(UnknownAction);
                }
                Self::Vote(place)
            }
            _ => return Err(UnknownAction),
        })
    }
}
