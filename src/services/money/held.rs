//! Money that is held: an admin lets it count, gives it back, or says what it is for.

use super::books;
use super::refunds;
use super::refunds::event;
use super::refunds::order_of;
use super::settle;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::LedgerAccount;
use crate::models::Method;
use crate::models::MoneyRefusal;
use crate::models::OrderId;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::Permission;
use crate::models::PostingKind;
use crate::models::Refusal;
use crate::models::Release;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::roles;
use crate::services::unit::act;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// Lets held money count: for what was ordered, for another order, or for a balance.
///
/// # Errors
/// `NotAllowed`; `DecidedAlready` when another was faster; `NoPayer` when nobody would get it; `OwnMoney` for their own,
/// unless they are a superadmin; `PayerOnly` when Stars were to go on the balance of somebody who did not pay them.
pub async fn release(
    ctx: &Ctx,
    actor: &Actor,
    id: PaymentId,
    how: Release,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManagePayments)?;
    let actor = *actor;
    act(ctx, &actor, now, move |tx| {
        release_in(tx, &actor, id, how, now)
    })
    .await
}

fn release_in(
    tx: &Transaction<'_>,
    actor: &Actor,
    id: PaymentId,
    how: Release,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let payment = crud::payments::get(tx, id)?.ok_or(Refusal::NotFound)?;
    need_open(actor, &payment)?;
    let by = actor.identity.user();
    if let Some(by) = by {
        need_other(tx, by, payment.user, now)?;
    }
    let former = payment.order;
    let payment = aimed(tx, payment, how)?;
    if let Some(by) = by {
        // Nor do they say that another's money is for them.
        need_other(tx, by, whose(tx, &payment)?, now)?;
    }
    let from = [PaymentState::Held, PaymentState::Refunding];
    if !crud::payments::update_state(tx, id, &from, PaymentState::Paid, by, now)? {
        return Err(MoneyRefusal::DecidedAlready.into());
    }
    let word = match how {
        Release::AsItIs => "as_it_is",
        Release::ToBalance(_) => "to_balance",
        Release::ToOrder(_) => "to_order",
    };
    let released = event(tx, &payment, "released", by, Some(word), now)?;
    let (held, owed) = (LedgerAccount::Held, LedgerAccount::Owed);
    let posting = books::of_step(&payment, PostingKind::Released, held, owed, released);
    books::post(tx, &posting, now)?;
    let order = order_of(tx, &payment)?;
    settle::to_deliver(tx, &payment, order.as_ref(), now)?;
    if let Some(former) = former.filter(|former| payment.order != Some(*former)) {
        // Nothing of that order is left to be decided.
        leave(tx, former, now)?;
    }
    refunds::settle_order(tx, order.as_ref(), now)?;
    let mut details = settle::facts_of(&payment);
    details["how"] = json!(word);
    let target = format!("payment:{id}");
    audit::record(tx, actor.identity, "payment.released", target, details, now)
}

/// Refuses those who would decide about their own money; a superadmin may, and the card says so.
pub(super) fn need_other(
    connection: &Connection,
    by: UserId,
    whose: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if whose == Some(by) && !roles::is_superadmin(connection, by, now)? {
        return Err(MoneyRefusal::OwnMoney.into());
    }
    Ok(())
}

/// Who gets what a payment is for.
fn whose(connection: &Connection, payment: &Payment) -> Result<Option<UserId>, ServiceError> {
    Ok(match (payment.usage, order_of(connection, payment)?) {
        (PaymentUse::Deliver, Some(order)) => Some(order.user),
        (PaymentUse::Deliver, None) | (PaymentUse::Balance, _) => payment.user,
    })
}

/// Refuses what is decided. What is on its way back through Telegram cannot be stopped any more.
fn need_open(actor: &Actor, payment: &Payment) -> Result<(), ServiceError> {
    match payment.state {
        PaymentState::Held => Ok(()),
        PaymentState::Refunding if payment.method != Method::Stars => {
            Ok(actor.need(Permission::Refund)?)
        }
        PaymentState::Paid
        | PaymentState::Fulfilled
        | PaymentState::Refunding
        | PaymentState::Refunded
        | PaymentState::Returned => Err(MoneyRefusal::DecidedAlready.into()),
    }
}

/// The payment with what it is for now.
fn aimed(tx: &Transaction<'_>, payment: Payment, how: Release) -> Result<Payment, ServiceError> {
    let (usage, order, user) = match how {
        Release::AsItIs | Release::ToOrder(_) => {
            let order = match how {
                Release::ToOrder(order) => Some(order),
                Release::AsItIs | Release::ToBalance(_) => payment.order,
            };
            let order = order.ok_or(MoneyRefusal::NoPayer)?;
            let buyer = crud::orders::get(tx, order)?.ok_or(Refusal::NotFound)?.user;
            // Whoever paid stays known, also when it is for another.
            let payer = payment.user.unwrap_or(buyer);
            (PaymentUse::Deliver, Some(order), payer)
        }
        Release::ToBalance(user) => {
            let user = user.or(payment.user).ok_or(MoneyRefusal::NoPayer)?;
            if crud::users::get(tx, user)?.is_none() {
                return Err(Refusal::NotFound.into());
            }
            // Telegram gives Stars back to whoever paid them: that one stays known.
            let is_other = payment.user.is_some_and(|payer| payer != user);
            if payment.method == Method::Stars && is_other {
                return Err(MoneyRefusal::PayerOnly.into());
            }
            (PaymentUse::Balance, payment.order, user)
        }
    };
    crud::payments::update_use(tx, payment.id, usage, order, Some(user))?;
    Ok(crud::payments::get(tx, payment.id)?.ok_or(Refusal::NotFound)?)
}

/// An order whose money went to another is closed, unless other money of its own waits or counts.
fn leave(tx: &Transaction<'_>, order: OrderId, now: Timestamp) -> Result<(), ServiceError> {
    let is_open = |payment: &Payment| match payment.state {
        PaymentState::Paid | PaymentState::Fulfilled | PaymentState::Held => true,
        PaymentState::Refunding | PaymentState::Refunded | PaymentState::Returned => false,
    };
    if !crud::payments::of_order(tx, order)?.iter().any(is_open) {
        let from = [OrderState::Review];
        crud::orders::update_state(tx, order, &from, OrderState::Cancelled, now)?;
    }
    Ok(())
}
