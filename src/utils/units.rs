//! Lengths of time, instants and sizes in words; numbers and money in `numbers`.

mod goods;
mod numbers;

pub use goods::*;
pub use numbers::*;

use crate::models::DAY;
use crate::models::DurationHours;
use crate::models::HOUR;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::zone::Zone;
use chrono::DateTime;
use chrono::Datelike;
use chrono::TimeDelta;
use chrono::Timelike;

const SPANISH_MONTHS: [&str; 12] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A length of time by its two largest units: "3 días y 4 horas". Rounded down to the minute; a negative
/// length reads as its absolute value.
pub fn duration(lang: Lang, seconds: i64) -> String {
    let seconds = seconds.saturating_abs();
    let (days, hours, minutes) = (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
    if days > 0 {
        pair(
            lang,
            days_name(lang, days),
            (hours > 0).then(|| hours_count(lang, hours)),
        )
    } else if hours > 0 {
        pair(
            lang,
            hours_count(lang, hours),
            (minutes > 0).then(|| minutes_name(lang, minutes)),
        )
    } else if minutes > 0 {
        minutes_name(lang, minutes)
    } else {
        lang.plain("unit-under-a-minute", args! {})
    }
}

/// The grammatical number of `duration`: 1 where it reads as one thing ("queda 1 día"), else more ("quedan 1 día y 4
/// horas").
pub fn duration_number(seconds: i64) -> i64 {
    let seconds = seconds.saturating_abs();
    let (days, hours, minutes) = (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
    match (days, hours, minutes) {
        (0, 0, 0) => 1,
        (0, 0, minutes) => minutes,
        (0, hours, 0) => hours,
        (days, 0, _) => days,
        _ => 2,
    }
}

/// Minutes in words, in the largest units: "5 minutos", "1 día y 2 horas"; none at all is "0 minutos".
pub fn minutes(lang: Lang, minutes: i64) -> String {
    match minutes {
        0 => minutes_name(lang, 0),
        some => duration(lang, some.saturating_mul(MINUTE)),
    }
}

/// The length of a subscription or of a token's validity: "24 horas", "7 días", "De por vida".
pub fn hours_name(lang: Lang, hours: DurationHours) -> String {
    match hours {
        None => lang.plain("unit-lifetime", args! {}),
        Some(hours) if hours >= 48 && hours % 24 == 0 => days_name(lang, hours / 24),
        Some(hours) => hours_count(lang, hours),
    }
}

/// An instant in the reader's time zone, which it names: "22 nov 2026, 03:30 (UTC)".
pub fn instant(lang: Lang, at: Timestamp, time_zone: Zone) -> String {
    let Some(utc) = DateTime::from_timestamp(at.0, 0) else {
        // Beyond the calendar: nothing of ours is, but a number is better than no answer.
        return at.to_string();
    };
    // Near the ends of the calendar the zone's offset leaves it.
    if utc.year().abs() > 200_000 {
        return at.to_string();
    }
    let local = utc + TimeDelta::seconds(i64::from(time_zone.offset_at(at.0)));
    let month = month_name(lang, local.month0());
    let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
    format!(
        "{day} {month} {year}, {hour:02}:{minute:02} ({})",
        time_zone.name()
    )
}

/// A time of day in the zone: "14:03".
pub fn time_of_day(at: Timestamp, time_zone: Zone) -> String {
    let local = at.0.saturating_add(i64::from(time_zone.offset_at(at.0)));
    let minutes = local.rem_euclid(DAY) / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day of an instant in the zone, short: "22 nov", "22 Nov".
pub fn short_day(lang: Lang, at: Timestamp, time_zone: Zone) -> String {
    let (_, month, day) = date(at, time_zone);
    format!("{day} {}", month_name(lang, month))
}

/// The month of an instant in the zone, short: "nov 2026", "Nov 2026".
pub fn short_month(lang: Lang, at: Timestamp, time_zone: Zone) -> String {
    let (year, month, _) = date(at, time_zone);
    format!("{} {year}", month_name(lang, month))
}

/// The day of an instant in the zone as ISO 8601 writes it: "2026-11-22".
pub fn iso_day(at: Timestamp, time_zone: Zone) -> String {
    let (year, month, day) = date(at, time_zone);
    format!("{year:04}-{:02}-{day:02}", month + 1)
}

/// Year, month from 0, and day; the first of 1970 beyond the calendar.
fn date(at: Timestamp, time_zone: Zone) -> (i32, u32, u32) {
    let local = at.0.saturating_add(i64::from(time_zone.offset_at(at.0)));
    let date = DateTime::from_timestamp(local, 0).unwrap_or_default();
    (date.year(), date.month0(), date.day())
}

fn month_name(lang: Lang, month: u32) -> &'static str {
    let months = match lang {
        Lang::Es => &SPANISH_MONTHS,
        Lang::En => &ENGLISH_MONTHS,
    };
    months.get(month as usize).copied().unwrap_or_default()
}

/// A size: "512 B", "10,4 MB". Thousands, as phones count.
pub fn bytes(lang: Lang, bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    let point = match lang {
        Lang::Es => ',',
        Lang::En => '.',
    };
    format!("{}{point}{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// Hundredths as a decimal number: "1,25".
pub fn hundredths(lang: Lang, value: u32) -> String {
    let point = match lang {
        Lang::Es => ',',
        Lang::En => '.',
    };
    format!("{}{point}{:02}", value / 100, value % 100)
}

fn pair(lang: Lang, first: String, second: Option<String>) -> String {
    match second {
        None => first,
        Some(second) => lang.plain("unit-pair", args! { first: &first, second: &second }),
    }
}

fn days_name(lang: Lang, days: i64) -> String {
    lang.plain("unit-days", args! { count: days })
}

fn hours_count(lang: Lang, hours: i64) -> String {
    lang.plain("unit-hours", args! { count: hours })
}

fn minutes_name(lang: Lang, minutes: i64) -> String {
    lang.plain("unit-minutes", args! { count: minutes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_length_is_told_by_its_two_largest_units() {
        assert_eq!(
            duration(Lang::Es, 3 * DAY + 4 * HOUR + 59),
            "3 días y 4 horas"
        );
        assert_eq!(duration(Lang::Es, 5 * MINUTE), "5 minutos");
        assert_eq!(duration(Lang::Es, HOUR + MINUTE), "1 hora y 1 minuto");
        assert_eq!(duration(Lang::Es, 59), "menos de un minuto");
        assert_eq!(duration(Lang::En, DAY), "1 day");
        assert_eq!(duration(Lang::En, 2 * DAY + HOUR), "2 days and 1 hour");
        assert_eq!(minutes(Lang::Es, 0), "0 minutos");
        assert_eq!(minutes(Lang::En, 90), "1 hour and 30 minutes");
    }

    #[test]
    fn a_length_of_one_thing_is_singular() {
        for (seconds, number) in [
            (DAY, 1),
            (DAY + MINUTE, 1),
            (DAY + HOUR, 2),
            (2 * DAY, 2),
            (HOUR, 1),
            (HOUR + MINUTE, 2),
            (MINUTE, 1),
            (5 * MINUTE, 5),
            (30, 1),
            (-DAY, 1),
        ] {
            assert_eq!(duration_number(seconds), number, "{seconds}");
        }
    }

    #[test]
    fn lengths_of_access_have_names() {
        assert_eq!(hours_name(Lang::Es, Some(1)), "1 hora");
        assert_eq!(hours_name(Lang::Es, Some(24)), "24 horas");
        assert_eq!(hours_name(Lang::Es, Some(36)), "36 horas");
        assert_eq!(hours_name(Lang::Es, Some(7 * 24)), "7 días");
        assert_eq!(hours_name(Lang::Es, None), "De por vida");
        assert_eq!(hours_name(Lang::En, Some(365 * 24)), "365 days");
    }

    #[test]
    fn an_instant_names_its_zone() {
        let at = Timestamp(1_795_318_200);
        assert_eq!(
            instant(Lang::Es, at, Zone::utc()),
            "22 nov 2026, 03:30 (UTC)"
        );
        assert_eq!(
            instant(Lang::En, at, "America/Havana".parse().expect("a zone")),
            "21 Nov 2026, 22:30 (America/Havana)"
        );
    }

    #[test]
    fn days_and_times_are_those_of_the_zone() {
        let at = Timestamp(1_795_318_200);
        let havana = "America/Havana".parse().expect("a zone");
        assert_eq!(short_day(Lang::Es, at, Zone::utc()), "22 nov");
        assert_eq!(short_day(Lang::En, at, havana), "21 Nov");
        assert_eq!(short_month(Lang::Es, at, havana), "nov 2026");
        assert_eq!(iso_day(at, havana), "2026-11-21");
        assert_eq!(time_of_day(at, Zone::utc()), "03:30");
        assert_eq!(time_of_day(at, havana), "22:30");
    }

    #[test]
    fn sizes_are_rounded_down_to_a_tenth() {
        assert_eq!(bytes(Lang::Es, 999), "999 B");
        assert_eq!(bytes(Lang::Es, 10_450_000), "10,4 MB");
        assert_eq!(bytes(Lang::En, 1_000), "1.0 kB");
        assert_eq!(bytes(Lang::En, u64::MAX), "18.4 EB");
    }

    proptest! {
        #[test]
        fn no_number_is_too_strange(number in any::<i64>(), size in any::<u64>()) {
            for lang in Lang::ALL {
                prop_assert!(!duration(lang, number).is_empty());
                prop_assert!(!minutes(lang, number).is_empty());
                prop_assert!(!hours_name(lang, Some(number)).is_empty());
                prop_assert!(!instant(lang, Timestamp(number), "Pacific/Kiritimati".parse().expect("a zone")).is_empty());
                prop_assert!(!instant(lang, Timestamp(number / 1000), "Asia/Tehran".parse().expect("a zone")).is_empty());
                prop_assert!(!bytes(lang, size).is_empty());
            }
        }
    }
}
