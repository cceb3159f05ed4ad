//! When a proxy is tried again, and when it is given up.

use crate::crud::proxy_trials::ProxyRecord;
use crate::models::DAY;
use crate::models::ListedProxyId;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::utils::order::InOrder;

/// The pause after a first failure is twice this.
const FIRST_PAUSE: i64 = 20 * MINUTE;
/// The longest pause between two trials.
const LONGEST_PAUSE: i64 = DAY;
/// A proxy without a success for so long is given up.
const DEAD_AFTER: i64 = 7 * DAY;
/// After more trials than these it must have worked at least once in `LEAST_SHARE`.
const FEW_CHECKS: u32 = 10;
const LEAST_SHARE: u32 = 5;
/// Latencies that are remembered of a proxy.
const SAMPLES: usize = 5;
/// A dropped proxy that is still listed gets another chance after so long.
pub(super) const SECOND_CHANCE: i64 = 30 * DAY;

/// When a proxy that works is tried again: after the minutes that are set, and up to half as many more, so that not all
/// are tried at once.
pub(super) fn after_success(id: ListedProxyId, every_minutes: u32, now: Timestamp) -> Timestamp {
    let every = i64::from(every_minutes) * MINUTE;
    whole_minute(now + every + spread(id, now, every / 2))
}

/// When a proxy that just failed is tried again, by what was known of it before; `None` = it is given up.
pub(super) fn after_failure(before: &ProxyRecord, now: Timestamp) -> Option<Timestamp> {
    let checks = before.checks.saturating_add(1);
    let is_rare = checks > FEW_CHECKS && before.oks.saturating_mul(LEAST_SHARE) < checks;
    let alive_at = before.last_ok.unwrap_or(before.first_seen);
    if is_rare || now.since(alive_at) >= DEAD_AFTER {
        return None;
    }
    let streak = before.fail_streak.saturating_add(1).min(16);
    let pause = (FIRST_PAUSE << streak).min(LONGEST_PAUSE);
    Some(whole_minute(now + pause))
}

/// The remembered latencies with one more, the latest last.
pub(super) fn with_sample(before: &[u32], latency_ms: u32) -> Vec<u32> {
    let from = before.len().saturating_sub(SAMPLES - 1);
    let mut samples = before.get(from..).unwrap_or_default().to_vec();
    samples.push(latency_ms);
    samples
}

/// The one in the middle; of an even number the quicker of the two.
pub(super) fn median(samples: &[u32]) -> u32 {
    let mut sorted = samples.to_vec();
    sorted.order();
    let middle = sorted.len().saturating_sub(1) / 2;
    sorted.get(middle).copied().unwrap_or(0)
}

/// Up to the next whole minute: those due in the same minute are tried in one go.
fn whole_minute(at: Timestamp) -> Timestamp {
    Timestamp((at.0.saturating_add(MINUTE - 1)).div_euclid(MINUTE) * MINUTE)
}

/// From nothing to `most` seconds, another for each proxy and time.
fn spread(id: ListedProxyId, now: Timestamp, most: i64) -> i64 {
    // The finisher of splitmix64: neighbours come out far apart.
    let mut mixed = id.0.wrapping_mul(31).wrapping_add(now.0).unsigned_abs();
    mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let span = most.max(0).unsigned_abs() + 1;
    i64::try_from(mixed % span).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::HOUR;
    use std::collections::BTreeSet;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn record(checks: u32, oks: u32, fail_streak: u32) -> ProxyRecord {
        ProxyRecord {
            url: String::new(),
            checks,
            oks,
            fail_streak,
            samples: Vec::new(),
            first_seen: NOW - HOUR,
            last_ok: None,
        }
    }

    #[test]
    fn one_that_works_is_tried_every_twenty_to_thirty_minutes_and_not_all_at_once() {
        let pauses: BTreeSet<i64> = (0..200)
            .map(|id| after_success(ListedProxyId(id), 20, NOW).since(NOW))
            .collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (20 * MINUTE..=30 * MINUTE + MINUTE).contains(pause))
        );
        assert!(pauses.len() >= 10, "{pauses:?}");
        assert!(pauses.iter().all(|pause| (NOW.0 + pause) % MINUTE == 0));
    }

    #[test]
    fn one_that_fails_is_tried_after_ever_longer_pauses_up_to_a_day() {
        let pauses: Vec<i64> = (0..9)
            .map(|streak| {
                let at = after_failure(&record(streak, 0, streak), NOW).expect("kept");
                at.since(NOW) / MINUTE
            })
            .collect();
        assert_eq!(pauses, [40, 80, 160, 320, 640, 1_280, 1_440, 1_440, 1_440]);
        let worn = ProxyRecord {
            oks: 900,
            ..record(999, 0, u32::MAX)
        };
        let pause = after_failure(&worn, NOW).map(|at| at.since(NOW));
        assert_eq!(pause, Some(DAY));
    }

    #[test]
    fn one_is_given_up_after_a_week_or_when_it_seldom_works() {
        let old = ProxyRecord {
            first_seen: NOW - 7 * DAY,
            ..record(3, 0, 3)
        };
        assert_eq!(after_failure(&old, NOW), None);
        let lately = ProxyRecord {
            last_ok: Some(NOW - DAY),
            ..old.clone()
        };
        assert!(after_failure(&lately, NOW).is_some());
        assert!(after_failure(&old, NOW - 1).is_some());
        // Eleven trials: two that went well are too few, three are enough; after ten nothing is said yet.
        assert_eq!(after_failure(&record(10, 2, 1), NOW), None);
        assert!(after_failure(&record(10, 3, 1), NOW).is_some());
        assert!(after_failure(&record(9, 0, 1), NOW).is_some());
    }

    #[test]
    fn the_latency_is_the_median_of_the_last_five() {
        let mut samples = Vec::new();
        for sample in [900, 10, 20, 30, 40, 50] {
            samples = with_sample(&samples, sample);
        }
        assert_eq!(samples, [10, 20, 30, 40, 50]);
        assert_eq!(median(&samples), 30);
        assert_eq!((median(&[7, 9]), median(&[5]), median(&[])), (7, 5, 0));
    }
}
