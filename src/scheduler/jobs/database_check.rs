//! Reads the whole database through once a week, where nobody waits for it.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::care;
use crate::services::care::Check;
use crate::telegram::bot::Bot;

/// Checks it if that is due.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    Ok(match care::weekly(ctx, now).await? {
        Check::NotDue => "nothing to do: checked within the week".to_owned(),
        Check::Unfinished => "the check was broken off".to_owned(),
        Check::Whole => "the database is whole".to_owned(),
        Check::Faulty(fault) => format!("a fault: {fault}"),
    })
}
