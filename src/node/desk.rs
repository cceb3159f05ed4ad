//! The peers of one interface, or the users of one proxy: what the bot wants is noted first, then done, and done again whenever the interface lost
//! it. An answer is given only when what it says is on the disk.

use super::state::Gone;
use super::state::Kept;
use super::state::Store;
use crate::integrations::mtproto::names;
use crate::integrations::node::wire::Checked;
use crate::integrations::node::wire::Done;
use crate::integrations::node::wire::Wish;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::base_hash;
use crate::integrations::wireguard::secret_hash;
use crate::models::Timestamp;
use crate::models::VpnKind;
use crate::utils::clock::Clock;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ipnet::IpNet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// Between two looks at the counters.
const LOOK_SECONDS: i64 = 60;
/// Peers that are mended in one turn, so that the bot need not wait long for its own.
const MOST_MENDED: usize = 200;
/// The same on a proxy, which takes each with a pause.
const MOST_USERS_MENDED: usize = 10;
/// More peers are refused.
const MOST_PEERS: usize = 20_000;
/// More addresses of one peer are refused.
const MOST_ADDRESSES: usize = 8;
/// Of a name, which is only for humans who look at the file.
const MOST_NAME_CHARS: usize = 64;

/// One interface.
pub struct Desk {
    pub interface: String,
    /// WireGuard, or MTProto for a proxy.
    pub kind: VpnKind,
    backend: Arc<dyn Backend>,
    clock: Clock,
    store: Mutex<Store>,
}

impl Desk {
    /// The desk of an interface, with what it remembers in that directory.
    ///
    /// # Errors
    /// When what it remembers cannot be read.
    pub fn open(
        interface: &str,
        kind: VpnKind,
        directory: &Path,
        backend: Arc<dyn Backend>,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            interface: interface.to_owned(),
            kind,
            backend,
            clock,
            store: Mutex::new(Store::open(directory)?),
        })
    }

    /// Makes a peer as it is wanted.
    ///
    /// # Errors
    /// Refused, when the wish makes no sense: then everything stays as it was. After any other error the wish is noted,
    /// and done as soon as it can be.
    pub async fn put(&self, wish: Wish) -> Result<Done, BackendError> {
        let wish = match self.kind {
            VpnKind::WireGuard | VpnKind::Outline => checked(wish)?,
            VpnKind::MtProto => checked_user(wish)?,
        };
        let now = self.clock.now();
        let store = &mut *self.store.lock().await;
        let is_new = !store.state.peers.contains_key(&wish.remote_id);
        if is_new && store.state.peers.len() >= MOST_PEERS {
            return Err(BackendError::Refused("the node is full".to_owned()));
        }
        let remote_id = wish.remote_id.clone();
        let before = store.state.clone();
        let losers = store.state.wish(wish);
        if losers > 0 {
            log::warn!(
                "{}: {losers} peers lost an address to another",
                self.interface
            );
        }
        if store.state != before {
            save(store)?;
        }
        let done = self.settle(store, &remote_id, now).await;
        if let Err(BackendError::Refused(_)) = done {
            store.state = before;
            save(store)?;
        }
        done.map(|()| Done::default())
    }

    /// Removes a peer, and says what it had transferred. One that is not there is no error.
    ///
    /// # Errors
    /// When the interface cannot be reached: then the peer is let in no more, and gone once the call was repeated.
    pub async fn remove(&self, remote_id: &str) -> Result<Done, BackendError> {
        let now = self.clock.now();
        let store = &mut *self.store.lock().await;
        if let Some(kept) = store.state.peers.get_mut(remote_id)
            && kept.is_open
        {
            kept.is_open = false;
            save(store)?;
        }
        let last = self.backend.remove(remote_id).await?;
        let total = match store.state.peers.get_mut(remote_id) {
            Some(kept) => {
                if let Some(last) = last {
                    kept.count(last, true);
                }
                Some(kept.total)
            }
            None => last,
        };
        if let Some(total) = total {
            store.state.peers.remove(remote_id);
            let gone = Gone { total, at: now };
            store.state.gone.insert(remote_id.to_owned(), gone);
            save(store)?;
        }
        let gone = store.state.gone.get(remote_id);
        Ok(Done {
            counted: gone.map(|gone| gone.total),
        })
    }

    /// The bot knows what a removed peer had transferred.
    ///
    /// # Errors
    /// When the disk cannot be written to.
    pub async fn counted(&self, remote_id: &str) -> Result<Done, BackendError> {
        let store = &mut *self.store.lock().await;
        if store.state.gone.remove(remote_id).is_some() {
            save(store)?;
        }
        Ok(Done::default())
    }

    /// Everything on the interface, with totals for the peers the bot wants.
    ///
    /// # Errors
    /// When the interface cannot be reached.
    pub async fn list(&self) -> Result<Listing, BackendError> {
        let now = self.clock.now();
        let store = &mut *self.store.lock().await;
        let found = self.look(store, now).await?;
        let peers = &store.state.peers;
        let mut present: HashMap<String, RemotePeer> = HashMap::with_capacity(found.peers.len());
        present.extend((found.peers.into_iter()).map(|peer| (peer.remote_id.clone(), peer)));
        let mut listed: Vec<RemotePeer> = peers
            .iter()
            .map(|(remote_id, kept)| told(remote_id, kept, present.remove(remote_id)))
            .collect();
        // Secrets of peers that are not kept look like none anybody has: if the bot wants one of them, it puts it here
        // again, and the node knows its end.
        listed.extend(present.into_values().map(|peer| RemotePeer {
            secret_hash: Some(String::new()),
            ..peer
        }));
        Ok(Listing {
            epoch: Some(store.state.id.clone()),
            counting: Counting::SincePut,
            peers: listed,
        })
    }

    /// Puts the user by which a proxy is watched.
    ///
    /// # Errors
    /// Those of the proxy; refused by an interface of WireGuard.
    pub async fn watch(&self, secret: &str) -> Result<Done, BackendError> {
        let _one = self.store.lock().await;
        self.backend.ensure_health(secret).await?;
        Ok(Done::default())
    }

    /// How the interface and the machine are.
    ///
    /// # Errors
    /// When the interface cannot be reached.
    pub async fn check(&self) -> Result<Checked, BackendError> {
        let mut facts = self.backend.check().await?;
        let own = concat!("portero ", env!("CARGO_PKG_VERSION"));
        facts.version = Some(match facts.version {
            Some(driver) => format!("{own}, {driver}"),
            None => own.to_owned(),
        });
        let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
        facts.name = name.map(|name| name.trim().to_owned());
        Ok(Checked {
            facts,
            now: self.clock.now(),
        })
    }

    /// Counts, keeps out who has come to an end, and puts back what the interface lost. Gives the instant of the next look.
    ///
    /// # Errors
    /// When the interface cannot be reached.
    pub async fn tick(&self) -> Result<Timestamp, BackendError> {
        let mut left = usize::MAX;
        loop {
            let now = self.clock.now();
            let store = &mut *self.store.lock().await;
            if store.state.forget(now) {
                save(store)?;
            }
            let found = self.look(store, now).await?;
            let amiss = amiss(store, &found, self.kind, now);
            let most = self.most_mended();
            for remote_id in amiss.iter().take(most) {
                match self.settle(store, remote_id, now).await {
                    Err(BackendError::Refused(why)) => {
                        log::error!("{}: a peer is refused: {why}", self.interface);
                    }
                    done => done?,
                }
            }
            if !amiss.is_empty() {
                let count = amiss.len().min(most);
                log::info!("{}: {count} peers were put right", self.interface);
            }
            let is_in_vain = amiss.len() >= left;
            left = amiss.len();
            if left <= most || is_in_vain {
                let ends = store
                    .state
                    .peers
                    .values()
                    .filter_map(|kept| kept.expires_at);
                let next_end = ends.filter(|end| *end > now).min();
                let next_look = Timestamp(now.0 + LOOK_SECONDS);
                return Ok(next_end.map_or(next_look, |end| end.min(next_look)));
            }
        }
    }

    fn most_mended(&self) -> usize {
        match self.kind {
            VpnKind::WireGuard | VpnKind::Outline => MOST_MENDED,
            VpnKind::MtProto => MOST_USERS_MENDED,
        }
    }

    /// Reads the counters into the totals. What was read is on the disk before anything else is done.
    async fn look(&self, store: &mut Store, now: Timestamp) -> Result<Listing, BackendError> {
        let found = self.backend.list().await?;
        let state = &mut store.state;
        let is_same_life = found.epoch.is_none() || found.epoch == state.life;
        let mut is_changed = !is_same_life;
        state.life.clone_from(&found.epoch);
        for peer in &found.peers {
            let Some(kept) = state.peers.get_mut(&peer.remote_id) else {
                continue;
            };
            if let Some(counters) = peer.counters {
                is_changed |= kept.count(counters, is_same_life);
            }
            // A clock that was wrong for a while must not make it seen in the future.
            let seen_at = peer.seen_at.map(|seen_at| seen_at.min(now));
            if seen_at > kept.seen_at {
                kept.seen_at = seen_at;
                is_changed = true;
            }
        }
        let present: HashSet<&str> = found
            .peers
            .iter()
            .map(|peer| peer.remote_id.as_str())
            .collect();
        for (remote_id, kept) in &mut state.peers {
            // Its counters begin at zero when it is put there again, unless they are those of the program.
            let has_ended = found.counting != Counting::SinceStart;
            if has_ended
                && kept.last != Counters::default()
                && !present.contains(remote_id.as_str())
            {
                kept.last = Counters::default();
                is_changed = true;
            }
        }
        if is_changed {
            save(store)?;
        }
        Ok(found)
    }

    /// Makes the interface as the noted wish says, for one peer.
    async fn settle(
        &self,
        store: &mut Store,
        remote_id: &str,
        now: Timestamp,
    ) -> Result<(), BackendError> {
        let Some(kept) = store.state.peers.get_mut(remote_id) else {
            return Ok(());
        };
        // A proxy's user that is kept out stays there; a peer of WireGuard does not.
        let counters = if kept.is_let_in(now) || self.kind == VpnKind::MtProto {
            self.backend.put(&kept.wanted(remote_id, now)).await?.before
        } else {
            self.backend.remove(remote_id).await?
        };
        if let Some(counters) = counters {
            kept.count(counters, true);
            kept.last = Counters::default();
            save(store)?;
        }
        Ok(())
    }
}

/// Looks at an interface again and again until the node stops.
pub async fn watch(desk: Arc<Desk>, clock: Clock, stop: CancellationToken) {
    let mut is_well = true;
    loop {
        let next = match desk.tick().await {
            Ok(next) => {
                if !is_well {
                    log::info!("{}: it can be reached again", desk.interface);
                }
                is_well = true;
                next
            }
            Err(error) => {
                if is_well {
                    log::warn!("{}: {error}", desk.interface);
                }
                is_well = false;
                Timestamp(clock.now().0 + LOOK_SECONDS / 4)
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep_until(next) => {}
        }
    }
}

/// The peers that are not on the interface as they should be.
fn amiss(store: &Store, found: &Listing, kind: VpnKind, now: Timestamp) -> Vec<String> {
    let present = found
        .peers
        .iter()
        .map(|peer| (peer.remote_id.as_str(), peer));
    let present: HashMap<&str, &RemotePeer> = present.collect();
    let is_amiss = |remote_id: &str, kept: &Kept| match present.get(remote_id) {
        None => kept.is_let_in(now),
        // To be kept out it need not be taken away.
        Some(peer) if kind == VpnKind::MtProto && !kept.is_let_in(now) => peer.is_open,
        Some(peer) => !kept.is_let_in(now) || !peer.is_open || differs(kept, peer),
    };
    let peers = store.state.peers.iter();
    peers
        .filter(|(remote_id, kept)| is_amiss(remote_id, kept))
        .map(|(remote_id, _)| remote_id.clone())
        .collect()
}

fn differs(kept: &Kept, peer: &RemotePeer) -> bool {
    let networks = |texts: &[String]| -> HashSet<Option<IpNet>> {
        texts.iter().map(|text| text.parse().ok()).collect()
    };
    let secret = own_hash(kept);
    networks(&kept.addresses) != networks(&peer.addresses)
        || peer.secret_hash.is_some() && peer.secret_hash != secret
}

/// As `RemotePeer::secret_hash` is of a peer or a user.
fn own_hash(kept: &Kept) -> Option<String> {
    match &kept.secret {
        Some(secret) => Some(base_hash(&secret.0)),
        None => secret_hash(kept.preshared_key.as_ref().map(|key| key.0.as_str())),
    }
}

/// A kept peer as the bot is told of it.
fn told(remote_id: &str, kept: &Kept, present: Option<RemotePeer>) -> RemotePeer {
    let is_open = present.as_ref().is_some_and(|peer| peer.is_open);
    // As the totals: what the interface says is in its own figures.
    let limit_bytes = present.as_ref().and_then(|peer| {
        let counted = peer.counters.unwrap_or_default();
        let left = peer
            .limit_bytes?
            .saturating_sub(counted.rx.saturating_add(counted.tx));
        Some(kept.transferred().saturating_add(left))
    });
    let (addresses, found_hash, endpoint) = match present {
        Some(peer) => (peer.addresses, peer.secret_hash, peer.endpoint),
        None => (kept.addresses.clone(), None, None),
    };
    RemotePeer {
        remote_id: remote_id.to_owned(),
        name: Some(kept.name.clone()),
        addresses,
        secret_hash: found_hash.or_else(|| own_hash(kept)),
        is_open,
        counters: Some(kept.total),
        seen_at: kept.seen_at,
        endpoint,
        access_url: None,
        limit_bytes,
    }
}

/// The same for a user of a proxy.
fn checked_user(wish: Wish) -> Result<Wish, BackendError> {
    let refused = |why: &str| Err(BackendError::Refused(why.to_owned()));
    if !names::is_name(&wish.remote_id) || names::is_servant(&wish.remote_id) {
        return refused("that is no name of a user");
    }
    let secret = wish.secret.as_ref().map(|secret| secret.0.as_str());
    if !secret.is_some_and(names::is_secret) {
        return refused("the secret is none of a proxy");
    }
    if wish
        .tag
        .as_deref()
        .is_some_and(|tag| !names::is_secret(tag))
    {
        return refused("the tag is none");
    }
    if !wish.addresses.is_empty() || wish.preshared_key.is_some() {
        return refused("a user of a proxy has no addresses");
    }
    Ok(named(wish))
}

/// A wish that makes sense: one host in each of its addresses, so that no peer can take a whole network's packets.
fn checked(wish: Wish) -> Result<Wish, BackendError> {
    let refused = |why: &str| Err(BackendError::Refused(why.to_owned()));
    let is_key = |text: &str| {
        BASE64_STANDARD
            .decode(text)
            .is_ok_and(|bytes| bytes.len() == 32)
    };
    if !is_key(&wish.remote_id) {
        return refused("the public key is no key");
    }
    if (wish.preshared_key.as_ref()).is_some_and(|key| !is_key(&key.0)) {
        return refused("the preshared key is no key");
    }
    let is_host = |text: &String| {
        (text.parse::<IpNet>()).is_ok_and(|net| net.prefix_len() == net.max_prefix_len())
    };
    if wish.addresses.is_empty() || wish.addresses.len() > MOST_ADDRESSES {
        return refused("a peer needs one to eight addresses");
    }
    if !wish.addresses.iter().all(is_host) {
        return refused("each address must be that of one host");
    }
    if wish.secret.is_some() {
        return refused("a peer of WireGuard has no secret of a proxy");
    }
    Ok(named(wish))
}

fn named(wish: Wish) -> Wish {
    let name = wish.name.chars().filter(|c| !c.is_control());
    Wish {
        name: name.take(MOST_NAME_CHARS).collect(),
        ..wish
    }
}

fn save(store: &Store) -> Result<(), BackendError> {
    store.save().map_err(|error| {
        log::error!("state.json cannot be written: {error}");
        BackendError::Unusable(format!("the node cannot write: {error}"))
    })
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;

#[cfg(test)]
#[cfg(feature = "demo")]
#[path = "proxy_tests.rs"]
mod proxy_tests;
