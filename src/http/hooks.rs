//! Notes of payment providers: kept and answered at once. Nothing is paid by one; it is a reason to ask the provider.

use super::client::Client;
use super::guard;
use super::tries::Tries;
use crate::context::Ctx;
use crate::services::money::provider::NOTES_PATH;
use crate::services::money::provider::notes;
use crate::services::money::provider::notes::Taken;
use axum::Extension;
use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::post;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Ctx>> {
    Router::new()
        .route(&format!("{NOTES_PATH}{{method}}/{{path}}"), post(note))
        .layer(Extension(Arc::<Tries>::default()))
}

/// A provider tries again after 503 and never after another no.
async fn note(
    State(ctx): State<Arc<Ctx>>,
    Extension(tries): Extension<Arc<Tries>>,
    Extension(from): Extension<Client>,
    headers: HeaderMap,
    place: Result<Path<(String, String)>, PathRejection>,
    body: Bytes,
) -> Response {
    let now = ctx.clock.now();
    let client = from.ip;
    let Ok(Path((method, path))) = place else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers: HashMap<String, String> = headers
        .iter()
        .map(|(name, value)| {
            let value = value.to_str().unwrap_or_default();
            (name.as_str().to_owned(), value.to_owned())
        })
        .collect();
    let status = match notes::take(&ctx, (&method, &path), &headers, &body, now).await {
        Ok(Taken::Kept) => StatusCode::OK,
        Ok(Taken::Full) => StatusCode::SERVICE_UNAVAILABLE,
        Ok(Taken::Forged) => StatusCode::UNAUTHORIZED,
        Ok(Taken::Empty) => StatusCode::BAD_REQUEST,
        Ok(Taken::NoSuchPlace) => {
            // Whoever knows the place is never put off for what others do who come by the same web server.
            if let Some(seconds) = client.and_then(|client| tries.wrong_try(client, now)) {
                return guard::too_many(seconds);
            }
            StatusCode::NOT_FOUND
        }
        Err(error) => {
            log::error!("a note about a payment could not be kept: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    status.into_response()
}
