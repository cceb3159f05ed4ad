//! Servers of the demo that are not real: they remember what they are told, and their people use them by the demo's clock.

use crate::context::Ctx;
use crate::crud;
use crate::crud::servers::NewServer;
use crate::db::Durability;
use crate::integrations::mtproto::secret::Secret;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Pretender;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::Reach;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::WantedPeer;
use crate::integrations::wireguard::keys;
use crate::models::Actor;
use crate::models::MINUTE;
use crate::models::MtProtoOptions;
use crate::models::ProbeOutcome;
use crate::models::SecretForm;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::ServerOptions;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::vpn::addresses;
use crate::services::vpn::pools;
use crate::utils::clock::Clock;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::future::ready;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Traffic comes in pieces of so many seconds.
const SLOT: i64 = 10 * MINUTE;
/// Whoever has a new key watches films with it for so many pieces: three hours use most of a gigabyte, and four all of it.
const TRIED: i64 = 24;
/// A jump of the clock over more pieces than these (half a year) counts the last ones only.
const MOST_SLOTS: i64 = 26_000;
/// Bytes of a megabyte.
const MB: u64 = 1_000_000;
/// Pools of the first WireGuard server: whether for trials, and the networks.
const POOLS: [(bool, &str); 2] = [
    (false, "10.66.0.0/24, fd66::/64"),
    (true, "10.66.1.0/26, fd66:0:0:1::/64"),
];
/// The servers a new demo has: kind, name, flag, host and port.
const SERVERS: [(VpnKind, &str, &str, &str, u16); 3] = [
    (
        VpnKind::WireGuard,
        "Madrid",
        "🇪🇸",
        "madrid.example.org",
        51_820,
    ),
    (VpnKind::Outline, "Miami", "🇺🇸", "miami.example.org", 8_388),
    (
        VpnKind::MtProto,
        "Ámsterdam",
        "🇳🇱",
        "amsterdam.example.org",
        443,
    ),
];

/// All pretended servers of a demo; a clone is the same ones. They go on while the bot is away.
#[derive(Clone)]
pub struct Pretended {
    clock: Clock,
    born: Timestamp,
    places: Arc<Mutex<Vec<Arc<Place>>>>,
}

/// One of them.
struct Place {
    id: ServerId,
    kind: VpnKind,
    clock: Clock,
    born: Timestamp,
    peers: Mutex<Vec<Guest>>,
    /// The base secret of the house's own user on a proxy.
    health: Mutex<Option<String>>,
}

/// A peer, and until when its traffic is counted.
struct Guest {
    peer: RemotePeer,
    since: Timestamp,
    counted: Timestamp,
}

impl Pretended {
    /// None yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            born: clock.now(),
            clock,
            places: Arc::default(),
        }
    }
}

impl Pretender for Pretended {
    fn open(&self, id: ServerId, kind: VpnKind) -> Arc<dyn Backend> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.iter().find(|place| place.id == id) {
            return place.clone();
        }
        let place = Arc::new(Place {
            id,
            kind,
            clock: self.clock.clone(),
            born: self.born,
            peers: Mutex::default(),
            health: Mutex::default(),
        });
        places.push(place.clone());
        place
    }

    fn probe(&self, id: ServerId, secret: &Secret) -> Option<ProbeOutcome> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.iter().find(|place| place.id == id)?;
        let health = place.health.lock().unwrap_or_else(PoisonError::into_inner);
        Some(if health.as_deref() == Some(secret.base().as_str()) {
            let dice = mix(seed(&secret.text()) ^ (self.clock.now().0 / SLOT).unsigned_abs());
            ProbeOutcome::Works {
                ms: u32::try_from(dice % 60).unwrap_or_default() + 30,
            }
        } else {
            ProbeOutcome::NotThisSecret
        })
    }
}

impl Place {
    /// Works on the peers, once their traffic is counted up to now.
    fn with<T>(&self, work: impl FnOnce(&mut Vec<Guest>, Timestamp) -> T) -> T {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        for one in peers.iter_mut() {
            one.grow(now);
        }
        work(&mut peers, now)
    }

    fn put_now(&self, wanted: &WantedPeer) -> Put {
        let secret = self.secret_of(wanted);
        self.with(|peers, now| {
            let at = peers
                .iter()
                .position(|one| one.peer.remote_id == wanted.remote_id);
            // A WireGuard peer that is kept out is not there.
            if self.kind == VpnKind::WireGuard && !wanted.is_open {
                let gone = at.map(|at| peers.swap_remove(at));
                return Put {
                    before: gone.and_then(|one| one.peer.counters),
                    secret: None,
                };
            }
            let (counters, since, seen_at) = match at.map(|at| peers.swap_remove(at)) {
                Some(one) => (one.peer.counters, one.since, one.peer.seen_at),
                None => (Some(Counters::default()), now, None),
            };
            let link = match &secret {
                Some(PeerSecret::Outline { access_url }) => access_url.clone(),
                Some(PeerSecret::WireGuard { .. } | PeerSecret::MtProto { .. }) | None => None,
            };
            let seed = seed(&wanted.remote_id);
            peers.push(Guest {
                peer: RemotePeer {
                    remote_id: wanted.remote_id.clone(),
                    name: Some(wanted.name.clone()),
                    addresses: wanted.addresses.clone(),
                    secret_hash: None,
                    is_open: wanted.is_open,
                    counters,
                    seen_at,
                    endpoint: (self.kind == VpnKind::WireGuard).then(|| {
                        format!("198.51.100.{}:{}", seed % 250 + 1, seed % 30_000 + 20_000)
                    }),
                    access_url: link,
                    limit_bytes: wanted.bytes_left,
                },
                since,
                counted: now,
            });
            Put {
                secret,
                before: None,
            }
        })
    }

    /// The access URL of an Outline key: the one it has, or one that depends on its id alone.
    fn secret_of(&self, wanted: &WantedPeer) -> Option<PeerSecret> {
        match (self.kind, &wanted.secret) {
            // The house made its secret itself.
            (VpnKind::WireGuard | VpnKind::MtProto, _) => None,
            (
                VpnKind::Outline,
                PeerSecret::Outline {
                    access_url: Some(_),
                },
            ) => Some(wanted.secret.clone()),
            (
                VpnKind::Outline,
                PeerSecret::Outline { .. }
                | PeerSecret::WireGuard { .. }
                | PeerSecret::MtProto { .. },
            ) => {
                let password = format!("{:016x}", seed(&wanted.remote_id));
                let user = URL_SAFE_NO_PAD.encode(format!("chacha20-ietf-poly1305:{password}"));
                let (.., host, port) = SERVERS[1];
                let url = format!("ss://{user}@{host}:{port}/?outline=1");
                Some(PeerSecret::Outline {
                    access_url: Some(Hidden(url)),
                })
            }
        }
    }

    fn facts(&self, now: Timestamp) -> ServerFacts {
        let (_, name, _, host, port) = SERVERS[match self.kind {
            VpnKind::WireGuard => 0,
            VpnKind::Outline => 1,
            VpnKind::MtProto => 2,
        }];
        ServerFacts {
            version: Some("demo".to_owned()),
            name: Some(name.to_owned()),
            public_key: (self.kind == VpnKind::WireGuard).then(|| public_key(self.id)),
            listen_port: Some(port),
            host: Some(host.to_owned()),
            load_percent: u32::try_from(mix(now.0 as u64 / 600) % 60 + 5).ok(),
            disk_free: Some(17_000 * MB),
            networks: Vec::new(),
            clock_skew: Some(0),
            mtproto: (self.kind == VpnKind::MtProto).then(proxy_options),
            is_uncounted: false,
        }
    }
}

impl Backend for Place {
    fn list(&self) -> Answer<'_, Listing> {
        let peers = self.with(|peers, _| peers.iter().map(|one| one.peer.clone()).collect());
        Box::pin(ready(Ok(Listing {
            epoch: Some(self.born.to_string()),
            counting: Counting::SincePut,
            peers,
        })))
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(ready(Ok(self.put_now(peer))))
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        let gone = self.with(|peers, _| {
            let at = peers
                .iter()
                .position(|one| one.peer.remote_id == remote_id)?;
            peers.swap_remove(at).peer.counters
        });
        Box::pin(ready(Ok(gone)))
    }

    fn ensure_health<'a>(&'a self, secret: &'a str) -> Answer<'a, ()> {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        *health = Some(secret.to_owned());
        Box::pin(ready(Ok(())))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(ready(Ok(self.facts(self.clock.now()))))
    }
}

impl Guest {
    /// Counts what passed since it was counted last: the same for the same key and time, however often one looks.
    fn grow(&mut self, now: Timestamp) {
        let from = std::mem::replace(&mut self.counted, now);
        let Some(counters) = self.peer.counters.as_mut().filter(|_| self.peer.is_open) else {
            return;
        };
        let (seed, last) = (seed(&self.peer.remote_id), now.0 / SLOT);
        let first = (from.0 / SLOT).max(last - MOST_SLOTS);
        for slot in first..=last {
            let bytes = in_slot(seed, slot, slot - self.since.0 / SLOT <= TRIED);
            let (begin, end) = (from.0.max(slot * SLOT), now.0.min((slot + 1) * SLOT));
            if bytes == 0 || end <= begin {
                continue;
            }
            // The part of a piece up to each end, so that the parts add up to the piece.
            let until = |at: i64| bytes * (at - slot * SLOT).unsigned_abs() / SLOT.unsigned_abs();
            let down = until(end) - until(begin);
            counters.tx += down;
            counters.rx += until(end) / 12 - until(begin) / 12;
            self.peer.seen_at = Some(Timestamp(end));
        }
    }
}

/// Bytes that one person loads within a piece of time: a film while the key is new; later little at night, and nothing
/// most of the time.
fn in_slot(seed: u64, slot: i64, is_tried: bool) -> u64 {
    let dice = mix(seed ^ slot.unsigned_abs());
    if is_tried {
        return 42 * MB + (dice >> 8) % (8 * MB);
    }
    let hour = slot * SLOT / 3_600 % 24;
    let is_night = (5..11).contains(&hour);
    let is_idle = dice % 100 < if is_night { 96 } else { 70 };
    if is_idle {
        0
    } else {
        (dice >> 8) % (55 * MB) + 2 * MB
    }
}

/// A number of its own for each text (FNV-1a).
fn seed(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Numbers that look random (splitmix64).
fn mix(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The public key of a pretended WireGuard server: any 32 bytes are one.
fn public_key(server: ServerId) -> String {
    let mut key = [0; keys::LENGTH];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = mix(server.0.unsigned_abs() << 8 | at as u64) as u8;
    }
    keys::text(&key)
}

/// What a pretended proxy says of itself.
fn proxy_options() -> MtProtoOptions {
    MtProtoOptions {
        forms: SecretForm::ALL.to_vec(),
        domain: Some("www.example.com".to_owned()),
        tag: None,
    }
}

/// Gives a house the pretended servers, and one of each kind if it never had a server: then it is a new one, which is
/// told.
///
/// # Errors
/// When the database cannot be written.
pub async fn install(ctx: &Ctx, pretended: &Pretended) -> Result<bool, ServiceError> {
    ctx.backends.set_pretender(Arc::new(pretended.clone()));
    let now = ctx.clock.now();
    let reach = serde_json::to_string(&Reach::Demo)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    let sealed = (ctx.seal.seal(&reach)).map_err(|error| ServiceError::Fault(error.to_string()))?;
    let first = ctx
        .db
        .write(Durability::Normal, move |tx| seed_servers(tx, &sealed, now));
    let Some(server) = first.await? else {
        return Ok(false);
    };
    for (is_trial, text) in POOLS {
        let networks = pools::parse(text).map_err(crate::models::Refusal::from)?;
        addresses::add(ctx, &Actor::system(), server, is_trial, networks, now).await?;
    }
    Ok(true)
}

/// Keeps the servers of a new demo; the WireGuard one, or `None` if the house ever had a server.
fn seed_servers(
    tx: &rusqlite::Transaction<'_>,
    sealed: &str,
    now: Timestamp,
) -> Result<Option<ServerId>, ServiceError> {
    if crud::servers::get(tx, ServerId(1))?.is_some() {
        return Ok(None);
    }
    let mut first = None;
    for (kind, name, flag, host, port) in SERVERS {
        let options = ServerOptions {
            // Only the first is of WireGuard.
            public_key: (kind == VpnKind::WireGuard).then(|| public_key(ServerId(1))),
            dns: vec!["1.1.1.1".to_owned(), "2606:4700:4700::1111".to_owned()],
            mtu: Some(1_420),
            keepalive: 25,
            mtproto: (kind == VpnKind::MtProto).then(proxy_options),
            ..ServerOptions::default()
        };
        let options = serde_json::to_string(&options)
            .map_err(|error| ServiceError::Fault(error.to_string()))?;
        let row = NewServer {
            kind,
            transport: Transport::Demo,
            name,
            flag,
            host,
            port,
            sealed,
            options: &options,
        };
        let id = crud::servers::insert(tx, &row, now)?;
        first = first.or(Some(id));
    }
    Ok(first)
}

#[cfg(test)]
mod tests;
