//! Dates as people type them, in a time zone.

use crate::models::Timestamp;
use crate::utils::zone::Zone;
use chrono::NaiveDate;
use chrono::NaiveDateTime;
use chrono::NaiveTime;

/// The instant of a typed date: `2026-12-25`, `25/12/2026`, `25.12.26`, each with `18:30` after it or without; without
/// a time the day's last second is meant. `None` if it reads otherwise, or no calendar has that day.
pub fn parse(text: &str, zone: Zone) -> Option<Timestamp> {
    let text = text.trim();
    // A Z at the end says that the time is not the zone's, but UTC.
    let (text, zone) = match text.strip_suffix('Z') {
        Some(text) => (text, Zone::utc()),
        None => (text, zone),
    };
    let (date, time) = match text.split_once([' ', 'T', ',']) {
        Some((date, time)) => (date, Some(time.trim())),
        None => (text, None),
    };
    let date = parse_date(date)?;
    let time = match time {
        None | Some("") => NaiveTime::from_hms_opt(23, 59, 59)?,
        Some(time) => parse_time(time)?,
    };
    Some(instant(NaiveDateTime::new(date, time), zone))
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

fn parse_date(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str| -> Option<u32> {
        let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    };
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, number(second)?, number(third)?)
    } else {
        let year = number(third)?;
        let year = if third.len() == 2 { 2000 + year } else { year };
        (year, number(second)?, number(first)?)
    };
    if !(2000..=2999).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S", "%H:%M"]
        .into_iter()
        .find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

/// The instant at which clocks in that zone show this. An hour that summer time skips counts by the offset before it.
fn instant(local: NaiveDateTime, zone: Zone) -> Timestamp {
    let shown = local.and_utc().timestamp();
    let guess = shown - i64::from(zone.offset_at(shown));
    Timestamp(shown - i64::from(zone.offset_at(guess)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        let havana: Zone = "America/Havana".parse().expect("a zone");
        assert_eq!(
            parse("2026-12-25T18:30:00Z", havana),
            Some(Timestamp(1_798_223_400)),
            "Z is UTC in every zone"
        );
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
    fn what_no_calendar_has_is_refused() {
        for text in [
            "",
            "mañana",
            "31/02/2026",
            "2026-13-01",
            "25/12",
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
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = parse(&text, Zone::utc());
        }
    }
}
