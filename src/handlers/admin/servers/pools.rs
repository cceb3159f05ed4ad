//! The address pools of a server.

use super::Question;
use super::ask as ask_typed;
use super::card::can_manage;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::PoolId;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::screens::servers as screens;
use crate::services::ServiceError;
use crate::services::vpn::addresses;
use crate::services::vpn::pools::parse;
use crate::services::vpn::servers;

/// The pools of a server.
pub async fn list(visit: &Visit<'_>, id: ServerId, page: u32) -> Result<Reply, ServiceError> {
    let view = servers::pools(visit.ctx, &visit.actor, id, visit.now()).await?;
    let screen = screens::pools(visit.reader, &view, page, can_manage(visit));
    Ok(Reply::show(screen))
}

/// Asks for the networks of a new pool.
pub async fn ask(visit: &Visit<'_>, id: ServerId, is_trial: bool) -> Result<Reply, ServiceError> {
    let taken = servers::networks(visit.ctx, &visit.actor).await?;
    let offers = screens::suggestions(&taken);
    let screen = screens::ask_pool(visit.reader, id, is_trial, &offers);
    Ok(ask_typed(visit, Question::Pool(id, is_trial), screen).await)
}

/// One of the pools on offer.
pub async fn take(
    visit: &Visit<'_>,
    id: ServerId,
    is_trial: bool,
    number: u8,
) -> Result<Reply, ServiceError> {
    let networks = screens::offered(number).ok_or(Refusal::NotFound)?;
    typed(visit, id, is_trial, &networks).await
}

/// Typed networks.
pub async fn typed(
    visit: &Visit<'_>,
    id: ServerId,
    is_trial: bool,
    text: &str,
) -> Result<Reply, ServiceError> {
    let networks = parse(text).map_err(Refusal::from)?;
    addresses::add(visit.ctx, &visit.actor, id, is_trial, networks, visit.now()).await?;
    visit.forget().await;
    list(visit, id, 0).await
}

/// Asks whether to remove a pool.
pub async fn ask_drop(
    visit: &Visit<'_>,
    id: ServerId,
    pool: PoolId,
) -> Result<Reply, ServiceError> {
    let view = servers::pools(visit.ctx, &visit.actor, id, visit.now()).await?;
    let line = view.pools.iter().find(|line| line.pool.id == pool);
    let line = line.ok_or(Refusal::NotFound)?;
    Ok(Reply::show(screens::drop_sure(
        visit.reader,
        id,
        &line.pool,
    )))
}

/// Removes it.
pub async fn drop(visit: &Visit<'_>, id: ServerId, pool: PoolId) -> Result<Reply, ServiceError> {
    addresses::remove_pool(visit.ctx, &visit.actor, pool, visit.now()).await?;
    list(visit, id, 0).await
}
