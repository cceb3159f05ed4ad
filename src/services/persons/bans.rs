//! Bans: put on with a reason and an end, lifted by hand or by themselves.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Ban;
use crate::models::BanTerm;
use crate::models::Door;
use crate::models::Identity;
use crate::models::MOST_BAN_HOURS;
use crate::models::MOST_BAN_REASON;
use crate::models::Permission;
use crate::models::PersonRefusal;
use crate::models::Refusal;
use crate::models::RequestOutcome;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::members::acts::refuse_protected;
use crate::services::persons::visible;
use crate::services::unit::act;
use crate::services::vpn::lifecycle;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// Bans ended in one transaction, so that others get their turn in between.
const BATCH: i64 = 50;

/// The reason as it is kept; an empty one is none.
///
/// # Errors
/// `ReasonTooLong`.
pub fn reason(text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.chars().count() > MOST_BAN_REASON as usize {
        return Err(Refusal::Person(PersonRefusal::ReasonTooLong {
            most: MOST_BAN_REASON,
        }));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// Shuts the house, both channels and their VPN keys to a person. Access that runs is kept: it holds again once the ban
/// is over. A ban that stands gets the new reason and end.
///
/// # Errors
/// Refusals for staff and channel admins, and for an end that is over or too far away.
pub async fn ban(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    reason: Option<String>,
    term: BanTerm,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManagePeople)?;
    let until = term.end(now);
    if until.is_some_and(|at| at <= now) {
        return Err(Refusal::TimePast.into());
    }
    if until.is_some_and(|at| at > now.plus_hours(i64::from(MOST_BAN_HOURS))) {
        return Err(Refusal::Person(PersonRefusal::BanTooLong {
            most_days: MOST_BAN_HOURS / 24,
        })
        .into());
    }
    let actor = *actor;
    act(ctx, &actor, now, move |tx| {
        let person = visible(tx, &actor, user)?;
        refuse_protected(tx, user, now)?;
        let ban = Ban {
            reason,
            until,
            by: actor.identity.user(),
            at: Some(now),
        };
        let was_open = crud::users::update_banned(tx, user, &ban)?;
        let details =
            json!({ "before": ban_json(person.ban.as_ref()), "after": ban_json(Some(&ban)) });
        let target = format!("user:{user}");
        let fact = audit::append(tx, actor.identity, "user.banned", target, details, now)?;
        if was_open {
            settle(tx, user, fact, now)?;
            lifecycle::hold_banned(tx, user, true, actor.identity.user(), now)?;
            close_request(tx, user, now)?;
        }
        Ok(())
    })
    .await
}

/// Opens the house to a person again; they are told, and whoever has access gets a link.
pub async fn unban(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManagePeople)?;
    let actor = *actor;
    act(ctx, &actor, now, move |tx| {
        visible(tx, &actor, user)?;
        lift(tx, user, actor.identity, now)
    })
    .await
}

fn lift(
    tx: &Transaction<'_>,
    user: UserId,
    who: Identity,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let before = crud::users::get(tx, user)?.and_then(|person| person.ban);
    if !crud::users::update_unbanned(tx, user)? {
        return Ok(());
    }
    let details = json!({ "before": ban_json(before.as_ref()), "after": ban_json(None) });
    let target = format!("user:{user}");
    let fact = audit::append(tx, who, "user.unbanned", target, details, now)?;
    settle(tx, user, fact, now)?;
    lifecycle::hold_banned(tx, user, false, who.user(), now)?;
    crud::tasks::insert(tx, &Task::TellUnbanned { user, fact }, now, now)?;
    if access::is_entitled(tx, user, now)? {
        let task = Task::DeliverVipLink {
            user,
            fact: format!("unban:{fact}"),
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

/// "no", or the reason and the end, as the audit log keeps it.
fn ban_json(ban: Option<&Ban>) -> Value {
    ban.map_or_else(
        || json!("no"),
        |ban| json!({ "reason": ban.reason, "until": ban.until.map(|at| at.0) }),
    )
}

/// Has the ban, or its end, carried to the channels.
fn settle(
    tx: &Transaction<'_>,
    user: UserId,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let config = crud::bot_config::get(tx)?;
    let doors = [Door::Vip, Door::Free].into_iter();
    for chat in doors.filter_map(|door| config.channel(door)) {
        crud::tasks::insert(tx, &Task::SettleBan { user, chat, fact }, now, now)?;
    }
    Ok(())
}

/// Whoever is banned waits for nothing any more.
pub(super) fn close_request(
    tx: &Transaction<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(request) = crud::requests::get_pending(tx, user)? else {
        return Ok(());
    };
    crud::requests::update_processed(tx, request.id, RequestOutcome::Declined, None, now)?;
    if request.has_join_request {
        let task = Task::DeclineFree {
            request: request.id,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

/// How ending the bans that are over went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sweep {
    Ended(usize),
    /// Nothing was done: our clock and Telegram's differ.
    ClockWrong,
}

/// Ends the bans whose end has come.
pub async fn sweep(ctx: &Ctx, now: Timestamp) -> Result<Sweep, ServiceError> {
    if ctx.skew.is_wrong() {
        return Ok(Sweep::ClockWrong);
    }
    let mut ended = 0;
    loop {
        let batch = ctx
            .db
            .write(Durability::Full, move |tx| -> Result<usize, ServiceError> {
                let due = crud::users::list_bans_over(tx, now, BATCH)?;
                for user in &due {
                    lift(tx, *user, Identity::System, now)?;
                }
                Ok(due.len())
            })
            .await?;
        ended += batch;
        if batch > 0 {
            ctx.task_added.notify_one();
        }
        if i64::try_from(batch).unwrap_or(BATCH) < BATCH {
            return Ok(Sweep::Ended(ended));
        }
    }
}

/// When the next ban after that instant ends by itself.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::users::next_ban_end(connection, after)?))
        .await
}
