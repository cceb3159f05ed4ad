//! Invoices, deliveries of what was paid, and what buyers are told.

use super::Errand;
use super::done;
use super::qvapay;
use super::receipts;
use super::stars;
use super::undelivered;
use super::untold;
use crate::models::Method;
use crate::models::OrderId;
use crate::models::OrderNews;
use crate::models::PaymentId;
use crate::screens::shop;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::tasks::Outcome;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

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

/// Gives what a payment is for. When that does not work at once, the buyer is told that it takes longer.
pub async fn fulfil(errand: &Errand<'_>, id: PaymentId) -> Result<Outcome, ServiceError> {
    match money::fulfil::fulfil(errand.ctx, id, errand.now).await {
        Ok(is_new) => Ok(done(if is_new { "given" } else { "given before" })),
        Err(error) => {
            if !error.is_stopped() {
                money::news::delayed(errand.ctx, id, errand.now).await?;
            }
            Err(error)
        }
    }
}

/// Tells a buyer how an order of theirs stands. `fact` is the row of `payment_events` behind it.
pub async fn tell(
    errand: &Errand<'_>,
    id: OrderId,
    news: OrderNews,
    fact: i64,
) -> Result<Outcome, ServiceError> {
    if news == OrderNews::Rejected {
        return receipts::tell_rejected(errand, id).await;
    }
    let Some(told) = money::news::of(errand.ctx, id, news, fact).await? else {
        return Ok(done("no longer true"));
    };
    let user = told.card.order.user;
    let reader = reader(errand.ctx, user).await;
    let screen = shop::told(reader, news, &told.card, told.payment.as_ref());
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("told")),
        Err(error) => match news {
            OrderNews::Expired | OrderNews::Delayed => untold(errand, user, &error).await,
            OrderNews::Fulfilled
            | OrderNews::Rejected
            | OrderNews::Held
            | OrderNews::Refunding
            | OrderNews::Refunded
            | OrderNews::OnBalance => undelivered(errand, user, &error).await,
        },
    }
}
