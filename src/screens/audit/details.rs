//! The details of a row in words: what was before and after, and what else is known.

use crate::models::AuditRow;
use crate::models::HOUR;
use crate::models::MINUTE;
use crate::models::SecretForm;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::screens::servers;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::order::InOrder;
use crate::utils::units;
use serde_json::Map;
use serde_json::Value;

/// The most lines of details on a card, and units of one value.
const MOST_LINES: usize = 20;
const MOST_UNITS: usize = 160;
/// Of the three forms of a proxy, each with what became of it.
const MOST_UNITS_OF_FORMS: usize = 320;

/// In what a number is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    None,
    Instant,
    Hours,
    Minutes,
    Days,
    Seconds,
    Bytes,
}

/// What the row tells beside who, what and on whom.
pub fn lines(reader: Reader, row: &AuditRow) -> Vec<String> {
    let Some(text) = &row.details else {
        return Vec::new();
    };
    let Ok(Value::Object(details)) = serde_json::from_str(text) else {
        return vec![named(reader, "text", &html::one_line(text, MOST_UNITS))];
    };
    let mut lines = Vec::new();
    if details.contains_key("before") || details.contains_key("after") {
        let none = Value::Null;
        let before = details.get("before").unwrap_or(&none);
        let after = details.get("after").unwrap_or(&none);
        changes(reader, &row.action, before, after, &mut lines);
    }
    for (key, value) in &details {
        if key != "before" && key != "after" {
            let said = match value {
                Value::String(text) if key == "forms" => {
                    html::one_line(&forms(reader, text), MOST_UNITS_OF_FORMS)
                }
                Value::String(why) if key == "why" && row.action == "server.down" => {
                    html::one_line(&servers::why(reader.lang, why), MOST_UNITS)
                }
                value => value_of(reader, unit(&row.action, key), value),
            };
            lines.push(named(reader, key, &said));
        }
    }
    lines.truncate(MOST_LINES);
    lines
}

/// The forms of a proxy with what became of each, kept as `ee no_telegram, dd works`, in words.
fn forms(reader: Reader, text: &str) -> String {
    let each = text.split(", ").map(|one| {
        let (form, outcome) = one.split_once(' ').unwrap_or((one, ""));
        let form = SecretForm::parse(form).map_or_else(
            || form.to_owned(),
            |form| servers::watch::form_name(reader.lang, form),
        );
        format!("{form}: {}", outcome_of(reader, outcome))
    });
    each.collect::<Vec<_>>().join("; ")
}

fn outcome_of(reader: Reader, name: &str) -> String {
    let key = match name {
        "works" => return "✅".to_owned(),
        "down" => "watch-down",
        "refused" => "watch-refused",
        "not_this_secret" => "watch-other",
        "no_telegram" => "watch-no-telegram",
        "silent" => "watch-silent",
        // An error of the transport, whose number is not kept, or what only another version knows.
        _ => return format!("⚠️ {name}"),
    };
    reader.plain(key, args! {})
}

/// One line for each thing that changed.
fn changes(reader: Reader, action: &str, before: &Value, after: &Value, lines: &mut Vec<String>) {
    let fields = |value: &Value| value.as_object().cloned();
    let (Some(before), Some(after)) = (
        fields(before).or_else(|| before.is_null().then(Map::new)),
        fields(after).or_else(|| after.is_null().then(Map::new)),
    ) else {
        let said = |value| value_of(reader, unit(action, "after"), value);
        let (before, after) = (said(before), said(after));
        lines.push(reader.html("audit-change", args! { before: &before, after: &after }));
        return;
    };
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.order();
    keys.dedup();
    for key in keys {
        let none = Value::Null;
        let (old, new) = (
            before.get(key).unwrap_or(&none),
            after.get(key).unwrap_or(&none),
        );
        if old == new {
            continue;
        }
        let said = |value| value_of(reader, unit(action, key), value);
        let (before, after, name) = (said(old), said(new), name_of(reader, key));
        lines.push(reader.html(
            "audit-change-of",
            args! { name: &name, before: &before, after: &after },
        ));
    }
}

fn named(reader: Reader, key: &str, value: &str) -> String {
    let name = name_of(reader, key);
    reader.html("audit-detail", args! { name: &name, value: value })
}

/// A value as people read it, not escaped.
fn value_of(reader: Reader, unit: Unit, value: &Value) -> String {
    let text = match value {
        Value::Null => reader.plain("audit-nothing", args! {}),
        Value::Bool(true) => reader.plain("audit-yes", args! {}),
        Value::Bool(false) => reader.plain("audit-no", args! {}),
        Value::Number(number) => match number.as_i64() {
            Some(number) => counted(reader, unit, number),
            None => number.to_string(),
        },
        Value::String(text) if text == "life" => reader.plain("audit-for-life", args! {}),
        Value::String(text) => state(reader, text).unwrap_or_else(|| text.clone()),
        Value::Array(values) => {
            let said = values.iter().map(|value| value_of(reader, unit, value));
            said.collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => {
            let said = fields.iter().map(|(key, value)| {
                format!(
                    "{}: {}",
                    name_of(reader, key),
                    value_of(reader, unit, value)
                )
            });
            said.collect::<Vec<_>>().join("; ")
        }
    };
    html::one_line(&text, MOST_UNITS)
}

fn counted(reader: Reader, unit: Unit, number: i64) -> String {
    match unit {
        Unit::None => number.to_string(),
        Unit::Instant => units::instant(reader.lang, Timestamp(number), reader.time_zone),
        Unit::Hours => units::duration(reader.lang, number.saturating_mul(HOUR)),
        Unit::Minutes => units::duration(reader.lang, number.saturating_mul(MINUTE)),
        Unit::Seconds => units::duration(reader.lang, number),
        Unit::Days => reader.plain("audit-days", args! { days: number }),
        Unit::Bytes => units::bytes(reader.lang, u64::try_from(number).unwrap_or_default()),
    }
}

/// In what the number of a detail is counted: by its name, and for what was before and after by the act.
fn unit(action: &str, key: &str) -> Unit {
    match key {
        "until" | "end" | "ends" | "expires_at" | "at" | "due_at" => Unit::Instant,
        "hours" | "valid_hours" | "grace_hours" => Unit::Hours,
        "wait_time_minutes" | "minutes" => Unit::Minutes,
        "days" | "valid_days" | "retention_days" => Unit::Days,
        "seconds" => Unit::Seconds,
        "limit" | "bytes" => Unit::Bytes,
        "before" | "after" => match action {
            "vip.granted"
            | "vip.end_moved"
            | "vip.removal_ordered"
            | "vip.expired"
            | "vip.reactivated"
            | "migration.used"
            | "token.redeemed"
            | "brake.put_off" => Unit::Instant,
            "config.wait_time" => Unit::Minutes,
            "config.grace" | "config.reminders" => Unit::Hours,
            "config.retention" => Unit::Days,
            _ => Unit::None,
        },
        _ => Unit::None,
    }
}

/// The name of a detail; one nobody gave words to by its own.
fn name_of(reader: Reader, key: &str) -> String {
    let words = match key {
        "accounts" => "audit-key-accounts",
        "added" => "audit-key-added",
        "audience" => "audit-key-audience",
        "blocked" => "audit-key-blocked",
        "broken" => "audit-key-broken",
        "config" => "audit-key-config",
        "count" | "links" => "audit-key-count",
        "days" | "valid_days" => "audit-key-days",
        "devices" => "audit-key-devices",
        "door" => "audit-key-door",
        "due" => "audit-key-due",
        "emoji" => "audit-key-emoji",
        "error" => "audit-key-error",
        "extended" => "audit-key-extended",
        "failed" => "audit-key-failed",
        "field" => "audit-key-field",
        "filter" | "tab" => "audit-key-filter",
        "format" => "audit-key-format",
        "forms" => "audit-key-forms",
        "gigabytes" => "audit-key-gigabytes",
        "hours" => "audit-key-hours",
        "keys" => "audit-key-keys",
        "kind" | "kinds" => "audit-key-kind",
        "left" => "audit-key-left",
        "limit" => "audit-key-limit",
        "link" => "audit-key-link",
        "mode" => "audit-key-mode",
        "name" => "audit-key-name",
        "people" => "audit-key-people",
        "peer" | "peers" => "audit-key-peer",
        "period" => "audit-key-period",
        "prefix" => "audit-key-prefix",
        "reason" | "why" => "audit-key-why",
        "refused" => "audit-key-refused",
        "renewed" => "audit-key-renewed",
        "role" => "audit-key-role",
        "rows" => "audit-key-rows",
        "seconds" => "audit-key-seconds",
        "sent" => "audit-key-sent",
        "server" | "to" => "audit-key-server",
        "skipped" => "audit-key-skipped",
        "doubt" => "audit-key-doubt",
        "state" => "audit-key-state",
        "tells" => "audit-key-tells",
        "text" => "audit-key-text",
        "title" => "audit-key-title",
        "trial" => "audit-key-trial",
        "unchanged" => "audit-key-unchanged",
        "until" | "end" => "audit-key-until",
        "upgraded" => "audit-key-upgraded",
        "user" => "audit-key-user",
        "valid_hours" => "audit-key-valid",
        "max_uses" => "audit-key-uses",
        "what" => "audit-key-what",
        _ => return key.replace('_', " "),
    };
    reader.plain(words, args! {})
}

/// A state in words; `None` if it is none that has words.
fn state(reader: Reader, name: &str) -> Option<String> {
    let words = match name {
        "active" => "audit-state-active",
        "suspended" => "audit-state-suspended",
        "expired" => "audit-state-expired",
        "revoked" => "audit-state-revoked",
        "pending" => "audit-state-pending",
        "open" => "audit-state-open",
        "waiting" => "audit-state-waiting",
        "approved" => "audit-state-approved",
        "declined" => "audit-state-declined",
        "inside" => "audit-state-inside",
        "outside" => "audit-state-outside",
        "on" => "audit-state-on",
        "off" => "audit-state-off",
        "up" => "audit-state-up",
        "down" => "audit-state-down",
        "right" => "audit-state-right",
        "wrong" => "audit-state-wrong",
        "draft" => "audit-state-draft",
        "cancelled" => "audit-state-cancelled",
        "paused" => "audit-state-paused",
        "sending" => "audit-state-sending",
        "stopped" => "audit-state-stopped",
        "scheduled" => "audit-state-scheduled",
        "done" => "audit-state-done",
        "failed" => "audit-state-failed",
        "dropped" => "audit-state-dropped",
        "held" => "audit-state-held",
        "released" => "audit-state-released",
        "looking" => "audit-state-looking",
        "planned" => "audit-state-planned",
        "undone" => "audit-state-undone",
        "available" => "audit-state-available",
        "assigned" => "audit-state-assigned",
        "leased" => "audit-state-leased",
        "staff" => "audit-state-staff",
        "ban" => "audit-state-ban",
        "sharing" => "audit-state-sharing",
        _ => return None,
    };
    Some(reader.plain(words, args! {}))
}
