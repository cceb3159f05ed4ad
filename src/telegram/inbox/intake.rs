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
            self.ctx.note_brought();
            if let Some(skew) = self.bot.raw.clock_skew() {
                self.ctx.skew.set(skew);
            }
            let (raws, waiting): (Vec<_>, Vec<_>) = (together
                .into_iter()
                .map(|arrival| (arrival.raw, arrival.kept)))
            .unzip();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Rates;
    use crate::services::tests::ctx;
    use crate::telegram::inbox::Delivered;
    use crate::telegram::inbox::Handled;
    use crate::telegram::raw::Raw;
    use crate::telegram::sender::Sender;
    use crate::utils::clock::Clock;
    use std::pin::Pin;
    use std::time::Duration;
    use tokio_util::task::TaskTracker;

    /// Nothing is handled here.
    struct Nobody;

    impl Handle for Nobody {
        fn handle(&self, _: Delivered) -> Pin<Box<dyn Future<Output = Handled> + Send + '_>> {
            Box::pin(async { Handled::Done(Vec::new()) })
        }

        fn panicked(&self, _: &str, _: &str) -> Handled {
            Handled::Done(Vec::new())
        }

        fn excuse(&self, _: &str) {}
    }

    async fn bench() -> (Intake, mpsc::Receiver<Message>) {
        let clock = Clock::standing(crate::services::tests::NOW);
        let raw = Raw::new("http://127.0.0.1:1", "1:x", None, clock).expect("a line");
        let rates = Rates {
            per_second: 30,
            private_every: Duration::from_secs(1),
        };
        let sender = Sender::start(raw.clone(), rates, TaskTracker::new());
        let (feeder, messages) = mpsc::channel(4);
        let gatherer = Gatherer {
            ctx: Arc::new(ctx().await),
            bot: Bot::new(raw, sender),
            handler: Arc::new(Nobody),
            feeder,
            stop: CancellationToken::new(),
        };
        let (intake, work) = gatherer.start();
        tokio::spawn(work);
        (intake, messages)
    }

    #[tokio::test]
    async fn what_comes_while_others_are_stored_is_stored_together_and_answered_after_it() {
        let (intake, mut messages) = bench().await;
        let take = |number: usize| {
            let intake = intake.clone();
            tokio::spawn(async move { intake.take(number.to_string()).await })
        };
        let first = take(0);
        let Some(Message::Store { raws, stored }) = messages.recv().await else {
            panic!("nothing came");
        };
        assert_eq!(raws, ["0"]);
        let others: Vec<_> = (1..=40).map(take).collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(
            !first.is_finished() && messages.is_empty(),
            "one after another"
        );
        stored.send(Ok(())).expect("heard");
        assert!(first.await.expect("answered"));
        let Some(Message::Store { raws, stored }) = messages.recv().await else {
            panic!("nothing came");
        };
        assert_eq!(raws.len(), 40, "all that waited");
        assert!(others.iter().all(|other| !other.is_finished()));
        stored.send(Err(raws)).expect("heard");
        for other in others {
            assert!(
                !other.await.expect("answered"),
                "not kept: to be brought again"
            );
        }
    }

    #[tokio::test]
    async fn when_the_inbox_ends_what_comes_is_to_be_brought_again() {
        let (intake, mut messages) = bench().await;
        let taking = tokio::spawn({
            let intake = intake.clone();
            async move { intake.take("0".to_owned()).await }
        });
        drop(messages.recv().await);
        assert!(!taking.await.expect("answered"));
        drop(messages);
        assert!(!intake.take("1".to_owned()).await);
    }
}
