//! Tickets, their messages, and canned answers.

use super::{
    CannedId, ChatId, ChatKind, ContentKind, MessageId, Page, TicketId, TicketMessageId, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The name stored and used in buttons.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one of that stored name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

codes! {
    /// What a ticket is about.
    TicketCategory {
        /// Getting into a channel.
        Access = "access",
        Vpn = "vpn",
        Payment = "payment",
        /// Something does not work.
        Problem = "problem",
        Other = "other",
    }
}

codes! {
    /// Where a ticket stands.
    TicketState {
        /// Nobody answered yet.
        Open = "open",
        /// The last word is the staff's.
        Answered = "answered",
        Closed = "closed",
        /// The person wrote again after the end.
        Reopened = "reopened",
    }
}

/// A person's question to the staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ticket {
    pub id: TicketId,
    pub user: UserId,
    pub category: TicketCategory,
    pub state: TicketState,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// First word of the person not answered yet; `None` = answered.
    pub waits_since: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// Who looks after it; `None` = nobody in particular.
    pub taken_by: Option<UserId>,
    /// The forum and the topic in it that belong to the ticket.
    pub topic: Option<(ChatId, i64)>,
    /// One to five.
    pub rating: Option<u8>,
}

impl Ticket {
    /// Whether somebody waits for an answer.
    pub fn waits(&self) -> bool {
        self.waits_since.is_some()
    }
}

/// Something said on either side, before it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketWords {
    pub content: ContentKind,
    /// Text or caption.
    pub body: Option<String>,
    /// The text has formatting, so its words alone lack something.
    pub is_formatted: bool,
    /// Where it lies, to be copied from there; `None` = its body is all of it.
    pub source: Option<(ChatId, MessageId)>,
    /// What the parts of an album have in common.
    pub album: Option<String>,
}

/// One message of a thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketMessage {
    pub id: TicketMessageId,
    pub ticket: TicketId,
    pub is_staff: bool,
    pub author: UserId,
    pub at: Timestamp,
    pub words: TicketWords,
}

/// The longest text that is said anew with a line above it; a longer one is copied as it is.
const LONGEST_SAID: usize = 3_000;

impl TicketMessage {
    /// The words that are all of it, if it can be said instead of copied.
    pub fn said(&self) -> Option<&str> {
        let body = self.words.body.as_deref()?;
        let is_whole = self.words.content == ContentKind::Text && !self.words.is_formatted;
        let is_short = body.chars().map(char::len_utf16).sum::<usize>() <= LONGEST_SAID;
        let has_no_source = self.words.source.is_none();
        ((is_whole && is_short) || has_no_source).then_some(body)
    }
}

/// An answer kept to be sent again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CannedAnswer {
    pub id: CannedId,
    pub title: String,
    pub body: String,
}

/// What a message of ours that speaks of a ticket is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TicketCopy {
    pub ticket: TicketId,
    /// What of the thread it carries; `None` = news of the ticket.
    pub about: Option<TicketMessageId>,
    /// It only says whose the copy below it is.
    pub is_head: bool,
}

/// TicketWords of a ticket on their way to a chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketLoad {
    pub card: TicketCard,
    /// The name of whoever said them.
    pub author: String,
    /// Those that are not in the chat yet, in their order: more than one are parts of an album.
    pub messages: Vec<TicketMessage>,
    /// Nothing of the ticket is in the chat yet.
    pub is_first: bool,
    /// More parts of the same album are in the chat already.
    pub is_rest: bool,
    /// The line above them, if it was sent before a kill or a fault.
    pub head: Option<MessageId>,
}

/// What happened to a ticket, as either side is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketNews {
    Closed {
        by_staff: bool,
    },
    Reopened {
        by_staff: bool,
    },
    /// Somebody of the staff looks after it.
    Taken {
        by: UserId,
    },
    /// It was handed to somebody.
    Given {
        by: UserId,
        to: UserId,
    },
    /// The person said how they liked the help, from one to five.
    Rated {
        stars: u8,
    },
    /// Nobody answered for so many hours.
    Waiting {
        hours: i64,
    },
    /// The answer has not arrived: the person cannot be written to now.
    Unreachable,
}

codes! {
    /// Which tickets a list shows.
    TicketFilter {
        /// Somebody waits for an answer.
        Waiting = "waiting",
        /// Whoever looks after them does it now.
        Mine = "mine",
        Answered = "answered",
        Closed = "closed",
        All = "all",
    }
}

impl TicketFilter {
    /// The states that it shows.
    pub fn states(self) -> &'static [TicketState] {
        match self {
            Self::Waiting => &[TicketState::Open, TicketState::Reopened],
            Self::Mine => &[
                TicketState::Open,
                TicketState::Reopened,
                TicketState::Answered,
            ],
            Self::Answered => &[TicketState::Answered],
            Self::Closed => &[TicketState::Closed],
            Self::All => TicketState::ALL,
        }
    }
}

/// How the support works.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SupportSettings {
    /// A forum with a topic for each ticket; `None` = the helpers are told in private.
    pub group: Option<ChatId>,
    pub group_title: Option<String>,
    /// Unanswered so long, the helpers are reminded; 0 = never.
    pub hours: i64,
}

/// A group as far as the team needs it, for its tickets or its notices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forum {
    pub chat: ChatId,
    pub kind: ChatKind,
    pub title: String,
    /// It has topics.
    pub is_forum: bool,
    /// The bot is an administrator there.
    pub is_admin: bool,
    /// The bot may make and close topics.
    pub manages_topics: bool,
}

/// A person's first page of the support.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SupportHome {
    /// Their tickets that are not closed, the newest first.
    pub open: Vec<Ticket>,
    /// How many they ever had.
    pub total: i64,
}

impl SupportHome {
    /// Whether another ticket may be opened.
    pub fn has_room(&self) -> bool {
        self.open.len() < MOST_OPEN_TICKETS
    }
}

/// A person may have so many tickets that are not closed.
pub const MOST_OPEN_TICKETS: usize = 3;

/// The most tickets a person may open within a day.
pub const MOST_TICKETS_A_DAY: i64 = 10;

/// One line of a thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThreadLine {
    pub message: TicketMessage,
    /// The author's name.
    pub author: String,
}

/// A page of a thread, the oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thread {
    pub ticket: Ticket,
    /// The person's name.
    pub name: String,
    pub lines: Page<ThreadLine>,
}

/// A line of the list of tickets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketLine {
    pub ticket: Ticket,
    pub name: String,
    /// Who looks after it.
    pub helper: Option<String>,
}

/// The staff's list of tickets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketList {
    pub filter: TicketFilter,
    pub page: Page<TicketLine>,
    /// How many wait for an answer.
    pub waiting: i64,
    /// May set how the support works.
    pub manages: bool,
}

/// A ticket with its person's card, as helpers see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketCard {
    pub ticket: Ticket,
    pub name: String,
    pub username: Option<String>,
    pub language: Option<String>,
    pub note: Option<String>,
    pub is_banned: bool,
    /// The end of VIP access that runs; the inner `None` = for life.
    pub vip: Option<Option<Timestamp>>,
    pub keys: i64,
    /// How many tickets the person had, this one included.
    pub tickets: i64,
    /// Who looks after it.
    pub helper: Option<String>,
    /// The last thing that was said.
    pub last: Option<ThreadLine>,
    pub messages: i64,
}

/// The settings of the support, with what stands around them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SupportDesk {
    pub settings: SupportSettings,
    pub canned: i64,
    pub waiting: i64,
    /// Stars given in the last 30 days, in hundredths, and by how many.
    pub stars: Option<(i64, i64)>,
}

/// The longest title of a canned answer, in characters.
pub const MOST_CANNED_TITLE: u32 = 40;
/// The longest canned answer, in characters.
pub const MOST_CANNED_BODY: u32 = 2_000;
/// So many canned answers are kept.
pub const MOST_CANNED: u32 = 100;
