//! Who waits for an answer to what they wrote: while many do, nobody takes the place of others by asking on and on.
//!
//! Telegram takes about thirty messages a second from one bot. A thousand accounts that write at once fill that for half
//! a minute with one answer each; with all they may ask for it would be a quarter of an hour, for everybody.

use crate::models::UserId;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// From so many waiting answers on, a second's worth of them, those who are known come before those who are new.
const CROWDED: usize = 30;
/// Below so many waiting answers nobody is put off: ten seconds' worth of them.
const ROOMY: usize = 300;
/// From so many on each person has one answer at a time.
const FULL: usize = 1_000;
/// Until then each person has so many.
const FEW: u32 = 2;

/// Counts the updates of each person whose answers are on their way. Clones share the count.
#[derive(Clone, Default)]
pub struct Crowd(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    all: usize,
    people: HashMap<UserId, u32>,
}

/// A place in the crowd, given back when dropped.
pub struct Place {
    crowd: Crowd,
    user: UserId,
}

impl Crowd {
    /// Takes a place for an update of that person. `None` if the house is full and they have theirs: the answer to what
    /// they did before is still on its way.
    pub fn enter(&self, user: UserId) -> Option<Place> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has = waiting.people.get(&user).copied().unwrap_or(0);
        let most = match waiting.all {
            0..ROOMY => u32::MAX,
            ROOMY..FULL => FEW,
            FULL.. => 1,
        };
        if has >= most {
            return None;
        }
        waiting.all += 1;
        *waiting.people.entry(user).or_default() += 1;
        let crowd = self.clone();
        Some(Place { crowd, user })
    }

    /// Whether so many wait that it matters who comes first.
    pub fn is_crowded(&self) -> bool {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.all >= CROWDED
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = &mut *self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.all = waiting.all.saturating_sub(1);
        if let Some(has) = waiting.people.get_mut(&self.user) {
            *has = has.saturating_sub(1);
            if *has == 0 {
                waiting.people.remove(&self.user);
            }
        }
        if waiting.people.is_empty() {
            // A flood leaves no memory behind.
            waiting.people.shrink_to(64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_their_turn_however_full_it_is_and_no_more() {
        let crowd = Crowd::default();
        let ana = UserId(1);
        let mut places: Vec<Place> = (0..ROOMY).filter_map(|_| crowd.enter(ana)).collect();
        assert_eq!(places.len(), ROOMY, "in a quiet house nobody is counted");
        assert!(crowd.enter(ana).is_none());
        let two: Vec<Place> = (0..3).filter_map(|_| crowd.enter(UserId(2))).collect();
        assert_eq!(two.len(), 2);
        for id in 10..2_000 {
            places.extend(crowd.enter(UserId(id)));
        }
        assert_eq!(places.len(), ROOMY + 1_990, "everybody has a place");
        assert!(crowd.enter(UserId(2)).is_none());
        assert!(crowd.enter(UserId(10)).is_none());
        assert!(crowd.enter(UserId(3)).is_some());
        drop((places, two));
        let waiting = crowd.0.lock().expect("free");
        assert!(waiting.all == 0 && waiting.people.is_empty());
        assert!(waiting.people.capacity() < 200);
    }
}
