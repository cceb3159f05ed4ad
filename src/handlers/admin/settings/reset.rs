//! Everything as in a new house, asked twice.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::screens::settings;
use crate::services;
use crate::services::ServiceError;

/// Asks the first time, with what is forgotten.
pub async fn ask(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(settings::reset(visit.reader, &view)))
}

/// Asks the second time.
pub async fn ask_again(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(settings::reset_sure(visit.reader, &view)))
}

/// Does it.
pub async fn reset(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let forgotten = services::settings::reset(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(settings::reset_done(visit.reader, forgotten.len())).with_menus())
}
