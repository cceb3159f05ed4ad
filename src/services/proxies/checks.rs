//! Trials whose turn it is, and proxies that are deleted by hand.

use super::passes;
use super::rounds;
use super::rounds::Work;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::ListedProxyId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::json;

pub use super::rounds::Ended;
pub use super::rounds::Round;

/// Proxies deleted in one transaction, so that nobody waits for them.
const AT_ONCE: u32 = 500;

/// When the next proxy is due from an instant on, or since when a run over the whole list waits.
pub async fn next_due(ctx: &Ctx, from: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let pass = crud::proxy_passes::get_open(connection)?;
            let begun = pass.map(|row| row.pass.begun_at).filter(|at| *at >= from);
            let due = crud::proxy_trials::next_due(connection, from)?;
            Ok(begun.into_iter().chain(due).min())
        })
        .await
}

/// Tries those whose turn it is, or goes on with a run over the whole list. `None` = there was nothing to try.
pub async fn run(ctx: &Ctx, now: Timestamp) -> Result<Option<Round>, ServiceError> {
    let (pass, is_due) = ctx
        .db
        .read(move |connection| {
            let pass = crud::proxy_passes::get_open(connection)?;
            let from = (Timestamp(0), ListedProxyId(0));
            let due = crud::proxy_trials::list_due(connection, now, from, 1)?;
            Ok::<_, ServiceError>((pass, !due.is_empty()))
        })
        .await?;
    match pass {
        Some(pass) => passes::run(ctx, pass).await.map(Some),
        None if is_due => rounds::run(ctx, Work::Due(now)).await.map(Some),
        None => Ok(None),
    }
}

/// Lets a proxy go. One that a source would bring back is kept as dropped.
pub(super) fn drop_one(
    tx: &Transaction<'_>,
    id: ListedProxyId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    if crud::proxy_listings::is_listed_again(tx, id)? {
        return Ok(crud::proxies::update_dropped(tx, id, now)?);
    }
    Ok(crud::proxies::delete(tx, id)?)
}

/// Deletes all that were tried and do not work. How many.
pub async fn delete_dead(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<u32, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    let (count, mut last) = act(ctx, actor, now, move |tx| {
        let count = crud::proxies::count_dead(tx)?;
        if count == 0 {
            return Ok((0, 0));
        }
        let details = json!({ "count": count });
        let target = "proxies:dead".to_owned();
        audit::record(tx, identity, "proxies.deleted", target, details, now)?;
        Ok((count, drop_some(tx, now)?))
    })
    .await?;
    while last == AT_ONCE {
        last = ctx
            .db
            .write(Durability::Normal, move |tx| drop_some(tx, now))
            .await?;
    }
    Ok(count)
}

/// Lets some of the dead go. How many.
fn drop_some(tx: &Transaction<'_>, now: Timestamp) -> Result<u32, ServiceError> {
    let dead = crud::proxies::list_dead(tx, AT_ONCE)?;
    let mut count = 0;
    for id in dead {
        drop_one(tx, id, now)?;
        count += 1;
    }
    Ok(count)
}

/// Deletes one.
pub async fn delete(
    ctx: &Ctx,
    actor: &Actor,
    id: ListedProxyId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let proxy = crud::proxies::get(tx, id)?.ok_or(Refusal::NotFound)?;
        drop_one(tx, id, now)?;
        let details = json!({ "host": proxy.address.host, "port": proxy.address.port });
        let target = format!("proxy:{}", id.0);
        audit::record(tx, identity, "proxies.deleted", target, details, now)
    })
    .await
}
