//! What roles are and allow, and what a seller sees.

use super::*;

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
    superadmin 100: panel.see config.write tokens.see tokens.make tokens.revoke members.see members.manage queue.manage status.see problems.manage broadcasts.send statistics.see servers.see servers.manage keys.see keys.manage people.see people.manage data.manage roles.see roles.grant roles.edit audit.see tickets.see tickets.answer support.manage house.maintain backups.manage payments.see payments.manage shop.manage payments.refund proxies.see proxies.manage api.manage
    admin 80: panel.see config.write tokens.see tokens.make tokens.revoke members.see members.manage queue.manage status.see problems.manage broadcasts.send statistics.see servers.see servers.manage keys.see keys.manage people.see people.manage data.manage roles.see roles.grant audit.see tickets.see tickets.answer support.manage house.maintain payments.see payments.manage shop.manage proxies.see proxies.manage
    support 40: panel.see tokens.see members.see queue.manage keys.see keys.manage people.see people.manage tickets.see tickets.answer payments.see proxies.see
    seller 30: panel.see tokens.see tokens.make people.see
    auditor 20: panel.see tokens.see members.see status.see statistics.see servers.see keys.see people.see roles.see audit.see tickets.see payments.see
    user 0:
    ");
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

#[tokio::test]
async fn a_second_role_lifts_a_sellers_limit_only_if_it_shows_the_same_people_itself() {
    let ctx = house().await;
    let admin = at(&ctx, ADMIN, NOW).await;
    let own_roles: [(&str, &[Permission]); 4] = [
        ("taquilla", &[]),
        ("cifras", &[Permission::SeePanel, Permission::SeeStatistics]),
        ("mesa", &[Permission::SeePanel, Permission::ManagePeople]),
        ("gente", &[Permission::SeePanel, Permission::SeePeople]),
    ];
    for (name, permissions) in own_roles {
        let made = table::create(&ctx, &admin, name, NOW).await.expect(name);
        for permission in permissions {
            table::set_permission(&ctx, &admin, made, (*permission, true), NOW)
                .await
                .expect(name);
        }
    }
    give(&ctx, ADMIN, ANA, "seller", Term::Endless)
        .await
        .expect("given");
    let alone = at(&ctx, ANA, NOW).await.permissions;
    for (name, sees_own_only) in [
        ("taquilla", true),
        ("cifras", true),
        ("mesa", true),
        // It shows people, but not the tokens.
        ("gente", true),
        ("support", false),
        ("auditor", false),
        ("admin", false),
    ] {
        give(&ctx, ADMIN, ANA, name, Term::Endless)
            .await
            .expect(name);
        let ana = at(&ctx, ANA, NOW).await;
        assert_eq!(ana.customers_of, sees_own_only.then_some(ANA), "{name}");
        assert!(alone.is_within(ana.permissions), "{name}");
        take(&ctx, ADMIN, ANA, name).await.expect(name);
    }
    give(&ctx, ADMIN, ANA, "cifras", Term::Endless)
        .await
        .expect("given");
    let ana = at(&ctx, ANA, NOW).await;
    assert!(ana.permissions.has(Permission::SeeStatistics));
}

#[tokio::test]
async fn who_sees_own_customers_only_gives_nobody_more_than_that() {
    let ctx = house().await;
    let admin = at(&ctx, ADMIN, NOW).await;
    let all = [Permission::GrantRoles, Permission::SeeRoles];
    for (name, rank, permissions) in [
        ("jefa", 50, &all[..]),
        ("gente", 10, &[Permission::SeePeople]),
    ] {
        let made = table::create(&ctx, &admin, name, NOW).await.expect(name);
        table::set_rank(&ctx, &admin, made, rank, NOW)
            .await
            .expect(name);
        for permission in permissions {
            table::set_permission(&ctx, &admin, made, (*permission, true), NOW)
                .await
                .expect(name);
        }
    }
    for name in ["seller", "jefa"] {
        give(&ctx, ADMIN, ANA, name, Term::Endless)
            .await
            .expect(name);
    }
    let refused = refusal(give(&ctx, ANA, EVA, "gente", Term::Endless).await);
    assert!(matches!(refused, RoleRefusal::AboveYou { .. }));
    give(&ctx, ANA, EVA, "seller", Term::Endless)
        .await
        .expect("another seller");
}

#[tokio::test]
async fn news_of_a_role_that_wait_are_told_by_its_new_name() {
    let ctx = house().await;
    let admin = at(&ctx, ADMIN, NOW).await;
    let made = table::create(&ctx, &admin, "taquilla", NOW)
        .await
        .expect("made");
    for (user, name) in [(ANA, "taquilla"), (EVA, "support")] {
        give(&ctx, ADMIN, user, name, Term::Endless)
            .await
            .expect(name);
    }
    // Ana has never pressed Start: her task waits until she does.
    ctx.db
        .write(Durability::Full, |tx| {
            tx.execute(
                "UPDATE tasks SET state = 'waiting', waits_for = 'start' WHERE kind = 'tell_role'",
                [],
            )?;
            Ok::<_, ServiceError>(())
        })
        .await
        .expect("written");
    table::rename(&ctx, &admin, made, "puerta", NOW)
        .await
        .expect("renamed");
    let payloads = "SELECT payload FROM tasks WHERE kind = 'tell_role' ORDER BY id";
    let mut told = Vec::new();
    for payload in texts(&ctx, payloads).await {
        let Ok(Task::TellRole { user, news, .. }) = Task::from_json(&payload) else {
            panic!("{payload}");
        };
        assert!(is_news(&ctx, user, &news, NOW).await.expect("read"));
        let RoleNews::Granted { role, .. } = news else {
            panic!("{news:?}");
        };
        told.push(role);
    }
    assert_eq!(told, ["puerta", "support"]);
}
