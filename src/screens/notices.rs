//! What the bot says on its own account: to members, to admins, and in answer to presses.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::access::access_end;
use super::back_to;
use super::channels::right_names;
use super::panel::door_name;
use crate::models::AwaySummary;
use crate::models::DAY;
use crate::models::Door;
use crate::models::IntruderView;
use crate::models::Right;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest error shown to an admin.
const ERROR_LENGTH: usize = 400;

// To people.

/// VIP access ended, and the way back.
pub fn expired(reader: Reader) -> Screen {
    Screen::new(reader.html("expired-text", args! {})).button(redeem(reader))
}

/// VIP access ends soon. Says how much is left now, so that a reminder sent late is true too.
pub fn reminder(reader: Reader, until: Timestamp) -> Screen {
    let end = Arg::Raw(access_end(reader, Some(until)));
    Screen::new(reader.html("reminder-text", args! { end: end }))
        .button(redeem(reader))
        .button(Button::act(
            reader.plain("button-my-access", args! {}),
            Action::MyAccess,
        ))
}

/// An apology with the number that stands in the log.
pub fn incident(reader: Reader, number: &str) -> Screen {
    Screen::new(reader.html("incident-text", args! { number: number })).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}

/// They write or press faster than the bot takes it.
pub fn flood_pause(reader: Reader, seconds: i64) -> Screen {
    let wait = units::duration(reader.lang, seconds);
    Screen::new(reader.html("flood-pause", args! { wait: &wait }))
}

fn redeem(reader: Reader) -> Button {
    Button::styled(
        reader.plain("button-redeem", args! {}),
        Action::Redeem,
        Style::Primary,
    )
}

// In answer to presses: at most 200 characters.

/// A short answer to a press.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toast {
    Done,
    Cancelled,
    OldMenu,
    WhitelistAdded,
    WhitelistRemoved,
    Approved,
    Declined,
    ApprovedAll { count: i64 },
    TokenRevoked,
    ProblemRetried,
    ProblemDropped,
    LinkOrdered,
    LinkLater,
    LinkNotNeeded,
}

/// The words of a short answer.
pub fn toast(lang: Lang, toast: Toast) -> String {
    match toast {
        Toast::Done => lang.toast("toast-done", args! {}),
        Toast::Cancelled => lang.toast("toast-cancelled", args! {}),
        Toast::OldMenu => lang.toast("toast-old-menu", args! {}),
        Toast::WhitelistAdded => lang.toast("toast-whitelist-added", args! {}),
        Toast::WhitelistRemoved => lang.toast("toast-whitelist-removed", args! {}),
        Toast::Approved => lang.toast("toast-approved", args! {}),
        Toast::Declined => lang.toast("toast-declined", args! {}),
        Toast::ApprovedAll { count } => lang.toast("toast-approved-all", args! { count: count }),
        Toast::TokenRevoked => lang.toast("toast-token-revoked", args! {}),
        Toast::ProblemRetried => lang.toast("toast-problem-retried", args! {}),
        Toast::ProblemDropped => lang.toast("toast-problem-dropped", args! {}),
        Toast::LinkOrdered => lang.toast("toast-link-ordered", args! {}),
        Toast::LinkLater => lang.toast("toast-link-ordered-later", args! {}),
        Toast::LinkNotNeeded => lang.toast("toast-link-ordered-inside", args! {}),
    }
}

/// The apology as an alert.
pub fn incident_alert(lang: Lang, number: &str) -> String {
    lang.toast("toast-incident", args! { number: number })
}

/// The flood pause as an alert.
pub fn flood_alert(lang: Lang, seconds: i64) -> String {
    let wait = units::duration(lang, seconds);
    lang.toast("flood-pause", args! { wait: &wait })
}

/// Said to somebody about to pay: nothing is sold here.
pub fn checkout_closed(lang: Lang) -> String {
    lang.toast("checkout-closed", args! {})
}

// To admins.

/// Rights were lost in a door's channel; none known = no administrator any more, or refused by Telegram.
pub fn rights_lost(reader: Reader, door: Door, title: &str, missing: &[Right]) -> Screen {
    let (name, title) = (door_name(reader.lang, door), html::name(title));
    let text = if missing.is_empty() {
        reader.html("notice-channel-lost", args! { title: &title, door: &name })
    } else {
        let rights = right_names(reader.lang, missing);
        reader.html(
            "notice-rights-lost",
            args! { title: &title, door: &name, rights: &rights },
        )
    };
    let recheck = reader.plain("button-recheck", args! {});
    Screen::new(text).button(Button::act(recheck, Action::Recheck(door)))
}

/// The rights are back.
pub fn rights_back(reader: Reader, door: Door, title: &str) -> Screen {
    let (name, title) = (door_name(reader.lang, door), html::name(title));
    Screen::new(reader.html("notice-rights-back", args! { title: &title, door: &name }))
        .button(back_to(reader.lang, Action::Desk(door)))
}

/// A group became a supergroup: it goes on serving its door under its new id.
pub fn migrated(reader: Reader, door: Door, title: &str) -> Screen {
    let title = html::name(title);
    let name = door_name(reader.lang, door);
    Screen::new(reader.html("notice-migrated", args! { title: &title, door: &name }))
}

/// Somebody came in by another person's link.
pub fn intruder(reader: Reader, view: &IntruderView) -> Screen {
    let what = reader.html(
        "notice-intruder",
        args! {
            intruder: &html::name(&view.intruder_name),
            intruder_id: &view.intruder.to_string(),
            holder: &html::name(&view.holder_name),
            holder_id: &view.holder.to_string(),
        },
    );
    let done = if view.is_entitled {
        reader.html("notice-intruder-entitled", args! {})
    } else {
        reader.html("notice-intruder-removed", args! {})
    };
    let mut lines = vec![what, done];
    if view.is_renewed {
        lines.push(reader.html("notice-intruder-renewed", args! {}));
    }
    Screen::new(lines.join("\n"))
}

/// The bot is online, and what happened while it was away.
pub fn online(reader: Reader, version: &str, summary: AwaySummary) -> Screen {
    let mut parts = vec![reader.html("notice-online", args! { version: version })];
    match summary.away_seconds {
        None => parts.push(reader.html("notice-online-first", args! {})),
        Some(seconds) => {
            let away = units::duration(reader.lang, seconds);
            parts.push(reader.html(
                "notice-online-away",
                args! { away: &away, updates: summary.updates, tasks: summary.late_tasks },
            ));
            if seconds > DAY {
                parts.push(reader.html("notice-online-lost", args! {}));
            }
        }
    }
    Screen::new(parts.join("\n\n")).button(panel(reader))
}

/// The bot is going offline.
pub fn offline(reader: Reader) -> Screen {
    Screen::new(reader.html("notice-offline", args! {}))
}

/// Something failed: its number, where, whom it hit, and the error without secrets.
pub fn incident_notice(
    reader: Reader,
    number: &str,
    place: &str,
    user: Option<UserId>,
    error: &str,
) -> Screen {
    let place = html::one_line(place, ERROR_LENGTH);
    let mut lines = vec![reader.html("notice-incident", args! { number: number, place: &place })];
    if let Some(user) = user {
        lines.push(reader.html("notice-incident-user", args! { user: &user.to_string() }));
    }
    let error = html::one_line(error, ERROR_LENGTH);
    lines.push(reader.html("notice-incident-error", args! { error: &error }));
    Screen::new(lines.join("\n"))
}

/// A fault in plain words; `repeats` counts those not told since the last one.
pub fn fault(reader: Reader, what: &str, repeats: i64) -> Screen {
    let what = html::one_line(what, ERROR_LENGTH);
    let mut text = reader.html("notice-fault", args! { what: &what });
    if repeats > 0 {
        text = format!(
            "{text}\n{}",
            reader.html("notice-repeated", args! { count: repeats })
        );
    }
    Screen::new(text)
}

/// Our clock and Telegram's differ by more than ten minutes.
pub fn clock_wrong(reader: Reader, skew_seconds: i64) -> Screen {
    let skew = units::duration(reader.lang, skew_seconds);
    Screen::new(reader.html("notice-clock", args! { skew: &skew })).button(Button::act(
        reader.plain("button-status", args! {}),
        Action::Status,
    ))
}

/// The clocks agree again.
pub fn clock_right(reader: Reader) -> Screen {
    Screen::new(reader.html("notice-clock-back", args! {}))
}

/// The owner link was opened: this person owns the house.
pub fn owner(reader: Reader) -> Screen {
    Screen::new(reader.html("notice-owner", args! {})).button(panel(reader))
}

fn panel(reader: Reader) -> Button {
    Button::act(reader.plain("button-panel", args! {}), Action::Main)
}
