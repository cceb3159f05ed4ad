//! One peer on one server: what is wanted of it is done there, and noted.
//!
//! Invariant: nothing is noted as done before the server said so. An answer that was lost counts as an outage; asked
//! again, the server is as after once, so the same peer is put or removed until it is certain.

use super::accounting;
use super::health;
use super::keys;
use super::lifecycle;
use super::lifecycle::Happening;
use super::pools;
use super::servers;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::WantedPeer;
use crate::models::ConfigStatus;
use crate::models::Health;
use crate::models::Peer;
use crate::models::PeerId;
use crate::models::PeerWish;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::VpnConfig;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::utils::seal::SealKey;
use rusqlite::Connection;
use rusqlite::Transaction;

/// How an attempt to settle a peer went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// The server does what is wanted.
    Done,
    /// The server is out of reach, and noted as down.
    Down { server: ServerId, why: String },
    /// The server says no to this one peer.
    Refused(String),
}

/// What is to be done on a server, as of one look at the database.
struct Plan {
    server: Server,
    /// Older peers of the same key that the server is to forget first: two peers cannot share an address.
    older: Vec<Peer>,
    peer: Peer,
    /// `None` = forget it.
    wanted: Option<WantedPeer>,
}

/// What a server answered.
struct Answered {
    secret: Option<PeerSecret>,
    /// Its last counters, if they ended.
    last: Option<Counters>,
    /// It counts this peer no longer, or from zero.
    has_ended: bool,
}

/// Whether a peer is to be taken from its server, or shut there, as it is wanted by now.
pub async fn is_to_close(ctx: &Ctx, id: PeerId) -> Result<bool, ServiceError> {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::vpn_peers::get(connection, id)?))
        .await?;
    Ok(found.is_some_and(|peer| peer.wanted != PeerWish::Open))
}

/// Does on its server what is wanted of a peer by now, counts what it had transferred, and notes it. Asked twice, it is
/// as after once.
pub async fn peer(ctx: &Ctx, id: PeerId, now: Timestamp) -> Result<Settled, ServiceError> {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::vpn_peers::get(connection, id)?))
        .await?;
    let Some(found) = found else {
        return Ok(Settled::Done);
    };
    // The wish is read only when nobody else changes this server: an older one cannot come after a newer one.
    let _turn = ctx.backends.turn(found.server).await;
    let seal = ctx.seal.clone();
    let plan = ctx
        .db
        .read(move |connection| plan(connection, &seal, id))
        .await?;
    let Some(plan) = plan else {
        return Ok(Settled::Done);
    };
    if plan.server.removed_at.is_some() && plan.server.sealed.is_empty() {
        return given_up(ctx, plan, now).await;
    }
    if plan.server.health == Health::Down {
        // Whoever noted it waited in vain; nobody else has to.
        return Ok(Settled::Down {
            server: plan.server.id,
            why: plan.server.health_error.unwrap_or_default(),
        });
    }
    let backend = match servers::backend(ctx, &plan.server) {
        Ok(backend) => backend,
        Err(error) => return failed(ctx, plan.server.id, &error, now).await,
    };
    for older in &plan.older {
        if let Err(error) = forget(ctx, backend.as_ref(), older, plan.server.kind, now).await? {
            return failed(ctx, plan.server.id, &error, now).await;
        }
    }
    let done = match &plan.wanted {
        Some(wanted) => {
            put(
                ctx,
                backend.as_ref(),
                &plan.peer,
                wanted,
                plan.server.kind,
                now,
            )
            .await?
        }
        None => forget(ctx, backend.as_ref(), &plan.peer, plan.server.kind, now).await?,
    };
    match done {
        Ok(()) => Ok(Settled::Done),
        Err(error) => failed(ctx, plan.server.id, &error, now).await,
    }
}

fn plan(connection: &Connection, seal: &SealKey, id: PeerId) -> Result<Option<Plan>, ServiceError> {
    let Some(peer) = crud::vpn_peers::get(connection, id)? else {
        return Ok(None);
    };
    if peer.settled == Some(peer.wanted) {
        return Ok(None);
    }
    let server = crud::servers::get(connection, peer.server)?.ok_or(Refusal::NotFound)?;
    let wanted = wanted(connection, seal, &peer)?;
    let mut older = crud::vpn_peers::of_config(connection, peer.config)?;
    older.retain(|other| {
        other.id.0 < peer.id.0
            && other.server == peer.server
            && other.wanted == PeerWish::Gone
            && other.settled != Some(PeerWish::Gone)
    });
    Ok(Some(Plan {
        server,
        older,
        peer,
        wanted,
    }))
}

/// A peer as its server is to have it now; `None` if the server is to forget it.
pub fn wanted(
    connection: &Connection,
    seal: &SealKey,
    peer: &Peer,
) -> Result<Option<WantedPeer>, ServiceError> {
    if peer.wanted == PeerWish::Gone {
        return Ok(None);
    }
    let config = crud::vpn_configs::get(connection, peer.config)?.ok_or(Refusal::NotFound)?;
    let account = crud::vpn_accounts::get(connection, config.account)?.ok_or(Refusal::NotFound)?;
    let secret = keys::opened(seal, peer)?.unwrap_or(match config.kind {
        VpnKind::WireGuard => PeerSecret::WireGuard {
            private_key: None,
            preshared_key: None,
        },
        VpnKind::Outline => PeerSecret::Outline { access_url: None },
        VpnKind::MtProto => PeerSecret::MtProto { secret: None },
    });
    Ok(Some(WantedPeer {
        remote_id: peer.remote_id.clone(),
        name: format!("{} {}", config.user, config.name),
        secret,
        addresses: addresses(connection, peer)?,
        is_open: peer.wanted == PeerWish::Open,
        expires_at: account.expires_at,
        bytes_left: (account.limit_bytes).map(|limit| limit.saturating_sub(account.used())),
        tag: tag(connection, &config)?,
    }))
}

/// The tag under which the server of an MTProto key shows a channel.
fn tag(connection: &Connection, config: &VpnConfig) -> Result<Option<String>, ServiceError> {
    if config.kind != VpnKind::MtProto {
        return Ok(None);
    }
    let server = crud::servers::get(connection, config.server)?.ok_or(Refusal::NotFound)?;
    Ok(server.options.mtproto.and_then(|options| options.tag))
}

/// Where a peer may send from, as CIDR.
pub(super) fn addresses(connection: &Connection, peer: &Peer) -> Result<Vec<String>, ServiceError> {
    if let Some(own) = &peer.own_addresses {
        return Ok(own.clone());
    }
    let mut addresses = Vec::new();
    if let Some(own) = &peer.own_addresses {
        // An imported peer keeps what it had, in a pool or not.
        addresses.clone_from(own);
    } else if let Some(address) = peer.address
        && let Some(address) = pools::address(connection, address)?
    {
        addresses.extend(address.v4.map(|v4| format!("{v4}/32")));
        addresses.extend(address.v6.map(|v6| format!("{v6}/128")));
    }
    Ok(addresses)
}

async fn put(
    ctx: &Ctx,
    backend: &dyn Backend,
    peer: &Peer,
    wanted: &WantedPeer,
    kind: VpnKind,
    now: Timestamp,
) -> Result<Result<(), BackendError>, ServiceError> {
    let put = match backend.put(wanted).await {
        Ok(put) => put,
        Err(error) => return Ok(Err(error)),
    };
    let answered = Answered {
        secret: put.secret,
        // A WireGuard server forgets a peer that is kept out.
        has_ended: put.before.is_some() || (kind == VpnKind::WireGuard && !wanted.is_open),
        last: put.before,
    };
    settle(ctx, peer, answered, kind, now).await?;
    Ok(Ok(()))
}

async fn forget(
    ctx: &Ctx,
    backend: &dyn Backend,
    peer: &Peer,
    kind: VpnKind,
    now: Timestamp,
) -> Result<Result<(), BackendError>, ServiceError> {
    let last = match backend.remove(&peer.remote_id).await {
        Ok(last) => last,
        Err(error) => return Ok(Err(error)),
    };
    let answered = Answered {
        secret: None,
        last,
        has_ended: true,
    };
    settle(ctx, peer, answered, kind, now).await?;
    Ok(Ok(()))
}

/// A removed server that was given up cannot be asked any more: its peers are gone with it.
async fn given_up(ctx: &Ctx, plan: Plan, now: Timestamp) -> Result<Settled, ServiceError> {
    if plan.peer.wanted != PeerWish::Gone {
        return Ok(Settled::Done);
    }
    let answered = Answered {
        secret: None,
        last: None,
        has_ended: false,
    };
    settle(ctx, &plan.peer, answered, plan.server.kind, now).await?;
    Ok(Settled::Done)
}

async fn settle(
    ctx: &Ctx,
    peer: &Peer,
    answered: Answered,
    kind: VpnKind,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (peer, seal) = (peer.clone(), ctx.seal.clone());
    ctx.db
        .write(Durability::Full, move |tx| {
            confirmed(tx, &seal, &peer, answered, kind, now)
        })
        .await?;
    ctx.task_added.notify_one();
    ctx.schedule_changed.notify_one();
    Ok(())
}

/// Notes what a server confirmed about `told`, the peer as it was when the server was told.
fn confirmed(
    tx: &Transaction<'_>,
    seal: &SealKey,
    told: &Peer,
    answered: Answered,
    kind: VpnKind,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if answered.has_ended {
        let counting = match kind {
            VpnKind::WireGuard => Counting::SincePut,
            VpnKind::MtProto => Counting::SinceStart,
            VpnKind::Outline => Counting::Rolling,
        };
        accounting::credit_last(tx, told.id, answered.last, counting, now)?;
    }
    let Some(peer) = crud::vpn_peers::get(tx, told.id)? else {
        return Ok(());
    };
    let sealed = match &answered.secret {
        Some(secret) => Some(keys::sealed(seal, secret)?),
        None => None,
    };
    if peer.revision != told.revision {
        // Something else is wanted by now, and has a task of its own. What the server made is kept all the same.
        if let Some(sealed) = sealed {
            crud::vpn_peers::update_sealed(tx, peer.id, &sealed)?;
        }
        return Ok(());
    }
    crud::vpn_peers::update_settled(tx, peer.id, told.wanted, sealed.as_deref())?;
    match told.wanted {
        PeerWish::Open => first_opened(tx, &peer, now),
        PeerWish::Shut => Ok(()),
        PeerWish::Gone => {
            let minutes = crud::vpn_settings::get(tx)?.quarantine_minutes;
            pools::revoke(tx, peer.config, minutes, now)?;
            Ok(())
        }
    }
}

/// A key that its server lets in for the first time works from now on: its owner gets it.
fn first_opened(tx: &Transaction<'_>, peer: &Peer, now: Timestamp) -> Result<(), ServiceError> {
    let Some(mut config) = crud::vpn_configs::get(tx, peer.config)? else {
        return Ok(());
    };
    if config.peer != Some(peer.id) || !crud::vpn_peers::update_opened(tx, peer.id, now)? {
        return Ok(());
    }
    if config.status == ConfigStatus::Pending {
        config.status = ConfigStatus::Active;
        crud::vpn_configs::update(tx, &config)?;
    }
    let kind = VpnEventKind::Activated;
    let fact = lifecycle::note(tx, &config, Happening::of(kind, None), now)?;
    let task = Task::DeliverConfig {
        config: config.id,
        fact,
    };
    crud::tasks::insert(tx, &task, now, now)?;
    Ok(())
}

/// What follows from a call that failed.
pub(super) async fn failed(
    ctx: &Ctx,
    server: ServerId,
    error: &BackendError,
    now: Timestamp,
) -> Result<Settled, ServiceError> {
    let why = error.to_string();
    if !error.is_outage() {
        return Ok(Settled::Refused(why));
    }
    health::noted_down(ctx, server, &why, now).await?;
    Ok(Settled::Down { server, why })
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
