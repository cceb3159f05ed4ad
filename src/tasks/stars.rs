//! Telegram Stars: invoices, refunds, and subscriptions.

use super::Errand;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;

/// Sends the invoice of an order.
pub async fn offer(_errand: &Errand<'_>, _order: &Order) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}

/// Gives Stars back.
pub async fn refund(_errand: &Errand<'_>, _id: PaymentId) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}

/// Stops the renewals of a subscription, or allows them again.
pub async fn alter(
    _errand: &Errand<'_>,
    _id: OrderId,
    _is_canceled: bool,
) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}
