//! Whether the house itself has a network: while it has none, silence says nothing of whoever is asked.

use crate::context::Ctx;
use crate::integrations::network;

/// Who was answered by Telegram so many seconds ago has a network. Shorter than the pause between the two failures of a
/// proxy that are believed, so that one answer never vouches for both.
const HEARD_WITHIN: i64 = 45;
/// A machine of Telegram to which every proxy leads: the second data centre (core.telegram.org, MTProto transports).
const DATA_CENTRE: &str = "149.154.167.51:443";

/// Whether the house has one: Telegram was heard of just now, or something answers that always does.
pub async fn is_online(ctx: &Ctx) -> bool {
    (0..HEARD_WITHIN).contains(&ctx.silent_for()) || network::reaches_any(&landmarks(ctx)).await
}

/// Places that are reached if anything is, as `host:port`: Telegram, and the way the house takes to it. One on this
/// machine proves nothing.
fn landmarks(ctx: &Ctx) -> Vec<String> {
    let config = &ctx.config;
    let own = [
        Some(config.bot_api_url.as_str()),
        config.telegram_proxy.as_ref().map(|proxy| proxy.expose()),
    ];
    let mut places: Vec<String> = (own.into_iter().flatten())
        .filter_map(network::landmark)
        .collect();
    places.push(DATA_CENTRE.to_owned());
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::tests;
    use std::time::Duration;

    #[tokio::test]
    async fn who_was_just_answered_by_telegram_has_a_network_and_nobody_is_asked() {
        let ctx = tests::ctx().await;
        assert!(ctx.silent_for() > HEARD_WITHIN);
        ctx.note_heard();
        assert_eq!(ctx.silent_for(), 0);
        let answer = tokio::time::timeout(Duration::ZERO, is_online(&ctx)).await;
        assert_eq!(answer, Ok(true), "at once");
        ctx.clock.advance(HEARD_WITHIN);
        assert_eq!(ctx.silent_for(), HEARD_WITHIN);
    }
}
