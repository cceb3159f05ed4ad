//! The few calls of a node: `integrations::node::wire` says what they take and answer. Who calls proves it by a secret in
//! the header `Authorization`, before anything else of the request is read.

use super::desk::Desk;
use super::guard::Guard;
use super::identity::Identity;
use crate::integrations::node::wire;
use crate::integrations::node::wire::Trouble;
use crate::integrations::node::wire::Watch;
use crate::integrations::node::wire::Which;
use crate::integrations::node::wire::Wish;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Listing;
use crate::models::VpnKind;
use axum::Extension;
use axum::Json;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::header::RETRY_AFTER;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::post;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A request is read and answered within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(50);
/// A wrong secret is answered after this time.
const WRONG_AFTER: Duration = Duration::from_secs(1);

/// Where a connection comes from.
#[derive(Clone, Copy)]
pub struct From(pub IpAddr);

/// What every call needs.
#[derive(Clone)]
pub struct Api {
    identity: Arc<Identity>,
    guard: Arc<Guard>,
    desks: Arc<[Arc<Desk>]>,
}

impl Api {
    /// The calls for these interfaces.
    pub fn new(identity: Arc<Identity>, guard: Arc<Guard>, desks: Vec<Arc<Desk>>) -> Self {
        Self {
            identity,
            guard,
            desks: desks.into(),
        }
    }

    /// Every call there is.
    pub fn router(self) -> Router {
        let of = |router: Router, kind: VpnKind| {
            router
                .route(&wire::call(kind, wire::CHECK), post(check))
                .route(&wire::call(kind, wire::LIST), post(list))
                .route(&wire::call(kind, wire::PUT), post(put))
                .route(&wire::call(kind, wire::REMOVE), post(remove))
                .route(&wire::call(kind, wire::COUNTED), post(counted))
        };
        of(of(Router::new(), VpnKind::WireGuard), VpnKind::MtProto)
            .route(wire::WATCH, post(watch))
            .layer(DefaultBodyLimit::max(wire::MOST_BYTES))
            // Outermost, and over the answer to unknown paths too: a stranger learns nothing.
            .layer(middleware::from_fn_with_state(self, door))
    }
}

/// Lets a request in that gives a right secret, with the desk that the secret opens.
async fn door(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let from = request.extensions().get::<From>().copied();
    let Some(From(from)) = from else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Err(pause) = api.guard.take(from, Instant::now()) {
        return later(pause);
    }
    let header = request.headers_mut().remove(AUTHORIZATION);
    let claimed = (header.as_ref())
        .and_then(|header| header.to_str().ok())
        .and_then(|header| header.strip_prefix("Bearer "));
    let interface = claimed.and_then(|claimed| api.identity.opens(claimed));
    let desk = interface.and_then(|name| api.desks.iter().find(|desk| desk.interface == name));
    let Some(desk) = desk else {
        let pause = api.guard.wrong(from, Instant::now());
        log::warn!(
            "{from} gave a wrong secret; it pauses for {} s",
            pause.as_secs()
        );
        tokio::time::sleep(WRONG_AFTER).await;
        return (StatusCode::UNAUTHORIZED, Json(Trouble::Denied)).into_response();
    };
    api.guard.right(from);
    let asked = wire::kind_of(request.uri().path());
    if asked.is_some_and(|kind| kind != desk.kind) {
        let why = "behind that line is a server of another kind".to_owned();
        return Failure(BackendError::Refused(why)).into_response();
    }
    request.extensions_mut().insert(desk.clone());
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure(BackendError::Unreachable(
            "the node took too long".to_owned(),
        ))
        .into_response(),
    }
}

fn later(pause: Duration) -> Response {
    let words = "the node asks to come back later".to_owned();
    let mut response = (
        StatusCode::TOO_MANY_REQUESTS,
        Json(Trouble::Unreachable(words)),
    )
        .into_response();
    let seconds = HeaderValue::from(pause.as_secs().max(1));
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

/// Why a call was not done.
struct Failure(BackendError);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self.0 {
            BackendError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            BackendError::Unreachable(_)
            | BackendError::Unusable(_)
            | BackendError::Strange(_)
            | BackendError::Denied
            | BackendError::WrongCertificate => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(Trouble::from(self.0))).into_response()
    }
}

impl std::convert::From<JsonRejection> for Failure {
    fn from(_: JsonRejection) -> Self {
        // What axum says of it may quote the request.
        Self(BackendError::Refused(
            "the request is not understood".to_owned(),
        ))
    }
}

type Answered<T> = Result<Json<T>, Failure>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// Does it to the end, even if whoever asked is gone before.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, BackendError>> + Send + 'static,
) -> Answered<T> {
    match tokio::spawn(work).await {
        Ok(done) => done.map(Json).map_err(Failure),
        Err(_) => Err(Failure(BackendError::Strange(
            "the node failed inside".to_owned(),
        ))),
    }
}

async fn check(Extension(desk): Extension<Arc<Desk>>) -> Answered<wire::Checked> {
    to_the_end(async move { desk.check().await }).await
}

async fn list(Extension(desk): Extension<Arc<Desk>>) -> Answered<Listing> {
    to_the_end(async move { desk.list().await }).await
}

async fn put(Extension(desk): Extension<Arc<Desk>>, wish: Body<Wish>) -> Answered<wire::Done> {
    let Json(wish) = wish?;
    to_the_end(async move { desk.put(wish).await }).await
}

async fn remove(Extension(desk): Extension<Arc<Desk>>, which: Body<Which>) -> Answered<wire::Done> {
    let Json(which) = which?;
    to_the_end(async move { desk.remove(&which.remote_id).await }).await
}

async fn counted(
    Extension(desk): Extension<Arc<Desk>>,
    which: Body<Which>,
) -> Answered<wire::Done> {
    let Json(which) = which?;
    to_the_end(async move { desk.counted(&which.remote_id).await }).await
}

async fn watch(Extension(desk): Extension<Arc<Desk>>, watch: Body<Watch>) -> Answered<wire::Done> {
    let Json(watch) = watch?;
    to_the_end(async move { desk.watch(&watch.secret.0).await }).await
}
