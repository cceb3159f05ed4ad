//! `/id`.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::IdView;
use crate::screens::help;
use crate::services::ServiceError;

/// The person's own number.
pub fn id(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = IdView {
        user: visit.user,
        chat: visit.user.chat(),
    };
    Ok(Reply::show(help::id(visit.reader, view)))
}
