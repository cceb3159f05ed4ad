//! Whether servers answer, and how they are.
//!
//! One that does not answer once is down for whoever wants something of it, and the admins are told only if it still
//! does not a minute later. What waited for it goes on when it answers again.

use super::servers;
use crate::context::Ctx;
use crate::context::waits_for_server;
use crate::crud;
use crate::db::Durability;
use crate::integrations::vpn::BackendError;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::Health;
use crate::models::Identity;
use crate::models::MINUTE;
use crate::models::Permission;
use crate::models::Server;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::ServerNews;
use crate::models::ServerTrouble;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::notify;
use rusqlite::Transaction;
use std::time::Duration;
use tokio::task::JoinSet;

/// A server answers within this time, or it is down.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// So long a server may be silent before the admins hear of it.
const GRACE_SECONDS: i64 = MINUTE;
/// The longest reason kept, in characters.
const LONGEST_REASON: usize = 200;

/// Notes that a server does not answer, and why, without secrets. The admins are told if it still does not a minute
/// later.
pub async fn noted_down(
    ctx: &Ctx,
    server: ServerId,
    why: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let why: String = why.chars().take(LONGEST_REASON).collect();
    ctx.db
        .write(Durability::Normal, move |tx| down(tx, server, &why, now))
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

fn down(tx: &Transaction<'_>, id: ServerId, why: &str, now: Timestamp) -> Result<(), ServiceError> {
    let Some(server) = crud::servers::get(tx, id)? else {
        return Ok(());
    };
    if server.health_error.as_deref() != Some(why) {
        log::warn!("server {id} cannot be used: {why}");
    }
    let since = match server.health {
        Health::Down => server.health_since,
        Health::Up | Health::Unknown => now,
    };
    crud::servers::update_health(tx, id, Health::Down, since, Some(why), now)?;
    let is_late = now.since(since) >= GRACE_SECONDS && server.removed_at.is_none();
    if is_late && crud::servers::update_told(tx, id, true)? {
        let notice = AdminNotice::ServerDown {
            news: news(server, since),
            why: why.to_owned(),
        };
        notify::log_and_notify(tx, Identity::System, notice, now)?;
    }
    Ok(())
}

/// Notes that a server answers and what it says of itself, if it said something; wakes what waited for it. True if it
/// was not known to answer: then it may have forgotten what it was told before.
pub async fn noted_up(
    ctx: &Ctx,
    server: ServerId,
    facts: Option<ServerFacts>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let is_back = ctx
        .db
        .write(Durability::Normal, move |tx| {
            up(tx, server, facts.as_ref(), now)
        })
        .await?;
    if is_back {
        ctx.task_added.notify_one();
    }
    Ok(is_back)
}

fn up(
    tx: &Transaction<'_>,
    id: ServerId,
    facts: Option<&ServerFacts>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(server) = crud::servers::get(tx, id)? else {
        return Ok(false);
    };
    if let Some(facts) = facts.filter(|facts| **facts != server.facts) {
        crud::servers::update_facts(tx, id, facts)?;
    }
    let is_back = server.health != Health::Up;
    let since = if is_back { now } else { server.health_since };
    crud::servers::update_health(tx, id, Health::Up, since, None, now)?;
    if !is_back {
        return Ok(false);
    }
    let woken = crud::tasks::update_woken(tx, &waits_for_server(id))?;
    if crud::servers::update_told(tx, id, false)? {
        let since = server.health_since;
        let notice = AdminNotice::ServerUp {
            news: news(server, since),
            woken: i64::try_from(woken).unwrap_or(i64::MAX),
        };
        notify::log_and_notify(tx, Identity::System, notice, now)?;
    }
    Ok(true)
}

fn news(server: Server, since: Timestamp) -> ServerNews {
    ServerNews {
        server: server.id,
        name: server.name,
        since,
    }
}

/// How a look at the servers went.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Looked {
    pub up: usize,
    pub down: usize,
    /// Answered, and had not before: to be compared with the database.
    pub back: Vec<ServerId>,
}

/// Asks every server how it is, all at once, and notes what they say.
pub async fn look(ctx: &Ctx, now: Timestamp) -> Result<Looked, ServiceError> {
    let servers = (ctx.db)
        .read(|connection| Ok::<_, ServiceError>(crud::servers::list(connection)?))
        .await?;
    servers::let_go(ctx, now).await?;
    let mut asked = JoinSet::new();
    let mut looked = Looked::default();
    for server in servers {
        if servers::answers(server.transport) {
            let backend = servers::backend(ctx, &server);
            asked.spawn(async move {
                let checked = match backend {
                    Ok(backend) => tokio::time::timeout(ANSWER_WITHIN, backend.check())
                        .await
                        .unwrap_or_else(|_| Err(late())),
                    Err(error) => Err(error),
                };
                (server.id, checked)
            });
        }
    }
    let mut answers = Vec::new();
    while let Some(answer) = asked.join_next().await {
        match answer {
            Ok(answer) => answers.push(answer),
            Err(error) => log::error!("the question to a server broke off: {error}"),
        }
    }
    if !answers.is_empty() {
        looked = note(ctx, answers, now).await?;
    }
    servers::note_changes(ctx, now).await?;
    Ok(looked)
}

fn late() -> BackendError {
    BackendError::Unreachable(ServerTrouble::Silent.to_string())
}

/// Keeps all answers of a look in one transaction.
async fn note(
    ctx: &Ctx,
    answers: Vec<(ServerId, Result<ServerFacts, BackendError>)>,
    now: Timestamp,
) -> Result<Looked, ServiceError> {
    let looked = ctx
        .db
        .write(Durability::Normal, move |tx| {
            let mut looked = Looked::default();
            for (id, answer) in answers {
                match answer {
                    Ok(facts) => {
                        looked.up += 1;
                        if up(tx, id, Some(&facts), now)? {
                            looked.back.push(id);
                        }
                    }
                    Err(error) => {
                        looked.down += 1;
                        let why: String = error.to_string().chars().take(LONGEST_REASON).collect();
                        down(tx, id, &why, now)?;
                    }
                }
            }
            Ok::<_, ServiceError>(looked)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(looked)
}

/// Asks one server now, for somebody who waits for the answer. Refused if it does not answer. True if it had not before.
pub async fn test(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    actor.need(Permission::SeeServers)?;
    let server = (ctx.db)
        .read(move |connection| servers::get(connection, id))
        .await?;
    let checked = match servers::backend(ctx, &server) {
        Ok(backend) => tokio::time::timeout(ANSWER_WITHIN, backend.check())
            .await
            .unwrap_or_else(|_| Err(late())),
        Err(error) => Err(error),
    };
    match checked {
        Ok(_) if !servers::answers(server.transport) => Ok(false),
        Ok(facts) => noted_up(ctx, id, Some(facts), now).await,
        Err(error) => {
            noted_down(ctx, id, &error.to_string(), now).await?;
            Err(servers::refused(&error))
        }
    }
}

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
