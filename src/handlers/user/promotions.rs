//! A person's own no to broadcasts, and their yes.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::screens::mailings;
use crate::services;
use crate::services::ServiceError;

/// `/stop` and its buttons: keeps it and says what it means. As often as one likes.
pub async fn set(visit: &Visit<'_>, are_wanted: bool) -> Result<Reply, ServiceError> {
    services::mailings::set_promotions(visit.ctx, &visit.actor, are_wanted, visit.now()).await?;
    Ok(Reply::show(if are_wanted {
        mailings::promotions_on(visit.reader)
    } else {
        mailings::promotions_off(visit.reader)
    }))
}
