//! Asking for Free access.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::models::Refusal;
use crate::models::TextKey;
use crate::screens::free;
use crate::services;
use crate::services::ServiceError;

/// Asks for Free access, or says how long it still takes.
pub async fn ask(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let seen = match services::channels::chat_of(visit.ctx, Door::Free).await? {
        Some(chat) => visit.bot.presence_now(chat, visit.user).await,
        None => None,
    };
    match services::free::ask(visit.ctx, &visit.actor, seen, visit.now()).await {
        Ok(view) => {
            let words = visit.words(TextKey::FreeAsked).await;
            Ok(Reply::show(free::asked(visit.reader, &view, &words)))
        }
        Err(ServiceError::Refused(
            refusal @ (Refusal::AlreadyWaiting { .. } | Refusal::AlreadyApplied),
        )) => waiting(visit).await?.ok_or(refusal.into()),
        Err(error) => Err(error),
    }
}

/// Their place in the queue, if they wait.
pub async fn waiting(visit: &Visit<'_>) -> Result<Option<Reply>, ServiceError> {
    let view = services::free::pending_of(visit.ctx, visit.user).await?;
    Ok(view.map(|view| Reply::show(free::waiting(visit.reader, &view))))
}
