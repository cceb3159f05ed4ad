//! Making and migrating the database file.

use super::{APPLICATION_ID, DbError};
use crate::utils::packed;
use crate::utils::packed::packed;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Today's schema.
const SCHEMA: &[u8] = packed!("schema.sql");

/// Frozen steps. Step `n` (from 1) takes a database from `user_version` n-1 to n; the first one is a copy
/// of the first `schema.sql`. Append only.
const STEPS: &[&[u8]] = &[
    packed!("src/migrations/0001.sql"),
    packed!("src/migrations/0002.sql"),
    packed!("src/migrations/0003.sql"),
    packed!("src/migrations/0004.sql"),
    packed!("src/migrations/0005.sql"),
    packed!("src/migrations/0006.sql"),
    packed!("src/migrations/0007.sql"),
    packed!("src/migrations/0008.sql"),
];

/// Places without working shared memory and locks: Android's shared storage lies about both.
const WITHOUT_WAL: &[&str] = &[
    "/sdcard",
    "/storage/emulated",
    "/storage/self",
    "/mnt/sdcard",
    "/mnt/media_rw",
];

/// Makes the file, or brings it to today's schema, or refuses with the reason. Another program's file is not touched.
pub fn prepare(path: &Path) -> Result<(), DbError> {
    check_place(path)?;
    if let Some(directory) = path
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        std::fs::create_dir_all(directory).map_err(|source| DbError::File {
            path: directory.to_owned(),
            source,
        })?;
    }
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let is_new = is_empty(&connection)?;
    if !is_new {
        check_ours(&connection)?;
    }
    use_wal(&connection, path)?;
    keep_private(path)?;
    if is_new {
        make_in_transaction(&mut connection)
    } else {
        migrate(&mut connection)
    }
}

/// The version that a database is brought to.
pub fn newest() -> usize {
    STEPS.len()
}

/// Refuses a file that Portero did not make, or that a newer one did.
pub fn check_ours(connection: &Connection) -> Result<(), DbError> {
    let id: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| {
            DbError::Refused(format!(
                "the file is not a database of Portero ({error}); it was left untouched"
            ))
        })?;
    if id != APPLICATION_ID {
        return Err(DbError::Refused(
            "the file is a database of another program; it was left untouched. Set DATABASE_URL or DATA_DIR".into(),
        ));
    }
    if version(connection)? > STEPS.len() {
        return Err(DbError::Refused(
            "the database was made by a newer Portero; install that version or newer".into(),
        ));
    }
    Ok(())
}

/// Refuses a file whose tables are not today's.
pub fn check_current(connection: &Connection) -> Result<(), DbError> {
    check_ours(connection)?;
    if version(connection)? == STEPS.len() {
        return Ok(());
    }
    Err(DbError::Refused(
        "the running Portero is an older version; stop it and start this one".into(),
    ))
}

/// Runs today's schema on an empty database.
pub fn make(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute_batch(&packed::text(SCHEMA))?;
    mark(connection, STEPS.len())
}

fn make_in_transaction(connection: &mut Connection) -> Result<(), DbError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    make(&tx)?;
    tx.commit()?;
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), DbError> {
    for (index, step) in STEPS.iter().enumerate().skip(version(connection)?) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(&packed::text(step))?;
        mark(&tx, index + 1)?;
        tx.commit()?;
        log::info!("database brought to version {}", index + 1);
    }
    Ok(())
}

fn mark(connection: &Connection, version: usize) -> Result<(), rusqlite::Error> {
    connection.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version};"
    ))
}

fn version(connection: &Connection) -> Result<usize, rusqlite::Error> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .map(|number| {
            usize::try_from(number).unwrap_or(usize::MAX) // a negative number is nobody's
        })
}

fn is_empty(connection: &Connection) -> Result<bool, DbError> {
    connection
        .query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)",
            [],
            |row| row.get(0),
        )
        .map_err(|error| {
            DbError::Refused(format!(
                "the file is not a database of Portero ({error}); it was left untouched"
            ))
        })
}

/// Refuses a place where SQLite cannot be trusted, before anything is made there.
pub fn check_place(path: &Path) -> Result<(), DbError> {
    let full = std::path::absolute(path).map_err(|source| DbError::File {
        path: path.to_owned(),
        source,
    })?;
    if WITHOUT_WAL.iter().any(|place| full.starts_with(place)) {
        return Err(DbError::Refused(format!(
            "{} lies on Android's shared storage, where a database is not safe; use a directory under your home",
            full.display()
        )));
    }
    Ok(())
}

/// Turns the write-ahead log on, and tries whether it works.
pub fn use_wal(connection: &Connection, path: &Path) -> Result<(), DbError> {
    let refused = |why: String| {
        DbError::Refused(format!(
            "the write-ahead log of SQLite does not work in the directory of {} ({why}); choose another DATA_DIR",
            path.display()
        ))
    };
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .map_err(|error| refused(error.to_string()))?;
    if mode != "wal" {
        return Err(refused(format!("it answers '{mode}'")));
    }
    // Only a read shows whether the shared memory really works.
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })
        .map(|_| ())
        .map_err(|error| refused(error.to_string()))
}

/// The database holds people's data: for its owner alone.
fn keep_private(path: &Path) -> Result<(), DbError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(
            |source| DbError::File {
                path: path.to_owned(),
                source,
            },
        )?;
    }
    Ok(())
}

/// The database as the first version made it.
#[cfg(test)]
pub fn make_first_version(connection: &Connection) {
    connection
        .execute_batch(&packed::text(STEPS[0]))
        .expect("a frozen step is valid");
    mark(connection, 1).expect("marked");
}

/// The database as that many frozen steps make it.
#[cfg(test)]
pub fn make_version(connection: &Connection, version: usize) {
    for step in &STEPS[..version] {
        connection
            .execute_batch(&packed::text(step))
            .expect("a frozen step is valid");
    }
    mark(connection, version).expect("marked");
}

/// The database as the frozen steps alone would make it.
#[cfg(test)]
pub fn make_by_steps(connection: &Connection) {
    for step in STEPS {
        connection
            .execute_batch(&packed::text(step))
            .expect("a frozen step is valid");
    }
}
