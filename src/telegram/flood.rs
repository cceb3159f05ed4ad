//! A per-person filter before the handlers: whoever sends much more than a hand can is put off for a while.

use crate::models::UserId;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::Instant;

/// Updates at once that nobody notices.
const BURST: f64 = 25.0;
/// Updates a second in the long run.
const PER_SECOND: f64 = 2.0;
/// People remembered; beyond it those who were quiet are forgotten.
const MOST_PEOPLE: usize = 10_000;
/// After so long everybody has their whole burst again.
const QUIET: Duration = Duration::from_secs(30);

/// What to do with an update.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Pass,
    /// Too many, and the person should hear it, once.
    Warn {
        seconds: i64,
    },
    Drop,
}

struct Bucket {
    left: f64,
    at: Instant,
    is_warned: bool,
}

/// Remembers how much each person sent lately.
pub struct FloodFilter {
    hurry: f64,
    people: Mutex<HashMap<UserId, Bucket>>,
}

impl FloodFilter {
    /// Takes so many times what a hand does.
    pub fn new(hurry: u32) -> Self {
        Self {
            hurry: f64::from(hurry),
            people: Mutex::default(),
        }
    }

    /// Counts an update of that person and judges it.
    pub fn judge(&self, user: UserId) -> Verdict {
        let now = Instant::now();
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= MOST_PEOPLE && !people.contains_key(&user) {
            people.retain(|_, bucket| now.duration_since(bucket.at) < QUIET);
            if people.len() >= MOST_PEOPLE {
                people.clear();
            }
        }
        let burst = BURST * self.hurry;
        let bucket = people.entry(user).or_insert(Bucket {
            left: burst,
            at: now,
            is_warned: false,
        });
        let since = now.duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + since * PER_SECOND * self.hurry).min(burst);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            if bucket.left > burst / 2.0 {
                bucket.is_warned = false;
            }
            return Verdict::Pass;
        }
        if bucket.is_warned {
            return Verdict::Drop;
        }
        bucket.is_warned = true;
        Verdict::Warn {
            seconds: (BURST / 2.0 / PER_SECOND) as i64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_hand_is_never_put_off_and_a_machine_is_warned_once() {
        let filter = FloodFilter::new(1);
        for _ in 0..200 {
            assert_eq!(filter.judge(UserId(1)), Verdict::Pass);
            tokio::time::advance(Duration::from_millis(600)).await;
        }
        let verdicts: Vec<Verdict> = (0..100).map(|_| filter.judge(UserId(2))).collect();
        assert_eq!(
            verdicts
                .iter()
                .filter(|verdict| **verdict == Verdict::Pass)
                .count(),
            25
        );
        assert_eq!(
            verdicts
                .iter()
                .filter(|verdict| matches!(verdict, Verdict::Warn { .. }))
                .count(),
            1
        );
        assert_eq!(filter.judge(UserId(1)), Verdict::Pass, "others go on");
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(filter.judge(UserId(2)), Verdict::Pass);
    }

    #[tokio::test(start_paused = true)]
    async fn the_memory_is_bounded() {
        let filter = FloodFilter::new(1);
        for id in 0..25_000 {
            filter.judge(UserId(id));
        }
        assert!(filter.people.lock().expect("free").len() <= MOST_PEOPLE);
    }
}
