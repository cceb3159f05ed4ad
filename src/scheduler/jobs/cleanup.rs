//! Sweeps out what is over: processed requests, links, done updates and tasks.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::house;
use crate::telegram::bot::Bot;

/// Deletes in small batches.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let rows = house::clean(ctx, now).await?;
    Ok(format!("{rows} rows swept out"))
}
