//! `/help`.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::screens::help;
use crate::services;
use crate::services::ServiceError;

/// What the bot can do for this person.
pub async fn help(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let offer = services::home::offer(visit.ctx).await?;
    Ok(Reply::show(help::help(
        visit.reader,
        offer,
        visit.actor.permissions,
    )))
}
