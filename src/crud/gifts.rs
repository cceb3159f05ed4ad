//! `gifts`.

use super::plans::{json, text};
use crate::models::GiftId;
use crate::models::Given;
use crate::models::Order;
use crate::models::PaymentId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{OptionalExtension, Transaction, params};

/// Keeps the gift of a payment.
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
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        payment.0,
        order.user.0,
        code_hash,
        sealed,
        text(&order.goods)?,
        order.extra_days,
        now.0,
    ])?;
    Ok(GiftId(tx.last_insert_rowid()))
}

/// Who opened a gift, when, and what it brought them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    pub user: UserId,
    pub at: Timestamp,
    pub given: Given,
}

/// Marks a gift as paid back. `None`: nobody opened it, or it was marked before.
pub fn update_revoked(
    tx: &Transaction<'_>,
    payment: PaymentId,
    now: Timestamp,
) -> rusqlite::Result<Option<Opened>> {
    let marked = tx
        .prepare_cached(
            "UPDATE gifts SET revoked_at = ?2 WHERE payment_id = ?1 AND revoked_at IS NULL",
        )?
        .execute(params![payment.0, now.0])?;
    if marked == 0 {
        return Ok(None);
    }
    tx.prepare_cached(
        "SELECT redeemed_by, redeemed_at, given FROM gifts
         WHERE payment_id = ?1 AND redeemed_by IS NOT NULL AND redeemed_at IS NOT NULL AND given IS NOT NULL",
    )?
    .query_row([payment.0], |row| {
        Ok(Opened {
            user: UserId(row.get(0)?),
            at: Timestamp(row.get(1)?),
            given: json(row, 2)?,
        })
    })
    .optional()
}
