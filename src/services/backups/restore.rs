//! Bringing a backup back: staged and read through beside the present house, then put in its place.
//!
//! Invariant: until the mark of readiness is on the disk, the present house is as it was; from then on the restored
//! one takes its place, also if the process is killed: whoever opens the house next goes on. Each step may be done
//! again.

use super::after;
use super::archive;
use super::archive::Unreadable;
use super::make::of_copying;
use super::parts::Joined;
use super::place::Place;
use super::place::Scratch;
use super::place::Turn;
use super::place::create;
use super::place::need_room;
use super::place::refused;
use super::place::remove;
use super::place::stamp;
use super::place::sync_folder;
use super::place::unwritable;
use crate::db;
use crate::db::copy;
use crate::db::copy::Copied;
use crate::db::health;
use crate::db::health::with_suffix;
use crate::models::BackupRefusal;
use crate::models::FAULT_ROWS;
use crate::models::Identity;
use crate::models::Manifest;
use crate::models::RestoreView;
use crate::models::Timestamp;
use crate::services::ServiceError;
use std::fs;
use std::fs::File;
use std::io;
use std::io::ErrorKind;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// Says that what is staged is to take its place; holds the date under which the old house is kept.
const READY: &str = "restore.ready";
/// How what is staged is named, beside the place it will take.
const STAGED: &str = ".restoring";

/// A backup and what opens it.
#[derive(Clone)]
pub struct Source {
    /// More than one if it came in parts.
    pub files: Vec<PathBuf>,
    pub passphrase: String,
}

/// Under which circumstances it is restored.
#[derive(Clone)]
pub struct Terms {
    pub by: Identity,
    /// The bot of this machine's settings.
    pub bot_id: Option<i64>,
    /// `SECRET_KEY` of this machine's settings.
    pub secret_key: Option<String>,
    pub now: Timestamp,
}

/// What was put in place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    pub view: RestoreView,
    /// The database that was there before, if there was one.
    pub kept: Option<PathBuf>,
}

/// The moments at which a kill is most worth trying.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The database lies beside the present one, read through.
    Staged,
    /// All of it is on the disk, and up to date.
    Settled,
    /// From here on the restored house is the house.
    Ready,
    /// The old log is put aside.
    LogAside,
    /// The old database is put aside.
    DatabaseAside,
    /// The restored database is in its place.
    DatabaseIn,
    /// The old key is put aside.
    KeyAside,
    /// Everything is in its place.
    KeyIn,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Step; 8] = [
        Self::Staged,
        Self::Settled,
        Self::Ready,
        Self::LogAside,
        Self::DatabaseAside,
        Self::DatabaseIn,
        Self::KeyAside,
        Self::KeyIn,
    ];
}

/// Called at each step; an error ends the work there, as a kill would.
pub type Watch<'a> = &'a mut dyn FnMut(Step) -> io::Result<()>;

/// Reads a whole backup through and says what is in it. Changes nothing.
pub fn preview(place: &Place, source: &Source, terms: &Terms) -> Result<RestoreView, ServiceError> {
    let _turn = Turn::take(place)?;
    let scratch = Scratch(place.scratch("preview.db"));
    let (manifest, key) = unpack(source, &scratch.0)?;
    let schema = look(&scratch.0, &manifest)?;
    check_key(&key, terms)?;
    Ok(view(manifest, schema, terms))
}

/// Puts a backup in the place of the present house, which must be closed and locked by the caller. What was there stays
/// beside it, with a date.
///
/// # Errors
/// Refused for whatever is wrong with the file or the passphrase; then nothing is changed.
pub fn restore(
    place: &Place,
    source: &Source,
    terms: &Terms,
    watch: Watch<'_>,
) -> Result<Restored, ServiceError> {
    recover(place)?;
    let _turn = Turn::take(place)?;
    let view = stage(place, source, terms, watch).inspect_err(|_| clear(place))?;
    let kept = finish(place, watch).map_err(unwritable)?;
    Ok(Restored { view, kept })
}

/// Goes on with a restore that a kill cut off, or clears away what was not ready. Called before a house is opened, under
/// its lock. Returns where the old database is kept, if one was replaced now.
pub fn recover(place: &Place) -> Result<Option<PathBuf>, ServiceError> {
    if place.data_dir.join(READY).exists() {
        log::warn!("a restore was cut off: it is brought to its end");
        return finish(place, &mut |_| Ok(())).map_err(unwritable);
    }
    clear(place);
    Ok(None)
}

/// Everything up to the mark of readiness.
fn stage(
    place: &Place,
    source: &Source,
    terms: &Terms,
    watch: Watch<'_>,
) -> Result<RestoreView, ServiceError> {
    let database = staged(&place.database);
    let (manifest, key) = unpack(source, &database)?;
    let schema = look(&database, &manifest)?;
    check_key(&key, terms)?;
    watch(Step::Staged).map_err(unwritable)?;
    copy::bring_up(&database).map_err(of_copying)?;
    let view = view(manifest, schema, terms);
    after::settle(&database, &place.database, &view, terms).map_err(|error| match error {
        ServiceError::Database(error) => of_copying(error),
        other => other,
    })?;
    sync(&database).map_err(unwritable)?;
    if !key.is_empty() && terms.secret_key.is_none() {
        let path = staged(&place.key_file);
        let mut file = create(&path).map_err(unwritable)?;
        file.write_all(&key).map_err(unwritable)?;
        file.sync_all().map_err(unwritable)?;
        sync_folder(&path).map_err(unwritable)?;
    }
    watch(Step::Settled).map_err(unwritable)?;
    mark_ready(place, terms.now).map_err(unwritable)?;
    Ok(view)
}

/// Writes the database of a backup to that path and gives manifest and key.
fn unpack(source: &Source, database: &Path) -> Result<(Manifest, Vec<u8>), ServiceError> {
    let input = Joined::open(source.files.clone()).map_err(|error| match error.kind() {
        ErrorKind::NotFound => refused(BackupRefusal::Gone),
        _ => unwritable(error),
    })?;
    let archive = archive::open(input, &source.passphrase).map_err(unreadable)?;
    let manifest = archive.manifest.clone();
    if let Some(folder) = database.parent() {
        fs::create_dir_all(folder).map_err(unwritable)?;
        need_room(folder, manifest.database_bytes)?;
    }
    let mut out = create(database).map_err(unwritable)?;
    let key = archive.extract(&mut out).map_err(unreadable)?;
    Ok((manifest, key))
}

fn unreadable(why: Unreadable) -> ServiceError {
    match why {
        Unreadable::NotABackup => refused(BackupRefusal::NotABackup),
        Unreadable::PassphraseWrong => refused(BackupRefusal::PassphraseWrong),
        Unreadable::Truncated => refused(BackupRefusal::Truncated),
        Unreadable::Newer { program } => refused(BackupRefusal::Newer { program }),
        Unreadable::Io(error) => unwritable(error),
    }
}

/// Reads an unpacked database through and compares it with its manifest; gives the version of its tables.
fn look(database: &Path, manifest: &Manifest) -> Result<i64, ServiceError> {
    let damaged = |fault: String| refused(BackupRefusal::Damaged { fault });
    match copy::read_through(database).map_err(of_copying)? {
        Copied::Whole { schema, rows } if rows == manifest.rows => Ok(schema),
        Copied::Whole { rows, .. } => {
            let differs = |table: &&String| rows.get(*table) != manifest.rows.get(*table);
            let mut tables = manifest.rows.keys().chain(rows.keys());
            let table = tables.find(differs).cloned().unwrap_or_default();
            Err(damaged(format!("{FAULT_ROWS}{table}")))
        }
        Copied::Newer => Err(refused(BackupRefusal::Newer {
            program: manifest.program.clone(),
        })),
        Copied::Foreign => Err(refused(BackupRefusal::NotABackup)),
        Copied::Damaged(fault) => Err(damaged(fault)),
    }
}

/// With another `SECRET_KEY` than the backup's, nothing sealed in it would ever open again.
fn check_key(key: &[u8], terms: &Terms) -> Result<(), ServiceError> {
    let (Some(own), false) = (&terms.secret_key, key.is_empty()) else {
        return Ok(());
    };
    let theirs = String::from_utf8_lossy(key);
    if theirs.trim().eq_ignore_ascii_case(own) {
        return Ok(());
    }
    Err(refused(BackupRefusal::OtherKey))
}

fn view(manifest: Manifest, schema: i64, terms: &Terms) -> RestoreView {
    let other_bot = terms
        .bot_id
        .filter(|bot| manifest.bot_id.is_some_and(|theirs| theirs != *bot));
    RestoreView {
        is_older: schema < health::current_version(),
        other_bot,
        holds: after::holds(&manifest, terms.now),
        manifest,
    }
}

fn mark_ready(place: &Place, now: Timestamp) -> io::Result<()> {
    let mut date = stamp(now);
    let mut number = 2;
    while [&place.database, &place.key_file]
        .iter()
        .any(|path| before(path, &date).exists())
    {
        date = format!("{}-{number}", stamp(now));
        number += 1;
    }
    let path = place.data_dir.join(READY);
    let part = with_suffix(&path, ".part");
    let mut file = create(&part)?;
    file.write_all(date.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, &path)?;
    sync_folder(&path)
}

/// Puts what is staged in its place. Each step looks first whether it is done already.
fn finish(place: &Place, watch: Watch<'_>) -> io::Result<Option<PathBuf>> {
    let ready = place.data_dir.join(READY);
    let date = fs::read_to_string(&ready)?;
    watch(Step::Ready)?;
    let kept = before(&place.database, &date);
    if staged(&place.database).exists() {
        // The log belongs to the old database: beside the restored one it would be poison.
        for suffix in ["-wal", "-shm"] {
            aside(
                &with_suffix(&place.database, suffix),
                &with_suffix(&kept, suffix),
            )?;
        }
        watch(Step::LogAside)?;
        aside(&place.database, &kept)?;
        watch(Step::DatabaseAside)?;
        fs::rename(staged(&place.database), &place.database)?;
    }
    sync_folder(&place.database)?;
    watch(Step::DatabaseIn)?;
    if staged(&place.key_file).exists() {
        aside(&place.key_file, &before(&place.key_file, &date))?;
        watch(Step::KeyAside)?;
        fs::rename(staged(&place.key_file), &place.key_file)?;
    }
    sync_folder(&place.key_file)?;
    watch(Step::KeyIn)?;
    remove(&ready)?;
    sync_folder(&ready)?;
    Ok(kept.exists().then_some(kept))
}

/// Moves a file aside, if it is there.
fn aside(path: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(path, to) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes what was staged and is not ready.
fn clear(place: &Place) {
    drop(Scratch(staged(&place.database)));
    drop(Scratch(staged(&place.key_file)));
    drop(Scratch(with_suffix(&place.data_dir.join(READY), ".part")));
}

fn staged(path: &Path) -> PathBuf {
    with_suffix(path, STAGED)
}

fn before(path: &Path, date: &str) -> PathBuf {
    with_suffix(path, &format!(".before-{date}"))
}

fn sync(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()?;
    sync_folder(path)
}

/// Reads a backup through as a restore would, and says what is wrong with it; `None` = whole.
///
/// # Errors
/// What has nothing to do with the backup: a full disk, another at work in the folder.
pub fn try_out(
    place: &Place,
    source: &Source,
    secret_key: Option<String>,
    now: Timestamp,
) -> Result<Option<BackupRefusal>, ServiceError> {
    let terms = Terms {
        by: Identity::System,
        bot_id: None,
        secret_key,
        now,
    };
    match preview(place, source, &terms) {
        Ok(_) => Ok(None),
        Err(ServiceError::Refused(crate::models::Refusal::Backup(refusal))) => match refusal {
            BackupRefusal::Busy | BackupRefusal::DiskFull | BackupRefusal::Unwritable { .. } => {
                Err(refused(refusal))
            }
            other => Ok(Some(other)),
        },
        Err(other) => Err(other),
    }
}

/// Whether a house lies there that a restore would replace.
pub fn is_inhabited(place: &Place) -> bool {
    db::open_beside(&place.database).is_ok()
}

#[cfg(test)]
#[path = "restore_tests.rs"]
mod tests;
