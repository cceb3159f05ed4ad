//! Tries the proxies whose turn it is, or all when an admin asked for that.

use super::super::IDLE;
use super::super::JobResult;
use super::super::SKIPPED;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::proxies::checks;
use crate::services::proxies::checks::Ended;
use crate::telegram::bot::Bot;

/// Tries them. It takes as long as it takes; the bot's stop ends it at once.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let Some(round) = checks::run(ctx, now).await? else {
        return Ok(format!("{IDLE} no proxy is to be tried"));
    };
    let (tried, working) = (round.tried, round.working);
    Ok(match round.ended {
        Ended::Offline => format!("{SKIPPED} no way out; {tried} proxies tried, {working} work"),
        Ended::Whole | Ended::BrokenOff(_) => format!("{tried} proxies tried, {working} work"),
    })
}
