//! Receipts of payments by hand: sent by buyers, decided by the staff, shown and closed by tasks.
//!
//! Invariants: of an order one receipt waits at most; a decision is one conditional update, so of two people who decide
//! one wins; approval and the payment it brings are one transaction; nothing is ever approved by itself.

pub mod copies;
pub mod decide;

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::HoldReason;
use crate::models::LATE_RECEIPT;
use crate::models::MOST_REFERENCE;
use crate::models::ManualOrder;
use crate::models::MessageId;
use crate::models::Method;
use crate::models::MoneyRefusal;
use crate::models::NewReceipt;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::OrderState;
use crate::models::Permission;
use crate::models::RECEIPT_PAUSE;
use crate::models::Receipt;
use crate::models::ReceiptDecision;
use crate::models::ReceiptId;
use crate::models::ReceiptRefusal;
use crate::models::ReceiptState;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::money::eligible;
use crate::services::money::orders;
use crate::services::unit::act;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// Orders among which a picture that nobody asked for may belong.
const MOST_GUESSES: i64 = 5;

fn refused(refusal: ReceiptRefusal) -> ServiceError {
    MoneyRefusal::from(refusal).into()
}

/// An order that is paid by hand, for its buyer: how it is paid, and its newest receipt.
///
/// # Errors
/// Refusals for another's order and for one that is paid otherwise.
pub async fn own(ctx: &Ctx, actor: &Actor, id: OrderId) -> Result<ManualOrder, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| view(connection, manual(connection, id, user)?))
        .await
}

fn manual(connection: &Connection, id: OrderId, user: UserId) -> Result<Order, ServiceError> {
    let order = orders::own(connection, id, user)?;
    if order.method == Method::Manual {
        Ok(order)
    } else {
        Err(Refusal::NotFound.into())
    }
}

fn view(connection: &Connection, order: Order) -> Result<ManualOrder, ServiceError> {
    let method = match order.manual_method {
        Some(method) => crud::manual_methods::get(connection, method)?,
        None => None,
    };
    let last = crud::receipts::last_of_order(connection, order.id)?;
    Ok(ManualOrder {
        order,
        method,
        last,
    })
}

/// The same, if a receipt of it may be sent now.
///
/// # Errors
/// Refusals when one waits already, and when the order needs none any more.
pub async fn may_send(ctx: &Ctx, actor: &Actor, id: OrderId) -> Result<ManualOrder, ServiceError> {
    let view = own(ctx, actor, id).await?;
    need_open(view.order.state)?;
    Ok(view)
}

/// A receipt is taken for an order that ended too: the money has left its buyer.
fn need_open(state: OrderState) -> Result<(), ServiceError> {
    match state {
        OrderState::Open | OrderState::Rejected | OrderState::Expired | OrderState::Cancelled => {
            Ok(())
        }
        OrderState::Submitted => Err(refused(ReceiptRefusal::Waiting)),
        OrderState::Paid | OrderState::Fulfilled | OrderState::Review | OrderState::Refunded => {
            Err(MoneyRefusal::OrderState(state).into())
        }
    }
}

/// The number of a transfer without what people put between its letters and digits.
///
/// # Errors
/// A refusal for none, and for one that is too long.
pub fn tidy_reference(text: &str) -> Result<String, ServiceError> {
    let tidy: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    let most = MOST_REFERENCE;
    if tidy.is_empty() || tidy.chars().count() > most as usize {
        return Err(refused(ReceiptRefusal::ReferenceInvalid { most }));
    }
    Ok(tidy)
}

/// Keeps a receipt of an order and has the staff see it. One that came after the order had ended is taken too; if what was
/// agreed does not hold any more, its money will wait for a decision.
///
/// # Errors
/// Refusals for another's order, for one that needs none, while one waits, and right after another.
pub async fn submit(
    ctx: &Ctx,
    actor: &Actor,
    id: OrderId,
    new: NewReceipt,
    now: Timestamp,
) -> Result<ManualOrder, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let order = manual(tx, id, user)?;
        need_open(order.state)?;
        need_pause(tx, user, now)?;
        // As the order stands before this one.
        let doubt = eligible::doubt(tx, &order, now)?;
        let Some(receipt) = crud::receipts::insert(tx, &order, &new, now)? else {
            return Err(Refusal::AlreadyApplied.into());
        };
        crud::orders::update_doubt(tx, id, doubt)?;
        let from = [
            OrderState::Open,
            OrderState::Rejected,
            OrderState::Expired,
            OrderState::Cancelled,
        ];
        crud::orders::update_state(tx, id, &from, OrderState::Submitted, now)?;
        let is_late = now > order.expires_at;
        let detail = format!("{receipt}");
        let (by, detail) = (Some(user), Some(detail.as_str()));
        crud::payments::insert_event(tx, Some(id), None, "receipt", by, detail, now)?;
        for holder in crud::roles::list_holders(tx, Permission::ManagePayments, now)? {
            let to = holder.chat();
            crud::tasks::insert(tx, &Task::ShowReceipt { receipt, to }, now, now)?;
        }
        let details = json!({
            "user": user.0, "order": id.0, "before": order.state.name(), "late": is_late,
            "doubt": doubt.map(HoldReason::name),
        });
        let target = format!("receipt:{receipt}");
        audit::record(tx, identity, "receipt.sent", target, details, now)?;
        view(tx, manual(tx, id, user)?)
    })
    .await
}

fn need_pause(connection: &Connection, user: UserId, now: Timestamp) -> Result<(), ServiceError> {
    let Some(last) = crud::receipts::last_sent_at(connection, user)? else {
        return Ok(());
    };
    let seconds = RECEIPT_PAUSE - now.since(last);
    if seconds > 0 {
        return Err(refused(ReceiptRefusal::Soon { seconds }));
    }
    Ok(())
}

/// Takes one's own receipt back while nobody has decided: its order waits for another as before.
///
/// # Errors
/// Refusals for another's, and for one that is decided.
pub async fn withdraw(
    ctx: &Ctx,
    actor: &Actor,
    id: ReceiptId,
    now: Timestamp,
) -> Result<ManualOrder, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let receipt = crud::receipts::get(tx, id)?.filter(|receipt| receipt.user == user);
        let receipt = receipt.ok_or(Refusal::NotFound)?;
        let how = ReceiptDecision {
            state: ReceiptState::Withdrawn,
            by: user,
            reason: None,
            minor: None,
        };
        if !crud::receipts::update_decided(tx, id, &how, now)? {
            let order = manual(tx, receipt.order, user)?;
            return Err(MoneyRefusal::OrderState(order.state).into());
        }
        let (from, to) = ([OrderState::Submitted], OrderState::Open);
        crud::orders::update_state(tx, receipt.order, &from, to, now)?;
        ended(tx, &receipt, "receipt_withdrawn", user, None, now)?;
        let details = json!({
            "user": user.0, "order": receipt.order.0, "before": "submitted", "after": "withdrawn",
        });
        let target = format!("receipt:{id}");
        audit::record(tx, identity, "receipt.withdrawn", target, details, now)?;
        view(tx, manual(tx, receipt.order, user)?)
    })
    .await
}

/// Takes back all receipts of somebody that wait: nobody decides about them any more.
pub(super) fn withdraw_all(
    tx: &Transaction<'_>,
    user: UserId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for id in crud::receipts::ids_waiting_of(tx, user)? {
        let by = by.unwrap_or(user);
        let how = ReceiptDecision {
            state: ReceiptState::Withdrawn,
            by,
            reason: None,
            minor: None,
        };
        crud::receipts::update_decided(tx, id, &how, now)?;
        if let Some(receipt) = crud::receipts::get(tx, id)? {
            ended(tx, &receipt, "receipt_withdrawn", by, None, now)?;
        }
    }
    Ok(())
}

/// Notes that a receipt waits no more, and has its messages to the staff closed; returns the number of the event.
fn ended(
    tx: &Transaction<'_>,
    receipt: &Receipt,
    kind: &str,
    by: UserId,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let order = Some(receipt.order);
    let event = crud::payments::insert_event(tx, order, None, kind, Some(by), detail, now)?;
    let close = Task::CloseReceipt {
        receipt: receipt.id,
    };
    crud::tasks::insert(tx, &close, now, now)?;
    Ok(event)
}

/// The order of a receipt that a message brought before, for its buyer.
pub async fn of_source(
    ctx: &Ctx,
    actor: &Actor,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<ManualOrder>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let receipt = crud::receipts::of_source(connection, chat, message)?;
            match receipt.filter(|receipt| receipt.user == user) {
                Some(receipt) => Ok(Some(view(
                    connection,
                    manual(connection, receipt.order, user)?,
                )?)),
                None => Ok(None),
            }
        })
        .await
}

/// The orders to which a picture may belong that somebody sent without being asked.
pub async fn guesses(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<ManualOrder>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let since = now - LATE_RECEIPT;
    ctx.db
        .read(move |connection| {
            let ids = crud::receipts::list_orders_without(connection, user, since, MOST_GUESSES)?;
            let views = ids
                .into_iter()
                .map(|id| view(connection, manual(connection, id, user)?));
            views.collect()
        })
        .await
}

#[cfg(test)]
mod tests;
