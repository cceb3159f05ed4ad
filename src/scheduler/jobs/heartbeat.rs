//! Remembers that the house was alive, so that the next start can say how long it was away.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::house;
use crate::telegram::bot::Bot;

/// Notes the instant.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    house::alive(ctx, now).await?;
    Ok("noted".to_owned())
}
