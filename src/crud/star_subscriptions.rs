//! `star_subscriptions` and `star_marks`.

use crate::models::CanceledBy;
use crate::models::OrderId;
use crate::models::Product;
use crate::models::StarMark;
use crate::models::StarSubscription;
use crate::models::SubscriptionState;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<StarSubscription> {
    let (state, by): (String, Option<String>) = (row.get(4)?, row.get(6)?);
    Ok(StarSubscription {
        order: OrderId(row.get(0)?),
        user: UserId(row.get(1)?),
        first_charge: row.get(2)?,
        last_charge: row.get(3)?,
        // The CHECKs of the columns allow no others.
        state: SubscriptionState::parse(&state).unwrap_or(SubscriptionState::Ended),
        paid_until: Timestamp(row.get(5)?),
        canceled_by: by.and_then(|name| CanceledBy::parse(&name)),
        changed_at: Timestamp(row.get(7)?),
    })
}

/// The subscription that an order began.
pub fn get(connection: &Connection, order: OrderId) -> rusqlite::Result<Option<StarSubscription>> {
    connection
        .prepare_cached(
            "SELECT order_id, user_id, first_charge, last_charge, state, paid_until, canceled_by, changed_at
             FROM star_subscriptions WHERE order_id = ?1",
        )?
        .query_row([order.0], from_row)
        .optional()
}

/// One person's subscriptions, the newest first.
pub fn of_user(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<StarSubscription>> {
    connection
        .prepare_cached(
            "SELECT order_id, user_id, first_charge, last_charge, state, paid_until, canceled_by, changed_at
             FROM star_subscriptions WHERE user_id = ?1 ORDER BY order_id DESC",
        )?
        .query_map([user.0], from_row)?
        .collect()
}

/// Whether a subscription that brings a product to somebody goes on: it renews, and was paid until that instant at least.
pub fn is_renewing(
    connection: &Connection,
    user: UserId,
    product: Product,
    paid_until: Timestamp,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM star_subscriptions s JOIN orders o ON o.id = s.order_id
                 WHERE s.user_id = ?1 AND s.state = 'active' AND s.paid_until >= ?3
                   AND EXISTS (SELECT 1 FROM json_each(o.snapshot, '$.products') WHERE value = ?2))",
        )?
        .query_row(params![user.0, product.name(), paid_until.0], |row| {
            row.get(0)
        })
}

/// Keeps a subscription as it is now; the first payment of a known one stays.
pub fn upsert(tx: &Transaction<'_>, subscription: &StarSubscription) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO star_subscriptions (order_id, user_id, first_charge, last_charge, state, paid_until, canceled_by,
             changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (order_id) DO UPDATE SET last_charge = excluded.last_charge, state = excluded.state,
             paid_until = excluded.paid_until, canceled_by = excluded.canceled_by, changed_at = excluded.changed_at",
    )?
    .execute(params![
        subscription.order.0,
        subscription.user.0,
        subscription.first_charge,
        subscription.last_charge,
        subscription.state.name(),
        subscription.paid_until.0,
        subscription.canceled_by.map(CanceledBy::name),
        subscription.changed_at.0,
    ])?;
    Ok(())
}

/// Ends the subscriptions whose paid time ended before that; returns how many.
pub fn update_ended(
    tx: &Transaction<'_>,
    before: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE star_subscriptions SET state = 'ended', changed_at = ?2
         WHERE state IN ('active', 'canceled', 'failed') AND paid_until < ?1",
    )?
    .execute(params![before.0, now.0])
}

/// Whether Stars were ever asked for.
pub fn is_used(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM orders WHERE method = 'stars')")?
        .query_row([], |row| row.get(0))
}

/// How far the list of a bot was compared; `None` = it never was.
pub fn mark(connection: &Connection, bot: i64) -> rusqlite::Result<Option<StarMark>> {
    connection
        .prepare_cached("SELECT compared, since FROM star_marks WHERE bot_id = ?1")?
        .query_row([bot], |row| {
            Ok(StarMark {
                compared: row.get(0)?,
                since: Timestamp(row.get(1)?),
            })
        })
        .optional()
}

/// Keeps since when the list of a bot is compared; once it is kept it stays.
pub fn insert_mark(tx: &Transaction<'_>, bot: i64, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO star_marks (bot_id, compared, since, at) VALUES (?1, 0, ?2, ?2)",
    )?
    .execute(params![bot, now.0])?;
    Ok(())
}

/// Keeps how far the list of a bot was compared: never less than before.
pub fn update_compared(
    tx: &Transaction<'_>,
    bot: i64,
    compared: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE star_marks SET compared = max(compared, ?2), at = ?3 WHERE bot_id = ?1",
    )?
    .execute(params![bot, compared, now.0])?;
    Ok(())
}
