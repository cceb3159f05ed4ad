//! Compares the VPN servers with the database, and repairs them.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::vpn::rounds;
use crate::services::vpn::rounds::Round;
use crate::telegram::bot::Bot;

/// Mends every server whose turn it is.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let round = rounds::reconcile(ctx, now).await?;
    if round == Round::default() {
        return Ok(format!("{IDLE} no server is to be compared"));
    }
    Ok(format!(
        "{} servers compared, {} keys put right",
        round.servers, round.peers
    ))
}
