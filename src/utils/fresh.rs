//! Results that took some work, kept while they are fresh.

use crate::models::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::sync::PoisonError;

/// The most results kept. Keys are few: a view and a period.
const MOST: usize = 64;

/// A bounded memory of results by key, each with the instant it is of.
#[derive(Debug)]
pub struct Fresh<K, V> {
    seconds: i64,
    kept: Mutex<HashMap<K, (Timestamp, V)>>,
}

impl<K: Eq + Hash, V: Clone> Fresh<K, V> {
    /// An empty one, whose results are fresh for so many seconds.
    pub fn new(seconds: i64) -> Self {
        Self {
            seconds,
            kept: Mutex::default(),
        }
    }

    /// The result under that key, if it is still fresh at `now`. One from the future, left by a clock that was put
    /// back, is not.
    pub fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|(at, _)| (0..self.seconds).contains(&now.since(*at)))
            .map(|(_, value)| value.clone())
    }

    /// Keeps a result of `now`.
    pub fn put(&self, key: K, value: V, now: Timestamp) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (now, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_given_while_it_is_fresh() {
        let fresh = Fresh::new(300);
        fresh.put("a", 1, Timestamp(1000));
        assert_eq!(fresh.get(&"a", Timestamp(1299)), Some(1));
        assert_eq!(fresh.get(&"a", Timestamp(1300)), None);
        assert_eq!(fresh.get(&"a", Timestamp(999)), None);
        assert_eq!(fresh.get(&"b", Timestamp(1000)), None);
    }

    #[test]
    fn it_never_keeps_more_than_it_may() {
        let fresh = Fresh::new(300);
        for key in 0..10 * MOST {
            fresh.put(key, key, Timestamp(0));
            assert!(fresh.kept.lock().expect("whole").len() <= MOST);
        }
    }
}
