//! Making VIP tokens, and looking after those that were made.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::models::DurationHours;
use crate::models::Page;
use crate::models::Refusal;
use crate::models::TokenDraft;
use crate::models::TokenFilter;
use crate::models::TokenId;
use crate::models::TokenOrder;
use crate::screens::notices::Toast;
use crate::screens::tokens;
use crate::screens::tokens::TokenQuestion;
use crate::services;
use crate::services::ServiceError;
use crate::services::tokens::MOST_AT_ONCE;
use crate::services::tokens::MOST_HOURS;
use crate::services::tokens::MOST_NOTE;
use crate::services::tokens::OrderedFrom;

/// Begins: how long is the access?
pub async fn begin(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    services::channels::get(visit.ctx, Door::Vip).await?;
    let usual_hours = visit.ctx.config.default_token_duration_hours;
    Ok(Reply::show(tokens::ask_duration(visit.reader, usual_hours)))
}

/// What would be made.
pub fn preview(visit: &Visit<'_>, draft: TokenDraft) -> Result<Reply, ServiceError> {
    Ok(Reply::show(tokens::preview(visit.reader, draft)))
}

/// Until when may it be redeemed?
pub fn validity(visit: &Visit<'_>, draft: TokenDraft) -> Result<Reply, ServiceError> {
    Ok(Reply::show(tokens::ask_validity(visit.reader, draft)))
}

/// How many?
pub fn count(visit: &Visit<'_>, draft: TokenDraft) -> Result<Reply, ServiceError> {
    Ok(Reply::show(tokens::ask_count(visit.reader, draft)))
}

/// Another length of access, to be typed.
pub async fn ask_duration(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    ask(visit, Dialogue::TokenDuration, TokenQuestion::Duration).await
}

/// Another validity, to be typed.
pub async fn ask_validity(visit: &Visit<'_>, draft: TokenDraft) -> Result<Reply, ServiceError> {
    ask(
        visit,
        Dialogue::TokenValidity(draft),
        TokenQuestion::Validity,
    )
    .await
}

/// Another count, to be typed.
pub async fn ask_count(visit: &Visit<'_>, draft: TokenDraft) -> Result<Reply, ServiceError> {
    let question = TokenQuestion::Count { most: MOST_AT_ONCE };
    ask(visit, Dialogue::TokenCount(draft), question).await
}

/// A note, to be typed.
pub async fn ask_note(visit: &Visit<'_>, draft: TokenDraft) -> Result<Reply, ServiceError> {
    let question = TokenQuestion::Note { most: MOST_NOTE };
    ask(visit, Dialogue::TokenNote(draft), question).await
}

/// The first characters, to be typed.
pub async fn ask_search(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    ask(visit, Dialogue::TokenSearch, TokenQuestion::Search).await
}

async fn ask(
    visit: &Visit<'_>,
    dialogue: Dialogue,
    question: TokenQuestion,
) -> Result<Reply, ServiceError> {
    visit.ask(dialogue).await;
    Ok(Reply::show(tokens::ask_typed(visit.reader, question)))
}

/// A typed length of access.
pub async fn typed_duration(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let duration_hours: DurationHours = Some(parse_hours(text)?);
    visit.forget().await;
    preview(
        visit,
        TokenDraft {
            duration_hours,
            valid_hours: visit.ctx.config.default_token_duration_hours,
            count: 1,
        },
    )
}

/// A typed validity.
pub async fn typed_validity(
    visit: &Visit<'_>,
    draft: TokenDraft,
    text: &str,
) -> Result<Reply, ServiceError> {
    let valid_hours = parse_hours(text)?;
    visit.forget().await;
    preview(
        visit,
        TokenDraft {
            valid_hours,
            ..draft
        },
    )
}

/// A typed count.
pub async fn typed_count(
    visit: &Visit<'_>,
    draft: TokenDraft,
    text: &str,
) -> Result<Reply, ServiceError> {
    let count = parse_count(text)?;
    visit.forget().await;
    preview(visit, TokenDraft { count, ..draft })
}

/// A typed note: the tokens are made with it.
pub async fn typed_note(
    visit: &Visit<'_>,
    draft: TokenDraft,
    text: &str,
) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        return ask_note(visit, draft).await;
    }
    let reply = make(visit, draft, Some(text.to_owned())).await?;
    visit.forget().await;
    Ok(reply)
}

/// Makes them; a task hands them over. The same button makes one batch, however often it is pressed.
pub async fn make(
    visit: &Visit<'_>,
    draft: TokenDraft,
    note: Option<String>,
) -> Result<Reply, ServiceError> {
    let order = TokenOrder {
        count: draft.count,
        valid_hours: draft.valid_hours,
        duration_hours: draft.duration_hours,
        note,
    };
    let from = OrderedFrom {
        chat: visit.user.chat(),
        press: visit
            .pressed
            .map(|pressed| format!("{}:{}", pressed.chat, pressed.message)),
    };
    match services::tokens::generate(visit.ctx, &visit.actor, order, from, visit.now()).await {
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            Ok(Reply::show(tokens::coming(visit.reader)))
        }
        Err(error) => Err(error),
    }
}

/// A page of the tokens.
pub async fn list(
    visit: &Visit<'_>,
    filter: TokenFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let mut view = services::tokens::list(visit.ctx, actor, filter, page, now).await?;
    if let Some(last) = view.last_instead() {
        view = services::tokens::list(visit.ctx, actor, filter, last, now).await?;
    }
    Ok(Reply::show(tokens::list(visit.reader, &view, filter)))
}

/// One token.
pub async fn show(
    visit: &Visit<'_>,
    id: TokenId,
    filter: TokenFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let view = services::tokens::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(tokens::detail(
        visit.reader,
        &view,
        filter,
        page,
    )))
}

/// Asks whether to revoke it.
pub async fn ask_revoke(
    visit: &Visit<'_>,
    id: TokenId,
    filter: TokenFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    let view = services::tokens::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(tokens::revoke(
        visit.reader,
        &view.token,
        filter,
        page,
    )))
}

/// Revokes it.
pub async fn revoke(
    visit: &Visit<'_>,
    id: TokenId,
    filter: TokenFilter,
    page: u32,
) -> Result<Reply, ServiceError> {
    services::tokens::revoke(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = show(visit, id, filter, page).await?;
    Ok(reply.with_toast(visit.toast(Toast::TokenRevoked)))
}

/// Tokens whose first characters were typed.
pub async fn search(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        return ask_search(visit).await;
    }
    let rows = services::tokens::search(visit.ctx, &visit.actor, text).await?;
    visit.forget().await;
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let page = Page::new(rows, 0, total);
    Ok(Reply::show(tokens::found(visit.reader, &page, text)))
}

/// Reads a typed length of time: whole hours, or days with a `d`.
fn parse_hours(text: &str) -> Result<i64, Refusal> {
    let text = text.trim().to_lowercase();
    let (number, unit) = match text.strip_suffix('d') {
        Some(days) => (days, 24),
        None => (text.strip_suffix('h').unwrap_or(&text), 1),
    };
    whole(number)
        .and_then(|number| number.checked_mul(unit))
        .filter(|hours| (1..=MOST_HOURS).contains(hours))
        .ok_or(Refusal::NumberInvalid {
            least: 1,
            most: MOST_HOURS,
        })
}

/// Reads a typed count.
fn parse_count(text: &str) -> Result<u32, Refusal> {
    let invalid = Refusal::NumberInvalid {
        least: 1,
        most: i64::from(MOST_AT_ONCE),
    };
    let count = whole(text).filter(|count| *count > 0).ok_or(invalid)?;
    u32::try_from(count)
        .ok()
        .filter(|count| *count <= MOST_AT_ONCE)
        .ok_or(Refusal::TooManyTokens { most: MOST_AT_ONCE })
}

/// A number of digits alone: "+5" parses too, but nobody means it as one.
fn whole(text: &str) -> Option<i64> {
    let digits = text.trim();
    digits
        .parse()
        .ok()
        .filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hours_are_typed_plainly_with_an_h_or_as_days() {
        for (text, hours) in [
            ("24", 24),
            (" 24h ", 24),
            ("24 H", 24),
            ("45d", 1080),
            ("45 D", 1080),
            ("1", 1),
            ("876000", MOST_HOURS),
            ("36500d", MOST_HOURS),
        ] {
            assert_eq!(parse_hours(text), Ok(hours), "{text}");
        }
    }

    #[test]
    fn anything_else_is_answered_with_the_rule() {
        for text in [
            "",
            "d",
            "h",
            "0",
            "0d",
            "-1",
            "+5",
            "1.5",
            "1,5",
            "un día",
            "24hd",
            "dd",
            "876001",
            "99999999999999999999",
            "9223372036854775807d",
            "١٢",
        ] {
            assert!(
                matches!(parse_hours(text), Err(Refusal::NumberInvalid { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn counts_are_from_one_to_the_most() {
        assert_eq!(parse_count(" 500 "), Ok(500));
        assert_eq!(
            parse_count("501"),
            Err(Refusal::TooManyTokens { most: 500 })
        );
        for text in ["0", "", "-3", "+3", "tres"] {
            assert!(
                matches!(parse_count(text), Err(Refusal::NumberInvalid { .. })),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".*") {
            if let Ok(hours) = parse_hours(&text) {
                prop_assert!((1..=MOST_HOURS).contains(&hours));
            }
            let _ = parse_count(&text);
        }

        #[test]
        fn days_are_twenty_four_hours(days in 1i64..=36_500) {
            prop_assert_eq!(parse_hours(&format!("{days}d")), Ok(days * 24));
            prop_assert_eq!(parse_hours(&days.to_string()), Ok(days));
        }
    }
}
