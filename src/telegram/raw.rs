//! The wire: every call to the Bot API is made here, and every error loses its address, which holds the token.

use crate::models::Timestamp;
use crate::telegram::call::{Call, Content, Upload};
use crate::telegram::errors::{CallError, Cause, Class};
use crate::utils::clock::Clock;
use crate::utils::metrics::{self, CallOutcome};
use anyhow::{Context, bail};
use chrono::DateTime;
use hyper::body::{Bytes, Frame};
use reqwest::header::DATE;
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Body, Client, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;
use std::io;
use std::io::SeekFrom;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task;
use std::task::{Poll, ready};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeekExt, ReadBuf, Take};
use tokio::time::Instant;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a usual call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a file may take.
const FILE_TIMEOUT: Duration = Duration::from_secs(180);
/// Bytes a second that a slow line still carries: a big file has that much longer.
const SLOW_LINE: u64 = 25_000;
/// What a long poll may take beyond the time it asks for.
const POLL_SLACK: Duration = Duration::from_secs(15);
/// Shorter than the servers keep an idle connection, so that none is used in the moment they close it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);
/// Connections kept open between calls.
const IDLE_CONNECTIONS: usize = 8;
/// How far the wall clock may move against the monotonic one during a call.
const MOST_DRIFT_SECONDS: u64 = 60;
/// Stands for "no answer yet".
const NEVER: i64 = i64::MIN;

/// The connection to the Bot API. Clones share it.
#[derive(Clone)]
pub struct Raw {
    shared: Arc<Shared>,
}

struct Shared {
    client: Client,
    api_url: String,
    token: String,
    clock: Clock,
    skew_seconds: AtomicI64,
    contact: AtomicI64,
}

/// Never shows the token.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw")
    }
}

impl Raw {
    /// A connection to the server at `api_url`, through `proxy` if one is given. Nothing is sent yet.
    ///
    /// No error holds the token or the address of the proxy.
    pub fn new(
        api_url: &str,
        token: &str,
        proxy: Option<&str>,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        if !usable(token) {
            bail!("BOT_TOKEN does not look like a bot token");
        }
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .no_proxy() // TELEGRAM_PROXY decides, never a variable meant for other programs
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_keepalive(Duration::from_secs(60))
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(IDLE_CONNECTIONS);
        if let Some(proxy) = proxy {
            let Ok(proxy) = reqwest::Proxy::all(proxy) else {
                bail!("TELEGRAM_PROXY is not the address of a proxy");
            };
            builder = builder.proxy(proxy);
        }
        let client = builder
            .build()
            .map_err(reqwest::Error::without_url)
            .context("preparing the connection to Telegram")?;
        Ok(Self {
            shared: Arc::new(Shared {
                client,
                api_url: api_url.trim_end_matches('/').to_owned(),
                token: token.to_owned(),
                clock,
                skew_seconds: AtomicI64::new(NEVER),
                contact: AtomicI64::new(NEVER),
            }),
        })
    }

    /// Makes the call once and gives its `result`.
    pub async fn call(&self, call: &Call) -> Result<Value, CallError> {
        let begun = std::time::Instant::now();
        let result = self.call_uncounted(call).await;
        metrics::call(call.method, outcome_of(result.as_ref().err()), begun);
        result
    }

    async fn call_uncounted(&self, call: &Call) -> Result<Value, CallError> {
        let request = self.shared.client.post(self.url(call.method));
        let request = match &call.file {
            None => request.timeout(CALL_TIMEOUT).json(&call.params),
            Some(file) => request
                .timeout(FILE_TIMEOUT + Duration::from_secs(file.content.length() / SLOW_LINE))
                .multipart(form(call, file).await?),
        };
        let (status, body) = self.exchange(request).await?;
        match serde_json::from_slice::<Value>(&body) {
            Ok(mut answer) if answer["ok"] == Value::Bool(true) => Ok(answer["result"].take()),
            answer => Err(refusal(answer.ok().as_ref(), status, call)),
        }
    }

    /// Waits up to `timeout_seconds` for updates, each in Telegram's own text. `offset` confirms all before it.
    pub async fn get_updates(
        &self,
        offset: Option<i64>,
        timeout_seconds: u32,
        allowed: &[&str],
    ) -> Result<Vec<Box<RawValue>>, CallError> {
        #[derive(Deserialize)]
        struct Batch {
            ok: bool,
            #[serde(default)]
            result: Vec<Box<RawValue>>,
        }

        let call = Call::new("getUpdates")
            .set("offset", offset)
            .set("timeout", timeout_seconds)
            .set("allowed_updates", allowed.to_vec());
        let wait = Duration::from_secs(u64::from(timeout_seconds)) + POLL_SLACK;
        let request = self.shared.client.post(self.url(call.method));
        let begun = std::time::Instant::now();
        let exchanged = self
            .exchange(request.timeout(wait).json(&call.params))
            .await;
        let batch =
            exchanged.and_then(
                |(status, body)| match serde_json::from_slice::<Batch>(&body) {
                    Ok(Batch { ok: true, result }) => Ok(result),
                    _ => {
                        let answer = serde_json::from_slice::<Value>(&body).ok();
                        Err(refusal(answer.as_ref(), status, &call))
                    }
                },
            );
        metrics::call(call.method, outcome_of(batch.as_ref().err()), begun);
        batch
    }

    /// The content of a file, by the path that getFile gave. The address holds the token, so no error shows it.
    ///
    /// # Errors
    /// `BadAnswer` if it is longer than `most_bytes`, or Telegram has it no more.
    pub async fn download(&self, path: &str, most_bytes: u64) -> Result<Vec<u8>, CallError> {
        let content = self.download_start(path, most_bytes.saturating_add(1));
        let content = content.await?;
        match content.len() as u64 > most_bytes {
            true => Err(CallError::BadAnswer { status: 200 }),
            false => Ok(content),
        }
    }

    /// The first so many bytes of a file.
    pub async fn download_start(&self, path: &str, most_bytes: u64) -> Result<Vec<u8>, CallError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
        if !path.bytes().all(is_plain) || path.contains("..") {
            return Err(CallError::NotSent(Cause::Unusable));
        }
        let Shared { api_url, token, .. } = &*self.shared;
        let request = self
            .shared
            .client
            .get(format!("{api_url}/file/bot{token}/{path}"));
        let request = request.timeout(FILE_TIMEOUT);
        let asked = self.moment();
        let mut response = request.send().await.map_err(|error| lost(&error))?;
        self.note(&response, asked);
        let status = response.status();
        if !status.is_success() {
            return Err(CallError::BadAnswer {
                status: status.as_u16(),
            });
        }
        let mut content = Vec::new();
        let most = usize::try_from(most_bytes).unwrap_or(usize::MAX);
        while content.len() < most
            && let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))?
        {
            content.extend_from_slice(&chunk[..chunk.len().min(most - content.len())]);
        }
        Ok(content)
    }

    /// Our clock minus Telegram's at its last answer, in seconds; `None` before the first.
    pub fn clock_skew(&self) -> Option<i64> {
        let seconds = self.shared.skew_seconds.load(Ordering::Acquire);
        (seconds != NEVER).then_some(seconds)
    }

    /// When Telegram last answered anything, by our clock.
    pub fn last_contact(&self) -> Option<Timestamp> {
        let at = self.shared.contact.load(Ordering::Acquire);
        (at != NEVER).then_some(Timestamp(at))
    }

    /// The address of a method. It holds the token: never print it.
    fn url(&self, method: &str) -> String {
        let Shared { api_url, token, .. } = &*self.shared;
        format!("{api_url}/bot{token}/{method}")
    }

    /// Sends and reads the whole answer.
    async fn exchange(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), CallError> {
        let asked = self.moment();
        let response = request.send().await.map_err(|error| lost(&error))?;
        self.note(&response, asked);
        let status = response.status();
        let body = response.bytes().await.map_err(|error| lost(&error))?;
        Ok((status, body.into()))
    }

    fn moment(&self) -> (Timestamp, Instant) {
        (self.shared.clock.now(), Instant::now())
    }

    /// Notes when an answer came, and what time Telegram has. A phone that slept while the answer was on its way, or a
    /// clock that was set meanwhile, makes it say nothing about the clock: a later answer does.
    fn note(&self, response: &Response, asked: (Timestamp, Instant)) {
        let now = self.shared.clock.now();
        let passed = now.since(asked.0);
        let felt = i64::try_from(asked.1.elapsed().as_secs()).unwrap_or(i64::MAX);
        let is_steady = passed.abs_diff(felt) <= MOST_DRIFT_SECONDS;
        self.shared.contact.store(now.0, Ordering::Release);
        let date = response.headers().get(DATE);
        let theirs = date
            .and_then(|date| date.to_str().ok())
            .and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        if let Some(theirs) = theirs.filter(|_| is_steady) {
            let skew = now.since(Timestamp(theirs.timestamp()));
            self.shared.skew_seconds.store(skew, Ordering::Release);
        }
    }
}

/// What the metrics say of a request that ended so.
fn outcome_of(error: Option<&CallError>) -> CallOutcome {
    let Some(error) = error else {
        return CallOutcome::Ok;
    };
    match error.class() {
        Class::TooManyRequests(_) => CallOutcome::RetryAfter,
        Class::Server => CallOutcome::ServerError,
        Class::Network => CallOutcome::Unsent,
        Class::InDoubt => CallOutcome::Unknown,
        Class::Harmless(_)
        | Class::Unreachable
        | Class::ChatLost
        | Class::NoRights
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Migrated(_)
        | Class::Conflict
        | Class::Unauthorized
        | Class::Other => CallOutcome::Rejected,
    }
}

/// Whether a token can stand in an address as it is.
fn usable(token: &str) -> bool {
    !token.is_empty()
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b":_-".contains(&byte))
}

/// A call with a file, in parts. Text goes as it is, everything else as JSON.
async fn form(call: &Call, file: &Upload) -> Result<Form, CallError> {
    let part = match &file.content {
        Content::Memory(bytes) => Part::bytes(bytes.to_vec()),
        Content::Disk { path, from, length } => {
            let body = FileBody::open(path, *from, *length).await;
            let body = body.map_err(|_| CallError::NotSent(Cause::Unusable))?;
            Part::stream_with_length(Body::wrap(body), *length)
        }
    };
    let part = part
        .file_name(file.file_name.clone())
        .mime_str("application/octet-stream")
        .map_err(|error| lost(&error))?;
    let form = Form::new().part(file.field, part);
    Ok(call.params.iter().fold(form, |form, (name, value)| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        form.text(name.clone(), text)
    }))
}

/// Part of a file on the disk, read while it is sent.
struct FileBody(Take<File>);

impl FileBody {
    /// Bytes read at a time.
    const PORTION: usize = 64 * 1024;

    async fn open(path: &Path, from: u64, length: u64) -> io::Result<Self> {
        let mut file = File::open(path).await?;
        file.set_max_buf_size(Self::PORTION);
        file.seek(SeekFrom::Start(from)).await?;
        Ok(Self(file.take(length)))
    }
}

impl hyper::body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let mut portion = vec![0; Self::PORTION];
        let mut buffer = ReadBuf::new(&mut portion);
        ready!(Pin::new(&mut self.0).poll_read(context, &mut buffer))?;
        let length = buffer.filled().len();
        if length == 0 {
            return Poll::Ready(None);
        }
        portion.truncate(length);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(portion)))))
    }
}

/// An answer that is no success. Gateways in trouble answer with a page of their own.
fn refusal(answer: Option<&Value>, status: StatusCode, call: &Call) -> CallError {
    match answer {
        Some(answer) if answer["ok"] == Value::Bool(false) => {
            CallError::from_answer(answer, status.as_u16(), call.chat())
        }
        _ if status.is_server_error() => {
            let words = status.canonical_reason().unwrap_or("server error");
            CallError::api(i64::from(status.as_u16()), words, call.chat())
        }
        _ => CallError::BadAnswer {
            status: status.as_u16(),
        },
    }
}

/// What a failure of the connection says about the call. The error itself is dropped: its words hold the address.
fn lost(error: &reqwest::Error) -> CallError {
    if error.is_builder() {
        CallError::NotSent(Cause::Unusable)
    } else if error.is_connect() {
        CallError::NotSent(Cause::Connect)
    } else if error.is_timeout() {
        CallError::Unknown(Cause::TimedOut)
    } else {
        CallError::Unknown(Cause::Cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    const TOKEN: &str = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake0";
    const NOW: Timestamp = Timestamp(1_800_000_000); // Fri, 15 Jan 2027 08:00:00 GMT

    fn raw(port: u16) -> Raw {
        let url = format!("http://127.0.0.1:{port}/");
        Raw::new(&url, TOKEN, None, Clock::standing(NOW)).unwrap()
    }

    /// A server that gives this answer to each request; without one it hangs up after reading.
    async fn server(answer: Option<String>) -> (Raw, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let raw = raw(listener.local_addr().unwrap().port());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !is_whole(&request) && stream.read_buf(&mut request).await.unwrap() > 0 {}
                let text = String::from_utf8_lossy(&request).into_owned();
                log.lock().unwrap().push(text);
                if let Some(answer) = &answer {
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        });
        (raw, asked)
    }

    /// Whether the body has come too.
    fn is_whole(request: &[u8]) -> bool {
        let text = String::from_utf8_lossy(request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            return false;
        };
        let head = head.to_lowercase();
        let length = head.split_once("content-length: ").map(|(_, rest)| {
            let digits = rest.lines().next().unwrap_or_default();
            digits.parse::<usize>().unwrap()
        });
        body.len() >= length.unwrap_or(0)
    }

    fn http(status: &str, body: &str) -> Option<String> {
        let length = body.len();
        Some(format!(
            "HTTP/1.1 {status}\r\nDate: Fri, 15 Jan 2027 07:59:30 GMT\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    }

    fn shows_nothing(error: &CallError) {
        let shown = format!("{error} {error:?} {:#}", anyhow::Error::new(error.clone()));
        for secret in ["AAFake", "http://", "127.0.0.1", "private words"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[tokio::test]
    async fn a_closed_port_means_that_nothing_was_sent_and_shows_no_token() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let raw = raw(listener.local_addr().unwrap().port());
        drop(listener);
        let error = raw.call(&Call::new("getMe")).await.unwrap_err();
        assert_eq!(error, CallError::NotSent(Cause::Connect));
        shows_nothing(&error);
        let error = raw.get_updates(None, 0, &[]).await.unwrap_err();
        assert_eq!(error, CallError::NotSent(Cause::Connect));
        assert_eq!((raw.clock_skew(), raw.last_contact()), (None, None));
        assert!(!format!("{raw:?}").contains("AAFake"));
    }

    #[tokio::test]
    async fn an_answer_that_is_no_json_leaves_the_outcome_unknown_and_shows_no_token() {
        let body = format!("<html>{TOKEN} private words</html>");
        let (raw, _) = server(http("200 OK", &body)).await;
        let error = raw.call(&Call::new("getMe")).await.unwrap_err();
        assert_eq!(error, CallError::BadAnswer { status: 200 });
        shows_nothing(&error);
        let (raw, _) = server(http("200 OK", r#"{"result":1}"#)).await;
        let error = raw.call(&Call::new("getMe")).await.unwrap_err();
        assert_eq!(error, CallError::BadAnswer { status: 200 });
    }

    #[tokio::test]
    async fn a_gateway_in_trouble_is_a_server_error() {
        let (raw, _) = server(http("502 Bad Gateway", "<html></html>")).await;
        let error = raw.call(&Call::new("getMe")).await.unwrap_err();
        assert_eq!(error, CallError::api(502, "Bad Gateway", None));
    }

    #[tokio::test]
    async fn a_connection_cut_after_sending_leaves_the_outcome_unknown() {
        let (raw, _) = server(None).await;
        let error = raw.call(&Call::new("getMe")).await.unwrap_err();
        assert_eq!(error, CallError::Unknown(Cause::Cut));
        shows_nothing(&error);
    }

    #[tokio::test]
    async fn an_answer_tells_telegrams_time_and_the_last_contact() {
        let (raw, asked) = server(http("200 OK", r#"{"ok":true,"result":{"id":5}}"#)).await;
        let call = Call::new("sendMessage").set("chat_id", 5).set("text", "hi");
        assert_eq!(raw.call(&call).await.unwrap()["id"], 5);
        assert_eq!(raw.clock_skew(), Some(30));
        assert_eq!(raw.last_contact(), Some(NOW));
        let asked = asked.lock().unwrap();
        assert!(asked[0].starts_with(&format!("POST /bot{TOKEN}/sendMessage HTTP/1.1")));
        assert!(
            asked[0].ends_with(r#"{"chat_id":5,"text":"hi"}"#),
            "{}",
            asked[0]
        );
    }

    #[tokio::test]
    async fn an_answer_that_travelled_while_the_machine_slept_says_nothing_about_the_clock() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let clock = Clock::standing(NOW);
        let url = format!("http://127.0.0.1:{port}/");
        let raw = Raw::new(&url, TOKEN, None, clock.clone()).unwrap();
        let answer = http("200 OK", r#"{"ok":true,"result":{"id":5}}"#).unwrap();
        let slept = clock.clone();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !is_whole(&request) && stream.read_buf(&mut request).await.unwrap() > 0 {}
            slept.advance(3_600);
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        raw.call(&Call::new("getMe")).await.unwrap();
        assert_eq!(raw.clock_skew(), None);
        assert_eq!(raw.last_contact(), Some(clock.now()));
    }

    #[tokio::test]
    async fn a_refusal_carries_telegrams_words_and_the_chat() {
        let body = r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#;
        let (raw, _) = server(http("400 Bad Request", body)).await;
        let call = Call::new("sendMessage").set("chat_id", 5);
        let error = raw.call(&call).await.unwrap_err();
        let chat = Some(crate::models::ChatId(5));
        assert_eq!(
            error,
            CallError::api(400, "Bad Request: chat not found", chat)
        );
    }

    #[tokio::test]
    async fn updates_keep_telegrams_own_text() {
        let body = r#"{"ok":true,"result":[{"update_id": 1,  "new":1e2},{"update_id":2}]}"#;
        let (raw, asked) = server(http("200 OK", body)).await;
        let updates = raw.get_updates(Some(7), 50, &["message"]).await.unwrap();
        assert_eq!(updates[0].get(), r#"{"update_id": 1,  "new":1e2}"#);
        assert_eq!(updates.len(), 2);
        let request = asked.lock().unwrap()[0].clone();
        assert!(request.ends_with(r#"{"allowed_updates":["message"],"offset":7,"timeout":50}"#));
        let body = r#"{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}"#;
        let (raw, _) = server(http("409 Conflict", body)).await;
        let error = raw.get_updates(None, 50, &[]).await.unwrap_err();
        assert_eq!(error.class(), crate::telegram::errors::Class::Conflict);
    }

    #[tokio::test]
    async fn a_file_goes_in_parts_and_can_be_sent_again() {
        let (raw, asked) = server(http("200 OK", r#"{"ok":true,"result":true}"#)).await;
        let markup = serde_json::json!({"a": 1});
        let call = Call::new("sendDocument")
            .set("chat_id", 5)
            .set("caption", "words")
            .set("reply_markup", markup)
            .upload(Upload {
                field: "document",
                file_name: "wg.conf".into(),
                content: Content::Memory(Arc::from(b"CONTENT".as_slice())),
            });
        for _ in 0..2 {
            raw.call(&call).await.unwrap();
        }
        let asked = asked.lock().unwrap();
        for part in [
            "name=\"chat_id\"\r\n\r\n5\r\n",
            "\r\n\r\nwords\r\n",
            "{\"a\":1}",
            "wg.conf",
            "CONTENT",
        ] {
            assert!(asked.iter().all(|request| request.contains(part)), "{part}");
        }
    }

    #[test]
    fn an_unusable_token_or_proxy_is_refused_without_showing_it() {
        let clock = || Clock::standing(NOW);
        let url = "http://127.0.0.1:1";
        for proxy in [
            "socks5://user:hidden@127.0.0.1:1080",
            "http://127.0.0.1:8080",
        ] {
            assert!(Raw::new(url, TOKEN, Some(proxy), clock()).is_ok());
        }
        for (token, proxy) in [("hidden/../x", None), (TOKEN, Some("ht tp://hidden:pass@"))] {
            let error = Raw::new(url, token, proxy, clock()).unwrap_err();
            assert!(!format!("{error:?} {error:#}").contains("hidden"));
        }
    }
}
