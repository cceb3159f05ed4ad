//! The people of a proxy that is out: they hear of it if an admin wishes, once per outage, and then also of its end.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Permission;
use crate::models::ProxyWatch;
use crate::models::ProxyWord;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::Telling;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::vpn::servers;
use rusqlite::Transaction;
use serde_json::json;

/// Tells everybody who holds a key on that server that its proxy is out, unless they were told of that outage. `None` =
/// of whatever outage there is now.
pub async fn tell(
    ctx: &Ctx,
    actor: &Actor,
    server: ServerId,
    outage: Option<u32>,
    now: Timestamp,
) -> Result<Telling, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        servers::get(tx, server)?;
        let watch = crud::proxy_watches::get(tx, server)?;
        let is_meant = |watch: &ProxyWatch| outage.is_none_or(|outage| watch.outage == outage);
        let present = watch.filter(|watch| is_meant(watch) && watch.down_since.is_some());
        let Some(mut watch) = present else {
            return Ok(Telling::Over);
        };
        if watch.people_told_at.is_some() {
            return Ok(Telling::Before);
        }
        let count = say(tx, server, watch.outage, false, now, now)?;
        if count == 0 {
            return Ok(Telling::Nobody);
        }
        watch.people_told_at = Some(now);
        crud::proxy_watches::upsert(tx, server, &watch)?;
        let target = format!("server:{server}");
        let details = json!({ "count": count });
        audit::record(tx, who, "proxy.people_told", target, details, now)?;
        Ok(Telling::Begun(count))
    })
    .await
}

/// Leaves the words that it works again to those who were told that it did not.
pub(super) fn say_back(
    tx: &Transaction<'_>,
    server: ServerId,
    outage: u32,
    told_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    say(tx, server, outage, true, told_at, now).map(|_| ())
}

/// Leaves words to everybody who held a key there by then. How many they are.
fn say(
    tx: &Transaction<'_>,
    server: ServerId,
    outage: u32,
    is_back: bool,
    by: Timestamp,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let holders = crud::proxy_watches::holders(tx, server, by)?;
    for user in &holders {
        let task = Task::TellProxy {
            user: *user,
            server,
            outage,
            is_back,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(i64::try_from(holders.len()).unwrap_or(i64::MAX))
}

/// What is to be said to a person now; `None` if it is no longer so, or no longer theirs.
pub async fn word(
    ctx: &Ctx,
    user: UserId,
    server: ServerId,
    outage: u32,
    is_back: bool,
) -> Result<Option<ProxyWord>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::servers::get(connection, server)?;
            let watch = crud::proxy_watches::get(connection, server)?;
            let (Some(server), Some(watch)) = (found, watch) else {
                return Ok(None);
            };
            let is_so = watch.outage == outage && watch.down_since.is_none() == is_back;
            if !is_so
                || server.removed_at.is_some()
                || crud::users::is_banned(connection, user)?
                || !crud::proxy_watches::holds(connection, server.id, user)?
            {
                return Ok(None);
            }
            let checks = crud::proxy_watches::checks(connection, server.id)?;
            Ok(Some(ProxyWord {
                name: server.name,
                flag: server.flag,
                is_back,
                is_part: checks.iter().any(|check| check.fails == 0),
            }))
        })
        .await
}
