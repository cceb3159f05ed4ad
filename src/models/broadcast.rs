//! Broadcasts: one content, sent to channels or to people.

use super::{BroadcastId, ChatId, Door, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Where a broadcast goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BroadcastTarget {
    /// The channel behind one door.
    Door(Door),
    /// Both channels.
    Both,
    /// People, each in their own chat with the bot.
    People(Audience),
}

impl BroadcastTarget {
    /// The code in buttons and in `broadcasts.target`; that of people holds their audience.
    pub fn code(self) -> &'static str {
        match self {
            Self::Door(door) => door.name(),
            Self::Both => "both",
            Self::People(audience) => audience.code(),
        }
    }

    /// The target of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        match code {
            "vip" => Some(Self::Door(Door::Vip)),
            "free" => Some(Self::Door(Door::Free)),
            "both" => Some(Self::Both),
            _ => Audience::of_code(code).map(Self::People),
        }
    }

    /// The doors whose channels it goes to; none if it goes to people.
    pub fn doors(self) -> &'static [Door] {
        match self {
            Self::Door(Door::Vip) => &[Door::Vip],
            Self::Door(Door::Free) => &[Door::Free],
            Self::Both => &[Door::Vip, Door::Free],
            Self::People(_) => &[],
        }
    }
}

/// Which people a broadcast goes to. Whoever is banned, unreachable or wants no more of them is never among them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Audience {
    /// Everybody who pressed Start.
    Everybody,
    /// Whoever has VIP access now.
    ActiveVip,
    /// Whose VIP access ends within seven days.
    EndingVip,
    /// Whose VIP access is over.
    ExpiredVip,
    /// Whoever waits for the Free channel.
    WaitingFree,
    /// Whoever never had VIP access.
    NeverBought,
    /// Readers of Spanish: by their choice, else by Telegram's, else by the house's language.
    Spanish,
    /// Readers of English, likewise.
    English,
}

impl Audience {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Audience; 8] = [
        Self::Everybody,
        Self::ActiveVip,
        Self::EndingVip,
        Self::ExpiredVip,
        Self::WaitingFree,
        Self::NeverBought,
        Self::Spanish,
        Self::English,
    ];

    /// The code in buttons and in `broadcasts.target`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::ActiveVip => "active_vip",
            Self::EndingVip => "ending_vip",
            Self::ExpiredVip => "expired_vip",
            Self::WaitingFree => "waiting_free",
            Self::NeverBought => "never_bought",
            Self::Spanish => "spanish",
            Self::English => "english",
        }
    }

    /// The audience of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|audience| audience.code() == code)
    }
}

/// Where a broadcast stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BroadcastState {
    /// Its preview is shown; nothing is decided.
    Draft,
    /// Its source was edited or is gone since the preview: it must be looked at again before it can be sent.
    Stale,
    /// It waits for its time.
    Scheduled,
    /// Confirmed; it is on its way.
    Sending,
    /// To people: halted by an admin, to be resumed.
    Paused,
    /// To people: ended by an admin before its end.
    Stopped,
    /// Over.
    Done,
    /// Given up before anything was sent.
    Cancelled,
}

impl BroadcastState {
    /// All of them.
    pub const ALL: [BroadcastState; 8] = [
        Self::Draft,
        Self::Stale,
        Self::Scheduled,
        Self::Sending,
        Self::Paused,
        Self::Stopped,
        Self::Done,
        Self::Cancelled,
    ];

    /// The name stored in `broadcasts.state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Stale => "stale",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// How a broadcast is sent. The stored form is JSON; a switch that is missing is off.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct BroadcastOptions {
    /// Without a sound.
    pub is_silent: bool,
    /// Cannot be forwarded or saved.
    pub is_protected: bool,
    /// Pinned after it is posted; channels only.
    pub is_pinned: bool,
    /// Reaction buttons under it; channels only.
    pub has_reactions: bool,
    /// Links show no preview; only a text can have one.
    pub hides_link_preview: bool,
}

/// A row of `broadcasts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broadcast {
    pub id: BroadcastId,
    pub made_by: UserId,
    pub target: BroadcastTarget,
    /// The chat with the admin in which the content lies.
    pub source_chat: ChatId,
    /// Its messages there, ascending; more than one if it is an album.
    pub source_messages: Vec<MessageId>,
    pub options: BroadcastOptions,
    pub state: BroadcastState,
    /// When it is to be sent; `None` = at once.
    pub scheduled_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}
