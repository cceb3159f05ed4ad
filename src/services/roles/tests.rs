//! Roles: who may give what to whom, what ends when, and what is left of it.

use super::*;
use crate::db::Durability;
use crate::models::PermissionSet;
use crate::models::RoleGrant;
use crate::models::Term;
use crate::models::TokenFilter;
use crate::models::TokenOrder;
use crate::services::roles::grants::Sweep;
use crate::services::tests::{ADMIN, NOW, ctx, person};
use crate::services::tokens;

const ANA: UserId = UserId(2001);
const EVA: UserId = UserId(2002);
const LEO: UserId = UserId(2003);
const DAY: i64 = 86_400;

async fn house() -> Ctx {
    let ctx = ctx().await;
    for user in [ANA, EVA, LEO] {
        person(&ctx, user.0).await;
    }
    ctx
}

/// The person as the boundary would see them at that time.
async fn at(ctx: &Ctx, user: UserId, now: Timestamp) -> Actor {
    let standing = ctx
        .db
        .read(move |connection| standing_of(connection, user, now))
        .await
        .expect("read");
    Actor::standing(user, standing, None)
}

async fn role(ctx: &Ctx, name: &'static str) -> RoleId {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::roles::get_by_name(connection, name)?));
    found.await.expect("read").expect(name).id
}

async fn give(
    ctx: &Ctx,
    by: UserId,
    user: UserId,
    name: &'static str,
    term: Term,
) -> Result<(), ServiceError> {
    let now = ctx.clock.now();
    let grant = RoleGrant {
        user,
        role: role(ctx, name).await,
        term,
        reason: None,
    };
    let actor = at(ctx, by, now).await;
    grants::grant(ctx, &actor, grant, now).await
}

async fn take(ctx: &Ctx, by: UserId, user: UserId, name: &'static str) -> Result<(), ServiceError> {
    let now = ctx.clock.now();
    let role = role(ctx, name).await;
    let actor = at(ctx, by, now).await;
    grants::revoke(ctx, &actor, (user, role), None, now).await
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> RoleRefusal {
    match result {
        Err(ServiceError::Refused(Refusal::Role(refusal))) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn texts(ctx: &Ctx, sql: &'static str) -> Vec<String> {
    ctx.db
        .read(move |connection| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
        .expect(sql)
}

#[tokio::test]
async fn the_built_in_roles_allow_exactly_this() {
    let ctx = house().await;
    let mut table = String::new();
    for name in [
        "superadmin",
        "admin",
        "support",
        "seller",
        "auditor",
        "user",
    ] {
        let id = role(&ctx, name).await;
        let admin = at(&ctx, ADMIN, NOW).await;
        let (role, _) = get(&ctx, &admin, id, NOW).await.expect("read");
        let allowed: Vec<&str> = role.permissions.iter().map(Permission::name).collect();
        table.push_str(&format!("{name} {}: {}\n", role.rank, allowed.join(" ")));
    }
    insta::assert_snapshot!(table, @"
    superadmin 100: panel.see config.write tokens.see tokens.make tokens.revoke members.see members.manage queue.manage status.see problems.manage broadcasts.send statistics.see servers.see servers.manage keys.see keys.manage people.see people.manage data.manage roles.see roles.grant roles.edit audit.see tickets.see tickets.answer support.manage house.maintain backups.manage
    admin 80: panel.see config.write tokens.see tokens.make tokens.revoke members.see members.manage queue.manage status.see problems.manage broadcasts.send statistics.see servers.see servers.manage keys.see keys.manage people.see people.manage data.manage roles.see roles.grant audit.see tickets.see tickets.answer support.manage house.maintain
    support 40: panel.see tokens.see members.see queue.manage keys.see keys.manage people.see people.manage tickets.see tickets.answer
    seller 30: panel.see tokens.see tokens.make people.see
    auditor 20: panel.see tokens.see members.see status.see statistics.see servers.see keys.see people.see roles.see audit.see tickets.see
    user 0:
    ");
}

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

/// The code that the maker of the last link is shown.
async fn code_of(ctx: &Ctx) -> String {
    let payload = texts(
        ctx,
        "SELECT payload FROM tasks WHERE kind = 'deliver_staff_invite' ORDER BY id DESC LIMIT 1",
    );
    let task: Task = serde_json::from_str(&payload.await[0]).expect("a task");
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
async fn roles_of_ones_own_making_come_and_go_with_those_who_hold_them() {
    let ctx = house().await;
    let admin = at(&ctx, ADMIN, NOW).await;
    let made = table::create(&ctx, &admin, "Taquilla", NOW)
        .await
        .expect("made");
    for taken in ["taquilla", "soporte"] {
        let refused = refusal(table::create(&ctx, &admin, taken, NOW).await);
        assert_eq!(refused, RoleRefusal::NameTaken, "{taken}");
    }
    for permission in [Permission::SeePanel, Permission::SeeMembers] {
        let change = (permission, true);
        table::set_permission(&ctx, &admin, made, change, NOW)
            .await
            .expect("allowed");
    }
    table::rename(&ctx, &admin, made, "puerta", NOW)
        .await
        .expect("renamed");
    table::set_rank(&ctx, &admin, made, 35, NOW)
        .await
        .expect("ranked");
    give(&ctx, ADMIN, ANA, "puerta", Term::Endless)
        .await
        .expect("given");
    assert!(
        at(&ctx, ANA, NOW)
            .await
            .permissions
            .has(Permission::SeeMembers)
    );
    // Own customers only: what shows everybody goes, and does not come back.
    table::set_scope(&ctx, &admin, made, true, NOW)
        .await
        .expect("narrowed");
    let standing = at(&ctx, ANA, NOW).await;
    assert_eq!(standing.customers_of, Some(ANA));
    assert!(!standing.permissions.has(Permission::SeeMembers));
    let change = (Permission::SeeMembers, true);
    let refused = refusal(table::set_permission(&ctx, &admin, made, change, NOW).await);
    assert_eq!(refused, RoleRefusal::ShowsEverybody);
    // With another role beside it they see everybody.
    give(&ctx, ADMIN, ANA, "auditor", Term::Endless)
        .await
        .expect("given");
    assert_eq!(at(&ctx, ANA, NOW).await.customers_of, None);
    table::delete(&ctx, &admin, made, NOW)
        .await
        .expect("deleted");
    let held = of_user(&ctx, &admin, ANA, NOW).await.expect("read");
    assert_eq!(held.len(), 1);
    // The number of a deleted role is never another's.
    let next = table::create(&ctx, &admin, "taquilla", NOW)
        .await
        .expect("made");
    assert!(next > made);
    let actions = "SELECT action FROM audit_log WHERE target LIKE 'role:%' ORDER BY id";
    assert_eq!(
        texts(&ctx, actions).await,
        [
            "role.created",
            "role.permission_set",
            "role.permission_set",
            "role.renamed",
            "role.ranked",
            "role.scope_set",
            "role.deleted",
            "role.created"
        ]
    );
}

#[tokio::test]
async fn the_houses_own_roles_keep_their_name_and_the_highest_its_rights() {
    let ctx = house().await;
    let admin = at(&ctx, ADMIN, NOW).await;
    let (support, superadmin) = (role(&ctx, "support").await, role(&ctx, "superadmin").await);
    for refused in [
        refusal(table::rename(&ctx, &admin, support, "otro", NOW).await),
        refusal(table::delete(&ctx, &admin, support, NOW).await),
        refusal(table::set_rank(&ctx, &admin, support, 5, NOW).await),
        refusal(
            table::set_permission(&ctx, &admin, superadmin, (Permission::SeePanel, false), NOW)
                .await,
        ),
        refusal(table::set_scope(&ctx, &admin, superadmin, true, NOW).await),
    ] {
        assert_eq!(refused, RoleRefusal::BuiltIn);
    }
    // What the supporters may do is the superadmins' to decide, for the next start too.
    let change = (Permission::ManageQueue, false);
    table::set_permission(&ctx, &admin, support, change, NOW)
        .await
        .expect("taken");
    crate::services::house::prepare(&ctx, NOW)
        .await
        .expect("prepared");
    give(&ctx, ADMIN, ANA, "support", Term::Endless)
        .await
        .expect("given");
    let ana = at(&ctx, ANA, NOW).await;
    assert!(!ana.permissions.has(Permission::ManageQueue));
    // Admins read the table, but do not write it.
    give(&ctx, ADMIN, EVA, "admin", Term::Endless)
        .await
        .expect("given");
    let eva = at(&ctx, EVA, NOW).await;
    let denied = table::set_permission(&ctx, &eva, support, change, NOW).await;
    assert!(matches!(
        denied,
        Err(ServiceError::Refused(Refusal::NotAllowed))
    ));
}

async fn tokens(ctx: &Ctx, actor: &Actor, count: u32, now: Timestamp) -> Result<(), ServiceError> {
    let order = TokenOrder {
        count,
        valid_hours: 24,
        duration_hours: Some(24),
        note: None,
    };
    let from = tokens::OrderedFrom {
        chat: ADMIN.chat(),
        press: None,
    };
    tokens::generate(ctx, actor, order, from, now).await
}

#[tokio::test]
async fn a_seller_has_a_quota_and_sees_own_tokens_only() {
    let ctx = house().await;
    for seller in [ANA, EVA] {
        give(&ctx, ADMIN, seller, "seller", Term::Endless)
            .await
            .expect("given");
    }
    let (ana, eva) = (at(&ctx, ANA, NOW).await, at(&ctx, EVA, NOW).await);
    tokens(&ctx, &ana, 90, NOW).await.expect("within the quota");
    let used_up = RoleRefusal::TokensUsedUp {
        left: 10,
        most: 100,
        more_at: Some(NOW.plus_days(30)),
    };
    assert_eq!(refusal(tokens(&ctx, &ana, 11, NOW).await), used_up);
    tokens(&ctx, &ana, 10, NOW).await.expect("the rest");
    assert!(tokens(&ctx, &ana, 1, NOW.plus_days(30) - 1).await.is_err());
    tokens(&ctx, &ana, 1, NOW.plus_days(30))
        .await
        .expect("a month later");
    // A holder's own limit stands in place of the role's.
    let admin = at(&ctx, ADMIN, NOW).await;
    let of = (EVA, role(&ctx, "seller").await);
    grants::set_quota(&ctx, &admin, of, Some(2), NOW)
        .await
        .expect("set");
    assert!(tokens(&ctx, &eva, 3, NOW).await.is_err());
    tokens(&ctx, &eva, 2, NOW).await.expect("both");
    // Whoever has a role without a limit has none.
    give(&ctx, ADMIN, EVA, "admin", Term::Endless)
        .await
        .expect("given");
    tokens(&ctx, &eva, 500, NOW).await.expect("as an admin");
    for filter in TokenFilter::ALL {
        let page = tokens::list(&ctx, &ana, filter, 0, NOW)
            .await
            .expect("listed");
        assert!(page.rows.iter().all(|token| token.generated_by == ANA));
        let expected = if matches!(filter, TokenFilter::All | TokenFilter::Open) {
            101
        } else {
            0
        };
        assert_eq!(page.total, expected, "{filter:?}");
    }
    let theirs = tokens::list(&ctx, &admin, TokenFilter::All, 0, NOW)
        .await
        .expect("listed");
    assert_eq!(theirs.total, 603);
    let of_eva = theirs
        .rows
        .iter()
        .find(|token| token.generated_by == EVA)
        .expect("hers");
    let hidden = tokens::get(&ctx, &ana, of_eva.id).await;
    assert!(matches!(
        hidden,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
    let found = tokens::search(&ctx, &ana, &of_eva.prefix)
        .await
        .expect("searched");
    assert!(found.iter().all(|token| token.generated_by == ANA));
}

#[tokio::test]
async fn a_role_of_own_customers_never_shows_everybody_whatever_its_row_says() {
    let ctx = house().await;
    give(&ctx, ADMIN, ANA, "seller", Term::Endless)
        .await
        .expect("given");
    ctx.db
        .write(Durability::Full, |tx| {
            let all = Permission::ALL.iter();
            all.map(|one| crud::roles::insert_permission(tx, "seller", *one))
                .collect::<rusqlite::Result<Vec<()>>>()?;
            Ok::<_, ServiceError>(())
        })
        .await
        .expect("written");
    let ana = at(&ctx, ANA, NOW).await;
    assert_eq!(ana.permissions, PermissionSet::all().keeping_to_own());
}
