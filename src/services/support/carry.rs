//! What the tasks need to carry words from one side to the other, and to keep how far they came.

use super::read;
use super::told;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::TicketCard;
use crate::models::TicketCopy;
use crate::models::TicketId;
use crate::models::TicketLoad;
use crate::models::TicketMessageId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use rusqlite::Connection;

/// Why words are not carried to a chat after all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoLoad {
    /// The ticket is gone, or all of it is there.
    Nothing,
    /// Whoever should read them is no helper any more.
    NoHelper,
    /// The group is the support's no more.
    OtherGroup,
    /// Whoever asked is banned: nothing reaches them.
    Banned,
}

/// What is to be carried to a chat. Helpers hear nothing once they are none.
pub async fn load(
    ctx: &Ctx,
    ticket: TicketId,
    message: TicketMessageId,
    to: ChatId,
    now: Timestamp,
) -> Result<Result<TicketLoad, NoLoad>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(ticket) = crud::tickets::get(connection, ticket, None)? else {
                return Ok(Err(NoLoad::Nothing));
            };
            if let Some(why) = unfit(connection, ticket.user, to, now)? {
                return Ok(Err(why));
            }
            let Some(first) = crud::ticket_messages::get(connection, message)? else {
                return Ok(Err(NoLoad::Nothing));
            };
            let author = access::name_of(connection, first.author)?;
            let mut messages = vec![first];
            messages.extend(crud::ticket_messages::list_parts(connection, message)?);
            let all = messages.len();
            let mut left = Vec::new();
            for one in messages {
                if crud::tickets::get_copy_of(connection, one.id, to, false)?.is_none() {
                    left.push(one);
                }
            }
            if left.is_empty() {
                return Ok(Err(NoLoad::Nothing));
            }
            Ok(Ok(TicketLoad {
                is_first: !crud::tickets::has_copy_in(connection, ticket.id, to)?,
                is_rest: left.len() < all,
                messages: left,
                head: crud::tickets::get_copy_of(connection, message, to, true)?,
                author,
                card: read::card_of(connection, ticket, now)?,
            }))
        })
        .await
}

/// Why a chat hears nothing of a ticket (any more). Whoever asked hears what is theirs, unless they are banned.
fn unfit(
    connection: &Connection,
    asker: UserId,
    to: ChatId,
    now: Timestamp,
) -> Result<Option<NoLoad>, ServiceError> {
    if to == asker.chat() {
        let is_banned = crud::users::is_banned(connection, asker)?;
        return Ok(is_banned.then_some(NoLoad::Banned));
    }
    if !to.is_private() {
        let group = crud::bot_config::get_support(connection)?.group;
        return Ok((group != Some(to)).then_some(NoLoad::OtherGroup));
    }
    let holders = crud::roles::list_holders(connection, Permission::AnswerTickets, now)?;
    let is_helper = holders.iter().any(|holder| holder.chat() == to);
    Ok((!is_helper).then_some(NoLoad::NoHelper))
}

/// The card of a ticket, for news of it; `None` if the chat hears nothing of it any more.
pub async fn card_for(
    ctx: &Ctx,
    ticket: TicketId,
    to: ChatId,
    now: Timestamp,
) -> Result<Option<TicketCard>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(ticket) = crud::tickets::get(connection, ticket, None)? else {
                return Ok(None);
            };
            if unfit(connection, ticket.user, to, now)?.is_some() {
                return Ok(None);
            }
            Ok(Some(read::card_of(connection, ticket, now)?))
        })
        .await
}

/// Whether a person's data were erased, and they did not come back since.
pub async fn is_erased(ctx: &Ctx, user: UserId) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::persons::more(connection, user)?.erased_at.is_some()))
        .await
}

/// Keeps where a message of ours stands: a reply to it goes to its ticket.
pub async fn carried(
    ctx: &Ctx,
    chat: ChatId,
    copies: Vec<(MessageId, TicketCopy)>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            for (message, copy) in copies {
                crud::tickets::insert_copy(tx, (chat, message), copy, now)?;
            }
            Ok(())
        })
        .await
}

/// Keeps which topic was made for a ticket.
pub async fn topic_made(
    ctx: &Ctx,
    ticket: TicketId,
    group: ChatId,
    topic: i64,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok(crud::tickets::update_topic(
                tx,
                ticket,
                Some((group, topic)),
            )?)
        })
        .await
}

/// A topic was deleted by hand, with all that stood in it: the ticket has none, until words need one again.
pub async fn topic_gone(
    ctx: &Ctx,
    ticket: TicketId,
    gone: (ChatId, i64),
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            let known = crud::tickets::get(tx, ticket, None)?;
            if known.is_some_and(|known| known.topic == Some(gone)) {
                crud::tickets::update_topic(tx, ticket, None)?;
                crud::tickets::delete_copies_of(tx, ticket, gone.0)?;
            }
            Ok(())
        })
        .await
}

/// The group cannot take words, or is the support's no more: the helpers are told in private, or in the new group.
pub async fn redirect(
    ctx: &Ctx,
    ticket: TicketId,
    message: TicketMessageId,
    from: ChatId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            let Some(ticket) = crud::tickets::get(tx, ticket, None)? else {
                return Ok(());
            };
            let mut chats = told(tx, &ticket, now)?;
            if chats.contains(&from) {
                chats = super::private_chats(tx, &ticket, now)?;
            }
            super::carry_to(tx, &ticket, message, chats, now, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}
