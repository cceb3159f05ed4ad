//! Tells addresses what happens: reads the logs of facts after each commit, and sends what is due.
//!
//! While nobody is to be told it sleeps without any timer, and reads nothing.

use crate::context::Ctx;
use crate::models::Identity;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::models::WebhookId;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::webhooks;
use crate::services::webhooks::logs;
use crate::services::webhooks::send;
use crate::services::webhooks::send::Underway;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::Id;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// After a commit others follow: they are read together.
const TOGETHER: Duration = Duration::from_millis(150);
/// Pause after a fault of our own.
const FAULT_PAUSE: Duration = Duration::from_secs(5);
/// How long those on their way are waited for when the bot stops. One whose answer is not heard is sent again, with the
/// same id.
const LAST_WITHIN: Duration = Duration::from_secs(2);

/// What is on its way.
#[derive(Default)]
struct Running {
    tries: JoinSet<Result<(), ServiceError>>,
    /// What each is, and where it goes.
    which: HashMap<Id, Underway>,
    /// Who had a turn, the last at the end.
    served: Vec<WebhookId>,
    /// It is known whether there is anybody to tell.
    is_known: bool,
    /// The clock at the last look.
    looked_at: Option<Timestamp>,
}

/// Runs until the bot stops.
pub async fn run(ctx: Arc<Ctx>, stop: CancellationToken) {
    let mut running = Running::default();
    while !stop.is_cancelled() {
        let next = match turn(&ctx, &mut running).await {
            Ok(next) => next,
            Err(error) => {
                fault(&ctx, &error);
                tokio::select! {
                    () = tokio::time::sleep(FAULT_PAUSE) => {}
                    () = stop.cancelled() => {}
                }
                continue;
            }
        };
        let is_wanted = ctx.webhooks.is_wanted();
        tokio::select! {
            ended = running.tries.join_next_with_id(), if !running.tries.is_empty() => {
                took_end(&ctx, &mut running, ended);
            }
            () = ctx.webhooks.changed.notified() => {}
            () = commit(&ctx), if is_wanted => {}
            () = ctx.clock.sleep_until(next.unwrap_or(Timestamp(0))), if next.is_some() => {}
            () = stop.cancelled() => {}
        }
    }
    let last = async {
        while let Some(ended) = running.tries.join_next_with_id().await {
            took_end(&ctx, &mut running, Some(ended));
        }
    };
    // What is still on its way after that ends here: it stays due.
    let _ = tokio::time::timeout(LAST_WITHIN, last).await;
}

async fn commit(ctx: &Ctx) {
    ctx.db.committed().await;
    tokio::time::sleep(TOGETHER).await;
}

/// Reads what is new, and sends what has its turn. Returns when the next one has.
async fn turn(ctx: &Arc<Ctx>, running: &mut Running) -> Result<Option<Timestamp>, ServiceError> {
    if !running.is_known {
        webhooks::refresh(ctx).await?;
        running.is_known = true;
    }
    if !ctx.webhooks.is_wanted() {
        return Ok(None);
    }
    loop {
        let now = ctx.clock.now();
        // What waits for a time by a clock that ran ahead would wait for long.
        let went_back = running.looked_at.map(|at| at.since(now) > MINUTE);
        if went_back != Some(false) {
            send::set_back(ctx, went_back.is_some(), now).await?;
        }
        running.looked_at = Some(now);
        let under_way = running.which.values().cloned().collect();
        let look = send::look(ctx, under_way, running.served.clone(), now).await?;
        for shipment in look.shipments {
            let which = Underway::of(&shipment);
            running.served.retain(|id| *id != which.webhook);
            running.served.push(which.webhook);
            let (ctx, delivery) = (ctx.clone(), shipment.delivery);
            let trial = running.tries.spawn(async move {
                let tried = Box::pin(send::attempt(&ctx, delivery)).await;
                if tried.is_err() {
                    // Without its note it is still due: the pause is kept here, while it counts as on its way.
                    tokio::time::sleep(FAULT_PAUSE).await;
                }
                tried
            });
            running.which.insert(trial.id(), which);
        }
        if !look.has_unread {
            return Ok(look.next);
        }
        while logs::read_logs(ctx, now).await? {}
    }
}

type Ended = Result<(Id, Result<(), ServiceError>), tokio::task::JoinError>;

/// One on its way ended.
fn took_end(ctx: &Ctx, running: &mut Running, ended: Option<Ended>) {
    let id = match ended {
        None => return,
        Some(Ok((id, Ok(())))) => id,
        Some(Ok((id, Err(error)))) => {
            fault(ctx, &error);
            id
        }
        Some(Err(error)) => error.id(),
    };
    running.which.remove(&id);
}

fn fault(ctx: &Ctx, error: &ServiceError) {
    notify::log_error_and_notify(ctx, Identity::System, "webhooks", &error.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Durability;
    use crate::services::tests::ctx;

    #[tokio::test]
    async fn a_look_that_failed_at_the_start_is_made_again() {
        let ctx = Arc::new(ctx().await);
        let run = async |sql: &'static str| {
            let done = ctx.db.write(Durability::Normal, move |tx| {
                tx.execute_batch(sql)?;
                Ok::<_, ServiceError>(())
            });
            done.await.expect("written");
        };
        run("INSERT INTO webhooks_out (name, url, host, secret, events, is_enabled, created_by, created_at)
             SELECT 'a', '', 'h', '', '[]', 1, id, 1 FROM users LIMIT 1;
             ALTER TABLE webhooks_out RENAME TO away")
        .await;
        let mut running = Running::default();
        assert!(turn(&ctx, &mut running).await.is_err());
        run("ALTER TABLE away RENAME TO webhooks_out").await;
        assert!(!ctx.webhooks.is_wanted());
        assert!(turn(&ctx, &mut running).await.is_ok());
        assert!(ctx.webhooks.is_wanted(), "the address is told");
    }
}
