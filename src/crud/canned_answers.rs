//! `canned_answers`.

use super::Page;
use crate::models::CannedAnswer;
use crate::models::CannedId;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<CannedAnswer> {
    Ok(CannedAnswer {
        id: CannedId(row.get(0)?),
        title: row.get(1)?,
        body: row.get(2)?,
    })
}

/// Keeps an answer. `None` if another one has its title.
pub fn insert(
    tx: &Transaction<'_>,
    title: &str,
    body: &str,
    by: UserId,
    now: Timestamp,
) -> rusqlite::Result<Option<CannedId>> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO canned_answers (title, body, made_by, created_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (title) DO NOTHING",
        )?
        .execute(params![title, body, by.0, now.0])?;
    Ok((inserted == 1).then(|| CannedId(tx.last_insert_rowid())))
}

/// Whether another answer than that has the title.
pub fn has_title(
    connection: &Connection,
    title: &str,
    but: Option<CannedId>,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM canned_answers WHERE title = ?1 AND (?2 IS NULL OR id <> ?2))",
        )?
        .query_row(params![title, but.map(|id| id.0)], |row| row.get(0))
}

/// Changes an answer.
pub fn update(
    tx: &Transaction<'_>,
    id: CannedId,
    title: &str,
    body: &str,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE canned_answers SET title = ?2, body = ?3 WHERE id = ?1")?
        .execute(params![id.0, title, body])?;
    Ok(changed == 1)
}

/// Deletes an answer.
pub fn delete(tx: &Transaction<'_>, id: CannedId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM canned_answers WHERE id = ?1")?
        .execute([id.0])?;
    Ok(deleted == 1)
}

/// One answer.
pub fn get(connection: &Connection, id: CannedId) -> rusqlite::Result<Option<CannedAnswer>> {
    connection
        .prepare_cached("SELECT id, title, body FROM canned_answers WHERE id = ?1")?
        .query_row([id.0], from_row)
        .optional()
}

/// How many there are.
pub fn count(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM canned_answers")?
        .query_row([], |row| row.get(0))
}

/// A page of them by their titles.
pub fn list(
    connection: &Connection,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<CannedAnswer>> {
    let rows = connection
        .prepare_cached(
            "SELECT id, title, body FROM canned_answers ORDER BY title LIMIT ?1 OFFSET ?2",
        )?
        .query_map([limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page {
        rows,
        total: count(connection)?,
    })
}
