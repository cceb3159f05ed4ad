//! Buttons of the staff's side of the support: codes that begin with `ticket:`.

use super::UnknownAction;
use super::number;
use crate::models::CannedId;
use crate::models::ChatId;
use crate::models::TicketFilter;
use crate::models::TicketId;
use crate::models::UserId;
use std::fmt;

/// What a button of the staff's side of the support does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TicketAction {
    /// Tickets, page by page.
    List(TicketFilter, u32),
    /// A ticket with its person's card.
    Show(TicketId),
    /// A page of its thread; the last one if it has fewer.
    Thread(TicketId, u32),
    /// Show what a message of the thread carries besides words, by its place from 0.
    Look(TicketId, u32),
    /// The next messages are answers.
    Answer(TicketId),
    /// Look after it.
    Take(TicketId),
    /// Look after it no more.
    Release(TicketId),
    /// To whom shall it be handed?
    Helpers(TicketId),
    /// Hand it to somebody.
    Give(TicketId, UserId),
    /// End it.
    Close(TicketId),
    /// Go on with it.
    Reopen(TicketId),
    /// Which canned answer shall be sent?
    Canned(TicketId, u32),
    /// Send a canned answer.
    Send(TicketId, CannedId),
    /// How the support works.
    Desk,
    /// The canned answers, to be changed.
    CannedList(u32),
    /// One of them.
    CannedShow(CannedId),
    /// Ask for a new one.
    CannedNew,
    /// Ask for other words.
    CannedEdit(CannedId),
    /// Ask whether to delete it.
    CannedDrop(CannedId),
    /// Delete it.
    CannedDropYes(CannedId),
    /// After how many hours are helpers reminded?
    Hours,
    /// After so many.
    SetHours(u32),
    /// Which group has the topics?
    Group,
    /// That one.
    UseGroup(ChatId),
    /// None: private chats.
    NoGroup,
}

impl fmt::Display for TicketAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(filter, page) => write!(f, "ticket:list:{}:{page}", filter.name()),
            Self::Show(id) => write!(f, "ticket:show:{id}"),
            Self::Thread(id, page) => write!(f, "ticket:thread:{id}:{page}"),
            Self::Look(id, place) => write!(f, "ticket:look:{id}:{place}"),
            Self::Answer(id) => write!(f, "ticket:answer:{id}"),
            Self::Take(id) => write!(f, "ticket:take:{id}"),
            Self::Release(id) => write!(f, "ticket:release:{id}"),
            Self::Helpers(id) => write!(f, "ticket:helpers:{id}"),
            Self::Give(id, user) => write!(f, "ticket:give:{id}:{user}"),
            Self::Close(id) => write!(f, "ticket:close:{id}"),
            Self::Reopen(id) => write!(f, "ticket:reopen:{id}"),
            Self::Canned(id, page) => write!(f, "ticket:canned:{id}:{page}"),
            Self::Send(id, canned) => write!(f, "ticket:send:{id}:{canned}"),
            Self::Desk => f.write_str("ticket:desk"),
            Self::CannedList(page) => write!(f, "ticket:texts:{page}"),
            Self::CannedShow(id) => write!(f, "ticket:text:{id}"),
            Self::CannedNew => f.write_str("ticket:text_new"),
            Self::CannedEdit(id) => write!(f, "ticket:text_edit:{id}"),
            Self::CannedDrop(id) => write!(f, "ticket:text_drop:{id}"),
            Self::CannedDropYes(id) => write!(f, "ticket:text_drop_yes:{id}"),
            Self::Hours => f.write_str("ticket:hours"),
            Self::SetHours(hours) => write!(f, "ticket:hours:{hours}"),
            Self::Group => f.write_str("ticket:group"),
            Self::UseGroup(chat) => write!(f, "ticket:group_use:{chat}"),
            Self::NoGroup => f.write_str("ticket:group_none"),
        }
    }
}

impl TicketAction {
    /// The ticket it concerns.
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Show(id)
            | Self::Thread(id, _)
            | Self::Look(id, _)
            | Self::Answer(id)
            | Self::Take(id)
            | Self::Release(id)
            | Self::Helpers(id)
            | Self::Give(id, _)
            | Self::Close(id)
            | Self::Reopen(id)
            | Self::Canned(id, _)
            | Self::Send(id, _) => Some(id),
            Self::List(..)
            | Self::Desk
            | Self::CannedList(_)
            | Self::CannedShow(_)
            | Self::CannedNew
            | Self::CannedEdit(_)
            | Self::CannedDrop(_)
            | Self::CannedDropYes(_)
            | Self::Hours
            | Self::SetHours(_)
            | Self::Group
            | Self::UseGroup(_)
            | Self::NoGroup => None,
        }
    }

    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(TicketId);
        let canned = |text: &str| number(text).map(CannedId);
        Ok(match parts {
            ["ticket", "list", filter, page] => Self::List(
                TicketFilter::parse(filter).ok_or(UnknownAction)?,
                number(page)?,
            ),
            ["ticket", "show", ticket] => Self::Show(id(ticket)?),
            ["ticket", "thread", ticket, page] => Self::Thread(id(ticket)?, number(page)?),
            ["ticket", "look", ticket, place] => Self::Look(id(ticket)?, number(place)?),
            ["ticket", "answer", ticket] => Self::Answer(id(ticket)?),
            ["ticket", "take", ticket] => Self::Take(id(ticket)?),
            ["ticket", "release", ticket] => Self::Release(id(ticket)?),
            ["ticket", "helpers", ticket] => Self::Helpers(id(ticket)?),
            ["ticket", "give", ticket, user] => Self::Give(id(ticket)?, UserId(number(user)?)),
            ["ticket", "close", ticket] => Self::Close(id(ticket)?),
            ["ticket", "reopen", ticket] => Self::Reopen(id(ticket)?),
            ["ticket", "canned", ticket, page] => Self::Canned(id(ticket)?, number(page)?),
            ["ticket", "send", ticket, text] => Self::Send(id(ticket)?, canned(text)?),
            ["ticket", "desk"] => Self::Desk,
            ["ticket", "texts", page] => Self::CannedList(number(page)?),
            ["ticket", "text", text] => Self::CannedShow(canned(text)?),
            ["ticket", "text_new"] => Self::CannedNew,
            ["ticket", "text_edit", text] => Self::CannedEdit(canned(text)?),
            ["ticket", "text_drop", text] => Self::CannedDrop(canned(text)?),
            ["ticket", "text_drop_yes", text] => Self::CannedDropYes(canned(text)?),
            ["ticket", "hours"] => Self::Hours,
            ["ticket", "hours", hours] => Self::SetHours(number(hours)?),
            ["ticket", "group"] => Self::Group,
            ["ticket", "group_use", chat] => Self::UseGroup(ChatId(number(chat)?)),
            ["ticket", "group_none"] => Self::NoGroup,
            _ => return Err(UnknownAction),
        })
    }
}
