//! Keys as people see them, and the file or the link that opens one.

use super::held;
use super::make::sealed;
use super::places;
use super::proxy;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::outline;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::wireguard::conf;
use crate::models::Account;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::KeyCard;
use crate::models::KeyPackage;
use crate::models::KeySecret;
use crate::models::KeyView;
use crate::models::ONLINE_SECONDS;
use crate::models::Peer;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::vpn::dynamic;
use crate::services::vpn::lifecycle;
use crate::services::vpn::pools;
use crate::services::vpn::settle;
use crate::utils::seal::SealKey;
use ipnet::IpNet;
use rusqlite::Connection;

/// One's own keys that are not gone, the oldest first.
pub async fn mine(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<Vec<KeyView>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    of_user(ctx, actor, user, now).await
}

/// The keys of a person that are not gone, the oldest first: one's own, or anybody's for the staff.
pub async fn of_user(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<KeyView>, ServiceError> {
    if actor.identity.user() != Some(user) {
        actor.need(Permission::SeeKeys)?;
    }
    ctx.db
        .read(move |connection| {
            (crud::vpn_configs::of_user(connection, user)?.into_iter())
                .map(|config| view(connection, config, now).map(|(view, ..)| view))
                .collect()
        })
        .await
}

/// A key with what its view is made of.
fn view(
    connection: &Connection,
    config: VpnConfig,
    now: Timestamp,
) -> Result<(KeyView, Server, Option<Peer>), ServiceError> {
    let account = account_of(connection, &config)?;
    let server = server_of(connection, &config)?;
    let peer = match config.peer {
        Some(peer) => crud::vpn_peers::get(connection, peer)?,
        None => None,
    };
    let suspension = (config.status == ConfigStatus::Suspended)
        .then(|| config.suspension(&account, now))
        .flatten();
    let seen_lately = |at: Timestamp| now.since(at) <= ONLINE_SECONDS;
    let view = KeyView {
        server: server.name.clone(),
        flag: server.flag.clone(),
        health: server.health,
        suspension,
        is_settled: (peer.as_ref()).is_none_or(|peer| peer.settled == Some(peer.wanted)),
        is_uncounted: server.is_uncounted(),
        is_online: config.status == ConfigStatus::Active
            && config.last_seen_at.is_some_and(seen_lately),
        config,
        account,
    };
    Ok((view, server, peer))
}

fn account_of(connection: &Connection, config: &VpnConfig) -> Result<Account, ServiceError> {
    Ok(crud::vpn_accounts::get(connection, config.account)?.ok_or(Refusal::NotFound)?)
}

pub(super) fn server_of(
    connection: &Connection,
    config: &VpnConfig,
) -> Result<Server, ServiceError> {
    Ok(crud::servers::get(connection, config.server)?.ok_or(Refusal::NotFound)?)
}

/// Everything about one key.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<KeyCard, ServiceError> {
    let (who, seal) = (*actor, ctx.seal.clone());
    ctx.db
        .read(move |connection| {
            let (config, _) = held(connection, &who, config, Permission::SeeKeys)?;
            let (view, server, peer) = view(connection, config, now)?;
            let (config, account) = (&view.config, &view.account);
            let address = match peer.as_ref().and_then(|peer| peer.address) {
                Some(address) => pools::address(connection, address)?,
                None => None,
            };
            let mut places = places(connection, config.kind, account.is_trial, now)?;
            places.retain(|place| place.server != config.server);
            let is_ended = config.status == ConfigStatus::Expired;
            let links = links(connection, &seal, config, who.identity.user())?;
            Ok(KeyCard {
                owner: access::name_of(connection, config.user)?,
                address,
                is_being_made: match &peer {
                    Some(peer) => !crud::vpn_peers::was_opened(connection, peer.id)?,
                    None => false,
                },
                has_package: match &peer {
                    Some(peer) => has_package(connection, &seal, peer)?,
                    None => false,
                },
                endpoint: peer.as_ref().and_then(|peer| peer.endpoint.clone()),
                is_amnezia: server.options.amnezia.is_some(),
                is_shared: is_shared(&server),
                links,
                remote_id: peer.map(|peer| peer.remote_id),
                gone_at: if is_ended {
                    lifecycle::gone_at(connection, account)?
                } else {
                    None
                },
                places,
                view,
            })
        })
        .await
}

/// Whether all keys of a server are one link that was pasted.
pub(super) fn is_shared(server: &Server) -> bool {
    server.kind == VpnKind::MtProto && server.transport == Transport::File
}

/// The links of an MTProto key that works, for its owner: to whoever looks at others' keys they are not shown in passing.
fn links(
    connection: &Connection,
    seal: &SealKey,
    config: &VpnConfig,
    user: Option<UserId>,
) -> Result<Option<KeySecret>, ServiceError> {
    let works = config.kind == VpnKind::MtProto && config.status == ConfigStatus::Active;
    if !works || user != Some(config.user) {
        return Ok(None);
    }
    match pack(connection, seal, config) {
        Ok(package) => Ok(Some(package.secret)),
        Err(ServiceError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the file or the link can be handed over.
fn has_package(connection: &Connection, seal: &SealKey, peer: &Peer) -> Result<bool, ServiceError> {
    if !crud::vpn_peers::was_opened(connection, peer.id)? {
        return Ok(false);
    }
    Ok(match opened(seal, peer)? {
        Some(PeerSecret::WireGuard { private_key, .. }) => private_key.is_some(),
        Some(PeerSecret::Outline { access_url }) => access_url.is_some(),
        Some(PeerSecret::MtProto { secret }) => secret.is_some(),
        None => false,
    })
}

/// Whether a server let the key in, and its private part is not kept any more.
pub(super) fn is_file_lost(
    connection: &Connection,
    seal: &SealKey,
    config: &VpnConfig,
) -> Result<bool, ServiceError> {
    match pack(connection, seal, config) {
        Err(ServiceError::Refused(Refusal::Vpn(VpnRefusal::ShownOnce))) => Ok(true),
        // It is there, or will be.
        Ok(_) | Err(ServiceError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The secret of a peer, as far as it is kept.
pub(in crate::services::vpn) fn opened(
    seal: &SealKey,
    peer: &Peer,
) -> Result<Option<PeerSecret>, ServiceError> {
    let Some(sealed) = &peer.sealed else {
        return Ok(None);
    };
    let damaged = || ServiceError::Fault(format!("the secret of peer {} is damaged", peer.id));
    let text = seal.open(sealed).map_err(|_| damaged())?;
    serde_json::from_str(&text).map(Some).map_err(|_| damaged())
}

/// The file or the link of a key. The staff that may manage keys sees those of others too, and the log tells of it.
///
/// # Errors
/// Refusals for a key that no server let in yet, that is gone, or whose secret is not kept.
pub async fn package(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<KeyPackage, ServiceError> {
    let (who, seal) = (*actor, ctx.seal.clone());
    let (config, is_others, package) = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            let (config, is_others) = held(connection, &who, config, Permission::ManageKeys)?;
            let package = pack(connection, &seal, &config)?;
            Ok((config, is_others, package))
        })
        .await?;
    if is_others {
        let target = format!("key:{}", config.id);
        let details = serde_json::json!({ "user": config.user.0 });
        ctx.db
            .write(Durability::Full, move |tx| {
                audit::record(tx, who.identity, "key.seen", target, details, now)
            })
            .await?;
    }
    with_dynamic(ctx, &config, package).await
}

/// What is to be delivered of a key now; `None` if there is nothing to hand over any more.
pub async fn to_deliver(ctx: &Ctx, config: ConfigId) -> Result<Option<KeyPackage>, ServiceError> {
    let seal = ctx.seal.clone();
    let packed = ctx
        .db
        .read(move |connection| {
            let Some(config) = crud::vpn_configs::get(connection, config)? else {
                return Ok(None);
            };
            if crud::users::is_banned(connection, config.user)? {
                return Ok(None);
            }
            match pack(connection, &seal, &config) {
                Ok(package) => Ok(Some((config, package))),
                // A newer secret is on its way, or it is not kept: there is nothing to be tried again.
                Err(ServiceError::Refused(_)) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .await?;
    match packed {
        Some((config, package)) => Ok(Some(with_dynamic(ctx, &config, package).await?)),
        None => Ok(None),
    }
}

async fn with_dynamic(
    ctx: &Ctx,
    config: &VpnConfig,
    mut package: KeyPackage,
) -> Result<KeyPackage, ServiceError> {
    if let KeySecret::Outline { dynamic, .. } = &mut package.secret {
        *dynamic = dynamic::link(ctx, config).await?;
    }
    Ok(package)
}

fn pack(
    connection: &Connection,
    seal: &SealKey,
    config: &VpnConfig,
) -> Result<KeyPackage, ServiceError> {
    if config.status == ConfigStatus::Revoked {
        return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
    }
    let server = server_of(connection, config)?;
    let not_yet = Refusal::Vpn(VpnRefusal::ServerDown(server.id));
    let peer = match config.peer {
        Some(peer) => crud::vpn_peers::get(connection, peer)?,
        None => None,
    };
    let peer = peer.ok_or_else(|| not_yet.clone())?;
    if !crud::vpn_peers::was_opened(connection, peer.id)? {
        return Err(not_yet.into());
    }
    let shown_once = Refusal::Vpn(VpnRefusal::ShownOnce);
    let secret = match opened(seal, &peer)?.ok_or_else(|| shown_once.clone())? {
        PeerSecret::WireGuard {
            private_key,
            preshared_key,
        } => {
            let private_key = private_key.ok_or(shown_once)?.0;
            let preshared_key = preshared_key.map(|key| key.0);
            let keys = (private_key.as_str(), preshared_key.as_deref());
            wireguard(connection, config, &server, &peer, keys)?
        }
        PeerSecret::Outline { access_url } => KeySecret::Outline {
            link: outline::named(&access_url.ok_or(not_yet)?.0, &config.name),
            dynamic: None,
        },
        PeerSecret::MtProto { secret } => proxy::links(&server, &secret.ok_or(not_yet)?)?,
    };
    let settings = crud::vpn_settings::get(connection)?;
    Ok(KeyPackage {
        config: config.id,
        peer: peer.id,
        user: config.user,
        kind: config.kind,
        name: config.name.clone(),
        is_amnezia: server.options.amnezia.is_some(),
        shows_once: config.kind == VpnKind::WireGuard && settings.shows_once,
        server: server.name,
        flag: server.flag,
        secret,
    })
}

fn wireguard(
    connection: &Connection,
    config: &VpnConfig,
    server: &Server,
    peer: &Peer,
    (private_key, preshared_key): (&str, Option<&str>),
) -> Result<KeySecret, ServiceError> {
    let server_key = (server.options.public_key.as_ref())
        .or(server.facts.public_key.as_ref())
        .ok_or(Refusal::Vpn(VpnRefusal::ServerDown(server.id)))?;
    let addresses: Vec<IpNet> = (settle::addresses(connection, peer)?.iter())
        .filter_map(|address| address.parse().ok())
        .collect();
    let v4 = addresses.iter().find_map(|net| match net {
        IpNet::V4(net) => Some(net.addr()),
        IpNet::V6(_) => None,
    });
    let v6 = addresses.iter().find_map(|net| match net {
        IpNet::V6(net) => Some(net.addr()),
        IpNet::V4(_) => None,
    });
    let text = conf::client(&conf::ClientConf {
        name: &config.name,
        private_key,
        preshared_key,
        v4,
        v6,
        server_key,
        options: &server.options,
        host: &server.host,
        port: server.port,
        routing: &config.routing,
    });
    Ok(KeySecret::WireGuard {
        conf: text,
        file_name: conf::file_name(&config.name, config.id.0),
    })
}

/// Forgets the private part of a key that is shown once, now that its owner has it.
pub async fn delivered(ctx: &Ctx, package: &KeyPackage) -> Result<(), ServiceError> {
    if !package.shows_once {
        return Ok(());
    }
    let (peer, seal) = (package.peer, ctx.seal.clone());
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(found) = crud::vpn_peers::get(tx, peer)? else {
                return Ok(());
            };
            if let Some(PeerSecret::WireGuard { preshared_key, .. }) = opened(&seal, &found)? {
                let rest = PeerSecret::WireGuard {
                    private_key: None,
                    preshared_key,
                };
                crud::vpn_peers::update_sealed(tx, peer, &sealed(&seal, &rest)?)?;
            }
            Ok(())
        })
        .await
}
