//! Invoices, deliveries of what was paid, and what buyers are told.

use super::Errand;
use super::done;
use super::qvapay;
use super::stars;
use crate::models::Method;
use crate::models::OrderId;
use crate::models::OrderNews;
use crate::models::PaymentId;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::tasks::Outcome;

/// Has the provider of an order make its invoice, and hands it to the buyer.
pub async fn offer(errand: &Errand<'_>, id: OrderId) -> Result<Outcome, ServiceError> {
    let Some(order) = money::orders::get(errand.ctx, id).await? else {
        return Ok(done("the order is gone"));
    };
    if !order.state.is_payable() {
        return Ok(done("the order cannot be paid any more"));
    }
    match order.method {
        Method::Stars => stars::offer(errand, &order).await,
        Method::QvaPay => qvapay::offer(errand, &order).await,
        Method::Manual | Method::Balance => Ok(done("nothing to make")),
    }
}

/// Gives what a payment is for.
pub async fn fulfil(errand: &Errand<'_>, id: PaymentId) -> Result<Outcome, ServiceError> {
    let is_new = money::fulfil::fulfil(errand.ctx, id, errand.now).await?;
    Ok(done(if is_new { "given" } else { "given before" }))
}

/// Tells a buyer how an order of theirs stands.
pub async fn tell(
    _errand: &Errand<'_>,
    _id: OrderId,
    _news: OrderNews,
) -> Result<Outcome, ServiceError> {
    Ok(Outcome::Failed("not built".to_owned()))
}
