//! Tries the MTProto proxies whose turn it is.

use super::super::IDLE;
use super::super::JobResult;
use super::super::SKIPPED;
use crate::context::Ctx;
use crate::models::Timestamp;
use crate::services::vpn::proxy_health;
use crate::services::vpn::proxy_health::outside::World;
use crate::telegram::bot::Bot;

/// Tries them, eight forms at a time.
pub async fn run(ctx: &Ctx, _: &Bot, now: Timestamp) -> JobResult {
    let round = proxy_health::round(ctx, &World, now).await?;
    if round.is_offline && round.judged == 0 {
        return Ok(format!("{SKIPPED} no network"));
    }
    if round.judged == 0 {
        return Ok(format!("{IDLE} no proxy is due"));
    }
    Ok(format!(
        "{} proxies, {} with a fault",
        round.judged, round.bad
    ))
}
