//! The desk of the admins: how the list is, and the list as a file.

use super::settings;
use super::sources;
use super::world;
use crate::context::Ctx;
use crate::crud;
use crate::crud::proxies::KeptGroup;
use crate::integrations::proxies::read::render;
use crate::models::Actor;
use crate::models::ListedProxyId;
use crate::models::Permission;
use crate::models::ProxyDesk;
use crate::models::ProxyFault;
use crate::models::ProxyKind;
use crate::services::ServiceError;
use crate::utils::order::InOrder;

/// Proxies that are read at once for a file.
const CHUNK: u32 = 1_000;

/// How the list is: counts, sources, the present or last run, what is set.
pub async fn see(ctx: &Ctx, actor: &Actor) -> Result<ProxyDesk, ServiceError> {
    actor.need(Permission::ProxiesSee)?;
    let has_geoip = world::open(ctx).geoip().is_some();
    let progress = ctx.proxies.progress();
    ctx.db
        .read(move |connection| {
            let groups = crud::proxies::count_kept(connection)?;
            let last = crud::proxy_passes::get_last(connection)?;
            let sum = |is_one: &dyn Fn(&KeptGroup) -> bool| -> u32 {
                let those = groups.iter().filter(|group| is_one(group));
                those.map(|group| group.count).sum()
            };
            Ok(ProxyDesk {
                total: sum(&|_| true),
                working: sum(&|group| group.is_working),
                new: sum(&|group| !group.is_working && group.fault.is_none()),
                kinds: kinds(&groups),
                faults: faults(&groups),
                sources: sources::all(connection)?,
                pass: progress.or_else(|| last.map(|row| row.pass)),
                settings: settings::read(connection)?,
                has_geoip,
            })
        })
        .await
}

/// All and those that work, of each kind there is.
fn kinds(groups: &[KeptGroup]) -> Vec<(ProxyKind, u32, u32)> {
    let mut kinds = Vec::new();
    for kind in ProxyKind::ALL {
        let (mut all, mut working) = (0, 0);
        for group in groups.iter().filter(|group| group.kind == Some(kind)) {
            all += group.count;
            working += if group.is_working { group.count } else { 0 };
        }
        if all > 0 {
            kinds.push((kind, all, working));
        }
    }
    kinds
}

/// Why those that do not work do not, most first.
fn faults(groups: &[KeptGroup]) -> Vec<(ProxyFault, u32)> {
    let mut faults = Vec::new();
    for fault in ProxyFault::ALL {
        let those = groups.iter().filter(|group| group.fault == Some(fault));
        let count: u32 = those.map(|group| group.count).sum();
        if count > 0 {
            faults.push((fault, count));
        }
    }
    faults.order_by_key(|(_, count)| std::cmp::Reverse(*count));
    faults
}

/// The list as a text file, one address per line: its name and its bytes.
pub async fn export(
    ctx: &Ctx,
    actor: &Actor,
    kind: Option<ProxyKind>,
    working_only: bool,
) -> Result<(String, Vec<u8>), ServiceError> {
    actor.need(Permission::ProxiesSee)?;
    let (mut after, mut bytes) = (ListedProxyId(0), Vec::new());
    loop {
        let chunk = ctx
            .db
            .read(move |connection| {
                let rows =
                    crud::proxies::list_addresses(connection, kind, working_only, after, CHUNK)?;
                Ok::<_, ServiceError>(rows)
            })
            .await?;
        let Some((last, _)) = chunk.last() else { break };
        after = *last;
        for (_, address) in &chunk {
            bytes.extend_from_slice(render(address).as_bytes());
            bytes.push(b'\n');
        }
    }
    let kind = kind.map_or("all", ProxyKind::name);
    let which = if working_only { "-working" } else { "" };
    Ok((format!("proxies-{kind}{which}.txt"), bytes))
}
