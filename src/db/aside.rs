//! A database that cannot be used any more: recognised before it is opened, and set aside whole, nothing deleted.

use super::gate::is_damage;
use super::health::{Checked, first_blemish, is_ours_by_mark, open_reading, with_suffix};
use super::{DbError, Role, settle};
use crate::models::Timestamp;
use crate::utils::order::InOrder;
use chrono::{DateTime, NaiveDateTime};
use std::fs;
use std::fs::File;
use std::io;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The date in names of files, in UTC.
const STAMP: &str = "%Y%m%d-%H%M%S";
/// What is put behind the name of a damaged database.
const DAMAGED: &str = ".damaged-";
/// Says that the database beside it looked damaged: the next start reads it through before it uses it.
const SUSPECT: &str = ".suspect";
/// What belongs to a database: the file, its log, the log's index.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];
/// How long a start reads a suspect through. One that takes longer is left to the check in the background.
const PATIENCE: Duration = Duration::from_secs(300);
/// What SQLite writes at the beginning of each database.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// What lies where the database should be, before it is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Soundness {
    /// It can be opened, as far as a look shows, or what is wrong with it is said when it is opened.
    Usable,
    /// Nothing, or an empty file.
    Absent,
    /// It is the house's and damaged.
    Damaged(String),
}

/// Looks at the database and changes nothing. Reads it through only if it looked damaged before.
pub fn examine(path: &Path) -> Soundness {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Soundness::Absent,
        Ok(found) if found.is_file() && found.len() == 0 => return Soundness::Absent,
        Ok(found) if found.is_file() => {}
        // What is no file, or cannot be looked at, is refused when it is opened.
        Ok(_) | Err(_) => return Soundness::Usable,
    }
    let fault = match read_header(path) {
        Ok(header) => cut_off(path, &header).or_else(|| fault_in(path)),
        Err(_) => None,
    };
    match fault {
        Some(fault) if is_the_houses(path) => Soundness::Damaged(fault),
        _ => Soundness::Usable,
    }
}

/// Another file that a wrong setting names must not be renamed: ours has our name or our mark.
fn is_the_houses(path: &Path) -> bool {
    let is_named_so = path.file_name().is_some_and(|name| name == "portero.db");
    is_named_so || read_header(path).is_ok_and(|header| is_ours_by_mark(&header))
}

fn read_header(path: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::with_capacity(100);
    File::open(path)?.take(100).read_to_end(&mut header)?;
    Ok(header)
}

/// Whether the end of the file is missing. With a log beside it the header may be ahead of the file.
fn cut_off(path: &Path, header: &[u8]) -> Option<String> {
    let has_log = fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if has_log || !header.starts_with(MAGIC) {
        return None;
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(u64::from(u32::from_be_bytes(bytes.try_into().ok()?)))
    };
    let page = u64::from(u16::from_be_bytes(header.get(16..18)?.try_into().ok()?));
    let page = if page == 1 { 65_536 } else { page };
    // The count of pages holds only where both counters of changes agree (the file format, section 1.3.7).
    let (pages, is_valid) = (number(28)?, number(24)? == number(92)?);
    let length = fs::metadata(path).ok()?.len();
    (is_valid && length < pages * page)
        .then(|| format!("the file is cut off: {length} bytes of {}", pages * page))
}

fn fault_in(path: &Path) -> Option<String> {
    let tried = || -> Result<Option<String>, DbError> {
        let connection = open_reading(path)?;
        settle(&connection, Role::Reader)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })?;
        if !with_suffix(path, SUSPECT).exists() {
            return Ok(None);
        }
        log::warn!("the database looked damaged: it is read through before it is used");
        let found = first_blemish(&connection, PATIENCE, &AtomicBool::new(false))?;
        Ok(match found {
            Checked::Done(Some(blemish)) if blemish.is_fatal => Some(blemish.text),
            Checked::Done(_) | Checked::Unfinished => None,
        })
    };
    match tried() {
        Ok(fault) => fault,
        Err(error) => is_damage(&error).then(|| error.to_string()),
    }
}

/// Has the next start read the database through. As well as it can be noted: the disk may take nothing.
pub fn mark_suspect(path: &Path) {
    if let Err(error) = fs::write(with_suffix(path, SUSPECT), "") {
        log::warn!("that the database is suspect could not be noted: {error}");
    }
}

/// The database was read through, or another one lies there.
pub fn clear_suspect(path: &Path) {
    match fs::remove_file(with_suffix(path, SUSPECT)) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            log::warn!("the note that the database is suspect stays: {error}");
        }
        Ok(()) | Err(_) => {}
    }
}

/// Gives the database and what belongs to it a name with the date, beside where it lay. Deletes nothing.
///
/// # Errors
/// When a file cannot be renamed; those before it keep their new name, and another try finishes it.
pub fn set_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let at = DateTime::from_timestamp(now.0, 0).unwrap_or_default();
    let name = format!("{DAMAGED}{}", at.format(STAMP));
    let mut aside = with_suffix(path, &name);
    let mut number = 2;
    while PARTS.iter().any(|part| with_suffix(&aside, part).exists()) {
        aside = with_suffix(path, &format!("{name}-{number}"));
        number += 1;
    }
    for part in PARTS {
        match fs::rename(with_suffix(path, part), with_suffix(&aside, part)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    clear_suspect(path);
    if let Some(folder) = folder_of(path) {
        // Only Unix opens folders; elsewhere the file system keeps the names by itself.
        if cfg!(unix) {
            File::open(folder)?.sync_all()?;
        }
    }
    Ok(aside)
}

fn folder_of(path: &Path) -> Option<&Path> {
    path.parent().map(|folder| {
        if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        }
    })
}

/// The databases that were set aside beside this one, the oldest first.
pub fn list_aside(path: &Path) -> Vec<PathBuf> {
    let Some(beginning) = path.file_name().map(|name| {
        let name = name.to_string_lossy();
        format!("{name}{DAMAGED}")
    }) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = names_in(folder_of(path))
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&beginning) && !name.ends_with("-wal") && !name.ends_with("-shm")
        })
        .collect();
    found.order();
    found
}

/// Whether a log lies there whose database is gone.
pub fn has_orphaned_log(path: &Path) -> bool {
    fs::metadata(with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// A backup that lies at hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    pub path: PathBuf,
    /// As its name says.
    pub made_at: Option<Timestamp>,
}

/// The newest backup in a folder, by the date in its name.
pub fn newest_backup(folder: &Path) -> Option<Kept> {
    let backups = names_in(Some(folder)).into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?;
        let stamp = name.strip_prefix("portero-")?;
        if !stamp.ends_with(".age") {
            return None;
        }
        let made_at = stamp
            .get(..15)
            .and_then(|stamp| NaiveDateTime::parse_from_str(stamp, STAMP).ok())
            .map(|at| Timestamp(at.and_utc().timestamp()));
        Some(Kept { made_at, path })
    });
    backups.max_by(|one, other| (one.made_at, &one.path).cmp(&(other.made_at, &other.path)))
}

fn names_in(folder: Option<&Path>) -> Vec<PathBuf> {
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::scratch;
    use super::*;
    use crate::db::migrate;

    const AT: Timestamp = Timestamp(1_800_000_000);

    fn made(name: &str) -> PathBuf {
        let path = scratch(name).join("portero.db");
        // Not by a pool, which closes its connections in its own time.
        migrate::prepare(&path).expect("made");
        path
    }

    fn damage(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(path).expect("read");
        change(&mut bytes);
        fs::write(path, bytes).expect("written");
    }

    #[test]
    fn a_database_is_told_from_a_damaged_and_an_absent_one_without_being_touched() {
        let path = made("examine");
        assert_eq!(examine(&path), Soundness::Usable);
        let whole = fs::read(&path).expect("read");
        type Change = fn(&mut Vec<u8>);
        let damages: [(&str, Change); 4] = [
            ("words", |bytes| bytes.fill(b'x')),
            ("its head", |bytes| bytes[..100].fill(0)),
            ("its schema", |bytes| bytes[100..4096].fill(0xEE)),
            ("its end", |bytes| bytes.truncate(bytes.len() / 2)),
        ];
        for (what, change) in damages {
            fs::write(&path, &whole).expect("written");
            damage(&path, change);
            let before = fs::read(&path).expect("read");
            assert!(
                matches!(examine(&path), Soundness::Damaged(_)),
                "{what}: {:?}",
                examine(&path)
            );
            assert!(fs::read(&path).expect("read") == before, "{what}");
        }
        fs::write(&path, "").expect("written");
        assert_eq!(examine(&path), Soundness::Absent);
        fs::remove_file(&path).expect("removed");
        assert_eq!(examine(&path), Soundness::Absent);
    }

    #[test]
    fn another_file_that_a_wrong_setting_names_is_not_ours_to_set_aside() {
        let path = scratch("others").join("notes.db");
        fs::write(&path, "nothing like a database".repeat(300)).expect("written");
        assert_eq!(examine(&path), Soundness::Usable);
        // Ours by its mark, whatever it is called.
        let ours = made("marked");
        let elsewhere = ours.with_file_name("casa.db");
        fs::rename(&ours, &elsewhere).expect("renamed");
        damage(&elsewhere, |bytes| bytes[100..4096].fill(0xEE));
        assert!(matches!(examine(&elsewhere), Soundness::Damaged(_)));
    }

    #[test]
    fn a_suspect_is_read_through_at_the_next_start_and_only_then() {
        let path = made("suspect");
        // A page deep inside: a look at the schema does not see it.
        damage(&path, |bytes| {
            let at = bytes.len() - 4096;
            bytes[at..].fill(0xEE);
        });
        assert_eq!(examine(&path), Soundness::Usable);
        mark_suspect(&path);
        assert!(matches!(examine(&path), Soundness::Damaged(_)));
        clear_suspect(&path);
        clear_suspect(&path);
        assert_eq!(examine(&path), Soundness::Usable);
        let whole = made("unsuspected");
        mark_suspect(&whole);
        assert_eq!(examine(&whole), Soundness::Usable);
    }

    #[test]
    fn everything_of_a_damaged_database_gets_a_name_with_the_date_and_nothing_is_lost() {
        let path = made("aside");
        fs::write(with_suffix(&path, "-wal"), "log").expect("written");
        mark_suspect(&path);
        let aside = set_aside(&path, AT).expect("set aside");
        let name = aside.file_name().expect("a name").to_string_lossy();
        assert_eq!(name, "portero.db.damaged-20270115-080000");
        assert!(!path.exists() && !with_suffix(&path, "-wal").exists());
        assert!(!with_suffix(&path, SUSPECT).exists());
        let log = fs::read(with_suffix(&aside, "-wal")).expect("read");
        assert_eq!(log, b"log");
        fs::write(&path, "another").expect("written");
        let second = set_aside(&path, AT).expect("set aside");
        assert!(second.to_string_lossy().ends_with("-080000-2"));
        assert_eq!(list_aside(&path), [aside, second]);
        assert_eq!(examine(&path), Soundness::Absent);
    }

    #[test]
    fn the_newest_backup_is_found_by_its_name() {
        let folder = scratch("backups");
        assert_eq!(newest_backup(&folder), None);
        assert_eq!(newest_backup(&folder.join("absent")), None);
        for name in [
            "portero-20270115-080000.tar.gz.age",
            "portero-20261231-235959.tar.gz.age",
            "portero-20270116-080000.tar.gz",
            "notes.age",
            ".turn",
        ] {
            fs::write(folder.join(name), "").expect("written");
        }
        let newest = newest_backup(&folder).expect("there is one");
        assert!(newest.path.ends_with("portero-20270115-080000.tar.gz.age"));
        assert_eq!(newest.made_at, Some(AT));
    }
}
