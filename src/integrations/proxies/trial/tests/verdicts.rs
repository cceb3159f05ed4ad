//! What is found of proxies that lie, fail or hide somebody, and what judges have to do with it.

use super::*;

#[tokio::test]
async fn those_who_lie_are_found_out() {
    let scene = Scene::new().await;
    for speaks in [
        Speaks::Socks5,
        Speaks::Socks4,
        Speaks::Connect,
        shadowsocks(Cipher::Aes128),
    ] {
        for acts in [Acts::ShowsAPage, Acts::Pretends] {
            let proxy = FakeProxy::start(Plan::new(speaks.clone(), acts))
                .await
                .expect("a proxy");
            let text = match speaks {
                Speaks::Shadowsocks { .. } => ss_link("aes-128-gcm", "clave", &proxy),
                _ => proxy.address().to_string(),
            };
            assert_eq!(
                kind(scene.run(&text).await),
                Err(ProxyFault::Lies),
                "{speaks:?} {acts:?}"
            );
        }
    }
    // It gives an answer such as the judge's, and does not know the number.
    let found = scene
        .of("http://", Plan::new(Speaks::Get, Acts::Pretends))
        .await;
    assert_eq!(kind(found), Err(ProxyFault::Lies));
    // Its own certificate is one that nobody knows.
    let found = scene
        .of("https://", Plan::new(Speaks::SecureConnect, Acts::Leads))
        .await;
    assert_eq!(kind(found), Err(ProxyFault::Lies));
}

#[tokio::test]
async fn why_it_does_not_work_is_told_apart() {
    let scene = Scene::new().await;
    for (scheme, plan, expected) in [
        (
            "",
            Plan::new(Speaks::Pages, Acts::Leads),
            ProxyFault::NotAProxy,
        ),
        (
            "",
            Plan::new(Speaks::Socks5, Acts::Babbles),
            ProxyFault::NotAProxy,
        ),
        (
            "socks5://",
            Plan::new(Speaks::Pages, Acts::Leads),
            ProxyFault::NotAProxy,
        ),
        (
            "http://",
            Plan::new(Speaks::Get, Acts::ShowsAPage),
            ProxyFault::NotAProxy,
        ),
        (
            "",
            Plan::new(Speaks::Socks5, Acts::IsSilent),
            ProxyFault::Silent,
        ),
        (
            "socks5://",
            Plan::new(Speaks::Socks5, Acts::IsSilent),
            ProxyFault::Silent,
        ),
        (
            "",
            Plan::new(Speaks::Socks5, Acts::HangsUp),
            ProxyFault::Refused,
        ),
        (
            "",
            Plan::new(Speaks::Socks5, Acts::Refuses),
            ProxyFault::LeadsNowhere,
        ),
        (
            "",
            Plan::new(Speaks::Socks4, Acts::Refuses),
            ProxyFault::LeadsNowhere,
        ),
        (
            "",
            Plan::new(Speaks::Connect, Acts::Refuses),
            ProxyFault::LeadsNowhere,
        ),
        (
            "",
            Plan::new(Speaks::Get, Acts::Refuses),
            ProxyFault::LeadsNowhere,
        ),
        (
            "",
            Plan::new(Speaks::Socks5, Acts::LetsGo),
            ProxyFault::LeadsNowhere,
        ),
        (
            "",
            Plan::new(Speaks::Connect, Acts::LetsGo),
            ProxyFault::LeadsNowhere,
        ),
    ] {
        let found = scene.of(scheme, plan.clone()).await;
        assert_eq!(kind(found), Err(expected), "{scheme} {plan:?}");
    }
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port")
        .local_addr()
        .expect("an address");
    assert_eq!(
        kind(scene.run(&closed.to_string()).await),
        Err(ProxyFault::Refused)
    );
    assert_eq!(
        kind(scene.run("no-such-name.invalid:80").await),
        Err(ProxyFault::NoSuchName)
    );
}

#[tokio::test]
async fn a_private_address_is_not_touched_unless_it_is_allowed() {
    let mut scene = Scene::new().await;
    let proxy = FakeProxy::start(Plan::new(Speaks::Socks5, Acts::Leads))
        .await
        .expect("a proxy");
    scene.trial.net = scene.trial.net.guarded(Guard::default());
    let port = proxy.address().port();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let found = scene.run(&format!("socks5://{host}:{port}")).await;
        assert_eq!(kind(found), Err(ProxyFault::Private), "{host}");
    }
    assert_eq!(proxy.asked(), 0);
}

#[tokio::test]
async fn a_proxy_without_names_is_asked_for_the_address() {
    let scene = Scene::new().await;
    for speaks in [Speaks::Socks5, Speaks::Socks4] {
        let found = scene
            .of("", Plan::new(speaks.clone(), Acts::LeadsToAddresses))
            .await;
        assert!(found.is_ok(), "{speaks:?}: {found:?}");
    }
}

#[tokio::test]
async fn how_much_a_proxy_tells_is_seen_in_plain_requests() {
    let scene = Scene::new().await;
    for (adds, expected) in [
        ("", Anonymity::Elite),
        ("Via: 1.1 x\r\n", Anonymity::Anonymous),
        ("X-Forwarded-For: 203.0.113.9\r\n", Anonymity::Anonymous),
        ("X-Forwarded-For: {peer}\r\n", Anonymity::Transparent),
    ] {
        let mut plan = Plan::new(Speaks::Get, Acts::Leads);
        plan.adds = adds.to_owned();
        let found = scene.of("http://", plan).await.expect("it works");
        assert_eq!(found.anonymity, Some(expected), "{adds}");
    }
}

#[tokio::test]
async fn a_judge_that_will_not_tell_does_not_make_a_proxy_bad_but_half_an_answer_does() {
    let scene = Scene::new().await;
    let plan = Plan::new(Speaks::Socks5, Acts::Leads);
    scene.judge.say(JudgeSays::TooMany);
    let found = scene.of("", plan.clone()).await.expect("it works");
    assert_eq!((found.exit_ip, found.anonymity), (None, None));
    scene.judge.say(JudgeSays::Half);
    assert_eq!(
        kind(scene.of("", plan.clone()).await),
        Err(ProxyFault::LeadsNowhere)
    );
    scene.judge.say(JudgeSays::Nothing);
    assert_eq!(
        kind(scene.of("", plan).await),
        Err(ProxyFault::LeadsNowhere)
    );
}

#[tokio::test]
async fn where_one_judge_went_away_another_judge_is_asked_and_ones_own_comes_first() {
    let mut scene = Scene::new().await;
    let own = FakeJudge::start().await.expect("a judge");
    let mut roots = RootCertStore::empty();
    roots.add(scene.judge.root()).expect("a root");
    roots.add(own.root()).expect("a root");
    let guard = Guard {
        allows_private: true,
    };
    scene.trial.net = Net::with_roots(guard, roots).expect("TLS");
    let mine = OwnJudge { url: own.url() };
    let judges = Judges::new(&[scene.judge.url()], Some(mine), scene.trial.net.clone());
    scene.trial.judges = Arc::new(judges);
    assert!(scene.trial.judges.is_online().await);
    let before = (own.asked(), scene.judge.asked());
    for _ in 0..3 {
        let found = scene.of("", Plan::new(Speaks::Socks5, Acts::Leads)).await;
        assert!(found.is_ok(), "{found:?}");
    }
    assert_eq!((own.asked(), scene.judge.asked()), (before.0 + 3, before.1));
    drop(own);
    let found = scene.of("", Plan::new(Speaks::Socks5, Acts::Leads)).await;
    assert_eq!(found.expect("it works").exit_ip, Some(EXIT));
    assert_eq!(scene.judge.asked(), before.1 + 1);
}

#[tokio::test]
async fn a_house_without_a_way_out_knows_it() {
    let scene = Scene::new().await;
    assert_eq!(
        scene.trial.judges.own_addresses(),
        ["127.0.0.1".parse::<IpAddr>().expect("an address")]
    );
    // A judge with a certificate that is not believed is none.
    let guard = Guard {
        allows_private: true,
    };
    let others = Net::new(guard).expect("TLS");
    assert!(
        !Judges::new(&[scene.judge.url()], None, others)
            .is_online()
            .await
    );
    scene.judge.say(JudgeSays::Half);
    assert!(!scene.trial.judges.is_online().await);
    assert_eq!(
        scene.judge.asked(),
        4,
        "over TLS and without, over TLS in vain twice"
    );
}

#[tokio::test]
async fn a_country_comes_from_the_file_and_an_address_alone_is_enough_of_an_answer() {
    let mut scene = Scene::new().await;
    scene.judge.say(JudgeSays::Address);
    assert!(scene.trial.judges.is_online().await);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/geo-fixture.mmdb");
    let file = GeoIp::open(std::path::Path::new(file)).expect("a file");
    scene.trial.geoip = Some(Arc::new(file));
    let found = scene
        .of("", Plan::new(Speaks::Connect, Acts::Leads))
        .await
        .expect("it works");
    assert_eq!((found.exit_ip, found.country), (Some(EXIT), None));
    let found = scene
        .of("http://", Plan::new(Speaks::Get, Acts::Leads))
        .await
        .expect("it works");
    assert_eq!((found.kind, found.anonymity), (ProxyKind::Http, None));
}

#[tokio::test]
async fn telegram_is_asked_through_each_proxy_that_leads_there() {
    let mut scene = Scene::new().await;
    let dc = FakeDc::default();
    let place = dc.listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await;
    scene.trial.telegram = Some(place.expect("a data centre"));
    for (telling, expected) in [
        (Telling::Answers, true),
        (Telling::AnotherNonce, false),
        (Telling::Error(-404), false),
    ] {
        dc.tell(telling);
        for speaks in [Speaks::Socks5, Speaks::Socks4, Speaks::Connect] {
            let found = scene.of("", Plan::new(speaks, Acts::Leads)).await;
            let found = found.expect("it works");
            assert_eq!(
                found.is_for_telegram,
                Some(expected),
                "{found:?} {telling:?}"
            );
        }
    }
    dc.tell(Telling::Answers);
    let proxy = Plan::new(shadowsocks(Cipher::Aes256), Acts::Leads);
    let proxy = FakeProxy::start(proxy).await.expect("a proxy");
    let found = scene.run(&ss_link("aes-256-gcm", "clave", &proxy)).await;
    assert_eq!(found.expect("it works").is_for_telegram, Some(true));
    // Plain requests lead to web pages only.
    let found = scene.of("", Plan::new(Speaks::Get, Acts::Leads)).await;
    assert_eq!(found.expect("it works").is_for_telegram, Some(false));
    dc.stop();
}
