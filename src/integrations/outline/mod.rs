//! The management interface of an Outline server (shadowbox).
//!
//! Keys are made with ids of our own, so that making one twice makes one. A server too old for that gets the id as a mark
//! in the key's name instead. Facts of the interface were recorded from a real server: `tests/data/outline-api-observed.txt`.

mod access;
mod api;

use super::pin::Pin;
use super::pin::PinnedClient;
use super::shadowsocks::Link;
pub use super::shadowsocks::named;
use super::vpn::Answer;
use super::vpn::Backend;
use super::vpn::BackendError;
use super::vpn::Counters;
use super::vpn::Counting;
use super::vpn::Hidden;
use super::vpn::Listing;
use super::vpn::PeerSecret;
use super::vpn::Put;
use super::vpn::RemotePeer;
use super::vpn::WantedPeer;
use crate::config::Secret;
use crate::models::ServerFacts;
use crate::utils::percent;
pub use access::Access;
pub use access::AccessInvalid;
use api::Api;
use api::Key;
use api::Keys;
use api::ServerInfo;
use reqwest::Method;
use serde_json::Value;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// How long what a server said of itself is taken for true.
const KNOWN_FOR: Duration = Duration::from_secs(60);
/// JavaScript counts exactly up to here.
const MOST: u64 = (1 << 53) - 1;
/// Ids of ours begin here: the server's own counter is far below.
const LEAST_ID: u64 = 1 << 40;
/// What a limit is wider than what is left, in bytes: the house counts first, and the server only where the house is away.
const MARGIN: u64 = 64 << 20;
/// The longest name of a key; the server has no limit.
const LONGEST_NAME: usize = 100;
/// What stands before our id in the name of a key on a server that gives ids itself.
const MARK: &str = " [p:";

/// A client of one server. It changes one thing at a time.
pub struct Outline {
    api: Api,
    change: tokio::sync::Mutex<()>,
    known: Mutex<Option<(Instant, ServerInfo)>>,
    /// The server gives ids itself: ours stand in the names.
    gives_ids: AtomicBool,
}

impl Outline {
    /// A client for that address, which holds the secret path. Nothing is sent yet.
    ///
    /// # Errors
    /// `Unusable`, when the pin is none or TLS cannot be set up.
    pub fn new(api_url: Secret, pin: &str) -> Result<Self, BackendError> {
        let pin = Pin::parse(pin)
            .ok_or_else(|| BackendError::Unusable("the fingerprint is none".to_owned()))?;
        Ok(Self::with_client(PinnedClient::new(pin)?, &api_url))
    }

    fn with_client(client: PinnedClient, api_url: &Secret) -> Self {
        Self {
            api: Api::new(client, api_url.expose().trim_end_matches('/')),
            change: tokio::sync::Mutex::new(()),
            known: Mutex::new(None),
            gives_ids: AtomicBool::new(false),
        }
    }

    /// What the server says of itself, at most a minute old.
    ///
    /// # Errors
    /// Those of reaching it; `Denied` for a wrong secret.
    pub async fn facts(&self) -> Result<ServerFacts, BackendError> {
        let known = self.known().clone();
        match known {
            Some((at, info)) if at.elapsed() < KNOWN_FOR => Ok(facts_of(info)),
            Some(_) | None => self.ask().await,
        }
    }

    /// Changes the host name in keys made from now on; older keys keep theirs until the server restarts.
    ///
    /// # Errors
    /// `Refused` with the server's words; those of reaching it.
    pub async fn set_host(&self, host: &str) -> Result<(), BackendError> {
        self.set(
            "/server/hostname-for-access-keys",
            &json!({ "hostname": host }),
        )
        .await
    }

    /// Changes the port of keys made from now on.
    ///
    /// # Errors
    /// `Refused` with the server's words, such as that another program has the port; those of reaching it.
    pub async fn set_port(&self, port: u16) -> Result<(), BackendError> {
        self.set("/server/port-for-new-access-keys", &json!({ "port": port }))
            .await
    }

    async fn set(&self, path: &str, body: &Value) -> Result<(), BackendError> {
        let _one = self.change.lock().await;
        *self.known() = None;
        self.api.change(Method::PUT, path, Some(body)).await
    }

    async fn ask(&self) -> Result<ServerFacts, BackendError> {
        let info: ServerInfo = self.api.get("/server").await?;
        *self.known() = Some((Instant::now(), info.clone()));
        Ok(facts_of(info))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<(Instant, ServerInfo)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn keys(&self) -> Result<Vec<Key>, BackendError> {
        Ok(self.api.get::<Keys>("/access-keys").await?.access_keys)
    }

    /// The key of that id of ours.
    async fn find(&self, id: &str) -> Result<Option<Key>, BackendError> {
        if !self.gives_ids.load(Ordering::Relaxed) {
            let answer = self.api.call(Method::GET, &path_of(id), None).await?;
            if api::is_success(&answer) {
                return self.api.read(&answer).map(Some);
            }
            // A server that does not know the path may still have the key; and only the list tells whether a server that
            // has no such key gave the id itself.
            if !api::is_no_such_key(&answer) && !api::is_unknown_call(&answer) {
                return Err(self.api.refusal(&answer));
            }
        }
        let keys = self.keys().await?;
        Ok(keys.into_iter().find(|key| own_id(key).0 == id))
    }

    /// Makes the key, or takes the one that is there.
    async fn made(&self, peer: &WantedPeer, limit: Option<u64>) -> Result<Key, BackendError> {
        let old = old_link(peer);
        if old.is_some()
            && let Some(key) = self.find(&peer.remote_id).await?
        {
            return Ok(key);
        }
        // A server that lost the key gets it back as it was, so that the link people have goes on working.
        if let Some(link) = &old
            && let Some(key) = self.make(peer, limit, Some(link)).await?
        {
            return Ok(key);
        }
        if let Some(key) = self.make(peer, limit, None).await? {
            return Ok(key);
        }
        let found = self.find(&peer.remote_id).await?;
        found.ok_or_else(|| BackendError::Refused("the key conflicts with another".to_owned()))
    }

    /// Makes a key with our id; `None` if something of it is taken.
    async fn make(
        &self,
        peer: &WantedPeer,
        limit: Option<u64>,
        old: Option<&Link>,
    ) -> Result<Option<Key>, BackendError> {
        if !self.gives_ids.load(Ordering::Relaxed) {
            let body = key_body(peer, limit, old);
            let path = path_of(&peer.remote_id);
            let answer = self.api.call(Method::PUT, &path, Some(&body)).await?;
            match answer.status {
                409 => return Ok(None),
                // What an old link says may not be allowed any more.
                400 if old.is_some() => return Ok(None),
                _ if !api::is_unknown_call(&answer) => return self.api.read(&answer).map(Some),
                _ => {}
            }
            // Either the secret is wrong, which this finds, or the server is too old for ids of ours.
            self.ask().await?;
            self.gives_ids.store(true, Ordering::Relaxed);
        }
        self.make_marked(peer).await.map(Some)
    }

    /// Makes a key on a server that gives the id: with a mark in the name, by which it is found again. If the answer is
    /// lost, a key without a name is left behind.
    async fn make_marked(&self, peer: &WantedPeer) -> Result<Key, BackendError> {
        let keys = self.keys().await?;
        let ours = |key: &Key| own_id(key).0 == peer.remote_id;
        if let Some(key) = keys.into_iter().find(ours) {
            return Ok(key);
        }
        let answer = self
            .api
            .call(Method::POST, "/access-keys", Some(&json!({})))
            .await?;
        let mut key: Key = self.api.read(&answer)?;
        let name = format!("{}{MARK}{}]", clean(&peer.name), peer.remote_id);
        self.rename(&key.id, &name).await?;
        key.name = name;
        Ok(key)
    }

    async fn rename(&self, id: &str, name: &str) -> Result<(), BackendError> {
        let path = format!("{}/name", path_of(id));
        let body = json!({ "name": name });
        self.api.change(Method::PUT, &path, Some(&body)).await
    }

    /// Brings name and limit of a key to what is wanted, and reads it back if anything was changed: a limit in a form the
    /// server does not understand is removed by it without a word.
    async fn correct(
        &self,
        key: Key,
        peer: &WantedPeer,
        limit: Option<u64>,
    ) -> Result<Key, BackendError> {
        let name = match own_id(&key) {
            (_, true) => format!("{}{MARK}{}]", clean(&peer.name), peer.remote_id),
            (_, false) => clean(&peer.name),
        };
        let is_named = name.is_empty() || key.name == name;
        if is_named && limit_of(&key) == limit {
            return Ok(key);
        }
        if !is_named {
            self.rename(&key.id, &name).await?;
        }
        let path = format!("{}/data-limit", path_of(&key.id));
        match limit {
            _ if limit_of(&key) == limit => {}
            Some(bytes) => {
                let body = json!({ "limit": { "bytes": bytes } });
                self.api.change(Method::PUT, &path, Some(&body)).await?;
            }
            None => self.api.change(Method::DELETE, &path, None).await?,
        }
        let kept = self.find(&peer.remote_id).await?;
        match kept {
            Some(kept) if limit_of(&kept) == limit => Ok(kept),
            Some(_) | None => Err(BackendError::Strange(
                "the limit of the key was not kept".to_owned(),
            )),
        }
    }

    /// The limit a peer is to have on the server; `None` = none.
    ///
    /// The server compares a limit with the traffic of the last thirty days, not with that since the limit was set: what
    /// may still be transferred is therefore put on top of what counts there now. As old traffic falls out of those days
    /// the limit becomes wider than meant, never narrower; it is a net under the house's own count and no quota.
    async fn limit(&self, peer: &WantedPeer) -> Result<Option<u64>, BackendError> {
        match peer.bytes_left {
            _ if !peer.is_open => Ok(Some(0)),
            None => Ok(None),
            Some(left) => {
                let figures = self.api.transfer().await?;
                let of = |now: u64| now.saturating_add(left).saturating_add(MARGIN).min(MOST);
                let id = self.id_there(peer).await?;
                Ok(figures.map(|figures| of(figures.get(&id).copied().unwrap_or(0))))
            }
        }
    }

    /// What the server calls a key of ours.
    async fn id_there(&self, peer: &WantedPeer) -> Result<String, BackendError> {
        if self.gives_ids.load(Ordering::Relaxed)
            && let Some(key) = self.find(&peer.remote_id).await?
        {
            return Ok(key.id);
        }
        Ok(peer.remote_id.clone())
    }

    async fn put_one(&self, peer: &WantedPeer) -> Result<Put, BackendError> {
        let _one = self.change.lock().await;
        let limit = self.limit(peer).await?;
        let key = self.made(peer, limit).await?;
        let key = self.correct(key, peer, limit).await?;
        Ok(Put {
            secret: Some(PeerSecret::Outline {
                access_url: Some(Hidden(key.access_url)),
            }),
            before: None,
        })
    }

    async fn remove_one(&self, id: &str) -> Result<Option<Counters>, BackendError> {
        let _one = self.change.lock().await;
        let figures = self.api.transfer().await?.unwrap_or_default();
        let answer = self.api.call(Method::DELETE, &path_of(id), None).await?;
        if api::is_success(&answer) {
            return Ok(counters(&figures, id));
        }
        if !api::is_no_such_key(&answer) {
            return Err(self.api.refusal(&answer));
        }
        // Gone already, or a key with our id in its name.
        let keys = self.keys().await?;
        match keys.into_iter().find(|key| own_id(key).0 == id) {
            Some(key) => {
                self.api
                    .change(Method::DELETE, &path_of(&key.id), None)
                    .await?;
                Ok(counters(&figures, &key.id))
            }
            None => Ok(counters(&figures, id)),
        }
    }

    async fn listing(&self) -> Result<Listing, BackendError> {
        let keys = self.keys().await?;
        let figures = self.api.transfer().await?.unwrap_or_default();
        Ok(Listing {
            epoch: None,
            counting: Counting::Rolling,
            peers: keys.iter().map(|key| remote_peer(key, &figures)).collect(),
        })
    }
}

impl Backend for Outline {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(self.listing())
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(self.put_one(peer))
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(self.remove_one(remote_id))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(self.ask())
    }

    fn set_endpoint<'a>(&'a self, host: &'a str, port: u16) -> Answer<'a, ()> {
        Box::pin(async move {
            self.set_host(host).await?;
            // 0 = the house does not know it.
            match port {
                0 => Ok(()),
                port => self.set_port(port).await,
            }
        })
    }
}

/// A new id for an access key: a number, because the server's statistics understand no others, below 2^53 and beyond all
/// that its own counter reaches.
///
/// # Errors
/// When the machine gives no randomness.
pub fn new_id() -> Result<String, BackendError> {
    let mut random = [0; 8];
    getrandom::fill(&mut random)
        .map_err(|error| BackendError::Unusable(format!("no randomness: {error}")))?;
    let id = LEAST_ID + u64::from_le_bytes(random) % (MOST - LEAST_ID);
    Ok(id.to_string())
}

fn facts_of(info: ServerInfo) -> ServerFacts {
    ServerFacts {
        version: info.version,
        name: info.name,
        listen_port: info.port_for_new_access_keys,
        host: info.hostname_for_access_keys,
        ..ServerFacts::default()
    }
}

/// The path of a key. Ids of ours are digits; imported ones may be any text.
fn path_of(id: &str) -> String {
    format!("/access-keys/{}", percent::encoded(id))
}

fn key_body(peer: &WantedPeer, limit: Option<u64>, old: Option<&Link>) -> Value {
    let mut body = json!({ "name": clean(&peer.name) });
    if let Some(bytes) = limit {
        body["limit"] = json!({ "bytes": bytes });
    }
    if let Some(link) = old {
        body["method"] = json!(link.method);
        body["password"] = json!(link.password.0);
        body["port"] = json!(link.port);
    }
    body
}

/// The link the house has of a key it made before.
fn old_link(peer: &WantedPeer) -> Option<Link> {
    match &peer.secret {
        PeerSecret::Outline { access_url } => Link::parse(&access_url.as_ref()?.0),
        PeerSecret::WireGuard { .. } | PeerSecret::MtProto { .. } => None,
    }
}

/// A name as it goes to the server: one line, and without what could be taken for a mark.
fn clean(name: &str) -> String {
    let cleaned: String = name
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '[' => '(',
            ']' => ')',
            other => other,
        })
        .take(LONGEST_NAME)
        .collect();
    cleaned.trim().to_owned()
}

/// Our id of a key, and whether it is the mark in its name.
fn own_id(key: &Key) -> (&str, bool) {
    match mark(&key.name) {
        Some((_, id)) => (id, true),
        None => (&key.id, false),
    }
}

/// The name without the mark, and the id in it.
fn mark(name: &str) -> Option<(&str, &str)> {
    let (name, id) = name.strip_suffix(']')?.rsplit_once(MARK)?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_digit());
    is_id.then_some((name, id))
}

fn limit_of(key: &Key) -> Option<u64> {
    key.data_limit.as_ref().map(|limit| limit.bytes)
}

/// The server counts both directions in one figure. It is given as traffic to the person.
fn counters(figures: &HashMap<String, u64>, id: &str) -> Option<Counters> {
    figures.get(id).map(|tx| Counters { rx: 0, tx: *tx })
}

fn remote_peer(key: &Key, figures: &HashMap<String, u64>) -> RemotePeer {
    let (remote_id, is_marked) = own_id(key);
    let name = match mark(&key.name) {
        Some((name, _)) if is_marked => name,
        Some(_) | None => &key.name,
    };
    RemotePeer {
        remote_id: remote_id.to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        addresses: Vec::new(),
        secret_hash: None,
        is_open: limit_of(key) != Some(0),
        counters: counters(figures, &key.id),
        seen_at: None,
        endpoint: None,
        access_url: Some(Hidden(key.access_url.clone())),
        limit_bytes: limit_of(key),
    }
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
