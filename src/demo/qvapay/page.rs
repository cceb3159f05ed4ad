//! The page at which an invoice of the pretended QvaPay is paid: a button, and nothing that costs money.

use super::Bill;
use super::Inner;
use super::answers;
use crate::utils::html;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::response::Response;
use chrono::DateTime;
use std::sync::Arc;

/// Nothing from elsewhere, no script, in no frame.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const STYLE: &str = "body{font:18px system-ui,sans-serif;max-width:24em;margin:12vh auto;padding:0 1em;text-align:center;\
color-scheme:light dark}button{font:inherit;padding:.7em 2em;border:0;border-radius:.6em;background:#6759ef;color:#fff;\
cursor:pointer}.sum{font-size:2.2em;margin:.3em}small{opacity:.7}";

/// The words of the page in a language.
struct Words {
    lang: &'static str,
    pretended: &'static str,
    pay: &'static str,
    paid: &'static str,
    over: &'static str,
}

const SPANISH: Words = Words {
    lang: "es",
    pretended: "QvaPay de mentira: aquí no se mueve dinero de verdad.",
    pay: "Pagar",
    paid: "✅ Pagado. Vuelve a la conversación.",
    over: "⌛ Esta factura ya no se puede pagar.",
};
const ENGLISH: Words = Words {
    lang: "en",
    pretended: "A pretended QvaPay: no real money moves here.",
    pay: "Pay",
    paid: "✅ Paid. Go back to the chat.",
    over: "⌛ This invoice cannot be paid any more.",
};

/// The page of an invoice.
pub(super) fn shown(inner: &Inner, uuid: &str) -> Response {
    let bill = found(inner, uuid);
    let Some(bill) = bill else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let words = match inner.language.as_str() {
        "en" => &ENGLISH,
        _ => &SPANISH,
    };
    let head = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    let page = drawn(words, &bill, can_be_paid(inner, &bill));
    (head, page).into_response()
}

/// Somebody pressed the button of that page; not another page in their name.
pub(super) fn pressed(inner: &Arc<Inner>, uuid: &str, headers: &HeaderMap) -> Response {
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(bill) = found(inner, uuid) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if can_be_paid(inner, &bill) {
        inner.pay(uuid);
    }
    let place = format!("/pay/{}", bill.uuid);
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

fn found(inner: &Inner, uuid: &str) -> Option<Bill> {
    let state = inner.lock();
    let bill = state.bills.iter().find(|bill| bill.uuid == uuid);
    bill.cloned()
}

/// Whether its time is over.
pub(super) fn is_over(inner: &Inner, bill: &Bill) -> bool {
    let end = bill.expire_at.as_deref();
    let end = end.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    end.is_some_and(|end| end.timestamp() <= inner.clock.now().0)
}

/// What was cancelled, or is in any other state, has no button.
fn can_be_paid(inner: &Inner, bill: &Bill) -> bool {
    bill.status == "pending" && !is_over(inner, bill)
}

fn drawn(words: &Words, bill: &Bill, can_be_paid: bool) -> String {
    let below = match (bill.status.as_str(), can_be_paid) {
        ("paid", _) => format!("<p>{}</p>", words.paid),
        (_, false) => format!("<p>{}</p>", words.over),
        (_, true) => format!(
            "<form method=\"post\"><button>{}</button></form>",
            words.pay
        ),
    };
    format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>QvaPay</title><style>{STYLE}</style><h1>QvaPay</h1><p>{}</p><p class=\"sum\">${}</p>{below}\
         <p><small>{}</small></p></html>",
        words.lang,
        html::escape(&bill.description),
        answers::words(bill.minor),
        words.pretended,
    )
}
