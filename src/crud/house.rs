//! `house_state`: small facts remembered between runs.

use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The value kept under a key.
pub fn get(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM house_state WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

/// When the value under a key was kept.
pub fn updated_at(connection: &Connection, key: &str) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = connection
        .prepare_cached("SELECT updated_at FROM house_state WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(at.map(Timestamp))
}

/// Keeps a value.
pub fn set(tx: &Transaction<'_>, key: &str, value: &str, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO house_state (key, value, updated_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
    )?
    .execute(params![key, value, now.0])?;
    Ok(())
}

/// Forgets a key. True if it was there.
pub fn delete(tx: &Transaction<'_>, key: &str) -> rusqlite::Result<bool> {
    Ok(tx
        .prepare_cached("DELETE FROM house_state WHERE key = ?1")?
        .execute([key])?
        > 0)
}
