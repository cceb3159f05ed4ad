use super::*;
use crate::models::PermissionSet;
use crate::services::ServiceError;
use crate::services::tests::{NOW, admin, ctx, person};

async fn count(ctx: &Ctx, sql: &'static str) -> i64 {
    ctx.db
        .read(move |connection| {
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect(sql)
}

async fn set(ctx: &Ctx, to: MaintenanceChange) {
    change(ctx, &admin(), to, NOW).await.expect("changed");
}

#[tokio::test]
async fn each_change_is_audited_and_nothing_is_where_nothing_changed() {
    let ctx = ctx().await;
    set(&ctx, MaintenanceChange::On).await;
    set(&ctx, MaintenanceChange::On).await;
    set(&ctx, MaintenanceChange::Hold).await;
    let own = MaintenanceChange::Sentence(Some("  Volvemos a las 8 <&> ".into()));
    set(&ctx, own).await;
    let now = ctx.maintenance();
    assert!(now.holds_work() && now.since == Some(NOW));
    assert_eq!(now.sentence.as_deref(), Some("Volvemos a las 8 <&>"));
    set(&ctx, MaintenanceChange::Off).await;
    assert!(!ctx.maintenance().is_on());
    let actions =
        "SELECT count(*) FROM audit_log WHERE action LIKE 'maintenance.%' AND actor_id = 7";
    assert_eq!(count(&ctx, actions).await, 4);
    let told = "SELECT count(*) FROM audit_log WHERE action = 'maintenance.on'
        AND json_extract(details, '$.before.since') IS NULL AND json_extract(details, '$.after.since') = 1800000000";
    assert_eq!(count(&ctx, told).await, 1);
    // What is stored is what the next start finds.
    ctx.put_maintenance(Maintenance::default());
    load(&ctx).await.expect("read");
    assert!(ctx.maintenance().holds && ctx.maintenance().sentence.is_some());
}

#[tokio::test]
async fn only_who_may_maintain_changes_it_and_a_sentence_has_its_length() {
    let ctx = ctx().await;
    let ana = person(&ctx, 5).await;
    for change_ in [MaintenanceChange::On, MaintenanceChange::Hold] {
        let refused = change(&ctx, &ana, change_, NOW).await;
        assert!(matches!(
            refused,
            Err(ServiceError::Refused(Refusal::NotAllowed))
        ));
    }
    assert!(matches!(
        view(&ctx, &ana).await,
        Err(ServiceError::Refused(Refusal::NotAllowed))
    ));
    for (text, is_taken) in [
        ("", false),
        ("   ", false),
        (&*"ñ".repeat(500), true),
        (&*"ñ".repeat(501), false),
    ] {
        let sentence = MaintenanceChange::Sentence(Some(text.to_owned()));
        let done = change(&ctx, &admin(), sentence, NOW).await;
        assert_eq!(
            done.is_ok(),
            is_taken,
            "{} characters",
            text.chars().count()
        );
    }
}

#[tokio::test]
async fn what_people_bring_is_kept_sealed_once_and_not_without_end() {
    let ctx = ctx().await;
    let ana = person(&ctx, 5).await;
    assert!(!keep(&ctx, &ana, "v_ABCD", NOW).await.expect("open"));
    set(&ctx, MaintenanceChange::On).await;
    let mut kept_now = Vec::new();
    for payload in ["v_ABCD", "v_ABCD", "v_EFGH", "free", "v_JKLM"] {
        kept_now.push(keep(&ctx, &ana, payload, NOW).await.expect("asked"));
    }
    assert_eq!(kept_now, [true, false, true, true, false]);
    let (stored, sealed) = ctx
        .db
        .read(|connection| {
            let sql = "SELECT group_concat(payload), min(json_extract(payload, '$.sealed')) FROM tasks WHERE kind = 'tell_open'";
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })?)
        })
        .await
        .expect("read");
    assert!(
        !stored.contains("ABCD") && !stored.contains("EFGH"),
        "{stored}"
    );
    let opened = kept(&ctx, &sealed).expect("opened");
    assert!(["v_ABCD", "v_EFGH", "free"].contains(&opened.as_str()));
    let eva = person(&ctx, 6).await;
    assert!(
        keep(&ctx, &eva, "v_ABCD", NOW).await.expect("asked"),
        "another person's"
    );
    assert!(eva.permissions == PermissionSet::default());
}
