//! Traffic, as people see it. Days are UTC days, as the quotas of a day are.

use super::accounting;
use crate::context::Ctx;
use crate::crud;
use crate::models::AccountUsage;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::DayTraffic;
use crate::models::Health;
use crate::models::KeyUsage;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use crate::models::is_online;
use crate::services::ServiceError;
use crate::utils::together;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::time::Duration;

/// Counters older than this are read again when somebody looks.
const FRESH_SECONDS: i64 = 60;
/// How long a view waits for them: it is shown with what is known then.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest series that can be asked for, in days.
const MOST_DAYS: i64 = 366;

/// What the acting person has used: every account of theirs with its keys. Counters older than a minute are asked for
/// first, for two seconds at most.
pub async fn of_person(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<AccountUsage>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    freshly(ctx, user, now).await
}

/// The same of anybody, for the staff.
pub async fn of_user(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<AccountUsage>, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    freshly(ctx, user, now).await
}

async fn freshly(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<AccountUsage>, ServiceError> {
    let stale = ctx
        .db
        .read(move |connection| stale_servers(connection, user, now))
        .await?;
    let samples =
        together::all((stale.into_iter()).map(|server| accounting::sample(ctx, server, now)));
    match tokio::time::timeout(PATIENCE, samples).await {
        Ok(samples) => {
            for error in samples.into_iter().filter_map(Result::err) {
                log::warn!("a view is shown without fresh counters: {error}");
            }
        }
        Err(_) => log::info!("a view is shown without fresh counters: a server is slow"),
    }
    ctx.db
        .read(move |connection| accounts(connection, user, now))
        .await
}

/// The servers of a person's keys whose counters were not read lately. One that is down is not waited for.
fn stale_servers(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<BTreeSet<ServerId>, ServiceError> {
    let mut stale = BTreeSet::new();
    for key in crud::vpn_configs::of_user(connection, user)? {
        let visits = crud::servers::visits(connection, key.server)?;
        let sampled_at = visits.and_then(|visits| visits.sampled_at);
        let is_stale = sampled_at.is_none_or(|at| now.since(at) >= FRESH_SECONDS);
        let server = crud::servers::get(connection, key.server)?;
        if is_stale && server.is_some_and(|server| server.health != Health::Down) {
            stale.insert(key.server);
        }
    }
    Ok(stale)
}

fn accounts(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<AccountUsage>, ServiceError> {
    let mut views = Vec::new();
    for kind in VpnKind::ALL {
        let Some(account) = crud::vpn_accounts::of_user(connection, user, kind)? else {
            continue;
        };
        let mut keys = Vec::new();
        let mut counted: Vec<Option<Timestamp>> = Vec::new();
        for key in crud::vpn_configs::of_account(connection, account.id)? {
            let visits = crud::servers::visits(connection, key.server)?;
            counted.push(visits.and_then(|visits| visits.sampled_at));
            keys.push(key_usage(connection, key, now)?);
        }
        // One that was never read makes the whole unknown: `None` is the least.
        let counted_at = counted.into_iter().min().flatten();
        views.push(AccountUsage {
            account,
            keys,
            counted_at,
        });
    }
    Ok(views)
}

fn key_usage(
    connection: &Connection,
    key: VpnConfig,
    now: Timestamp,
) -> Result<KeyUsage, ServiceError> {
    let server = crud::servers::get(connection, key.server)?;
    Ok(KeyUsage {
        is_uncounted: server.is_some_and(|server| server.is_uncounted()),
        config: key.id,
        today: crud::vpn_traffic::get(connection, key.id, now.day())?,
        name: key.name,
        server: key.server,
        status: key.status,
        rx: key.used_rx,
        tx: key.used_tx,
        is_online: is_online(key.last_seen_at, now),
        last_seen_at: key.last_seen_at,
    })
}

/// Traffic of the last days up to today (UTC), one entry per day, the oldest first: of a key, or of everything the
/// acting person has or had. The staff may ask for anybody's key.
pub async fn days(
    ctx: &Ctx,
    actor: &Actor,
    config: Option<ConfigId>,
    days: i64,
    now: Timestamp,
) -> Result<Vec<DayTraffic>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let sees_all = actor.need(Permission::SeeKeys).is_ok();
    let first = first_day(days, now);
    ctx.db
        .read(move |connection| {
            let known = match config {
                Some(config) => {
                    let key = crud::vpn_configs::get(connection, config)?;
                    key.filter(|key| sees_all || key.user == user)
                        .ok_or(Refusal::NotFound)?;
                    crud::vpn_traffic::of_config(connection, config, first)?
                }
                None => crud::vpn_traffic::of_user(connection, user, first)?,
            };
            Ok(every_day(known, first, now))
        })
        .await
}

fn first_day(days: i64, now: Timestamp) -> i64 {
    now.day() - days.clamp(1, MOST_DAYS) + 1
}

/// Days on which nothing was transferred are days too.
fn every_day(known: Vec<DayTraffic>, first: i64, now: Timestamp) -> Vec<DayTraffic> {
    let mut known = known.into_iter().peekable();
    (first..=now.day())
        .map(|day| {
            let found = known.next_if(|traffic| traffic.day == day);
            found.unwrap_or(DayTraffic { day, rx: 0, tx: 0 })
        })
        .collect()
}

#[cfg(test)]
#[path = "usage_tests.rs"]
mod tests;
