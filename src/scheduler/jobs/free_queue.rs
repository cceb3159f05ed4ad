//! Looks over the Free queue: every due request has its turn.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Door;
use crate::models::Timestamp;
use crate::services::channels;
use crate::services::free;
use crate::telegram::bot::Bot;

/// Gives a new turn to requests whose task is gone.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    if channels::chat_of(ctx, Door::Free).await?.is_none() {
        return Ok("skipped: no Free channel".to_owned());
    }
    let (waiting, mended) = free::sweep(ctx, now).await?;
    Ok(format!("{waiting} waiting, {mended} mended"))
}
