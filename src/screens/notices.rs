//! What the bot says on its own account: to members, to admins, and in answer to presses.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::access::access_end;
use super::access::end_values;
use super::back_to;
use super::callback::SettingsAction;
use super::callback::VpnAction;
use super::channels::right_names;
use super::panel::door_name;
use super::settings::price_line;
use super::settings::prices;
use super::settings::text_name;
use super::wording;
use crate::models::AwaySummary;
use crate::models::ConfigScope;
use crate::models::DAY;
use crate::models::Door;
use crate::models::GraceView;
use crate::models::IntruderView;
use crate::models::Right;
use crate::models::TextKey;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Variable;
use crate::models::Words;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest error shown to an admin.
const ERROR_LENGTH: usize = 400;

// To people.

/// VIP access ended, and the way back.
pub fn expired(reader: Reader, words: &Words) -> Screen {
    let mut values = Vec::new();
    push_prices(reader, words, &mut values);
    let text = wording::own(words, &values)
        .unwrap_or_else(|| with_prices(reader, words, reader.html("expired-text", args! {})));
    Screen::worded(text).button(redeem(reader))
}

/// VIP access ended, but they may stay in the channel for a while.
pub fn grace(reader: Reader, view: GraceView, words: &Words) -> Screen {
    let until = units::instant(reader.lang, view.until, reader.time_zone);
    let left = units::duration(reader.lang, view.until.since(reader.now).max(0));
    let ended = units::instant(reader.lang, view.ended, reader.time_zone);
    let mut values = vec![
        (Variable::Date, ended),
        (Variable::Limit, until.clone()),
        (Variable::Left, left.clone()),
    ];
    push_prices(reader, words, &mut values);
    let text = wording::own(words, &values).unwrap_or_else(|| {
        let text = reader.html("grace-text", args! { until: &until, left: &left });
        with_prices(reader, words, text)
    });
    Screen::worded(text).button(redeem(reader))
}

fn push_prices(reader: Reader, words: &Words, values: &mut Vec<(Variable, String)>) {
    let none = || reader.plain("prices-ask", args! {});
    let prices = price_line(reader, &words.fees).unwrap_or_else(none);
    values.push((Variable::Prices, prices));
}

fn with_prices(reader: Reader, words: &Words, text: String) -> String {
    match prices(reader, &words.fees) {
        Some(prices) => format!("{text}\n\n{prices}"),
        None => text,
    }
}

/// VIP access ends soon. Says how much is left now, so that a reminder sent late is true too.
pub fn reminder(reader: Reader, until: Timestamp, words: &Words) -> Screen {
    let mut values = end_values(reader, Some(until));
    push_prices(reader, words, &mut values);
    let text = wording::own(words, &values).unwrap_or_else(|| {
        let end = Arg::Raw(access_end(reader, Some(until)));
        with_prices(
            reader,
            words,
            reader.html("reminder-text", args! { end: end }),
        )
    });
    Screen::worded(text)
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
    StatsRefreshed,
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
        Toast::StatsRefreshed => lang.toast("toast-stats-refreshed", args! {}),
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

/// Own words of the operator cannot be used: the house's own are said instead.
pub fn text_broken(reader: Reader, key: TextKey, language: &str) -> Screen {
    let name = text_name(reader.lang, key);
    let lang = Lang::of_tag(language).unwrap_or(reader.lang);
    Screen::new(reader.html(
        "notice-text-broken",
        args! { name: &name, language: language },
    ))
    .button(Button::act(
        reader.plain("button-texts", args! {}),
        Action::Settings(SettingsAction::Text(key, lang)),
    ))
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

/// A key looks shared: it came from many networks within a day.
pub fn key_shared(reader: Reader, name: &str, owner: &str, networks: u32, is_held: bool) -> Screen {
    let mut text = reader.html(
        "notice-key-shared",
        args! { name: &html::name(name), owner: &html::name(owner), networks: i64::from(networks) },
    );
    if is_held {
        text = format!("{text}\n{}", reader.html("notice-key-held", args! {}));
    }
    Screen::new(text).button(keys(reader))
}

/// A key transferred unusually much within a day.
pub fn key_heavy(reader: Reader, name: &str, owner: &str, bytes: u64) -> Screen {
    let amount = units::bytes(reader.lang, bytes);
    Screen::new(reader.html(
        "notice-key-heavy",
        args! { name: &html::name(name), owner: &html::name(owner), amount: &amount },
    ))
    .button(keys(reader))
}

fn keys(reader: Reader) -> Button {
    Button::act(
        reader.plain("button-vpn-keys", args! {}),
        Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0)),
    )
}

fn panel(reader: Reader) -> Button {
    Button::act(reader.plain("button-panel", args! {}), Action::Main)
}
