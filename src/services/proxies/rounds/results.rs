//! Results of trials that wait to be noted, and up to where they are proven.

use crate::crud::proxy_trials::DueProxy;
use crate::models::ProxyFault;
use crate::models::ProxyFound;
use crate::models::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// So many failures without a proof, or the first of them so old, and a proof is asked for.
const MANY_UNPROVEN: usize = 200;
const OLD_UNPROVEN: Duration = Duration::from_secs(15);
/// So few failures at the end need no proof, if none of them had worked before.
const FEW_UNPROVEN: usize = 10;

/// A trial that is over.
pub(super) struct Tried {
    pub due: DueProxy,
    pub result: Result<ProxyFound, ProxyFault>,
    pub at: Timestamp,
    pub ended: Instant,
}

/// What a trial hands back.
pub(super) type Outcome = (DueProxy, Result<ProxyFound, ProxyFault>);

/// Results in the order in which they came, and up to where they are proven.
#[derive(Default)]
pub(super) struct Results {
    rows: VecDeque<Tried>,
    /// Results that were taken out.
    taken: u64,
    /// Up to here, counted from the very first, there is a proof.
    proven: u64,
}

impl Results {
    pub fn push(&mut self, tried: Tried) {
        let is_proof = tried.result.is_ok();
        self.rows.push_back(tried);
        if is_proof {
            self.proven = self.end();
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Behind the last result, counted from the very first.
    pub fn end(&self) -> u64 {
        self.taken + self.rows.len() as u64
    }

    pub fn prove(&mut self, mark: u64) {
        self.proven = self.proven.max(mark.min(self.end()));
    }

    /// Proven results that were not taken yet.
    pub fn proven(&self) -> usize {
        usize::try_from(self.proven.saturating_sub(self.taken)).unwrap_or(0)
    }

    pub fn take_proven(&mut self, most: usize) -> Vec<Tried> {
        let count = self.proven().min(most).min(self.rows.len());
        self.taken += count as u64;
        self.rows.drain(..count).collect()
    }

    fn unproven(&self) -> impl Iterator<Item = &Tried> {
        self.rows.iter().skip(self.proven())
    }

    /// Whether a proof should be asked for while trials go on.
    pub fn ask_proof(&self) -> bool {
        let oldest = self.unproven().next();
        self.rows.len() - self.proven().min(self.rows.len()) >= MANY_UNPROVEN
            || oldest.is_some_and(|one| one.ended.elapsed() >= OLD_UNPROVEN)
    }

    /// Whether the results that are left at the end must not be believed without a proof.
    pub fn needs_proof(&self) -> bool {
        self.unproven().any(|one| one.due.was_working) || self.unproven().count() >= FEW_UNPROVEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ListedProxyId;
    use crate::models::ProxyAddress;
    use crate::models::ProxyKind;

    fn tried(id: i64, is_ok: bool) -> Tried {
        let found = ProxyFound {
            kind: ProxyKind::Http,
            is_tls: false,
            latency_ms: 1,
            exit_ip: None,
            country: None,
            city: None,
            anonymity: None,
            is_for_telegram: None,
        };
        Tried {
            due: DueProxy {
                id: ListedProxyId(id),
                address: ProxyAddress {
                    kind: None,
                    is_tls: false,
                    host: "203.0.113.7".to_owned(),
                    port: 80,
                    login: None,
                },
                was_working: false,
                placed: None,
                next_at: Timestamp(1),
            },
            result: if is_ok {
                Ok(found)
            } else {
                Err(ProxyFault::Silent)
            },
            at: Timestamp(1),
            ended: Instant::now(),
        }
    }

    fn ids(batch: &[Tried]) -> Vec<i64> {
        batch.iter().map(|one| one.due.id.0).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_proves_the_failures_before_it_and_none_after() {
        let mut results = Results::default();
        for (id, is_ok) in [(1, false), (2, false), (3, true), (4, false)] {
            results.push(tried(id, is_ok));
        }
        assert_eq!(ids(&results.take_proven(2)), [1, 2]);
        assert_eq!(ids(&results.take_proven(9)), [3]);
        assert!(results.take_proven(9).is_empty());
        let mark = results.end();
        results.push(tried(5, false));
        results.prove(mark);
        assert_eq!(
            ids(&results.take_proven(9)),
            [4],
            "the question was asked before the fifth"
        );
        results.prove(u64::MAX);
        assert_eq!(ids(&results.take_proven(9)), [5]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_proof_is_asked_for_when_failures_are_many_or_old() {
        let mut results = Results::default();
        assert!(!results.ask_proof());
        results.push(tried(1, false));
        assert!(!results.ask_proof());
        tokio::time::advance(OLD_UNPROVEN).await;
        assert!(results.ask_proof());
        results.prove(u64::MAX);
        assert!(!results.ask_proof());
        results.take_proven(9);
        for id in 0..200 {
            results.push(tried(id, false));
        }
        assert!(results.ask_proof());
    }

    #[tokio::test(start_paused = true)]
    async fn few_failures_at_the_end_need_no_proof_unless_one_had_worked() {
        let mut results = Results::default();
        for id in 0..9 {
            results.push(tried(id, false));
        }
        assert!(!results.needs_proof());
        results.push(tried(9, false));
        assert!(results.needs_proof());
        results.prove(u64::MAX);
        assert!(!results.needs_proof());
        let mut worked = tried(10, false);
        worked.due.was_working = true;
        results.push(worked);
        assert!(results.needs_proof());
    }
}
