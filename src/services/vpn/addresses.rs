//! Pools and addresses, as the staff and the scheduler handle them.

use super::pools;
use super::pools::Networks;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Address;
use crate::models::AddressId;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::MINUTE;
use crate::models::Permission;
use crate::models::Pool;
use crate::models::PoolFill;
use crate::models::PoolId;
use crate::models::PoolRefusal;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::ServerRefusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::unit::act_lightly;
use ipnet::IpNet;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// A pool and how full it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolCard {
    pub pool: Pool,
    pub fill: PoolFill,
}

/// Adds a pool to a WireGuard server, and its addresses. Growing is adding another. Networks that overlap those of any
/// other pool, or those the machine uses itself, are refused.
pub async fn add(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    is_trial: bool,
    networks: Networks,
    now: Timestamp,
) -> Result<PoolId, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let row = wireguard(tx, server)?;
        if let Some(network) = networks.overlapping(in_use(tx, &row)?) {
            let network = network.to_string();
            return Err(Refusal::from(PoolRefusal::Overlaps { network }).into());
        }
        let v4 = networks.v4.map(|network| network.to_string());
        let v6 = networks.v6.map(|network| network.to_string());
        let (v4, v6) = (v4.as_deref(), v6.as_deref());
        let id = crud::ip_pools::insert(tx, server, is_trial, v4, v6, now)?;
        let pool = crud::ip_pools::get(tx, id)?.ok_or(Refusal::NotFound)?;
        pools::fill_pool(tx, &pool)?;
        pools::watch(tx, server, is_trial, now)?;
        let details = json!({ "trial": is_trial, "v4": v4, "v6": v6 });
        let target = format!("server:{server}");
        audit::record(tx, identity, "pool.added", target, details, now)?;
        Ok(id)
    })
    .await
}

/// Removes a pool that no key uses; else `PoolRefusal::InUse`.
pub async fn remove_pool(
    ctx: &Ctx,
    actor: &Actor,
    pool: PoolId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageServers)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let row = crud::ip_pools::get(tx, pool)?.ok_or(Refusal::NotFound)?;
        let count = crud::ip_addresses::count_held(tx, pool, now)?;
        if count > 0 {
            return Err(Refusal::from(PoolRefusal::InUse { count }).into());
        }
        crud::ip_addresses::delete_of_pool(tx, pool)?;
        crud::ip_pools::delete(tx, pool)?;
        pools::watch(tx, row.server, row.is_trial, now)?;
        let details = json!({ "trial": row.is_trial, "v4": row.v4, "v6": row.v6 });
        let target = format!("server:{}", row.server);
        audit::record(tx, identity, "pool.removed", target, details, now)
    })
    .await
}

/// The pools of a server, the oldest first.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    now: Timestamp,
) -> Result<Vec<PoolCard>, ServiceError> {
    actor.need(Permission::SeeServers)?;
    ctx.db
        .read(move |connection| {
            let rows = crud::ip_pools::of_server(connection, server)?;
            rows.into_iter()
                .map(|pool| {
                    let fill = pools::fill_of(connection, &pool, now)?;
                    Ok(PoolCard { pool, fill })
                })
                .collect()
        })
        .await
}

/// Gives a free address of the key's server to a key that has none there.
pub async fn assign(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
    is_trial: bool,
    now: Timestamp,
) -> Result<Address, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let row = crud::vpn_configs::get(tx, config)?.ok_or(Refusal::NotFound)?;
        let has_one = crud::ip_addresses::of_config(tx, config, row.server)?.is_some();
        if row.kind != VpnKind::WireGuard || row.status == ConfigStatus::Revoked || has_one {
            return Err(Refusal::from(VpnRefusal::WrongState).into());
        }
        let lease = pools::lease(tx, row.server, is_trial, row.user, now + MINUTE, now)?;
        pools::assign(tx, lease.id, config)?;
        let details = json!({ "config": config.0, "user": row.user.0, "before": "available", "after": "assigned" });
        let target = format!("address:{}", lease.id);
        audit::record(tx, identity, "address.assigned", target, details, now)?;
        found(tx, lease.id)
    })
    .await
}

/// Puts an assigned address into quarantine. `VpnRefusal::WrongState` as long as a peer needs it.
pub async fn revoke(
    ctx: &Ctx,
    actor: &Actor,
    address: AddressId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let identity = actor.identity;
    let until = now.plus_minutes(ctx.vpn_settings().quarantine_minutes);
    act(ctx, actor, now, move |tx| {
        let before = found(tx, address)?;
        if crud::ip_addresses::update_revoked(tx, address, until)? == 0 {
            return Err(Refusal::from(VpnRefusal::WrongState).into());
        }
        let target = format!("address:{address}");
        let details = whose(&before, "revoked");
        audit::record(tx, identity, "address.revoked", target, details, now)
    })
    .await
}

/// Frees an address at once: of a lease, or out of quarantine. `VpnRefusal::WrongState` if it is neither.
pub async fn release(
    ctx: &Ctx,
    actor: &Actor,
    address: AddressId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = found(tx, address)?;
        if !pools::release(tx, address, now)? {
            return Err(Refusal::from(VpnRefusal::WrongState).into());
        }
        let target = format!("address:{address}");
        let details = whose(&before, "available");
        audit::record(tx, identity, "address.released", target, details, now)
    })
    .await
}

/// Puts the addresses of one sort into quarantine that a person has and no peer needs any more. Returns how many.
pub async fn revoke_by_user_and_type(
    ctx: &Ctx,
    actor: &Actor,
    user: UserId,
    is_trial: bool,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let identity = actor.identity;
    let until = now.plus_minutes(ctx.vpn_settings().quarantine_minutes);
    act(ctx, actor, now, move |tx| {
        let count = crud::ip_addresses::update_revoked_of_user(tx, user, is_trial, until)?;
        if count > 0 {
            let details = json!({ "trial": is_trial, "count": count });
            let target = format!("user:{user}");
            audit::record(tx, identity, "address.revoked", target, details, now)?;
        }
        Ok(count)
    })
    .await
}

/// The next free addresses, at most `limit`. Of a network of IPv6 alone only those that were used before.
pub async fn available(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    is_trial: bool,
    limit: usize,
) -> Result<Vec<Address>, ServiceError> {
    actor.need(Permission::SeeServers)?;
    ctx.db
        .read(move |connection| pools::available(connection, server, is_trial, limit))
        .await
}

/// How many are free.
pub async fn count_available(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    is_trial: bool,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    actor.need(Permission::SeeServers)?;
    ctx.db
        .read(move |connection| Ok(pools::room(connection, server, is_trial, now)?.available))
        .await
}

/// Frees what is out of quarantine, and leases that came to nothing. Returns how many.
pub async fn cleanup_revoked(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let is_any = (ctx.db)
        .read(move |connection| {
            Ok::<_, ServiceError>(crud::ip_addresses::is_any_over(connection, now)?)
        })
        .await?;
    if !is_any {
        return Ok(0);
    }
    act_lightly(ctx, actor, now, move |tx| {
        let count = crud::ip_addresses::update_over(tx, now)?;
        for server in crud::servers::list(tx)? {
            for is_trial in [true, false] {
                pools::watch(tx, server.id, is_trial, now)?;
            }
        }
        Ok(count)
    })
    .await
}

/// Whose the address was, and how it stood and stands.
fn whose(before: &Address, after: &str) -> serde_json::Value {
    json!({
        "user": before.user.map(|user| user.0),
        "config": before.config.map(|config| config.0),
        "before": before.state.name(),
        "after": after,
    })
}

fn found(tx: &Transaction<'_>, address: AddressId) -> Result<Address, ServiceError> {
    pools::address(tx, address)?.ok_or_else(|| Refusal::NotFound.into())
}

fn wireguard(tx: &Transaction<'_>, server: ServerId) -> Result<Server, ServiceError> {
    let row = crud::servers::get(tx, server)?.filter(|row| row.removed_at.is_none());
    let row = row.ok_or(Refusal::NotFound)?;
    match row.kind {
        VpnKind::WireGuard => Ok(row),
        VpnKind::Outline | VpnKind::MtProto => {
            Err(Refusal::from(ServerRefusal::ValueInvalid).into())
        }
    }
}

/// Networks that no new pool of a server may overlap: those of every pool, as a person may use two servers at once, and
/// the machine's own. A route to everywhere is none.
fn in_use(connection: &Connection, server: &Server) -> Result<Vec<IpNet>, ServiceError> {
    let rows = crud::ip_pools::list(connection)?;
    let pools = rows.iter().flat_map(|pool| Networks::of(pool).each());
    let own = (server.facts.networks.iter()).filter_map(|text| text.parse::<IpNet>().ok());
    let own = own
        .map(|network| network.trunc())
        .filter(|network| network.prefix_len() > 0);
    Ok(pools.chain(own).collect())
}
