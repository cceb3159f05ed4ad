//! Limits before the handlers: how much of each kind one person may do.
//!
//! Nobody who works with their hands meets them. A flood is told once to go slower, and then nothing more is said or
//! done about it until it has been calm for a moment.

use crate::models::UserId;
use governor::Quota;
use governor::RateLimiter;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use std::collections::HashMap;
use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::Instant;

/// People remembered in each limit; beyond it those who were quiet are forgotten.
const MOST_PEOPLE: usize = 10_000;
/// Members of the staff remembered: those who wrote since the start.
const MOST_STAFF: usize = 1_000;
/// The shortest silence after a warning.
const SILENCE: Duration = Duration::from_secs(10);
/// A flood is over when nothing came for so long.
const CALM: Duration = Duration::from_secs(2);
/// How often those who were quiet are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// What somebody does, as far as the limits are concerned. Whatever it is, it is a press or a message as well.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Any button.
    Press,
    /// Any message.
    Message,
    /// Something is made of it: a key, a trial, a request, a ticket or words for one.
    Make,
    /// A link to the bot that carries something.
    Link,
    /// A token to redeem.
    Token,
}

impl Kind {
    const ALL: [Kind; 5] = [
        Self::Press,
        Self::Message,
        Self::Make,
        Self::Link,
        Self::Token,
    ];

    /// What it is a flood of: of presses and messages it is one of everything.
    fn flood(self) -> Option<Kind> {
        match self {
            Self::Press | Self::Message => None,
            Self::Make | Self::Link | Self::Token => Some(self),
        }
    }
}

/// For whom a limit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rank {
    People,
    Staff,
}

/// How much of a kind: so many at once, and one more each time that this went by.
fn measure(kind: Kind, rank: Rank) -> (u32, Duration) {
    let (burst, milliseconds) = match (rank, kind) {
        (Rank::People, Kind::Press) => (30, 333),
        (Rank::People, Kind::Message) => (25, 1_000),
        (Rank::People, Kind::Make | Kind::Token) => (10, 6_000),
        (Rank::People, Kind::Link) => (10, 5_000),
        // A hundred messages may be forwarded at once.
        (Rank::Staff, Kind::Press | Kind::Message) => (200, 100),
        (Rank::Staff, Kind::Make | Kind::Link | Kind::Token) => (100, 500),
    };
    (burst, Duration::from_millis(milliseconds))
}

/// What to do with an update.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Pass,
    /// Too many, and the person should hear it, once.
    Warn {
        seconds: i64,
    },
    Drop,
}

/// The time that passed since it was made: pacing goes by tokio's clock, which stands still in tests.
#[derive(Clone, Copy, Debug)]
pub struct Pace(Instant);

impl Pace {
    /// Counts from now on.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Pace {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// One limit: GCRA for each person.
type Gate = RateLimiter<UserId, HashMapStateStore<UserId>, Pace, NoOpMiddleware<Duration>>;

fn gate(kind: Kind, rank: Rank, hurry: u32, pace: Pace) -> Gate {
    let (burst, every) = measure(kind, rank);
    let hurry = hurry.max(1);
    let burst = NonZeroU32::new(burst.saturating_mul(hurry)).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(every / hurry)
        .unwrap_or_else(|| Quota::per_second(burst))
        .allow_burst(burst);
    RateLimiter::hashmap_with_clock(quota, pace)
}

/// Remembers how much each person did lately.
pub struct FloodFilter(Mutex<State>);

struct State {
    hurry: u32,
    pace: Pace,
    people: [Gate; 5],
    staff: [Gate; 5],
    /// Who is of the staff, as their last update that passed showed.
    known_staff: HashSet<UserId>,
    /// Floods that were told to go slower, and until when they are not heard.
    hushed: HashMap<(UserId, Option<Kind>), Duration>,
    swept_at: Duration,
}

impl FloodFilter {
    /// Takes so many times what a hand does.
    pub fn new(hurry: u32) -> Self {
        let pace = Pace::start();
        Self(Mutex::new(State {
            hurry,
            pace,
            people: Kind::ALL.map(|kind| gate(kind, Rank::People, hurry, pace)),
            staff: Kind::ALL.map(|kind| gate(kind, Rank::Staff, hurry, pace)),
            known_staff: HashSet::new(),
            hushed: HashMap::new(),
            swept_at: Duration::ZERO,
        }))
    }
}

impl FloodFilter {
    /// Counts an update of that person, which is of all these kinds, and judges it.
    pub fn judge(&self, user: UserId, kinds: &[Kind]) -> Verdict {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.pace.now();
        state.sweep(now);
        if state.is_hushed(user, None, now) {
            return Verdict::Drop;
        }
        for kind in kinds {
            let verdict = state.count(user, *kind, now);
            if verdict != Verdict::Pass {
                return verdict;
            }
        }
        Verdict::Pass
    }

    /// Whether that person floods the bot and is not heard just now, for what is not counted itself.
    pub fn is_silenced(&self, user: UserId) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.pace.now();
        state.is_hushed(user, None, now)
    }

    /// Whether that person is of the staff, as far as is known.
    pub fn is_staff(&self, user: UserId) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.known_staff.contains(&user)
    }

    /// Notes whether a person is of the staff, whose limits are higher: from their next update on.
    pub fn note_staff(&self, user: UserId, is_staff: bool) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_staff {
            state.known_staff.remove(&user);
            return;
        }
        if state.known_staff.len() >= MOST_STAFF {
            // They are noted again with their next update.
            state.known_staff.clear();
        }
        state.known_staff.insert(user);
    }
}

impl State {
    fn count(&mut self, user: UserId, kind: Kind, now: Duration) -> Verdict {
        if self.is_hushed(user, kind.flood(), now) {
            return Verdict::Drop;
        }
        let rank = if self.known_staff.contains(&user) {
            Rank::Staff
        } else {
            Rank::People
        };
        let (hurry, pace) = (self.hurry, self.pace);
        let gates = match rank {
            Rank::People => &mut self.people,
            Rank::Staff => &mut self.staff,
        };
        let place = &mut gates[kind as usize];
        if place.len() >= MOST_PEOPLE {
            place.retain_recent();
            if place.len() >= MOST_PEOPLE {
                *place = gate(kind, rank, hurry, pace);
            }
        }
        let Err(refused) = place.check_key(&user) else {
            return Verdict::Pass;
        };
        let silence = refused.wait_time_from(now).max(SILENCE);
        if self.hushed.len() >= MOST_PEOPLE {
            self.hushed.clear();
        }
        self.hushed.insert((user, kind.flood()), now + silence);
        let seconds = silence.as_millis().div_ceil(1_000);
        Verdict::Warn {
            seconds: i64::try_from(seconds).unwrap_or(i64::MAX),
        }
    }

    /// Whether a flood goes on that was told to go slower: each of its updates makes the silence last.
    fn is_hushed(&mut self, user: UserId, flood: Option<Kind>, now: Duration) -> bool {
        match self.hushed.get_mut(&(user, flood)) {
            Some(until) if now < *until => {
                *until = (*until).max(now + CALM);
                true
            }
            Some(_) => {
                self.hushed.remove(&(user, flood));
                false
            }
            None => false,
        }
    }

    /// Forgets those who were quiet, now and then.
    fn sweep(&mut self, now: Duration) {
        if now.saturating_sub(self.swept_at) < SWEEP {
            return;
        }
        self.swept_at = now;
        for gate in self.people.iter().chain(&self.staff) {
            gate.retain_recent();
            gate.shrink_to_fit();
        }
        self.hushed.retain(|_, until| *until > now);
        self.hushed.shrink_to(64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESS: &[Kind] = &[Kind::Press];
    const MAKE: &[Kind] = &[Kind::Press, Kind::Make];

    async fn pass(milliseconds: u64) {
        tokio::time::advance(Duration::from_millis(milliseconds)).await;
    }

    fn count(verdicts: &[Verdict], of: impl Fn(&Verdict) -> bool) -> usize {
        verdicts.iter().filter(|verdict| of(verdict)).count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_quick_hand_is_never_put_off() {
        let filter = FloodFilter::new(1);
        for _ in 0..60 {
            // Three presses a second for twenty seconds, and a message in between.
            assert_eq!(filter.judge(UserId(1), PRESS), Verdict::Pass);
            pass(333).await;
            assert_eq!(filter.judge(UserId(1), PRESS), Verdict::Pass);
            pass(334).await;
            assert_eq!(filter.judge(UserId(1), PRESS), Verdict::Pass);
            assert_eq!(filter.judge(UserId(1), &[Kind::Message]), Verdict::Pass);
            pass(333).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_told_once_and_then_there_is_silence_until_it_calms() {
        let filter = FloodFilter::new(1);
        let mut verdicts = Vec::new();
        for _ in 0..1_000 {
            // Twenty a second for fifty seconds.
            verdicts.push(filter.judge(UserId(2), PRESS));
            pass(50).await;
        }
        assert_eq!(
            count(&verdicts, |one| matches!(one, Verdict::Warn { .. })),
            1
        );
        let passed = count(&verdicts, |one| *one == Verdict::Pass);
        assert!((30..40).contains(&passed), "{passed}");
        assert_eq!(
            filter.judge(UserId(1), PRESS),
            Verdict::Pass,
            "others go on"
        );
        // A message is silence too: the flood is one of everything.
        assert_eq!(filter.judge(UserId(2), &[Kind::Message]), Verdict::Drop);
        assert!(filter.is_silenced(UserId(2)) && !filter.is_silenced(UserId(1)));
        pass(2_500).await;
        assert_eq!(filter.judge(UserId(2), PRESS), Verdict::Pass, "it is calm");
        let again: Vec<Verdict> = (0..40).map(|_| filter.judge(UserId(2), PRESS)).collect();
        assert_eq!(count(&again, |one| matches!(one, Verdict::Warn { .. })), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_warning_says_is_true() {
        let filter = FloodFilter::new(1);
        for _ in 0..10 {
            assert_eq!(filter.judge(UserId(3), MAKE), Verdict::Pass);
        }
        let Verdict::Warn { seconds } = filter.judge(UserId(3), MAKE) else {
            panic!("no warning");
        };
        assert_eq!(filter.judge(UserId(3), MAKE), Verdict::Drop);
        assert_eq!(
            filter.judge(UserId(3), PRESS),
            Verdict::Pass,
            "the rest of the bot is open"
        );
        pass(seconds.unsigned_abs() * 1_000).await;
        assert_eq!(filter.judge(UserId(3), MAKE), Verdict::Pass);
    }

    #[tokio::test(start_paused = true)]
    async fn the_staff_may_do_more() {
        let filter = FloodFilter::new(1);
        filter.note_staff(UserId(4), true);
        for _ in 0..150 {
            assert_eq!(filter.judge(UserId(4), PRESS), Verdict::Pass);
        }
        filter.note_staff(UserId(4), false);
        let verdicts: Vec<Verdict> = (0..40).map(|_| filter.judge(UserId(4), PRESS)).collect();
        assert!(count(&verdicts, |one| *one == Verdict::Pass) < 40);
    }

    #[tokio::test(start_paused = true)]
    async fn the_memory_is_bounded_and_given_back() {
        let filter = FloodFilter::new(1);
        for id in 0..25_000 {
            filter.judge(UserId(id), MAKE);
        }
        let kept = |filter: &FloodFilter| {
            let state = filter.0.lock().expect("free");
            let gates = state.people.iter().chain(&state.staff);
            gates.map(|gate| gate.len()).max().unwrap_or(0)
        };
        assert!(kept(&filter) <= MOST_PEOPLE);
        pass(120_000).await;
        filter.judge(UserId(1), PRESS);
        assert_eq!(kept(&filter), 1);
    }
}
