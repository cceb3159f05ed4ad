//! Requests to the pretended telemt, and what goes wrong with them.

use super::Fault;
use super::Inner;
use super::lock;
use super::state::Call;
use super::state::Reply;
use crate::utils::spawn::spawn;
use axum::body::Body;
use hyper::Request;
use hyper::Response;
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::header::CONTENT_TYPE;
use hyper::header::HeaderName;
use hyper::header::IF_MATCH;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The longest request it reads, in bytes: telemt's own default.
const LARGEST_REQUEST: usize = 65_536;

pub(super) async fn run(listener: TcpListener, inner: Arc<Inner>, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (inner, stop) = (inner.clone(), stop.clone());
        spawn(async move {
            let service = service_fn(|request| answer(inner.clone(), request));
            let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A connection that breaks is what a fault asked for.
            tokio::select! {
                _ = served => {}
                () = stop.cancelled() => {}
            }
        });
    }
}

async fn answer(inner: Arc<Inner>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(Body::new(body), LARGEST_REQUEST).await;
    let path = head.uri.path().trim_end_matches('/').to_owned();
    let told = format!(
        "{} {}",
        head.method,
        path.strip_prefix("/v1").unwrap_or(&path)
    );
    lock(&inner.heard).push(told.clone());
    let header = |name: HeaderName| {
        let value = head.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let broken = || Err(io::Error::other("dropped"));
    let fault = inner.fault_for(&told);
    match fault {
        Some(Fault::DropBefore) => return broken(),
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::Garbage) => return Ok(Response::new(Body::from("<html>hello"))),
        Some(Fault::Status(status)) => {
            return written(&Reply::trouble(status, "internal_error", "broken"));
        }
        Some(Fault::DropAfter) | None => {}
    }
    let reply = match body {
        Ok(body) => {
            let call = Call {
                method: head.method.as_str(),
                path: &path,
                auth: header(AUTHORIZATION),
                if_match: header(IF_MATCH),
                body: &body,
                now: inner.clock.now(),
            };
            lock(&inner.state).answered(&call)
        }
        Err(_) => Reply::trouble(413, "payload_too_large", "Body exceeds limit"),
    };
    if fault == Some(Fault::DropAfter) {
        return broken();
    }
    written(&reply)
}

fn written(reply: &Reply) -> io::Result<Response<Body>> {
    Response::builder()
        .status(reply.status)
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .body(Body::from(reply.body.to_string()))
        .map_err(io::Error::other)
}
