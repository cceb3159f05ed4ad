//! Who is ready, and how often the database is asked.

use super::*;
use crate::db::Durability;
use crate::models::Ailment;
use crate::models::Stop;
use crate::services::tests;

async fn execute(ctx: &Ctx, sql: &'static str) {
    let done = ctx
        .db
        .write(Durability::Normal, move |tx| -> Result<_, ServiceError> {
            Ok(tx.execute(sql, [])?)
        })
        .await;
    done.expect("written");
    // As if ten seconds had passed.
    ctx.figures.lock().await.counted_at = None;
}

#[tokio::test]
async fn a_house_is_ready_once_telegram_was_heard_and_while_nothing_lies_about() {
    let ctx = tests::ctx().await;
    let at = |seconds| ctx.clock.now() + seconds;
    assert!(!readiness(&ctx, at(0)).await.telegram);
    ctx.note_heard();
    assert!(readiness(&ctx, at(0)).await.is_ready());
    execute(
        &ctx,
        "INSERT INTO inbox (update_id, shard, raw, received_at) VALUES (1, 1, '', unixepoch() * 0 + 1800000000)",
    )
    .await;
    execute(
        &ctx,
        "INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at)
         VALUES ('a', 'prompt', '1', '', 1800000000, 1), ('a', 'notice', '2', '', 1, 1)",
    )
    .await;
    let late = readiness(&ctx, Timestamp(1_800_000_601)).await;
    assert!(late.database && !late.tasks && !late.inbox, "{late:?}");
    ctx.figures.lock().await.counted_at = None;
    let soon = readiness(&ctx, Timestamp(1_800_000_600)).await;
    assert!(soon.is_ready(), "{soon:?}");
    ctx.clock.advance(180);
    assert!(!readiness(&ctx, Timestamp(1_800_000_600)).await.telegram);
}

#[tokio::test]
async fn a_house_that_cannot_write_or_read_is_not_ready() {
    let ctx = tests::ctx().await;
    ctx.note_heard();
    ctx.db.stop_writing(Stop {
        ailment: Ailment::NoRoom,
        why: "full".to_owned(),
    });
    let ready = readiness(&ctx, ctx.clock.now()).await;
    assert!(!ready.database && ready.tasks, "{ready:?}");
    let ctx = tests::ctx().await;
    ctx.db.close().await;
    let ready = readiness(&ctx, ctx.clock.now()).await;
    assert!(!ready.database && !ready.tasks && !ready.inbox, "{ready:?}");
}

#[tokio::test]
async fn a_crowd_of_scrapers_reads_the_database_once() {
    let ctx = Arc::new(tests::ctx().await);
    let now = ctx.clock.now();
    let asked: Vec<_> = (0..50)
        .map(|_| {
            let ctx = ctx.clone();
            tokio::spawn(async move { figures(&ctx, now).await.expect("figures").0 })
        })
        .collect();
    let mut all = Vec::new();
    for one in asked {
        all.push(one.await.expect("an end"));
    }
    assert!(all.iter().all(|figures| Arc::ptr_eq(figures, &all[0])));
}

#[tokio::test]
async fn the_file_and_its_log_have_a_size() {
    let ctx = tests::ctx().await;
    execute(
        &ctx,
        "INSERT INTO house_state (key, value, updated_at) VALUES ('x', 'y', 1)",
    )
    .await;
    let [(_, main), (_, log)] = file_sizes(&ctx);
    assert!(main > 0 && log > 0, "{main} {log}");
}
