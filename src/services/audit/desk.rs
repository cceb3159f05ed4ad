//! The log as the staff read it: pages by filter, one row, and the rows that leave as a file.

use crate::context::Ctx;
use crate::crud;
use crate::crud::audit_pages::Way;
use crate::crud::audit_pages::Within;
use crate::models::Actor;
use crate::models::ApiKeyId;
use crate::models::AuditFilter;
use crate::models::AuditFormat;
use crate::models::AuditLine;
use crate::models::AuditPage;
use crate::models::AuditRow;
use crate::models::AuditWhat;
use crate::models::AuditWhen;
use crate::models::AuditWho;
use crate::models::DAY;
use crate::models::Identity;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::unit::act;
use crate::utils::dates;
use crate::utils::order::InOrder;
use crate::utils::zone::Zone;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::NaiveTime;
use rusqlite::Connection;
use serde_json::json;

/// Rows of a page.
pub const PAGE: usize = 8;
/// Rows read at once for a file.
const PORTION: usize = 1_000;
/// The most rows of a file: it is made in memory.
pub const MOST_EXPORTED: usize = 50_000;

/// A page of what the filter wants: rows below that id, or the newest.
pub async fn page(
    ctx: &Ctx,
    actor: &Actor,
    filter: AuditFilter,
    before: Option<i64>,
    now: Timestamp,
) -> Result<AuditPage, ServiceError> {
    actor.need(Permission::SeeAudit)?;
    let (zone, own) = (ctx.time_zone(), actor.customers_of);
    ctx.db
        .read(move |connection| {
            let below = before.unwrap_or(i64::MAX);
            let wanted = Wanted {
                filter,
                own,
                zone,
                now,
            };
            let mut rows = rows(connection, &wanted, below, PAGE + 1)?;
            let older = (rows.len() > PAGE).then(|| {
                rows.truncate(PAGE);
                rows.last().map_or(0, |row| row.id)
            });
            let lines = rows.into_iter().map(|row| line(connection, row));
            Ok(AuditPage {
                filter,
                about: about(connection, filter.who)?,
                lines: lines.collect::<Result<_, _>>()?,
                is_first: before.is_none(),
                older,
            })
        })
        .await
}

/// One row with its names.
pub async fn get(ctx: &Ctx, actor: &Actor, id: i64) -> Result<AuditLine, ServiceError> {
    actor.need(Permission::SeeAudit)?;
    let own = actor.customers_of;
    ctx.db
        .read(move |connection| {
            let row = crud::audit_pages::get(connection, id)?;
            let row = match (row, own) {
                (Some(row), Some(own)) if acted_by(connection, &row)? != Some(own) => None,
                (row, _) => row,
            };
            line(connection, row.ok_or(Refusal::NotFound)?)
        })
        .await
}

/// Notes that somebody takes rows away as a file.
pub async fn export_begun(
    ctx: &Ctx,
    actor: &Actor,
    filter: AuditFilter,
    format: AuditFormat,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::SeeAudit)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let details = json!({ "filter": filter.to_string(), "format": format.name() });
        super::record(
            tx,
            identity,
            "audit.exported",
            "log".to_owned(),
            details,
            now,
        )
    })
    .await
}

/// The next rows of a file, the newest first; empty after the last.
pub async fn export(
    ctx: &Ctx,
    actor: &Actor,
    filter: AuditFilter,
    below: i64,
    now: Timestamp,
) -> Result<Vec<AuditLine>, ServiceError> {
    actor.need(Permission::SeeAudit)?;
    let (zone, own) = (ctx.time_zone(), actor.customers_of);
    ctx.db
        .read(move |connection| {
            let wanted = Wanted {
                filter,
                own,
                zone,
                now,
            };
            rows(connection, &wanted, below, PORTION)?
                .into_iter()
                .map(|row| line(connection, row))
                .collect()
        })
        .await
}

/// The days a text names, on clocks of the house: "2026-11-01 2026-11-15", "01/11/2026 - 15/11/2026", or one day.
///
/// # Errors
/// `DaysUnclear` if it reads otherwise.
pub fn days(text: &str, zone: Zone) -> Result<AuditWhen, Refusal> {
    let plain = text.trim().replace(['–', '—', '→'], " ");
    if let Some(day) = day(&plain, zone) {
        return Ok(AuditWhen::Between(day, day));
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    for cut in 1..words.len() {
        let (left, right) = words.split_at(cut);
        let fillers = ["-", "a", "al", "to", "hasta", "until"];
        let right: &[&str] = match right {
            [first, rest @ ..] if fillers.contains(first) => rest,
            all => all,
        };
        let ends = (day(&left.join(" "), zone), day(&right.join(" "), zone));
        if let (Some(from), Some(to)) = ends {
            return Ok(AuditWhen::Between(from.min(to), from.max(to)));
        }
    }
    Err(Refusal::DaysUnclear)
}

/// The day of a typed date, counted from 1970-01-01.
fn day(text: &str, zone: Zone) -> Option<u32> {
    let at = dates::parse(text, zone)?;
    number_of(zone.date_at(at.0)?)
}

fn number_of(date: NaiveDate) -> Option<u32> {
    let seconds = date.and_time(NaiveTime::MIN).and_utc().timestamp();
    u32::try_from(seconds / DAY).ok()
}

/// When a day begins on clocks of the zone.
pub fn begin_of(day: u32, zone: Zone) -> Timestamp {
    let midnight = DateTime::from_timestamp(i64::from(day) * DAY, 0).unwrap_or_default();
    Timestamp(zone.instant_of(midnight.naive_utc()))
}

/// From when, and before when.
fn instants(when: AuditWhen, zone: Zone, now: Timestamp) -> (Timestamp, Timestamp) {
    match when {
        AuditWhen::Ever => (Timestamp(i64::MIN), Timestamp(i64::MAX)),
        AuditWhen::Days(days) => {
            let today = zone.date_at(now.0).and_then(number_of).unwrap_or_default();
            let first = today.saturating_sub(u32::from(days.max(1)) - 1);
            (begin_of(first, zone), Timestamp(i64::MAX))
        }
        AuditWhen::Between(from, to) => (begin_of(from, zone), begin_of(to + 1, zone)),
    }
}

/// What is looked for, by whom, and when they look.
struct Wanted {
    filter: AuditFilter,
    /// Who sees their own acts alone.
    own: Option<UserId>,
    zone: Zone,
    now: Timestamp,
}

/// The newest rows below that id which the filter wants.
fn rows(
    connection: &Connection,
    wanted: &Wanted,
    below: i64,
    most: usize,
) -> Result<Vec<AuditRow>, ServiceError> {
    let mut filter = wanted.filter;
    if let Some(own) = wanted.own {
        filter.who = AuditWho::By(own);
    }
    let (from, to) = instants(filter.when, wanted.zone, wanted.now);
    let ids = match filter.when {
        AuditWhen::Ever => Some((0, i64::MAX)),
        AuditWhen::Days(_) | AuditWhen::Between(..) => {
            crud::audit_pages::span(connection, from, to)?
        }
    };
    let Some((first, last)) = ids else {
        return Ok(Vec::new());
    };
    let within = Within {
        ids: (first, last.min(below.saturating_sub(1))),
        from,
        to,
        acts: filter.acts().map(|acts| json!(acts).to_string()),
        limit: i64::try_from(most).unwrap_or(i64::MAX),
    };
    let mut found = Vec::new();
    for way in ways(connection, filter)? {
        found.extend(crud::audit_pages::list(connection, &way, &within)?);
    }
    found.order_by_key(|row| std::cmp::Reverse(row.id));
    found.dedup_by_key(|row| row.id);
    found.truncate(most);
    Ok(found)
}

/// The indexes that lead to what the filter wants.
fn ways(connection: &Connection, filter: AuditFilter) -> Result<Vec<Way>, ServiceError> {
    let on = |user: UserId| [Way::Target(format!("user:{user}")), Way::ThingOf(user)];
    // What their keys of the API do, they do.
    let by = |user: UserId| -> Result<Vec<Way>, ServiceError> {
        let keys = crud::api_keys::ids_of(connection, user)?;
        let by_keys = keys.into_iter().map(Way::ByKey);
        Ok([Way::By(user)].into_iter().chain(by_keys).collect())
    };
    Ok(match (filter.who, filter.what) {
        (AuditWho::Anybody, AuditWhat::Anything) => vec![Way::All],
        (AuditWho::Anybody, AuditWhat::Area(_) | AuditWhat::Act(_)) => {
            let acts = filter.acts().unwrap_or_default();
            acts.into_iter()
                .map(|act| Way::Act(act.to_owned()))
                .collect()
        }
        (AuditWho::System, _) => vec![Way::BySystem],
        (AuditWho::By(user), _) => by(user)?,
        (AuditWho::On(user), _) => on(user).into(),
        (AuditWho::Involved(user), _) => {
            let mut ways = by(user)?;
            ways.extend(on(user));
            ways
        }
        (AuditWho::SameTarget(row), _) => crud::audit_pages::get(connection, row)?
            .and_then(|row| row.target)
            .map(Way::Target)
            .into_iter()
            .collect(),
    })
}

fn line(connection: &Connection, row: AuditRow) -> Result<AuditLine, ServiceError> {
    let name = |user: Option<UserId>| -> Result<Option<String>, ServiceError> {
        let Some(user) = user else { return Ok(None) };
        Ok(crud::users::get(connection, user)?.map(|user| user.full_name()))
    };
    let actor_name = match row.actor {
        Identity::ApiKey { key, .. } => key_name(connection, key)?,
        Identity::User(_) | Identity::System => name(row.actor.user())?,
    };
    Ok(AuditLine {
        actor_name,
        target_name: name(row.target_person())?,
        row,
    })
}

/// Who acted, or for whom a key did.
fn acted_by(connection: &Connection, row: &AuditRow) -> Result<Option<UserId>, ServiceError> {
    Ok(match row.actor {
        Identity::ApiKey { key, .. } => crud::api_keys::get(connection, key)?.map(|key| key.owner),
        Identity::User(_) | Identity::System => row.actor.user(),
    })
}

/// What a key of the API is called, and for whom it acts.
fn key_name(connection: &Connection, key: ApiKeyId) -> Result<Option<String>, ServiceError> {
    let Some(key) = crud::api_keys::get(connection, key)? else {
        return Ok(None);
    };
    let owner = access::name_of(connection, key.owner)?;
    Ok(Some(format!("{} · {owner}", key.name)))
}

/// Of whom or what the filter speaks.
fn about(connection: &Connection, who: AuditWho) -> Result<Option<String>, ServiceError> {
    if let AuditWho::SameTarget(row) = who {
        return Ok(crud::audit_pages::get(connection, row)?.and_then(|row| row.target));
    }
    let Some(user) = who.person() else {
        return Ok(None);
    };
    Ok(crud::users::get(connection, user)?.map(|user| user.full_name()))
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
