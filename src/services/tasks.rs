//! Tasks on their way: which are due, and how each ended.

use super::ServiceError;
use crate::context::Ctx;
use crate::context::waits_for_door;
use crate::crud;
use crate::crud::server_tasks::Candidate;
use crate::db::Durability;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::Health;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::TaskClass;
use crate::models::TaskId;
use crate::models::TaskRow;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::models::WAITS_FOR_MAINTENANCE;
use crate::models::WAITS_FOR_OPENING;
use rusqlite::Transaction;
use std::collections::HashMap;

/// When a task is tried again whose chat or person came back while it failed.
const SOON_SECONDS: i64 = 5;
/// Tasks of one server that run at a time. It is called by one at a time; another is ready when that one is done, and
/// more would only wait in line before somebody who is in a hurry.
const MOST_ON_SERVER: usize = 2;

/// Due tasks of a class, the earliest first, without those that run already.
pub async fn due(
    ctx: &Ctx,
    class: TaskClass,
    limit: usize,
    running: Vec<TaskId>,
    now: Timestamp,
) -> Result<Vec<TaskRow>, ServiceError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let due: crud::tasks::DueTasks = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::tasks::list_due(
                connection, class, now, limit, &running,
            )?)
        })
        .await?;
    if !due.unreadable.is_empty() {
        // One that a newer version wrote, say: it holds up nobody else, and an admin sees it.
        give_up(ctx, due.unreadable).await?;
    }
    Ok(due.rows)
}

/// Due tasks of servers and what server each is for; `running` are those that run already, with theirs. Of one server a few
/// run at a time, so that one that hangs holds up nobody but its own people; what somebody waits for (a new key, a key that
/// is to stop) comes before what nobody notices.
pub async fn due_on_servers(
    ctx: &Ctx,
    limit: usize,
    running: HashMap<TaskId, Option<ServerId>>,
    now: Timestamp,
) -> Result<Vec<(TaskRow, Option<ServerId>)>, ServiceError> {
    let (due, servers) = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            let candidates = crud::server_tasks::list_due(connection, now)?;
            let turns = turns(&candidates, &running, limit);
            let ids: Vec<TaskId> = turns.iter().map(|turn| turn.id).collect();
            let servers: HashMap<_, _> =
                (turns.iter()).map(|turn| (turn.id, turn.server)).collect();
            Ok((crud::tasks::list_of(connection, &ids)?, servers))
        })
        .await?;
    if !due.unreadable.is_empty() {
        give_up(ctx, due.unreadable).await?;
    }
    let rows = due.rows.into_iter();
    Ok(rows
        .map(|row| {
            let server = servers.get(&row.id).copied().flatten();
            (row, server)
        })
        .collect())
}

/// Which of these, the earliest first, have their turn now.
fn turns(
    candidates: &[Candidate],
    running: &HashMap<TaskId, Option<ServerId>>,
    limit: usize,
) -> Vec<Candidate> {
    let mut busy: HashMap<ServerId, usize> = HashMap::new();
    for server in running.values().flatten() {
        *busy.entry(*server).or_default() += 1;
    }
    let urgent = candidates.iter().filter(|one| !one.is_bulk);
    let bulk = candidates.iter().filter(|one| one.is_bulk);
    let mut chosen = Vec::new();
    for one in urgent.chain(bulk) {
        if chosen.len() >= limit {
            break;
        }
        if running.contains_key(&one.id) {
            continue;
        }
        if let Some(server) = one.server {
            let busy = busy.entry(server).or_default();
            if *busy >= MOST_ON_SERVER {
                continue;
            }
            *busy += 1;
        }
        chosen.push(*one);
    }
    chosen
}

async fn give_up(ctx: &Ctx, tasks: Vec<TaskId>) -> Result<(), ServiceError> {
    log::error!("tasks {tasks:?} cannot be read by this version");
    ctx.db
        .write(Durability::Normal, move |tx| {
            for id in tasks {
                crud::tasks::update_failed(tx, id, "this version cannot read it")?;
            }
            Ok(())
        })
        .await
}

/// When the next task after `now` is due.
pub async fn next_due(ctx: &Ctx, now: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let mut next: Option<Timestamp> = None;
            for class in TaskClass::ALL {
                let due = crud::tasks::next_due(connection, class, now)?;
                next = [next, due].into_iter().flatten().min();
            }
            Ok(next)
        })
        .await
}

/// How a try of a task ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done, with a word on how.
    Done(String),
    /// It did not work this time.
    Retry(String),
    /// Not now; it does not count as a try.
    Later { seconds: i64, why: String },
    /// It waits for a chat (`chat:ID`) or a person (`user:ID`).
    Wait { waits_for: String, why: String },
    /// No try will help: an admin decides.
    Failed(String),
}

/// Keeps how a try ended of the task that was created at `begun`. A dead battery may lose the mark: then the task is done
/// once more, after a look at how things stand. One that was revived meanwhile stays due, however this try ended.
pub async fn ended(
    ctx: &Ctx,
    (id, begun): (TaskId, Timestamp),
    outcome: Outcome,
    retry_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            if crud::tasks::is_revived(tx, id, begun)? {
                return Ok(());
            }
            match outcome {
                Outcome::Done(result) => crud::tasks::update_done(tx, id, &result, now)?,
                Outcome::Retry(error) => crud::tasks::update_retry(tx, id, &error, retry_at)?,
                Outcome::Later { seconds, why } => {
                    crud::tasks::update_later(tx, id, &why, now + seconds)?
                }
                // Whatever it waits for may have come back while it failed: then nobody would wake it.
                Outcome::Wait { waits_for, why } if is_back(tx, &waits_for)? => {
                    crud::tasks::update_later(tx, id, &why, now + SOON_SECONDS)?
                }
                Outcome::Wait { waits_for, why } => {
                    crud::tasks::update_waiting(tx, id, &waits_for, &why)?
                }
                Outcome::Failed(error) => crud::tasks::update_failed(tx, id, &error)?,
            };
            Ok(())
        })
        .await
}

/// Whether the chat, the person or the server is there again.
fn is_back(tx: &Transaction<'_>, waits_for: &str) -> Result<bool, ServiceError> {
    let id = |prefix: &str| {
        waits_for
            .strip_prefix(prefix)
            .and_then(|id| id.parse().ok())
    };
    if let Some(user) = id("user:") {
        let person = crud::users::get(tx, UserId(user))?;
        return Ok(person.is_some_and(|person| person.status == UserStatus::Active));
    }
    if let Some(chat) = id("chat:") {
        let channel = crud::channels::get(tx, ChatId(chat))?;
        return Ok(channel.is_some_and(|channel| channel.lost_at.is_none()));
    }
    if let Some(server) = id("server:") {
        let server = crud::servers::get(tx, ServerId(server))?;
        // Of one that is let go nobody asks any more: what still waits for it ends by finding that out.
        let is_let_go = |server: &Server| server.removed_at.is_some() && server.sealed.is_empty();
        return Ok(server.is_none_or(|server| server.health == Health::Up || is_let_go(&server)));
    }
    if waits_for == WAITS_FOR_MAINTENANCE {
        return Ok(!crud::bot_config::get_maintenance(tx)?.holds_work());
    }
    if waits_for == WAITS_FOR_OPENING {
        return Ok(!crud::bot_config::get_maintenance(tx)?.is_on());
    }
    for door in [Door::Vip, Door::Free] {
        if waits_for == waits_for_door(door) {
            return Ok(crud::bot_config::get(tx)?.channel(door).is_some());
        }
    }
    Ok(false)
}

/// Chats that tasks wait for.
pub async fn waits(ctx: &Ctx) -> Result<Vec<String>, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::tasks::list_waits(connection)?))
        .await
}

#[cfg(test)]
#[path = "tasks_tests.rs"]
mod tests;
