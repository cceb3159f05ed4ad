//! Copies of the whole database: made beside whoever uses it, read through, and brought up to date.

use super::health::open_reading;
use super::migrate;
use super::{APPLICATION_ID, DbError};
use crate::models::Ailment;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// What a copy is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Copied {
    /// Ours and whole, with its rows by table.
    Whole {
        schema: i64,
        rows: BTreeMap<String, i64>,
    },
    /// Ours, from a version that this one does not know.
    Newer,
    /// No database, or another program's.
    Foreign,
    /// `integrity_check` found that.
    Damaged(String),
}

/// Copies the database at `from` into a file at `to`, which is absent or empty: in one piece, as of one moment, beside
/// a running bot or without one.
///
/// # Errors
/// `DbError::Refused` for a file of another program or of a newer version.
pub fn copy(from: &Path, to: &Path) -> Result<(), DbError> {
    let connection = open_reading(from)?;
    migrate::check_ours(&connection)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // Few pages in memory: on a phone the copy must not push the bot out.
    connection.execute_batch("PRAGMA cache_size = -1000; PRAGMA mmap_size = 0;")?;
    let Some(to) = to.to_str() else {
        return Err(DbError::Refused(format!(
            "{} is not written in UTF-8; use another DATA_DIR",
            to.display()
        )));
    };
    connection.execute("VACUUM INTO ?1", [to])?;
    Ok(())
}

/// Reads a copy through, `integrity_check` included. Changes nothing.
pub fn read_through(path: &Path) -> Result<Copied, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let id: Result<i32, _> =
        connection.pragma_query_value(None, "application_id", |row| row.get(0));
    if !matches!(id, Ok(id) if id == APPLICATION_ID) {
        return Ok(Copied::Foreign);
    }
    connection.execute_batch("PRAGMA cache_size = -1000; PRAGMA mmap_size = 0;")?;
    let schema: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let newest = i64::try_from(migrate::newest()).unwrap_or(i64::MAX);
    if schema > newest {
        return Ok(Copied::Newer);
    }
    let check: Result<String, _> =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    match check {
        Ok(answer) if answer == "ok" => {}
        Ok(fault) => return Ok(Copied::Damaged(fault)),
        Err(error) => return Ok(Copied::Damaged(error.to_string())),
    }
    let rows = count(&connection)?;
    Ok(Copied::Whole { schema, rows })
}

fn count(connection: &Connection) -> Result<BTreeMap<String, i64>, rusqlite::Error> {
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut rows = BTreeMap::new();
    for table in tables {
        let quoted = table.replace('"', "\"\"");
        let sql = format!("SELECT count(*) FROM \"{quoted}\"");
        rows.insert(table, connection.query_row(&sql, [], |row| row.get(0))?);
    }
    Ok(rows)
}

/// Brings a copy to today's schema and leaves it as one file, without a log beside it.
pub fn bring_up(path: &Path) -> Result<(), DbError> {
    migrate::prepare(path)?;
    let connection = Connection::open(path)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |row| {
        row.get::<_, String>(0)
    })?;
    Ok(())
}

/// Whether the disk has no room for what was being written.
pub fn is_disk_full(error: &DbError) -> bool {
    match error {
        DbError::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => {
            failure.code == rusqlite::ErrorCode::DiskFull
        }
        DbError::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
        DbError::Stopped(stop) => stop.ailment == Ailment::NoRoom,
        DbError::Sqlite(_)
        | DbError::Pool(_)
        | DbError::CutShort(_)
        | DbError::Closed
        | DbError::Refused(_) => false,
    }
}

/// Whether the disk did not do what it was asked for.
pub fn is_of_disk(error: &DbError) -> bool {
    let DbError::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) = error else {
        return false;
    };
    matches!(
        failure.code,
        rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::CannotOpen
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db;
    use crate::db::tests::scratch;

    #[test]
    fn a_copy_beside_a_writer_is_whole_and_counts_its_rows() {
        let directory = scratch("copy");
        let (from, to) = (directory.join("portero.db"), directory.join("copy.db"));
        migrate::prepare(&from).expect("made");
        let writer = Connection::open(&from).expect("open");
        writer
            .execute_batch("BEGIN IMMEDIATE; INSERT INTO house_state VALUES ('a', '1', 1);")
            .expect("written");
        copy(&from, &to).expect("copied");
        writer.execute_batch("COMMIT").expect("committed");
        let Copied::Whole { schema, rows } = read_through(&to).expect("read") else {
            panic!("not whole");
        };
        assert_eq!(schema, db::health::current_version());
        assert_eq!(
            rows["house_state"], 0,
            "what was not committed is not in it"
        );
        assert!(rows.contains_key("users") && !rows.contains_key("sqlite_sequence"));
    }

    #[test]
    fn what_is_no_copy_of_ours_is_told_apart() {
        let directory = scratch("copies");
        let path = directory.join("copy.db");
        std::fs::write(&path, "no database at all, only words".repeat(40)).expect("written");
        assert_eq!(read_through(&path).expect("read"), Copied::Foreign);
        std::fs::remove_file(&path).expect("removed");
        migrate::prepare(&path).expect("made");
        bring_up(&path).expect("one file");
        Connection::open(&path)
            .expect("open")
            .execute_batch("PRAGMA user_version = 999")
            .expect("set");
        assert_eq!(read_through(&path).expect("read"), Copied::Newer);
    }
}
