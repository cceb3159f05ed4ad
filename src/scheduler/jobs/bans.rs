//! Ends bans whose end has come.

use super::super::JobResult;
use super::super::NOT_NOW;
use super::expiry::measure_clock;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::persons::bans;
use crate::services::persons::bans::Sweep;
use crate::telegram::bot::Bot;

/// Looks at what is due. What the clock says is compared with Telegram's just before.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    let next = bans::next_due(ctx, Timestamp(0)).await?;
    if next.is_some_and(|at| at <= now) && !measure_clock(ctx, bot).await {
        return Ok(format!("{NOT_NOW} Telegram cannot be asked for the time"));
    }
    Ok(match bans::sweep(ctx, now).await? {
        Sweep::Ended(count) => format!("{count} ended"),
        Sweep::ClockWrong => "skipped: the clock is wrong".to_owned(),
    })
}
