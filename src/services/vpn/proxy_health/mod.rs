//! Whether MTProto proxies lead to Telegram: each form that a proxy offers is tried as a client would, every ten minutes.
//!
//! One failure is looked at again after a minute; the second in a row is told to the admins, once, and so is its end.
//! Nothing is judged while the house itself has no network. Everything that was told is kept with what it is told of, so
//! a restart repeats nothing.

pub mod judge;
pub mod mine;
pub mod outside;
pub mod people;

use self::judge::News;
use self::outside::Aim;
use self::outside::Outside;
use super::servers;
use super::settle;
use super::settle::Settled;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::network;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::DAY;
use crate::models::Health;
use crate::models::Identity;
use crate::models::Permission;
use crate::models::ProbeOutcome;
use crate::models::ProxyCheck;
use crate::models::ProxyHealth;
use crate::models::ProxyNews;
use crate::models::ProxyWatch;
use crate::models::Refusal;
use crate::models::SecretForm;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::notify;
use crate::utils::seal::hex;
use crate::utils::together;
use rusqlite::Connection;
use rusqlite::Transaction;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Forms that are tried at a time, of all proxies together.
const AT_ONCE: usize = 8;
/// A user that was just made is known to the part that serves within so long.
const SETTLES_WITHIN: Duration = Duration::from_secs(3);

/// How a round went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Round {
    /// Proxies of which something was learnt.
    pub judged: usize,
    /// Those of them with a form that did not work.
    pub bad: usize,
    /// The house itself had no network: what that could explain was not judged.
    pub is_offline: bool,
}

/// A proxy about to be tried.
struct Due {
    server: Server,
    watch: ProxyWatch,
}

/// What was seen of a proxy.
struct Seen {
    server: ServerId,
    /// It runs on this machine.
    is_here: bool,
    /// The house's own user is known there.
    is_known: bool,
    /// Of every form that is offered; empty = nothing could be tried.
    forms: Vec<(SecretForm, ProbeOutcome)>,
}

/// When the first proxy is due after that instant.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::proxy_watches::next_due(connection, after)?))
        .await
}

/// Tries every proxy whose turn it is.
pub async fn round(
    ctx: &Ctx,
    outside: &dyn Outside,
    now: Timestamp,
) -> Result<Round, ServiceError> {
    let due = ctx
        .db
        .read(move |connection| {
            let ids = crud::proxy_watches::due(connection, now, now + DAY)?;
            (ids.into_iter())
                .map(|id| due(connection, id, now))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    look(ctx, outside, due, now).await
}

/// Tries one proxy now, for somebody who waits for it; what follows is as in every round.
pub async fn test(
    ctx: &Ctx,
    outside: &dyn Outside,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<Round, ServiceError> {
    actor.need(Permission::SeeServers)?;
    let due = (ctx.db)
        .read(move |connection| due(connection, id, now))
        .await?;
    let round = look(ctx, outside, vec![due], now).await?;
    ctx.schedule_changed.notify_one();
    Ok(round)
}

fn due(connection: &Connection, id: ServerId, now: Timestamp) -> Result<Due, ServiceError> {
    let server = servers::get(connection, id)?;
    if server.kind != VpnKind::MtProto {
        return Err(Refusal::NotFound.into());
    }
    let watch = crud::proxy_watches::get(connection, id)?;
    Ok(Due {
        watch: watch.unwrap_or_else(|| ProxyWatch::new(now)),
        server,
    })
}

/// How a proxy is; `None` = it is none, or was not tried yet.
pub fn health(
    connection: &Connection,
    server: &Server,
) -> Result<Option<ProxyHealth>, ServiceError> {
    if server.kind != VpnKind::MtProto {
        return Ok(None);
    }
    let Some(watch) = crud::proxy_watches::get(connection, server.id)? else {
        return Ok(None);
    };
    let since = watch.down_since.filter(|_| server.removed_at.is_none());
    Ok(Some(ProxyHealth {
        checks: crud::proxy_watches::checks(connection, server.id)?,
        outage: since.map(|since| (watch.outage, since)),
        people_told_at: watch.people_told_at,
    }))
}

/// Whether no form of a proxy works, as the watch believes.
pub fn is_out(connection: &Connection, server: &Server) -> Result<bool, ServiceError> {
    if server.kind != VpnKind::MtProto {
        return Ok(false);
    }
    let checks = crud::proxy_watches::checks(connection, server.id)?;
    Ok(!checks.is_empty() && checks.iter().all(ProxyCheck::is_broken))
}

async fn look(
    ctx: &Ctx,
    outside: &dyn Outside,
    due: Vec<Due>,
    now: Timestamp,
) -> Result<Round, ServiceError> {
    let room = Semaphore::new(AT_ONCE);
    let looks = (due.into_iter()).map(|due| examine(ctx, outside, &room, due, now));
    let mut seen = Vec::new();
    for one in together::all(looks).await {
        match one {
            Ok(one) => seen.push(one),
            // One that cannot be tried holds up no other.
            Err(error) => log::error!("a proxy could not be tried: {error}"),
        }
    }
    if seen.is_empty() {
        return Ok(Round::default());
    }
    let is_offline = is_in_doubt(&seen) && !outside.is_online(ctx).await;
    if is_offline {
        log::warn!("no network: proxies that do not answer are not judged");
    }
    let round = ctx
        .db
        .write(Durability::Full, move |tx| {
            let mut round = Round {
                is_offline,
                ..Round::default()
            };
            for one in &seen {
                note(tx, one, &mut round, now)?;
            }
            Ok::<_, ServiceError>(round)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(round)
}

/// Whether nothing proves that the house has a network, and something would be explained by its lack.
fn is_in_doubt(seen: &[Seen]) -> bool {
    let all = || (seen.iter()).flat_map(|one| one.forms.iter().map(|form| (one.is_here, form.1)));
    let is_proof = |(is_here, outcome): (bool, ProbeOutcome)| match outcome {
        ProbeOutcome::Works { .. } | ProbeOutcome::Transport(_) => true,
        ProbeOutcome::Refused
        | ProbeOutcome::NotThisSecret
        | ProbeOutcome::NoTelegram
        | ProbeOutcome::Silent => !is_here,
        ProbeOutcome::Down => false,
    };
    let may_be_ours = |(is_here, outcome)| judge::may_be_ours(outcome, is_here);
    all().any(may_be_ours) && !all().any(is_proof)
}

/// Tries every form of a proxy.
async fn examine(
    ctx: &Ctx,
    outside: &dyn Outside,
    room: &Semaphore,
    due: Due,
    now: Timestamp,
) -> Result<Seen, ServiceError> {
    let Due { server, mut watch } = due;
    let mut seen = Seen {
        server: server.id,
        is_here: false,
        is_known: watch.is_known,
        forms: Vec::new(),
    };
    let mut is_fresh = false;
    let aims = match outside::pasted(&ctx.seal, &server) {
        Some(aim) => vec![aim],
        None => {
            let secret = secret(ctx, server.id, &mut watch, now).await?;
            match outside.ensure(ctx, &server, &secret).await {
                Ok(()) => {
                    is_fresh = !seen.is_known;
                    seen.is_known = true;
                }
                // What serves may do so though what manages it does not answer.
                Err(error) => log::warn!("server {}: its health user: {error}", server.id),
            }
            if seen.is_known {
                outside::aims(&server, &secret)
            } else {
                Vec::new()
            }
        }
    };
    seen.is_here = (aims.first()).is_some_and(|aim| network::is_here(&aim.target.host));
    seen.forms = try_all(ctx, outside, room, server.id, &aims).await;
    if is_fresh && seen.forms.iter().any(|(_, outcome)| !outcome.is_good()) {
        tokio::time::sleep(SETTLES_WITHIN).await;
        seen.forms = try_all(ctx, outside, room, server.id, &aims).await;
    }
    Ok(seen)
}

async fn try_all(
    ctx: &Ctx,
    outside: &dyn Outside,
    room: &Semaphore,
    server: ServerId,
    aims: &[Aim],
) -> Vec<(SecretForm, ProbeOutcome)> {
    let tries = aims.iter().map(|aim| async move {
        if let Some(outcome) = ctx.backends.probe_pretended(server, &aim.target.secret) {
            return (aim.form, outcome);
        }
        // Nobody closes the room, so there is always a permit in the end.
        let _permit = room.acquire().await;
        // Only with the right time is the greeting of fake TLS taken, and the wait may have been long.
        (aim.form, outside.probe(aim, ctx.true_now()).await)
    });
    together::all(tries).await
}

/// The base secret of the house's own user on a proxy, or of the one link that a server is.
pub(super) async fn own_secret(
    ctx: &Ctx,
    server: &Server,
    now: Timestamp,
) -> Result<String, ServiceError> {
    if let Some(aim) = outside::pasted(&ctx.seal, server) {
        return Ok(aim.target.secret.base());
    }
    let id = server.id;
    let read = move |connection: &Connection| {
        Ok::<_, ServiceError>(crud::proxy_watches::get(connection, id)?)
    };
    let watch = ctx.db.read(read).await?;
    let mut watch = watch.unwrap_or_else(|| ProxyWatch::new(now));
    secret(ctx, id, &mut watch, now).await
}

/// The base secret of the house's own user on a proxy; a new one is kept before any server hears of it.
async fn secret(
    ctx: &Ctx,
    server: ServerId,
    watch: &mut ProxyWatch,
    now: Timestamp,
) -> Result<String, ServiceError> {
    if let Some(secret) = (watch.sealed.as_deref()).and_then(|sealed| ctx.seal.open(sealed).ok()) {
        return Ok(secret);
    }
    let mut random = [0; 16];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    let sealed = (ctx.seal.seal(&hex(&random)))
        .map_err(|error| ServiceError::Fault(format!("a secret cannot be sealed: {error}")))?;
    let before = watch.sealed.take();
    let sealed = ctx
        .db
        .write(Durability::Full, move |tx| {
            let kept = crud::proxy_watches::get(tx, server)?;
            let mut kept = kept.unwrap_or_else(|| ProxyWatch::new(now));
            // Whoever asked at the same time may have kept one meanwhile.
            let sealed = match kept.sealed.take() {
                Some(theirs) if Some(&theirs) != before.as_ref() => theirs,
                Some(_) | None => sealed,
            };
            kept.sealed = Some(sealed.clone());
            crud::proxy_watches::upsert(tx, server, &kept)?;
            Ok::<_, ServiceError>(sealed)
        })
        .await?;
    let secret = ctx.seal.open(&sealed);
    watch.sealed = Some(sealed);
    secret.map_err(|error| ServiceError::Fault(format!("a secret cannot be opened: {error}")))
}

/// Takes the house's own user from a proxy that was removed. Asked twice, it is as after once.
pub async fn leave(ctx: &Ctx, id: ServerId, now: Timestamp) -> Result<Settled, ServiceError> {
    let _turn = ctx.backends.turn(id).await;
    let read = move |connection: &Connection| {
        let watch = crud::proxy_watches::get(connection, id)?;
        Ok::<_, ServiceError>((crud::servers::get(connection, id)?, watch))
    };
    let (server, watch) = ctx.db.read(read).await?;
    let sealed = watch.and_then(|watch| watch.sealed);
    let secret = sealed.and_then(|sealed| ctx.seal.open(&sealed).ok());
    // Without the way to it, it was given up.
    let server = server.filter(|server| server.removed_at.is_some() && !server.sealed.is_empty());
    let (Some(server), Some(secret)) = (server, secret) else {
        return Ok(Settled::Done);
    };
    if server.health == Health::Down {
        let why = server.health_error.unwrap_or_default();
        return Ok(Settled::Down { server: id, why });
    }
    if let Err(error) = outside::remove(ctx, &server, &secret).await {
        return settle::failed(ctx, id, &error, now).await;
    }
    let left = move |tx: &Transaction<'_>| {
        Ok::<_, ServiceError>(crud::proxy_watches::update_left(tx, id)?)
    };
    ctx.db.write(Durability::Full, left).await?;
    Ok(Settled::Done)
}

/// Keeps what was seen of a proxy and what follows from it, as things stand by now.
fn note(
    tx: &Transaction<'_>,
    seen: &Seen,
    round: &mut Round,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let found = crud::servers::get(tx, seen.server)?;
    let Some(server) = found.filter(|server| server.removed_at.is_none()) else {
        return Ok(());
    };
    let watch = crud::proxy_watches::get(tx, server.id)?;
    let mut watch = watch.unwrap_or_else(|| ProxyWatch::new(now));
    watch.is_known = seen.is_known;
    let is_ours = |(_, outcome): &(_, ProbeOutcome)| judge::may_be_ours(*outcome, seen.is_here);
    if seen.forms.is_empty() || (round.is_offline && seen.forms.iter().any(is_ours)) {
        watch.next_at = judge::later(now, random());
        return Ok(crud::proxy_watches::upsert(tx, server.id, &watch)?);
    }
    let before = crud::proxy_watches::checks(tx, server.id)?;
    let verdict = judge::judge(watch, &before, &seen.forms, now, random());
    round.judged += 1;
    round.bad += usize::from(verdict.checks.iter().any(|check| check.fails > 0));
    crud::proxy_watches::replace_checks(tx, server.id, &verdict.checks)?;
    crud::proxy_watches::upsert(tx, server.id, &verdict.watch)?;
    match verdict.news {
        Some(news) => tell(tx, server, &verdict.watch, &seen.forms, news, now),
        None => Ok(()),
    }
}

/// Leaves what tells the admins, and those of its people who heard of the outage.
fn tell(
    tx: &Transaction<'_>,
    server: Server,
    watch: &ProxyWatch,
    forms: &[(SecretForm, ProbeOutcome)],
    news: News,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let id = server.id;
    let (since, people_told_at) = match news {
        News::Out | News::Worse => (watch.down_since.unwrap_or(now), watch.people_told_at),
        News::Back {
            since,
            people_told_at,
        } => (since, people_told_at),
    };
    let told = ProxyNews {
        server: id,
        name: server.name,
        outage: watch.outage,
        since,
        forms: forms.to_vec(),
        people: crud::proxy_watches::count_holders(tx, id)?,
        are_told: people_told_at.is_some(),
    };
    let notice = match news {
        News::Out | News::Worse => AdminNotice::ProxyDown(told),
        News::Back { .. } => {
            if let Some(told_at) = people_told_at {
                people::say_back(tx, id, watch.outage, told_at, now)?;
            }
            AdminNotice::ProxyUp(told)
        }
    };
    notify::log_and_notify(tx, Identity::System, notice, now)
}

/// Any number, for the jitter. Without randomness all proxies keep step: still better than none tried.
fn random() -> u16 {
    let mut bytes = [0; 2];
    let _ = getrandom::fill(&mut bytes);
    u16::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests;
