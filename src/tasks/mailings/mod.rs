//! The runner of broadcasts to people: one call after another, whatever happens in between.
//!
//! Invariant: a recipient is marked before the call and settled after its answer, so a kill leaves one in doubt at
//! most, who is never sent to again. An outage leaves none: nothing more is sent until Telegram answers.

mod progress;

use crate::context::Ctx;
use crate::models::BroadcastId;
use crate::models::Claim;
use crate::models::Halt;
use crate::models::Identity;
use crate::models::MOST_REFUSALS;
use crate::models::RecipientState;
use crate::services::mailings::engine;
use crate::services::mailings::engine::Delivery;
use crate::services::mailings::engine::Next;
use crate::services::mailings::engine::Settled;
use crate::services::notify;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::posting;
use crate::telegram::sender::Lane;
use crate::telegram::sender::Repeat;
use crate::telegram::sender::Request;
use crate::utils::spawn::boxed;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Pause after a fault of our own.
const FAULT_PAUSE: Duration = Duration::from_secs(5);
/// The first pause of an outage; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause of an outage.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The running runner, and whatever shows its progress.
pub struct Mailings {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Mailings {
    /// Starts it. `house` waits for it too: the last call may outlive [`Mailings::stop`].
    pub fn start(ctx: Arc<Ctx>, bot: Bot, house: &TaskTracker) -> Self {
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let moved = Arc::new(Notify::new());
        let runner = Runner {
            ctx: ctx.clone(),
            bot: bot.clone(),
            stop: stop.clone(),
            moved: moved.clone(),
        };
        tracker.spawn(boxed(house.track_future(keep(runner))));
        tracker.spawn(boxed(progress::show(ctx, bot, moved, stop.clone())));
        Self { tracker, stop }
    }

    /// Begins nothing new and waits for the call in flight.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// Runs the runner, and again after a panic.
async fn keep(runner: Runner) {
    loop {
        let running = runner.clone();
        // A task of its own, so that a panic ends nothing but this run.
        let Err(error) = tokio::spawn(async move { running.run().await }).await else {
            return;
        };
        runner.fault(&format!("panicked: {error}")).await;
        if runner.stop.is_cancelled() {
            return;
        }
    }
}

#[derive(Clone)]
struct Runner {
    ctx: Arc<Ctx>,
    bot: Bot,
    stop: CancellationToken,
    /// Wakes whatever shows the progress.
    moved: Arc<Notify>,
}

impl Runner {
    async fn run(&self) {
        while let Err(error) = engine::recover(&self.ctx, self.ctx.clock.now()).await {
            self.fault(&error.to_string()).await;
            if self.stop.is_cancelled() {
                return;
            }
        }
        let (mut settled, mut after) = (None, BroadcastId(0));
        let mut refusals = HashMap::new();
        loop {
            self.moved.notify_one();
            let stops = self.stop.is_cancelled();
            let now = self.ctx.clock.now();
            match engine::advance(&self.ctx, settled.clone(), after, stops, now).await {
                Ok(_) if stops => return,
                Ok(Next::Send(claim)) => {
                    after = claim.broadcast.id;
                    settled = Some(self.send(&claim, &mut refusals).await);
                }
                Ok(Next::Again) => settled = None,
                Ok(Next::Idle) => {
                    settled = None;
                    refusals.clear();
                    self.moved.notify_one();
                    tokio::select! {
                        () = self.ctx.mailings_changed.notified() => {}
                        () = self.stop.cancelled() => return,
                    }
                }
                Err(error) => {
                    self.fault(&error.to_string()).await;
                    if stops {
                        return;
                    }
                    if self.is_settled_anew(settled.clone(), after).await {
                        settled = None;
                    }
                }
            }
        }
    }

    /// After a fault of the database: settles again, which changes nothing if it was done. Whoever is still marked was
    /// claimed by a commit whose word was lost; nobody sends to them.
    async fn is_settled_anew(&self, settled: Option<Settled>, after: BroadcastId) -> bool {
        let (ctx, now) = (&self.ctx, self.ctx.clock.now());
        let settling = engine::advance(ctx, settled, after, true, now).await;
        settling.is_ok() && engine::recover(ctx, now).await.is_ok()
    }

    async fn fault(&self, text: &str) {
        notify::log_error_and_notify(&self.ctx, Identity::System, "mailings", text);
        self.pause(FAULT_PAUSE).await;
    }

    async fn pause(&self, length: Duration) {
        tokio::select! {
            () = tokio::time::sleep(length) => {}
            () = self.stop.cancelled() => {}
        }
    }

    /// Sends it, once. Returns only when the next one may be sent.
    async fn send(&self, claim: &Claim, refusals: &mut HashMap<BroadcastId, u32>) -> Settled {
        let (broadcast, user) = (claim.broadcast.id, claim.user);
        let result = self
            .bot
            .sender
            .call(Request {
                call: posting::call(&claim.broadcast, claim.chat(), Vec::new()),
                lane: Lane::Bulk,
                repeat: Repeat::AtMostOnce,
                // An outage is waited out here, with nobody marked as being sent to.
                give_up_after: Duration::ZERO,
            })
            .await;
        let outage = result.as_ref().err().filter(|error| is_outage(error));
        let outage = outage.map(ToString::to_string);
        let (delivery, mut halt) = judge(claim, result);
        if let Delivery::Ended(state, error) = &delivery {
            log::debug!("mailing {broadcast} [{user}]: {} {error:?}", state.name());
            if halt.is_none() && is_refused(broadcast, *state, refusals) {
                halt = Some(Halt::Refused);
            }
        }
        let settled = Settled {
            broadcast,
            user,
            delivery,
            halt,
        };
        if let Some(why) = outage {
            self.wait_out(&settled, &why).await;
        }
        settled
    }

    /// Settles at once, so that a kill finds nobody being sent to, and waits until Telegram answers again.
    async fn wait_out(&self, settled: &Settled, why: &str) {
        if self.stop.is_cancelled() {
            return;
        }
        log::warn!("mailing {}: waits for Telegram: {why}", settled.broadcast);
        let (ctx, now) = (&self.ctx, self.ctx.clock.now());
        let settling = engine::advance(ctx, Some(settled.clone()), settled.broadcast, true, now);
        if let Err(error) = settling.await {
            self.fault(&error.to_string()).await;
        }
        let mut length = FIRST_PAUSE;
        loop {
            self.pause(length).await;
            if self.stop.is_cancelled() {
                return;
            }
            let probe = self.bot.prompt_call(Call::new("getMe"));
            if probe.await.is_ok() {
                log::info!("mailing {}: Telegram answers again", settled.broadcast);
                return;
            }
            length = (length * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Whether one more end of that kind makes too many refusals in a row.
fn is_refused(
    broadcast: BroadcastId,
    state: RecipientState,
    refusals: &mut HashMap<BroadcastId, u32>,
) -> bool {
    let count = refusals.entry(broadcast).or_default();
    match state {
        RecipientState::Sent | RecipientState::Blocked => *count = 0,
        // A fault of Telegram's that only this content meets would put everybody in doubt.
        RecipientState::Failed | RecipientState::Doubt => *count += 1,
        RecipientState::Skipped => {}
    }
    let is_enough = *count >= MOST_REFUSALS;
    if is_enough {
        *count = 0;
    }
    is_enough
}

/// Whether nothing should be sent until Telegram answers: it cannot be reached, is in trouble, or knows the bot no more.
fn is_outage(error: &CallError) -> bool {
    let class = error.class();
    class.is_outage() || matches!(class, Class::Unauthorized | Class::Conflict)
}

/// What an answer says of the recipient, and whether the mailing can go on.
fn judge(claim: &Claim, result: Result<Value, CallError>) -> (Delivery, Option<Halt>) {
    let ended = |state, error: &CallError| Delivery::Ended(state, Some(posting::words(error)));
    let error = match result {
        Ok(answer) => {
            let (made, parts) = (
                posting::made(&answer).len(),
                claim.broadcast.source_messages.len(),
            );
            if made >= parts || parts <= 1 {
                return (Delivery::Ended(RecipientState::Sent, None), None);
            }
            // Telegram leaves out what is gone without a word.
            let words = format!("only {made} of {parts} parts were there");
            let failed = Delivery::Ended(RecipientState::Failed, Some(words));
            return (failed, Some(Halt::SourceGone));
        }
        Err(error) => error,
    };
    if posting::is_source_gone(&error) {
        return (Delivery::NotSent, Some(Halt::SourceGone));
    }
    let delivery = match error.class() {
        Class::Unreachable => ended(RecipientState::Blocked, &error),
        Class::InDoubt | Class::Server => ended(RecipientState::Doubt, &error),
        Class::Network | Class::TooManyRequests(_) | Class::Unauthorized | Class::Conflict => {
            Delivery::NotSent
        }
        Class::Harmless(_)
        | Class::ChatLost
        | Class::NoRights
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Migrated(_)
        | Class::Other => ended(RecipientState::Failed, &error),
    };
    (delivery, None)
}
