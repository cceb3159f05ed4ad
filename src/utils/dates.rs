//! Dates and times as people type them, in Spanish and in English, on the clocks of a time zone.

use crate::models::DAY;
use crate::models::HOUR;
use crate::models::MINUTE;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::utils::zone::Zone;
use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono::NaiveTime;
use std::ops::RangeInclusive;

/// The farthest time that can be named.
const FARTHEST_SECONDS: i64 = 366 * DAY;
/// A date without a year that is over is next year's if that is no farther away than this.
const NEXT_YEAR_SECONDS: i64 = 183 * DAY;

/// Years that a date with its year may have: any other is a slip of the hand.
const YEARS: RangeInclusive<i32> = 2000..=2999;

const MONTHS: [[&str; 2]; 12] = [
    ["ene", "jan"],
    ["feb", "feb"],
    ["mar", "mar"],
    ["abr", "apr"],
    ["may", "may"],
    ["jun", "jun"],
    ["jul", "jul"],
    ["ago", "aug"],
    ["sep", "sep"],
    ["oct", "oct"],
    ["nov", "nov"],
    ["dic", "dec"],
];
/// From Monday on.
const WEEKDAYS: [[&str; 2]; 7] = [
    ["lun", "mon"],
    ["mar", "tue"],
    ["mie", "wed"],
    ["jue", "thu"],
    ["vie", "fri"],
    ["sab", "sat"],
    ["dom", "sun"],
];
/// Words that say nothing.
const FILLERS: [&str; 12] = [
    "a", "las", "la", "el", "at", "on", "the", "de", "of", "del", "h", "hrs",
];

/// The instant that a text names, on clocks of that zone: "25/12 18:30", "mañana 9:00", "tomorrow 9am", "18:30",
/// "2026-12-25 18:30", "lunes 9:00", "25 dic 18:30", "en 2 horas". A time alone is the next one. A time that clocks skip
/// in spring is the one an hour later, of a time that comes twice in autumn it is the first.
///
/// # Errors
/// `TimeUnclear`, `TimePast`, or `TimeTooFar` beyond a year.
pub fn upcoming(text: &str, now: Timestamp, zone: Zone) -> Result<Timestamp, Refusal> {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let at = match from_now(&words) {
        Some(seconds) => now + seconds,
        None => on_clocks(&words, now, zone)?,
    };
    if at <= now {
        Err(Refusal::TimePast)
    } else if at.since(now) > FARTHEST_SECONDS {
        Err(Refusal::TimeTooFar)
    } else {
        Ok(at)
    }
}

/// The instant of a typed date with its year: `2026-12-25`, `25/12/2026`, `25.12.26`, `25 dic 2026`, each with `18:30`
/// after it or without; without a time the day's last second is meant. `None` if it reads otherwise, or no calendar has
/// that day.
pub fn parse(text: &str, zone: Zone) -> Option<Timestamp> {
    // A Z at the end says that the time is not the zone's, but UTC.
    let (text, zone) = match text.trim().strip_suffix('Z') {
        Some(text) => (text, Zone::utc()),
        None => (text, zone),
    };
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let end_of_day = NaiveTime::from_hms_opt(23, 59, 59)?;
    let (time, (year, month, day)) = match date(&words) {
        Some(date) => (end_of_day, date),
        None => {
            let (time, day) = split(&words)?;
            (time, date(day)?)
        }
    };
    let year = year.filter(|year| YEARS.contains(year))?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(Timestamp(zone.instant_of(date.and_time(time))))
}

/// How a date of three numbers with the year last puts day and month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// 25/12/2026
    DayFirst,
    /// 12/25/2026: nobody who writes the day first means this.
    MonthFirst,
    /// 05/06/2026
    Either,
}

/// How a typed date puts day and month; `None` if its year is first, or it is no date.
pub fn order(text: &str) -> Option<Order> {
    let date = text.trim().split([' ', 'T', ',']).next()?;
    let mut parts = date.split(['-', '/', '.']);
    let (first, second, _) = (parts.next()?, parts.next()?, parts.next()?);
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    match (first, second) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        (1..=12, 1..=12) if first != second => Some(Order::Either),
        _ => None,
    }
}

/// Lower case, without accents, commas and words that say nothing.
fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .chars()
        .take(100)
        .flat_map(char::to_lowercase)
        .map(|character| match character {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' => 'u',
            'ñ' => 'n',
            ',' | ';' => ' ',
            other => other,
        })
        .collect();
    let found = plain.split_whitespace();
    // The T of ISO 8601 stands between a date and a time.
    let found = found.flat_map(|word| match word.split_once('t') {
        Some((date, time)) if date.starts_with("20") && time.contains(':') => vec![date, time],
        Some(_) | None => vec![word],
    });
    found
        .filter(|word| !FILLERS.contains(word))
        .map(|word| word.trim_end_matches('.').to_owned())
        .collect()
}

/// "en 2 horas", "in 30 min".
fn from_now(words: &[&str]) -> Option<i64> {
    let ["en" | "in" | "dentro", count, unit] = words else {
        return None;
    };
    let count: i64 = match *count {
        "un" | "una" | "an" | "one" => 1,
        "media" | "half" => return unit.starts_with("h").then_some(30 * MINUTE),
        digits => digits
            .parse()
            .ok()
            .filter(|count| (1..=9_999).contains(count))?,
    };
    let seconds = if unit.starts_with("min") {
        MINUTE
    } else if unit.starts_with("h") {
        HOUR
    } else if unit.starts_with("d") {
        DAY
    } else {
        return None;
    };
    Some(count * seconds)
}

fn on_clocks(words: &[&str], now: Timestamp, zone: Zone) -> Result<Timestamp, Refusal> {
    let (time, day) = split(words).ok_or(Refusal::TimeUnclear)?;
    let today = zone.date_at(now.0).ok_or(Refusal::TimeUnclear)?;
    let at = |date: NaiveDate| Timestamp(zone.instant_of(date.and_time(time)));
    let after = |days: u64| today.checked_add_days(Days::new(days));
    let date = match day {
        [] if at(today) > now => Some(today),
        [] => after(1),
        ["hoy" | "today"] => Some(today),
        ["manana" | "tomorrow"] => after(1),
        ["pasado"] | ["pasado", "manana"] => after(2),
        [word] if let Some(place) = weekday(word) => {
            let ahead = (7 + place - today.weekday().num_days_from_monday()) % 7;
            // The weekday it is today, with a time that is over, is next week's.
            let is_over = ahead == 0 && at(today) <= now;
            after(u64::from(ahead) + if is_over { 7 } else { 0 })
        }
        _ => match date(day).ok_or(Refusal::TimeUnclear)? {
            (Some(year), month, day) => NaiveDate::from_ymd_opt(year, month, day),
            (None, month, day) => {
                let this = NaiveDate::from_ymd_opt(today.year(), month, day);
                let next = NaiveDate::from_ymd_opt(today.year() + 1, month, day);
                let is_near = |date: &NaiveDate| at(*date).since(now) <= NEXT_YEAR_SECONDS;
                match this {
                    Some(this) if at(this) > now => Some(this),
                    Some(this) => next.filter(is_near).or(Some(this)),
                    None => next.filter(is_near),
                }
            }
        },
    };
    date.map(at).ok_or(Refusal::TimeUnclear)
}

/// The time, and the words of the day. The time stands last, or first.
fn split<'a, 'b>(words: &'b [&'a str]) -> Option<(NaiveTime, &'b [&'a str])> {
    if let [day @ .., last, half @ ("am" | "pm")] = words
        && let Some(time) = clock(&format!("{last}{half}"))
    {
        return Some((time, day));
    }
    if let [day @ .., last] = words
        && let Some(time) = clock(last)
    {
        return Some((time, day));
    }
    if let [first, day @ ..] = words
        && let Some(time) = clock(first)
    {
        return Some((time, day));
    }
    None
}

/// "18:30", "18.30", "18h30", "18h", "9am", "9:30pm"; "18:30:00" and "18:30:00z", as programs write it.
fn clock(word: &str) -> Option<NaiveTime> {
    let (digits, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (None, Some(digits)) => (digits, Some(12)),
        (None, None) => (word, None),
    };
    if half.is_none()
        && let [hour, minute, second] = digits
            .trim_end_matches('z')
            .split(':')
            .collect::<Vec<_>>()
            .as_slice()
    {
        return NaiveTime::from_hms_opt(number(hour)?, number(minute)?, number(second)?);
    }
    let (hour, minute) = match digits.split_once([':', '.', 'h']) {
        Some((hour, "")) if digits.ends_with('h') => (hour, "00"),
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        // A bare number is no time: "25" may be a day.
        None if half.is_some() => (digits, "00"),
        None => return None,
    };
    let hour: u32 = number(hour)?;
    let hour = match half {
        None => hour,
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hour, number(minute)?, 0)
}

fn weekday(word: &str) -> Option<u32> {
    // "mar" alone is Tuesday; a month stands beside a day.
    (0u32..)
        .zip(WEEKDAYS)
        .find(|(_, names)| names.iter().any(|name| word.starts_with(name)))
        .map(|(place, _)| place)
        .filter(|_| word.chars().all(char::is_alphabetic))
}

/// The year if named, the month and the day: "25/12", "25-12-2026", "2026-12-25", "25 dic 2026", "dec 25".
fn date(words: &[&str]) -> Option<(Option<i32>, u32, u32)> {
    if let [word] = words {
        let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
        return match parts.as_slice() {
            [year, month, day] if year.len() == 4 => {
                Some((Some(number(year)?), number(month)?, number(day)?))
            }
            [day, month, year] => Some((Some(full_year(year)?), number(month)?, number(day)?)),
            [day, month] => Some((None, month_of(month)?, number(day)?)),
            _ => None,
        };
    }
    let (first, second, year) = match words {
        [first, second] => (first, second, None),
        [first, second, year] => (first, second, Some(full_year(year)?)),
        _ => return None,
    };
    let ordinal = |word: &str| -> Option<u32> {
        let bare = word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h', 'º']);
        number(bare)
    };
    match (ordinal(first), ordinal(second)) {
        (Some(day), None) => Some((year, month_of(second)?, day)),
        (None, Some(day)) => Some((year, month_of(first)?, day)),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn month_of(word: &str) -> Option<u32> {
    if let Some(month) = number(word) {
        return Some(month);
    }
    (1u32..)
        .zip(MONTHS)
        .find(|(_, names)| names.iter().any(|name| word.starts_with(name)))
        .map(|(month, _)| month)
}

fn full_year(word: &str) -> Option<i32> {
    match word.len() {
        4 => number(word),
        2 => number::<i32>(word).map(|year| 2000 + year),
        _ => None,
    }
}

/// Digits and nothing else.
fn number<T: std::str::FromStr>(word: &str) -> Option<T> {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { word.parse().ok() } else { None }
}

/// An instant as machines read it (RFC 3339), in UTC to the second: `2026-11-22T03:30:00Z`.
pub fn rfc3339(at: Timestamp) -> String {
    let moment = chrono::DateTime::from_timestamp(at.0, 0);
    moment.map_or_else(
        || at.to_string(),
        |at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    )
}

/// So many months of the calendar later, in UTC: the 31st of a month becomes the last day of a shorter one. `None` beyond
/// what a calendar holds.
pub fn plus_months(at: Timestamp, months: u32) -> Option<Timestamp> {
    let moment = chrono::DateTime::from_timestamp(at.0, 0)?;
    let later = moment.checked_add_months(chrono::Months::new(months))?;
    Some(Timestamp(later.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::locale::Lang;
    use crate::utils::units;
    use proptest::prelude::*;

    /// Friday, 15 January 2027, 08:00 UTC: 09:00 in Madrid.
    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn madrid() -> Zone {
        "Europe/Madrid".parse().expect("a zone")
    }

    fn read(text: &str) -> String {
        match upcoming(text, NOW, madrid()) {
            Ok(at) => units::instant(Lang::En, at, madrid()).replace(" (Europe/Madrid)", ""),
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for (text, meant) in [
            ("18:30", "15 Jan 2027, 18:30"),
            ("a las 18.30", "15 Jan 2027, 18:30"),
            ("6pm", "15 Jan 2027, 18:00"),
            ("12am", "16 Jan 2027, 00:00"),
            ("8:00", "16 Jan 2027, 08:00"),
            ("hoy 9:01", "15 Jan 2027, 09:01"),
            ("mañana 9:00", "16 Jan 2027, 09:00"),
            ("Mañana a las 9:00", "16 Jan 2027, 09:00"),
            ("tomorrow 9:30 pm", "16 Jan 2027, 21:30"),
            ("pasado mañana 7:15", "17 Jan 2027, 07:15"),
            ("25/01 18:30", "25 Jan 2027, 18:30"),
            ("25/1/27 18:30", "25 Jan 2027, 18:30"),
            ("25-01-2027 18:30", "25 Jan 2027, 18:30"),
            ("2027-12-25 18:30", "25 Dec 2027, 18:30"),
            ("2027-12-25T18:30", "25 Dec 2027, 18:30"),
            ("25/12 18:30", "25 Dec 2027, 18:30"),
            ("25 de diciembre a las 18:30", "25 Dec 2027, 18:30"),
            ("dec 25th 6:30pm", "25 Dec 2027, 18:30"),
            ("18:30 25/12", "25 Dec 2027, 18:30"),
            ("1 mar 10:00", "1 Mar 2027, 10:00"),
            ("lunes 10:00", "18 Jan 2027, 10:00"),
            ("viernes 10:00", "15 Jan 2027, 10:00"),
            ("friday 8:00", "22 Jan 2027, 08:00"),
            ("en 2 horas", "15 Jan 2027, 11:00"),
            ("in 30 min", "15 Jan 2027, 09:30"),
        ] {
            assert_eq!(read(text), meant, "{text}");
        }
    }

    #[test]
    fn nonsense_and_times_that_are_over_are_refused() {
        for text in [
            "",
            "hola",
            "25",
            "25/12",
            "25:00",
            "18:60",
            "32/01 10:00",
            "30/02 10:00",
            "13/13 10:00",
            "mañana",
            "9",
            "18:3",
            "1/2/3/4 10:00",
            "en 0 horas",
            "en dos lunas",
        ] {
            assert_eq!(read(text), "TimeUnclear", "{text}");
        }
        for text in [
            "hoy 8:00",
            "14/01/2027 10:00",
            "2026-12-25 18:30",
            "14/01 10:00",
            "hoy 9:00",
        ] {
            assert_eq!(read(text), "TimePast", "{text}");
        }
        assert_eq!(read("25/12/2029 10:00"), "TimeTooFar");
    }

    #[test]
    fn a_date_without_a_year_may_be_next_years() {
        // 30 December 2026, 12:00 UTC.
        let december = Timestamp(1_798_632_000);
        let at = upcoming("2/1 10:00", december, Zone::utc()).expect("a time");
        assert_eq!(
            units::instant(Lang::En, at, Zone::utc()),
            "2 Jan 2027, 10:00 (UTC)"
        );
    }

    #[test]
    fn hours_that_clocks_skip_or_repeat_are_one_instant() {
        // Madrid: 28 March 2027 has no 02:30, 31 October 2027 has two.
        assert_eq!(read("28/03/2027 2:30"), "28 Mar 2027, 03:30");
        let autumn = upcoming("31/10/2027 2:30", NOW, madrid()).expect("a time");
        assert_eq!(madrid().offset_at(autumn.0), 7_200, "the first of the two");
        assert_eq!(read("31/10/2027 2:30"), "31 Oct 2027, 02:30");
        assert_eq!(read("28/03/2027 4:00"), "28 Mar 2027, 04:00");
    }

    #[test]
    fn dates_are_read_in_the_forms_people_use() {
        let utc = Zone::utc();
        let end_of_day = Some(Timestamp(1_798_243_199));
        for text in [
            "2026-12-25",
            "25/12/2026",
            " 25.12.2026 ",
            "25-12-26",
            "25/12/26",
            "25 dic 2026",
            "Dec 25th, 2026",
        ] {
            assert_eq!(parse(text, utc), end_of_day, "{text}");
        }
        assert_eq!(
            parse("25/12/2026 18:30", utc),
            Some(Timestamp(1_798_223_400))
        );
        assert_eq!(
            parse("2026-12-25T18:30:00Z", utc),
            Some(Timestamp(1_798_223_400))
        );
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in [
            "",
            "mañana",
            "31/02/2026",
            "2026-13-01",
            "25/12",
            "25/12 18:30",
            "18:30",
            "25/12/1999",
            "1/1/2026 25:00",
            "+1/1/2026",
        ] {
            assert_eq!(parse(text, Zone::utc()), None, "{text}");
        }
    }

    #[test]
    fn a_day_ends_where_the_operator_lives() {
        let havana: Zone = "America/Havana".parse().expect("a zone");
        assert_eq!(
            parse("25/12/2026", havana),
            Some(Timestamp(1_798_243_199 + 5 * 3_600))
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_of_dates_panic(text in any::<String>()) {
            let _ = parse(&text, Zone::utc());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[0-9a-zñ:/. -]{0,24}", any in any::<String>(), now in 0i64..4_000_000_000) {
            for text in [text, any] {
                if let Ok(at) = upcoming(&text, Timestamp(now), madrid()) {
                    prop_assert!(at.0 > now && at.0 <= now + FARTHEST_SECONDS);
                }
            }
        }
    }

    #[test]
    fn a_date_shows_which_of_day_and_month_comes_first() {
        for (text, order_of) in [
            ("25/12/2026", Some(Order::DayFirst)),
            ("12/25/2026 10:00", Some(Order::MonthFirst)),
            ("05.06.26", Some(Order::Either)),
            ("05/05/2026", None),
            ("2026-12-25", None),
            ("mañana", None),
        ] {
            assert_eq!(order(text), order_of, "{text}");
        }
    }

    #[test]
    fn a_z_after_a_time_is_utc_in_every_zone() {
        assert_eq!(
            parse("2026-12-25T18:30:00Z", madrid()),
            Some(Timestamp(1_798_223_400))
        );
    }
}
