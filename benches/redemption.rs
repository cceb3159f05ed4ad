//! Redemption of tokens by 64 people at once, each synced to the disk, beside the bare transaction of four statements
//! that no redemption can do without: in turns, in the same run, on the same disk.
//!
//! `cargo bench --bench redemption` ends with an error if it reaches less than 60 % of the bare one, or if somebody waits
//! longer than 150 ms.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

#[path = "houses/people.rs"]
mod house;

use house::House;
use house::NOW;
use portero::models::Actor;
use portero::services::tokens;
use rusqlite::Connection;
use rusqlite::TransactionBehavior;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

const ROUNDS: usize = 5;
/// Members of the house.
const MEMBERS: i64 = 10_000;
/// Who redeem at the same time, and how many tokens each of them.
const CALLERS: usize = 64;
const EACH: usize = 7;
const LEAST_SHARE: f64 = 0.6;
const MOST_WAIT: Duration = Duration::from_millis(150);

/// What the bare transactions work on, as large as the house.
const BARE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE tokens (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, used_by INTEGER) STRICT;
    CREATE TABLE subscribers (user_id INTEGER PRIMARY KEY, expiry INTEGER) STRICT;
    CREATE TABLE events (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO tokens (id, hash) SELECT i, CAST(printf('%032d', i) AS BLOB) FROM n;";

/// One bare redemption after another, by one connection: how many a second.
fn bare(database: &mut Connection, first: usize) -> f64 {
    database.set_prepared_statement_cache_capacity(64);
    let begun = Instant::now();
    for number in first..first + CALLERS * EACH {
        let tx = database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .expect("begun");
        let hash = format!("{number:032}").into_bytes();
        let id: i64 = tx
            .prepare_cached("SELECT id FROM tokens WHERE hash = ?1 AND used_by IS NULL")
            .and_then(|mut found| found.query_row([&hash], |row| row.get(0)))
            .expect("found");
        for sql in [
            "UPDATE tokens SET used_by = ?1 WHERE id = ?1",
            "INSERT INTO subscribers (user_id, expiry) VALUES (?1, 1)",
            "INSERT INTO events (user_id, at) VALUES (?1, 1)",
        ] {
            let done = tx.prepare_cached(sql).and_then(|mut one| one.execute([id]));
            assert_eq!(done, Ok(1));
        }
        tx.commit().expect("committed");
    }
    (CALLERS * EACH) as f64 / begun.elapsed().as_secs_f64()
}

/// All callers at once: how many a second, and how long each waited.
async fn redeemed(house: &Arc<House>, mut holders: Vec<(Actor, String)>) -> (f64, Vec<Duration>) {
    let begun = Instant::now();
    let mut callers = Vec::new();
    for _ in 0..CALLERS {
        let mine = holders.split_off(holders.len() - EACH);
        let house = house.clone();
        callers.push(tokio::spawn(async move {
            let mut waits = Vec::new();
            for (actor, token) in mine {
                let asked = Instant::now();
                let redeemed = tokens::redeem(&house.ctx, &actor, &token, NOW).await;
                assert!(!redeemed.expect("no error").is_extension);
                waits.push(asked.elapsed());
            }
            waits
        }));
    }
    let mut waits = Vec::new();
    for caller in callers {
        waits.extend(caller.await.expect("it ran"));
    }
    (waits.len() as f64 / begun.elapsed().as_secs_f64(), waits)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() -> ExitCode {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all();
    let runtime = builder.build().expect("a runtime");
    let mut house = runtime.block_on(House::of(MEMBERS, std::env::temp_dir()));
    let mut stock = Vec::new();
    for _ in 0..ROUNDS {
        let count = u32::try_from(CALLERS * EACH).expect("few");
        stock.push(runtime.block_on(house.holders(count)));
    }
    let house = Arc::new(house);
    let beside = house.ctx.db.path().with_extension("bare");
    let mut database = Connection::open(beside).expect("opened");
    database.execute_batch(BARE).expect("made");
    let (mut ours, mut theirs, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for (round, holders) in stock.into_iter().enumerate() {
        theirs.push(bare(&mut database, 1 + round * CALLERS * EACH));
        let (rate, waited) = runtime.block_on(redeemed(&house, holders));
        ours.push(rate);
        waits.extend(waited);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    waits.sort();
    let (share, longest) = (ours / theirs, waits[waits.len() - 1]);
    println!("| redemption by {CALLERS} at once, median of {ROUNDS} | |");
    println!("| --- | ---: |");
    println!("| redemptions a second | {ours:.0} |");
    println!("| bare transactions a second | {theirs:.0} |");
    println!("| share, at least {LEAST_SHARE} | {share:.2} |");
    println!(
        "| wait of a caller: median, longest (at most {MOST_WAIT:?}) | {:.1?}, {longest:.1?} |",
        waits[waits.len() / 2]
    );
    if share < LEAST_SHARE || longest > MOST_WAIT {
        eprintln!("redemption is too slow");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
