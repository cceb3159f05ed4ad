//! A house with members, of whom each has redeemed a token, and with new people who hold one.

use portero::config::Config;
use portero::context::Ctx;
use portero::crud;
use portero::db::Db;
use portero::db::Durability;
use portero::models::Actor;
use portero::models::PermissionSet;
use portero::models::Person;
use portero::models::Timestamp;
use portero::models::TokenOrder;
use portero::models::UserId;
use portero::services::ServiceError;
use portero::services::house;
use portero::services::tokens;
use portero::utils::clock::Clock;
use portero::utils::seal::SealKey;
use rusqlite::Connection;
use std::collections::HashMap;
use std::path::PathBuf;

/// 15 January 2027, 08:00 UTC.
pub const NOW: Timestamp = Timestamp(1_800_000_000);
/// Who makes the tokens.
const ADMIN: UserId = UserId(7_000_000);
/// The first of the people who are no members yet.
const NEW: i64 = 8_000_000;

/// `?1` = how many, `?2` = now.
const FILL: [&str; 5] = [
    "INSERT INTO channels (chat_id, kind, title, member_count, is_admin, rights, checked_at)
     VALUES (-1001, 'channel', 'VIP', ?1, 1, '', ?2)",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO users (id, username, first_name, last_name, status, created_at, last_seen_at, words_kept)
     SELECT i, 'user' || i, 'Ana', 'Pérez', 'active', ?2, ?2, 1 FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until, duration_hours,
                                    used, used_by, used_at)
     SELECT randomblob(32), 'ABCD', 1, i, ?2, ?2, 720, 1, i, ?2 FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, token_id, period_id)
     SELECT i, ?2, ?2 + abs(random()) % 7776000, 'active', i, i FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO membership_events (user_id, channel, kind, at) SELECT i, 'vip', 'granted', ?2 FROM n",
];

/// A house in a folder of its own, which is deleted at the end.
pub struct House {
    pub ctx: Ctx,
    folder: PathBuf,
    /// How many new people came.
    came: i64,
}

impl House {
    /// A house of so many members in that place.
    pub async fn of(members: i64, place: PathBuf) -> Self {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-people-{:x}", u64::from_ne_bytes(random));
        let folder = place.join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let values = HashMap::from([
            ("ADMIN_USER_IDS".to_owned(), ADMIN.to_string()),
            ("DATA_DIR".to_owned(), folder.display().to_string()),
        ]);
        let config = Config::from(&values).expect("settings");
        let db = Db::open(&config.database).expect("a database");
        let mut database = Connection::open(&config.database).expect("opened");
        let tx = database.transaction().expect("begun");
        for sql in FILL {
            tx.execute(sql, [members, NOW.0]).expect(sql);
        }
        tx.commit().expect("committed");
        let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
        let ctx = Ctx::new(config, db, Clock::standing(NOW), seal);
        house::prepare(&ctx, NOW).await.expect("prepared");
        let sql = "UPDATE bot_config SET vip_channel_id = -1001";
        database.execute(sql, []).expect("configured");
        Self {
            ctx,
            folder,
            came: 0,
        }
    }

    /// New people with a token each, at most 500.
    pub async fn holders(&mut self, count: u32) -> Vec<(Actor, String)> {
        let order = TokenOrder {
            count,
            valid_hours: 24,
            duration_hours: Some(720),
            note: None,
        };
        let admin = Actor::user(ADMIN, PermissionSet::all(), None);
        let (_, tokens) = tokens::make(&self.ctx, &admin, order, NOW)
            .await
            .expect("made");
        let first = NEW + self.came;
        self.came += i64::from(count);
        let people = first..first + i64::from(count);
        let seen: Vec<Person> = people.clone().map(person).collect();
        let registered = self.ctx.db.write(Durability::Normal, move |tx| {
            for person in &seen {
                crud::users::upsert_seen(tx, person, true, NOW)?;
            }
            Ok::<_, ServiceError>(())
        });
        registered.await.expect("registered");
        let actors = people.map(|id| Actor::user(UserId(id), PermissionSet::default(), None));
        actors.zip(tokens).collect()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What Telegram says of them.
pub fn person(id: i64) -> Person {
    Person {
        id: UserId(id),
        username: Some(format!("user{id}")),
        first_name: "Ana".to_owned(),
        last_name: None,
        language_code: Some("es".to_owned()),
    }
}
