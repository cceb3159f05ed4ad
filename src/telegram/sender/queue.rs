//! Who is next in a lane: one queue per chat, chats in turn, and an alarm for those that must wait.

use crate::telegram::call::Call;
use crate::telegram::sender::job::Job;
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use tokio::time::Instant;

/// Of so many turns one is of those who are late, so that they too have theirs however many come.
const LATE_TURN: u32 = 5;

/// What keeps its order and is sent one at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Key {
    /// A chat.
    Chat(i64),
    /// A person in a chat: what concerns one member need not wait for another.
    Member(i64, i64),
    /// A call that concerns no chat, and has no order.
    Alone(u64),
}

impl Key {
    /// The key of a call about messages; `number` tells calls without a chat apart.
    pub(super) fn of_chat(call: &Call, number: u64) -> Self {
        call.chat()
            .map_or(Self::Alone(number), |chat| Self::Chat(chat.0))
    }

    /// The key of a call about a member.
    pub(super) fn of_member(call: &Call, number: u64) -> Self {
        let user = call.params.get("user_id").and_then(|user| user.as_i64());
        match (call.chat(), user) {
            (Some(chat), Some(user)) => Self::Member(chat.0, user),
            (_, None) | (None, _) => Self::of_chat(call, number),
        }
    }
}

/// One lane's queues. Every operation is O(1), or O(log n) where an alarm is set.
///
/// Invariant: a key in `queues` is either once in the round or among the late, or once among the alarms, or its first
/// call is on its way and comes back by `done` or `put_back`.
#[derive(Default)]
pub(super) struct Queues {
    queues: HashMap<Key, VecDeque<Job>>,
    round: VecDeque<Key>,
    /// Those who come after the round: they were served a moment ago, or they press.
    late: VecDeque<Key>,
    /// Those who ask on and on without waiting for their answers; until they have them.
    pressing: HashSet<Key>,
    turns: u32,
    is_late_turn: bool,
    alarms: BinaryHeap<Reverse<(Instant, u64, Key)>>,
    alarms_set: u64,
}

impl Queues {
    /// Puts a call at the end of its queue.
    pub(super) fn push(&mut self, key: Key, job: Job) {
        match self.queues.entry(key) {
            Entry::Occupied(mut queue) => queue.get_mut().push_back(job),
            Entry::Vacant(place) => {
                place.insert(VecDeque::from([job]));
                self.round.push_back(key);
            }
        }
    }

    /// Rings the alarms that are due.
    pub(super) fn wake(&mut self, now: Instant) {
        while let Some(Reverse((_, _, key))) = self.alarms.peek().filter(|alarm| alarm.0.0 <= now) {
            let key = *key;
            self.alarms.pop();
            self.round.push_back(key);
        }
    }

    /// When the next alarm rings.
    pub(super) fn next_alarm(&self) -> Option<Instant> {
        self.alarms.peek().map(|alarm| alarm.0.0)
    }

    /// Puts one who asks on and on behind those who wait patiently, until they have their answers.
    pub(super) fn press(&mut self, key: Key) {
        if self.queues.contains_key(&key) {
            self.pressing.insert(key);
        }
    }

    /// Whose turn it is.
    pub(super) fn first(&mut self) -> Option<Key> {
        while let Some(key) = self.round.front().copied() {
            if !self.pressing.contains(&key) {
                break;
            }
            self.round.pop_front();
            self.late.push_back(key);
        }
        let is_their_turn = self.turns % LATE_TURN == LATE_TURN - 1 && !self.late.is_empty();
        self.is_late_turn = is_their_turn || self.round.is_empty();
        self.now_served().front().copied()
    }

    /// The queue of the one whose turn it is.
    fn now_served(&mut self) -> &mut VecDeque<Key> {
        if self.is_late_turn {
            &mut self.late
        } else {
            &mut self.round
        }
    }

    /// Takes the first call of the one whose turn it is.
    pub(super) fn take(&mut self) -> Option<Job> {
        let key = self.now_served().pop_front()?;
        self.turns = self.turns.wrapping_add(1);
        self.queues.get_mut(&key)?.pop_front()
    }

    /// Takes the one whose turn it is out of the round until `until`.
    pub(super) fn put_to_sleep(&mut self, until: Instant) {
        if let Some(key) = self.now_served().pop_front() {
            self.sleep(key, until);
        }
    }

    /// A call has ended: its queue takes its turn again, or goes.
    pub(super) fn done(&mut self, key: Key) {
        if self.queues.get(&key).is_none_or(VecDeque::is_empty) {
            self.queues.remove(&key);
            self.pressing.remove(&key);
        } else {
            self.late.push_back(key);
        }
    }

    /// A call must be sent again, at `at`, before the others of its queue.
    pub(super) fn put_back(&mut self, key: Key, job: Job, at: Instant) {
        if let Some(queue) = self.queues.get_mut(&key) {
            queue.push_front(job);
            self.sleep(key, at);
        }
    }

    /// Takes out everything that waits.
    pub(super) fn empty(&mut self) -> impl Iterator<Item = Job> + use<> {
        let queues = std::mem::take(self).queues;
        queues.into_values().flatten()
    }

    /// Whether nothing waits and nothing is on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.queues.is_empty()
    }

    /// Gives back memory that a flood has left.
    pub(super) fn shrink(&mut self) {
        self.queues.shrink_to(64);
        self.round.shrink_to(64);
        self.late.shrink_to(64);
        self.pressing.shrink_to(64);
        self.alarms.shrink_to(64);
    }

    fn sleep(&mut self, key: Key, until: Instant) {
        self.alarms_set += 1;
        self.alarms.push(Reverse((until, self.alarms_set, key)));
    }
}
