//! Looking at a database without changing it, for `doctor`: what the file is, and whether it is whole.

use super::migrate;
use super::{APPLICATION_ID, DbError, Role, settle};
use crate::models::Blemish;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What lies where the database should be.
#[derive(Debug)]
pub enum Standing {
    /// Nothing yet, or an empty file: the first start makes it.
    Absent,
    /// Something that is no database, or one that cannot be opened.
    Unreadable(String),
    /// Another program's database.
    Foreign,
    /// Ours, from a version that this one does not know.
    Newer { version: i64 },
    /// Ours.
    Ours {
        connection: Connection,
        version: i64,
    },
}

/// The version that this program brings a database to.
pub fn current_version() -> i64 {
    i64::try_from(migrate::newest()).unwrap_or(i64::MAX)
}

/// Looks at the file and opens it for reading if it is ours. Takes no lock, and leaves a write-ahead log as it is.
pub fn look(path: &Path) -> Standing {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Standing::Absent,
        Err(error) => return Standing::Unreadable(error.to_string()),
        Ok(found) if found.is_file() && found.len() == 0 => return Standing::Absent,
        Ok(_) => {}
    }
    match open(path) {
        Ok(standing) => standing,
        Err(error) => Standing::Unreadable(error.to_string()),
    }
}

fn open(path: &Path) -> Result<Standing, DbError> {
    let connection = open_reading(path)?;
    settle(&connection, Role::Reader)?;
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Ok(Standing::Foreign);
    }
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if !(0..=current_version()).contains(&version) {
        return Ok(Standing::Newer { version });
    }
    Ok(Standing::Ours {
        connection,
        version,
    })
}

/// A connection to read by beside whoever else has the file open; it is not settled yet.
pub(super) fn open_reading(path: &Path) -> Result<Connection, DbError> {
    // What a killed bot left in the log is folded in by its next start, not by whoever looks.
    let is_log_left = std::fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0);
    // Without the right to write, the shared memory of the log could not be used.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    if is_log_left {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    }
    Ok(connection)
}

/// A file beside the database, such as its `-wal`.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A check that reads a whole database, and may be ended before it is through.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Checked<T> {
    Done(T),
    /// The time was over.
    Unfinished,
}

/// Rows that point to a row that is not there.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Orphans {
    /// How many, counted up to a thousand.
    pub rows: usize,
    /// The table of the first one.
    pub table: String,
}

/// `PRAGMA quick_check`: the first fault found, or nothing, unless `most` is over before.
pub fn quick_check(
    connection: &Connection,
    most: Duration,
) -> Result<Checked<Option<String>>, DbError> {
    within(connection, most, || {
        let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((answer != "ok").then_some(answer))
    })
}

/// How a check reads the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// `quick_check`: pages and rows.
    Quick,
    /// `integrity_check` and `foreign_key_check`: indexes too, and what points where.
    Full,
}

/// Reads the database at `path` beside whoever uses it: the first fault found, or nothing, unless `most` is over before
/// or `ends` is set. Slow: it must not run on an async thread.
///
/// # Errors
/// When the check itself failed; damage that ended it is a finding.
pub fn check(
    path: &Path,
    depth: Depth,
    most: Duration,
    ends: &AtomicBool,
) -> Result<Checked<Option<Blemish>>, DbError> {
    let checked = || {
        let connection = open_reading(path)?;
        settle(&connection, Role::Reader)?;
        match depth {
            Depth::Quick => first_blemish(&connection, most, ends),
            Depth::Full => full_check(&connection, most, ends),
        }
    };
    match checked() {
        Err(error) if super::gate::is_damage(&error) => {
            let text = error.to_string();
            let is_fatal = true;
            Ok(Checked::Done(Some(Blemish { text, is_fatal })))
        }
        other => other,
    }
}

pub(super) fn first_blemish(
    connection: &Connection,
    most: Duration,
    ends: &AtomicBool,
) -> Result<Checked<Option<Blemish>>, DbError> {
    guarded(connection, most, Some(ends), || {
        let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(blemish(answer))
    })
}

fn full_check(
    connection: &Connection,
    most: Duration,
    ends: &AtomicBool,
) -> Result<Checked<Option<Blemish>>, DbError> {
    let whole = guarded(connection, most, Some(ends), || {
        let answer: String =
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok(blemish(answer))
    })?;
    if whole != Checked::Done(None) {
        return Ok(whole);
    }
    let orphans = guarded(connection, most, Some(ends), || orphans_in(connection))?;
    Ok(match orphans {
        Checked::Unfinished => Checked::Unfinished,
        Checked::Done(Orphans { rows: 0, .. }) => Checked::Done(None),
        Checked::Done(Orphans { rows, table }) => Checked::Done(Some(Blemish {
            text: format!("{rows} rows point to rows that are not there, the first in {table}"),
            is_fatal: false,
        })),
    })
}

/// How SQLite's findings begin that concern single rows and indexes, not the pages of the file.
const OF_ROWS: &[&str] = &[
    "NULL value in ",
    "NUMERIC value in ",
    "TEXT value in ",
    "CHECK constraint failed",
    "non-",
    "row ",
    "rowid not ",
    "wrong # of entries",
    "index ",
];

fn blemish(answer: String) -> Option<Blemish> {
    if answer == "ok" {
        return None;
    }
    let mut lines = answer.lines().filter(|line| !line.starts_with("***"));
    let is_of_rows = lines
        .next()
        .is_some_and(|first| OF_ROWS.iter().any(|words| first.starts_with(words)));
    Some(Blemish {
        is_fatal: !is_of_rows,
        text: answer,
    })
}

/// Whether the first bytes of a file bear our mark.
pub(super) fn is_ours_by_mark(header: &[u8]) -> bool {
    header.get(68..72) == Some(&APPLICATION_ID.to_be_bytes())
}

/// `PRAGMA foreign_key_check`, unless `most` is over before.
pub fn foreign_key_check(
    connection: &Connection,
    most: Duration,
) -> Result<Checked<Orphans>, DbError> {
    within(connection, most, || orphans_in(connection))
}

fn orphans_in(connection: &Connection) -> Result<Orphans, rusqlite::Error> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    let mut orphans = Orphans::default();
    while let Some(row) = rows.next()? {
        if orphans.rows == 0 {
            orphans.table = row.get(0)?;
        }
        orphans.rows += 1;
        if orphans.rows == 1000 {
            break;
        }
    }
    Ok(orphans)
}

/// Does the work, and interrupts the connection when its time is over.
fn within<T>(
    connection: &Connection,
    most: Duration,
    work: impl FnOnce() -> Result<T, rusqlite::Error>,
) -> Result<Checked<T>, DbError> {
    guarded(connection, most, None, work)
}

/// How soon a check notices that it is to end.
const GLANCE: Duration = Duration::from_millis(100);

/// The same, and also when `ends` is set.
fn guarded<T>(
    connection: &Connection,
    most: Duration,
    ends: Option<&AtomicBool>,
    work: impl FnOnce() -> Result<T, rusqlite::Error>,
) -> Result<Checked<T>, DbError> {
    let is_over = || ends.is_some_and(|ends| ends.load(Ordering::Relaxed));
    if is_over() {
        return Ok(Checked::Unfinished);
    }
    let begun = Instant::now();
    let alarm = connection.get_interrupt_handle();
    let (done, waits) = mpsc::channel::<()>();
    let result = std::thread::scope(|threads| {
        threads.spawn(move || {
            let mut left = most;
            while waits.recv_timeout(left.min(GLANCE)) == Err(mpsc::RecvTimeoutError::Timeout) {
                left = most.saturating_sub(begun.elapsed());
                if left.is_zero() || is_over() {
                    // Again at each glance: one between two statements of the work would be lost.
                    alarm.interrupt();
                    left = GLANCE;
                }
            }
        });
        let result = work();
        drop(done);
        result
    });
    match result {
        Ok(found) => Ok(Checked::Done(found)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            Ok(Checked::Unfinished)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the write-ahead log works in a directory, tried on a scratch file that goes again.
///
/// # Errors
/// `DbError::Refused` with the reason.
pub fn probe_wal(directory: &Path) -> Result<(), DbError> {
    let path = directory.join(format!(".portero-probe-{}.db", std::process::id()));
    let tried = try_wal(&path);
    for suffix in ["", "-wal", "-shm"] {
        // What was not made cannot be deleted.
        let _ = std::fs::remove_file(with_suffix(&path, suffix));
    }
    tried
}

fn try_wal(path: &Path) -> Result<(), DbError> {
    let connection = Connection::open(path)?;
    migrate::use_wal(&connection, path)?;
    connection.execute_batch("CREATE TABLE probe (x); INSERT INTO probe VALUES (1);")?;
    let other = Connection::open(path)?;
    other.query_row("SELECT x FROM probe", [], |row| row.get::<_, i64>(0))?;
    Ok(())
}

/// Whether a path lies where no database is safe.
pub fn is_shared_storage(path: &Path) -> bool {
    migrate::check_place(path).is_err()
}

#[cfg(test)]
mod tests {
    use super::super::tests::scratch;
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn made(name: &str) -> PathBuf {
        let path = scratch(name).join("portero.db");
        // Not by a pool, which closes its connections in its own time.
        migrate::prepare(&path).expect("made");
        path
    }

    fn ours(path: &Path) -> Connection {
        match look(path) {
            Standing::Ours { connection, .. } => connection,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_told_by_what_it_is() {
        let folder = scratch("standing");
        let path = folder.join("portero.db");
        assert!(matches!(look(&path), Standing::Absent));
        std::fs::write(&path, "").expect("written");
        assert!(matches!(look(&path), Standing::Absent));
        std::fs::write(&path, "no database at all ".repeat(100)).expect("written");
        assert!(matches!(look(&path), Standing::Unreadable(_)));
        assert!(matches!(look(&folder), Standing::Unreadable(_)));
        let path = made("standing");
        assert!(
            matches!(look(&path), Standing::Ours { version, .. } if version == current_version())
        );
        let other = Connection::open(&path).expect("opened");
        other
            .execute_batch("PRAGMA user_version = 99")
            .expect("set");
        assert!(matches!(look(&path), Standing::Newer { version: 99 }));
        other
            .execute_batch("PRAGMA application_id = 7")
            .expect("set");
        assert!(matches!(look(&path), Standing::Foreign));
    }

    #[test]
    fn a_whole_database_is_whole_and_a_row_without_its_parent_is_found() {
        let path = made("orphans");
        let connection = ours(&path);
        let whole = quick_check(&connection, LONG).expect("checked");
        assert_eq!(whole, Checked::Done(None));
        let hold = foreign_key_check(&connection, LONG).expect("checked");
        assert_eq!(hold, Checked::Done(Orphans::default()));
        let writer = Connection::open(&path).expect("opened");
        writer
            .execute_batch(
                "PRAGMA foreign_keys = OFF; INSERT INTO user_settings (user_id, key, value) VALUES (5, 'a', 'b');",
            )
            .expect("planted");
        let found = foreign_key_check(&connection, LONG).expect("checked");
        let table = "user_settings".to_owned();
        assert_eq!(found, Checked::Done(Orphans { rows: 1, table }));
    }

    #[test]
    fn a_check_that_takes_too_long_is_ended() {
        let connection = Connection::open_in_memory().expect("opened");
        let endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        let ended = within(&connection, Duration::from_millis(50), || {
            connection.query_row(endless, [], |row| row.get::<_, i64>(0))
        });
        assert_eq!(ended.expect("ended"), Checked::Unfinished);
    }

    #[test]
    fn a_check_in_depth_tells_a_damaged_file_from_wrong_rows_and_ends_when_told() {
        let path = made("depth");
        let ends = AtomicBool::new(false);
        let found = |depth| check(&path, depth, LONG, &ends).expect("checked");
        assert_eq!(found(Depth::Quick), Checked::Done(None));
        assert_eq!(found(Depth::Full), Checked::Done(None));
        let writer = Connection::open(&path).expect("opened");
        writer
            .execute_batch(
                "PRAGMA foreign_keys = OFF; INSERT INTO user_settings (user_id, key, value) VALUES (5, 'a', 'b');",
            )
            .expect("planted");
        drop(writer);
        assert_eq!(found(Depth::Quick), Checked::Done(None));
        let Checked::Done(Some(orphans)) = found(Depth::Full) else {
            panic!("not found");
        };
        assert!(!orphans.is_fatal && orphans.text.contains("user_settings"));
        let mut bytes = std::fs::read(&path).expect("read");
        let last = bytes.len() - 4096;
        bytes[last..].fill(0xEE);
        std::fs::write(&path, bytes).expect("written");
        for depth in [Depth::Quick, Depth::Full] {
            let Checked::Done(Some(damage)) = found(depth) else {
                panic!("not found");
            };
            assert!(damage.is_fatal, "{damage:?}");
        }
        ends.store(true, Ordering::Relaxed);
        assert_eq!(found(Depth::Full), Checked::Unfinished);
    }

    #[test]
    fn findings_about_rows_and_indexes_are_not_the_end_of_the_file() {
        for (answer, is_fatal) in [
            ("NULL value in users.id", false),
            ("row 7 missing from index i", false),
            ("wrong # of entries in index i", false),
            ("CHECK constraint failed in t", false),
            (
                "*** in database main ***\nTree 5 page 7: btreeInitPage() returns error code 11",
                true,
            ),
            ("database disk image is malformed", true),
        ] {
            let blemish = blemish(answer.to_owned()).expect("a finding");
            assert_eq!(blemish.is_fatal, is_fatal, "{answer}");
        }
        assert_eq!(blemish("ok".to_owned()), None);
    }

    #[test]
    fn the_probe_of_the_log_leaves_nothing_behind() {
        let folder = scratch("probe");
        probe_wal(&folder).expect("it works here");
        assert!(std::fs::read_dir(&folder).expect("listed").next().is_none());
        assert!(probe_wal(&folder.join("absent")).is_err());
        assert!(is_shared_storage(Path::new("/sdcard/portero/portero.db")));
        assert!(!is_shared_storage(&folder));
    }

    #[test]
    fn looking_folds_no_log_into_the_file() {
        let path = made("log");
        let folder = scratch("killed").join("portero.db");
        let writer = Connection::open(&path).expect("opened");
        writer
            .execute_batch("INSERT INTO house_state (key, value, updated_at) VALUES ('a', 'b', 1)")
            .expect("written");
        // What a killed bot leaves: the file and its log, as they are while it runs.
        for suffix in ["", "-wal"] {
            std::fs::copy(with_suffix(&path, suffix), with_suffix(&folder, suffix))
                .expect("copied");
        }
        let before = std::fs::read(&folder).expect("read");
        let connection = ours(&folder);
        let rows: i64 = connection
            .query_row("SELECT count(*) FROM house_state", [], |row| row.get(0))
            .expect("read");
        assert_eq!(rows, 1, "what is in the log is seen");
        drop(connection);
        assert!(std::fs::read(&folder).expect("read") == before);
        let log = std::fs::metadata(with_suffix(&folder, "-wal")).expect("still there");
        assert!(log.len() > 0);
    }
}
