//! What is said of keys without being asked: what happened to them, what is about to.

use super::act;
use super::kind_name;
use crate::models::Account;
use crate::models::ChangeView;
use crate::models::Hold;
use crate::models::Timestamp;
use crate::models::VpnEventKind;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::KeyAction;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Names in one message.
const MOST_NAMES: usize = 10;

/// Something happened to a key or to the whole account.
pub fn change(reader: Reader, view: &ChangeView) -> Screen {
    let mut parts = vec![what(reader, view)];
    parts.extend(until(reader, view));
    let screen = Screen::new(parts.join("\n\n"));
    match (view.event.config, view.keys.as_slice()) {
        (Some(_), [key]) if view.event.kind != VpnEventKind::Revoked => {
            screen.button(act(reader, "button-key-card", KeyAction::Show(key.id)))
        }
        _ => screen.button(act(reader, "button-keys", KeyAction::List(0))),
    }
}

fn what(reader: Reader, view: &ChangeView) -> String {
    let kind = kind_name(reader.lang, view.account.kind);
    let (name, count) = (names(view), view.keys.len());
    let say = |key: &str| reader.html(key, args! { name: &name, kind: &kind, count: count });
    match view.event.kind {
        // A key that somebody of the staff made with the account is on its way: there is none to be made.
        VpnEventKind::Created if !view.keys.is_empty() => say("notice-vpn-created-key"),
        VpnEventKind::Created => say("notice-vpn-created"),
        VpnEventKind::Activated => say("notice-vpn-activated"),
        VpnEventKind::QuotaReached => say("notice-vpn-quota-reached"),
        VpnEventKind::DayQuotaReached => say("notice-vpn-day-quota"),
        VpnEventKind::QuotaRenewed => say("notice-vpn-renewed"),
        VpnEventKind::Paused => say("notice-vpn-paused"),
        VpnEventKind::Resumed => say("notice-vpn-resumed"),
        VpnEventKind::Held => match view.hold {
            Some(Hold::Sharing) => say("notice-vpn-held-sharing"),
            Some(Hold::Debt) => say("notice-vpn-held-debt"),
            Some(Hold::Staff | Hold::Ban) | None => say("notice-vpn-held"),
        },
        VpnEventKind::Released => say("notice-vpn-released"),
        VpnEventKind::Expired => say("notice-vpn-expired"),
        VpnEventKind::Extended if view.account.is_trial => say("notice-vpn-trial-extended"),
        VpnEventKind::Extended => say("notice-vpn-extended"),
        VpnEventKind::Upgraded => say("notice-vpn-upgraded"),
        VpnEventKind::Rotated => say("notice-vpn-rotated"),
        VpnEventKind::Moved => say("notice-vpn-moved"),
        VpnEventKind::Renamed => say("notice-vpn-renamed"),
        VpnEventKind::Revoked => say("notice-vpn-revoked"),
        VpnEventKind::Imported => say("notice-vpn-imported"),
    }
}

/// The keys it is about, by name.
fn names(view: &ChangeView) -> String {
    let mut names: Vec<String> = (view.keys.iter().take(MOST_NAMES))
        .map(|key| html::short_name(&key.name))
        .collect();
    if view.keys.len() > MOST_NAMES {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The instant that matters now: the end, or when expired keys are gone.
fn until(reader: Reader, view: &ChangeView) -> Option<String> {
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    match view.event.kind {
        VpnEventKind::Created | VpnEventKind::Extended | VpnEventKind::Upgraded => {
            let end = match view.account.expires_at {
                Some(end) => reader.html("notice-vpn-until", args! { until: &instant(end) }),
                None => reader.html("notice-vpn-endless", args! {}),
            };
            Some(format!("{end}\n{}", data(reader, &view.account)))
        }
        VpnEventKind::Expired => {
            let until = instant(view.gone_at?);
            Some(reader.html("notice-vpn-grace", args! { until: &until }))
        }
        VpnEventKind::Activated
        | VpnEventKind::QuotaReached
        | VpnEventKind::DayQuotaReached
        | VpnEventKind::QuotaRenewed
        | VpnEventKind::Paused
        | VpnEventKind::Resumed
        | VpnEventKind::Held
        | VpnEventKind::Released
        | VpnEventKind::Rotated
        | VpnEventKind::Moved
        | VpnEventKind::Renamed
        | VpnEventKind::Revoked
        | VpnEventKind::Imported => None,
    }
}

/// The data of a period.
fn data(reader: Reader, account: &Account) -> String {
    match account.limit_bytes {
        Some(limit) => {
            let limit = units::bytes(reader.lang, limit);
            reader.html("trial-data", args! { limit: &limit })
        }
        None => reader.html("trial-data-free", args! {}),
    }
}

/// An account ends soon.
pub fn reminder(reader: Reader, account: &Account, expiry: Timestamp) -> Screen {
    let kind = kind_name(reader.lang, account.kind);
    let until = units::instant(reader.lang, expiry, reader.time_zone);
    let seconds = expiry.since(reader.now).max(0);
    let left = units::duration(reader.lang, seconds);
    let count = units::duration_number(seconds);
    let key = if account.is_trial {
        "notice-vpn-trial-ends"
    } else {
        "notice-vpn-ends"
    };
    let words = args! { kind: &kind, until: &until, left: &left, count: count };
    Screen::new(reader.html(key, words)).button(act(reader, "button-keys", KeyAction::List(0)))
}

/// So much of a quota is used.
pub fn quota(reader: Reader, account: &Account, percent: u8) -> Screen {
    let kind = kind_name(reader.lang, account.kind);
    let used = units::bytes(reader.lang, account.used());
    let limit = units::bytes(reader.lang, account.limit_bytes.unwrap_or_default());
    let key = if percent >= 100 {
        "notice-vpn-quota-used"
    } else {
        "notice-vpn-quota"
    };
    let percent = i64::from(percent);
    let words = args! { kind: &kind, percent: percent, used: &used, limit: &limit };
    Screen::new(reader.html(key, words)).button(act(reader, "button-usage", KeyAction::Usage))
}
