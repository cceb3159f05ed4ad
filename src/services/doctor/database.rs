//! The database: what it is, and whether it is whole.

use super::Patient;
use super::Verdict;
use super::failed;
use super::needs;
use super::not_allowed;
use crate::crud;
use crate::db::DbError;
use crate::db::health;
use crate::db::health::Checked;
use crate::db::health::Standing;
use crate::models::Backup;
use crate::models::CheckId;
use crate::models::DAY;
use crate::models::Found;
use crate::models::Level;
use crate::models::Timestamp;
use crate::services::backups::nights_since;
use crate::services::care;
use crate::utils::host;
use rusqlite::Connection;

/// The log is folded in at a tenth of this; a bigger one means that somebody holds it open.
const HUGE_LOG: u64 = 64_000_000;
/// Beyond this age of the newest backup some nights went without one.
const OLD_BACKUP: i64 = 3 * DAY;

pub(super) fn database(patient: &Patient<'_>) -> Verdict {
    if !patient.settings.knows_data {
        return needs(CheckId::Settings);
    }
    let path = patient.settings.database.clone();
    Some(match &patient.standing {
        Standing::Absent => (Level::Ok, Found::DatabaseToBeMade { path }),
        Standing::Foreign => (Level::Fault, Found::DatabaseForeign { path }),
        Standing::Unreadable(_) if host::is_denied(&path) => not_allowed(Level::Fault, &path),
        Standing::Unreadable(error) => {
            let error = error.clone();
            (Level::Fault, Found::DatabaseUnreadable { path, error })
        }
        Standing::Newer { .. } | Standing::Ours { .. } => {
            let size_bytes = size(&path);
            (Level::Ok, Found::DatabaseThere { path, size_bytes })
        }
    })
}

fn size(path: &std::path::Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len())
}

pub(super) fn schema_version(patient: &Patient<'_>) -> Verdict {
    let current = health::current_version();
    match &patient.standing {
        Standing::Newer { version } => {
            let version = *version;
            Some((Level::Fault, Found::SchemaNewer { version, current }))
        }
        Standing::Ours { version, .. } => Some(if *version == current {
            (Level::Ok, Found::SchemaCurrent { version: current })
        } else {
            let version = *version;
            (Level::Warning, Found::SchemaOlder { version, current })
        }),
        Standing::Absent | Standing::Foreign | Standing::Unreadable(_) => needs(CheckId::Database),
    }
}

pub(super) fn integrity(patient: &Patient<'_>) -> Verdict {
    let most = patient.asker.patience();
    whole(patient, |connection| {
        Ok(match health::quick_check(connection, most) {
            Ok(Checked::Done(None)) => (Level::Ok, Found::Whole),
            Ok(Checked::Done(Some(fault))) => (Level::Fault, Found::Damaged { fault }),
            Ok(Checked::Unfinished) => unfinished(patient),
            // A page that cannot be read ends the check itself.
            Err(error) => {
                let fault = error.to_string();
                (Level::Fault, Found::Damaged { fault })
            }
        })
    })
}

/// What the running bot found when it last read the whole file.
pub(super) fn full_check(patient: &Patient<'_>) -> Verdict {
    patient.read(|connection| {
        let Some(last) = care::last_check(connection)? else {
            return Ok((Level::Ok, Found::FullCheckNever));
        };
        let days = patient.now.since(last.at).max(0) / DAY;
        Ok(match last.fault {
            None => (Level::Ok, Found::FullCheckFine { days }),
            Some(fault) => (Level::Fault, Found::FullCheckFaulty { days, fault }),
        })
    })
}

pub(super) fn foreign_keys(patient: &Patient<'_>) -> Verdict {
    let most = patient.asker.patience();
    whole(patient, |connection| {
        Ok(match health::foreign_key_check(connection, most)? {
            Checked::Done(orphans) if orphans.rows == 0 => (Level::Ok, Found::References),
            Checked::Done(health::Orphans { rows, table }) => {
                (Level::Fault, Found::ReferencesBroken { rows, table })
            }
            Checked::Unfinished => unfinished(patient),
        })
    })
}

/// Checks of the file hold for any version of ours.
fn whole(
    patient: &Patient<'_>,
    judge: impl FnOnce(&Connection) -> Result<(Level, Found), DbError>,
) -> Verdict {
    match &patient.standing {
        Standing::Ours { connection, .. } => {
            Some(judge(connection).unwrap_or_else(|error| failed(error.into())))
        }
        Standing::Newer { .. } => needs(CheckId::SchemaVersion),
        Standing::Absent | Standing::Foreign | Standing::Unreadable(_) => needs(CheckId::Database),
    }
}

fn unfinished(patient: &Patient<'_>) -> (Level, Found) {
    let seconds = patient.asker.patience().as_secs();
    (Level::Skipped, Found::CheckUnfinished { seconds })
}

pub(super) fn log_size(patient: &Patient<'_>) -> Verdict {
    whole(patient, |_| {
        let log = health::with_suffix(&patient.settings.database, "-wal");
        Ok(log_of(size(&log)))
    })
}

/// How big a log is too big.
pub(super) fn log_of(size_bytes: u64) -> (Level, Found) {
    let level = if size_bytes > HUGE_LOG {
        Level::Warning
    } else {
        Level::Ok
    };
    (level, Found::LogSize { size_bytes })
}

/// The newest backup, and whether there is something to seal the next with.
pub(super) fn backups(patient: &Patient<'_>) -> Verdict {
    patient.read(|connection| {
        let kept = crud::backups::list_kept(connection)?;
        let since = nights_since(connection)?;
        let facts = (patient.settings.has_passphrase, since);
        Ok(backup_of(&kept, facts, patient.now))
    })
}

/// What the backups that are kept, the newest first, say. The facts are whether there is a passphrase, and since when
/// nights are counted: a house may be too young for its first backup.
pub(super) fn backup_of(
    kept: &[Backup],
    (has_passphrase, since): (bool, Option<Timestamp>),
    now: Timestamp,
) -> (Level, Found) {
    let tested = kept.iter().filter_map(|backup| backup.tested.as_ref());
    if let Some((at, Some(_))) = tested.max_by_key(|(at, _)| *at) {
        return (Level::Fault, Found::BackupBad { at: *at });
    }
    if !has_passphrase {
        return (Level::Warning, Found::BackupsUnsealed);
    }
    match kept.first() {
        None => {
            let is_young = since.is_none_or(|since| now.since(since) < OLD_BACKUP);
            let level = if is_young { Level::Ok } else { Level::Warning };
            (level, Found::BackupNone)
        }
        Some(newest) if now.since(newest.made_at) > OLD_BACKUP => {
            let at = newest.made_at;
            (Level::Warning, Found::BackupOld { at })
        }
        Some(newest) => {
            let at = newest.made_at;
            (Level::Ok, Found::BackupFresh { at })
        }
    }
}
