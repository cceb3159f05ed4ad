//! Updates that Telegram brings: those that come at the same time are stored together, and each is answered when it is on
//! the disk.

use super::Handle;
use super::feeder::Message;
use crate::context::Ctx;
use crate::telegram::bot::Bot;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// Updates that wait to be stored; Telegram has the others wait.
const MOST_WAITING: usize = 64;
/// Updates that are stored together: as many as one answer to a poll holds.
const MOST_TOGETHER: usize = 100;

/// The way in for updates that are brought. Clones share it.
#[derive(Clone)]
pub struct Intake(mpsc::Sender<Arrival>);

/// An update in Telegram's own text, and who waits to hear that it is kept.
struct Arrival {
    raw: String,
    kept: oneshot::Sender<bool>,
}

impl Intake {
    /// Takes an update in. False if it could not be kept: Telegram is to bring it again. What is no update is told in the
    /// log and counts as kept, or it would be brought for ever.
    pub async fn take(&self, raw: String) -> bool {
        let (kept, is_kept) = oneshot::channel();
        if self.0.send(Arrival { raw, kept }).await.is_err() {
            return false;
        }
        is_kept.await.unwrap_or(false)
    }
}

/// Stores what arrives.
pub(super) struct Gatherer {
    pub ctx: Arc<Ctx>,
    pub bot: Bot,
    pub handler: Arc<dyn Handle>,
    pub feeder: mpsc::Sender<Message>,
    pub stop: CancellationToken,
}

impl Gatherer {
    /// The way to it, and its work.
    pub(super) fn start(self) -> (Intake, impl Future<Output = ()> + Send) {
        let (sender, arrivals) = mpsc::channel(MOST_WAITING);
        (Intake(sender), self.run(arrivals))
    }

    async fn run(self, mut arrivals: mpsc::Receiver<Arrival>) {
        let mut is_storing = true;
        loop {
            let first = tokio::select! {
                first = arrivals.recv() => first,
                () = self.stop.cancelled() => return,
            };
            let Some(first) = first else { return };
            let mut together = vec![first];
            while together.len() < MOST_TOGETHER
                && let Ok(next) = arrivals.try_recv()
            {
                together.push(next);
            }
            self.ctx.note_heard();
            if let Some(skew) = self.bot.raw.clock_skew() {
                self.ctx.skew.set(skew);
            }
            let (raws, waiting): (Vec<_>, Vec<_>) =
                (together.into_iter().map(|arrival| (arrival.raw, arrival.kept))).unzip();
            let is_kept = self.store(raws).await;
            if is_kept != is_storing {
                is_storing = is_kept;
                match is_kept {
                    true => log::info!("updates can be stored again"),
                    false => log::error!("updates cannot be stored; Telegram brings them again"),
                }
            }
            for kept in waiting {
                // Who brought it may have hung up, and brings it again then.
                let _ = kept.send(is_kept);
            }
        }
    }

    /// Whether they are on the disk.
    async fn store(&self, raws: Vec<String>) -> bool {
        let (stored, is_stored) = oneshot::channel();
        let message = Message::Store { raws, stored };
        if self.feeder.send(message).await.is_err() {
            return false;
        }
        match is_stored.await {
            Ok(Ok(())) => true,
            Ok(Err(raws)) => {
                if self.ctx.db.is_stopped() {
                    raws.iter().for_each(|raw| self.handler.excuse(raw));
                }
                false
            }
            Err(_) => false,
        }
    }
}
