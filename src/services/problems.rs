//! Work that failed or waits, for an admin to look at.

use super::ServiceError;
use super::audit;
use super::care;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::DatabaseCheck;
use crate::models::InboxSeq;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::ProblemItem;
use crate::models::ProblemRef;
use crate::models::Refusal;
use crate::models::Timestamp;
use rusqlite::Connection;
use serde_json::json;

/// A page of problems: a fault of the database, then updates set aside first, then tasks, newest first.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<ProblemItem>, ServiceError> {
    actor.need(Permission::SeeStatus)?;
    ctx.db
        .read(move |connection| {
            let limit = i64::from(PAGE_ROWS);
            let offset = limit * i64::from(page);
            let mut rows = Vec::new();
            let fault = database_fault(connection)?;
            let faults = i64::from(fault.is_some());
            if page == 0 {
                rows.extend(fault.map(ProblemItem::Database));
            }
            let aside = faults + crud::inbox::count_problems(connection)?;
            let left = limit - i64::try_from(rows.len()).unwrap_or(0);
            let after = (offset - faults).max(0);
            for update in crud::inbox::list_problems(connection, left, after)? {
                rows.push(ProblemItem::Update {
                    seq: update.seq,
                    received_at: update.received_at,
                    attempts: update.attempts,
                    problem: update.problem,
                });
            }
            let left = limit - i64::try_from(rows.len()).unwrap_or(0);
            let tasks = crud::tasks::list_problems(connection, left, (offset - aside).max(0))?;
            rows.extend(tasks.rows.into_iter().map(ProblemItem::Task));
            Ok(Page::new(rows, page, aside + tasks.total))
        })
        .await
}

/// How many there are.
pub fn count(connection: &Connection) -> Result<i64, ServiceError> {
    Ok(i64::from(database_fault(connection)?.is_some())
        + crud::inbox::count_problems(connection)?
        + crud::tasks::list_problems(connection, 0, 0)?.total)
}

/// What the last check of the database found, if it found something.
fn database_fault(connection: &Connection) -> Result<Option<DatabaseCheck>, ServiceError> {
    let last = care::last_check(connection)?;
    Ok(last.filter(|last| last.fault.is_some()))
}

/// Tries that work again.
pub async fn retry(
    ctx: &Ctx,
    actor: &Actor,
    problem: ProblemRef,
    now: Timestamp,
) -> Result<(), ServiceError> {
    decide(ctx, actor, problem, "problem.retried", now).await
}

/// Gives that work up.
pub async fn drop(
    ctx: &Ctx,
    actor: &Actor,
    problem: ProblemRef,
    now: Timestamp,
) -> Result<(), ServiceError> {
    decide(ctx, actor, problem, "problem.dropped", now).await
}

async fn decide(
    ctx: &Ctx,
    actor: &Actor,
    problem: ProblemRef,
    action: &'static str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageProblems)?;
    let identity = actor.identity;
    let is_retry = action == "problem.retried";
    act(ctx, actor, now, move |tx| {
        let (changed, target) = match problem {
            ProblemRef::Task(id) if is_retry => (
                crud::tasks::update_retried(tx, id, now)?,
                format!("task:{id}"),
            ),
            ProblemRef::Task(id) => (
                crud::tasks::update_dropped(tx, id, now)?,
                format!("task:{id}"),
            ),
            ProblemRef::Update(seq) if is_retry => (
                crud::inbox::update_retried(tx, seq)?,
                format!("update:{seq}"),
            ),
            ProblemRef::Update(seq) => (
                crud::inbox::update_dropped(tx, seq)?,
                format!("update:{seq}"),
            ),
        };
        if !changed {
            return Err(Refusal::NotFound.into());
        }
        let after = if is_retry { "due" } else { "dropped" };
        let details = json!({ "before": "failed", "after": after });
        audit::record(tx, identity, action, target, details, now)
    })
    .await
}

/// The update of that place, for the inbox to hand out again.
pub fn retried_update(problem: ProblemRef) -> Option<InboxSeq> {
    match problem {
        ProblemRef::Update(seq) => Some(seq),
        ProblemRef::Task(_) => None,
    }
}
