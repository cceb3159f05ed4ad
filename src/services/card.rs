//! The card of a door's channel, and taking the channel from its door.

use super::ServiceError;
use super::access;
use super::audit;
use super::house::instant_in;
use super::members::movement_key;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::DetachView;
use crate::models::Door;
use crate::models::DoorCard;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Timestamp;
use rusqlite::Connection;
use serde_json::json;

/// The card. `seen` is what Telegram says of the channel now, with its description; without it the channel is shown as
/// it was last seen.
pub async fn card(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    seen: Option<(Channel, Option<String>)>,
) -> Result<DoorCard, ServiceError> {
    actor.need(Permission::SeePanel)?;
    let may_configure = actor.permissions.has(Permission::Configure);
    ctx.db
        .read(move |connection| {
            let known = known(connection, door)?;
            let chat = known.chat_id;
            let since =
                crud::audit::last_at(connection, "config.channel", &format!("chat:{chat}"))?;
            let movement = instant_in(connection, &movement_key(chat))?;
            let known_inside = crud::members::count_inside(connection, chat)?;
            let is_stale = seen.is_none();
            let (channel, description) = seen.unwrap_or((known, None));
            Ok(DoorCard {
                door,
                channel,
                description,
                since,
                movement,
                known_inside,
                is_stale,
                may_configure,
            })
        })
        .await
}

fn known(connection: &Connection, door: Door) -> Result<Channel, ServiceError> {
    let chat = access::need_door(connection, door)?;
    Ok(crud::channels::get(connection, chat)?.ok_or(Refusal::NotConfigured(door))?)
}

/// What stops when the channel is taken from its door.
pub async fn detach_view(ctx: &Ctx, actor: &Actor, door: Door) -> Result<DetachView, ServiceError> {
    actor.need(Permission::Configure)?;
    ctx.db
        .read(move |connection| {
            let channel = known(connection, door)?;
            let (people, owed) = match door {
                Door::Vip => (
                    crud::subscribers::count_active(connection)?,
                    crud::tasks::count_open(connection, "remove_member")?
                        + crud::tasks::count_open(connection, "deliver_vip_link")?,
                ),
                Door::Free => (crud::requests::count_pending(connection)?, 0),
            };
            Ok(DetachView {
                door,
                title: channel.title,
                people,
                owed,
            })
        })
        .await
}

/// Takes the channel from its door. Nobody is removed; what is still to be done there waits until the door has a
/// channel again. Returns the title.
pub async fn detach(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    now: Timestamp,
) -> Result<String, ServiceError> {
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let channel = known(tx, door)?;
        let chat = channel.chat_id;
        crud::bot_config::delete_channel(tx, door, now)?;
        let details = json!({ "door": door.name(), "before": chat.0, "after": null });
        audit::record(
            tx,
            identity,
            "config.detached",
            format!("chat:{chat}"),
            details,
            now,
        )?;
        Ok(channel.title)
    })
    .await
}
