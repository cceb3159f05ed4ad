//! Where a house lies: its database, its key, its folder of backups, and how files there are named and written.

use crate::context::Ctx;
use crate::db::health::with_suffix;
use crate::models::BackupRefusal;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::utils::host;
use crate::utils::host::Room;
use chrono::DateTime;
use chrono::NaiveDateTime;
use std::fs;
use std::fs::File;
use std::io;
use std::io::ErrorKind;
use std::path::Path;
use std::path::PathBuf;

/// How the files of a backup end.
pub const ENDING: &str = ".tar.gz.age";
const BEGINNING: &str = "portero-";
/// The date in names of files.
const STAMP: &str = "%Y%m%d-%H%M%S";
/// How files begin that nobody needs after the work: swept away at the next start if a kill left them.
const SCRATCH: &str = ".scratch-";

/// Where a house lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub data_dir: PathBuf,
    pub database: PathBuf,
    pub key_file: PathBuf,
}

impl Place {
    /// The running house.
    pub fn of(ctx: &Ctx) -> Self {
        Self {
            data_dir: ctx.config.data_dir.clone(),
            database: ctx.config.database.clone(),
            key_file: ctx.config.key_file(),
        }
    }

    /// The folder of backups.
    pub fn folder(&self) -> PathBuf {
        self.data_dir.join("backups")
    }

    /// A backup in it.
    pub fn backup(&self, file_name: &str) -> PathBuf {
        self.folder().join(file_name)
    }

    /// Makes the folder, for its owner alone.
    pub(super) fn make_folder(&self) -> io::Result<PathBuf> {
        let folder = self.folder();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(folder)
    }

    /// A file for the time of the work. Whoever holds the turn is alone with it.
    pub(super) fn scratch(&self, name: &str) -> PathBuf {
        self.folder().join(format!("{SCRATCH}{name}"))
    }

    /// Where a file sent in chat waits until it is restored: sealed, as it came.
    pub fn incoming(&self) -> PathBuf {
        self.scratch("incoming")
    }
}

/// The turn of whoever works in the folder of backups: the bot, or a command beside it. Let go when dropped.
pub(super) struct Turn {
    _file: File,
}

impl Turn {
    /// Takes it, and sweeps away what a killed one left; `BackupRefusal::Busy` if somebody has it.
    pub(super) fn take(place: &Place) -> Result<Self, ServiceError> {
        let folder = place.make_folder().map_err(unwritable)?;
        let file = create(&folder.join(".turn")).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(refused(BackupRefusal::Busy)),
            Err(fs::TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let turn = Self { _file: file };
        sweep(&folder, |name| name != ".scratch-incoming").map_err(unwritable)?;
        Ok(turn)
    }
}

/// Removes what was only meant for the time of the work.
pub(super) fn sweep(folder: &Path, is_over: impl Fn(&str) -> bool) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(SCRATCH) && is_over(&name) {
            log::info!("{name}, left by a kill, is removed");
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Refuses work that would fill the disk there to the mark at which the house stops writing.
pub(super) fn need_room(folder: &Path, bytes: u64) -> Result<(), ServiceError> {
    let fits = host::room(&host::nearest(folder)).is_none_or(|room| fits(room, bytes));
    if fits {
        Ok(())
    } else {
        Err(refused(BackupRefusal::DiskFull))
    }
}

fn fits(room: Room, bytes: u64) -> bool {
    room.free >= room.low_water().saturating_add(bytes)
}

/// A file that is gone when this is dropped, and what SQLite may have put beside it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            if let Err(error) = remove(&with_suffix(&self.0, suffix)) {
                log::warn!("{} stays: {error}", self.0.display());
            }
        }
    }
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Opens an empty file for its owner alone.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Has the names in a folder survive a dead battery.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    // Only Unix opens folders; elsewhere the file system keeps them by itself.
    if cfg!(unix) {
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// The instant as it stands in names of files, in UTC.
pub fn stamp(at: Timestamp) -> String {
    let at = DateTime::from_timestamp(at.0, 0).unwrap_or_default();
    at.format(STAMP).to_string()
}

/// The name of a backup made then: the first that is free in the folder.
pub(super) fn file_name(folder: &Path, at: Timestamp) -> String {
    let stamp = stamp(at);
    let mut name = format!("{BEGINNING}{stamp}{ENDING}");
    let mut number = 2;
    while folder.join(&name).exists() {
        name = format!("{BEGINNING}{stamp}-{number}{ENDING}");
        number += 1;
    }
    name
}

/// When the backup of that name was made; `None` if it is no name of a backup.
pub fn made_at(file_name: &str) -> Option<Timestamp> {
    let rest = file_name.strip_prefix(BEGINNING)?.strip_suffix(ENDING)?;
    let stamp = rest.get(..15)?;
    let at = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
    Some(Timestamp(at.and_utc().timestamp()))
}

/// Whether a file sent in chat looks like a backup, or the first part of one.
pub fn looks_like_backup(file_name: &str) -> bool {
    file_name
        .strip_suffix(".001")
        .unwrap_or(file_name)
        .ends_with(ENDING)
}

pub(super) fn refused(refusal: BackupRefusal) -> ServiceError {
    Refusal::Backup(refusal).into()
}

/// What an error of writing means.
pub(super) fn unwritable(error: io::Error) -> ServiceError {
    refused(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            BackupRefusal::DiskFull
        }
        _ => BackupRefusal::Unwritable {
            why: error.to_string(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_when_its_backup_was_made() {
        let folder = crate::db::tests::scratch("names");
        let at = Timestamp(1_800_000_000);
        let name = file_name(&folder, at);
        assert_eq!(name, "portero-20270115-080000.tar.gz.age");
        assert_eq!(made_at(&name), Some(at));
        fs::write(folder.join(&name), "").expect("written");
        let second = file_name(&folder, at);
        assert_eq!(second, "portero-20270115-080000-2.tar.gz.age");
        assert_eq!(made_at(&second), Some(at));
        for other in [
            "portero.db",
            ".turn",
            "portero-x.tar.gz.age",
            "portero-ñ.tar.gz.age",
        ] {
            assert_eq!(made_at(other), None, "{other}");
        }
        assert!(looks_like_backup(&name) && looks_like_backup(&format!("{name}.001")));
        assert!(!looks_like_backup("members.csv") && !looks_like_backup(&format!("{name}.002")));
    }

    #[test]
    fn work_on_the_disk_leaves_the_room_that_the_house_needs_to_write() {
        let room = |free| Room {
            free,
            total: 2_000_000_000,
        };
        assert!(fits(room(60_000_000), 10_000_000));
        assert!(!fits(room(59_999_999), 10_000_000));
        assert!(!fits(room(59_999_999), u64::MAX));
    }

    #[test]
    fn who_works_in_the_folder_is_alone_and_sweeps_what_a_kill_left() {
        let directory = crate::db::tests::scratch("turn");
        let place = Place {
            database: directory.join("portero.db"),
            key_file: directory.join("portero.key"),
            data_dir: directory,
        };
        place.make_folder().expect("made");
        let left = place.scratch("copy.db");
        fs::write(&left, "people's data in clear").expect("written");
        let turn = Turn::take(&place).expect("free");
        assert!(!left.exists());
        assert!(Turn::take(&place).is_err(), "one at a time");
        drop(turn);
        Turn::take(&place).expect("free again");
    }
}
