//! The house in figures.
//!
//! Events are counted twice when they happen: for their half hour, from which the days of the operator's time zone are
//! put together, and for their UTC day, from which what happened since the beginning is. Both outlive the events
//! themselves. Everything else is counted by index. Results are kept for five minutes.

mod days;
mod estimate;
mod series;

pub use series::count_series;

use super::ServiceError;
use super::access;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Activity;
use crate::models::Actor;
use crate::models::Compared;
use crate::models::DayCount;
use crate::models::Door;
use crate::models::Figures;
use crate::models::FreeMoves;
use crate::models::FreeStats;
use crate::models::Overview;
use crate::models::Permission;
use crate::models::Stats;
use crate::models::StatsPeriod;
use crate::models::StatsPerson;
use crate::models::StatsSeries;
use crate::models::StatsView;
use crate::models::SubscriptionFees;
use crate::models::Timestamp;
use crate::models::TokenMaker;
use crate::models::TokenMoves;
use crate::models::TokenStats;
use crate::models::UserId;
use crate::models::VipMoves;
use crate::models::VipStats;
use crate::models::Waits;
use crate::utils::order::InOrder;
use crate::utils::zone::Zone;
use days::Span;
use rusqlite::Connection;
use serde_json::json;

/// The kinds of events behind the figures of the VIP channel.
const VIP_KINDS: [&str; 6] = [
    "granted",
    "reactivated",
    "renewed",
    "expired",
    "removed",
    "left",
];
/// The kinds of events behind the figures of the Free queue.
const FREE_KINDS: [&str; 7] = [
    "queued",
    "approved",
    "declined",
    "closed",
    "already_inside",
    "unreachable",
    "failed",
];
/// Processed requests are deleted after so many days.
const WAIT_DAYS: i64 = 30;
/// "Ending soon" looks so many days ahead.
const SOON_DAYS: i64 = 7;
const MOST_LONGEST: i64 = 10;
const MOST_NEXT: i64 = 5;
const MOST_MAKERS: usize = 8;

/// The figures of a view, at most five minutes old.
pub async fn look(
    ctx: &Ctx,
    actor: &Actor,
    view: StatsView,
    period: StatsPeriod,
    now: Timestamp,
) -> Result<Stats, ServiceError> {
    actor.need(Permission::SeeStatistics)?;
    match ctx.statistics.get(&(view, period), now) {
        Some(stats) => Ok(stats),
        None => refresh(ctx, actor, view, period, now).await,
    }
}

/// The figures of a view as they are now.
pub async fn refresh(
    ctx: &Ctx,
    actor: &Actor,
    view: StatsView,
    period: StatsPeriod,
    now: Timestamp,
) -> Result<Stats, ServiceError> {
    actor.need(Permission::SeeStatistics)?;
    let zone = ctx.config.time_zone;
    let stats = ctx
        .db
        .read(move |connection| count(connection, view, period, zone, now))
        .await?;
    ctx.statistics.put((view, period), stats.clone(), now);
    Ok(stats)
}

/// Day after day of a period.
pub async fn series(
    ctx: &Ctx,
    actor: &Actor,
    period: StatsPeriod,
    now: Timestamp,
) -> Result<StatsSeries, ServiceError> {
    actor.need(Permission::SeeStatistics)?;
    let zone = ctx.config.time_zone;
    ctx.db
        .read(move |connection| count_series(connection, period, zone, now))
        .await
}

/// Notes that somebody takes figures away as a file.
pub async fn exported(
    ctx: &Ctx,
    actor: &Actor,
    what: &'static str,
    period: StatsPeriod,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::SeeStatistics)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        audit::record(
            tx,
            identity,
            "statistics.exported",
            format!("statistics:{what}"),
            json!({ "period": period.code() }),
            now,
        )
    })
    .await
}

/// When today began in the zone, and when the first of the last `days` days did, today among them.
pub(super) fn since_days(zone: Zone, now: Timestamp, days: i64) -> (Timestamp, Timestamp) {
    let today = days::midnight(zone, now);
    (today, days::midnight_after(zone, today, 1 - days))
}

/// Counts a view. The days are those of the zone that admins set, else of `default_zone`.
pub fn count(
    connection: &Connection,
    view: StatsView,
    period: StatsPeriod,
    default_zone: Zone,
    now: Timestamp,
) -> Result<Stats, ServiceError> {
    let (zone, fees) = settings(connection, default_zone)?;
    let figures = match view {
        StatsView::Overview => Figures::Overview(overview(connection, zone, &fees, now)?),
        StatsView::Vip => Figures::Vip(vip(connection, period, zone, now)?),
        StatsView::Free => Figures::Free(free(connection, period, zone, now)?),
        StatsView::Tokens => Figures::Tokens(tokens(connection, period, zone, now)?),
    };
    Ok(Stats {
        figures,
        period,
        at: now,
        time_zone: zone.name().to_owned(),
    })
}

/// The operator's zone, and the fees; fees that cannot be read are none.
fn settings(
    connection: &Connection,
    default_zone: Zone,
) -> Result<(Zone, SubscriptionFees), ServiceError> {
    let (zone, fees) = crud::statistics::get_settings(connection)?.unwrap_or_default();
    let zone = zone.and_then(|zone| zone.parse().ok());
    let fees = serde_json::from_str(&fees).unwrap_or_default();
    Ok((zone.unwrap_or(default_zone), fees))
}

fn overview(
    connection: &Connection,
    zone: Zone,
    fees: &SubscriptionFees,
    now: Timestamp,
) -> Result<Overview, ServiceError> {
    let today = days::midnight(zone, now);
    let mut activity = [Activity::default(); 3];
    for (place, period) in [StatsPeriod::Today, StatsPeriod::Week, StatsPeriod::Month]
        .into_iter()
        .enumerate()
    {
        let back = 1 - period.days().unwrap_or(1);
        let since = days::midnight_after(zone, today, back);
        activity[place] = crud::statistics::count_people(connection, since)?;
    }
    let active = crud::subscribers::count_active(connection)?;
    let tokens = crud::statistics::token_moves(connection, Span::EVER.from, Span::EVER.to, now)?;
    Ok(Overview {
        vip_active: active,
        vip_expired: crud::statistics::count_expired(connection)?,
        vip_ending: crud::statistics::count_ending(connection, now, now.plus_days(SOON_DAYS))?,
        free_waiting: crud::requests::count_pending(connection)?,
        free_processed: free_moves(connection, None)?.processed(),
        tokens_made: tokens.made,
        tokens_used: tokens.used,
        tokens_usable: crud::statistics::count_usable(connection, now)?,
        activity,
        paying: active - crud::statistics::count_lifetime(connection)?,
        estimate: estimate::estimate(connection, fees)?,
    })
}

fn vip(
    connection: &Connection,
    period: StatsPeriod,
    zone: Zone,
    now: Timestamp,
) -> Result<VipStats, ServiceError> {
    let today = days::midnight(zone, now);
    let mut ending = Vec::new();
    for place in 0..SOON_DAYS {
        let begins = days::midnight_after(zone, today, place);
        // An end at midnight is the end of the day before it.
        let until = days::midnight_after(zone, today, place + 1);
        let after = if place == 0 { now } else { begins };
        ending.push(DayCount {
            day: begins,
            count: crud::statistics::count_ending(connection, after, until)?,
        });
    }
    let moves = compared(period, zone, now, |span| vip_moves(connection, span))?;
    let longest = crud::statistics::list_longest(connection, MOST_LONGEST)?;
    Ok(VipStats {
        active: crud::subscribers::count_active(connection)?,
        lifetime: crud::statistics::count_lifetime(connection)?,
        overdue: crud::statistics::count_ending(connection, Timestamp(i64::MIN), now)?,
        expired: crud::statistics::count_expired(connection)?,
        whitelisted: crud::statistics::count_whitelisted(connection)?,
        ending,
        moves,
        longest: named(connection, longest)?,
    })
}

fn free(
    connection: &Connection,
    period: StatsPeriod,
    zone: Zone,
    now: Timestamp,
) -> Result<FreeStats, ServiceError> {
    let kept_from = now.plus_days(-WAIT_DAYS);
    let from = days::spans(period, zone, now).map_or(kept_from, |(span, _)| span.from);
    let next = crud::requests::list_pending(connection, MOST_NEXT, 0)?;
    let next_people = next
        .rows
        .into_iter()
        .map(|request| (request.user_id, request.due_at));
    Ok(FreeStats {
        waiting: next.total,
        ready: crud::statistics::count_due(connection, now)?,
        moves: compared(period, zone, now, |span| free_moves(connection, span))?,
        waits: waits(crud::statistics::list_waits(
            connection,
            from.max(kept_from),
            now + 1,
        )?),
        waits_are_cut: period.days().is_none_or(|days| days > WAIT_DAYS),
        next: named(connection, next_people.collect())?,
    })
}

fn tokens(
    connection: &Connection,
    period: StatsPeriod,
    zone: Zone,
    now: Timestamp,
) -> Result<TokenStats, ServiceError> {
    let moves = compared(
        period,
        zone,
        now,
        |span| -> Result<TokenMoves, ServiceError> {
            let span = span.unwrap_or(Span::EVER);
            Ok(crud::statistics::token_moves(
                connection,
                span.from,
                span.to + 1,
                now,
            )?)
        },
    )?;
    let span = days::spans(period, zone, now).map_or(Span::EVER, |(span, _)| span);
    let mut counted = Vec::new();
    for maker in crud::statistics::list_makers(connection)? {
        let (made, used) =
            crud::statistics::count_made_by(connection, maker, span.from, span.to + 1)?;
        if made > 0 {
            counted.push((maker, made, used));
        }
    }
    counted.order_by_key(|(maker, made, _)| (-made, *maker));
    let more_makers = counted.len().saturating_sub(MOST_MAKERS);
    let makers: Result<Vec<TokenMaker>, ServiceError> = counted
        .into_iter()
        .take(MOST_MAKERS)
        .map(|(user_id, made, used)| {
            let name = access::name_of(connection, user_id)?;
            Ok(TokenMaker {
                user_id,
                name,
                made,
                used,
            })
        })
        .collect();
    Ok(TokenStats {
        usable: crud::statistics::count_usable(connection, now)?,
        moves,
        makers: makers?,
        more_makers: i64::try_from(more_makers).unwrap_or(i64::MAX),
    })
}

/// Counts a period and the one before it; since the beginning (`None`) there is nothing before.
fn compared<T>(
    period: StatsPeriod,
    zone: Zone,
    now: Timestamp,
    count: impl Fn(Option<Span>) -> Result<T, ServiceError>,
) -> Result<Compared<T>, ServiceError> {
    Ok(match days::spans(period, zone, now) {
        Some((span, before)) => Compared {
            now: count(Some(span))?,
            before: Some(count(Some(before))?),
        },
        None => Compared {
            now: count(None)?,
            before: None,
        },
    })
}

fn vip_moves(connection: &Connection, span: Option<Span>) -> Result<VipMoves, ServiceError> {
    let mut moves = VipMoves::default();
    for kind in VIP_KINDS {
        moves.add(kind, events(connection, Door::Vip, kind, span)?);
    }
    Ok(moves)
}

fn free_moves(connection: &Connection, span: Option<Span>) -> Result<FreeMoves, ServiceError> {
    let mut moves = FreeMoves::default();
    for kind in FREE_KINDS {
        moves.add(kind, events(connection, Door::Free, kind, span)?);
    }
    Ok(moves)
}

fn events(
    connection: &Connection,
    door: Door,
    kind: &str,
    span: Option<Span>,
) -> Result<i64, ServiceError> {
    Ok(match span {
        Some(span) => {
            let (from, to) = span.half_hours();
            crud::statistics::sum_between(connection, door, kind, from, to)?
        }
        None => crud::statistics::sum_ever(connection, door, kind)?,
    })
}

/// Average and median; of an even number the median is the mean of the two in the middle.
fn waits(mut seconds: Vec<i64>) -> Option<Waits> {
    let count = i64::try_from(seconds.len())
        .ok()
        .filter(|count| *count > 0)?;
    let middle = seconds.len() / 2;
    let (below, upper, _) = seconds.select_nth_unstable(middle);
    let (upper, lower) = (*upper, below.iter().max().copied());
    let median = match lower {
        Some(lower) if count % 2 == 0 => lower + (upper - lower) / 2,
        _ => upper,
    };
    Some(Waits {
        count,
        average_seconds: seconds.iter().sum::<i64>() / count,
        median_seconds: median,
    })
}

fn named(
    connection: &Connection,
    people: Vec<(UserId, Timestamp)>,
) -> Result<Vec<StatsPerson>, ServiceError> {
    people
        .into_iter()
        .map(|(user_id, at)| {
            let name = access::name_of(connection, user_id)?;
            Ok(StatsPerson { user_id, name, at })
        })
        .collect()
}

#[cfg(test)]
#[path = "statistics_tests.rs"]
mod tests;
