//! Payments that go back: what they brought is taken back first, then the money goes.
//!
//! Telegram gives Stars back itself; what came otherwise an admin sends by hand and says so. What was paid from a balance
//! goes there again at once. Until it is gone the money waits on the account `held`, where everybody sees it.

use super::ask;
use super::books;
use super::fulfil;
use super::gifts;
use super::referrals;
use super::settle;
use super::taking;
use super::taking::Brought;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::HistoryEvent;
use crate::models::Identity;
use crate::models::LedgerAccount;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::NewPosting;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::Permission;
use crate::models::PostingKind;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;

/// What is noted when renewals are stopped: of an order, or of the one payment that began them.
pub(in crate::services::money) const STOPPED: &str = "renewals_stopped";

/// Has a payment go back: takes back what it brought, and asks the provider or the staff to return the money.
///
/// # Errors
/// `NotAllowed`; `DecidedAlready` when it goes or went back; `BalanceLeft` when it was put on a balance and spent.
pub async fn refund(
    ctx: &Ctx,
    actor: &Actor,
    id: PaymentId,
    reason: Option<String>,
    now: Timestamp,
) -> Result<PaymentState, ServiceError> {
    actor.need(Permission::Refund)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let payment = crud::payments::get(tx, id)?.ok_or(Refusal::NotFound)?;
        begin(tx, who, &payment, reason.as_deref(), now)
    })
    .await
}

/// The same within a transaction. Returns where the payment stands then.
pub(super) fn begin(
    tx: &Transaction<'_>,
    who: Identity,
    payment: &Payment,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<PaymentState, ServiceError> {
    let from = [
        PaymentState::Paid,
        PaymentState::Fulfilled,
        PaymentState::Held,
    ];
    let by = who.user();
    if !crud::payments::update_state(tx, payment.id, &from, PaymentState::Refunding, by, now)? {
        return Err(MoneyRefusal::DecidedAlready.into());
    }
    let event = event(tx, payment, "refunding", by, reason, now)?;
    let order = order_of(tx, payment)?;
    take_back(tx, payment, order.as_ref(), event, IfSpent::Refuse, now)?;
    let (target, details) = (format!("payment:{}", payment.id), settle::facts_of(payment));
    audit::record(tx, who, "payment.refunding", target, details, now)?;
    let state = match payment.method {
        Method::Stars => {
            let task = Task::RefundPayment {
                payment: payment.id,
            };
            ask(tx, &task, now)?;
            tell(tx, payment, OrderNews::Refunding, event, now)?;
            PaymentState::Refunding
        }
        Method::Balance => {
            gone(tx, payment, "refunded", PaymentState::Refunded, None, now)?;
            tell(tx, payment, OrderNews::Refunded, event, now)?;
            PaymentState::Refunded
        }
        // An admin sends it, and says so.
        Method::QvaPay | Method::Manual => {
            tell(tx, payment, OrderNews::Refunding, event, now)?;
            PaymentState::Refunding
        }
    };
    settle_order(tx, order.as_ref(), now)?;
    Ok(state)
}

/// A provider paid back: it said so when asked, or somebody had it do so elsewhere. What the payment brought is taken
/// back if it was not. Returns whether that was news.
pub async fn refunded(ctx: &Ctx, id: PaymentId, now: Timestamp) -> Result<bool, ServiceError> {
    let is_news = ctx
        .db
        .write(Durability::Full, move |tx| {
            let payment = crud::payments::get(tx, id)?.ok_or(Refusal::NotFound)?;
            confirm(tx, &payment, now)
        })
        .await?;
    if is_news {
        ctx.task_added.notify_one();
        ctx.schedule_changed.notify_one();
    }
    Ok(is_news)
}

/// The same within a transaction.
pub(super) fn confirm(
    tx: &Transaction<'_>,
    payment: &Payment,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    match payment.state {
        PaymentState::Refunded => return Ok(false),
        PaymentState::Returned => return twice(tx, payment, now),
        PaymentState::Refunding => {
            let event = gone(tx, payment, "refunded", PaymentState::Refunded, None, now)?;
            tell(tx, payment, OrderNews::Refunded, event, now)?;
        }
        PaymentState::Held | PaymentState::Paid | PaymentState::Fulfilled => {
            let event = gone(tx, payment, "refunded", PaymentState::Refunded, None, now)?;
            let order = order_of(tx, payment)?;
            take_back(tx, payment, order.as_ref(), event, IfSpent::Bear, now)?;
            tell(tx, payment, OrderNews::Refunded, event, now)?;
        }
    }
    let (target, details) = (format!("payment:{}", payment.id), settle::facts_of(payment));
    let who = Identity::System;
    audit::record(tx, who, "payment.refunded", target, details, now)?;
    settle_order(tx, order_of(tx, payment)?.as_ref(), now)?;
    Ok(true)
}

/// Both an admin by hand and the provider paid it back. The books had it out of the provider's hands already, where it is
/// gone from now; what the admin gave by hand is the operator's loss, and the log says so.
fn twice(tx: &Transaction<'_>, payment: &Payment, now: Timestamp) -> Result<bool, ServiceError> {
    let (from, to) = ([PaymentState::Returned], PaymentState::Refunded);
    if !crud::payments::update_state(tx, payment.id, &from, to, None, now)? {
        return Ok(false);
    }
    event(tx, payment, "refunded_twice", None, None, now)?;
    let (target, details) = (format!("payment:{}", payment.id), settle::facts_of(payment));
    audit::record(
        tx,
        Identity::System,
        "payment.refunded_twice",
        target,
        details,
        now,
    )?;
    Ok(true)
}

/// An admin gave money back by hand: what was held, or what was to go back.
///
/// # Errors
/// `NotAllowed`; `DecidedAlready` when another was faster.
pub async fn returned(
    ctx: &Ctx,
    actor: &Actor,
    id: PaymentId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManagePayments)?;
    let actor = *actor;
    let who = actor.identity;
    act(ctx, &actor, now, move |tx| {
        let payment = crud::payments::get(tx, id)?.ok_or(Refusal::NotFound)?;
        match payment.state {
            PaymentState::Held => {}
            PaymentState::Refunding => actor.need(Permission::Refund)?,
            PaymentState::Paid
            | PaymentState::Fulfilled
            | PaymentState::Refunded
            | PaymentState::Returned => return Err(MoneyRefusal::DecidedAlready.into()),
        }
        let (by, to) = (who.user(), PaymentState::Returned);
        let event = gone(tx, &payment, "returned", to, by, now)?;
        tell(tx, &payment, OrderNews::Refunded, event, now)?;
        let (target, details) = (format!("payment:{id}"), settle::facts_of(&payment));
        audit::record(tx, who, "payment.returned", target, details, now)?;
        settle_order(tx, order_of(tx, &payment)?.as_ref(), now)
    })
    .await
}

/// Asks the provider once more to pay back: its last answer was a no.
pub async fn again(
    ctx: &Ctx,
    actor: &Actor,
    id: PaymentId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::Refund)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let payment = crud::payments::get(tx, id)?.ok_or(Refusal::NotFound)?;
        if payment.state != PaymentState::Refunding || payment.method != Method::Stars {
            return Err(MoneyRefusal::DecidedAlready.into());
        }
        event(tx, &payment, "refund_again", who.user(), None, now)?;
        ask(tx, &Task::RefundPayment { payment: id }, now)?;
        let (target, details) = (format!("payment:{id}"), settle::facts_of(&payment));
        audit::record(tx, who, "payment.refund_again", target, details, now)
    })
    .await
}

/// The money is out of the house: the last posting of a payment, after which nothing of it is held.
fn gone(
    tx: &Transaction<'_>,
    payment: &Payment,
    kind: &'static str,
    state: PaymentState,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let from = [
        PaymentState::Held,
        PaymentState::Refunding,
        PaymentState::Paid,
        PaymentState::Fulfilled,
    ];
    if !crud::payments::update_state(tx, payment.id, &from, state, by, now)? {
        return Err(MoneyRefusal::DecidedAlready.into());
    }
    let source = settle::source(payment);
    let held = LedgerAccount::Held;
    let posting = NewPosting {
        fact: format!("{kind}:{}", payment.id),
        by,
        ..books::of_payment(payment, PostingKind::Refunded, held, source)
    };
    books::post(tx, &posting, now)?;
    event(tx, payment, kind, by, None, now)
}

/// What happens when money that went on a balance was spent since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum IfSpent {
    /// It is not paid back.
    Refuse,
    /// It is gone already: the house bears what is missing.
    Bear,
}

/// Takes back what a payment brought, and moves its money to what is held.
fn take_back(
    tx: &Transaction<'_>,
    payment: &Payment,
    order: Option<&Order>,
    event: i64,
    if_spent: IfSpent,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (kind, held) = (PostingKind::TakenBack, LedgerAccount::Held);
    match payment.state {
        PaymentState::Held
        | PaymentState::Refunding
        | PaymentState::Refunded
        | PaymentState::Returned => Ok(()),
        PaymentState::Paid => {
            let posting = books::of_step(payment, kind, LedgerAccount::Owed, held, event);
            books::post(tx, &posting, now)
        }
        PaymentState::Fulfilled => match fulfil::balance_of(payment, order) {
            Some(user) => off_balance(tx, payment, user, event, if_spent, now),
            None => {
                let posting = books::of_step(payment, kind, LedgerAccount::Sales, held, event);
                books::post(tx, &posting, now)?;
                goods_back(tx, payment, order, now)
            }
        },
    }
}

/// Takes the money of a payment off the balance where it was put.
fn off_balance(
    tx: &Transaction<'_>,
    payment: &Payment,
    user: UserId,
    event: i64,
    if_spent: IfSpent,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if if_spent == IfSpent::Refuse {
        books::need_left(tx, user, &payment.amount)?;
    }
    let has = books::balance_in(tx, user, &payment.amount.currency)?.max(0);
    let there = has.min(payment.amount.minor);
    let parts = [
        (LedgerAccount::Balance(user), there, "taken"),
        (
            LedgerAccount::Adjustments,
            payment.amount.minor - there,
            "borne",
        ),
    ];
    for (account, minor, word) in parts.into_iter().filter(|(_, minor, _)| *minor > 0) {
        let (kind, held) = (PostingKind::TakenBack, LedgerAccount::Held);
        let posting = NewPosting {
            amount: Money {
                minor,
                currency: payment.amount.currency.clone(),
            },
            user: Some(user),
            fact: format!("{}:{}:{event}:{word}", kind.name(), payment.id),
            ..books::of_payment(payment, kind, account, held)
        };
        books::post(tx, &posting, now)?;
    }
    Ok(())
}

/// Takes back time, keys and gifts that a payment brought.
fn goods_back(
    tx: &Transaction<'_>,
    payment: &Payment,
    order: Option<&Order>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    referrals::revoked(tx, payment, now)?;
    gifts::revoked(tx, payment, now)?;
    let (Some(given), Some(order)) = (&payment.given, order) else {
        return Ok(());
    };
    let brought = Brought {
        user: order.user,
        parts: &given.parts,
        at: payment.fulfilled_at.unwrap_or(payment.received_at),
        payment: Some(payment.id),
    };
    taking::take_back(tx, &brought, &format!("refund:{}", payment.id), now)?;
    // A second subscription was stopped when it came: the order goes on by its first one.
    let is_stopped = |event: &HistoryEvent| event.kind == STOPPED;
    let events = crud::payments::events(tx, None, Some(payment.id))?;
    if order.renews && !events.iter().any(is_stopped) {
        stop_renewals(tx, order.id, now)?;
    }
    Ok(())
}

/// Whoever got their money back is not charged again next month.
fn stop_renewals(tx: &Transaction<'_>, order: OrderId, now: Timestamp) -> Result<(), ServiceError> {
    let fact = crud::payments::insert_event(tx, Some(order), None, STOPPED, None, None, now)?;
    let task = Task::AlterSubscription {
        order,
        is_canceled: true,
        fact,
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}

/// An order stands as the best of what is left of its money: given, on its way, held for a decision, or all gone back.
pub(super) fn settle_order(
    tx: &Transaction<'_>,
    order: Option<&Order>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(order) = order else {
        return Ok(());
    };
    let payments = crud::payments::of_order(tx, order.id)?;
    let has = |state| {
        let of_it =
            |payment: &&Payment| state == PaymentState::Held || settle::is_of(payment, order);
        let mut kept = payments.iter().filter(of_it);
        kept.any(|payment| payment.state == state)
    };
    if payments.is_empty() {
        return Ok(());
    }
    if has(PaymentState::Fulfilled) {
        if !has(PaymentState::Paid) {
            // What waited beside it is gone.
            let from = [OrderState::Paid];
            crud::orders::update_state(tx, order.id, &from, OrderState::Fulfilled, now)?;
        }
        return Ok(());
    }
    let to = if has(PaymentState::Paid) {
        OrderState::Paid
    } else if has(PaymentState::Held) {
        OrderState::Review
    } else {
        OrderState::Refunded
    };
    let from = [OrderState::Paid, OrderState::Fulfilled, OrderState::Review];
    crud::orders::update_state(tx, order.id, &from, to, now)?;
    crud::orders::update_look(tx, order.id, None)?;
    Ok(())
}

/// Tells the buyer that the money is to go back, or went.
fn tell(
    tx: &Transaction<'_>,
    payment: &Payment,
    news: OrderNews,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(order) = payment.order {
        crud::tasks::insert(tx, &Task::TellOrder { order, news, fact }, now, now)?;
    }
    Ok(())
}

/// Keeps a line of a payment's history.
pub(super) fn event(
    tx: &Transaction<'_>,
    payment: &Payment,
    kind: &str,
    by: Option<UserId>,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let (order, id) = (payment.order, Some(payment.id));
    Ok(crud::payments::insert_event(
        tx, order, id, kind, by, detail, now,
    )?)
}

/// The order of a payment.
pub(super) fn order_of(
    connection: &Connection,
    payment: &Payment,
) -> Result<Option<Order>, ServiceError> {
    Ok(match payment.order {
        Some(order) => crud::orders::get(connection, order)?,
        None => None,
    })
}
