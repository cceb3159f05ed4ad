//! Sessions and the tokens that lengthen them.

use super::*;

#[tokio::test]
async fn a_refresh_token_is_good_once_and_a_second_time_ends_the_session() {
    let ctx = ctx().await;
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let first = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    let other = sessions::open(&ctx, &text, NOW)
        .await
        .expect("another session");
    let second = sessions::refresh(&ctx, &first.refresh_token, None, NOW + 800)
        .await
        .expect("refreshed");
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_eq!(second.refresh_expires_at, NOW + 800 + 30 * DAY);
    caller(&ctx, &second, NOW + 900).await.expect("believed");
    assert_eq!(
        refused(caller(&ctx, &first, NOW + 900).await),
        ApiRefusal::TokenExpired
    );
    // A thief, or the one that was robbed: nobody can tell, so both are out.
    let again = sessions::refresh(&ctx, &first.refresh_token, None, NOW + 901).await;
    assert_eq!(refused(again), ApiRefusal::RefreshReused);
    assert_eq!(
        refused(caller(&ctx, &second, NOW + 901).await),
        ApiRefusal::SessionEnded
    );
    for token in [&second.refresh_token, &first.refresh_token] {
        let dead = sessions::refresh(&ctx, token, None, NOW + 902).await;
        assert_eq!(refused(dead), ApiRefusal::SessionEnded);
    }
    assert_eq!(
        count(
            &ctx,
            "SELECT count(*) FROM audit_log WHERE action = 'api.refresh_reused'"
        )
        .await,
        1
    );
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins' AND payload LIKE '%api_token_reused%'";
    assert_eq!(count(&ctx, told).await, 1);
    caller(&ctx, &other, NOW + 899)
        .await
        .expect("the other session goes on");
    sessions::open(&ctx, &text, NOW + 902)
        .await
        .expect("the key opens a new one");
}

#[tokio::test]
async fn of_two_refreshes_at_once_one_wins_and_the_session_is_over() {
    let ctx = ctx().await;
    ctx.set_admins(std::sync::Arc::new(Told::default()));
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let first = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    let (one, two) = tokio::join!(
        sessions::refresh(&ctx, &first.refresh_token, None, NOW),
        sessions::refresh(&ctx, &first.refresh_token, None, NOW),
    );
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(refused(lost), ApiRefusal::RefreshReused);
    let won = won.expect("one of them");
    assert_eq!(
        refused(caller(&ctx, &won, NOW).await),
        ApiRefusal::SessionEnded
    );
    let dead = sessions::refresh(&ctx, &won.refresh_token, None, NOW).await;
    assert_eq!(refused(dead), ApiRefusal::SessionEnded);
}

#[tokio::test]
async fn after_a_lost_answer_the_client_signs_in_again_with_its_key() {
    let ctx = ctx().await;
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let first = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    // Rotated and committed, but killed before the answer: the client knows the old token only.
    sessions::refresh(&ctx, &first.refresh_token, None, NOW)
        .await
        .expect("rotated");
    assert!(
        sessions::refresh(&ctx, &first.refresh_token, None, NOW + 1)
            .await
            .is_err()
    );
    let again = sessions::open(&ctx, &text, NOW + 2)
        .await
        .expect("signed in again");
    caller(&ctx, &again, NOW + 2).await.expect("believed");
}

#[tokio::test]
async fn a_session_that_was_ended_or_not_refreshed_is_over() {
    let ctx = ctx().await;
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    let who = caller(&ctx, &signed, NOW).await.expect("believed");
    sessions::end(&ctx, &who, NOW).await.expect("ended");
    assert_eq!(
        refused(caller(&ctx, &signed, NOW).await),
        ApiRefusal::SessionEnded
    );
    let idle = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    let late = sessions::refresh(&ctx, &idle.refresh_token, None, NOW + 30 * DAY).await;
    assert_eq!(refused(late), ApiRefusal::SessionEnded);
    sessions::refresh(&ctx, &idle.refresh_token, None, NOW + 30 * DAY - 1)
        .await
        .expect("in time");
}

#[tokio::test]
async fn sessions_of_a_key_are_bounded_and_swept_a_day_after_their_end() {
    let ctx = ctx().await;
    let (id, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let mut first = None;
    for _ in 0..=100 {
        let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
        first.get_or_insert(signed);
    }
    let first = first.expect("one");
    assert_eq!(
        refused(caller(&ctx, &first, NOW).await),
        ApiRefusal::SessionEnded
    );
    let view = keys::get(&ctx, &admin(), id, NOW).await.expect("there");
    assert_eq!(view.sessions, 100);
    house::clean(&ctx, NOW + DAY).await.expect("swept");
    assert_eq!(count(&ctx, "SELECT count(*) FROM api_sessions").await, 101);
    house::clean(&ctx, NOW + DAY + 1).await.expect("swept");
    assert_eq!(count(&ctx, "SELECT count(*) FROM api_sessions").await, 100);
    assert_eq!(
        count(&ctx, "SELECT count(*) FROM refresh_tokens").await,
        100
    );
    house::clean(&ctx, NOW + 32 * DAY).await.expect("swept");
    assert_eq!(count(&ctx, "SELECT count(*) FROM refresh_tokens").await, 0);
}

#[tokio::test]
async fn requests_that_were_kept_are_swept_after_two_days() {
    let ctx = ctx().await;
    let (id, _) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    write(&ctx, move |tx| {
        crud::api_requests::insert(tx, id, "once", &[1; 32], NOW)
    })
    .await;
    house::clean(&ctx, NOW + 2 * DAY).await.expect("swept");
    assert_eq!(count(&ctx, "SELECT count(*) FROM api_requests").await, 1);
    house::clean(&ctx, NOW + 2 * DAY + 1).await.expect("swept");
    assert_eq!(count(&ctx, "SELECT count(*) FROM api_requests").await, 0);
}

#[tokio::test]
async fn a_token_is_none_of_a_session_that_began_after_it() {
    let ctx = ctx().await;
    let (_, text) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    let signed = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    // As after a restore: the same numbers stand for other sessions and other keys.
    write(&ctx, |tx| {
        tx.execute("UPDATE api_sessions SET created_at = created_at + 1", [])
    })
    .await;
    assert_eq!(
        refused(caller(&ctx, &signed, NOW + 2).await),
        ApiRefusal::TokenInvalid
    );
    let other = sessions::open(&ctx, &text, NOW).await.expect("signed in");
    let (second, _) = key_of(&ctx, &admin(), wish(PermissionSet::all(), None)).await;
    write(&ctx, move |tx| {
        tx.execute("UPDATE api_sessions SET key_id = ?1", [second.0])
    })
    .await;
    assert_eq!(
        refused(caller(&ctx, &other, NOW + 2).await),
        ApiRefusal::TokenInvalid
    );
}
