//! What the desk shows of servers.

use super::get;
use super::reach;
use crate::context::Ctx;
use crate::crud;
use crate::integrations::outline::Access;
use crate::integrations::vpn::Reach;
use crate::models::Actor;
use crate::models::Health;
use crate::models::Lack;
use crate::models::MtProtoOptions;
use crate::models::Permission;
use crate::models::PoolFill;
use crate::models::PoolLine;
use crate::models::PoolsView;
use crate::models::ReachView;
use crate::models::Refusal;
use crate::models::Server;
use crate::models::ServerCard;
use crate::models::ServerId;
use crate::models::ServerLine;
use crate::models::ServerRefusal;
use crate::models::ServersView;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::members::search;
use crate::services::members::search::Wanted;
use crate::services::vpn::addresses;
use crate::services::vpn::pools::room;
use crate::services::vpn::proxy_health;
use crate::utils::seal::SealKey;
use rusqlite::Connection;

/// Below this the disk of a server will be full some day soon.
const LITTLE_DISK: u64 = 500_000_000;
/// Beyond this difference of clocks something goes wrong some day.
const MOST_SKEW_SECONDS: i64 = 60;

/// All servers, the oldest first.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<ServerLine>, ServiceError> {
    actor.need(Permission::SeeServers)?;
    ctx.db
        .read(move |connection| {
            let servers = crud::servers::list(connection)?;
            servers
                .into_iter()
                .map(|server| line(connection, server, now))
                .collect()
        })
        .await
}

fn line(
    connection: &Connection,
    server: Server,
    now: Timestamp,
) -> Result<ServerLine, ServiceError> {
    let counts = crud::servers::count_keys(connection, server.id)?;
    let keys: i64 = counts.iter().map(|(_, count)| count).sum();
    let (taken, total) = match server.kind {
        VpnKind::WireGuard => {
            let paid = room(connection, server.id, false, now)?;
            let trial = room(connection, server.id, true, now)?;
            let total = paid.total.saturating_add(trial.total);
            let free = paid.available.saturating_add(trial.available);
            (total.saturating_sub(free), total)
        }
        VpnKind::Outline | VpnKind::MtProto => {
            (keys, server.options.most_keys.map_or(0, i64::from))
        }
    };
    Ok(ServerLine {
        is_out: proxy_health::is_out(connection, &server)?,
        server,
        keys,
        load_percent: percent(taken, total),
    })
}

/// Hundredths of a whole; `None` without a whole.
fn percent(part: i64, whole: i64) -> Option<u32> {
    let hundredths = i128::from(part) * 100 / i128::from(whole.max(1));
    u32::try_from(hundredths.clamp(0, 100))
        .ok()
        .filter(|_| whole > 0)
}

/// Everything about a server.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<ServerCard, ServiceError> {
    actor.need(Permission::SeeServers)?;
    let seal = ctx.seal.clone();
    ctx.db
        .read(move |connection| {
            let server = get(connection, id)?;
            let (mut paid, mut trial) = (PoolFill::default(), PoolFill::default());
            if server.kind == VpnKind::WireGuard {
                paid = room(connection, id, false, now)?;
                trial = room(connection, id, true, now)?;
            }
            let has_new_file = match server.transport {
                Transport::File if server.kind == VpnKind::WireGuard => {
                    Some(super::file::is_new(connection, id)?)
                }
                Transport::File
                | Transport::Local
                | Transport::Node
                | Transport::Panel
                | Transport::Demo => None,
            };
            Ok(ServerCard {
                reach: reached(&seal, &server),
                keys: crud::servers::count_keys(connection, id)?,
                foreign: crud::servers::count_foreign(connection, id)?,
                lacks: lacks(&server, paid.total + trial.total > 0),
                paid,
                trial,
                has_new_file,
                proxy: proxy_health::health(connection, &server)?,
                server,
            })
        })
        .await
}

fn lacks(server: &Server, has_pool: bool) -> Vec<Lack> {
    let options = &server.options;
    let is_nowhere = server.host.is_empty() || server.port == 0;
    match server.kind {
        VpnKind::WireGuard => {}
        VpnKind::Outline => return Vec::new(),
        VpnKind::MtProto if is_nowhere => return vec![Lack::Endpoint],
        VpnKind::MtProto => {
            let is_other = is_other_site(server);
            return is_other.then_some(Lack::OtherDomain).into_iter().collect();
        }
    }
    let own_key = server.facts.public_key.as_ref();
    [
        (is_nowhere, Lack::Endpoint),
        (options.public_key.is_none(), Lack::PublicKey),
        (!has_pool, Lack::Pool),
        (
            options.public_key.is_some()
                && own_key.is_some()
                && options.public_key.as_ref() != own_key,
            Lack::OtherKey,
        ),
    ]
    .into_iter()
    .filter_map(|(is_lacking, lack)| is_lacking.then_some(lack))
    .collect()
}

/// Whether an MTProto server says that it pretends to be another site than the links of its people.
fn is_other_site(server: &Server) -> bool {
    let site = |options: &Option<MtProtoOptions>| options.as_ref()?.domain.clone();
    let (ours, theirs) = (site(&server.options.mtproto), site(&server.facts.mtproto));
    ours.is_some() && theirs.is_some() && ours != theirs
}

fn reached(seal: &SealKey, server: &Server) -> ReachView {
    match reach(seal, server) {
        Ok(Reach::Local { interface, program }) => ReachView::Local { interface, program },
        Ok(Reach::Node { host, port, .. }) => ReachView::Node { host, port },
        Ok(Reach::Outline { api_url, .. }) => match Access::parse(&api_url.0) {
            Ok(access) => ReachView::Panel {
                place: access.place(),
            },
            Err(_) => ReachView::Unknown,
        },
        Ok(Reach::Telemt { url, .. }) => ReachView::Telemt {
            place: place_of(&url.0),
        },
        Ok(Reach::MtProtoFile { config, .. }) => ReachView::MtProtoFile { config },
        Ok(Reach::MtProtoLink { .. }) => ReachView::MtProtoLink,
        Ok(Reach::File) => ReachView::File,
        Ok(Reach::Demo) => ReachView::Demo,
        Err(_) => ReachView::Unknown,
    }
}

/// Host and port of an address, without whatever else stands in it.
fn place_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    place.rsplit('@').next().unwrap_or_default().to_owned()
}

/// The pools of a server.
pub async fn pools(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<PoolsView, ServiceError> {
    actor.need(Permission::SeeServers)?;
    let server = ctx.db.read(move |connection| get(connection, id)).await?;
    let cards = addresses::list(ctx, actor, id, now).await?;
    let pools = cards.into_iter().map(|card| PoolLine {
        pool: card.pool,
        fill: card.fill,
    });
    Ok(PoolsView {
        server,
        pools: pools.collect(),
    })
}

/// Whether an admin should see to a server though it answers: its disk is nearly full, its clock is wrong, or it has
/// another key than the files of its people.
pub fn is_unwell(server: &Server) -> bool {
    let facts = &server.facts;
    let is_full = facts.disk_free.is_some_and(|bytes| bytes < LITTLE_DISK);
    let is_late = (facts.clock_skew).is_some_and(|skew| skew.saturating_abs() > MOST_SKEW_SECONDS);
    let lacks = lacks(server, true);
    let is_other = lacks.contains(&Lack::OtherKey) || lacks.contains(&Lack::OtherDomain);
    is_full || is_late || is_other
}

/// The servers in a few numbers.
pub fn counts(connection: &Connection) -> Result<ServersView, ServiceError> {
    let mut view = ServersView::default();
    for server in crud::servers::list(connection)? {
        match server.health {
            Health::Up => view.up += 1,
            Health::Down => view.down += 1,
            Health::Unknown => view.unknown += 1,
        }
    }
    Ok(view)
}

/// Networks that no new pool may overlap, as CIDR: those of all pools, and those that servers say they use themselves.
pub async fn networks(ctx: &Ctx, actor: &Actor) -> Result<Vec<String>, ServiceError> {
    actor.need(Permission::ManageServers)?;
    ctx.db
        .read(|connection| {
            let mut taken = Vec::new();
            for server in crud::servers::list(connection)? {
                for (v4, v6) in crud::servers::pools(connection, server.id)? {
                    taken.extend([v4, v6].into_iter().flatten());
                }
                taken.extend(server.facts.networks);
            }
            Ok(taken)
        })
        .await
}

/// The person of a typed id or @name.
///
/// # Errors
/// When nobody of that name has written to the bot.
pub async fn person(ctx: &Ctx, actor: &Actor, text: &str) -> Result<UserId, ServiceError> {
    actor.need(Permission::ManageKeys)?;
    let wanted = search::read(text);
    let found = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(match wanted {
                Wanted::Id(user) => crud::users::get(connection, user)?.map(|found| found.id),
                Wanted::Username(name) | Wanted::Words(name) => {
                    crud::users::get_by_username(connection, name.trim())?
                }
            })
        })
        .await?;
    found.ok_or_else(|| Refusal::from(ServerRefusal::PersonUnknown).into())
}
