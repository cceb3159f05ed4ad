//! What admins set from chat: each change is one act with its line in the audit log, and holds at once.

mod fees;
mod read;
pub mod texts;

pub use fees::drop_fee;
pub use fees::set_fee;
pub use read::fee_days;
pub use read::grace;
pub use read::price;
pub use read::reminders;
pub use read::retention;
pub use read::zone;

use super::ServiceError;
use super::audit;
use super::money::plans;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::LEAST_RETENTION_DAYS;
use crate::models::MOST_GRACE_HOURS;
use crate::models::MOST_RETENTION_DAYS;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Setting;
use crate::models::Settings;
use crate::models::SettingsView;
use crate::models::Task;
use crate::models::Timestamp;
use crate::utils::locale::Lang;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// Takes over what is stored.
pub async fn refresh(ctx: &Ctx) -> Result<(), ServiceError> {
    let settings = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::settings::get(connection)?))
        .await?;
    ctx.put_settings(settings);
    Ok(())
}

/// What is set, beside what a new house has.
pub async fn view(ctx: &Ctx, actor: &Actor) -> Result<SettingsView, ServiceError> {
    actor.need(Permission::Configure)?;
    let now = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::settings::get(connection)?))
        .await?;
    Ok(SettingsView {
        now,
        default: default_of(ctx),
        given_zone: ctx.config.time_zone.name().to_owned(),
        given_language: ctx.config.language.clone(),
    })
}

fn default_of(ctx: &Ctx) -> Settings {
    Settings::default_with(ctx.config.default_wait_time_minutes)
}

/// Changes the row by `edit`, which returns what the audit log keeps: nothing if nothing changed.
async fn change<F>(
    ctx: &Ctx,
    actor: &Actor,
    action: &'static str,
    now: Timestamp,
    edit: F,
) -> Result<(), ServiceError>
where
    F: FnOnce(&mut Settings) -> Result<Value, ServiceError> + Send + 'static,
{
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    let done = act(ctx, actor, now, move |tx| {
        let before = crud::settings::get(tx)?;
        let mut after = before.clone();
        let details = edit(&mut after)?;
        if after == before {
            return Ok(());
        }
        crud::settings::update(tx, &after, now)?;
        let target = "house".to_owned();
        let fact = audit::append(tx, identity, action, target, details, now)?;
        follow(tx, &before, &after, fact, now)
    })
    .await;
    // A rerun finds its change committed: what holds is read all the same.
    refresh(ctx).await?;
    done
}

/// What must happen because of a change.
fn follow(
    tx: &Transaction<'_>,
    before: &Settings,
    after: &Settings,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if before.reminder_hours != after.reminder_hours {
        crud::tasks::insert(tx, &Task::PlanReminders { fact }, now, now)?;
    }
    Ok(())
}

/// Reminders so many hours before the end. Those of running periods are planned anew; none is sent twice.
pub async fn set_reminders(
    ctx: &Ctx,
    actor: &Actor,
    hours: Vec<i64>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let hours = read::tidy_reminders(hours)?;
    change(ctx, actor, "config.reminders", now, move |settings| {
        let before = std::mem::replace(&mut settings.reminder_hours, hours);
        Ok(json!({ "before": before, "after": settings.reminder_hours }))
    })
    .await
}

/// The stay in the channel after an end. Whoever was told of theirs already keeps it.
pub async fn set_grace(
    ctx: &Ctx,
    actor: &Actor,
    hours: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    within(hours, 0, MOST_GRACE_HOURS)?;
    change(ctx, actor, "config.grace", now, move |settings| {
        let before = std::mem::replace(&mut settings.grace_hours, hours);
        Ok(json!({ "before": before, "after": hours }))
    })
    .await
}

/// The time zone of the house; `None` = the setting TIMEZONE again.
pub async fn set_zone(
    ctx: &Ctx,
    actor: &Actor,
    zone: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let zone = zone.map(|name| read::zone(&name)).transpose()?;
    change(ctx, actor, "config.time_zone", now, move |settings| {
        let before = std::mem::replace(&mut settings.time_zone, zone);
        Ok(json!({ "before": before, "after": settings.time_zone }))
    })
    .await
}

/// The language of the house; `None` = the setting LANGUAGE again.
pub async fn set_language(
    ctx: &Ctx,
    actor: &Actor,
    language: Option<Lang>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let language = language.map(|lang| lang.code().to_owned());
    change(ctx, actor, "config.language", now, move |settings| {
        let before = std::mem::replace(&mut settings.language, language);
        Ok(json!({ "before": before, "after": settings.language }))
    })
    .await
}

/// How many days events of members are kept.
pub async fn set_retention(
    ctx: &Ctx,
    actor: &Actor,
    days: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    within(days, LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS)?;
    change(ctx, actor, "config.retention", now, move |settings| {
        let before = std::mem::replace(&mut settings.retention_days, days);
        Ok(json!({ "before": before, "after": days }))
    })
    .await
}

/// Everything as in a new house; channels, members and tokens stay. Returns what was forgotten.
pub async fn reset(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<Vec<Setting>, ServiceError> {
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    let default = default_of(ctx);
    let forgotten = act(ctx, actor, now, move |tx| {
        let before = crud::settings::get(tx)?;
        let forgotten = before.differing(&default);
        if forgotten.is_empty() {
            return Ok(forgotten);
        }
        // The prices are what the plans cost: in a new house none is on sale.
        plans::clear_fees(tx, now)?;
        crud::settings::update(tx, &default, now)?;
        crud::settings::reset_reactions(tx, now)?;
        let details = json!({ "before": forgotten.iter().map(|one| said(&before, *one)).collect::<Vec<_>>() });
        let target = "house".to_owned();
        let fact = audit::append(tx, identity, "config.reset", target, details, now)?;
        follow(tx, &before, &default, fact, now)?;
        Ok(forgotten)
    })
    .await;
    refresh(ctx).await?;
    forgotten
}

/// A setting and its value, for the audit log.
fn said(settings: &Settings, setting: Setting) -> Value {
    match setting {
        Setting::Wait => json!({ "wait_time_minutes": settings.wait_time_minutes }),
        Setting::Reminders => json!({ "reminder_hours": settings.reminder_hours }),
        Setting::Grace => json!({ "grace_hours": settings.grace_hours }),
        Setting::Zone => json!({ "time_zone": settings.time_zone }),
        Setting::Language => json!({ "language": settings.language }),
        Setting::Retention => json!({ "retention_days": settings.retention_days }),
        Setting::Fees => json!({ "fees": settings.fees }),
        Setting::Texts => json!({ "texts": settings.texts }),
        Setting::VipReactions => {
            json!({ "vip_reactions": settings.vip_reactions.emoji, "mode": settings.vip_reactions.mode })
        }
        Setting::FreeReactions => {
            json!({ "free_reactions": settings.free_reactions.emoji, "mode": settings.free_reactions.mode })
        }
    }
}

fn within(number: i64, least: i64, most: i64) -> Result<(), Refusal> {
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(Refusal::NumberInvalid { least, most })
    }
}
