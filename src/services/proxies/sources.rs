//! Sources of proxies: added, pasted, read, paused, taken away.

use super::reading;
use super::reading::Place;
use super::settings::host_of;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::MOST_PROXY_SOURCES;
use crate::models::Permission;
use crate::models::ProxyKind;
use crate::models::ProxyRefusal;
use crate::models::ProxySource;
use crate::models::ProxySourceId;
use crate::models::ProxySourceKind;
use crate::models::Refusal;
use crate::models::SOURCE_MINUTES;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

pub use super::reading::Readings;
pub use super::reading::next_due;
pub use super::reading::run;

/// Characters of a name.
const LONGEST_NAME: usize = 40;

/// All sources, with how many they list.
pub(super) fn all(connection: &Connection) -> Result<Vec<ProxySource>, ServiceError> {
    let mut sources = crud::proxy_sources::list(connection)?;
    for source in &mut sources {
        (source.listed, source.working) = crud::proxy_sources::count_listed(connection, source.id)?;
    }
    Ok(sources)
}

/// One source, with how many it lists.
fn one(connection: &Connection, id: ProxySourceId) -> Result<ProxySource, ServiceError> {
    let mut source = crud::proxy_sources::get(connection, id)?.ok_or(Refusal::NotFound)?;
    (source.listed, source.working) = crud::proxy_sources::count_listed(connection, id)?;
    Ok(source)
}

/// One source.
pub async fn get(ctx: &Ctx, actor: &Actor, id: ProxySourceId) -> Result<ProxySource, ServiceError> {
    actor.need(Permission::ProxiesSee)?;
    ctx.db.read(move |connection| one(connection, id)).await
}

fn need_room(connection: &Connection) -> Result<(), ServiceError> {
    if crud::proxy_sources::count(connection)? >= MOST_PROXY_SOURCES {
        let most = MOST_PROXY_SOURCES;
        return Err(ProxyRefusal::TooManySources { most }.into());
    }
    Ok(())
}

/// Adds a source that is fetched, to be read at once by its job. What is pasted comes by `paste`.
pub async fn add(
    ctx: &Ctx,
    actor: &Actor,
    kind: ProxySourceKind,
    hint: Option<ProxyKind>,
    now: Timestamp,
) -> Result<ProxySource, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let kind = match kind {
        ProxySourceKind::Shadowmere { url } => ProxySourceKind::Shadowmere {
            url: url.trim().trim_end_matches('/').to_owned(),
        },
        ProxySourceKind::List { url } => ProxySourceKind::List {
            url: url.trim().to_owned(),
        },
        ProxySourceKind::Pasted => return Err(ProxyRefusal::SourceInvalid.into()),
    };
    let url = url_of(&kind).to_owned();
    let host = host_of(&url).ok_or(ProxyRefusal::SourceInvalid)?;
    let name: String = host.chars().take(LONGEST_NAME).collect();
    let (_, _, every_minutes) = SOURCE_MINUTES;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if crud::proxy_sources::has_url(tx, &url)? {
            return Err(ProxyRefusal::SourceKnown.into());
        }
        need_room(tx)?;
        let new = crud::proxy_sources::NewSource {
            name: &name,
            kind: &kind,
            hint,
            every_minutes,
            next_at: Some(now),
        };
        let id = crud::proxy_sources::insert(tx, &new, now)?;
        // Its address may hold what only its owner may know.
        let details = json!({ "before": null, "after": { "name": name } });
        audit::record(tx, identity, "proxy_source.added", target(id), details, now)?;
        one(tx, id)
    })
    .await
}

fn url_of(kind: &ProxySourceKind) -> &str {
    match kind {
        ProxySourceKind::Shadowmere { url } | ProxySourceKind::List { url } => url,
        ProxySourceKind::Pasted => "",
    }
}

fn target(id: ProxySourceId) -> String {
    format!("proxy_source:{}", id.0)
}

/// Takes a list that was pasted or sent as a file: it is read once, now. Of one that is too long the beginning is.
///
/// # Errors
/// A refusal for a list that has no proxy in it.
pub async fn paste(
    ctx: &Ctx,
    actor: &Actor,
    name: &str,
    bytes: Vec<u8>,
    hint: Option<ProxyKind>,
    now: Timestamp,
) -> Result<ProxySource, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    ctx.db.read(need_room).await?;
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    let place = Place::Pasted {
        name: name.clone(),
        hint,
    };
    let taken = reading::take(ctx, place, bytes, hint, now).await?;
    let (id, reading) = taken.source.ok_or(ProxyRefusal::ListEmpty)?;
    let report = taken.report;
    let identity = actor.identity;
    let kept = act(ctx, actor, now, move |tx| {
        if !crud::proxy_sources::update_read(tx, id, reading, &report, now)? {
            return Err(Refusal::NotFound.into());
        }
        let details = json!({ "before": null, "after": { "name": name, "found": report.found } });
        audit::record(tx, identity, "proxy_source.added", target(id), details, now)?;
        one(tx, id)
    })
    .await;
    if kept.is_err() {
        // The update had acted before: what it brought is there, once.
        let is_it = move |tx: &Transaction<'_>| -> Result<bool, ServiceError> {
            Ok(crud::proxy_sources::is_reading(tx, id, reading)?)
        };
        reading::remove(ctx, id, now, is_it).await?;
    }
    kept
}

/// Has a source read at once by its job, also one that is paused.
pub async fn read_now(
    ctx: &Ctx,
    actor: &Actor,
    id: ProxySourceId,
    now: Timestamp,
) -> Result<ProxySource, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = fetched(tx, id)?;
        crud::proxy_sources::update_next(tx, id, Some(now))?;
        let was = before.next_at.map(|at| at.0);
        let details = json!({ "before": { "next_at": was }, "after": { "next_at": now.0 } });
        let act = "proxy_source.read_ordered";
        audit::record(tx, identity, act, target(id), details, now)?;
        one(tx, id)
    })
    .await
}

/// A source that is read again and again.
fn fetched(tx: &Transaction<'_>, id: ProxySourceId) -> Result<ProxySource, ServiceError> {
    let source = crud::proxy_sources::get(tx, id)?.ok_or(Refusal::NotFound)?;
    if source.kind == ProxySourceKind::Pasted {
        return Err(ProxyRefusal::PastedOnce.into());
    }
    Ok(source)
}

/// When a source is read next, by its last reading.
fn next_of(source: &ProxySource, every_minutes: u32, now: Timestamp) -> Timestamp {
    let due = source
        .read_at
        .map(|at| at.plus_minutes(i64::from(every_minutes)));
    due.map_or(now, |due| due.max(now))
}

/// Sets how often a source is read.
pub async fn set_interval(
    ctx: &Ctx,
    actor: &Actor,
    id: ProxySourceId,
    every_minutes: u32,
    now: Timestamp,
) -> Result<ProxySource, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let (least, most, _) = SOURCE_MINUTES;
    if !(least..=most).contains(&every_minutes) {
        let (least, most) = (i64::from(least), i64::from(most));
        return Err(Refusal::NumberInvalid { least, most }.into());
    }
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let source = fetched(tx, id)?;
        let next_at = (!source.is_paused).then(|| next_of(&source, every_minutes, now));
        crud::proxy_sources::update_interval(tx, id, every_minutes, next_at)?;
        let details = json!({
            "before": { "every_minutes": source.every_minutes },
            "after": { "every_minutes": every_minutes },
        });
        let act = "proxy_source.changed";
        audit::record(tx, identity, act, target(id), details, now)?;
        one(tx, id)
    })
    .await
}

/// Pauses a source, or lets it be read again: what it listed stays.
pub async fn pause(
    ctx: &Ctx,
    actor: &Actor,
    id: ProxySourceId,
    is_paused: bool,
    now: Timestamp,
) -> Result<ProxySource, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let source = fetched(tx, id)?;
        let next_at = (!is_paused).then(|| next_of(&source, source.every_minutes, now));
        crud::proxy_sources::update_paused(tx, id, is_paused, next_at)?;
        let details = json!({
            "before": { "is_paused": source.is_paused },
            "after": { "is_paused": is_paused },
        });
        let act = "proxy_source.changed";
        audit::record(tx, identity, act, target(id), details, now)?;
        one(tx, id)
    })
    .await
}

/// Takes a source away, with the proxies that only it lists.
pub async fn remove(
    ctx: &Ctx,
    actor: &Actor,
    id: ProxySourceId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let source = one(tx, id)?;
        crud::proxy_sources::update_removed(tx, id, now)?;
        let before = json!({ "name": source.name, "listed": source.listed });
        let details = json!({ "before": before, "after": null });
        let act = "proxy_source.removed";
        audit::record(tx, identity, act, target(id), details, now)
    })
    .await?;
    reading::forget_removed(ctx, id).await
}
