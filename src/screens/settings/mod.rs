//! What admins set from chat: each value with its range and its default, and the ways to change it.

mod fees;
mod reset;
mod texts;

pub use fees::ask_fee;
pub use fees::ask_fee_days;
pub use fees::fees;
pub use fees::period_name;
pub use fees::price_line;
pub use fees::prices;
pub use reset::reset;
pub use reset::reset_done;
pub use reset::reset_sure;
pub use texts::ask_text;
pub use texts::preview;
pub use texts::preview_note;
pub use texts::sample;
pub use texts::sample_names;
pub use texts::text;
pub use texts::text_kept;
pub use texts::text_name;
pub use texts::texts;
pub use texts::variable_list;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to_config;
use super::callback::SettingsAction;
use super::language::language_name;
use super::refusals::Say;
use super::wait_time::wait_name;
use crate::models::LEAST_RETENTION_DAYS;
use crate::models::MOST_GRACE_HOURS;
use crate::models::MOST_REMINDERS;
use crate::models::MOST_RETENTION_DAYS;
use crate::models::Reactions;
use crate::models::Setting;
use crate::models::SettingFault;
use crate::models::Settings;
use crate::models::SettingsView;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Lists of reminders on offer, by the number in their button: lines are added, never changed.
pub const REMINDER_CHOICES: [&[i64]; 6] = [
    &[],
    &[24],
    &[72, 24],
    &[72, 24, 1],
    &[168, 72, 24],
    &[168, 72, 24, 3, 1],
];
/// Stays on offer, in hours.
const GRACE_CHOICES: [u32; 6] = [0, 6, 24, 48, 72, 168];
/// Zones on offer, by the number in their button: lines are added, never changed.
pub const ZONE_CHOICES: [&str; 10] = [
    "America/Havana",
    "America/Mexico_City",
    "America/Bogota",
    "America/Lima",
    "America/Caracas",
    "America/Argentina/Buenos_Aires",
    "America/New_York",
    "Europe/Madrid",
    "Europe/London",
    "UTC",
];
/// Days of events on offer.
const RETENTION_CHOICES: [u32; 5] = [90, 180, 365, 730, 3_650];

/// The button of a setting's area.
pub(super) fn act(reader: Reader, key: &str, action: SettingsAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Settings(action))
}

/// The lines of the configuration: each setting with its value.
pub fn lines(reader: Reader, view: &SettingsView) -> Vec<String> {
    Setting::ALL
        .into_iter()
        .map(|setting| {
            let value = value(reader, view, &view.now, setting);
            line(reader, setting, &value)
        })
        .collect()
}

/// The name of a setting and a value.
fn line(reader: Reader, setting: Setting, value: &str) -> String {
    let key = match setting {
        Setting::Wait => "config-wait",
        Setting::Reminders => "config-reminders",
        Setting::Grace => "config-grace",
        Setting::Zone => "config-zone",
        Setting::Language => "config-language",
        Setting::Retention => "config-retention",
        Setting::Fees => "config-fees",
        Setting::Texts => "config-texts",
        Setting::VipReactions => "config-reactions-vip",
        Setting::FreeReactions => "config-reactions-free",
    };
    reader.html(key, args! { value: value })
}

/// A setting's value in words. `settings` is the row it is read from.
fn value(reader: Reader, view: &SettingsView, settings: &Settings, setting: Setting) -> String {
    let given = |own: bool, value: String| {
        if own {
            value
        } else {
            reader.plain("config-given", args! { value: &value })
        }
    };
    match setting {
        Setting::Wait => wait_name(reader.lang, settings.wait_time_minutes),
        Setting::Reminders => reminder_names(reader.lang, &settings.reminder_hours),
        Setting::Grace => grace_name(reader.lang, settings.grace_hours),
        Setting::Zone => {
            let zone = settings.time_zone.as_deref().unwrap_or(&view.given_zone);
            given(settings.time_zone.is_some(), zone.to_owned())
        }
        Setting::Language => {
            let code = settings.language.as_deref().unwrap_or(&view.given_language);
            given(settings.language.is_some(), spoken(code))
        }
        Setting::Retention => days(reader.lang, settings.retention_days),
        Setting::Fees => price_line(reader, &settings.fees).map_or_else(
            || reader.plain("config-none", args! {}),
            |line| html::one_line(&line, 200),
        ),
        Setting::Texts => match settings.texts.count() {
            0 => reader.plain("config-texts-none", args! {}),
            count => reader.plain("config-texts-own", args! { count: count }),
        },
        Setting::VipReactions => reaction_names(reader, &settings.vip_reactions),
        Setting::FreeReactions => reaction_names(reader, &settings.free_reactions),
    }
}

fn days(lang: Lang, days: i64) -> String {
    units::duration(lang, days.saturating_mul(86_400))
}

fn spoken(code: &str) -> String {
    Lang::of_tag(code).map_or_else(|| code.to_owned(), language_name)
}

fn reaction_names(reader: Reader, reactions: &Reactions) -> String {
    let mode = match reactions.mode.as_str() {
        "native" => "config-reactions-native",
        "buttons" => "config-reactions-buttons",
        "both" => "config-reactions-both",
        _ => "config-reactions-off",
    };
    let emoji = html::one_line(&reactions.emoji.join(" "), 60);
    let mode = reader.plain(mode, args! {});
    if reactions.emoji.is_empty() {
        mode
    } else {
        format!("{mode} {emoji}")
    }
}

/// Reminders in words: "3 días, 24 horas".
fn reminder_names(lang: Lang, hours: &[i64]) -> String {
    if hours.is_empty() {
        return lang.plain("config-none", args! {});
    }
    let names: Vec<String> = hours
        .iter()
        .map(|hours| units::hours_name(lang, Some(*hours)))
        .collect();
    names.join(", ")
}

fn grace_name(lang: Lang, hours: i64) -> String {
    match hours {
        0 => lang.plain("grace-none", args! {}),
        some => units::hours_name(lang, Some(some)),
    }
}

/// A question with the value as it is, its range and its default. `changed` says that it was just set.
fn ask(
    reader: Reader,
    view: &SettingsView,
    setting: Setting,
    question: String,
    changed: bool,
) -> Screen {
    let now = value(reader, view, &view.now, setting);
    let default = value(reader, view, &view.default, setting);
    let mut parts = Vec::new();
    if changed {
        parts.push(reader.html("setting-changed", args! {}));
    }
    parts.push(question);
    parts.push(reader.html("setting-now", args! { now: &now, default: &default }));
    Screen::new(parts.join("\n\n"))
}

/// When to remind of an end.
pub fn reminders(reader: Reader, view: &SettingsView, changed: bool) -> Screen {
    let question = reader.html("reminders-ask", args! { most: MOST_REMINDERS });
    let choices = (0u8..).zip(REMINDER_CHOICES).map(|(number, hours)| {
        Button::act(
            reminder_names(reader.lang, hours),
            Action::Settings(SettingsAction::SetReminders(number)),
        )
    });
    ask(reader, view, Setting::Reminders, question, changed)
        .grid(1, choices.collect())
        .button(back_to_config(reader.lang))
}

/// How long a member stays after the end.
pub fn grace(reader: Reader, view: &SettingsView, changed: bool) -> Screen {
    let question = reader.html("grace-ask", args! { most: MOST_GRACE_HOURS });
    let choices = GRACE_CHOICES.map(|hours| {
        Button::act(
            grace_name(reader.lang, i64::from(hours)),
            Action::Settings(SettingsAction::SetGrace(hours)),
        )
    });
    ask(reader, view, Setting::Grace, question, changed)
        .grid(2, choices.to_vec())
        .button(back_to_config(reader.lang))
}

/// The time zone of the house. It shows the time there, so that a wrong one is seen.
pub fn zone(reader: Reader, view: &SettingsView, changed: bool) -> Screen {
    let zone = view.zone().parse().unwrap_or(reader.time_zone);
    let time = units::instant(reader.lang, reader.now, zone);
    let question = reader.html("zone-ask", args! { time: &time });
    let choices = (0u8..).zip(ZONE_CHOICES).map(|(number, name)| {
        let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        Button::act(city, Action::Settings(SettingsAction::SetZone(number)))
    });
    ask(reader, view, Setting::Zone, question, changed)
        .grid(2, choices.collect())
        .button(act(
            reader,
            "button-setting-default",
            SettingsAction::DefaultZone,
        ))
        .button(back_to_config(reader.lang))
}

/// The language of the house.
pub fn language(reader: Reader, view: &SettingsView, changed: bool) -> Screen {
    let question = reader.html("house-language-ask", args! {});
    let choices = Lang::ALL.map(|lang| {
        Button::act(
            language_name(lang),
            Action::Settings(SettingsAction::SetLanguage(Some(lang))),
        )
    });
    ask(reader, view, Setting::Language, question, changed)
        .row(choices)
        .button(act(
            reader,
            "button-setting-default",
            SettingsAction::SetLanguage(None),
        ))
        .button(back_to_config(reader.lang))
}

/// How long events of members are kept.
pub fn retention(reader: Reader, view: &SettingsView, changed: bool) -> Screen {
    let question = reader.html(
        "retention-ask",
        args! { least: LEAST_RETENTION_DAYS, most: MOST_RETENTION_DAYS },
    );
    let choices = RETENTION_CHOICES.map(|count| {
        Button::act(
            days(reader.lang, i64::from(count)),
            Action::Settings(SettingsAction::SetRetention(count)),
        )
    });
    ask(reader, view, Setting::Retention, question, changed)
        .grid(2, choices.to_vec())
        .button(back_to_config(reader.lang))
}

/// Why a value, a text or a post is not taken.
pub fn fault(reader: Reader, fault: &SettingFault, say: Say<'_>) -> String {
    match fault {
        SettingFault::RemindersInvalid => say("refusal-reminders", args! { most: MOST_REMINDERS }),
        SettingFault::ZoneUnknown => say("refusal-zone", args! {}),
        SettingFault::PriceInvalid => say("refusal-price", args! {}),
        SettingFault::CurrencyUnknown => say("refusal-currency", args! {}),
        SettingFault::TooManyDecimals { most } => say("refusal-decimals", args! { most: *most }),
        SettingFault::PriceOutOfRange => say("refusal-price-range", args! {}),
        SettingFault::TooManyFees { most } => say("refusal-too-many-fees", args! { most: *most }),
        SettingFault::TextEmpty => say("refusal-text-empty", args! {}),
        SettingFault::VariablesUnknown { key, names } => {
            let unknown = html::one_line(&format!("{{{}}}", names.join("}, {")), 60);
            let known = texts::variable_names(reader.lang, *key);
            say(
                "refusal-variables",
                args! { unknown: &unknown, known: &known },
            )
        }
        SettingFault::VariableSplit => say("refusal-variable-split", args! {}),
        SettingFault::TextTooLong { units, most } => {
            say("refusal-text-long", args! { units: *units, most: *most })
        }
        SettingFault::TextRefused { why } => say(
            "refusal-text-refused",
            args! { why: &html::one_line(why, 120) },
        ),
        SettingFault::PostIsAlbum => say("refusal-post-album", args! {}),
        SettingFault::PostProtected => say("refusal-post-protected", args! {}),
        SettingFault::PostOutdated => say("refusal-post-outdated", args! {}),
    }
}
