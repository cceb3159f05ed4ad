//! Updates on their way in: asked for or brought, stored, handed to workers, marked done.
//!
//! Invariant: the offset moves, and what was brought is answered, only after the updates are on the disk; an update is
//! done only when its handler returned and every reply it gave has ended. A kill in between runs it again.

mod feeder;
mod intake;
mod keeper;
mod poller;
mod worker;

pub use intake::Intake;
pub use poller::CaughtUp;

use super::bot::Bot;
use super::update::Update;
use crate::context::Ctx;
use crate::models::InboxSeq;
use crate::utils::spawn::boxed;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Workers by chat; one more is for pre-checkouts alone, which have ten seconds.
const SHARDS: i64 = 32;
/// The worker of pre-checkouts.
const PRE_CHECKOUT: i64 = SHARDS;
/// Updates of one shard that are out of the database at a time.
const IN_FLIGHT: usize = 8;
/// Updates whose replies wait to be sent; beyond it nothing new is handed out.
const REPLIES_PENDING: usize = 2_000;
/// Tries of an update that ended with the process.
const MOST_ATTEMPTS: u32 = 3;

/// An update as a worker gets it.
pub struct Delivered {
    pub seq: InboxSeq,
    pub update: Update,
}

/// What handles updates: the boundary of the handlers.
pub trait Handle: Send + Sync + 'static {
    /// Handles an update; what it returns are the replies that must end before the update is done.
    fn handle(&self, delivered: Delivered) -> Pin<Box<dyn Future<Output = Handled> + Send + '_>>;

    /// The handler of that update panicked: tells the person and the admins. An update in which nobody waits for an
    /// answer is tried again.
    fn panicked(&self, raw: &str, panic: &str) -> Handled;

    /// An update cannot be kept just now and stays with Telegram: tells the person, once.
    fn excuse(&self, raw: &str);
}

/// How the handling of an update went.
pub enum Handled {
    /// It is done when these replies have ended.
    Done(Vec<Ending>),
    /// It could not be noted: it is tried again later.
    NotDone,
    /// This version cannot read it: it is set aside as it came.
    Unreadable { kind: String },
}

/// Ends when a reply has ended, well or not.
pub type Ending = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The running inbox.
pub struct Inbox {
    feeder: mpsc::Sender<feeder::Message>,
    intake: Option<Intake>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Inbox {
    /// Starts the workers and the poller, or, if the settings say so, what takes the updates that Telegram brings. `caught_up` hears once what Telegram had kept while the bot was off.
    pub fn start(
        ctx: Arc<Ctx>,
        bot: Bot,
        handler: Arc<dyn Handle>,
        caught_up: oneshot::Sender<CaughtUp>,
    ) -> Self {
        let stop = CancellationToken::new();
        let tracker = TaskTracker::new();
        let (sender, receiver) = mpsc::channel(256);
        let feeder = feeder::Feeder::new(
            ctx.clone(),
            handler.clone(),
            sender.clone(),
            tracker.clone(),
            stop.clone(),
        );
        tracker.spawn(boxed(feeder.run(receiver)));
        let intake = if ctx.config.doors.is_webhook {
            let keeper = keeper::Keeper::new(ctx.clone(), bot.clone(), stop.clone());
            tracker.spawn(boxed(keeper.run(caught_up)));
            let gatherer = intake::Gatherer {
                ctx,
                bot,
                handler,
                feeder: sender.clone(),
                stop: stop.clone(),
            };
            let (intake, work) = gatherer.start();
            tracker.spawn(boxed(work));
            Some(intake)
        } else {
            let poller = poller::Poller::new(ctx, bot, handler, sender.clone(), stop.clone());
            tracker.spawn(boxed(poller.run(caught_up)));
            None
        };
        Self {
            feeder: sender,
            intake,
            tracker,
            stop,
        }
    }

    /// The way in for updates that Telegram brings, if it is to bring them.
    pub fn intake(&self) -> Option<Intake> {
        self.intake.clone()
    }

    /// Asks the inbox to look into the database, when an admin wants an update handled again.
    pub fn nudger(&self) -> Nudger {
        Nudger(self.feeder.clone())
    }

    /// Stops asking for updates or taking them and lets running handlers finish; what was not begun stays stored.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// Asks the inbox to look into the database.
#[derive(Clone)]
pub struct Nudger(mpsc::Sender<feeder::Message>);

impl Nudger {
    /// Looks into the database for updates to hand out.
    pub async fn nudge(&self) {
        // An error means that the inbox is stopping, and the next start looks by itself.
        let _ = self.0.send(feeder::Message::Nudge).await;
    }
}
