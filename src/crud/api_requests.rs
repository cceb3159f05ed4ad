//! `api_requests`: requests of the REST API that must not be carried out twice.

use crate::models::ApiKeyId;
use crate::models::ApiRequestId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A request as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptRequest {
    pub id: ApiRequestId,
    /// SHA-256 of what was asked.
    pub fingerprint: [u8; 32],
    pub is_applied: bool,
    /// Status and sealed body of the answer, once there is one.
    pub answer: Option<(u16, String)>,
}

/// The request that a key named so before.
pub fn get(
    connection: &Connection,
    key: ApiKeyId,
    name: &str,
) -> rusqlite::Result<Option<KeptRequest>> {
    connection
        .prepare_cached(
            "SELECT id, fingerprint, applied_at IS NOT NULL, status, answer FROM api_requests
             WHERE key_id = ?1 AND idempotency_key = ?2",
        )?
        .query_row(params![key.0, name], |row| {
            let status: Option<u16> = row.get(3)?;
            Ok(KeptRequest {
                id: ApiRequestId(row.get(0)?),
                fingerprint: row.get(1)?,
                is_applied: row.get(2)?,
                answer: status.zip(row.get(4)?),
            })
        })
        .optional()
}

/// Keeps a new request.
pub fn insert(
    tx: &Transaction<'_>,
    key: ApiKeyId,
    name: &str,
    fingerprint: &[u8; 32],
    now: Timestamp,
) -> rusqlite::Result<ApiRequestId> {
    tx.prepare_cached(
        "INSERT INTO api_requests (key_id, idempotency_key, fingerprint, created_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![key.0, name, fingerprint, now.0])?;
    Ok(ApiRequestId(tx.last_insert_rowid()))
}

/// Claims the request for the first write it causes. False if an earlier run wrote already.
pub fn update_applied(
    tx: &Transaction<'_>,
    id: ApiRequestId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE api_requests SET applied_at = ?2 WHERE id = ?1 AND applied_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Keeps the answer that the same request gets again.
pub fn update_answer(
    tx: &Transaction<'_>,
    id: ApiRequestId,
    status: u16,
    sealed: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE api_requests SET status = ?2, answer = ?3 WHERE id = ?1")?
        .execute(params![id.0, status, sealed])?;
    Ok(())
}

/// Forgets a request that changed nothing: its name may be used again. False if it changed something.
pub fn delete(tx: &Transaction<'_>, id: ApiRequestId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM api_requests WHERE id = ?1 AND applied_at IS NULL")?
        .execute([id.0])?;
    Ok(deleted == 1)
}

/// Forgets those before that time, at most so many. Returns how many.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM api_requests WHERE id IN
             (SELECT id FROM api_requests WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
