use super::*;
use crate::context::proxies::BreakOff;
use crate::db::Db;
use crate::models::ProxyPass;
use crate::services::proxies::passes;
use crate::services::proxies::settings;
use crate::utils::clock::Clock;
use crate::utils::seal::SealKey;
use std::time::Duration;
use tokio::time::Instant;

async fn state(ctx: &Ctx) -> ProxyPass {
    passes::state(ctx).await.expect("read").expect("a run")
}

/// Does what is due, beside the test.
fn beside(ctx: &Arc<Ctx>) -> tokio::task::JoinHandle<Option<Round>> {
    let ctx = ctx.clone();
    tokio::spawn(async move { check(&ctx).await })
}

async fn failures(ctx: &Ctx) -> i64 {
    value(
        ctx,
        "SELECT count(*) FROM shadowmere_proxies WHERE fault IS NOT NULL",
    )
    .await
}

#[tokio::test(start_paused = true)]
async fn a_run_tries_everything_also_what_is_not_due() {
    let (ctx, fake) = house().await;
    let actor = admin();
    let start = || passes::start(&ctx, &actor, ctx.clock.now());
    assert_eq!(refused(start().await), Some(ProxyRefusal::NothingToTry));
    for number in 0..40 {
        fake.works(&host(number), 30);
    }
    paste(&ctx, &lines(0..300)).await;
    check(&ctx).await;
    fake.state().tried.clear();
    ctx.clock.advance(MINUTE);
    let pass = start().await.expect("begun");
    assert_eq!((pass.total, pass.tried), (300, 0));
    assert_eq!(refused(start().await), Some(ProxyRefusal::PassRuns));
    assert_eq!(
        checks::next_due(&ctx, pass.begun_at).await.expect("asked"),
        Some(pass.begun_at)
    );
    let round = check(&ctx).await.expect("tried");
    assert_eq!(
        (round.tried, round.working, round.ended),
        (300, 40, Ended::Whole)
    );
    assert_eq!(fake.state().tried.len(), 300);
    let end = state(&ctx).await;
    assert_eq!((end.total, end.tried, end.working), (300, 300, 40));
    assert!(end.ended_at.is_some() && !end.is_cancelled && !end.is_offline);
    let cancelled = passes::cancel(&ctx, &admin(), NOW).await;
    assert_eq!(refused(cancelled), Some(ProxyRefusal::NoPass));
}

#[tokio::test(start_paused = true)]
async fn a_run_begun_in_the_second_in_which_others_were_tried_tries_these_too() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 30);
    paste(&ctx, &lines(0..3)).await;
    check(&ctx).await;
    paste(&ctx, &lines(3..5)).await;
    let pass = passes::start(&ctx, &admin(), ctx.clock.now()).await;
    assert_eq!(pass.expect("begun").total, 5);
    fake.state().tried.clear();
    let round = check(&ctx).await.expect("tried");
    assert_eq!((round.tried, round.working), (5, 1));
    assert_eq!(fake.state().tried.len(), 5);
    let end = state(&ctx).await;
    assert_eq!((end.total, end.tried, end.working), (5, 5, 1));
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cancelled_within_a_second_and_says_how_far_it_came() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    fake.works(&host(0), 100);
    paste(&ctx, &lines(0..400)).await;
    passes::start(&ctx, &admin(), NOW).await.expect("begun");
    let run = beside(&ctx);
    tokio::time::sleep(Duration::from_secs(25)).await;
    let seen = state(&ctx).await;
    assert!(
        seen.ended_at.is_none() && (100..200).contains(&seen.tried),
        "{seen:?}"
    );
    let before = Instant::now();
    passes::cancel(&ctx, &admin(), NOW)
        .await
        .expect("cancelled");
    let round = run.await.expect("ended").expect("tried");
    assert!(
        before.elapsed() <= Duration::from_secs(1),
        "{:?}",
        before.elapsed()
    );
    assert_eq!(round.ended, Ended::BrokenOff(BreakOff::Cancelled));
    assert_eq!(fake.state().running, 0);
    let end = state(&ctx).await;
    assert!(end.is_cancelled && end.tried == round.tried && end.total == 400);
}

#[tokio::test(start_paused = true)]
async fn other_trials_give_way_to_a_run() {
    let (ctx, _) = house().await;
    let ctx = Arc::new(ctx);
    paste(&ctx, &lines(0..400)).await;
    let run = beside(&ctx);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = Instant::now();
    let pass = passes::start(&ctx, &admin(), NOW).await.expect("begun");
    let round = run.await.expect("ended").expect("tried");
    assert_eq!(round.ended, Ended::BrokenOff(BreakOff::GivesWay));
    assert!(before.elapsed() <= Duration::from_secs(1));
    assert_eq!(pass.total, 400);
    assert_eq!(check(&ctx).await.map(|round| round.tried), Some(400));
}

#[tokio::test(start_paused = true)]
async fn one_that_got_no_turn_is_not_judged_and_is_still_due() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 30);
    paste(&ctx, &lines(0..2)).await;
    fake.state().stuck = Some(host(1));
    let round = check(&ctx).await.expect("tried");
    assert_eq!((round.tried, failures(&ctx).await), (1, 0));
    fake.state().stuck = None;
    let round = check(&ctx).await.expect("still due");
    assert_eq!((round.tried, failures(&ctx).await), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_run_does_not_say_that_it_tried_one_that_got_no_turn() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 30);
    paste(&ctx, &lines(0..3)).await;
    passes::start(&ctx, &admin(), NOW).await.expect("begun");
    checks::delete(&ctx, &admin(), ListedProxyId(3), NOW)
        .await
        .expect("deleted");
    fake.state().stuck = Some(host(1));
    assert_eq!(check(&ctx).await.map(|round| round.tried), Some(1));
    let end = state(&ctx).await;
    assert!(end.ended_at.is_some() && !end.is_cancelled);
    assert_eq!(
        (end.tried, end.total),
        (1, 2),
        "what was deleted is no more"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_found_of_one_that_was_deleted_is_not_said_of_one_that_has_its_number_now() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    for latency in [Some(5_000), None] {
        fake.state().working.clear();
        if let Some(latency) = latency {
            fake.works(&host(0), latency);
        }
        paste(&ctx, &lines(0..1)).await;
        let id = find(&ctx, 0).await.expect("kept").id;
        let run = beside(&ctx);
        tokio::time::sleep(Duration::from_secs(2)).await;
        let delete = async || {
            let deleted = checks::delete(&ctx, &admin(), id, NOW).await;
            deleted.expect("deleted");
        };
        delete().await;
        paste(&ctx, &lines(1..2)).await;
        let other = find(&ctx, 1).await.expect("kept");
        assert_eq!(other.id, id, "the same number");
        run.await.expect("ended").expect("tried");
        assert_eq!(find(&ctx, 1).await, Some(other));
        delete().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_house_without_a_way_out_judges_nothing() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 30);
    paste(&ctx, &lines(0..50)).await;
    fake.state().is_offline = true;
    let round = check(&ctx).await.expect("asked");
    assert_eq!((round.tried, round.ended), (0, Ended::Offline));
    assert!(fake.state().tried.is_empty());
    passes::start(&ctx, &admin(), NOW).await.expect("begun");
    assert_eq!(
        check(&ctx).await.map(|round| round.ended),
        Some(Ended::Offline)
    );
    let pass = state(&ctx).await;
    assert!(pass.is_offline && pass.ended_at.is_some() && pass.tried == 0);
    fake.state().is_offline = false;
    let round = check(&ctx).await.expect("still due");
    assert_eq!((round.tried, round.working), (50, 1));
}

#[tokio::test(start_paused = true)]
async fn an_outage_in_the_middle_makes_nobody_dead() {
    let (ctx, fake) = house().await;
    for number in 0..500 {
        fake.works(&host(number), 30);
    }
    paste(&ctx, &lines(0..500)).await;
    check(&ctx).await;
    ctx.clock.advance(31 * MINUTE);
    tokio::time::advance(Duration::from_secs(31 * 60)).await;
    fake.state().tried.clear();
    fake.state().lost_after = Some(200);
    let round = check(&ctx).await.expect("due");
    assert_eq!(round.ended, Ended::Offline);
    assert!(
        round.tried <= 200 && round.tried == round.working,
        "{round:?}"
    );
    assert_eq!(failures(&ctx).await, 0);
    // A few in the end, all of which worked before, are no more believed than many.
    fake.state().is_offline = false;
    fake.state().lost_after = None;
    check(&ctx).await;
    ctx.clock.advance(31 * MINUTE);
    fake.state().tried.clear();
    fake.state().lost_after = Some(499);
    check(&ctx).await;
    assert_eq!(failures(&ctx).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_a_kill_cut_short_goes_on_where_it_was() {
    let (ctx, fake) = house().await;
    let config = ctx.config.clone();
    for number in (0..400).step_by(10) {
        fake.works(&host(number), 30);
    }
    paste(&ctx, &lines(0..400)).await;
    ctx.clock.advance(MINUTE);
    let begun = passes::start(&ctx, &admin(), ctx.clock.now())
        .await
        .expect("begun");
    let now = ctx.clock.now() + MINUTE;
    let ctx = Arc::new(ctx);
    let run = beside(&ctx);
    tokio::time::sleep(Duration::from_secs(25)).await;
    run.abort();
    assert!(run.await.is_err(), "killed");
    drop(ctx);
    let noted = fake.state().tried.len();
    let db = Db::open(&config.database).expect("as it was left");
    let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
    let ctx = Ctx::new(config, db, Clock::standing(now), seal);
    enter(&ctx, &fake);
    let left = state(&ctx).await;
    assert!(left.ended_at.is_none() && left.tried > 0, "{left:?}");
    assert_eq!(left.begun_at, begun.begun_at);
    let twice = passes::start(&ctx, &admin(), now).await;
    assert_eq!(refused(twice), Some(ProxyRefusal::PassRuns));
    let round = check(&ctx).await.expect("goes on");
    assert_eq!(round.tried, 400 - left.tried);
    let end = state(&ctx).await;
    assert_eq!((end.tried, end.working, end.ended_at), (400, 40, Some(now)));
    let counts = "SELECT count(*) FROM shadowmere_proxies WHERE checks <> 1";
    assert_eq!(
        value::<i64>(&ctx, counts).await,
        0,
        "nobody was counted twice"
    );
    assert!(fake.state().tried.len() <= 400 + noted);
}

#[tokio::test(start_paused = true)]
async fn a_stop_of_the_bot_ends_trials_at_once_and_loses_nothing() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    paste(&ctx, &lines(0..400)).await;
    passes::start(&ctx, &admin(), NOW).await.expect("begun");
    let run = beside(&ctx);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = Instant::now();
    ctx.proxies.stop();
    let round = run.await.expect("ended").expect("tried");
    assert!(before.elapsed() <= Duration::from_secs(1));
    assert_eq!(round.ended, Ended::BrokenOff(BreakOff::Stopping));
    assert_eq!(fake.state().running, 0);
    assert!(
        state(&ctx).await.ended_at.is_none(),
        "it goes on after the next start"
    );
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_take_no_longer_than_their_time_outs_and_no_more_run_than_may() {
    let (ctx, fake) = house().await;
    for number in (0..10_000).step_by(10) {
        fake.works(&host(number), 400);
    }
    let source = paste(&ctx, &lines(0..10_000)).await;
    assert_eq!(source.report.new, 10_000);
    settings::set_at_once(&ctx, &admin(), 64, NOW)
        .await
        .expect("set");
    let before = Instant::now();
    let round = check(&ctx).await.expect("due");
    assert_eq!((round.tried, round.working), (10_000, 1_000));
    let most = 10_000.0 * 10.0 / 64.0 * 1.1;
    assert!(
        before.elapsed().as_secs_f64() <= most,
        "{:?}",
        before.elapsed()
    );
    assert_eq!(fake.state().at_once, 64);
    assert!(
        fake.state().asked <= 120,
        "judges were asked {} times",
        fake.state().asked
    );
}
