//! Asks the VPN servers how they are. One that is back is compared with the database by the job that does so.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::vpn::health;
use crate::telegram::bot::Bot;

/// Asks all of them at once.
pub async fn run(ctx: &Ctx, _: &Bot, now: Timestamp) -> JobResult {
    let looked = health::look(ctx, now).await?;
    if !looked.back.is_empty() {
        ctx.schedule_changed.notify_one();
    }
    if looked.up + looked.down == 0 {
        return Ok(format!("{IDLE} there is no server"));
    }
    Ok(format!("{} up, {} down", looked.up, looked.down))
}
