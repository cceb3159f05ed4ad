//! Remembers that the house was alive, so that the next start can say how long it was away, and lets go of pages that
//! nobody needs.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::services::house;
use crate::telegram::bot::Bot;
use crate::utils::pages;

/// Notes the instant.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    house::alive(ctx, now).await?;
    // The start lets go by itself when it is over.
    if now.since(ctx.started_at) >= MINUTE {
        pages::let_go();
        pages::give_back();
    }
    Ok("noted".to_owned())
}
