//! Units of work: the only places where services open a transaction for a person's act.

use super::ServiceError;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::Trigger;
use rusqlite::Transaction;

/// Runs an act in one durable transaction that also claims the update or request behind it, then wakes the task workers.
/// A second run of the same one is refused with `AlreadyApplied` and changes nothing.
pub async fn act<T, F>(ctx: &Ctx, actor: &Actor, now: Timestamp, work: F) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    let value = claimed(ctx, actor, Durability::Full, now, work).await?;
    ctx.task_added.notify_one();
    ctx.schedule_changed.notify_one();
    Ok(value)
}

/// The same for an act that asks for no task. A dead battery may lose it; then it has lost the later mark that the update
/// is done as well, and the next start does both again.
pub async fn act_lightly<T, F>(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
    work: F,
) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    claimed(ctx, actor, Durability::Normal, now, work).await
}

async fn claimed<T, F>(
    ctx: &Ctx,
    actor: &Actor,
    durability: Durability,
    now: Timestamp,
    work: F,
) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    let cause = actor.cause;
    ctx.db
        .write(durability, move |tx| {
            let is_first = match cause {
                Some(Trigger::Update(seq)) => crud::inbox::update_applied(tx, seq, now)?,
                Some(Trigger::Request(id)) => crud::api_requests::update_applied(tx, id, now)?,
                None => true,
            };
            if !is_first {
                return Err(Refusal::AlreadyApplied.into());
            }
            work(tx)
        })
        .await
}
