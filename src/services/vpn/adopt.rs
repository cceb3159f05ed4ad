//! Strangers on a server: what was there before the house becomes somebody's key, or is left alone.
//!
//! A key that came so goes on as it is, with its own addresses, and counts from the moment it was taken over. Nobody here
//! has its private key. A WireGuard peer with a preshared key can only be taken over with the part of `wg0.conf` that
//! holds it: a server does not say it, and without it the peer could not be let in again once it was kept out.

use super::accounting;
use super::lifecycle;
use super::lifecycle::Happening;
use super::reconcile::hosts;
use crate::context::Ctx;
use crate::crud;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::wireguard::import::ImportedPeer;
use crate::integrations::wireguard::secret_hash;
use crate::models::AccountId;
use crate::models::Actor;
use crate::models::AddressId;
use crate::models::Cause;
use crate::models::Change;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::Counted;
use crate::models::ForeignPeer;
use crate::models::Identity;
use crate::models::PeerWish;
use crate::models::Permission;
use crate::models::PoolRefusal;
use crate::models::Refusal;
use crate::models::Routing;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// The longest name of a key, in characters.
const MOST_NAME: usize = 64;

/// What lies on a server and is not the house's, as of the last comparison; what waits for a decision first.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
) -> Result<Vec<ForeignPeer>, ServiceError> {
    // Whoever may give a stranger an owner must see whom.
    if !actor.permissions.has(Permission::ManageKeys) {
        actor.need(Permission::SeeServers)?;
    }
    ctx.db
        .read(move |connection| Ok(crud::foreign_peers::list(connection, server)?))
        .await
}

/// Makes a stranger's peer a key of a person. It goes on working as it is.
pub async fn adopt(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    remote_id: &str,
    user: UserId,
    now: Timestamp,
) -> Result<ConfigId, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let (server, listing) = listed(ctx, server, now).await?;
    let remote = (listing.peers.iter())
        .find(|peer| peer.remote_id == remote_id)
        .ok_or(Refusal::NotFound)?;
    let stranger = Stranger::of_remote(&server, remote, &listing)?;
    let sealed = seal(ctx, &stranger.secret)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let new_owner = NewOwner { user, by: identity };
        become_key(tx, &server, &stranger, &sealed, new_owner, now)
    })
    .await
}

/// What became of the peers of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imports {
    pub adopted: Vec<ConfigId>,
    /// Were keys of the house already.
    pub known: usize,
    /// Their addresses belong to keys of the house, or are promised to one: where they begin in the file.
    pub in_conflict: Vec<usize>,
}

/// Makes all peers of a `wg0.conf` keys of a person, whether or not the server has them now: those it lacks are put there.
/// Those that are keys already, or whose addresses are taken, are left out and counted.
pub async fn import(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    peers: Vec<ImportedPeer>,
    user: UserId,
    now: Timestamp,
) -> Result<Imports, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let (server, listing) = listed(ctx, server, now).await?;
    if server.kind != VpnKind::WireGuard {
        return Err(Refusal::from(VpnRefusal::WrongState).into());
    }
    let mut strangers = Vec::new();
    for peer in peers {
        let (line, stranger) = (peer.line, Stranger::of_file(peer, &listing));
        let sealed = seal(ctx, &stranger.secret)?;
        strangers.push((line, stranger, sealed));
    }
    let new_owner = NewOwner {
        user,
        by: actor.identity,
    };
    act(ctx, actor, now, move |tx| {
        let mut imports = Imports::default();
        for (line, stranger, sealed) in &strangers {
            let known = crud::vpn_peers::compared(tx, server.id, &stranger.remote_id)?;
            if known.is_some() {
                imports.known += 1;
                continue;
            }
            match become_key(tx, &server, stranger, sealed, new_owner, now) {
                Ok(config) => imports.adopted.push(config),
                Err(ServiceError::Refused(Refusal::Pool(PoolRefusal::InUse { .. }))) => {
                    imports.in_conflict.push(*line);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(imports)
    })
    .await
}

/// Marks a stranger's peer as known: it is left alone and not shown as a finding any more.
pub async fn leave(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    remote_id: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let (identity, remote_id) = (actor.identity, remote_id.to_owned());
    act(ctx, actor, now, move |tx| {
        if !crud::foreign_peers::update_left(tx, server, &remote_id)? {
            return Err(Refusal::NotFound.into());
        }
        let target = format!("server:{server}");
        let details = json!({ "peer": remote_id, "before": "stranger", "after": "left alone" });
        audit::record(tx, identity, "key.left_alone", target, details, now)
    })
    .await
}

/// A server and what is on it now.
async fn listed(
    ctx: &Ctx,
    server: ServerId,
    now: Timestamp,
) -> Result<(Server, Listing), ServiceError> {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::servers::get(connection, server)?))
        .await?;
    let found = found.filter(|server| server.removed_at.is_none());
    let server = found.ok_or(Refusal::NotFound)?;
    let listing = accounting::list(ctx, &server, now).await?;
    let listing = listing.ok_or_else(|| Refusal::from(VpnRefusal::ServerDown(server.id)))?;
    Ok((server, listing))
}

fn seal(ctx: &Ctx, secret: &PeerSecret) -> Result<String, ServiceError> {
    let text =
        serde_json::to_string(secret).map_err(|error| ServiceError::Fault(error.to_string()))?;
    (ctx.seal.seal(&text)).map_err(|error| ServiceError::Fault(error.to_string()))
}

/// A peer that the house did not make.
#[derive(Clone, Debug)]
struct Stranger {
    remote_id: String,
    name: String,
    addresses: Vec<String>,
    secret: PeerSecret,
    /// From where its traffic counts.
    counted: Counted,
    /// The server has it now.
    is_there: bool,
}

impl Stranger {
    fn of_remote(
        server: &Server,
        remote: &RemotePeer,
        listing: &Listing,
    ) -> Result<Self, ServiceError> {
        let secret = match server.kind {
            VpnKind::WireGuard => {
                let has_preshared =
                    remote.secret_hash.is_some() && remote.secret_hash != secret_hash(None);
                if has_preshared {
                    return Err(Refusal::from(VpnRefusal::PresharedUnknown).into());
                }
                PeerSecret::WireGuard {
                    private_key: None,
                    preshared_key: None,
                }
            }
            VpnKind::Outline => PeerSecret::Outline {
                access_url: remote.access_url.clone(),
            },
            // Nobody but its server knows its secret.
            VpnKind::MtProto => return Err(Refusal::from(VpnRefusal::WrongState).into()),
        };
        Ok(Self {
            remote_id: remote.remote_id.clone(),
            name: named(remote.name.as_deref(), &remote.remote_id),
            addresses: remote.addresses.clone(),
            secret,
            counted: counted(remote.counters, listing),
            is_there: true,
        })
    }

    fn of_file(peer: ImportedPeer, listing: &Listing) -> Self {
        let remote = (listing.peers.iter()).find(|remote| remote.remote_id == peer.public_key);
        Self {
            name: named(peer.name.as_deref(), &peer.public_key),
            addresses: peer.addresses.iter().map(ToString::to_string).collect(),
            secret: PeerSecret::WireGuard {
                private_key: None,
                preshared_key: peer.preshared_key,
            },
            counted: counted(remote.and_then(|remote| remote.counters), listing),
            is_there: remote.is_some(),
            remote_id: peer.public_key,
        }
    }
}

/// The server's name for it, else the beginning of what the server knows it by.
fn named(name: Option<&str>, remote_id: &str) -> String {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    match name {
        Some(name) => name.chars().take(MOST_NAME).collect(),
        None => remote_id.chars().take(8).collect(),
    }
}

/// What it transferred so far was not the house's to count.
fn counted(counters: Option<Counters>, listing: &Listing) -> Counted {
    let (last, now) = (Counted::default(), counters.unwrap_or_default());
    accounting::advance(&last, now, listing.epoch.as_deref(), listing.counting).1
}

/// Whose key it becomes, and who says so.
#[derive(Clone, Copy, Debug)]
struct NewOwner {
    user: UserId,
    by: Identity,
}

/// Writes everything that makes a stranger a key of a person.
fn become_key(
    tx: &Transaction<'_>,
    server: &Server,
    stranger: &Stranger,
    sealed: &str,
    new_owner: NewOwner,
    now: Timestamp,
) -> Result<ConfigId, ServiceError> {
    let NewOwner { user, by: identity } = new_owner;
    if crud::vpn_peers::compared(tx, server.id, &stranger.remote_id)?.is_some() {
        return Err(Refusal::AlreadyApplied.into());
    }
    if crud::users::get(tx, user)?.is_none() {
        return Err(Refusal::NotFound.into());
    }
    let address = pooled(tx, server.id, &stranger.addresses)?;
    let account = account(tx, user, server.kind, identity, now)?;
    let key = VpnConfig {
        id: ConfigId(0),
        account,
        user,
        kind: server.kind,
        name: stranger.name.clone(),
        status: ConfigStatus::Pending,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: None,
        server: server.id,
        used_rx: 0,
        used_tx: 0,
        last_seen_at: None,
        is_imported: true,
        created_at: now,
        revoked_at: None,
    };
    let config = crud::vpn_configs::insert(tx, &key, None)?
        .ok_or_else(|| ServiceError::Fault("the key was not kept".to_owned()))?;
    let (id, remote_id) = (server.id, &stranger.remote_id);
    let peer = crud::vpn_peers::insert(tx, config, id, remote_id, Some(sealed), address, now)?;
    let (addresses, counted) = (&stranger.addresses, &stranger.counted);
    let settled = stranger.is_there.then_some(PeerWish::Open);
    crud::vpn_peers::update_imported(tx, peer, addresses, counted, settled)?;
    if !stranger.is_there {
        let task = Task::SettlePeer { peer, revision: 0 };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    // It works already; what its account does not allow is taken back below.
    let key = VpnConfig {
        id: config,
        status: ConfigStatus::Active,
        peer: Some(peer),
        ..key
    };
    crud::vpn_configs::update(tx, &key)?;
    if let Some(address) = address {
        crud::foreign_peers::assign_address(tx, address, user, config)?;
    }
    crud::foreign_peers::delete(tx, id, remote_id)?;
    let happened = Happening::of(VpnEventKind::Imported, identity.user());
    lifecycle::note(tx, &key, happened, now)?;
    let details = json!({ "server": id.0, "peer": remote_id, "user": user.0 });
    let target = format!("key:{config}");
    audit::record(tx, identity, "key.adopted", target, details, now)?;
    let cause = Cause::Act(VpnEventKind::Imported);
    lifecycle::refresh(tx, account, now, identity.user(), cause)?;
    Ok(config)
}

/// The account the key belongs to; a new one has no end and no limit, as the key had none.
fn account(
    tx: &Transaction<'_>,
    user: UserId,
    kind: VpnKind,
    identity: Identity,
    now: Timestamp,
) -> Result<AccountId, ServiceError> {
    if let Some(account) = crud::vpn_accounts::of_user(tx, user, kind)? {
        return Ok(account.id);
    }
    let terms = Terms {
        end: TermEnd::Never,
        quota: TermQuota::Set(None),
        day_quota: Change::Set(None),
        ..Terms::default()
    };
    lifecycle::terms(tx, user, kind, &terms, identity, now)
}

/// The address of a pool among those of a stranger, if there is one.
fn pooled(
    connection: &Connection,
    server: ServerId,
    addresses: &[String],
) -> Result<Option<AddressId>, ServiceError> {
    let mut found = None;
    for ip in hosts(addresses) {
        if let Some(address) = crud::foreign_peers::pooled_address(connection, server, &ip)? {
            if !address.is_free {
                return Err(Refusal::from(PoolRefusal::InUse { count: 1 }).into());
            }
            found = found.or(Some(address.id));
        }
    }
    Ok(found)
}
