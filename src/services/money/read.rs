//! What staff type about plans and promotion codes.

use crate::models::Length;
use crate::models::MOST_PLAN_DAYS;
use crate::models::MOST_PLAN_MONTHS;
use crate::models::MOST_PLAN_NAME;
use crate::models::MoneyRefusal;
use crate::models::PlanFault;
use crate::models::PromoFault;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::{LEAST_PROMO_CODE, MOST_PROMO_CODE};
use crate::services::vpn::settings::read;
use crate::utils::dates;
use crate::utils::fold;
use crate::utils::html;
use crate::utils::zone::Zone;

/// The name of a plan: one line.
pub fn name(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_line = !text.is_empty() && !text.chars().any(char::is_control);
    if is_line && html::utf16_len(text) <= MOST_PLAN_NAME as usize {
        Ok(text.to_owned())
    } else {
        Err(plan(PlanFault::NameInvalid {
            most: MOST_PLAN_NAME,
        }))
    }
}

fn plan(fault: PlanFault) -> Refusal {
    MoneyRefusal::from(fault).into()
}

fn promo(fault: PromoFault) -> Refusal {
    MoneyRefusal::from(fault).into()
}

/// A length: `30`, `30 días`, `3 meses`, `1 año`, `hasta el 31/12/2026`, `de por vida`.
pub fn length(text: &str, now: Timestamp, zone: Zone) -> Result<Length, Refusal> {
    let refused = || plan(PlanFault::LengthInvalid);
    let plain = fold::fold(text);
    let is_for_life = ["vida", "siempre", "lifetime", "life", "forever"];
    if plain
        .split_whitespace()
        .any(|word| is_for_life.contains(&word))
    {
        return Ok(Length::Lifetime);
    }
    if let Some(at) = date(text, zone) {
        return if at > now {
            Ok(Length::Until(at))
        } else {
            Err(Refusal::TimePast)
        };
    }
    let joined: String = plain.split_whitespace().collect();
    let end = joined
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(joined.len());
    let (number, unit) = joined.split_at(end);
    let count: u32 = number.parse().map_err(|_| refused())?;
    let length = match unit {
        "" | "d" | "dia" | "dias" | "day" | "days" => Length::Days(count),
        "semana" | "semanas" | "week" | "weeks" => Length::Days(count.saturating_mul(7)),
        "m" | "mes" | "meses" | "month" | "months" => Length::Months(count),
        "a" | "y" | "ano" | "anos" | "year" | "years" => Length::Months(count.saturating_mul(12)),
        _ => return Err(refused()),
    };
    if is_sane(length) {
        Ok(length)
    } else {
        Err(refused())
    }
}

/// Whether a length is one that is sold.
pub(super) fn is_sane(length: Length) -> bool {
    match length {
        Length::Days(days) => (1..=MOST_PLAN_DAYS).contains(&days),
        Length::Months(months) => (1..=MOST_PLAN_MONTHS).contains(&months),
        Length::Until(_) | Length::Lifetime => true,
    }
}

/// A date with its year, the words before it left out.
fn date(text: &str, zone: Zone) -> Option<Timestamp> {
    let begin = text.find(|c: char| c.is_ascii_digit())?;
    dates::parse(&text[begin..], zone)
}

/// A whole number from 1, or a word for none.
pub fn count(text: &str, most: u32) -> Result<Option<u32>, Refusal> {
    let text = text.trim().to_lowercase();
    if read::is_none(&text) {
        return Ok(None);
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number));
    match number {
        Some(number) if is_plain => Ok(Some(number)),
        Some(_) | None => Err(plan(PlanFault::CountInvalid { most })),
    }
}

/// An amount of traffic, or a word for no limit.
pub fn data(text: &str) -> Result<Option<u64>, Refusal> {
    let text = text.trim().to_lowercase();
    if read::is_none(&text) {
        return Ok(None);
    }
    let bytes = read::bytes(&text).map_err(|_| plan(PlanFault::DataInvalid))?;
    Ok(Some(bytes))
}

/// A code as it is kept: capital letters and digits.
pub fn code(text: &str) -> Result<String, Refusal> {
    let code = tidy_code(text);
    let (least, most) = (LEAST_PROMO_CODE, MOST_PROMO_CODE);
    let fits = (least as usize..=most as usize).contains(&code.len());
    if fits && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(code)
    } else {
        Err(promo(PromoFault::CodeInvalid { least, most }))
    }
}

/// A typed code as it would be kept, whether it is one or not.
pub(super) fn tidy_code(text: &str) -> String {
    text.trim().to_uppercase()
}

/// A whole number between the bounds.
pub fn number(text: &str, most: u32) -> Result<u32, Refusal> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| is_plain && (1..=most).contains(number))
        .ok_or(Refusal::NumberInvalid {
            least: 1,
            most: i64::from(most),
        })
}

/// A date with its year, or a word for none. A day without a time is meant whole: for a beginning from its first second.
pub fn day(text: &str, edge: Edge, zone: Zone) -> Result<Option<Timestamp>, Refusal> {
    if read::is_none(&text.trim().to_lowercase()) {
        return Ok(None);
    }
    let end = dates::parse(text, zone).ok_or_else(|| promo(PromoFault::DateInvalid))?;
    let at = match edge {
        Edge::Begin => dates::parse(&format!("{} 00:00", text.trim()), zone).unwrap_or(end),
        Edge::End => end,
    };
    Ok(Some(at))
}

/// Which end of a time is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    Begin,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::GB;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    #[test]
    fn lengths_are_read_in_all_four_forms() {
        let utc = Zone::utc();
        for (text, length) in [
            ("30", Length::Days(30)),
            ("90 días", Length::Days(90)),
            ("2 weeks", Length::Days(14)),
            ("3 meses", Length::Months(3)),
            ("1 año", Length::Months(12)),
            ("De por vida", Length::Lifetime),
            (
                "hasta el 31/12/2027",
                Length::Until(Timestamp(1_830_297_599)),
            ),
            ("until 2027-12-31", Length::Until(Timestamp(1_830_297_599))),
        ] {
            assert_eq!(super::length(text, NOW, utc), Ok(length), "{text}");
        }
        for text in ["", "0", "3651", "121 meses", "mucho", "-3", "1.5 meses"] {
            let refused = super::length(text, NOW, utc);
            assert_eq!(refused, Err(plan(PlanFault::LengthInvalid)), "{text}");
        }
        let past = super::length("31/12/2020", NOW, utc);
        assert_eq!(past, Err(Refusal::TimePast));
    }

    #[test]
    fn counts_traffic_and_codes_are_read_or_refused() {
        assert_eq!(count(" 3 ", 10), Ok(Some(3)));
        assert_eq!(count("Sin límite", 10), Ok(None));
        assert!(count("0", 10).is_err() && count("11", 10).is_err() && count("+3", 10).is_err());
        assert_eq!(data("50 GB"), Ok(Some(50 * GB)));
        assert_eq!(data("no"), Ok(None));
        assert!(data("mucho").is_err());
        assert_eq!(code(" verano24 ").as_deref(), Ok("VERANO24"));
        assert!(code("ab").is_err() && code("AÑO2024").is_err() && code("A-B-C").is_err());
        assert_eq!(number("20 %", 100), Ok(20));
        assert!(number("101", 100).is_err() && number("0", 100).is_err());
    }

    #[test]
    fn a_day_without_a_time_is_meant_whole() {
        let utc = Zone::utc();
        let begin = day("25/12/2027", Edge::Begin, utc);
        assert_eq!(begin, Ok(Some(Timestamp(1_829_692_800))));
        let end = day("25/12/2027", Edge::End, utc);
        assert_eq!(end, Ok(Some(Timestamp(1_829_779_199))));
        let noon = day("25/12/2027 12:00", Edge::Begin, utc);
        assert_eq!(noon, Ok(Some(Timestamp(1_829_736_000))));
        assert_eq!(day("no", Edge::End, utc), Ok(None));
        assert!(day("mañana quizás", Edge::End, utc).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let utc = Zone::utc();
            let _ = (name(&text), length(&text, NOW, utc), count(&text, 9), data(&text), code(&text));
            let _ = (number(&text, 9), day(&text, Edge::Begin, utc), day(&text, Edge::End, utc));
        }
    }
}
