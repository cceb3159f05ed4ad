//! What follows from trying a proxy: when it counts as down, who is told, when it is tried again. Nothing here asks or
//! keeps anything.

use crate::models::MINUTE;
use crate::models::ProbeOutcome;
use crate::models::ProxyCheck;
use crate::models::ProxyTold;
use crate::models::ProxyWatch;
use crate::models::SecretForm;
use crate::models::Timestamp;

/// From one try of a proxy that works to the next, in seconds.
const EVERY: i64 = 10 * MINUTE;
/// A failure is looked at again after so many seconds.
const AGAIN: i64 = MINUTE;
/// One that is out is tried so often, so that its people do not wait long, in seconds.
const WHILE_OUT: i64 = 5 * MINUTE;
/// By so many hundredths more or less, so that no two houses and no two proxies keep step.
const JITTER_PERCENT: i64 = 20;
/// A failure so soon after another is the same one: somebody pressed twice. No round is as early.
const TOO_SOON: i64 = AGAIN - AGAIN * JITTER_PERCENT / 100;
/// What is to be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum News {
    /// Some forms, or all, do not work any more.
    Out,
    /// Some forms did not work; now none does.
    Worse,
    /// All work again.
    Back {
        /// When the outage began.
        since: Timestamp,
        /// When its people were told of it.
        people_told_at: Option<Timestamp>,
    },
}

/// How a proxy stands after it was tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub watch: ProxyWatch,
    /// Of every form that is offered, in that order.
    pub checks: Vec<ProxyCheck>,
    pub news: Option<News>,
}

/// Whether the answer, or its lack, could be the fault of the house's own network. `is_here`: the proxy runs on this
/// machine.
pub fn may_be_ours(outcome: ProbeOutcome, is_here: bool) -> bool {
    match outcome {
        // Somebody far away answered, so there is a network.
        ProbeOutcome::Works { .. }
        | ProbeOutcome::Transport(_)
        | ProbeOutcome::Refused
        | ProbeOutcome::NotThisSecret
        | ProbeOutcome::Silent => false,
        ProbeOutcome::Down => !is_here,
        ProbeOutcome::NoTelegram => is_here,
    }
}

/// Judges what was seen of every form that is offered. `random` is any number: the jitter.
pub fn judge(
    before: ProxyWatch,
    checks: &[ProxyCheck],
    seen: &[(SecretForm, ProbeOutcome)],
    now: Timestamp,
    random: u16,
) -> Verdict {
    let checks: Vec<ProxyCheck> = (seen.iter())
        .map(|(form, outcome)| {
            let old = checks.iter().find(|check| check.form == *form);
            judged(old, *form, *outcome, now)
        })
        .collect();
    let broken = checks.iter().filter(|check| check.is_broken());
    let began = broken.clone().map(|check| check.since).min();
    let is_whole = !checks.is_empty() && broken.count() == checks.len();
    let is_well = checks.iter().all(|check| check.fails == 0);
    let mut watch = before;
    let told = if is_whole {
        ProxyTold::Whole
    } else {
        ProxyTold::Part
    };
    let news = match (watch.down_since, began) {
        (None, Some(began)) => {
            watch.outage = watch.outage.saturating_add(1);
            watch.down_since = Some(began);
            watch.told = told;
            watch.people_told_at = None;
            Some(News::Out)
        }
        (Some(_), Some(_)) if told > watch.told => {
            watch.told = told;
            Some(News::Worse)
        }
        (Some(since), None) if is_well => {
            watch.down_since = None;
            watch.told = ProxyTold::Nothing;
            Some(News::Back {
                since,
                people_told_at: watch.people_told_at.take(),
            })
        }
        (None, None) | (Some(_), _) => None,
    };
    let is_in_doubt = checks
        .iter()
        .any(|check| check.fails > 0 && !check.is_broken());
    let pause = if is_in_doubt {
        AGAIN
    } else if watch.down_since.is_some() {
        WHILE_OUT
    } else {
        EVERY
    };
    watch.next_at = now + spread(pause, random);
    Verdict {
        watch,
        checks,
        news,
    }
}

fn judged(
    old: Option<&ProxyCheck>,
    form: SecretForm,
    outcome: ProbeOutcome,
    now: Timestamp,
) -> ProxyCheck {
    let failed = old.map_or(0, |check| check.fails);
    let is_same = old.is_some_and(|check| (0..TOO_SOON).contains(&now.since(check.checked_at)));
    let fails = if outcome.is_good() {
        0
    } else if failed > 0 && is_same {
        failed
    } else {
        failed.saturating_add(1)
    };
    let since = old
        .filter(|check| (check.fails == 0) == (fails == 0))
        .map_or(now, |check| check.since);
    ProxyCheck {
        form,
        outcome,
        fails,
        since,
        checked_at: now,
    }
}

/// When a proxy is tried again of which nothing could be learnt this time.
pub fn later(now: Timestamp, random: u16) -> Timestamp {
    now + spread(AGAIN, random)
}

/// So many seconds, a fifth more or less.
pub fn spread(seconds: i64, random: u16) -> i64 {
    let range = seconds.saturating_mul(2 * JITTER_PERCENT) / 100;
    let least = seconds - range / 2;
    least + range.saturating_mul(i64::from(random)) / i64::from(u16::MAX)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
