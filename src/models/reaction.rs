//! Reactions under the channels' posts: what an admin sets, and what a post keeps.

use super::{ChatId, Door, MessageId, Timestamp};

/// The most emoji a channel has.
pub const MOST_REACTIONS: usize = 10;

/// Why a text is no list of emoji.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EmojiFault {
    /// There is no emoji in it.
    Nothing,
    /// Something else stands there; its beginning.
    NoEmoji { found: String },
    /// More than ten different ones.
    TooMany { count: usize },
}

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
    pub is_album: bool,
    /// The emoji of its buttons, which it keeps whatever is set later; empty if it has none.
    pub offers: Vec<String>,
    /// The message that has the buttons: the post itself, or the short answer under an album.
    pub buttons_message: Option<MessageId>,
}

impl Post {
    /// The emoji of its buttons, each with its votes.
    pub fn counted(&self, counts: &[i64]) -> Vec<(String, i64)> {
        let counts = counts.iter().copied().chain(std::iter::repeat(0));
        self.offers.iter().cloned().zip(counts).collect()
    }
}

/// What a press on a reaction button did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Voted {
    /// The vote counts for this emoji, whatever it was before.
    For(String),
    /// The vote was taken back.
    TakenBack,
    /// Votes under that post do not count any more.
    Closed,
}

/// A post whose buttons may be behind the votes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Behind {
    pub post: Post,
    /// The votes for each of its offers now.
    pub counts: Vec<i64>,
    /// Changes of votes so far: the buttons show them once they have shown this many.
    pub votes: i64,
    /// Whether the buttons show those counts already.
    pub is_shown: bool,
    pub voted_at: Timestamp,
}

/// The reactions of a door's channel, as an admin sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReactionsView {
    pub door: Door,
    /// The channel's title.
    pub title: String,
    pub settings: ReactionSettings,
    /// Whether the bot may put buttons under posts of others.
    pub can_edit: bool,
}

/// Which reaction of its own the bot would put on a post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NativeReaction {
    /// None: it is switched off.
    Off,
    Would(String),
    /// The channel allows none of the emoji that are set.
    NoneAllowed,
    /// Telegram did not say what the channel allows.
    Unknown,
}
