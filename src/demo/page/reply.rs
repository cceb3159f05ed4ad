//! What the page's API takes and gives: JSON, and refusals with a sentence.

use axum::Json;
use axum::body::Bytes;
use axum::extract::Query;
use axum::extract::rejection::BytesRejection;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::json;

/// A refusal with a sentence for the person at the page.
#[derive(Debug)]
pub(super) struct Refusal(StatusCode, String);

/// What every route answers.
pub(super) type Reply = Result<Json<Value>, Refusal>;

impl Refusal {
    /// The request makes no sense.
    pub(super) fn bad(sentence: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, sentence.into())
    }

    /// There is no such thing.
    pub(super) fn absent(sentence: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, sentence.into())
    }

    /// The asker may not.
    pub(super) fn forbidden(sentence: impl Into<String>) -> Self {
        Self(StatusCode::FORBIDDEN, sentence.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// An act that gives nothing back.
pub(super) fn done() -> Reply {
    Ok(Json(json!({})))
}

/// The raw body.
pub(super) fn bytes(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Refusal> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal(StatusCode::PAYLOAD_TOO_LARGE, "That is too large.".into())
        }
        _ => Refusal::bad("The request was cut off."),
    })
}

/// The body as JSON.
pub(super) fn told<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Refusal> {
    serde_json::from_slice(&bytes(body)?)
        .map_err(|error| Refusal::bad(format!("The request is not understood: {error}.")))
}

/// The part of the address after `?`.
pub(super) fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Refusal> {
    match query {
        Ok(Query(asked)) => Ok(asked),
        Err(error) => Err(Refusal::bad(format!(
            "The request is not understood: {}.",
            error.body_text()
        ))),
    }
}
