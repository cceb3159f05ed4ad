//! What is noted of one trial.

use super::super::checks::drop_one;
use super::super::schedule;
use super::results::Tried;
use crate::crud;
use crate::crud::proxy_trials::DueProxy;
use crate::crud::proxy_trials::ProxyRecord;
use crate::crud::proxy_trials::WentWell;
use crate::integrations::proxies::read::render;
use crate::models::ListedProxyId;
use crate::models::ProxyAddress;
use crate::models::ProxyFound;
use crate::models::ProxyKind;
use crate::services::ServiceError;
use crate::utils::order::InOrder;
use rusqlite::Transaction;

/// Characters of a city that are kept.
const LONGEST_CITY: usize = 60;

/// Notes what came of one trial.
pub(super) fn keep(
    tx: &Transaction<'_>,
    tried: &Tried,
    every_minutes: u32,
) -> Result<(), ServiceError> {
    let (due, now) = (&tried.due, tried.at);
    let get = |id| crud::proxy_trials::get_record(tx, id, &due.address);
    let Some(mut before) = get(due.id)? else {
        // It was deleted meanwhile.
        return Ok(());
    };
    let mut id = due.id;
    if let Ok(found) = &tried.result {
        id = unite(tx, (due, &before), found)?;
        if id != due.id {
            before = get(id)?.unwrap_or(before);
        }
    }
    match &tried.result {
        Ok(found) => {
            let samples = schedule::with_sample(&before.samples, found.latency_ms);
            let is_code =
                |code: &&str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
            let city: Option<String> = found
                .city
                .as_ref()
                .map(|city| city.chars().take(LONGEST_CITY).collect());
            let well = WentWell {
                kind: found.kind,
                is_tls: found.is_tls,
                latency_ms: schedule::median(&samples),
                samples: &samples,
                exit_ip: found.exit_ip.map(|ip| ip.to_string()),
                country: found.country.as_deref().filter(is_code),
                city: city.as_deref(),
                anonymity: found.anonymity,
                is_for_telegram: found.is_for_telegram,
                next_at: schedule::after_success(id, every_minutes, now),
            };
            crud::proxy_trials::update_ok(tx, id, &well, now)?;
        }
        Err(_) if !crud::proxy_listings::is_listed(tx, id)? => {
            crud::proxies::delete(tx, id)?;
        }
        Err(fault) => match schedule::after_failure(&before, now) {
            Some(next_at) => crud::proxy_trials::update_failed(tx, id, *fault, next_at, now)?,
            None => {
                drop_one(tx, id, now)?;
            }
        },
    }
    Ok(())
}

/// Makes a proxy that works and the same one by other names a single one, the one known longest; which it is. Lists name
/// one as `host:port` and with this or that scheme: what it was found to speak tells that it is the same.
fn unite(
    tx: &Transaction<'_>,
    (due, record): (&DueProxy, &ProxyRecord),
    found: &ProxyFound,
) -> Result<ListedProxyId, ServiceError> {
    let mut same = vec![(record.first_seen, due.id, record.url.clone())];
    for name in names(&due.address) {
        let known = crud::proxies::get_of_kind(tx, &name, found.kind, found.is_tls)?;
        if let Some((id, first_seen)) = known.filter(|(id, _)| *id != due.id) {
            same.push((first_seen, id, name));
        }
    }
    same.order();
    let mut same = same.into_iter().map(|(_, id, name)| (id, name));
    let (kept, _) = same.next().unwrap_or((due.id, String::new()));
    for (id, name) in same {
        crud::proxy_listings::copy(tx, id, kept)?;
        crud::proxy_aliases::update_proxy(tx, id, kept)?;
        crud::proxy_trials::copy_place(tx, id, kept)?;
        crud::proxies::delete(tx, id)?;
        crud::proxy_aliases::insert(tx, &name, kept)?;
    }
    Ok(kept)
}

/// All names under which lists may have that proxy.
fn names(address: &ProxyAddress) -> impl Iterator<Item = String> + '_ {
    let ways = [
        (None, false),
        (Some(ProxyKind::Socks5), false),
        (Some(ProxyKind::Socks4), false),
        (Some(ProxyKind::Http), false),
        (Some(ProxyKind::Https), true),
    ];
    // A link of Shadowsocks has one form.
    let is_named = address.kind != Some(ProxyKind::Shadowsocks);
    let ways = ways.into_iter().filter(move |_| is_named);
    ways.map(|(kind, is_tls)| {
        render(&ProxyAddress {
            kind,
            is_tls,
            ..address.clone()
        })
    })
}
