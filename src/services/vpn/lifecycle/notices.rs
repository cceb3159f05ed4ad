//! What is said of an account before something happens to it: its end comes near, its quota is nearly used.

use super::refresh;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::Cause;
use crate::models::ChangeView;
use crate::models::ConfigStatus;
use crate::models::Hold;
use crate::models::MINUTE;
use crate::models::Product;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::VpnConfig;
use crate::models::VpnEvent;
use crate::models::VpnEventKind;
use crate::services::ServiceError;
use crate::services::profile;
use crate::services::reminders;
use rusqlite::Connection;
use rusqlite::Transaction;

/// A reminder is planned only if it is further away than this.
const MARGIN_SECONDS: i64 = 10 * MINUTE;
/// Shares of a quota that are told, in hundredths, the greatest first.
const STEPS: [u8; 3] = [100, 95, 80];
/// Accounts planned in one transaction, so that others get their turn in between.
const BATCH: i64 = 200;

/// Plans the reminders of an end that are still to come. One that is planned or was sent already stays as it is.
pub(in crate::services::vpn) fn plan_reminders(
    tx: &Transaction<'_>,
    account: &Account,
    minutes: &[i64],
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(expiry) = account.expires_at else {
        return Ok(());
    };
    for minutes in minutes {
        let due_at = expiry.plus_minutes(-minutes);
        if due_at.since(now) > MARGIN_SECONDS {
            let task = Task::RemindVpn {
                user: account.user,
                account: account.id,
                expiry,
                minutes: *minutes,
            };
            crud::tasks::insert(tx, &task, due_at, now)?;
        }
    }
    Ok(())
}

/// Plans the reminders of all running accounts by the minutes that hold now. A run after a kill changes nothing more.
/// Returns the number of accounts.
pub async fn plan_all(ctx: &Ctx, now: Timestamp) -> Result<usize, ServiceError> {
    let mut after = (now, AccountId(i64::MAX));
    let mut planned = 0;
    loop {
        let (last, count) = ctx
            .db
            .write(Durability::Normal, move |tx| -> Result<_, ServiceError> {
                let minutes = crud::vpn_settings::get(tx)?.reminder_minutes;
                let running = crud::vpn_accounts::list_running(tx, after, BATCH)?;
                let mut last = after;
                for account in &running {
                    plan_reminders(tx, account, &minutes, now)?;
                    last = (account.expires_at.unwrap_or(now), account.id);
                }
                Ok((last, running.len()))
            })
            .await?;
        planned += count;
        if i64::try_from(count).unwrap_or(0) < BATCH {
            return Ok(planned);
        }
        after = last;
    }
}

/// The greatest share of its quota that is used and told: 0, 80, 95 or 100.
pub(super) fn step(account: &Account) -> u8 {
    let Some(limit) = account.limit_bytes else {
        return 0;
    };
    let used = u128::from(account.used()) * 100;
    STEPS
        .into_iter()
        .find(|percent| used >= u128::from(limit) * u128::from(*percent))
        .unwrap_or(0)
}

/// Says what is to be said after traffic of an account was counted, and stops its keys if the quota is used up. Call it
/// in the transaction that counted.
pub fn quota_checked(
    tx: &Transaction<'_>,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(mut account) = crud::vpn_accounts::get(tx, account)? else {
        return Ok(());
    };
    let percent = step(&account);
    if percent > account.warned_percent {
        account.warned_percent = percent;
        crud::vpn_accounts::update(tx, &account)?;
        let task = Task::TellQuota {
            user: account.user,
            account: account.id,
            period: account.period_at,
            percent,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    if account.is_exhausted() || account.is_day_exhausted(now) {
        refresh(tx, account.id, now, None, Cause::Traffic)?;
    }
    Ok(())
}

/// Why something planned is not said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsaid {
    /// It is no longer so.
    Untrue,
    /// A subscription pays for more by itself.
    Renewed,
    /// Reminders at that time are no longer wanted.
    Unwanted,
    /// One that says more is due too.
    Nearer,
}

/// What a message about an event would say now; `None` if it is no longer so, or nobody is to hear it.
pub async fn judge_change(
    ctx: &Ctx,
    event: i64,
    now: Timestamp,
) -> Result<Option<ChangeView>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(event) = crud::vpn_events::get(connection, event)? else {
                return Ok(None);
            };
            let Some(account) = crud::vpn_accounts::get(connection, event.account)? else {
                return Ok(None);
            };
            if crud::users::is_banned(connection, account.user)? {
                return Ok(None);
            }
            let config = match event.config {
                Some(config) => crud::vpn_configs::get(connection, config)?,
                None => None,
            };
            if !is_still_so(&event, &account, config.as_ref(), now) {
                return Ok(None);
            }
            let mut keys = concerned(connection, &event, config)?;
            if event.kind == VpnEventKind::Released {
                // All that a lifted ban lets go is said once, by the first of them.
                if crud::vpn_events::has_earlier(connection, &event)? {
                    return Ok(None);
                }
                keys.retain(is_let_go);
                if keys.is_empty() {
                    return Ok(None);
                }
            }
            Ok(Some(ChangeView {
                hold: (event.detail.as_deref()).and_then(Hold::parse),
                gone_at: super::gone_at(connection, &account)?.filter(|at| *at > now),
                event,
                account,
                keys,
            }))
        })
        .await
}

fn is_still_so(
    event: &VpnEvent,
    account: &Account,
    config: Option<&VpnConfig>,
    now: Timestamp,
) -> bool {
    let status = config.map(|config| config.status);
    match event.kind {
        VpnEventKind::Expired => account.is_over(now),
        VpnEventKind::QuotaReached => account.is_exhausted(),
        VpnEventKind::DayQuotaReached => account.is_day_exhausted(now),
        VpnEventKind::Held => config.is_some_and(|config| config.hold.is_some()),
        VpnEventKind::Paused => config.is_some_and(|config| config.is_paused),
        VpnEventKind::QuotaRenewed | VpnEventKind::Resumed => status == Some(ConfigStatus::Active),
        VpnEventKind::Released
        | VpnEventKind::Created
        | VpnEventKind::Activated
        | VpnEventKind::Extended
        | VpnEventKind::Upgraded
        | VpnEventKind::Rotated
        | VpnEventKind::Moved
        | VpnEventKind::Renamed
        | VpnEventKind::Revoked
        | VpnEventKind::Imported => true,
    }
}

fn is_let_go(config: &VpnConfig) -> bool {
    config.hold.is_none() && config.status != ConfigStatus::Revoked
}

/// The keys to which the same happened at the same time: what concerns a whole account is told once.
fn concerned(
    connection: &Connection,
    event: &VpnEvent,
    config: Option<VpnConfig>,
) -> Result<Vec<VpnConfig>, ServiceError> {
    let Some(config) = config else {
        return Ok(crud::vpn_configs::of_account(connection, event.account)?);
    };
    if event.by.is_some() && event.kind != VpnEventKind::Released {
        return Ok(vec![config]);
    }
    let mut keys = Vec::new();
    for id in crud::vpn_events::alike(connection, event)? {
        keys.extend(crud::vpn_configs::get(connection, id)?);
    }
    Ok(keys)
}

/// The account whose end a reminder would tell now, or why it is not told.
pub async fn judge_reminder(
    ctx: &Ctx,
    account: AccountId,
    expiry: Timestamp,
    minutes: i64,
    now: Timestamp,
) -> Result<Result<Account, Unsaid>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(account) = addressed(connection, account)? else {
                return Ok(Err(Unsaid::Untrue));
            };
            if account.expires_at != Some(expiry) || expiry <= now {
                return Ok(Err(Unsaid::Untrue));
            }
            let product = Product::of_kind(account.kind);
            if reminders::renews_itself(connection, account.user, product, now)? {
                return Ok(Err(Unsaid::Renewed));
            }
            if profile::are_reminders_off(connection, account.user)? {
                return Ok(Err(Unsaid::Unwanted));
            }
            let wanted = crud::vpn_settings::get(connection)?.reminder_minutes;
            if !wanted.contains(&minutes) {
                return Ok(Err(Unsaid::Unwanted));
            }
            let is_nearer_due = (wanted.iter())
                .any(|other| *other < minutes && expiry.since(now) <= other * MINUTE);
            Ok(if is_nearer_due {
                Err(Unsaid::Nearer)
            } else {
                Ok(account)
            })
        })
        .await
}

/// The account whose used quota is told now, or why it is not.
pub async fn judge_quota(
    ctx: &Ctx,
    account: AccountId,
    period: Timestamp,
    percent: u8,
) -> Result<Result<Account, Unsaid>, ServiceError> {
    ctx.db
        .read(move |connection| {
            Ok(match addressed(connection, account)? {
                Some(account) if account.period_at != period => Err(Unsaid::Untrue),
                Some(account) if account.warned_percent > percent => Err(Unsaid::Nearer),
                Some(account) if account.warned_percent < percent => Err(Unsaid::Untrue),
                Some(account) => Ok(account),
                None => Err(Unsaid::Untrue),
            })
        })
        .await
}

/// An account whose owner has keys of it and is spoken to.
fn addressed(connection: &Connection, account: AccountId) -> Result<Option<Account>, ServiceError> {
    let Some(account) = crud::vpn_accounts::get(connection, account)? else {
        return Ok(None);
    };
    let is_banned = crud::users::is_banned(connection, account.user)?;
    let has_keys = !crud::vpn_configs::of_account(connection, account.id)?.is_empty();
    Ok((has_keys && !is_banned).then_some(account))
}
