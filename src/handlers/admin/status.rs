//! `/status` of the house.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::screens::status;
use crate::services;
use crate::services::ServiceError;

/// The state of the house.
pub async fn status(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let pulse = visit.pulse.pulse().await;
    let view = services::status::look(visit.ctx, &visit.actor, pulse, visit.now()).await?;
    Ok(Reply::show(status::status(visit.reader, &view)))
}
