//! The gate before every write: shut while the disk or the file takes nothing, so that nothing is tried in vain.
//!
//! Invariant: what is damaged stays shut until the next start; everything else opens after a write that worked.

use super::{Db, DbError, Durability, blocking, set_durability};
use crate::models::{Ailment, Stop};
use crate::utils::host;
use rusqlite::{ErrorCode, TransactionBehavior};
use std::io;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// An error that may hold one of the database.
pub trait Fault: From<DbError> {
    /// The fault of the database in it.
    fn database(&self) -> Option<&DbError>;
}

impl Fault for DbError {
    fn database(&self) -> Option<&DbError> {
        Some(self)
    }
}

/// Which door an error came through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Door {
    Read,
    Write,
}

pub(super) struct Gate {
    stop: watch::Sender<Option<Stop>>,
    outages: AtomicU64,
}

impl Gate {
    pub(super) fn open() -> Self {
        Self {
            stop: watch::Sender::new(None),
            outages: AtomicU64::new(0),
        }
    }

    pub(super) fn stop(&self) -> Option<Stop> {
        self.stop.borrow().clone()
    }

    pub(super) fn watch(&self) -> watch::Receiver<Option<Stop>> {
        self.stop.subscribe()
    }

    /// How often it was shut so far.
    pub(super) fn outages(&self) -> u64 {
        self.outages.load(Ordering::Relaxed)
    }

    /// Shuts it. The first reason stays, but for damage, which outweighs all.
    pub(super) fn shut(&self, stop: Stop) {
        self.stop.send_if_modified(|current| {
            let is_news = match current {
                None => true,
                Some(known) => {
                    known.ailment != Ailment::Damaged && stop.ailment == Ailment::Damaged
                }
            };
            if !is_news {
                return false;
            }
            if current.is_none() {
                self.outages.fetch_add(1, Ordering::Relaxed);
            }
            log::error!("nothing is written from now on: {}", stop.why);
            *current = Some(stop);
            true
        });
    }

    /// Opens it again, unless the file is damaged.
    pub(super) fn reopen(&self) {
        self.stop.send_if_modified(|current| {
            let is_open = current
                .as_ref()
                .is_none_or(|stop| stop.ailment == Ailment::Damaged);
            if !is_open {
                log::info!("the database takes writes again");
                *current = None;
            }
            !is_open
        });
    }
}

impl Db {
    /// Why nothing is written just now; `None` while all is well.
    pub fn stop(&self) -> Option<Stop> {
        self.inner.gate.stop()
    }

    /// Whether nothing is written just now.
    pub fn is_stopped(&self) -> bool {
        self.stop().is_some()
    }

    /// How often writing had to stop since the start.
    pub fn outages(&self) -> u64 {
        self.inner.gate.outages()
    }

    /// Hears whenever writing stops and begins again.
    pub fn watch(&self) -> watch::Receiver<Option<Stop>> {
        self.inner.gate.watch()
    }

    /// Returns when writing is possible: at once, or after an outage. Never after damage.
    pub async fn writable(&self) {
        // The sender lives as long as `self` does.
        let _ = self.watch().wait_for(Option::is_none).await;
    }

    /// Begins no further write, for that reason.
    pub fn stop_writing(&self, stop: Stop) {
        self.inner.gate.shut(stop);
    }

    /// Tries whether the disk takes something again, by a file and by a transaction that changes nothing. Writing goes on
    /// if it does.
    pub async fn try_again(&self) -> Result<(), DbError> {
        let turn = self.inner.write_turn.clone().acquire_owned().await;
        let turn = turn.map_err(|_| DbError::Closed)?;
        let inner = self.inner.clone();
        let job = move || {
            let file = |source| DbError::File {
                path: inner.path.clone(),
                source,
            };
            host::try_room(inner.folder(), host::TRIAL_BYTES).map_err(file)?;
            let mut connection = inner.writer.get()?;
            set_durability(&connection, Durability::Full)?;
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let version: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
            tx.pragma_update(None, "user_version", version)?;
            tx.commit()?;
            inner.gate.reopen();
            Ok(())
        };
        blocking(Some(turn), Box::new(job)).await
    }
}

/// What an error says of the disk and the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    Nothing,
    NoRoom,
    Damaged,
    /// A file could not be written, opened or grown: the directory knows why.
    Refused,
}

fn sign(error: &DbError) -> Sign {
    match error {
        DbError::Sqlite(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Sign::NoRoom,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Sign::Damaged,
            // A full disk also shows as a shared memory or a log that cannot grow, a read-only one as any of these.
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => Sign::Refused,
            _ => Sign::Nothing,
        },
        DbError::File { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Sign::NoRoom,
            ErrorKind::ReadOnlyFilesystem => Sign::Refused,
            _ => Sign::Nothing,
        },
        DbError::Pool(_)
        | DbError::CutShort(_)
        | DbError::Closed
        | DbError::Stopped(_)
        | DbError::Refused(_) => Sign::Nothing,
    }
}

/// Whether an error says that the file is damaged.
pub fn is_damage(error: &DbError) -> bool {
    match error {
        DbError::Stopped(stop) => stop.ailment == Ailment::Damaged,
        other => sign(other) == Sign::Damaged,
    }
}

/// What an error of writing a file means.
pub fn ailment_of(error: &io::Error) -> Ailment {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Ailment::NoRoom
        }
        _ => Ailment::ReadOnly,
    }
}

/// Why nothing can be written after that error; `None` if it says nothing of the kind. Tries the directory if the error
/// leaves it open, so it must not run on an async thread.
pub(super) fn diagnose(error: &DbError, directory: &Path, door: Door) -> Option<Stop> {
    let stop = |ailment| {
        let why = error.to_string();
        Some(Stop { ailment, why })
    };
    match (sign(error), door) {
        (Sign::Nothing, _) | (Sign::NoRoom | Sign::Refused, Door::Read) => None,
        (Sign::Damaged, _) => stop(Ailment::Damaged),
        (Sign::NoRoom, Door::Write) => stop(Ailment::NoRoom),
        (Sign::Refused, Door::Write) => match host::try_room(directory, host::TRIAL_BYTES) {
            Err(tried) => {
                let ailment = ailment_of(&tried);
                let why = format!("{error} ({tried})");
                Some(Stop { ailment, why })
            }
            // Only the database's own files refuse.
            Ok(()) => stop(Ailment::ReadOnly),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tests::scratch;
    use rusqlite::ffi;

    fn sqlite(code: i32) -> DbError {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None).into()
    }

    fn file(kind: ErrorKind) -> DbError {
        DbError::File {
            path: "portero.db".into(),
            source: kind.into(),
        }
    }

    #[test]
    fn each_error_is_told_by_what_it_says_of_the_disk() {
        for (error, expected) in [
            (sqlite(ffi::SQLITE_FULL), Sign::NoRoom),
            (file(ErrorKind::StorageFull), Sign::NoRoom),
            (file(ErrorKind::QuotaExceeded), Sign::NoRoom),
            (sqlite(ffi::SQLITE_CORRUPT), Sign::Damaged),
            (sqlite(ffi::SQLITE_CORRUPT_INDEX), Sign::Damaged),
            (sqlite(ffi::SQLITE_NOTADB), Sign::Damaged),
            (sqlite(ffi::SQLITE_IOERR_WRITE), Sign::Refused),
            (sqlite(ffi::SQLITE_IOERR_SHMSIZE), Sign::Refused),
            (sqlite(ffi::SQLITE_IOERR_FSYNC), Sign::Refused),
            (sqlite(ffi::SQLITE_CANTOPEN), Sign::Refused),
            (sqlite(ffi::SQLITE_READONLY), Sign::Refused),
            (file(ErrorKind::ReadOnlyFilesystem), Sign::Refused),
            (sqlite(ffi::SQLITE_BUSY), Sign::Nothing),
            (sqlite(ffi::SQLITE_CONSTRAINT), Sign::Nothing),
            (rusqlite::Error::QueryReturnedNoRows.into(), Sign::Nothing),
            (file(ErrorKind::NotFound), Sign::Nothing),
            (DbError::Closed, Sign::Nothing),
        ] {
            assert_eq!(sign(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn a_reader_only_finds_damage_and_a_writer_asks_the_directory() {
        let there = scratch("gate");
        let ailment = |code, place: &Path, door| {
            diagnose(&sqlite(code), place, door).map(|stop| stop.ailment)
        };
        assert_eq!(ailment(ffi::SQLITE_FULL, &there, Door::Read), None);
        assert_eq!(ailment(ffi::SQLITE_READONLY, &there, Door::Read), None);
        assert_eq!(
            ailment(ffi::SQLITE_CORRUPT, &there, Door::Read),
            Some(Ailment::Damaged)
        );
        assert_eq!(
            ailment(ffi::SQLITE_FULL, &there, Door::Write),
            Some(Ailment::NoRoom)
        );
        for place in [there.clone(), there.join("absent")] {
            assert_eq!(
                ailment(ffi::SQLITE_IOERR_WRITE, &place, Door::Write),
                Some(Ailment::ReadOnly)
            );
        }
        assert_eq!(ailment_of(&ErrorKind::StorageFull.into()), Ailment::NoRoom);
        assert_eq!(
            ailment_of(&ErrorKind::ReadOnlyFilesystem.into()),
            Ailment::ReadOnly
        );
    }

    #[test]
    fn the_first_reason_stays_but_damage_outweighs_it_and_does_not_go() {
        let gate = Gate::open();
        let shut = |ailment| {
            gate.shut(Stop {
                ailment,
                why: "so".to_owned(),
            });
            gate.stop().map(|stop| stop.ailment)
        };
        assert_eq!(shut(Ailment::NoRoom), Some(Ailment::NoRoom));
        assert_eq!(shut(Ailment::ReadOnly), Some(Ailment::NoRoom));
        gate.reopen();
        assert_eq!(gate.stop(), None);
        assert_eq!(shut(Ailment::ReadOnly), Some(Ailment::ReadOnly));
        assert_eq!(shut(Ailment::Damaged), Some(Ailment::Damaged));
        assert_eq!(gate.outages(), 2);
        gate.reopen();
        assert_eq!(shut(Ailment::NoRoom), Some(Ailment::Damaged));
    }
}
