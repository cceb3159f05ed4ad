//! A broadcast in one channel.

use super::{Broadcast, BroadcastId, BroadcastPostId, ChatId, MessageId, Timestamp};

/// Where a broadcast stands in one channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PostState {
    /// To be sent.
    Due,
    /// Being sent: whoever finds it so after a kill does not know whether it was.
    Sending,
    Posted,
    /// It may be there or not: an admin looks.
    Doubt,
    /// Telegram refused it.
    Failed,
    /// To be deleted.
    Undoing,
    Undone,
}

impl PostState {
    /// All of them.
    pub const ALL: [PostState; 7] = [
        Self::Due,
        Self::Sending,
        Self::Posted,
        Self::Doubt,
        Self::Failed,
        Self::Undoing,
        Self::Undone,
    ];

    /// The name stored in `broadcast_posts.state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Posted => "posted",
            Self::Doubt => "doubt",
            Self::Failed => "failed",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing more happens to it by itself.
    pub fn is_settled(self) -> bool {
        match self {
            Self::Due | Self::Sending | Self::Undoing => false,
            Self::Posted | Self::Doubt | Self::Failed | Self::Undone => true,
        }
    }
}

/// Whether a post is to be pinned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PinState {
    None,
    Due,
    Done,
    Failed,
}

impl PinState {
    /// All of them.
    pub const ALL: [PinState; 4] = [Self::None, Self::Due, Self::Done, Self::Failed];

    /// The name stored in `broadcast_posts.pin`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Due => "due",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What went wrong with a post.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PostProblem {
    /// The bot lacks a right in the channel.
    NoRights,
    /// The channel is gone for the bot.
    ChatLost,
    /// The content was deleted in the chat with the admin.
    SourceGone,
    /// Telegram was out of reach for so long that it would have come too late.
    TooLate,
    /// Telegram skipped parts of an album.
    Partial,
    /// It is there and could not be deleted.
    NotDeleted,
    /// Anything else; Telegram's words say it.
    Refused,
}

impl PostProblem {
    /// All of them.
    pub const ALL: [PostProblem; 7] = [
        Self::NoRights,
        Self::ChatLost,
        Self::SourceGone,
        Self::TooLate,
        Self::Partial,
        Self::NotDeleted,
        Self::Refused,
    ];

    /// The name stored in `broadcast_posts.problem`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoRights => "no_rights",
            Self::ChatLost => "chat_lost",
            Self::SourceGone => "source_gone",
            Self::TooLate => "too_late",
            Self::Partial => "partial",
            Self::NotDeleted => "not_deleted",
            Self::Refused => "refused",
        }
    }

    /// The problem of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }
}

/// A row of `broadcast_posts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BroadcastPost {
    pub id: BroadcastPostId,
    pub broadcast: BroadcastId,
    pub chat: ChatId,
    pub state: PostState,
    /// How many times an admin wanted it sent again.
    pub tries: i64,
    /// Its messages in the channel, ascending.
    pub messages: Vec<MessageId>,
    pub pin: PinState,
    pub problem: Option<PostProblem>,
    /// Telegram's own words.
    pub error: Option<String>,
    pub posted_at: Option<Timestamp>,
}

/// A post and the channel it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PostView {
    pub post: BroadcastPost,
    pub title: String,
    /// Of a public channel, without @.
    pub username: Option<String>,
}

/// A broadcast to channels with all its posts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BroadcastView {
    pub broadcast: Broadcast,
    pub posts: Vec<PostView>,
}
