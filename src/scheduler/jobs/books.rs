//! Looks through the books each night.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::money;
use crate::telegram::bot::Bot;

/// Looks through them.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let found = money::checks::nightly(ctx, now).await?;
    let (faults, waiting) = (found.faults(), found.waiting.len());
    Ok(match (faults, waiting) {
        (0, 0) => format!("{} postings, nothing is wrong", found.postings),
        _ => format!("{faults} faults, {waiting} paid and not delivered"),
    })
}
