//! The one place that reads the wall clock.
//!
//! Everything stored or compared with a stored instant comes from here, so that tests and the demo can
//! move time. Pacing, `retry_after` and time-outs use tokio's monotonic time instead.

use crate::models::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// No sleep is longer: a phone's monotonic clock stops in suspend, so the wall clock is compared again.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// How often a clock kept in a file is looked at by a sleeper.
const FILE_POLL: Duration = Duration::from_millis(50);

/// A wall clock that can be real, moved or standing still. Clones share the same time.
#[derive(Clone)]
pub struct Clock {
    source: Arc<Source>,
    jumps: Arc<watch::Sender<u64>>,
}

enum Source {
    /// The machine's clock plus an offset in seconds (0 outside the demo).
    Running(AtomicI64),
    /// Stands still until moved.
    Standing(AtomicI64),
    /// The machine's clock plus the offset in seconds written in a file; for child processes in tests.
    File(PathBuf),
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self::from(Source::Running(AtomicI64::new(0)))
    }

    /// A clock that stands at `at` until `advance` or `set`.
    pub fn standing(at: Timestamp) -> Self {
        Self::from(Source::Standing(AtomicI64::new(at.0)))
    }

    /// The machine's clock plus the number of seconds that the file at `path` holds.
    pub fn file(path: PathBuf) -> Self {
        Self::from(Source::File(path))
    }

    fn from(source: Source) -> Self {
        Self {
            source: Arc::new(source),
            jumps: Arc::new(watch::Sender::new(0)),
        }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        Timestamp(match &*self.source {
            Source::Running(offset) => system_seconds() + offset.load(Ordering::Acquire),
            Source::Standing(at) => at.load(Ordering::Acquire),
            Source::File(path) => system_seconds() + offset_in(path),
        })
    }

    /// How many seconds it is ahead of the machine's own clock.
    pub fn offset(&self) -> i64 {
        match &*self.source {
            Source::Running(offset) => offset.load(Ordering::Acquire),
            Source::Standing(at) => at.load(Ordering::Acquire) - system_seconds(),
            Source::File(path) => offset_in(path),
        }
    }

    /// Moves the clock by `seconds` and wakes every sleeper. A clock kept in a file is moved by writing the file.
    pub fn advance(&self, seconds: i64) {
        match &*self.source {
            Source::Running(by) | Source::Standing(by) => {
                by.fetch_add(seconds, Ordering::AcqRel);
            }
            Source::File(path) => {
                let text = (offset_in(path) + seconds).to_string();
                if let Err(error) = std::fs::write(path, text) {
                    log::error!("the clock file could not be written: {error}");
                }
            }
        }
        self.jumps.send_modify(|count| *count += 1);
    }

    /// Sleeps until `due`, or until the clock is moved, or for a minute: the caller compares again.
    pub async fn sleep_until(&self, due: Timestamp) {
        let mut jumps = self.jumps.subscribe();
        let left = due.since(self.now());
        if left <= 0 {
            return;
        }
        let left = Duration::from_secs(left.unsigned_abs()).min(LONGEST_SLEEP);
        match &*self.source {
            Source::Running(_) => {
                tokio::select! {
                    () = tokio::time::sleep(left) => {}
                    _ = jumps.changed() => {}
                }
            }
            // A clock that stands still moves only by a jump.
            Source::Standing(_) => {
                let _ = jumps.changed().await; // an error means the last clone is gone: nobody can move it
            }
            Source::File(path) => {
                let before = offset_in(path);
                let started = tokio::time::Instant::now();
                while started.elapsed() < left && offset_in(path) == before {
                    tokio::time::sleep(FILE_POLL.min(left)).await;
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the injected clock")]
fn system_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The offset a clock file holds; an absent or half-written file means none.
fn offset_in(path: &PathBuf) -> i64 {
    std::fs::read_to_string(path)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_jumps() {
        let clock = Clock::standing(Timestamp(1_000));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                while clock.now() < Timestamp(5_000) {
                    clock.sleep_until(Timestamp(5_000)).await;
                }
            }
        });
        tokio::task::yield_now().await;
        clock.advance(4_000);
        sleeper.await.expect("the sleeper ends");
        assert_eq!(clock.now(), Timestamp(5_000));
    }

    #[tokio::test]
    async fn an_instant_in_the_past_does_not_sleep() {
        let clock = Clock::standing(Timestamp(1_000));
        clock.sleep_until(Timestamp(1_000)).await;
        clock.sleep_until(Timestamp(10)).await;
    }

    #[test]
    fn the_offset_is_what_the_clock_was_moved_by() {
        let clock = Clock::system();
        assert_eq!(clock.offset(), 0);
        clock.advance(90);
        assert_eq!(clock.offset(), 90);
    }

    #[test]
    fn an_absent_clock_file_means_the_machines_time() {
        let clock = Clock::file(PathBuf::from("/nonexistent/clock"));
        assert!((clock.now().0 - Clock::system().now().0).abs() <= 1);
    }
}
