//! Who may ask, and what is served: only this machine's own page, under a strict policy.

use super::Shared;
use super::acts;
use super::assets;
use super::assets::ASSETS;
use super::calls;
use super::reply::Refusal;
use super::state;
use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::header;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::io::DuplexStream;
use tokio_util::io::ReaderStream;

/// The largest file that can be sent to the bot.
const LARGEST_UPLOAD: usize = 20 * 1024 * 1024;
/// The largest act without a file.
const LARGEST_ACT: usize = 64 * 1024;
/// An idle stream says so this often, so that a gone browser is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Nothing from elsewhere, nothing inline, in no frame.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// Every address of the page.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for (path, kind, content) in ASSETS {
        router = router.route(
            path,
            get(move || async move { assets::answer(kind, content) }),
        );
    }
    router
        .route("/api/events", get(events))
        .route("/api/state", get(state::state))
        .route("/api/older", get(state::older))
        .route("/api/members", get(state::members))
        .route("/api/invite", get(state::invite))
        .route("/api/pickable", get(state::pickable))
        .route("/api/calls", get(calls::since))
        .route("/api/say", post(acts::say))
        .route("/api/start", post(acts::start))
        .route("/api/press", post(acts::press))
        .route("/api/pick", post(acts::pick))
        .route("/api/join", post(acts::join))
        .route("/api/leave", post(acts::leave))
        .route("/api/decide", post(acts::decide))
        .route("/api/pay", post(acts::pay))
        .route("/api/react", post(acts::react))
        .route("/api/post", post(acts::post))
        .route("/api/read", post(acts::read))
        .route("/api/block", post(acts::block))
        .route("/api/speak", post(acts::speak))
        .route("/api/people", post(acts::add_person))
        .route("/api/clock", post(acts::clock))
        .layer(DefaultBodyLimit::max(LARGEST_ACT))
        .route(
            "/api/upload",
            post(acts::upload).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route("/file/{id}", get(file))
        .fallback(|| async { Refusal::absent("There is nothing here.") })
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// Lets in what this page asks, and nothing that another page makes the browser ask.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match stranger(&shared, &request) {
        Some(why) => Refusal::forbidden(why).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why the request does not come from this page, if so. A name that resolves to 127.0.0.1 shows in `Host`,
/// another page in `Origin` or `Sec-Fetch-Site`; a link that opens the page is welcome from anywhere.
fn stranger(shared: &Shared, request: &Request) -> Option<&'static str> {
    let headers = request.headers();
    let own = [
        format!("127.0.0.1:{}", shared.port),
        format!("localhost:{}", shared.port),
    ];
    let host = text(headers, &header::HOST);
    if !own.iter().any(|name| host == Some(name)) {
        return Some("This page answers only to 127.0.0.1 and localhost.");
    }
    let origin = text(headers, &header::ORIGIN);
    let is_foreign = |origin: &str| !own.iter().any(|name| origin == format!("http://{name}"));
    if headers.contains_key(header::ORIGIN) && origin.is_none_or(is_foreign) {
        return Some("Another page may not ask this.");
    }
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let mode = text(headers, &HeaderName::from_static("sec-fetch-mode"));
    let opens_the_page =
        request.method() == Method::GET && request.uri().path() == "/" && mode == Some("navigate");
    match site {
        None | Some("same-origin" | "none") => None,
        Some(_) if opens_the_page => None,
        Some(_) => Some("Another page may not ask this."),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Server-sent events: the version of the world each time it moves, and which run of the demo this is.
async fn events(State(shared): State<Arc<Shared>>) -> Response {
    let (ours, theirs) = tokio::io::duplex(1_024);
    tokio::spawn(async move {
        // An error of writing means the browser went: the stream ends.
        let _ = tell(&shared, ours).await;
    });
    let body = Body::from_stream(ReaderStream::new(theirs));
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

async fn tell(shared: &Shared, mut stream: DuplexStream) -> std::io::Result<()> {
    let mut versions = shared.version.subscribe();
    loop {
        let version = *versions.borrow_and_update();
        let event = json!({"run": shared.run, "version": version});
        stream
            .write_all(format!("data: {event}\n\n").as_bytes())
            .await?;
        loop {
            tokio::select! {
                () = shared.stop.cancelled() => return Ok(()),
                moved = versions.changed() => match moved {
                    Ok(()) => break,
                    Err(_) => return Ok(()), // the page is gone
                },
                () = tokio::time::sleep(HEARTBEAT) => stream.write_all(b":\n\n").await?,
            }
        }
    }
}

/// A picture to show, or any other file to keep.
async fn file(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let Some(file) = shared.emulator.file_view(&id) else {
        return Refusal::absent("There is no such file.").into_response();
    };
    let (kind, disposition) = match picture_type(&file.bytes) {
        Some(kind) => (kind, "inline".to_owned()),
        None => (
            "application/octet-stream",
            format!("attachment; filename*=UTF-8''{}", percent(&file.name)),
        ),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, file.bytes).into_response()
}

/// By content, not by name. SVG is none of them: it may carry scripts.
fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}

/// RFC 5987: everything but plain letters and digits by its bytes.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
