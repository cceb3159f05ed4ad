//! Tells an address what happened: one signed POST, to addresses of the public internet only.
//!
//! Headers and signature are those of Standard Webhooks (<https://www.standardwebhooks.com>, specification 1.0): HMAC-SHA256
//! over id, time and body. The names of a receiver are resolved here, each address is judged, and the connection goes to
//! the very addresses that were judged: a name that leads elsewhere a moment later leads nowhere.

use crate::models::WebhookRefusal;
use crate::utils::net::is_public;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use reqwest::dns::Addrs;
use reqwest::dns::Name;
use reqwest::dns::Resolve;
use reqwest::dns::Resolving;
use ring::hmac;
use std::error::Error;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest address.
const LONGEST_URL: usize = 2_000;
/// Bytes read of an answer: nobody needs more than its first words.
const MOST_ANSWER: usize = 1_024;
/// Characters kept of an answer or a fault.
const MOST_WORDS: usize = 200;
/// Whoever does not take the connection within it is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest that one try takes.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// An open connection waits so long for the next event.
const IDLE_WITHIN: Duration = Duration::from_secs(20);
/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;
/// How a secret begins.
const SECRET_PREFIX: &str = "whsec_";
/// Names looked up at once: each lookup holds a thread that the database wants too, and a resolver may hang.
static LOOKUPS: Semaphore = Semaphore::const_new(2);
const NOT_PUBLIC: &str = "its name leads to an address that is not public";
/// What is called in the head of each request.
const AGENT: &str = concat!("Portero/", env!("CARGO_PKG_VERSION"));

/// A new secret: `whsec_` and 32 random bytes in Base64.
pub fn new_secret() -> Result<String, String> {
    let mut bytes = [0u8; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| format!("no randomness: {error}"))?;
    Ok(format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)))
}

/// The value of `webhook-signature`: HMAC-SHA256 of `id.seconds.body` under the bytes of the secret. `None` for what is no
/// secret.
pub fn sign(secret: &str, id: &str, seconds: i64, body: &str) -> Option<String> {
    let bytes = STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
    let tag = hmac::sign(&key, format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(tag.as_ref())))
}

/// What is sent.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    pub url: &'a str,
    pub secret: &'a str,
    /// The same each time the same event is sent.
    pub id: &'a str,
    /// Now, in Unix seconds.
    pub seconds: i64,
    /// JSON.
    pub body: &'a str,
}

/// What a receiver answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub status: u16,
    /// Seconds after which it wants to be asked again.
    pub retry_after: Option<i64>,
    /// Its first words.
    pub words: String,
}

/// Sends events. The client is made when the first one is sent.
pub struct Messenger {
    allows_inner: bool,
    client: OnceLock<reqwest::Client>,
}

impl Messenger {
    /// `allows_inner` is for tests: plain HTTP, and addresses of this machine too.
    pub fn new(allows_inner: bool) -> Self {
        Self {
            allows_inner,
            client: OnceLock::new(),
        }
    }

    /// The address as it is kept, and its host as it is shown.
    ///
    /// # Errors
    /// For what is no address, or one that no event may be sent to.
    pub fn judge(&self, url: &str) -> Result<(String, String), WebhookRefusal> {
        let url = url.trim();
        if url.chars().count() > LONGEST_URL || url.contains(|c: char| c.is_control()) {
            return Err(WebhookRefusal::UrlInvalid);
        }
        let mut url = Url::parse(url).map_err(|_| WebhookRefusal::UrlInvalid)?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        let host = url.host_str().unwrap_or_default().to_owned();
        if host.is_empty() || has_user {
            return Err(WebhookRefusal::UrlInvalid);
        }
        match url.scheme() {
            "https" => {}
            "http" if self.allows_inner => {}
            "http" => return Err(WebhookRefusal::UrlInsecure),
            _ => return Err(WebhookRefusal::UrlInvalid),
        }
        if !self.allows_inner && is_inner_name(&host) {
            return Err(WebhookRefusal::UrlInner);
        }
        url.set_fragment(None);
        Ok((url.into(), host))
    }

    fn client(&self) -> Result<&reqwest::Client, String> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = reqwest::Client::builder()
            .no_proxy()
            .https_only(!self.allows_inner)
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(Judge {
                allows_inner: self.allows_inner,
            }))
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .pool_idle_timeout(IDLE_WITHIN)
            .pool_max_idle_per_host(1)
            .user_agent(AGENT)
            .build()
            .map_err(|error| words_of(&error.without_url()))?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Sends an event once.
    ///
    /// # Errors
    /// Why there was no answer, without the address.
    pub async fn send(&self, message: Message<'_>) -> Result<Answer, String> {
        // What was taken once may not be taken any more: a backup of a house for tests, say.
        let judged = self.judge(message.url);
        let (url, _) = judged.map_err(|refusal| format!("its address is refused: {refusal:?}"))?;
        let Message {
            secret,
            id,
            seconds,
            body,
            ..
        } = message;
        let signature = sign(secret, id, seconds, body).ok_or("its secret cannot be used")?;
        let request = self
            .client()?
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(body.to_owned());
        let answered = request.send().await;
        let mut response = answered.map_err(|error| words_of(&error.without_url()))?;
        let status = response.status().as_u16();
        let after = response.headers().get("retry-after");
        let retry_after = after
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .filter(|seconds| *seconds > 0);
        let mut start = Vec::new();
        // The status decides: that the rest does not come says nothing.
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = MOST_ANSWER - start.len();
            start.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if start.len() >= MOST_ANSWER {
                break;
            }
        }
        Ok(Answer {
            status,
            retry_after,
            words: cut(&String::from_utf8_lossy(&start)),
        })
    }
}

/// Whether that host, as an address shows it, is this machine or in an inner network. What a name leads to is judged when
/// it is used.
fn is_inner_name(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']).trim_end_matches('.');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return !is_public(address);
    }
    let name = bare.to_ascii_lowercase();
    // A name without a dot is one of an inner network; these ends are kept for such (RFC 6761, RFC 6762, RFC 8375).
    let inner = [".localhost", ".local", ".internal", ".home.arpa"];
    !name.contains('.') || inner.iter().any(|end| name.ends_with(end))
}

fn cut(text: &str) -> String {
    let plain = text.trim().chars().filter(|c| !c.is_control());
    plain.take(MOST_WORDS).collect()
}

/// What went wrong, by the innermost cause that has words.
fn words_of(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("timeout ({} s)", ANSWER_WITHIN.as_secs());
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cut(&cause.to_string())
}

/// Resolves names, and refuses those that lead to any address that is not public.
struct Judge {
    allows_inner: bool,
}

impl Resolve for Judge {
    fn resolve(&self, name: Name) -> Resolving {
        let allows_inner = self.allows_inner;
        Box::pin(async move {
            let turn = LOOKUPS.acquire().await?;
            #[expect(
                clippy::disallowed_methods,
                reason = "a turn is taken: a lookup that hangs keeps no thread from the database"
            )]
            let found = tokio::task::spawn_blocking(move || {
                // The turn ends with the lookup, not with whoever gave up waiting for it.
                let _turn = turn;
                (name.as_str(), 0)
                    .to_socket_addrs()
                    .map(Iterator::collect::<Vec<SocketAddr>>)
            });
            judged(found.await??, allows_inner)
        })
    }
}

fn judged(
    addresses: Vec<SocketAddr>,
    allows_inner: bool,
) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    let is_fine = |address: &SocketAddr| allows_inner || is_public(address.ip());
    if !addresses.iter().all(is_fine) {
        return Err(NOT_PUBLIC.into());
    }
    Ok(Box::new(addresses.into_iter()))
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
