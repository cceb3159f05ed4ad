//! The addresses of the pretended QvaPay: the calls of its API, and the page to pay at.

use super::AuthPlace;
use super::Bill;
use super::Heard;
use super::Inner;
use super::Refusal;
use super::Trouble;
use super::answers;
use super::notes;
use super::page;
use super::uuid;
use axum::Router;
use axum::body::Body;
use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::Version;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::LOCATION;
use axum::http::header::RETRY_AFTER;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;
use std::sync::Weak;
use std::time::Duration;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// More than any client reads.
const ENDLESS: usize = 1024 * 1024;
/// What the address of the page of an invoice begins with.
pub(super) const PAY_PATH: &str = "/pay/";
/// The largest amount of an invoice, in cents.
const MOST_MINOR: i64 = 10_000_000;

type Place = Weak<Inner>;

pub(super) async fn run(listener: TcpListener, inner: Place, stop: CancellationToken) {
    let router = Router::new()
        .route("/v2/{*path}", post(call))
        .route("/pay/{uuid}", get(shown).post(pressed))
        .with_state(inner);
    let served = axum::serve(listener, router);
    tokio::select! {
        ended = served.into_future() => {
            if let Err(error) = ended {
                log::warn!("the pretended QvaPay ended: {error}");
            }
        }
        () = stop.cancelled() => {}
    }
}

async fn shown(Shared(inner): Shared<Place>, Path(uuid): Path<String>) -> Response {
    match inner.upgrade() {
        Some(inner) => page::shown(&inner, &uuid),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn pressed(
    Shared(inner): Shared<Place>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
) -> Response {
    match inner.upgrade() {
        Some(inner) => page::pressed(&inner, &uuid, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Every call of the API.
async fn call(
    Shared(inner): Shared<Place>,
    Path(path): Path<String>,
    version: Version,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(inner) = inner.upgrade() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // What is no JSON is an empty body to it, as over HTTP/2.
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let trouble = {
        let mut state = inner.lock();
        state.heard.push(Heard {
            path: path.clone(),
            body: body.clone(),
            version: format!("{version:?}"),
            at: Instant::now(),
        });
        let at = state
            .troubles
            .iter()
            .position(|(prefix, _)| path.starts_with(prefix.as_str()));
        at.and_then(|at| state.troubles.remove(at))
    };
    if !is_known(&inner, &headers, &body) {
        return refused(inner.lock().behaviour.refusal);
    }
    match trouble {
        None => act(&inner, &path, &body).await,
        Some((_, trouble)) => troubled(&inner, &path, &body, trouble).await,
    }
}

fn is_known(inner: &Inner, headers: &HeaderMap, body: &Value) -> bool {
    let place = inner.lock().behaviour.auth;
    let is = |header: &str, key: &str, own: &str| match place {
        AuthPlace::Header => headers.get(header).is_some_and(|value| value == own),
        AuthPlace::Body => body[key] == json!(own),
    };
    is("app-id", "app_id", &inner.app_id) && is("app-secret", "app_secret", &inner.app_secret)
}

fn refused(how: Refusal) -> Response {
    match how {
        Refusal::Json => json_of(401, &json!({ "error": "Unauthorized" })),
        Refusal::Page => html_of(401),
        Refusal::PageOfSuccess => html_of(200),
    }
}

async fn troubled(inner: &Arc<Inner>, path: &str, body: &Value, trouble: Trouble) -> Response {
    match trouble {
        Trouble::TooMany(again) => {
            let mut answer = json_of(429, &json!({ "error": "Too many requests" }));
            if let Some(value) = again.and_then(|text| text.parse().ok()) {
                answer.headers_mut().insert(RETRY_AFTER, value);
            }
            answer
        }
        Trouble::Refuses(status, code) => json_of(
            status,
            // Whoever repeats texts of a server shows this one.
            &json!({ "error": format!("no {}", inner.app_secret), "code": code }),
        ),
        Trouble::DoneBut(status) => {
            act(inner, path, body).await;
            json_of(status, &json!({ "error": "oops" }))
        }
        Trouble::DoneLate(after) => {
            let answer = act(inner, path, body).await;
            tokio::time::sleep(after).await;
            answer
        }
        Trouble::Late(after) => {
            tokio::time::sleep(after).await;
            json_of(503, &json!({}))
        }
        Trouble::Page => html_of(200),
        Trouble::Elsewhere => {
            let place = format!("{}/v2/info", inner.url);
            (StatusCode::FOUND, [(LOCATION, place)]).into_response()
        }
        Trouble::Endless => {
            let long = format!("\"{}\"", "x".repeat(ENDLESS));
            ([(CONTENT_TYPE, "application/json")], long).into_response()
        }
        Trouble::Garbled => ([(CONTENT_TYPE, "application/json")], "{\"uuid\":").into_response(),
    }
}

async fn act(inner: &Arc<Inner>, path: &str, body: &Value) -> Response {
    match path {
        "create_invoice" => create(inner, body).await,
        "info" => {
            let is_active = inner.lock().behaviour.is_active;
            json_of(200, &answers::app(&inner.app_id, is_active))
        }
        "balance" => {
            let state = inner.lock();
            json_of(200, &answers::balance(&state.behaviour, &state.bills))
        }
        "transactions" => {
            let state = inner.lock();
            json_of(200, &answers::list(&state.behaviour, &state.bills, body))
        }
        _ => {
            let id = path.strip_prefix("transactions/").unwrap_or_default();
            let state = inner.lock();
            let bill = state.bills.iter().find(|bill| bill.uuid == id);
            match bill {
                Some(bill) => json_of(200, &answers::single(&state.behaviour, bill)),
                None => json_of(404, &json!({ "error": "Not found" })),
            }
        }
    }
}

async fn create(inner: &Arc<Inner>, body: &Value) -> Response {
    let Some(bill) = bill_of(body) else {
        return json_of(400, &json!({ "error": "Validation failed" }));
    };
    let (pays_at_once, form) = {
        let mut state = inner.lock();
        let behaviour = state.behaviour.clone();
        if behaviour.is_strict && page::is_over(inner, &bill) {
            return json_of(400, &json!({ "error": "expire_at must be in the future" }));
        }
        if behaviour.is_strict && !has_products(body, bill.minor) {
            return json_of(400, &json!({ "error": "products are required" }));
        }
        let is_known = (state.bills.iter()).any(|other| other.remote_id == bill.remote_id);
        if is_known && behaviour.knows_duplicates {
            let body = json!({ "error": "Duplicate request", "code": "DUPLICATE_REQUEST" });
            return json_of(400, &body);
        }
        state.bills.push(bill.clone());
        (behaviour.pays_before_answer, behaviour.note)
    };
    if pays_at_once {
        inner.mark_paid(&bill.uuid);
        if let Some(form) = form {
            notes::send(inner, &bill.uuid, &form, &[Duration::ZERO]).await;
        }
    }
    let state = inner.lock();
    let made = answers::made(&state.behaviour, &inner.app_id, &inner.url, &bill);
    json_of(200, &made)
}

fn bill_of(body: &Value) -> Option<Bill> {
    let minor = answers::cents(&body["amount"])?;
    let text = |key: &str| {
        let text = body[key].as_str()?;
        let fits = (1..=255).contains(&text.chars().count());
        fits.then(|| text.to_owned())
    };
    let is_number = body["amount"].is_number();
    (is_number && (1..=MOST_MINOR).contains(&minor)).then_some(())?;
    Some(Bill {
        uuid: uuid().ok()?,
        remote_id: text("remote_id")?,
        description: text("description")?,
        minor,
        status: "pending".to_owned(),
        webhook: body["webhook"].as_str().map(str::to_owned),
        expire_at: body["expire_at"].as_str().map(str::to_owned),
        has_payer: false,
    })
}

fn has_products(body: &Value, minor: i64) -> bool {
    let Some(products) = body["products"].as_array() else {
        return false;
    };
    let sum: Option<i64> = products
        .iter()
        .map(|one| Some(answers::cents(&one["price"])? * one["quantity"].as_i64()?))
        .sum();
    !products.is_empty() && sum == Some(minor)
}

fn json_of(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let head = [(CONTENT_TYPE, "application/json")];
    (status, head, Body::from(body.to_string())).into_response()
}

fn html_of(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let head = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, head, "<!doctype html><title>QvaPay</title>").into_response()
}
