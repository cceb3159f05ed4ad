//! Ends VPN keys whose time has come, forgets those whose grace is over, and opens those of a new day.

use super::super::JobResult;
use super::super::NOT_NOW;
use super::expiry::measure_clock;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::vpn::lifecycle;
use crate::services::vpn::lifecycle::Sweep;
use crate::telegram::bot::Bot;

/// Looks at what is due. What the clock says is compared with Telegram's just before.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    let next = lifecycle::next_due(ctx, Timestamp(0)).await?;
    if next.is_some_and(|at| at <= now) && !measure_clock(ctx, bot).await {
        return Ok(format!("{NOT_NOW} Telegram cannot be asked for the time"));
    }
    Ok(match lifecycle::sweep(ctx, now).await? {
        Sweep::Looked(count) => format!("{count} accounts"),
        Sweep::ClockWrong => "skipped: the clock is wrong".to_owned(),
        Sweep::Held => "held: waits for an admin since the restore".to_owned(),
    })
}
