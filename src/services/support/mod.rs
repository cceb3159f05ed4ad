//! Tickets: asking, answering, reminding, closing, rating.
//!
//! What either side says is a row of the thread and, in the same transaction, the tasks that carry it to the other side.

pub mod answering;
pub mod asking;
pub mod canned;
pub mod carry;
pub mod desk;
pub mod read;
#[cfg(test)]
mod tests;

pub use read::card;
pub use read::get;
pub use read::list;
pub use read::message_at;
pub use read::of_source;
pub use read::of_topic;
pub use read::own_list;
pub use read::own_thread;
pub use read::settings;
pub use read::spoken_of;
pub use read::thread;

use super::ServiceError;
use super::audit;
use crate::crud;
use crate::crud::ticket_messages::NewMessage;
use crate::models::ChatId;
use crate::models::Identity;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Ticket;
use crate::models::TicketMessageId;
use crate::models::TicketNews;
use crate::models::TicketWords;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// How long an album waits for another part.
const ALBUM_SECONDS: i64 = 2;

/// Who says something.
#[derive(Clone, Copy, Debug)]
struct Voice {
    author: UserId,
    is_staff: bool,
}

/// Puts words into a thread. The same message of Telegram is kept once.
fn keep(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    voice: Voice,
    words: TicketWords,
    now: Timestamp,
) -> Result<TicketMessageId, ServiceError> {
    let new = NewMessage {
        ticket: ticket.id,
        is_staff: voice.is_staff,
        author: voice.author,
        words,
        album_of: None,
    };
    let kept = crud::ticket_messages::insert(tx, &new, now)?;
    Ok(kept.ok_or(Refusal::AlreadyApplied)?)
}

/// When words are carried: an album waits for its other parts.
fn due(words: &TicketWords, now: Timestamp) -> Timestamp {
    match words.album {
        Some(_) => now + ALBUM_SECONDS,
        None => now,
    }
}

/// Everybody who may answer a ticket but whoever asks: they would answer themself.
fn helpers(
    connection: &Connection,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<Vec<UserId>, ServiceError> {
    let mut holders = crud::roles::list_holders(connection, Permission::AnswerTickets, now)?;
    holders.retain(|holder| *holder != ticket.user);
    Ok(holders)
}

/// The private chats in which helpers hear of a ticket: of whoever looks after it and still may, else of all.
fn private_chats(
    connection: &Connection,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<Vec<ChatId>, ServiceError> {
    let holders = helpers(connection, ticket, now)?;
    let own = ticket.taken_by.filter(|helper| holders.contains(helper));
    Ok(match own {
        Some(helper) => vec![helper.chat()],
        None => holders.into_iter().map(UserId::chat).collect(),
    })
}

/// Where helpers hear of a ticket: in the group with topics, else in private.
fn told(
    connection: &Connection,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<Vec<ChatId>, ServiceError> {
    match crud::bot_config::get_support(connection)?.group {
        Some(group) => Ok(vec![group]),
        None => private_chats(connection, ticket, now),
    }
}

/// Has words carried to those chats of helpers.
fn carry_to(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    message: TicketMessageId,
    chats: Vec<ChatId>,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for to in chats {
        let task = Task::TellHelper {
            ticket: ticket.id,
            message,
            to,
        };
        crud::tasks::insert(tx, &task, due_at, now)?;
    }
    Ok(())
}

/// Has news of a ticket told in those chats. `fact` is its audit row.
fn tell(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    news: TicketNews,
    chats: Vec<ChatId>,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for to in chats {
        let task = Task::TellTicket {
            ticket: ticket.id,
            news,
            to,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

/// Has the ticket's topic, if it has one, closed or opened again as the ticket is by then.
fn settle_topic(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if ticket.topic.is_some() {
        let task = Task::SettleTopic {
            ticket: ticket.id,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

/// The audit line of a ticket that changed its state, or whoever looks after it.
fn note(
    tx: &Transaction<'_>,
    who: Identity,
    action: &'static str,
    ticket: &Ticket,
    after: serde_json::Value,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let before = json!({ "state": ticket.state.name(), "helper": ticket.taken_by });
    let details = json!({ "before": before, "after": after, "user": ticket.user });
    let target = format!("ticket:{}", ticket.id);
    audit::append(tx, who, action, target, details, now)
}
