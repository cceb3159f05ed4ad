//! What the banned hear: one sentence, and not again for an hour.

use crate::models::Ban;
use crate::models::HOUR;
use crate::models::Timestamp;
use crate::models::UserId;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

/// People remembered; beyond it those who were told first are forgotten.
const MOST_PEOPLE: usize = 10_000;

/// Remembers who was told of their ban lately.
#[derive(Default)]
pub struct BannedEars {
    told: Mutex<HashMap<UserId, Told>>,
}

struct Told {
    at: Timestamp,
    ban: Ban,
}

impl BannedEars {
    /// Whether that person is to be told now; then they were. A ban that changed is told anew.
    pub fn are_open(&self, user: UserId, ban: &Ban, now: Timestamp) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = (told.get(&user))
            .is_some_and(|last| last.ban == *ban && (0..HOUR).contains(&now.since(last.at)));
        if heard {
            return false;
        }
        if told.len() >= MOST_PEOPLE {
            told.retain(|_, last| (0..HOUR).contains(&now.since(last.at)));
            if told.len() >= MOST_PEOPLE {
                told.clear();
            }
        }
        let ban = ban.clone();
        told.insert(user, Told { at: now, ban });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn ban(reason: &str) -> Ban {
        Ban {
            reason: Some(reason.to_owned()),
            until: None,
            by: None,
            at: None,
        }
    }

    #[test]
    fn the_sentence_is_said_once_an_hour_and_anew_when_the_ban_changed() {
        let ears = BannedEars::default();
        assert!(ears.are_open(UserId(1), &ban("a"), NOW));
        assert!(!ears.are_open(UserId(1), &ban("a"), NOW + 10));
        assert!(ears.are_open(UserId(2), &ban("a"), NOW + 10));
        assert!(ears.are_open(UserId(1), &ban("b"), NOW + 20));
        assert!(!ears.are_open(UserId(1), &ban("b"), NOW + HOUR));
        assert!(ears.are_open(UserId(1), &ban("b"), NOW + 20 + HOUR));
        assert!(
            ears.are_open(UserId(1), &ban("b"), NOW),
            "a clock set back must not silence it for ever"
        );
    }

    #[test]
    fn the_memory_is_bounded() {
        let ears = BannedEars::default();
        for id in 0..25_000 {
            ears.are_open(UserId(id), &ban("a"), NOW);
        }
        assert!(ears.told.lock().expect("free").len() <= MOST_PEOPLE);
    }
}
