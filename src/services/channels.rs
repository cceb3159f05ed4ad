//! Which chat stands behind which door, and whether the bot can work there.

use super::ServiceError;
use super::access;
use super::audit;
use super::notify;
use super::unit::act;
use crate::context::Ctx;
use crate::context::waits_for_chat;
use crate::context::waits_for_door;
use crate::crud;
use crate::crud::bot_config::BotConfig;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::AdminNotice;
use crate::models::Channel;
use crate::models::ChannelCard;
use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Door;
use crate::models::Doors;
use crate::models::Identity;
use crate::models::OfferView;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// What an admin typed instead of choosing: `@name`, a `t.me` address, or an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChatName {
    Id(ChatId),
    /// With @.
    Username(String),
}

/// Reads a typed channel.
pub fn parse_chat_name(text: &str) -> Result<ChatName, Refusal> {
    let text = text.trim();
    if let Ok(id) = text.parse::<i64>() {
        // Only channels and groups have negative ids.
        return if id < 0 {
            Ok(ChatName::Id(ChatId(id)))
        } else {
            Err(Refusal::ChatNameInvalid)
        };
    }
    let bare = text
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let name = bare
        .strip_prefix("t.me/")
        .or_else(|| bare.strip_prefix("telegram.me/"))
        .or_else(|| text.strip_prefix('@'));
    let name = name.ok_or(Refusal::ChatNameInvalid)?;
    let is_name = (4..=32).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_name {
        Ok(ChatName::Username(format!("@{name}")))
    } else {
        Err(Refusal::ChatNameInvalid)
    }
}

/// Whether the chat, as Telegram describes it, can serve the door.
fn judge(config: &BotConfig, door: Door, channel: &Channel) -> Result<(), Refusal> {
    match channel.kind {
        ChatKind::Channel | ChatKind::Supergroup => {}
        ChatKind::Group | ChatKind::Private => return Err(Refusal::ChatKindWrong(channel.kind)),
    }
    if config.channel(door.other()) == Some(channel.chat_id) {
        return Err(Refusal::SameChannel { door: door.other() });
    }
    if !channel.is_admin {
        return Err(Refusal::BotNotAdmin {
            title: channel.title.clone(),
        });
    }
    let missing = channel.rights.missing_required(channel.kind);
    if !missing.is_empty() {
        return Err(Refusal::RightsMissing {
            title: channel.title.clone(),
            kind: channel.kind,
            missing,
        });
    }
    Ok(())
}

/// What an admin sees before the chat is put behind the door, or why it cannot be.
pub async fn preview(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    channel: Channel,
) -> Result<ChannelCard, ServiceError> {
    actor.need(Permission::Configure)?;
    ctx.db
        .read(move |connection| {
            let config = crud::bot_config::get(connection)?;
            judge(&config, door, &channel)?;
            Ok(ChannelCard {
                door,
                replaces: replaced_title(connection, &config, door, channel.chat_id)?,
                channel,
            })
        })
        .await
}

fn replaced_title(
    connection: &Connection,
    config: &BotConfig,
    door: Door,
    chat: ChatId,
) -> Result<Option<String>, ServiceError> {
    match config.channel(door).filter(|old| *old != chat) {
        Some(old) => Ok(crud::channels::get(connection, old)?.map(|channel| channel.title)),
        None => Ok(None),
    }
}

/// Puts a chat behind a door, after the same judgement.
pub async fn configure(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    channel: Channel,
    now: Timestamp,
) -> Result<ChannelCard, ServiceError> {
    actor.need(Permission::Configure)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let config = crud::bot_config::get(tx)?;
        judge(&config, door, &channel)?;
        let replaces = replaced_title(tx, &config, door, channel.chat_id)?;
        crud::channels::upsert(
            tx,
            &Channel {
                lost_at: None,
                checked_at: now,
                ..channel.clone()
            },
        )?;
        crud::bot_config::update_channel(tx, door, channel.chat_id, now)?;
        if let Some(old) = config
            .channel(door)
            .filter(|old| *old != channel.chat_id && door == Door::Free)
        {
            crud::requests::replace_chat(tx, old, channel.chat_id)?;
        }
        if door == Door::Free && config.channel(door).is_none() {
            crud::requests::update_all_chats(tx, channel.chat_id)?;
        }
        crud::tasks::update_woken(tx, &waits_for_door(door))?;
        // Work that waited for the channel that stood here goes on with the new one.
        for chat in [Some(channel.chat_id), config.channel(door)]
            .into_iter()
            .flatten()
        {
            crud::tasks::update_woken(tx, &waits_for_chat(chat))?;
        }
        let details = json!({
            "door": door.name(),
            "before": config.channel(door).map(|chat| chat.0),
            "after": channel.chat_id.0,
        });
        audit::record(
            tx,
            identity,
            "config.channel",
            format!("chat:{}", channel.chat_id),
            details,
            now,
        )?;
        Ok(ChannelCard {
            door,
            channel,
            replaces,
        })
    })
    .await
}

/// Puts a chat behind a door in which the bot is known to be, after the judgement of what Telegram said of it last: it
/// tells of each change of the bot's rights, and rounds look at chats behind doors.
pub async fn configure_known(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    chat: ChatId,
    now: Timestamp,
) -> Result<ChannelCard, ServiceError> {
    actor.need(Permission::Configure)?;
    let known = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::channels::get(connection, chat)?))
        .await?;
    let channel = known.ok_or(Refusal::ChatNotFound)?;
    configure(ctx, actor, door, channel, now).await
}

/// The chat behind a door.
pub async fn chat_of(ctx: &Ctx, door: Door) -> Result<Option<ChatId>, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::bot_config::get(connection)?.channel(door)))
        .await
}

/// The doors' chats, as far as they are set.
pub async fn chats(ctx: &Ctx) -> Result<Vec<(Door, ChatId)>, ServiceError> {
    ctx.db
        .read(|connection| {
            let config = crud::bot_config::get(connection)?;
            Ok([Door::Vip, Door::Free]
                .into_iter()
                .filter_map(|door| Some((door, config.channel(door)?)))
                .collect())
        })
        .await
}

/// Keeps what was seen of a chat: by an update about the bot itself, by a check, or by a refusal of Telegram.
/// Losing a needed right is told once; regaining it wakes what waited.
pub async fn looked_at(
    ctx: &Ctx,
    actor: &Actor,
    channel: Channel,
    offer_to: Option<UserId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    act(ctx, actor, now, move |tx| {
        let notice = see(tx, channel, offer_to, now)?;
        tell(tx, notice, now)
    })
    .await
}

/// Keeps what a check saw, unless an update about the bot itself came while Telegram was asked: the answer may be older
/// than that, and would tell of rights that are back.
pub async fn checked(
    ctx: &Ctx,
    known: Channel,
    seen: Channel,
    now: Timestamp,
) -> Result<(), ServiceError> {
    act(ctx, &Actor::system(), now, move |tx| {
        if crud::channels::get(tx, known.chat_id)?.is_some_and(|kept| kept != known) {
            return Ok(());
        }
        let notice = see(tx, seen, None, now)?;
        tell(tx, notice, now)
    })
    .await
}

fn tell(
    tx: &Transaction<'_>,
    notice: Option<AdminNotice>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    match notice {
        Some(notice) => notify::log_and_notify(tx, Identity::System, notice, now),
        None => Ok(()),
    }
}

fn see(
    tx: &Transaction<'_>,
    channel: Channel,
    offer_to: Option<UserId>,
    now: Timestamp,
) -> Result<Option<AdminNotice>, ServiceError> {
    let config = crud::bot_config::get(tx)?;
    let before = crud::channels::get(tx, channel.chat_id)?;
    let lost_before = before.as_ref().and_then(|before| before.lost_at);
    let was_admin = before.as_ref().is_some_and(|before| before.is_admin);
    let Some(door) = config.door_of(channel.chat_id) else {
        crud::channels::upsert(
            tx,
            &Channel {
                lost_at: None,
                ..channel.clone()
            },
        )?;
        let is_new = channel.is_admin && !was_admin;
        return offer(tx, channel, offer_to.filter(|_| is_new), &config, now);
    };
    let is_usable = channel.is_usable();
    let lost_at = if is_usable {
        None
    } else {
        lost_before.or(Some(now))
    };
    crud::channels::upsert(
        tx,
        &Channel {
            lost_at,
            checked_at: now,
            ..channel.clone()
        },
    )?;
    let title = channel.title.clone();
    Ok(match (lost_before, is_usable) {
        (None, false) => Some(AdminNotice::RightsLost {
            door,
            title,
            kind: channel.kind,
            // Who is no administrator lacks no single right.
            missing: if channel.is_admin {
                channel.rights.missing_required(channel.kind)
            } else {
                Vec::new()
            },
        }),
        (_, true) => {
            let woken = crud::tasks::update_woken(tx, &waits_for_chat(channel.chat_id))?;
            let woken = i64::try_from(woken).unwrap_or(i64::MAX);
            lost_before.map(|_| AdminNotice::RightsBack { door, title, woken })
        }
        (Some(_), false) => None,
    })
}

/// Offers a chat to the admin who let the bot in, if the bot is an administrator there and they may configure.
pub async fn offer_to(
    ctx: &Ctx,
    to: UserId,
    channel: Channel,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let config = crud::bot_config::get(tx)?;
            let is_free = channel.is_admin && config.door_of(channel.chat_id).is_none();
            let notice = offer(tx, channel, is_free.then_some(to), &config, now)?;
            tell(tx, notice, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// Offers the chat to the admin who let the bot in, unless they may not configure.
fn offer(
    tx: &Transaction<'_>,
    channel: Channel,
    to: Option<UserId>,
    config: &BotConfig,
    now: Timestamp,
) -> Result<Option<AdminNotice>, ServiceError> {
    let Some(to) = to else { return Ok(None) };
    if !crud::roles::permissions_of(tx, to, now)?.has(Permission::Configure) {
        return Ok(None);
    }
    let doors = Doors {
        vip: config.vip_channel.is_some(),
        free: config.free_channel.is_some(),
    };
    Ok(Some(AdminNotice::Offer {
        to,
        offer: OfferView { channel, doors },
    }))
}

/// Telegram refused a call in that chat for want of a right: the door is marked lost until a check says otherwise, and
/// the admins hear of it once. False if the chat stands behind no door (any more): then nobody will look at it.
pub async fn refused_in(ctx: &Ctx, chat: ChatId, now: Timestamp) -> Result<bool, ServiceError> {
    let is_door = ctx
        .db
        .write(Durability::Full, move |tx| {
            let Some(door) = crud::bot_config::get(tx)?.door_of(chat) else {
                return Ok(false);
            };
            let Some(channel) = crud::channels::get(tx, chat)? else {
                return Ok(false);
            };
            if channel.lost_at.is_none() {
                crud::channels::upsert(
                    tx,
                    &Channel {
                        lost_at: Some(now),
                        ..channel.clone()
                    },
                )?;
                let missing = channel.rights.missing_required(channel.kind);
                let notice = AdminNotice::RightsLost {
                    door,
                    title: channel.title,
                    kind: channel.kind,
                    missing,
                };
                tell(tx, Some(notice), now)?;
            }
            Ok::<_, ServiceError>(true)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(is_door)
}

/// A group became a supergroup: its new id takes the place of the old one everywhere.
pub async fn migrated(
    ctx: &Ctx,
    old: ChatId,
    new: ChatId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(door) = crud::bot_config::get(tx)?.door_of(old) else {
                return Ok(());
            };
            let title = crud::channels::get(tx, old)?
                .map_or_else(|| old.to_string(), |channel| channel.title);
            crud::channels::replace_chat(tx, old, new)?;
            crud::tasks::update_woken(tx, &waits_for_chat(new))?;
            let details = json!({ "before": old.0, "after": new.0 });
            audit::record(
                tx,
                Identity::System,
                "config.migrated",
                format!("chat:{new}"),
                details,
                now,
            )?;
            tell(tx, Some(AdminNotice::Migrated { door, title }), now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// The door's channel as last seen.
pub async fn get(ctx: &Ctx, door: Door) -> Result<Channel, ServiceError> {
    ctx.db
        .read(move |connection| {
            let chat = access::need_door(connection, door)?;
            Ok(crud::channels::get(connection, chat)?.ok_or(Refusal::NotConfigured(door))?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_ids_of_channels_are_read() {
        assert_eq!(
            parse_chat_name(" @canal_vip "),
            Ok(ChatName::Username("@canal_vip".into()))
        );
        assert_eq!(
            parse_chat_name("https://t.me/canal_vip"),
            Ok(ChatName::Username("@canal_vip".into()))
        );
        assert_eq!(
            parse_chat_name("-1001234"),
            Ok(ChatName::Id(ChatId(-1001234)))
        );
        for text in [
            "",
            "canal",
            "12345",
            "@1abc",
            "@a b",
            "https://t.me/+AbCdEf",
            "@ññññ",
        ] {
            assert_eq!(
                parse_chat_name(text),
                Err(Refusal::ChatNameInvalid),
                "{text}"
            );
        }
    }
}
