//! What holds for every request: a head that makes sense, a body that comes in time and is not too long, an answer in
//! time, and the headers of the house. And how much one client may ask.

use super::api;
use super::client::Client;
use super::places::Place;
use super::telegram;
use crate::telegram::flood::Pace;
use crate::utils::metrics::Asked;
use crate::utils::net;
use axum::Extension;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Extensions;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Version;
use axum::http::header::HOST;
use axum::http::header::RETRY_AFTER;
use axum::http::header::STRICT_TRANSPORT_SECURITY;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use governor::Quota;
use governor::RateLimiter;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use hyper::body::Body as _;
use std::future::poll_fn;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// A request's whole body is there within this time after its head.
const BODY_WITHIN: Duration = Duration::from_secs(10);
/// A request is answered within this time after its body.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The longest body of a request, in bytes.
const LARGEST_BODY: usize = 64 * 1024;
/// Areas that read bodies themselves: who brings updates has to show first that they may, and the API refuses in its own
/// words.
const READ_BY_THEMSELVES: [&str; 2] = [telegram::PATH, api::BASE];
/// Requests of one client: so many at once, and then so many a second.
const BURST: u32 = 200;
const EACH_SECOND: u32 = 50;
/// Requests of all of them together.
const BURST_OF_ALL: u32 = 2_000;
const EACH_SECOND_OF_ALL: u32 = 500;
/// More clients are not remembered: strangers cannot fill the memory.
const MOST_CLIENTS: usize = 4_096;
/// Browsers that came once by TLS come by nothing else for a year (RFC 6797).
const ONLY_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What an answer says to browsers unless it says otherwise: no page of ours, keep nothing, tell nobody.
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

/// Answers in time, with the headers of the house.
pub(super) async fn guarded(request: Request, next: Next) -> Response {
    let client = request.extensions().get::<Client>().copied();
    let asked = Asked::new(request.uri().path());
    let is_api = request.uri().path().starts_with(api::BASE);
    let mut response = match whole(request).await {
        Ok(request) => match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
            Ok(response) => response,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        Err(status) => status.into_response(),
    };
    if is_api {
        response = api::worded(response);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if client.is_some_and(|client| client.is_https) {
        headers.insert(STRICT_TRANSPORT_SECURITY, ONLY_TLS);
    }
    asked.answered(response.status().as_u16());
    response
}

/// The request with its whole body, if its head makes sense.
async fn whole(request: Request) -> Result<Request, StatusCode> {
    let hosts = request.headers().get_all(HOST).iter().count();
    let is_old = request.version() < Version::HTTP_11;
    // RFC 9112, 3.2.
    if hosts > 1 || (hosts == 0 && !is_old) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let path = request.uri().path();
    if READ_BY_THEMSELVES.iter().any(|area| path.starts_with(area)) {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let body = read(&parts.extensions, body, LARGEST_BODY).await?;
    Ok(Request::from_parts(parts, body.into()))
}

/// The whole body of a request with those extensions, of at most so many bytes. Until it is there, whoever needs its
/// place may have it.
pub(super) async fn read(
    extensions: &Extensions,
    body: Body,
    most: usize,
) -> Result<Vec<u8>, StatusCode> {
    // A body that is too long by its own word is not begun: a client that waits for a sign does not send it.
    if body.size_hint().lower() > most as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let reading = async {
        let mut body = pin!(body);
        let mut read = Vec::new();
        while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
            let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if data.len() > most - read.len() {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            read.extend_from_slice(&data);
        }
        Ok(read)
    };
    let read = tokio::time::timeout(BODY_WITHIN, reading).await;
    let read = read.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))?;
    if let Some(place) = extensions.get::<Arc<Place>>() {
        place.begin();
    }
    Ok(read)
}

/// One limit: GCRA for each client.
type Gate = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, Pace, NoOpMiddleware<Duration>>;

/// How much each client asked lately, and all together. An extension of every request, for areas to call where they do not
/// know better who asks.
pub(super) struct Rates(Mutex<State>);

struct State {
    pace: Pace,
    each: Gate,
    all: Gate,
}

impl Default for Rates {
    fn default() -> Self {
        let pace = Pace::start();
        Self(Mutex::new(State {
            pace,
            each: gate(EACH_SECOND, BURST, pace),
            all: gate(EACH_SECOND_OF_ALL, BURST_OF_ALL, pace),
        }))
    }
}

fn gate(each_second: u32, burst: u32, pace: Pace) -> Gate {
    let number = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_second(number(each_second)).allow_burst(number(burst));
    RateLimiter::hashmap_with_clock(quota, pace)
}

impl Rates {
    /// Counts a request of that client. The answer that puts it off, if it asks too much: 429 with the time after which
    /// it may ask again. Whoever has no address of their own is not counted.
    pub(super) fn put_off(&self, client: Client) -> Option<Response> {
        let client = net::visitor(client.ip?);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.each.len() >= MOST_CLIENTS {
            state.each.retain_recent();
            if state.each.len() >= MOST_CLIENTS {
                state.each = gate(EACH_SECOND, BURST, state.pace);
            }
        }
        let everybody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let refused = state.each.check_key(&client).err();
        let refused = refused.or_else(|| state.all.check_key(&everybody).err())?;
        let seconds = refused.wait_time_from(state.pace.now()).as_secs() + 1;
        Some(too_many(i64::try_from(seconds).unwrap_or(1)))
    }
}

/// Puts off whoever asks too much: a layer for areas that anybody may ask.
pub(super) async fn rated(
    Extension(rates): Extension<Arc<Rates>>,
    Extension(client): Extension<Client>,
    request: Request,
    next: Next,
) -> Response {
    match rates.put_off(client) {
        Some(later) => later,
        None => next.run(request).await,
    }
}

/// The answer to whoever has to wait so many seconds.
pub(super) fn too_many(seconds: i64) -> Response {
    let again = [(RETRY_AFTER, HeaderValue::from(seconds))];
    (StatusCode::TOO_MANY_REQUESTS, again).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(number: u32) -> Client {
        Client {
            ip: Some(IpAddr::V4(Ipv4Addr::from(0x0100_0000 + number))),
            is_https: false,
            is_local: false,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_asks_too_much_waits_and_others_do_not() {
        let rates = Rates::default();
        let passed = (0..1_000)
            .filter(|_| rates.put_off(client(1)).is_none())
            .count();
        assert_eq!(u32::try_from(passed), Ok(BURST));
        let answer = rates.put_off(client(1)).expect("put off");
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()[RETRY_AFTER], "1");
        assert!(rates.put_off(client(2)).is_none());
        tokio::time::advance(Duration::from_secs(1)).await;
        let passed = (0..1_000)
            .filter(|_| rates.put_off(client(1)).is_none())
            .count();
        assert_eq!(u32::try_from(passed), Ok(EACH_SECOND));
        let nobody = Client {
            ip: None,
            ..client(1)
        };
        assert!((0..10_000).all(|_| rates.put_off(nobody).is_none()));
    }

    #[tokio::test(start_paused = true)]
    async fn many_clients_together_have_a_limit_and_do_not_fill_the_memory() {
        let rates = Rates::default();
        let passed = (0..10_000)
            .filter(|number| rates.put_off(client(*number)).is_none())
            .count();
        assert_eq!(u32::try_from(passed), Ok(BURST_OF_ALL));
        assert!(rates.0.lock().expect("free").each.len() <= MOST_CLIENTS);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_read_as_far_as_it_may_go_and_not_for_ever() {
        let fits = read(&Extensions::new(), Body::from(vec![1; 10]), 10).await;
        assert_eq!(fits.map(|body| body.len()), Ok(10));
        let long = read(&Extensions::new(), Body::from(vec![1; 11]), 10).await;
        assert_eq!(long, Err(StatusCode::PAYLOAD_TOO_LARGE));
        let slow = read(&Extensions::new(), Body::new(Never), 10).await;
        assert_eq!(slow, Err(StatusCode::REQUEST_TIMEOUT));
    }

    /// A body that never comes.
    struct Never;

    impl hyper::body::Body for Never {
        type Data = hyper::body::Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }
}
