//! What a person writes: a picked chat, a command, the answer to a question, or a token out of the blue.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::handlers::commands;
use crate::handlers::rights;
use crate::handlers::user;
use crate::models::Permission;
use crate::screens::channels;
use crate::screens::home::HomeNote;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// Leads a message to its handler.
pub async fn route(visit: &Visit<'_>, message: &Message) -> Result<Reply, ServiceError> {
    if let Some(shared) = &message.chat_shared {
        if admin::servers::settings::is_for_trial(shared) {
            return admin::servers::settings::shared(visit, shared).await;
        }
        if admin::tickets::is_for_support(shared) {
            return admin::tickets::shared(visit, shared).await;
        }
        if admin::notices::is_for_notices(shared) {
            return admin::notices::shared(visit, shared).await;
        }
        return admin::channels::shared(visit, shared).await;
    }
    let dialogue = visit.dialogue().await;
    let text = message.text.as_deref().or(message.caption.as_deref());
    let text = text.unwrap_or_default().trim();
    // What answers words of a ticket belongs to it, whatever else was asked.
    if !commands::is_one(text)
        && let Some(reply) = user::support::replied(visit, message).await?
    {
        return Ok(reply);
    }
    // Whatever its caption says, what is to be published is no command.
    if let Some(Dialogue::Broadcast(_)) = &dialogue
        && message.text.is_none()
        && let Some(dialogue) = dialogue
    {
        return answer(visit, dialogue, message, text).await;
    }
    // A forwarded post is the answer whatever its text, even one that looks like a command.
    if let (Some(Dialogue::ChooseChannel(door)), Some(forwarded)) = (&dialogue, message.forwarded())
    {
        return admin::channels::forwarded(visit, *door, forwarded).await;
    }
    if commands::is_one(text) {
        let had = visit.forget().await;
        return commands::run(visit, text, message, had).await;
    }
    if channels::is_cancel_key(text) {
        return user::cancel::key(visit).await;
    }
    if dialogue.is_none()
        && visit.actor.permissions.has(Permission::SeePeople)
        && let Some(author) = message.author()
    {
        return admin::persons::forwarded(visit, author).await;
    }
    match dialogue {
        Some(dialogue) => answer(visit, dialogue, message, text).await,
        None if admin::backups::is_backup(visit, message) => {
            admin::backups::received(visit, message).await
        }
        None => match stored(visit, message).await? {
            Some(reply) => Ok(reply),
            None if text.is_empty() => user::start::after(visit, HomeNote::Unreadable).await,
            None => freely(visit, text).await,
        },
    }
}

/// A message that answers a question which nobody remembers, though something is stored of it.
async fn stored(visit: &Visit<'_>, message: &Message) -> Result<Option<Reply>, ServiceError> {
    if let Some(reply) = admin::backups::late(visit, message).await? {
        return Ok(Some(reply));
    }
    match user::support::again(visit, message).await? {
        Some(reply) => Ok(Some(reply)),
        None => user::receipt::unasked(visit, message).await,
    }
}

/// The answer to a question; empty if the message had no text.
async fn answer(
    visit: &Visit<'_>,
    dialogue: Dialogue,
    message: &Message,
    text: &str,
) -> Result<Reply, ServiceError> {
    visit.need(rights::permission_of_dialogue(&dialogue), "an answer")?;
    match dialogue {
        Dialogue::RedeemToken => user::redeem::redeem(visit, text).await,
        Dialogue::ChooseChannel(door) => admin::channels::named(visit, door, text).await,
        Dialogue::WaitTime => admin::wait::typed(visit, text).await,
        Dialogue::TokenDuration => admin::tokens::typed_duration(visit, text).await,
        Dialogue::TokenValidity(draft) => admin::tokens::typed_validity(visit, draft, text).await,
        Dialogue::TokenCount(draft) => admin::tokens::typed_count(visit, draft, text).await,
        Dialogue::TokenNote(draft) => admin::tokens::typed_note(visit, draft, text).await,
        Dialogue::TokenSearch => admin::tokens::search(visit, text).await,
        Dialogue::Broadcast(question) => admin::broadcasts::answer(visit, question, message).await,
        Dialogue::Mailing(question) => admin::mailings::answer(visit, question, message).await,
        Dialogue::Reaction(question) => admin::reactions::answer(visit, question, message).await,
        Dialogue::Statistics(question) => admin::statistics::answer(visit, question, message).await,
        Dialogue::Member(question) => admin::members::answer(visit, question, message).await,
        Dialogue::Settings(question) => admin::settings::answer(visit, question, message).await,
        Dialogue::Key(question) => user::keys::answer(visit, question, message).await,
        Dialogue::Server(question) => admin::servers::answer(visit, question, message).await,
        Dialogue::Vpn(question) => admin::vpn::answer(visit, question, message).await,
        Dialogue::Profile(question) => user::profile::answer(visit, question, message).await,
        Dialogue::Support(question) => user::support::answer(visit, question, message).await,
        Dialogue::Person(question) => admin::persons::answer(visit, question, message).await,
        Dialogue::Role(question) => admin::roles::answer(visit, question, message).await,
        Dialogue::Audit(question) => admin::audit::answer(visit, question, message).await,
        Dialogue::Notice(question) => admin::notices::answer(visit, question, message).await,
        Dialogue::Ticket(question) => admin::tickets::answer(visit, question, message).await,
        Dialogue::House(question) => admin::upkeep::answer(visit, question, message).await,
        Dialogue::Backup(question) => admin::backups::answer(visit, question, message).await,
        Dialogue::Shop(question) => user::shop::answer(visit, question, message).await,
        Dialogue::Purse(question) => user::purse::answer(visit, question, message).await,
        Dialogue::Plan(question) => admin::plans::answer(visit, question, message).await,
        Dialogue::Till(question) => admin::till::answer(visit, question, message).await,
        Dialogue::Receipt(question) => admin::receipts::answer(visit, question, message).await,
        Dialogue::Payment(question) => admin::payments::answer(visit, question, message).await,
        Dialogue::Ledger(question) => admin::ledger::answer(visit, question, message).await,
        Dialogue::Promo(question) => admin::promos::answer(visit, question, message).await,
        Dialogue::Source(question) => admin::sources::answer(visit, question, message).await,
        Dialogue::Hook(question) => admin::webhooks::answer(visit, question, message).await,
        Dialogue::Api(question) => admin::api::answer(visit, question, message).await,
    }
}

/// A text nobody asked for.
async fn freely(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    if user::redeem::looks_like_token(text, visit.ctx.config.token_length) {
        return user::redeem::redeem(visit, text).await;
    }
    let note = if looks_like_answer(text) {
        HomeNote::Orphaned
    } else {
        HomeNote::Unreadable
    };
    user::start::after(visit, note).await
}

/// Whether a text may answer a question that was forgotten: a number, a length of time, a channel, part of a token.
fn looks_like_answer(text: &str) -> bool {
    text.starts_with('@') || text.contains("t.me/") || text.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_channels_and_tokens_look_like_answers() {
        for text in [
            "45",
            "45d",
            "-1001234",
            "@canal",
            "https://t.me/canal",
            "AB2C",
        ] {
            assert!(looks_like_answer(text), "{text}");
        }
        for text in ["hola", "¿Cómo entro?"] {
            assert!(!looks_like_answer(text), "{text}");
        }
    }
}
