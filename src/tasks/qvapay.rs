//! Invoices of QvaPay.

use super::Errand;
use crate::models::Order;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;

/// Makes the invoice of an order and sends the address where it is paid.
pub async fn offer(_errand: &Errand<'_>, _order: &Order) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}
