use super::*;
use crate::models::TaskClass;
use crate::services::tests::{NOW, admin, ctx, person};

/// So many subscribers whose access ends at that instant.
async fn subscribers(ctx: &Ctx, from: i64, count: i64, end: Timestamp) {
    for id in from..from + count {
        person(ctx, id).await;
    }
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            for id in from..from + count {
                let period = crud::subscribers::insert_period(
                    tx,
                    crate::models::UserId(id),
                    Some(end),
                    None,
                    NOW.plus_days(-30),
                )?;
                assert!(period.0 > 0);
            }
            Ok(())
        })
        .await
        .expect("stored");
}

async fn removals(ctx: &Ctx) -> usize {
    ctx.db
        .read(|connection| {
            Ok::<_, ServiceError>(
                crud::tasks::list_due(connection, TaskClass::Member, NOW.plus_days(9), 9_999, &[])?
                    .rows
                    .len(),
            )
        })
        .await
        .expect("read")
}

#[tokio::test]
async fn access_ends_at_its_second_and_not_before() {
    let ctx = ctx().await;
    subscribers(&ctx, 100, 1, NOW).await;
    assert_eq!(sweep(&ctx, NOW - 1).await.expect("swept"), Sweep::Ended(0));
    assert_eq!(sweep(&ctx, NOW).await.expect("swept"), Sweep::Ended(1));
    assert_eq!(
        sweep(&ctx, NOW).await.expect("swept"),
        Sweep::Ended(0),
        "once"
    );
    assert_eq!(removals(&ctx).await, 1);
}

#[tokio::test]
async fn a_fifth_may_go_and_more_asks() {
    let few = ctx().await;
    subscribers(&few, 100, 20, NOW).await;
    subscribers(&few, 1_000, 80, NOW.plus_days(9)).await;
    assert_eq!(sweep(&few, NOW).await.expect("swept"), Sweep::Ended(20));

    let many = ctx().await;
    subscribers(&many, 100, 21, NOW).await;
    subscribers(&many, 1_000, 79, NOW.plus_days(9)).await;
    let Sweep::Held(Some(view)) = sweep(&many, NOW).await.expect("swept") else {
        panic!("not held")
    };
    assert_eq!((view.due, view.active, view.allowed), (21, 100, 20));
    assert_eq!(removals(&many).await, 0);
    assert_eq!(
        sweep(&many, NOW + 60).await.expect("swept"),
        Sweep::Held(None),
        "asked once"
    );
    assert!(
        matches!(
            sweep(&many, NOW.plus_hours(3)).await.expect("swept"),
            Sweep::Held(None)
        ),
        "age does not release"
    );
    let ended = release(&many, &admin(), NOW.plus_hours(3))
        .await
        .expect("released");
    assert_eq!(ended, 21);
    assert_eq!(removals(&many).await, 21);
}

#[tokio::test]
async fn a_sweep_in_batches_does_not_brake_halfway() {
    let ctx = ctx().await;
    subscribers(&ctx, 10_000, 395, NOW).await;
    subscribers(&ctx, 20_000, 1_605, NOW.plus_days(9)).await;
    assert_eq!(sweep(&ctx, NOW).await.expect("swept"), Sweep::Ended(395));
}

#[tokio::test]
async fn having_been_off_for_days_is_no_reason() {
    let ctx = ctx().await;
    assert_eq!(
        sweep(&ctx, NOW.plus_days(-5)).await.expect("swept"),
        Sweep::Ended(0)
    );
    for day in 0..5 {
        subscribers(&ctx, 100 + day * 10, 10, NOW.plus_days(day - 4) - 7_200).await;
    }
    assert_eq!(sweep(&ctx, NOW).await.expect("swept"), Sweep::Ended(50));
}

#[tokio::test]
async fn ends_that_were_moved_into_the_past_ask() {
    let ctx = ctx().await;
    assert_eq!(sweep(&ctx, NOW - 60).await.expect("swept"), Sweep::Ended(0));
    subscribers(&ctx, 100, 50, Timestamp(1_000)).await;
    assert!(matches!(
        sweep(&ctx, NOW).await.expect("swept"),
        Sweep::Held(Some(_))
    ));
}

#[tokio::test]
async fn nothing_ends_while_the_clock_is_wrong() {
    let ctx = ctx().await;
    subscribers(&ctx, 100, 1, NOW).await;
    ctx.skew.set(365 * 86_400);
    assert_eq!(sweep(&ctx, NOW).await.expect("swept"), Sweep::ClockWrong);
    ctx.skew.set(0);
    assert_eq!(sweep(&ctx, NOW).await.expect("swept"), Sweep::Ended(1));
}

#[tokio::test]
async fn the_whitelist_is_not_removed() {
    let ctx = ctx().await;
    subscribers(&ctx, 100, 1, NOW).await;
    super::super::members::desk::set_whitelist(
        &ctx,
        &admin(),
        crate::models::UserId(100),
        true,
        NOW,
    )
    .await
    .expect("listed");
    assert_eq!(sweep(&ctx, NOW).await.expect("swept"), Sweep::Ended(1));
    assert_eq!(removals(&ctx).await, 0);
    super::super::members::desk::set_whitelist(
        &ctx,
        &admin(),
        crate::models::UserId(100),
        false,
        NOW,
    )
    .await
    .expect("taken off");
    assert_eq!(removals(&ctx).await, 1);
}
