//! The REST API, `/api/v1`: what the staff has in chat, for programs, through the same services and permissions.
//!
//! A request goes: table of endpoints, access token, rate of the key, permission, body, then the service. One function
//! carries all of it, so that an endpoint is a row of a table.

mod answer;
mod auth;
mod broadcasts;
mod call;
#[cfg(test)]
mod description;
mod desks;
mod docs;
mod doors;
mod endpoint;
mod gate;
mod house;
mod keys;
mod listing;
mod money;
mod once;
mod people;
mod pools;
mod proxies;
mod roles;
mod servers;
mod shop;
mod status;
mod support;
mod table;
#[cfg(test)]
mod tests;
mod till;
mod vip;

use super::client::Client;
use super::guard;
use super::guard::Rates;
use super::tries::Tries;
use crate::context::Ctx;
use crate::models::Actor;
use crate::models::ApiRefusal;
use crate::models::Caller;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::api_resource::Resource;
use crate::screens::Reader;
use crate::services::ServiceError;
use crate::services::api::keys as api_keys;
use crate::services::api::reading;
use crate::services::api::sessions;
use crate::utils::locale::Lang;
use crate::utils::percent;
use crate::utils::seal;
use answer::Answer;
use answer::Problem;
use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::body::Bytes;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::Response;
use axum::routing::any;
use call::Call;
use endpoint::Endpoint;
use endpoint::Method;
use endpoint::Run;
use gate::Gates;
use gate::Verdict;
use ring::digest;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use tokio_util::task::TaskTracker;

/// Where the API begins.
pub(super) const BASE: &str = "/api/v1";
/// The longest body of a request, in bytes.
const LARGEST_BODY: usize = 64 * 1024;
const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// What all requests share.
#[derive(Default)]
struct Shared {
    gates: Gates,
    tries: Tries,
    /// Named requests that are being carried out.
    under_way: Mutex<HashSet<once::Name>>,
    /// What is carried out.
    work: TaskTracker,
    /// Somebody made a key: from then on there is an API.
    is_open: AtomicBool,
}

impl Shared {
    /// Looks whether there is an API by now: only somebody with a key can use it.
    ///
    /// # Errors
    /// When there is none, or that cannot be told now.
    async fn open(&self, ctx: &Ctx, rates: &Rates, client: Client) -> Result<(), Problem> {
        if rates.put_off(client).is_some() {
            return Err(Problem::TooMany(1));
        }
        if !api_keys::is_any(ctx).await? {
            return Err(no_path());
        }
        self.is_open.store(true, Ordering::Relaxed);
        Ok(())
    }
}

pub(super) fn routes(work: TaskTracker) -> Router<Arc<Ctx>> {
    let shared = Shared {
        work,
        ..Shared::default()
    };
    Router::new()
        .route(BASE, any(serve))
        .route(&format!("{BASE}/"), any(serve))
        .route(&format!("{BASE}/{{*path}}"), any(serve))
        .layer(Extension(Arc::new(shared)))
}

/// One request as it came.
struct Asked {
    method: Option<Method>,
    path: String,
    query: String,
    headers: HeaderMap,
    /// Named in the answer, the log, and what the admins are told.
    id: String,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What is known about whoever asks, for the headers of the answer.
#[derive(Default)]
struct Seen {
    who: Option<Identity>,
    /// Rate per minute of their key, and what is left of it now.
    rate: Option<(u32, u32)>,
    allow: Option<String>,
    status: u16,
    is_replayed: bool,
}

async fn serve(
    State(ctx): State<Arc<Ctx>>,
    Extension(shared): Extension<Arc<Shared>>,
    Extension(rates): Extension<Arc<Rates>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let extensions = head.extensions;
    let path = head.uri.path().strip_prefix(BASE).unwrap_or_default();
    let asked = Asked {
        method: Method::of(head.method.as_str()),
        path: path.to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        id: request_id(&head.headers),
        headers: head.headers,
    };
    let mut seen = Seen::default();
    if !shared.is_open.load(Ordering::Relaxed)
        && let Err(problem) = shared.open(&ctx, &rates, client).await
    {
        return respond(&ctx, &asked, seen, Err(problem));
    }
    if asked.method == Some(Method::Get) && docs::is_page(&asked.path) {
        return rates
            .put_off(client)
            .unwrap_or_else(|| docs::page(&asked.path));
    }
    // Keys have rates of their own; whoever signs in has shown none yet.
    if asked.path.starts_with(auth::PATH) && rates.put_off(client).is_some() {
        return respond(&ctx, &asked, seen, Err(Problem::TooMany(1)));
    }
    let answer = match guard::read(&extensions, body, LARGEST_BODY).await {
        Ok(body) => answer(&ctx, &shared, &asked, &Bytes::from(body), &mut seen).await,
        Err(status) => Err(unread(status)),
    };
    let answer = match answer {
        Err(problem) if is_wrong_try(&problem) => Err(tried(&ctx, &shared, client, problem)),
        answer => answer,
    };
    // Who has no key that is good is anybody, whatever they send.
    if seen.who.is_none() && answer.is_err() && rates.put_off(client).is_some() {
        return respond(&ctx, &asked, seen, Err(Problem::TooMany(1)));
    }
    respond(&ctx, &asked, seen, answer)
}

/// What is said to a wrong key or token: after too many of them from there, only that they come too often. A good one is
/// let in all the same: others may come from the same address.
fn tried(ctx: &Ctx, shared: &Shared, client: Client, problem: Problem) -> Problem {
    let (Some(client), now) = (client.ip, ctx.clock.now()) else {
        return problem;
    };
    let pause = shared.tries.wrong_try(client, now);
    pause.map_or(problem, Problem::TooMany)
}

/// An answer of the server itself, such as one in place of an answer that did not come in time, in the API's words.
pub(super) fn worded(response: Response) -> Response {
    let status = response.status();
    let headers = response.headers();
    if status.as_u16() < 400 || headers.contains_key(header::CONTENT_TYPE) {
        return response;
    }
    let (code, detail) = match status {
        StatusCode::SERVICE_UNAVAILABLE => ("too-slow", "The answer did not come in time."),
        StatusCode::TOO_MANY_REQUESTS => ("too-many-requests", "Too many requests."),
        StatusCode::NOT_FOUND => ("no-such-path", "Nothing is served at this path."),
        _ => ("broken-request", "The head of the request is not whole."),
    };
    let request = request_id(&HeaderMap::new());
    let body = answer::body(status.as_u16(), code, detail, &request);
    let (mut head, _) = response.into_parts();
    set(&mut head.headers, "content-type", PROBLEM);
    set(&mut head.headers, "x-request-id", &request);
    Response::from_parts(head, Body::from(body.to_string()))
}

/// Why a body could not be read.
fn unread(status: StatusCode) -> Problem {
    let (code, words) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => (
            "too-large",
            format!("A body may have {LARGEST_BODY} bytes."),
        ),
        StatusCode::REQUEST_TIMEOUT => ("too-slow", "The body did not come in time.".to_owned()),
        _ => ("broken-body", "The body is not whole.".to_owned()),
    };
    Problem::Own(status.as_u16(), code, words)
}

/// Whether somebody tried a key or token that is none.
fn is_wrong_try(problem: &Problem) -> bool {
    match problem {
        Problem::Service(ServiceError::Refused(Refusal::Api(refusal))) => matches!(
            refusal,
            ApiRefusal::KeyUnknown | ApiRefusal::TokenInvalid | ApiRefusal::RefreshReused
        ),
        Problem::Service(_) | Problem::Own(..) | Problem::Invalid(_) | Problem::TooMany(_) => false,
    }
}

async fn answer(
    ctx: &Arc<Ctx>,
    shared: &Arc<Shared>,
    asked: &Asked,
    body: &Bytes,
    seen: &mut Seen,
) -> Result<Answer, Problem> {
    let (endpoint, parts) = found(asked, seen)?;
    let now = ctx.clock.now();
    let caller = match endpoint.run {
        Run::Open(_) => None,
        Run::List(_) | Run::Show(_) | Run::Act(_) => {
            Some(admitted(ctx, shared, asked, seen).await?)
        }
    };
    if let (Some(caller), Some(needs)) = (&caller, endpoint.needs)
        && !caller.actor.permissions.has(needs)
    {
        let needs = needs.name();
        let detail = format!("This needs {needs}, which the key or its owner lacks.");
        return Err(Problem::Own(403, "not-allowed", detail));
    }
    let call = Call {
        ctx: ctx.clone(),
        actor: caller.map_or_else(nobody, |caller| caller.actor),
        caller,
        now,
        parts,
        body: read_body(&endpoint, asked, body)?,
        name: match asked.header(once::HEADER) {
            Some(_) => Some(once::name(asked)?),
            None => None,
        },
    };
    seen.status = endpoint.answers.status();
    match (endpoint.run, caller) {
        (Run::List(resource), _) => list(&call, resource, &asked.query).await,
        (Run::Show(resource), _) => show(&call, resource, &asked.query).await,
        (Run::Act(act), Some(caller)) if endpoint.method == Method::Post => {
            let named = once::Named::of(caller.key, asked, body, reader(ctx, asked))?;
            let done = once::carry_out(call, shared.clone(), named, seen.status, act).await?;
            let (status, answer, is_replayed) = done;
            (seen.status, seen.is_replayed) = (status, is_replayed);
            Ok(answer)
        }
        (Run::Act(act) | Run::Open(act), _) => once::to_its_end(call, shared, act).await,
    }
}

/// Whoever signs in may do nothing yet.
fn nobody() -> Actor {
    Actor {
        permissions: Default::default(),
        ..Actor::system()
    }
}

/// The endpoint that is meant, and the parts of the path that it names.
fn found(asked: &Asked, seen: &mut Seen) -> Result<(Endpoint, Vec<String>), Problem> {
    let mut methods = Vec::new();
    for endpoint in table::endpoints() {
        let Some(parts) = endpoint.matched(&asked.path) else {
            continue;
        };
        if asked.method == Some(endpoint.method) {
            let parts = parts.into_iter().map(percent::decoded).collect();
            return Ok((endpoint, parts));
        }
        methods.push(endpoint.method.name());
    }
    if methods.is_empty() {
        return Err(no_path());
    }
    let allow = methods.join(", ");
    let detail = format!("This path takes {allow}.");
    seen.allow = Some(allow);
    Err(Problem::Own(405, "method-not-allowed", detail))
}

fn no_path() -> Problem {
    let detail = "Nothing is served at this path.".to_owned();
    Problem::Own(404, "no-such-path", detail)
}

/// Who asks, if their access token is good and their key has not asked too often.
async fn admitted(
    ctx: &Ctx,
    shared: &Shared,
    asked: &Asked,
    seen: &mut Seen,
) -> Result<Caller, Problem> {
    let header = asked.header("authorization").unwrap_or_default();
    let (scheme, token) = header.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        let detail = "An access token is missing: Authorization: Bearer …".to_owned();
        return Err(Problem::Own(401, "no-token", detail));
    }
    let caller = sessions::authenticate(ctx, token.trim(), ctx.clock.now()).await?;
    seen.who = Some(caller.actor.identity);
    match shared.gates.judge(caller.key, caller.rate_per_minute) {
        Verdict::Pass { left } => {
            seen.rate = Some((caller.rate_per_minute, left));
            Ok(caller)
        }
        Verdict::Wait(seconds) => {
            seen.rate = Some((caller.rate_per_minute, 0));
            Err(Problem::TooMany(seconds))
        }
    }
}

fn read_body(
    endpoint: &Endpoint,
    asked: &Asked,
    body: &[u8],
) -> Result<serde_json::Map<String, serde_json::Value>, Problem> {
    let kind = asked.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let takes_one = endpoint.method != Method::Get && endpoint.method != Method::Delete;
    if takes_one && !body.is_empty() && !kind.eq_ignore_ascii_case(JSON) {
        let detail = format!("A body must be {JSON}.");
        return Err(Problem::Own(415, "no-json", detail));
    }
    let body = if takes_one { body } else { &[] };
    call::checked(endpoint.inputs, body)
}

async fn list(call: &Call, resource: &'static Resource, query: &str) -> Result<Answer, Problem> {
    let wanted = listing::wanted(resource, query)?;
    let page = reading::list(&call.ctx, &call.actor, resource, wanted.clone()).await?;
    Ok(listing::page(resource, &wanted, query, &page))
}

async fn show(call: &Call, resource: &'static Resource, query: &str) -> Result<Answer, Problem> {
    let mut fields = Vec::new();
    for (name, value) in percent::pairs(query) {
        if name != "fields" {
            return Err(Problem::invalid(&name, "is no parameter of this request"));
        }
        fields =
            listing::fields(resource, &value).map_err(|why| Problem::invalid("fields", why))?;
    }
    let row = reading::get(&call.ctx, &call.actor, resource, call.id(0), fields).await?;
    Ok(Answer::json(row))
}

/// The id that the client gave the request, if it is a plain word, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    let is_plain = |id: &&str| {
        (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(is_plain).map_or_else(
        || {
            let mut random = [0u8; 8];
            // Without randomness requests share an id: still better than no answer.
            let _ = getrandom::fill(&mut random);
            seal::hex(&random)
        },
        str::to_owned,
    )
}

fn respond(ctx: &Ctx, asked: &Asked, seen: Seen, answer: Result<Answer, Problem>) -> Response {
    let mut response = match answer {
        Ok(answer) => respond_well(asked, &seen, answer),
        Err(problem) => respond_badly(ctx, asked, &seen, problem),
    };
    let headers = response.headers_mut();
    set(headers, "x-request-id", &asked.id);
    if let Some((rate, left)) = seen.rate {
        let (burst, seconds) = gate::window(rate);
        set(headers, "ratelimit-limit", &format!("{burst};w={seconds}"));
        set(headers, "ratelimit-remaining", &left.to_string());
    }
    response
}

fn respond_well(asked: &Asked, seen: &Seen, answer: Answer) -> Response {
    let mut response = Response::new(Body::empty());
    let is_read = asked.method == Some(Method::Get);
    let etag = is_read.then(|| {
        let hash = digest::digest(&digest::SHA256, answer.body.as_bytes());
        format!(
            "\"{}\"",
            seal::hex(hash.as_ref().get(..16).unwrap_or_default())
        )
    });
    let known = asked.header("if-none-match").unwrap_or_default();
    let is_known = etag.as_ref().is_some_and(|etag| {
        let same = |one: &str| one.trim().trim_start_matches("W/") == etag;
        known.trim() == "*" || known.split(',').any(same)
    });
    let status = if is_known { 304 } else { seen.status };
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    if let Some(link) = &answer.link {
        set(response.headers_mut(), "link", link);
    }
    if let Some(etag) = etag {
        set(response.headers_mut(), "etag", &etag);
    }
    if seen.is_replayed {
        set(response.headers_mut(), "idempotent-replayed", "true");
    }
    if !is_known && !answer.body.is_empty() {
        // A kept answer may be a no.
        let kind = if status < 400 { JSON } else { PROBLEM };
        set(response.headers_mut(), "content-type", kind);
        *response.body_mut() = Body::from(answer.body);
    }
    response
}

/// In whose language a no is told.
fn reader(ctx: &Ctx, asked: &Asked) -> Reader {
    let tag = asked.header("accept-language").unwrap_or_default();
    let tag = tag.split([',', ';']).next().unwrap_or_default();
    Reader {
        lang: Lang::of_tag(tag).unwrap_or_else(|| ctx.default_lang()),
        time_zone: ctx.time_zone(),
        now: ctx.clock.now(),
    }
}

fn respond_badly(ctx: &Ctx, asked: &Asked, seen: &Seen, problem: Problem) -> Response {
    let who = seen.who.unwrap_or(Identity::System);
    let told = problem.tell(ctx, reader(ctx, asked), who, &asked.id);
    log::debug!("API request {} of {who}: {}", asked.id, told.status);
    let mut response = Response::new(Body::from(told.body));
    *response.status_mut() = StatusCode::from_u16(told.status).unwrap_or_default();
    let headers = response.headers_mut();
    set(headers, "content-type", PROBLEM);
    if let Some(seconds) = told.retry_after {
        set(headers, "retry-after", &seconds.to_string());
    }
    if let Some(allow) = &seen.allow {
        set(headers, "allow", allow);
    }
    if told.status == 401 {
        set(
            headers,
            header::WWW_AUTHENTICATE.as_str(),
            "Bearer realm=\"portero\"",
        );
    }
    response
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}
