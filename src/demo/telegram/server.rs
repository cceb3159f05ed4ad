//! The HTTP side: connections that can be cut, requests, faults, the long poll.

use super::Shared;
use super::check;
use super::error::ApiError;
use super::faults::{self, Effect};
use super::methods;
use super::params::{self, Params};
use super::record::Call;
use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{DefaultBodyLimit, Request, State as Injected};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use chrono::DateTime;
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// The longest poll Telegram grants.
const LONGEST_POLL: u64 = 50;
/// Pause before the port is tried again after `come_up`.
const REBIND_PAUSE: Duration = Duration::from_millis(5);

/// Accepts connections until `closed`, which also cuts them.
struct Line {
    listener: TcpListener,
    closed: CancellationToken,
}

impl Listener for Line {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    let cut = self.closed.child_token();
                    let wire = Wire {
                        stream,
                        is_cut: Box::pin(cut.clone().cancelled_owned()),
                        cut,
                    };
                    return (wire, address);
                }
                Err(_) => tokio::time::sleep(REBIND_PAUSE).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that can be cut from outside.
struct Wire {
    stream: TcpStream,
    cut: CancellationToken,
    is_cut: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Wire {
    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match self.is_cut.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::ConnectionReset.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Lets a handler cut the connection it answers on.
#[derive(Clone)]
struct Scissors(CancellationToken);

impl Connected<IncomingStream<'_, Line>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, Line>) -> Self {
        Self(stream.io().cut.clone())
    }
}

/// Serves until `stop`, leaving the port while the network is down.
pub(super) async fn run(
    shared: Arc<Shared>,
    listener: TcpListener,
    address: SocketAddr,
    stop: CancellationToken,
) {
    let mut up = shared.up.subscribe();
    let mut first = Some(listener);
    loop {
        let is_up = async { up.wait_for(|up| *up).await.is_ok() };
        tokio::select! {
            () = stop.cancelled() => return,
            _ = is_up => {}
        }
        let bound = match first.take() {
            Some(listener) => Ok(listener),
            None => TcpListener::bind(address).await,
        };
        let Ok(listener) = bound else {
            tokio::time::sleep(REBIND_PAUSE).await;
            continue;
        };
        let closed = CancellationToken::new();
        let line = Line {
            listener,
            closed: closed.clone(),
        };
        let router = Router::new()
            .fallback(handle)
            .layer(DefaultBodyLimit::disable())
            .with_state(shared.clone());
        let serving = axum::serve(
            line,
            router.into_make_service_with_connect_info::<Scissors>(),
        );
        let is_down = async { up.wait_for(|up| !*up).await.is_ok() };
        let stopped = tokio::select! {
            _ = serving.into_future() => false,
            _ = is_down => false,
            () = stop.cancelled() => true,
        };
        closed.cancel();
        if stopped {
            return;
        }
    }
}

async fn handle(
    Injected(shared): Injected<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    if !*shared.up.borrow() {
        scissors.0.cancel();
        return Response::default();
    }
    let path = request.uri().path().to_owned();
    let response = match path
        .strip_prefix("/file/bot")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((token, file)) => download(&shared, token, file),
        None => match path
            .strip_prefix("/bot")
            .and_then(|rest| rest.split_once('/'))
        {
            Some((token, method)) if shared.lock().token == params::decode(token) => {
                answer(&shared, &scissors, method, request).await
            }
            Some((token, _)) if token.contains(':') => refusal(&ApiError::new(401, "Unauthorized")),
            _ => refusal(&ApiError::new(404, "Not Found")),
        },
    };
    dated(&shared, response)
}

/// The `Date` of every answer is the emulator's, so that a bot can compare clocks.
fn dated(shared: &Shared, mut response: Response) -> Response {
    let now = {
        let state = shared.lock();
        state.date_clock.as_ref().unwrap_or(&state.clock).now()
    };
    let text = DateTime::from_timestamp(now.0, 0)
        .map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .unwrap_or_default();
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::DATE, value);
    }
    response
}

fn download(shared: &Shared, token: &str, path: &str) -> Response {
    let state = shared.lock();
    let file = state.files.values().find(|file| file.path == path);
    match file {
        Some(file) if state.token == params::decode(token) => {
            Response::new(Body::from(file.bytes.clone()))
        }
        _ => refusal(&ApiError::new(404, "Not Found")),
    }
}

fn json_response(code: u16, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() =
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn refusal(error: &ApiError) -> Response {
    json_response(error.code, &error.body())
}

/// One call from its body to its answer, with whatever trouble was ordered for it.
async fn answer(
    shared: &Arc<Shared>,
    scissors: &Scissors,
    name: &str,
    request: Request,
) -> Response {
    let Some(method) = check::method_named(name) else {
        shared.lock().violation(name, "unknown method");
        return refusal(&ApiError::new(404, "Not Found"));
    };
    let raw = match params::read(request).await {
        Ok(raw) => raw,
        Err(error) => {
            shared.lock().violation(method, &error.description);
            return refusal(&error);
        }
    };
    let given = Value::Object(raw.values.clone());
    let typed = check::typed(method, raw.values);
    let seen = typed
        .as_ref()
        .map_or(given, |values| Value::Object(values.clone()));
    let (effect, latency) = {
        let mut state = shared.lock();
        (
            faults::take(&mut state.faults, method, &seen),
            state.latency,
        )
    };
    if method != "getUpdates" && !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let mut call = Call {
        method: method.to_owned(),
        params: seen,
        files: raw.files.clone(),
        outcome: Ok(Value::Null),
        was_answered: true,
        instant: Instant::now(),
        at: shared.lock().now(),
    };
    match &effect {
        Some(Effect::Refuse(error)) => {
            call.outcome = Err(error.description.clone());
            shared.record(call);
            return refusal(error);
        }
        Some(Effect::CutBefore) => {
            call.outcome = Err("the connection was cut".to_owned());
            call.was_answered = false;
            shared.record(call);
            scissors.0.cancel();
            return Response::default();
        }
        Some(Effect::HangBefore(duration)) => {
            let mut silence = Silence {
                shared,
                call: Some(call),
            };
            tokio::time::sleep(*duration).await;
            call = match silence.call.take() {
                Some(call) => call,
                None => return Response::default(),
            };
        }
        Some(Effect::CutAfter | Effect::HangAfter(_) | Effect::Junk) | None => {}
    }
    let outcome = match typed {
        Ok(values) => {
            execute(
                shared,
                method,
                Params {
                    values,
                    files: raw.files,
                },
            )
            .await
        }
        Err(error) => Err(error),
    };
    finish(shared, scissors, call, outcome, effect).await
}

/// A call during a silence: kept as unanswered if the client does not wait for the end.
struct Silence<'a> {
    shared: &'a Shared,
    call: Option<Call>,
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        if let Some(mut call) = self.call.take() {
            call.outcome = Err("the client left".to_owned());
            call.was_answered = false;
            self.shared.record(call);
        }
    }
}

async fn execute(shared: &Arc<Shared>, method: &str, params: Params) -> Result<Value, ApiError> {
    if method == "getUpdates" {
        return poll(shared, &params).await;
    }
    methods::call(&mut shared.lock(), method, &params)
}

async fn finish(
    shared: &Arc<Shared>,
    scissors: &Scissors,
    mut call: Call,
    outcome: Result<Value, ApiError>,
    effect: Option<Effect>,
) -> Response {
    if let Err(error) = &outcome
        && error.is_violation
    {
        let what = format!("{} in {}", error.description, call.params);
        shared.lock().violation(&call.method, &what);
    }
    let is_lost = effect == Some(Effect::CutAfter);
    call.was_answered = !is_lost;
    call.outcome = outcome.clone().map_err(|error| error.description);
    shared.record(call);
    match effect {
        Some(Effect::CutAfter) => {
            scissors.0.cancel();
            return Response::default();
        }
        Some(Effect::HangAfter(duration)) => tokio::time::sleep(duration).await,
        Some(Effect::Junk) => return Response::new(Body::from("<html>Bad gateway</html>")),
        _ => {}
    }
    match outcome {
        Ok(result) => json_response(200, &json!({"ok": true, "result": result})),
        Err(error) => refusal(&error),
    }
}

/// `getUpdates`: waits for something to give. A newer poll ends an older one with a conflict.
async fn poll(shared: &Arc<Shared>, params: &Params) -> Result<Value, ApiError> {
    let seconds = u64::try_from(params.int("timeout").unwrap_or(0))
        .unwrap_or(0)
        .min(LONGEST_POLL);
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let limit = usize::try_from(params.int("limit").unwrap_or(100))
        .unwrap_or(100)
        .clamp(1, 100);
    let mut offset = params.int("offset").unwrap_or(0);
    let mine = shared.lock().begin_poll(params)?;
    shared.changed.notify_waiters();
    loop {
        let news = shared.changed.notified();
        tokio::pin!(news);
        news.as_mut().enable();
        {
            let mut state = shared.lock();
            if state.poll != mine {
                return Err(ApiError::new(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            let batch = state.fetch(offset, limit);
            if !batch.is_empty() || Instant::now() >= deadline {
                return Ok(Value::Array(batch));
            }
        }
        // What a negative offset forgot is gone; from now on everything new counts.
        offset = offset.max(0);
        tokio::select! {
            () = &mut news => {}
            () = tokio::time::sleep_until(deadline) => {}
        }
    }
}

impl super::state::State {
    /// Notes a new poll; refused while a webhook is set.
    fn begin_poll(&mut self, params: &Params) -> Result<u64, ApiError> {
        if !self.webhook.is_empty() {
            return Err(ApiError::new(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            ));
        }
        methods::remember_allowed(self, params)?;
        self.poll += 1;
        self.polls += 1;
        Ok(self.poll)
    }
}
