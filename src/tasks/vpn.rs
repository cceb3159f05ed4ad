//! Work for VPN servers and their people.

use super::Errand;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;

/// Does a task of this area.
pub async fn execute(errand: &Errand<'_>) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Retry(format!(
        "not built yet: {}",
        errand.row.task.kind()
    )))
}
