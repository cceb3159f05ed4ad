//! The end of VIP access: at its minute, unless the clock is wrong or too many would go at once.

use super::ServiceError;
use super::access;
use super::audit;
use super::backups::after;
use super::notify;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::crud::members::Event;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::BrakeView;
use crate::models::Door;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::Permission;
use crate::models::Subscriber;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Periods ended in one transaction.
const BATCH: i64 = 200;
/// Removals within an hour that need no admin, however few the subscribers are.
const FEW: i64 = 10;
/// The share of active subscribers that may go within an hour: one in so many.
const SHARE: i64 = 5;
/// How long "put off" lasts.
const LATER_SECONDS: i64 = 6 * HOUR;
/// Names shown of those who would go.
const NAMES: usize = 30;

const LAST_SWEEP: &str = "expiry.last_sweep";
/// Ends up to this instant were released by an admin.
const RELEASED: &str = "brake.released_until";
/// Removals wait for an admin; the value is when they are asked again.
const HELD: &str = "brake.ask_again_at";

/// How a sweep went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sweep {
    /// So many periods ended.
    Ended(i64),
    /// Nothing was done: our clock and Telegram's differ.
    ClockWrong,
    /// There is no VIP channel.
    NoChannel,
    /// Nothing was done: too many would go. The view is there when the admins should be asked (again).
    Held(Option<BrakeView>),
}

/// Ends every period whose end has come.
pub async fn sweep(ctx: &Ctx, now: Timestamp) -> Result<Sweep, ServiceError> {
    if ctx.skew.is_wrong() {
        return Ok(Sweep::ClockWrong);
    }
    let mut ended = 0;
    loop {
        let step = ctx
            .db
            .write(Durability::Full, move |tx| step(tx, now))
            .await?;
        match step {
            Step::Ended(count) => {
                ended += count;
                ctx.task_added.notify_one();
                if count < BATCH {
                    return Ok(Sweep::Ended(ended));
                }
            }
            Step::NoChannel => return Ok(Sweep::NoChannel),
            Step::Held(view) => {
                ctx.task_added.notify_one();
                return Ok(Sweep::Held(view));
            }
        }
    }
}

enum Step {
    Ended(i64),
    NoChannel,
    Held(Option<BrakeView>),
}

fn step(tx: &Transaction<'_>, now: Timestamp) -> Result<Step, ServiceError> {
    if crud::bot_config::get(tx)?.vip_channel.is_none() {
        return Ok(Step::NoChannel);
    }
    if after::held_in(tx)?.is_some() {
        // Whoever renewed after the restored backup was made looks as if their access had ended.
        return Ok(Step::Held(None));
    }
    let too_many = brake(tx, now)?;
    keep(tx, LAST_SWEEP, now, now)?;
    if let Some(view) = too_many {
        let ask_again_at = instant(tx, HELD)?;
        if ask_again_at.is_some_and(|at| now < at) {
            return Ok(Step::Held(None));
        }
        keep(tx, HELD, now + LATER_SECONDS, now)?;
        notify::log_and_notify(tx, Identity::System, AdminNotice::Brake(view.clone()), now)?;
        return Ok(Step::Held(Some(view)));
    }
    crud::house::delete(tx, HELD)?;
    let due = crud::subscribers::list_due(tx, now, BATCH)?;
    for subscriber in &due {
        end(tx, subscriber, now)?;
    }
    Ok(Step::Ended(i64::try_from(due.len()).unwrap_or(BATCH)))
}

/// Ends a period whose end has come, with all that follows from it. Nothing happens if it is not the present one, or
/// ended before.
fn end(tx: &Transaction<'_>, subscriber: &Subscriber, now: Timestamp) -> Result<(), ServiceError> {
    if !mark_ended(tx, subscriber, now)? || subscriber.is_whitelisted {
        return Ok(());
    }
    let (user, period) = (subscriber.user_id, subscriber.period_id);
    let ended = subscriber.expiry_date.unwrap_or(now);
    // The stay is fixed here, so that a later change of the setting breaks no promise.
    let until = ended + crud::settings::get(tx)?.grace_seconds();
    remove_at(tx, subscriber, until.max(now), now)?;
    if until > now {
        let told = Task::TellGrace {
            user,
            period,
            ended,
            until,
        };
        crud::tasks::insert(tx, &told, now, now)?;
    }
    Ok(())
}

/// Ends the running period at once by an admin's hand: its member leaves without a stay.
pub(super) fn end_by_hand(
    tx: &Transaction<'_>,
    subscriber: &Subscriber,
    admin: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::subscribers::update_ended_by(tx, subscriber.user_id, admin, now)?;
    if mark_ended(tx, subscriber, now)? {
        remove_at(tx, subscriber, now, now)?;
    }
    Ok(())
}

/// Marks a period as ended. False if it is not the present one, or was ended before.
fn mark_ended(
    tx: &Transaction<'_>,
    subscriber: &Subscriber,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let (user, period) = (subscriber.user_id, subscriber.period_id);
    if !crud::subscribers::update_expired(tx, user, period)? {
        return Ok(false);
    }
    let event = Event {
        user,
        door: Door::Vip,
        kind: "expired",
        period: Some(period),
        cause: None,
    };
    crud::members::insert_event(tx, &event, now)?;
    // What has come to its end had it; nobody gave another.
    let details = json!({ "before": subscriber.expiry_date.map(|end| end.0), "after": null });
    audit::record(
        tx,
        Identity::System,
        "vip.expired",
        format!("user:{user}"),
        details,
        now,
    )?;
    Ok(true)
}

/// Has the member of an ended period removed at that time, whatever was planned or tried before.
pub(super) fn remove_at(
    tx: &Transaction<'_>,
    subscriber: &Subscriber,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let removal = Task::RemoveMember {
        user: subscriber.user_id,
        period: subscriber.period_id,
    };
    if !crud::tasks::insert(tx, &removal, due_at, now)? {
        // The period was ended before, by a wrong clock or by an admin, and ran on.
        crud::tasks::update_revived(tx, &removal.dedupe_key(), due_at)?;
    }
    Ok(())
}

/// Whether the ends of the last hour are too many. Ends that came while the bot was off count as what they
/// are: spread over that time. Ends that an earlier sweep should have seen count, for something moved them.
fn brake(connection: &Connection, now: Timestamp) -> Result<Option<BrakeView>, ServiceError> {
    let released = instant(connection, RELEASED)?.unwrap_or(Timestamp(0));
    let hour_ago = (now - HOUR).max(released);
    let lately_due = crud::subscribers::count_overdue(connection, hour_ago, now)?;
    let lately_ended = crud::subscribers::count_ended(connection, hour_ago, now)?;
    let missed = match instant(connection, LAST_SWEEP)? {
        Some(last) => crud::subscribers::count_overdue(connection, released, last.min(now - HOUR))?,
        None => 0,
    };
    let active = crud::subscribers::count_active(connection)? + lately_ended;
    let allowed = allowed_of(active);
    let due = lately_due + missed;
    if due == 0 || due + lately_ended <= allowed {
        return Ok(None);
    }
    let mut names = Vec::new();
    for subscriber in
        crud::subscribers::list_due(connection, now, i64::try_from(NAMES).unwrap_or(30))?
    {
        names.push(access::name_of(connection, subscriber.user_id)?);
    }
    let due = crud::subscribers::count_overdue(connection, Timestamp(0), now)?;
    Ok(Some(BrakeView {
        due,
        active,
        allowed,
        names,
    }))
}

fn allowed_of(active: i64) -> i64 {
    (active / SHARE).max(FEW)
}

/// How many may go within an hour without an admin being asked.
pub(super) fn allowed(connection: &Connection) -> Result<i64, ServiceError> {
    Ok(allowed_of(crud::subscribers::count_active(connection)?))
}

fn instant(connection: &Connection, key: &str) -> Result<Option<Timestamp>, ServiceError> {
    Ok(crud::house::get(connection, key)?
        .and_then(|text| text.parse().ok())
        .map(Timestamp))
}

fn keep(
    tx: &Transaction<'_>,
    key: &str,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    Ok(crud::house::set(tx, key, &at.to_string(), now)?)
}

/// Whether the end of any period has come.
pub async fn is_due(ctx: &Ctx, now: Timestamp) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| Ok(!crud::subscribers::list_due(connection, now, 1)?.is_empty()))
        .await
}

/// When the next period after an instant ends.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::subscribers::next_due(connection, after)?))
        .await
}

/// Whether removals wait for an admin.
pub fn is_held_in(connection: &Connection) -> Result<bool, ServiceError> {
    Ok(crud::house::get(connection, HELD)?.is_some() || after::held_in(connection)?.is_some())
}

/// What the brake holds; `None` if it holds nothing (any more).
pub async fn held(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Option<BrakeView>, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    ctx.db.read(move |connection| brake(connection, now)).await
}

/// An admin releases what the brake holds: those periods end now. Returns how many.
pub async fn release(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<i64, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let due = crud::subscribers::count_overdue(tx, Timestamp(0), now)?;
        keep(tx, RELEASED, now, now)?;
        crud::house::delete(tx, HELD)?;
        audit::record(
            tx,
            identity,
            "brake.released",
            format!("door:{}", Door::Vip.name()),
            json!({ "due": due, "before": "held", "after": "released" }),
            now,
        )
    })
    .await?;
    match sweep(ctx, now).await? {
        Sweep::Ended(count) => Ok(count),
        Sweep::ClockWrong | Sweep::NoChannel | Sweep::Held(_) => Ok(0),
    }
}

/// An admin puts the decision off.
pub async fn put_off(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<Timestamp, ServiceError> {
    actor.need(Permission::ManageMembers)?;
    let identity = actor.identity;
    let until = now + LATER_SECONDS;
    act(ctx, actor, now, move |tx| {
        keep(tx, HELD, until, now)?;
        let details = json!({ "before": null, "after": until.0 });
        let target = format!("door:{}", Door::Vip.name());
        audit::record(tx, identity, "brake.put_off", target, details, now)
    })
    .await?;
    Ok(until)
}

#[cfg(test)]
#[path = "expiry_tests.rs"]
mod tests;
