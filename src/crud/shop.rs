//! What buyers ask over several tables of the shop: whether it is open, and what stands around an order.

use crate::models::OrderId;
use crate::models::PaymentEvent;
use crate::models::PaymentId;
use crate::models::PromoId;
use crate::models::Purchases;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension};

/// Whether any plan is on sale.
pub fn is_open(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM plans WHERE removed_at IS NULL AND is_on_sale = 1)",
        )?
        .query_row([], |row| row.get(0))
}

/// The text of a promotion code.
pub fn promo_code(connection: &Connection, id: PromoId) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT code FROM promo_codes WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()
}

/// Why the last receipt of an order was refused, if one was.
pub fn rejection(connection: &Connection, order: OrderId) -> rusqlite::Result<Option<String>> {
    let reason: Option<Option<String>> = connection
        .prepare_cached(
            "SELECT reason FROM receipts WHERE order_id = ?1 AND state = 'rejected' ORDER BY id DESC LIMIT 1",
        )?
        .query_row([order.0], |row| row.get(0))
        .optional()?;
    Ok(reason.flatten())
}

/// Something that happened to an order or a payment.
pub fn event(connection: &Connection, id: i64) -> rusqlite::Result<Option<PaymentEvent>> {
    connection
        .prepare_cached(
            "SELECT order_id, payment_id, kind, detail FROM payment_events WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(PaymentEvent {
                order: row.get::<_, Option<i64>>(0)?.map(OrderId),
                payment: row.get::<_, Option<i64>>(1)?.map(PaymentId),
                kind: row.get(2)?,
                detail: row.get(3)?,
            })
        })
        .optional()
}

/// Whether something of that kind happened to a payment.
pub fn has_event(
    connection: &Connection,
    payment: PaymentId,
    kind: &str,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM payment_events WHERE payment_id = ?1 AND kind = ?2)",
        )?
        .query_row((payment.0, kind), |row| row.get(0))
}

/// What somebody bought, in numbers.
pub fn purchases(connection: &Connection, user: UserId) -> rusqlite::Result<Purchases> {
    connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM orders WHERE user_id = ?1),
                    (SELECT count(*) FROM payments WHERE user_id = ?1 AND state IN ('paid', 'fulfilled'))",
        )?
        .query_row([user.0], |row| {
            Ok(Purchases {
                orders: row.get(0)?,
                payments: row.get(1)?,
            })
        })
}

/// When the next unpaid order ends, after that instant.
pub fn next_ending(
    connection: &Connection,
    after: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(expires_at) FROM orders
             WHERE state IN ('open', 'submitted') AND state = 'open' AND expires_at > ?1",
        )?
        .query_row([after.0], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.map(Timestamp))
        })
}
