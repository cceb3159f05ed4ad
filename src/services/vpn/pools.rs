//! Addresses of WireGuard servers: leased, assigned, revoked, in quarantine, free again.
//!
//! What happens within a transaction of somebody else lives here; what the staff and the scheduler do is in `addresses`.
//! There is one writer at a time, so nobody is given what another was; the UNIQUE constraints of `schema.sql` say it again.

mod networks;

pub use networks::Networks;
pub use networks::own_address;
pub use networks::parse;

use crate::crud;
use crate::models::Address;
use crate::models::AddressId;
use crate::models::AdminNotice;
use crate::models::ConfigId;
use crate::models::Identity;
use crate::models::Pool;
use crate::models::PoolFill;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::ServiceError;
use crate::services::notify;
use ipnet::IpNet;
use rusqlite::Connection;
use rusqlite::Transaction;
use std::net::IpAddr;

/// Promises the lowest free address to a key that is being made; free again at `until` unless it is assigned.
/// `VpnRefusal::Full` if there is none.
pub fn lease(
    tx: &Transaction<'_>,
    server: ServerId,
    is_trial: bool,
    user: UserId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Address, ServiceError> {
    let address = take(tx, server, is_trial, user, until, now)?;
    watch(tx, server, is_trial, now)?;
    Ok(address)
}

/// The same without a look at how many are left then, which takes longer the more there are: whoever takes many `watch`es
/// once, at the end.
pub fn take(
    tx: &Transaction<'_>,
    server: ServerId,
    is_trial: bool,
    user: UserId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Address, ServiceError> {
    crud::ip_addresses::update_over(tx, now)?;
    let id = next_free(tx, server, is_trial)?;
    let id = id.ok_or_else(|| Refusal::from(VpnRefusal::Full(VpnKind::WireGuard)))?;
    crud::ip_addresses::update_leased(tx, id, user, until)?;
    let address = crud::ip_addresses::get(tx, id)?;
    address.ok_or_else(|| Refusal::NotFound.into())
}

/// Gives a leased address to the key it was leased for. `VpnRefusal::WrongState` if the lease is lost, or was another
/// person's.
pub fn assign(
    tx: &Transaction<'_>,
    address: AddressId,
    config: ConfigId,
) -> Result<(), ServiceError> {
    if crud::ip_addresses::update_assigned(tx, address, config)? {
        Ok(())
    } else {
        Err(Refusal::from(VpnRefusal::WrongState).into())
    }
}

/// Puts the addresses of a key into quarantine that no peer needs any more: those whose peers are to be gone and are noted
/// as gone (so call it after `settled` is kept). A moved key keeps its new address. Returns how many.
pub fn revoke(
    tx: &Transaction<'_>,
    config: ConfigId,
    quarantine_minutes: i64,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    let until = now.plus_minutes(quarantine_minutes);
    Ok(crud::ip_addresses::update_revoked_of_config(
        tx, config, until,
    )?)
}

/// Frees an address at once: of a lease that came to nothing, or out of quarantine. It counts as its pool says again.
/// False if it is assigned or free.
pub fn release(
    tx: &Transaction<'_>,
    address: AddressId,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    if !crud::ip_addresses::update_released(tx, address)? {
        return Ok(false);
    }
    if let Some(address) = crud::ip_addresses::get(tx, address)? {
        watch(tx, address.server, address.is_trial, now)?;
    }
    Ok(true)
}

/// The next free addresses of one sort that have a row, at most `limit`.
pub fn available(
    connection: &Connection,
    server: ServerId,
    is_trial: bool,
    limit: usize,
) -> Result<Vec<Address>, ServiceError> {
    let foreign = foreign(connection, server)?;
    let is_usable = |address: &Address| !is_within(&foreign, address);
    let rows = crud::ip_addresses::available(connection, server, is_trial, limit, is_usable)?;
    Ok(rows)
}

/// How full the pools of one sort are. Of a network of IPv6 alone the house hands out 65534 addresses.
pub fn room(
    connection: &Connection,
    server: ServerId,
    is_trial: bool,
    now: Timestamp,
) -> Result<PoolFill, ServiceError> {
    let mut fill = crud::ip_addresses::fill(connection, server, is_trial, now)?;
    let foreign = foreign(connection, server)?;
    if !foreign.is_empty() {
        let is_foreign = |address: &Address| is_within(&foreign, address);
        let taken =
            crud::ip_addresses::available(connection, server, is_trial, usize::MAX, is_foreign)?;
        fill.available -= i64::try_from(taken.len()).unwrap_or(i64::MAX);
    }
    for pool in crud::ip_pools::of_server(connection, server)? {
        if pool.is_trial == is_trial {
            let unmade = unmade(connection, &pool)?;
            fill.total += unmade;
            fill.available += unmade;
        }
    }
    Ok(fill)
}

/// How full one pool is.
pub fn fill_of(
    connection: &Connection,
    pool: &Pool,
    now: Timestamp,
) -> Result<PoolFill, ServiceError> {
    let mut fill = crud::ip_addresses::fill_of_pool(connection, pool.id, now)?;
    let unmade = unmade(connection, pool)?;
    fill.total += unmade;
    fill.available += unmade;
    Ok(fill)
}

/// The address of that id.
pub fn address(connection: &Connection, id: AddressId) -> Result<Option<Address>, ServiceError> {
    Ok(crud::ip_addresses::get(connection, id)?)
}

/// An upgraded trial keeps its address: it counts as paid until it is free again, and then as its pool says. Meanwhile a
/// trial pool that would be scarce gets a paid address in its place, if more than a tenth of those is free: sorts are
/// told apart by networks too (a shaper, a firewall), so no address changes sides without need.
pub fn keep_for_paid(
    tx: &Transaction<'_>,
    address: AddressId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(address) = crud::ip_addresses::get(tx, address)?.filter(|address| address.is_trial)
    else {
        return Ok(());
    };
    crud::ip_addresses::update_sort(tx, address.id, false)?;
    let (trial, paid) = (
        room(tx, address.server, true, now)?,
        room(tx, address.server, false, now)?,
    );
    if trial.is_scarce()
        && paid.available * 10 > paid.total
        && let Some(spare) = crud::ip_addresses::spare(tx, address.server)?
    {
        crud::ip_addresses::update_sort(tx, spare, true)?;
    }
    watch(tx, address.server, true, now)?;
    watch(tx, address.server, false, now)
}

/// Tells the admins once when fewer than one address in twenty is left, and again only after one in ten was free.
pub fn watch(
    tx: &Transaction<'_>,
    server: ServerId,
    is_trial: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let fill = room(tx, server, is_trial, now)?;
    let sort = if is_trial { "trial" } else { "paid" };
    let key = format!("pool.scarce:{server}:{sort}");
    let is_told = crud::house::get(tx, &key)?.is_some();
    if is_told && fill.available * 10 >= fill.total {
        crud::house::delete(tx, &key)?;
    } else if !is_told
        && fill.is_scarce()
        && let Some(row) = crud::servers::get(tx, server)?
    {
        crud::house::set(tx, &key, &now.to_string(), now)?;
        let notice = AdminNotice::PoolScarce {
            server,
            name: row.name,
            is_trial,
            available: fill.available,
            total: fill.total,
        };
        notify::log_and_notify(tx, Identity::System, notice, now)?;
    }
    Ok(())
}

/// Makes the rows of a new pool. A network of IPv6 alone is not counted out: its rows are made when they are needed.
pub(super) fn fill_pool(tx: &Transaction<'_>, pool: &Pool) -> Result<(), ServiceError> {
    let networks = Networks::of(pool);
    let Some(v4) = networks.v4 else {
        return Ok(());
    };
    for host in networks.hosts() {
        let ip = IpAddr::V4(networks::nth_v4(v4, host));
        let twin = networks.v6.map(|v6| networks::nth_v6(v6, host));
        crud::ip_addresses::insert(tx, pool, host, ip, twin)?;
    }
    Ok(())
}

/// The free address with the lowest host number that no foreign peer uses; of IPv6 alone the next one, made now.
fn next_free(
    tx: &Transaction<'_>,
    server: ServerId,
    is_trial: bool,
) -> Result<Option<AddressId>, ServiceError> {
    if let Some(address) = available(tx, server, is_trial, 1)?.first() {
        return Ok(Some(address.id));
    }
    let foreign = foreign(tx, server)?;
    for pool in crud::ip_pools::of_server(tx, server)? {
        let networks = Networks::of(&pool);
        let (None, Some(v6), true) = (networks.v4, networks.v6, pool.is_trial == is_trial) else {
            continue;
        };
        let last = crud::ip_addresses::last_host(tx, pool.id)?.unwrap_or(0);
        for host in networks.hosts().filter(|host| *host > last) {
            let ip = IpAddr::V6(networks::nth_v6(v6, host));
            if !foreign.iter().any(|network| network.contains(&ip)) {
                let id = crud::ip_addresses::insert(tx, &pool, host, ip, None)?;
                return Ok(Some(id));
            }
        }
    }
    Ok(None)
}

/// Addresses of a pool that have no row yet.
fn unmade(connection: &Connection, pool: &Pool) -> Result<i64, ServiceError> {
    let networks = Networks::of(pool);
    if networks.v4.is_some() {
        return Ok(0);
    }
    let last = crud::ip_addresses::last_host(connection, pool.id)?.unwrap_or(0);
    let hosts = networks.hosts();
    Ok((*hosts.end() - last.max(*hosts.start() - 1)).max(0))
}

/// Networks that somebody else's peers use on a server: whoever got one of their addresses would take it from them.
fn foreign(connection: &Connection, server: ServerId) -> Result<Vec<IpNet>, ServiceError> {
    let lists = crud::ip_addresses::foreign(connection, server)?;
    let texts = lists
        .iter()
        .filter_map(|list| serde_json::from_str::<Vec<String>>(list).ok());
    // Whoever takes everything (another way out of the server) holds no single address.
    Ok(texts
        .flatten()
        .filter_map(|text| text.parse::<IpNet>().ok())
        .filter(|network| network.prefix_len() > 0)
        .collect())
}

fn is_within(networks: &[IpNet], address: &Address) -> bool {
    let own = [address.v4.map(IpAddr::V4), address.v6.map(IpAddr::V6)];
    own.iter()
        .flatten()
        .any(|ip| networks.iter().any(|network| network.contains(ip)))
}

#[cfg(test)]
mod tests;
