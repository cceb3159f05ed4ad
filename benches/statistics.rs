//! How long each view of the statistics takes, in a house of 1 000, 10 000 and 100 000 subscribers with ten events each.
//!
//! `cargo bench --bench statistics` fills a database on a temporary folder once per size, prints the median of each view
//! and period, and ends with an error if one of the largest house is over 50 ms.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

#[path = "houses/statistics.rs"]
mod house;

use house::House;
use house::NOW;
use portero::models::StatsChart;
use portero::models::StatsPeriod;
use portero::models::StatsView;
use portero::screens::Reader;
use portero::screens::charts;
use portero::services::ServiceError;
use portero::services::statistics;
use portero::utils::locale::Lang;
use portero::utils::zone::Zone;
use rusqlite::Connection;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

const SIZES: [i64; 3] = [1_000, 10_000, 100_000];
const RUNS: usize = 15;
const MOST: Duration = Duration::from_millis(50);

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
    let connection = house.open();
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
