//! Ends roles whose time has come.

use super::super::JobResult;
use super::super::NOT_NOW;
use super::expiry::measure_clock;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::roles::grants;
use crate::services::roles::grants::Sweep;
use crate::telegram::bot::Bot;

/// Ends what is due. What the clock says is compared with Telegram's just before.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    if grants::is_due(ctx, now).await? && !measure_clock(ctx, bot).await {
        return Ok(format!("{NOT_NOW} Telegram cannot be asked for the time"));
    }
    Ok(match grants::end_due(ctx, now).await? {
        Sweep::Ended(count) => format!("{count} ended"),
        Sweep::ClockWrong => "skipped: the clock is wrong".to_owned(),
    })
}
