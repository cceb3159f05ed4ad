//! Tries the newest backup out every week.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::backups;
use crate::services::backups::Tested;
use crate::telegram::bot::Bot;

/// Tries it out if the last try is a week old.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    Ok(match backups::weekly_test(ctx, now).await? {
        Tested::NotDue => format!("{IDLE} not due yet"),
        Tested::Nothing => format!("{IDLE} no backup that could be opened"),
        Tested::Whole { file_name } => format!("{file_name} is whole"),
        Tested::Bad { file_name } => format!("{file_name} is not whole"),
    })
}
