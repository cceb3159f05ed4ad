//! `payments` and `payment_events`.

use super::Page;
use super::plans::{json, text};
use crate::models::Given;
use crate::models::HistoryEvent;
use crate::models::HoldReason;
use crate::models::Method;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::Payment;
use crate::models::PaymentId;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Payment> {
    let (method, state, usage): (String, String, String) = (row.get(3)?, row.get(7)?, row.get(9)?);
    let hold: Option<String> = row.get(8)?;
    let at = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
    };
    let given: Option<Given> = if row.get_ref(12)? == rusqlite::types::ValueRef::Null {
        None
    } else {
        Some(json(row, 12)?)
    };
    Ok(Payment {
        id: PaymentId(row.get(0)?),
        order: row.get::<_, Option<i64>>(1)?.map(OrderId),
        user: row.get::<_, Option<i64>>(2)?.map(UserId),
        method: Method::parse(&method).unwrap_or(Method::Manual),
        provider_payment_id: row.get(4)?,
        amount: Money {
            minor: row.get(5)?,
            currency: row.get(6)?,
        },
        // The CHECKs of the columns allow no others.
        state: PaymentState::parse(&state).unwrap_or(PaymentState::Held),
        hold: hold.and_then(|name| HoldReason::parse(&name)),
        usage: PaymentUse::parse(&usage).unwrap_or(PaymentUse::Deliver),
        period_end: at(10)?,
        facts: row.get(11)?,
        given,
        received_at: Timestamp(row.get(13)?),
        fulfilled_at: at(14)?,
        refunded_at: at(15)?,
        decided_by: row.get::<_, Option<i64>>(16)?.map(UserId),
    })
}

/// Keeps a payment, whatever its id says. `None`: this payment of the provider is known already.
pub fn insert(tx: &Transaction<'_>, payment: &Payment) -> rusqlite::Result<Option<PaymentId>> {
    tx.prepare_cached(
        "INSERT INTO payments (order_id, user_id, method, provider_payment_id, minor, currency, state, hold, use,
             period_end, facts, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (method, provider_payment_id) DO NOTHING RETURNING id",
    )?
    .query_row(
        params![
            payment.order.map(|order| order.0),
            payment.user.map(|user| user.0),
            payment.method.name(),
            payment.provider_payment_id,
            payment.amount.minor,
            payment.amount.currency,
            payment.state.name(),
            payment.hold.map(HoldReason::name),
            payment.usage.name(),
            payment.period_end.map(|at| at.0),
            payment.facts,
            payment.received_at.0,
        ],
        |row| row.get(0).map(PaymentId),
    )
    .optional()
}

/// The payment of that id.
pub fn get(connection: &Connection, id: PaymentId) -> rusqlite::Result<Option<Payment>> {
    connection
        .prepare_cached(
            "SELECT id, order_id, user_id, method, provider_payment_id, minor, currency, state, hold, use, period_end,
                    facts, given, received_at, fulfilled_at, refunded_at, decided_by
             FROM payments WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The id of a provider's payment.
pub fn id_of(
    connection: &Connection,
    method: Method,
    provider_payment_id: &str,
) -> rusqlite::Result<Option<PaymentId>> {
    connection
        .prepare_cached("SELECT id FROM payments WHERE method = ?1 AND provider_payment_id = ?2")?
        .query_row(params![method.name(), provider_payment_id], |row| {
            row.get(0).map(PaymentId)
        })
        .optional()
}

/// The payments of an order, the first one first.
pub fn of_order(connection: &Connection, order: OrderId) -> rusqlite::Result<Vec<Payment>> {
    connection
        .prepare_cached(
            "SELECT id, order_id, user_id, method, provider_payment_id, minor, currency, state, hold, use, period_end,
                    facts, given, received_at, fulfilled_at, refunded_at, decided_by
             FROM payments WHERE order_id = ?1 ORDER BY id",
        )?
        .query_map([order.0], from_row)?
        .collect()
}

/// Payments in a state after one, the first one first.
pub fn ids_in(
    connection: &Connection,
    state: PaymentState,
    limit: i64,
) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached("SELECT id FROM payments WHERE state = ?1 ORDER BY received_at LIMIT ?2")?
        .query_map(params![state.name(), limit], |row| {
            row.get(0).map(PaymentId)
        })?
        .collect()
}

/// A page of payments in these states, the last one first.
pub fn list(
    connection: &Connection,
    states: &[PaymentState],
    rows: i64,
    offset: i64,
) -> rusqlite::Result<Page<Payment>> {
    let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    let names = text(&names)?;
    let total = connection
        .prepare_cached(
            "SELECT count(*) FROM payments WHERE state IN (SELECT value FROM json_each(?1))",
        )?
        .query_row([&names], |row| row.get(0))?;
    let rows = connection
        .prepare_cached(
            "SELECT id, order_id, user_id, method, provider_payment_id, minor, currency, state, hold, use, period_end,
                    facts, given, received_at, fulfilled_at, refunded_at, decided_by
             FROM payments WHERE state IN (SELECT value FROM json_each(?1))
             ORDER BY received_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![names, rows, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// What happened to a payment, or to an order where no payment is named; the first of it first.
pub fn events(
    connection: &Connection,
    order: Option<OrderId>,
    payment: Option<PaymentId>,
) -> rusqlite::Result<Vec<HistoryEvent>> {
    let (sql, id) = match (payment, order) {
        (Some(payment), _) => (
            "SELECT kind, at, by, detail FROM payment_events WHERE payment_id = ?1 ORDER BY id",
            payment.0,
        ),
        (None, Some(order)) => (
            "SELECT kind, at, by, detail FROM payment_events WHERE order_id = ?1 ORDER BY id",
            order.0,
        ),
        (None, None) => return Ok(Vec::new()),
    };
    connection
        .prepare_cached(sql)?
        .query_map([id], |row| {
            Ok(HistoryEvent {
                kind: row.get(0)?,
                at: Timestamp(row.get(1)?),
                by: row.get::<_, Option<i64>>(2)?.map(UserId),
                detail: row.get(3)?,
            })
        })?
        .collect()
}

/// How many payments are in a state, and when the first of them came.
pub fn count_in(
    connection: &Connection,
    state: PaymentState,
) -> rusqlite::Result<(i64, Option<Timestamp>)> {
    connection
        .prepare_cached("SELECT count(*), min(received_at) FROM payments WHERE state = ?1")?
        .query_row([state.name()], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp)))
        })
}

/// What payments of one state amount to, by method and currency.
pub fn sums_in(
    connection: &Connection,
    state: PaymentState,
) -> rusqlite::Result<Vec<(Method, Money)>> {
    connection
        .prepare_cached(
            "SELECT method, currency, sum(minor) FROM payments WHERE state = ?1 GROUP BY method, currency",
        )?
        .query_map([state.name()], |row| {
            let method: String = row.get(0)?;
            let sum = Money {
                currency: row.get(1)?,
                minor: row.get(2)?,
            };
            Ok((Method::parse(&method).unwrap_or(Method::Manual), sum))
        })?
        .collect()
}

/// Payments that were given and of which the books know no delivery, or not that they came.
pub fn list_unbooked(connection: &Connection, limit: i64) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached(
            "SELECT p.id FROM payments p WHERE p.state = 'fulfilled' AND (
                 NOT EXISTS (SELECT 1 FROM ledger_postings l
                             WHERE l.payment_id = p.id AND l.kind IN ('received', 'held'))
                 OR NOT EXISTS (SELECT 1 FROM ledger_postings l
                                WHERE l.payment_id = p.id AND l.kind IN ('delivered', 'to_balance')))
             ORDER BY p.id LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0).map(PaymentId))?
        .collect()
}

/// What payments of a person's orders brought after an instant that still counts; of those of the same second, what came
/// after that payment.
pub fn given_after(
    connection: &Connection,
    user: UserId,
    at: Timestamp,
    payment: Option<PaymentId>,
) -> rusqlite::Result<Vec<Given>> {
    connection
        .prepare_cached(
            "SELECT p.given FROM orders o JOIN payments p ON p.order_id = o.id
             WHERE o.user_id = ?1 AND p.state = 'fulfilled' AND p.given IS NOT NULL
               AND (p.fulfilled_at > ?2 OR (p.fulfilled_at = ?2 AND p.id > ?3))
             ORDER BY p.id",
        )?
        .query_map(
            params![user.0, at.0, payment.map_or(i64::MAX, |id| id.0)],
            |row| json(row, 0),
        )?
        .collect()
}

/// How many payments of a person count: given back is as if it never was.
pub fn count_of_user(connection: &Connection, user: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM payments WHERE user_id = ?1 AND state IN ('paid', 'fulfilled')",
        )?
        .query_row([user.0], |row| row.get(0))
}

/// Moves a payment from one of these states to another; false if it is in none of them: somebody else was faster.
pub fn update_state(
    tx: &Transaction<'_>,
    id: PaymentId,
    from: &[PaymentState],
    to: PaymentState,
    by: Option<UserId>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let names: Vec<&str> = from.iter().map(|state| state.name()).collect();
    let changed = tx
        .prepare_cached(
            "UPDATE payments SET state = ?3, decided_by = coalesce(?4, decided_by),
                 fulfilled_at = CASE WHEN ?3 = 'fulfilled' THEN ?5 ELSE fulfilled_at END,
                 refunded_at = CASE WHEN ?3 IN ('refunded', 'returned') THEN ?5 ELSE refunded_at END
             WHERE id = ?1 AND state IN (SELECT value FROM json_each(?2))",
        )?
        .execute(params![
            id.0,
            text(&names)?,
            to.name(),
            by.map(|by| by.0),
            now.0
        ])?;
    Ok(changed > 0)
}

/// Keeps what a payment brought.
pub fn update_given(tx: &Transaction<'_>, id: PaymentId, given: &Given) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE payments SET given = ?2 WHERE id = ?1")?
        .execute(params![id.0, text(given)?])?;
    Ok(())
}

/// Nothing that a payment brought is there any more.
pub fn clear_given(tx: &Transaction<'_>, id: PaymentId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE payments SET given = NULL WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// Says what becomes of a payment, and of which order it is.
pub fn update_use(
    tx: &Transaction<'_>,
    id: PaymentId,
    usage: PaymentUse,
    order: Option<OrderId>,
    user: Option<UserId>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE payments SET use = ?2, order_id = coalesce(?3, order_id), user_id = coalesce(?4, user_id) WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        usage.name(),
        order.map(|order| order.0),
        user.map(|user| user.0)
    ])?;
    Ok(())
}

/// Keeps what happened to an order or a payment.
#[expect(clippy::too_many_arguments, reason = "the columns of a row")]
pub fn insert_event(
    tx: &Transaction<'_>,
    order: Option<OrderId>,
    payment: Option<PaymentId>,
    kind: &str,
    by: Option<UserId>,
    detail: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO payment_events (order_id, payment_id, kind, at, by, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        order.map(|order| order.0),
        payment.map(|payment| payment.0),
        kind,
        now.0,
        by.map(|by| by.0),
        detail
    ])?;
    Ok(tx.last_insert_rowid())
}
