//! Backups: made, checked, kept, sent, tried out, brought back.
//!
//! Invariant: a backup is never made without a passphrase, and never lies in clear on the disk but as a scratch file.

pub mod after;
mod archive;
mod desk;
pub mod make;
mod nightly;
pub mod parts;
pub mod place;
pub mod restore;
mod send;

pub use desk::*;
pub use nightly::*;
pub use send::*;

use super::ServiceError;
use super::audit;
use super::house;
use super::notify;
use crate::context::Ctx;
use crate::crud;
use crate::db::DbError;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::Backup;
use crate::models::BackupCause;
use crate::models::BackupRefusal;
use crate::models::BackupTrouble;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::Identity;
use crate::models::NewBackup;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use make::Made;
use make::Order;
use nightly::NIGHTLY;
use place::Place;
use place::refused;
use restore::Source;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;
use std::collections::HashSet;
use std::path::Path;

/// The last weekly self-test.
const WEEKLY: &str = "backup.weekly_test";
/// The newest backup is tried out so often.
const TEST_EVERY: i64 = 7 * DAY;

/// Puts the folder in order at the start: what a kill left is removed, and the house learns which files are there.
pub async fn prepare(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    let place = Place::of(ctx);
    beside(ctx, move |_| {
        if !place.folder().exists() {
            return Ok(());
        }
        match place::Turn::take(&place) {
            // A command beside the bot is at work: it clears up after itself.
            Err(ServiceError::Refused(Refusal::Backup(BackupRefusal::Busy))) => Ok(()),
            other => {
                other?;
                place::remove(&place.incoming()).map_err(place::unwritable)
            }
        }
    })
    .await?;
    adopt(ctx, now).await?;
    ctx.db
        .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
            if crud::house::get(tx, NIGHTLY)?.is_none() {
                crud::house::set(tx, NIGHTLY, &now.to_string(), now)?;
            }
            Ok(())
        })
        .await
}

/// Compares the folder with what is known of it: files and rows may part by a kill, by a restore, or by hand.
pub async fn adopt(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    let place = Place::of(ctx);
    let files = beside(ctx, move |_| files_in(&place.folder())).await?;
    ctx.db
        .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
            let known = crud::backups::list_kept(tx)?;
            let there: HashSet<&str> = files.iter().map(|file| file.file_name.as_str()).collect();
            for gone in known
                .iter()
                .filter(|backup| !there.contains(backup.file_name.as_str()))
            {
                crud::backups::update_deleted(tx, gone.id, now)?;
            }
            let known: HashSet<&str> = known
                .iter()
                .map(|backup| backup.file_name.as_str())
                .collect();
            for file in files
                .iter()
                .filter(|file| !known.contains(file.file_name.as_str()))
            {
                if crud::backups::insert(tx, file)?.is_none() {
                    crud::backups::update_back(tx, &file.file_name)?;
                }
            }
            Ok(())
        })
        .await
}

fn files_in(folder: &Path) -> Result<Vec<NewBackup>, ServiceError> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(place::unwritable)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(place::unwritable)?;
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let Some(made_at) = place::made_at(&file_name) else {
            continue;
        };
        files.push(NewBackup {
            made_at,
            cause: BackupCause::Found,
            made_by: None,
            bytes: entry.metadata().map_err(place::unwritable)?.len(),
            contents: Default::default(),
            file_name,
        });
    }
    Ok(files)
}

/// Makes a backup beside the running bot, keeps its row, has it sent, and removes those that are too many.
///
/// # Errors
/// Refused without a passphrase, while another is made, and on a full disk.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    cause: BackupCause,
    now: Timestamp,
) -> Result<Backup, ServiceError> {
    actor.need(Permission::ManageBackups)?;
    let order = order(ctx, now)?;
    let made = beside(ctx, move |_| make::make(&order)).await?;
    adopt_new(ctx, actor.identity, cause, made, now).await
}

/// What is wanted of the running house.
fn order(ctx: &Ctx, now: Timestamp) -> Result<Order, ServiceError> {
    let passphrase = ctx.config.backup_passphrase.as_ref();
    let passphrase = passphrase.ok_or_else(|| refused(BackupRefusal::NoPassphrase))?;
    Ok(Order {
        place: Place::of(ctx),
        passphrase: passphrase.expose().to_owned(),
        secret_key: secret_key(ctx),
        bot_id: ctx.bot().map(|bot| bot.id),
        was_running: true,
        to: None,
        now,
    })
}

/// `SECRET_KEY`, if it takes the place of the key file.
fn secret_key(ctx: &Ctx) -> Option<String> {
    let key = ctx.config.secret_key.as_ref();
    key.map(|key| key.expose().to_owned())
}

async fn adopt_new(
    ctx: &Ctx,
    who: Identity,
    cause: BackupCause,
    made: Made,
    now: Timestamp,
) -> Result<Backup, ServiceError> {
    let (keep, chat) = (ctx.config.backup_keep, ctx.config.backup_chat);
    let (backup, old) = ctx
        .db
        .write(Durability::Full, move |tx| {
            record(tx, who, cause, &made, (keep, chat), now)
        })
        .await?;
    ctx.task_added.notify_one();
    let place = Place::of(ctx);
    beside(ctx, move |_| drop_files(&place, &old)).await?;
    Ok(backup)
}

/// Keeps the row of a backup that was made, has it sent, and gives those that are one too many, marked as gone.
/// `given` are the settings of the file: how many stay, and the chat.
pub fn record(
    tx: &Transaction<'_>,
    who: Identity,
    cause: BackupCause,
    made: &Made,
    given: (u32, Option<ChatId>),
    now: Timestamp,
) -> Result<(Backup, Vec<String>), ServiceError> {
    let new = NewBackup {
        made_at: made.manifest.made_at,
        cause,
        made_by: who.user(),
        file_name: made.file_name.clone(),
        bytes: made.bytes,
        contents: made.manifest.rows.clone(),
    };
    keep_row(tx, who, &new, given, now)
}

fn keep_row(
    tx: &Transaction<'_>,
    who: Identity,
    new: &NewBackup,
    given: (u32, Option<ChatId>),
    now: Timestamp,
) -> Result<(Backup, Vec<String>), ServiceError> {
    let settings = crud::backups::get_settings(tx)?;
    // Whoever looked into the folder between the file and its row has found it already.
    let id = match crud::backups::insert(tx, new)? {
        Some(id) => Some(id),
        None => crud::backups::update_found(tx, new)?,
    };
    let id =
        id.ok_or_else(|| ServiceError::Fault(format!("{} is known already", new.file_name)))?;
    if new.cause == BackupCause::Nightly {
        // Of the same transaction: killed after it, there is no second one for the night.
        crud::house::set(tx, NIGHTLY, &now.to_string(), now)?;
    }
    let details = json!({ "cause": new.cause.name(), "bytes": new.bytes });
    let target = format!("backup:{id}");
    let fact = audit::append(tx, who, "backup.made", target, details, now)?;
    if let Some(chat) = settings.chat.or(given.1) {
        let task = Task::SendBackup {
            backup: id,
            chat,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    let keep = settings.keep.unwrap_or(given.0);
    let old = drop_rows(tx, keep, now)?;
    let backup = crud::backups::get(tx, id)?;
    let backup = backup.ok_or_else(|| ServiceError::Fault("the backup's row is gone".into()))?;
    Ok((backup, old))
}

/// Marks all but the newest `keep` as gone, and names their files.
fn drop_rows(tx: &Transaction<'_>, keep: u32, now: Timestamp) -> Result<Vec<String>, ServiceError> {
    let keep = usize::try_from(keep).unwrap_or(usize::MAX);
    let mut names = Vec::new();
    for old in crud::backups::list_kept(tx)?.into_iter().skip(keep.max(1)) {
        crud::backups::update_deleted(tx, old.id, now)?;
        names.push(old.file_name);
    }
    Ok(names)
}

/// Removes files whose rows are marked as gone. One that a kill left is found again, and goes with the next.
pub fn drop_files(place: &Place, names: &[String]) -> Result<(), ServiceError> {
    for name in names {
        place::remove(&place.backup(name)).map_err(place::unwritable)?;
    }
    Ok(())
}

/// Tells the admins what went wrong, once a day for the same.
async fn complain(
    ctx: &Ctx,
    trouble: BackupTrouble,
    refusal: &BackupRefusal,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let key = match trouble {
        BackupTrouble::Nightly => "backup.told_nightly",
        BackupTrouble::Test => "backup.told_test",
        BackupTrouble::Send => "backup.told_send",
        BackupTrouble::Restore => "backup.told_restore",
    };
    let said = format!("{refusal:?}");
    let told = house::remembered(ctx, key).await?;
    let told = told.as_deref().and_then(|told| told.split_once(' '));
    let is_told = told.is_some_and(|(at, what)| {
        let at = at.parse().map(Timestamp).unwrap_or(Timestamp(0));
        what == said && now.since(at) < DAY
    });
    if is_told && trouble != BackupTrouble::Restore {
        return Ok(());
    }
    house::remember(ctx, key, format!("{now} {said}"), now).await?;
    let refusal = refusal.clone();
    let notice = AdminNotice::BackupTrouble { trouble, refusal };
    notify::announce(ctx, Identity::System, notice).await
}

/// Tells the admins that a restore asked for in chat was not done.
pub async fn restore_failed(
    ctx: &Ctx,
    refusal: &BackupRefusal,
    now: Timestamp,
) -> Result<(), ServiceError> {
    complain(ctx, BackupTrouble::Restore, refusal, now).await
}

/// How a self-test went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tested {
    NotDue,
    /// There is nothing to try, or nothing to open it with.
    Nothing,
    Whole {
        file_name: String,
    },
    Bad {
        file_name: String,
    },
}

/// Tries the newest backup out if that is a week ago.
pub async fn weekly_test(ctx: &Ctx, now: Timestamp) -> Result<Tested, ServiceError> {
    adopt(ctx, now).await?;
    let kept = ctx.db.read(list_in).await?;
    let Some(newest) = kept.first() else {
        return Ok(Tested::Nothing);
    };
    // A mark of its own: the backup that was tried may be gone long before the week is over.
    let last = (ctx.db)
        .read(|connection| house::instant_in(connection, WEEKLY))
        .await?;
    // The first one is tried at once: it is the one that shows whether all of it works.
    if last.is_some_and(|last| now.since(last) < TEST_EVERY) {
        return Ok(Tested::NotDue);
    }
    let file_name = newest.file_name.clone();
    let found = test(ctx, newest.clone(), now).await?;
    if found.is_some() {
        house::remember(ctx, WEEKLY, now.to_string(), now).await?;
    }
    Ok(match found {
        None => Tested::Nothing,
        Some(None) => Tested::Whole { file_name },
        Some(Some(_)) => Tested::Bad { file_name },
    })
}

/// Opens a backup, reads it through as a restore would, and keeps what was found; the admins hear of a bad one.
/// `None` without a passphrase; an inner `None` = whole.
pub async fn test(
    ctx: &Ctx,
    backup: Backup,
    now: Timestamp,
) -> Result<Option<Option<BackupRefusal>>, ServiceError> {
    let Some(passphrase) = ctx.config.backup_passphrase.as_ref() else {
        return Ok(None);
    };
    let place = Place::of(ctx);
    let source = Source {
        files: vec![place.backup(&backup.file_name)],
        passphrase: passphrase.expose().to_owned(),
    };
    let key = secret_key(ctx);
    let found = beside(ctx, move |_| restore::try_out(&place, &source, key, now)).await?;
    let fault = found.as_ref().map(|fault| format!("{fault:?}"));
    let id = backup.id;
    ctx.db
        .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
            crud::backups::update_tested(tx, id, now, fault.as_deref())?;
            let details = json!({ "fault": fault });
            let target = format!("backup:{id}");
            audit::record(tx, Identity::System, "backup.tested", target, details, now)
        })
        .await?;
    if let Some(fault) = &found {
        complain(ctx, BackupTrouble::Test, fault, now).await?;
    }
    Ok(Some(found))
}

/// The backups whose files are kept, the newest first.
fn list_in(connection: &Connection) -> Result<Vec<Backup>, ServiceError> {
    Ok(crud::backups::list_kept(connection)?)
}

/// Whether removals wait for an admin since a restore.
pub async fn is_held(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db
        .read(|connection| Ok(after::held_in(connection)?.is_some()))
        .await
}

/// Runs slow work on files on a thread that nobody waits for.
async fn beside<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&Path) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    ctx.db
        .beside(work)
        .await
        .unwrap_or_else(|error: DbError| Err(error.into()))
}

#[cfg(test)]
mod tests;
