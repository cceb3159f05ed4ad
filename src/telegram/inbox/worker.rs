//! One worker per shard: handles updates one after another, and never dies of one.

use super::Handle;
use super::Handled;
use super::feeder::Job;
use super::feeder::Message;
use super::feeder::delivered;
use crate::context::Ctx;
use crate::models::Doing;
use crate::utils::fall;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A handler that takes longer has hung: everything it waits for is bounded by less.
const LONGEST: Duration = Duration::from_secs(120);
/// Pauses between tries of an update that could not be noted, because the database failed.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
];

pub(super) async fn run(
    ctx: Arc<Ctx>,
    shard: usize,
    mut jobs: mpsc::Receiver<Job>,
    handler: Arc<dyn Handle>,
    feeder: mpsc::Sender<Message>,
    stop: CancellationToken,
) {
    while let Some(job) = jobs.recv().await {
        // What was handed out but not begun when the bot stops runs at the next start.
        let handled = if stop.is_cancelled() {
            Handled::NotDone
        } else {
            patiently(&ctx, &job, &handler, &stop).await
        };
        // An error means that the feeder is gone, and with it whoever would mark the update.
        let seq = job.seq;
        let _ = feeder.send(Message::Handled { seq, shard }).await;
        let feeder = feeder.clone();
        match handled {
            Handled::Done(replies) if replies.is_empty() => {
                let _ = feeder.send(Message::Answered { seq }).await;
            }
            Handled::Done(replies) => {
                tokio::spawn(async move {
                    for reply in replies {
                        reply.await;
                    }
                    let _ = feeder.send(Message::Answered { seq }).await;
                });
            }
            Handled::Unreadable { kind } => {
                let _ = feeder.send(Message::Unreadable { seq, kind }).await;
            }
            Handled::NotDone if stop.is_cancelled() => {
                let _ = feeder.send(Message::Unbegun).await;
            }
            Handled::NotDone => {
                let _ = feeder.send(Message::NotDone { seq, shard }).await;
            }
        }
    }
}

/// Tries an update again after a pause when it could not be noted; in the end it is left to the next start.
async fn patiently(
    ctx: &Ctx,
    job: &Job,
    handler: &Arc<dyn Handle>,
    stop: &CancellationToken,
) -> Handled {
    let mut pauses = PAUSES.into_iter();
    loop {
        // Nothing could come of it before.
        tokio::select! {
            () = ctx.db.writable() => {}
            () = stop.cancelled() => return Handled::NotDone,
        }
        match handle(ctx, job, handler).await {
            handled @ (Handled::Done(_) | Handled::Unreadable { .. }) => return handled,
            // It was begun just when writing stopped, and waits for no fault of its own.
            Handled::NotDone if ctx.db.is_stopped() => {}
            Handled::NotDone => {
                let Some(pause) = pauses.next() else { break };
                tokio::select! {
                () = tokio::time::sleep(pause) => {}
                    () = stop.cancelled() => return Handled::NotDone,
                }
            }
        }
    }
    log::error!(
        "update {} could not be noted; it is tried again later",
        job.seq
    );
    Handled::NotDone
}

/// Runs the handler in a task of its own, so that where panics unwind one ends nothing but itself. Over what the last
/// process fell is not begun again.
async fn handle(ctx: &Ctx, job: &Job, handler: &Arc<dyn Handle>) -> Handled {
    let Some(delivered) = delivered(job) else {
        log::error!("update {} cannot be read any more", job.seq);
        return Handled::Done(Vec::new());
    };
    let doing = Doing::Update(job.seq);
    if let Some(words) = ctx.fell_over(&doing) {
        return handler.panicked(&job.raw, &words);
    }
    let running = {
        let handler = handler.clone();
        tokio::spawn(fall::during(doing, async move {
            handler.handle(delivered).await
        }))
    };
    let abort = running.abort_handle();
    match tokio::time::timeout(LONGEST, running).await {
        Ok(Ok(handled)) => handled,
        Ok(Err(error)) => handler.panicked(&job.raw, &words_of(error)),
        Err(_) => {
            abort.abort();
            handler.panicked(&job.raw, "the handler hung")
        }
    }
}

fn words_of(error: tokio::task::JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without words")
            .to_owned(),
        Err(_) => "the handler was stopped".to_owned(),
    }
}
