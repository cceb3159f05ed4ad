//! What one update costs the processor, which part of it is reading who the person is and what they may do, and what
//! counting and a scrape of the metrics add.
//!
//! `cargo bench --bench updates`: people press Start, then buttons, at the program itself; its own metrics say how often
//! it asked the database. A cache of people and rights could at most save what is printed in the last column.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

use portero::config::Config;
use portero::context::Ctx;
use portero::db::Db;
use portero::demo::telegram::{Emulator, EmulatorOptions, Person};
use portero::models::UserId;
use portero::services::ServiceError;
use portero::services::home;
use portero::services::metrics;
use portero::utils::clock::Clock;
use portero::utils::metrics as counted;
use portero::utils::metrics::process;
use portero::utils::metrics::{CallOutcome, UpdateKind, UpdateOutcome};
use portero::utils::seal::SealKey;
use std::collections::HashMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PEOPLE: i64 = 500;
const PRESSES: usize = 6;
/// People of the large house, and how often one is looked up.
const LARGE: i64 = 10_000;
const LOOKS: i64 = 30_000;
/// What everybody may press, one after another.
const BUTTONS: [&str; 2] = ["user:access", "user:home"];

struct Bot(Child, PathBuf);

impl Drop for Bot {
    fn drop(&mut self) {
        // Errors mean that it has ended already, or that a folder stays behind.
        let _ = self.0.kill();
        let _ = self.0.wait();
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

/// The sums of the figures that matter, by the beginnings of their series.
struct Sums {
    updates: f64,
    cpu: f64,
    reads: f64,
    read_seconds: f64,
    writes: f64,
    write_seconds: f64,
}

async fn sums(port: u16) -> Sums {
    let client = reqwest::Client::builder().no_proxy().build();
    let url = format!("http://127.0.0.1:{port}/metrics");
    let answer = client.expect("a client").get(url).send().await;
    let page = answer.expect("an answer").text().await.expect("a text");
    let sum = |beginning: &str| -> f64 {
        let lines = page.lines().filter(|line| line.starts_with(beginning));
        lines
            .filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
            .sum()
    };
    let of = |what: &str, door: &str| {
        sum(&format!(
            "portero_database_work_seconds_{what}{{door=\"{door}\"}}"
        ))
    };
    Sums {
        updates: sum("portero_updates_total"),
        cpu: sum("process_cpu_seconds_total"),
        reads: of("count", "read"),
        read_seconds: of("sum", "read"),
        writes: of("count", "write"),
        write_seconds: of("sum", "write"),
    }
}

fn print(what: &str, from: &Sums, to: &Sums, lookup: Duration) {
    let updates = to.updates - from.updates;
    let each = |from: f64, to: f64| (to - from) / updates;
    let micros = each(from.cpu, to.cpu) * 1e6;
    println!(
        "{what}: {updates} updates, {micros:.0} µs CPU each, {:.2} reads ({:.0} µs each), {:.2} writes ({:.0} µs each); \
         the lookup of the person is at most {:.1} % of it",
        each(from.reads, to.reads),
        (to.read_seconds - from.read_seconds) / (to.reads - from.reads).max(1.0) * 1e6,
        each(from.writes, to.writes),
        (to.write_seconds - from.write_seconds) / (to.writes - from.writes).max(1.0) * 1e6,
        lookup.as_secs_f64() * 1e8 / micros,
    );
}

fn folder(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("portero-updates-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

async fn is_quiet(emulator: &Emulator, port: u16, updates: f64) -> Sums {
    let begun = Instant::now();
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let sums = sums(port).await;
        if sums.updates >= updates && emulator.updates_pending() == 0 {
            // Answers are still on their way, and marks that they came.
            tokio::time::sleep(Duration::from_secs(3)).await;
            return self::sums(port).await;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(180),
            "{} of {updates}",
            sums.updates
        );
    }
}

async fn conversation(lookup: Duration) {
    let emulator = Emulator::start(EmulatorOptions::new(Clock::system())).await;
    let emulator = emulator.expect("the emulator starts");
    emulator.add_person(7, "Jefa", None, "es").start(None);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let directory = folder("bot");
    let child = Command::new(env!("CARGO_BIN_EXE_portero"))
        .env_clear()
        .env("BOT_TOKEN", emulator.token())
        .env("BOT_API_URL", emulator.url())
        .env("ADMIN_USER_IDS", "7")
        .env("DATA_DIR", &directory)
        .env("HTTP_LISTEN", format!("127.0.0.1:{port}"))
        .env("MESSAGES_PER_SECOND", "30")
        .current_dir(&directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _bot = Bot(child.expect("the program starts"), directory);
    emulator
        .wait(|emulator| (emulator.polls() > 1).then_some(()), "polls")
        .await;
    // The greeting and the command menus.
    tokio::time::sleep(Duration::from_secs(15)).await;
    let people: Vec<Person> = (0..PEOPLE)
        .map(|number| emulator.add_person(200_000 + number, "Somebody", None, "es"))
        .collect();
    let before = sums(port).await;
    for person in &people {
        person.start(None);
    }
    let started = is_quiet(&emulator, port, before.updates + PEOPLE as f64).await;
    print("Start of somebody new", &before, &started, lookup);
    // All answers have come: 30 a second.
    tokio::time::sleep(Duration::from_secs(
        u64::try_from(PEOPLE / 30 + 2).expect("few"),
    ))
    .await;
    let before = sums(port).await;
    for round in 0..PRESSES {
        for person in &people {
            person.press_raw(BUTTONS[round % BUTTONS.len()]);
        }
        let so_far = before.updates + PEOPLE as f64 * (round + 1) as f64;
        is_quiet(&emulator, port, so_far).await;
    }
    let pressed = sums(port).await;
    print("a press", &before, &pressed, lookup);
}

/// A house of many people, without a bot.
async fn large(directory: &Path) -> Ctx {
    let values = HashMap::from([("DATA_DIR".to_owned(), directory.display().to_string())]);
    let config = Config::from(&values).expect("settings");
    let db = Db::open(&config.database).expect("a database");
    let database = rusqlite::Connection::open(&config.database).expect("opened");
    database
        .execute_batch(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {LARGE})
             INSERT INTO users (id, username, first_name, status, created_at, last_seen_at)
             SELECT i, 'user' || i, 'Ana', 'active', 1, 1 FROM n;
             INSERT INTO vip_subscribers (user_id, join_date, status, period_id)
             SELECT id, 1, 'active', id FROM users WHERE id % 2 = 0;
             INSERT INTO payments (method, provider_payment_id, minor, currency, state, facts, received_at)
             SELECT 'stars', id, 500, 'XTR', 'fulfilled', '{{}}', 1 FROM users;
             INSERT INTO payment_events (payment_id, kind, at) SELECT id, 'paid', 1 FROM payments;
             INSERT INTO inbox (update_id, shard, raw, received_at, done_at) SELECT id, 1, '{{}}', 1, 1 FROM users;
             ANALYZE;"
        ))
        .expect("filled");
    let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
    Ctx::new(config, db, Clock::system(), seal)
}

/// The processor's time for one of so many.
async fn cpu_of(looks: i64, mut look: impl AsyncFnMut(i64)) -> Duration {
    let before = process::cpu_seconds().expect("Linux");
    for number in 0..looks {
        look(number).await;
    }
    let took = process::cpu_seconds().expect("Linux") - before;
    Duration::from_secs_f64(took / looks as f64)
}

async fn lookups() -> Duration {
    let directory = folder("large");
    let ctx = large(&directory).await;
    let now = ctx.clock.now();
    let hop = cpu_of(LOOKS, async |_| {
        let done = ctx.db.read(|_| Ok::<_, ServiceError>(())).await;
        done.expect("read");
    })
    .await;
    let lookup = cpu_of(LOOKS, async |number| {
        let user = UserId(1 + number * 7919 % LARGE);
        let found = home::visitor(&ctx, user, now).await.expect("read");
        assert!(found.0.is_some());
    })
    .await;
    println!("a read of nothing: {hop:?} CPU; of a person with their roles: {lookup:?} CPU");
    for what in ["first", "later"] {
        let begun = Instant::now();
        ctx.figures.lock().await.counted_at = None;
        metrics::figures(&ctx, now).await.expect("counted");
        println!(
            "the {what} scrape of a house of {LARGE}: {:?}",
            begun.elapsed()
        );
    }
    drop(ctx);
    // An error means that a folder stays behind.
    let _ = std::fs::remove_dir_all(directory);
    lookup
}

/// What is counted for one update with two reads, a write and an answer.
fn counting() {
    let begun = Instant::now();
    let times = 1_000_000;
    for _ in 0..times {
        let since = Instant::now();
        counted::HANDLERS[0].since(since);
        counted::update(UpdateKind::Message, UpdateOutcome::Done);
        counted::call("sendMessage", CallOutcome::Ok, since);
        counted::QUEUED[1].add(1);
        counted::QUEUED[1].add(-1);
        counted::ENDED[1][0].add_one();
        for door in [0, 0, 1] {
            let asked = Instant::now();
            counted::DB_WAITS[door].since(asked);
            counted::DB_WORK[door].since(asked);
        }
    }
    println!("counting of one update: {:?}", begun.elapsed() / times);
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    counting();
    runtime.block_on(async {
        let lookup = lookups().await;
        conversation(lookup).await;
    });
}
