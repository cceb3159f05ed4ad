//! Finding rows of the log: by who, on whom, what and when, page by page.

use super::*;
use crate::db::Durability;
use crate::models::AuditAct;
use crate::models::AuditArea;
use crate::models::ChainFault;
use crate::models::Identity;
use crate::models::PermissionSet;
use crate::services::audit::chain;
use crate::services::tests::NOW;
use crate::services::tests::ctx;
use serde_json::Value;

const ANA: UserId = UserId(2001);
const EVA: UserId = UserId(2002);
const AUDITOR: UserId = UserId(9);

fn auditor() -> Actor {
    let permissions: PermissionSet = [Permission::SeeAudit].into_iter().collect();
    Actor::user(AUDITOR, permissions, None)
}

/// A line written some days before now, or after.
async fn wrote(
    ctx: &Ctx,
    who: Identity,
    act: &'static str,
    target: &str,
    details: Value,
    days: i64,
) {
    let (target, at) = (target.to_owned(), NOW + days * DAY);
    ctx.db
        .write(Durability::Full, move |tx| {
            crate::services::audit::record(tx, who, act, target, details, at)
        })
        .await
        .expect("written");
}

async fn house() -> Ctx {
    let ctx = ctx().await;
    let (ana, eva) = (Identity::User(ANA), Identity::User(EVA));
    wrote(&ctx, ana, "user.banned", "user:2002", json!({}), -40).await;
    wrote(&ctx, eva, "key.held", "key:5", json!({ "user": 2001 }), -8).await;
    wrote(
        &ctx,
        Identity::System,
        "vip.expired",
        "user:2001",
        json!({}),
        -1,
    )
    .await;
    wrote(&ctx, eva, "token.made", "token:1", json!({}), 0).await;
    ctx
}

async fn found(ctx: &Ctx, filter: AuditFilter) -> Vec<String> {
    let page = page(ctx, &auditor(), filter, None, NOW)
        .await
        .expect("a page");
    let name = |line: &AuditLine| line.row.action.clone();
    let lines = page.lines.iter().map(name);
    // The house's first admin stands in the log of every house.
    lines.filter(|name| name != "role.granted").collect()
}

fn who(who: AuditWho) -> AuditFilter {
    AuditFilter {
        who,
        ..AuditFilter::ALL
    }
}

#[tokio::test]
async fn rows_are_found_by_who_did_it_and_to_whom() {
    let ctx = house().await;
    for (wanted, names) in [
        (AuditWho::By(EVA), vec!["token.made", "key.held"]),
        (AuditWho::On(EVA), vec!["user.banned"]),
        (AuditWho::On(ANA), vec!["vip.expired", "key.held"]),
        (
            AuditWho::Involved(ANA),
            vec!["vip.expired", "key.held", "user.banned"],
        ),
        (AuditWho::System, vec!["vip.expired"]),
        (
            AuditWho::Anybody,
            vec!["token.made", "vip.expired", "key.held", "user.banned"],
        ),
        (AuditWho::By(AUDITOR), vec![]),
    ] {
        assert_eq!(found(&ctx, who(wanted)).await, names, "{wanted:?}");
    }
    let all = page(&ctx, &auditor(), AuditFilter::ALL, None, NOW)
        .await
        .expect("a page");
    let key = all
        .lines
        .iter()
        .find(|line| line.row.action == "key.held")
        .expect("held");
    assert_eq!(
        found(&ctx, who(AuditWho::SameTarget(key.row.id))).await,
        ["key.held"]
    );
}

#[tokio::test]
async fn what_a_persons_keys_of_the_api_did_is_theirs() {
    let ctx = house().await;
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            tx.execute_batch(
                "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (2001, 'Ana', 0, 0);
                 INSERT INTO api_keys (id, name, key_hash, prefix, owner_id, scopes, rate_per_minute, created_at, revoked_at)
                 VALUES (2002, 'a', x'0000000000000000000000000000000000000000000000000000000000000001', 'ptr_aaaa', 2001, '[]', 1, 1, NULL),
                        (4, 'b', x'0000000000000000000000000000000000000000000000000000000000000002', 'ptr_bbbb', 2001, '[]', 1, 1, 2);",
            )?;
            Ok(())
        })
        .await
        .expect("keys");
    for key in [2002, 4] {
        let who = Identity::ApiKey {
            key: ApiKeyId(key),
            owner: ANA,
        };
        wrote(&ctx, who, "plan.changed", "plan:1", json!({}), 0).await;
    }
    for by in [AuditWho::By(ANA), AuditWho::Involved(ANA)] {
        let found = found(&ctx, who(by)).await;
        let by_keys = found.iter().filter(|act| *act == "plan.changed");
        assert_eq!(by_keys.count(), 2, "{found:?}");
    }
    // A key's number is nobody's id.
    assert_eq!(
        found(&ctx, who(AuditWho::By(EVA))).await,
        ["token.made", "key.held"]
    );
}

#[tokio::test]
async fn rows_are_found_by_area_act_and_days_together() {
    let ctx = house().await;
    let act = |name| AuditWhat::Act(AuditAct::of(name).expect(name).code);
    for (what, when, names) in [
        (
            AuditWhat::Area(AuditArea::Keys),
            AuditWhen::Ever,
            vec!["key.held"],
        ),
        (act("token.made"), AuditWhen::Days(1), vec!["token.made"]),
        (act("token.made"), AuditWhen::Between(0, 9), vec![]),
        (
            AuditWhat::Anything,
            AuditWhen::Days(2),
            vec!["token.made", "vip.expired"],
        ),
        (
            AuditWhat::Anything,
            AuditWhen::Days(30),
            vec!["token.made", "vip.expired", "key.held"],
        ),
    ] {
        let filter = AuditFilter {
            what,
            when,
            ..AuditFilter::ALL
        };
        assert_eq!(found(&ctx, filter).await, names, "{filter}");
    }
    let filter = AuditFilter {
        who: AuditWho::By(EVA),
        what: AuditWhat::Area(AuditArea::Tokens),
        when: AuditWhen::Days(7),
    };
    assert_eq!(found(&ctx, filter).await, ["token.made"]);
}

#[tokio::test]
async fn a_row_of_a_clock_that_was_wrong_is_found_at_the_time_it_tells() {
    let ctx = house().await;
    let eva = Identity::User(EVA);
    wrote(&ctx, eva, "token.revoked", "token:1", json!({}), -20).await;
    let day = number_of(
        ctx.time_zone()
            .date_at((NOW + -20 * DAY).0)
            .expect("a date"),
    )
    .expect("a day");
    let when = AuditWhen::Between(day, day);
    let filter = AuditFilter {
        when,
        ..AuditFilter::ALL
    };
    assert_eq!(found(&ctx, filter).await, ["token.revoked"]);
}

#[tokio::test]
async fn pages_go_on_where_the_one_before_ended_and_miss_none() {
    let ctx = ctx().await;
    for number in 0..20 {
        let target = format!("token:{number}");
        wrote(
            &ctx,
            Identity::User(EVA),
            "token.made",
            &target,
            json!({}),
            0,
        )
        .await;
    }
    let filter = who(AuditWho::By(EVA));
    let (mut below, mut seen, mut sizes) = (None, Vec::new(), Vec::new());
    loop {
        let found = page(&ctx, &auditor(), filter, below, NOW)
            .await
            .expect("a page");
        assert_eq!(found.is_first, below.is_none());
        seen.extend(found.lines.iter().map(|line| line.row.id));
        sizes.push(found.lines.len());
        below = found.older;
        if below.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [8, 8, 4]);
    assert!(seen.windows(2).all(|two| two[0] > two[1]), "{seen:?}");
}

#[tokio::test]
async fn without_the_permission_nothing_is_read_and_who_sees_their_own_alone_sees_no_other() {
    let ctx = house().await;
    let nobody = Actor::user(ANA, PermissionSet::default(), None);
    for refused in [
        page(&ctx, &nobody, AuditFilter::ALL, None, NOW)
            .await
            .is_err(),
        get(&ctx, &nobody, 1).await.is_err(),
        export(&ctx, &nobody, AuditFilter::ALL, i64::MAX, NOW)
            .await
            .is_err(),
        chain::verify(&ctx, &nobody, NOW).await.is_err(),
    ] {
        assert!(refused);
    }
    let mut eva = auditor();
    eva.identity = Identity::User(EVA);
    eva.customers_of = Some(EVA);
    let seen = page(&ctx, &eva, AuditFilter::ALL, None, NOW)
        .await
        .expect("a page");
    assert_eq!(seen.lines.len(), 2);
    let others = get(&ctx, &eva, 1).await;
    assert!(matches!(
        others,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
}

#[tokio::test]
async fn a_check_finds_what_was_changed_and_what_was_cut_off() {
    let ctx = house().await;
    let whole = chain::verify(&ctx, &auditor(), NOW).await.expect("checked");
    assert_eq!(whole.broken, None);
    assert!(whole.rows >= 4);
    // Whoever cuts the newest rows off leaves a chain that is whole in itself.
    let cut = |sql: &'static str| {
        ctx.db
            .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
                tx.execute_batch(sql)?;
                Ok(())
            })
    };
    cut("DELETE FROM audit_log WHERE id >= (SELECT max(id) - 1 FROM audit_log)")
        .await
        .expect("cut");
    let found = chain::verify(&ctx, &auditor(), NOW).await.expect("checked");
    assert_eq!(found.broken.expect("found").fault, ChainFault::CutOff);
    cut("UPDATE audit_log SET details = '{\"a\":2}' WHERE action = 'key.held'")
        .await
        .expect("changed");
    let found = chain::verify(&ctx, &auditor(), NOW).await.expect("checked");
    let broken = found.broken.expect("found");
    assert_eq!(
        (broken.fault, broken.action.as_deref()),
        (ChainFault::Changed, Some("key.held"))
    );
}

#[test]
fn days_are_read_as_people_type_them() {
    let zone: Zone = "America/Havana".parse().expect("a zone");
    let day = |text| super::day(text, zone).expect(text);
    let (first, last) = (day("2026-11-01"), day("2026-11-15"));
    assert_eq!(last - first, 14);
    for text in [
        "2026-11-01 2026-11-15",
        "01/11/2026 - 15/11/2026",
        "2026-11-15 a 2026-11-01",
        "1 nov 2026 hasta 15 nov 2026",
        "2026-11-01 – 2026-11-15",
    ] {
        assert_eq!(
            days(text, zone),
            Ok(AuditWhen::Between(first, last)),
            "{text}"
        );
    }
    assert_eq!(
        days("2026-11-01", zone),
        Ok(AuditWhen::Between(first, first))
    );
    for text in ["", "ayer", "2026-13-01", "2026-11-01 hola", "@ana", "7"] {
        assert_eq!(days(text, zone), Err(Refusal::DaysUnclear), "{text}");
    }
    // Midnight of Havana, not of Greenwich.
    assert_eq!(begin_of(first, zone).0 % DAY, 4 * 3600);
}
