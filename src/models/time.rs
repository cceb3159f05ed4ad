//! Instants and lengths of time, in whole seconds as the database stores them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};

/// One minute in seconds.
pub const MINUTE: i64 = 60;
/// One hour in seconds.
pub const HOUR: i64 = 3_600;
/// One day in seconds.
pub const DAY: i64 = 86_400;

/// An instant: Unix seconds, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant `minutes` later.
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(MINUTE)))
    }

    /// The instant `hours` later.
    pub fn plus_hours(self, hours: i64) -> Self {
        Self(self.0.saturating_add(hours.saturating_mul(HOUR)))
    }

    /// The instant `days` later.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// Seconds from `earlier` to this instant; negative if this one comes first.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Number of the UTC day since 1970.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }
}

impl Add<i64> for Timestamp {
    type Output = Self;
    fn add(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl Sub<i64> for Timestamp {
    type Output = Self;
    fn sub(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arithmetic_never_overflows(at in any::<i64>(), by in any::<i64>()) {
            let _ = Timestamp(at).plus_minutes(by);
            let _ = Timestamp(at).plus_hours(by);
            let _ = Timestamp(at).plus_days(by);
            let _ = Timestamp(at).since(Timestamp(by));
        }

        #[test]
        fn adding_and_taking_away_is_the_same_instant(at in -1_000_000_000_000i64..1_000_000_000_000, by in 0i64..1_000_000_000) {
            prop_assert_eq!(Timestamp(at) + by - by, Timestamp(at));
            prop_assert_eq!((Timestamp(at) + by).since(Timestamp(at)), by);
        }
    }

    #[test]
    fn a_day_begins_at_midnight_utc_before_1970_too() {
        assert_eq!(Timestamp(0).day(), 0);
        assert_eq!(Timestamp(DAY - 1).day(), 0);
        assert_eq!(Timestamp(-1).day(), -1);
    }
}
