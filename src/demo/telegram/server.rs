//! What the emulator answers over HTTP: calls, files, faults, the long poll.

use super::Shared;
use super::check;
use super::error::ApiError;
use super::faults::{self, Effect};
use super::http::{self, Answer, Body, Request, Site};
use super::methods;
use super::params::{self, Params};
use super::record::Call;
use crate::utils::percent;
use chrono::{DateTime, Datelike, Timelike};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The longest poll Telegram grants.
const LONGEST_POLL: u64 = 50;
/// Pause before the port is tried again after `come_up`.
const REBIND_PAUSE: Duration = Duration::from_millis(5);
/// Telegram's limit for uploads, with room for the other parts.
const LARGEST_BODY: usize = 51 * 1024 * 1024;

/// Serves until `stop`, leaving the port while the network is down.
pub(super) async fn run(
    shared: Arc<Shared>,
    listener: TcpListener,
    address: SocketAddr,
    stop: CancellationToken,
) {
    let mut up = shared.up.subscribe();
    let site = Site {
        handler: Arc::new(move |request| {
            let shared = shared.clone();
            Box::pin(async move { handle(&shared, request).await })
        }),
        largest_body: |_| LARGEST_BODY,
    };
    let mut first = Some(listener);
    loop {
        if !*up.borrow() {
            // A port that is held and not served would keep callers waiting: a missing network refuses them.
            first = None;
        }
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
        let is_down = async { up.wait_for(|up| !*up).await.is_ok() };
        // Whatever ends first, the server's own end cuts the connections.
        tokio::select! {
            () = http::serve(listener, site.clone(), CancellationToken::new()) => {}
            _ = is_down => {}
            () = stop.cancelled() => return,
        }
    }
}

/// `None` cuts the connection.
async fn handle(shared: &Arc<Shared>, request: Request) -> Option<Answer> {
    if !*shared.up.borrow() {
        return None;
    }
    let file = request.path.strip_prefix("/file/bot");
    let method = request.path.strip_prefix("/bot");
    let answer = match file.and_then(|rest| rest.split_once('/')) {
        Some((token, file)) => download(shared, token, file),
        None => match method.and_then(|rest| rest.split_once('/')) {
            Some((token, method)) if shared.lock().token == percent::decoded(token) => {
                answer(shared, method, &request).await?
            }
            Some((token, _)) if token.contains(':') => refusal(&ApiError::new(401, "Unauthorized")),
            _ => refusal(&ApiError::new(404, "Not Found")),
        },
    };
    Some(answer.with("date", &date(shared)))
}

/// The `Date` of every answer is the emulator's, so that a bot can compare clocks.
fn date(shared: &Shared) -> String {
    let now = {
        let state = shared.lock();
        state.date_clock.as_ref().unwrap_or(&state.clock).now()
    };
    let Some(at) = DateTime::from_timestamp(now.0, 0) else {
        return String::new();
    };
    // Written by hand: chrono's formats would add 13 KB to the binary.
    let name = |names: &'static str, number: u32| {
        let from = usize::try_from(number).unwrap_or(0) * 3;
        names.get(from..from + 3).unwrap_or_default()
    };
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        name("MonTueWedThuFriSatSun", at.weekday().num_days_from_monday()),
        at.day(),
        name("JanFebMarAprMayJunJulAugSepOctNovDec", at.month0()),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

fn download(shared: &Shared, token: &str, path: &str) -> Answer {
    let state = shared.lock();
    let file = state.files.values().find(|file| file.path == path);
    match file {
        Some(file) if state.token == percent::decoded(token) => Answer::new(
            200,
            "application/octet-stream",
            Body::Whole(file.bytes.clone().into()),
        ),
        _ => refusal(&ApiError::new(404, "Not Found")),
    }
}

fn refusal(error: &ApiError) -> Answer {
    Answer::json(error.code, &error.body())
}

/// One call from its body to its answer, with whatever trouble was ordered for it.
async fn answer(shared: &Arc<Shared>, name: &str, request: &Request) -> Option<Answer> {
    let Some(method) = check::method_named(name) else {
        shared.lock().violation(name, "unknown method");
        return Some(refusal(&ApiError::new(404, "Not Found")));
    };
    let raw = match params::read(request) {
        Ok(raw) => raw,
        Err(error) => {
            shared.lock().violation(method, &error.description);
            return Some(refusal(&error));
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
            return Some(refusal(error));
        }
        Some(Effect::CutBefore) => {
            call.outcome = Err("the connection was cut".to_owned());
            call.was_answered = false;
            shared.record(call);
            return None;
        }
        Some(Effect::HangBefore(duration)) => {
            let mut silence = Silence {
                shared,
                call: Some(call),
            };
            tokio::time::sleep(*duration).await;
            call = silence.call.take()?;
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
    finish(shared, call, outcome, effect).await
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
    mut call: Call,
    outcome: Result<Value, ApiError>,
    effect: Option<Effect>,
) -> Option<Answer> {
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
            return None;
        }
        Some(Effect::HangAfter(duration)) => tokio::time::sleep(duration).await,
        Some(Effect::Junk) => {
            let junk = Body::Whole(b"<html>Bad gateway</html>".into());
            return Some(Answer::new(200, "text/html", junk));
        }
        _ => {}
    }
    Some(match outcome {
        Ok(result) => Answer::json(200, &json!({"ok": true, "result": result})),
        Err(error) => refusal(&error),
    })
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
