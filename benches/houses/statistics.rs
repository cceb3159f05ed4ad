//! A house with figures of two years, to be read by the statistics.

use portero::db::Db;
use portero::models::Timestamp;
use rusqlite::Connection;
use std::path::PathBuf;

/// 15 January 2027, 08:00 UTC.
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// Everything that views read: people, subscribers, tokens and requests; ten events each over two years, of which most
/// lie in the last months; then the roll-ups, as they are written with each event. `?1` = how many, `?2` = now.
const FILL: [&str; 10] = [
    "INSERT INTO bot_config (id, wait_time_minutes, created_at, updated_at, time_zone, subscription_fees)
     VALUES (1, 5 + 0 * ?1, ?2, ?2, 'America/Havana',
         '{\"fees\":[{\"period\":\"monthly\",\"price\":{\"minor\":999,\"currency\":\"USD\"}},
                    {\"period\":\"yearly\",\"price\":{\"minor\":9900,\"currency\":\"USD\"}}]}')",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO users (id, username, first_name, last_name, created_at, last_seen_at)
     SELECT i, 'user' || i, 'Nombre ' || i, 'Apellido', ?2 - abs(random()) % 63072000, ?2 - abs(random()) % 5184000 FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until, duration_hours,
                                    used, used_by, used_at, revoked_at)
     SELECT randomblob(32), 'ABCD', 1 + i % 12, i, ?2 - abs(random()) % 31536000, ?2 + abs(random()) % 2592000 - 1296000,
            720, i % 3 > 0, iif(i % 3 > 0, i, NULL), iif(i % 3 > 0, ?2 - abs(random()) % 31536000, NULL),
            iif(i % 30 = 0, ?2 - abs(random()) % 31536000, NULL) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, token_id, period_id, whitelist, term_seconds)
     SELECT i, ?2 - abs(random()) % 63072000, iif(i % 20 = 0, NULL, ?2 + abs(random()) % 7776000),
            iif(i % 5 = 0, 'expired', 'active'), i, i, i % 500 = 0, iif(i % 20 = 0, NULL, 2592000 * (1 + i % 12)) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO free_channel_requests (user_id, chat_id, request_date, due_at, origin, processed, processed_at, outcome)
     SELECT i, -1, ?2 - 90000 - i % 2000000, ?2 + i % 7200 - 3600, 'button', i % 10 > 0,
            iif(i % 10 > 0, ?2 - i % 2000000, NULL), iif(i % 10 > 0, 'approved', NULL) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 * 10)
     INSERT INTO membership_events (user_id, channel, kind, at)
     SELECT 1 + i % ?1, iif(i % 13 < 6, 'vip', 'free'),
            CASE i % 13 WHEN 0 THEN 'granted' WHEN 1 THEN 'renewed' WHEN 2 THEN 'expired' WHEN 3 THEN 'removed'
                WHEN 4 THEN 'left' WHEN 5 THEN 'joined' WHEN 6 THEN 'queued' WHEN 7 THEN 'approved' WHEN 8 THEN 'declined'
                WHEN 9 THEN 'closed' WHEN 10 THEN 'already_inside' WHEN 11 THEN 'joined' ELSE 'left' END,
            ?2 - iif(i % 3 > 0, abs(random()) % 15552000, abs(random()) % 63072000) FROM n",
    "INSERT INTO stats_daily (day, channel, kind, count)
     SELECT at / 86400, channel, kind, count(*) + 0 * ?1 + 0 * ?2 FROM membership_events GROUP BY 1, 2, 3",
    "INSERT INTO stats_half_hours (channel, kind, half_hour, count)
     SELECT channel, kind, at / 1800, count(*) + 0 * ?1 FROM membership_events WHERE at > ?2 - 182 * 86400 GROUP BY 1, 2, 3",
    "INSERT INTO stats_daily (day, channel, kind, count)
     SELECT used_at / 86400, 'vip', 'term:' || duration_hours * (1 + id % 3), count(*) + 0 * ?1 + 0 * ?2
     FROM invitation_tokens WHERE used = 1 GROUP BY 1, 3",
    "INSERT INTO stats_half_hours (channel, kind, half_hour, count)
     SELECT 'vip', 'term:' || duration_hours * (1 + id % 3), used_at / 1800, count(*) + 0 * ?1
     FROM invitation_tokens WHERE used = 1 AND used_at > ?2 - 182 * 86400 GROUP BY 2, 3",
];

/// A house in a folder of its own, which is deleted at the end.
pub struct House(PathBuf);

impl House {
    /// A house of so many subscribers, with ten events each.
    pub fn of(size: i64) -> Self {
        let folder =
            std::env::temp_dir().join(format!("portero-bench-{}-{size}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let house = Self(folder);
        drop(Db::open(&house.path()).expect("a database"));
        let mut connection = Connection::open(house.path()).expect("opened");
        let tx = connection.transaction().expect("begun");
        for sql in FILL {
            tx.execute(sql, [size, NOW.0]).expect(sql);
        }
        tx.commit().expect("committed");
        house
    }

    fn path(&self) -> PathBuf {
        self.0.join("portero.db")
    }

    /// A connection that is set as the bot's own readers: two megabytes of pages.
    pub fn open(&self) -> Connection {
        let connection = Connection::open(self.path()).expect("opened");
        connection
            .execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -2000;")
            .expect("set");
        connection
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
