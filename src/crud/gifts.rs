//! `gifts`.

use super::Page;
use super::plans::{json, text};
use crate::models::Gift;
use crate::models::GiftId;
use crate::models::Given;
use crate::models::Order;
use crate::models::PaymentId;
use crate::models::PlanId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Keeps the gift of a payment; one that was taken back begins anew, with another code.
pub fn insert(
    tx: &Transaction<'_>,
    payment: PaymentId,
    order: &Order,
    code_hash: &[u8],
    sealed: &str,
    now: Timestamp,
) -> rusqlite::Result<GiftId> {
    tx.prepare_cached(
        "INSERT INTO gifts (payment_id, buyer_id, code_hash, sealed, snapshot, extra_days, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (payment_id) DO UPDATE SET buyer_id = excluded.buyer_id, code_hash = excluded.code_hash,
             sealed = excluded.sealed, snapshot = excluded.snapshot, extra_days = excluded.extra_days,
             created_at = excluded.created_at, redeemed_by = NULL, redeemed_at = NULL, revoked_at = NULL, given = NULL
         RETURNING id",
    )?
    .query_row(
        params![
            payment.0,
            order.user.0,
            code_hash,
            sealed,
            text(&order.goods)?,
            order.extra_days,
            now.0,
        ],
        |row| row.get(0).map(GiftId),
    )
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Gift> {
    let at = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
    };
    let given: Given = if row.get_ref(10)? == rusqlite::types::ValueRef::Null {
        Given::default()
    } else {
        json(row, 10)?
    };
    Ok(Gift {
        id: GiftId(row.get(0)?),
        payment: PaymentId(row.get(1)?),
        buyer: UserId(row.get(2)?),
        sealed: row.get(3)?,
        goods: json(row, 4)?,
        extra_days: row.get(5)?,
        created_at: Timestamp(row.get(6)?),
        redeemed_by: row.get::<_, Option<i64>>(7)?.map(UserId),
        redeemed_at: at(8)?,
        revoked_at: at(9)?,
        given: given.parts,
    })
}

/// The gift of that id.
pub fn get(connection: &Connection, id: GiftId) -> rusqlite::Result<Option<Gift>> {
    connection
        .prepare_cached(
            "SELECT id, payment_id, buyer_id, sealed, snapshot, extra_days, created_at, redeemed_by, redeemed_at,
                    revoked_at, given
             FROM gifts WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The id of the gift whose code has that SHA-256.
pub fn id_of_hash(connection: &Connection, code_hash: &[u8]) -> rusqlite::Result<Option<GiftId>> {
    connection
        .prepare_cached("SELECT id FROM gifts WHERE code_hash = ?1")?
        .query_row([code_hash], |row| row.get(0).map(GiftId))
        .optional()
}

/// The id of the gift that a payment bought.
pub fn id_of_payment(
    connection: &Connection,
    payment: PaymentId,
) -> rusqlite::Result<Option<GiftId>> {
    connection
        .prepare_cached("SELECT id FROM gifts WHERE payment_id = ?1")?
        .query_row([payment.0], |row| row.get(0).map(GiftId))
        .optional()
}

/// How many gifts of a plan somebody has opened.
pub fn count_opened(connection: &Connection, plan: PlanId, user: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM gifts g JOIN payments p ON p.id = g.payment_id JOIN orders o ON o.id = p.order_id
             WHERE g.redeemed_by = ?2 AND g.revoked_at IS NULL AND o.plan_id = ?1",
        )?
        .query_row(params![plan.0, user.0], |row| row.get(0))
}

/// How many gifts somebody bought.
pub fn count_of_buyer(connection: &Connection, buyer: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM gifts WHERE buyer_id = ?1")?
        .query_row([buyer.0], |row| row.get(0))
}

/// The gifts that somebody bought, the newest first.
pub fn of_buyer(
    connection: &Connection,
    buyer: UserId,
    rows: i64,
    offset: i64,
) -> rusqlite::Result<Page<Gift>> {
    let total = count_of_buyer(connection, buyer)?;
    let rows = connection
        .prepare_cached(
            "SELECT id, payment_id, buyer_id, sealed, snapshot, extra_days, created_at, redeemed_by, redeemed_at,
                    revoked_at, given
             FROM gifts WHERE buyer_id = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![buyer.0, rows, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// Opens a gift for somebody. False: somebody was faster, or it is dead.
pub fn update_redeemed(
    tx: &Transaction<'_>,
    id: GiftId,
    by: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE gifts SET redeemed_by = ?2, redeemed_at = ?3
             WHERE id = ?1 AND redeemed_at IS NULL AND revoked_at IS NULL",
        )?
        .execute(params![id.0, by.0, now.0])?;
    Ok(changed > 0)
}

/// Keeps what a gift brought.
pub fn update_given(tx: &Transaction<'_>, id: GiftId, given: &Given) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE gifts SET given = ?2 WHERE id = ?1")?
        .execute(params![id.0, text(given)?])?;
    Ok(())
}

/// What gifts brought to somebody after an instant that still counts.
pub fn given_after(
    connection: &Connection,
    user: UserId,
    at: Timestamp,
) -> rusqlite::Result<Vec<Given>> {
    connection
        .prepare_cached(
            "SELECT given FROM gifts
             WHERE redeemed_by = ?1 AND redeemed_at > ?2 AND revoked_at IS NULL AND given IS NOT NULL ORDER BY id",
        )?
        .query_map(params![user.0, at.0], |row| json(row, 0))?
        .collect()
}

/// Makes a gift dead. False if it is already.
pub fn update_revoked(tx: &Transaction<'_>, id: GiftId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE gifts SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id.0, now.0])?;
    Ok(changed > 0)
}
