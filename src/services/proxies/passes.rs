//! Runs over the whole list that admins ask for.

use super::rounds;
use super::rounds::Ended;
use super::rounds::Round;
use super::rounds::Work;
use crate::context::Ctx;
use crate::context::proxies::BreakOff;
use crate::crud;
use crate::crud::proxy_passes::PassEnd;
use crate::crud::proxy_passes::PassRow;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Permission;
use crate::models::ProxyPass;
use crate::models::ProxyRefusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use serde_json::json;

/// Begins a run over all that are known now; the job does it. Refused while one is under way.
pub async fn start(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<ProxyPass, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    let pass = act(ctx, actor, now, move |tx| {
        if crud::proxy_passes::get_open(tx)?.is_some() {
            return Err(ProxyRefusal::PassRuns.into());
        }
        let (last_id, total) = crud::proxies::extent(tx)?;
        if total == 0 {
            return Err(ProxyRefusal::NothingToTry.into());
        }
        let id = crud::proxy_passes::insert(tx, last_id, total, now)?;
        let target = format!("proxy_pass:{id}");
        let details = json!({ "total": total });
        audit::record(tx, identity, "proxies.pass_started", target, details, now)?;
        Ok(ProxyPass {
            begun_at: now,
            ended_at: None,
            total,
            tried: 0,
            working: 0,
            is_cancelled: false,
            is_offline: false,
        })
    })
    .await?;
    ctx.proxies.break_off(BreakOff::GivesWay);
    Ok(pass)
}

/// Cancels the run that is under way: what is being tried just now is left.
pub async fn cancel(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let row = crud::proxy_passes::get_open(tx)?.ok_or(ProxyRefusal::NoPass)?;
        crud::proxy_passes::update_ended(tx, row.id, PassEnd::Cancelled, now)?;
        let target = format!("proxy_pass:{}", row.id);
        let details = json!({ "total": row.pass.total, "tried": row.pass.tried });
        audit::record(tx, identity, "proxies.pass_cancelled", target, details, now)
    })
    .await?;
    ctx.proxies.break_off(BreakOff::Cancelled);
    Ok(())
}

/// The run that is under way, or the last one.
pub async fn state(ctx: &Ctx) -> Result<Option<ProxyPass>, ServiceError> {
    let kept = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::proxy_passes::get_last(connection)?))
        .await?;
    // What runs knows more than what was noted last, unless it was ended meanwhile.
    let progress = ctx.proxies.progress();
    Ok(kept.map(|row| match progress {
        Some(progress) if row.pass.ended_at.is_none() => progress,
        Some(_) | None => row.pass,
    }))
}

/// Does what is left of a run, and ends it unless the bot stops meanwhile.
pub(super) async fn run(ctx: &Ctx, row: PassRow) -> Result<Round, ServiceError> {
    let id = row.id;
    let round = rounds::run(ctx, Work::Pass(row)).await?;
    let end = match round.ended {
        Ended::Whole => PassEnd::Whole { left: round.left },
        Ended::Offline => PassEnd::Offline,
        Ended::BrokenOff(BreakOff::Cancelled) => PassEnd::Cancelled,
        // It goes on after the next start.
        Ended::BrokenOff(BreakOff::Stopping | BreakOff::GivesWay) => return Ok(round),
    };
    let now = ctx.clock.now();
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(crud::proxy_passes::update_ended(tx, id, end, now)?)
        })
        .await?;
    Ok(round)
}
