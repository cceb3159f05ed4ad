//! Work that failed: tried again, or given up.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ProblemRef;
use crate::screens::notices::Toast;
use crate::screens::problems;
use crate::services;
use crate::services::ServiceError;

/// A page of the problems.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let mut view = services::problems::list(visit.ctx, &visit.actor, page).await?;
    if let Some(last) = view.last_instead() {
        view = services::problems::list(visit.ctx, &visit.actor, last).await?;
    }
    Ok(Reply::show(problems::list(visit.reader, &view)))
}

/// Tries that work again.
pub async fn retry(visit: &Visit<'_>, problem: ProblemRef) -> Result<Reply, ServiceError> {
    services::problems::retry(visit.ctx, &visit.actor, problem, visit.now()).await?;
    if services::problems::retried_update(problem).is_some()
        && let Some(nudger) = visit.nudger
    {
        nudger.nudge().await;
    }
    let reply = list(visit, 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::ProblemRetried)))
}

/// Asks whether to give it up.
pub fn ask_drop(visit: &Visit<'_>, problem: ProblemRef) -> Result<Reply, ServiceError> {
    Ok(Reply::show(problems::drop_ask(visit.reader, problem)))
}

/// Gives it up.
pub async fn drop(visit: &Visit<'_>, problem: ProblemRef) -> Result<Reply, ServiceError> {
    services::problems::drop(visit.ctx, &visit.actor, problem, visit.now()).await?;
    let reply = list(visit, 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::ProblemDropped)))
}
