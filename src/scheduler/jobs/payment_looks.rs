//! Asks payment providers about what is not paid yet: a note from them may be lost, or never come.

use super::super::IDLE;
use super::super::JobResult;
use super::super::NOT_NOW;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::money::provider::looks;
use crate::telegram::bot::Bot;

/// Looks into every note and every order that is due.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let looked = looks::run(ctx, now).await?;
    if let Some(why) = looked.put_off {
        return Ok(format!("{NOT_NOW} {why}"));
    }
    if looked.asked == 0 {
        return Ok(format!("{IDLE} no order waits for a provider"));
    }
    Ok(format!("{} asked, {} paid", looked.asked, looked.paid))
}
