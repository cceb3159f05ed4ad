//! What 5 000 VPN keys on one server cost: a round over its counters in which every one of them has moved, and a
//! comparison of the server with the database.
//!
//! `cargo bench --bench vpn` fills a database on a temporary folder, prints the median CPU time of each, and ends with an
//! error if one is over its budget.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

#[path = "houses/vpn.rs"]
mod house;

use house::House;
use house::NOW;
use std::process::ExitCode;
use std::time::Duration;

const KEYS: u32 = 5_000;
const RUNS: u32 = 11;
/// CPU time of a round over the counters.
const MOST_ROUND: Duration = Duration::from_millis(100);
/// CPU time of a comparison.
const MOST_COMPARISON: Duration = Duration::from_millis(300);

/// CPU time of this process so far, user and system.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().next();
    Duration::from_nanos(nanoseconds.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn median(work: impl FnMut(u32) -> Duration) -> Duration {
    let mut times: Vec<Duration> = (1..=RUNS).map(work).collect();
    times.sort();
    times[times.len() / 2]
}

/// CPU time of that work.
fn timed(work: impl FnOnce()) -> Duration {
    let begun = cpu();
    work();
    cpu() - begun
}

fn main() -> ExitCode {
    let house = House::of(KEYS);
    let mut connection = house.open();
    let round = median(|number| {
        let listing = house::listing(KEYS, number);
        let now = NOW + i64::from(number) * 60;
        timed(|| house.count(&mut connection, &listing, now))
    });
    let listing = house::listing(KEYS, RUNS);
    let comparison = median(|_| timed(|| house.compare(&connection, &listing)));
    println!("{KEYS} keys, every one of which has moved");
    println!("  round over the counters  {round:>9.1?} of {MOST_ROUND:?}");
    println!("  comparison               {comparison:>9.1?} of {MOST_COMPARISON:?}");
    if round.is_zero() || comparison.is_zero() {
        println!("skipped: this system does not tell the CPU time of a process");
    }
    if round > MOST_ROUND || comparison > MOST_COMPARISON {
        eprintln!("the VPN desk is too slow");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
