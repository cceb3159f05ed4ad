//! What judges say, and what is made of it.

use super::*;

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
#[tokio::test]
async fn a_judge_on_this_machine_is_no_proof_of_a_way_out() {
    let scene = Scene::new().await;
    let mine = || {
        Some(OwnJudge {
            url: scene.judge.url(),
        })
    };
    let net = scene.trial.net.clone();
    assert!(!Judges::new(&[], mine(), net.clone()).is_online().await);
    let with_another = Judges::new(&[scene.judge.url()], mine(), net);
    assert!(with_another.is_online().await);
    assert_eq!(with_another.ready().len(), 2, "it is asked nevertheless");
}

#[tokio::test]
async fn where_one_judge_will_not_tell_another_is_asked_over_plain_requests_too() {
    let mut scene = Scene::new().await;
    let other = FakeJudge::start().await.expect("a judge");
    let mut roots = RootCertStore::empty();
    roots.add(scene.judge.root()).expect("a root");
    roots.add(other.root()).expect("a root");
    let net = Net::with_roots(scene.trial.net.guard, roots).expect("TLS");
    let urls = [scene.judge.url(), other.url()];
    let judges = Arc::new(Judges::new(&urls, None, net.clone()));
    assert!(judges.is_online().await);
    (scene.trial.net, scene.trial.judges) = (net, judges);
    let proxy = || Plan::new(Speaks::Get, Acts::Leads);
    scene.judge.say(JudgeSays::TooMany);
    // Each time another judge comes first.
    for _ in 0..2 {
        let found = scene.of("http://", proxy()).await.expect("it works");
        assert_eq!((found.kind, found.exit_ip), (ProxyKind::Http, Some(EXIT)));
    }
    other.say(JudgeSays::TooMany);
    assert_eq!(
        kind(scene.of("http://", proxy()).await),
        Err(ProxyFault::LeadsNowhere)
    );
}

/// A port behind which every question is answered with that status.
async fn says(status: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let place = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = tokio::io::BufReader::new(stream);
            let mut line = String::from("head");
            while line.len() > 2 {
                line.clear();
                if stream.read_line(&mut line).await.is_err() {
                    break;
                }
            }
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            // Whoever tries proxies hangs up in the middle.
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    place
}

#[tokio::test]
async fn a_proxy_that_asks_who_it_is_as_a_page_does_needs_a_login() {
    let scene = Scene::new().await;
    let place = says("401 Unauthorized").await;
    let found = scene.run(&format!("http://{place}")).await;
    assert_eq!(kind(found), Err(ProxyFault::NeedsLogin));
}
