//! The description of the API, and a page that shows it without the internet.

use super::JSON;
use crate::utils::packed;
use crate::utils::packed::packed;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;

/// Made from the tables by a test, which also tells when it is out of date.
const DESCRIPTION: &[u8] = packed!("src/http/api/docs/openapi.json");
const PAGE: &[u8] = packed!("src/http/api/docs/page.html");
const SCRIPT: &[u8] = packed!("src/http/api/docs/page.js");
/// The page gets what it shows from here and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether everybody is served something at that path.
pub fn is_page(path: &str) -> bool {
    matches!(path, "/openapi.json" | "/docs" | "/docs.js")
}

/// What is served there.
pub fn page(path: &str) -> Response {
    let (packed, kind) = match path {
        "/openapi.json" => (DESCRIPTION, JSON),
        "/docs.js" => (SCRIPT, "text/javascript; charset=utf-8"),
        _page => (PAGE, "text/html; charset=utf-8"),
    };
    let mut response = Response::new(Body::from(packed::text(packed)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}
