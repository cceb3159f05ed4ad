use super::*;
use crate::services::tests::{ADMIN, NOW, ctx, person};

/// The code as a person's link brings it.
fn brought(code: &OwnerCode) -> String {
    let payload = code.payload();
    payload.strip_prefix(PREFIX).expect("the prefix").to_owned()
}

async fn state_of(ctx: &Ctx, code: &OwnerCode, now: Timestamp) -> LinkState {
    let code = code.clone();
    ctx.db
        .read(move |connection| state(connection, &code, now))
        .await
        .expect("read")
}

async fn is_superadmin(ctx: &Ctx, user: i64) -> bool {
    ctx.db
        .read(move |connection| Ok::<_, ServiceError>(is_owner(connection, UserId(user), NOW)?))
        .await
        .expect("read")
}

/// Why the claim was refused.
fn refusal(result: Result<(), ServiceError>) -> Refusal {
    match result {
        Err(ServiceError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_payload_fits_a_deep_link_and_only_its_hash_is_kept() {
    let ctx = ctx().await;
    let code = make(&ctx, NOW).await.expect("made");
    let payload = code.payload();
    assert!(payload.len() <= 64 && payload.starts_with("own_"));
    assert!(
        payload
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_')
    );
    let kept = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::house::get(connection, LINKS)?))
        .await
        .expect("read")
        .expect("kept");
    assert!(!kept.contains(&brought(&code)));
}

#[tokio::test]
async fn a_link_makes_one_owner_and_tells_the_next_that_it_was_used() {
    let ctx = ctx().await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    let code = make(&ctx, NOW).await.expect("made");
    assert_eq!(state_of(&ctx, &code, NOW).await, LinkState::Open);
    claim(&ctx, &ana, &brought(&code), NOW).await.expect("hers");
    let used = LinkState::UsedBy(UserId(1));
    assert_eq!(state_of(&ctx, &code, NOW).await, used);
    let no = refusal(claim(&ctx, &eva, &brought(&code), NOW).await);
    assert_eq!(no, Refusal::OwnerLinkUsed);
    assert!(is_superadmin(&ctx, 1).await && !is_superadmin(&ctx, 2).await);
    // Whoever opens their own link again is told the same, also when its time is over.
    let later = NOW.plus_hours(1);
    claim(&ctx, &ana, &brought(&code), later)
        .await
        .expect("still hers");
}

#[tokio::test]
async fn of_two_people_at_once_one_becomes_the_owner() {
    let ctx = ctx().await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    let code = brought(&make(&ctx, NOW).await.expect("made"));
    let (first, second) =
        tokio::join!(claim(&ctx, &ana, &code, NOW), claim(&ctx, &eva, &code, NOW));
    assert_ne!(first.is_ok(), second.is_ok());
    assert_ne!(is_superadmin(&ctx, 1).await, is_superadmin(&ctx, 2).await);
}

#[tokio::test]
async fn after_fifteen_minutes_a_link_is_over_and_a_clock_that_was_wrong_does_not_keep_it_open() {
    let ctx = ctx().await;
    let ana = person(&ctx, 1).await;
    let code = make(&ctx, NOW).await.expect("made");
    for now in [NOW.plus_minutes(15), NOW.plus_minutes(-15)] {
        assert_eq!(state_of(&ctx, &code, now).await, LinkState::Over);
        let no = refusal(claim(&ctx, &ana, &brought(&code), now).await);
        assert_eq!(no, Refusal::OwnerLinkExpired);
    }
    let last = Timestamp(NOW.plus_minutes(15).0 - 1);
    claim(&ctx, &ana, &brought(&code), last)
        .await
        .expect("in time");
}

#[tokio::test]
async fn the_link_of_a_start_leaves_that_of_the_setup_open_and_the_first_use_ends_both() {
    let ctx = ctx().await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    let first = make(&ctx, NOW).await.expect("made");
    let second = make(&ctx, NOW).await.expect("made");
    claim(&ctx, &ana, &brought(&first), NOW)
        .await
        .expect("hers");
    assert_eq!(state_of(&ctx, &second, NOW).await, LinkState::Over);
    let no = refusal(claim(&ctx, &eva, &brought(&second), NOW).await);
    assert_eq!(no, Refusal::OwnerLinkUnknown);
}

#[tokio::test]
async fn a_house_with_an_owner_is_offered_no_link_and_without_one_it_is() {
    let mut ctx = ctx().await;
    assert!(offer(&ctx, NOW).await.expect("asked").is_none());
    ctx.config.admin_user_ids.clear();
    crate::services::house::prepare(&ctx, NOW)
        .await
        .expect("prepared");
    assert!(offer(&ctx, NOW).await.expect("asked").is_some());
}

#[tokio::test]
async fn an_admin_of_the_settings_who_opens_the_link_stays_when_the_settings_change() {
    let mut ctx = ctx().await;
    let code = make(&ctx, NOW).await.expect("made");
    let admin = crate::services::tests::admin();
    claim(&ctx, &admin, &brought(&code), NOW)
        .await
        .expect("claimed");
    ctx.config.admin_user_ids.clear();
    crate::services::house::prepare(&ctx, NOW)
        .await
        .expect("prepared");
    assert!(is_superadmin(&ctx, ADMIN.0).await);
}

#[tokio::test]
async fn whoever_lost_the_role_does_not_get_it_back_by_the_old_link() {
    let ctx = ctx().await;
    let ana = person(&ctx, 1).await;
    let code = make(&ctx, NOW).await.expect("made");
    claim(&ctx, &ana, &brought(&code), NOW).await.expect("hers");
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            tx.execute("DELETE FROM user_roles WHERE user_id = 1", [])?;
            Ok(())
        })
        .await
        .expect("revoked");
    let no = refusal(claim(&ctx, &ana, &brought(&code), NOW).await);
    assert_eq!(no, Refusal::OwnerLinkUsed);
}
