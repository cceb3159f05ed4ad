//! `gifts`.

use super::plans::text;
use crate::models::GiftId;
use crate::models::Order;
use crate::models::PaymentId;
use crate::models::Timestamp;
use rusqlite::{Transaction, params};

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
