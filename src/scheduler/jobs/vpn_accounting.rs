//! Reads the counters of the VPN servers.

use super::super::IDLE;
use super::super::JobResult;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::vpn::rounds;
use crate::services::vpn::rounds::Round;
use crate::telegram::bot::Bot;

/// Counts the traffic of every server whose turn it is.
pub async fn run(ctx: &Ctx, _bot: &Bot, now: Timestamp) -> JobResult {
    let round = rounds::sample(ctx, now).await?;
    if round == Round::default() {
        return Ok(format!("{IDLE} no server is to be read"));
    }
    Ok(format!(
        "{} servers read, {} keys counted",
        round.servers, round.peers
    ))
}
