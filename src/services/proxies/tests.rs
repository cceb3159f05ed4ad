use super::checks;
use super::desk;
use super::fake::Fake;
use super::list;
use super::rounds::Ended;
use super::rounds::Round;
use super::sources;
use crate::context::Ctx;
use crate::integrations::proxies::fetch::FetchError;
use crate::integrations::proxies::guard::GuardError;
use crate::models::Actor;
use crate::models::DAY;
use crate::models::ListedProxy;
use crate::models::ListedProxyId;
use crate::models::MINUTE;
use crate::models::ProxyFilter;
use crate::models::ProxyKind;
use crate::models::ProxyRefusal;
use crate::models::ProxySource;
use crate::models::ProxySourceKind;
use crate::models::Refusal;
use crate::models::SourceFault;
use crate::services::ServiceError;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing::value;
use std::sync::Arc;

mod meanwhile;
mod passing;
mod rights;
mod same;

/// A house whose way out leads into a pretended world.
async fn house() -> (Ctx, Fake) {
    let (ctx, fake) = (tests::ctx().await, Fake::default());
    enter(&ctx, &fake);
    (ctx, fake)
}

fn enter(ctx: &Ctx, fake: &Fake) {
    let fake = fake.clone();
    ctx.proxies.world(move || Arc::new(fake));
}

/// A public address for each number.
fn host(number: usize) -> String {
    format!(
        "5.{}.{}.{}",
        9 + number / 62_500,
        number / 250 % 250,
        1 + number % 250
    )
}

/// A list of those numbers.
fn lines(numbers: impl IntoIterator<Item = usize>) -> String {
    let line = |number| format!("{}:1080\n", host(number));
    numbers.into_iter().map(line).collect()
}

async fn paste(ctx: &Ctx, text: &str) -> ProxySource {
    let bytes = text.as_bytes().to_vec();
    let hint = Some(ProxyKind::Socks5);
    sources::paste(ctx, &admin(), "prueba", bytes, hint, ctx.clock.now())
        .await
        .expect("pasted")
}

const URL: &str = "https://lists.example.org/socks5.txt";

async fn add(ctx: &Ctx, url: &str) -> ProxySource {
    let url = url.to_owned();
    let (kind, hint) = (ProxySourceKind::List { url }, Some(ProxyKind::Socks5));
    sources::add(ctx, &admin(), kind, hint, ctx.clock.now())
        .await
        .expect("added")
}

/// Reads the sources that are due.
async fn read(ctx: &Ctx) -> sources::Readings {
    sources::run(ctx, ctx.clock.now()).await.expect("read")
}

/// Tries those whose turn it is.
async fn check(ctx: &Ctx) -> Option<Round> {
    checks::run(ctx, ctx.clock.now()).await.expect("tried")
}

async fn page(ctx: &Ctx, kind: Option<ProxyKind>, country: Option<&str>, page: u32) -> Vec<u32> {
    let country = country.map(str::to_owned);
    let page = list::page(ctx, ProxyFilter { kind, country }, page).await;
    let rows = page.expect("read").rows;
    rows.into_iter().filter_map(|row| row.latency_ms).collect()
}

async fn all(ctx: &Ctx) -> i64 {
    value(ctx, "SELECT count(*) FROM shadowmere_proxies").await
}

/// The proxy of that number, if it is kept.
async fn find(ctx: &Ctx, number: usize) -> Option<ListedProxy> {
    for id in 1..=100 {
        if let Ok(found) = list::one(ctx, ListedProxyId(id)).await
            && found.address.host == host(number)
        {
            return Some(found);
        }
    }
    None
}

fn refused<T>(result: Result<T, ServiceError>) -> Option<ProxyRefusal> {
    match result {
        Err(ServiceError::Refused(Refusal::Proxy(refusal))) => Some(refusal),
        Err(_) | Ok(_) => None,
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_pasted_is_tried_at_once_and_the_best_are_shown_first() {
    let (ctx, fake) = house().await;
    for number in 0..12 {
        fake.works(
            &host(number),
            100 * (12 - u32::try_from(number).expect("small")) + 1,
        );
    }
    fake.works(&host(11), 2);
    let source = paste(&ctx, &lines(0..30)).await;
    assert_eq!(
        (source.report.found, source.report.new, source.listed),
        (30, 30, 30)
    );
    assert_eq!(checks::next_due(&ctx, NOW).await.expect("asked"), Some(NOW));
    let round = check(&ctx).await.expect("something was due");
    assert_eq!(
        (round.tried, round.working, round.ended),
        (30, 12, Ended::Whole)
    );
    let first = page(&ctx, None, None, 0).await;
    assert_eq!(first.len(), 10);
    assert!(first.is_sorted() && first[0] == 2);
    assert_eq!(page(&ctx, None, None, 1).await, [1_101, 1_201]);
    assert_eq!(
        page(&ctx, None, None, 9).await,
        [1_101, 1_201],
        "beyond the last is the last"
    );
    assert_eq!(
        page(&ctx, Some(ProxyKind::Socks5), Some("DE"), 0).await,
        [2]
    );
    assert!(page(&ctx, Some(ProxyKind::Http), None, 0).await.is_empty());
    let found = find(&ctx, 11).await.expect("kept");
    assert_eq!((found.is_working, found.checks, found.oks), (true, 1, 1));
    assert_eq!(
        (found.last_ok, found.exit_ip.as_deref()),
        (Some(NOW), Some("203.0.113.9"))
    );
    assert_eq!(check(&ctx).await, None, "nothing is due twice");
    let desk = desk::see(&ctx, &admin()).await.expect("seen");
    assert_eq!((desk.total, desk.working, desk.new), (30, 12, 0));
    assert_eq!(desk.kinds, [(ProxyKind::Socks5, 30, 12)]);
    assert_eq!(desk.faults.iter().map(|(_, count)| count).sum::<u32>(), 18);
    assert_eq!((desk.sources[0].listed, desk.sources[0].working), (30, 12));
}

#[tokio::test(start_paused = true)]
async fn one_that_works_is_tried_within_half_an_hour_and_one_that_fails_after_ever_longer() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    paste(&ctx, &lines(0..2)).await;
    let mut tried = Vec::new();
    for _ in 0..240 {
        if check(&ctx).await.is_some() {
            let after = ctx.clock.now().since(NOW) / MINUTE;
            for address in fake.state().tried.drain(..) {
                tried.push((address.host, after));
            }
        }
        ctx.clock.advance(MINUTE);
    }
    let of = |number| -> Vec<i64> {
        let mine = tried.iter().filter(|(one, _)| *one == host(number));
        mine.map(|(_, after)| *after).collect()
    };
    assert_eq!(of(1), [0, 40, 120], "after 40, 80, 160 minutes");
    let works = of(0);
    assert!((8..=12).contains(&works.len()), "{works:?}");
    assert!(
        works
            .windows(2)
            .all(|two| (20..=31).contains(&(two[1] - two[0]))),
        "{works:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn one_without_a_success_for_a_week_goes_and_stays_away_for_a_month() {
    let (ctx, fake) = house().await;
    fake.lists(URL, &lines(0..1));
    let source = add(&ctx, URL).await;
    read(&ctx).await;
    for _ in 0..8 {
        check(&ctx).await;
        ctx.clock.advance(DAY);
    }
    assert!(find(&ctx, 0).await.is_none(), "given up");
    assert_eq!(check(&ctx).await, None);
    let actor = admin();
    let again = || sources::read_now(&ctx, &actor, source.id, ctx.clock.now());
    again().await.expect("ordered");
    assert_eq!(read(&ctx).await.new, 0);
    assert!(
        find(&ctx, 0).await.is_none(),
        "a source that still lists it does not bring it back"
    );
    ctx.clock.advance(30 * DAY);
    again().await.expect("ordered");
    read(&ctx).await;
    let found = find(&ctx, 0).await.expect("another chance");
    assert_eq!((found.checks, found.first_seen), (0, ctx.clock.now()));
    // What was pasted comes back by nobody: it is deleted.
    paste(&ctx, &lines(5..6)).await;
    for _ in 0..8 {
        check(&ctx).await;
        ctx.clock.advance(DAY);
    }
    let known = "SELECT count(*) FROM shadowmere_proxies WHERE url LIKE '%5.9.0.6:%'";
    assert_eq!(value::<i64>(&ctx, known).await, 0);
}

#[tokio::test(start_paused = true)]
async fn one_in_two_sources_is_one_and_goes_with_the_last_that_lists_it() {
    let (ctx, fake) = house().await;
    fake.works(&host(1), 50);
    fake.lists(URL, &lines([0, 1, 1]));
    let first = add(&ctx, URL).await;
    read(&ctx).await;
    let second = paste(&ctx, &lines([1, 2])).await;
    assert_eq!(
        (second.report.found, second.report.new, all(&ctx).await),
        (2, 1, 3)
    );
    check(&ctx).await;
    let known = sources::get(&ctx, &admin(), first.id).await.expect("there");
    assert_eq!(
        (known.report.repeated, known.listed, known.working),
        (1, 2, 1)
    );
    let removed = sources::remove(&ctx, &admin(), first.id, NOW).await;
    removed.expect("removed");
    assert_eq!(all(&ctx).await, 2, "only what it alone listed went");
    assert!(find(&ctx, 1).await.is_some_and(|found| found.is_working));
    let removed = sources::remove(&ctx, &admin(), second.id, NOW).await;
    removed.expect("removed");
    assert_eq!(all(&ctx).await, 0);
    let rows =
        "SELECT (SELECT count(*) FROM proxy_sources) + (SELECT count(*) FROM proxy_listings)";
    assert_eq!(value::<i64>(&ctx, rows).await, 0);
    let gone = sources::remove(&ctx, &admin(), second.id, NOW).await;
    assert!(matches!(
        gone,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
    add(&ctx, URL).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_no_source_lists_any_more_stays_only_while_it_works() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    fake.lists(URL, &lines(0..3));
    add(&ctx, URL).await;
    read(&ctx).await;
    check(&ctx).await;
    fake.lists(URL, &lines(2..3));
    ctx.clock.advance(60 * MINUTE);
    assert_eq!(read(&ctx).await.read, 1);
    assert!(find(&ctx, 0).await.is_some() && find(&ctx, 2).await.is_some());
    assert!(find(&ctx, 1).await.is_none());
    fake.state().working.clear();
    fake.works(&host(2), 50);
    check(&ctx).await;
    assert!(
        find(&ctx, 0).await.is_none(),
        "it ceased to work, and nobody lists it"
    );
}

#[test]
fn every_reason_why_a_list_is_not_fetched_is_known_by_its_words() {
    for (error, fault) in [
        (FetchError::Address, SourceFault::Address),
        (GuardError::Private.into(), SourceFault::Private),
        (GuardError::House.into(), SourceFault::House),
        (GuardError::NoSuchName.into(), SourceFault::NoSuchName),
        (FetchError::Connection, SourceFault::Connection),
        (FetchError::Insecure, SourceFault::Insecure),
        (FetchError::Late, SourceFault::Late),
        (FetchError::Status(404), SourceFault::Status(404)),
        (FetchError::Redirects, SourceFault::Redirects),
        (FetchError::Partial, SourceFault::Partial),
        (FetchError::NotHttp, SourceFault::NotHttp),
    ] {
        assert_eq!(SourceFault::read(&error.to_string()), fault, "{error}");
    }
    for words in ["", "the server answered", "the server answered many"] {
        assert_eq!(SourceFault::read(words), SourceFault::Other, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_cannot_be_read_keeps_what_it_listed_and_is_tried_again() {
    let (ctx, fake) = house().await;
    fake.lists(URL, &lines(0..3));
    let source = add(&ctx, URL).await;
    assert_eq!(
        sources::next_due(&ctx, NOW).await.expect("asked"),
        Some(NOW)
    );
    read(&ctx).await;
    assert_eq!(read(&ctx).await, sources::Readings::default(), "read once");
    for (broken, why) in [
        (None, SourceFault::Status(404)),
        (Some("<html>not now</html>"), SourceFault::Empty),
    ] {
        ctx.clock.advance(60 * MINUTE);
        fake.state().lists.clear();
        if let Some(text) = broken {
            fake.lists(URL, text);
        }
        assert_eq!(read(&ctx).await.failed, 1);
        let seen = sources::get(&ctx, &admin(), source.id)
            .await
            .expect("there");
        assert_eq!((seen.error, seen.listed), (Some(why), 3));
        assert_eq!(seen.report.found, 3);
        assert_eq!(seen.next_at, Some(ctx.clock.now() + 15 * MINUTE));
    }
    fake.lists(URL, &lines(0..4));
    ctx.clock.advance(15 * MINUTE);
    assert_eq!(read(&ctx).await.new, 1);
    let seen = sources::get(&ctx, &admin(), source.id)
        .await
        .expect("there");
    assert_eq!((seen.error, seen.listed), (None, 4));
}

#[tokio::test(start_paused = true)]
async fn a_source_is_read_when_it_is_due_unless_it_is_paused() {
    let (ctx, fake) = house().await;
    fake.lists(URL, &lines(0..3));
    let id = add(&ctx, URL).await.id;
    read(&ctx).await;
    let (actor, now) = (admin(), ctx.clock.now());
    let paused = sources::pause(&ctx, &actor, id, true, now).await;
    assert_eq!(paused.expect("paused").next_at, None);
    let forced = sources::read_now(&ctx, &actor, id, now).await;
    assert_eq!(forced.expect("ordered").next_at, Some(now));
    assert_eq!(read(&ctx).await.read, 1);
    let seen = sources::get(&ctx, &actor, id).await.expect("there");
    assert_eq!(
        (seen.next_at, seen.is_paused),
        (None, true),
        "paused as before"
    );
    let on = sources::pause(&ctx, &actor, id, false, now).await;
    assert_eq!(on.expect("goes on").next_at, Some(now + 60 * MINUTE));
    let often = sources::set_interval(&ctx, &actor, id, 10, now).await;
    assert_eq!(often.expect("set").next_at, Some(now + 10 * MINUTE));
    assert!(
        sources::set_interval(&ctx, &actor, id, 9, now)
            .await
            .is_err()
    );
    let pasted = paste(&ctx, &lines(7..8)).await.id;
    let again = sources::read_now(&ctx, &actor, pasted, now).await;
    assert_eq!(refused(again), Some(ProxyRefusal::PastedOnce));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_list_is_refused_and_leaves_nothing() {
    let (ctx, _) = house().await;
    let actor = admin();
    let empty = sources::paste(&ctx, &actor, "x", b"hola\n".to_vec(), None, NOW).await;
    assert_eq!(refused(empty), Some(ProxyRefusal::ListEmpty));
    for bad in ["lists.example.org", "ftp://lists.example.org", ""] {
        let url = bad.to_owned();
        let bad = sources::add(&ctx, &actor, ProxySourceKind::List { url }, None, NOW).await;
        assert_eq!(refused(bad), Some(ProxyRefusal::SourceInvalid));
    }
    add(&ctx, URL).await;
    let url = format!(" {URL} ");
    let twice = sources::add(&ctx, &actor, ProxySourceKind::List { url }, None, NOW).await;
    assert_eq!(refused(twice), Some(ProxyRefusal::SourceKnown));
    assert_eq!(
        value::<i64>(&ctx, "SELECT count(*) FROM proxy_sources").await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn a_paste_that_a_kill_cut_short_is_taken_away_and_one_done_twice_is_there_once() {
    let (ctx, _) = house().await;
    let cause = crate::services::vpn::testing::write(&ctx, |tx| {
        tx.execute(
            "INSERT INTO inbox (update_id, shard, raw, received_at) VALUES (1, 0, '{}', 1)",
            [],
        )?;
        Ok(crate::models::InboxSeq(tx.last_insert_rowid()))
    })
    .await;
    let actor = Actor {
        cause: Some(crate::models::Trigger::Update(cause)),
        ..admin()
    };
    let once = || sources::paste(&ctx, &actor, "x", lines(0..4).into_bytes(), None, NOW);
    once().await.expect("pasted");
    let twice = once().await;
    assert!(matches!(
        twice,
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
    ));
    assert_eq!(
        value::<i64>(&ctx, "SELECT count(*) FROM proxy_sources").await,
        1
    );
    assert_eq!(all(&ctx).await, 4, "what the first brought stays");
    // As a process leaves it that ends between the batches and the last word.
    crate::services::vpn::testing::write(&ctx, |tx| {
        tx.execute(
            "UPDATE proxy_sources SET read_at = NULL, created_at = created_at - 60",
            [],
        )?;
        Ok(())
    })
    .await;
    read(&ctx).await;
    assert_eq!(
        value::<i64>(&ctx, "SELECT count(*) FROM proxy_sources").await,
        0
    );
    assert_eq!(all(&ctx).await, 0);
}

#[tokio::test(start_paused = true)]
async fn the_dead_are_deleted_by_hand_and_the_list_is_taken_away_as_a_file() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    paste(&ctx, &lines(0..700)).await;
    fake.lists(URL, &lines(600..700));
    add(&ctx, URL).await;
    read(&ctx).await;
    check(&ctx).await;
    paste(&ctx, &lines(700..702)).await;
    let (name, bytes) = desk::export(&ctx, &admin(), None, false)
        .await
        .expect("read");
    assert_eq!(name, "proxies-all.txt");
    let text = String::from_utf8(bytes).expect("text");
    assert_eq!(text.lines().count(), 702);
    assert!(
        text.lines()
            .all(|line| line.starts_with("socks5://5.9.") && line.ends_with(":1080"))
    );
    let working = desk::export(&ctx, &admin(), Some(ProxyKind::Socks5), true).await;
    let (name, bytes) = working.expect("read");
    assert_eq!(name, "proxies-socks5-working.txt");
    assert_eq!(bytes, b"socks5://5.9.0.1:1080\n");
    let deleted = checks::delete_dead(&ctx, &admin(), NOW).await;
    assert_eq!(deleted.expect("deleted"), 699);
    let desk = desk::see(&ctx, &admin()).await.expect("seen");
    assert_eq!(
        (desk.total, desk.working, desk.new),
        (3, 1, 2),
        "the new ones were never tried"
    );
    assert_eq!(
        all(&ctx).await,
        103,
        "those of a source that is read again are remembered"
    );
    assert_eq!(
        checks::delete_dead(&ctx, &admin(), NOW)
            .await
            .expect("asked"),
        0
    );
    let id = find(&ctx, 0).await.expect("kept").id;
    checks::delete(&ctx, &admin(), id, NOW)
        .await
        .expect("deleted");
    assert!(find(&ctx, 0).await.is_none());
}
