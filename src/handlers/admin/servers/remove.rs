//! Giving a server up.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::KeysGo;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::screens::servers as screens;
use crate::services::ServiceError;
use crate::services::vpn::servers;

/// What becomes of its keys?
pub async fn ask(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let view = servers::removal(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::show(screens::removal(visit.reader, &view)))
}

/// They move: sure?
pub async fn ask_move(
    visit: &Visit<'_>,
    id: ServerId,
    to: ServerId,
) -> Result<Reply, ServiceError> {
    let view = servers::removal(visit.ctx, &visit.actor, id, visit.now()).await?;
    if view.others.iter().all(|other| other.id != to) {
        return Err(Refusal::NotFound.into());
    }
    let screen = screens::removal_sure(visit.reader, &view, KeysGo::To(to));
    Ok(Reply::show(screen))
}

/// They end: sure?
pub async fn ask_end(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let view = servers::removal(visit.ctx, &visit.actor, id, visit.now()).await?;
    let screen = screens::removal_sure(visit.reader, &view, KeysGo::Nowhere);
    Ok(Reply::show(screen))
}

/// They move.
pub async fn move_all(
    visit: &Visit<'_>,
    id: ServerId,
    to: ServerId,
) -> Result<Reply, ServiceError> {
    remove(visit, id, KeysGo::To(to)).await
}

/// They end.
pub async fn end_all(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    remove(visit, id, KeysGo::Nowhere).await
}

async fn remove(visit: &Visit<'_>, id: ServerId, keys_go: KeysGo) -> Result<Reply, ServiceError> {
    let keys = servers::remove(visit.ctx, &visit.actor, id, keys_go, visit.now()).await?;
    let screen = screens::removed(visit.reader, keys, keys_go);
    Ok(Reply::show(screen).with_menus())
}
