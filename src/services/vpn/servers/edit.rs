//! Changes of a server: each is one act with its line in the audit log.

use super::backend;
use super::get;
use super::refused;
use super::target;
use crate::context::Ctx;
use crate::crud;
use crate::integrations::wireguard::amnezia;
use crate::models::Actor;
use crate::models::PeerWish;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerChange;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::models::ServerRefusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;

/// Sets a field of a server.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    change: ServerChange,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageServers)?;
    tell(ctx, id, &change).await?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = get(tx, id)?;
        let field = change.field();
        if !field.is_of(&before) {
            return Err(Refusal::from(ServerRefusal::ValueInvalid).into());
        }
        let mut after = before.clone();
        change.apply(&mut after);
        if after == before {
            return Ok(());
        }
        crud::servers::update(tx, &after)?;
        if field == ServerField::Tag {
            put_again(tx, id, now)?;
        }
        let details = json!({
            "field": field.code(), "before": said(&before, field), "after": said(&after, field),
        });
        audit::record(tx, identity, "server.changed", target(id), details, now)
    })
    .await
}

/// Has the server itself take a change that it hands out to people.
async fn tell(ctx: &Ctx, id: ServerId, change: &ServerChange) -> Result<(), ServiceError> {
    let ServerChange::Endpoint(host, port) = change else {
        return Ok(());
    };
    let server = ctx.db.read(move |connection| get(connection, id)).await?;
    if !change.field().is_of(&server) {
        return Err(Refusal::from(ServerRefusal::ValueInvalid).into());
    }
    let port = port.unwrap_or(server.port);
    // An Outline server knows its own.
    if port == 0 && server.kind != VpnKind::Outline {
        return Err(Refusal::from(ServerRefusal::EndpointInvalid).into());
    }
    let backend = backend(ctx, &server).map_err(|error| refused(&error))?;
    let told = backend.set_endpoint(host, port).await;
    told.map_err(|error| refused(&error))
}

/// Has a server told of its peers again: what it is told of each has changed.
fn put_again(tx: &Transaction<'_>, id: ServerId, now: Timestamp) -> Result<(), ServiceError> {
    for peer in crud::vpn_peers::of_server(tx, id)? {
        if peer.wanted != PeerWish::Open {
            continue;
        }
        if let Some(revision) = crud::vpn_peers::update_again(tx, peer.id)? {
            let task = Task::SettlePeer {
                peer: peer.id,
                revision,
            };
            crud::tasks::insert(tx, &task, now, now)?;
        }
    }
    Ok(())
}

/// The value of a field, for the audit log.
fn said(server: &Server, field: ServerField) -> Value {
    let options = &server.options;
    let proxy = options.mtproto.clone().unwrap_or_default();
    match field {
        ServerField::Name => json!(server.name),
        ServerField::Flag => json!(server.flag),
        ServerField::Endpoint => json!({ "host": server.host, "port": server.port }),
        ServerField::Dns => json!(options.dns),
        ServerField::Mtu => json!(options.mtu),
        ServerField::Keepalive => json!(options.keepalive),
        ServerField::PublicKey => json!(options.public_key),
        ServerField::Amnezia => json!(options.amnezia),
        ServerField::MostKeys => json!(options.most_keys),
        ServerField::Forms => json!(proxy.forms),
        ServerField::Domain => json!(proxy.domain),
        ServerField::Tag => json!(proxy.tag),
    }
}

/// Makes new parameters of AmneziaWG for a server.
pub async fn make_amnezia(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let made = amnezia::generate()
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    change(ctx, actor, id, ServerChange::Amnezia(Some(made)), now).await
}

/// Lets a server take no new keys, or take them again.
pub async fn set_draining(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    is_draining: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageServers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut server = get(tx, id)?;
        if server.is_draining == is_draining {
            return Ok(());
        }
        server.is_draining = is_draining;
        crud::servers::update(tx, &server)?;
        let action = if is_draining {
            "server.drained"
        } else {
            "server.filled"
        };
        let details = json!({ "before": !is_draining, "after": is_draining });
        audit::record(tx, identity, action, target(id), details, now)
    })
    .await
}
