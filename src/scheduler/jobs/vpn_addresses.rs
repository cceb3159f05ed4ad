//! Frees addresses whose quarantine or lease is over. A new key finds them free without it too; this keeps the count right.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Actor;
use crate::models::Timestamp;
use crate::services::vpn::addresses;
use crate::telegram::bot::Bot;

/// Frees all of them in one go.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let count = addresses::cleanup_revoked(ctx, &Actor::system(), now).await?;
    if count == 0 {
        return Ok(format!("{IDLE} no address is over"));
    }
    Ok(format!("{count} addresses freed"))
}
