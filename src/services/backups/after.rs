//! What a restored house must know before it opens: that time has passed which it does not remember.

use super::restore::Terms;
use crate::crud;
use crate::crud::api_keys::KeyReach;
use crate::crud::inbox::Carried;
use crate::crud::webhooks::Course;
use crate::db;
use crate::models::AdminNotice;
use crate::models::HOUR;
use crate::models::Manifest;
use crate::models::RestoreView;
use crate::models::Timestamp;
use crate::models::WHY_SET_ASIDE;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::broadcasts;
use crate::services::house;
use crate::services::notify;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;
use std::path::Path;

/// A backup older than this may lack renewals: nobody is removed until an admin says so.
pub const OLD_SECONDS: i64 = HOUR;
/// Updates that Telegram may still hand over again are no older than its memory of them.
const REMEMBERED_SECONDS: i64 = 48 * HOUR;
/// Since when removals wait; the value is when the backup was made.
const HELD: &str = "restore.held";

/// Whether removals wait for an admin after a restore at that time.
pub fn holds(manifest: &Manifest, now: Timestamp) -> bool {
    now.since(manifest.made_at) >= OLD_SECONDS
}

/// When the backup was made because of which removals wait.
pub fn held_in(connection: &Connection) -> Result<Option<Timestamp>, ServiceError> {
    house::instant_in(connection, HELD)
}

/// Ends the wait. False if there was none.
pub(super) fn release(tx: &Transaction<'_>) -> Result<bool, ServiceError> {
    Ok(crud::house::delete(tx, HELD)?)
}

/// Prepares the staged database for opening, in one transaction; `present` is the one it will replace.
pub(super) fn settle(
    staged: &Path,
    present: &Path,
    view: &RestoreView,
    terms: &Terms,
) -> Result<(), ServiceError> {
    let known = known(present, terms.now);
    let (view, terms) = (view.clone(), terms.clone());
    db::write_beside(staged, move |tx| prepare(tx, &view, &terms, &known))
}

/// What the present house knows that the restored one must not forget.
#[derive(Default)]
struct Known {
    /// Updates that it has heard.
    updates: Vec<Carried>,
    /// How far keys of the API go: what was revoked or narrowed stays so.
    keys: Vec<KeyReach>,
    /// Where webhooks lead: one that was moved, paused or taken away does not hear again by itself.
    webhooks: Vec<Course>,
}

/// Reads it. A database that cannot be read is being replaced for that reason.
fn known(present: &Path, now: Timestamp) -> Known {
    let since = Timestamp(now.0 - REMEMBERED_SECONDS);
    let read = || -> Result<Known, ServiceError> {
        let connection = db::open_beside(present)?;
        Ok(Known {
            updates: crud::inbox::list_carried(&connection, since)?,
            keys: of_new_table(crud::api_keys::list_reaches(&connection))?,
            webhooks: of_new_table(crud::webhooks::list_courses(&connection))?,
        })
    };
    if !present.exists() {
        return Known::default();
    }
    read().unwrap_or_else(|error| {
        log::warn!("what the present database has heard could not be read: {error}");
        Known::default()
    })
}

/// Nothing where a house of an earlier version has no such table.
fn of_new_table<T>(rows: rusqlite::Result<Vec<T>>) -> rusqlite::Result<Vec<T>> {
    match rows {
        Err(error) if error.to_string().contains("no such table") => Ok(Vec::new()),
        rows => rows,
    }
}

fn prepare(
    tx: &Transaction<'_>,
    view: &RestoreView,
    terms: &Terms,
    known: &Known,
) -> Result<(), ServiceError> {
    let (now, manifest) = (terms.now, &view.manifest);
    if view.other_bot.is_some() {
        // Updates of another bot are numbered by themselves: the same number means something else.
        crud::inbox::delete_all(tx)?;
    }
    for update in known.updates.iter().filter(|update| update.is_done) {
        crud::inbox::update_done_elsewhere(tx, update, now)?;
    }
    if manifest.was_running || view.holds {
        crud::inbox::update_open_set_aside(tx, WHY_SET_ASIDE, now)?;
        broadcasts::doubt_all(tx, now)?;
    }
    for update in &known.updates {
        crud::inbox::insert_carried(tx, update, now)?;
    }
    if view.holds {
        crud::house::set(tx, HELD, &manifest.made_at.to_string(), now)?;
    }
    // Sessions that ended since, and refresh tokens that were used since, would open the API again.
    crud::api_sessions::update_every_revoked(tx, now)?;
    for reach in &known.keys {
        crud::api_keys::update_narrowed(tx, reach)?;
    }
    for course in &known.webhooks {
        crud::webhooks::update_paused_unless(tx, course)?;
    }
    house::mark_stopped(tx, now)?;
    let details = json!({
        "made_at": manifest.made_at.0,
        "program": manifest.program,
        "bot": manifest.bot_id,
        "holds": view.holds,
    });
    audit::record(
        tx,
        terms.by,
        "backup.restored",
        "house".to_owned(),
        details,
        now,
    )?;
    let notice = AdminNotice::Restored {
        made_at: manifest.made_at,
        holds: view.holds,
    };
    notify::log_and_notify(tx, terms.by, notice, now)
}
