//! Looks whether there is room on the disk, so that writing stops before the last byte is taken.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::care;
use crate::telegram::bot::Bot;

/// Looks once.
pub async fn run(ctx: &Ctx, _bot: &Bot, _now: Timestamp) -> JobResult {
    Ok(if care::watch_room(ctx) {
        "nothing to do: there is room".to_owned()
    } else {
        "the disk is full: nothing is written".to_owned()
    })
}
