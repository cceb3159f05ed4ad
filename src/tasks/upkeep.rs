//! Work around a maintenance: what waits for its end, and what people brought meanwhile.

use super::Errand;
use super::Outcome;
use super::done;
use super::undelivered;
use crate::models::UserId;
use crate::models::WAITS_FOR_MAINTENANCE;
use crate::models::WAITS_FOR_OPENING;
use crate::models::WHY_MAINTENANCE;
use crate::screens::upkeep;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

/// Work that acts on people waits while a maintenance holds it.
pub async fn held(errand: &Errand<'_>) -> Result<Option<Outcome>, ServiceError> {
    let ctx = errand.ctx;
    if errand.row.task.is_for_staff() || !ctx.maintenance().holds_work() {
        return Ok(None);
    }
    // The very transaction that ends a maintenance wakes this task, a moment before the end is known in memory.
    services::upkeep::load(ctx).await?;
    let is_held = ctx.maintenance().holds_work();
    Ok(is_held.then(|| waits(WAITS_FOR_MAINTENANCE)))
}

fn waits(waits_for: &str) -> Outcome {
    Outcome::Wait {
        waits_for: waits_for.to_owned(),
        why: WHY_MAINTENANCE.to_owned(),
    }
}

/// Hands a person back what they brought while the house was shut.
pub async fn tell_open(
    errand: &Errand<'_>,
    user: UserId,
    sealed: &str,
) -> Result<Outcome, ServiceError> {
    if errand.ctx.maintenance().is_on() {
        return Ok(waits(WAITS_FOR_OPENING));
    }
    if services::members::acts::is_banned(errand.ctx, user).await? {
        return Ok(done("banned"));
    }
    let payload = services::upkeep::kept(errand.ctx, sealed)?;
    let url = errand.ctx.deep_link(&payload);
    let screen = upkeep::opened(reader(errand.ctx, user).await, &url);
    match errand.bot.deliver(user.chat(), &screen, Lane::Reply).await {
        Ok(_) => Ok(done("handed back")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}
