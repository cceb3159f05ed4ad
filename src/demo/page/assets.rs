//! The files of the page, embedded.

use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Address, type and content of each file.
pub(super) const ASSETS: [(&str, &str, &str); 14] = [
    ("/", HTML, include_str!("index.html")),
    ("/style.css", CSS, include_str!("style.css")),
    ("/icon.svg", SVG, include_str!("icon.svg")),
    ("/app.js", SCRIPT, include_str!("app.js")),
    ("/api.js", SCRIPT, include_str!("api.js")),
    ("/chat.js", SCRIPT, include_str!("chat.js")),
    ("/compose.js", SCRIPT, include_str!("compose.js")),
    ("/dom.js", SCRIPT, include_str!("dom.js")),
    ("/format.js", SCRIPT, include_str!("format.js")),
    ("/lists.js", SCRIPT, include_str!("lists.js")),
    ("/log.js", SCRIPT, include_str!("log.js")),
    ("/sheets.js", SCRIPT, include_str!("sheets.js")),
    ("/tour.js", SCRIPT, include_str!("tour.js")),
    ("/words.js", SCRIPT, include_str!("words.js")),
];

/// The file as an answer.
pub(super) fn answer(kind: &'static str, content: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], content).into_response()
}
