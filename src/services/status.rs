//! The state of the house, for `/status`: what is counted, what waits, what runs.

use super::ServiceError;
use super::care;
use super::expiry;
use super::house;
use super::money;
use super::problems;
use super::statistics;
use super::vpn;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ConfigFilter;
use crate::models::ConfigScope;
use crate::models::DayActivity;
use crate::models::DayTraffic;
use crate::models::HouseCounts;
use crate::models::JobView;
use crate::models::KeyCounts;
use crate::models::Maintenance;
use crate::models::PeopleCounts;
use crate::models::Permission;
use crate::models::ServerPools;
use crate::models::StatusView;
use crate::models::TaskClass;
use crate::models::TaskCounts;
use crate::models::Timestamp;
use crate::models::UserStatus;
use crate::models::VipCounts;
use crate::utils::host;
use crate::utils::zone::Zone;
use rusqlite::Connection;

/// The longer of the two lengths of time that are counted, and that of the pictures; today is its last day.
pub const MONTH_DAYS: i64 = 30;
/// "Ending soon" looks so many days ahead.
const SOON_DAYS: i64 = 7;

/// What the runtime knows that the database does not.
#[derive(Clone, Default, Debug)]
pub struct Pulse {
    pub sender_queue: i64,
    pub last_contact: Option<Timestamp>,
    pub jobs: Vec<JobView>,
}

/// The state of the house as it is now.
pub async fn look(
    ctx: &Ctx,
    actor: &Actor,
    pulse: Pulse,
    now: Timestamp,
) -> Result<StatusView, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    let zone = ctx.time_zone();
    let counts = ctx
        .db
        .read(move |connection| count(connection, zone, now))
        .await?;
    ctx.counts.put((), counts, now);
    details(ctx, actor, pulse, now).await
}

/// The same for the pages behind it: what is counted over many rows is at most a minute old.
pub async fn details(
    ctx: &Ctx,
    actor: &Actor,
    pulse: Pulse,
    now: Timestamp,
) -> Result<StatusView, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    let uptime_seconds = now.since(ctx.started_at);
    let clock_skew_seconds = ctx.skew.seconds();
    let webhook = ctx.webhook();
    let (zone, lang) = (ctx.time_zone(), ctx.default_lang());
    let kept = ctx.counts.get(&(), now);
    let fresh = kept.is_none();
    let view = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            let counts = match kept {
                Some(counts) => counts,
                None => count(connection, zone, now)?,
            };
            let stored = stored(connection, counts, now)?;
            Ok(StatusView {
                time_zone: zone.name().to_owned(),
                language: lang.code().to_owned(),
                uptime_seconds: Some(uptime_seconds),
                memory_bytes: host::resident_bytes(None),
                last_contact: pulse.last_contact,
                clock_skew_seconds,
                webhook,
                sender_queue: Some(pulse.sender_queue),
                jobs: pulse.jobs,
                ..stored
            })
        })
        .await?;
    if fresh {
        ctx.counts.put((), view.counts.clone(), now);
    }
    Ok(view)
}

/// The same from the database alone, without zone and language, beside the process `holder` that runs the bot, if any.
pub fn beside(
    connection: &Connection,
    holder: Option<u32>,
    jobs: impl Iterator<Item = &'static str>,
    zone: Zone,
    now: Timestamp,
) -> Result<StatusView, ServiceError> {
    let mut view = stored(connection, count(connection, zone, now)?, now)?;
    for name in jobs {
        let last = crud::job_runs::get(connection, name)?;
        view.jobs.push(JobView {
            name: name.to_owned(),
            last_at: last.as_ref().map(|run| run.started_at),
            next_at: None,
            ok: last.as_ref().and_then(|run| run.is_ok),
            result: last.and_then(|run| run.result),
        });
    }
    if holder.is_some() {
        let since = house::running_since(connection)?;
        view.uptime_seconds = since.map(|at| now.since(at).max(0));
        view.memory_bytes = host::resident_bytes(holder);
    }
    view.last_contact = house::alive_in(connection)?;
    view.broken_audit_row = crud::audit::first_broken(connection)?;
    Ok(view)
}

/// What the database tells at once.
fn stored(
    connection: &Connection,
    counts: HouseCounts,
    now: Timestamp,
) -> Result<StatusView, ServiceError> {
    let mut tasks = Vec::new();
    for class in TaskClass::ALL {
        let counts = crud::tasks::count_class(connection, class, now)?;
        tasks.push(TaskCounts {
            class,
            due: counts.due,
            waiting: counts.waiting,
            failed: counts.failed,
        });
    }
    Ok(StatusView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        time_zone: String::new(),
        language: String::new(),
        uptime_seconds: None,
        memory_bytes: None,
        last_contact: None,
        webhook: None,
        clock_skew_seconds: None,
        inbox_open: crud::inbox::count_open(connection)?,
        sender_queue: None,
        tasks,
        jobs: Vec::new(),
        integrations: Vec::new(),
        servers: vpn::servers::counts(connection)?,
        counts,
        maintenance: maintenance(connection)?,
        is_braking: expiry::is_held_in(connection)?,
        problems: problems::count(connection)?,
        database_check: care::last_check(connection)?,
        broken_audit_row: None,
    })
}

/// How the house stands; one that was never started is open.
fn maintenance(connection: &Connection) -> Result<Maintenance, ServiceError> {
    match crud::bot_config::get_maintenance(connection) {
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(Maintenance::default()),
        found => Ok(found?),
    }
}

/// Counts the house. Each count goes by an index; together they are some milliseconds with ten thousand people.
pub fn count(
    connection: &Connection,
    zone: Zone,
    now: Timestamp,
) -> Result<HouseCounts, ServiceError> {
    let from = now.day() - MONTH_DAYS + 1;
    let days = crud::status::list_traffic(connection, from)?;
    let sum = |since: i64| {
        let counted = days.iter().filter(|day| day.day >= since);
        counted.fold(
            DayTraffic {
                day: since,
                ..DayTraffic::default()
            },
            |sum, day| DayTraffic {
                rx: sum.rx.saturating_add(day.rx),
                tx: sum.tx.saturating_add(day.tx),
                ..sum
            },
        )
    };
    Ok(HouseCounts {
        people: people(connection, zone, now)?,
        vip: vip(connection, now)?,
        free_waiting: crud::requests::count_pending(connection)?,
        keys: keys(connection)?,
        pools: pools(connection, now)?,
        traffic_today: sum(now.day()),
        traffic_month: sum(from),
        tickets: crud::status::tickets(connection)?,
        money: money::desk::counts(connection)?,
    })
}

fn people(
    connection: &Connection,
    zone: Zone,
    now: Timestamp,
) -> Result<PeopleCounts, ServiceError> {
    let of = |status| crud::status::count_people(connection, status);
    let (today, month) = statistics::since_days(zone, now, MONTH_DAYS);
    let in_month = crud::statistics::count_people(connection, month)?;
    let (unreachable, banned) = (of(UserStatus::Unreachable)?, of(UserStatus::Banned)?);
    Ok(PeopleCounts {
        total: of(UserStatus::Active)? + unreachable + banned,
        active_today: crud::statistics::count_people(connection, today)?.seen,
        active_month: in_month.seen,
        new_month: in_month.new,
        unreachable,
        banned,
        roles: crud::status::list_roles(connection, now)?,
    })
}

fn vip(connection: &Connection, now: Timestamp) -> Result<VipCounts, ServiceError> {
    Ok(VipCounts {
        active: crud::subscribers::count_active(connection)?,
        lifetime: crud::statistics::count_lifetime(connection)?,
        ending: crud::statistics::count_ending(connection, now, now.plus_days(SOON_DAYS))?,
        expired: crud::statistics::count_expired(connection)?,
        tokens: crud::statistics::count_usable(connection, now)?,
    })
}

fn keys(connection: &Connection) -> Result<KeyCounts, ServiceError> {
    let of = |filter| {
        let server = None;
        crud::vpn_desk::count(connection, ConfigScope { filter, server })
    };
    let (active, suspended) = (of(ConfigFilter::Active)?, of(ConfigFilter::Suspended)?);
    let (expired, pending) = (of(ConfigFilter::Expired)?, of(ConfigFilter::Pending)?);
    Ok(KeyCounts {
        total: active + suspended + expired + pending,
        active,
        trial: of(ConfigFilter::Trial)?,
        suspended,
        expired,
        pending,
    })
}

fn pools(connection: &Connection, now: Timestamp) -> Result<Vec<ServerPools>, ServiceError> {
    let mut pools = Vec::new();
    for server in crud::servers::list(connection)? {
        let paid = vpn::pools::room(connection, server.id, false, now)?;
        let trial = vpn::pools::room(connection, server.id, true, now)?;
        if paid.total + trial.total > 0 {
            pools.push(ServerPools {
                server: server.name,
                paid,
                trial,
            });
        }
    }
    Ok(pools)
}

/// People active on each of the last thirty UTC days, the days without anybody too.
pub async fn activity(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<DayActivity>, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    let from = now.day() - MONTH_DAYS + 1;
    let counted = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::status::list_active(connection, from)?))
        .await?;
    let on = |day| counted.iter().find(|one| one.day == day).copied();
    let days = from..=now.day();
    Ok(days
        .map(|day| on(day).unwrap_or(DayActivity { day, active: 0 }))
        .collect())
}

/// The traffic of all keys on each of the last thirty UTC days, the days without any too.
pub async fn traffic(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<DayTraffic>, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    let from = now.day() - MONTH_DAYS + 1;
    let counted = ctx
        .db
        .read(move |connection| {
            Ok::<_, ServiceError>(crud::status::list_traffic(connection, from)?)
        })
        .await?;
    let on = |day| counted.iter().find(|one| one.day == day).copied();
    let empty = |day| DayTraffic { day, rx: 0, tx: 0 };
    let days = from..=now.day();
    Ok(days.map(|day| on(day).unwrap_or(empty(day))).collect())
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
