//! The HTTP server of the house, on `HTTP_LISTEN`: off unless set. Each area of addresses has a file of its own, with its
//! routes; nothing else is served, and nothing is listed.
//!
//! It speaks plain HTTP: a web server with a public certificate stands before it. Whoever connects gets little of the
//! house: so many connections, so much time, so many bytes.

mod hooks;
mod judge;
mod keys;
mod metrics;
mod tries;

use crate::context::Ctx;
use crate::models::Identity;
use crate::services::notify;
use crate::utils::metrics::Asked;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::service::TowerToHyperService;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Connections at once; more wait outside.
const MOST_CONNECTIONS: usize = 64;
/// A request's head is there within this time.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A request is answered within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// A connection ends after this time, however busy it is.
const CONNECTION_WITHIN: Duration = Duration::from_secs(60);
/// Answers on their way have so long when the house stops.
const STOP_WITHIN: Duration = Duration::from_secs(1);
/// The longest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 * 1024;
/// The most lines in it.
const MOST_HEADERS: usize = 64;
/// The longest body of a request, in bytes.
const LARGEST_BODY: usize = 64 * 1024;
/// Between two tries to get the port.
const BIND_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// After an accept that failed, such as for want of file descriptors.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What every answer says to browsers: no page of ours, keep nothing, tell nobody.
const HEADERS: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex"),
];

/// Whoever is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
struct Peer(IpAddr);

/// The running server.
pub struct HttpServer {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl HttpServer {
    /// Serves at that host and port from now on. While the port cannot be had it tries again and the admins are told; the
    /// bot goes on without.
    pub fn start(ctx: Arc<Ctx>, listen: String) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(ctx, listen, stop.clone()));
        Self { stop, task }
    }

    /// Takes no more connections and lets answers on their way end.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            log::error!("the HTTP server ended badly: {error}");
        }
    }
}

async fn run(ctx: Arc<Ctx>, listen: String, stop: CancellationToken) {
    let Some(listener) = bind(&ctx, &listen, &stop).await else {
        return;
    };
    log::info!("HTTP on {listen}");
    let router = router(ctx);
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let open = TaskTracker::new();
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, from)) => {
                let (router, stop) = (router.clone(), stop.clone());
                open.spawn(async move {
                    connection(stream, from, router, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                log::warn!("an HTTP connection was not taken: {error}");
                tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            }
        }
    }
    drop(listener);
    open.close();
    if tokio::time::timeout(STOP_WITHIN, open.wait())
        .await
        .is_err()
    {
        log::warn!("HTTP answers did not end in time");
    }
}

/// The listener; `None` if the house stops before the port can be had.
async fn bind(ctx: &Ctx, listen: &str, stop: &CancellationToken) -> Option<TcpListener> {
    let mut was_told = false;
    loop {
        let error = match TcpListener::bind(listen).await {
            Ok(listener) => return Some(listener),
            Err(error) => error,
        };
        if !was_told {
            let text = format!("HTTP_LISTEN={listen} cannot be used: {error}; trying again");
            notify::log_error_and_notify(ctx, Identity::System, "http", &text);
            was_told = true;
        }
        tokio::select! {
            () = tokio::time::sleep(BIND_AGAIN_AFTER) => {}
            () = stop.cancelled() => return None,
        }
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    from: SocketAddr,
    router: Router,
    stop: CancellationToken,
) {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(from.ip()));
        router.call(request)
    });
    let serving = server.serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    let over = tokio::select! {
        ended = serving.as_mut() => Some(ended),
        () = stop.cancelled() => None,
        () = tokio::time::sleep(CONNECTION_WITHIN) => None,
    };
    let ended = match over {
        Some(ended) => ended,
        None => {
            serving.as_mut().graceful_shutdown();
            let rest = tokio::time::timeout(ANSWER_WITHIN, serving).await;
            rest.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        // Clients go away in the middle all the time.
        log::debug!("an HTTP connection ended: {error}");
    }
}

/// Every address there is.
fn router(ctx: Arc<Ctx>) -> Router {
    Router::new()
        .merge(hooks::routes())
        .merge(judge::routes())
        .merge(keys::routes())
        .merge(metrics::routes())
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(guarded))
        .with_state(ctx)
}

/// What stands at every other address.
async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// Answers in time, with the headers of the house.
async fn guarded(request: Request, next: Next) -> Response {
    let asked = Asked::new(request.uri().path());
    let mut response = match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    asked.answered(response.status().as_u16());
    response
}
