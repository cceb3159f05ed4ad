//! Reads the sources of proxies.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::proxies::sources;
use crate::telegram::bot::Bot;

/// Reads those that are due. What is new in them is tried at once.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let readings = sources::run(ctx, now).await?;
    if readings.read + readings.failed == 0 {
        return Ok(format!("{IDLE} no source is to be read"));
    }
    if readings.new > 0 {
        ctx.schedule_changed.notify_one();
    }
    let (read, failed, new) = (readings.read, readings.failed, readings.new);
    Ok(format!("{read} read, {failed} failed, {new} new proxies"))
}
