//! Servers for the tests of the services: they remember what they are told, count what the test says, and break in
//! every way a server does.

use crate::crud;
use crate::db::Db;
use crate::db::Durability;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Pretender;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::WantedPeer;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::VpnKind;
use crate::services::ServiceError;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;

/// How the servers behave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mood {
    #[default]
    Well,
    /// Does what it is told and never answers: whoever asked is killed while waiting.
    Mute,
    /// Takes connections and never hears what it is told.
    Deaf,
    Down,
    Refuses,
}

/// One server.
#[derive(Default)]
struct Place {
    peers: BTreeMap<String, RemotePeer>,
    /// What it was told of each peer.
    told: HashMap<String, WantedPeer>,
    life: u32,
    /// Somebody changes their mind while the server is being listed.
    meanwhile: Option<(Db, PeerId, PeerWish)>,
}

#[derive(Default)]
struct State {
    mood: Mood,
    places: HashMap<ServerId, Place>,
    calls: Vec<String>,
}

/// The servers of a test; a clone is the same.
#[derive(Clone, Default)]
pub struct Fakes(Arc<Mutex<State>>);

impl Fakes {
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().expect("free"))
    }

    /// From now on all of them behave so.
    pub fn be(&self, mood: Mood) {
        self.with(|state| state.mood = mood);
    }

    /// The peers that a server lets through, as it was told of them, with the addresses they still have.
    pub fn open(&self, server: ServerId) -> Vec<WantedPeer> {
        self.with(|state| {
            let place = state.places.entry(server).or_default();
            let open = place.peers.values().filter(|peer| peer.is_open);
            open.filter_map(|peer| {
                Some(WantedPeer {
                    addresses: peer.addresses.clone(),
                    ..place.told.get(&peer.remote_id)?.clone()
                })
            })
            .collect()
        })
    }

    /// Every peer of a server receives three bytes and sends four.
    pub fn transfer_seven(&self, server: ServerId) {
        self.with(|state| {
            for peer in state.places.entry(server).or_default().peers.values_mut() {
                let counters = peer.counters.get_or_insert_default();
                counters.rx += 3;
                counters.tx += 4;
            }
        });
    }

    /// What they were told to change since somebody last looked, whether or not they did.
    pub fn calls(&self) -> Vec<String> {
        self.with(|state| std::mem::take(&mut state.calls))
    }

    /// One of them.
    pub fn at(&self, server: ServerId, kind: VpnKind) -> Fake {
        Fake {
            all: self.clone(),
            server,
            kind,
        }
    }
}

impl Pretender for Fakes {
    fn open(&self, server: ServerId, kind: VpnKind) -> Arc<dyn Backend> {
        Arc::new(self.at(server, kind))
    }
}

/// One server of a test; a clone is the same.
#[derive(Clone)]
pub struct Fake {
    all: Fakes,
    server: ServerId,
    kind: VpnKind,
}

impl Fake {
    /// Does something to the server.
    fn with<T>(&self, work: impl FnOnce(&mut Place) -> T) -> T {
        self.all
            .with(|state| work(state.places.entry(self.server).or_default()))
    }

    /// From now on it behaves so.
    pub fn be(&self, mood: Mood) {
        self.all.be(mood);
    }

    /// It forgets everything.
    pub fn wipe(&self) {
        self.with(|place| {
            place.life += 1;
            place.peers.clear();
        });
    }

    /// It restarts with its peers.
    pub fn restart(&self) {
        self.with(|place| {
            place.life += 1;
            for peer in place.peers.values_mut() {
                peer.counters = Some(Counters::default());
            }
        });
    }

    /// The next time it is listed, that wish changes right after.
    pub fn change_meanwhile(&self, db: &Db, peer: PeerId, wanted: PeerWish) {
        self.with(|place| place.meanwhile = Some((db.clone(), peer, wanted)));
    }

    /// Changes its peers behind the house's back.
    pub fn edit(&self, work: impl FnOnce(&mut BTreeMap<String, RemotePeer>)) {
        self.with(|place| work(&mut place.peers));
    }

    /// A peer that nobody here made.
    pub fn add_stranger(&self, remote_id: &str, addresses: &[&str]) {
        let stranger = RemotePeer {
            name: Some("Abuela".to_owned()),
            addresses: addresses.iter().map(ToString::to_string).collect(),
            counters: Some(Counters { rx: 5, tx: 50 }),
            ..fresh(remote_id)
        };
        self.edit(|peers| {
            peers.insert(remote_id.to_owned(), stranger);
        });
    }

    /// A peer transfers so much more, from that endpoint.
    pub fn transfer(&self, remote_id: &str, rx: u64, tx: u64, endpoint: &str) {
        self.edit(|peers| {
            let peer = peers.get_mut(remote_id).expect("a peer of that name");
            let counters = peer.counters.get_or_insert_default();
            counters.rx += rx;
            counters.tx += tx;
            peer.endpoint = Some(endpoint.to_owned());
        });
    }

    /// The names of the peers it has.
    pub fn names(&self) -> Vec<String> {
        self.with(|place| place.peers.keys().cloned().collect())
    }

    /// What it was told to change since somebody last looked, whether or not it did.
    pub fn calls(&self) -> Vec<String> {
        self.all.calls()
    }

    fn told(&self, what: String) {
        self.all.with(|state| state.calls.push(what));
    }

    /// Does it, as the mood allows, and answers or not.
    async fn answer<T>(&self, work: impl FnOnce(&mut Place) -> T) -> Result<T, BackendError> {
        match self.all.with(|state| state.mood) {
            Mood::Well => Ok(self.with(work)),
            Mood::Mute => {
                self.with(work);
                std::future::pending().await
            }
            Mood::Deaf => std::future::pending().await,
            Mood::Down => Err(BackendError::Unreachable("it is off".to_owned())),
            Mood::Refuses => Err(BackendError::Refused("not this one".to_owned())),
        }
    }
}

/// An open peer that has not transferred anything.
fn fresh(remote_id: &str) -> RemotePeer {
    RemotePeer {
        remote_id: remote_id.to_owned(),
        name: None,
        addresses: Vec::new(),
        secret_hash: None,
        is_open: true,
        counters: Some(Counters::default()),
        seen_at: None,
        endpoint: None,
        access_url: None,
        limit_bytes: None,
    }
}

impl Place {
    /// WireGuard forgets a peer that is shut, Outline keeps it with a limit of nothing.
    fn put(&mut self, wanted: &WantedPeer, kind: VpnKind) -> Put {
        self.told.insert(wanted.remote_id.clone(), wanted.clone());
        if !wanted.is_open && kind == VpnKind::WireGuard {
            let gone = self.peers.remove(&wanted.remote_id);
            return Put {
                secret: None,
                before: gone.and_then(|peer| peer.counters),
            };
        }
        // As WireGuard: an address belongs to the peer that asked for it last.
        for other in self.peers.values_mut() {
            other
                .addresses
                .retain(|address| !wanted.addresses.contains(address));
        }
        let old = self.peers.get(&wanted.remote_id).cloned();
        let peer = RemotePeer {
            addresses: wanted.addresses.clone(),
            is_open: wanted.is_open,
            counters: Some(old.and_then(|old| old.counters).unwrap_or_default()),
            ..fresh(&wanted.remote_id)
        };
        self.peers.insert(wanted.remote_id.clone(), peer);
        let url = || format!("ss://a:b@host:{}/?outline=1", wanted.remote_id);
        Put {
            secret: (kind == VpnKind::Outline).then(|| PeerSecret::Outline {
                access_url: Some(Hidden(url())),
            }),
            before: None,
        }
    }
}

impl Backend for Fake {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async {
            let (listing, meanwhile) = self
                .answer(|place| {
                    let listing = Listing {
                        epoch: Some(place.life.to_string()),
                        counting: Counting::SincePut,
                        peers: place.peers.values().cloned().collect(),
                    };
                    (listing, place.meanwhile.take())
                })
                .await?;
            if let Some((db, peer, wanted)) = meanwhile {
                db.write(Durability::Normal, move |tx| {
                    crud::vpn_peers::update_wanted(tx, peer, wanted)?;
                    Ok::<_, ServiceError>(())
                })
                .await
                .expect("changed");
            }
            Ok(listing)
        })
    }

    fn put<'a>(&'a self, wanted: &'a WantedPeer) -> Answer<'a, Put> {
        let how = if wanted.is_open { "open" } else { "shut" };
        self.told(format!("put {} {how}", wanted.remote_id));
        Box::pin(self.answer(|place| place.put(wanted, self.kind)))
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        self.told(format!("remove {remote_id}"));
        Box::pin(
            self.answer(move |place| place.peers.remove(remote_id).and_then(|peer| peer.counters)),
        )
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(self.answer(|_| ServerFacts::default()))
    }
}
