//! Money that went back.

use super::books;
use super::fulfil;
use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Identity;
use crate::models::LedgerAccount;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::PostingKind;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use rusqlite::Transaction;

/// Keeps that a payment went back, and takes back what it brought unless that was done. Returns whether it is news.
pub async fn refunded(ctx: &Ctx, id: PaymentId, now: Timestamp) -> Result<bool, ServiceError> {
    let is_news = ctx
        .db
        .write(Durability::Full, move |tx| refunded_in(tx, id, now))
        .await?;
    if is_news {
        ctx.task_added.notify_one();
        ctx.schedule_changed.notify_one();
    }
    Ok(is_news)
}

fn refunded_in(tx: &Transaction<'_>, id: PaymentId, now: Timestamp) -> Result<bool, ServiceError> {
    let Some(payment) = crud::payments::get(tx, id)? else {
        return Ok(false);
    };
    let from = match payment.state {
        PaymentState::Paid => LedgerAccount::Owed,
        PaymentState::Held => LedgerAccount::Held,
        PaymentState::Fulfilled | PaymentState::Refunding => match (payment.usage, payment.user) {
            (PaymentUse::Balance, Some(user)) => LedgerAccount::Balance(user),
            (PaymentUse::Deliver | PaymentUse::Balance, _) => LedgerAccount::Sales,
        },
        PaymentState::Refunded | PaymentState::Returned => return Ok(false),
    };
    if payment.state == PaymentState::Fulfilled {
        take_back(tx, &payment, now)?;
    }
    crud::payments::update_state(tx, id, &[payment.state], PaymentState::Refunded, None, now)?;
    let to = LedgerAccount::Provider(payment.method);
    let posting = books::of_payment(&payment, PostingKind::Refunded, from, to);
    books::post(tx, &posting, now)?;
    let kind = "refunded";
    let fact = crud::payments::insert_event(tx, payment.order, Some(id), kind, None, None, now)?;
    if let Some(order) = payment.order {
        close_order(tx, order, now)?;
        let news = OrderNews::Refunded;
        crud::tasks::insert(tx, &Task::TellOrder { order, news, fact }, now, now)?;
    }
    let (target, details) = (format!("payment:{id}"), settle::facts_of(&payment));
    let name = "payment.refunded";
    audit::record(tx, Identity::System, name, target, details, now)?;
    Ok(true)
}

fn take_back(tx: &Transaction<'_>, payment: &Payment, now: Timestamp) -> Result<(), ServiceError> {
    let (Some(user), Some(given)) = (payment.user, &payment.given) else {
        return Ok(());
    };
    let cause = format!("refund:{}", payment.id);
    let given_at = payment.fulfilled_at.unwrap_or(payment.received_at);
    fulfil::take_back(tx, user, &given.parts, given_at, &cause, now)
}

/// An order of which no payment is left is one that went back.
fn close_order(
    tx: &Transaction<'_>,
    order: crate::models::OrderId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let payments = crud::payments::of_order(tx, order)?;
    let is_paid = payments.iter().any(|payment| {
        matches!(
            payment.state,
            PaymentState::Paid | PaymentState::Fulfilled | PaymentState::Refunding
        )
    });
    if is_paid {
        return Ok(());
    }
    let from = [OrderState::Paid, OrderState::Fulfilled, OrderState::Review];
    crud::orders::update_state(tx, order, &from, OrderState::Refunded, now)?;
    Ok(())
}
