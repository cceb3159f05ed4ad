//! Receipts: shown to those who decide, and closed when it is decided.

use super::Errand;
use crate::models::ChatId;
use crate::models::ReceiptId;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;

/// Shows a receipt to somebody who decides about it.
pub async fn show(
    _errand: &Errand<'_>,
    _id: ReceiptId,
    _to: ChatId,
) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}

/// Says in its messages to the staff how a receipt was decided, and takes their buttons.
pub async fn close(_errand: &Errand<'_>, _id: ReceiptId) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}
