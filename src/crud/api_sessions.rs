//! `api_sessions` and `refresh_tokens`.

use super::api_keys;
use crate::models::ApiKey;
use crate::models::ApiKeyId;
use crate::models::ApiSessionId;
use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A session with its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionRow {
    pub key: ApiKey,
    pub created_at: Timestamp,
    pub ends_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// Begins a session.
pub fn insert(
    tx: &Transaction<'_>,
    key: ApiKeyId,
    ends_at: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<ApiSessionId> {
    tx.prepare_cached(
        "INSERT INTO api_sessions (key_id, created_at, ends_at) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![key.0, now.0, ends_at.0])?;
    Ok(ApiSessionId(tx.last_insert_rowid()))
}

/// The session of that number.
pub fn get(connection: &Connection, id: ApiSessionId) -> rusqlite::Result<Option<SessionRow>> {
    connection
        .prepare_cached(
            "SELECT k.id, k.name, k.prefix, k.owner_id, k.scopes, k.rate_per_minute, k.created_at, k.expires_at,
                    k.revoked_at, k.last_used_at, s.created_at, s.ends_at, s.revoked_at
             FROM api_sessions s CROSS JOIN api_keys k ON k.id = s.key_id WHERE s.id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok(SessionRow {
                key: api_keys::from_row(row)?,
                created_at: Timestamp(row.get(10)?),
                ends_at: Timestamp(row.get(11)?),
                revoked_at: row.get::<_, Option<i64>>(12)?.map(Timestamp),
            })
        })
        .optional()
}

/// How many sessions of a key are open.
pub fn count_open(connection: &Connection, key: ApiKeyId, now: Timestamp) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM api_sessions WHERE key_id = ?1 AND revoked_at IS NULL AND ends_at > ?2",
        )?
        .query_row(params![key.0, now.0], |row| row.get(0))
}

/// Ends the open sessions of a key that began first, until no more than so many are left.
pub fn update_oldest_revoked(
    tx: &Transaction<'_>,
    key: ApiKeyId,
    keep: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE api_sessions SET revoked_at = ?3, ends_at = ?3 WHERE id IN
             (SELECT id FROM api_sessions WHERE key_id = ?1 AND revoked_at IS NULL AND ends_at > ?3
              ORDER BY id DESC LIMIT -1 OFFSET ?2)",
    )?
    .execute(params![key.0, keep, now.0])?;
    Ok(())
}

/// Moves the end of a session.
pub fn update_end(
    tx: &Transaction<'_>,
    id: ApiSessionId,
    ends_at: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE api_sessions SET ends_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, ends_at.0])?;
    Ok(())
}

/// Ends a session at once. False if it had been ended before.
pub fn update_revoked(
    tx: &Transaction<'_>,
    id: ApiSessionId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE api_sessions SET revoked_at = ?2, ends_at = min(ends_at, ?2) WHERE id = ?1 AND revoked_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Ends every session of a key.
pub fn update_all_revoked(
    tx: &Transaction<'_>,
    key: ApiKeyId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE api_sessions SET revoked_at = ?2, ends_at = min(ends_at, ?2) WHERE key_id = ?1 AND revoked_at IS NULL",
    )?
    .execute(params![key.0, now.0])?;
    Ok(())
}

/// Ends every session of all keys.
pub fn update_every_revoked(tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE api_sessions SET revoked_at = ?1, ends_at = min(ends_at, ?1) WHERE ends_at > ?1 AND revoked_at IS NULL",
    )?
    .execute([now.0])
}

/// Deletes sessions whose end lies before that time, with their refresh tokens; at most so many.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM api_sessions WHERE id IN
             (SELECT id FROM api_sessions WHERE ends_at < ?1 ORDER BY ends_at LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}

/// Keeps a refresh token by its SHA-256. `origin` names the request that it answers, if that may come again.
pub fn insert_refresh(
    tx: &Transaction<'_>,
    hash: &[u8; 32],
    session: ApiSessionId,
    origin: Option<&[u8; 32]>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO refresh_tokens (token_hash, session_id, origin, created_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![hash.as_slice(), session.0, origin, now.0])?;
    Ok(())
}

/// Uses up the refresh token that answered that request since then, unless it was used. When it was made; `None` if there
/// is none.
pub fn update_refresh_replaced(
    tx: &Transaction<'_>,
    session: ApiSessionId,
    origin: &[u8; 32],
    since: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    tx.prepare_cached(
        "UPDATE refresh_tokens SET used_at = ?4
         WHERE session_id = ?1 AND origin = ?2 AND used_at IS NULL AND created_at >= ?3 RETURNING created_at",
    )?
    .query_row(params![session.0, origin, since.0, now.0], |row| {
        row.get(0).map(Timestamp)
    })
    .optional()
}

/// The session of a refresh token, and whether it was used.
pub fn get_refresh(
    connection: &Connection,
    hash: &[u8; 32],
) -> rusqlite::Result<Option<(ApiSessionId, bool)>> {
    connection
        .prepare_cached(
            "SELECT session_id, used_at IS NOT NULL FROM refresh_tokens WHERE token_hash = ?1",
        )?
        .query_row([hash.as_slice()], |row| {
            Ok((ApiSessionId(row.get(0)?), row.get(1)?))
        })
        .optional()
}

/// Uses a refresh token up.
pub fn update_refresh_used(
    tx: &Transaction<'_>,
    hash: &[u8; 32],
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE refresh_tokens SET used_at = ?2 WHERE token_hash = ?1 AND used_at IS NULL",
        )?
        .execute(params![hash.as_slice(), now.0])?;
    Ok(changed == 1)
}

/// Forgets the refresh tokens of a session that were used up before that time.
pub fn delete_used_refreshes(
    tx: &Transaction<'_>,
    session: ApiSessionId,
    before: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM refresh_tokens WHERE session_id = ?1 AND used_at < ?2")?
        .execute(params![session.0, before.0])
}
