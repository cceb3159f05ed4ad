//! Ends VIP access whose time has come.

use super::super::JobResult;
use crate::context::Ctx;
use crate::models::AdminNotice;
use crate::models::Identity;
use crate::models::Timestamp;
use crate::services::expiry;
use crate::services::expiry::Sweep;
use crate::services::notify;
use crate::telegram::bot::Bot;

/// Ends what is due, or asks the admins.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    Ok(match expiry::sweep(ctx, now).await? {
        Sweep::Ended(count) => format!("{count} ended"),
        Sweep::ClockWrong => "skipped: the clock is wrong".to_owned(),
        Sweep::NoChannel => "skipped: no VIP channel".to_owned(),
        Sweep::Held(None) => "held: waits for an admin".to_owned(),
        Sweep::Held(Some(view)) => {
            log::warn!(
                "{} removals are due of {} active: an admin is asked",
                view.due,
                view.active
            );
            let due = view.due;
            notify::log_and_notify(ctx, Identity::System, AdminNotice::Brake(view)).await;
            format!("held: {due} wait for an admin")
        }
    })
}
