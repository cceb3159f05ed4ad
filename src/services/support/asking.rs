//! The person's side: opening a ticket, writing in it, closing it, rating the help.

use super::Voice;
use super::carry_to;
use super::due;
use super::keep;
use super::note;
use super::settle_topic;
use super::tell;
use super::told;
use crate::context::Ctx;
use crate::crud;
use crate::crud::ticket_messages::NewMessage;
use crate::models::Actor;
use crate::models::DAY;
use crate::models::MOST_OPEN_TICKETS;
use crate::models::MOST_TICKETS_A_DAY;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportHome;
use crate::models::SupportRefusal;
use crate::models::Ticket;
use crate::models::TicketCategory;
use crate::models::TicketId;
use crate::models::TicketMessage;
use crate::models::TicketNews;
use crate::models::TicketState;
use crate::models::TicketWords;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// What a person has at the support.
pub async fn home(ctx: &Ctx, actor: &Actor) -> Result<SupportHome, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            Ok(SupportHome {
                open: crud::tickets::list_open_of(connection, user)?,
                total: crud::tickets::count_of(connection, user)?,
            })
        })
        .await
}

/// Refuses unless the person may open another ticket.
pub async fn need_room(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            room(connection, user)?;
            days_room(connection, user, now)
        })
        .await
}

/// Refuses whoever opened so many within a day, whether they are closed by now or not: each is work for every helper.
fn days_room(connection: &Connection, user: UserId, now: Timestamp) -> Result<(), ServiceError> {
    if crud::tickets::count_since(connection, user, now - DAY)? >= MOST_TICKETS_A_DAY {
        let most = MOST_TICKETS_A_DAY;
        return Err(Refusal::Support(SupportRefusal::TicketsToday { most }).into());
    }
    Ok(())
}

fn room(connection: &Connection, user: UserId) -> Result<(), ServiceError> {
    if crud::tickets::list_open_of(connection, user)?.len() >= MOST_OPEN_TICKETS {
        let most = MOST_OPEN_TICKETS;
        return Err(Refusal::Support(SupportRefusal::TooManyTickets { most }).into());
    }
    Ok(())
}

/// Opens a ticket with its first words; the helpers hear of it.
///
/// # Errors
/// A refusal if the person has as many open tickets as anybody may, or opened as many within a day.
pub async fn open(
    ctx: &Ctx,
    actor: &Actor,
    category: TicketCategory,
    words: TicketWords,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    let source = words.source.ok_or(Refusal::NotFound)?;
    act(ctx, actor, now, move |tx| {
        room(tx, user)?;
        days_room(tx, user, now)?;
        let id = crud::tickets::insert(tx, user, category, source, now)?;
        let ticket = owned(tx, id, user)?;
        say(tx, &ticket, user, words, now)?;
        let after = json!({ "state": ticket.state.name(), "category": category.name() });
        note(tx, identity, "ticket.opened", &ticket, after, now)?;
        Ok(ticket)
    })
    .await
}

/// Adds words to a ticket of theirs. One that is closed is opened again by it.
pub async fn write(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    words: TicketWords,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = owned(tx, id, user)?;
        let is_back = before.state == TicketState::Closed;
        if is_back {
            room(tx, user)?;
        }
        let state = match before.state {
            TicketState::Closed | TicketState::Reopened => TicketState::Reopened,
            TicketState::Open | TicketState::Answered => TicketState::Open,
        };
        crud::tickets::update_asked(tx, id, state, now)?;
        let ticket = owned(tx, id, user)?;
        if is_back {
            let after = json!({ "state": state.name() });
            let fact = note(tx, identity, "ticket.reopened", &before, after, now)?;
            let news = TicketNews::Reopened { by_staff: false };
            tell(tx, &ticket, news, told(tx, &ticket, now)?, fact, now)?;
            settle_topic(tx, &ticket, fact, now)?;
        }
        say(tx, &ticket, user, words, now)?;
        Ok(ticket)
    })
    .await
}

fn owned(connection: &Connection, id: TicketId, user: UserId) -> Result<Ticket, ServiceError> {
    let found = crud::tickets::get_owned(connection, id, user)?;
    Ok(found.ok_or(Refusal::NotFound)?)
}

fn say(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    user: UserId,
    words: TicketWords,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let due_at = due(&words, now);
    let voice = Voice {
        author: user,
        is_staff: false,
    };
    let message = keep(tx, ticket, voice, words, now)?;
    carry_to(tx, ticket, message, told(tx, ticket, now)?, due_at, now)
}

/// Another part of an album whose first part stands in a thread, on either side. False if it is nothing of the kind.
pub async fn add_part(
    ctx: &Ctx,
    actor: &Actor,
    words: TicketWords,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(user) = actor.identity.user() else {
        return Ok(false);
    };
    let Some(head) = head_of(ctx, user, &words).await? else {
        return Ok(false);
    };
    if head.is_staff {
        actor.need(Permission::AnswerTickets)?;
    }
    act(ctx, actor, now, move |tx| {
        let new = NewMessage {
            ticket: head.ticket,
            is_staff: head.is_staff,
            author: user,
            words,
            album_of: Some(head.id),
        };
        if crud::ticket_messages::insert(tx, &new, now)?.is_some() {
            // Parts that were carried are not carried again: each is looked up before.
            for prefix in [
                format!("tell_helper:{}:", head.id),
                format!("tell_asker:{}:", head.id),
            ] {
                crud::tasks::update_revived_all(tx, &prefix, now + super::ALBUM_SECONDS)?;
            }
        }
        Ok(true)
    })
    .await
}

/// The first part of the album, unless this is the first part itself.
async fn head_of(
    ctx: &Ctx,
    user: UserId,
    words: &TicketWords,
) -> Result<Option<TicketMessage>, ServiceError> {
    let (Some((chat, message)), Some(album)) = (words.source, words.album.clone()) else {
        return Ok(None);
    };
    ctx.db
        .read(move |connection| {
            let head = crud::ticket_messages::get_album(connection, chat, user, &album)?;
            Ok(head.filter(|head| head.words.source != Some((chat, message))))
        })
        .await
}

/// Closes a ticket of theirs. One that is closed stays so.
pub async fn close(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = owned(tx, id, user)?;
        if crud::tickets::update_closed(tx, id, user, now)? {
            let after = json!({ "state": TicketState::Closed.name() });
            let fact = note(tx, identity, "ticket.closed", &before, after, now)?;
            let news = TicketNews::Closed { by_staff: false };
            tell(tx, &before, news, told(tx, &before, now)?, fact, now)?;
            settle_topic(tx, &before, fact, now)?;
        }
        owned(tx, id, user)
    })
    .await
}

/// Keeps how they liked the help, once for each end of a ticket.
pub async fn rate(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    stars: u8,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = owned(tx, id, user)?;
        if crud::tickets::update_rated(tx, id, stars, now)? {
            let after = json!({ "state": before.state.name(), "stars": stars });
            let fact = note(tx, identity, "ticket.rated", &before, after, now)?;
            let news = TicketNews::Rated { stars };
            tell(tx, &before, news, told(tx, &before, now)?, fact, now)?;
        }
        owned(tx, id, user)
    })
    .await
}
