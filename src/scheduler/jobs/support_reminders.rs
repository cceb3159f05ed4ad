//! Reminds helpers of tickets that nobody answered in time.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::support::desk;
use crate::telegram::bot::Bot;

/// Leaves the reminders that are due.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let count = desk::remind(ctx, now).await?;
    Ok(format!("helpers were reminded of {count} tickets"))
}
