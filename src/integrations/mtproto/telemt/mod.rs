//! telemt, an MTProto proxy with named users, by its control API.
//!
//! Users of the house are named as its peers are (`portero-…`); whatever else the proxy knows is only told of. Facts of
//! the API were recorded from a real server: `tests/data/telemt-api-observed.txt`.

mod api;

use super::link::ProxyLink;
use super::names;
use crate::config::Secret;
use crate::integrations::pin::HttpAnswer;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::WantedPeer;
use crate::integrations::vpn::base_hash;
use crate::models::MtProtoOptions;
use crate::models::SecretForm;
use crate::models::ServerFacts;
use crate::models::Timestamp;
use crate::utils::clock::Clock;
use api::Api;
use api::Health;
use api::Info;
use api::Made;
use api::Quota;
use api::Quotas;
use api::User;
use chrono::DateTime;
use chrono::SecondsFormat;
use reqwest::Method;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// A new user works within about two seconds; nobody waits longer for it.
const EFFECTIVE_WITHIN: Duration = Duration::from_secs(3);
/// Users made within this time after one another are a row of many.
const ROW: Duration = Duration::from_secs(1);
/// Between two looks whether it works.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// What a quota is wider than what is left, in bytes: the house counts first, and telemt only where the house is away.
const MARGIN: u64 = 64 << 20;
/// TOML, where telemt keeps it, has no greater number than 2^63 - 1; nobody has as much.
const MOST: u64 = 1 << 60;

/// A client of one server. It changes one thing at a time.
pub struct Telemt {
    api: Api,
    clock: Clock,
    /// Held while something is changed; when a user was made last.
    change: tokio::sync::Mutex<Option<Instant>>,
}

/// A user as it is to be.
struct Wish<'a> {
    name: &'a str,
    secret: &'a str,
    is_open: bool,
    expires_at: Option<Timestamp>,
    bytes_left: Option<u64>,
    /// Under which Telegram shows a channel.
    tag: Option<&'a str>,
}

impl<'a> Wish<'a> {
    /// A user that is nobody's key, without limits.
    fn servant(name: &'a str, secret: &'a str, is_open: bool) -> Self {
        Self {
            name,
            secret,
            is_open,
            expires_at: None,
            bytes_left: None,
            tag: None,
        }
    }
}

impl Telemt {
    /// A client for the control API at that address, such as `http://127.0.0.1:9091`; `auth` is the exact value of the
    /// header `Authorization`. Nothing is sent yet.
    ///
    /// # Errors
    /// `Unusable`, when the address is none, or would send secrets through the internet in the clear.
    pub fn new(url: Secret, auth: Option<Secret>) -> Result<Self, BackendError> {
        Self::with_clock(&url, auth.as_ref(), Clock::system())
    }

    /// The same by another clock, which tells whether a user's time is over.
    ///
    /// # Errors
    /// Those of [`Telemt::new`].
    pub fn with_clock(
        url: &Secret,
        auth: Option<&Secret>,
        clock: Clock,
    ) -> Result<Self, BackendError> {
        Ok(Self {
            api: Api::new(url, auth)?,
            clock,
            change: tokio::sync::Mutex::new(None),
        })
    }

    /// Makes a user as it is to be, whether or not it is there, and waits until it works. In a row of many nobody waits
    /// for each.
    async fn settle(&self, wish: &Wish<'_>) -> Result<(), BackendError> {
        let mut last = self.change.lock().await;
        let user = match self.api.user(wish.name).await? {
            Some(user) => self.correct(user, wish).await?,
            None => match self.make(wish).await? {
                Some(user) => user,
                // It came to be meanwhile: an answer of before was lost.
                None => match self.api.user(wish.name).await? {
                    Some(user) => self.correct(user, wish).await?,
                    None => return Err(BackendError::Strange("a user comes and goes".to_owned())),
                },
            },
        };
        if !user.in_runtime {
            if last.is_none_or(|last| last.elapsed() > ROW) {
                self.wait_for(wish.name).await;
            }
            *last = Some(Instant::now());
        }
        Ok(())
    }

    /// Makes a user; `None` if there is one of that name.
    async fn make(&self, wish: &Wish<'_>) -> Result<Option<User>, BackendError> {
        let mut body = json!({
            "username": wish.name,
            "secret": wish.secret,
            "enabled": wish.is_open,
        });
        if let Some(end) = wish.expires_at {
            body["expiration_rfc3339"] = json!(written(end));
        }
        if let Some(left) = wish.bytes_left {
            body["data_quota_bytes"] = json!(quota(left));
        }
        if let Some(tag) = wish.tag {
            body["user_ad_tag"] = json!(tag);
        }
        let answer = self.api.call(Method::POST, "/users", Some(&body)).await?;
        if api::is_fault(&answer, "user_exists") {
            return Ok(None);
        }
        api::read::<Made>(&answer).map(|made| Some(made.user))
    }

    /// Brings a user to what is wanted, in one change of telemt's configuration.
    async fn correct(&self, user: User, wish: &Wish<'_>) -> Result<User, BackendError> {
        let mut patch = Map::new();
        if user.links.base().as_deref() != Some(wish.secret) {
            patch.insert("secret".to_owned(), json!(wish.secret));
        }
        if user.enabled != wish.is_open {
            patch.insert("enabled".to_owned(), json!(wish.is_open));
        }
        if user.user_ad_tag.as_deref() != wish.tag {
            patch.insert("user_ad_tag".to_owned(), json!(wish.tag));
        }
        // Whoever is kept out is given an end and a quota when let in again.
        if wish.is_open {
            if expiry(&user) != wish.expires_at {
                let end = wish.expires_at.map(written);
                patch.insert("expiration_rfc3339".to_owned(), json!(end));
            }
            let quota = wish.bytes_left.map(quota);
            if quota.is_some() || user.data_quota_bytes.is_some() {
                patch.insert("data_quota_bytes".to_owned(), json!(quota));
            }
        }
        let corrected = if patch.is_empty() {
            user
        } else {
            let path = api::path_of(wish.name);
            let patch = Value::Object(patch);
            let answer = self.api.call(Method::PATCH, &path, Some(&patch)).await?;
            api::read(&answer)?
        };
        if wish.is_open && wish.bytes_left.is_some() {
            self.reset(wish.name).await?;
        }
        Ok(corrected)
    }

    /// Has telemt count a quota from zero: what is left is known to the house, not what was used.
    async fn reset(&self, name: &str) -> Result<(), BackendError> {
        let path = format!("{}/reset-quota", api::path_of(name));
        let answer = self.api.call(Method::POST, &path, None).await?;
        // Versions before quotas could be reset count them since the start.
        if api::is_success(&answer) || answer.status == 404 {
            return Ok(());
        }
        Err(api::refusal(&answer))
    }

    /// Waits until the proxy has read its configuration again. If it takes long, it comes later by itself.
    async fn wait_for(&self, name: &str) {
        let begun = Instant::now();
        while begun.elapsed() < EFFECTIVE_WITHIN {
            tokio::time::sleep(LOOK_EVERY).await;
            match self.api.user(name).await {
                Ok(Some(user)) if user.in_runtime => return,
                Ok(Some(_) | None) => {}
                Err(error) => {
                    log::debug!("a new user could not be looked at: {error}");
                    return;
                }
            }
        }
    }

    async fn put_one(&self, peer: &WantedPeer) -> Result<Put, BackendError> {
        let (name, secret) = names::checked(peer)?;
        self.settle(&Wish {
            name,
            secret: &secret,
            is_open: peer.is_open,
            expires_at: peer.expires_at,
            bytes_left: peer.bytes_left,
            tag: peer.tag.as_deref(),
        })
        .await?;
        Ok(Put::default())
    }

    async fn remove_one(&self, name: &str) -> Result<Option<Counters>, BackendError> {
        if !names::is_name(name) {
            return Err(BackendError::Refused(
                "that is no name of a user".to_owned(),
            ));
        }
        let _one = self.change.lock().await;
        let Some(user) = self.api.user(name).await? else {
            return Ok(None);
        };
        let mut answer = self.delete(name).await?;
        if api::is_fault(&answer, "last_user_forbidden") {
            self.keep_one().await?;
            answer = self.delete(name).await?;
        }
        if api::is_success(&answer) || api::is_no_such_user(&answer) {
            return Ok(Some(counters(&user)));
        }
        Err(api::refusal(&answer))
    }

    async fn delete(&self, name: &str) -> Result<HttpAnswer, BackendError> {
        (self.api)
            .call(Method::DELETE, &api::path_of(name), None)
            .await
    }

    /// Makes the user that lets the last real one be deleted. Nobody knows its secret, and it is kept out.
    async fn keep_one(&self) -> Result<(), BackendError> {
        let secret = names::new_secret()?;
        let wish = Wish::servant(names::KEEP, &secret, false);
        self.make(&wish).await.map(|_| ())
    }

    async fn listing(&self) -> Result<Listing, BackendError> {
        // Before the counters: a life that began in between is known by smaller ones.
        let info: Info = self.api.get("/system/info").await?;
        let users: Vec<User> = self.api.get("/users").await?;
        let has_quotas = users.iter().any(|user| user.data_quota_bytes.is_some());
        let quotas = if has_quotas {
            self.quotas().await?
        } else {
            HashMap::new()
        };
        let now = self.clock.now();
        let peers = users
            .iter()
            .filter(|user| !names::is_servant(&user.username))
            .map(|user| remote_peer(user, quotas.get(&user.username), now));
        Ok(Listing {
            epoch: info.process_started_at_epoch_secs.map(|at| at.to_string()),
            counting: Counting::SinceStart,
            peers: peers.collect(),
        })
    }

    /// What was used of the quotas, by user. Older versions do not tell.
    async fn quotas(&self) -> Result<HashMap<String, Quota>, BackendError> {
        let answer = self
            .api
            .call(Method::GET, "/stats/users/quota", None)
            .await?;
        if matches!(answer.status, 404 | 405) {
            return Ok(HashMap::new());
        }
        let quotas: Quotas = api::read(&answer)?;
        let users = quotas.users.into_iter();
        Ok(users.map(|quota| (quota.username.clone(), quota)).collect())
    }

    async fn facts(&self) -> Result<ServerFacts, BackendError> {
        let health: Health = self.api.get("/health").await?;
        if health.read_only {
            return Err(BackendError::Unusable(
                "telemt's control API is for reading only".to_owned(),
            ));
        }
        let info: Info = self.api.get("/system/info").await?;
        let users: Vec<User> = self.api.get("/users").await?;
        let mut facts = ServerFacts {
            version: info.version.map(|version| format!("telemt {version}")),
            ..ServerFacts::default()
        };
        // All users have links of the same modes, host and port.
        if let Some(user) = users.first() {
            tell(&mut facts, user);
        }
        Ok(facts)
    }
}

impl Backend for Telemt {
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
        Box::pin(self.facts())
    }

    fn ensure_health<'a>(&'a self, secret: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let secret = secret.to_ascii_lowercase();
            if !names::is_secret(&secret) {
                return Err(BackendError::Refused("that is no secret".to_owned()));
            }
            let name = names::health(&secret);
            self.settle(&Wish::servant(&name, &secret, true)).await
        })
    }
}

/// What the links of a user say of the server: its modes, the domain it pretends to be, its host and port.
fn tell(facts: &mut ServerFacts, user: &User) {
    let mut options = MtProtoOptions::default();
    let modes = [
        (SecretForm::FakeTls, &user.links.tls),
        (SecretForm::Secure, &user.links.secure),
        (SecretForm::Plain, &user.links.classic),
    ];
    for (form, texts) in modes {
        let Some(read) = texts.first().and_then(|text| ProxyLink::parse(text).ok()) else {
            continue;
        };
        options.forms.push(form);
        if let Some(domain) = read.secret.domain() {
            options.domain.get_or_insert_with(|| domain.to_owned());
        }
        // As telemt writes where it does not know its own address (the reader of links makes names small).
        let is_known = read.host != "unknown" && read.host != "0.0.0.0" && read.host != "::";
        facts.host = facts.host.take().or(is_known.then_some(read.host));
        facts.listen_port.get_or_insert(read.port);
    }
    facts.mtproto = (!options.forms.is_empty()).then_some(options);
}

/// As telemt reads it.
fn written(at: Timestamp) -> String {
    let at = DateTime::from_timestamp(at.0, 0).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC);
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn expiry(user: &User) -> Option<Timestamp> {
    let at = DateTime::parse_from_rfc3339(user.expiration_rfc3339.as_ref()?).ok()?;
    Some(Timestamp(at.timestamp()))
}

/// The quota of somebody who may still transfer so much, counted from now on.
fn quota(left: u64) -> u64 {
    left.saturating_add(MARGIN).min(MOST)
}

/// telemt tells both directions in one figure. It is given as traffic to the person.
fn counters(user: &User) -> Counters {
    Counters {
        rx: 0,
        tx: user.total_octets,
    }
}

fn remote_peer(user: &User, quota: Option<&Quota>, now: Timestamp) -> RemotePeer {
    let is_over = expiry(user).is_some_and(|end| end <= now);
    let base = user.links.base();
    RemotePeer {
        remote_id: user.username.clone(),
        name: None,
        addresses: Vec::new(),
        secret_hash: base.as_deref().map(base_hash),
        is_open: user.enabled && !is_over,
        counters: Some(counters(user)),
        seen_at: None,
        endpoint: None,
        access_url: None,
        // In the same figures as the counters: where they will stand when telemt keeps it out.
        limit_bytes: quota.map(|quota| {
            let left = quota.data_quota_bytes.saturating_sub(quota.used_bytes);
            user.total_octets.saturating_add(left)
        }),
    }
}

#[cfg(test)]
#[cfg(feature = "demo")]
mod tests;
