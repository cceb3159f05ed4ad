//! Stores updates and hands them to the workers, in order, a few per shard at a time.
//!
//! One task owns all of this, so there is nothing to lock: it stores what the poller brings, feeds workers that
//! have room, and writes the done marks together.

use super::Delivered;
use super::Handle;
use super::IN_FLIGHT;
use super::MOST_ATTEMPTS;
use super::PRE_CHECKOUT;
use super::REPLIES_PENDING;
use super::SHARDS;
use super::worker;
use crate::context::Ctx;
use crate::models::Identity;
use crate::models::InboxSeq;
use crate::services;
use crate::services::inbox::NewUpdate;
use crate::services::inbox::Suspect;
use crate::services::notify;
use crate::telegram::update::Update;
use crate::utils::spawn::boxed;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long after its tries an update that could not be noted is handed out again.
const AGAIN_AFTER: Duration = Duration::from_secs(60);
/// What kills the process does so sooner than that: a suspect that it survives so long is none.
const SURVIVED: Duration = Duration::from_secs(10);

/// What the feeder hears.
pub(super) enum Message {
    /// Store these; the answer says whether they are on the disk, and gives them back if not.
    Store {
        raws: Vec<String>,
        stored: oneshot::Sender<Result<(), Vec<String>>>,
    },
    /// The handler of an update returned; its replies are still on their way.
    Handled { seq: InboxSeq, shard: usize },
    /// The process still lives so long after that update was begun again.
    Survived { seq: InboxSeq },
    /// The replies of an update ended.
    Answered { seq: InboxSeq },
    /// An update was handed out but not begun, for the bot stops.
    Unbegun,
    /// This version cannot read the update: it is set aside.
    Unreadable { seq: InboxSeq, kind: String },
    /// An update could not be noted: it is handed out again later.
    NotDone { seq: InboxSeq, shard: usize },
    /// Its pause is over.
    Again { seq: InboxSeq, shard: usize },
    /// Look into the database.
    Nudge,
    /// Writing stopped, or goes on.
    Resume,
}

/// An update handed to a worker.
pub(super) struct Job {
    pub seq: InboxSeq,
    pub raw: String,
}

struct Shard {
    worker: mpsc::Sender<Job>,
    in_flight: usize,
    /// The database holds updates of this shard that nobody began.
    has_backlog: bool,
}

pub(super) struct Feeder {
    ctx: Arc<Ctx>,
    shards: Vec<Shard>,
    suspects: VecDeque<(InboxSeq, i64)>,
    /// A suspect is with its worker: one at a time, so that only the one that kills the process is blamed.
    suspect_out: Option<InboxSeq>,
    replies_pending: usize,
    done: Vec<InboxSeq>,
    messages: mpsc::Sender<Message>,
    stop: CancellationToken,
    is_started: bool,
}

impl Feeder {
    pub(super) fn new(
        ctx: Arc<Ctx>,
        handler: Arc<dyn Handle>,
        messages: mpsc::Sender<Message>,
        tracker: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        let shards = (0..=PRE_CHECKOUT)
            .map(|shard| {
                let (worker, jobs) = mpsc::channel(IN_FLIGHT);
                let number = usize::try_from(shard).unwrap_or(0);
                tracker.spawn(boxed(worker::run(
                    ctx.clone(),
                    number,
                    jobs,
                    handler.clone(),
                    messages.clone(),
                    stop.clone(),
                )));
                Shard {
                    worker,
                    in_flight: 0,
                    has_backlog: true,
                }
            })
            .collect();
        Self {
            ctx,
            shards,
            suspects: VecDeque::new(),
            suspect_out: None,
            replies_pending: 0,
            done: Vec::new(),
            messages,
            stop,
            is_started: false,
        }
    }

    pub(super) async fn run(mut self, mut messages: mpsc::Receiver<Message>) {
        match services::inbox::suspects(&self.ctx).await {
            Ok(suspects) => self.suspects = suspects.into(),
            Err(error) => {
                notify::log_error_and_notify(
                    &self.ctx,
                    Identity::System,
                    "inbox",
                    &error.to_string(),
                );
            }
        }
        self.is_started = true;
        self.feed().await;
        let mut watch = self.ctx.db.watch();
        loop {
            let message = tokio::select! {
                message = messages.recv() => message,
                // Writing stopped or goes on: marks and updates that waited for it are taken up.
                Ok(()) = watch.changed() => Some(Message::Resume),
                () = self.stop.cancelled() => break,
            };
            let Some(message) = message else { break };
            self.hear(message).await;
            // What piled up meanwhile is heard first, so that marks are written together.
            while let Ok(message) = messages.try_recv() {
                self.hear(message).await;
            }
            self.mark_done().await;
            self.feed().await;
        }
        self.finish(messages).await;
    }

    /// The bot stops: nothing new is handed out, but what is running is marked when it ends.
    async fn finish(mut self, mut messages: mpsc::Receiver<Message>) {
        for shard in &mut self.shards {
            // Workers end when their channel closes.
            shard.worker = mpsc::channel(1).0;
        }
        let running = |feeder: &Self| {
            feeder.shards.iter().any(|shard| shard.in_flight > 0) || feeder.replies_pending > 0
        };
        while running(&self) {
            // The app bounds this wait by its own limit.
            let Some(message) = messages.recv().await else {
                break;
            };
            match message {
                Message::Store { stored, .. } => drop(stored),
                Message::Handled { .. }
                | Message::Survived { .. }
                | Message::Answered { .. }
                | Message::Unbegun
                | Message::NotDone { .. }
                | Message::Unreadable { .. }
                | Message::Again { .. }
                | Message::Resume
                | Message::Nudge => {
                    self.hear(message).await;
                }
            }
            if messages.is_empty() {
                self.mark_done().await;
            }
        }
        self.mark_done().await;
    }

    async fn hear(&mut self, message: Message) {
        match message {
            Message::Store { raws, stored } => {
                let is_stored = self.store(raws).await;
                // The poller may have been stopped meanwhile.
                let _ = stored.send(is_stored);
            }
            Message::Handled { seq, shard } => {
                if let Some(one) = self.shards.get_mut(shard) {
                    one.in_flight = one.in_flight.saturating_sub(1);
                }
                self.clear(seq).await;
            }
            Message::Survived { seq } => self.clear(seq).await,
            Message::Answered { seq } => {
                self.replies_pending = self.replies_pending.saturating_sub(1);
                self.done.push(seq);
            }
            Message::Unbegun => self.replies_pending = self.replies_pending.saturating_sub(1),
            Message::Unreadable { seq, kind } => {
                self.replies_pending = self.replies_pending.saturating_sub(1);
                let problem = format!("a {kind} that could not be read");
                let now = self.ctx.clock.now();
                if let Err(error) = services::inbox::set_aside(&self.ctx, seq, problem, now).await {
                    notify::log_error_and_notify(
                        &self.ctx,
                        Identity::System,
                        "inbox",
                        &error.to_string(),
                    );
                }
            }
            Message::NotDone { seq, shard } => {
                self.replies_pending = self.replies_pending.saturating_sub(1);
                self.try_later(seq, shard);
            }
            Message::Again { seq, shard } => self.begin_again(seq, shard).await,
            Message::Resume => {}
            Message::Nudge => self
                .shards
                .iter_mut()
                .for_each(|shard| shard.has_backlog = true),
        }
    }

    /// The suspect that is out did not kill the process: whatever ends it from now on is not held against the update, and
    /// the next one has its turn.
    async fn clear(&mut self, seq: InboxSeq) {
        if self.suspect_out != Some(seq) {
            return;
        }
        self.suspect_out = None;
        if let Err(error) = services::inbox::cleared(&self.ctx, seq).await {
            log::warn!("update {seq} stays under suspicion: {error}");
        }
    }

    /// Hands an update out again after a pause, when the database takes something.
    fn try_later(&self, seq: InboxSeq, shard: usize) {
        let (messages, ctx) = (self.messages.clone(), self.ctx.clone());
        tokio::spawn(async move {
            tokio::time::sleep(AGAIN_AFTER).await;
            ctx.db.writable().await;
            // An error means that the inbox stopped: the next start takes it up.
            let _ = messages.send(Message::Again { seq, shard }).await;
        });
    }

    async fn store(&mut self, raws: Vec<String>) -> Result<(), Vec<String>> {
        let now = self.ctx.clock.now();
        let mut room: Vec<usize> = self.shards.iter().map(Shard::room_for_new).collect();
        let is_open = self.is_started && self.suspects.is_empty() && self.suspect_out.is_none();
        let mut updates = Vec::with_capacity(raws.len());
        for raw in raws {
            let Some(envelope) = Update::parse(&raw).map(|update| update.envelope()) else {
                // Without its number an update cannot be confirmed one by one; Telegram never sends such.
                log::error!("an update of {} bytes is none: it is dropped", raw.len());
                continue;
            };
            let shard = if envelope.is_pre_checkout {
                PRE_CHECKOUT
            } else {
                envelope.key.rem_euclid(SHARDS)
            };
            let index = usize::try_from(shard).unwrap_or(0);
            let begins = is_open && self.replies_pending < REPLIES_PENDING && room[index] > 0;
            if begins {
                room[index] -= 1;
            } else {
                // Order: once one waits in the database, all after it do.
                room[index] = 0;
            }
            updates.push(NewUpdate {
                update_id: envelope.update_id,
                shard,
                raw,
                begins,
                people: envelope.people,
                starter: envelope.starter,
            });
        }
        let copies = updates.clone();
        match services::inbox::store(&self.ctx, updates, now).await {
            Ok(places) => {
                for (update, place) in copies.into_iter().zip(places) {
                    let Some(seq) = place else { continue };
                    let index = usize::try_from(update.shard).unwrap_or(0);
                    if update.begins {
                        self.hand(
                            index,
                            Job {
                                seq,
                                raw: update.raw,
                            },
                        );
                    } else {
                        self.shards[index].has_backlog = true;
                    }
                }
                Ok(())
            }
            Err(error) => {
                notify::log_error_and_notify(
                    &self.ctx,
                    Identity::System,
                    "inbox",
                    &error.to_string(),
                );
                Err(copies.into_iter().map(|update| update.raw).collect())
            }
        }
    }

    fn hand(&mut self, shard: usize, job: Job) {
        let seq = job.seq;
        match self.shards[shard].worker.try_send(job) {
            Ok(()) => {
                self.shards[shard].in_flight += 1;
                self.replies_pending += 1;
            }
            // The room was counted before, so this means that the worker is gone: the next start takes it up.
            Err(_) => log::error!("update {seq} found no worker"),
        }
    }

    async fn mark_done(&mut self) {
        if self.done.is_empty() || self.ctx.db.is_stopped() {
            return;
        }
        let places = std::mem::take(&mut self.done);
        let marked = services::inbox::done(&self.ctx, places.clone(), self.ctx.clock.now()).await;
        if let Err(error) = marked {
            // They are marked with the next ones; after a kill they run again, and their claims keep them from acting.
            self.done = places;
            notify::log_error_and_notify(&self.ctx, Identity::System, "inbox", &error.to_string());
        }
    }

    async fn feed(&mut self) {
        if self.ctx.db.is_stopped() {
            return;
        }
        if !self.suspects.is_empty() || self.suspect_out.is_some() {
            return self.feed_suspect().await;
        }
        for index in 0..self.shards.len() {
            let room = self.shards[index].room();
            let is_due = self.shards[index].has_backlog
                && room > 0
                && self.replies_pending < REPLIES_PENDING;
            if !is_due {
                continue;
            }
            let shard = i64::try_from(index).unwrap_or(0);
            match services::inbox::take(&self.ctx, shard, i64::try_from(room).unwrap_or(1)).await {
                Ok(updates) => {
                    self.shards[index].has_backlog = updates.len() == room;
                    for update in updates {
                        self.hand(
                            index,
                            Job {
                                seq: update.seq,
                                raw: update.raw,
                            },
                        );
                    }
                }
                Err(error) => {
                    notify::log_error_and_notify(
                        &self.ctx,
                        Identity::System,
                        "inbox",
                        &error.to_string(),
                    );
                }
            }
        }
    }

    async fn feed_suspect(&mut self) {
        while self.suspect_out.is_none() {
            let Some((seq, shard)) = self.suspects.pop_front() else {
                return Box::pin(self.feed()).await;
            };
            let index = usize::try_from(shard)
                .unwrap_or(0)
                .min(self.shards.len() - 1);
            let before = self.shards[index].in_flight;
            self.begin_again(seq, index).await;
            if self.shards[index].in_flight > before {
                self.suspect_out = Some(seq);
                let messages = self.messages.clone();
                tokio::spawn(boxed(async move {
                    tokio::time::sleep(SURVIVED).await;
                    // An error means that the inbox stopped.
                    let _ = messages.send(Message::Survived { seq }).await;
                }));
            }
        }
    }

    /// Hands an update out once more, or sets it aside.
    async fn begin_again(&mut self, seq: InboxSeq, shard: usize) {
        let now = self.ctx.clock.now();
        match services::inbox::begin_again(&self.ctx, seq, MOST_ATTEMPTS, now).await {
            Ok(Suspect::Again(update)) => self.hand(
                shard,
                Job {
                    seq: update.seq,
                    raw: update.raw,
                },
            ),
            Ok(Suspect::SetAside) => {
                let text = format!(
                    "update {seq} was set aside: it was begun {MOST_ATTEMPTS} times without an end"
                );
                notify::log_error_and_notify(&self.ctx, Identity::System, "inbox", &text);
            }
            Ok(Suspect::Gone) => {}
            Err(error) => {
                self.try_later(seq, shard);
                notify::log_error_and_notify(
                    &self.ctx,
                    Identity::System,
                    "inbox",
                    &error.to_string(),
                );
            }
        }
    }
}

impl Shard {
    /// How many more updates its worker takes.
    fn room(&self) -> usize {
        IN_FLIGHT.saturating_sub(self.in_flight)
    }

    /// How many updates may pass from Telegram straight to its worker: none while older ones wait.
    fn room_for_new(&self) -> usize {
        if self.has_backlog { 0 } else { self.room() }
    }
}

/// Reads the update of a job.
pub(super) fn delivered(job: &Job) -> Option<Delivered> {
    Update::parse(&job.raw).map(|update| Delivered {
        seq: job.seq,
        update,
    })
}
