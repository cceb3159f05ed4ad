//! The database is the truth: servers are compared with it and repaired.
//!
//! The house's mark on a peer is its row in `vpn_peers`: whatever a server knows by another name is a stranger's, and is
//! listed and left. A peer that differs is settled anew, by what is wanted of it at that moment: a wish that changed
//! after the server was listed is never undone.

use super::accounting;
use super::settle;
use super::settle::Settled;
use crate::context::Ctx;
use crate::crud;
use crate::crud::vpn_peers::ComparedPeer;
use crate::db::Durability;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::base_hash;
use crate::integrations::wireguard::secret_hash;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::Drift;
use crate::models::ForeignPeer;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::backups;
use crate::services::unit::act;
use crate::utils::order::InOrder;
use crate::utils::seal::SealKey;
use ipnet::IpNet;
use rusqlite::Connection;
use rusqlite::Transaction;
use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

/// How a server differs from the database; changes nothing.
pub async fn drift(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    now: Timestamp,
) -> Result<Drift, ServiceError> {
    actor.need(Permission::SeeServers)?;
    let server = present(ctx, server).await?;
    let Some(listing) = accounting::list(ctx, &server, now).await? else {
        return Err(Refusal::from(VpnRefusal::ServerDown(server.id)).into());
    };
    Ok(look(ctx, &server, Arc::new(listing), now).await?.drift)
}

/// Compares a server with the database and mends what differs; what is not the house's is listed and left. Returns
/// what it found before; nothing if the server does not answer, which is noted.
pub async fn repair(
    ctx: &Ctx,
    server: ServerId,
    now: Timestamp,
) -> Result<Option<Drift>, ServiceError> {
    let server = present(ctx, server).await?;
    Ok(mend(ctx, &server, now).await?.map(|repair| repair.drift))
}

/// The same because somebody of the staff asked for it.
pub async fn repair_now(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    now: Timestamp,
) -> Result<Drift, ServiceError> {
    actor.need(Permission::ManageServers)?;
    present(ctx, server).await?;
    // A server that does not answer is asked again at the next press, or the next request of that name.
    let drift = repair(ctx, server, now).await?;
    let drift = drift.ok_or(Refusal::from(VpnRefusal::ServerDown(server)))?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let target = format!("server:{server}");
        let details = serde_json::json!({ "what": "asked for" });
        audit::record(tx, identity, "server.reconciled", target, details, now)
    })
    .await?;
    Ok(drift)
}

async fn present(ctx: &Ctx, server: ServerId) -> Result<Server, ServiceError> {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::servers::get(connection, server)?))
        .await?;
    let found = found.filter(|server| server.removed_at.is_none());
    let found = found.ok_or(Refusal::NotFound)?;
    if found.transport == Transport::File {
        // Nobody can be asked: an admin applies the file.
        return Err(Refusal::from(VpnRefusal::WrongState).into());
    }
    Ok(found)
}

/// What a repair did.
pub(super) struct Repair {
    pub drift: Drift,
    /// Peers that were settled anew.
    pub mended: usize,
    /// Peers that the server told of.
    pub listed: usize,
}

/// Counts what a server says, compares it, and settles every peer that differs. `None` if it does not answer.
pub(super) async fn mend(
    ctx: &Ctx,
    server: &Server,
    now: Timestamp,
) -> Result<Option<Repair>, ServiceError> {
    // Before anything is taken away, its counters are kept.
    let Some(reading) = accounting::read(ctx, server, now).await? else {
        return Ok(None);
    };
    let listed = reading.listing.peers.len();
    let mut found = look(ctx, server, reading.listing, now).await?;
    if backups::is_held(ctx).await? {
        // An old backup was restored: whoever renewed since looks as if their end had come.
        found
            .to_settle
            .retain(|peer| !found.to_close.contains(peer));
    }
    let (id, foreign) = (server.id, found.drift.foreign.clone());
    let differing = found.to_settle.clone();
    (ctx.db)
        .write(Durability::Normal, move |tx| {
            for peer in differing {
                // What the server once confirmed is not so any more.
                crud::vpn_peers::update_unsettled(tx, peer)?;
            }
            keep_foreign(tx, id, &foreign)
        })
        .await?;
    let mut mended = 0;
    for peer in found.to_settle {
        match settle::peer(ctx, peer, now).await? {
            Settled::Done => mended += 1,
            // The next pass begins anew: when it is back it is compared at once.
            Settled::Down { .. } => return Ok(None),
            Settled::Refused(why) => log::warn!("server {id} refuses peer {peer}: {why}"),
        }
    }
    if mended > 0 {
        log::info!("server {id}: {mended} peers were put right");
        ctx.task_added.notify_one();
    }
    (ctx.db)
        .write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(crud::servers::update_reconciled(tx, id, now)?)
        })
        .await?;
    Ok(Some(Repair {
        drift: found.drift,
        mended,
        listed,
    }))
}

/// Compares what was listed with the rows as they are now.
async fn look(
    ctx: &Ctx,
    server: &Server,
    listing: Arc<Listing>,
    now: Timestamp,
) -> Result<Found, ServiceError> {
    let (id, kind, seal) = (server.id, server.kind, ctx.seal.clone());
    ctx.db
        .read(move |connection| look_in(connection, &seal, id, kind, &listing, now))
        .await
}

/// The same on a connection.
pub fn look_in(
    connection: &Connection,
    seal: &SealKey,
    server: ServerId,
    kind: VpnKind,
    listing: &Listing,
    now: Timestamp,
) -> Result<Found, ServiceError> {
    let mut ours: Vec<Ours> = Vec::with_capacity(listing.peers.len());
    crud::vpn_peers::each_compared(connection, server, &mut |row| {
        ours.push(Ours::of(row, kind, seal));
    })?;
    let known: HashSet<&str> = ours.iter().map(|peer| peer.remote_id.as_str()).collect();
    let unknown: Vec<&RemotePeer> = (listing.peers.iter())
        .filter(|peer| !known.contains(peer.remote_id.as_str()))
        .collect();
    let mut returned = Vec::new();
    for remote in unknown {
        // Forgotten long ago, and there again: from an old copy of the server, say.
        if let Some(row) = crud::vpn_peers::compared(connection, server, &remote.remote_id)? {
            returned.push(Ours::of(row, kind, seal));
        }
    }
    ours.append(&mut returned);
    let mut found = compare(server, kind, &ours, listing, now);
    if kind != VpnKind::WireGuard {
        let quotas = crud::vpn_accounts::quotas_on_server(connection, server)?;
        find_narrow(&mut found, &ours, listing, &quotas);
    }
    for stranger in &mut found.drift.foreign {
        if let Some(known) = crud::foreign_peers::get(connection, server, &stranger.remote_id)? {
            stranger.is_left = known.is_left;
            stranger.found_at = known.found_at;
        }
    }
    Ok(found)
}

/// Finds the peers that a server would cut off before their quota is used up: it was raised since they were put there.
fn find_narrow(
    found: &mut Found,
    ours: &[Ours],
    listing: &Listing,
    quotas: &[(PeerId, crud::vpn_accounts::Quota)],
) {
    let there: HashMap<&str, &RemotePeer> = (listing.peers.iter())
        .map(|peer| (peer.remote_id.as_str(), peer))
        .collect();
    let quotas: HashMap<PeerId, crud::vpn_accounts::Quota> = quotas.iter().copied().collect();
    let known: HashSet<PeerId> = found.to_settle.iter().copied().collect();
    for peer in ours.iter().filter(|peer| !known.contains(&peer.peer)) {
        let remote = there.get(peer.remote_id.as_str());
        let (Some(remote), Some((limit, used))) = (remote, quotas.get(&peer.peer)) else {
            continue;
        };
        let counted = remote.counters.unwrap_or_default();
        let counted = counted.rx.saturating_add(counted.tx);
        let is_narrow = |kept: u64| match limit {
            Some(limit) => kept < counted.saturating_add(limit.saturating_sub(*used)),
            None => true,
        };
        if remote.limit_bytes.is_some_and(is_narrow) {
            found.drift.matching = found.drift.matching.saturating_sub(1);
            found.drift.to_put.push(peer.config);
            found.to_settle.push(peer.peer);
        }
    }
}

/// A peer as the house wants it to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ours {
    pub peer: PeerId,
    pub config: ConfigId,
    pub remote_id: String,
    pub wanted: PeerWish,
    pub settled: Option<PeerWish>,
    /// As CIDR.
    pub addresses: Vec<String>,
    /// `None` = cannot be told.
    pub secret_hash: Option<String>,
    /// `None` = not known yet, or another kind.
    pub access_url: Option<Hidden>,
}

impl Ours {
    fn of(row: ComparedPeer, kind: VpnKind, seal: &SealKey) -> Self {
        let secret = row.sealed.as_deref().and_then(|sealed| open(seal, sealed));
        let (secret_hash, access_url) = match secret {
            Some(PeerSecret::WireGuard { preshared_key, .. }) => {
                let preshared_key = preshared_key.as_ref().map(|key| key.0.as_str());
                (secret_hash(preshared_key), None)
            }
            Some(PeerSecret::Outline { access_url }) => (None, access_url),
            Some(PeerSecret::MtProto { secret }) => {
                (secret.map(|secret| base_hash(&secret.0)), None)
            }
            None => (None, None),
        };
        let pooled = || {
            let hosts = row.ip.iter().chain(&row.ip6);
            hosts.map(|ip| host_route(ip)).collect()
        };
        let addresses = match kind {
            VpnKind::WireGuard => row.own_addresses.unwrap_or_else(pooled),
            VpnKind::Outline | VpnKind::MtProto => Vec::new(),
        };
        Self {
            peer: row.id,
            config: row.config,
            remote_id: row.remote_id,
            wanted: row.wanted,
            settled: row.settled,
            addresses,
            secret_hash,
            access_url,
        }
    }

    /// Whether the server has it in every way as it would be put there.
    fn is_as_put(&self, remote: &RemotePeer) -> bool {
        let is_same_secret = match (&self.secret_hash, &remote.secret_hash) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, _) | (_, None) => true,
        };
        let is_same_link = match (&self.access_url, &remote.access_url) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, _) | (_, None) => true,
        };
        remote.is_open
            && is_same_secret
            && is_same_link
            && are_same(&self.addresses, &remote.addresses)
    }
}

fn open(seal: &SealKey, sealed: &str) -> Option<PeerSecret> {
    let text = seal.open(sealed).ok()?;
    serde_json::from_str(&text).ok()
}

/// The route to one host, as CIDR.
fn host_route(ip: &str) -> String {
    let bits = if ip.contains(':') { 128 } else { 32 };
    format!("{ip}/{bits}")
}

/// Whether two lists name the same networks, whatever their order and spelling.
fn are_same(ours: &[String], theirs: &[String]) -> bool {
    if ours == theirs {
        return true;
    }
    let networks = |list: &[String]| -> HashSet<String> {
        let spelt = |text: &String| match text.parse::<IpNet>() {
            Ok(network) => network.trunc().to_string(),
            Err(_) => text.clone(),
        };
        list.iter().map(spelt).collect()
    };
    networks(ours) == networks(theirs)
}

/// What a comparison found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub drift: Drift,
    /// Peers that are to be settled anew: those that differ, and those whose server never confirmed what is wanted.
    pub to_settle: Vec<PeerId>,
    /// Those of them that the server still lets through, and should not.
    pub to_close: HashSet<PeerId>,
}

/// Compares the peers of a server as they are wanted with what it says it has.
pub fn compare(
    server: ServerId,
    kind: VpnKind,
    ours: &[Ours],
    listing: &Listing,
    now: Timestamp,
) -> Found {
    let mut strangers: HashMap<&str, &RemotePeer> = (listing.peers.iter())
        .map(|peer| (peer.remote_id.as_str(), peer))
        .collect();
    let mut drift = Drift {
        server,
        matching: 0,
        to_put: Vec::new(),
        to_remove: Vec::new(),
        foreign: Vec::new(),
    };
    let (mut to_settle, mut to_close) = (Vec::new(), HashSet::new());
    for peer in ours {
        let remote = strangers.remove(peer.remote_id.as_str());
        let place = place(peer, remote, kind);
        match place {
            Place::AsWanted => drift.matching += 1,
            Place::ToPut => drift.to_put.push(peer.config),
            Place::ToRemove => {
                drift.to_remove.push(peer.remote_id.clone());
                to_close.insert(peer.peer);
            }
        }
        if place != Place::AsWanted || peer.settled != Some(peer.wanted) {
            to_settle.push(peer.peer);
        }
    }
    let mut foreign: Vec<ForeignPeer> = (strangers.into_values())
        .map(|remote| stranger(server, remote, now))
        .collect();
    foreign.order_by(|one, other| one.remote_id.cmp(&other.remote_id));
    drift.foreign = foreign;
    Found {
        drift,
        to_settle,
        to_close,
    }
}

/// Where a peer of the house stands on its server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    AsWanted,
    ToPut,
    ToRemove,
}

fn place(peer: &Ours, remote: Option<&RemotePeer>, kind: VpnKind) -> Place {
    match (peer.wanted, remote) {
        (PeerWish::Open, Some(remote)) if peer.is_as_put(remote) => Place::AsWanted,
        (PeerWish::Open, _) => Place::ToPut,
        (PeerWish::Shut, Some(remote)) if remote.is_open => Place::ToRemove,
        (PeerWish::Shut, Some(_)) => Place::AsWanted,
        (PeerWish::Shut, None) => match kind {
            // The house has its secret, and puts it there again when it opens.
            VpnKind::WireGuard | VpnKind::MtProto => Place::AsWanted,
            // The server made its link: it is to be there, without any traffic, until it opens again.
            VpnKind::Outline => Place::ToPut,
        },
        (PeerWish::Gone, Some(_)) => Place::ToRemove,
        (PeerWish::Gone, None) => Place::AsWanted,
    }
}

fn stranger(server: ServerId, remote: &RemotePeer, now: Timestamp) -> ForeignPeer {
    ForeignPeer {
        server,
        remote_id: remote.remote_id.clone(),
        name: remote.name.clone().filter(|name| !name.is_empty()),
        addresses: remote.addresses.clone(),
        is_left: false,
        found_at: now,
    }
}

/// Keeps who the strangers on a server are. Their addresses are taken out of the pools, so that no key of the house
/// takes their traffic away, and come back when they are gone.
fn keep_foreign(
    tx: &Transaction<'_>,
    server: ServerId,
    foreign: &[ForeignPeer],
) -> Result<(), ServiceError> {
    let present: HashMap<&str, &ForeignPeer> = (foreign.iter())
        .map(|peer| (peer.remote_id.as_str(), peer))
        .collect();
    let mut free: HashSet<String> = HashSet::new();
    let known = crud::foreign_peers::list(tx, server)?;
    for old in &known {
        let same = present.get(old.remote_id.as_str());
        if same.is_none() {
            crud::foreign_peers::delete(tx, server, &old.remote_id)?;
        }
        if same.is_none_or(|new| new.addresses != old.addresses) {
            free.extend(hosts(&old.addresses));
        }
    }
    for ip in free {
        crud::foreign_peers::free_address(tx, server, &ip)?;
    }
    for peer in foreign {
        if !known.contains(peer) {
            crud::foreign_peers::upsert(tx, peer)?;
        }
        // Each time: a pool may be younger than the stranger.
        for ip in hosts(&peer.addresses) {
            crud::foreign_peers::take_address(tx, server, &ip)?;
        }
    }
    Ok(())
}

/// The single addresses among networks, as text. Wider networks are none of a pool's.
pub(super) fn hosts(addresses: &[String]) -> Vec<String> {
    (addresses.iter())
        .filter_map(|text| text.parse::<IpNet>().ok())
        .filter(|network| network.prefix_len() == network.max_prefix_len())
        .map(|network| network.addr().to_string())
        .collect()
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
