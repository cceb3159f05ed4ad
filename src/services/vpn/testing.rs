//! A house with servers that are not real, for tests of keys.

use super::addresses;
use super::keys;
use super::lifecycle;
use super::pools;
use super::servers;
use super::settle;
use super::settle::Settled;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Pretender;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::Reach;
use crate::integrations::vpn::WantedPeer;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::NewKey;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::ServerOptions;
use crate::models::Task;
use crate::models::TaskClass;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnSettings;
use crate::services::ServiceError;
use crate::services::tasks;
use crate::services::tasks::Outcome;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;

/// How the fakes behave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mood {
    #[default]
    Well,
    /// Does what it is told and never answers: whoever asked is killed while waiting.
    Mute,
    /// Never hears what it is told.
    Deaf,
    Down,
    Refuses,
}

#[derive(Default)]
struct State {
    mood: Mood,
    peers: HashMap<ServerId, BTreeMap<String, WantedPeer>>,
    calls: u32,
}

/// The servers of a test.
#[derive(Clone, Default)]
pub struct Fakes(Arc<Mutex<State>>);

impl Fakes {
    pub fn be(&self, mood: Mood) {
        self.0.lock().expect("free").mood = mood;
    }

    /// The peers that a server lets through.
    pub fn open(&self, server: ServerId) -> Vec<WantedPeer> {
        let state = self.0.lock().expect("free");
        let peers = state.peers.get(&server).cloned().unwrap_or_default();
        peers.into_values().filter(|peer| peer.is_open).collect()
    }

    /// Calls since the last look.
    pub fn calls(&self) -> u32 {
        std::mem::take(&mut self.0.lock().expect("free").calls)
    }

    async fn act<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, BackendError> {
        let (mood, done) = {
            let mut state = self.0.lock().expect("free");
            state.calls += 1;
            let mood = state.mood;
            let hears = matches!(mood, Mood::Well | Mood::Mute);
            (mood, hears.then(|| work(&mut state)))
        };
        match (mood, done) {
            (Mood::Well, Some(done)) => Ok(done),
            (Mood::Down, _) => Err(BackendError::Unreachable("it is off".to_owned())),
            (Mood::Refuses, _) => Err(BackendError::Refused("not this one".to_owned())),
            _ => std::future::pending().await,
        }
    }
}

struct Open(Fakes, ServerId, VpnKind);

impl Pretender for Fakes {
    fn open(&self, server: ServerId, kind: VpnKind) -> Arc<dyn Backend> {
        Arc::new(Open(self.clone(), server, kind))
    }
}

impl Backend for Open {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(self.0.act(|_| Listing::default()))
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(self.0.act(|state| {
            let peers = state.peers.entry(self.1).or_default();
            // As WireGuard: an address belongs to the peer that asked for it last.
            for other in peers.values_mut() {
                other
                    .addresses
                    .retain(|address| !peer.addresses.contains(address));
            }
            peers.insert(peer.remote_id.clone(), peer.clone());
            if !peer.is_open && self.2 == VpnKind::WireGuard {
                peers.remove(&peer.remote_id);
            }
            Put {
                secret: (self.2 == VpnKind::Outline).then(|| PeerSecret::Outline {
                    access_url: Some(Hidden(format!(
                        "ss://a:b@host:{}/?outline=1",
                        peer.remote_id
                    ))),
                }),
                before: None,
            }
        }))
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(self.0.act(move |state| {
            let peers = state.peers.entry(self.1).or_default();
            peers.remove(remote_id).map(|_| Counters { rx: 3, tx: 4 })
        }))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(self.0.act(|_| ServerFacts::default()))
    }
}

/// A house whose pretended servers do as the fakes.
pub async fn house() -> (Ctx, Fakes) {
    let (ctx, fakes) = (tests::ctx().await, Fakes::default());
    ctx.backends.set_pretender(Arc::new(fakes.clone()));
    (ctx, fakes)
}

/// Adds a server, and fourteen hosts of each sort to a WireGuard server.
pub async fn server(ctx: &Ctx, kind: VpnKind, number: u8) -> ServerId {
    let new = servers::NewServer {
        kind,
        reach: Reach::Demo,
        name: format!("Madrid {number}"),
        host: "vpn.example.org".to_owned(),
        port: 51_820,
        options: ServerOptions {
            public_key: Some("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=".to_owned()),
            ..ServerOptions::default()
        },
    };
    let id = servers::add(ctx, &admin(), new, NOW).await.expect("added");
    if kind == VpnKind::WireGuard {
        pool(
            ctx,
            id,
            false,
            &format!("10.{number}.0.0/28, fd00:{number}::/64"),
        )
        .await;
        pool(ctx, id, true, &format!("10.{number}.1.0/28")).await;
    }
    id
}

pub async fn pool(ctx: &Ctx, server: ServerId, is_trial: bool, networks: &str) {
    let networks = pools::parse(networks).expect("networks");
    addresses::add(ctx, &admin(), server, is_trial, networks, NOW)
        .await
        .expect("a pool");
}

/// A change of what admins set.
pub async fn set(ctx: &Ctx, change: impl FnOnce(&mut VpnSettings)) {
    let mut settings = VpnSettings::default();
    change(&mut settings);
    write(ctx, move |tx| {
        Ok(crud::vpn_settings::update(tx, &settings)?)
    })
    .await;
}

pub async fn write<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, ServiceError> + Send + 'static,
) -> T {
    ctx.db.write(Durability::Full, work).await.expect("written")
}

/// One value of the database.
pub async fn value<T: rusqlite::types::FromSql + Send + 'static>(
    ctx: &Ctx,
    sql: &'static str,
) -> T {
    ctx.db
        .read(move |connection| {
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect(sql)
}

/// Somebody with an account of thirty days.
pub async fn customer(ctx: &Ctx, id: i64, kind: VpnKind) -> Actor {
    let person = tests::person(ctx, id).await;
    give(ctx, id, kind, Terms::default(), NOW).await;
    person
}

pub async fn give(ctx: &Ctx, id: i64, kind: VpnKind, terms: Terms, now: Timestamp) {
    write(ctx, move |tx| {
        lifecycle::terms(tx, UserId(id), kind, &terms, None, now).map(|_| ())
    })
    .await;
}

/// A wish of the actor's own.
pub fn wish(actor: &Actor, kind: VpnKind, from: &str) -> NewKey {
    NewKey {
        user: actor.identity.user().expect("a person"),
        kind,
        server: None,
        name: String::new(),
        made_from: format!("test:{from}"),
    }
}

/// A key of theirs that works.
pub async fn key(ctx: &Ctx, actor: &Actor, kind: VpnKind, from: &str) -> ConfigId {
    let key = keys::make(ctx, actor, wish(actor, kind, from), NOW).await;
    let key = key.expect("made");
    run(ctx, NOW).await;
    key
}

/// Does the due tasks of servers, as the workers do, until none is left. Returns how many were tried.
pub async fn run(ctx: &Ctx, now: Timestamp) -> usize {
    let mut tried = 0;
    loop {
        let due = tasks::due(ctx, TaskClass::Server, 100, Vec::new(), now)
            .await
            .expect("due");
        if due.is_empty() {
            return tried;
        }
        for row in due {
            let Task::SettlePeer { peer, .. } = row.task else {
                panic!("no other task drives servers");
            };
            tried += 1;
            let outcome = match settle::peer(ctx, peer, now).await.expect("settled") {
                Settled::Done => Outcome::Done("as wanted".to_owned()),
                Settled::Down { server, why } => Outcome::Wait {
                    waits_for: crate::context::waits_for_server(server),
                    why,
                },
                Settled::Refused(why) => Outcome::Retry(why),
            };
            tasks::ended(ctx, (row.id, row.created_at), outcome, now + 5, now)
                .await
                .expect("noted");
        }
    }
}
