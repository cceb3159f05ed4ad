//! How long each view of the statistics takes, in a house of 1 000, 10 000 and 100 000 subscribers with ten events each.
//!
//! `cargo bench --bench statistics` fills a database on a temporary folder once per size, prints the median of each view
//! and period, and ends with an error if one of the largest house is over 50 ms.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

use portero::db::Db;
use portero::models::StatsChart;
use portero::models::StatsPeriod;
use portero::models::StatsView;
use portero::models::Timestamp;
use portero::screens::Reader;
use portero::screens::charts;
use portero::services::ServiceError;
use portero::services::statistics;
use portero::utils::locale::Lang;
use portero::utils::zone::Zone;
use rusqlite::Connection;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

/// 15 January 2027, 08:00 UTC.
const NOW: Timestamp = Timestamp(1_800_000_000);
const SIZES: [i64; 3] = [1_000, 10_000, 100_000];
const RUNS: usize = 15;
const MOST: Duration = Duration::from_millis(50);

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
struct House(PathBuf);

impl House {
    fn of(size: i64) -> Self {
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
            work().expect("counted");
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

/// Measures everything an admin can ask for, and returns the slowest median.
fn measure(size: i64) -> Duration {
    let house = House::of(size);
    let connection = Connection::open(house.path()).expect("opened");
    // As the bot's own readers are set: two megabytes of pages.
    connection
        .execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -2000;")
        .expect("set");
    let mut slowest = Duration::ZERO;
    println!("{size} subscribers, {} events", size * 10);
    for period in StatsPeriod::ALL {
        for view in StatsView::ALL {
            let time =
                median(|| statistics::count(&connection, view, period, Zone::utc(), NOW).map(drop));
            println!("  {:>8} {:>5}  {time:>9.1?}", view.code(), period.code());
            slowest = slowest.max(time);
        }
        let time =
            median(|| statistics::count_series(&connection, period, Zone::utc(), NOW).map(drop));
        println!("  {:>8} {:>5}  {time:>9.1?}", "series", period.code());
        slowest = slowest.max(time);
    }
    for chart in StatsChart::ALL {
        draw(&connection, chart);
    }
    slowest
}

/// How long a picture takes, and how much more memory at its highest.
fn draw(connection: &Connection, chart: StatsChart) {
    let reader = Reader {
        lang: Lang::Es,
        time_zone: Zone::utc(),
        now: NOW,
    };
    let series = statistics::count_series(connection, StatsPeriod::Quarter, Zone::utc(), NOW);
    let series = series.expect("counted");
    let before = memory("VmRSS:");
    // Linux counts the highest anew from here (proc_pid_clear_refs(5)); elsewhere there is nothing to tell.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let size = charts::draw(reader, chart, &series).len();
    let more = memory("VmHWM:").saturating_sub(before);
    let time = median(|| {
        charts::draw(reader, chart, &series);
        Ok(())
    });
    println!(
        "  {:>8} drawn  {time:>9.1?}, {more} KiB more, {size} bytes",
        chart.code()
    );
}

/// A line of the status of this process, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn main() -> ExitCode {
    let slowest = SIZES.map(measure)[SIZES.len() - 1];
    println!("the slowest view of the largest house: {slowest:.1?} of {MOST:?}");
    if slowest > MOST {
        eprintln!("a view is too slow");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
