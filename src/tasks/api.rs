//! Keys of the API and secrets of webhooks, handed to whoever made them.

use super::Errand;
use super::done;
use super::undelivered;
use crate::models::ApiKeyId;
use crate::models::ChatId;
use crate::models::UserId;
use crate::models::WebhookId;
use crate::screens::api;
use crate::screens::webhooks;
use crate::services;
use crate::services::ServiceError;
use crate::services::tasks::Outcome;
use crate::services::webhooks::desk;
use crate::telegram::admins::reader;
use crate::telegram::sender::Lane;

/// Hands the maker of a key the key, once.
pub async fn deliver_key(
    errand: &Errand<'_>,
    key: ApiKeyId,
    user: UserId,
    chat: ChatId,
    sealed: &str,
) -> Result<Outcome, ServiceError> {
    let opened = services::api::keys::opened(errand.ctx, key, sealed, errand.now).await?;
    let Some(made) = opened else {
        return Ok(done("the key opens nothing any more"));
    };
    let address = errand.ctx.config.api_address();
    let screen = api::made(reader(errand.ctx, user).await, &made, address.as_deref());
    match errand.bot.deliver(chat, &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}

/// Shows whoever made or changed a webhook its secret, once.
pub async fn deliver_secret(
    errand: &Errand<'_>,
    webhook: WebhookId,
    user: UserId,
    chat: ChatId,
) -> Result<Outcome, ServiceError> {
    let Some(secret) = desk::secret(errand.ctx, webhook).await? else {
        return Ok(done("it was taken away"));
    };
    let screen = webhooks::secret(reader(errand.ctx, user).await, webhook, &secret);
    match errand.bot.deliver(chat, &screen, Lane::Reply).await {
        Ok(_) => Ok(done("delivered")),
        Err(error) => undelivered(errand, user, &error).await,
    }
}
