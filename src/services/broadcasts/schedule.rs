//! Broadcasts that wait for their time.

use super::LATE_SECONDS;
use super::launch;
use super::need;
use super::need_open;
use super::note;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastState;
use crate::models::HeldWhy;
use crate::models::Identity;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::PostState;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::json;

/// Schedules the preview of that revision, or moves the time of one that is scheduled already. What was edited since it
/// was looked at is refused.
pub async fn schedule(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    revision: i64,
    at: Timestamp,
    now: Timestamp,
) -> Result<Broadcast, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut broadcast = need_open(tx, id)?;
        if broadcast.revision != revision || broadcast.state == BroadcastState::Stale {
            return Err(Refusal::PreviewOld.into());
        }
        if at <= now {
            return Err(Refusal::TimePast.into());
        }
        broadcast.state = BroadcastState::Scheduled;
        broadcast.scheduled_at = Some(at);
        crud::broadcasts::update(tx, &broadcast)?;
        let task = Task::SendScheduled { broadcast: id, at };
        if !crud::tasks::insert(tx, &task, at, now)? {
            // Put off and back to the same minute: the old task of that minute may be over.
            crud::tasks::update_revived(tx, &task.dedupe_key(), at)?;
        }
        let details = json!({ "target": broadcast.target.code(), "at": at.0 });
        note(tx, who, "broadcast.scheduled", &broadcast, details, now)?;
        Ok(broadcast)
    })
    .await
}

/// Schedules the preview of that revision at the time it had before it was edited.
pub async fn keep_time(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    revision: i64,
    now: Timestamp,
) -> Result<Broadcast, ServiceError> {
    let at = super::get(ctx, actor, id).await?.scheduled_at;
    let at = at.ok_or(Refusal::NotFound)?;
    schedule(ctx, actor, id, revision, at, now).await
}

/// A page of what waits for its time.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<Broadcast>, ServiceError> {
    actor.need(Permission::Broadcast)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(PAGE_ROWS);
            let found = crud::broadcasts::list_scheduled(connection, rows, rows * i64::from(page))?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// Sends a scheduled broadcast at once.
pub async fn send_now(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    now: Timestamp,
) -> Result<Broadcast, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let (who, house) = (actor.identity, ctx.default_lang());
    let sent = act(ctx, actor, now, move |tx| {
        let mut broadcast = need_open(tx, id)?;
        if broadcast.state != BroadcastState::Scheduled {
            return Err(Refusal::PreviewOld.into());
        }
        broadcast.control_message = None;
        broadcast.scheduled_at = None;
        launch(tx, &mut broadcast, house, now)?;
        let details = json!({ "target": broadcast.target.code() });
        note(tx, who, "broadcast.confirmed", &broadcast, details, now)?;
        Ok(broadcast)
    })
    .await?;
    ctx.mailings_changed.notify_one();
    Ok(sent)
}

/// The time has come: it is sent, unless it was changed, or the bot was off for so long that an admin should look first.
/// Returns a word on what happened.
pub async fn send_scheduled(
    ctx: &Ctx,
    id: BroadcastId,
    at: Timestamp,
    now: Timestamp,
) -> Result<&'static str, ServiceError> {
    let house = ctx.default_lang();
    let how = ctx
        .db
        .write(Durability::Full, move |tx| {
            let Some(mut broadcast) = crud::broadcasts::get(tx, id)? else {
                return Ok("gone");
            };
            if broadcast.state != BroadcastState::Scheduled || broadcast.scheduled_at != Some(at) {
                return Ok("changed meanwhile");
            }
            if now.since(at) > LATE_SECONDS {
                hold(tx, &mut broadcast, HeldWhy::Late, now)?;
                return Ok("too late");
            }
            broadcast.control_message = None;
            match launch(tx, &mut broadcast, house, now) {
                Ok(()) => {}
                Err(ServiceError::Refused(Refusal::NotConfigured(_))) => {
                    hold(tx, &mut broadcast, HeldWhy::NoChannel, now)?;
                    return Ok("no channel");
                }
                Err(ServiceError::Refused(Refusal::NobodyToWriteTo)) => {
                    hold(tx, &mut broadcast, HeldWhy::Nobody, now)?;
                    return Ok("nobody to write to");
                }
                Err(error) => return Err(error),
            }
            let details = json!({ "late_seconds": now.since(at) });
            note(
                tx,
                Identity::System,
                "broadcast.sent",
                &broadcast,
                details,
                now,
            )?;
            Ok("on its way")
        })
        .await?;
    ctx.task_added.notify_one();
    ctx.mailings_changed.notify_one();
    Ok(how)
}

/// For a house restored from a copy: what was on its way then was probably sent after the copy was made. Posts become
/// doubts that their makers settle, broadcasts to people stand still, and those whose time has come wait for a look.
pub(in crate::services) fn doubt_all(
    tx: &Transaction<'_>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for id in crud::broadcasts::list_in(tx, BroadcastState::Sending)? {
        if crud::mailings::get(tx, id)?.is_some() {
            let mut broadcast = need(tx, id)?;
            broadcast.state = BroadcastState::Paused;
            crud::broadcasts::update(tx, &broadcast)?;
            continue;
        }
        for view in crud::broadcast_posts::list(tx, id)? {
            let mut post = view.post;
            if post.state == PostState::Due {
                // As after a kill: its task finds it so, and tells the maker.
                post.state = PostState::Sending;
                crud::broadcast_posts::update(tx, &post)?;
            }
        }
    }
    for id in crud::broadcasts::list_in(tx, BroadcastState::Scheduled)? {
        let mut broadcast = need(tx, id)?;
        if broadcast.scheduled_at.is_some_and(|at| at <= now) {
            hold(tx, &mut broadcast, HeldWhy::Late, now)?;
        }
    }
    Ok(())
}

fn hold(
    tx: &Transaction<'_>,
    broadcast: &mut Broadcast,
    why: HeldWhy,
    now: Timestamp,
) -> Result<(), ServiceError> {
    broadcast.state = BroadcastState::Stale;
    // Nothing was sent: it stays a draft, which is swept out one day if nobody decides.
    broadcast.confirmed_at = None;
    crud::broadcasts::update(tx, broadcast)?;
    let task = Task::TellHeld {
        broadcast: broadcast.id,
        why,
        at: now,
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}
