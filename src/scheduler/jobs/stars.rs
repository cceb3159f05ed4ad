//! Compares Telegram's list of Stars with what the house knows: a payment of which no update came is found here.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::money::stars;
use crate::telegram::bot::Bot;
use crate::telegram::stars::CompareError;
use crate::telegram::stars::compare;

/// Goes through what is new in the list since the last run.
pub async fn run(ctx: &Ctx, bot: &Bot, now: Timestamp) -> JobResult {
    if !stars::is_used(ctx).await? {
        return Ok(format!("{IDLE} nothing was sold for Stars"));
    }
    match compare(ctx, bot, now).await {
        Ok(tally) if tally.rows == 0 => Ok(format!("{IDLE} nothing new in Telegram's list")),
        Ok(tally) => Ok(format!(
            "{} compared, {} payments found, {} refunds found",
            tally.rows, tally.found, tally.refunded
        )),
        Err(CompareError::Call(error)) => Ok(format!("skipped: {error}")),
        Err(CompareError::Service(error)) => Err(error),
    }
}
