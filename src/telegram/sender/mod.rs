//! Every outgoing call waits its turn here.
//!
//! Four lanes share nothing but the number of messages a second, which replies take before bulk. Within a lane each
//! chat has its own queue, so that no chat waits for another. One task owns all of this as plain state.
//!
//! What Telegram's limits are: `pace`. Who is next: `queue`. What one call has been through: `job`. What starts, and
//! what follows an answer: `schedule`.

mod job;
mod pace;
mod queue;
mod schedule;
#[cfg(test)]
mod tests;

use crate::models::ChatId;
use crate::models::Rates;
use crate::telegram::call::Call;
use crate::telegram::errors::{CallError, Cause};
use crate::telegram::raw::Raw;
use crate::utils::metrics;
use crate::utils::spawn::boxed;
use job::Job;
use schedule::Scheduler;
use serde_json::Value;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// A future without a name.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes one call once. [`Raw`] does; tests have their own.
pub trait Transport: Send + Sync + 'static {
    /// Makes the call and gives its result.
    fn call<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Value, CallError>>;
}

impl Transport for Raw {
    fn call<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Value, CallError>> {
        Box::pin(Raw::call(self, call))
    }
}

/// The kind of traffic a call is. No lane waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Answers to presses and pre-checkouts, edits of the pressed message: not paced.
    Urgent,
    /// What a person waits for.
    Reply,
    /// Approvals, removals, links, membership questions: 10 a second.
    Member,
    /// Broadcasts and notices: what replies leave, and never all of it.
    Bulk,
}

impl Lane {
    /// All lanes, in the order in which they are served.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::Reply, Self::Member, Self::Bulk];
}

/// What to do when a call may have had its effect although no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Again: it may happen twice, because that does no harm or because a person must have it.
    UntilCertain,
    /// Never: the error is given to the caller, whose class is in doubt or a server's fault.
    AtMostOnce,
}

/// A call with the way in which it should be sent.
#[derive(Debug)]
pub struct Request {
    /// What to call.
    pub call: Call,
    /// In which lane it waits.
    pub lane: Lane,
    /// What to do when in doubt.
    pub repeat: Repeat,
    /// How long after the first try it may be tried again. Waits that Telegram asks for are not counted.
    pub give_up_after: Duration,
}

/// Sends calls in their turn. Clones share the queues.
#[derive(Clone)]
pub struct Sender {
    commands: mpsc::UnboundedSender<Command>,
    board: Arc<Board>,
}

impl Sender {
    /// Starts sending through `raw`. The task belongs to `tracker` and ends by [`Sender::drain`] or with the last clone.
    pub fn start(raw: Raw, rates: Rates, tracker: TaskTracker) -> Self {
        Self::over(Arc::new(raw), rates, tracker)
    }

    /// Starts sending through any transport.
    pub fn over(transport: Arc<dyn Transport>, rates: Rates, tracker: TaskTracker) -> Self {
        let (commands, inbox) = mpsc::unbounded_channel();
        let board = Arc::<Board>::default();
        let scheduler = Scheduler::new(transport, rates, Arc::clone(&board), inbox);
        tracker.spawn(boxed(scheduler.run()));
        Self { commands, board }
    }

    /// Queues a call, behind those queued before it for the same chat and lane. It is sent whether or not the result
    /// is awaited. A waiting call keeps its text in memory, about 1 KB: long broadcasts are better queued in portions.
    pub fn send(&self, request: Request) -> Pending {
        let lane = request.lane;
        let (job, answer) = Job::new(request);
        self.board.queue(lane, 1);
        if let Err(refused) = self.commands.send(Command::Send(lane, job)) {
            self.board.queue(lane, -1);
            if let Command::Send(_, job) = refused.0 {
                job.end(Err(CallError::NotSent(Cause::Stopping)));
            }
        }
        Pending { answer }
    }

    /// Queues a call and waits for its result.
    pub async fn call(&self, request: Request) -> Result<Value, CallError> {
        self.send(request).await
    }

    /// That chat asks on and on without waiting for its answers: those of others come first, until it has them.
    pub fn press(&self, chat: ChatId) {
        // An error means that nothing is sent any more.
        let _ = self.commands.send(Command::Press(chat));
    }

    /// What waits and what was sent.
    pub fn stats(&self) -> SenderStats {
        self.board.read()
    }

    /// Sends what is queued, for at most `within`, then stops. What is left ends with an error that says whether it
    /// may have been sent.
    pub async fn drain(&self, within: Duration) {
        let (done, stopped) = oneshot::channel();
        let deadline = Instant::now() + within;
        if self.commands.send(Command::Drain(deadline, done)).is_ok() {
            let _ = stopped.await; // an error means that it has stopped already
        }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

/// The result of a call that is on its way. Dropping it does not stop the call.
#[derive(Debug)]
pub struct Pending {
    answer: oneshot::Receiver<Result<Value, CallError>>,
}

impl Future for Pending {
    type Output = Result<Value, CallError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // The scheduler answers each call; it cannot only if it was torn down with the whole runtime.
        Pin::new(&mut self.answer)
            .poll(context)
            .map(|answer| answer.unwrap_or(Err(CallError::Unknown(Cause::Stopping))))
    }
}

/// The state of the sender at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SenderStats {
    /// Calls waiting or on their way, in the order of [`Lane::ALL`].
    pub queued: [usize; 4],
    /// Calls that Telegram has carried out since the start.
    pub sent: u64,
    /// Lanes that wait because Telegram asked for it.
    pub held_lanes: Vec<Lane>,
    /// How many chats wait because Telegram asked for it.
    pub held_chats: usize,
}

impl SenderStats {
    /// Calls of `lane` waiting or on their way.
    pub fn queued_in(&self, lane: Lane) -> usize {
        self.queued[lane as usize]
    }
}

/// What a [`Sender`] tells the scheduler.
enum Command {
    Send(Lane, Job),
    Press(ChatId),
    Drain(Instant, oneshot::Sender<()>),
}

/// The figures of [`SenderStats`], written by the scheduler and read by anyone.
#[derive(Default)]
struct Board {
    queued: [AtomicUsize; 4],
    sent: AtomicU64,
    held_lanes: AtomicU8,
    held_chats: AtomicUsize,
}

impl Board {
    /// So many calls more, or fewer, are waiting or on their way.
    fn queue(&self, lane: Lane, difference: isize) {
        self.queued[lane as usize].fetch_add(difference.cast_unsigned(), Ordering::Relaxed);
        metrics::QUEUED[lane as usize].add(difference as i64);
    }

    fn read(&self) -> SenderStats {
        let held = self.held_lanes.load(Ordering::Relaxed);
        SenderStats {
            queued: Lane::ALL.map(|lane| self.queued[lane as usize].load(Ordering::Relaxed)),
            sent: self.sent.load(Ordering::Relaxed),
            held_lanes: Lane::ALL
                .into_iter()
                .filter(|lane| held & (1 << *lane as u8) != 0)
                .collect(),
            held_chats: self.held_chats.load(Ordering::Relaxed),
        }
    }
}
