//! Ends orders that were not paid in time.

use super::super::JobResult;
use super::super::NOT_NOW;
use super::expiry::measure_clock;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::money::orders;
use crate::telegram::bot::Bot;

/// Orders that end in one transaction.
const AT_ONCE: i64 = 200;

/// Looks at what is due. What the clock says is compared with Telegram's just before: by a wrong clock nobody's order ends.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    let next = orders::next_ending(ctx, Timestamp(0)).await?;
    if next.is_none_or(|at| at > now) {
        return Ok("0 ended".to_owned());
    }
    if !measure_clock(ctx, bot).await {
        return Ok(format!("{NOT_NOW} Telegram cannot be asked for the time"));
    }
    if ctx.skew.is_wrong() {
        return Ok("skipped: the clock is wrong".to_owned());
    }
    let mut ended = 0;
    loop {
        let count = orders::expire(ctx, AT_ONCE, now).await?;
        if count == 0 {
            return Ok(format!("{ended} ended"));
        }
        ended += count;
    }
}
