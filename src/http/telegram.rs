//! Updates that Telegram brings: each is on the disk before it is told that we have it.
//!
//! The forms: core.telegram.org/bots/api#setwebhook.

use super::client::Client;
use super::guard;
use super::guard::Rates;
use super::tries::Tries;
use crate::context::Ctx;
use crate::telegram::hook;
use crate::telegram::inbox::Intake;
use axum::Extension;
use axum::Router;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::post;
use std::sync::Arc;

/// Where the addresses of this area begin.
pub(super) const PATH: &str = hook::PATH;
/// The longest update that is taken, in bytes.
const LARGEST_UPDATE: usize = 256 * 1024;
/// Where Telegram says what was agreed upon.
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// Where updates go in, and who tried without a right to it.
struct Door {
    intake: Intake,
    tries: Tries,
}

/// The address of the updates, if Telegram is to bring them.
pub(super) fn routes(intake: Option<Intake>) -> Router<Arc<Ctx>> {
    let Some(intake) = intake else {
        return Router::new();
    };
    Router::new()
        .route(&format!("{PATH}{{path}}"), post(update))
        .layer(Extension(Arc::new(Door {
            intake,
            tries: Tries::default(),
        })))
}

/// Telegram brings an update again until it is answered 200.
async fn update(
    State(ctx): State<Arc<Ctx>>,
    Extension(door): Extension<Arc<Door>>,
    Extension(rates): Extension<Arc<Rates>>,
    Extension(from): Extension<Client>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let now = ctx.clock.now();
    let told = request
        .headers()
        .get(SECRET)
        .map_or(&[] as &[u8], |value| value.as_bytes());
    let wrong = match path {
        Ok(Path(path)) if !hook::is_path(&ctx, &path) => Some(StatusCode::NOT_FOUND),
        Ok(_) if !hook::is_secret(&ctx, told) => Some(StatusCode::UNAUTHORIZED),
        Ok(_) => None,
        Err(_) => Some(StatusCode::NOT_FOUND),
    };
    if let Some(status) = wrong {
        // Whoever shows the secret is never put off for what others do who come by the same web server.
        if let Some(seconds) = from.ip.and_then(|client| door.tries.wrong_try(client, now)) {
            return guard::too_many(seconds);
        }
        let later = rates.put_off(from);
        return later.unwrap_or_else(|| status.into_response());
    }
    let (head, body) = request.into_parts();
    let body = match guard::read(&head.extensions, body, LARGEST_UPDATE).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    match door
        .intake
        .take(String::from_utf8_lossy(&body).into_owned())
        .await
    {
        true => StatusCode::OK.into_response(),
        false => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
