//! Servers whose file an admin applies by hand.

use super::get;
use super::target;
use crate::context::Ctx;
use crate::crud;
use crate::crud::servers::TakenFile;
use crate::db::Durability;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::WantedPeer;
use crate::integrations::wireguard::conf;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::Identity;
use crate::models::PeerWish;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerFileView;
use crate::models::ServerId;
use crate::models::ServerNews;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::notify;
use crate::services::unit::act;
use crate::services::vpn::pools;
use crate::services::vpn::settle;
use crate::utils::order::InOrder;
use crate::utils::seal::SealKey;
use crate::utils::seal::hex;
use ipnet::IpNet;
use ring::digest::Context;
use ring::digest::SHA256;
use rusqlite::Connection;

/// The whole file of a WireGuard server with every peer it is to let in. Taking it is kept: the admins hear when it
/// changes.
pub async fn file(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<ServerFileView, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let (identity, seal) = (actor.identity, ctx.seal.clone());
    act(ctx, actor, now, move |tx| {
        let server = get(tx, id)?;
        if server.kind != VpnKind::WireGuard {
            return Err(Refusal::NotFound.into());
        }
        let (text, peers) = rendered(tx, &seal, &server)?;
        let taken = TakenFile {
            digest: Some(digest(tx, id)?),
            is_told: false,
        };
        crud::servers::update_file(tx, id, &taken)?;
        let details = serde_json::json!({ "peers": peers });
        audit::record(tx, identity, "server.file_taken", target(id), details, now)?;
        Ok(ServerFileView {
            file_name: conf::file_name(&server.name, id.0),
            server,
            text,
            peers,
        })
    })
    .await
}

fn rendered(
    connection: &Connection,
    seal: &SealKey,
    server: &Server,
) -> Result<(String, usize), ServiceError> {
    let mut wanted: Vec<WantedPeer> = Vec::new();
    for peer in crud::vpn_peers::of_server(connection, server.id)? {
        if peer.wanted == PeerWish::Open {
            wanted.extend(settle::wanted(connection, seal, &peer)?);
        }
    }
    wanted.order_by(|one, other| one.addresses.cmp(&other.addresses));
    let peers: Vec<conf::ServerPeer<'_>> = wanted
        .iter()
        .map(|peer| conf::ServerPeer {
            name: &peer.name,
            public_key: &peer.remote_id,
            preshared_key: match &peer.secret {
                PeerSecret::WireGuard { preshared_key, .. } => {
                    preshared_key.as_ref().map(|key| key.0.as_str())
                }
                PeerSecret::Outline { .. } | PeerSecret::MtProto { .. } => None,
            },
            addresses: &peer.addresses,
        })
        .collect();
    let addresses = own_addresses(connection, server.id)?;
    let file = conf::ServerFile {
        private_key: None,
        addresses: &addresses,
        port: server.port,
        amnezia: server.options.amnezia.as_ref(),
        peers: &peers,
    };
    Ok((conf::server_file(&file), peers.len()))
}

/// The server's own addresses: the first host of each network of its pools.
fn own_addresses(connection: &Connection, id: ServerId) -> Result<Vec<IpNet>, ServiceError> {
    let mut own = Vec::new();
    for pool in crud::servers::pools(connection, id)? {
        for text in [pool.0, pool.1].into_iter().flatten() {
            let network: Option<IpNet> = text.parse().ok();
            own.extend(network.and_then(pools::own_address));
        }
    }
    Ok(own)
}

/// Names what the file would say now.
fn digest(connection: &Connection, id: ServerId) -> Result<String, ServiceError> {
    let server = get(connection, id)?;
    let mut context = Context::new(&SHA256);
    let options = serde_json::to_string(&server.options.amnezia)
        .map_err(|error| ServiceError::Fault(error.to_string()))?;
    context.update(format!("{}\n{options}\n", server.port).as_bytes());
    for (v4, v6) in crud::servers::pools(connection, id)? {
        context.update(format!("{v4:?} {v6:?}\n").as_bytes());
    }
    let mut peers = crud::vpn_peers::of_server(connection, id)?;
    peers.order_by_key(|peer| peer.id);
    for peer in peers.iter().filter(|peer| peer.wanted == PeerWish::Open) {
        context.update(format!("{} {:?}\n", peer.remote_id, peer.address).as_bytes());
    }
    Ok(hex(context.finish().as_ref()))
}

/// Whether the file says something that no admin took yet.
pub(super) fn is_new(connection: &Connection, id: ServerId) -> Result<bool, ServiceError> {
    let taken = crud::servers::file(connection, id)?;
    let taken = taken.and_then(|file| file.digest);
    Ok(taken.is_none_or(|digest_then| digest(connection, id).ok() != Some(digest_then)))
}

/// Tells the admins, once after each time they took it, that the file of a server changed.
pub async fn note_changes(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    let changed = ctx
        .db
        .read(|connection| -> Result<_, ServiceError> {
            let mut changed = Vec::new();
            for server in crud::servers::list(connection)? {
                let is_told =
                    crud::servers::file(connection, server.id)?.is_some_and(|file| file.is_told);
                let peers = crud::servers::count_open(connection, server.id)?;
                if server.transport == Transport::File
                    && server.kind == VpnKind::WireGuard
                    && !is_told
                    && peers > 0
                    && is_new(connection, server.id)?
                {
                    changed.push((server, peers));
                }
            }
            Ok(changed)
        })
        .await?;
    if changed.is_empty() {
        return Ok(());
    }
    ctx.db
        .write(Durability::Normal, move |tx| {
            for (server, peers) in changed {
                let Some(mut file) = crud::servers::file(tx, server.id)? else {
                    continue;
                };
                file.is_told = true;
                crud::servers::update_file(tx, server.id, &file)?;
                let news = ServerNews {
                    server: server.id,
                    name: server.name,
                    since: now,
                };
                let notice = AdminNotice::ServerFileChanged { news, peers };
                notify::log_and_notify(tx, Identity::System, notice, now)?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}
