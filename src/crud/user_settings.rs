//! `user_settings`: what people chose for themselves, each setting a row. No row means the usual.

use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What somebody chose.
pub fn get(connection: &Connection, user: UserId, key: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM user_settings WHERE user_id = ?1 AND key = ?2")?
        .query_row(params![user.0, key], |row| row.get(0))
        .optional()
}

/// Keeps what somebody chose; `None` = the usual again.
pub fn update(
    tx: &Transaction<'_>,
    user: UserId,
    key: &str,
    value: Option<&str>,
) -> rusqlite::Result<()> {
    match value {
        Some(value) => tx
            .prepare_cached(
                "INSERT INTO user_settings (user_id, key, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![user.0, key, value])?,
        None => tx
            .prepare_cached("DELETE FROM user_settings WHERE user_id = ?1 AND key = ?2")?
            .execute(params![user.0, key])?,
    };
    Ok(())
}

/// Forgets all that somebody chose here; returns how much it was.
pub fn delete_all(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM user_settings WHERE user_id = ?1")?
        .execute([user.0])
}
