//! The task that owns the queues: starts what may start, and decides what follows an answer.

use crate::models::ChatId;
use crate::models::Rates;
use crate::telegram::errors::{CallError, Cause, Class};
use crate::telegram::sender::job::{Job, random_part};
use crate::telegram::sender::pace::{ChatPace, SECOND, Window};
use crate::telegram::sender::queue::{Key, Queues};
use crate::telegram::sender::{Board, Command, Lane, Repeat, Transport};
use crate::utils::metrics;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

/// Member actions that may start in a second.
const MEMBER_ACTIONS: usize = 10;
/// Bulk may take so much of the messages of a second, as a fraction.
const BULK_SHARE: (usize, usize) = (25, 30);
/// How often a call of unknown outcome is repeated.
const DOUBTS: u32 = 3;
/// The random part of a wait that Telegram asks for.
const WAIT_JITTER: Duration = Duration::from_millis(500);
/// So many chats told to wait at the same time mean that it is not about these chats, but about all messages.
const CHATS_THAT_MEAN_ALL: usize = 3;
/// How often forgotten chats are cleared away, while there are any.
const SWEEP: Duration = Duration::from_secs(60);
/// Commands taken at once.
const BATCH: usize = 256;
/// Stands for "for ever" where an instant is needed.
const FAR: Duration = Duration::from_secs(365 * 24 * 3_600);

/// Calls of a lane that may be on their way at once: 64 without the urgent ones. Hanging calls of one lane leave the
/// others theirs.
const fn seats(lane: Lane) -> usize {
    match lane {
        Lane::Urgent | Lane::Reply => 32,
        Lane::Member => 10,
        Lane::Bulk => 22,
    }
}

/// What follows an answer.
enum Next {
    End(Result<Value, CallError>),
    Again(Instant),
}

/// A call on its way.
struct Flight {
    lane: Lane,
    key: Key,
    job: Job,
}

/// The state of a lane.
struct LaneState {
    queues: Queues,
    free_seats: usize,
    held_until: Option<Instant>,
}

/// The owner of all queues.
pub(super) struct Scheduler {
    transport: Arc<dyn Transport>,
    board: Arc<Board>,
    inbox: mpsc::UnboundedReceiver<Command>,
    lanes: [LaneState; 4],
    /// Replies and bulk together.
    messages: Window,
    bulk: Window,
    members: Window,
    private_every: Duration,
    chats: HashMap<ChatId, ChatPace>,
    held_chats: HashMap<ChatId, Instant>,
    running: JoinSet<Result<Value, CallError>>,
    flights: HashMap<task::Id, Flight>,
    calls_queued: u64,
    sweep_at: Option<Instant>,
    /// No new commands can come.
    closed: bool,
    stop_at: Option<Instant>,
    stopped: Vec<oneshot::Sender<()>>,
}

impl Scheduler {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        rates: Rates,
        board: Arc<Board>,
        inbox: mpsc::UnboundedReceiver<Command>,
    ) -> Self {
        let all = usize::try_from(rates.per_second).unwrap_or(usize::MAX);
        let bulk = all.saturating_mul(BULK_SHARE.0) / BULK_SHARE.1;
        Self {
            transport,
            board,
            inbox,
            lanes: Lane::ALL.map(|lane| LaneState {
                queues: Queues::default(),
                free_seats: seats(lane),
                held_until: None,
            }),
            messages: Window::new(all, SECOND),
            bulk: Window::new(bulk, SECOND),
            members: Window::new(MEMBER_ACTIONS, SECOND),
            private_every: rates.private_every,
            chats: HashMap::new(),
            held_chats: HashMap::new(),
            running: JoinSet::new(),
            flights: HashMap::new(),
            calls_queued: 0,
            sweep_at: None,
            closed: false,
            stop_at: None,
            stopped: Vec::new(),
        }
    }

    /// Serves until drained, or until the last [`Sender`](super::Sender) is gone and its calls are made.
    pub(super) async fn run(mut self) {
        let mut commands = Vec::new();
        loop {
            let now = Instant::now();
            let alarm = self.advance(now);
            if self.is_finished(now) {
                break;
            }
            tokio::select! {
                taken = self.inbox.recv_many(&mut commands, BATCH), if !self.closed => {
                    self.closed = taken == 0;
                    commands.drain(..).for_each(|command| self.obey(command));
                }
                Some(ended) = self.running.join_next_with_id() => self.land(ended),
                () = sleep_until(alarm.unwrap_or(now)), if alarm.is_some() => {}
            }
        }
        self.stop();
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Send(lane, job) => {
                self.calls_queued += 1;
                let key = match lane {
                    Lane::Urgent | Lane::Reply | Lane::Bulk => {
                        Key::of_chat(&job.call, self.calls_queued)
                    }
                    Lane::Member => Key::of_member(&job.call, self.calls_queued),
                };
                self.lanes[lane as usize].queues.push(key, job);
            }
            Command::Press(chat) => {
                self.lanes[Lane::Reply as usize]
                    .queues
                    .press(Key::Chat(chat.0));
            }
            Command::Drain(until, done) => {
                self.stop_at = Some(self.stop_at.map_or(until, |at| at.min(until)));
                self.stopped.push(done);
            }
        }
    }

    /// Starts all that may start now. Says when to look again; an answer or a new call is another reason to.
    fn advance(&mut self, now: Instant) -> Option<Instant> {
        self.release_held(now);
        self.sweep(now);
        let mut alarm = self.stop_at;
        for lane in Lane::ALL {
            self.lanes[lane as usize].queues.wake(now);
            let blocked = self.serve(lane, now);
            let asleep = self.lanes[lane as usize].queues.next_alarm();
            alarm = [alarm, blocked, asleep].into_iter().flatten().min();
        }
        // Arming comes last, since serving is what fills the map.
        if self.sweep_at.is_none() && !self.chats.is_empty() {
            self.sweep_at = Some(now + SWEEP);
        }
        [alarm, self.sweep_at].into_iter().flatten().min()
    }

    /// Starts what a lane may send now. Says when the lane may send more, if time is what it waits for.
    fn serve(&mut self, lane: Lane, now: Instant) -> Option<Instant> {
        while let Some(key) = self.lanes[lane as usize].queues.first() {
            let state = &self.lanes[lane as usize];
            if state.held_until.is_some() {
                return state.held_until;
            }
            if state.free_seats == 0 {
                return None; // the next answer frees one
            }
            let full_until = self.lane_free_at(lane, now);
            if full_until.is_some() {
                return full_until;
            }
            match self.chat_free_at(lane, key, now) {
                Some(at) => self.lanes[lane as usize].queues.put_to_sleep(at),
                None => self.launch(lane, key, now),
            }
        }
        None
    }

    /// When the lane has room again; `None` means now.
    fn lane_free_at(&mut self, lane: Lane, now: Instant) -> Option<Instant> {
        match lane {
            Lane::Urgent => None,
            Lane::Reply => self.messages.free_at(now),
            Lane::Member => self.members.free_at(now),
            Lane::Bulk => self.messages.free_at(now).max(self.bulk.free_at(now)),
        }
    }

    /// When the chat may get a message again; `None` means now.
    fn chat_free_at(&mut self, lane: Lane, key: Key, now: Instant) -> Option<Instant> {
        let chat = paced_chat(lane, key)?;
        let held = self.held_chats.get(&chat).copied();
        let pace = self.chats.get_mut(&chat).and_then(|pace| pace.free_at(now));
        held.max(pace)
    }

    /// Sends the first call of the one whose turn it is.
    fn launch(&mut self, lane: Lane, key: Key, now: Instant) {
        let Some(mut job) = self.lanes[lane as usize].queues.take() else {
            return;
        };
        match lane {
            Lane::Urgent => {}
            Lane::Reply => self.messages.start(now),
            Lane::Member => self.members.start(now),
            Lane::Bulk => {
                self.messages.start(now);
                self.bulk.start(now);
            }
        }
        if let Some(chat) = paced_chat(lane, key) {
            let pace = self.chats.entry(chat);
            pace.or_insert_with(|| ChatPace::new(chat, self.private_every, now))
                .start(now);
        }
        let patience = job.give_up_after.min(FAR);
        job.give_up_at.get_or_insert(now + patience);
        self.lanes[lane as usize].free_seats -= 1;
        let transport = Arc::clone(&self.transport);
        let call = Arc::clone(&job.call);
        let started = self
            .running
            .spawn(async move { transport.call(&call).await });
        self.flights.insert(started.id(), Flight { lane, key, job });
    }

    /// A call has come back.
    fn land(&mut self, ended: Result<(task::Id, Result<Value, CallError>), JoinError>) {
        let (id, result) = match ended {
            Ok(landed) => landed,
            Err(panic) => (panic.id(), Err(CallError::Unknown(Cause::Internal))),
        };
        let Some(Flight { lane, key, mut job }) = self.flights.remove(&id) else {
            return;
        };
        self.lanes[lane as usize].free_seats += 1;
        match self.judge(lane, key, &mut job, result, Instant::now()) {
            Next::End(result) => {
                self.finish(lane, job, result);
                self.lanes[lane as usize].queues.done(key);
            }
            Next::Again(at) => self.lanes[lane as usize].queues.put_back(key, job, at),
        }
    }

    /// Decides what follows.
    fn judge(
        &mut self,
        lane: Lane,
        key: Key,
        job: &mut Job,
        result: Result<Value, CallError>,
        now: Instant,
    ) -> Next {
        let error = match result {
            Ok(value) => return Next::End(Ok(value)),
            Err(error) => error,
        };
        let certain = job.repeat == Repeat::UntilCertain;
        let again_at = match error.class() {
            Class::TooManyRequests(wait) => {
                log::warn!(
                    "{}: Telegram asks to wait {} s",
                    job.call.method,
                    wait.as_secs()
                );
                metrics::RETRY_AFTER[lane as usize].add_one();
                let wait = wait.min(FAR) + random_part(WAIT_JITTER);
                job.give_up_at = job.give_up_at.map(|at| at + wait);
                self.hold(lane, key, now + wait);
                Some(now + wait)
            }
            Class::BadEntities => job.make_plain().then(|| {
                log::error!("{}: sent again as plain text: {error}", job.call.method);
                now
            }),
            Class::Network => job.again_at(now),
            Class::Server => {
                job.in_doubt = true;
                certain.then(|| job.again_at(now)).flatten()
            }
            Class::InDoubt => {
                job.in_doubt = true;
                job.doubts += 1;
                let may = certain && job.doubts <= DOUBTS;
                may.then(|| job.again_at(now)).flatten()
            }
            Class::Harmless(_)
            | Class::Unreachable
            | Class::ChatLost
            | Class::NoRights
            | Class::RequestClosed
            | Class::NotAMember
            | Class::CannotRemove
            | Class::EditGone
            | Class::Migrated(_)
            | Class::Conflict
            | Class::Unauthorized
            | Class::Other => None,
        };
        again_at.map_or(Next::End(Err(error)), Next::Again)
    }

    /// Telegram asks to wait. The call itself is put back; this holds what else it concerns.
    fn hold(&mut self, lane: Lane, key: Key, until: Instant) {
        if let Some(chat) = paced_chat(lane, key) {
            let held = self.held_chats.entry(chat).or_insert(until);
            *held = (*held).max(until);
        }
        let whole_lane = match lane {
            Lane::Urgent => false,
            // People wait here: a chat that was flooded must not keep the others waiting.
            Lane::Reply => self.held_chats.len() >= CHATS_THAT_MEAN_ALL,
            Lane::Member | Lane::Bulk => true,
        };
        if whole_lane {
            let held = &mut self.lanes[lane as usize].held_until;
            *held = (*held).max(Some(until));
        }
        self.publish_held();
    }

    /// Lets go what has waited long enough.
    fn release_held(&mut self, now: Instant) {
        let is_held = self.lanes.iter().any(|lane| lane.held_until.is_some());
        if !is_held && self.held_chats.is_empty() {
            return;
        }
        for lane in &mut self.lanes {
            lane.held_until = lane.held_until.filter(|until| *until > now);
        }
        self.held_chats.retain(|_, until| *until > now);
        self.publish_held();
    }

    fn publish_held(&self) {
        let lanes = Lane::ALL
            .into_iter()
            .filter(|lane| self.lanes[*lane as usize].held_until.is_some())
            .fold(0, |held, lane| held | 1 << lane as u8);
        self.board.held_lanes.store(lanes, Ordering::Relaxed);
        let chats = self.held_chats.len();
        self.board.held_chats.store(chats, Ordering::Relaxed);
    }

    /// Forgets chats that have been quiet, so that a flood leaves no memory behind.
    fn sweep(&mut self, now: Instant) {
        if self.sweep_at.is_none_or(|at| at > now) {
            return;
        }
        self.sweep_at = None;
        self.chats.retain(|_, pace| !pace.is_stale(now));
        self.chats.shrink_to(64);
        for lane in &mut self.lanes {
            lane.queues.shrink();
        }
    }

    /// Ends a call for good.
    fn finish(&self, lane: Lane, job: Job, result: Result<Value, CallError>) {
        self.board.queue(lane, -1);
        metrics::ENDED[lane as usize][usize::from(result.is_err())].add_one();
        if result.is_ok() {
            self.board.sent.fetch_add(1, Ordering::Relaxed);
        }
        job.end(result);
    }

    fn is_finished(&self, now: Instant) -> bool {
        let is_idle = self.lanes.iter().all(|lane| lane.queues.is_empty());
        let is_last = self.closed || self.stop_at.is_some();
        (is_last && is_idle) || self.stop_at.is_some_and(|at| at <= now)
    }

    /// Ends what is left, each with an error that says whether it may have been sent.
    fn stop(mut self) {
        self.inbox.close();
        while let Ok(command) = self.inbox.try_recv() {
            self.obey(command);
        }
        for (_, flight) in std::mem::take(&mut self.flights) {
            let in_doubt = Err(CallError::Unknown(Cause::Stopping));
            self.finish(flight.lane, flight.job, in_doubt);
        }
        for lane in Lane::ALL {
            for job in self.lanes[lane as usize].queues.empty() {
                self.finish(lane, job, Err(CallError::NotSent(Cause::Stopping)));
            }
        }
        for stopped in std::mem::take(&mut self.stopped) {
            let _ = stopped.send(()); // who asked need not wait for it
        }
    }
}

/// The chat whose pace a call keeps.
fn paced_chat(lane: Lane, key: Key) -> Option<ChatId> {
    match (lane, key) {
        (Lane::Reply | Lane::Bulk, Key::Chat(chat)) => Some(ChatId(chat)),
        (Lane::Reply | Lane::Bulk, Key::Member(..) | Key::Alone(_)) => None,
        (Lane::Urgent | Lane::Member, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::call::Call;
    use crate::telegram::sender::{BoxFuture, Request};

    struct Agreeing;

    impl Transport for Agreeing {
        fn call<'a>(&'a self, _: &'a Call) -> BoxFuture<'a, Result<Value, CallError>> {
            Box::pin(async { Ok(Value::Null) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_leaves_no_memory_behind() {
        let (_commands, inbox) = mpsc::unbounded_channel();
        let rates = Rates {
            per_second: 10_000,
            private_every: Duration::from_secs(1),
        };
        let mut scheduler = Scheduler::new(Arc::new(Agreeing), rates, Arc::default(), inbox);
        for chat in (1..=5_000).chain(-50..0) {
            let (job, _) = Job::new(Request {
                call: Call::new("sendMessage").set("chat_id", chat),
                lane: Lane::Bulk,
                repeat: Repeat::AtMostOnce,
                give_up_after: Duration::MAX,
            });
            scheduler.obey(Command::Send(Lane::Bulk, job));
        }
        let began = Instant::now();
        scheduler.advance(began);
        while let Some(ended) = scheduler.running.join_next_with_id().await {
            scheduler.land(ended);
            scheduler.advance(began);
        }
        assert!(scheduler.lanes[Lane::Bulk as usize].queues.is_empty());
        assert_eq!(scheduler.chats.len(), 5_050);
        // Persons are forgotten after the first sweep, channels once their minute is over.
        let mut alarms = 0;
        let mut now = began;
        while let Some(at) = scheduler.advance(now) {
            now = at;
            alarms += 1;
        }
        assert!(scheduler.chats.is_empty() && scheduler.chats.capacity() < 200);
        assert_eq!((alarms, (now - began).as_secs()), (2, 120));
    }
}
