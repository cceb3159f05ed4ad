//! Redeeming a VIP token: by its link, by `/vip`, by the button, or pasted.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::models::Refusal;
use crate::models::TextKey;
use crate::screens::redeem;
use crate::services;
use crate::services::ServiceError;

/// Asks for the token.
pub async fn ask(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    services::channels::get(visit.ctx, Door::Vip).await?;
    visit.ask(Dialogue::RedeemToken).await;
    Ok(Reply::show(redeem::ask(
        visit.reader,
        &visit.ctx.settings().fees,
    )))
}

/// Redeems it. After a wrong one the next message may bring the right one.
pub async fn redeem(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        // A picture without a word is no attempt, so it counts as no failure.
        let length = visit.ctx.config.token_length;
        return Err(Refusal::TokenMalformed { length }.into());
    }
    let result = services::tokens::redeem(visit.ctx, &visit.actor, bare(text), visit.now()).await;
    match &result {
        Err(ServiceError::Refused(refusal)) if invites_another(refusal) => {
            visit.ask(Dialogue::RedeemToken).await;
        }
        Ok(_) | Err(_) => {
            visit.forget().await;
        }
    }
    let view = result?;
    let words = visit.words(TextKey::Redeemed).await;
    Ok(Reply::show(redeem::redeemed(visit.reader, &view, &words)))
}

fn invites_another(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::TokenMalformed { .. }
            | Refusal::TokenUnknown
            | Refusal::TokenExpired { .. }
            | Refusal::TokenUsed { by_you: false }
            | Refusal::TokenRevoked
    )
}

/// The token of a pasted link, else the text itself.
pub fn bare(text: &str) -> &str {
    text.rsplit_once("start=v_")
        .map_or(text, |(_, token)| token)
}

/// Whether a text nobody asked for is a token: one of today's length, and not a sentence that happens to have it.
pub fn looks_like_token(text: &str, length: u32) -> bool {
    let text = bare(text);
    let is_token =
        services::tokens::normalise(text, length).is_ok_and(|token| token.len() == length as usize);
    let is_sentence = text.contains(char::is_whitespace)
        && text.contains(char::is_lowercase)
        && !text.contains(|c: char| c.is_ascii_digit());
    is_token && !is_sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_seen_in_what_people_paste_and_a_sentence_is_none() {
        for text in [
            "ABCD2345EFGH6789",
            "abcd-2345-efgh-6789",
            "ABCD EFGH JKLM NPQR",
            "https://t.me/portero_bot?start=v_ABCD2345EFGH6789",
        ] {
            assert!(looks_like_token(text, 16), "{text}");
        }
        for text in ["ABCD2345", "aqua paper fresh s", "", "ABCD2345EFGH67890"] {
            assert!(!looks_like_token(text, 16), "{text}");
        }
    }
}
