//! An Outline server's management interface, answering as the real one was recorded to answer
//! (`tests/data/outline-api-observed.txt`), over TLS with a certificate such as its installation makes; and its faults.

use http_body_util::BodyExt;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use ring::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::net::{Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// The secret path of the recording.
pub const SECRET: &str = "TestApiPrefix0123456789";
/// A port of the machine that another program has.
const BUSY_PORT: u64 = 18_081;
const METHODS: [&str; 4] = [
    "aes-256-gcm",
    "aes-192-gcm",
    "aes-128-gcm",
    "chacha20-ietf-poly1305",
];

/// A running server.
pub struct OutlineServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: tokio::task::AbortHandle,
}

struct Shared {
    state: Mutex<State>,
    acceptor: Mutex<(TlsAcceptor, String)>,
    /// What came in over TLS: whatever a client sends after the handshake.
    application_bytes: AtomicUsize,
}

/// What the server knows, and how it is to misbehave.
pub struct State {
    pub keys: Vec<Key>,
    /// Bytes of the last thirty days.
    pub transfer: BTreeMap<String, u64>,
    pub name: String,
    pub hostname: String,
    pub port: u64,
    /// Method and path without the secret, of every request that came.
    pub calls: Vec<String>,
    /// Passwords of the next keys; random ones when there are no more.
    pub passwords: VecDeque<String>,
    pub faults: VecDeque<Fault>,
    /// Before each answer.
    pub delay: Duration,
    /// As servers were before keys could be put with an id.
    pub is_old: bool,
    /// Prometheus is down.
    pub has_no_metrics: bool,
    next_id: u64,
    default_limit: Option<u64>,
    shares_metrics: bool,
}

#[derive(Clone)]
pub struct Key {
    pub id: String,
    pub name: String,
    pub password: String,
    pub port: u64,
    pub method: String,
    pub limit: Option<u64>,
    host: String,
}

/// What goes wrong with the next request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Answers that, without acting.
    Status(u16),
    /// The connection breaks before anything is done.
    DropBefore,
    /// It is done, and then the connection breaks.
    DropAfter,
    /// Something that is not Outline's answers.
    Garbage,
}

impl Key {
    fn json(&self) -> Value {
        let mut key = json!({
            "id": self.id, "name": self.name, "password": self.password, "port": self.port, "method": self.method,
            "accessUrl": self.access_url(),
        });
        if let Some(bytes) = self.limit {
            key["dataLimit"] = json!({ "bytes": bytes });
        }
        key
    }

    pub fn access_url(&self) -> String {
        use base64::Engine;
        let user = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .encode(format!("{}:{}", self.method, self.password));
        let host = match self.host.parse::<Ipv6Addr>() {
            Ok(address) => {
                let groups: Vec<String> = (address.segments().iter())
                    .map(|group| format!("{group:x}"))
                    .collect();
                format!("[{}]", groups.join(":"))
            }
            Err(_) => self.host.clone(),
        };
        format!("ss://{user}@{host}:{}/?outline=1", self.port)
    }
}

impl State {
    fn new() -> Self {
        Self {
            keys: Vec::new(),
            transfer: BTreeMap::new(),
            name: "Outline Server".to_owned(),
            hostname: "127.0.0.1".to_owned(),
            port: 55_637,
            calls: Vec::new(),
            passwords: VecDeque::new(),
            faults: VecDeque::new(),
            delay: Duration::ZERO,
            is_old: false,
            has_no_metrics: false,
            next_id: 0,
            default_limit: None,
            shares_metrics: false,
        }
    }

    pub fn key(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// Whether the key is in the configuration of the running ss-server: those over their limit are taken out of it.
    pub fn lets_through(&self, id: &str) -> bool {
        let used = self.transfer.get(id).copied().unwrap_or(0);
        let limit = |key: &Key| key.limit.or(self.default_limit);
        self.key(id)
            .is_some_and(|key| limit(key).is_none_or(|limit| used < limit))
    }
}

impl OutlineServer {
    /// A server without keys.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new()),
            acceptor: Mutex::new(installed_certificate()),
            application_bytes: AtomicUsize::new(0),
        });
        let listener = tokio::spawn(serve(listener, shared.clone())).abort_handle();
        Self {
            address,
            shared,
            listener,
        }
    }

    /// What an admin pastes.
    pub fn access(&self) -> String {
        json!({ "apiUrl": self.url(), "certSha256": self.pin() }).to_string()
    }

    pub fn url(&self) -> String {
        format!("https://{}/{SECRET}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Upper case, without colons.
    pub fn pin(&self) -> String {
        lock(&self.shared.acceptor).1.clone()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }

    /// The calls since the last time somebody asked.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.state().calls)
    }

    pub fn fail(&self, faults: &[Fault]) {
        self.state().faults.extend(faults);
    }

    /// Bytes that clients sent inside TLS.
    pub fn application_bytes(&self) -> usize {
        self.shared.application_bytes.load(Ordering::SeqCst)
    }

    /// Another server takes the address: same answers, another certificate.
    pub fn change_certificate(&self) {
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("made");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        *lock(&self.shared.acceptor) = acceptor(made.cert.der().clone(), key.into());
    }

    /// Shows the certificate of the installation, which anybody can copy, without having its private key.
    pub fn show_a_copied_certificate(&self) {
        let other = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("made");
        let key = PrivatePkcs8KeyDer::from(other.signing_key.serialize_der());
        let key = rustls::crypto::ring::sign::any_supported_type(&key.into()).expect("a key");
        let certificate = CertificateDer::from(CERTIFICATE.to_vec());
        let copied = rustls::sign::CertifiedKey::new(vec![certificate], key);
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("versions")
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(copied)));
        let pin = self.pin();
        *lock(&self.shared.acceptor) = (TlsAcceptor::from(Arc::new(config)), pin);
    }

    /// After a restart the present host name stands in the links of all keys.
    pub fn restart(&self) {
        let mut state = self.state();
        let host = state.hostname.clone();
        for key in &mut state.keys {
            key.host.clone_from(&host);
        }
    }
}

impl Drop for OutlineServer {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// RSA of 4096 bits, signed by itself, without another name than CN, and CA:TRUE: made as install_server.sh does.
const CERTIFICATE: &[u8] = include_bytes!("../data/outline-certificate.der");
const PRIVATE_KEY: &[u8] = include_bytes!("../data/outline-key.der");

fn installed_certificate() -> (TlsAcceptor, String) {
    let key = PrivatePkcs8KeyDer::from(PRIVATE_KEY.to_vec());
    acceptor(CertificateDer::from(CERTIFICATE.to_vec()), key.into())
}

fn acceptor(
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
) -> (TlsAcceptor, String) {
    let pin = digest(&SHA256, &certificate);
    let pin = pin
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate");
    (TlsAcceptor::from(Arc::new(config)), pin)
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            let acceptor = lock(&shared.acceptor).0.clone();
            let Ok(stream) = acceptor.accept(stream).await else {
                return;
            };
            let counted = Counted {
                inner: stream,
                shared: shared.clone(),
            };
            let service = service_fn(|request| answer(shared.clone(), request));
            // A dropped connection is what a fault asked for.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(counted), service)
                .await;
        });
    }
}

/// Counts what comes in.
struct Counted<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        self.shared
            .application_bytes
            .fetch_add(read, Ordering::SeqCst);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let (fault, delay) = {
        let mut state = lock(&shared.state);
        let path = head.uri.path().replace(&format!("/{SECRET}"), "");
        state.calls.push(format!("{} {path}", head.method));
        (state.faults.pop_front(), state.delay)
    };
    tokio::time::sleep(delay).await;
    match fault {
        Some(Fault::Status(status)) => {
            let body = json!({ "code": "InternalServer", "message": "broken" });
            return Ok(written(Reply(status, Some(body), None)));
        }
        Some(Fault::DropBefore) => return Err(io::Error::other("dropped")),
        Some(Fault::Garbage) => {
            return Ok(Response::new(Full::new(Bytes::from_static(b"<html>hello"))));
        }
        Some(Fault::DropAfter) | None => {}
    }
    let content_type = (head.headers.get("content-type"))
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let host = (head.headers.get("host"))
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let call = Call {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        host,
    };
    let reply = match parameters(content_type, &body) {
        Some(parameters) => call.answered(&mut lock(&shared.state), &parameters),
        None => error(
            400,
            "InvalidContent",
            "Invalid JSON: Expected property name or '}' in JSON at position 1",
        ),
    };
    if fault == Some(Fault::DropAfter) {
        return Err(io::Error::other("dropped"));
    }
    Ok(written(reply))
}

/// Status, body and where to.
struct Reply(u16, Option<Value>, Option<String>);

fn written(Reply(status, body, location): Reply) -> Response<Full<Bytes>> {
    let mut response = Response::builder()
        .status(status)
        .header("server", "restify");
    if let Some(location) = location {
        response = response.header("location", location);
    }
    let bytes = match body {
        Some(body) => {
            response = response.header("content-type", "application/json");
            body.to_string()
        }
        None => String::new(),
    };
    response
        .body(Full::new(Bytes::from(bytes)))
        .expect("a response")
}

fn ok(body: Value) -> Reply {
    Reply(200, Some(body), None)
}

fn done() -> Reply {
    Reply(204, None, None)
}

fn error(status: u16, code: &str, message: &str) -> Reply {
    let body = json!({ "code": code, "message": message });
    Reply(status, Some(body), None)
}

fn no_key(id: &str) -> Reply {
    error(404, "NotFound", &format!("Access key \"{id}\" not found"))
}

fn missing(name: &str) -> Reply {
    error(
        400,
        "MissingParameter",
        &format!("Parameter `{name}` is missing"),
    )
}

/// The parameters of a body; `None` for broken JSON.
fn parameters(content_type: &str, body: &[u8]) -> Option<Value> {
    if content_type.starts_with("multipart/form-data") {
        let text = String::from_utf8_lossy(body);
        let mut values = json!({});
        for part in text
            .split("Content-Disposition: form-data; name=\"")
            .skip(1)
        {
            let (name, rest) = part.split_once('"')?;
            let value = rest.split_once("\r\n\r\n")?.1;
            values[name] = json!(value.split("\r\n--").next()?);
        }
        return Some(values);
    }
    if body.is_empty() || !content_type.starts_with("application/json") {
        return Some(json!({}));
    }
    serde_json::from_slice(body).ok()
}

struct Call<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    host: &'a str,
}

impl Call<'_> {
    fn answered(&self, state: &mut State, given: &Value) -> Reply {
        let unknown = || {
            let message = format!("{} does not exist", self.path);
            error(404, "ResourceNotFound", &message)
        };
        let Some(path) = self.path.strip_prefix(&format!("/{SECRET}")) else {
            return unknown();
        };
        let path: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (self.method, path.as_slice()) {
            ("GET", ["server"]) => ok(server(state)),
            ("PUT", ["name"]) => rename_server(state, given),
            ("PUT", ["server", "hostname-for-access-keys"]) => set_hostname(state, given),
            ("PUT", ["server", "port-for-new-access-keys"]) => set_port(state, given),
            ("PUT", ["server", "access-key-data-limit"]) => match limit_of(given) {
                Ok(Some(bytes)) => {
                    state.default_limit = Some(bytes);
                    done()
                }
                Ok(None) => missing("limit"),
                Err(reply) => reply,
            },
            ("DELETE", ["server", "access-key-data-limit"]) => {
                state.default_limit = None;
                done()
            }
            ("PUT" | "DELETE", ["experimental", "access-key-data-limit"]) => {
                let to = format!(
                    "https://{}/{SECRET}/server/access-key-data-limit",
                    self.host
                );
                Reply(308, Some(Value::Null), Some(to))
            }
            ("GET", ["metrics", "transfer"]) if state.has_no_metrics => {
                error(500, "InternalServer", "")
            }
            ("GET", ["metrics", "transfer"]) => {
                ok(json!({ "bytesTransferredByUserId": state.transfer }))
            }
            ("GET", ["metrics", "enabled"]) => {
                ok(json!({ "metricsEnabled": state.shares_metrics }))
            }
            ("PUT", ["metrics", "enabled"]) => match given.get("metricsEnabled") {
                Some(Value::Bool(is_on)) => {
                    state.shares_metrics = *is_on;
                    done()
                }
                Some(_) => error(
                    400,
                    "InvalidArgument",
                    "Parameter `metricsEnabled` must be a boolean",
                ),
                None => missing("metricsEnabled"),
            },
            ("GET", ["experimental", "server", "metrics"]) => self.experimental(),
            ("GET", ["access-keys"]) => {
                let keys: Vec<Value> = state.keys.iter().map(Key::json).collect();
                ok(json!({ "accessKeys": keys }))
            }
            ("POST", ["access-keys"]) => create(state, given, None),
            ("PUT", ["access-keys", _]) if state.is_old => self.not_allowed(),
            ("GET", ["access-keys", _]) if state.is_old => self.not_allowed(),
            ("PUT", ["access-keys", id]) => create(state, given, Some(id)),
            (_, ["access-keys", id, rest @ ..]) => self.of_key(state, given, id, rest),
            (_, ["server"] | ["name"] | ["access-keys"] | ["metrics", "transfer" | "enabled"]) => {
                self.not_allowed()
            }
            _ => unknown(),
        }
    }

    fn not_allowed(&self) -> Reply {
        let message = format!("{} is not allowed", self.method);
        error(405, "MethodNotAllowed", &message)
    }

    /// A server without samples yet: whoever asks rightly gets an error.
    fn experimental(&self) -> Reply {
        let since = self
            .query
            .split('&')
            .find_map(|pair| pair.strip_prefix("since="));
        match since {
            None => missing("since"),
            Some(range) => {
                let (number, unit) = range.split_at(range.len().saturating_sub(1));
                if number.parse::<u64>().is_ok() && ["s", "h", "d", "w"].contains(&unit) {
                    error(500, "InternalServer", "")
                } else {
                    let message = format!("Invalid time range: {range}");
                    error(400, "InvalidArgument", &message)
                }
            }
        }
    }

    fn of_key(&self, state: &mut State, given: &Value, id: &str, rest: &[&str]) -> Reply {
        let place = state.keys.iter().position(|key| key.id == id);
        let key = |state: &mut State, change: &dyn Fn(&mut Key)| match place {
            Some(at) => {
                change(&mut state.keys[at]);
                done()
            }
            None => no_key(id),
        };
        match (self.method, rest) {
            ("GET", []) => place.map_or_else(|| no_key(id), |at| ok(state.keys[at].json())),
            ("DELETE", []) => match place {
                Some(at) => {
                    state.keys.remove(at);
                    done()
                }
                None => no_key(id),
            },
            ("PUT", ["name"]) => match given.get("name") {
                None => missing("name"),
                Some(Value::String(name)) if name.is_empty() => missing("name"),
                Some(Value::String(name)) => key(state, &|key| key.name.clone_from(name)),
                Some(_) => error(
                    400,
                    "InvalidArgument",
                    "Parameter `name` must be of type string",
                ),
            },
            // The trap: whatever has no `limit` removes the limit.
            ("PUT", ["data-limit"]) => match limit_of(given) {
                Ok(limit) => key(state, &|key| key.limit = limit),
                Err(reply) => reply,
            },
            ("DELETE", ["data-limit"]) => key(state, &|key| key.limit = None),
            (_, [] | ["name"] | ["data-limit"]) => self.not_allowed(),
            _ => error(
                404,
                "ResourceNotFound",
                &format!("{} does not exist", self.path),
            ),
        }
    }
}

fn server(state: &State) -> Value {
    let mut server = json!({
        "name": state.name, "serverId": "64a17fb9-fef2-4931-b563-ce5d34ee5d1b",
        "metricsEnabled": state.shares_metrics, "createdTimestampMs": 1_795_225_641_149_u64, "version": "dev",
        "portForNewAccessKeys": state.port, "hostnameForAccessKeys": state.hostname,
    });
    if let Some(bytes) = state.default_limit {
        server["accessKeyDataLimit"] = json!({ "bytes": bytes });
    }
    server
}

fn rename_server(state: &mut State, given: &Value) -> Reply {
    match given.get("name") {
        None => missing("name"),
        Some(Value::String(name)) if name.chars().count() <= 100 => {
            state.name.clone_from(name);
            done()
        }
        Some(other) => {
            let got = other
                .as_str()
                .map_or_else(|| other.to_string(), str::to_owned);
            let message = format!(
                "Requested server name should be a string <= 100 characters long.  Got {got}"
            );
            error(409, "InvalidArgument", &message)
        }
    }
}

fn set_hostname(state: &mut State, given: &Value) -> Reply {
    let Some(hostname) = given.get("hostname").and_then(Value::as_str) else {
        return error(400, "MissingParameter", "hostname must be provided");
    };
    let is_name = hostname
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    if !is_name && hostname.parse::<Ipv6Addr>().is_err() {
        let message = format!("Hostname {hostname} isn't a valid hostname or IP address");
        return error(400, "InvalidArgument", &message);
    }
    state.hostname = hostname.to_owned();
    done()
}

fn set_port(state: &mut State, given: &Value) -> Reply {
    match port_of(given) {
        Ok(None) => missing("port"),
        Ok(Some(port)) => {
            state.port = port;
            done()
        }
        Err(reply) => reply,
    }
}

/// A free port. The bounds in the message are the server's own mistake.
fn port_of(given: &Value) -> Result<Option<u64>, Reply> {
    let Some(port) = given.get("port") else {
        return Ok(None);
    };
    let Some(number) = port.as_f64() else {
        let shown = port.as_str().unwrap_or_default();
        let message = format!("Expected a number for port, instead got {shown} of type string");
        return Err(error(400, "InvalidArgument", &message));
    };
    match port.as_u64() {
        Some(BUSY_PORT) => {
            let message = format!("Port {BUSY_PORT} is unavailable");
            Err(error(409, "Conflict", &message))
        }
        Some(port @ 1..=65_535) => Ok(Some(port)),
        Some(_) | None => {
            let message =
                format!("Port {number} is invalid: must be an integer in range [0, 65353]");
            Err(error(400, "InvalidArgument", &message))
        }
    }
}

fn limit_of(given: &Value) -> Result<Option<u64>, Reply> {
    match given.get("limit") {
        None => Ok(None),
        Some(limit) => limit["bytes"].as_u64().map(Some).ok_or_else(|| {
            error(
                400,
                "InvalidArgument",
                "`limit.bytes` must be an non-negative integer",
            )
        }),
    }
}

/// Makes a key. What is found wrong after the id was given costs that id.
fn create(state: &mut State, given: &Value, own_id: Option<&str>) -> Reply {
    if own_id.is_none() && given.get("id").is_some() {
        return error(400, "InvalidArgument", "Parameter `id` is not allowed");
    }
    let limit = match limit_of(given) {
        Ok(limit) => limit,
        Err(reply) => return reply,
    };
    if let Some(text) = given.get("port").and_then(Value::as_str) {
        let message = format!("Expected a number for port, instead got {text} of type string");
        return error(400, "InvalidArgument", &message);
    }
    let id = match own_id {
        Some(id) if state.key(id).is_some() => {
            let message = format!("Access key \"{id}\" conflict");
            return error(409, "Conflict", &message);
        }
        Some(id) => id.to_owned(),
        None => next_id(state),
    };
    let method = given["method"].as_str().unwrap_or("chacha20-ietf-poly1305");
    if !METHODS.contains(&method) {
        let message = format!("cipher \"{method}\" is not valid");
        return error(400, "InvalidArgument", &message);
    }
    let port = match port_of(given) {
        Ok(port) => port.unwrap_or(state.port),
        Err(reply) => return reply,
    };
    let password = match given["password"].as_str() {
        Some(password) => password.to_owned(),
        None => state.passwords.pop_front().unwrap_or_else(random_password),
    };
    if state.keys.iter().any(|key| key.password == password) {
        let message = format!(
            "Access key {id} has the same password. Please specify a unique password for each access key"
        );
        return error(409, "Conflict", &message);
    }
    let key = Key {
        id,
        name: given["name"].as_str().unwrap_or_default().to_owned(),
        password,
        port,
        method: method.to_owned(),
        limit,
        host: state.hostname.clone(),
    };
    let json = key.json();
    state.keys.push(key);
    Reply(201, Some(json), None)
}

fn next_id(state: &mut State) -> String {
    let taken: BTreeSet<String> = state.keys.iter().map(|key| key.id.clone()).collect();
    loop {
        let id = state.next_id.to_string();
        state.next_id += 1;
        if !taken.contains(&id) {
            return id;
        }
    }
}

fn random_password() -> String {
    let mut random = [0; 11];
    getrandom::fill(&mut random).expect("randomness");
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}
