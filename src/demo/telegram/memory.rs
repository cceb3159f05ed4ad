//! What the emulator forgets, so that a demo left open for days does not grow without end.

use super::record::Call;
use super::state::State;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many times more messages than calls are kept.
const MESSAGES_PER_CALL: usize = 5;
/// Bytes of all uploaded files together.
const MOST_BYTES: usize = 64 * 1024 * 1024;

impl State {
    /// Keeps a call in the log.
    pub(super) fn remember(&mut self, call: Call) {
        self.revision += 1;
        self.calls_forgotten += forget_half(&mut self.calls, self.remembered);
        self.calls.push(call);
    }

    /// Keeps an update in the history.
    pub(super) fn remember_update(&mut self, update: Value) {
        forget_half(&mut self.history, self.remembered);
        self.history.push(update);
    }

    /// Notes a fault of the bot.
    pub(super) fn violation(&mut self, method: &str, what: &str) {
        forget_half(&mut self.violations, self.remembered);
        self.violations.push(format!("{method}: {what}"));
    }

    /// Forgets the older half of the longest chat once there are too many messages.
    pub(super) fn forget_old_messages(&mut self) {
        if self.messages.len() < self.remembered.saturating_mul(MESSAGES_PER_CALL) {
            return;
        }
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for (chat, _) in self.messages.keys() {
            *counts.entry(*chat).or_default() += 1;
        }
        let Some((longest, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else {
            return;
        };
        let here = self
            .messages
            .range((longest, i64::MIN)..=(longest, i64::MAX));
        let old: Vec<(i64, i64)> = here.take(count / 2).map(|(key, _)| *key).collect();
        for key in old {
            self.messages.remove(&key);
        }
    }

    /// Forgets the oldest files beyond what all together may take; the newest always stays.
    pub(super) fn forget_old_files(&mut self) {
        let mut total: usize = self.files.values().map(|file| file.bytes.len()).sum();
        while total > MOST_BYTES && self.files.len() > 1 {
            let Some((_, oldest)) = self.files.pop_first() else {
                return;
            };
            total -= oldest.bytes.len();
        }
    }

    /// Forgets the older half of presses and of payments: their ids grow.
    pub(super) fn forget_old_queries(&mut self) {
        forget_half_of(&mut self.callbacks, self.remembered);
        forget_half_of(&mut self.payments, self.remembered);
    }
}

/// Drops the older half of a full list; how many were dropped.
fn forget_half<T>(list: &mut Vec<T>, most: usize) -> usize {
    if list.len() < most {
        return 0;
    }
    list.drain(..list.len() / 2).count()
}

fn forget_half_of<T>(map: &mut BTreeMap<String, T>, most: usize) {
    if map.len() < most {
        return;
    }
    for _ in 0..map.len() / 2 {
        map.pop_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_list_loses_its_older_half() {
        let mut list: Vec<u32> = (0..10).collect();
        assert_eq!(forget_half(&mut list, 11), 0);
        assert_eq!(forget_half(&mut list, 10), 5);
        assert_eq!(list, [5, 6, 7, 8, 9]);
    }
}
