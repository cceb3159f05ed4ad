use super::*;
use crate::models::ChatId;
use crate::models::GB;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::*;
use std::sync::Arc;

fn trial(from: &str, is_member: Option<bool>) -> NewTrial {
    NewTrial {
        kind: VpnKind::WireGuard,
        server: None,
        name: String::new(),
        made_from: format!("trial:{from}"),
        is_member,
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn sixteen_presses_at_once_give_one_trial() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = tests::person(&ctx, 100).await;
    let ctx = Arc::new(ctx);
    let presses = (0..16).map(|number| {
        let ctx = ctx.clone();
        tokio::spawn(async move { take(&ctx, &ana, trial(&number.to_string(), None), NOW).await })
    });
    let mut given = 0;
    for press in presses.collect::<Vec<_>>() {
        match press.await.expect("ended") {
            Ok(_) => given += 1,
            error => assert_eq!(refusal(error), VpnRefusal::TrialUsed { at: NOW }.into()),
        }
    }
    assert_eq!(given, 1);
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server).len(), 1);
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'assigned' AND is_trial = 1";
    assert_eq!(value::<i64>(&ctx, sql).await, 1);
}

#[tokio::test]
async fn a_trial_is_not_spent_when_there_is_no_room() {
    let (ctx, _) = house().await;
    let ana = tests::person(&ctx, 100).await;
    let none = refusal(take(&ctx, &ana, trial("a", None), NOW).await);
    assert_eq!(none, VpnRefusal::NoServer(VpnKind::WireGuard).into());
    server(&ctx, VpnKind::WireGuard, 1).await;
    take(&ctx, &ana, trial("b", None), NOW)
        .await
        .expect("given");
    let used = offer(&ctx, &ana, NOW).await.expect("offered").blocked;
    assert_eq!(used, Some(VpnRefusal::TrialUsed { at: NOW }));
}

#[tokio::test]
async fn a_trial_may_ask_for_a_channel() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    set(&ctx, |settings| settings.trial_channel = Some(tests::FREE)).await;
    let ana = tests::person(&ctx, 100).await;
    let asked: Option<ChatId> = offer(&ctx, &ana, NOW).await.expect("offered").channel;
    assert_eq!(asked, Some(tests::FREE));
    let outside = refusal(take(&ctx, &ana, trial("a", Some(false)), NOW).await);
    assert!(matches!(
        outside,
        Refusal::Vpn(VpnRefusal::TrialNeedsChannel { .. })
    ));
    let unknown = refusal(take(&ctx, &ana, trial("a", None), NOW).await);
    assert_eq!(unknown, Refusal::TelegramUnreachable);
    take(&ctx, &ana, trial("a", Some(true)), NOW)
        .await
        .expect("given");
}

#[tokio::test]
async fn the_trial_has_the_length_and_the_limits_that_are_set() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    set(&ctx, |settings| {
        settings.trial_hours = 6;
        settings.trial_bytes = Some(2 * GB);
        settings.trial_day_bytes = Some(GB);
    })
    .await;
    let ana = tests::person(&ctx, 100).await;
    take(&ctx, &ana, trial("a", None), NOW)
        .await
        .expect("given");
    let sql = "SELECT expires_at FROM vpn_accounts WHERE limit_bytes = 2000000000 AND day_limit_bytes = 1000000000";
    assert_eq!(value::<i64>(&ctx, sql).await, NOW.plus_hours(6).0);
    set(&ctx, |settings| settings.has_trial = false).await;
    let eva = tests::person(&ctx, 101).await;
    let off = refusal(take(&ctx, &eva, trial("b", None), NOW).await);
    assert_eq!(off, VpnRefusal::TrialOff.into());
}

#[tokio::test]
async fn an_old_button_does_not_bring_back_the_key_of_a_trial_that_is_gone() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = tests::person(&ctx, 100).await;
    let made = take(&ctx, &ana, trial("a", None), NOW).await;
    let made = made.expect("given");
    let again = take(&ctx, &ana, trial("a", None), NOW).await;
    assert_eq!(again.expect("the same"), made);
    keys::delete(&ctx, &ana, made, NOW).await.expect("deleted");
    let gone = refusal(take(&ctx, &ana, trial("a", None), NOW).await);
    assert_eq!(gone, VpnRefusal::TrialUsed { at: NOW }.into());
}
