//! The Free queue: asking, waiting, being let in, and the admins' decisions.

mod settings;

pub use settings::*;

use super::ServiceError;
use super::access;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::crud::members::Event;
use crate::crud::requests::NewRequest;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::FreeRequest;
use crate::models::Identity;
use crate::models::LinkId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Presence;
use crate::models::QueuePage;
use crate::models::QueueRow;
use crate::models::Refusal;
use crate::models::RequestId;
use crate::models::RequestOrigin;
use crate::models::RequestOutcome;
use crate::models::Task;
use crate::models::TaskState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::WaitingView;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Requests looked at in one sweep.
const SWEEP: i64 = 500;

/// Asks for Free access in the bot's chat. `seen` is what Telegram says of them in the channel, if asked.
pub async fn ask(
    ctx: &Ctx,
    actor: &Actor,
    seen: Option<Presence>,
    now: Timestamp,
) -> Result<WaitingView, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        let chat = access::need_door(tx, Door::Free)?;
        let presence = match seen {
            Some(presence) => {
                crud::members::upsert_presence(tx, chat, user, presence, now)?;
                Some(presence)
            }
            None => crud::members::get_presence(tx, chat, user)?,
        };
        if presence.is_some_and(Presence::is_inside) {
            return Err(Refusal::AlreadyInside(Door::Free).into());
        }
        if let Some(pending) = crud::requests::get_pending(tx, user)? {
            return Err(Refusal::AlreadyWaiting {
                due_at: pending.due_at,
            }
            .into());
        }
        let request = queue(tx, user, chat, RequestOrigin::Button, None, now)?;
        waiting(tx, &request)
    })
    .await
}

/// Somebody asked in the channel, by its join-request link. One who waits already keeps their time.
pub async fn ask_by_join_request(
    ctx: &Ctx,
    actor: &Actor,
    chat: ChatId,
    user_chat: Option<ChatId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        let request = match crud::requests::get_pending(tx, user)? {
            Some(pending) => {
                crud::requests::update_join_request(tx, pending.id, user_chat)?;
                pending
            }
            None => queue(tx, user, chat, RequestOrigin::JoinRequest, user_chat, now)?,
        };
        let task = Task::AcknowledgeJoinRequest {
            request: request.id,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        Ok(())
    })
    .await
}

fn queue(
    tx: &Transaction<'_>,
    user: UserId,
    chat: ChatId,
    origin: RequestOrigin,
    user_chat: Option<ChatId>,
    now: Timestamp,
) -> Result<FreeRequest, ServiceError> {
    let wait = crud::bot_config::get(tx)?.wait_time_minutes;
    let due_at = now.plus_minutes(wait);
    let id = crud::requests::insert(
        tx,
        &NewRequest {
            user,
            chat,
            due_at,
            origin,
            user_chat,
        },
        now,
    )?;
    crud::tasks::insert(tx, &Task::AdmitFree { request: id }, due_at, now)?;
    note(tx, "queued", user, now)?;
    crud::requests::get(tx, id)?.ok_or_else(|| ServiceError::Fault("a request vanished".into()))
}

fn note(
    tx: &Transaction<'_>,
    kind: &'static str,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let event = Event {
        user,
        door: Door::Free,
        kind,
        period: None,
        cause: None,
    };
    crud::members::insert_event(tx, &event, now)?;
    Ok(())
}

fn waiting(connection: &Connection, request: &FreeRequest) -> Result<WaitingView, ServiceError> {
    Ok(WaitingView {
        due_at: request.due_at,
        position: crud::requests::position(connection, request)?,
        has_join_request: request.has_join_request,
    })
}

/// A pending request with its place in the queue; `None` if it was handled.
pub async fn pending(
    ctx: &Ctx,
    id: RequestId,
) -> Result<Option<(FreeRequest, WaitingView)>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(request) =
                crud::requests::get(connection, id)?.filter(|found| !found.is_processed)
            else {
                return Ok(None);
            };
            let view = waiting(connection, &request)?;
            Ok(Some((request, view)))
        })
        .await
}

/// The person's own pending request.
pub async fn pending_of(ctx: &Ctx, user: UserId) -> Result<Option<WaitingView>, ServiceError> {
    ctx.db
        .read(
            move |connection| match crud::requests::get_pending(connection, user)? {
                Some(request) => Ok(Some(waiting(connection, &request)?)),
                None => Ok(None),
            },
        )
        .await
}

/// The request of that id, handled or not.
pub async fn get(ctx: &Ctx, id: RequestId) -> Result<Option<FreeRequest>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::requests::get(connection, id)?))
        .await
}

/// Looks for due requests whose task is gone or was given up, and gives each its turn again. Returns how many
/// wait and how many got a new turn.
pub async fn sweep(ctx: &Ctx, now: Timestamp) -> Result<(i64, i64), ServiceError> {
    let (waiting, mended) = ctx
        .db
        .read(move |connection| {
            let waiting = crud::requests::list_pending(connection, SWEEP, 0)?;
            let due = waiting
                .rows
                .into_iter()
                .filter(|request| request.due_at <= now);
            let mut lost = Vec::new();
            for request in due {
                let task = Task::AdmitFree {
                    request: request.id,
                };
                match crud::tasks::get_state(connection, &task.dedupe_key())? {
                    Some(TaskState::Due | TaskState::Waiting | TaskState::Failed) => {}
                    Some(TaskState::Done) | None => lost.push(task),
                }
            }
            Ok::<_, ServiceError>((waiting.total, lost))
        })
        .await?;
    let count = i64::try_from(mended.len()).unwrap_or(0);
    if !mended.is_empty() {
        ctx.db
            .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
                for task in &mended {
                    if !crud::tasks::insert(tx, task, now, now)? {
                        crud::tasks::update_revived(tx, &task.dedupe_key(), now)?;
                    }
                }
                Ok(())
            })
            .await?;
        ctx.task_added.notify_one();
    }
    Ok((waiting, count))
}

/// Closes a request for which a link was made, and leaves the task that hands it over: one transaction.
pub async fn admitted(
    ctx: &Ctx,
    request: &FreeRequest,
    link: LinkId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (id, user) = (request.id, request.user_id);
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            if crud::requests::update_processed(tx, id, RequestOutcome::Approved, Some(link), now)?
            {
                note(tx, "approved", user, now)?;
                let_in(tx, id, user, now)?;
                crud::tasks::insert(tx, &Task::DeliverFreeLink { request: id, link }, now, now)?;
            }
            Ok(())
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// Notes that the link of a closed request reached nobody.
pub async fn undelivered(ctx: &Ctx, id: RequestId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::requests::update_outcome(
                tx,
                id,
                RequestOutcome::Unreachable,
            )?)
        })
        .await
}

/// Closes a request. False if it was closed before.
pub async fn settle(
    ctx: &Ctx,
    request: &FreeRequest,
    outcome: RequestOutcome,
    link: Option<LinkId>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let (id, user, chat) = (request.id, request.user_id, request.chat_id);
    ctx.db
        .write(Durability::Full, move |tx| -> Result<bool, ServiceError> {
            if !crud::requests::update_processed(tx, id, outcome, link, now)? {
                return Ok(false);
            }
            match outcome {
                RequestOutcome::Approved => {
                    note(tx, "approved", user, now)?;
                    let_in(tx, id, user, now)?;
                }
                RequestOutcome::AlreadyInside => {
                    crud::members::upsert_presence(tx, chat, user, Presence::Member, now)?;
                    note(tx, outcome.name(), user, now)?;
                }
                RequestOutcome::Declined
                | RequestOutcome::Unreachable
                | RequestOutcome::Closed
                | RequestOutcome::Failed => note(tx, outcome.name(), user, now)?,
            }
            Ok(true)
        })
        .await
}

/// A page of the queue, the next one first.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<QueuePage, ServiceError> {
    actor.need(Permission::ManageQueue)?;
    ctx.db
        .read(move |connection| {
            let limit = i64::from(PAGE_ROWS);
            let found = crud::requests::list_pending(connection, limit, limit * i64::from(page))?;
            let next_due = crud::requests::list_pending(connection, 1, 0)?
                .rows
                .first()
                .map(|first| first.due_at);
            let rows: Result<Vec<_>, ServiceError> = found
                .rows
                .into_iter()
                .map(|request| queue_row(connection, request))
                .collect();
            Ok(QueuePage {
                page: Page::new(rows?, page, found.total),
                wait_minutes: crud::bot_config::get(connection)?.wait_time_minutes,
                next_due,
            })
        })
        .await
}

/// One who waits.
pub async fn show(ctx: &Ctx, actor: &Actor, id: RequestId) -> Result<QueueRow, ServiceError> {
    actor.need(Permission::ManageQueue)?;
    ctx.db
        .read(move |connection| {
            let request = open_request(connection, id)?;
            queue_row(connection, request)
        })
        .await
}

fn open_request(connection: &Connection, id: RequestId) -> Result<FreeRequest, ServiceError> {
    let found = crud::requests::get(connection, id)?.filter(|request| !request.is_processed);
    Ok(found.ok_or(Refusal::NotFound)?)
}

fn queue_row(connection: &Connection, request: FreeRequest) -> Result<QueueRow, ServiceError> {
    let username =
        crud::users::get(connection, request.user_id)?.and_then(|person| person.username);
    Ok(QueueRow {
        name: access::name_of(connection, request.user_id)?,
        username,
        request,
    })
}

/// Lets one in now: their task is brought forward.
pub async fn approve(
    ctx: &Ctx,
    actor: &Actor,
    id: RequestId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageQueue)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let request = open_request(tx, id)?;
        bring_forward(tx, id, now)?;
        approved(tx, identity, &request, now)
    })
    .await
}

/// The line of somebody of the staff who lets one in.
fn approved(
    tx: &Transaction<'_>,
    who: Identity,
    request: &FreeRequest,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let details = json!({ "user": request.user_id.0, "before": "waiting", "after": "approved" });
    let target = format!("request:{}", request.id);
    audit::record(tx, who, "queue.approved", target, details, now)
}

/// The line of the house that lets one in whose time has come.
fn let_in(
    tx: &Transaction<'_>,
    id: RequestId,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let details = json!({ "user": user.0, "before": "waiting", "after": "inside" });
    let target = format!("request:{id}");
    audit::record(tx, Identity::System, "queue.let_in", target, details, now)
}

fn bring_forward(tx: &Transaction<'_>, id: RequestId, now: Timestamp) -> Result<(), ServiceError> {
    crud::requests::update_due(tx, id, now)?;
    let task = Task::AdmitFree { request: id };
    let key = task.dedupe_key();
    // A turn that was given up, or is gone, gets a new try.
    if !crud::tasks::update_due(tx, &key, now)? && !crud::tasks::insert(tx, &task, now, now)? {
        crud::tasks::update_revived(tx, &key, now)?;
    }
    Ok(())
}

/// Lets everybody in now, in the order of the queue. Returns how many.
pub async fn approve_all(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<i64, ServiceError> {
    actor.need(Permission::ManageQueue)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let waiting = crud::requests::list_pending(tx, i64::MAX, 0)?;
        for request in &waiting.rows {
            bring_forward(tx, request.id, now)?;
            approved(tx, identity, request, now)?;
        }
        let count = waiting.total;
        audit::record(
            tx,
            identity,
            "queue.all_approved",
            format!("door:{}", Door::Free.name()),
            json!({ "count": count }),
            now,
        )?;
        Ok(count)
    })
    .await
}

/// Turns one away.
pub async fn decline(
    ctx: &Ctx,
    actor: &Actor,
    id: RequestId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageQueue)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let request = open_request(tx, id)?;
        crud::requests::update_processed(tx, id, RequestOutcome::Declined, None, now)?;
        crud::tasks::insert(tx, &Task::DeclineFree { request: id }, now, now)?;
        note(tx, "declined", request.user_id, now)?;
        let details =
            json!({ "user": request.user_id.0, "before": "waiting", "after": "declined" });
        audit::record(
            tx,
            identity,
            "queue.declined",
            format!("request:{id}"),
            details,
            now,
        )
    })
    .await
}
