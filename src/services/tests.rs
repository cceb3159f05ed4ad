//! A house for tests of the services: a database of its own, a clock that stands still.

use super::house;
use crate::config::Config;
use crate::context::Ctx;
use crate::crud;
use crate::db::Db;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Door;
use crate::models::PermissionSet;
use crate::models::Person;
use crate::models::Right;
use crate::models::Rights;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::utils::clock::Clock;
use crate::utils::seal::SealKey;
use std::collections::HashMap;

/// When the tests happen.
pub const NOW: Timestamp = Timestamp(1_800_000_000);
/// The VIP channel of the tests.
pub const VIP: ChatId = ChatId(-1001);
/// The Free channel of the tests.
pub const FREE: ChatId = ChatId(-1002);
/// The admin of the tests.
pub const ADMIN: UserId = UserId(7);

/// A house with both channels and one admin.
pub async fn ctx() -> Ctx {
    ctx_with(&[]).await
}

/// The same with more settings.
pub async fn ctx_with(settings: &[(&str, &str)]) -> Ctx {
    let directory = crate::db::tests::scratch("house");
    let mut values = HashMap::from([
        ("ADMIN_USER_IDS".to_owned(), ADMIN.to_string()),
        ("DATA_DIR".to_owned(), directory.display().to_string()),
    ]);
    let settings = settings.iter();
    values.extend(settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let config = Config::from(&values).expect("valid settings");
    let db = Db::open(&config.database).expect("a database");
    let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
    let ctx = Ctx::new(config, db, Clock::standing(NOW), seal);
    house::prepare(&ctx, NOW).await.expect("prepared");
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            for (door, chat) in [(Door::Vip, VIP), (Door::Free, FREE)] {
                crud::channels::upsert(tx, &channel(chat))?;
                crud::bot_config::update_channel(tx, door, chat, NOW)?;
            }
            Ok(())
        })
        .await
        .expect("configured");
    ctx
}

/// A channel where the bot may do everything.
pub fn channel(chat: ChatId) -> Channel {
    Channel {
        chat_id: chat,
        kind: ChatKind::Channel,
        title: format!("Canal {chat}"),
        username: None,
        member_count: None,
        is_admin: true,
        rights: Rights(Right::ALL.to_vec()),
        lost_at: None,
        checked_at: NOW,
    }
}

/// Somebody without any role.
pub async fn person(ctx: &Ctx, id: i64) -> Actor {
    let person = Person {
        id: UserId(id),
        username: None,
        first_name: format!("P{id}"),
        last_name: None,
        language_code: None,
    };
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(crud::users::upsert_seen(tx, &person, true, NOW)?)
        })
        .await
        .expect("registered");
    Actor::user(UserId(id), PermissionSet::default(), None)
}

/// The admin.
pub fn admin() -> Actor {
    Actor::user(ADMIN, PermissionSet::all(), None)
}
