//! The staff's side: receipts listed, looked at, approved with what really came, refused with a reason.

use super::ended;
use super::refused;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::MOST_RECEIPT_REASON;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyIn;
use crate::models::Order;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Receipt;
use crate::models::ReceiptCard;
use crate::models::ReceiptDecision;
use crate::models::ReceiptFilter;
use crate::models::ReceiptId;
use crate::models::ReceiptLine;
use crate::models::ReceiptList;
use crate::models::ReceiptRefusal;
use crate::models::ReceiptState;
use crate::models::Refusal;
use crate::models::RejectReason;
use crate::models::SameReceipt;
use crate::models::Settled;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::money::held;
use crate::services::money::settle;
use crate::services::unit::act;
use crate::utils::money;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// Earlier receipts that are named when one looks like them.
const MOST_SAME: i64 = 3;

/// A page of receipts; beyond the last page, the last.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    filter: ReceiptFilter,
    page: u32,
) -> Result<ReceiptList, ServiceError> {
    actor.need(Permission::ManagePayments)?;
    ctx.db
        .read(move |connection| {
            let waiting = crud::receipts::count_waiting(connection)?;
            let rows = i64::from(PAGE_ROWS);
            let read = |page: u32| {
                let offset = rows * i64::from(page);
                crud::receipts::list(connection, filter, rows, offset)
            };
            let mut found = read(page)?;
            let mut page = page;
            if let Some(last) = Page::<()>::new(Vec::new(), page, found.total).last_instead() {
                (found, page) = (read(last)?, last);
            }
            let lines = found.rows.iter().map(|receipt| line(connection, receipt));
            let lines: Vec<ReceiptLine> = lines.collect::<Result<_, _>>()?;
            Ok(ReceiptList {
                filter,
                page: Page::new(lines, page, found.total),
                waiting,
            })
        })
        .await
}

fn line(connection: &Connection, receipt: &Receipt) -> Result<ReceiptLine, ServiceError> {
    let order = order_of(connection, receipt)?;
    Ok(ReceiptLine {
        id: receipt.id,
        order: receipt.order,
        name: access::name_of(connection, receipt.user)?,
        price: order.price,
        state: receipt.state,
        at: receipt.created_at,
    })
}

fn order_of(connection: &Connection, receipt: &Receipt) -> Result<Order, ServiceError> {
    let order = crud::orders::get(connection, receipt.order)?;
    Ok(order.ok_or(Refusal::NotFound)?)
}

/// A receipt with all that is needed to decide about it.
pub async fn card(ctx: &Ctx, actor: &Actor, id: ReceiptId) -> Result<ReceiptCard, ServiceError> {
    actor.need(Permission::ManagePayments)?;
    let now = ctx.clock.now();
    ctx.db
        .read(move |connection| Ok(card_in(connection, id, now)?.ok_or(Refusal::NotFound)?))
        .await
}

/// The same within a transaction; `None` if there is none.
pub(super) fn card_in(
    connection: &Connection,
    id: ReceiptId,
    now: Timestamp,
) -> Result<Option<ReceiptCard>, ServiceError> {
    let Some(receipt) = crud::receipts::get(connection, id)? else {
        return Ok(None);
    };
    let order = order_of(connection, &receipt)?;
    let mut same = Vec::new();
    for (by, other) in crud::receipts::list_same(connection, &receipt, MOST_SAME)? {
        same.push(SameReceipt {
            by,
            id: other.id,
            order: other.order,
            user: other.user,
            name: access::name_of(connection, other.user)?,
            state: other.state,
            at: other.created_at,
        });
    }
    let buyer = crud::users::get(connection, receipt.user)?;
    let holders = crud::roles::list_holders(connection, Permission::ManagePayments, now)?;
    let decided_by = match receipt.decided_by {
        Some(by) => Some(access::name_of(connection, by)?),
        None => None,
    };
    Ok(Some(ReceiptCard {
        name: access::name_of(connection, receipt.user)?,
        username: buyer.and_then(|buyer| buyer.username),
        method: match order.manual_method {
            Some(method) => crud::manual_methods::get(connection, method)?,
            None => None,
        },
        same,
        doubt: crud::orders::doubt(connection, order.id)?,
        is_staff: holders.contains(&receipt.user),
        decided_by,
        receipt,
        order,
    }))
}

/// What came, as somebody types it: a number in the order's currency, with or without its name.
///
/// # Errors
/// A refusal for what is no amount of that currency.
pub fn read_amount(text: &str, currency: &str) -> Result<i64, ServiceError> {
    let amount = money::parse(text).or_else(|_| money::parse(&format!("{text} {currency}")));
    match amount {
        Ok(amount) if amount.currency == currency => Ok(amount.minor),
        Ok(_) | Err(_) => Err(refused(ReceiptRefusal::AmountInvalid {
            currency: currency.to_owned(),
        })),
    }
}

/// A reason in somebody's own words.
///
/// # Errors
/// A refusal for none, and for one that is too long.
pub fn read_reason(text: &str) -> Result<RejectReason, ServiceError> {
    let words = text.trim().trim_start_matches(':').trim();
    if words.is_empty() || words.chars().count() > MOST_RECEIPT_REASON as usize {
        let most = MOST_RECEIPT_REASON;
        return Err(refused(ReceiptRefusal::WordsInvalid { most }));
    }
    Ok(RejectReason::Words(words.to_owned()))
}

/// Approves a receipt: the money counts, and what it is for follows. `minor` is what really came, in the smallest units of
/// the order's currency; `None` = what was agreed. Another amount than agreed is kept for a decision.
///
/// # Errors
/// A refusal that names whoever decided before; `OwnMoney` for their own, unless they are a superadmin.
pub async fn approve(
    ctx: &Ctx,
    actor: &Actor,
    id: ReceiptId,
    minor: Option<i64>,
    now: Timestamp,
) -> Result<Settled, ServiceError> {
    actor.need(Permission::ManagePayments)?;
    let by = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let receipt = crud::receipts::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let order = order_of(tx, &receipt)?;
        held::need_other(tx, by, Some(receipt.user), now)?;
        let came = minor.unwrap_or(order.price.minor);
        let how = ReceiptDecision {
            state: ReceiptState::Approved,
            by,
            reason: None,
            minor: Some(came),
        };
        if !crud::receipts::update_decided(tx, id, &how, now)? {
            return Err(decided(tx, id)?);
        }
        let detail = format!("{id}");
        ended(tx, &receipt, "receipt_approved", by, Some(&detail), now)?;
        let details = json!({
            "user": order.user.0, "order": order.id.0, "before": "submitted", "after": "approved",
            "minor": came, "agreed": order.price.minor, "currency": order.price.currency,
        });
        let target = format!("receipt:{id}");
        audit::record(tx, identity, "receipt.approved", target, details, now)?;
        let money = MoneyIn {
            method: Method::Manual,
            provider_payment_id: format!("receipt:{id}"),
            order_code: order.code.clone(),
            payer: Some(receipt.user),
            amount: Money {
                minor: came,
                currency: order.price.currency.clone(),
            },
            period_end: None,
            is_renewal: false,
            facts: json!({ "receipt": id.0, "by": by.0, "reference": receipt.reference })
                .to_string(),
        };
        settle::settle_in(tx, &money, now)
    })
    .await
}

/// Refuses a receipt: its order waits for another, and the buyer hears why.
///
/// # Errors
/// A refusal that names whoever decided before.
pub async fn reject(
    ctx: &Ctx,
    actor: &Actor,
    id: ReceiptId,
    reason: RejectReason,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManagePayments)?;
    let by = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let receipt = crud::receipts::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let stored = reason.stored();
        let how = ReceiptDecision {
            state: ReceiptState::Rejected,
            by,
            reason: Some(reason),
            minor: None,
        };
        if !crud::receipts::update_decided(tx, id, &how, now)? {
            return Err(decided(tx, id)?);
        }
        let from = [OrderState::Submitted];
        crud::orders::update_state(tx, receipt.order, &from, OrderState::Rejected, now)?;
        let fact = ended(tx, &receipt, "receipt_rejected", by, Some(&stored), now)?;
        let task = Task::TellOrder {
            order: receipt.order,
            news: OrderNews::Rejected,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        let details = json!({
            "user": receipt.user.0, "order": receipt.order.0, "before": "submitted", "after": "rejected",
            "reason": stored,
        });
        let target = format!("receipt:{id}");
        audit::record(tx, identity, "receipt.rejected", target, details, now)
    })
    .await
}

/// The refusal that says how a receipt was decided, and by whom.
fn decided(tx: &Transaction<'_>, id: ReceiptId) -> Result<ServiceError, ServiceError> {
    let receipt = crud::receipts::get(tx, id)?.ok_or(Refusal::NotFound)?;
    if receipt.state == ReceiptState::Withdrawn {
        return Ok(refused(ReceiptRefusal::Withdrawn));
    }
    let by = match receipt.decided_by {
        Some(by) => access::name_of(tx, by)?,
        None => String::new(),
    };
    let is_approved = receipt.state == ReceiptState::Approved;
    Ok(refused(ReceiptRefusal::Decided { by, is_approved }))
}
