//! What of a server can be set.

use super::Question;
use super::ask as ask_typed;
use super::card;
use super::proxies;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Refusal;
use crate::models::ServerCard;
use crate::models::ServerChange;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::screens::servers as screens;
use crate::services::ServiceError;
use crate::services::vpn::servers;
use crate::services::vpn::servers::read;

async fn look(visit: &Visit<'_>, id: ServerId) -> Result<ServerCard, ServiceError> {
    servers::card(visit.ctx, &visit.actor, id, visit.now()).await
}

/// Everything that can be set.
pub async fn edit(visit: &Visit<'_>, id: ServerId, changed: bool) -> Result<Reply, ServiceError> {
    let view = look(visit, id).await?;
    let screen = screens::edit(visit.reader, &view.server, changed);
    Ok(Reply::show(screen))
}

/// Asks for a value.
pub async fn ask(
    visit: &Visit<'_>,
    id: ServerId,
    field: ServerField,
) -> Result<Reply, ServiceError> {
    let view = look(visit, id).await?;
    if !field.is_of(&view.server) {
        return Err(Refusal::NotFound.into());
    }
    let screen = screens::ask(visit.reader, &view.server, field, view.key_count());
    Ok(ask_typed(visit, Question::Field(id, field), screen).await)
}

/// A typed value.
pub async fn typed(
    visit: &Visit<'_>,
    id: ServerId,
    field: ServerField,
    text: &str,
) -> Result<Reply, ServiceError> {
    set(visit, id, read::change(field, text)?).await
}

async fn set(visit: &Visit<'_>, id: ServerId, change: ServerChange) -> Result<Reply, ServiceError> {
    let field = change.field();
    servers::change(visit.ctx, &visit.actor, id, change, visit.now()).await?;
    visit.forget().await;
    after(visit, id, field, true).await
}

/// Where one is once a question for a value is over.
pub async fn after(
    visit: &Visit<'_>,
    id: ServerId,
    field: ServerField,
    changed: bool,
) -> Result<Reply, ServiceError> {
    match field.is_registered() {
        true => proxies::registration(visit, id).await,
        false => edit(visit, id, changed).await,
    }
}

/// Nothing in that field.
pub async fn clear(
    visit: &Visit<'_>,
    id: ServerId,
    field: ServerField,
) -> Result<Reply, ServiceError> {
    let change = ServerChange::nothing(field).ok_or(Refusal::NotFound)?;
    set(visit, id, change).await
}

/// One of the flags on offer.
pub async fn flag(visit: &Visit<'_>, id: ServerId, number: u8) -> Result<Reply, ServiceError> {
    let flag = screens::FLAGS.get(usize::from(number));
    let flag = flag.ok_or(Refusal::NotFound)?;
    set(visit, id, ServerChange::Flag((*flag).to_owned())).await
}

/// Asks whether to make new parameters of AmneziaWG.
pub async fn ask_amnezia(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let view = look(visit, id).await?;
    let screen = screens::amnezia_sure(visit.reader, &view.server, view.key_count());
    Ok(Reply::show(screen))
}

/// Makes them.
pub async fn make_amnezia(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    servers::make_amnezia(visit.ctx, &visit.actor, id, visit.now()).await?;
    edit(visit, id, true).await
}

/// Asks whether to be plain WireGuard again.
pub async fn ask_amnezia_off(visit: &Visit<'_>, id: ServerId) -> Result<Reply, ServiceError> {
    let view = look(visit, id).await?;
    let screen = screens::amnezia_off(visit.reader, &view.server, view.key_count());
    Ok(Reply::show(screen))
}

/// No new keys on it, or new keys again.
pub async fn drain(
    visit: &Visit<'_>,
    id: ServerId,
    is_draining: bool,
) -> Result<Reply, ServiceError> {
    servers::set_draining(visit.ctx, &visit.actor, id, is_draining, visit.now()).await?;
    card::show(visit, id).await
}
