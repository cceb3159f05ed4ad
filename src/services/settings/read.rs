//! What an admin types as a value.

use crate::models::DAY;
use crate::models::FeePeriod;
use crate::models::HOUR;
use crate::models::LEAST_REMINDER_HOURS;
use crate::models::LEAST_RETENTION_DAYS;
use crate::models::MOST_FEE_DAYS;
use crate::models::MOST_GRACE_HOURS;
use crate::models::MOST_REMINDER_HOURS;
use crate::models::MOST_REMINDERS;
use crate::models::MOST_RETENTION_DAYS;
use crate::models::Money;
use crate::models::Refusal;
use crate::models::SettingFault;
use crate::utils::fold;
use crate::utils::money;
use crate::utils::money::NotMoney;
use crate::utils::order::InOrder;
use crate::utils::zone::Zone;

/// Reminders: `72 24 1`, `3d, 24h`; `0` or `no` for none.
pub fn reminders(text: &str) -> Result<Vec<i64>, Refusal> {
    let text = text.trim().to_lowercase();
    if ["0", "no", "ninguno", "none"].contains(&text.as_str()) {
        return Ok(Vec::new());
    }
    let words = joined(&text);
    if words.is_empty() {
        return Err(Refusal::Setting(SettingFault::RemindersInvalid));
    }
    let hours: Option<Vec<i64>> = words.iter().map(|word| hours(word)).collect();
    tidy_reminders(hours.ok_or(Refusal::Setting(SettingFault::RemindersInvalid))?)
}

/// The hours in order and without doubles, if they are allowed.
pub(super) fn tidy_reminders(mut hours: Vec<i64>) -> Result<Vec<i64>, Refusal> {
    hours.order_by(|one, other| other.cmp(one));
    hours.dedup();
    let fits = hours
        .iter()
        .all(|hours| (LEAST_REMINDER_HOURS..=MOST_REMINDER_HOURS).contains(hours));
    if fits && hours.len() <= MOST_REMINDERS {
        Ok(hours)
    } else {
        Err(Refusal::Setting(SettingFault::RemindersInvalid))
    }
}

/// The stay after the end: hours, or days as `2d`.
pub fn grace(text: &str) -> Result<i64, Refusal> {
    let refused = Refusal::NumberInvalid {
        least: 0,
        most: MOST_GRACE_HOURS,
    };
    match joined(&text.trim().to_lowercase()).as_slice() {
        [word] => hours(word).filter(|hours| *hours <= MOST_GRACE_HOURS),
        _ => None,
    }
    .ok_or(refused)
}

/// Days that events are kept.
pub fn retention(text: &str) -> Result<i64, Refusal> {
    whole(text.trim())
        .filter(|days| (LEAST_RETENTION_DAYS..=MOST_RETENTION_DAYS).contains(days))
        .ok_or(Refusal::NumberInvalid {
            least: LEAST_RETENTION_DAYS,
            most: MOST_RETENTION_DAYS,
        })
}

/// The days a fee buys.
pub fn fee_days(text: &str) -> Result<FeePeriod, Refusal> {
    let days = whole(text.trim()).and_then(|days| u32::try_from(days).ok());
    match days.filter(|days| (1..=MOST_FEE_DAYS).contains(days)) {
        Some(30) => Ok(FeePeriod::Monthly),
        Some(365) => Ok(FeePeriod::Yearly),
        Some(days) => Ok(FeePeriod::Days(days)),
        None => Err(Refusal::NumberInvalid {
            least: 1,
            most: i64::from(MOST_FEE_DAYS),
        }),
    }
}

/// A price.
pub fn price(text: &str) -> Result<Money, Refusal> {
    money::parse(text).map_err(|why| match why {
        NotMoney::Unreadable => Refusal::Setting(SettingFault::PriceInvalid),
        NotMoney::Currency => Refusal::Setting(SettingFault::CurrencyUnknown),
        NotMoney::Decimals { most } => Refusal::Setting(SettingFault::TooManyDecimals { most }),
        NotMoney::Range => Refusal::Setting(SettingFault::PriceOutOfRange),
    })
}

/// The IANA name of a time zone, in any case, a space for the underscore: `america/havana`, or the city alone.
pub fn zone(text: &str) -> Result<String, Refusal> {
    let name = text.trim().replace(' ', "_");
    if let Ok(zone) = name.parse::<Zone>() {
        return Ok(zone.name().to_owned());
    }
    let found = Zone::of_city(&city(&name)).ok_or(Refusal::Setting(SettingFault::ZoneUnknown))?;
    Ok(found.name().to_owned())
}

/// The city as the zones spell it: without accents, and in English where people say it in Spanish.
fn city(name: &str) -> String {
    let plain = fold::fold(name);
    match plain.as_str() {
        "habana" | "la_habana" | "cuba" => "Havana",
        "mexico" | "ciudad_de_mexico" | "cdmx" => "Mexico_City",
        "nueva_york" => "New_York",
        "londres" => "London",
        "roma" => "Rome",
        "santiago_de_chile" | "chile" => "Santiago",
        "espana" => "Madrid",
        _ => return plain,
    }
    .to_owned()
}

/// The words of a list, each number with its unit: "3 d, 24" is "3d" and "24".
fn joined(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;y".contains(c)) {
        let is_unit = word.starts_with(|c: char| c.is_alphabetic());
        match words.last_mut() {
            Some(last) if is_unit && last.ends_with(|c: char| c.is_ascii_digit()) => {
                last.push_str(word);
            }
            _ if word.is_empty() => {}
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// Whole hours: `24`, `24h`, `3d`, `3días`.
fn hours(word: &str) -> Option<i64> {
    let end = word
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(word.len());
    let (number, unit) = word.split_at(end);
    let seconds = match unit {
        "" | "h" | "hora" | "horas" | "hour" | "hours" => HOUR,
        "d" | "dia" | "día" | "dias" | "días" | "day" | "days" => DAY,
        _ => return None,
    };
    whole(number)?.checked_mul(seconds / HOUR)
}

/// Digits and nothing else: "+5" parses as a number, but nobody means it as one.
fn whole(text: &str) -> Option<i64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reminders_are_hours_or_days_in_any_order() {
        for (text, hours) in [
            ("72 24", vec![72, 24]),
            ("1h, 3d; 24", vec![72, 24, 1]),
            ("24 24h 1 día", vec![24]),
            ("3 d y 12 horas", vec![72, 12]),
            ("no", vec![]),
            ("0", vec![]),
            ("30d", vec![720]),
        ] {
            assert_eq!(reminders(text), Ok(hours), "{text}");
        }
        for text in [
            "",
            "31d",
            "721",
            "0 24",
            "-1",
            "1.5",
            "1 2 3 4 5 6",
            "mañana",
            "24 weeks",
        ] {
            assert_eq!(
                reminders(text),
                Err(Refusal::Setting(SettingFault::RemindersInvalid)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_stay_is_hours_or_days_up_to_thirty_days() {
        assert_eq!(grace("0"), Ok(0));
        assert_eq!(grace("2 días"), Ok(48));
        assert_eq!(grace("720"), Ok(720));
        for text in ["", "721", "31d", "-1", "2d 3h", "x"] {
            assert!(grace(text).is_err(), "{text}");
        }
    }

    #[test]
    fn zones_are_found_by_name_whatever_the_case_and_by_city() {
        assert_eq!(zone("America/Havana").as_deref(), Ok("America/Havana"));
        assert_eq!(zone("america/havana").as_deref(), Ok("America/Havana"));
        assert_eq!(zone("new york").as_deref(), Ok("America/New_York"));
        assert_eq!(zone("Madrid").as_deref(), Ok("Europe/Madrid"));
        assert_eq!(zone("La Habana").as_deref(), Ok("America/Havana"));
        assert_eq!(zone("Bogotá").as_deref(), Ok("America/Bogota"));
        assert_eq!(
            zone("ciudad de México").as_deref(),
            Ok("America/Mexico_City")
        );
        assert_eq!(zone("UTC").as_deref(), Ok("UTC"));
        for text in ["", "Marte", "/", "america"] {
            assert_eq!(
                zone(text),
                Err(Refusal::Setting(SettingFault::ZoneUnknown)),
                "{text}"
            );
        }
    }

    #[test]
    fn days_of_a_fee_that_are_a_month_or_a_year_are_called_so() {
        assert_eq!(fee_days("30"), Ok(FeePeriod::Monthly));
        assert_eq!(fee_days("365"), Ok(FeePeriod::Yearly));
        assert_eq!(fee_days(" 90 "), Ok(FeePeriod::Days(90)));
        assert!(fee_days("0").is_err() && fee_days("3651").is_err() && fee_days("x").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (reminders(&text), grace(&text), retention(&text), fee_days(&text), price(&text), zone(&text));
        }
    }
}
