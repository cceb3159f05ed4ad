use super::*;
use crate::models::Door;
use crate::services::tests::{ADMIN, FREE, NOW, ctx, person};

async fn count(ctx: &Ctx, sql: &'static str) -> i64 {
    ctx.db
        .read(move |connection| {
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect(sql)
}

#[tokio::test]
async fn the_broom_takes_what_is_over_and_leaves_the_rest() {
    let ctx = ctx().await;
    for id in 1..=2 {
        person(&ctx, id).await;
    }
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            for (id, age_days) in [(1, 31), (2, 29)] {
                let ended = NOW.plus_days(-age_days).0;
                tx.execute(
                    "INSERT INTO free_channel_requests
                         (user_id, chat_id, request_date, due_at, origin, processed, processed_at, outcome)
                     VALUES (?1, ?2, ?3, ?3, 'button', 1, ?3, 'approved')",
                    [id, FREE.0, ended],
                )?;
                tx.execute(
                    "INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at, state, done_at)
                     VALUES ('x', 'notice', ?1, '{}', ?2, ?2, 'done', ?2)",
                    [id, ended],
                )?;
            }
            for (id, age_hours) in [(1, 49), (2, 47)] {
                let done = NOW.plus_hours(-age_hours).0;
                tx.execute(
                    "INSERT INTO inbox (update_id, shard, raw, received_at, done_at) VALUES (?1, 0, '', ?2, ?2)",
                    [id, done],
                )?;
                tx.execute(
                    "INSERT INTO invite_links (link, chat_id, user_id, fact, created_at, expires_at)
                     VALUES ('https://t.me/+' || ?1, ?3, 1, 'f', ?2, ?2)",
                    [id, NOW.plus_hours(-(age_hours - 24)).0, FREE.0],
                )?;
            }
            tx.execute("INSERT INTO inbox (update_id, shard, raw, received_at) VALUES (9, 0, '{}', 1)", [])?;
            Ok(())
        })
        .await
        .expect("filled");
    assert_eq!(clean(&ctx, NOW).await.expect("swept"), 4);
    assert_eq!(
        count(&ctx, "SELECT count(*) FROM free_channel_requests").await,
        1
    );
    assert_eq!(count(&ctx, "SELECT count(*) FROM tasks").await, 1);
    assert_eq!(
        count(&ctx, "SELECT count(*) FROM inbox").await,
        2,
        "what is not done stays, however old"
    );
    assert_eq!(count(&ctx, "SELECT count(*) FROM invite_links").await, 1);
    assert_eq!(clean(&ctx, NOW).await.expect("swept"), 0);
}

#[tokio::test]
async fn whoever_leaves_the_settings_is_no_superadmin_any_more_but_the_owner_stays() {
    let mut ctx = ctx().await;
    let owner = person(&ctx, 5).await;
    ctx.db
        .write(Durability::Full, |tx| {
            Ok::<_, ServiceError>(crud::roles::insert_user_role(
                tx,
                UserId(5),
                SUPERADMIN,
                Some(UserId(5)),
                NOW,
            )?)
        })
        .await
        .expect("an owner");
    ctx.config.admin_user_ids = vec![UserId(6)];
    prepare(&ctx, NOW).await.expect("prepared");
    let admins = holders(&ctx, Permission::Configure, NOW)
        .await
        .expect("read");
    assert_eq!(admins, vec![UserId(5), UserId(6)]);
    assert!(!admins.contains(&ADMIN));
    assert_eq!(owner.identity.user(), Some(UserId(5)));
}

#[tokio::test]
async fn each_event_is_counted_for_its_day() {
    let ctx = ctx().await;
    person(&ctx, 1).await;
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            for at in [NOW, NOW, NOW.plus_days(1)] {
                let event = crud::members::Event {
                    user: UserId(1),
                    door: Door::Vip,
                    kind: "joined",
                    period: None,
                    cause: None,
                };
                crud::members::insert_event(tx, &event, at)?;
            }
            Ok(())
        })
        .await
        .expect("noted");
    assert_eq!(
        count(
            &ctx,
            "SELECT max(count) FROM stats_daily WHERE kind = 'joined'"
        )
        .await,
        2
    );
    assert_eq!(
        count(
            &ctx,
            "SELECT count(*) FROM stats_daily WHERE kind = 'joined'"
        )
        .await,
        2
    );
}
