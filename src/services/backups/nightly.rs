//! The nightly backup: when it is due, and that each night has one.

use super::adopt;
use super::beside;
use super::complain;
use super::drop_files;
use super::keep_row;
use super::list_in;
use super::make;
use super::place::Place;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Backup;
use crate::models::BackupCause;
use crate::models::BackupRefusal;
use crate::models::BackupTrouble;
use crate::models::Identity;
use crate::models::NewBackup;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::house;
use crate::utils::zone::Zone;
use chrono::DateTime;
use chrono::Days;
use rusqlite::Connection;

/// The last nightly backup that was made, or the moment since when they are due.
pub(super) const NIGHTLY: &str = "backup.nightly";

/// When the nightly backup is due: at the house's minute after the last one. `None` if there is none to be made.
pub async fn nightly_at(ctx: &Ctx) -> Result<Option<Timestamp>, ServiceError> {
    if ctx.config.backup_passphrase.is_none() {
        return Ok(None);
    }
    let zone = ctx.time_zone();
    ctx.db
        .read(move |connection| nightly_in(connection, zone))
        .await
}

pub(super) fn nightly_in(
    connection: &Connection,
    zone: Zone,
) -> Result<Option<Timestamp>, ServiceError> {
    let Some(minute) = crud::backups::get_settings(connection)?.minute else {
        return Ok(None);
    };
    let last = nights_since(connection)?;
    Ok(last.map(|last| next_at(zone, minute, last)))
}

/// When the last nightly backup was made; before the first one, since when they are due.
pub(in crate::services) fn nights_since(
    connection: &Connection,
) -> Result<Option<Timestamp>, ServiceError> {
    house::instant_in(connection, NIGHTLY)
}

/// The first time after an instant at which it is so many minutes after midnight in a zone.
pub(super) fn next_at(zone: Zone, minute: i64, after: Timestamp) -> Timestamp {
    let local = after.0 + i64::from(zone.offset_at(after.0));
    let day = DateTime::from_timestamp(local, 0)
        .unwrap_or_default()
        .date_naive();
    let minute = u32::try_from(minute).unwrap_or_default();
    let at = |day: chrono::NaiveDate| {
        let local = day.and_hms_opt(minute / 60, minute % 60, 0);
        local.map_or(after.plus_days(1), |local| {
            Timestamp(zone.instant_of(local))
        })
    };
    let today = at(day);
    if today > after {
        return today;
    }
    at(day.checked_add_days(Days::new(1)).unwrap_or(day))
}

/// When the nightly backup is due next that was not tried since.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    let at = nightly_at(ctx).await?;
    Ok(at.filter(|at| *at > after))
}

/// How the nightly work went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Nightly {
    NotDue,
    NoPassphrase,
    Made {
        file_name: String,
        bytes: u64,
    },
    /// Told the admins, and tried again in an hour.
    Failed(BackupRefusal),
}

/// Makes the nightly backup if its minute has come since the last one.
pub async fn nightly(ctx: &Ctx, now: Timestamp) -> Result<Nightly, ServiceError> {
    if ctx.config.backup_passphrase.is_none() {
        return Ok(Nightly::NoPassphrase);
    }
    if nightly_at(ctx).await?.is_none_or(|at| at > now) {
        return Ok(Nightly::NotDue);
    }
    adopt(ctx, now).await?;
    let made = match found_tonight(ctx, now).await? {
        Some(backup) => Ok(backup),
        None => make(ctx, &Actor::system(), BackupCause::Nightly, now).await,
    };
    match made {
        Ok(backup) => {
            let (file_name, bytes) = (backup.file_name, backup.bytes);
            Ok(Nightly::Made { file_name, bytes })
        }
        Err(ServiceError::Refused(Refusal::Backup(refusal))) => {
            // Another one is being made: that will do for once, or the next try makes it.
            if refusal != BackupRefusal::Busy {
                complain(ctx, BackupTrouble::Nightly, &refusal, now).await?;
            }
            Ok(Nightly::Failed(refusal))
        }
        Err(error) => Err(error),
    }
}

/// The backup of this night, if a kill came between its file and its row.
async fn found_tonight(ctx: &Ctx, now: Timestamp) -> Result<Option<Backup>, ServiceError> {
    let Some(due) = nightly_at(ctx).await? else {
        return Ok(None);
    };
    let given = (ctx.config.backup_keep, ctx.config.backup_chat);
    let kept = ctx
        .db
        .write(Durability::Full, move |tx| -> Result<_, ServiceError> {
            let is_tonights = |backup: &Backup| {
                backup.cause == BackupCause::Found && (due..=now).contains(&backup.made_at)
            };
            let Some(found) = list_in(tx)?.into_iter().find(is_tonights) else {
                return Ok(None);
            };
            let new = NewBackup {
                made_at: found.made_at,
                cause: BackupCause::Nightly,
                made_by: None,
                file_name: found.file_name,
                bytes: found.bytes,
                contents: found.contents,
            };
            keep_row(tx, Identity::System, &new, given, now).map(Some)
        })
        .await?;
    let Some((backup, old)) = kept else {
        return Ok(None);
    };
    ctx.task_added.notify_one();
    let place = Place::of(ctx);
    beside(ctx, move |_| drop_files(&place, &old)).await?;
    Ok(Some(backup))
}
