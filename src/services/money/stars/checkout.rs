//! The word before somebody pays: the only point where Stars can be refused.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Checkout;
use crate::models::CheckoutNo;
use crate::models::Length;
use crate::models::Method;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::money::eligible;
use rusqlite::Connection;

/// Whether somebody may pay an order now. That they may is noted before it is said: money that comes then counts, even if
/// the order ends meanwhile. Nothing but the database is asked.
pub async fn check_out(
    ctx: &Ctx,
    checkout: Checkout,
    now: Timestamp,
) -> Result<Option<CheckoutNo>, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            match judge(tx, &checkout, now)? {
                Ok(order) => {
                    if order.checked_out_at.is_none() {
                        let (order, user) = (Some(order.id), Some(order.user));
                        let kind = "checked_out";
                        crud::payments::insert_event(tx, order, None, kind, user, None, now)?;
                    }
                    crud::orders::update_checked_out(tx, order.id, now)?;
                    Ok(None)
                }
                Err(no) => Ok(Some(no)),
            }
        })
        .await
}

fn judge(
    connection: &Connection,
    checkout: &Checkout,
    now: Timestamp,
) -> Result<Result<Order, CheckoutNo>, ServiceError> {
    let found = match crud::orders::id_of_code(connection, &checkout.order_code)? {
        Some(id) => crud::orders::get(connection, id)?,
        None => None,
    };
    let Some(order) = found.filter(|order| order.method == Method::Stars) else {
        return Ok(Err(CheckoutNo::Unknown));
    };
    if order.user != checkout.user {
        return Ok(Err(CheckoutNo::OtherPerson));
    }
    if crud::users::is_banned(connection, order.user)? {
        return Ok(Err(CheckoutNo::Banned));
    }
    if let Some(no) = judge_state(&order, now) {
        return Ok(Err(no));
    }
    if checkout.amount != order.price {
        return Ok(Err(CheckoutNo::Price));
    }
    if !eligible::is_deliverable(connection, &order, now)? {
        return Ok(Err(CheckoutNo::SoldOut));
    }
    if !eligible::is_of_use(connection, &order, now)? {
        return Ok(Err(CheckoutNo::Ended));
    }
    if !eligible::is_for_buyer(connection, &order, now)? {
        return Ok(Err(CheckoutNo::NotForYou));
    }
    Ok(Ok(order))
}

fn judge_state(order: &Order, now: Timestamp) -> Option<CheckoutNo> {
    let is_over = order.expires_at <= now
        || order.kind != OrderKind::TopUp
            && matches!(order.goods.length, Length::Until(at) if at <= now);
    match order.state {
        OrderState::Open if is_over => Some(CheckoutNo::Ended),
        OrderState::Open => None,
        OrderState::Paid | OrderState::Fulfilled | OrderState::Review => Some(CheckoutNo::Paid),
        OrderState::Submitted
        | OrderState::Expired
        | OrderState::Cancelled
        | OrderState::Rejected
        | OrderState::Refunded => Some(CheckoutNo::Ended),
    }
}
