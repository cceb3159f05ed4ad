//! Servers that are not real: they remember what they were told, count what the test says, and fail when asked to.

use crate::world::{ADMIN, World};
use portero::integrations::vpn::{
    Answer, Backend, BackendError, Counters, Counting, Hidden, Listing, PeerSecret, Pretender, Put,
    Reach, RemotePeer, WantedPeer,
};
use portero::models::{
    Actor, PermissionSet, ServerFacts, ServerId, ServerOptions, Timestamp, UserId, VpnKind,
};
use portero::services::vpn::servers;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

/// All pretended servers of a test; a clone is the same ones. They outlive a restart of the bot.
#[derive(Clone, Default)]
pub struct Pretended(Arc<Mutex<HashMap<ServerId, Place>>>);

/// One of them.
#[derive(Default)]
struct Place {
    fault: Option<BackendError>,
    /// Does what it is told, and then fails to say so.
    loses_answers: bool,
    lives: u32,
    peers: BTreeMap<String, RemotePeer>,
    facts: ServerFacts,
    calls: Vec<String>,
}

impl Pretended {
    /// Gives the running bot of that world these servers. To be called again after a restart.
    pub fn install(&self, world: &World) {
        (world.app().ctx.backends).set_pretender(Arc::new(self.clone()));
    }

    /// Adds one to the house, as the admin does.
    pub async fn add(&self, world: &World, kind: VpnKind, name: &str) -> ServerId {
        self.add_by(world, Reach::Demo, kind, name).await
    }

    /// Adds one that is reached so.
    pub async fn add_by(&self, world: &World, reach: Reach, kind: VpnKind, name: &str) -> ServerId {
        let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
        // A server by file is known by its key.
        let public_key = match reach {
            Reach::File => "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
            _ => "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
        };
        let new = servers::NewServer {
            kind,
            reach,
            name: name.to_owned(),
            host: "vpn.example.org".to_owned(),
            port: 51_820,
            options: ServerOptions {
                public_key: (kind == VpnKind::WireGuard).then(|| public_key.to_owned()),
                ..ServerOptions::default()
            },
        };
        let ctx = &world.app().ctx;
        servers::add(ctx, &admin, new, world.clock.now())
            .await
            .expect("added")
            .id
    }

    fn with<T>(&self, server: ServerId, work: impl FnOnce(&mut Place) -> T) -> T {
        work(self.0.lock().expect("free").entry(server).or_default())
    }

    /// From now on every call of that server fails so; `None` = it works again.
    pub fn fail(&self, server: ServerId, fault: Option<BackendError>) {
        self.with(server, |place| place.fault = fault);
    }

    /// From now on that server does what it is told and its answer is lost, or no longer.
    pub fn lose_answers(&self, server: ServerId, loses: bool) {
        self.with(server, |place| place.loses_answers = loses);
    }

    /// What that server says of itself.
    pub fn say(&self, server: ServerId, facts: ServerFacts) {
        self.with(server, |place| place.facts = facts);
    }

    /// The peers it has.
    pub fn peers(&self, server: ServerId) -> Vec<RemotePeer> {
        self.with(server, |place| place.peers.values().cloned().collect())
    }

    /// Those it lets through.
    pub fn open_peers(&self, server: ServerId) -> Vec<String> {
        self.with(server, |place| {
            (place.peers.values())
                .filter(|peer| peer.is_open)
                .map(|peer| peer.remote_id.clone())
                .collect()
        })
    }

    /// Puts there, changes, or takes away a peer behind the house's back.
    pub fn edit(&self, server: ServerId, work: impl FnOnce(&mut BTreeMap<String, RemotePeer>)) {
        self.with(server, |place| work(&mut place.peers));
    }

    /// That peer transfers so many bytes more, at that time, from that endpoint.
    pub fn transfer(&self, server: ServerId, remote_id: &str, rx: u64, tx: u64, at: Timestamp) {
        self.with(server, |place| {
            let peer = place.peers.get_mut(remote_id).expect("a peer of that id");
            let counters = peer.counters.get_or_insert_default();
            counters.rx += rx;
            counters.tx += tx;
            peer.seen_at = Some(at);
        });
    }

    /// The server reboots: its counters begin anew, its peers stay.
    pub fn reboot(&self, server: ServerId) {
        self.with(server, |place| {
            place.lives += 1;
            for peer in place.peers.values_mut() {
                peer.counters = Some(Counters::default());
                peer.seen_at = None;
            }
        });
    }

    /// The server forgets everything.
    pub fn wipe(&self, server: ServerId) {
        self.with(server, |place| {
            place.lives += 1;
            place.peers.clear();
        });
    }

    /// What it was asked since the last time somebody looked: `put ID open`, `put ID shut`, `remove ID`, `list`, `check`.
    pub fn calls(&self, server: ServerId) -> Vec<String> {
        self.with(server, |place| std::mem::take(&mut place.calls))
    }
}

impl Pretender for Pretended {
    fn open(&self, server: ServerId, kind: VpnKind) -> Arc<dyn Backend> {
        let all = self.clone();
        Arc::new(OpenPlace { all, server, kind })
    }
}

struct OpenPlace {
    all: Pretended,
    server: ServerId,
    kind: VpnKind,
}

impl OpenPlace {
    fn call<T>(
        &self,
        what: String,
        work: impl FnOnce(&mut Place) -> Result<T, BackendError>,
    ) -> Result<T, BackendError> {
        self.all.with(self.server, |place| {
            place.calls.push(what);
            if let Some(fault) = &place.fault {
                return Err(fault.clone());
            }
            let done = work(place)?;
            if place.loses_answers {
                return Err(BackendError::Unreachable("the answer was lost".to_owned()));
            }
            Ok(done)
        })
    }

    /// What the server makes of a secret: an Outline server makes the link itself.
    fn made(&self, wanted: &WantedPeer) -> Option<PeerSecret> {
        (self.kind == VpnKind::Outline).then(|| PeerSecret::Outline {
            access_url: Some(link(self.server, &wanted.remote_id)),
        })
    }
}

fn link(server: ServerId, remote_id: &str) -> Hidden {
    // Base64 of a method and a password, as clients want it.
    let secret = "Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNTpzZWNyZXQ";
    Hidden(format!(
        "ss://{secret}@outline{server}.example.org:4{}/?outline=1",
        remote_id.len()
    ))
}

impl Backend for OpenPlace {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async {
            self.call("list".to_owned(), |place| {
                Ok(Listing {
                    epoch: Some(place.lives.to_string()),
                    counting: Counting::default(),
                    peers: place.peers.values().cloned().collect(),
                })
            })
        })
    }

    fn put<'a>(&'a self, wanted: &'a WantedPeer) -> Answer<'a, Put> {
        let how = if wanted.is_open { "open" } else { "shut" };
        let what = format!("put {} {how}", wanted.remote_id);
        Box::pin(async {
            self.call(what, |place| {
                // A WireGuard interface cannot keep a peer out: it is absent.
                if !wanted.is_open && self.kind == VpnKind::WireGuard {
                    let gone = place.peers.remove(&wanted.remote_id);
                    return Ok(Put {
                        secret: None,
                        before: gone.and_then(|peer| peer.counters),
                    });
                }
                let old = place.peers.get(&wanted.remote_id);
                let peer = RemotePeer {
                    remote_id: wanted.remote_id.clone(),
                    name: Some(wanted.name.clone()),
                    addresses: wanted.addresses.clone(),
                    secret_hash: None,
                    is_open: wanted.is_open,
                    counters: Some(old.and_then(|peer| peer.counters).unwrap_or_default()),
                    seen_at: old.and_then(|peer| peer.seen_at),
                    endpoint: old.and_then(|peer| peer.endpoint.clone()),
                    access_url: (self.kind == VpnKind::Outline)
                        .then(|| link(self.server, &wanted.remote_id)),
                    limit_bytes: wanted.bytes_left,
                };
                place.peers.insert(wanted.remote_id.clone(), peer);
                Ok(Put {
                    secret: self.made(wanted),
                    before: None,
                })
            })
        })
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(async move {
            self.call(format!("remove {remote_id}"), |place| {
                Ok(place.peers.remove(remote_id).and_then(|peer| peer.counters))
            })
        })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(async { self.call("check".to_owned(), |place| Ok(place.facts.clone())) })
    }
}
