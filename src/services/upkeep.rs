//! Maintenance: the house is shut to people, the staff works on.
//!
//! What happens outside, such as requests to join and people who come and go, is recorded all the same. Tokens and links
//! that people bring are kept sealed, and handed back to them when the house opens. Work that acts on people waits if the
//! operator wants it: its tasks wait for the end, and its jobs do not run.

use super::ServiceError;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::MOST_SENTENCE_CHARACTERS;
use crate::models::Maintenance;
use crate::models::MaintenanceChange;
use crate::models::MaintenanceView;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::SettingFault;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::WAITS_FOR_MAINTENANCE;
use crate::models::WAITS_FOR_OPENING;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use serde_json::Value;
use serde_json::json;

/// Tokens and links kept of one person during one maintenance.
const MOST_KEPT: i64 = 3;
/// Bytes of the hash that tell what is kept apart.
const DIGEST_BYTES: usize = 8;

/// Takes over what is stored.
pub async fn load(ctx: &Ctx) -> Result<(), ServiceError> {
    let stored = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::bot_config::get_maintenance(connection)?))
        .await?;
    ctx.put_maintenance(stored);
    Ok(())
}

/// The desk of maintenance.
pub async fn view(ctx: &Ctx, actor: &Actor) -> Result<MaintenanceView, ServiceError> {
    actor.need(Permission::Maintain)?;
    ctx.db
        .read(|connection| {
            Ok(MaintenanceView {
                maintenance: crud::bot_config::get_maintenance(connection)?,
                waiting: crud::tasks::count_waiting(connection, WAITS_FOR_MAINTENANCE)?,
                kept: crud::tasks::count_waiting(connection, WAITS_FOR_OPENING)?,
            })
        })
        .await
}

/// Changes how the house stands. What waited for its end goes on in the same transaction.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    change: MaintenanceChange,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::Maintain)?;
    let change = tidy(change)?;
    let identity = actor.identity;
    let done = act(ctx, actor, now, move |tx| {
        let before = crud::bot_config::get_maintenance(tx)?;
        let after = changed(&before, &change, now);
        if after == before {
            return Ok(());
        }
        crud::bot_config::update_maintenance(tx, &after, now)?;
        let details = json!({ "before": said(&before), "after": said(&after) });
        audit::record(
            tx,
            identity,
            change.name(),
            "house".to_owned(),
            details,
            now,
        )?;
        if !after.holds_work() {
            crud::tasks::update_woken(tx, WAITS_FOR_MAINTENANCE)?;
        }
        if !after.is_on() {
            crud::tasks::update_woken(tx, WAITS_FOR_OPENING)?;
        }
        Ok(())
    })
    .await;
    // A rerun finds its change committed: what holds is read all the same. Who was woken by the act looks again.
    load(ctx).await?;
    ctx.task_added.notify_one();
    ctx.schedule_changed.notify_one();
    done
}

/// A sentence as it is kept.
fn tidy(change: MaintenanceChange) -> Result<MaintenanceChange, Refusal> {
    let MaintenanceChange::Sentence(Some(sentence)) = change else {
        return Ok(change);
    };
    let sentence = sentence.trim().to_owned();
    match sentence.chars().count() {
        0 => Err(SettingFault::TextEmpty.into()),
        1..=MOST_SENTENCE_CHARACTERS => Ok(MaintenanceChange::Sentence(Some(sentence))),
        units => Err(SettingFault::TextTooLong {
            units,
            most: MOST_SENTENCE_CHARACTERS,
        }
        .into()),
    }
}

fn changed(before: &Maintenance, change: &MaintenanceChange, now: Timestamp) -> Maintenance {
    let mut after = before.clone();
    match change {
        MaintenanceChange::On => after.since = Some(before.since.unwrap_or(now)),
        MaintenanceChange::Off => after.since = None,
        MaintenanceChange::Hold => after.holds = true,
        MaintenanceChange::GoOn => after.holds = false,
        MaintenanceChange::Sentence(sentence) => after.sentence.clone_from(sentence),
    }
    after
}

fn said(maintenance: &Maintenance) -> Value {
    json!({
        "since": maintenance.since.map(|at| at.0),
        "sentence": maintenance.sentence,
        "tasks_wait": maintenance.holds,
    })
}

/// Keeps what a link to the bot carried, for its bringer, until the house opens. False if it is kept already, or they
/// brought enough. The update that brought it is claimed.
pub async fn keep(
    ctx: &Ctx,
    actor: &Actor,
    payload: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let Some(since) = ctx.maintenance().since else {
        return Ok(false);
    };
    let hash = digest(&SHA256, payload.as_bytes());
    let task = Task::TellOpen {
        user,
        since,
        digest: hex(&hash.as_ref()[..DIGEST_BYTES]),
        sealed: ctx.seal.seal(payload).map_err(|error| {
            ServiceError::Fault(format!(
                "what somebody brought could not be sealed: {error}"
            ))
        })?,
    };
    act(ctx, actor, now, move |tx| {
        let mine = format!("{}:{since}:{user}:", task.kind());
        if crud::tasks::count_keys(tx, &mine)? >= MOST_KEPT {
            return Ok(false);
        }
        Ok(crud::tasks::insert(tx, &task, now, now)?)
    })
    .await
}

/// What was kept, as it came.
pub fn kept(ctx: &Ctx, sealed: &str) -> Result<String, ServiceError> {
    ctx.seal
        .open(sealed)
        .map_err(|error| ServiceError::Fault(format!("what was kept cannot be opened: {error}")))
}

#[cfg(test)]
#[path = "upkeep_tests.rs"]
mod tests;
