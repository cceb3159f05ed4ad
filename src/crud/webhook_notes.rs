//! `webhook_notes`.

use crate::models::Method;
use crate::models::Timestamp;
use crate::models::WebhookNote;
use rusqlite::{Connection, Transaction, params};

/// Keeps a note that was told. The same one told again is looked into again, once the last look is so old that it was
/// before `looked_before`.
pub fn insert(
    tx: &Transaction<'_>,
    note: &WebhookNote,
    body_hash: &[u8],
    looked_before: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO webhook_notes (method, body_hash, provider_ref, order_code, is_signed, received_at, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (body_hash) DO UPDATE SET handled_at = NULL, received_at = excluded.received_at,
             next_at = excluded.next_at
             WHERE handled_at < ?7",
    )?
    .execute(params![
        note.method.name(),
        body_hash,
        note.provider_ref,
        note.order_code,
        note.is_signed,
        note.received_at.0,
        looked_before.0,
    ])?;
    Ok(())
}

/// How many were not looked into yet.
pub fn count_waiting(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM webhook_notes WHERE handled_at IS NULL")?
        .query_row([], |row| row.get(0))
}

/// The notes that are to be looked into by now, those that wait longest for it first.
pub fn list_waiting(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<WebhookNote>> {
    connection
        .prepare_cached(
            "SELECT id, method, provider_ref, order_code, is_signed, received_at FROM webhook_notes
             WHERE handled_at IS NULL AND next_at <= ?1 ORDER BY next_at, id LIMIT ?2",
        )?
        .query_map([now.0, limit], |row| {
            let method: String = row.get(1)?;
            Ok(WebhookNote {
                id: row.get(0)?,
                // No other was ever kept.
                method: Method::parse(&method).unwrap_or(Method::QvaPay),
                provider_ref: row.get(2)?,
                order_code: row.get(3)?,
                is_signed: row.get(4)?,
                received_at: Timestamp(row.get(5)?),
            })
        })?
        .collect()
}

/// Marks a note as looked into.
pub fn update_handled(tx: &Transaction<'_>, id: i64, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE webhook_notes SET handled_at = ?2 WHERE id = ?1")?
        .execute(params![id, now.0])?;
    Ok(())
}

/// A look into a note failed: when it is looked into again.
pub fn update_next(tx: &Transaction<'_>, id: i64, next: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE webhook_notes SET next_at = ?2 WHERE id = ?1")?
        .execute(params![id, next.0])?;
    Ok(())
}

/// When the next note that still waits is to be looked into, from that instant on.
pub fn next_waiting(
    connection: &Connection,
    from: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(next_at) FROM webhook_notes WHERE handled_at IS NULL AND next_at >= ?1",
        )?
        .query_row([from.0], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.map(Timestamp))
        })
}

/// Deletes notes of before that instant, at most so many; returns how many.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM webhook_notes WHERE id IN
             (SELECT id FROM webhook_notes WHERE received_at < ?1 ORDER BY received_at LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
