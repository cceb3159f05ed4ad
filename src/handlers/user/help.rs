//! `/help`.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::screens::help;
use crate::services::ServiceError;

/// What the bot can do for this person.
pub async fn help(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let doors = visit.doors().await?;
    Ok(Reply::show(help::help(
        visit.reader,
        doors,
        visit.audience(),
    )))
}
