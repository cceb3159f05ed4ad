//! Who may give what to whom, what ends when, and who is told.

use super::*;

#[tokio::test]
async fn nobody_grants_above_themself_nor_to_themself() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "admin", Term::Endless)
        .await
        .expect("given");
    // An admin gives what is below.
    give(&ctx, ANA, EVA, "support", Term::Endless)
        .await
        .expect("given");
    for name in ["admin", "superadmin"] {
        let role = name.to_owned();
        let refused = refusal(give(&ctx, ANA, EVA, name, Term::Endless).await);
        assert_eq!(refused, RoleRefusal::AboveYou { role });
    }
    let refused = refusal(give(&ctx, ANA, ANA, "support", Term::Endless).await);
    assert_eq!(refused, RoleRefusal::Yourself);
    let refused = refusal(give(&ctx, ADMIN, ADMIN, "superadmin", Term::Endless).await);
    assert_eq!(refused, RoleRefusal::Yourself);
    // Everybody is a user: it is no role to give.
    let refused = refusal(give(&ctx, ADMIN, EVA, "user", Term::Endless).await);
    assert!(matches!(refused, RoleRefusal::AboveYou { .. }));
    // Supporters grant nothing at all.
    let denied = give(&ctx, EVA, LEO, "support", Term::Endless).await;
    assert!(matches!(
        denied,
        Err(ServiceError::Refused(Refusal::NotAllowed))
    ));
    // Nor does a role of a low rank carry what its giver may not do.
    let admin = at(&ctx, ADMIN, NOW).await;
    let made = table::create(&ctx, &admin, "trampa", NOW)
        .await
        .expect("made");
    let change = (Permission::EditRoles, true);
    table::set_permission(&ctx, &admin, made, change, NOW)
        .await
        .expect("allowed");
    let refused = refusal(give(&ctx, ANA, EVA, "trampa", Term::Endless).await);
    assert!(matches!(refused, RoleRefusal::AboveYou { .. }));
}

#[tokio::test]
async fn the_last_superadmin_stays_and_those_of_the_settings_are_the_settings() {
    let mut ctx = house().await;
    let refused = refusal(take(&ctx, ADMIN, ADMIN, "superadmin").await);
    assert_eq!(refused, RoleRefusal::FromSettings);
    give(&ctx, ADMIN, ANA, "superadmin", Term::Endless)
        .await
        .expect("given");
    let refused = refusal(give(&ctx, ANA, ADMIN, "superadmin", Term::Seconds(DAY)).await);
    assert_eq!(refused, RoleRefusal::FromSettings);
    // The settings name nobody any more: Ana is the only one left.
    ctx.config.admin_user_ids.clear();
    crate::services::house::prepare(&ctx, NOW)
        .await
        .expect("prepared");
    let refused = refusal(take(&ctx, ANA, ANA, "superadmin").await);
    assert_eq!(refused, RoleRefusal::LastSuperadmin);
    give(&ctx, ANA, EVA, "superadmin", Term::Seconds(DAY))
        .await
        .expect("for a day");
    // Somebody for a day does not count as another one.
    let refused = refusal(give(&ctx, EVA, ANA, "superadmin", Term::Seconds(DAY)).await);
    assert_eq!(refused, RoleRefusal::LastSuperadmin);
    let refused = refusal(take(&ctx, EVA, ANA, "superadmin").await);
    assert_eq!(refused, RoleRefusal::LastSuperadmin);
    give(&ctx, ANA, EVA, "superadmin", Term::Endless)
        .await
        .expect("for good");
    take(&ctx, EVA, ANA, "superadmin")
        .await
        .expect("now there is another");
    assert!(at(&ctx, ANA, NOW).await.permissions.is_empty());
}

#[tokio::test]
async fn a_role_ends_at_its_second_and_both_sides_are_told_once() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "support", Term::Seconds(DAY))
        .await
        .expect("given");
    let end = NOW + DAY;
    assert!(
        at(&ctx, ANA, end - 1)
            .await
            .permissions
            .has(Permission::SeePanel)
    );
    assert!(at(&ctx, ANA, end).await.permissions.is_empty());
    assert_eq!(grants::next_due(&ctx, NOW).await.expect("read"), Some(end));
    let early = grants::end_due(&ctx, end - 1).await.expect("swept");
    assert_eq!(early, Sweep::Ended(0));
    for count in [1, 0] {
        let swept = grants::end_due(&ctx, end).await.expect("swept");
        assert_eq!(swept, Sweep::Ended(count));
    }
    let tasks = texts(
        &ctx,
        "SELECT json_extract(payload, '$.news.what') || ' ' || json_extract(payload, '$.user') FROM tasks ORDER BY id",
    );
    assert_eq!(tasks.await, ["granted 2001", "ended 2001", "gift_ended 7"]);
    let audit = "SELECT action || ' ' || coalesce(actor_id, 'SYSTEM') FROM audit_log WHERE action LIKE 'role.%' AND target = 'user:2001'";
    assert_eq!(
        texts(&ctx, audit).await,
        ["role.granted 7", "role.ended SYSTEM"]
    );
    let details = texts(
        &ctx,
        "SELECT details FROM audit_log WHERE action = 'role.ended'",
    );
    let details: serde_json::Value = serde_json::from_str(&details.await[0]).expect("JSON");
    assert_eq!(details["before"]["until"], end.0);
    assert!(details["after"].is_null());
}

#[tokio::test]
async fn nothing_ends_while_the_clock_is_wrong() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "support", Term::Seconds(DAY))
        .await
        .expect("given");
    ctx.skew.set(601);
    let swept = grants::end_due(&ctx, NOW + DAY).await.expect("swept");
    assert_eq!(swept, Sweep::ClockWrong);
    ctx.skew.set(0);
    let swept = grants::end_due(&ctx, NOW + DAY).await.expect("swept");
    assert_eq!(swept, Sweep::Ended(1));
}

#[tokio::test]
async fn an_end_is_moved_or_taken_away_and_what_is_old_news_is_not_told() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "support", Term::Seconds(DAY))
        .await
        .expect("given");
    let admin = at(&ctx, ADMIN, NOW).await;
    let of = (ANA, role(&ctx, "support").await);
    let until = |at| Term::Until(at);
    for term in [until(NOW), until(NOW - 1)] {
        let refused = refusal(grants::move_end(&ctx, &admin, of, term, NOW).await);
        assert_eq!(refused, RoleRefusal::EndPast);
    }
    let far = until(NOW.plus_days(5_000));
    let refused = refusal(grants::move_end(&ctx, &admin, of, far, NOW).await);
    assert_eq!(refused, RoleRefusal::EndTooFar);
    grants::move_end(&ctx, &admin, of, Term::Endless, NOW)
        .await
        .expect("moved");
    let held = of_user(&ctx, &admin, ANA, NOW).await.expect("read");
    assert_eq!(held[0].expires_at, None);
    let granted = RoleNews::Granted {
        role: "support".into(),
        until: Some(NOW + DAY),
        by: Some(ADMIN),
        reason: None,
    };
    assert!(!is_news(&ctx, ANA, &granted, NOW).await.expect("read"));
    let moved = RoleNews::Moved {
        role: "support".into(),
        until: None,
        by: Some(ADMIN),
    };
    assert!(is_news(&ctx, ANA, &moved, NOW).await.expect("read"));
}

#[tokio::test]
async fn whoever_gave_a_role_hears_that_another_took_it() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "admin", Term::Endless)
        .await
        .expect("given");
    give(&ctx, ANA, EVA, "support", Term::Endless)
        .await
        .expect("given");
    take(&ctx, ADMIN, EVA, "support").await.expect("taken");
    let told = texts(
        &ctx,
        "SELECT json_extract(payload, '$.news.what') || ' ' || json_extract(payload, '$.user') FROM tasks
         WHERE payload LIKE '%revoked%' ORDER BY id",
    );
    assert_eq!(told.await, ["revoked 2002", "gift_revoked 2001"]);
    // Giving up an own role tells whoever gave it.
    take(&ctx, ANA, ANA, "admin").await.expect("given up");
    assert_eq!(
        refusal(take(&ctx, ADMIN, ANA, "admin").await),
        RoleRefusal::NotHeld
    );
}
