use super::*;
use proptest::prelude::*;

#[test]
fn job_names_are_unique() {
    let mut names: Vec<_> = JOBS.iter().map(|job| job.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), JOBS.len());
}

#[test]
fn every_job_that_follows_rows_can_be_asked_for_them() {
    let following: Vec<_> = (JOBS.iter().filter(|job| job.follows_rows))
        .map(|job| job.name)
        .collect();
    let asked: Vec<_> = ROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(following, asked);
}

#[tokio::test]
async fn a_job_that_finds_nothing_to_do_is_noted_once_an_hour() {
    let ctx = services::tests::ctx().await;
    let now = services::tests::NOW;
    let idle = format!("{IDLE} there is no server");
    assert!(!was_idle(&ctx, "vpn_health", &idle, now).await);
    let noted = services::house::job_ended(&ctx, "vpn_health", now, true, idle.clone(), now);
    noted.await.expect("noted");
    assert!(was_idle(&ctx, "vpn_health", &idle, now + MINUTE).await);
    assert!(!was_idle(&ctx, "vpn_health", "1 up, 0 down", now + MINUTE).await);
    assert!(!was_idle(&ctx, "vpn_health", &idle, now + HOUR).await);
    assert!(
        !was_idle(&ctx, "vpn_health", &idle, now - 1).await,
        "a clock set back"
    );
}

proptest! {
    #[test]
    fn the_next_daily_run_is_later_within_a_day_and_at_its_time(last in 0i64..4_000_000_000, hour in 0i64..24, minute in 0i64..60) {
        let next = Schedule::Daily { hour, minute }.after(Timestamp(last));
        prop_assert!(next.0 > last && next.0 - last <= DAY);
        prop_assert_eq!(next.0.rem_euclid(DAY), hour * HOUR + minute * MINUTE);
    }
}

#[test]
fn a_job_that_runs_past_its_next_turn_keeps_nobody_awake() {
    let now = Timestamp(10_000);
    let state = State {
        next_at: now + 60,
        last_at: None,
        is_running: false,
        postponed_until: None,
    };
    let mut states = [state; JOBS.len()];
    states[0].next_at = now + 30;
    let rows = [Timestamp(9_000), now + 90];
    assert_eq!(first_awake(&states, false, &rows, now), now + 30);
    states[0].next_at = Timestamp(9_000);
    assert_eq!(first_awake(&states, false, &rows, now), Timestamp(9_000));
    states[0].is_running = true;
    assert_eq!(first_awake(&states, false, &rows, now), now + 60);
    let all = states.map(|state| State {
        is_running: true,
        ..state
    });
    assert_eq!(first_awake(&all, false, &rows, now), now + 90);
    assert_eq!(first_awake(&all, false, &[], now), now.plus_minutes(1));
}
