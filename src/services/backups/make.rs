//! Making a backup: a copy of the database as of one moment, checked, then sealed with the key into one file.
//!
//! In clear it lies on the disk only as a scratch file, which is removed at once, or by the next start after a kill.

use super::archive;
use super::place::Place;
use super::place::Scratch;
use super::place::Turn;
use super::place::create;
use super::place::file_name;
use super::place::need_room;
use super::place::refused;
use super::place::sync_folder;
use super::place::unwritable;
use crate::db::copy;
use crate::db::copy::Copied;
use crate::db::health::with_suffix;
use crate::models::BackupRefusal;
use crate::models::FAULT_UNREADABLE;
use crate::models::Manifest;
use crate::models::Timestamp;
use crate::services::ServiceError;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

/// What is wanted.
pub struct Order {
    pub place: Place,
    pub passphrase: String,
    /// `SECRET_KEY`, which takes the key file's place.
    pub secret_key: Option<String>,
    pub bot_id: Option<i64>,
    pub was_running: bool,
    /// Where it goes, if not into the folder of backups.
    pub to: Option<PathBuf>,
    pub now: Timestamp,
}

/// What was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub path: PathBuf,
    pub file_name: String,
    pub bytes: u64,
    pub manifest: Manifest,
}

/// Makes a backup. Slow: not for an async thread.
///
/// # Errors
/// Refused if another is being made, the disk is full, or the present database is damaged. Nothing is left of it then.
pub fn make(order: &Order) -> Result<Made, ServiceError> {
    let _turn = Turn::take(&order.place)?;
    // The copy in clear, and at most as much again for what is sealed: a backup must not be what fills the disk.
    let bytes = database_bytes(&order.place.database);
    need_room(&order.place.folder(), bytes.saturating_mul(2))?;
    let scratch = Scratch(order.place.scratch("copy.db"));
    // Made before SQLite opens it, so that it is never readable for others.
    create(&scratch.0).map_err(unwritable)?;
    copy::copy(&order.place.database, &scratch.0).map_err(of_copying)?;
    let manifest = describe(order, &scratch.0)?;
    let key = key_of(order)?;
    let folder = order.place.folder();
    let path = match &order.to {
        Some(path) => path.clone(),
        None => folder.join(file_name(&folder, order.now)),
    };
    // Beside its place, so that the rename is one step: whoever sees the name sees a whole file.
    let part = match &order.to {
        Some(path) => Scratch(crate::db::health::with_suffix(path, ".part")),
        None => Scratch(order.place.scratch("sealed")),
    };
    seal(order, &scratch.0, &part.0, &manifest, &key).map_err(unwritable)?;
    fs::rename(&part.0, &path).map_err(unwritable)?;
    sync_folder(&path).map_err(unwritable)?;
    let bytes = fs::metadata(&path).map_err(unwritable)?.len();
    let name = path.file_name().unwrap_or_default();
    Ok(Made {
        file_name: name.to_string_lossy().into_owned(),
        bytes,
        manifest,
        path,
    })
}

/// The database with what its log has not folded in yet.
fn database_bytes(database: &Path) -> u64 {
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    bytes(database).saturating_add(bytes(&with_suffix(database, "-wal")))
}

fn describe(order: &Order, copy: &Path) -> Result<Manifest, ServiceError> {
    let damaged = |fault| refused(BackupRefusal::DatabaseDamaged { fault });
    match copy::read_through(copy).map_err(of_copying)? {
        Copied::Whole { schema, rows } => Ok(Manifest {
            format: Manifest::FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            made_at: order.now,
            bot_id: order.bot_id,
            was_running: order.was_running,
            rows,
            database_bytes: fs::metadata(copy).map_err(unwritable)?.len(),
        }),
        Copied::Damaged(fault) => Err(damaged(fault)),
        Copied::Newer | Copied::Foreign => Err(damaged(FAULT_UNREADABLE.to_owned())),
    }
}

/// The key that opens what is sealed in the database: 64 hexadecimal digits, empty before the first start.
fn key_of(order: &Order) -> Result<Vec<u8>, ServiceError> {
    if let Some(key) = &order.secret_key {
        return Ok(key.clone().into_bytes());
    }
    match fs::read(&order.place.key_file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(unwritable),
    }
}

fn seal(
    order: &Order,
    copy: &Path,
    part: &Path,
    manifest: &Manifest,
    key: &[u8],
) -> std::io::Result<()> {
    let out = create(part)?;
    let database = File::open(copy)?;
    let out = archive::write(out, &order.passphrase, manifest, database, key)?;
    out.sync_all()
}

/// What an error of copying the database means.
pub(super) fn of_copying(error: crate::db::DbError) -> ServiceError {
    if copy::is_disk_full(&error) {
        return refused(BackupRefusal::DiskFull);
    }
    let text = error.to_string();
    if copy::is_of_disk(&error) {
        return refused(BackupRefusal::Unwritable { why: text });
    }
    if text.contains("malformed") || text.contains("not a database") {
        return refused(BackupRefusal::DatabaseDamaged { fault: text });
    }
    ServiceError::Database(error)
}
