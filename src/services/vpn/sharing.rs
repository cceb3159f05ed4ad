//! Keys that many people seem to share, and keys of heavy use: the staff hears of each at most once a day.

use super::lifecycle;
use crate::context::Ctx;
use crate::crud;
use crate::crud::vpn_peers::CountedPeer;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::DAY;
use crate::models::Hold;
use crate::models::Identity;
use crate::models::KeyNetwork;
use crate::models::Permission;
use crate::models::Timestamp;
use crate::models::VpnSettings;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::notify;
use crate::utils::order::InOrder;
use ipnet::IpNet;
use rusqlite::Transaction;
use std::net::IpAddr;
use std::net::SocketAddr;

/// Bits of an IPv4 network that one subscriber of a provider usually stays in.
const BITS: u8 = 24;
/// The same of IPv6: what a provider gives to one site.
const BITS6: u8 = 48;
/// Networks of a key that are shown.
const MOST_NETWORKS: i64 = 50;

/// The networks a key was used from, the latest first.
pub async fn networks(
    ctx: &Ctx,
    actor: &Actor,
    config: ConfigId,
) -> Result<Vec<KeyNetwork>, ServiceError> {
    actor.need(Permission::SeeKeys)?;
    ctx.db
        .read(move |connection| {
            let mut networks = crud::vpn_endpoints::list(connection, config, MOST_NETWORKS)?;
            let key = crud::vpn_configs::get(connection, config)?;
            let peer = match key.as_ref().and_then(|key| key.peer) {
                Some(peer) => crud::vpn_peers::get(connection, peer)?,
                None => None,
            };
            // Only moves are kept: in the present network it was last seen when it was last seen at all.
            let present = peer
                .and_then(|peer| peer.endpoint)
                .and_then(|endpoint| network(&endpoint));
            let seen_at = key.and_then(|key| key.last_seen_at);
            for known in &mut networks {
                if present.as_ref() == Some(&known.network) {
                    known.last_at = seen_at.map_or(known.last_at, |at| at.max(known.last_at));
                }
            }
            networks.order_by_key(|known| std::cmp::Reverse(known.last_at));
            Ok(networks)
        })
        .await
}

/// The network of an endpoint (`address:port`), as CIDR.
pub fn network(endpoint: &str) -> Option<String> {
    let address = endpoint.parse::<SocketAddr>().ok()?.ip().to_canonical();
    let bits = match address {
        IpAddr::V4(_) => BITS,
        IpAddr::V6(_) => BITS6,
    };
    let network = IpNet::new(address, bits).ok()?.trunc();
    Some(network.to_string())
}

/// A key's packets come from another endpoint than before. True if the staff is told that it looks shared.
pub(super) fn moved(
    tx: &Transaction<'_>,
    settings: &VpnSettings,
    before: &CountedPeer,
    endpoint: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(present) = network(endpoint) else {
        return Ok(false);
    };
    let last = before.endpoint.as_deref().and_then(network);
    if last.as_ref() == Some(&present) {
        return Ok(false);
    }
    if let (Some(last), Some(seen_at)) = (last, before.last_seen_at) {
        crud::vpn_endpoints::upsert(tx, before.config, &last, seen_at)?;
    }
    crud::vpn_endpoints::upsert(tx, before.config, &present, now)?;
    let Some(most) = settings.sharing_limit else {
        return Ok(false);
    };
    let networks = crud::vpn_endpoints::count_since(tx, before.config, now - DAY)?;
    if networks <= most || !crud::vpn_configs::update_shared_on(tx, before.config, now.day())? {
        return Ok(false);
    }
    let Some(key) = crud::vpn_configs::get(tx, before.config)? else {
        return Ok(false);
    };
    if key.status == ConfigStatus::Revoked {
        // Its server still forgets it: nobody uses it any more.
        return Ok(false);
    }
    let holds = settings.sharing_holds && key.hold.is_none();
    if holds {
        lifecycle::hold(tx, key.id, Some(Hold::Sharing), None, now)?;
    }
    let notice = AdminNotice::KeyShared {
        owner: access::name_of(tx, key.user)?,
        config: key.id,
        name: key.name,
        networks,
        is_held: holds,
    };
    notify::log_and_notify(tx, Identity::System, notice, now)?;
    Ok(true)
}

/// A key transferred something; `day_bytes` on this day so far. True if the staff is told that it is much.
pub(super) fn heavy(
    tx: &Transaction<'_>,
    settings: &VpnSettings,
    config: ConfigId,
    day_bytes: u64,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let is_much = (settings.alert_day_bytes).is_some_and(|most| day_bytes >= most);
    if !is_much || !crud::vpn_configs::update_heavy_on(tx, config, now.day())? {
        return Ok(false);
    }
    let Some(key) = crud::vpn_configs::get(tx, config)? else {
        return Ok(false);
    };
    let notice = AdminNotice::KeyHeavy {
        owner: access::name_of(tx, key.user)?,
        config: key.id,
        name: key.name,
        bytes: day_bytes,
    };
    notify::log_and_notify(tx, Identity::System, notice, now)?;
    Ok(true)
}

#[cfg(test)]
#[path = "sharing_tests.rs"]
mod tests;
