//! Everything that happened to a person.

use super::instant;
use super::to_card;
use crate::models::PersonEvent;
use crate::models::PersonHappened;
use crate::models::PersonHistory;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::PersonAction;
use crate::screens::members::act_name;
use crate::screens::members::change;
use crate::screens::members::event_name;
use crate::screens::pager;
use crate::screens::vpn::event_name as vpn_event_name;
use crate::utils::html;
use crate::utils::locale::args;

/// What happened to a person and their keys and what was done to them, the newest first.
pub fn history(reader: Reader, view: &PersonHistory) -> Screen {
    let name = html::name(&view.name);
    let mut parts = vec![reader.html("history-heading", args! { name: &name })];
    if view.page.rows.is_empty() {
        parts.push(reader.html("history-empty", args! {}));
    } else {
        let lines = view.page.rows.iter().map(|event| line(reader, event));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let user = view.user;
    Screen::new(parts.join("\n\n"))
        .row(pager(view.page.page, view.page.pages, |to| {
            Action::Person(PersonAction::History(user, to))
        }))
        .button(to_card(reader, user))
}

fn line(reader: Reader, event: &PersonEvent) -> String {
    let at = html::escape(&instant(reader, event.at));
    let what = match &event.what {
        PersonHappened::Channel { kind, is_vip } => {
            let door = if *is_vip { "VIP" } else { "Free" };
            format!("{} · {door}", event_name(reader, kind))
        }
        PersonHappened::Vpn { kind, key, by } => {
            let what = kind.map_or_else(
                || "—".to_owned(),
                |kind| vpn_event_name(reader.lang, kind, key.is_none()),
            );
            let mut text = html::escape(&what);
            if let Some(key) = key {
                text = format!("{text} · 🔐 {}", html::escape(&html::short_name(key)));
            }
            if let Some(by) = by {
                text = format!("{text} · {}", html::escape(&html::short_name(by)));
            }
            text
        }
        PersonHappened::Act {
            action,
            by,
            details,
        } => {
            let what = act_name(reader, action);
            let by = html::short_name(by);
            let mut text = reader.html("history-act", args! { what: &what, by: &by });
            if let Some(change) = details.as_deref().and_then(|json| change(reader, json)) {
                text = format!("{text}: {}", html::escape(&change));
            }
            text
        }
    };
    format!("{at} — {what}")
}
