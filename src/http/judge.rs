//! The judge of the house: it tells whoever asks from where they ask and what their head says, so that listed proxies are
//! tried without strangers.

use super::client::Client;
use crate::context::Ctx;
use crate::models::JUDGE_PATH;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::utils::order::gathered;
use axum::Extension;
use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Answers within a minute, to everybody together: through proxies one client comes from everywhere.
const MOST_ANSWERS: u32 = 1_200;
/// The longest number that is repeated, in characters.
const LONGEST_NONCE: usize = 64;

pub(super) fn routes() -> Router<Arc<Ctx>> {
    Router::new()
        .route(JUDGE_PATH, get(judge))
        .layer(Extension(Arc::<Answers>::default()))
}

async fn judge(
    State(ctx): State<Arc<Ctx>>,
    Extension(answers): Extension<Arc<Answers>>,
    Extension(from): Extension<Client>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    if !answers.take(ctx.clock.now()) {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let nonce = query.as_deref().and_then(nonce);
    let lines: Map<String, Value> = gathered(headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), Value::from(value))
    }));
    Json(json!({ "origin": from.ip, "headers": lines, "nonce": nonce })).into_response()
}

/// The number in a query, if it is one that may be repeated.
fn nonce(query: &str) -> Option<&str> {
    let nonce = query.split('&').find_map(|pair| pair.strip_prefix("n="))?;
    let is_fit = nonce.len() <= LONGEST_NONCE && nonce.bytes().all(|b| b.is_ascii_alphanumeric());
    is_fit.then_some(nonce)
}

/// How many were answered since when.
#[derive(Default)]
struct Answers(Mutex<Option<(Timestamp, u32)>>);

impl Answers {
    /// Whether one more is answered.
    fn take(&self, now: Timestamp) -> bool {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = match *answers {
            // A clock that was set back begins a new minute.
            Some((since, count)) if (0..MINUTE).contains(&now.since(since)) => (since, count),
            Some(_) | None => (now, 0),
        };
        let is_one_more = count < MOST_ANSWERS;
        *answers = Some((since, count + u32::from(is_one_more)));
        is_one_more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    #[test]
    fn so_many_are_answered_within_a_minute_and_no_more() {
        let answers = Answers::default();
        let taken = (0..2 * MOST_ANSWERS).filter(|_| answers.take(NOW)).count();
        assert_eq!(u32::try_from(taken), Ok(MOST_ANSWERS));
        assert!(!answers.take(NOW + (MINUTE - 1)));
        assert!(answers.take(NOW + MINUTE));
        assert!(answers.take(NOW));
    }

    #[test]
    fn only_a_plain_number_is_repeated() {
        assert_eq!(nonce("a=b&n=0123abc"), Some("0123abc"));
        let long = format!("n={}", "a".repeat(65));
        for query in ["", "m=1", "n=<b>", "n=%41", long.as_str()] {
            assert_eq!(nonce(query), None, "{query}");
        }
    }
}
