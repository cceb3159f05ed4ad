//! Broadcasts: one content, sent to channels or to people.

use super::{BroadcastId, ChatId, ContentKind, Door, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::json;

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

/// A text that lies in no chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    pub text: String,
    /// It is Telegram's HTML.
    pub is_html: bool,
}

impl Written {
    /// Telegram's parameters that say it, as JSON.
    pub fn source(&self) -> String {
        let mut source = json!({ "text": self.text });
        if self.is_html {
            source["parse_mode"] = "HTML".into();
        }
        source.to_string()
    }
}

/// A row of `broadcasts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broadcast {
    pub id: BroadcastId,
    pub made_by: UserId,
    pub target: BroadcastTarget,
    /// The chat with the admin in which the content lies.
    pub source_chat: ChatId,
    /// Its messages there, ascending; more than one if it is an album, none if its text lies in no chat.
    pub source_messages: Vec<MessageId>,
    pub options: BroadcastOptions,
    pub state: BroadcastState,
    /// When it is to be sent; `None` = at once.
    pub scheduled_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub content: ContentKind,
    /// The first words of its text or caption, for lists.
    pub excerpt: String,
    /// Of a text: JSON with `text` and its `entities`, as Telegram sent them, or its `parse_mode`.
    pub source_text: Option<String>,
    /// What the parts of an album have in common.
    pub media_group: Option<String>,
    /// Counts what changed since the first message: the buttons of a preview work for its own revision only.
    pub revision: i64,
    /// The copy that shows what would be published.
    pub preview_messages: Vec<MessageId>,
    /// The message with its buttons, later with its result.
    pub control_message: Option<MessageId>,
    /// How many times its state was to be shown in the chat.
    pub reports: i64,
}

impl Broadcast {
    /// A draft with one message, not stored yet.
    pub fn draft(
        made_by: UserId,
        target: BroadcastTarget,
        source_chat: ChatId,
        message: MessageId,
        now: Timestamp,
    ) -> Self {
        Self {
            id: BroadcastId(0),
            made_by,
            target,
            source_chat,
            source_messages: vec![message],
            options: BroadcastOptions::default(),
            state: BroadcastState::Draft,
            scheduled_at: None,
            created_at: now,
            confirmed_at: None,
            finished_at: None,
            content: ContentKind::Other,
            excerpt: String::new(),
            source_text: None,
            media_group: None,
            revision: 0,
            preview_messages: Vec::new(),
            control_message: None,
            reports: 0,
        }
    }

    /// Whether nothing of it was sent and it may still be changed.
    pub fn is_open(&self) -> bool {
        match self.state {
            BroadcastState::Draft | BroadcastState::Stale | BroadcastState::Scheduled => true,
            BroadcastState::Sending
            | BroadcastState::Paused
            | BroadcastState::Stopped
            | BroadcastState::Done
            | BroadcastState::Cancelled => false,
        }
    }

    /// Whether it consists of several messages.
    pub fn is_album(&self) -> bool {
        self.source_messages.len() > 1
    }

    /// Whether it goes to channels, where posts can be pinned and have reaction buttons.
    pub fn is_for_channels(&self) -> bool {
        !self.target.doors().is_empty()
    }
}

/// A switch of the preview.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BroadcastSwitch {
    Silent,
    Protect,
    Pin,
    Reactions,
    LinkPreview,
}

impl BroadcastSwitch {
    /// All of them, in the order in which they are shown.
    pub const ALL: [BroadcastSwitch; 5] = [
        Self::Silent,
        Self::Protect,
        Self::Pin,
        Self::Reactions,
        Self::LinkPreview,
    ];

    /// The code in buttons.
    pub fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Protect => "protect",
            Self::Pin => "pin",
            Self::Reactions => "react",
            Self::LinkPreview => "link",
        }
    }

    /// Whether the broadcast knows the switch.
    pub fn applies_to(self, broadcast: &Broadcast) -> bool {
        match self {
            Self::Silent | Self::Protect => true,
            Self::Pin | Self::Reactions => broadcast.is_for_channels(),
            Self::LinkPreview => broadcast.content == ContentKind::Text,
        }
    }

    /// Whether the copy in the preview looks or behaves otherwise after it.
    pub fn changes_look(self) -> bool {
        match self {
            Self::Protect | Self::Reactions | Self::LinkPreview => true,
            Self::Silent | Self::Pin => false,
        }
    }
}

impl BroadcastOptions {
    /// Whether the switch is on. That of the link preview is on while links show one.
    pub fn is_on(self, switch: BroadcastSwitch) -> bool {
        match switch {
            BroadcastSwitch::Silent => self.is_silent,
            BroadcastSwitch::Protect => self.is_protected,
            BroadcastSwitch::Pin => self.is_pinned,
            BroadcastSwitch::Reactions => self.has_reactions,
            BroadcastSwitch::LinkPreview => !self.hides_link_preview,
        }
    }

    /// The same with that switch turned.
    pub fn turned(mut self, switch: BroadcastSwitch) -> Self {
        let option = match switch {
            BroadcastSwitch::Silent => &mut self.is_silent,
            BroadcastSwitch::Protect => &mut self.is_protected,
            BroadcastSwitch::Pin => &mut self.is_pinned,
            BroadcastSwitch::Reactions => &mut self.has_reactions,
            BroadcastSwitch::LinkPreview => &mut self.hides_link_preview,
        };
        *option = !*option;
        self
    }
}

/// A draft with the channels it would go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftView {
    pub broadcast: Broadcast,
    /// Titles of the channels; none if it goes to people.
    pub titles: Vec<String>,
    /// Emoji of the buttons, by title; only with the switch on.
    pub reactions: Vec<(String, Vec<String>)>,
    /// How many people would get it now; `None` if it goes to channels.
    pub people: Option<i64>,
}

/// What a broadcast can begin with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BeginView {
    pub target: BroadcastTarget,
    /// Titles of its channels.
    pub titles: Vec<String>,
    /// Doors without a channel: it cannot begin before they have one.
    pub missing: Vec<Door>,
    /// Broadcasts that wait for their time.
    pub scheduled: i64,
}

/// Why a scheduled broadcast does not go out before an admin has looked at it again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldWhy {
    /// Its content was edited.
    Edited,
    /// The bot was off at its time, for too long.
    Late,
    /// A channel of it is not configured any more.
    NoChannel,
    /// Nobody is in its audience.
    Nobody,
}

impl HeldWhy {
    /// The name in keys of tasks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Late => "late",
            Self::NoChannel => "no_channel",
            Self::Nobody => "nobody",
        }
    }
}
