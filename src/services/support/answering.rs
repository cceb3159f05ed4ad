//! The helpers' side: answering, taking and handing over, closing, opening again.

use super::Voice;
use super::carry_to;
use super::due;
use super::helpers;
use super::keep;
use super::note;
use super::private_chats;
use super::settle_topic;
use super::tell;
use super::told;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::CannedId;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::MINUTE;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportRefusal;
use crate::models::Task;
use crate::models::Ticket;
use crate::models::TicketId;
use crate::models::TicketNews;
use crate::models::TicketState;
use crate::models::TicketWords;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Refuses, with the way on, whoever answers as a helper and is none (any more).
fn need_helper(actor: &Actor, ticket: TicketId) -> Result<UserId, Refusal> {
    let refused = Refusal::Support(SupportRefusal::NoHelper { ticket });
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    match actor.need(Permission::AnswerTickets) {
        Ok(()) => Ok(user),
        Err(_) => Err(refused),
    }
}

fn found(
    connection: &Connection,
    id: TicketId,
    customers_of: Option<UserId>,
) -> Result<Ticket, ServiceError> {
    let found = crud::tickets::get(connection, id, customers_of)?;
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// Answers a ticket: the person gets the words as the support's. Whoever answers first looks after it; a closed one is
/// open again.
///
/// # Errors
/// A refusal for whoever may not answer tickets (any more), and if the person is banned.
pub async fn answer(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    words: TicketWords,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let helper = need_helper(actor, id)?;
    let (identity, customers_of) = (actor.identity, actor.customers_of);
    act(ctx, actor, now, move |tx| {
        let before = found(tx, id, customers_of)?;
        if is_second_tap(tx, id, helper, &words, now)? {
            return Ok(before);
        }
        if crud::users::is_banned(tx, before.user)? {
            return Err(Refusal::Support(SupportRefusal::AskerBanned).into());
        }
        crud::tickets::update_answered(tx, id, helper, now)?;
        let ticket = found(tx, id, customers_of)?;
        say(tx, &ticket, helper, words, now)?;
        let after = json!({ "state": ticket.state.name(), "helper": ticket.taken_by });
        let fact = note(tx, identity, "ticket.answered", &before, after, now)?;
        if before.state == TicketState::Closed {
            settle_topic(tx, &ticket, fact, now)?;
        }
        if before.taken_by.is_none() {
            let news = TicketNews::Taken { by: helper };
            tell_others(tx, &before, helper, news, fact, now)?;
        }
        Ok(ticket)
    })
    .await
}

/// Whether these words are a canned answer that the helper has just given: a finger tapped twice. What they wrote
/// themself is a message of its own each time.
fn is_second_tap(
    connection: &Connection,
    ticket: TicketId,
    helper: UserId,
    words: &TicketWords,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let canned = words.body.as_deref().filter(|_| words.source.is_none());
    let Some(body) = canned else {
        return Ok(false);
    };
    let since = now - MINUTE;
    Ok(crud::ticket_messages::has_canned(
        connection, ticket, helper, body, since,
    )?)
}

/// Carries a helper's words to the person, and to the ticket's topic if they were said elsewhere.
fn say(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    helper: UserId,
    words: TicketWords,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let due_at = due(&words, now);
    let said_in = words.source.map(|(chat, _)| chat);
    let voice = Voice {
        author: helper,
        is_staff: true,
    };
    let message = keep(tx, ticket, voice, words, now)?;
    let task = Task::TellAsker {
        ticket: ticket.id,
        message,
        user: ticket.user,
    };
    crud::tasks::insert(tx, &task, due_at, now)?;
    let group = crud::bot_config::get_support(tx)?.group;
    let elsewhere: Vec<ChatId> = (group.into_iter())
        .filter(|group| said_in != Some(*group))
        .collect();
    carry_to(tx, ticket, message, elsewhere, due_at, now)
}

/// Tells the other helpers, where they hear of tickets in private.
fn tell_others(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    helper: UserId,
    news: TicketNews,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if crud::bot_config::get_support(tx)?.group.is_some() {
        return Ok(());
    }
    let mut others = private_chats(tx, ticket, now)?;
    others.retain(|chat| *chat != helper.chat());
    tell(tx, ticket, news, others, fact, now)
}

/// Answers with a canned answer. The same one again within a minute is a finger that tapped twice, and changes nothing.
pub async fn send_canned(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    canned: CannedId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    need_helper(actor, id)?;
    let kept = ctx
        .db
        .read(move |connection| {
            Ok::<_, ServiceError>(crud::canned_answers::get(connection, canned)?)
        })
        .await?;
    let kept = kept.ok_or(Refusal::NotFound)?;
    let words = TicketWords {
        content: ContentKind::Text,
        body: Some(kept.body),
        is_formatted: false,
        source: None,
        album: None,
    };
    answer(ctx, actor, id, words, now).await
}

/// Looks after a ticket from now on.
pub async fn take(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let helper = need_helper(actor, id)?;
    hand(ctx, actor, id, Some(helper), now).await
}

/// Looks after a ticket no more: all helpers hear of it again.
pub async fn release(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    need_helper(actor, id)?;
    hand(ctx, actor, id, None, now).await
}

/// Hands a ticket to another helper, who hears of it.
///
/// # Errors
/// A refusal if that person may not answer tickets.
pub async fn give(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    to: UserId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    need_helper(actor, id)?;
    hand(ctx, actor, id, Some(to), now).await
}

async fn hand(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    to: Option<UserId>,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let by = need_helper(actor, id)?;
    let (identity, customers_of) = (actor.identity, actor.customers_of);
    act(ctx, actor, now, move |tx| {
        let before = found(tx, id, customers_of)?;
        if before.taken_by == to {
            return Ok(before);
        }
        if let Some(to) = to
            && !helpers(tx, &before, now)?.contains(&to)
        {
            return Err(Refusal::Support(SupportRefusal::NotAHelper).into());
        }
        crud::tickets::update_taken(tx, id, to, now)?;
        let after = json!({ "state": before.state.name(), "helper": to });
        let fact = note(tx, identity, "ticket.handed", &before, after, now)?;
        let ticket = found(tx, id, customers_of)?;
        match to {
            Some(to) if to == by => {
                tell_others(tx, &before, by, TicketNews::Taken { by }, fact, now)?;
            }
            Some(to) => {
                let news = TicketNews::Given { by, to };
                tell(tx, &ticket, news, vec![to.chat()], fact, now)?;
            }
            None => {}
        }
        Ok(ticket)
    })
    .await
}

/// Everybody to whom a ticket can be handed, with their names.
pub async fn candidates(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<(Ticket, Vec<(UserId, String)>), ServiceError> {
    need_helper(actor, id)?;
    let customers_of = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let ticket = found(connection, id, customers_of)?;
            let mut named = Vec::new();
            for helper in helpers(connection, &ticket, now)? {
                if ticket.taken_by != Some(helper) {
                    named.push((helper, access::name_of(connection, helper)?));
                }
            }
            Ok((ticket, named))
        })
        .await
}

/// Closes a ticket; the person is told and asked how they liked the help.
pub async fn close(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    let helper = need_helper(actor, id)?;
    let (identity, customers_of) = (actor.identity, actor.customers_of);
    act(ctx, actor, now, move |tx| {
        let before = found(tx, id, customers_of)?;
        if crud::tickets::update_closed(tx, id, helper, now)? {
            let after = json!({ "state": TicketState::Closed.name() });
            let fact = note(tx, identity, "ticket.closed", &before, after, now)?;
            changed(
                tx,
                &before,
                TicketNews::Closed { by_staff: true },
                fact,
                now,
            )?;
        }
        found(tx, id, customers_of)
    })
    .await
}

/// Goes on with a closed ticket; the person is told.
pub async fn reopen(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<Ticket, ServiceError> {
    need_helper(actor, id)?;
    let (identity, customers_of) = (actor.identity, actor.customers_of);
    act(ctx, actor, now, move |tx| {
        let before = found(tx, id, customers_of)?;
        if crud::tickets::update_reopened(tx, id, now)? {
            let after = json!({ "state": TicketState::Reopened.name() });
            let fact = note(tx, identity, "ticket.reopened", &before, after, now)?;
            changed(
                tx,
                &before,
                TicketNews::Reopened { by_staff: true },
                fact,
                now,
            )?;
        }
        found(tx, id, customers_of)
    })
    .await
}

/// Tells the person, and the topic, how the ticket stands by a helper's hand.
fn changed(
    tx: &Transaction<'_>,
    ticket: &Ticket,
    news: TicketNews,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    tell(tx, ticket, news, vec![ticket.user.chat()], fact, now)?;
    let mut group = told(tx, ticket, now)?;
    group.retain(|chat| !chat.is_private());
    tell(tx, ticket, news, group, fact, now)?;
    settle_topic(tx, ticket, fact, now)
}
