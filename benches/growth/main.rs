//! How what is done for one person, one key or one line grows with the house: everything at 1×, 10× and 100× of a size.
//!
//! `cargo bench --bench growth` prints the times, then compares them: what must not grow with the house, or not faster
//! than it, and does, is an error. Words behind `--` choose among them by name.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

mod cases;

use cases::Case;
use cases::Growth;
use divan::Bencher;
use divan::Divan;
use divan::counter::ItemsCount;
use rustix::time::ClockId;
use rustix::time::clock_gettime;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

/// How much longer the tenfold may take. Ten times is what a list costs, and a hundred times what is compared each with
/// each; a tree that is deeper by one, and a cache that is too small, cost less than half of it again.
const MOST_FLAT: f64 = 3.0;
const MOST_LINEAR: f64 = 25.0;
/// A time is the mean of as many runs as fit in this, and of so many at least; the least of so many such means.
const LOOK: Duration = Duration::from_millis(150);
const LEAST_RUNS: u32 = 5;
const ROWS: usize = 4;
/// What is compared is not shorter: below it, chance is larger than growth.
const LEAST: Duration = Duration::from_micros(5);

fn measure(bencher: Bencher<'_, '_>, case: &Case, size: usize) {
    let work = (case.make)(size);
    let items = match case.grows {
        Growth::Flat => 1,
        Growth::Linear => size,
    };
    bencher.counter(ItemsCount::new(items)).bench_local(work);
}

#[divan::bench(args = cases::REDEMPTION.sizes)]
fn redemption(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::REDEMPTION, size);
}

#[divan::bench(args = cases::PERSON.sizes)]
fn person(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::PERSON, size);
}

#[divan::bench(args = cases::STATISTICS.sizes)]
fn statistics(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::STATISTICS, size);
}

#[divan::bench(args = cases::RECONCILIATION.sizes)]
fn reconciliation(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::RECONCILIATION, size);
}

#[divan::bench(args = cases::ACCOUNTING.sizes)]
fn accounting(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::ACCOUNTING, size);
}

#[divan::bench(args = cases::CODEC.sizes)]
fn codec(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::CODEC, size);
}

#[divan::bench(args = cases::LIST.sizes)]
fn list(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::LIST, size);
}

#[divan::bench(args = cases::FILE.sizes)]
fn file(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::FILE, size);
}

#[divan::bench(args = cases::PROXIES_AS_TEXT.sizes)]
fn proxies_as_text(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::PROXIES_AS_TEXT, size);
}

#[divan::bench(args = cases::PROXIES_AS_JSON.sizes)]
fn proxies_as_json(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::PROXIES_AS_JSON, size);
}

#[divan::bench(args = cases::PROXIES_AS_HTML.sizes)]
fn proxies_as_html(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::PROXIES_AS_HTML, size);
}

#[divan::bench(args = cases::PROXIES_AS_BASE64.sizes)]
fn proxies_as_base64(bencher: Bencher<'_, '_>, size: usize) {
    measure(bencher, &cases::PROXIES_AS_BASE64, size);
}

/// The processor's time of this process so far: others on the machine make it no longer.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("a time that has passed")
}

/// The time of the processor that one work takes: the least mean of a few rows, since the system counts it in steps that
/// are longer than one work.
fn least(case: &Case, size: usize) -> Duration {
    let mut work = (case.make)(size);
    // The first one makes what is kept, such as prepared statements.
    work();
    let mut row = || {
        let (begun, since, mut runs) = (Instant::now(), cpu(), 0);
        while runs < LEAST_RUNS || begun.elapsed() < LOOK {
            work();
            runs += 1;
        }
        (cpu() - since) / runs
    };
    let rows: [Duration; ROWS] = std::array::from_fn(|_| row());
    rows.into_iter().min().unwrap_or_default().max(LEAST)
}

/// Whether the time of a case grows as it may; prints how it does.
fn is_within(case: &Case) -> bool {
    let times = case.sizes.map(|size| least(case, size));
    let steps = [1, 2].map(|step| times[step].as_secs_f64() / times[step - 1].as_secs_f64());
    let (most, word) = match case.grows {
        Growth::Flat => (MOST_FLAT, "flat"),
        Growth::Linear => (MOST_LINEAR, "linear"),
    };
    println!(
        "{:<18} {:>10.1?} {:>10.1?} {:>10.1?}   ×{:<5.1} ×{:<5.1} of ×{most} ({word})",
        case.name, times[0], times[1], times[2], steps[0], steps[1]
    );
    steps.iter().all(|step| *step <= most)
}

fn main() -> ExitCode {
    Divan::from_args()
        .sample_count(20)
        .max_time(Duration::from_millis(400))
        .main();
    let words: Vec<String> = (std::env::args().skip(1))
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_wanted = |case: &&Case| {
        words.is_empty() || words.iter().any(|word| case.name.contains(word.as_str()))
    };
    println!("\nthe tenfold, by the least time of the processor at each size");
    let mut is_good = true;
    for case in cases::ALL.iter().filter(is_wanted) {
        is_good &= is_within(case);
    }
    if !is_good {
        eprintln!("something grows faster than it may");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
