//! A person's own VPN keys: the list, and the words they share with the staff's desk.

pub mod card;
pub mod change;
pub mod guide;
pub mod make;
pub mod package;
pub mod tasks;
pub mod trial;
pub mod usage;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::callback::KeyAction;
use super::pager;
use super::refusals::Say;
use crate::models::Account;
use crate::models::ConfigStatus;
use crate::models::DAY;
use crate::models::Health;
use crate::models::Hold;
use crate::models::KeyOffer;
use crate::models::KeyView;
use crate::models::KindOffer;
use crate::models::Suspension;
use crate::models::Timestamp;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Keys on a page of the list.
const PAGE: usize = 8;
/// Marks of a bar.
const BAR: u64 = 10;

/// What the list of a person's keys is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct KeyList<'a> {
    pub keys: &'a [KeyView],
    pub offer: &'a KeyOffer,
    /// A trial is theirs for the asking.
    pub has_trial: bool,
}

/// The person's keys; without any, the way to the first one.
pub fn list(reader: Reader, list: KeyList<'_>, page: u32) -> Screen {
    let mut parts = vec![reader.html("keys-heading", args! {})];
    let pages = u32::try_from(list.keys.len().div_ceil(PAGE).max(1)).unwrap_or(1);
    let page = page.min(pages - 1);
    let shown = list.keys.iter().skip(page as usize * PAGE).take(PAGE);
    let lines: Vec<String> = shown.clone().map(|key| line(reader, key)).collect();
    if lines.is_empty() {
        parts.push(without_keys(reader, list));
    } else {
        parts.push(lines.join("\n\n"));
    }
    let buttons = shown.map(|key| {
        let label = format!("{} {}", mark(key), html::short_name(&key.config.name));
        Button::act(label, Action::Key(KeyAction::Show(key.config.id)))
    });
    let turn = |page| Action::Key(KeyAction::List(page));
    let mut screen = Screen::new(parts.join("\n\n"))
        .grid(2, buttons.collect())
        .row(pager(page, pages, turn));
    if list.offer.open().next().is_some() {
        let label = reader.plain("button-key-new", args! {});
        let new = Action::Key(KeyAction::New);
        screen = screen.button(Button::styled(label, new, Style::Primary));
    }
    if is_by_token(list.offer) {
        let redeem = reader.plain("button-redeem", args! {});
        screen = screen.button(Button::act(redeem, Action::Redeem));
    }
    if list.has_trial {
        screen = screen.button(act(reader, "button-trial", KeyAction::Trial));
    }
    if !list.keys.is_empty() {
        screen = screen.button(act(reader, "button-usage", KeyAction::Usage));
    }
    let home = reader.plain("button-home", args! {});
    screen.button(Button::act(home, Action::Home))
}

/// Why there is no key yet, and what comes next.
fn without_keys(reader: Reader, list: KeyList<'_>) -> String {
    if list.offer.kinds.is_empty() {
        return reader.html("keys-no-server", args! {});
    }
    if list.offer.open().next().is_some() {
        return reader.html("keys-first", args! {});
    }
    let is_for = |offer: &KindOffer| offer.blocked != Some(VpnRefusal::NotForYou);
    if let Some(offer) = list.offer.kinds.iter().find(|offer| is_for(offer)) {
        return (offer.blocked.as_ref()).map_or_else(String::new, |why| told(reader, why));
    }
    let words = match (is_by_token(list.offer), list.has_trial) {
        (true, true) => "keys-token-or-try",
        (true, false) => "keys-token",
        (false, true) => "keys-try-first",
        (false, false) => "keys-no-plan",
    };
    reader.html(words, args! {})
}

/// Whether keys that are not theirs to make would be with a VIP token.
fn is_by_token(offer: &KeyOffer) -> bool {
    let is_not_theirs = |one: &KindOffer| one.blocked == Some(VpnRefusal::NotForYou);
    offer.is_by_token && offer.kinds.iter().any(is_not_theirs)
}

/// A no in a message that is about more.
fn told(reader: Reader, why: &VpnRefusal) -> String {
    refusal(reader, why, &|key, args| reader.html(key, args))
}

/// Two lines on a key: its name and state, its server and use.
fn line(reader: Reader, key: &KeyView) -> String {
    let name = html::name(&key.config.name);
    let kind = kind_name(reader.lang, key.config.kind);
    let place = place(&key.flag, &key.server);
    let bytes = key.config.used_rx.saturating_add(key.config.used_tx);
    let used = if key.is_uncounted && bytes == 0 {
        reader.plain("keys-uncounted", args! {})
    } else {
        units::bytes(reader.lang, bytes)
    };
    let state = short_state(reader, key);
    reader.html(
        "keys-line",
        args! { mark: mark(key), name: &name, kind: &kind, place: &place, used: &used, state: &state },
    )
}

/// A server as people know it: its flag and its name.
pub fn place(flag: &str, name: &str) -> String {
    format!("{flag} {}", html::short_name(name))
        .trim()
        .to_owned()
}

/// The mark of a key's state.
pub fn mark(key: &KeyView) -> &'static str {
    match key.config.status {
        ConfigStatus::Pending => "⏳",
        ConfigStatus::Active if key.health == Health::Down => "⚠️",
        ConfigStatus::Active => "🟢",
        ConfigStatus::Suspended => match key.suspension {
            Some(Suspension::Held(_)) => "⛔",
            Some(Suspension::Quota | Suspension::DayQuota) => "🪫",
            Some(Suspension::Paused) | None => "⏸️",
        },
        ConfigStatus::Expired => "⌛",
        ConfigStatus::Revoked => "🗑️",
    }
}

/// The state of a key in a word or two.
pub fn short_state(reader: Reader, key: &KeyView) -> String {
    let key = match key.config.status {
        ConfigStatus::Pending => "key-short-pending",
        ConfigStatus::Active if key.health == Health::Down => "key-short-down",
        ConfigStatus::Active if key.is_online => "key-short-online",
        ConfigStatus::Active => "key-short-active",
        ConfigStatus::Suspended => match key.suspension {
            Some(Suspension::Held(_)) => "key-short-held",
            Some(Suspension::Quota) => "key-short-quota",
            Some(Suspension::DayQuota) => "key-short-day-quota",
            Some(Suspension::Paused) | None => "key-short-paused",
        },
        ConfigStatus::Expired => "key-short-expired",
        ConfigStatus::Revoked => "key-short-revoked",
    };
    reader.plain(key, args! {})
}

/// The state of a key with its reason. `gone_at`: when an expired key is gone for good.
pub fn state(reader: Reader, key: &KeyView, gone_at: Option<Timestamp>) -> String {
    let words = match key.config.status {
        ConfigStatus::Pending if key.health == Health::Down => "key-state-pending-down",
        ConfigStatus::Pending => "key-state-pending",
        ConfigStatus::Active if key.health == Health::Down => "key-state-down",
        ConfigStatus::Active => "key-state-active",
        ConfigStatus::Suspended => match key.suspension {
            Some(Suspension::Held(hold)) => hold_words(hold),
            Some(Suspension::Quota) => "key-state-quota",
            Some(Suspension::DayQuota) => "key-state-day-quota",
            Some(Suspension::Paused) | None => "key-state-paused",
        },
        ConfigStatus::Expired => {
            return match gone_at.filter(|gone_at| *gone_at > reader.now) {
                Some(gone_at) => {
                    let until = units::instant(reader.lang, gone_at, reader.time_zone);
                    reader.html("key-state-expired-grace", args! { until: &until })
                }
                None => reader.html("key-state-expired", args! {}),
            };
        }
        ConfigStatus::Revoked => "key-state-revoked",
    };
    reader.html(words, args! {})
}

fn hold_words(hold: Hold) -> &'static str {
    match hold {
        Hold::Staff | Hold::Ban => "key-state-held-staff",
        Hold::Sharing => "key-state-held-sharing",
        Hold::Debt => "key-state-held-debt",
    }
}

/// What was used of a limit as a bar and in words: "▰▰▱▱▱▱▱▱▱▱ 2,1 GB de 10,0 GB (21 %)"; without a limit in words alone.
/// Where nothing is counted, nothing is said to be left.
pub fn used(reader: Reader, account: &Account, is_uncounted: bool) -> String {
    let used = account.used();
    if is_uncounted && used == 0 {
        return reader.html("key-uncounted", args! {});
    }
    let words = units::bytes(reader.lang, used);
    let Some(limit) = account.limit_bytes else {
        return reader.html("key-used-free", args! { used: &words });
    };
    let shares = |of: u64| u128::from(used) * u128::from(of) / u128::from(limit.max(1));
    let full = shares(BAR).min(u128::from(BAR)) as u64;
    let bar: String = (0..BAR)
        .map(|at| if at < full { '▰' } else { '▱' })
        .collect();
    let percent = shares(100).min(999) as i64;
    let limit = units::bytes(reader.lang, limit);
    reader.html(
        "key-used",
        args! { bar: &bar, used: &words, limit: &limit, percent: percent },
    )
}

/// When something ends, and how far it is.
pub fn end(reader: Reader, expires_at: Option<Timestamp>) -> String {
    let Some(end) = expires_at else {
        return reader.html("key-end-never", args! {});
    };
    let until = units::instant(reader.lang, end, reader.time_zone);
    if end <= reader.now {
        return reader.html("key-end-past", args! { until: &until });
    }
    let seconds = end.since(reader.now);
    let left = units::duration(reader.lang, seconds);
    let count = units::duration_number(seconds);
    reader.html(
        "key-end",
        args! { until: &until, left: &left, count: count },
    )
}

/// The beginning of the next UTC day: when the quota of the day counts from zero again.
pub fn tomorrow(now: Timestamp) -> Timestamp {
    Timestamp((now.day() + 1).saturating_mul(DAY))
}

fn act(reader: Reader, key: &str, action: KeyAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Key(action))
}

/// The name of a kind of key.
pub fn kind_name(lang: Lang, kind: VpnKind) -> String {
    let key = match kind {
        VpnKind::WireGuard => "vpn-kind-wireguard",
        VpnKind::Outline => "vpn-kind-outline",
        VpnKind::MtProto => "vpn-kind-mtproto",
    };
    lang.plain(key, args! {})
}

/// Why a key was not made or changed, in words.
pub fn refusal(reader: Reader, refusal: &VpnRefusal, say: Say<'_>) -> String {
    match refusal {
        VpnRefusal::NoServer(kind) => {
            let kind = kind_name(reader.lang, *kind);
            say("vpn-refusal-no-server", args! { kind: &kind })
        }
        VpnRefusal::Full(kind) => {
            let kind = kind_name(reader.lang, *kind);
            say("vpn-refusal-full", args! { kind: &kind })
        }
        VpnRefusal::NotForYou => say("vpn-refusal-not-for-you", args! {}),
        VpnRefusal::TooManyKeys { most } => say("vpn-refusal-too-many-keys", args! { most: *most }),
        VpnRefusal::QuotaUsed => say("vpn-refusal-quota-used", args! {}),
        VpnRefusal::TrialUsed { at } => {
            let at = units::instant(reader.lang, *at, reader.time_zone);
            say("vpn-refusal-trial-used", args! { at: &at })
        }
        VpnRefusal::TrialOff => say("vpn-refusal-trial-off", args! {}),
        VpnRefusal::TrialNeedsChannel { title, .. } => {
            let title = html::name(title);
            say("vpn-refusal-trial-channel", args! { title: &title })
        }
        VpnRefusal::NameInvalid { most } => say("vpn-refusal-name", args! { most: *most }),
        VpnRefusal::WrongState => say("vpn-refusal-wrong-state", args! {}),
        VpnRefusal::ShownOnce => say("vpn-refusal-shown-once", args! {}),
        VpnRefusal::PresharedUnknown => say("vpn-refusal-preshared", args! {}),
        VpnRefusal::SharedLink => say("vpn-refusal-shared-link", args! {}),
        VpnRefusal::NetworksInvalid => say("vpn-refusal-networks", args! {}),
        VpnRefusal::ServerDown(_) => say("vpn-refusal-server-down", args! {}),
    }
}

/// Whether the refusal is about a typed answer, so that another one may come.
pub fn is_about_answer(refusal: &VpnRefusal) -> bool {
    match refusal {
        VpnRefusal::NameInvalid { .. } | VpnRefusal::NetworksInvalid => true,
        VpnRefusal::NoServer(_)
        | VpnRefusal::Full(_)
        | VpnRefusal::NotForYou
        | VpnRefusal::TooManyKeys { .. }
        | VpnRefusal::QuotaUsed
        | VpnRefusal::TrialUsed { .. }
        | VpnRefusal::TrialOff
        | VpnRefusal::TrialNeedsChannel { .. }
        | VpnRefusal::WrongState
        | VpnRefusal::ShownOnce
        | VpnRefusal::PresharedUnknown
        | VpnRefusal::SharedLink
        | VpnRefusal::ServerDown(_) => false,
    }
}
