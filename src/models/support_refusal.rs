//! Why something about the support is not done.

use super::TicketId;

/// A no about the support.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SupportRefusal {
    /// They have as many open tickets as anybody may.
    TooManyTickets {
        most: usize,
    },
    /// They opened as many within a day as anybody may.
    TicketsToday {
        most: i64,
    },
    /// Telegram lets no bot copy what they sent.
    WordsUnsupported,
    /// They answered as helpers, and are none any more.
    NoHelper {
        ticket: TicketId,
    },
    /// Whoever is to look after it may not answer tickets.
    NotAHelper,
    /// The person is banned: nothing reaches them.
    AskerBanned,
    /// The group has no topics.
    NoForum {
        title: String,
    },
    /// The bot is no administrator of the group, or may not manage its topics.
    NoTopicRight {
        title: String,
    },
    /// Not a whole number of hours within the bounds.
    HoursInvalid {
        most: i64,
    },
    /// A canned answer begins with its title in a line of its own.
    CannedUnclear,
    CannedTooLong {
        title: u32,
        body: u32,
    },
    /// Another one has that title.
    CannedTitleTaken,
    TooManyCanned {
        most: u32,
    },
}
