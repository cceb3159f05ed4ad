//! Trials: one per person, for ever.

use super::keys;
use super::lifecycle;
use crate::context::Ctx;
use crate::crud;
use crate::models::Account;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::Identity;
use crate::models::NewTrial;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::TrialOffer;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::models::VpnSettings;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Keys of a trial.
const DEVICES: u32 = 1;

/// The trial as the actor may have it, and the chat in which they must be.
pub async fn offer(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<TrialOffer, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let settings = crud::vpn_settings::get(connection)?;
            let mut kinds = keys::kinds(connection, user, &settings, now)?;
            for offer in &mut kinds {
                offer.devices = DEVICES;
                offer.places = keys::places(connection, offer.kind, true, now)?;
                offer.blocked = if is_in_use(connection, user, offer.kind, now)? {
                    Some(VpnRefusal::WrongState)
                } else if offer.places.is_empty() {
                    Some(keys::none_free(connection, offer.kind)?)
                } else {
                    None
                };
            }
            Ok(TrialOffer {
                kinds,
                hours: settings.trial_hours,
                limit_bytes: settings.trial_bytes,
                day_limit_bytes: settings.trial_day_bytes,
                channel: settings.trial_channel,
                blocked: blocked(connection, user, &settings)?,
            })
        })
        .await
}

/// Why somebody cannot have the trial, whatever the kind.
fn blocked(
    connection: &Connection,
    user: UserId,
    settings: &VpnSettings,
) -> Result<Option<VpnRefusal>, ServiceError> {
    if !settings.has_trial {
        return Ok(Some(VpnRefusal::TrialOff));
    }
    let used = crud::users::trial_used_at(connection, user)?;
    Ok(used.map(|at| VpnRefusal::TrialUsed { at }))
}

/// Whether an account of that kind runs, or has keys that may come back: a trial would spoil it.
fn is_in_use(
    connection: &Connection,
    user: UserId,
    kind: VpnKind,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(account) = crud::vpn_accounts::of_user(connection, user, kind)? else {
        return Ok(false);
    };
    let has_keys = !crud::vpn_configs::of_account(connection, account.id)?.is_empty();
    Ok(has_keys || !account.is_over(now))
}

/// Gives the actor their trial: an account and its key. It is not spent when no server has room.
///
/// # Errors
/// Refusals for whoever had one, is not in the chat asked for, or has an account of the kind.
pub async fn take(
    ctx: &Ctx,
    actor: &Actor,
    trial: NewTrial,
    now: Timestamp,
) -> Result<ConfigId, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let seal = ctx.seal.clone();
    act(ctx, actor, now, move |tx| {
        if let Some(made) = keys::made_before(tx, &trial.made_from, user)?
            && crud::vpn_configs::get(tx, made)?.is_some_and(|key| key.revoked_at.is_none())
        {
            return Ok(made);
        }
        let settings = crud::vpn_settings::get(tx)?;
        if let Some(refusal) = blocked(tx, user, &settings)? {
            return Err(Refusal::Vpn(refusal).into());
        }
        need_membership(tx, &settings, trial.is_member)?;
        if is_in_use(tx, user, trial.kind, now)? {
            return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
        }
        if !crud::users::update_trial_used(tx, user, now)? {
            // Nobody of that id was ever seen.
            return Err(Refusal::NotFound.into());
        }
        let account = open(tx, user, trial.kind, &settings, now)?;
        let order = keys::Order {
            server: trial.server,
            name: &trial.name,
            made_from: &trial.made_from,
            by: Some(user),
        };
        let config = keys::make_in(tx, &seal, &account, &order, now)?;
        let details = json!({ "config": config.0, "kind": trial.kind.name() });
        let who = Identity::User(user);
        audit::record(tx, who, "trial.given", format!("user:{user}"), details, now)?;
        Ok(config)
    })
    .await
}

fn need_membership(
    connection: &Connection,
    settings: &VpnSettings,
    is_member: Option<bool>,
) -> Result<(), ServiceError> {
    let Some(chat) = settings.trial_channel else {
        return Ok(());
    };
    match is_member {
        Some(true) => Ok(()),
        None => Err(Refusal::TelegramUnreachable.into()),
        Some(false) => {
            let channel = crud::channels::get(connection, chat)?;
            let link = (channel.as_ref())
                .and_then(|channel| channel.username.as_ref())
                .map(|name| format!("https://t.me/{name}"));
            let title = channel.map_or_else(|| chat.to_string(), |channel| channel.title);
            Err(Refusal::Vpn(VpnRefusal::TrialNeedsChannel { title, link }).into())
        }
    }
}

/// The account of a trial: a new one, or the emptied one of before.
fn open(
    tx: &Transaction<'_>,
    user: UserId,
    kind: VpnKind,
    settings: &VpnSettings,
    now: Timestamp,
) -> Result<Account, ServiceError> {
    let mut account = lifecycle::blank(user, kind, now);
    account.is_trial = true;
    account.expires_at = Some(now.plus_hours(settings.trial_hours));
    account.limit_bytes = settings.trial_bytes;
    account.day_limit_bytes = settings.trial_day_bytes;
    account.devices = DEVICES;
    match crud::vpn_accounts::of_user(tx, user, kind)? {
        Some(old) => {
            account.id = old.id;
            account.created_at = old.created_at;
            account.period_at = now.max(old.period_at + 1);
            crud::vpn_accounts::update(tx, &account)?;
        }
        None => account.id = crud::vpn_accounts::insert(tx, &account)?,
    }
    lifecycle::plan_reminders(tx, &account, &settings.reminder_minutes, now)?;
    Ok(account)
}

#[cfg(test)]
#[path = "trial_tests.rs"]
mod tests;
