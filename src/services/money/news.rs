//! What a buyer is told of an order: looked up when it is told, so that nothing untrue is said.

use super::shop;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::OrderCard;
use crate::models::OrderId;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;

/// How an order stands, and the payment the news is of.
#[derive(Clone, Debug)]
pub struct Told {
    pub card: OrderCard,
    pub payment: Option<Payment>,
}

/// What is to be told; `None` when it is no longer true, or to nobody. `fact` is the row of `payment_events` behind it.
pub async fn of(
    ctx: &Ctx,
    id: OrderId,
    news: OrderNews,
    fact: i64,
) -> Result<Option<Told>, ServiceError> {
    let seal = ctx.seal.clone();
    ctx.db
        .read(move |connection| {
            let Some(order) = crud::orders::get(connection, id)? else {
                return Ok(None);
            };
            let payment = match crud::shop::event(connection, fact)?.and_then(|event| event.payment)
            {
                Some(payment) => crud::payments::get(connection, payment)?,
                None => None,
            };
            if !is_true(news, order.state, payment.as_ref())
                || crud::users::is_banned(connection, order.user)?
            {
                return Ok(None);
            }
            let card = shop::order_card(connection, &seal, order)?;
            Ok(Some(Told { card, payment }))
        })
        .await
}

/// Whether it is still so. What happened to money stays true whatever follows; what is expected may have come.
fn is_true(news: OrderNews, state: OrderState, payment: Option<&Payment>) -> bool {
    match news {
        OrderNews::Fulfilled | OrderNews::OnBalance | OrderNews::Refunded => true,
        OrderNews::Refunding => {
            payment.is_none_or(|payment| payment.state == PaymentState::Refunding)
        }
        OrderNews::Expired => state == OrderState::Expired,
        OrderNews::Rejected => state == OrderState::Rejected,
        OrderNews::Held => payment.is_none_or(|payment| payment.state == PaymentState::Held),
        OrderNews::Delayed => payment.is_none_or(|payment| payment.state == PaymentState::Paid),
    }
}

/// What a payment is for could not be given at once: its buyer is told, once.
pub async fn delayed(ctx: &Ctx, id: PaymentId, now: Timestamp) -> Result<(), ServiceError> {
    let is_new = ctx
        .db
        .write(Durability::Full, move |tx| {
            let Some(payment) = crud::payments::get(tx, id)? else {
                return Ok(false);
            };
            let Some(order) = payment
                .order
                .filter(|_| payment.state == PaymentState::Paid)
            else {
                return Ok(false);
            };
            if crud::shop::has_event(tx, id, "delayed")? {
                return Ok(false);
            }
            let fact = crud::payments::insert_event(
                tx,
                Some(order),
                Some(id),
                "delayed",
                None,
                None,
                now,
            )?;
            let news = OrderNews::Delayed;
            crud::tasks::insert(tx, &Task::TellOrder { order, news, fact }, now, now)?;
            Ok::<_, ServiceError>(true)
        })
        .await?;
    if is_new {
        ctx.task_added.notify_one();
    }
    Ok(())
}
