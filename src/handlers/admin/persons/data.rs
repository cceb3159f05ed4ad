//! One person's data: handed over, or erased.

use super::card;
use super::done;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::UserId;
use crate::screens::persons as screens;
use crate::services::ServiceError;
use crate::services::persons::data;

/// What can be done with them.
pub async fn show(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let name = card(visit, user).await?.user.full_name();
    Ok(Reply::show(screens::data(visit.reader, &name, user)))
}

/// Everything that is kept, as a file.
pub async fn export(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let bytes = data::export(visit.ctx, &visit.actor, user, visit.now()).await?;
    Ok(Reply::send(screens::exported(visit.reader, user, bytes)))
}

/// Shall they be erased?
pub async fn ask_erase(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let plan = data::plan(visit.ctx, &visit.actor, user, visit.now()).await?;
    Ok(Reply::show(screens::ask_erase(visit.reader, &plan)))
}

/// Erases them.
pub async fn erase(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    data::erase(visit.ctx, &visit.actor, user, visit.now()).await?;
    done(visit, user).await
}
