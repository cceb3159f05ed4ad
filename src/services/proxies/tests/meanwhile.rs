//! What happens while a source is read, and lists that are too long.

use super::super::fake::Gate;
use super::super::reading;
use super::*;

/// Begins to read what is due, up to where the list is fetched.
async fn begin(
    ctx: &Arc<Ctx>,
    fake: &Fake,
) -> (Arc<Gate>, tokio::task::JoinHandle<sources::Readings>) {
    let gate = Arc::new(Gate::default());
    fake.state().gate = Some(gate.clone());
    let reader = ctx.clone();
    let reading = tokio::spawn(async move { read(&reader).await });
    gate.arrived.notified().await;
    (gate, reading)
}

#[tokio::test(start_paused = true)]
async fn a_pause_and_an_interval_set_while_a_source_is_read_stay() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    fake.lists(URL, &lines(0..3));
    let id = add(&ctx, URL).await.id;
    let (gate, reading) = begin(&ctx, &fake).await;
    let set = sources::set_interval(&ctx, &admin(), id, 600, NOW).await;
    set.expect("set");
    gate.leave.notify_one();
    assert_eq!(reading.await.expect("read").new, 3);
    let seen = sources::get(&ctx, &admin(), id).await.expect("there");
    assert_eq!(
        (seen.every_minutes, seen.next_at),
        (600, Some(NOW + 600 * MINUTE))
    );
    for text in [Some(lines(0..3)), None] {
        fake.state().gate = None;
        let now = ctx.clock.now();
        sources::pause(&ctx, &admin(), id, false, now)
            .await
            .expect("goes on");
        sources::read_now(&ctx, &admin(), id, now)
            .await
            .expect("ordered");
        fake.state().lists.clear();
        if let Some(text) = &text {
            fake.lists(URL, text);
        }
        let (gate, reading) = begin(&ctx, &fake).await;
        sources::pause(&ctx, &admin(), id, true, now)
            .await
            .expect("paused");
        gate.leave.notify_one();
        let readings = reading.await.expect("read");
        assert_eq!(readings.failed, u32::from(text.is_none()));
        let seen = sources::get(&ctx, &admin(), id).await.expect("there");
        assert_eq!((seen.is_paused, seen.next_at), (true, None));
        assert_eq!(seen.error.is_some(), text.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_of_the_bot_is_no_fault_of_the_source_that_is_read() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    fake.lists(URL, &lines(0..3));
    let id = add(&ctx, URL).await.id;
    let (_gate, reading) = begin(&ctx, &fake).await;
    ctx.proxies.stop();
    let readings = reading.await.expect("ended");
    assert_eq!(readings, sources::Readings::default());
    let seen = sources::get(&ctx, &admin(), id).await.expect("there");
    assert_eq!((seen.error, seen.next_at), (None, Some(NOW)), "still due");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_taken_away_while_it_is_read_is_no_failure() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    fake.lists(URL, &lines(0..3));
    let id = add(&ctx, URL).await.id;
    let (gate, reading) = begin(&ctx, &fake).await;
    let removed = sources::remove(&ctx, &admin(), id, NOW).await;
    removed.expect("removed");
    gate.leave.notify_one();
    assert_eq!(reading.await.expect("read"), sources::Readings::default());
    assert_eq!(all(&ctx).await, 0);
}

#[tokio::test(start_paused = true)]
async fn what_comes_of_a_source_that_was_taken_away_is_not_said_of_one_that_has_its_number_now() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    for is_there in [true, false] {
        fake.state().lists.clear();
        if is_there {
            fake.lists(URL, &lines(0..3));
        }
        let id = add(&ctx, URL).await.id;
        let (gate, reading) = begin(&ctx, &fake).await;
        let remove = async || {
            let removed = sources::remove(&ctx, &admin(), id, NOW).await;
            removed.expect("removed");
        };
        remove().await;
        let other = add(&ctx, "https://lists.example.org/other.txt").await;
        assert_eq!(other.id, id, "the same number");
        gate.leave.notify_one();
        assert_eq!(reading.await.expect("read"), sources::Readings::default());
        let seen = sources::get(&ctx, &admin(), id).await.expect("there");
        assert_eq!((seen, all(&ctx).await), (other, 0));
        remove().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_has_the_number_of_one_taken_away_stays() {
    let (ctx, fake) = house().await;
    fake.lists(URL, &lines(0..3));
    let id = add(&ctx, URL).await.id;
    read(&ctx).await;
    let forgotten = reading::forget_removed(&ctx, id).await;
    forgotten.expect("there was nothing to forget");
    let another = reading::remove(&ctx, id, NOW, |_| Ok(false)).await;
    another.expect("it was not meant");
    let seen = sources::get(&ctx, &admin(), id).await.expect("there");
    assert_eq!((seen.listed, all(&ctx).await), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn a_source_paused_while_it_waits_behind_another_is_not_read() {
    let (ctx, fake) = house().await;
    let ctx = Arc::new(ctx);
    let other = "https://lists.example.org/other.txt";
    fake.lists(URL, &lines(0..3));
    fake.lists(other, &lines(3..5));
    add(&ctx, URL).await;
    let waits = add(&ctx, other).await.id;
    let (gate, reading) = begin(&ctx, &fake).await;
    let paused = sources::pause(&ctx, &admin(), waits, true, NOW).await;
    paused.expect("paused");
    gate.leave.notify_one();
    let readings = reading.await.expect("read");
    assert_eq!((readings.read, readings.failed), (1, 0));
    assert_eq!(all(&ctx).await, 3);
}

#[tokio::test(start_paused = true)]
async fn of_a_list_that_is_too_long_what_fits_is_kept_and_that_it_was_cut_is_said() {
    let (ctx, fake) = house().await;
    let words = "# some words that nobody needs\n";
    let long = lines(0..3) + &words.repeat(8_000_000 / words.len() + 1) + &lines(3..5);
    assert!(long.len() > 8_000_000);
    let pasted = paste(&ctx, &long).await.report;
    assert_eq!((pasted.found, pasted.is_cut), (3, true));
    fake.lists(URL, &long);
    let id = add(&ctx, URL).await.id;
    assert_eq!(read(&ctx).await.read, 1);
    let seen = sources::get(&ctx, &admin(), id).await.expect("there");
    assert_eq!((seen.report.found, seen.report.is_cut), (3, true));
    assert_eq!((seen.error, seen.listed), (None, 3));
    // What it listed before may stand behind the cut.
    let filler = words.repeat(8_000_000 / words.len() + 1);
    for (text, listed) in [(lines(2..3) + &filler, 3), (lines(2..3), 1)] {
        fake.lists(URL, &text);
        ctx.clock.advance(60 * MINUTE);
        assert_eq!(read(&ctx).await.read, 1);
        let seen = sources::get(&ctx, &admin(), id).await.expect("there");
        assert_eq!((seen.report.found, seen.listed), (1, listed));
    }
}

#[tokio::test(start_paused = true)]
async fn the_makers_of_the_file_are_named_if_they_are_those_who_ask_for_it() {
    let (ctx, fake) = house().await;
    for (kind, is_theirs) in [
        (None, false),
        (Some("DBIP-City-Lite"), true),
        (Some("DBIP-Country-Lite"), true),
        (Some("GeoLite2-City"), false),
        (Some(""), false),
    ] {
        fake.state().geoip = kind.map(str::to_owned);
        assert_eq!(list::is_by_dbip(&ctx), is_theirs, "{kind:?}");
        let desk = desk::see(&ctx, &admin()).await.expect("seen");
        assert_eq!(desk.has_geoip, kind.is_some());
    }
}
