//! The places for connections: so many in all, so many for one stranger. When all are taken, whoever has rested longest
//! gives way, so that nobody keeps the others out by doing nothing.

use super::guard::ANSWER_WITHIN;
use crate::utils::net;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Connections at once.
const MOST: usize = 64;
/// Connections of one client at once, unless it is trusted to speak for others.
const MOST_OF_ONE: usize = 16;
/// Who has asked nothing for so long gives way to somebody new.
const MAY_REST: Duration = Duration::from_secs(1);
/// Who is new waits so long for a place.
const MAY_WAIT: Duration = Duration::from_secs(10);
/// So long the last bytes of an answer may take when the place is needed.
const LAST_BYTES_WITHIN: Duration = Duration::from_secs(1);
/// How often it is looked whether somebody rests too long, while somebody waits.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// All places.
#[derive(Default)]
pub(super) struct Places {
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Default)]
struct Taken {
    next: u64,
    by: HashMap<u64, Guest>,
}

/// Who has a place.
struct Guest {
    client: IpAddr,
    state: Rest,
    gives_up: CancellationToken,
}

/// What a connection does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rest {
    /// It has asked nothing yet.
    Fresh(Instant),
    /// A head has come, and its body has not yet.
    Asking(Instant),
    /// It waits for its answer.
    Busy,
    /// It has had an answer.
    Answered(Instant),
}

/// The place of one connection, given back when dropped.
pub(super) struct Place {
    places: Arc<Places>,
    number: u64,
    gives_up: CancellationToken,
}

impl Places {
    /// A place for a connection from there. `None` if that client has its share, or nobody gave way in time.
    pub(super) async fn enter(self: &Arc<Self>, peer: IpAddr, is_trusted: bool) -> Option<Place> {
        let client = net::visitor(peer);
        let until = Instant::now() + MAY_WAIT;
        loop {
            if let Some(place) = self.take(client, is_trusted)? {
                return Some(place);
            }
            if Instant::now() >= until {
                return None;
            }
            tokio::select! {
                () = self.freed.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// `None` if that client has its share, `Some(None)` if all places are taken: then somebody is asked to go.
    fn take(self: &Arc<Self>, client: IpAddr, is_trusted: bool) -> Option<Option<Place>> {
        let mut taken = self.lock();
        let of_it = taken.by.values().filter(|guest| guest.client == client);
        if !is_trusted && of_it.count() >= MOST_OF_ONE {
            return None;
        }
        if taken.by.len() >= MOST {
            taken.make_room(Instant::now());
            return Some(None);
        }
        let number = taken.next;
        taken.next += 1;
        let gives_up = CancellationToken::new();
        let guest = Guest {
            client,
            state: Rest::Fresh(Instant::now()),
            gives_up: gives_up.clone(),
        };
        taken.by.insert(number, guest);
        Some(Some(Place {
            places: self.clone(),
            number,
            gives_up,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Asks whoever has rested longest to go, unless somebody goes already.
    fn make_room(&self, now: Instant) {
        if self.by.values().any(|guest| guest.gives_up.is_cancelled()) {
            return;
        }
        let resting = self.by.values().filter_map(|guest| match guest.state {
            Rest::Fresh(since) | Rest::Asking(since) | Rest::Answered(since) => {
                Some((since, guest))
            }
            Rest::Busy => None,
        });
        let longest = resting.min_by_key(|(since, _)| *since);
        if let Some((_, guest)) =
            longest.filter(|(since, _)| now.duration_since(*since) >= MAY_REST)
        {
            guest.gives_up.cancel();
        }
    }
}

impl Place {
    /// A request begins to come.
    pub(super) fn ask(&self) {
        self.set(Rest::Asking(Instant::now()));
    }

    /// It has come whole.
    pub(super) fn begin(&self) {
        self.set(Rest::Busy);
    }

    /// It is answered.
    pub(super) fn end(&self) {
        self.set(Rest::Answered(Instant::now()));
    }

    /// Waits until somebody else needs the place.
    pub(super) async fn given_up(&self) {
        self.gives_up.cancelled().await;
    }

    /// Whether nothing has been asked yet.
    pub(super) fn is_fresh(&self) -> bool {
        matches!(self.state(), Some(Rest::Fresh(_)))
    }

    /// How long somebody may stay whose place is needed: until they have their answer.
    pub(super) fn owed(&self) -> Duration {
        match self.state() {
            Some(Rest::Busy) => ANSWER_WITHIN,
            Some(Rest::Answered(_)) => LAST_BYTES_WITHIN,
            Some(Rest::Fresh(_) | Rest::Asking(_)) | None => Duration::ZERO,
        }
    }

    fn state(&self) -> Option<Rest> {
        let taken = self.places.lock();
        taken.by.get(&self.number).map(|guest| guest.state)
    }

    fn set(&self, state: Rest) {
        if let Some(guest) = self.places.lock().by.get_mut(&self.number) {
            guest.state = state;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().by.remove(&self.number);
        self.places.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stranger(number: u8) -> IpAddr {
        IpAddr::from([198, 51, 100, number])
    }

    async fn pass(milliseconds: u64) {
        tokio::time::advance(Duration::from_millis(milliseconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn one_stranger_has_a_share_and_a_trusted_server_has_all_that_is_free() {
        let places = Arc::<Places>::default();
        let mut kept = Vec::new();
        for _ in 0..MOST_OF_ONE {
            kept.push(places.enter(stranger(1), false).await.expect("a place"));
        }
        assert!(places.enter(stranger(1), false).await.is_none());
        kept.push(places.enter(stranger(2), false).await.expect("a place"));
        while kept.len() < MOST {
            kept.push(places.enter(stranger(3), true).await.expect("a place"));
        }
        kept.clear();
        assert!(places.enter(stranger(1), false).await.is_some());
        assert!(places.lock().by.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_rested_longest_gives_way_to_somebody_new_and_who_is_busy_does_not() {
        let places = Arc::<Places>::default();
        let mut kept = Vec::new();
        for _ in 0..MOST {
            kept.push(places.enter(stranger(1), true).await.expect("a place"));
            pass(10).await;
        }
        kept[0].begin();
        pass(1_000).await;
        let waits = places.clone();
        let new = tokio::spawn(async move { waits.enter(stranger(2), false).await });
        tokio::select! {
            () = kept[1].given_up() => {}
            () = tokio::time::sleep(Duration::from_secs(5)) => panic!("nobody gave way"),
        }
        let gone: Vec<usize> = (0..MOST)
            .filter(|at| kept[*at].gives_up.is_cancelled())
            .collect();
        assert_eq!(gone, [1]);
        drop(kept.remove(1));
        assert!(new.await.expect("asked").is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn among_busy_ones_somebody_new_waits_and_not_for_ever() {
        let places = Arc::<Places>::default();
        let mut kept = Vec::new();
        for _ in 0..MOST {
            let place = places.enter(stranger(1), true).await.expect("a place");
            place.begin();
            kept.push(place);
        }
        let began = Instant::now();
        assert!(places.enter(stranger(2), false).await.is_none());
        assert!(began.elapsed() >= MAY_WAIT);
        kept[5].end();
        pass(500).await;
        assert!(
            !kept[5].gives_up.is_cancelled(),
            "who asks again at once is left alone"
        );
        kept[5].begin();
        assert!(!kept[5].is_fresh() && kept[5].owed() == ANSWER_WITHIN);
    }
}
