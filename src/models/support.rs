//! Tickets, their messages, and canned answers.

use super::{CannedId, ChatId, MessageId, TicketId, Timestamp, UserId};

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

/// One message of a thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketMessage {
    pub ticket: TicketId,
    pub is_staff: bool,
    pub author: UserId,
    pub at: Timestamp,
    /// Kind of content: `text`, `photo`, `document`…
    pub content: String,
    /// Text or caption.
    pub body: Option<String>,
    /// Telegram's, for what is no text.
    pub file_id: Option<String>,
    /// Where it lies, to be copied from there.
    pub source: (ChatId, MessageId),
}

/// An answer kept to be sent again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CannedAnswer {
    pub id: CannedId,
    pub title: String,
    pub body: String,
}
