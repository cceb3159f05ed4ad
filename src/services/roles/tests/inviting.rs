//! Links to the team.

use super::*;

/// The code that the maker of the last link is shown.
async fn code_of(ctx: &Ctx) -> String {
    let payload = texts(
        ctx,
        "SELECT payload FROM tasks WHERE kind = 'deliver_staff_invite' ORDER BY id DESC LIMIT 1",
    );
    let task = Task::from_json(&payload.await[0]).expect("a task");
    let Task::DeliverStaffInvite { sealed, .. } = task else {
        panic!("{task:?}");
    };
    ctx.seal.open(&sealed).expect("the code")
}

#[tokio::test]
async fn an_invitation_makes_one_person_staff_within_its_day() {
    let ctx = house().await;
    let support = role(&ctx, "support").await;
    let admin = at(&ctx, ADMIN, NOW).await;
    let press = || Some("7:1".to_owned());
    invites::make(&ctx, &admin, support, Some(24), press(), NOW)
        .await
        .expect("made");
    let again = invites::make(&ctx, &admin, support, Some(24), press(), NOW).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
    ));
    let code = code_of(&ctx).await;
    assert!(invites::PREFIX.len() + code.len() <= 64);
    let (ana, eva) = (at(&ctx, ANA, NOW).await, at(&ctx, EVA, NOW).await);
    let unknown = refusal(invites::open(&ctx, &ana, "ffff", NOW).await);
    assert_eq!(unknown, RoleRefusal::InviteUnknown);
    let held = invites::open(&ctx, &ana, &code, NOW + 60)
        .await
        .expect("hers");
    assert_eq!(
        (held.role.as_str(), held.expires_at),
        ("support", Some(NOW + 60 + DAY))
    );
    assert_eq!(held.granted_by, Some(ADMIN));
    // The same person is told the same again; anybody else that it is used.
    invites::open(&ctx, &ana, &code, NOW + 61)
        .await
        .expect("the same");
    let used = refusal(invites::open(&ctx, &eva, &code, NOW + 61).await);
    assert_eq!(used, RoleRefusal::InviteUsed);
    invites::make(&ctx, &admin, support, None, None, NOW)
        .await
        .expect("made");
    let late = code_of(&ctx).await;
    let over = refusal(invites::open(&ctx, &eva, &late, NOW.plus_hours(24)).await);
    assert_eq!(over, RoleRefusal::InviteExpired);
    // Without end it adds to Ana's day, and then there is nothing left to win.
    invites::make(&ctx, &admin, support, None, None, NOW)
        .await
        .expect("made");
    let held = invites::open(&ctx, &ana, &code_of(&ctx).await, NOW + 62)
        .await
        .expect("longer");
    assert_eq!(held.expires_at, None);
    let won = refusal(invites::open(&ctx, &ana, &late, NOW + 63).await);
    assert_eq!(won, RoleRefusal::HeldAlready);
}

#[tokio::test]
async fn an_invitation_is_void_once_revoked_or_when_its_maker_may_give_it_no_more() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "admin", Term::Endless)
        .await
        .expect("given");
    let support = role(&ctx, "support").await;
    let ana = at(&ctx, ANA, NOW).await;
    invites::make(&ctx, &ana, support, None, None, NOW)
        .await
        .expect("made");
    let first = code_of(&ctx).await;
    let open = invites::list(&ctx, &ana, 0, NOW).await.expect("listed");
    assert_eq!(open.total, 1);
    invites::revoke(&ctx, &ana, open.rows[0].0.id, NOW)
        .await
        .expect("revoked");
    invites::make(&ctx, &ana, support, None, None, NOW)
        .await
        .expect("made");
    let second = code_of(&ctx).await;
    let admins = role(&ctx, "admin").await;
    let refused = refusal(invites::make(&ctx, &ana, admins, None, None, NOW).await);
    assert!(matches!(refused, RoleRefusal::AboveYou { .. }));
    take(&ctx, ADMIN, ANA, "admin").await.expect("taken");
    let eva = at(&ctx, EVA, NOW).await;
    for code in [first, second] {
        let void = refusal(invites::open(&ctx, &eva, &code, NOW).await);
        assert_eq!(void, RoleRefusal::InviteVoid);
    }
}

#[tokio::test]
async fn an_invitation_whose_answer_a_kill_took_is_answered_again_and_given_once() {
    let ctx = house().await;
    let support = role(&ctx, "support").await;
    let admin = at(&ctx, ADMIN, NOW).await;
    invites::make(&ctx, &admin, support, Some(24), None, NOW)
        .await
        .expect("made");
    let code = code_of(&ctx).await;
    let seq = ctx
        .db
        .write(Durability::Full, |tx| {
            tx.execute(
                "INSERT INTO inbox (update_id, shard, raw, received_at) VALUES (1, 0, '{}', 1)",
                [],
            )?;
            Ok::<_, ServiceError>(InboxSeq(tx.last_insert_rowid()))
        })
        .await
        .expect("an update");
    let ana = Actor {
        cause: Some(seq),
        ..at(&ctx, ANA, NOW).await
    };
    invites::open(&ctx, &ana, &code, NOW).await.expect("hers");
    let again = invites::open(&ctx, &ana, &code, NOW + 5).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
    ));
    let held = invites::came_by(&ctx, ANA, &code, NOW + 5)
        .await
        .expect("read")
        .expect("hers");
    assert_eq!(held.expires_at, Some(NOW + DAY));
    let hers = invites::came_by(&ctx, EVA, &code, NOW).await.expect("read");
    assert_eq!(hers, None);
    let granted =
        "SELECT action FROM audit_log WHERE action = 'role.granted' AND target = 'user:2001'";
    assert_eq!(texts(&ctx, granted).await.len(), 1);
}
