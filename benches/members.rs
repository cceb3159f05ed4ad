//! How long the lists of the members' desk and a search take, in a house of 1 000, 10 000 and 100 000 members.
//!
//! `cargo bench --bench members` fills a database on a temporary folder once per size, prints the median of each tab's
//! first page and of searches, and ends with an error if one of the largest house is over 100 ms.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

use portero::db::Db;
use portero::models::MemberFilter;
use portero::models::Timestamp;
use portero::services::ServiceError;
use portero::services::members::desk;
use portero::services::members::search;
use rusqlite::Connection;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

/// 15 January 2027, 08:00 UTC.
const NOW: Timestamp = Timestamp(1_800_000_000);
const SIZES: [i64; 3] = [1_000, 10_000, 100_000];
const RUNS: usize = 15;
const MOST: Duration = Duration::from_millis(100);
/// Rare and common beginnings, several words, an @name, a number, the beginning of a token.
const SEARCHES: [&str; 7] = [
    "ana5 perez1",
    "a",
    "ana perez zz",
    "user999",
    "@user5",
    "500",
    "ABCD",
];

/// People with their words, subscribers of whom a fifth has ended, and who is inside: nearly all active ones, and some
/// whose access is over, who are strangers, or whose removal failed. `?1` = how many, `?2` = now.
const FILL: [&str; 8] = [
    "INSERT INTO bot_config (id, vip_channel_id, wait_time_minutes, created_at, updated_at)
     VALUES (1, -1001, 5 + 0 * ?1, ?2, ?2)",
    "INSERT INTO channels (chat_id, kind, title, member_count, is_admin, rights, checked_at)
     VALUES (-1001, 'channel', 'VIP', ?1, 1, '', ?2)",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO users (id, username, first_name, last_name, status, created_at, last_seen_at, words_kept)
     SELECT i, 'user' || i, 'Ana' || i % 977, 'Pérez' || i % 1009, iif(i % 97 = 0, 'unreachable', 'active'), ?2, ?2, 1
     FROM n",
    "INSERT INTO user_words (word, user_id)
     SELECT 'ana' || id % 977, id FROM users
     UNION SELECT 'perez' || id % 1009, id FROM users UNION SELECT username, id FROM users WHERE ?1 + ?2 > 0",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until, duration_hours,
                                    used, used_by, used_at)
     SELECT randomblob(32), substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 1 + i % 23, 4), 1, i, ?2, ?2, 720, 1, i, ?2 FROM n",
    // Ids in the order of time, as they are where people come one after another, but not in that of their numbers.
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, token_id, period_id, whitelist, last_error,
                                  kicked_at)
     SELECT 1 + i * 7919 % ?1, ?2 - abs(random()) % 63072000, iif(i % 20 = 0, NULL, ?2 + abs(random()) % 7776000),
            iif(i % 5 = 0, 'expired', 'active'), i, i, i % 499 = 0, iif(i % 995 = 0, 'not enough rights', NULL),
            iif(i % 5 = 0 AND i % 995 > 0, ?2, NULL) FROM n WHERE i % 50 > 0",
    "INSERT INTO channel_members (chat_id, user_id, is_inside, is_admin, since)
     SELECT -1001, u.id, 1, u.id <= 20, ?2 - abs(random()) % 63072000
     FROM users u LEFT JOIN vip_subscribers s ON s.user_id = u.id
     WHERE u.id <= ?1 AND (s.id IS NULL AND u.id % 200 = 1 OR s.status = 'active' OR s.kicked_at IS NULL AND s.id > 0)",
    "INSERT INTO channel_members (chat_id, user_id, is_inside, is_admin, since)
     SELECT -1001, id, 0, 0, ?2 FROM users WHERE id <= ?1 ON CONFLICT DO NOTHING",
];

/// A house in a folder of its own, which is deleted at the end.
struct House(PathBuf);

impl House {
    fn of(size: i64) -> Self {
        let folder =
            std::env::temp_dir().join(format!("portero-members-{}-{size}", std::process::id()));
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
}

impl Drop for House {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn median(work: impl Fn() -> Result<(), ServiceError>) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            work().expect("read");
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

/// Measures every tab and search, and returns the slowest median.
fn measure(size: i64) -> Duration {
    let house = House::of(size);
    let connection = Connection::open(house.path()).expect("opened");
    // As the bot's own readers are set: two megabytes of pages.
    connection
        .execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -2000;")
        .expect("set");
    let mut slowest = Duration::ZERO;
    println!("{size} people");
    for filter in MemberFilter::ALL {
        let page = desk::page_of(&connection, filter, 0, NOW).expect("read");
        let time = median(|| desk::page_of(&connection, filter, 0, NOW).map(drop));
        println!(
            "  {:>12} {:>6}  {time:>9.1?}",
            filter.name(),
            page.page.total
        );
        slowest = slowest.max(time);
    }
    for text in SEARCHES {
        let wanted = search::read(text);
        let found = search::find(&connection, &wanted, NOW).expect("read").len();
        let time = median(|| search::find(&connection, &wanted, NOW).map(drop));
        println!("  {text:>12} {found:>6}  {time:>9.1?}");
        slowest = slowest.max(time);
    }
    slowest
}

fn main() -> ExitCode {
    let slowest = SIZES.map(measure)[SIZES.len() - 1];
    println!("the slowest screen of the largest house: {slowest:.1?} of {MOST:?}");
    if slowest > MOST {
        eprintln!("a screen is too slow");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
