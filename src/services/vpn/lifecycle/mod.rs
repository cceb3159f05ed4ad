//! The states of keys: what time, quotas and decisions make of them.
//!
//! Invariant: only the sweep lets a key expire or go, and it does not run while the clock is wrong; whatever else looks
//! at an account takes ends as they were when the sweep last saw them. Ends of keys need no brake such as removals from
//! a channel have: until the grace is over, a longer end brings every key back as it was.

mod notices;
mod terms;

pub use notices::Unsaid;
pub use notices::judge_change;
pub use notices::judge_quota;
pub use notices::judge_reminder;
pub use notices::plan_all;
pub(super) use notices::plan_reminders;
pub use notices::quota_checked;
pub(super) use terms::blank;
pub use terms::terms;

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::Cause;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::DAY;
use crate::models::Hold;
use crate::models::Identity;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::Refusal;
use crate::models::Suspension;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnEvent;
use crate::models::VpnEventKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::audit;
use rusqlite::Transaction;
use serde_json::json;

/// Accounts looked at in one transaction.
const BATCH: i64 = 100;

/// Looks at every key of an account and makes of it what it is to be now, with all that follows: rows, events, what
/// servers are to do, messages. Returns the keys whose status changed.
pub fn refresh(
    tx: &Transaction<'_>,
    account: AccountId,
    now: Timestamp,
    by: Option<UserId>,
    cause: Cause,
) -> Result<Vec<ConfigId>, ServiceError> {
    let Some(account) = crud::vpn_accounts::get(tx, account)? else {
        return Ok(Vec::new());
    };
    let gone_at = gone_at(tx, &account)?;
    let mut changed = Vec::new();
    let mut told = Vec::new();
    let mut statuses = Vec::new();
    for mut config in crud::vpn_configs::of_account(tx, account.id)? {
        let status = if cause == Cause::Clock && gone_at.is_some_and(|at| at <= now) {
            ConfigStatus::Revoked
        } else {
            status_of(&config, &account, now, cause)
        };
        if status != config.status {
            let kind = event_kind(&config, &account, status, now, cause);
            let is_news = by != Some(config.user) && is_told(kind, cause) && !told.contains(&kind);
            told.push(kind);
            let before = config.status;
            set_status(tx, &mut config, status, now)?;
            if by.is_none() {
                by_the_house(tx, &config, before, kind, now)?;
            }
            let told = Happening::of(kind, by).told_if(is_news);
            note(tx, &config, told, now)?;
            changed.push(config.id);
        }
        statuses.push(status);
    }
    // What is due already is due at once: the scheduler asks for what comes after its last look.
    let next_at = next_at(&account, gone_at, &statuses, now).map(|at| at.max(now + 1));
    crud::vpn_accounts::update_next(tx, account.id, next_at)?;
    Ok(changed)
}

/// The line of a key that the house itself stops, ends, or lets go on.
fn by_the_house(
    tx: &Transaction<'_>,
    config: &VpnConfig,
    before: ConfigStatus,
    kind: VpnEventKind,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let action = match config.status {
        ConfigStatus::Pending => return Ok(()),
        ConfigStatus::Active if before == ConfigStatus::Pending => return Ok(()),
        ConfigStatus::Active => "key.restored",
        ConfigStatus::Suspended => "key.suspended",
        ConfigStatus::Expired | ConfigStatus::Revoked => "key.ended",
    };
    let details = json!({
        "user": config.user.0, "before": before.name(), "after": config.status.name(), "why": kind.name(),
    });
    let target = format!("key:{}", config.id);
    audit::record(tx, Identity::System, action, target, details, now)
}

/// What a key is to be. Time that ran out counts only when the clock was looked at.
fn status_of(config: &VpnConfig, account: &Account, now: Timestamp, cause: Cause) -> ConfigStatus {
    if cause == Cause::Clock || config.status == ConfigStatus::Expired {
        return config.wanted_status(account, now);
    }
    let endless = Account {
        expires_at: None,
        ..account.clone()
    };
    config.wanted_status(&endless, now)
}

/// When the keys of an account whose time is over are gone for good.
pub fn gone_at(
    connection: &rusqlite::Connection,
    account: &Account,
) -> Result<Option<Timestamp>, ServiceError> {
    let hours = crud::vpn_settings::get(connection)?.grace_hours;
    Ok(account.expires_at.map(|end| end.plus_hours(hours)))
}

/// When time alone changes something about these keys next.
fn next_at(
    account: &Account,
    gone_at: Option<Timestamp>,
    statuses: &[ConfigStatus],
    now: Timestamp,
) -> Option<Timestamp> {
    let mut next: Option<Timestamp> = None;
    for status in statuses {
        let at = match status {
            ConfigStatus::Pending | ConfigStatus::Active | ConfigStatus::Suspended => {
                account.expires_at
            }
            ConfigStatus::Expired => gone_at,
            ConfigStatus::Revoked => None,
        };
        next = [next, at].into_iter().flatten().min();
        if *status == ConfigStatus::Suspended && account.is_day_exhausted(now) {
            let midnight = Timestamp((now.day() + 1) * DAY);
            next = [next, Some(midnight)].into_iter().flatten().min();
        }
    }
    next
}

/// What the change of a key to that status is called.
fn event_kind(
    config: &VpnConfig,
    account: &Account,
    status: ConfigStatus,
    now: Timestamp,
    cause: Cause,
) -> VpnEventKind {
    match status {
        ConfigStatus::Revoked => VpnEventKind::Revoked,
        ConfigStatus::Expired => VpnEventKind::Expired,
        ConfigStatus::Suspended => match config.suspension(account, now) {
            Some(Suspension::Held(_)) => VpnEventKind::Held,
            Some(Suspension::Quota) => VpnEventKind::QuotaReached,
            Some(Suspension::DayQuota) => VpnEventKind::DayQuotaReached,
            Some(Suspension::Paused) | None => VpnEventKind::Paused,
        },
        ConfigStatus::Pending | ConfigStatus::Active => match cause {
            Cause::Act(kind) => kind,
            Cause::Clock | Cause::Traffic => VpnEventKind::QuotaRenewed,
        },
    }
}

/// Whether its owner hears of an event in a message of its own. Of others they hear otherwise: a used quota has its
/// own message, a new key comes with its file.
fn is_told(kind: VpnEventKind, cause: Cause) -> bool {
    match kind {
        VpnEventKind::DayQuotaReached
        | VpnEventKind::QuotaRenewed
        | VpnEventKind::Paused
        | VpnEventKind::Resumed
        | VpnEventKind::Held
        | VpnEventKind::Released
        | VpnEventKind::Expired
        | VpnEventKind::Moved
        | VpnEventKind::Revoked => true,
        // Told once for the whole account, not for each key that opens again.
        VpnEventKind::Extended | VpnEventKind::Upgraded => cause != Cause::Act(kind),
        VpnEventKind::Created
        | VpnEventKind::Activated
        | VpnEventKind::QuotaReached
        | VpnEventKind::Rotated
        | VpnEventKind::Renamed
        | VpnEventKind::Imported => false,
    }
}

/// Keeps another status of a key, and has its server do what follows.
pub(super) fn set_status(
    tx: &Transaction<'_>,
    config: &mut VpnConfig,
    status: ConfigStatus,
    now: Timestamp,
) -> Result<(), ServiceError> {
    config.status = status;
    config.revoked_at = (status == ConfigStatus::Revoked).then_some(now);
    crud::vpn_configs::update(tx, config)?;
    let wanted = wish_of(status);
    if wanted == PeerWish::Gone {
        for peer in crud::vpn_peers::of_config(tx, config.id)? {
            want(tx, peer.id, PeerWish::Gone, now)?;
        }
    } else if let Some(peer) = config.peer {
        want(tx, peer, wanted, now)?;
    }
    Ok(())
}

/// What the server of a key in that status is to do.
pub(super) fn wish_of(status: ConfigStatus) -> PeerWish {
    match status {
        ConfigStatus::Pending | ConfigStatus::Active => PeerWish::Open,
        ConfigStatus::Suspended | ConfigStatus::Expired => PeerWish::Shut,
        ConfigStatus::Revoked => PeerWish::Gone,
    }
}

/// Has a server do something else with a peer, unless it is to do that already.
pub(super) fn want(
    tx: &Transaction<'_>,
    peer: PeerId,
    wanted: PeerWish,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(revision) = crud::vpn_peers::update_wanted(tx, peer, wanted)? {
        crud::tasks::insert(tx, &Task::SettlePeer { peer, revision }, now, now)?;
    }
    Ok(())
}

/// Something that happened to a key.
pub(super) struct Happening {
    kind: VpnEventKind,
    by: Option<UserId>,
    detail: Option<String>,
    is_news: bool,
}

impl Happening {
    /// It was done by that person, or by the house; its owner is not told.
    pub fn of(kind: VpnEventKind, by: Option<UserId>) -> Self {
        Self {
            kind,
            by,
            detail: None,
            is_news: false,
        }
    }

    /// The same with more words.
    pub fn with(mut self, detail: Option<String>) -> Self {
        self.detail = detail;
        self
    }

    /// The same, told to its owner if it is news to them.
    pub fn told_if(mut self, is_news: bool) -> Self {
        self.is_news = is_news;
        self
    }
}

/// Keeps an event about a key, and has it told if it is news. Returns its id.
pub(super) fn note(
    tx: &Transaction<'_>,
    config: &VpnConfig,
    happened: Happening,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let hold = config.hold.map(|hold| hold.name().to_owned());
    let event = VpnEvent {
        id: 0,
        config: Some(config.id),
        account: config.account,
        user: config.user,
        kind: happened.kind,
        at: now,
        by: happened.by,
        detail: happened.detail.or(hold),
    };
    keep(tx, &event, happened.is_news)
}

/// Keeps an event, and has it told if it is news. Returns its id.
pub(super) fn keep(
    tx: &Transaction<'_>,
    event: &VpnEvent,
    is_news: bool,
) -> Result<i64, ServiceError> {
    let id = crud::vpn_events::insert(tx, event)?;
    if is_news {
        let task = Task::TellVpn {
            user: event.user,
            event: id,
        };
        crud::tasks::insert(tx, &task, event.at, event.at)?;
    }
    Ok(id)
}

/// Holds a key back, or lets it go (`None`).
///
/// # Errors
/// Refusals for a key that is not there, or gone.
pub fn hold(
    tx: &Transaction<'_>,
    config: ConfigId,
    hold: Option<Hold>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let mut config = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
    if config.status == ConfigStatus::Revoked {
        return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
    }
    if config.hold == hold {
        return Ok(());
    }
    let reason = hold.or(config.hold).map(|hold| hold.name().to_owned());
    config.hold = hold;
    crud::vpn_configs::update(tx, &config)?;
    let kind = match hold {
        Some(_) => VpnEventKind::Held,
        None => VpnEventKind::Released,
    };
    decided(tx, &config, kind, by, reason, now)
}

/// Holds back every key of a person who is banned, or lets go those that were held for that alone.
pub fn hold_banned(
    tx: &Transaction<'_>,
    user: UserId,
    is_banned: bool,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for config in crud::vpn_configs::of_user(tx, user)? {
        if is_banned && config.hold.is_none() {
            hold(tx, config.id, Some(Hold::Ban), by, now)?;
        } else if !is_banned && config.hold == Some(Hold::Ban) {
            hold(tx, config.id, None, by, now)?;
        }
    }
    Ok(())
}

/// Refreshes the account of a key about which somebody decided; the decision has its event also when the key's status
/// stays, because something else weighs more.
pub(super) fn decided(
    tx: &Transaction<'_>,
    config: &VpnConfig,
    kind: VpnEventKind,
    by: Option<UserId>,
    detail: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let changed = refresh(tx, config.account, now, by, Cause::Act(kind))?;
    if !changed.contains(&config.id) {
        note(tx, config, Happening::of(kind, by).with(detail), now)?;
    }
    Ok(())
}

/// How a sweep went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sweep {
    /// So many accounts were looked at.
    Looked(i64),
    /// Nothing was done: our clock and Telegram's differ.
    ClockWrong,
    /// Nothing was done: an old backup was restored, and no admin has let the ends go on yet.
    Held,
}

/// Looks at every account for which an end, the end of a grace, or a new day has come.
pub async fn sweep(ctx: &Ctx, now: Timestamp) -> Result<Sweep, ServiceError> {
    if ctx.skew.is_wrong() {
        return Ok(Sweep::ClockWrong);
    }
    if crate::services::backups::is_held(ctx).await? {
        return Ok(Sweep::Held);
    }
    let mut looked = 0;
    loop {
        let count = ctx
            .db
            .write(Durability::Full, move |tx| -> Result<i64, ServiceError> {
                let due = crud::vpn_accounts::list_due(tx, now, BATCH)?;
                for account in &due {
                    refresh(tx, *account, now, None, Cause::Clock)?;
                }
                Ok(i64::try_from(due.len()).unwrap_or(BATCH))
            })
            .await?;
        looked += count;
        if count > 0 {
            ctx.task_added.notify_one();
        }
        if count < BATCH {
            return Ok(Sweep::Looked(looked));
        }
    }
}

/// When `sweep` has something to do next.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::vpn_accounts::next_due(connection, after)?))
        .await
}

#[cfg(test)]
mod tests;
