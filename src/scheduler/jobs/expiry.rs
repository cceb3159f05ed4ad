//! Ends VIP access whose time has come.

use super::super::JobResult;
use super::super::NOT_NOW;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::expiry;
use crate::services::expiry::Sweep;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;

/// Ends what is due, or asks the admins. What the clock says is compared with Telegram's just before.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    if expiry::is_due(ctx, now).await? && !measure_clock(ctx, bot).await {
        return Ok(format!("{NOT_NOW} Telegram cannot be asked for the time"));
    }
    Ok(match expiry::sweep(ctx, now).await? {
        Sweep::Ended(count) => format!("{count} ended"),
        Sweep::ClockWrong => "skipped: the clock is wrong".to_owned(),
        Sweep::NoChannel => "skipped: no VIP channel".to_owned(),
        Sweep::Held(None) => "held: waits for an admin".to_owned(),
        Sweep::Held(Some(view)) => {
            log::warn!(
                "{} removals are due of {} active: an admin is asked",
                view.due,
                view.active
            );
            format!("held: {} wait for an admin", view.due)
        }
    })
}

/// Asks Telegram anything, for the date of its answer: an hour ago the clock may have been right.
pub async fn measure_clock(ctx: &Ctx, bot: &Bot) -> bool {
    if let Err(error) = bot.raw.call(&Call::new("getMe")).await {
        log::info!("nothing ends until Telegram answers: {error}");
        return false;
    }
    if let Some(skew) = bot.raw.clock_skew() {
        ctx.skew.set(skew);
    }
    true
}
