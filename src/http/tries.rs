//! How often somebody may ask for what does not exist: whoever guesses soon has to wait.

use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::utils::net;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Wrong tries of one client within a minute; after them it is only told to wait until the minute is over.
const MOST_WRONG: u32 = 30;
/// More clients are not remembered: strangers cannot fill the memory.
const MOST_CLIENTS: usize = 4_096;

/// The wrong tries of each client, and when its minute began.
#[derive(Default)]
pub(super) struct Tries {
    clients: Mutex<HashMap<IpAddr, (Timestamp, u32)>>,
}

impl Tries {
    /// How many seconds that client has to wait; `None` = it may ask.
    pub(super) fn pause(&self, client: IpAddr, now: Timestamp) -> Option<i64> {
        let (since, wrong) = *self.lock().get(&net::visitor(client))?;
        let is_over = wrong >= MOST_WRONG && is_recent(since, now);
        is_over.then(|| MINUTE - now.since(since))
    }

    /// That client asked for what does not exist: counted, unless it has to wait already, for so many seconds.
    pub(super) fn wrong_try(&self, client: IpAddr, now: Timestamp) -> Option<i64> {
        let pause = self.pause(client, now);
        if pause.is_none() {
            self.wrong(client, now);
        }
        pause
    }

    /// That client asked for what does not exist.
    pub(super) fn wrong(&self, client: IpAddr, now: Timestamp) {
        let mut clients = self.lock();
        let client = net::visitor(client);
        if clients.len() >= MOST_CLIENTS && !clients.contains_key(&client) {
            clients.retain(|_, (since, _)| is_recent(*since, now));
            if clients.len() >= MOST_CLIENTS {
                return;
            }
        }
        let (since, wrong) = clients.entry(client).or_insert((now, 0));
        if !is_recent(*since, now) {
            (*since, *wrong) = (now, 0);
        }
        *wrong += 1;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, (Timestamp, u32)>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether that minute still lasts. A clock that was set back begins a new one.
fn is_recent(since: Timestamp, now: Timestamp) -> bool {
    (0..MINUTE).contains(&now.since(since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn thirty_wrong_tries_within_a_minute_make_a_client_wait_for_its_end_and_nobody_else() {
        let tries = Tries::default();
        let (guesser, other) = (address("198.51.100.7"), address("198.51.100.8"));
        for try_ in 0..30 {
            assert_eq!(tries.pause(guesser, NOW + try_), None);
            tries.wrong(guesser, NOW + try_);
        }
        assert_eq!(tries.pause(guesser, NOW + 30), Some(30));
        assert_eq!(tries.pause(other, NOW + 30), None);
        assert_eq!(tries.pause(guesser, NOW + 60), None);
        tries.wrong(guesser, NOW + 60);
        assert_eq!(tries.pause(guesser, NOW + 61), None);
    }

    #[test]
    fn one_network_of_ipv6_is_one_client() {
        let tries = Tries::default();
        for host in 0..30 {
            tries.wrong(address(&format!("2001:db8::{host:x}")), NOW);
        }
        assert!(tries.pause(address("2001:db8::ffff"), NOW).is_some());
        assert!(tries.pause(address("2001:db8:0:1::1"), NOW).is_none());
    }

    #[test]
    fn many_clients_do_not_fill_the_memory_and_old_ones_make_room() {
        let tries = Tries::default();
        let numbered = |number: u32| IpAddr::V4(Ipv4Addr::from(0x0100_0000 + number));
        for number in 0..10_000 {
            tries.wrong(numbered(number), NOW);
        }
        assert_eq!(tries.lock().len(), MOST_CLIENTS);
        tries.wrong(numbered(9_999), NOW + MINUTE);
        assert_eq!(tries.lock().len(), 1);
    }
}
