//! `receipts`, and `receipt_copies`: the messages that show them to the staff.

use super::Page;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::NewReceipt;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::Receipt;
use crate::models::ReceiptContent;
use crate::models::ReceiptDecision;
use crate::models::ReceiptFilter;
use crate::models::ReceiptId;
use crate::models::ReceiptState;
use crate::models::RejectReason;
use crate::models::SameBy;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    let (content, state): (String, String) = (row.get(3)?, row.get(10)?);
    let reason: Option<String> = row.get(11)?;
    Ok(Receipt {
        id: ReceiptId(row.get(0)?),
        order: OrderId(row.get(1)?),
        user: UserId(row.get(2)?),
        // The CHECKs of the columns allow no others.
        content: ReceiptContent::parse(&content).unwrap_or(ReceiptContent::Document),
        source: (ChatId(row.get(4)?), MessageId(row.get(5)?)),
        file_id: row.get(6)?,
        file_unique_id: row.get(7)?,
        sha256: row.get(8)?,
        reference: row.get(9)?,
        state: ReceiptState::parse(&state).unwrap_or(ReceiptState::Withdrawn),
        reason: reason.map(|reason| RejectReason::parse(&reason)),
        minor: row.get(12)?,
        decided_by: row.get::<_, Option<i64>>(13)?.map(UserId),
        decided_at: row.get::<_, Option<i64>>(14)?.map(Timestamp),
        created_at: Timestamp(row.get(15)?),
    })
}

/// Keeps a new receipt of an order. `None`: that message brought one before.
pub fn insert(
    tx: &Transaction<'_>,
    order: &Order,
    new: &NewReceipt,
    now: Timestamp,
) -> rusqlite::Result<Option<ReceiptId>> {
    tx.prepare_cached(
        "INSERT INTO receipts (order_id, user_id, content, source_chat, source_message, file_id, file_unique_id,
             reference, state, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'submitted', ?9)
         ON CONFLICT (source_chat, source_message) DO NOTHING RETURNING id",
    )?
    .query_row(
        params![
            order.id.0,
            order.user.0,
            new.content.name(),
            new.source.0.0,
            new.source.1.0,
            new.file_id,
            new.file_unique_id,
            new.reference,
            now.0,
        ],
        |row| row.get(0).map(ReceiptId),
    )
    .optional()
}

/// The receipt of that id.
pub fn get(connection: &Connection, id: ReceiptId) -> rusqlite::Result<Option<Receipt>> {
    connection
        .prepare_cached(
            "SELECT id, order_id, user_id, content, source_chat, source_message, file_id, file_unique_id, sha256,
                    reference, state, reason, minor, decided_by, decided_at, created_at
             FROM receipts WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The receipt that a message brought.
pub fn of_source(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<Option<Receipt>> {
    connection
        .prepare_cached(
            "SELECT id, order_id, user_id, content, source_chat, source_message, file_id, file_unique_id, sha256,
                    reference, state, reason, minor, decided_by, decided_at, created_at
             FROM receipts WHERE source_chat = ?1 AND source_message = ?2",
        )?
        .query_row([chat.0, message.0], from_row)
        .optional()
}

/// The newest receipt of an order.
pub fn last_of_order(connection: &Connection, order: OrderId) -> rusqlite::Result<Option<Receipt>> {
    connection
        .prepare_cached(
            "SELECT id, order_id, user_id, content, source_chat, source_message, file_id, file_unique_id, sha256,
                    reference, state, reason, minor, decided_by, decided_at, created_at
             FROM receipts WHERE order_id = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([order.0], from_row)
        .optional()
}

/// When somebody sent their newest receipt that they did not take back.
pub fn last_sent_at(connection: &Connection, user: UserId) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT created_at FROM receipts WHERE user_id = ?1 AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1",
        )?
        .query_row([user.0], |row| row.get(0).map(Timestamp))
        .optional()
}

/// The receipts of somebody that wait for a decision.
pub fn ids_waiting_of(connection: &Connection, user: UserId) -> rusqlite::Result<Vec<ReceiptId>> {
    connection
        .prepare_cached("SELECT id FROM receipts WHERE user_id = ?1 AND state = 'submitted'")?
        .query_map([user.0], |row| row.get(0).map(ReceiptId))?
        .collect()
}

/// How many receipts wait for a decision.
pub fn count_waiting(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM receipts WHERE state = 'submitted'")?
        .query_row([], |row| row.get(0))
}

/// Receipts, page by page.
pub fn list(
    connection: &Connection,
    filter: ReceiptFilter,
    rows: i64,
    offset: i64,
) -> rusqlite::Result<Page<Receipt>> {
    let mut statement = match filter {
        ReceiptFilter::Waiting => connection.prepare_cached(
            "SELECT id, order_id, user_id, content, source_chat, source_message, file_id, file_unique_id, sha256,
                    reference, state, reason, minor, decided_by, decided_at, created_at
             FROM receipts WHERE state = 'submitted' ORDER BY id LIMIT ?1 OFFSET ?2",
        )?,
        ReceiptFilter::All => connection.prepare_cached(
            "SELECT id, order_id, user_id, content, source_chat, source_message, file_id, file_unique_id, sha256,
                    reference, state, reason, minor, decided_by, decided_at, created_at
             FROM receipts WHERE id > 0 ORDER BY id DESC LIMIT ?1 OFFSET ?2",
        )?,
    };
    let found = statement
        .query_map([rows, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    let total = match filter {
        ReceiptFilter::Waiting => count_waiting(connection)?,
        ReceiptFilter::All => connection
            .prepare_cached("SELECT count(*) FROM receipts WHERE id > 0")?
            .query_row([], |row| row.get(0))?,
    };
    Ok(Page { rows: found, total })
}

/// Decides about a receipt that waits; false if it does not any more: somebody else was faster.
pub fn update_decided(
    tx: &Transaction<'_>,
    id: ReceiptId,
    how: &ReceiptDecision,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE receipts SET state = ?2, decided_by = ?3, reason = ?4, minor = ?5, decided_at = ?6
             WHERE id = ?1 AND state = 'submitted'",
        )?
        .execute(params![
            id.0,
            how.state.name(),
            how.by.0,
            how.reason.as_ref().map(RejectReason::stored),
            how.minor,
            now.0
        ])?;
    Ok(changed > 0)
}

/// Keeps the SHA-256 of a receipt's bytes.
pub fn update_hash(tx: &Transaction<'_>, id: ReceiptId, sha256: &[u8]) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE receipts SET sha256 = ?2 WHERE id = ?1")?
        .execute(params![id.0, sha256])?;
    Ok(())
}

/// Other receipts of the same picture, or of the same transfer, the newest first.
pub fn list_same(
    connection: &Connection,
    receipt: &Receipt,
    limit: i64,
) -> rusqlite::Result<Vec<(SameBy, Receipt)>> {
    let found = connection
        .prepare_cached(
            "SELECT id, order_id, user_id, content, source_chat, source_message, file_id, file_unique_id, sha256,
                    reference, state, reason, minor, decided_by, decided_at, created_at
             FROM receipts WHERE id IN (
                 SELECT id FROM receipts WHERE file_unique_id = ?2
                 UNION SELECT id FROM receipts WHERE sha256 = ?3
                 UNION SELECT id FROM receipts WHERE reference = ?4)
             AND id <> ?1 AND state <> 'withdrawn' ORDER BY id DESC LIMIT ?5",
        )?
        .query_map(
            params![
                receipt.id.0,
                receipt.file_unique_id,
                receipt.sha256,
                receipt.reference,
                limit
            ],
            from_row,
        )?
        .collect::<rusqlite::Result<Vec<Receipt>>>()?;
    let by = |other: &Receipt| {
        let is_same_file = other.file_unique_id == receipt.file_unique_id;
        let is_same_bytes = other.sha256.is_some() && other.sha256 == receipt.sha256;
        match is_same_file || is_same_bytes {
            true => SameBy::Picture,
            false => SameBy::Reference,
        }
    };
    Ok(found.into_iter().map(|other| (by(&other), other)).collect())
}

/// Keeps a message that shows a receipt to the staff.
pub fn insert_copy(
    tx: &Transaction<'_>,
    id: ReceiptId,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO receipt_copies (chat_id, message_id, receipt_id) VALUES (?1, ?2, ?3)",
    )?
    .execute([chat.0, message.0, id.0])?;
    Ok(())
}

/// Forgets a message that showed a receipt.
pub fn delete_copy(tx: &Transaction<'_>, chat: ChatId, message: MessageId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM receipt_copies WHERE chat_id = ?1 AND message_id = ?2")?
        .execute([chat.0, message.0])?;
    Ok(())
}

/// The messages that show a receipt.
pub fn list_copies(
    connection: &Connection,
    id: ReceiptId,
) -> rusqlite::Result<Vec<(ChatId, MessageId)>> {
    connection
        .prepare_cached(
            "SELECT chat_id, message_id FROM receipt_copies WHERE receipt_id = ?1 ORDER BY chat_id, message_id",
        )?
        .query_map([id.0], |row| Ok((ChatId(row.get(0)?), MessageId(row.get(1)?))))?
        .collect()
}

/// Whether a chat has a message that shows the receipt.
pub fn has_copy_in(connection: &Connection, id: ReceiptId, chat: ChatId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM receipt_copies WHERE receipt_id = ?1 AND chat_id = ?2)",
        )?
        .query_row([id.0, chat.0], |row| row.get(0))
}

/// Whether that message shows a receipt.
pub fn is_copy(
    connection: &Connection,
    chat: ChatId,
    message: MessageId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM receipt_copies WHERE chat_id = ?1 AND message_id = ?2)",
        )?
        .query_row([chat.0, message.0], |row| row.get(0))
}

/// The orders of a person that are paid by hand and may have a receipt: those that wait for one, and those that ended
/// after that instant without one.
pub fn list_orders_without(
    connection: &Connection,
    user: UserId,
    ended_after: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<OrderId>> {
    connection
        .prepare_cached(
            "SELECT id FROM orders WHERE user_id = ?1 AND method = 'manual'
             AND (state IN ('open', 'rejected') OR (state IN ('expired', 'cancelled') AND closed_at > ?2))
             ORDER BY state IN ('open', 'rejected') DESC, id DESC LIMIT ?3",
        )?
        .query_map([user.0, ended_after.0, limit], |row| row.get(0).map(OrderId))?
        .collect()
}
