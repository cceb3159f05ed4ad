//! Makes the nightly backup at the house's minute.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::backups;
use crate::services::backups::Nightly;
use crate::telegram::bot::Bot;

/// Makes it if its time has come since the last one; one that failed is tried again at the next run.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    Ok(match backups::nightly(ctx, now).await? {
        Nightly::NotDue => format!("{IDLE} its time has not come"),
        Nightly::NoPassphrase => format!("{IDLE} no BACKUP_PASSPHRASE"),
        Nightly::Made { file_name, bytes } => format!("{file_name}, {bytes} bytes"),
        Nightly::Failed(refusal) => format!("skipped: {refusal:?}"),
    })
}
