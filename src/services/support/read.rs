//! What either side sees of tickets.

use crate::context::Ctx;
use crate::crud;
use crate::crud::tickets::Scope;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SupportSettings;
use crate::models::Thread;
use crate::models::ThreadLine;
use crate::models::Ticket;
use crate::models::TicketCard;
use crate::models::TicketFilter;
use crate::models::TicketId;
use crate::models::TicketLine;
use crate::models::TicketList;
use crate::models::TicketMessage;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::services::ServiceError;
use crate::services::access;
use rusqlite::Connection;

/// How the support works.
pub async fn settings(ctx: &Ctx) -> Result<SupportSettings, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::bot_config::get_support(connection)?))
        .await
}

/// The ticket of which a message of ours speaks.
pub async fn spoken_of(
    ctx: &Ctx,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<Ticket>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(id) = crud::tickets::get_copied(connection, chat, message)? else {
                return Ok(None);
            };
            Ok(crud::tickets::get(connection, id, None)?)
        })
        .await
}

/// The ticket of that number, for an act that judges by itself whose it is.
pub async fn get(ctx: &Ctx, id: TicketId) -> Result<Option<Ticket>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::tickets::get(connection, id, None)?))
        .await
}

/// The ticket to which a topic of the group belongs.
pub async fn of_topic(
    ctx: &Ctx,
    group: ChatId,
    topic: i64,
) -> Result<Option<Ticket>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::tickets::get_by_topic(connection, group, topic)?))
        .await
}

/// The ticket in whose thread a message stands already.
pub async fn of_source(
    ctx: &Ctx,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<Ticket>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let kept = crud::ticket_messages::get_by_source(connection, chat, message)?;
            match kept {
                Some(kept) => Ok(crud::tickets::get(connection, kept.ticket, None)?),
                None => Ok(None),
            }
        })
        .await
}

/// A page of tickets, as helpers see them.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    filter: TicketFilter,
    page: u32,
) -> Result<TicketList, ServiceError> {
    actor.need(Permission::SeeTickets)?;
    let manages = actor.permissions.has(Permission::ManageSupport);
    let scope = Scope {
        filter,
        helper: actor.identity.user(),
        customers_of: actor.customers_of,
    };
    ctx.db
        .read(move |connection| {
            let (limit, offset) = window(page);
            let found = crud::tickets::list(connection, scope, limit, offset)?;
            let mut lines = Vec::with_capacity(found.rows.len());
            for ticket in found.rows {
                lines.push(line(connection, ticket)?);
            }
            Ok(TicketList {
                filter,
                page: Page::new(lines, page, found.total),
                waiting: crud::tickets::count_waiting(connection, scope.customers_of)?,
                manages,
            })
        })
        .await
}

fn window(page: u32) -> (i64, i64) {
    let rows = i64::from(PAGE_ROWS);
    (rows, rows * i64::from(page))
}

fn line(connection: &Connection, ticket: Ticket) -> Result<TicketLine, ServiceError> {
    Ok(TicketLine {
        name: access::name_of(connection, ticket.user)?,
        helper: helper_of(connection, &ticket)?,
        ticket,
    })
}

fn helper_of(connection: &Connection, ticket: &Ticket) -> Result<Option<String>, ServiceError> {
    match ticket.taken_by {
        Some(helper) => Ok(Some(access::name_of(connection, helper)?)),
        None => Ok(None),
    }
}

/// A ticket with its person's card.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    now: Timestamp,
) -> Result<TicketCard, ServiceError> {
    actor.need(Permission::SeeTickets)?;
    let customers_of = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let ticket = crud::tickets::get(connection, id, customers_of)?;
            card_of(connection, ticket.ok_or(Refusal::NotFound)?, now)
        })
        .await
}

/// The card of a ticket that was found.
pub(super) fn card_of(
    connection: &Connection,
    ticket: Ticket,
    now: Timestamp,
) -> Result<TicketCard, ServiceError> {
    let user = ticket.user;
    let person = crud::users::get(connection, user)?;
    let subscriber = crud::subscribers::get(connection, user)?;
    let vip = subscriber
        .filter(|found| found.is_entitled(now))
        .map(|found| found.expiry_date);
    let keys = crud::vpn_configs::of_user(connection, user)?.len();
    let last = crud::ticket_messages::last(connection, ticket.id)?;
    Ok(TicketCard {
        name: access::name_of(connection, user)?,
        username: person.as_ref().and_then(|person| person.username.clone()),
        language: person.as_ref().and_then(|person| {
            let own = person.language.clone();
            own.or_else(|| person.language_code.clone())
        }),
        note: person.as_ref().and_then(|person| person.note.clone()),
        is_banned: person.is_some_and(|person| person.status == UserStatus::Banned),
        vip,
        keys: i64::try_from(keys).unwrap_or(i64::MAX),
        tickets: crud::tickets::count_of(connection, user)?,
        helper: helper_of(connection, &ticket)?,
        last: last.map(|last| said(connection, last)).transpose()?,
        messages: crud::ticket_messages::count(connection, ticket.id)?,
        ticket,
    })
}

fn said(connection: &Connection, message: TicketMessage) -> Result<ThreadLine, ServiceError> {
    Ok(ThreadLine {
        author: access::name_of(connection, message.author)?,
        message,
    })
}

/// A page of a thread, for helpers; beyond the last page, the last.
pub async fn thread(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    page: u32,
) -> Result<Thread, ServiceError> {
    actor.need(Permission::SeeTickets)?;
    let customers_of = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let ticket = crud::tickets::get(connection, id, customers_of)?;
            thread_of(connection, ticket.ok_or(Refusal::NotFound)?, page)
        })
        .await
}

/// A page of one's own thread; beyond the last page, the last.
pub async fn own_thread(
    ctx: &Ctx,
    actor: &Actor,
    id: TicketId,
    page: u32,
) -> Result<Thread, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let ticket = crud::tickets::get_owned(connection, id, user)?;
            thread_of(connection, ticket.ok_or(Refusal::NotFound)?, page)
        })
        .await
}

fn thread_of(connection: &Connection, ticket: Ticket, page: u32) -> Result<Thread, ServiceError> {
    let total = crud::ticket_messages::count(connection, ticket.id)?;
    let pages = Page::<()>::new(Vec::new(), page, total);
    let page = pages.last_instead().unwrap_or(page);
    let (limit, offset) = window(page);
    let found = crud::ticket_messages::list(connection, ticket.id, limit, offset)?;
    let mut lines = Vec::with_capacity(found.rows.len());
    for message in found.rows {
        lines.push(said(connection, message)?);
    }
    Ok(Thread {
        name: access::name_of(connection, ticket.user)?,
        lines: Page::new(lines, page, total),
        ticket,
    })
}

/// A page of one's own tickets.
pub async fn own_list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<Ticket>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let total = crud::tickets::count_of(connection, user)?;
            let pages = Page::<()>::new(Vec::new(), page, total);
            let page = pages.last_instead().unwrap_or(page);
            let (limit, offset) = window(page);
            let found = crud::tickets::list_of(connection, user, limit, offset)?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// Whose thread somebody looks into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Whoever asked.
    Asker,
    /// The staff.
    Helper,
}

/// The message at a place of a thread, from 0, for whoever may see the thread.
pub async fn message_at(
    ctx: &Ctx,
    actor: &Actor,
    side: Side,
    id: TicketId,
    place: u32,
) -> Result<TicketMessage, ServiceError> {
    let user: UserId = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    if side == Side::Helper {
        actor.need(Permission::SeeTickets)?;
    }
    let customers_of = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let ticket = match side {
                Side::Asker => crud::tickets::get_owned(connection, id, user)?,
                Side::Helper => crud::tickets::get(connection, id, customers_of)?,
            };
            let ticket = ticket.ok_or(Refusal::NotFound)?;
            let found = crud::ticket_messages::list(connection, ticket.id, 1, i64::from(place))?;
            Ok(found.rows.into_iter().next().ok_or(Refusal::NotFound)?)
        })
        .await
}
