//! Removals held back until an admin decides.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::BrakeView;
use crate::screens::brake;
use crate::services;
use crate::services::ServiceError;

/// Removes them.
pub async fn release(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let Some(view) = held(visit).await? else {
        return Ok(Reply::show(brake::nothing(visit.reader)));
    };
    services::expiry::release(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(brake::done(visit.reader, view.due)))
}

/// Shows who would be removed.
pub async fn dry_run(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(Reply::show(match held(visit).await? {
        Some(view) => brake::dry_run(visit.reader, &view),
        None => brake::nothing(visit.reader),
    }))
}

/// Asks again later.
pub async fn put_off(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    if held(visit).await?.is_none() {
        return Ok(Reply::show(brake::nothing(visit.reader)));
    }
    let until = services::expiry::put_off(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(brake::put_off(visit.reader, until)))
}

async fn held(visit: &Visit<'_>) -> Result<Option<BrakeView>, ServiceError> {
    services::expiry::held(visit.ctx, &visit.actor, visit.now()).await
}
