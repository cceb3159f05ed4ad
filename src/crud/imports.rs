//! `member_imports` and `member_import_rows`.

use crate::models::Import;
use crate::models::ImportId;
use crate::models::ImportRow;
use crate::models::ImportState;
use crate::models::OpenEnds;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Import> {
    let state: String = row.get(3)?;
    let open_ends: String = row.get(5)?;
    let open_end_at: Option<i64> = row.get(6)?;
    Ok(Import {
        id: ImportId(row.get(0)?),
        made_by: UserId(row.get(1)?),
        file_name: row.get(2)?,
        // The CHECK of the column allows no other.
        state: ImportState::parse(&state).unwrap_or(ImportState::Cancelled),
        refused: row.get(4)?,
        open_ends: match (open_ends.as_str(), open_end_at) {
            ("life", _) => OpenEnds::Life,
            (_, Some(at)) => OpenEnds::At(Timestamp(at)),
            (_, None) => OpenEnds::Ask,
        },
        tells: row.get(7)?,
        added: row.get(8)?,
        extended: row.get(9)?,
        unchanged: row.get(10)?,
    })
}

/// Keeps a file that was read. `made_from` names the message it came in.
pub fn insert(
    tx: &Transaction<'_>,
    made_by: UserId,
    made_from: &str,
    file_name: &str,
    refused: i64,
    now: Timestamp,
) -> rusqlite::Result<ImportId> {
    tx.prepare_cached(
        "INSERT INTO member_imports (made_by, made_at, made_from, file_name, state, refused, open_ends)
         VALUES (?1, ?2, ?3, ?4, 'draft', ?5, 'ask')",
    )?
    .execute(params![made_by.0, now.0, made_from, file_name, refused])?;
    Ok(ImportId(tx.last_insert_rowid()))
}

/// Keeps a row of the file. False if an earlier line names the same person.
pub fn insert_row(
    tx: &Transaction<'_>,
    import: ImportId,
    row: &ImportRow,
) -> rusqlite::Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO member_import_rows (import_id, user_id, line, username, name, ends_at, has_end, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            import.0,
            row.user.0,
            row.line,
            row.username,
            row.name,
            row.end.flatten().map(|at| at.0),
            row.end.is_some(),
            row.note
        ])?;
    Ok(inserted == 1)
}

/// The import of that id.
pub fn get(connection: &Connection, id: ImportId) -> rusqlite::Result<Option<Import>> {
    connection
        .prepare_cached(
            "SELECT id, made_by, file_name, state, refused, open_ends, open_end_at, tells, added, extended, unchanged
             FROM member_imports WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// The import that a message led to.
pub fn get_made_from(
    connection: &Connection,
    made_from: &str,
) -> rusqlite::Result<Option<ImportId>> {
    connection
        .prepare_cached("SELECT id FROM member_imports WHERE made_from = ?1")?
        .query_row([made_from], |row| row.get(0).map(ImportId))
        .optional()
}

/// The rows still there, by person.
pub fn list_rows(
    connection: &Connection,
    import: ImportId,
    after: UserId,
    limit: i64,
) -> rusqlite::Result<Vec<ImportRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id, line, username, name, ends_at, has_end, note FROM member_import_rows
         WHERE import_id = ?1 AND user_id > ?2 ORDER BY user_id LIMIT ?3",
    )?;
    statement
        .query_map(params![import.0, after.0, limit], |row| {
            let ends_at = row.get::<_, Option<i64>>(4)?.map(Timestamp);
            let has_end: bool = row.get(5)?;
            Ok(ImportRow {
                user: UserId(row.get(0)?),
                line: row.get(1)?,
                username: row.get(2)?,
                name: row.get(3)?,
                end: has_end.then_some(ends_at),
                note: row.get(6)?,
            })
        })?
        .collect()
}

/// How many rows are still there, and how many of them leave the end open.
pub fn count_rows(connection: &Connection, import: ImportId) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached(
            "SELECT count(*), count(iif(has_end = 0, 1, NULL)) FROM member_import_rows WHERE import_id = ?1",
        )?
        .query_row([import.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Takes a row away: it is applied.
pub fn delete_row(tx: &Transaction<'_>, import: ImportId, user: UserId) -> rusqlite::Result<bool> {
    let deleted = tx
        .prepare_cached("DELETE FROM member_import_rows WHERE import_id = ?1 AND user_id = ?2")?
        .execute([import.0, user.0])?;
    Ok(deleted == 1)
}

/// Says what an empty end means, while it is a draft.
pub fn update_open_ends(
    tx: &Transaction<'_>,
    id: ImportId,
    open_ends: OpenEnds,
) -> rusqlite::Result<bool> {
    let (name, at) = match open_ends {
        OpenEnds::Ask => ("ask", None),
        OpenEnds::Life => ("life", None),
        OpenEnds::At(at) => ("date", Some(at.0)),
    };
    let changed = tx
        .prepare_cached(
            "UPDATE member_imports SET open_ends = ?2, open_end_at = ?3 WHERE id = ?1 AND state = 'draft'",
        )?
        .execute(params![id.0, name, at])?;
    Ok(changed == 1)
}

/// Says whether the people hear of it, while it is a draft.
pub fn update_tells(tx: &Transaction<'_>, id: ImportId, tells: bool) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE member_imports SET tells = ?2 WHERE id = ?1 AND state = 'draft'")?
        .execute(params![id.0, tells])?;
    Ok(changed == 1)
}

/// Leads it on from one state to the next. False if it is in another one.
pub fn update_state(
    tx: &Transaction<'_>,
    id: ImportId,
    from: ImportState,
    to: ImportState,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE member_imports SET state = ?3, finished_at = iif(?3 IN ('done', 'cancelled'), ?4, NULL)
             WHERE id = ?1 AND state = ?2",
        )?
        .execute(params![id.0, from.name(), to.name(), now.0])?;
    Ok(changed == 1)
}

/// Adds to the counts of what was done.
pub fn update_counts(
    tx: &Transaction<'_>,
    id: ImportId,
    added: i64,
    extended: i64,
    unchanged: i64,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE member_imports SET added = added + ?2, extended = extended + ?3, unchanged = unchanged + ?4
         WHERE id = ?1",
    )?
    .execute(params![id.0, added, extended, unchanged])?;
    Ok(())
}

/// Deletes rows of drafts older than an instant and of cancelled imports. Returns how many.
pub fn delete_stale_rows(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM member_import_rows WHERE (import_id, user_id) IN
             (SELECT r.import_id, r.user_id FROM member_imports i JOIN member_import_rows r ON r.import_id = i.id
              WHERE i.state IN ('draft', 'cancelled') AND i.made_at < ?1 LIMIT ?2)",
    )?
    .execute(params![before.0, limit])
}
