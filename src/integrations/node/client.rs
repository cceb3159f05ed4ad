//! The client of a node: a secret in the header, JSON both ways, over TLS with the node's own certificate.

use super::wire;
use super::wire::Checked;
use super::wire::Done;
use super::wire::Trouble;
use super::wire::Watch;
use super::wire::Which;
use super::wire::Wish;
use crate::config::Secret;
use crate::integrations::pin::HttpAnswer;
use crate::integrations::pin::Pin;
use crate::integrations::pin::PinnedClient;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::WantedPeer;
use crate::models::ServerFacts;
use crate::models::VpnKind;
use crate::utils::clock::Clock;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

/// The node may have to put many peers back before it answers.
const ANSWER_WITHIN: Duration = Duration::from_secs(55);

/// Counts whose arrival is told at a time.
const MOST_TOLD: usize = 20;

/// A node, and the connection to it.
pub struct Node {
    /// What is asked for there.
    kind: VpnKind,
    client: PinnedClient,
    /// Scheme, host and port.
    base: String,
    secret: Secret,
    clock: Clock,
    /// Removed peers whose last count the house has by now: the node need not keep it any more.
    known: Mutex<VecDeque<String>>,
}

impl Node {
    /// A client; nothing is asked yet.
    ///
    /// # Errors
    /// When the pin or the host is none.
    pub fn new(
        kind: VpnKind,
        host: &str,
        port: u16,
        secret: Secret,
        pin: &str,
    ) -> Result<Self, BackendError> {
        let pin = Pin::parse(pin)
            .ok_or_else(|| BackendError::Unusable("the node's pin is none".to_owned()))?;
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        Ok(Self {
            kind,
            client: PinnedClient::with_time(pin, ANSWER_WITHIN)?,
            base: format!("https://{host}:{port}"),
            secret,
            clock: Clock::system(),
            known: Mutex::default(),
        })
    }

    /// Says which counts have arrived. It is said with the next call, and not with the removal itself, because a process
    /// that is killed before it noted a count asks for it again. What the node does not hear it keeps for a month.
    async fn tell_known(&self) {
        for _ in 0..MOST_TOLD {
            let next = self.known().pop_front();
            let Some(remote_id) = next else { return };
            let which = Which { remote_id };
            if let Err(error) = self.ask::<Done>(wire::COUNTED, &which).await {
                log::debug!("a node does not know that its count arrived: {error}");
                return;
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        call: &str,
        what: &(impl Serialize + Sync),
    ) -> Result<T, BackendError> {
        let request = self
            .client
            .request(
                Method::POST,
                &format!("{}{}", self.base, wire::call(self.kind, call)),
            )
            .bearer_auth(self.secret.expose())
            .json(what);
        let again = request.try_clone();
        let answer = match (self.client.send(request).await, again) {
            // A connection that the node gave up while it was idle. Every call may be repeated.
            (Err(error), Some(request)) if error.is_connection() => self.client.send(request).await,
            (answer, _) => answer,
        };
        understood(&answer?)
    }
}

fn understood<T: DeserializeOwned>(answer: &HttpAnswer) -> Result<T, BackendError> {
    // What serde says of an answer may quote it.
    if answer.status == 200 {
        return serde_json::from_slice(&answer.body)
            .map_err(|_| BackendError::Strange("the node's answer".to_owned()));
    }
    Err(match serde_json::from_slice::<Trouble>(&answer.body) {
        Ok(trouble) => trouble.into(),
        // An older node does not know the call.
        Err(_) => BackendError::Strange(format!("status {}", answer.status)),
    })
}

impl Backend for Node {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async move {
            self.tell_known().await;
            self.ask(wire::LIST, &()).await
        })
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(async move {
            let (preshared_key, secret) = match (self.kind, &peer.secret) {
                (VpnKind::WireGuard, PeerSecret::WireGuard { preshared_key, .. }) => {
                    (preshared_key.clone(), None)
                }
                (VpnKind::MtProto, PeerSecret::MtProto { secret }) => (None, secret.clone()),
                (VpnKind::WireGuard | VpnKind::Outline | VpnKind::MtProto, _) => {
                    let why = "such a key has no place on this node".to_owned();
                    return Err(BackendError::Refused(why));
                }
            };
            let is_proxy = self.kind == VpnKind::MtProto;
            let wish = Wish {
                remote_id: peer.remote_id.clone(),
                name: peer.name.clone(),
                preshared_key,
                secret,
                addresses: peer.addresses.clone(),
                is_open: peer.is_open,
                bytes_left: peer.bytes_left.filter(|_| is_proxy),
                tag: peer.tag.clone(),
                expires_at: peer.expires_at,
            };
            // The node's totals go on whatever it did: nothing has begun anew.
            self.ask::<Done>(wire::PUT, &wish).await?;
            Ok(Put::default())
        })
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(async move {
            // Asked again, the house does not have it.
            self.known().retain(|known| known != remote_id);
            self.tell_known().await;
            let which = Which {
                remote_id: remote_id.to_owned(),
            };
            let done: Done = self.ask(wire::REMOVE, &which).await?;
            if done.counted.is_some() {
                self.known().push_back(which.remote_id);
            }
            Ok(done.counted)
        })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(async move {
            let asked = self.clock.now();
            let checked: Checked = self.ask(wire::CHECK, &()).await?;
            let answered = self.clock.now();
            // As if it had looked at its clock halfway.
            let halfway = asked.0 + answered.since(asked) / 2;
            Ok(ServerFacts {
                clock_skew: Some(halfway - checked.now.0),
                ..checked.facts
            })
        })
    }

    fn ensure_health<'a>(&'a self, secret: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let secret = Hidden(secret.to_owned());
            self.ask::<Done>(wire::WATCH, &Watch { secret }).await?;
            Ok(())
        })
    }
}
