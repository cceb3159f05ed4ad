use super::*;
use crate::models::Actor;
use crate::models::ApiKeyId;
use crate::models::Change;
use crate::models::GB;
use crate::models::HOUR;
use crate::models::Product;
use crate::models::SubscriptionState;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::VpnKind;
use crate::models::VpnSetting;
use crate::services::money::testing;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::keys;
use crate::services::vpn::settings;
use crate::services::vpn::staff;
use crate::services::vpn::testing::*;
use crate::services::vpn::trial;

const KIND: VpnKind = VpnKind::WireGuard;

async fn status(ctx: &Ctx) -> String {
    value(ctx, "SELECT status FROM vpn_configs ORDER BY id LIMIT 1").await
}

async fn told(ctx: &Ctx, kind: &str) -> i64 {
    let sql: &'static str = Box::leak(
        format!(
            "SELECT count(*) FROM tasks t JOIN vpn_events e ON e.id = json_extract(t.payload, '$.event')
             WHERE t.kind = 'tell_vpn' AND e.kind = '{kind}'"
        )
        .into_boxed_str(),
    );
    value(ctx, sql).await
}

async fn use_bytes(ctx: &Ctx, bytes: u64, now: Timestamp) {
    write(ctx, move |tx| {
        let account = AccountId(1);
        crud::vpn_accounts::update_used(tx, account, bytes, 0, now.day())?;
        quota_checked(tx, account, now)
    })
    .await;
}

#[tokio::test]
async fn a_key_expires_at_its_minute_comes_back_within_the_grace_and_goes_after_it() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    key(&ctx, &ana, KIND, "a").await;
    key(&ctx, &ana, KIND, "b").await;
    let end = NOW.plus_days(30);
    assert_eq!(next_due(&ctx, NOW).await.expect("asked"), Some(end));
    assert_eq!(sweep(&ctx, end - 1).await.expect("swept"), Sweep::Looked(0));
    assert_eq!(sweep(&ctx, end).await.expect("swept"), Sweep::Looked(1));
    run(&ctx, end).await;
    assert_eq!(status(&ctx).await, "expired");
    assert!(fakes.open(server).is_empty());
    assert_eq!(told(&ctx, "expired").await, 1, "once for both keys");
    // More time brings them back as they were.
    let later = end.plus_hours(71);
    let terms = Terms {
        end: TermEnd::Hours(24),
        ..Terms::default()
    };
    give(&ctx, 100, KIND, terms, later).await;
    run(&ctx, later).await;
    assert_eq!(status(&ctx).await, "active");
    assert_eq!(fakes.open(server).len(), 2);
    assert_eq!(told(&ctx, "extended").await, 1);
    // And then the grace passes.
    let end = later.plus_hours(24);
    sweep(&ctx, end).await.expect("swept");
    sweep(&ctx, end.plus_hours(72)).await.expect("swept");
    run(&ctx, end.plus_hours(72)).await;
    assert_eq!(status(&ctx).await, "revoked");
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'revoked'";
    assert_eq!(value::<i64>(&ctx, sql).await, 2, "both in quarantine");
    assert_eq!(next_due(&ctx, Timestamp(0)).await.expect("asked"), None);
}

#[tokio::test]
async fn nothing_ends_while_the_clock_is_wrong() {
    let (ctx, _) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    ctx.skew.set(3_600);
    let wrong = NOW.plus_days(400);
    assert_eq!(sweep(&ctx, wrong).await.expect("swept"), Sweep::ClockWrong);
    // Nor by the way, when something else is done to the key.
    keys::pause(&ctx, &ana, made, wrong).await.expect("paused");
    assert_eq!(status(&ctx).await, "suspended");
    keys::resume(&ctx, &ana, made, wrong)
        .await
        .expect("resumed");
    assert_eq!(status(&ctx).await, "active");
}

#[tokio::test]
async fn a_quota_is_told_at_each_step_once_and_stops_the_keys() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let terms = Terms {
        quota: TermQuota::Set(Some(GB)),
        ..Terms::default()
    };
    give(&ctx, 100, KIND, terms, NOW).await;
    key(&ctx, &ana, KIND, "a").await;
    let mut tasks = Vec::new();
    for percent in [79, 80, 81, 95, 99, 100, 100] {
        let used: i64 = value(&ctx, "SELECT used_rx + used_tx FROM vpn_accounts").await;
        let wanted = GB / 100 * percent;
        use_bytes(&ctx, wanted.saturating_sub(used.unsigned_abs()), NOW).await;
        let sql = "SELECT count(*) FROM tasks WHERE kind = 'tell_quota'";
        tasks.push(value::<i64>(&ctx, sql).await);
    }
    assert_eq!(tasks, [0, 1, 1, 2, 2, 3, 3]);
    run(&ctx, NOW).await;
    assert_eq!(status(&ctx).await, "suspended");
    assert!(fakes.open(server).is_empty());
    assert_eq!(
        told(&ctx, "quota_reached").await,
        0,
        "said by the quota itself"
    );
    let full = keys::make(&ctx, &ana, wish(&ana, KIND, "b"), NOW).await;
    assert!(full.is_err(), "a new key would not work");
    // Only the highest is still true of those not yet said.
    let period = Timestamp(value(&ctx, "SELECT period_at FROM vpn_accounts").await);
    let judge = |percent| judge_quota(&ctx, AccountId(1), period, percent);
    assert_eq!(judge(80).await.expect("judged"), Err(Unsaid::Nearer));
    assert!(judge(100).await.expect("judged").is_ok());
    // A new period begins at zero, and its steps are told again.
    let terms = Terms {
        renews: true,
        ..Terms::default()
    };
    give(&ctx, 100, KIND, terms, NOW + 1).await;
    run(&ctx, NOW + 1).await;
    assert_eq!(fakes.open(server).len(), 1);
    use_bytes(&ctx, GB / 100 * 85, NOW + 1).await;
    let sql = "SELECT count(*) FROM tasks WHERE kind = 'tell_quota'";
    assert_eq!(value::<i64>(&ctx, sql).await, 4);
}

#[tokio::test]
async fn a_quota_of_the_day_comes_back_at_midnight_utc() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let terms = Terms {
        day_quota: Change::Set(Some(GB)),
        ..Terms::default()
    };
    give(&ctx, 100, KIND, terms, NOW).await;
    key(&ctx, &ana, KIND, "a").await;
    use_bytes(&ctx, GB, NOW).await;
    run(&ctx, NOW).await;
    assert!(fakes.open(server).is_empty());
    assert_eq!(told(&ctx, "day_quota_reached").await, 1);
    let midnight = Timestamp((NOW.day() + 1) * DAY);
    assert_eq!(next_due(&ctx, NOW).await.expect("asked"), Some(midnight));
    sweep(&ctx, midnight).await.expect("swept");
    run(&ctx, midnight).await;
    assert_eq!(fakes.open(server).len(), 1);
    assert_eq!(told(&ctx, "quota_renewed").await, 1);
}

#[tokio::test]
async fn a_trial_that_is_changed_stays_a_trial() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = crate::services::tests::person(&ctx, 100).await;
    let new = crate::models::NewTrial {
        kind: KIND,
        server: None,
        name: "Prueba".to_owned(),
        made_from: "trial".to_owned(),
        is_member: None,
    };
    let made = trial::take(&ctx, &ana, new, NOW).await.expect("given");
    use_bytes(&ctx, GB / 4, NOW).await;
    let terms = Terms {
        end: TermEnd::Hours(24),
        quota: TermQuota::Set(Some(GB / 2)),
        devices: Change::Set(3),
        ..Terms::default()
    };
    give(&ctx, 100, KIND, terms, NOW + HOUR).await;
    run(&ctx, NOW + HOUR).await;
    let view = keys::card(&ctx, &ana, made, NOW).await.expect("shown").view;
    assert!(view.account.is_trial && view.account.used() == GB / 4);
    let has = (view.account.limit_bytes, view.account.devices);
    assert_eq!(has, (Some(GB / 2), 3));
    let end = NOW.plus_hours(48);
    assert_eq!(fakes.open(server)[0].expires_at, Some(end));
    assert_eq!(told(&ctx, "upgraded").await, 0);
    assert_eq!(told(&ctx, "extended").await, 1);
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'assigned' AND is_trial = 1";
    assert_eq!(value::<i64>(&ctx, sql).await, 1, "the address is a trial's");
}

#[tokio::test]
async fn a_trial_that_is_upgraded_keeps_its_key_and_its_address() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = crate::services::tests::person(&ctx, 100).await;
    let new = crate::models::NewTrial {
        kind: KIND,
        server: None,
        name: "Prueba".to_owned(),
        made_from: "trial".to_owned(),
        is_member: None,
    };
    let made = trial::take(&ctx, &ana, new, NOW).await.expect("given");
    run(&ctx, NOW).await;
    use_bytes(&ctx, GB, NOW).await;
    let before = fakes.open(server);
    run(&ctx, NOW).await;
    assert!(
        fakes.open(server).is_empty(),
        "the gigabyte of the trial is used up"
    );
    give(
        &ctx,
        100,
        KIND,
        Terms {
            end: TermEnd::Hours(24),
            upgrades: true,
            ..Terms::default()
        },
        NOW + HOUR,
    )
    .await;
    run(&ctx, NOW + HOUR).await;
    let after = fakes.open(server);
    assert_eq!(after[0].remote_id, before[0].remote_id);
    assert_eq!(after[0].addresses, before[0].addresses);
    assert_eq!(
        after[0].expires_at,
        Some(NOW.plus_hours(48)),
        "after the trial's own end"
    );
    let sql = "SELECT count(*) FROM ip_addresses WHERE state = 'assigned' AND is_trial = 0";
    assert_eq!(value::<i64>(&ctx, sql).await, 1, "the address is paid now");
    let view = keys::card(&ctx, &ana, made, NOW).await.expect("shown").view;
    assert!(!view.account.is_trial && view.account.used() == 0);
    assert_eq!(told(&ctx, "upgraded").await, 1);
}

#[tokio::test]
async fn servers_learn_a_new_end_and_reminders_of_the_old_one_are_not_said() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    key(&ctx, &ana, KIND, "a").await;
    let end = NOW.plus_days(30);
    assert_eq!(fakes.open(server)[0].expires_at, Some(end));
    let sql = "SELECT count(*) FROM tasks WHERE kind = 'remind_vpn'";
    assert_eq!(value::<i64>(&ctx, sql).await, 3);
    let terms = Terms {
        end: TermEnd::Hours(10),
        ..Terms::default()
    };
    give(&ctx, 100, KIND, terms, NOW).await;
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server)[0].expires_at, Some(end.plus_hours(10)));
    let judge = |expiry, minutes, at| judge_reminder(&ctx, AccountId(1), expiry, minutes, at);
    let two_hours_before = end.plus_hours(8);
    assert_eq!(
        judge(end, 120, end - 7_200).await.expect("judged"),
        Err(Unsaid::Untrue)
    );
    let at = judge(end.plus_hours(10), 120, two_hours_before).await;
    assert!(at.expect("judged").is_ok());
    let late = judge(end.plus_hours(10), 1_440, two_hours_before).await;
    assert_eq!(
        late.expect("judged"),
        Err(Unsaid::Nearer),
        "after a time off only one is said"
    );
    assert_eq!(plan_all(&ctx, NOW).await.expect("planned"), 1);
    assert_eq!(value::<i64>(&ctx, sql).await, 6, "planned once");
}

#[tokio::test]
async fn keys_that_a_subscription_renews_are_not_said_to_end() {
    let (ctx, _) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    key(&ctx, &ana, KIND, "a").await;
    let end = NOW.plus_days(30);
    let judged = async || {
        let judged = judge_reminder(&ctx, AccountId(1), end, 120, end - 7_200).await;
        judged.expect("judged").err()
    };
    assert_eq!(judged().await, None);
    testing::subscribe(&ctx, 100, Product::Vip, end).await;
    assert_eq!(judged().await, None, "it brings something else");
    let own = testing::subscribe(&ctx, 100, Product::of_kind(KIND), end).await;
    assert_eq!(judged().await, Some(Unsaid::Renewed));
    for state in [
        SubscriptionState::Canceled,
        SubscriptionState::Failed,
        SubscriptionState::Ended,
    ] {
        testing::set_subscription(&ctx, own, state, end).await;
        assert_eq!(judged().await, None, "{state:?}");
    }
    testing::set_subscription(&ctx, own, SubscriptionState::Active, end).await;
    assert_eq!(judged().await, Some(Unsaid::Renewed), "turned on again");
}

#[tokio::test]
async fn a_hold_outweighs_what_its_owner_does() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    write(&ctx, move |tx| {
        hold(tx, made, Some(Hold::Sharing), None, NOW)
    })
    .await;
    keys::resume(&ctx, &ana, made, NOW)
        .await
        .expect("nothing to resume");
    run(&ctx, NOW).await;
    assert_eq!(status(&ctx).await, "suspended");
    assert!(fakes.open(server).is_empty());
    keys::pause(&ctx, &ana, made, NOW).await.expect("paused");
    write(&ctx, move |tx| hold(tx, made, None, None, NOW)).await;
    assert_eq!(status(&ctx).await, "suspended", "its owner paused it");
    keys::resume(&ctx, &ana, made, NOW).await.expect("resumed");
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server).len(), 1);
    assert_eq!(told(&ctx, "held").await, 1);
}

#[tokio::test]
async fn a_shorter_grace_holds_at_once_for_keys_whose_time_is_over() {
    let (ctx, _) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    key(&ctx, &ana, KIND, "a").await;
    let end = NOW.plus_days(30);
    sweep(&ctx, end).await.expect("swept");
    assert_eq!(status(&ctx).await, "expired");
    let later = end.plus_hours(5);
    let (admin, grace) = (crate::services::tests::admin(), VpnSetting::Grace);
    settings::set(&ctx, &admin, grace, "2", later)
        .await
        .expect("set");
    let next = next_due(&ctx, later).await.expect("asked");
    assert_eq!(next, Some(later + 1), "the scheduler wakes for it");
    sweep(&ctx, later + 1).await.expect("swept");
    assert_eq!(status(&ctx).await, "revoked");
}

#[tokio::test]
async fn more_days_for_an_endless_account_leave_it_endless() {
    let (ctx, _) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let until = |end| Terms {
        end,
        ..Terms::default()
    };
    give(&ctx, 100, KIND, until(TermEnd::Never), NOW).await;
    key(&ctx, &ana, KIND, "a").await;
    give(&ctx, 100, KIND, until(TermEnd::Hours(24)), NOW).await;
    let end: Option<i64> = value(&ctx, "SELECT expires_at FROM vpn_accounts").await;
    assert_eq!(end, None);
    sweep(&ctx, NOW.plus_days(400)).await.expect("swept");
    assert_eq!(status(&ctx).await, "active");
}

#[tokio::test]
async fn hours_of_a_new_account_begin_now_whatever_the_house_would_have_given() {
    for days in [None, Some(30)] {
        let (ctx, _) = house().await;
        set(&ctx, |settings| settings.self_days = days).await;
        crate::services::tests::person(&ctx, 100).await;
        let terms = Terms {
            end: TermEnd::Hours(24),
            ..Terms::default()
        };
        give(&ctx, 100, KIND, terms, NOW).await;
        let end: Option<i64> = value(&ctx, "SELECT expires_at FROM vpn_accounts").await;
        assert_eq!(end, Some(NOW.plus_hours(24).0));
    }
}

#[tokio::test]
async fn what_a_key_of_the_api_gives_stands_in_the_log_as_the_keys_own() {
    let (ctx, _fakes) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let config = key(&ctx, &ana, KIND, "a").await;
    let program = Actor {
        identity: Identity::ApiKey {
            key: ApiKeyId(7),
            owner: ADMIN,
        },
        ..admin()
    };
    let terms = Terms {
        renews: true,
        ..Terms::default()
    };
    staff::change_terms(&ctx, &program, config, terms, NOW)
        .await
        .expect("renewed");
    let last = "SELECT actor_kind || ' ' || actor_id FROM audit_log WHERE action = 'account.terms'
                ORDER BY id DESC LIMIT 1";
    let by: String = value(&ctx, last).await;
    assert_eq!(by, "api_key 7");
    let told = "SELECT by_user FROM vpn_events ORDER BY id DESC LIMIT 1";
    let by: i64 = value(&ctx, told).await;
    assert_eq!(by, ADMIN.0, "its owner answers for it to the person");
}
