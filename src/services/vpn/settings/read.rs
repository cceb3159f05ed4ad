//! What an admin types as a value about keys.

use crate::models::DAY;
use crate::models::GB;
use crate::models::HOUR;
use crate::models::MINUTE;
use crate::models::Refusal;
use crate::models::SelfService;
use crate::models::ServerRefusal;
use crate::models::VpnSetting;
use crate::models::VpnSettings;
use crate::utils::order::InOrder;

/// The most reminders before an end.
const MOST_REMINDERS: usize = 5;
/// A reminder comes so many minutes before the end.
const REMINDER_MINUTES: std::ops::RangeInclusive<i64> = 10..=30 * DAY / MINUTE;
/// An amount of traffic: from a megabyte to a petabyte.
const BYTES: std::ops::RangeInclusive<u64> = 1_000_000..=1_000_000_000_000_000;

/// Puts a typed value into the settings.
///
/// # Errors
/// With the rule of the value, if the text is none.
pub(super) fn into(
    setting: VpnSetting,
    text: &str,
    settings: &mut VpnSettings,
) -> Result<(), Refusal> {
    let text = text.trim().to_lowercase();
    let range = setting.range();
    match setting {
        VpnSetting::Trial => settings.has_trial = yes_or_no(&text)?,
        VpnSetting::TrialHours => settings.trial_hours = length(&text, HOUR, range)?,
        VpnSetting::TrialBytes => settings.trial_bytes = optional(&text, bytes)?,
        VpnSetting::TrialDayBytes => settings.trial_day_bytes = optional(&text, bytes)?,
        VpnSetting::TrialChannel => {
            if !is_none(&text) {
                return Err(Refusal::ChatNameInvalid);
            }
            settings.trial_channel = None;
        }
        VpnSetting::SelfService => settings.self_service = self_service(&text)?,
        VpnSetting::SelfDays => {
            settings.self_days = optional(&text, |text| length(text, DAY, range))?;
        }
        VpnSetting::SelfBytes => settings.self_bytes = optional(&text, bytes)?,
        VpnSetting::Devices => settings.devices = small(&text, range)?,
        VpnSetting::Grace => settings.grace_hours = length(&text, HOUR, range)?,
        VpnSetting::ShowsOnce => settings.shows_once = yes_or_no(&text)?,
        VpnSetting::Quarantine => settings.quarantine_minutes = length(&text, MINUTE, range)?,
        VpnSetting::Reminders => settings.reminder_minutes = reminders(&text)?,
        VpnSetting::SharingLimit => {
            settings.sharing_limit = optional(&text, |text| small(text, range))?;
        }
        VpnSetting::SharingHolds => settings.sharing_holds = yes_or_no(&text)?,
        VpnSetting::AlertBytes => settings.alert_day_bytes = optional(&text, bytes)?,
        VpnSetting::Retention => settings.retention_days = length(&text, DAY, range)?,
    }
    Ok(())
}

/// Whether a text is a word for none.
pub(in crate::services) fn is_none(text: &str) -> bool {
    [
        "no",
        "none",
        "never",
        "nunca",
        "ninguno",
        "ninguna",
        "sin límite",
        "sin limite",
        "∞",
    ]
    .contains(&text)
}

/// A value, or a word for none.
fn optional<T>(
    text: &str,
    read: impl Fn(&str) -> Result<T, Refusal>,
) -> Result<Option<T>, Refusal> {
    if is_none(text) {
        Ok(None)
    } else {
        read(text).map(Some)
    }
}

fn yes_or_no(text: &str) -> Result<bool, Refusal> {
    match text {
        "sí" | "si" | "yes" | "on" => Ok(true),
        "no" | "off" => Ok(false),
        _ => Err(ServerRefusal::ChoiceInvalid.into()),
    }
}

fn self_service(text: &str) -> Result<SelfService, Refusal> {
    match text {
        "nadie" => Some(SelfService::Nobody),
        "todos" => Some(SelfService::Everybody),
        name => SelfService::parse(name),
    }
    .ok_or_else(|| ServerRefusal::ChoiceInvalid.into())
}

fn small(text: &str, (least, most): (i64, i64)) -> Result<u32, Refusal> {
    whole(text)
        .filter(|number| (least..=most).contains(number))
        .and_then(|number| u32::try_from(number).ok())
        .ok_or(Refusal::NumberInvalid { least, most })
}

/// A length of time in `unit`, which is also what a bare number counts: `36`, `36h`, `2 d`.
fn length(text: &str, unit: i64, (least, most): (i64, i64)) -> Result<i64, Refusal> {
    seconds(text, unit)
        .filter(|seconds| seconds % unit == 0)
        .map(|seconds| seconds / unit)
        .filter(|number| (least..=most).contains(number))
        .ok_or(Refusal::NumberInvalid { least, most })
}

fn seconds(text: &str, bare: i64) -> Option<i64> {
    let text: String = text.split_whitespace().collect();
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let unit = match unit {
        "" => bare,
        "m" | "min" | "minuto" | "minutos" | "minute" | "minutes" => MINUTE,
        "h" | "hora" | "horas" | "hour" | "hours" => HOUR,
        "d" | "día" | "días" | "dia" | "dias" | "day" | "days" => DAY,
        _ => return None,
    };
    whole(number)?.checked_mul(unit)
}

/// Times before an end, the earliest first: `3d 1d 2h`, `30 min`; a bare number counts hours.
fn reminders(text: &str) -> Result<Vec<i64>, Refusal> {
    if is_none(text) || text == "0" {
        return Ok(Vec::new());
    }
    let refused = || {
        let most = u32::try_from(MOST_REMINDERS).unwrap_or(u32::MAX);
        Refusal::from(ServerRefusal::RemindersInvalid { most })
    };
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;".contains(c)) {
        let is_unit = word.starts_with(|c: char| c.is_alphabetic());
        match words.last_mut() {
            Some(last) if is_unit && last.ends_with(|c: char| c.is_ascii_digit()) => {
                last.push_str(word);
            }
            _ if word.is_empty() || word == "y" => {}
            _ => words.push(word.to_owned()),
        }
    }
    let minutes: Option<Vec<i64>> = words
        .iter()
        .map(|word| Some(seconds(word, HOUR)? / MINUTE))
        .collect();
    let mut minutes = minutes.ok_or_else(refused)?;
    minutes.order_by(|one, other| other.cmp(one));
    minutes.dedup();
    let fits = minutes.iter().all(|one| REMINDER_MINUTES.contains(one));
    if fits && (1..=MOST_REMINDERS).contains(&minutes.len()) {
        Ok(minutes)
    } else {
        Err(refused())
    }
}

/// An amount of traffic: `5`, `1,5 GB`, `500 MB`, `2 TB`; a bare number counts gigabytes.
pub(in crate::services) fn bytes(text: &str) -> Result<u64, Refusal> {
    let refused = || Refusal::from(ServerRefusal::BytesInvalid);
    let text: String = text.split_whitespace().collect();
    let end = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = match unit {
        "" | "g" | "gb" => GB,
        "m" | "mb" => GB / 1_000,
        "t" | "tb" => GB * 1_000,
        _ => return Err(refused()),
    };
    let number = number.replace(',', ".");
    let (whole_part, tenths) = number.split_once('.').unwrap_or((&number, ""));
    if tenths.len() > 3 {
        return Err(refused());
    }
    let thousandths = if tenths.is_empty() && !number.contains('.') {
        Some(0)
    } else {
        whole(tenths)
            .and_then(|digits| digits.checked_mul(10i64.pow(3 - u32::try_from(tenths.len()).ok()?)))
    };
    let value = whole(whole_part)
        .and_then(|whole| whole.checked_mul(1_000)?.checked_add(thousandths?))
        .and_then(|thousandths| u64::try_from(thousandths).ok())
        .and_then(|thousandths| thousandths.checked_mul(unit / 1_000));
    value
        .filter(|value| BYTES.contains(value))
        .ok_or_else(refused)
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

    fn read(setting: VpnSetting, text: &str) -> Result<VpnSettings, Refusal> {
        let mut settings = VpnSettings::default();
        into(setting, text, &mut settings).map(|()| settings)
    }

    #[test]
    fn traffic_is_read_in_its_units() {
        for (text, bytes) in [
            ("5", Some(5 * GB)),
            ("1,5 GB", Some(1_500_000_000)),
            ("500 MB", Some(500_000_000)),
            ("2tb", Some(2_000 * GB)),
            ("0.25", Some(250_000_000)),
            ("no", None),
            ("Sin límite", None),
        ] {
            let settings = read(VpnSetting::TrialBytes, text);
            assert_eq!(settings.map(|set| set.trial_bytes), Ok(bytes), "{text}");
        }
        for text in [
            "", "0", "-1", "x", "5 kg", "1.2345", ".", "5.", "0.0001", "9999 tb",
        ] {
            let refused = Err(ServerRefusal::BytesInvalid.into());
            assert_eq!(read(VpnSetting::AlertBytes, text), refused, "{text}");
        }
    }

    #[test]
    fn lengths_are_read_in_their_units_and_within_their_range() {
        let grace = |text| read(VpnSetting::Grace, text).map(|set| set.grace_hours);
        assert_eq!(grace("36"), Ok(36));
        assert_eq!(grace("2 días"), Ok(48));
        assert_eq!(grace("0"), Ok(0));
        for text in ["8761", "366d", "30 min", "-1", "x", ""] {
            assert!(grace(text).is_err(), "{text}");
        }
        let days = |text| read(VpnSetting::SelfDays, text).map(|set| set.self_days);
        assert_eq!(days("30"), Ok(Some(30)));
        assert_eq!(days("no"), Ok(None));
        let refused = Refusal::NumberInvalid {
            least: 30,
            most: 3_650,
        };
        assert_eq!(read(VpnSetting::Retention, "7"), Err(refused));
    }

    #[test]
    fn reminders_are_sorted_and_few() {
        let minutes = |text| read(VpnSetting::Reminders, text).map(|set| set.reminder_minutes);
        assert_eq!(minutes("2h, 3d 1 día"), Ok(vec![4_320, 1_440, 120]));
        assert_eq!(minutes("30 min 24"), Ok(vec![1_440, 30]));
        assert_eq!(minutes("no"), Ok(Vec::new()));
        for text in ["", "5 min", "31d", "1 2 3 4 5 6", "mañana"] {
            let refused = Err(ServerRefusal::RemindersInvalid { most: 5 }.into());
            assert_eq!(minutes(text), refused, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            for setting in VpnSetting::ALL {
                let _ = read(setting, &text);
            }
        }
    }
}
