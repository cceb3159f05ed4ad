//! Whom the node lets in: how many connections and requests of one address, and the pause after wrong secrets.

use crate::utils::net;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::Instant;

/// Connections at a time, of all and of one address.
const MOST_CONNECTIONS: usize = 64;
const MOST_OF_ONE: usize = 8;
/// Requests of one address: at once, and each second after that.
const AT_ONCE: f64 = 200.0;
const PER_SECOND: f64 = 50.0;
/// Wrong secrets that are answered before the address has to pause.
const FREE_TRIES: u32 = 3;
/// The first pause; each further wrong secret doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// Wrong secrets are forgotten after this time without one, and addresses after this time without a word.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(2 * 3_600);
/// More addresses are not remembered: strangers cannot fill the memory.
const MOST_ADDRESSES: usize = 10_000;

/// Knows each address that has come lately.
#[derive(Default)]
pub struct Guard {
    addresses: Mutex<HashMap<IpAddr, Visitor>>,
}

struct Visitor {
    connections: usize,
    /// Requests it may make now.
    credit: f64,
    seen_at: Instant,
    wrong: u32,
    wrong_at: Instant,
    pauses_until: Instant,
}

/// A connection that counts until it is dropped.
pub struct Pass {
    guard: Arc<Guard>,
    from: IpAddr,
}

impl Guard {
    /// A connection from that address, unless there are too many or it has to pause.
    pub fn enter(self: &Arc<Self>, from: IpAddr, now: Instant) -> Option<Pass> {
        let from = net::visitor(from);
        let mut addresses = self.lock();
        forget(&mut addresses, now);
        let open: usize = addresses.values().map(|visitor| visitor.connections).sum();
        let has_room = addresses.len() < MOST_ADDRESSES || addresses.contains_key(&from);
        if open >= MOST_CONNECTIONS || !has_room {
            return None;
        }
        let visitor = addresses.entry(from).or_insert_with(|| Visitor::new(now));
        if visitor.connections >= MOST_OF_ONE || visitor.pauses_until > now {
            return None;
        }
        visitor.connections += 1;
        visitor.seen_at = now;
        Some(Pass {
            guard: self.clone(),
            from,
        })
    }

    /// Takes one request of that address, or says how long it has to wait.
    pub fn take(&self, from: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut addresses = self.lock();
        let visitor = (addresses.entry(net::visitor(from))).or_insert_with(|| Visitor::new(now));
        if visitor.pauses_until > now {
            return Err(visitor.pauses_until - now);
        }
        let earned = (now - visitor.seen_at).as_secs_f64() * PER_SECOND;
        visitor.credit = (visitor.credit + earned).min(AT_ONCE);
        visitor.seen_at = now;
        if visitor.credit < 1.0 {
            return Err(Duration::from_secs(1));
        }
        visitor.credit -= 1.0;
        Ok(())
    }

    /// That address gave a wrong secret. Tells for how long nothing of it is answered from now on.
    pub fn wrong(&self, from: IpAddr, now: Instant) -> Duration {
        let mut addresses = self.lock();
        let visitor = (addresses.entry(net::visitor(from))).or_insert_with(|| Visitor::new(now));
        if now - visitor.wrong_at > FORGOTTEN_AFTER {
            visitor.wrong = 0;
        }
        visitor.wrong += 1;
        visitor.wrong_at = now;
        let doublings = match visitor.wrong.checked_sub(FREE_TRIES) {
            Some(count) => count.min(16),
            None => return Duration::ZERO,
        };
        let pause = (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
        visitor.pauses_until = now + pause;
        pause
    }

    /// That address knows a secret: what it got wrong before is forgotten, and its request does not count. The bot may
    /// have thousands of peers to put.
    pub fn right(&self, from: IpAddr) {
        if let Some(visitor) = self.lock().get_mut(&net::visitor(from)) {
            visitor.wrong = 0;
            visitor.credit = (visitor.credit + 1.0).min(AT_ONCE);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, Visitor>> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visitor {
    fn new(now: Instant) -> Self {
        Self {
            connections: 0,
            credit: AT_ONCE,
            seen_at: now,
            wrong: 0,
            wrong_at: now,
            pauses_until: now,
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(visitor) = self.guard.lock().get_mut(&self.from) {
            visitor.connections -= 1;
        }
    }
}

fn forget(addresses: &mut HashMap<IpAddr, Visitor>, now: Instant) {
    if addresses.len() < MOST_ADDRESSES / 10 {
        return;
    }
    addresses.retain(|_, visitor| {
        let is_of_use = visitor.wrong > 0 && now - visitor.wrong_at <= FORGOTTEN_AFTER;
        let is_present = now - visitor.seen_at <= Duration::from_secs(60);
        visitor.connections > 0 || is_of_use || is_present
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "198.51.100.7";
    const OTHER: &str = "198.51.100.8";

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[tokio::test(start_paused = true)]
    async fn after_wrong_secrets_an_address_pauses_longer_and_longer_and_others_do_not() {
        let guard = Arc::new(Guard::default());
        let now = Instant::now();
        assert_eq!(guard.wrong(address(HOME), now), Duration::ZERO);
        assert_eq!(guard.wrong(address(HOME), now), Duration::ZERO);
        assert_eq!(guard.wrong(address(HOME), now), FIRST_PAUSE);
        assert!(guard.enter(address(HOME), now).is_none());
        assert_eq!(guard.take(address(HOME), now), Err(FIRST_PAUSE));
        assert!(guard.enter(address(OTHER), now).is_some());
        assert!(guard.take(address(OTHER), now).is_ok());
        let later = now + FIRST_PAUSE;
        assert!(guard.enter(address(HOME), later).is_some());
        assert_eq!(guard.wrong(address(HOME), later), FIRST_PAUSE * 2);
        for _ in 0..40 {
            assert!(guard.wrong(address(HOME), later) <= LONGEST_PAUSE);
        }
        assert!(guard.enter(address(HOME), later).is_none());
        let next_day = later + Duration::from_secs(86_400);
        assert_eq!(guard.wrong(address(HOME), next_day), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_right_secret_makes_the_wrong_ones_forgotten() {
        let guard = Guard::default();
        let now = Instant::now();
        guard.wrong(address(HOME), now);
        guard.wrong(address(HOME), now);
        guard.right(address(HOME));
        assert_eq!(guard.wrong(address(HOME), now), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn connections_are_limited_for_one_and_for_all_and_count_until_they_end() {
        let guard = Arc::new(Guard::default());
        let now = Instant::now();
        let mut passes: Vec<Pass> = (0..MOST_OF_ONE)
            .filter_map(|_| guard.enter(address(HOME), now))
            .collect();
        assert_eq!(passes.len(), MOST_OF_ONE);
        assert!(guard.enter(address(HOME), now).is_none());
        passes.pop();
        passes.extend(guard.enter(address(HOME), now));
        assert_eq!(passes.len(), MOST_OF_ONE);
        let strangers = (0..200_u8).map(|last| IpAddr::from([203, 0, 113, last]));
        passes.extend(strangers.filter_map(|from| guard.enter(from, now)));
        assert_eq!(passes.len(), MOST_CONNECTIONS);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_requests_has_to_wait() {
        let guard = Guard::default();
        let now = Instant::now();
        let taken = (0..1_000).filter(|_| guard.take(address(HOME), now).is_ok());
        assert_eq!(taken.count(), 200);
        let later = now + Duration::from_secs(2);
        let taken = (0..1_000).filter(|_| guard.take(address(HOME), later).is_ok());
        assert_eq!(taken.count(), 100);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_knows_the_secret_may_put_thousands_of_peers() {
        let guard = Guard::default();
        let now = Instant::now();
        for _ in 0..5_000 {
            assert!(guard.take(address(HOME), now).is_ok());
            guard.right(address(HOME));
        }
    }

    #[test]
    fn one_network_of_ipv6_is_one_visitor() {
        let of = |text: &str| net::visitor(address(text));
        assert_eq!(of("2001:db8:0:1::7"), of("2001:db8:0:1:ffff::8"));
        assert_ne!(of("2001:db8:0:1::7"), of("2001:db8:0:2::7"));
        assert_eq!(of("::ffff:198.51.100.7"), address(HOME));
    }
}
