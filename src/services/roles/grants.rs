//! Giving a role to a person, moving its end, taking it; and the end that comes by itself.

use super::Judge;
use super::earlier;
use super::gives_until;
use super::may_give;
use super::standing_of;
use super::tell;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Holding;
use crate::models::Identity;
use crate::models::MOST_REASON;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Role;
use crate::models::RoleGrant;
use crate::models::RoleId;
use crate::models::RoleNews;
use crate::models::RoleRefusal;
use crate::models::SUPERADMIN;
use crate::models::Term;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// The farthest end of a role.
const FARTHEST_DAYS: i64 = 3_660;
/// Holdings ended in one transaction, so that nobody waits for them.
const END_BATCH: i64 = 50;
/// The most a holder's limit of tokens may be.
pub const MOST_QUOTA: i64 = 1_000_000;

/// Gives a role, or another end to one that is held. The person is told.
///
/// # Errors
/// A refusal when it is above the actor, their own, the settings', or would leave no superadmin for good.
pub async fn grant(
    ctx: &Ctx,
    actor: &Actor,
    grant: RoleGrant,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::GrantRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    act(ctx, actor, now, move |tx| {
        let role = judge.need_giving(tx, grant.user, grant.role)?;
        let until = end_of(grant.term, now)?;
        let reason = reason_of(grant.reason)?;
        give(tx, &judge, grant.user, &role, until, reason)
    })
    .await?;
    ctx.rights_changed.notify_one();
    Ok(())
}

/// Moves the end of a role that is held. The person is told.
pub async fn move_end(
    ctx: &Ctx,
    actor: &Actor,
    (user, role): (UserId, RoleId),
    term: Term,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::GrantRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    act(ctx, actor, now, move |tx| {
        let role = judge.need_giving(tx, user, role)?;
        let held = judge.need_held(tx, user, &role)?;
        let until = end_of(term, now)?;
        give(tx, &judge, user, &role, until, held.reason)
    })
    .await?;
    ctx.rights_changed.notify_one();
    Ok(())
}

/// Gives a holder a limit of tokens of their own; `None` = the role's.
pub async fn set_quota(
    ctx: &Ctx,
    actor: &Actor,
    (user, role): (UserId, RoleId),
    tokens_per_month: Option<i64>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::GrantRoles)?;
    check_quota(tokens_per_month)?;
    let judge = Judge::of(ctx, actor, now)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let role = judge.need_giving(tx, user, role)?;
        let held = judge.need_held(tx, user, &role)?;
        let after = Holding {
            tokens_per_month,
            ..held.clone()
        };
        if after == held {
            return Ok(());
        }
        crud::roles::upsert_holding(tx, &after)?;
        let details = changed(&role.name, Some(&held), Some(&after));
        let target = format!("user:{user}");
        audit::record(tx, identity, "role.quota_set", target, details, now)
    })
    .await
}

/// Whether a limit of tokens may be that.
pub(super) fn check_quota(tokens_per_month: Option<i64>) -> Result<(), Refusal> {
    match tokens_per_month {
        Some(count) if !(0..=MOST_QUOTA).contains(&count) => Err(Refusal::NumberInvalid {
            least: 0,
            most: MOST_QUOTA,
        }),
        Some(_) | None => Ok(()),
    }
}

/// Takes a role from a person, or gives up an own one. Both the holder and whoever gave it are told.
///
/// # Errors
/// A refusal when it stands above the actor, is the settings', or the last superadmin's.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    (user, role): (UserId, RoleId),
    reason: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::GrantRoles)?;
    let judge = Judge::of(ctx, actor, now)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let role = crud::roles::get(tx, role)?.ok_or(Refusal::NotFound)?;
        if judge.is_from_settings(user, &role.name) {
            return Err(RoleRefusal::FromSettings.into());
        }
        if judge.by != user && !judge.stands_above(tx, &role)? {
            return Err(RoleRefusal::AboveYou { role: role.name }.into());
        }
        let held = judge.need_held(tx, user, &role)?;
        need_another_superadmin(tx, user, &role)?;
        take(tx, identity, &held, reason_of(reason)?, now)
    })
    .await?;
    ctx.rights_changed.notify_one();
    Ok(())
}

impl Judge {
    /// The role, if the judge may give it to that person.
    fn need_giving(
        &self,
        tx: &Transaction<'_>,
        user: UserId,
        role: RoleId,
    ) -> Result<Role, ServiceError> {
        let role = crud::roles::get(tx, role)?.ok_or(Refusal::NotFound)?;
        if user == self.by {
            return Err(RoleRefusal::Yourself.into());
        }
        if !may_give(tx, self.by, &role, self.now)? {
            return Err(RoleRefusal::AboveYou { role: role.name }.into());
        }
        if self.is_from_settings(user, &role.name) {
            return Err(RoleRefusal::FromSettings.into());
        }
        let person = crud::users::get(tx, user)?.ok_or_else(|| RoleRefusal::PersonUnknown {
            typed: user.to_string(),
        })?;
        if person.status == UserStatus::Banned {
            return Err(RoleRefusal::PersonBanned.into());
        }
        Ok(role)
    }

    /// What that person holds of the role.
    fn need_held(
        &self,
        tx: &Transaction<'_>,
        user: UserId,
        role: &Role,
    ) -> Result<Holding, ServiceError> {
        let held = crud::roles::get_holding(tx, user, &role.name)?;
        let held = held.filter(|held| held.expires_at.is_none_or(|end| end > self.now));
        Ok(held.ok_or(RoleRefusal::NotHeld)?)
    }

    /// Whether the judge may take that role from others.
    fn stands_above(&self, tx: &Transaction<'_>, role: &Role) -> Result<bool, ServiceError> {
        let is_higher = role.rank < standing_of(tx, self.by, self.now)?.rank;
        Ok(is_higher || super::is_superadmin(tx, self.by, self.now)?)
    }
}

/// Writes a holding with its audit line, and leaves the task that tells its holder. Nobody gives longer than they may
/// give themself; what is held longer already is shortened only by a wish for less.
fn give(
    tx: &Transaction<'_>,
    judge: &Judge,
    user: UserId,
    role: &Role,
    until: Option<Timestamp>,
    reason: Option<String>,
) -> Result<(), ServiceError> {
    let now = judge.now;
    let before = crud::roles::get_holding(tx, user, &role.name)?
        .filter(|held| held.expires_at.is_none_or(|end| end > now));
    let latest = gives_until(tx, judge.by, role, now)?;
    let until = match &before {
        Some(held) if is_within(until, held.expires_at) => until,
        Some(held) if is_within(latest, held.expires_at) => held.expires_at,
        Some(_) | None => earlier(until, latest),
    };
    if until.is_some() {
        need_another_superadmin(tx, user, role)?;
    }
    let after = Holding {
        user,
        role_id: role.id,
        role: role.name.clone(),
        rank: role.rank,
        granted_by: Some(judge.by),
        granted_at: now,
        expires_at: until,
        reason,
        tokens_per_month: before.as_ref().and_then(|held| held.tokens_per_month),
    };
    put(tx, judge.actor.identity, before.as_ref(), &after, now)
}

/// Whether an end comes no later than another; `None` = never.
pub(super) fn is_within(end: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    earlier(end, other) == end
}

/// Keeps a holding in place of what was there, with its audit line and the words to its holder.
pub(super) fn put(
    tx: &Transaction<'_>,
    identity: Identity,
    before: Option<&Holding>,
    after: &Holding,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (user, role) = (after.user, after.role.clone());
    crud::roles::upsert_holding(tx, after)?;
    let action = if before.is_some() {
        "role.end_moved"
    } else {
        "role.granted"
    };
    let details = changed(&role, before, Some(after));
    let fact = audit::append(tx, identity, action, format!("user:{user}"), details, now)?;
    let (until, by) = (after.expires_at, after.granted_by);
    let news = match before {
        Some(before) if before.expires_at == until => return Ok(()),
        Some(_) => RoleNews::Moved { role, until, by },
        None => RoleNews::Granted {
            role,
            until,
            by,
            reason: after.reason.clone(),
        },
    };
    tell(tx, user, news, fact, now)
}

/// Removes a holding that a person takes, with its audit line and the words to both sides.
pub(super) fn take(
    tx: &Transaction<'_>,
    identity: Identity,
    held: &Holding,
    reason: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (user, by) = (held.user, identity.user());
    crud::roles::delete_holding(tx, user, &held.role)?;
    let mut details = changed(&held.role, Some(held), None);
    details["reason"] = json!(reason);
    let target = format!("user:{user}");
    let fact = audit::append(tx, identity, "role.revoked", target, details, now)?;
    let role = held.role.clone();
    if by != Some(user) {
        let news = RoleNews::Revoked {
            role: role.clone(),
            by,
            reason,
        };
        tell(tx, user, news, fact, now)?;
    }
    match held.granted_by {
        Some(giver) if Some(giver) != by && giver != user && hears(tx, giver, now)? => {
            let who = user;
            tell(
                tx,
                giver,
                RoleNews::GiftRevoked { role, who, by },
                fact,
                now,
            )
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether whoever gave a role once may still hear who holds which.
fn hears(tx: &Transaction<'_>, giver: UserId, now: Timestamp) -> Result<bool, ServiceError> {
    let standing = standing_of(tx, giver, now)?;
    Ok(standing.permissions.has(Permission::SeeRoles))
}

/// Refuses when that person is the only one who is a superadmin for good.
fn need_another_superadmin(
    tx: &Transaction<'_>,
    user: UserId,
    role: &Role,
) -> Result<(), ServiceError> {
    if role.name == SUPERADMIN && crud::roles::count_lasting_others(tx, SUPERADMIN, user)? == 0 {
        return Err(RoleRefusal::LastSuperadmin.into());
    }
    Ok(())
}

/// The end of a term, if a role may end then.
pub(super) fn end_of(term: Term, now: Timestamp) -> Result<Option<Timestamp>, RoleRefusal> {
    match term.end(now) {
        Some(end) if end <= now => Err(RoleRefusal::EndPast),
        Some(end) if end > now.plus_days(FARTHEST_DAYS) => Err(RoleRefusal::EndTooFar),
        end => Ok(end),
    }
}

/// A reason as it is kept; an empty one is none.
pub(super) fn reason_of(reason: Option<String>) -> Result<Option<String>, RoleRefusal> {
    let reason = reason.map(|reason| reason.trim().to_owned());
    let reason = reason.filter(|reason| !reason.is_empty());
    let most = MOST_REASON as usize;
    match &reason {
        Some(text) if text.chars().count() > most => {
            Err(RoleRefusal::ReasonTooLong { most: MOST_REASON })
        }
        Some(_) | None => Ok(reason),
    }
}

/// What an audit line keeps of a change.
fn changed(role: &str, before: Option<&Holding>, after: Option<&Holding>) -> Value {
    let side = |held: Option<&Holding>| {
        held.map(|held| {
            json!({
                "until": held.expires_at.map(|at| at.0),
                "by": held.granted_by.map(|by| by.0),
                "reason": held.reason,
                "tokens": held.tokens_per_month,
            })
        })
    };
    json!({ "role": role, "before": side(before), "after": side(after) })
}

/// When the next role ends after an instant.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::roles::next_end(connection, after)?))
        .await
}

/// What a sweep of the ends came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sweep {
    Ended(usize),
    /// Nothing ends while our clock and Telegram's differ.
    ClockWrong,
}

/// Whether a role's end has come.
pub async fn is_due(ctx: &Ctx, now: Timestamp) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| Ok(!crud::roles::list_ended(connection, now, 1)?.is_empty()))
        .await
}

/// Closes the roles whose end has come, and leaves the tasks that tell both sides. What a role allowed ended at its
/// second already: this is its trace and its words.
pub async fn end_due(ctx: &Ctx, now: Timestamp) -> Result<Sweep, ServiceError> {
    if ctx.skew.is_wrong() {
        return Ok(Sweep::ClockWrong);
    }
    let mut ended = 0;
    loop {
        let batch = ctx
            .db
            .write(Durability::Full, move |tx| -> Result<usize, ServiceError> {
                let due = crud::roles::list_ended(tx, now, END_BATCH)?;
                for held in &due {
                    end(tx, held, now)?;
                }
                Ok(due.len())
            })
            .await?;
        if batch == 0 {
            break;
        }
        ended += batch;
    }
    if ended > 0 {
        ctx.task_added.notify_one();
        ctx.rights_changed.notify_one();
    }
    Ok(Sweep::Ended(ended))
}

fn end(tx: &Transaction<'_>, held: &Holding, now: Timestamp) -> Result<(), ServiceError> {
    let (who, role) = (held.user, held.role.clone());
    crud::roles::delete_holding(tx, who, &role)?;
    let details = changed(&role, Some(held), None);
    let target = format!("user:{who}");
    let fact = audit::append(tx, Identity::System, "role.ended", target, details, now)?;
    tell(tx, who, RoleNews::Ended { role: role.clone() }, fact, now)?;
    match held.granted_by {
        Some(giver) if giver != who && hears(tx, giver, now)? => {
            tell(tx, giver, RoleNews::GiftEnded { role, who }, fact, now)
        }
        Some(_) | None => Ok(()),
    }
}
