//! The history of a person.

use super::card::back;
use super::instant;
use crate::models::Happened;
use crate::models::HistoryLine;
use crate::models::HistoryPage;
use crate::models::Timestamp;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::MemberAction;
use crate::screens::pager;
use crate::screens::persons;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;
use serde_json::Value;

/// What happened to a person and what was done to them, the newest first.
pub fn history(reader: Reader, view: &HistoryPage) -> Screen {
    let mut parts = vec![reader.html("history-heading", args! { name: &html::name(&view.name) })];
    if view.page.rows.is_empty() {
        parts.push(reader.html("history-empty", args! {}));
    } else {
        let lines = view.page.rows.iter().map(|line| history_line(reader, line));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let user = view.user_id;
    Screen::new(parts.join("\n\n"))
        .row(pager(view.page.page, view.page.pages, |to| {
            Action::Member(MemberAction::History(user, to))
        }))
        .button(back(reader, user))
}

fn history_line(reader: Reader, line: &HistoryLine) -> String {
    let at = instant(reader, line.at);
    let what = match &line.what {
        Happened::Event { kind, is_vip } => {
            let door = if *is_vip { "VIP" } else { "Free" };
            format!("{} · {door}", event_name(reader, kind))
        }
        Happened::Act {
            action,
            by,
            details,
        } => {
            let by = html::short_name(by);
            let what = act_name(reader, action);
            let mut text = reader.html("history-act", args! { what: &what, by: &by });
            if let Some(change) = details.as_deref().and_then(|json| change(reader, json)) {
                text = format!("{text}: {}", html::escape(&change));
            }
            text
        }
    };
    format!("{} — {what}", html::escape(&at))
}

/// The name of a stored kind of event; one of another version is shown as it is.
pub(in crate::screens) fn event_name(reader: Reader, kind: &str) -> String {
    let key = match kind {
        "granted" => "history-granted",
        "renewed" => "history-renewed",
        "adjusted" => "history-adjusted",
        "joined" => "history-joined",
        "left" => "history-left",
        "expired" => "history-expired",
        "removed" => "history-removed",
        "link_asked" => "history-link-asked",
        "queued" => "history-queued",
        "approved" => "history-approved",
        "declined" => "history-declined",
        other => return html::escape(&html::one_line(other, 40)),
    };
    reader.html(key, args! {})
}

/// The name of a stored act, not yet escaped; one of another version is shown as it is.
pub(in crate::screens) fn act_name(reader: Reader, action: &str) -> String {
    let key = match action {
        "vip.end_moved" => "history-end-moved",
        "vip.granted" => "history-given",
        "vip.removal_ordered" => "history-removal-ordered",
        "vip.link_ordered" => "history-link-ordered",
        "vip.expired" => "history-expired",
        "vip.reactivated" => "history-reactivated",
        "vip.intruder" => "history-intruder",
        "user.banned" => "history-banned",
        "user.unbanned" => "history-unbanned",
        "user.exported" => "history-exported",
        "user.erased" => "history-erased",
        "user.noted" => "history-noted",
        "user.written_to" => "history-written-to",
        "whitelist.added" => "history-whitelisted",
        "whitelist.removed" => "history-unwhitelisted",
        "migration.used" => "history-migrated",
        other => return html::one_line(other, 40),
    };
    reader.plain(key, args! {})
}

/// "from → to", where the details of an act hold both.
pub(in crate::screens) fn change(reader: Reader, details: &str) -> Option<String> {
    let details: Value = serde_json::from_str(details).ok()?;
    if let Some(ban) = details.get("after").filter(|after| after.is_object()) {
        return ban_of_details(reader, ban);
    }
    let word = |value: &Value| match value {
        Value::Number(at) => at
            .as_i64()
            .map(|at| units::instant(reader.lang, Timestamp(at), reader.time_zone)),
        Value::String(text) if text == "life" => Some(reader.plain("unit-lifetime", args! {})),
        Value::String(text) => Some(html::one_line(text, 60)),
        Value::Null => Some("—".to_owned()),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let (before, after) = (word(details.get("before")?)?, word(details.get("after")?)?);
    Some(format!("{before} → {after}"))
}

/// The reason and the end of a ban.
fn ban_of_details(reader: Reader, ban: &Value) -> Option<String> {
    let reason = ban.get("reason").and_then(Value::as_str);
    let until = (ban.get("until").and_then(Value::as_i64)).map(Timestamp);
    let mut words: Vec<String> = Vec::new();
    words.extend(reason.map(|reason| html::one_line(&persons::reason(reader.lang, reason), 60)));
    words.extend(until.map(|until| units::instant(reader.lang, until, reader.time_zone)));
    (!words.is_empty()).then(|| words.join(" → "))
}
