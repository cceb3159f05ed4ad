//! One proxy that lists name in several ways.

use super::*;

/// Reads a list at an address, in which nothing is said of those without a scheme.
async fn listed(ctx: &Ctx, fake: &Fake, url: &str, text: &str) -> ProxySource {
    fake.lists(url, text);
    let kind = ProxySourceKind::List {
        url: url.to_owned(),
    };
    let source = sources::add(ctx, &admin(), kind, None, ctx.clock.now()).await;
    let id = source.expect("added").id;
    read(ctx).await;
    sources::get(ctx, &admin(), id).await.expect("there")
}

async fn working(ctx: &Ctx) -> Vec<ListedProxy> {
    let page = list::page(ctx, ProxyFilter::default(), 0)
        .await
        .expect("read");
    assert_eq!(page.total as usize, page.rows.len());
    page.rows
}

const OTHER: &str = "https://lists.example.org/other.txt";

#[tokio::test(start_paused = true)]
async fn one_named_in_two_ways_is_one_once_it_works() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    let both = format!("{0}:1080\nsocks5://{0}:1080\n", host(0));
    let source = listed(&ctx, &fake, URL, &both).await;
    assert_eq!((source.report.new, all(&ctx).await), (2, 2));
    check(&ctx).await;
    let rows = working(&ctx).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].checks, rows[0].oks), (1, 1), "noted once");
    let desk = desk::see(&ctx, &admin()).await.expect("seen");
    assert_eq!((desk.total, desk.working), (1, 1));
    assert_eq!(desk.kinds, [(ProxyKind::Socks5, 1, 1)]);
    assert_eq!((desk.sources[0].listed, desk.sources[0].working), (1, 1));
    // Read again, it is not taken for new by either name, and goes with its source.
    ctx.clock.advance(60 * MINUTE);
    assert_eq!((read(&ctx).await.new, all(&ctx).await), (0, 1));
    let seen = sources::get(&ctx, &admin(), source.id)
        .await
        .expect("there");
    assert_eq!((seen.report.found, seen.listed), (2, 1));
    let removed = sources::remove(&ctx, &admin(), source.id, NOW).await;
    removed.expect("removed");
    let left =
        "SELECT (SELECT count(*) FROM proxy_aliases) + (SELECT count(*) FROM shadowmere_proxies)";
    assert_eq!(value::<i64>(&ctx, left).await, 0);
}

#[tokio::test(start_paused = true)]
async fn the_one_known_longest_stays_with_what_is_known_of_it_and_with_the_lists_of_both() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    let first = listed(&ctx, &fake, URL, &format!("socks5://{}:1080", host(0))).await;
    check(&ctx).await;
    let before = working(&ctx).await.remove(0);
    ctx.clock.advance(DAY);
    let second = listed(&ctx, &fake, OTHER, &format!("{}:1080", host(0))).await;
    assert_eq!(second.report.new, 1);
    check(&ctx).await;
    let after = working(&ctx).await.remove(0);
    assert_eq!((after.id, after.first_seen), (before.id, NOW));
    assert!(after.checks > before.checks && after.last_ok == Some(NOW + DAY));
    assert_eq!(all(&ctx).await, 1);
    for source in [first.id, second.id] {
        let seen = sources::get(&ctx, &admin(), source).await.expect("there");
        assert_eq!((seen.listed, seen.working), (1, 1));
    }
    let removed = sources::remove(&ctx, &admin(), first.id, NOW).await;
    removed.expect("removed");
    assert_eq!(all(&ctx).await, 1, "the other still lists it");
    let exit = after.exit_ip.and_then(|exit| exit.parse().ok());
    assert!(exit.is_some() && fake.state().placed.contains(&exit));
}

#[tokio::test(start_paused = true)]
async fn one_with_a_password_or_of_another_kind_is_another() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    let text = format!(
        "{0}:1080\nsocks5://ana:clave@{0}:1080\nsocks4://{0}:1080\n{0}:1081\n",
        host(0)
    );
    listed(&ctx, &fake, URL, &text).await;
    check(&ctx).await;
    assert_eq!(working(&ctx).await.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn one_that_works_takes_up_the_same_one_that_was_not_tried_yet() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    listed(&ctx, &fake, URL, &format!("{}:1080", host(0))).await;
    listed(&ctx, &fake, OTHER, &format!("socks5://{}:1080", host(0))).await;
    check(&ctx).await;
    assert_eq!((working(&ctx).await.len(), all(&ctx).await), (1, 1));
    let seen = working(&ctx).await.remove(0);
    assert_eq!(seen.address.kind, None, "its own name stays");
    assert_eq!(seen.kind, Some(ProxyKind::Socks5));
}

#[tokio::test(start_paused = true)]
async fn the_country_that_is_known_of_one_of_the_two_is_kept() {
    let (ctx, fake) = house().await;
    fake.works(&host(0), 50);
    listed(&ctx, &fake, URL, &format!("socks5://{}:1080", host(0))).await;
    check(&ctx).await;
    listed(&ctx, &fake, OTHER, &format!("{}:1080", host(0))).await;
    crate::services::vpn::testing::write(&ctx, |tx| {
        tx.execute_batch(
            "UPDATE shadowmere_proxies SET country = 'NL', city = 'Delft', exit_ip = '203.0.113.9' WHERE checks = 0;
             UPDATE shadowmere_proxies SET country = NULL, exit_ip = NULL WHERE checks = 1;",
        )?;
        Ok(())
    })
    .await;
    check(&ctx).await;
    let seen = working(&ctx).await.remove(0);
    assert_eq!((all(&ctx).await, seen.checks), (1, 2));
    let place = (seen.country.as_deref(), seen.city.as_deref());
    assert_eq!(place, (Some("NL"), Some("Delft")));
    assert_eq!(seen.exit_ip.as_deref(), Some("203.0.113.9"));
}
