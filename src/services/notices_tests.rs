//! Whom a notice reaches, with and without a sound.

use super::*;
use crate::models::PermissionSet;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::ctx;

fn admin() -> Actor {
    Actor::user(ADMIN, PermissionSet::all(), None)
}

fn down() -> AdminNotice {
    AdminNotice::ClockWrong { seconds: 900 }
}

async fn people(ctx: &Ctx, notice: &AdminNotice, now: Timestamp) -> Vec<(i64, bool)> {
    let plan = plan(ctx, notice, now).await.expect("a plan");
    let people = plan.people.iter();
    people
        .map(|reader| (reader.user.0, reader.is_silent))
        .collect()
}

#[tokio::test]
async fn everybody_concerned_is_told_until_they_switch_the_kind_off() {
    let ctx = ctx().await;
    let notice = AdminNotice::Offline;
    assert_eq!(people(&ctx, &notice, NOW).await, [(7, false)]);
    switch(&ctx, &admin(), NoticeKind::House, false, NOW)
        .await
        .expect("off");
    switch(&ctx, &admin(), NoticeKind::Keys, false, NOW)
        .await
        .expect("off");
    assert_eq!(people(&ctx, &notice, NOW).await, []);
    let view = desk(&ctx, &admin()).await.expect("a desk");
    let off: Vec<NoticeKind> = view
        .kinds
        .iter()
        .filter(|(_, is_on)| !is_on)
        .map(|(kind, _)| *kind)
        .collect();
    assert_eq!(off, [NoticeKind::House, NoticeKind::Keys]);
    switch(&ctx, &admin(), NoticeKind::House, true, NOW)
        .await
        .expect("on");
    assert_eq!(people(&ctx, &notice, NOW).await, [(7, false)]);
}

#[tokio::test]
async fn in_quiet_hours_only_what_is_urgent_rings() {
    let ctx = ctx().await;
    // 2027-01-15 08:00 in Greenwich.
    let hours = |from: u16, to: u16| QuietHours::new(from * 60, to * 60);
    set_quiet(&ctx, &admin(), hours(7, 9), NOW)
        .await
        .expect("set");
    assert_eq!(people(&ctx, &AdminNotice::Offline, NOW).await, [(7, true)]);
    assert_eq!(people(&ctx, &down(), NOW).await, [(7, false)]);
    assert_eq!(
        people(&ctx, &AdminNotice::Offline, NOW + 3_600).await,
        [(7, false)]
    );
    // The person's own clock counts.
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            tx.execute(
                "UPDATE users SET time_zone = 'America/Havana' WHERE id = 7",
                [],
            )?;
            Ok(())
        })
        .await
        .expect("set");
    assert_eq!(people(&ctx, &AdminNotice::Offline, NOW).await, [(7, false)]);
    set_quiet(&ctx, &admin(), None, NOW).await.expect("none");
    assert_eq!(desk(&ctx, &admin()).await.expect("a desk").quiet, None);
}

#[tokio::test]
async fn whoever_is_not_concerned_has_quiet_hours_only_and_a_stranger_nothing() {
    let ctx = ctx().await;
    let seller: PermissionSet = [Permission::SeePanel, Permission::MakeTokens]
        .into_iter()
        .collect();
    let seller = Actor::user(ADMIN, seller, None);
    assert!(kinds_for(&seller).is_empty());
    set_quiet(&ctx, &seller, QuietHours::new(60, 120), NOW)
        .await
        .expect("kept");
    let view = desk(&ctx, &seller).await.expect("a desk");
    assert_eq!(
        (view.kinds.len(), view.quiet),
        (0, QuietHours::new(60, 120))
    );
    assert!(
        switch(&ctx, &seller, NoticeKind::House, false, NOW)
            .await
            .is_err()
    );
    let stranger = Actor::user(UserId(6), PermissionSet::default(), None);
    assert!(desk(&ctx, &stranger).await.is_err());
    assert!(set_quiet(&ctx, &stranger, None, NOW).await.is_err());
    let keys: PermissionSet = [Permission::ManageKeys].into_iter().collect();
    assert_eq!(
        kinds_for(&Actor::user(UserId(5), keys, None)),
        [NoticeKind::Keys]
    );
}

#[tokio::test]
async fn a_group_takes_the_place_of_private_chats_for_those_who_wish_until_it_is_lost() {
    let ctx = ctx().await;
    let group = |kind, manages_topics| Forum {
        chat: ChatId(-1009),
        kind,
        title: "Equipo".to_owned(),
        is_forum: true,
        is_admin: manages_topics,
        manages_topics,
    };
    let refused = set_group(&ctx, &admin(), group(ChatKind::Channel, true), NOW).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::NoGroup))
    ));
    set_group(&ctx, &admin(), group(ChatKind::Supergroup, true), NOW)
        .await
        .expect("set");
    assert_eq!(people(&ctx, &AdminNotice::Offline, NOW).await, [(7, false)]);
    set_only_in_group(&ctx, &admin(), true, NOW)
        .await
        .expect("set");
    let only = plan(&ctx, &AdminNotice::Offline, NOW)
        .await
        .expect("a plan");
    assert_eq!((only.people.len(), only.if_group_fails.len()), (0, 1));
    assert!(only.group.is_some());
    let kept = TopicChange::Made(NoticeKind::House, 4);
    keep_topic(&ctx, ChatId(-1009), kept, NOW)
        .await
        .expect("kept");
    // Another look at the same group keeps its topics.
    set_group(&ctx, &admin(), group(ChatKind::Supergroup, false), NOW)
        .await
        .expect("set");
    let found = super::group(&ctx, &admin())
        .await
        .expect("read")
        .expect("a group");
    assert_eq!((found.topics.ids.len(), found.topics.is_forum), (1, false));
    group_migrated(&ctx, ChatId(-1009), ChatId(-2009), NOW)
        .await
        .expect("moved");
    // Late news of the old number change nothing.
    let gone = TopicChange::Gone(NoticeKind::House, 4);
    keep_topic(&ctx, ChatId(-1009), gone, NOW)
        .await
        .expect("kept");
    group_lost(&ctx, ChatId(-1009), NOW)
        .await
        .expect("not that one");
    let found = super::group(&ctx, &admin())
        .await
        .expect("read")
        .expect("a group");
    assert_eq!((found.chat, found.topics.ids.len()), (ChatId(-2009), 1));
    group_lost(&ctx, ChatId(-2009), NOW).await.expect("lost");
    assert_eq!(super::group(&ctx, &admin()).await.expect("read"), None);
    assert_eq!(people(&ctx, &AdminNotice::Offline, NOW).await, [(7, false)]);
    let told: i64 = ctx
        .db
        .read(|connection| -> Result<i64, ServiceError> {
            let sql = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins'";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect("read");
    assert_eq!(told, 1);
}

#[test]
fn quiet_hours_are_read_as_people_type_them() {
    for (text, from, to) in [
        ("22:00-8:00", 1320, 480),
        ("22 a 8", 1320, 480),
        ("de 22.30 a las 7:15", 1350, 435),
        ("0-6", 0, 360),
        ("23 – 9", 1380, 540),
    ] {
        assert_eq!(parse_quiet(text), Ok(QuietHours { from, to }), "{text}");
    }
    for text in [
        "", "22", "22-22", "24-8", "22:60-8", "noche", "1-2-3", "022-8",
    ] {
        assert_eq!(parse_quiet(text), Err(Refusal::HoursUnclear), "{text}");
    }
}
