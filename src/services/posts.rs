//! A message that an admin puts into a channel by hand: copied or forwarded, at most once.
//!
//! The last one of each admin is remembered. It is marked as begun before Telegram is asked, so that neither a second
//! press nor a rerun after a kill sends it again: the one in doubt is reported instead.

use super::ServiceError;
use super::access;
use super::audit;
use super::reactions;
use super::reactions::NewPost;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::QuickPost;
use crate::models::QuickPostHow;
use crate::models::QuickPostState;
use crate::models::Refusal;
use crate::models::SettingFault;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::Connection;
use serde_json::json;

/// A message that goes into a channel now: that it was begun is on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begun {
    pub chat: ChatId,
    /// The emoji of the buttons it gets; none for a forwarded one, which cannot have any.
    pub offers: Vec<String>,
}

/// Takes a message of the admin as the next one for that channel.
pub async fn propose(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    message: MessageId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = author(actor)?;
    let post = QuickPost {
        door,
        message,
        state: QuickPostState::Asked,
    };
    ctx.db
        .write(Durability::Full, move |tx| {
            access::need_door(tx, door)?;
            // A rerun of the same update must not make a sent one new again.
            if last_in(tx, user)?.is_some_and(|last| last.message == message) {
                return Ok(());
            }
            Ok(crud::house::set(
                tx,
                &key(user),
                &json!(post).to_string(),
                now,
            )?)
        })
        .await
}

/// Marks it as begun and says where it goes; or says where it stands, if it was begun before.
pub async fn begin(
    ctx: &Ctx,
    actor: &Actor,
    door: Door,
    how: QuickPostHow,
    message: MessageId,
    now: Timestamp,
) -> Result<Result<Begun, QuickPostState>, ServiceError> {
    let user = author(actor)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let chat = access::need_door(tx, door)?;
        let last = last_in(tx, user)?
            .filter(|last| last.message == message && last.door == door)
            .ok_or(SettingFault::PostOutdated)
            .map_err(Refusal::from)?;
        if last.state != QuickPostState::Asked {
            return Ok(Err(last.state));
        }
        let begun = QuickPost {
            state: QuickPostState::Begun,
            ..last
        };
        crud::house::set(tx, &key(user), &json!(begun).to_string(), now)?;
        let details = json!({ "door": door.name(), "how": how });
        audit::record(
            tx,
            identity,
            "channel.post",
            format!("chat:{chat}"),
            details,
            now,
        )?;
        let offers = match how {
            QuickPostHow::Copy => reactions::offered(tx, chat)?,
            QuickPostHow::Forward => Vec::new(),
        };
        Ok(Ok(Begun { chat, offers }))
    })
    .await
}

/// Keeps how it went. What was posted is followed by what every new post of the channel is followed by.
pub async fn settle(
    ctx: &Ctx,
    actor: &Actor,
    state: QuickPostState,
    posted: Option<NewPost>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = author(actor)?;
    ctx.db
        .write(Durability::Full, move |tx| {
            if let Some(last) = last_in(tx, user)? {
                let settled = QuickPost { state, ..last };
                crud::house::set(tx, &key(user), &json!(settled).to_string(), now)?;
            }
            match posted {
                Some(post) => reactions::posted(tx, &post, now),
                None => Ok(()),
            }
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// Where the last one stands.
pub async fn last(ctx: &Ctx, actor: &Actor) -> Result<Option<QuickPost>, ServiceError> {
    let user = author(actor)?;
    ctx.db
        .read(move |connection| last_in(connection, user))
        .await
}

fn author(actor: &Actor) -> Result<UserId, Refusal> {
    actor.need(Permission::Configure)?;
    actor.identity.user().ok_or(Refusal::NotAllowed)
}

fn last_in(connection: &Connection, user: UserId) -> Result<Option<QuickPost>, ServiceError> {
    let text = crud::house::get(connection, &key(user))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn key(user: UserId) -> String {
    format!("post:{user}")
}

/// The address of a post: by name in a public channel, else by its number, for members only.
pub fn link(channel: &Channel, message: i64) -> String {
    match &channel.username {
        Some(username) => format!("https://t.me/{username}/{message}"),
        None => {
            // Ids of channels and supergroups are -100 and the number of their addresses.
            let id = channel.chat_id.to_string();
            let number = id.strip_prefix("-100").unwrap_or(&id);
            format!("https://t.me/c/{number}/{message}")
        }
    }
}
