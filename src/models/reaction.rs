//! Reactions under the channels' posts: what an admin sets, and what a post keeps.

use super::{ChatId, MessageId};

/// The most emoji a channel has.
pub const MOST_REACTIONS: usize = 10;

/// What happens under a new post of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ReactionMode {
    /// Nothing.
    #[default]
    Off,
    /// The bot puts one reaction of Telegram's own.
    Native,
    /// Buttons with counters.
    Buttons,
    /// Both of them.
    Both,
}

impl ReactionMode {
    /// All of them, in the order in which they are offered.
    pub const ALL: [ReactionMode; 4] = [Self::Off, Self::Native, Self::Buttons, Self::Both];

    /// The name stored in `bot_config`, and the code in buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Native => "native",
            Self::Buttons => "buttons",
            Self::Both => "both",
        }
    }

    /// The mode of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// Whether the bot reacts itself.
    pub fn is_native(self) -> bool {
        matches!(self, Self::Native | Self::Both)
    }

    /// Whether posts get buttons.
    pub fn has_buttons(self) -> bool {
        matches!(self, Self::Buttons | Self::Both)
    }
}

/// What an admin set for a door's channel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReactionSettings {
    pub mode: ReactionMode,
    /// In the order of the buttons, without U+FE0F.
    pub emoji: Vec<String>,
}

impl ReactionSettings {
    /// The emoji of the buttons under a new post; empty if it gets none.
    pub fn buttons(&self) -> &[String] {
        if self.mode.has_buttons() {
            &self.emoji
        } else {
            &[]
        }
    }

    /// The emoji with which the bot may react itself, the one to try first in front; empty if it does not.
    pub fn native(&self) -> &[String] {
        if self.mode.is_native() {
            &self.emoji
        } else {
            &[]
        }
    }
}

/// A post under which reactions belong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Post {
    pub chat: ChatId,
    /// The first one of an album.
    pub message: MessageId,
    /// The emoji of its buttons, which it keeps whatever is set later; empty if it has none.
    pub offers: Vec<String>,
    /// The message that has the buttons: the post itself, or the short answer under an album.
    pub buttons_message: Option<MessageId>,
}
