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
        cause: Some(crate::models::Trigger::Update(seq)),
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

#[tokio::test]
async fn nobody_opens_an_invitation_of_their_own() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "superadmin", Term::Seconds(DAY))
        .await
        .expect("for a day");
    let ana = at(&ctx, ANA, NOW).await;
    for name in ["superadmin", "support"] {
        let to = role(&ctx, name).await;
        invites::make(&ctx, &ana, to, None, None, NOW)
            .await
            .expect("made");
        let code = code_of(&ctx).await;
        let refused = refusal(invites::open(&ctx, &ana, &code, NOW + 60).await);
        assert_eq!(refused, RoleRefusal::Yourself, "{name}");
    }
    assert!(at(&ctx, ANA, NOW + DAY).await.permissions.is_empty());
}

#[tokio::test]
async fn what_somebody_gives_ends_no_later_than_they_may_give_it() {
    let ctx = house().await;
    let end = NOW + DAY;
    give(&ctx, ADMIN, ANA, "admin", Term::Seconds(DAY))
        .await
        .expect("for a day");
    let (ana, support) = (at(&ctx, ANA, NOW).await, role(&ctx, "support").await);
    let end_of = async |user| {
        let actor = Actor::system();
        let held = of_user(&ctx, &actor, user, NOW).await.expect("read");
        held[0].expires_at
    };
    // By a link, by a grant, and by a moved end.
    invites::make(&ctx, &ana, support, None, None, NOW)
        .await
        .expect("made");
    let eva = at(&ctx, EVA, NOW).await;
    let held = invites::open(&ctx, &eva, &code_of(&ctx).await, NOW)
        .await
        .expect("hers");
    assert_eq!(held.expires_at, Some(end));
    give(&ctx, ANA, LEO, "support", Term::Seconds(10 * DAY))
        .await
        .expect("given");
    assert_eq!(end_of(LEO).await, Some(end));
    grants::move_end(&ctx, &ana, (LEO, support), Term::Endless, NOW)
        .await
        .expect("moved");
    assert_eq!(end_of(LEO).await, Some(end));
    // What another gave for longer stays as long, unless less is wished.
    give(&ctx, ADMIN, LEO, "support", Term::Endless)
        .await
        .expect("for good");
    grants::move_end(&ctx, &ana, (LEO, support), Term::Endless, NOW)
        .await
        .expect("the same");
    assert_eq!(end_of(LEO).await, None);
    grants::move_end(&ctx, &ana, (LEO, support), Term::Seconds(2 * DAY), NOW)
        .await
        .expect("less");
    assert_eq!(end_of(LEO).await, Some(NOW + 2 * DAY));
    let longer = Term::Seconds(20 * DAY);
    grants::move_end(&ctx, &ana, (LEO, support), longer, NOW)
        .await
        .expect("no longer than it is");
    assert_eq!(end_of(LEO).await, Some(NOW + 2 * DAY));
    // Who may give it by another role for good gives it for good.
    give(&ctx, ADMIN, ANA, "superadmin", Term::Endless)
        .await
        .expect("given");
    give(&ctx, ANA, EVA, "support", Term::Endless)
        .await
        .expect("given");
    assert_eq!(end_of(EVA).await, None);
}
