//! The staff's lists and cards of orders and payments, and the books as a file.

use super::books;
use super::refunds::order_of;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::FoundMoney;
use crate::models::HistoryEvent;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyCounts;
use crate::models::OrderFile;
use crate::models::OrderFilter;
use crate::models::OrderId;
use crate::models::OrderList;
use crate::models::OrderState;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::PaymentCard;
use crate::models::PaymentFilter;
use crate::models::PaymentId;
use crate::models::PaymentList;
use crate::models::PaymentState;
use crate::models::Permission;
use crate::models::Posting;
use crate::models::PostingId;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Connection;
use serde_json::json;

/// Lines of the books read at once for the file.
pub const EXPORT_ROWS: i64 = 2_000;

/// A page of payments; the last page there is if this one lies beyond it.
pub async fn payments(
    ctx: &Ctx,
    actor: &Actor,
    filter: PaymentFilter,
    page: u32,
) -> Result<PaymentList, ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(move |connection| {
            let read = |page: u32| {
                let offset = i64::from(PAGE_ROWS) * i64::from(page);
                let rows = i64::from(PAGE_ROWS);
                crud::payments::list(connection, filter.states(), rows, offset)
                    .map(|found| Page::new(found.rows, page, found.total))
            };
            let mut found = read(page)?;
            if let Some(last) = found.last_instead() {
                found = read(last)?;
            }
            let mut rows = Vec::new();
            for payment in found.rows {
                let name = named(connection, payment.user)?;
                rows.push((payment, name));
            }
            let mut counts = Vec::new();
            for filter in PaymentFilter::ALL {
                let mut count = 0;
                for state in filter.states() {
                    count += crud::payments::count_in(connection, *state)?.0;
                }
                counts.push((filter, count));
            }
            let page = Page::new(rows, found.page, found.total);
            Ok(PaymentList {
                filter,
                page,
                counts,
            })
        })
        .await
}

/// A page of orders; the last page there is if this one lies beyond it.
pub async fn orders(
    ctx: &Ctx,
    actor: &Actor,
    filter: OrderFilter,
    page: u32,
) -> Result<OrderList, ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(move |connection| {
            let read = |page: u32| {
                let offset = i64::from(PAGE_ROWS) * i64::from(page);
                let rows = i64::from(PAGE_ROWS);
                crud::orders::list(connection, filter.states(), rows, offset)
                    .map(|found| Page::new(found.rows, page, found.total))
            };
            let mut found = read(page)?;
            if let Some(last) = found.last_instead() {
                found = read(last)?;
            }
            let mut rows = Vec::new();
            for order in found.rows {
                let name = access::name_of(connection, order.user)?;
                rows.push((order, name));
            }
            let page = Page::new(rows, found.page, found.total);
            Ok(OrderList { filter, page })
        })
        .await
}

fn named(connection: &Connection, user: Option<UserId>) -> Result<Option<String>, ServiceError> {
    user.map(|user| access::name_of(connection, user))
        .transpose()
}

fn with_names(
    connection: &Connection,
    events: Vec<HistoryEvent>,
) -> Result<Vec<(HistoryEvent, Option<String>)>, ServiceError> {
    let named = |event: HistoryEvent| {
        let by = named(connection, event.by)?;
        Ok((event, by))
    };
    events.into_iter().map(named).collect()
}

/// A payment with everything around it.
pub async fn payment(ctx: &Ctx, actor: &Actor, id: PaymentId) -> Result<PaymentCard, ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(move |connection| {
            let payment = crud::payments::get(connection, id)?.ok_or(Refusal::NotFound)?;
            Ok(PaymentCard {
                name: named(connection, payment.user)?,
                order: order_of(connection, &payment)?,
                events: with_names(
                    connection,
                    crud::payments::events(connection, None, Some(id))?,
                )?,
                postings: crud::ledger::list_of_payment(connection, id)?,
                payment,
            })
        })
        .await
}

/// An order with everything around it.
pub async fn order(ctx: &Ctx, actor: &Actor, id: OrderId) -> Result<OrderFile, ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(move |connection| {
            let order = crud::orders::get(connection, id)?.ok_or(Refusal::NotFound)?;
            Ok(OrderFile {
                name: access::name_of(connection, order.user)?,
                payments: crud::payments::of_order(connection, id)?,
                events: with_names(
                    connection,
                    crud::payments::events(connection, Some(id), None)?,
                )?,
                order,
            })
        })
        .await
}

/// What a text names: `ord_…`, the number of a payment, or a provider's own id of one.
pub async fn find(ctx: &Ctx, actor: &Actor, text: &str) -> Result<FoundMoney, ServiceError> {
    actor.need(Permission::SeePayments)?;
    let text = text.trim().trim_start_matches('#').to_owned();
    ctx.db
        .read(move |connection| {
            if let Some(order) = crud::orders::id_of_code(connection, &text)? {
                return Ok(FoundMoney::Order(order));
            }
            for method in Method::ALL {
                if let Some(id) = crud::payments::id_of(connection, method, &text)? {
                    return Ok(FoundMoney::Payment(id));
                }
            }
            let id = text.parse().map(PaymentId).map_err(|_| Refusal::NotFound)?;
            let found = crud::payments::get(connection, id)?.ok_or(Refusal::NotFound)?;
            Ok(FoundMoney::Payment(found.id))
        })
        .await
}

/// Somebody's name and what they have with the house.
pub async fn balance(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
) -> Result<(String, Vec<Money>), ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(move |connection| {
            if crud::users::get(connection, user)?.is_none() {
                return Err(Refusal::NotFound.into());
            }
            let name = access::name_of(connection, user)?;
            Ok((name, books::balance(connection, user)?))
        })
        .await
}

/// Notes that somebody takes the books away as a file.
pub async fn export_begun(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<(), ServiceError> {
    actor.need(Permission::SeePayments)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let details = json!({ "format": "csv" });
        audit::record(tx, who, "books.exported", "books".to_owned(), details, now)
    })
    .await
}

/// Lines of the books after one, the oldest first, at most `EXPORT_ROWS`.
pub async fn export(
    ctx: &Ctx,
    actor: &Actor,
    after: PostingId,
) -> Result<Vec<Posting>, ServiceError> {
    actor.need(Permission::SeePayments)?;
    ctx.db
        .read(move |connection| Ok(crud::ledger::list_after(connection, after, EXPORT_ROWS)?))
        .await
}

/// What waits, for `/status` and the desk.
pub fn counts(connection: &Connection) -> Result<MoneyCounts, ServiceError> {
    let order = |state| crud::orders::count_in(connection, state);
    let (waiting, oldest) = crud::payments::count_in(connection, PaymentState::Paid)?;
    Ok(MoneyCounts {
        open: order(OrderState::Open)? + order(OrderState::Rejected)?,
        receipts: order(OrderState::Submitted)?,
        waiting,
        oldest,
        held: crud::payments::count_in(connection, PaymentState::Held)?.0,
        refunding: crud::payments::count_in(connection, PaymentState::Refunding)?.0,
        delivered: crud::payments::count_in(connection, PaymentState::Fulfilled)?.0,
    })
}
