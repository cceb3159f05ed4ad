//! The operator's days: when they begin, and which half hours a period has.

use crate::crud::statistics::HALF_HOUR;
use crate::models::DAY;
use crate::models::StatsPeriod;
use crate::models::Timestamp;
use crate::utils::zone::Zone;

/// From an instant up to another, the last half hour whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Span {
    /// Everything there ever was.
    pub const EVER: Span = Span {
        from: Timestamp(i64::MIN),
        to: Timestamp(i64::MAX),
    };

    /// The half hours from the first up to, not including, the second. Where a zone's midnight lies within a half hour
    /// (a few zones differ from UTC by quarters), the half hour belongs to the day that begins in it.
    pub fn half_hours(self) -> (i64, i64) {
        (
            self.from.0.div_euclid(HALF_HOUR),
            self.to.0.div_euclid(HALF_HOUR) + 1,
        )
    }
}

/// When the day of an instant begins in the zone.
pub fn midnight(zone: Zone, at: Timestamp) -> Timestamp {
    let offset = |at: i64| i64::from(zone.offset_at(at));
    let day = (at.0 + offset(at.0)).div_euclid(DAY);
    let guess = day * DAY - offset(at.0);
    // The offset may have changed since midnight.
    Timestamp(day * DAY - offset(guess))
}

/// When the day begins that lies so many days after (or, if negative, before) that of a midnight.
pub fn midnight_after(zone: Zone, midnight_at: Timestamp, days: i64) -> Timestamp {
    // Noon of any day, however long the nights between are, is within that day.
    midnight(zone, midnight_at + days * DAY + DAY / 2)
}

/// The period that ends now, and the one as long before it, up to the same hour; `None` = since the beginning.
pub fn spans(period: StatsPeriod, zone: Zone, now: Timestamp) -> Option<(Span, Span)> {
    let days = period.days()?;
    let today = midnight(zone, now);
    let from = midnight_after(zone, today, 1 - days);
    let before = Span {
        from: midnight_after(zone, from, -days),
        to: midnight_after(zone, today, -days) + now.since(today),
    };
    Some((Span { from, to: now }, before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone(name: &str) -> Zone {
        name.parse().expect("a zone")
    }

    #[test]
    fn a_day_begins_at_the_zones_midnight_in_summer_too() {
        let at = Timestamp(1_795_318_200); // 22 November 2026, 03:30 UTC
        assert_eq!(midnight(Zone::utc(), at), Timestamp(1_795_305_600));
        assert_eq!(
            midnight(zone("America/Havana"), at),
            Timestamp(1_795_237_200)
        );
        // The clocks went back at 03:00 on 25 October 2026: noon is thirteen hours after midnight.
        let noon = Timestamp(1_792_926_000);
        let begins = midnight(zone("Europe/Madrid"), noon);
        assert_eq!(noon.since(begins), 13 * 3_600);
        let next = midnight_after(zone("Europe/Madrid"), begins, 1);
        assert_eq!(next.since(begins), 25 * 3_600);
    }

    #[test]
    fn a_period_is_compared_with_the_one_before_up_to_the_same_hour() {
        let now = Timestamp(1_795_318_200);
        let (span, before) = spans(StatsPeriod::Week, Zone::utc(), now).expect("a span");
        assert_eq!(span.from, Timestamp(1_795_305_600 - 6 * DAY));
        assert_eq!(before.to, now - 7 * DAY);
        assert_eq!(before.from, span.from - 7 * DAY);
        assert_eq!(spans(StatsPeriod::All, Zone::utc(), now), None);
    }

    proptest! {
        #[test]
        fn a_midnight_is_at_or_before_its_instant_within_a_day(at in 0i64..4_000_000_000, name in 0usize..4) {
            let zone = zone(["UTC", "America/Havana", "Asia/Kathmandu", "Pacific/Apia"][name]);
            let begins = midnight(zone, Timestamp(at));
            prop_assert!(begins.0 <= at + 3_600 && at - begins.0 < 26 * 3_600, "{begins} {at}");
        }
    }
}
