//! What an account is given: time, bytes, devices.

use super::keep;
use super::notices::plan_reminders;
use super::notices::quota_checked;
use super::refresh;
use crate::crud;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::Cause;
use crate::models::Change;
use crate::models::Identity;
use crate::models::PeerWish;
use crate::models::Server;
use crate::models::Task;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::UserId;
use crate::models::VpnEvent;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::models::VpnSettings;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::vpn::pools;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// No quota grows beyond 2^62 bytes: SQLite keeps no greater number than 2^63.
const MOST_LIMIT: u64 = 1 << 62;

/// Gives, extends or upgrades the account of a person, plans its reminders, and refreshes its keys. A person who does
/// it themselves is not told.
pub fn terms(
    tx: &Transaction<'_>,
    user: UserId,
    kind: VpnKind,
    terms: &Terms,
    who: Identity,
    now: Timestamp,
) -> Result<AccountId, ServiceError> {
    let by = who.user();
    let settings = crud::vpn_settings::get(tx)?;
    let before = crud::vpn_accounts::of_user(tx, user, kind)?;
    let (account, happened) = match before.clone() {
        None => {
            let mut account = new(user, kind, terms, &settings, now);
            account.id = crud::vpn_accounts::insert(tx, &account)?;
            (account, VpnEventKind::Created)
        }
        Some(mut account) => {
            let happened = if account.is_trial && terms.upgrades {
                upgrade(tx, &mut account, &settings, now)?;
                VpnEventKind::Upgraded
            } else {
                VpnEventKind::Extended
            };
            apply(&mut account, terms, now);
            crud::vpn_accounts::update(tx, &account)?;
            (account, happened)
        }
    };
    let event = VpnEvent {
        id: 0,
        config: None,
        account: account.id,
        user,
        kind: happened,
        at: now,
        by,
        detail: account.expires_at.map(|end| end.to_string()),
    };
    keep(tx, &event, by != Some(user))?;
    let details = json!({
        "kind": kind.name(), "renewed": terms.renews, "upgraded": terms.upgrades,
        "before": before.as_ref().map(said), "after": said(&account),
    });
    audit::record(
        tx,
        who,
        "account.terms",
        format!("user:{user}"),
        details,
        now,
    )?;
    plan_reminders(tx, &account, &settings.reminder_minutes, now)?;
    refresh(tx, account.id, now, by, Cause::Act(happened))?;
    if let Some(before) = before {
        tell_servers(tx, &before, &account, now)?;
    }
    quota_checked(tx, account.id, now)?;
    Ok(account.id)
}

/// The terms of an account, for the log.
fn said(account: &Account) -> Value {
    json!({
        "until": account.expires_at.map_or_else(|| json!("life"), |end| json!(end.0)),
        "limit": account.limit_bytes,
        "devices": account.devices,
        "trial": account.is_trial,
    })
}

fn new(
    user: UserId,
    kind: VpnKind,
    terms: &Terms,
    settings: &VpnSettings,
    now: Timestamp,
) -> Account {
    let mut account = blank(user, kind, now);
    account.expires_at = settings.self_days.map(|days| now.plus_days(days));
    account.limit_bytes = settings.self_bytes;
    account.devices = settings.devices;
    if terms.end != TermEnd::Keep {
        // Hours of a new account begin now, not after what the settings would have given.
        account.expires_at = Some(now);
    }
    apply(&mut account, terms, now);
    account
}

/// An account that holds nothing yet.
pub(in crate::services::vpn) fn blank(user: UserId, kind: VpnKind, now: Timestamp) -> Account {
    Account {
        id: AccountId(0),
        user,
        kind,
        is_trial: false,
        expires_at: None,
        limit_bytes: None,
        day_limit_bytes: None,
        used_rx: 0,
        used_tx: 0,
        period_at: now,
        day: 0,
        day_used: 0,
        warned_percent: 0,
        devices: 1,
        created_at: now,
    }
}

/// A trial becomes a paid account: its keys keep their addresses, its limits give way to those of the house.
fn upgrade(
    tx: &Transaction<'_>,
    account: &mut Account,
    settings: &VpnSettings,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for config in crud::vpn_configs::of_account(tx, account.id)? {
        for peer in crud::vpn_peers::of_config(tx, config.id)? {
            if let Some(address) = peer.address.filter(|_| peer.wanted != PeerWish::Gone) {
                pools::keep_for_paid(tx, address, now)?;
            }
        }
    }
    account.is_trial = false;
    account.limit_bytes = settings.self_bytes;
    account.day_limit_bytes = None;
    account.devices = settings.devices.max(account.devices);
    renew(account, now);
    Ok(())
}

fn apply(account: &mut Account, terms: &Terms, now: Timestamp) {
    account.expires_at = match terms.end {
        TermEnd::Keep => account.expires_at,
        TermEnd::Never => None,
        TermEnd::Until(at) => Some(at),
        TermEnd::Hours(hours) => {
            // More time of what has no end is still no end.
            (account.expires_at).map(|end| end.max(now).plus_hours(hours))
        }
    };
    if terms.renews {
        renew(account, now);
    }
    account.limit_bytes = match terms.quota {
        TermQuota::Keep => account.limit_bytes,
        TermQuota::Set(limit) => limit,
        TermQuota::Add(bytes) => {
            let more = |limit: u64| limit.saturating_add(bytes).min(MOST_LIMIT);
            account.limit_bytes.map(more)
        }
    };
    if let Change::Set(limit) = terms.day_quota {
        account.day_limit_bytes = limit;
    }
    if let Change::Set(devices) = terms.devices {
        account.devices = devices;
    }
    // What was told of a smaller quota may have to be told again of a greater one.
    account.warned_percent = account.warned_percent.min(super::notices::step(account));
}

/// The use of the period and of the day counts from zero again.
fn renew(account: &mut Account, now: Timestamp) {
    account.used_rx = 0;
    account.used_tx = 0;
    // Never the same instant: what was told of the period before is not taken for what was told of this one.
    account.period_at = now.max(account.period_at + 1);
    account.day_used = 0;
    account.warned_percent = 0;
}

/// Whether a server reached so keeps something of the account itself that is another now. Where nothing is kept, a round
/// of calls for thousands of keys would only hold up those that somebody waits for.
fn is_other_to(server: &Server, before: &Account, account: &Account) -> bool {
    let is_other_end = before.expires_at != account.expires_at;
    let is_other_limit =
        before.limit_bytes != account.limit_bytes || before.period_at != account.period_at;
    match (server.kind, server.transport) {
        (VpnKind::WireGuard | VpnKind::Outline, Transport::Local) | (_, Transport::File) => false,
        (VpnKind::WireGuard | VpnKind::Outline, Transport::Panel) => is_other_limit,
        // A proxy keeps both: telemt, and mtprotoproxy on this machine.
        (VpnKind::MtProto, Transport::Local | Transport::Panel)
        | (_, Transport::Node | Transport::Demo) => is_other_end || is_other_limit,
    }
}

/// Servers that keep ends and limits themselves are told the new ones; also one that is being told the old ones right
/// now, whose answer must not pass for what is wanted by then.
fn tell_servers(
    tx: &Transaction<'_>,
    before: &Account,
    account: &Account,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for config in crud::vpn_configs::of_account(tx, account.id)? {
        let server = crud::servers::get(tx, config.server)?;
        let is_other = server.is_some_and(|server| is_other_to(&server, before, account));
        let Some(peer) = config.peer.filter(|_| is_other) else {
            continue;
        };
        let Some(found) = crud::vpn_peers::get(tx, peer)? else {
            continue;
        };
        if found.wanted != PeerWish::Open {
            continue;
        }
        if let Some(revision) = crud::vpn_peers::update_again(tx, peer)? {
            crud::tasks::insert(tx, &Task::SettlePeer { peer, revision }, now, now)?;
        }
    }
    Ok(())
}
