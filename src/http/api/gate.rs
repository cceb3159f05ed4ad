//! How many requests a key may send: GCRA for each, with the rate of the key.

use crate::models::ApiKeyId;
use crate::telegram::flood::Pace;
use governor::Quota;
use governor::RateLimiter;
use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::InMemoryState;
use governor::state::NotKeyed;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Keys remembered at once; beyond it all begin anew.
const MOST_KEYS: usize = 1_000;
/// Requests that may come at once, however low the rate.
const LEAST_BURST: u32 = 10;

type Gate = RateLimiter<NotKeyed, InMemoryState, Pace, StateInformationMiddleware>;

/// What a gate says to a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It may pass, and so many more could right now.
    Pass { left: u32 },
    /// It has to wait so many seconds.
    Wait(i64),
}

/// The gates of all keys.
pub struct Gates {
    pace: Pace,
    keys: Mutex<HashMap<ApiKeyId, (u32, Gate)>>,
}

impl Default for Gates {
    fn default() -> Self {
        Self {
            pace: Pace::start(),
            keys: Mutex::default(),
        }
    }
}

impl Gates {
    /// Counts a request of that key, which may send so many a minute.
    pub fn judge(&self, key: ApiKeyId, per_minute: u32) -> Verdict {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST_KEYS && !keys.contains_key(&key) {
            keys.clear();
        }
        let entry = keys
            .entry(key)
            .or_insert_with(|| (per_minute, gate(per_minute, self.pace)));
        if entry.0 != per_minute {
            *entry = (per_minute, gate(per_minute, self.pace));
        }
        match entry.1.check() {
            Ok(state) => Verdict::Pass {
                left: state.remaining_burst_capacity(),
            },
            Err(refused) => {
                let wait = refused.wait_time_from(self.pace.now());
                // A client that waits so many whole seconds may pass.
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Verdict::Wait(i64::try_from(seconds.max(1)).unwrap_or(i64::MAX))
            }
        }
    }
}

/// How many requests of such a key may come at once, and in how many seconds as many more may.
pub fn window(per_minute: u32) -> (u32, u32) {
    let burst = (per_minute / 10).max(LEAST_BURST);
    (burst, (burst * 60).div_ceil(per_minute.max(1)))
}

fn gate(per_minute: u32, pace: Pace) -> Gate {
    let rate = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
    let burst = NonZeroU32::new(window(per_minute).0).unwrap_or(NonZeroU32::MIN);
    RateLimiter::direct_with_clock(Quota::per_minute(rate).allow_burst(burst), pace)
        .with_middleware()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn each_key_has_its_own_rate_and_a_changed_one_counts_at_once() {
        let gates = Gates::default();
        for left in (0..10).rev() {
            assert_eq!(gates.judge(ApiKeyId(1), 60), Verdict::Pass { left });
        }
        assert_eq!(
            (window(60), window(600), window(1)),
            ((10, 10), (60, 6), (10, 600))
        );
        assert_eq!(gates.judge(ApiKeyId(1), 60), Verdict::Wait(1));
        assert_eq!(gates.judge(ApiKeyId(2), 60), Verdict::Pass { left: 9 });
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(gates.judge(ApiKeyId(1), 60), Verdict::Pass { left: 0 });
        assert_eq!(gates.judge(ApiKeyId(1), 6_000), Verdict::Pass { left: 599 });
    }
}
