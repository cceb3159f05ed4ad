//! What the house counts of itself: atomics that lie in the program from its start. Nothing is allocated, locked or
//! awaited where something is counted, but for the jobs, of which few run in a minute.
//!
//! Each figure has a fixed number of places, named by its lists of labels: strangers cannot make more of them. How they
//! are written for Prometheus: `text`.

pub mod process;
pub mod text;

use crate::utils::order::InOrder;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// What only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Zero.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// One more.
    pub fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What grows and shrinks.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// Zero.
    pub const fn new() -> Self {
        Self(AtomicI64::new(0))
    }

    /// So many more, or fewer.
    pub fn add(&self, difference: i64) {
        self.0.fetch_add(difference, Ordering::Relaxed);
    }

    /// So many.
    pub fn set(&self, value: i64) {
        self.0.store(value, Ordering::Relaxed);
    }

    /// How many now.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Upper bounds of the buckets of every histogram, in microseconds: from a read of one row to a handler that hangs.
pub const BOUNDS: [u64; 17] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000,
];

/// How long something took, in buckets.
#[derive(Debug)]
pub struct Histogram {
    /// By the first bound that holds it; the last one has none.
    buckets: [Counter; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Histogram {
    /// Nothing was measured yet.
    pub const fn new() -> Self {
        Self {
            buckets: [const { Counter::new() }; BOUNDS.len() + 1],
            micros: AtomicU64::new(0),
        }
    }

    /// Something took so long.
    pub fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS.partition_point(|bound| *bound < micros);
        self.buckets[place].add_one();
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// What was since that moment.
    pub fn since(&self, begun: Instant) {
        self.observe(begun.elapsed());
    }

    /// How many took at most each bound, and at last all of them.
    pub fn cumulated(&self) -> [u64; BOUNDS.len() + 1] {
        let mut sum = 0;
        std::array::from_fn(|place| {
            sum += self.buckets[place].get();
            sum
        })
    }

    /// How long all took together, in microseconds.
    pub fn micros(&self) -> u64 {
        self.micros.load(Ordering::Relaxed)
    }
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

/// Kinds of updates, as Telegram names them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UpdateKind {
    Message,
    EditedMessage,
    ChannelPost,
    EditedChannelPost,
    CallbackQuery,
    MyChatMember,
    ChatMember,
    ChatJoinRequest,
    PreCheckoutQuery,
    Subscription,
    Other,
}

/// Their names.
pub const UPDATE_KINDS: [&str; 11] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "pre_checkout_query",
    "subscription",
    "other",
];

/// What became of an update.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UpdateOutcome {
    Done,
    /// The person heard a no.
    Refused,
    /// The person heard an apology.
    Failed,
    /// It waits until it can be noted.
    PutOff,
    Unreadable,
    /// Its handler fell or hung.
    Panicked,
}

/// Their names.
pub const UPDATE_OUTCOMES: [&str; 6] = [
    "done",
    "refused",
    "failed",
    "put_off",
    "unreadable",
    "panicked",
];

/// Updates by kind and outcome.
pub static UPDATES: [[Counter; 6]; 11] = [const { [const { Counter::new() }; 6] }; 11];
/// How long handlers took, by kind of update.
pub static HANDLERS: [Histogram; 11] = [const { Histogram::new() }; 11];

/// Counts one update.
pub fn update(kind: UpdateKind, outcome: UpdateOutcome) {
    UPDATES[kind as usize][outcome as usize].add_one();
}

/// Groups of the methods of the Bot API.
pub const METHODS: [&str; 6] = ["poll", "send", "edit", "answer", "get", "act"];
/// What became of a request to Telegram.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallOutcome {
    Ok,
    /// Telegram would not.
    Rejected,
    /// Telegram asks to wait.
    RetryAfter,
    /// Telegram is in trouble.
    ServerError,
    /// There was no connection.
    Unsent,
    /// No answer, or an unreadable one.
    Unknown,
}

/// Their names.
pub const CALL_OUTCOMES: [&str; 6] = [
    "ok",
    "rejected",
    "retry_after",
    "server_error",
    "unsent",
    "unknown",
];

/// Requests to Telegram by group of methods and outcome.
pub static CALLS: [[Counter; 6]; 6] = [const { [const { Counter::new() }; 6] }; 6];
/// How long they took, by group.
pub static CALL_TIMES: [Histogram; 6] = [const { Histogram::new() }; 6];

/// Counts one request, begun at that moment.
pub fn call(method: &str, outcome: CallOutcome, begun: Instant) {
    let group = group_of(method);
    CALLS[group][outcome as usize].add_one();
    CALL_TIMES[group].since(begun);
}

/// The place of a method in [`METHODS`].
fn group_of(method: &str) -> usize {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|one| method.starts_with(one));
    match method {
        "getUpdates" => 0,
        _ if begins(&["send", "copy", "forward"]) => 1,
        _ if begins(&["edit", "delete", "pin", "unpin"]) => 2,
        _ if begins(&["answer"]) => 3,
        _ if begins(&["get"]) => 4,
        _ => 5,
    }
}

/// Lanes of the sender, in the order of `Lane::ALL`.
pub const LANES: [&str; 4] = ["urgent", "reply", "member", "bulk"];
/// Outcomes of a call of the sender: carried out, or given up.
pub const LANE_OUTCOMES: [&str; 2] = ["sent", "failed"];
/// Calls waiting or on their way, by lane.
pub static QUEUED: [Gauge; 4] = [const { Gauge::new() }; 4];
/// Calls that ended, by lane and outcome.
pub static ENDED: [[Counter; 2]; 4] = [const { [const { Counter::new() }; 2] }; 4];
/// Times Telegram asked a lane to wait.
pub static RETRY_AFTER: [Counter; 4] = [const { Counter::new() }; 4];

/// Ways into the database.
pub const DOORS: [&str; 2] = ["read", "write"];
/// How long somebody waited for their turn at the database, by way in.
pub static DB_WAITS: [Histogram; 2] = [const { Histogram::new() }; 2];
/// How long the work then took, the thread it needs included.
pub static DB_WORK: [Histogram; 2] = [const { Histogram::new() }; 2];

/// Classes of tasks, in the order of `TaskClass::ALL`.
pub const TASK_CLASSES: [&str; 5] = ["prompt", "member", "queue", "notice", "server"];
/// How a try of a task ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaskOutcome {
    Done,
    Later,
    Waiting,
    Retried,
    Failed,
}

/// Their names.
pub const TASK_OUTCOMES: [&str; 5] = ["done", "later", "waiting", "retried", "failed"];
/// Tries of tasks by class and outcome.
pub static TASKS: [[Counter; 5]; 5] = [const { [const { Counter::new() }; 5] }; 5];

/// Areas of the house's addresses.
pub const AREAS: [&str; 8] = [
    "api", "hooks", "telegram", "keys", "judge", "metrics", "health", "other",
];
/// Classes of HTTP statuses.
pub const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// Requests to the house by area and class of the answer.
pub static REQUESTS: [[Counter; 5]; 8] = [const { [const { Counter::new() }; 5] }; 8];
/// How long their answers took, by area.
pub static REQUEST_TIMES: [Histogram; 8] = [const { Histogram::new() }; 8];

/// A request to the house that is being answered.
#[derive(Debug)]
pub struct Asked {
    area: usize,
    begun: Instant,
}

impl Asked {
    /// A request for that path.
    pub fn new(path: &str) -> Self {
        let first = path.split('/').nth(1).unwrap_or_default();
        let area = match first {
            "api" => 0,
            "hooks" => 1,
            "telegram" => 2,
            "k" => 3,
            "judge" => 4,
            "metrics" => 5,
            "healthz" | "readyz" => 6,
            _ => 7,
        };
        Self {
            area,
            begun: Instant::now(),
        }
    }

    /// It was answered with that status.
    pub fn answered(&self, status: u16) {
        let class = usize::from(status / 100).clamp(1, STATUSES.len()) - 1;
        REQUESTS[self.area][class].add_one();
        REQUEST_TIMES[self.area].since(self.begun);
    }
}

/// When the house's own certificate ends, in seconds since 1970; 0 = it shows none.
pub static TLS_ENDS: Gauge = Gauge::new();

/// Faults that got a number: each was logged, and the admins heard of its kind.
pub static FAULTS: Counter = Counter::new();

/// The runs of a job since the start.
#[derive(Clone, Debug)]
pub struct JobRuns {
    pub name: &'static str,
    pub runs: u64,
    pub failures: u64,
    /// When the last one began, in Unix seconds.
    pub last_at: i64,
    pub took: Duration,
    pub is_ok: bool,
}

static JOBS: Mutex<Vec<JobRuns>> = Mutex::new(Vec::new());

/// Counts a run of a job.
pub fn job(name: &'static str, last_at: i64, took: Duration, is_ok: bool) {
    let mut jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner);
    let before = match jobs.iter().position(|job| job.name == name) {
        Some(place) => jobs.swap_remove(place),
        None => JobRuns {
            name,
            runs: 0,
            failures: 0,
            last_at,
            took,
            is_ok,
        },
    };
    jobs.push(JobRuns {
        runs: before.runs + 1,
        failures: before.failures + u64::from(!is_ok),
        last_at,
        took,
        is_ok,
        ..before
    });
}

/// The runs of all jobs, by name.
pub fn jobs() -> Vec<JobRuns> {
    let mut jobs = JOBS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    jobs.order_by_key(|job| job.name);
    jobs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_falls_into_the_first_bucket_that_holds_it() {
        let histogram = Histogram::new();
        for micros in [0, 50, 51, 10_000_000, 10_000_001, u64::MAX / 2] {
            histogram.observe(Duration::from_micros(micros));
        }
        let cumulated = histogram.cumulated();
        assert_eq!(cumulated[..2], [2, 3]);
        assert_eq!(cumulated[15..], [3, 4, 6]);
        assert!(BOUNDS.is_sorted());
    }

    #[test]
    fn every_method_has_its_group() {
        for (method, group) in [
            ("getUpdates", "poll"),
            ("sendMessage", "send"),
            ("copyMessages", "send"),
            ("editMessageText", "edit"),
            ("answerCallbackQuery", "answer"),
            ("getChatMember", "get"),
            ("approveChatJoinRequest", "act"),
        ] {
            assert_eq!(METHODS[group_of(method)], group, "{method}");
        }
    }

    #[test]
    fn every_address_has_its_area_and_strangers_make_none() {
        for (path, area) in [
            ("/api/v1/users", "api"),
            ("/k/secret", "keys"),
            ("/readyz", "health"),
            ("/kitchen", "other"),
            ("", "other"),
            ("//", "other"),
        ] {
            assert_eq!(AREAS[Asked::new(path).area], area, "{path}");
        }
    }

    #[test]
    fn the_runs_of_a_job_are_counted_with_its_failures() {
        for (at, is_ok) in [(1, true), (2, false), (3, true)] {
            job("only_of_this_test", at, Duration::from_secs(1), is_ok);
        }
        let jobs = jobs();
        let job = jobs.iter().find(|job| job.name == "only_of_this_test");
        let job = job.expect("it ran");
        assert_eq!(
            (job.runs, job.failures, job.last_at, job.is_ok),
            (3, 1, 3, true)
        );
    }
}
