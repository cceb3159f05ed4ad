//! Lists by their address: the beginning of an answer within a bounded time, from addresses that may be touched.
//!
//! No error holds the address: it may have a key in it.

use super::dial::Conn;
use super::dial::Net;
use super::guard::GuardError;
use super::http;
use super::http::Head;
use super::http::HttpFault;
use super::http::Most;
use crate::models::MOST_LIST_BYTES;
use crate::models::ProxySourceKind;
use reqwest::Url;
use std::time::Duration;
use tokio::time::Instant;
use tokio::time::timeout_at;

/// Bytes that are fetched of a list: by the last it is known to be longer than what is read of it.
const LONGEST_LIST: usize = MOST_LIST_BYTES as usize + 1;
/// A list is there, to its last byte, within this time.
const ALL_WITHIN: Duration = Duration::from_secs(30);
/// A connection stands within this time.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Times that a server may say that it is elsewhere.
const MOST_REDIRECTS: usize = 3;
/// Pages of ten that are read of a Shadowmere that has nothing better.
const MOST_PAGES: u32 = 60;
/// Between two of them: it allows three in a second.
const BETWEEN_PAGES: Duration = Duration::from_millis(400);
/// Pages are many: all of them within this time, or what came until then.
const PAGES_WITHIN: Duration = Duration::from_secs(90);

/// Why a list was not fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchError {
    #[error("the address is none of HTTP")]
    Address,
    #[error("{0}")]
    Guard(#[from] GuardError),
    #[error("no connection")]
    Connection,
    #[error("no secure connection: another certificate, or none")]
    Insecure,
    #[error("no answer in time")]
    Late,
    #[error("the server answered {0}")]
    Status(u16),
    #[error("the server sends elsewhere too often")]
    Redirects,
    #[error("the answer broke off")]
    Partial,
    #[error("the server does not speak HTTP")]
    NotHttp,
    #[error("a pasted list has no address")]
    Pasted,
}

/// Fetches a list. Of one that is longer than [`MOST_LIST_BYTES`] it is the beginning, and more than so many bytes.
///
/// # Errors
/// [`FetchError`], without the address.
pub async fn fetch(source: &ProxySourceKind, net: &Net) -> Result<Vec<u8>, FetchError> {
    match source {
        ProxySourceKind::List { url } => get(url, net).await,
        ProxySourceKind::Shadowmere { url } => shadowmere(url, net).await,
        ProxySourceKind::Pasted => Err(FetchError::Pasted),
    }
}

/// Everything that works there: its subscription, which has whole links; where that fails its list for apps, which cuts
/// some passwords; at last its pages.
async fn shadowmere(base: &str, net: &Net) -> Result<Vec<u8>, FetchError> {
    let base = base.trim_end_matches('/');
    let base = base.strip_suffix("/api").unwrap_or(base);
    let mut last = FetchError::Address;
    for path in ["/api/b64sub/", "/api/sub/"] {
        match get(&format!("{base}{path}"), net).await {
            Ok(list) => return Ok(list),
            // A server that cannot be reached at all is not asked again.
            Err(error @ (FetchError::Status(_) | FetchError::Partial | FetchError::NotHttp)) => {
                last = error;
            }
            Err(error) => return Err(error),
        }
    }
    pages(base, net).await.map_err(|_| last)
}

/// The pages, one behind the other.
async fn pages(base: &str, net: &Net) -> Result<Vec<u8>, FetchError> {
    let until = Instant::now() + PAGES_WITHIN;
    let mut list = Vec::new();
    for page in 1..=MOST_PAGES {
        let one = format!("{base}/api/proxies/?is_active=true&page={page}");
        match timeout_at(until, get(&one, net)).await {
            Ok(Ok(bytes)) => {
                let is_last = is_last_page(&bytes, page);
                if list.len() + bytes.len() > LONGEST_LIST {
                    return Ok(list);
                }
                list.extend_from_slice(&bytes);
                list.push(b'\n');
                if is_last {
                    return Ok(list);
                }
            }
            // Past the end, or too much of it: what came is kept.
            Ok(Err(_)) | Err(_) if page > 1 => return Ok(list),
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(FetchError::Late),
        }
        tokio::time::sleep(BETWEEN_PAGES).await;
    }
    Ok(list)
}

/// Whether no page follows that one.
fn is_last_page(bytes: &[u8], page: u32) -> bool {
    #[derive(serde::Deserialize)]
    struct Page {
        total_pages: u32,
    }
    serde_json::from_slice::<Page>(bytes).map_or(true, |read| page >= read.total_pages)
}

/// One address, wherever it sends.
async fn get(url: &str, net: &Net) -> Result<Vec<u8>, FetchError> {
    let until = Instant::now() + ALL_WITHIN;
    let mut url = Url::parse(url.trim()).map_err(|_| FetchError::Address)?;
    for _ in 0..=MOST_REDIRECTS {
        let one = timeout_at(until, once(&url, net)).await;
        let (head, body) = one.map_err(|_| FetchError::Late)??;
        match (head.status, head.location) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => {
                let next = url.join(&location).map_err(|_| FetchError::Address)?;
                // What was asked for over TLS is not taken from whoever listens.
                if url.scheme() == "https" && next.scheme() != "https" {
                    return Err(FetchError::Insecure);
                }
                url = next;
            }
            (200..=299, _) => return Ok(body),
            (status, _) => return Err(FetchError::Status(status)),
        }
    }
    Err(FetchError::Redirects)
}

/// One question to one server. The address that is checked is the one that is connected to.
async fn once(url: &Url, net: &Net) -> Result<(Head, Vec<u8>), FetchError> {
    let is_tls = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(FetchError::Address),
    };
    let host = url.host_str().ok_or(FetchError::Address)?;
    let bare = host.trim_matches(['[', ']']);
    let port = url.port_or_known_default().ok_or(FetchError::Address)?;
    let addresses = net.resolve_own(bare, port).await?;
    let stream = net.connect(&addresses, CONNECT_WITHIN).await;
    let mut conn: Conn = Box::new(stream.map_err(|_| FetchError::Connection)?);
    if is_tls {
        conn = net
            .secure(bare, conn)
            .await
            .map_err(|_| FetchError::Insecure)?;
    }
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let authority = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let lines = http::usual_lines();
    let most = Most::First(LONGEST_LIST);
    let answer = http::get(&mut conn, &target, &authority, &lines, most).await;
    answer.map_err(|fault| match fault {
        // What is too long here is a head.
        HttpFault::NotHttp | HttpFault::TooLong => FetchError::NotHttp,
        HttpFault::Partial | HttpFault::Broken => FetchError::Partial,
    })
}

#[cfg(test)]
mod tests;
