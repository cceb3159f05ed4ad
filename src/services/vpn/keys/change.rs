//! What people do to a key they have.

use super::held;
use super::make::new_peer;
use super::make::take;
use super::make::watch;
use super::name;
use super::offer::room;
use super::server_for;
use super::show::is_file_lost;
use super::show::is_shared;
use super::show::server_of;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Cause;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::Identity;
use crate::models::PeerWish;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Routing;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::vpn::dynamic;
use crate::services::vpn::lifecycle;
use crate::services::vpn::lifecycle::Happening;
use crate::utils::seal::SealKey;
use ipnet::IpNet;
use rusqlite::Transaction;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::IpAddr;

/// Networks in a file: more make a line that apps do not take.
const MOST_NETWORKS: usize = 64;

/// Gives a key another name.
pub async fn rename(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    typed: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(
        ctx,
        actor,
        config,
        "key.renamed",
        now,
        move |tx, key, by| {
            let name = name(&typed)?;
            let details = json!({ "before": key.name, "after": name });
            key.name = name;
            crud::vpn_configs::update(tx, key)?;
            lifecycle::note(tx, key, Happening::of(VpnEventKind::Renamed, by), now)?;
            Ok(details)
        },
    )
    .await
}

/// Gives a key a new secret: the old file stops working, the new one is delivered. The address stays.
pub async fn rotate(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let seal = ctx.seal.clone();
    change(
        ctx,
        actor,
        config,
        "key.rotated",
        now,
        move |tx, key, by| {
            need_time(key)?;
            if is_shared(&server_of(tx, key)?) {
                return Err(Refusal::Vpn(VpnRefusal::SharedLink).into());
            }
            let old = key
                .peer
                .map(|peer| crud::vpn_peers::get(tx, peer))
                .transpose()?
                .flatten();
            let address = old.as_ref().and_then(|old| old.address);
            if let Some(old) = &old {
                lifecycle::want(tx, old.id, PeerWish::Gone, now)?;
            }
            let new = new_peer(tx, &seal, key, address, now)?;
            if let Some(old) = old {
                crud::vpn_peers::update_inherited(tx, new, old.id)?;
            }
            key.peer = Some(new);
            crud::vpn_configs::update(tx, key)?;
            dynamic::renew(tx, key.id)?;
            lifecycle::note(tx, key, Happening::of(VpnEventKind::Rotated, by), now)?;
            Ok(Value::Null)
        },
    )
    .await
}

/// Stops a key until it is resumed.
pub async fn pause(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    set_paused(ctx, actor, config, true, now).await
}

/// Lets a paused key work again.
pub async fn resume(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    set_paused(ctx, actor, config, false, now).await
}

async fn set_paused(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    is_paused: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (action, kind) = if is_paused {
        ("key.paused", VpnEventKind::Paused)
    } else {
        ("key.resumed", VpnEventKind::Resumed)
    };
    change(ctx, actor, config, action, now, move |tx, key, by| {
        need_time(key)?;
        if key.is_paused != is_paused {
            key.is_paused = is_paused;
            crud::vpn_configs::update(tx, key)?;
            lifecycle::decided(tx, key, kind, by, None, now)?;
        }
        Ok(Value::Null)
    })
    .await
}

/// Ends a key for good. What it used stays counted.
pub async fn delete(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    change(
        ctx,
        actor,
        config,
        "key.deleted",
        now,
        move |tx, key, by| {
            end_in(tx, key.id, by, now)?;
            Ok(json!({ "name": key.name }))
        },
    )
    .await
}

/// Ends a key for good within a transaction: its server is to forget it, its address goes to rest.
pub fn end_in(
    tx: &Transaction<'_>,
    config: ConfigId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let mut key = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
    if key.status == ConfigStatus::Revoked {
        return Ok(());
    }
    let kind = VpnEventKind::Revoked;
    lifecycle::set_status(tx, &mut key, ConfigStatus::Revoked, now)?;
    lifecycle::note(
        tx,
        &key,
        Happening::of(kind, by).told_if(by != Some(key.user)),
        now,
    )?;
    lifecycle::refresh(tx, key.account, now, by, Cause::Act(kind))?;
    Ok(())
}

/// Chooses what traffic the file of a WireGuard key sends through the tunnel; the new file is delivered. Of a key whose
/// private part is not kept, the next file will be so.
///
/// # Errors
/// Refusals for other keys, and for networks that are none.
pub async fn set_routing(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    routing: Routing,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let seal = ctx.seal.clone();
    change(ctx, actor, config, "key.routed", now, move |tx, key, _| {
        need_time(key)?;
        if key.kind != VpnKind::WireGuard {
            return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
        }
        let routing = tidy(routing)?;
        let details = json!({ "before": key.routing, "after": routing });
        if key.routing != routing {
            key.routing = routing;
            crud::vpn_configs::update(tx, key)?;
            if !is_file_lost(tx, &seal, key)? {
                deliver_again(tx, key, now)?;
            }
        }
        Ok(details)
    })
    .await
}

/// The networks of a routing as they are meant: `10.0.0.5/8` is 10.0.0.0/8, and an address alone is itself; each once.
fn tidy(routing: Routing) -> Result<Routing, Refusal> {
    let Routing::Only(typed) = routing else {
        return Ok(routing);
    };
    let mut networks: Vec<String> = Vec::new();
    for text in &typed {
        let network: Option<IpNet> = text.parse().ok();
        let network = network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        let network = network.ok_or(VpnRefusal::NetworksInvalid)?.trunc();
        let network = network.to_string();
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    if (1..=MOST_NETWORKS).contains(&networks.len()) {
        Ok(Routing::Only(networks))
    } else {
        Err(VpnRefusal::NetworksInvalid.into())
    }
}

/// Moves a key to another server of its kind, for the staff; the new file is delivered. `None` = the one with most room.
///
/// # Errors
/// Refusals without the permission, and when no other server has room.
pub async fn move_to(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    server: Option<ServerId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let (identity, seal) = (actor.identity, ctx.seal.clone());
    act(ctx, actor, now, move |tx| {
        let key = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
        move_in(tx, &seal, config, server, identity.user(), now)?;
        let moved = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
        let details =
            json!({ "user": key.user.0, "before": key.server.0, "after": moved.server.0 });
        audit::record(tx, identity, "key.moved", target(&key), details, now)
    })
    .await
}

fn move_in(
    tx: &Transaction<'_>,
    seal: &SealKey,
    config: ConfigId,
    server: Option<ServerId>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let key = movable(tx, config)?;
    if server == Some(key.server) {
        return Ok(());
    }
    let account = crud::vpn_accounts::get(tx, key.account)?.ok_or(Refusal::NotFound)?;
    let (kind, is_trial) = (key.kind, account.is_trial);
    let new = server_for(tx, kind, is_trial, server, Some(key.server), now)?;
    settle_on(tx, seal, key, (&new, is_trial), by, now)?;
    watch(tx, &new, is_trial, now)
}

/// Where many keys of a sort move to.
struct Room {
    server: Server,
    /// `None` = any number.
    left: Option<i64>,
}

/// Moves many keys to one server of their kind, for whoever gives up theirs, by the person or by the house. Its room is
/// counted once, not for each of them: thousands are moved in one go, while nobody else can write.
///
/// # Errors
/// A refusal when it has no room for all of them: then the transaction is to be given up.
pub fn move_all(
    tx: &Transaction<'_>,
    seal: &SealKey,
    configs: &[ConfigId],
    to: ServerId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let mut rooms: BTreeMap<bool, Room> = BTreeMap::new();
    for config in configs {
        let key = movable(tx, *config)?;
        let kind = key.kind;
        let account = crud::vpn_accounts::get(tx, key.account)?.ok_or(Refusal::NotFound)?;
        let is_trial = account.is_trial;
        let room = match rooms.entry(is_trial) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let server = server_for(tx, kind, is_trial, Some(to), None, now)?;
                let left = room(tx, &server, is_trial, now)?;
                unknown.insert(Room { server, left })
            }
        };
        room.left = match room.left {
            Some(0) => return Err(Refusal::Vpn(VpnRefusal::Full(kind)).into()),
            left => left.map(|left| left - 1),
        };
        settle_on(tx, seal, key, (&room.server, is_trial), by, now)?;
    }
    for (is_trial, room) in rooms {
        watch(tx, &room.server, is_trial, now)?;
    }
    Ok(())
}

fn movable(tx: &Transaction<'_>, config: ConfigId) -> Result<VpnConfig, ServiceError> {
    let key = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
    if key.status == ConfigStatus::Revoked {
        return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
    }
    Ok(key)
}

/// Makes a key one of another server: the old one is to forget it, the new one to let it in.
fn settle_on(
    tx: &Transaction<'_>,
    seal: &SealKey,
    mut key: VpnConfig,
    (new, is_trial): (&Server, bool),
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(old) = key.peer {
        lifecycle::want(tx, old, PeerWish::Gone, now)?;
    }
    key.server = new.id;
    let address = take(tx, new, is_trial, &key, now)?;
    key.peer = Some(new_peer(tx, seal, &key, address, now)?);
    crud::vpn_configs::update(tx, &key)?;
    let moved = Happening::of(VpnEventKind::Moved, by)
        .with(Some(new.name.clone()))
        .told_if(by != Some(key.user));
    lifecycle::note(tx, &key, moved, now)?;
    Ok(())
}

/// Has the file or the link delivered to its owner once more.
///
/// # Errors
/// `ShownOnce` when its private part is not kept, so that there is nothing to deliver.
pub async fn send_again(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let seal = ctx.seal.clone();
    change(ctx, actor, config, "key.sent", now, move |tx, key, _| {
        if key.status == ConfigStatus::Revoked {
            return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
        }
        if is_file_lost(tx, &seal, key)? {
            return Err(Refusal::Vpn(VpnRefusal::ShownOnce).into());
        }
        deliver_again(tx, key, now)?;
        Ok(Value::Null)
    })
    .await
}

/// One that was not delivered yet comes by itself, as it is by then.
fn deliver_again(
    tx: &Transaction<'_>,
    key: &VpnConfig,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let fact = match crud::vpn_events::last(tx, key.id, VpnEventKind::Activated)? {
        Some(fact) => fact,
        // It works since so long that its event was swept out.
        None if is_opened(tx, key)? => 0,
        None => return Ok(()),
    };
    let task = Task::DeliverConfig {
        config: key.id,
        fact,
    };
    if !crud::tasks::insert(tx, &task, now, now)? {
        crud::tasks::update_revived(tx, &task.dedupe_key(), now)?;
    }
    Ok(())
}

fn is_opened(tx: &Transaction<'_>, key: &VpnConfig) -> Result<bool, ServiceError> {
    Ok(match key.peer {
        Some(peer) => crud::vpn_peers::was_opened(tx, peer)?,
        None => false,
    })
}

/// A key whose time is over cannot be changed: it comes back as it was, or goes.
fn need_time(key: &VpnConfig) -> Result<(), Refusal> {
    match key.status {
        ConfigStatus::Pending | ConfigStatus::Active | ConfigStatus::Suspended => Ok(()),
        ConfigStatus::Expired | ConfigStatus::Revoked => Err(Refusal::Vpn(VpnRefusal::WrongState)),
    }
}

fn target(key: &VpnConfig) -> String {
    format!("key:{}", key.id)
}

/// The details of an act with the owner of the key, and how the key stood and stands if the act does not say more.
fn whose(
    tx: &Transaction<'_>,
    key: &VpnConfig,
    before: ConfigStatus,
    details: Value,
) -> Result<Value, ServiceError> {
    let mut details = match details {
        Value::Object(details) => details,
        _ => serde_json::Map::new(),
    };
    details.insert("user".to_owned(), key.user.0.into());
    if !details.contains_key("before") {
        let after = crud::vpn_configs::get(tx, key.id)?.map_or(before, |key| key.status);
        details.insert("before".to_owned(), before.name().into());
        details.insert("after".to_owned(), after.name().into());
    }
    Ok(Value::Object(details))
}

/// One act on a key that the actor may touch; the log tells what the staff does to those of others.
async fn change<F>(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    action: &'static str,
    now: Timestamp,
    work: F,
) -> Result<(), ServiceError>
where
    F: FnOnce(&Transaction<'_>, &mut VpnConfig, Option<UserId>) -> Result<Value, ServiceError>
        + Send
        + 'static,
{
    let who = *actor;
    act(ctx, actor, now, move |tx| {
        let (mut key, is_others) = held(tx, &who, config, Permission::ManageKeys)?;
        let before = key.status;
        if key.status == ConfigStatus::Revoked {
            return Err(Refusal::Vpn(VpnRefusal::WrongState).into());
        }
        let by: Option<UserId> = Identity::user(who.identity);
        let details = work(tx, &mut key, by)?;
        if is_others {
            let details = whose(tx, &key, before, details)?;
            audit::record(tx, who.identity, action, target(&key), details, now)?;
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
#[path = "moving_tests.rs"]
mod tests;
