//! Buttons of a person's talk with the support: codes that begin with `support:`.

use super::UnknownAction;
use super::number;
use crate::models::TicketCategory;
use crate::models::TicketId;
use std::fmt;

/// What a button of a person's talk with the support does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SupportAction {
    /// What is it about?
    Home,
    /// Ask for the words of a new ticket.
    Begin(TicketCategory),
    /// Their tickets.
    List(u32),
    /// A page of a thread; the last one if it has fewer.
    Show(TicketId, u32),
    /// The next messages join the thread.
    Write(TicketId),
    /// It is solved.
    Close(TicketId),
    /// How they liked the help, from one to five.
    Rate(TicketId, u8),
    /// Show what a message of the thread carries besides words, by its place from 0.
    Look(TicketId, u32),
}

impl fmt::Display for SupportAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("support:home"),
            Self::Begin(category) => write!(f, "support:begin:{}", category.name()),
            Self::List(page) => write!(f, "support:list:{page}"),
            Self::Show(id, page) => write!(f, "support:show:{id}:{page}"),
            Self::Write(id) => write!(f, "support:write:{id}"),
            Self::Close(id) => write!(f, "support:close:{id}"),
            Self::Rate(id, stars) => write!(f, "support:rate:{id}:{stars}"),
            Self::Look(id, place) => write!(f, "support:look:{id}:{place}"),
        }
    }
}

impl SupportAction {
    /// The ticket it concerns.
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Show(id, _)
            | Self::Write(id)
            | Self::Close(id)
            | Self::Rate(id, _)
            | Self::Look(id, _) => Some(id),
            Self::Home | Self::Begin(_) | Self::List(_) => None,
        }
    }

    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(TicketId);
        Ok(match parts {
            ["support", "home"] => Self::Home,
            ["support", "begin", category] => {
                Self::Begin(TicketCategory::parse(category).ok_or(UnknownAction)?)
            }
            ["support", "list", page] => Self::List(number(page)?),
            ["support", "show", ticket, page] => Self::Show(id(ticket)?, number(page)?),
            ["support", "write", ticket] => Self::Write(id(ticket)?),
            ["support", "close", ticket] => Self::Close(id(ticket)?),
            ["support", "rate", ticket, stars] => {
                let stars = number(stars)?;
                if !(1..=5).contains(&stars) {
                    return Err(UnknownAction);
                }
                Self::Rate(id(ticket)?, stars)
            }
            ["support", "look", ticket, place] => Self::Look(id(ticket)?, number(place)?),
            _ => return Err(UnknownAction),
        })
    }
}
