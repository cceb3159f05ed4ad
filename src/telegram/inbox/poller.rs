//! Asks Telegram for updates. Each answer is stored before the offset moves past it.

use super::Handle;
use super::feeder::Message;
use crate::context::Ctx;
use crate::models::DAY;
use crate::models::Timestamp;
use crate::services::house;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::update::ALLOWED_UPDATES;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Telegram's longest long poll.
const LONG_POLL_SECONDS: u32 = 50;
/// After so long a silence the numbers of updates may start anywhere.
const SILENCE_SECONDS: i64 = 6 * DAY;
/// Pauses between tries while Telegram cannot be reached.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Pause after an error that no try mends soon: another poller, a revoked token.
const STUBBORN_PAUSE: Duration = Duration::from_secs(15);
/// Pause after the first conflict: `doctor` elsewhere may only have looked whether we are there.
const FIRST_CONFLICT_PAUSE: Duration = Duration::from_secs(2);
/// While updates cannot be kept, Telegram is asked so often whether somebody new waits for an answer.
const STOPPED_PAUSE: Duration = Duration::from_secs(15);
/// As long as a conflict lasts, it is noted again after this.
const CONFLICT_NOTED: Duration = Duration::from_secs(60);

/// What Telegram had kept while the bot was off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaughtUp {
    pub updates: i64,
}

pub(super) struct Poller {
    ctx: Arc<Ctx>,
    bot: Bot,
    handler: Arc<dyn Handle>,
    feeder: mpsc::Sender<Message>,
    stop: CancellationToken,
    offset: Option<i64>,
    last_update_at: Timestamp,
    state: State,
    failures: u32,
    is_webhook_removed: bool,
    conflict_noted: Option<Instant>,
}

/// How the last try went: a line is logged only when it changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Fine,
    Offline,
    Conflict,
    Unauthorized,
    Storing,
}

impl Poller {
    pub(super) fn new(
        ctx: Arc<Ctx>,
        bot: Bot,
        handler: Arc<dyn Handle>,
        feeder: mpsc::Sender<Message>,
        stop: CancellationToken,
    ) -> Self {
        let last_update_at = ctx.clock.now();
        Self {
            ctx,
            bot,
            handler,
            feeder,
            stop,
            offset: None,
            last_update_at,
            state: State::Fine,
            failures: 0,
            is_webhook_removed: false,
            conflict_noted: None,
        }
    }

    pub(super) async fn run(mut self, caught_up: oneshot::Sender<CaughtUp>) {
        let mut caught_up = Some(caught_up);
        let mut updates = 0;
        let stop = self.stop.clone();
        while !stop.is_cancelled() {
            let is_catching_up = caught_up.is_some();
            let seconds = if is_catching_up { 0 } else { LONG_POLL_SECONDS };
            let polled = tokio::select! {
                polled = self.poll(seconds) => polled,
                () = stop.cancelled() => return,
            };
            match polled {
                Ok(count) => {
                    updates += count;
                    if count == 0
                        && let Some(caught_up) = caught_up.take()
                    {
                        // Nobody listening means that the start was broken off.
                        let _ = caught_up.send(CaughtUp { updates });
                    }
                }
                Err(pause) => {
                    tokio::select! {
                        () = self.rest(pause) => {}
                        () = stop.cancelled() => return,
                    }
                }
            }
        }
    }

    /// Pauses; when updates could not be kept, until they can.
    async fn rest(&self, pause: Duration) {
        if self.state != State::Storing || !self.ctx.db.is_stopped() {
            return tokio::time::sleep(pause).await;
        }
        tokio::select! {
            () = tokio::time::sleep(STOPPED_PAUSE) => {}
            () = self.ctx.db.writable() => {}
        }
    }

    /// One question. The number of updates, or how long to wait before the next.
    async fn poll(&mut self, seconds: u32) -> Result<i64, Duration> {
        let now = self.ctx.clock.now();
        if now.since(self.last_update_at) > SILENCE_SECONDS {
            self.offset = None;
        }
        let answer = self
            .bot
            .raw
            .get_updates(self.offset, seconds, ALLOWED_UPDATES)
            .await;
        if let Some(skew) = self.bot.raw.clock_skew() {
            self.ctx.skew.set(skew);
        }
        // A phone's monotonic clock stops in suspend: whoever sleeps compares the wall clock again.
        self.ctx.schedule_changed.notify_one();
        self.ctx.task_added.notify_one();
        let raws = match answer {
            Ok(raws) => raws,
            Err(error) => return Err(self.failed(&error).await),
        };
        self.ctx.note_heard();
        if self.state != State::Storing {
            self.enter(State::Fine, "Telegram answers again");
        }
        self.failures = 0;
        if raws.is_empty() {
            return Ok(0);
        }
        let raws: Vec<String> = raws
            .into_iter()
            .map(|raw| Box::<str>::from(raw).into_string())
            .collect();
        let count = i64::try_from(raws.len()).unwrap_or(i64::MAX);
        let last = raws.iter().filter_map(|raw| update_id(raw)).max();
        let (stored, is_stored) = oneshot::channel();
        if self
            .feeder
            .send(Message::Store { raws, stored })
            .await
            .is_err()
        {
            return Err(STUBBORN_PAUSE);
        }
        match is_stored.await {
            Ok(Ok(())) => {
                self.enter(State::Fine, "updates can be stored again");
                self.offset = last.map(|last| last + 1).or(self.offset);
                self.last_update_at = self.ctx.clock.now();
                Ok(count)
            }
            refused @ (Ok(Err(_)) | Err(_)) => {
                if self.ctx.db.is_stopped()
                    && let Ok(Err(raws)) = refused
                {
                    raws.iter().for_each(|raw| self.handler.excuse(raw));
                }
                self.enter(
                    State::Storing,
                    "updates cannot be stored; they stay with Telegram until they can",
                );
                Err(self.pause())
            }
        }
    }

    async fn failed(&mut self, error: &CallError) -> Duration {
        let class = error.class();
        if let Class::TooManyRequests(wait) = class {
            return wait;
        }
        if class == Class::Conflict {
            return self.conflict(error).await;
        }
        if class == Class::Unauthorized {
            self.enter(
                State::Unauthorized,
                "Telegram refuses the token: it was revoked or is wrong; ask @BotFather",
            );
            return STUBBORN_PAUSE;
        }
        self.enter(
            State::Offline,
            &format!("Telegram cannot be reached: {error}"),
        );
        self.pause()
    }

    async fn conflict(&mut self, error: &CallError) -> Duration {
        let is_webhook =
            matches!(error, CallError::Api { description, .. } if description.contains("webhook"));
        if is_webhook && !self.is_webhook_removed {
            log::warn!("a webhook of an earlier set-up stands in the way; it is removed");
            return match self.bot.raw.call(&Call::new("deleteWebhook")).await {
                Ok(_) => {
                    self.is_webhook_removed = true;
                    self.failures = 0;
                    Duration::ZERO
                }
                Err(error) => {
                    log::warn!("the webhook could not be removed: {error}");
                    self.pause()
                }
            };
        }
        let is_first = self.state != State::Conflict;
        self.enter(
            State::Conflict,
            "another program reads this bot's updates; stop it (only one may run with a token)",
        );
        self.note_conflict().await;
        if is_first {
            FIRST_CONFLICT_PAUSE
        } else {
            STUBBORN_PAUSE
        }
    }

    /// Keeps when it was, for `doctor`.
    async fn note_conflict(&mut self) {
        let noted = self.conflict_noted;
        if noted.is_some_and(|at| at.elapsed() < CONFLICT_NOTED) {
            return;
        }
        self.conflict_noted = Some(Instant::now());
        if let Err(error) = house::conflict_seen(&self.ctx, self.ctx.clock.now()).await {
            log::warn!("the conflict could not be noted: {error}");
        }
    }

    fn pause(&mut self) -> Duration {
        let pause = Duration::from_millis(500 << self.failures.min(6));
        self.failures += 1;
        pause.min(LONGEST_PAUSE)
    }

    fn enter(&mut self, state: State, words: &str) {
        if self.state == state {
            return;
        }
        self.state = state;
        match state {
            State::Fine => log::info!("{words}"),
            State::Offline => log::warn!("{words}"),
            State::Conflict | State::Unauthorized | State::Storing => log::error!("{words}"),
        }
    }
}

fn update_id(raw: &str) -> Option<i64> {
    #[derive(serde::Deserialize)]
    struct Id {
        update_id: i64,
    }
    serde_json::from_str::<Id>(raw).ok().map(|id| id.update_id)
}
