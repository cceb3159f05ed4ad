//! Care of the database: it is read through now and then, writing stops while the disk takes nothing, and what is
//! damaged is told, with the newest backup.
//!
//! Invariant: what stopped by itself goes on by itself; what is damaged waits for a person.

use super::ServiceError;
use super::house;
use super::notify;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::db::aside;
use crate::db::health::Checked;
use crate::db::health::Depth;
use crate::models::AdminNotice;
use crate::models::Ailment;
use crate::models::BackupOffer;
use crate::models::Blemish;
use crate::models::DAY;
use crate::models::DatabaseCheck;
use crate::models::Identity;
use crate::models::Stop;
use crate::models::Timestamp;
use crate::utils::host;
use rusqlite::Connection;
use std::future::pending;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What the last check of the whole database found.
const CHECK: &str = "database.check";
/// The damaged databases beside the house's that the admins were told of.
const ASIDE_TOLD: &str = "database.aside_told";
/// The whole database is read through so often.
const CHECK_EVERY: i64 = 7 * DAY;
/// The longest a check may take, on the slowest phone.
const CHECK_PATIENCE: Duration = Duration::from_secs(1_800);
/// The first pause before a disk that took nothing is tried again; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A disk that fills up again so soon is tried again with the longest pause only.
const RELAPSE: Duration = Duration::from_secs(600);
/// Where backups lie in the data directory.
const BACKUPS: &str = "backups";

/// The newest backup of a data directory, with the command that brings it back.
pub fn offer(data_dir: &Path) -> Option<BackupOffer> {
    let kept = aside::newest_backup(&data_dir.join(BACKUPS))?;
    let path = std::path::absolute(&kept.path).unwrap_or(kept.path);
    Some(BackupOffer {
        file_name: path.file_name()?.to_string_lossy().into_owned(),
        made_at: kept.made_at,
        command: format!("portero restore {}", quoted(&path.to_string_lossy())),
    })
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@".contains(c);
    if path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// Watches over the writes until the bot stops: tells the admins when they stop, tries when they may go on, and says so.
pub async fn keep(ctx: Arc<Ctx>, stop: CancellationToken) {
    let mut resumed: Option<Instant> = None;
    loop {
        let Some(found) = outage(&ctx, &stop).await else {
            return;
        };
        let is_relapse = resumed.is_some_and(|at| at.elapsed() < RELAPSE);
        tokio::select! {
            () = sit_out(&ctx, found, is_relapse) => resumed = Some(Instant::now()),
            () = stop.cancelled() => return,
        }
    }
}

/// The next outage; `None` when the bot stops.
async fn outage(ctx: &Ctx, stop: &CancellationToken) -> Option<Stop> {
    let mut watch = ctx.db.watch();
    tokio::select! {
        found = watch.wait_for(Option::is_some) => found.ok()?.clone(),
        () = stop.cancelled() => None,
    }
}

/// One outage from the alert to the word that it is over. Damage is never over.
async fn sit_out(ctx: &Ctx, found: Stop, is_relapse: bool) {
    if found.ailment == Ailment::Damaged {
        return stand_still(ctx, &found).await;
    }
    let (ailment, began) = (found.ailment, ctx.clock.now());
    ctx.tell_admins(AdminNotice::WritesStopped {
        ailment,
        path: places(ctx)[0].display().to_string(),
        free_bytes: places(ctx)
            .iter()
            .filter_map(|place| host::free_bytes(place))
            .min(),
        why: found.why,
    });
    let mut pause = if is_relapse {
        LONGEST_PAUSE
    } else {
        FIRST_PAUSE
    };
    loop {
        let mut watch = ctx.db.watch();
        let is_worse = |stop: &Option<Stop>| {
            stop.as_ref()
                .is_some_and(|stop| stop.ailment == Ailment::Damaged)
        };
        let worse = tokio::select! {
            () = tokio::time::sleep(pause) => None,
            worse = watch.wait_for(is_worse) => worse.ok().and_then(|stop| stop.clone()),
        };
        if let Some(worse) = worse {
            return stand_still(ctx, &worse).await;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
        if ailment == Ailment::NoRoom && !has_room(ctx) {
            continue;
        }
        match ctx.db.try_again().await {
            Ok(()) => break,
            Err(error) => log::debug!("not yet: {error}"),
        }
    }
    let seconds = ctx.clock.now().since(began).max(0);
    let notice = AdminNotice::WritesResumed { ailment, seconds };
    if let Err(error) = notify::announce(ctx, Identity::System, notice).await {
        log::error!("that writing goes on could not be told: {error}");
    }
    ctx.task_added.notify_one();
    ctx.schedule_changed.notify_one();
}

/// The file is damaged: told once, and nothing is written until a person has acted and the bot was started again.
async fn stand_still(ctx: &Ctx, found: &Stop) {
    aside::mark_suspect(ctx.db.path());
    tell_damage(ctx, &found.why, true);
    pending().await
}

fn tell_damage(ctx: &Ctx, fault: &str, is_stopped: bool) {
    let incident = notify::new_incident();
    log::error!("incident {incident} [SYSTEM] the database is damaged: {fault}");
    ctx.tell_admins(AdminNotice::DatabaseDamaged {
        incident: incident.0,
        fault: fault.to_owned(),
        is_stopped,
        backup: offer(&ctx.config.data_dir),
    });
}

/// The directories that are written to: where the database lies, and where the rest does.
fn places(ctx: &Ctx) -> [PathBuf; 2] {
    let parent = ctx.db.path().parent().unwrap_or(Path::new("."));
    [host::nearest(parent), host::nearest(&ctx.config.data_dir)]
}

/// Whether there is room to go on. Where the system does not say, a try shows it.
fn has_room(ctx: &Ctx) -> bool {
    let rooms = places(ctx)
        .into_iter()
        .filter_map(|place| host::room(&place));
    rooms.into_iter().all(host::Room::is_ample)
}

/// Looks how much room is left, and stops writing before the disk is full to the last byte. True if there is enough.
pub fn watch_room(ctx: &Ctx) -> bool {
    let low = places(ctx)
        .into_iter()
        .filter_map(|place| host::room(&place))
        .find(|room| room.is_low());
    if let Some(room) = low {
        ctx.db.stop_writing(Stop {
            ailment: Ailment::NoRoom,
            why: format!("only {} bytes are left on the disk", room.free),
        });
    }
    low.is_none()
}

/// How a check went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Check {
    NotDue,
    /// The bot stopped meanwhile, or it took too long.
    Unfinished,
    Whole,
    Faulty(String),
}

/// Reads the whole database through if that is a week ago, or if the last time found a fault.
pub async fn weekly(ctx: &Ctx, now: Timestamp) -> Result<Check, ServiceError> {
    let last = ctx.db.read(last_check).await?;
    let is_fresh = last
        .is_some_and(|last| last.fault.is_none() && (0..CHECK_EVERY).contains(&now.since(last.at)));
    if is_fresh {
        return Ok(Check::NotDue);
    }
    match ctx.db.check(Depth::Full, CHECK_PATIENCE).await? {
        Checked::Unfinished => Ok(Check::Unfinished),
        Checked::Done(None) => {
            remember(ctx, None, now).await?;
            Ok(Check::Whole)
        }
        Checked::Done(Some(blemish)) => {
            let text = blemish.text.clone();
            found(ctx, blemish, now).await?;
            Ok(Check::Faulty(text))
        }
    }
}

/// Looks whether the database is whole, after the bot did not stop by itself.
pub async fn check_after_kill(ctx: &Ctx) {
    let checked = match ctx.db.check(Depth::Quick, CHECK_PATIENCE).await {
        Ok(Checked::Done(None)) => return log::info!("the database is whole"),
        Ok(Checked::Unfinished) => return log::info!("the check of the database was broken off"),
        Ok(Checked::Done(Some(blemish))) => found(ctx, blemish, ctx.clock.now()).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = checked {
        let text = format!("the database could not be checked: {error}");
        notify::log_error_and_notify(ctx, Identity::System, "database", &text);
    }
}

/// Keeps a finding and tells the admins. A file that is damaged itself is written to no more.
async fn found(ctx: &Ctx, blemish: Blemish, now: Timestamp) -> Result<(), ServiceError> {
    let kept = remember(ctx, Some(blemish.text.clone()), now).await;
    if blemish.is_fatal {
        ctx.db.stop_writing(Stop {
            ailment: Ailment::Damaged,
            why: blemish.text,
        });
    } else {
        tell_damage(ctx, &blemish.text, false);
    }
    kept
}

async fn remember(ctx: &Ctx, fault: Option<String>, now: Timestamp) -> Result<(), ServiceError> {
    let check = serde_json::to_string(&DatabaseCheck { at: now, fault })
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    house::remember(ctx, CHECK, check, now).await
}

/// The last check of the whole database, or what was found since; `None` before the first.
pub fn last_check(connection: &Connection) -> Result<Option<DatabaseCheck>, ServiceError> {
    let text = crud::house::get(connection, CHECK)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Tells the admins of damaged databases that were set aside, each once.
pub async fn tell_aside(ctx: &Ctx) -> Result<(), ServiceError> {
    let names: Vec<String> = aside::list_aside(ctx.db.path())
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let (backup, now) = (offer(&ctx.config.data_dir), ctx.clock.now());
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            let told = crud::house::get(tx, ASIDE_TOLD)?.unwrap_or_default();
            let known: Vec<&str> = told.lines().collect();
            for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
                let notice = AdminNotice::DatabaseAside {
                    name: name.clone(),
                    backup: backup.clone(),
                };
                notify::log_and_notify(tx, Identity::System, notice, now)?;
            }
            Ok(crud::house::set(tx, ASIDE_TOLD, &names.join("\n"), now)?)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

#[cfg(test)]
#[path = "care_tests.rs"]
mod tests;
