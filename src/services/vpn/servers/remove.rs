//! Giving a server up: what becomes of its keys is decided with it.

use super::get;
use super::target;
use super::with_room;
use crate::context::Ctx;
use crate::context::waits_for_server;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Health;
use crate::models::KeysGo;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::RemovalView;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::services::vpn::keys;
use rusqlite::Transaction;
use serde_json::json;

/// So long a removed server is asked to forget its peers; then it is given up.
const PATIENCE_SECONDS: i64 = 3_600;

/// A server about to be removed, and where its keys could go.
pub async fn removal(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<RemovalView, ServiceError> {
    actor.need(Permission::ManageServers)?;
    ctx.db
        .read(move |connection| {
            let server = get(connection, id)?;
            let counts = crud::servers::count_keys(connection, id)?;
            let mut others = with_room(connection, server.kind, false, now)?;
            others.retain(|other| other.id != id);
            Ok(RemovalView {
                keys: counts.iter().map(|(_, count)| count).sum(),
                server,
                others,
            })
        })
        .await
}

/// Removes a server: its keys move or end, and it is asked to forget them. All of it, or nothing. Returns how many keys
/// it had.
pub async fn remove(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    keys_go: KeysGo,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    actor.need(Permission::ManageServers)?;
    let (identity, seal) = (actor.identity, ctx.seal.clone());
    let by = identity.user();
    let count = act(ctx, actor, now, move |tx| {
        let server = get(tx, id)?;
        let configs = crud::servers::configs(tx, id)?;
        if let KeysGo::To(other) = keys_go {
            let other = get(tx, other)?;
            if other.id == id || other.kind != server.kind {
                return Err(Refusal::NotFound.into());
            }
        }
        match keys_go {
            KeysGo::To(other) => keys::move_all(tx, &seal, &configs, other, by, now)?,
            KeysGo::Nowhere => {
                for config in &configs {
                    keys::end_in(tx, *config, by, now)?;
                }
            }
        }
        crud::servers::update_removed(tx, id, now)?;
        if server.health == Health::Down {
            forget(tx, id, now)?;
        } else if crud::proxy_watches::has_user(tx, id)? {
            let task = Task::ForgetWatcher { server: id };
            crud::tasks::insert(tx, &task, now, now)?;
        }
        let to = match keys_go {
            KeysGo::To(other) => Some(other.0),
            KeysGo::Nowhere => None,
        };
        let details = json!({ "name": server.name, "keys": configs.len(), "to": to });
        audit::record(tx, identity, "server.removed", target(id), details, now)?;
        Ok(configs.len())
    })
    .await?;
    Ok(count)
}

/// Asks nothing more of a removed server: nobody there is wanted any more, and nothing waits for it. The way to it goes.
fn forget(tx: &Transaction<'_>, id: ServerId, now: Timestamp) -> Result<(), ServiceError> {
    crud::servers::forget_peers(tx, id)?;
    crud::proxy_watches::update_left(tx, id)?;
    crud::tasks::update_waiting_done(tx, &waits_for_server(id), "the server was removed", now)?;
    crud::servers::update_sealed(tx, id, "")?;
    Ok(())
}

/// Gives up removed servers that have forgotten everything, or do not answer any more.
pub async fn let_go(ctx: &Ctx, now: Timestamp) -> Result<(), ServiceError> {
    let leaving = (ctx.db)
        .read(|connection| Ok::<_, ServiceError>(crud::servers::list_removed(connection)?))
        .await?;
    if leaving.is_empty() {
        return Ok(());
    }
    let gone = (ctx.db)
        .write(Durability::Normal, move |tx| {
            let mut gone = Vec::new();
            for server in leaving {
                let is_late =
                    (server.removed_at).is_some_and(|at| now.since(at) >= PATIENCE_SECONDS);
                let is_empty = crud::servers::count_unsettled(tx, server.id)? == 0
                    && !crud::proxy_watches::has_user(tx, server.id)?;
                if is_late || is_empty || server.health == Health::Down {
                    forget(tx, server.id, now)?;
                    gone.push(server.id);
                }
            }
            Ok::<_, ServiceError>(gone)
        })
        .await?;
    for id in gone {
        ctx.backends.close(id);
    }
    Ok(())
}
