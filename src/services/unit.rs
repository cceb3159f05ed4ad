//! Units of work: the only places where services open a transaction for a person's act.

use super::ServiceError;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::db::Reply;
use crate::models::Actor;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::Trigger;
use rusqlite::Transaction;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;

/// An act under way; awaited, it returns what came of it. A small future of its own, not an async function, because there
/// is one in a hundred places.
#[must_use = "nothing is done before it is awaited"]
pub struct Act<'a, T> {
    ctx: &'a Ctx,
    reply: Reply<T, ServiceError>,
}

impl<T> Future for Act<'_, T> {
    type Output = Result<T, ServiceError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let done = Pin::new(&mut self.reply).poll(context);
        if let Poll::Ready(Ok(_)) = &done {
            self.ctx.task_added.notify_one();
            self.ctx.schedule_changed.notify_one();
        }
        done
    }
}

/// Runs an act in one durable transaction that also claims the update or request behind it, then wakes the task workers.
/// A second run of the same one is refused with `AlreadyApplied` and changes nothing.
pub fn act<'a, T, F>(ctx: &'a Ctx, actor: &Actor, now: Timestamp, work: F) -> Act<'a, T>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    let reply = claimed(ctx, actor, Durability::Full, now, work);
    Act { ctx, reply }
}

/// The same for an act that asks for no task. A dead battery may lose it; then it has lost the later mark that the update
/// is done as well, and the next start does both again.
pub fn act_lightly<T, F>(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
    work: F,
) -> Reply<T, ServiceError>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    claimed(ctx, actor, Durability::Normal, now, work)
}

fn claimed<T, F>(
    ctx: &Ctx,
    actor: &Actor,
    durability: Durability,
    now: Timestamp,
    work: F,
) -> Reply<T, ServiceError>
where
    T: Send + 'static,
    F: FnOnce(&Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
{
    let cause = actor.cause;
    ctx.db.write(durability, move |tx| {
        need_first(tx, cause, now)?;
        work(tx)
    })
}

/// Claims what caused the act.
fn need_first(
    tx: &Transaction<'_>,
    cause: Option<Trigger>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let is_first = match cause {
        Some(Trigger::Update(seq)) => crud::inbox::update_applied(tx, seq, now)?,
        Some(Trigger::Request(id)) => crud::api_requests::update_applied(tx, id, now)?,
        None => true,
    };
    match is_first {
        true => Ok(()),
        false => Err(Refusal::AlreadyApplied.into()),
    }
}
