//! A day in the life of a house in which everything goes wrong: the real program is killed and frozen, Telegram, QvaPay and
//! VPN servers fail in all their ways, updates and notes come twice and out of order, disks are slow or full, clocks jump,
//! answers get lost, while people buy, redeem, join, make keys, ask and press at random. When the dust has settled, what
//! must always hold is looked at.
//!
//! Each run is made from one number, its seed, and goes the same way each time as far as the order of what is done to the
//! house goes:
//!
//! ```text
//! cargo test --test chaos                                     a few seeds
//! PORTERO_SEEDS=200 cargo test --test chaos                   so many
//! PORTERO_SEED=17 cargo test --test chaos -- --nocapture      that one, step by step
//! ```

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

#[path = "../it/courier.rs"]
#[expect(dead_code, reason = "another suite uses more of it")]
mod courier;
mod dice;
mod house;
mod judge;
mod keys;
mod life;
#[path = "../it/mounts.rs"]
#[expect(dead_code, reason = "another suite uses more of it")]
mod mounts;
#[path = "../it/outline_server.rs"]
#[expect(dead_code, reason = "another suite uses more of it")]
mod outline_server;
mod plan;

use life::Tally;
use mounts::Place;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Seeds without a wish.
const FEW: u64 = 6;
/// So many seeds bring enough of everything.
const MANY: usize = 50;
/// More than so many that fail are no fault of a busy machine.
const MOST_AGAIN: usize = 4;
/// Houses at once: they wait most of the time.
const AT_ONCE: usize = 16;
/// One house, from its first start to its last look.
const MOST: Duration = Duration::from_secs(120);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A seed that broke a promise, and which.
struct Broken {
    seed: u64,
    why: String,
}

async fn lived(seed: u64) -> Result<Tally, Broken> {
    // A task of its own, so that one that panics says which seed it was.
    let run = tokio::spawn(tokio::time::timeout(MOST, life::live(seed)));
    let why = match run.await {
        Ok(Ok(tally)) => return Ok(tally),
        Ok(Err(_)) => format!("it was not over within {MOST:?}"),
        Err(error) => error.to_string(),
    };
    Err(Broken { seed, why })
}

/// A few that failed live once more, alone: a busy machine makes real processes late. What fails twice fails; what passed at
/// the second try is named.
async fn again(failed: Vec<Broken>) {
    let are_few = failed.len() <= MOST_AGAIN;
    let mut broken = Vec::new();
    for Broken { seed, why } in failed {
        println!("PORTERO_SEED={seed}: {why}");
        if are_few && lived(seed).await.is_ok() {
            println!("passed at the second try: PORTERO_SEED={seed}");
        } else {
            broken.push(format!("PORTERO_SEED={seed}: {why}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_every_promise_is_kept() {
    if mounts::own_mounts("whatever_goes_wrong_every_promise_is_kept") == Place::Ran {
        return;
    }
    let seeds: Vec<u64> = match number("PORTERO_SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("PORTERO_SEEDS").unwrap_or(FEW)).collect(),
    };
    let (begun, count) = (Instant::now(), seeds.len());
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut runs = JoinSet::new();
    for seed in seeds {
        let turns = turns.clone();
        runs.spawn(async move {
            let _turn = turns.acquire_owned().await.expect("open");
            lived(seed).await
        });
    }
    let (mut all, mut failed) = (Tally::default(), Vec::new());
    for run in runs.join_all().await {
        match run {
            Ok(tally) => all = all.plus(tally),
            Err(broken) => failed.push(broken),
        }
    }
    println!(
        "{count} seeds in {:.0} s: {all:?}",
        begun.elapsed().as_secs_f64()
    );
    again(failed).await;
    if count >= MANY {
        let least = i64::try_from(count).expect("few") / 4;
        let happened = [
            all.payments,
            all.bills,
            all.redeemed,
            all.joined,
            all.keys,
            all.words,
            all.kills,
        ];
        assert!(
            happened.iter().all(|count| *count >= least),
            "too little happened: {all:?}"
        );
    }
}
