//! Who looks on while a run over the whole list goes on: each has a message that is edited, also after a restart.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::MessageId;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Under which name they are remembered.
const KEY: &str = "proxy_pass_watchers";

/// People by number, and the number of the message of each once it was sent.
type Watchers = BTreeMap<i64, Option<i64>>;

fn read(connection: &Connection) -> Result<Watchers, ServiceError> {
    let text = crud::house::get(connection, KEY)?;
    // What cannot be read is forgotten: its people press the button again.
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

async fn change(
    ctx: &Ctx,
    now: Timestamp,
    change: impl FnOnce(&mut Watchers) + Send + 'static,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let mut watchers = read(tx)?;
            change(&mut watchers);
            let text = serde_json::json!(watchers).to_string();
            Ok(crud::house::set(tx, KEY, &text, now)?)
        })
        .await
}

/// That person gets a message that shows how far the run is, a new one if they have one.
pub async fn watch(ctx: &Ctx, user: UserId, now: Timestamp) -> Result<(), ServiceError> {
    change(ctx, now, move |watchers| {
        watchers.insert(user.0, None);
    })
    .await?;
    ctx.pass_watched.notify_one();
    Ok(())
}

/// Whoever looks on, and in which message.
pub async fn watchers(ctx: &Ctx) -> Result<Vec<(UserId, Option<MessageId>)>, ServiceError> {
    let watchers = ctx.db.read(read).await?;
    let known = watchers
        .into_iter()
        .map(|(user, message)| (UserId(user), message.map(MessageId)));
    Ok(known.collect())
}

/// That person's message is that one.
pub async fn shows_in(ctx: &Ctx, user: UserId, message: MessageId) -> Result<(), ServiceError> {
    change(ctx, ctx.clock.now(), move |watchers| {
        watchers.insert(user.0, Some(message.0));
    })
    .await
}

/// That person's message is edited no more.
pub async fn forget(ctx: &Ctx, user: UserId) -> Result<(), ServiceError> {
    change(ctx, ctx.clock.now(), move |watchers| {
        watchers.remove(&user.0);
    })
    .await
}
