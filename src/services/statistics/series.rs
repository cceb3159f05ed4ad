//! Day after day: what happened, how many were active, and what the accesses sold are worth.

use super::FREE_KINDS;
use super::VIP_KINDS;
use super::days;
use super::days::Span;
use super::estimate::Prices;
use super::settings;
use crate::crud;
use crate::crud::statistics::SoldTerm;
use crate::models::DAY;
use crate::models::Door;
use crate::models::FreeMoves;
use crate::models::Income;
use crate::models::LedgerAccount;
use crate::models::StatsDay;
use crate::models::StatsPeriod;
use crate::models::StatsSeries;
use crate::models::SubscriptionFees;
use crate::models::Timestamp;
use crate::models::VipMoves;
use crate::services::ServiceError;
use crate::utils::zone::Zone;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The longest series: ten years.
const MOST_DAYS: i64 = 3_660;

/// Counts day after day. Since the beginning it is UTC days, which are kept for ever; else the operator's.
pub fn count_series(
    connection: &Connection,
    period: StatsPeriod,
    default_zone: Zone,
    now: Timestamp,
) -> Result<StatsSeries, ServiceError> {
    let (zone, fees) = settings(connection, default_zone)?;
    let mut sales = Sales::new(&fees);
    let (mut series, zone) = match days::spans(period, zone, now) {
        Some((span, _)) => (days_of(connection, span, zone, &mut sales)?, zone),
        None => (days_ever(connection, now, &mut sales)?, Zone::utc()),
    };
    let booked = booked(connection, &mut series)?;
    StatsSeries::fill_active(&mut series, crud::subscribers::count_active(connection)?);
    Ok(StatsSeries {
        days: series,
        income: booked.unwrap_or_else(|| sales.income()),
        period,
        time_zone: zone.name().to_owned(),
    })
}

/// What the books say was sold, in place of the estimate, once anything was: in the currency with most sales.
fn booked(
    connection: &Connection,
    series: &mut [StatsDay],
) -> Result<Option<Income>, ServiceError> {
    let ever = crud::ledger::sums(connection, LedgerAccount::Sales)?;
    let from = series.first().map_or(Timestamp(0), |first| first.day);
    let sold = crud::ledger::list_sold(connection, from)?;
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for one in &sold {
        *counts.entry(&one.sum.currency).or_default() += one.count;
    }
    let most = counts.iter().max_by_key(|(_, count)| **count);
    let most = most.map(|(currency, _)| (*currency).to_owned());
    let Some(currency) = most.or_else(|| ever.first().map(|sum| sum.currency.clone())) else {
        return Ok(None);
    };
    for day in series.iter_mut() {
        day.income = 0;
    }
    let firsts: Vec<Timestamp> = series.iter().map(|day| day.day).collect();
    for one in sold.iter().filter(|one| one.sum.currency == currency) {
        let after = firsts.partition_point(|first| *first <= one.at);
        if let Some(day) = after.checked_sub(1).and_then(|place| series.get_mut(place)) {
            day.income = day.income.saturating_add(one.sum.minor);
        }
    }
    let has_others = counts.len() > 1 || ever.iter().any(|sum| sum.currency != currency);
    Ok(Some(Income::Booked {
        currency,
        has_others,
    }))
}

fn days_of(
    connection: &Connection,
    span: Span,
    zone: Zone,
    sales: &mut Sales,
) -> Result<Vec<StatsDay>, ServiceError> {
    let mut series = Vec::new();
    let mut day = span.from;
    while day <= span.to {
        series.push(empty(day));
        day = days::midnight_after(zone, day, 1);
    }
    let firsts: Vec<i64> = series
        .iter()
        .map(|day| day.day.0.div_euclid(crud::statistics::HALF_HOUR))
        .collect();
    let (from, to) = span.half_hours();
    let place = |half_hour: i64| {
        let after = firsts.partition_point(|first| *first <= half_hour);
        after.checked_sub(1)
    };
    each_kind(|door, kind| {
        for (half_hour, count) in
            crud::statistics::list_half_hours(connection, door, kind, from, to)?
        {
            note(&mut series, place(half_hour), door, kind, count);
        }
        Ok(())
    })?;
    for sold in crud::statistics::list_terms(connection, from, to)? {
        sales.add(&mut series, place(sold.at), sold);
    }
    Ok(series)
}

fn days_ever(
    connection: &Connection,
    now: Timestamp,
    sales: &mut Sales,
) -> Result<Vec<StatsDay>, ServiceError> {
    let today = now.day();
    let first = crud::statistics::first_day(connection)?.unwrap_or(today);
    let first = first.clamp(today - MOST_DAYS + 1, today);
    let mut series: Vec<StatsDay> = (first..=today)
        .map(|day| empty(Timestamp(day * DAY)))
        .collect();
    let place = |day: i64| usize::try_from(day - first).ok();
    each_kind(|door, kind| {
        for (day, count) in crud::statistics::list_days(connection, door, kind, first)? {
            note(&mut series, place(day), door, kind, count);
        }
        Ok(())
    })?;
    for sold in crud::statistics::list_terms_by_day(connection, first)? {
        sales.add(&mut series, place(sold.at), sold);
    }
    Ok(series)
}

fn each_kind(
    mut count: impl FnMut(Door, &'static str) -> Result<(), ServiceError>,
) -> Result<(), ServiceError> {
    for kind in VIP_KINDS {
        count(Door::Vip, kind)?;
    }
    for kind in FREE_KINDS {
        count(Door::Free, kind)?;
    }
    Ok(())
}

fn note(series: &mut [StatsDay], place: Option<usize>, door: Door, kind: &str, count: i64) {
    if let Some(day) = place.and_then(|place| series.get_mut(place)) {
        match door {
            Door::Vip => day.vip.add(kind, count),
            Door::Free => day.free.add(kind, count),
        }
    }
}

fn empty(day: Timestamp) -> StatsDay {
    StatsDay {
        day,
        vip: VipMoves::default(),
        free: FreeMoves::default(),
        active: 0,
        income: 0,
    }
}

/// Puts a worth on accesses sold, if any fees are set.
struct Sales {
    prices: Option<Prices>,
    unpriced: i64,
}

impl Sales {
    fn new(fees: &SubscriptionFees) -> Self {
        Self {
            prices: Prices::usual(fees),
            unpriced: 0,
        }
    }

    fn add(&mut self, series: &mut [StatsDay], place: Option<usize>, sold: SoldTerm) {
        let Some(day) = place.and_then(|place| series.get_mut(place)) else {
            return;
        };
        let worth = self
            .prices
            .as_ref()
            .and_then(|prices| prices.worth(sold.hours));
        match worth {
            Some(minor) => {
                day.income = day.income.saturating_add(minor.saturating_mul(sold.count));
            }
            None => self.unpriced += sold.count,
        }
    }

    fn income(self) -> Income {
        match self.prices {
            Some(prices) => Income::Estimated {
                currency: prices.currency,
                unpriced: self.unpriced,
                has_other_fees: prices.has_others,
            },
            None => Income::Unknown,
        }
    }
}
