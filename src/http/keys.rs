//! Dynamic keys: what the Outline app gets at the address in an `ssconf://` link, each time it connects.
//!
//! The forms of the answers: developers.google.com/outline/docs/guides/service-providers/dynamic-access-keys.

use super::client::Client;
use super::guard;
use super::tries::Tries;
use crate::context::Ctx;
use crate::models::DynamicKey;
use crate::models::UserId;
use crate::screens::dynamic as words;
use crate::services::vpn::dynamic;
use crate::telegram::admins;
use axum::Extension;
use axum::Json;
use axum::Router;
use axum::extract::Path;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Ctx>> {
    Router::new()
        .route(&format!("{}{{token}}", dynamic::PATH), get(key))
        .layer(Extension(Arc::<Tries>::default()))
}

/// The link of the key, or in the person's language why there is none now. The app shows an error only from an answer
/// that says 200.
async fn key(
    State(ctx): State<Arc<Ctx>>,
    Extension(tries): Extension<Arc<Tries>>,
    Extension(from): Extension<Client>,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let now = ctx.clock.now();
    let client = from.ip;
    // Whoever has a good link is never put off for what others do who come by the same web server.
    let wrong = || match client.and_then(|client| tries.wrong_try(client, now)) {
        Some(seconds) => guard::too_many(seconds),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    let Ok(Path(token)) = token else {
        return wrong();
    };
    match dynamic::open(&ctx, &token, now).await {
        Ok(Some((user, key))) => answer(&ctx, user, key).await,
        Ok(None) => wrong(),
        Err(error) => {
            log::error!("a dynamic key could not be read: {error}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn answer(ctx: &Ctx, user: UserId, key: DynamicKey) -> Response {
    let reader = admins::reader(ctx, user).await;
    let bot = ctx.bot().map_or("", |bot| bot.username.as_str());
    match (words::trouble(reader, &key, bot), key) {
        (_, DynamicKey::Works { link }) => link.into_response(),
        // The apps read YAML, of which JSON is a part.
        (Some((message, details)), _) => {
            Json(json!({ "error": { "message": message, "details": details } })).into_response()
        }
        (None, _) => StatusCode::NOT_FOUND.into_response(),
    }
}
