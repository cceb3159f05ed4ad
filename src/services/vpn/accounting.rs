//! Traffic: every counter of every server passes through here, exactly once.
//!
//! What is promised. Of a server that counts since a peer was put there, the total is what went through, but for what
//! passed after the last sample of a life of its counters that ended without a last reading (a machine that was switched
//! off, say), and but for what was read and not kept because this process was killed in between. A new life is known by
//! its epoch, or by a counter that became smaller; where a reading names no epoch and the counters outgrew the last
//! sample before it, as much as that sample said is lost too. Nothing is ever counted twice. Of a server that counts a
//! window that moves on, only growth is known: the total is at most what went through.

use super::health;
use super::lifecycle;
use super::servers;
use super::sharing;
use crate::context::Ctx;
use crate::crud;
use crate::crud::vpn_accounts::AccountUse;
use crate::crud::vpn_peers::CountedPeer;
use crate::db::Durability;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::RemotePeer;
use crate::models::AccountId;
use crate::models::Counted;
use crate::models::DayTraffic;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::gained;
use crate::services::ServiceError;
use rusqlite::Connection;
use rusqlite::Transaction;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

/// No counter is believed beyond 2^60 bytes: sums of them stay within what SQLite keeps.
const MOST_BYTES: u64 = 1 << 60;
/// Peers that are counted in one transaction: a person's act waits for no more than these.
pub const BATCH: usize = 500;
/// Below this a handshake is no instant but the seconds since it, as boringtun says it.
const FIRST_INSTANT: i64 = 1_000_000_000;

/// What a server said of one peer's traffic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample<'a> {
    /// `None` = the server does not count it now: nothing changes.
    pub counters: Option<Counters>,
    /// The life of the counters, where the server can name it.
    pub epoch: Option<&'a str>,
    pub counting: Counting,
    /// The last handshake.
    pub seen_at: Option<Timestamp>,
    /// Where its packets last came from.
    pub endpoint: Option<&'a str>,
}

/// What was new in a sample, and from where the next one counts.
pub fn advance(
    last: &Counted,
    now: Counters,
    epoch: Option<&str>,
    counting: Counting,
) -> (Counters, Counted) {
    let now = Counters {
        rx: now.rx.min(MOST_BYTES),
        tx: now.tx.min(MOST_BYTES),
    };
    let (rx, tx) = match counting {
        Counting::SincePut | Counting::SinceStart => {
            let is_same_life = match (last.epoch.as_deref(), epoch) {
                (Some(last), Some(now)) => last == now,
                // One of them has no name: a counter that became smaller tells.
                (None, _) | (_, None) => true,
            };
            gained((last.rx, last.tx), (now.rx, now.tx), is_same_life)
        }
        Counting::Rolling => (
            now.rx.saturating_sub(last.rx),
            now.tx.saturating_sub(last.tx),
        ),
    };
    let counted = Counted {
        rx: now.rx,
        tx: now.tx,
        epoch: epoch.map(str::to_owned),
    };
    (Counters { rx, tx }, counted)
}

/// Counts the last reading of a peer whose counters ended: what `remove` gave, or `Put::before`. Of a server that counts
/// since a peer was put, the next sample begins at zero, but for a peer that is to be gone: it is not put again, and a node
/// that was not heard to know that its count arrived says the same once more. `None` changes nothing: a node keeps the total of a peer that is
/// kept out, and of any other server the next listing tells that the peer is gone.
pub fn credit_last(
    tx: &Transaction<'_>,
    peer: PeerId,
    counters: Option<Counters>,
    counting: Counting,
    now: Timestamp,
) -> Result<Counters, ServiceError> {
    let Some(peer) = crud::vpn_peers::counted(tx, peer)? else {
        return Ok(Counters::default());
    };
    let epoch = peer.counted.epoch.clone();
    let sample = Sample {
        counters,
        // It is the end of the life that was sampled before.
        epoch: epoch.as_deref(),
        counting,
        seen_at: None,
        endpoint: None,
    };
    let id = peer.id;
    let gained = match Change::of(peer, &sample, now) {
        Some(change) => {
            let gained = change.gained;
            keep(tx, vec![change], now)?;
            gained
        }
        None => Counters::default(),
    };
    let stays = crud::vpn_peers::get(tx, id)?.is_some_and(|peer| peer.wanted != PeerWish::Gone);
    if counting == Counting::SincePut && counters.is_some() && stays {
        crud::vpn_peers::update_counted(tx, id, &Counted::default(), None)?;
    }
    Ok(gained)
}

/// Reads all counters of a server and counts them. Returns how many peers had changed; none if the server does not
/// answer, which is noted.
pub async fn sample(ctx: &Ctx, server: ServerId, now: Timestamp) -> Result<usize, ServiceError> {
    let server = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::servers::get(connection, server)?))
        .await?;
    let Some(server) = server.filter(|server| server.removed_at.is_none()) else {
        return Ok(0);
    };
    Ok(read(ctx, &server, now)
        .await?
        .map_or(0, |reading| reading.changed))
}

/// A server's counters, read and counted.
pub(super) struct Reading {
    pub listing: Arc<Listing>,
    /// Peers whose rows changed.
    pub changed: usize,
}

/// Lists a server and counts what it says, so that whatever happens to a peer afterwards, its traffic is kept. `None` if
/// nobody can be asked: it does not answer, which is noted, or it is only a file.
pub(super) async fn read(
    ctx: &Ctx,
    server: &Server,
    now: Timestamp,
) -> Result<Option<Reading>, ServiceError> {
    if server.transport == Transport::File {
        return Ok(None);
    }
    let turn = ctx.backends.turn(server.id).await;
    let Some(listing) = list(ctx, server, now).await? else {
        return Ok(None);
    };
    let listing = Arc::new(listing);
    let changed = count(ctx, server.id, listing.clone(), now).await?;
    drop(turn);
    Ok(Some(Reading { listing, changed }))
}

/// What a server says it has, and the note whether it answers.
pub(super) async fn list(
    ctx: &Ctx,
    server: &Server,
    now: Timestamp,
) -> Result<Option<Listing>, ServiceError> {
    let listed = match servers::backend(ctx, server) {
        Ok(backend) => backend.list().await,
        Err(error) => Err(error),
    };
    match listed {
        Ok(listing) => {
            health::noted_up(ctx, server.id, None, now).await?;
            Ok(Some(listing))
        }
        Err(error) => {
            log::info!("server {} was not read: {error}", server.id);
            if error.is_outage() {
                health::noted_down(ctx, server.id, &error.to_string(), now).await?;
            }
            Ok(None)
        }
    }
}

/// Counts a listing in transactions of some hundred peers. The turn at the server is taken.
async fn count(
    ctx: &Ctx,
    server: ServerId,
    listing: Arc<Listing>,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    let mut changes = (ctx.db)
        .read(move |connection| changes(connection, server, &listing, now))
        .await?;
    let changed = changes.len();
    while !changes.is_empty() {
        let batch: Vec<Change> = changes.split_off(changes.len().saturating_sub(BATCH));
        // A sample that a dead battery loses is taken again: the counters are still there.
        let has_tasks = (ctx.db)
            .write(Durability::Normal, move |tx| keep(tx, batch, now))
            .await?;
        if has_tasks {
            ctx.task_added.notify_one();
        }
    }
    (ctx.db)
        .write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(crud::servers::update_sampled(tx, server, now)?)
        })
        .await?;
    Ok(changed)
}

/// What a listing changes about the peers of its server.
pub fn changes(
    connection: &Connection,
    server: ServerId,
    listing: &Listing,
    now: Timestamp,
) -> Result<Vec<Change>, ServiceError> {
    let listed = by_name(listing);
    let mut changes = Vec::new();
    crud::vpn_peers::each_counted(connection, server, &mut |peer| {
        changes.extend(change(peer, &listed, listing, now));
    })?;
    Ok(changes)
}

fn by_name(listing: &Listing) -> HashMap<&str, &RemotePeer> {
    (listing.peers.iter())
        .map(|peer| (peer.remote_id.as_str(), peer))
        .collect()
}

/// What a listing changes about one peer.
fn change(
    peer: CountedPeer,
    listed: &HashMap<&str, &RemotePeer>,
    listing: &Listing,
    now: Timestamp,
) -> Option<Change> {
    let Some(remote) = listed.get(peer.remote_id.as_str()) else {
        return Change::of_absent(peer, listing.counting);
    };
    let sample = Sample {
        counters: remote.counters,
        epoch: listing.epoch.as_deref(),
        counting: listing.counting,
        seen_at: remote.seen_at,
        endpoint: remote.endpoint.as_deref(),
    };
    Change::of(peer, &sample, now)
}

/// A peer whose row changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    peer: CountedPeer,
    gained: Counters,
    counted: Counted,
    endpoint: Option<String>,
    seen_at: Option<Timestamp>,
}

impl Change {
    /// What a sample changes, if it does.
    fn of(peer: CountedPeer, sample: &Sample<'_>, now: Timestamp) -> Option<Self> {
        let (gained, counted) = match sample.counters {
            Some(counters) => advance(&peer.counted, counters, sample.epoch, sample.counting),
            None => (Counters::default(), peer.counted.clone()),
        };
        let has_traffic = gained != Counters::default();
        let seen_at = match sample.seen_at {
            Some(at) => seen(at, now),
            // A server without handshakes: what it transferred tells.
            None => has_traffic.then_some(now),
        };
        let seen_at = seen_at.filter(|at| Some(*at) > peer.last_seen_at);
        let endpoint = (sample.endpoint)
            .filter(|endpoint| peer.endpoint.as_deref() != Some(*endpoint))
            .map(str::to_owned);
        let is_same = counted == peer.counted && seen_at.is_none() && endpoint.is_none();
        (!is_same).then_some(Self {
            peer,
            gained,
            counted,
            endpoint,
            seen_at,
        })
    }

    /// A peer that is not on its server: counters that count since it was put there ended with it. Those that count since
    /// the program's start go on when it is put there again.
    fn of_absent(peer: CountedPeer, counting: Counting) -> Option<Self> {
        let has_ended = counting == Counting::SincePut && peer.counted != Counted::default();
        has_ended.then_some(Self {
            peer,
            gained: Counters::default(),
            counted: Counted::default(),
            endpoint: None,
            seen_at: None,
        })
    }
}

/// The instant of a handshake, not after `now`; `None` = there was none. boringtun says how many seconds ago it was.
fn seen(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    match at.0 {
        ..=0 => None,
        1..FIRST_INSTANT => Some(now - at.0),
        FIRST_INSTANT.. => Some(at.min(now)),
    }
}

/// Keeps changes, and does what follows for accounts and keys. True if it left tasks.
pub fn keep(
    tx: &Transaction<'_>,
    changes: Vec<Change>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let settings = crud::vpn_settings::get(tx)?;
    let day = now.day();
    let mut accounts: BTreeMap<AccountId, Counters> = BTreeMap::new();
    let mut has_tasks = false;
    for change in &changes {
        let (config, gained) = (change.peer.config, change.gained);
        let endpoint = change.endpoint.as_deref();
        let (id, before) = (change.peer.id, &change.peer.counted);
        if !crud::vpn_peers::update_counted_after(tx, id, before, &change.counted, endpoint)? {
            // Whoever took a sample gave up waiting, and another was kept before: the next one counts from there.
            continue;
        }
        let has_traffic = gained != Counters::default();
        if has_traffic || change.seen_at.is_some() {
            crud::vpn_configs::update_traffic(tx, config, gained.rx, gained.tx, change.seen_at)?;
        }
        if has_traffic {
            let (rx, tx_bytes) = (gained.rx, gained.tx);
            let traffic = DayTraffic {
                day,
                rx,
                tx: tx_bytes,
            };
            let day_bytes = crud::vpn_traffic::add(tx, config, traffic)?;
            has_tasks |= sharing::heavy(tx, &settings, config, day_bytes, now)?;
            let sum = accounts.entry(change.peer.account).or_default();
            sum.rx = sum.rx.saturating_add(rx).min(MOST_BYTES);
            sum.tx = sum.tx.saturating_add(tx_bytes).min(MOST_BYTES);
        }
        if let Some(endpoint) = endpoint {
            has_tasks |= sharing::moved(tx, &settings, &change.peer, endpoint, now)?;
        }
    }
    for (account, sum) in accounts {
        let used = crud::vpn_accounts::update_used(tx, account, sum.rx, sum.tx, day)?;
        if used.is_some_and(|used| is_telling(&used)) {
            lifecycle::quota_checked(tx, account, now)?;
            has_tasks = true;
        }
    }
    Ok(has_tasks)
}

/// Whether something follows from what is used now: a quota is used up, or a share of it was reached that was not told.
fn is_telling(used: &AccountUse) -> bool {
    let reached = |percent: u8| {
        let warned = used.warned_percent;
        (used.limit_bytes).is_some_and(|limit| {
            warned < percent
                && u128::from(used.used_bytes) * 100 >= u128::from(limit) * u128::from(percent)
        })
    };
    let is_used_up = (used.limit_bytes).is_some_and(|limit| used.used_bytes >= limit);
    let is_day_used_up = (used.day_limit_bytes).is_some_and(|limit| used.day_used_bytes >= limit);
    is_used_up || is_day_used_up || reached(80) || reached(95)
}

#[cfg(test)]
#[path = "accounting_tests.rs"]
mod tests;
