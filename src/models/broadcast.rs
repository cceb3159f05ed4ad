//! Broadcasts: one content, sent to channels or to people.

use super::{BroadcastId, BroadcastPostId, ChatId, Door, MessageId, Timestamp, UserId};
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

/// What kind of content it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ContentKind {
    Text,
    Photo,
    Video,
    Animation,
    Voice,
    VideoNote,
    Audio,
    Document,
    Sticker,
    Poll,
    Place,
    Contact,
    Dice,
    /// Several pictures, videos or files under one caption.
    Album,
    /// Something that Telegram may copy and that we have no word for.
    Other,
}

impl ContentKind {
    /// All of them.
    pub const ALL: [ContentKind; 15] = [
        Self::Text,
        Self::Photo,
        Self::Video,
        Self::Animation,
        Self::Voice,
        Self::VideoNote,
        Self::Audio,
        Self::Document,
        Self::Sticker,
        Self::Poll,
        Self::Place,
        Self::Contact,
        Self::Dice,
        Self::Album,
        Self::Other,
    ];

    /// The name stored in `broadcasts.content`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Animation => "animation",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
            Self::Poll => "poll",
            Self::Place => "place",
            Self::Contact => "contact",
            Self::Dice => "dice",
            Self::Album => "album",
            Self::Other => "other",
        }
    }

    /// The kind of that stored name; one of a newer version is another kind.
    pub fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or(Self::Other)
    }
}

/// What Telegram does not let a bot copy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unsupported {
    /// Telegram's own note, such as "pinned a message".
    Service,
    PaidMedia,
    Giveaway,
    Invoice,
    Story,
    Game,
    Checklist,
    /// A quiz whose right answer the bot does not know.
    Quiz,
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
    pub content: ContentKind,
    /// The first words of its text or caption, for lists.
    pub excerpt: String,
    /// Of a text: JSON with `text` and `entities`, as Telegram sent them.
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
            Self::Reactions => "reactions",
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

/// A draft with the channels it would go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftView {
    pub broadcast: Broadcast,
    /// Titles of the channels; none if it goes to people.
    pub titles: Vec<String>,
    /// Emoji of the buttons, by title; only with the switch on.
    pub reactions: Vec<(String, Vec<String>)>,
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
