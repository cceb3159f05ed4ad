//! Countries that are asked for, and addresses that are the house's own.

use super::super::super::guard::Find;
use super::*;

/// A house with its own judge, which tells no country, and another that does.
async fn house_with_country() -> (Scene, FakeJudge) {
    let mut scene = Scene::new().await;
    let teller = FakeJudge::start().await.expect("a judge");
    teller.say(JudgeSays::Country);
    let mut roots = RootCertStore::empty();
    roots.add(scene.judge.root()).expect("a root");
    roots.add(teller.root()).expect("a root");
    let net = Net::with_roots(scene.trial.net.guard, roots).expect("TLS");
    let mine = OwnJudge {
        url: scene.judge.url(),
    };
    // The own judge is here, and so proves no way out: the same one does as another's.
    let judges = Judges::new(&[scene.judge.url()], Some(mine), net.clone());
    let judges = judges.with_country(&teller.url());
    assert!(judges.is_online().await);
    assert_eq!(teller.asked(), 0, "it is never asked from here");
    (scene.trial.net, scene.trial.judges) = (net, Arc::new(judges));
    (scene, teller)
}

#[tokio::test]
async fn a_country_that_nothing_told_is_asked_for_once_through_a_proxy_that_works() {
    let (scene, teller) = house_with_country().await;
    let mut asked = 0;
    for speaks in [Speaks::Socks5, Speaks::Socks4, Speaks::Connect, Speaks::Get] {
        let proxy = FakeProxy::start(Plan::new(speaks.clone(), Acts::Leads)).await;
        let proxy = proxy.expect("a proxy");
        let address = links::parse_one(&proxy.address().to_string()).expect("a proxy");
        let found = scene
            .trial
            .run(&address, None, false)
            .await
            .expect("it works");
        let country = (found.country.as_deref(), found.city.as_deref());
        assert_eq!(country, (Some("EB"), Some("Elb")), "{speaks:?}");
        assert_eq!(found.exit_ip, Some(EXIT));
        asked += 1;
        assert_eq!(teller.asked(), asked, "{speaks:?}");
        let again = scene.trial.run(&address, Some(EXIT), false).await;
        assert_eq!(again.expect("it works").country, None);
        assert_eq!(teller.asked(), asked, "the country of that exit is known");
    }
    let elsewhere = "203.0.113.77".parse().ok();
    let proxy = FakeProxy::start(Plan::new(Speaks::Socks5, Acts::Leads)).await;
    let address = proxy.expect("a proxy").address().to_string();
    assert_eq!(kind(scene.run(&address).await), Err(ProxyFault::Refused));
    assert_eq!(teller.asked(), asked, "not through one that does not work");
    let proxy = FakeProxy::start(Plan::new(Speaks::Socks5, Acts::Leads)).await;
    let proxy = proxy.expect("a proxy");
    let address = links::parse_one(&proxy.address().to_string()).expect("a proxy");
    let found = scene.trial.run(&address, elsewhere, false).await;
    let country = found.expect("it works").country;
    assert_eq!(country.as_deref(), Some("EB"), "another exit");
}

#[tokio::test]
async fn a_proxy_works_also_when_nobody_tells_its_country() {
    let (mut scene, teller) = house_with_country().await;
    for says in [JudgeSays::TooMany, JudgeSays::Nothing, JudgeSays::Half] {
        teller.say(says);
        let begun = Instant::now();
        let found = scene.of("", Plan::new(Speaks::Socks5, Acts::Leads)).await;
        let found = found.expect("it works");
        assert_eq!((found.country, found.exit_ip), (None, Some(EXIT)));
        assert!(begun.elapsed() < Duration::from_millis(2_500), "{says:?}");
    }
    let before = teller.asked();
    scene.trial.limits.all = LEAST_FOR_MORE;
    let found = scene.of("", Plan::new(Speaks::Socks5, Acts::Leads)).await;
    assert!(found.is_ok_and(|found| found.country.is_none()));
    assert_eq!(teller.asked(), before, "there was no time for it");
}

#[tokio::test]
async fn a_judge_that_tells_countries_is_asked_before_the_one_for_them() {
    let (mut scene, teller) = house_with_country().await;
    let other = FakeJudge::start().await.expect("a judge");
    other.say(JudgeSays::Country);
    let mut roots = RootCertStore::empty();
    for judge in [&scene.judge, &teller, &other] {
        roots.add(judge.root()).expect("a root");
    }
    let net = Net::with_roots(scene.trial.net.guard, roots).expect("TLS");
    let mine = OwnJudge {
        url: scene.judge.url(),
    };
    let judges = Judges::new(&[other.url()], Some(mine), net.clone()).with_country(&teller.url());
    assert!(judges.is_online().await);
    (scene.trial.net, scene.trial.judges) = (net, Arc::new(judges));
    let found = scene.of("", Plan::new(Speaks::Socks5, Acts::Leads)).await;
    assert_eq!(found.expect("it works").country.as_deref(), Some("EB"));
    assert_eq!(teller.asked(), 0);
}

#[tokio::test]
async fn the_houses_own_address_is_not_tried_unless_private_ones_are_allowed() {
    let mut scene = Scene::new().await;
    let proxy = FakeProxy::start(Plan::new(Speaks::Socks5, Acts::Leads)).await;
    let proxy = proxy.expect("a proxy");
    let text = format!("socks5://{}", proxy.address());
    // The judge sees the house come from this machine's address.
    assert!(scene.run(&text).await.is_ok());
    let seen = scene.trial.judges.own_addresses();
    assert_eq!(seen, [proxy.address().ip()]);
    let port = proxy.address().port();
    let names: Find = Arc::new(|_, port| Ok(vec![SocketAddr::from(([203, 0, 113, 7], port))]));
    scene.trial.net = scene.trial.net.guarded(Guard::default());
    scene.trial.net.names = Arc::new(Names::new(names));
    scene
        .trial
        .net
        .names
        .know_house(vec![[203, 0, 113, 7].into()]);
    for host in [
        "203.0.113.7",
        "[::ffff:203.0.113.7]",
        "[64:ff9b::203.0.113.7]",
        "[2002:cb00:7107::1]",
        "house.example",
    ] {
        let found = scene.run(&format!("socks5://{host}:{port}")).await;
        assert_eq!(kind(found), Err(ProxyFault::Private), "{host}");
    }
}

#[tokio::test]
async fn where_the_name_of_the_house_leads_is_its_own_address_too() {
    let scene = Scene::new().await;
    let mine = OwnJudge {
        url: scene.judge.url(),
    };
    let mut net = scene.trial.net.clone();
    net.names = Arc::default();
    let judges = Judges::new(&[scene.judge.url()], Some(mine), net.clone());
    assert!(judges.is_online().await);
    let guard = Guard::default();
    let here = guard.resolve(&net.names, "127.0.0.1", 80, None).await;
    assert_eq!(here, Err(GuardError::Private));
    assert!(net.names.is_house([127, 0, 0, 1].into()));
    assert!(!net.names.is_house([127, 0, 0, 2].into()));
}

#[tokio::test]
async fn judges_do_not_wait_for_the_name_of_whoever_tells_countries_which_is_seldom_asked_for() {
    let scene = Scene::new().await;
    let mut net = scene.trial.net.clone();
    let (asked, mut asking) = tokio::sync::mpsc::unbounded_channel();
    let (answer, answers) = std::sync::mpsc::channel::<Vec<SocketAddr>>();
    let answers = std::sync::Mutex::new(answers);
    let find: Find = Arc::new(move |host, port| {
        if host != "teller.example" {
            return Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]);
        }
        asked.send(()).expect("somebody listens");
        Ok((answers.lock().expect("not poisoned"))
            .recv()
            .unwrap_or_default())
    });
    net.names = Arc::new(Names::new(find));
    let judges = Judges::new(&[scene.judge.url()], None, net.clone());
    let judges = Arc::new(judges.with_country("https://teller.example/"));
    // Nothing is found at first, and then that one.
    let there = SocketAddr::from(([203, 0, 113, 7], 443));
    for found in [vec![], vec![there]] {
        let asker = judges.clone();
        let online = tokio::spawn(async move { asker.is_online().await });
        asking.recv().await.expect("asked");
        let turn = timeout(Duration::from_secs(2), net.names.own_turn("judge.example"));
        assert!(turn.await.is_ok_and(|turn| turn.is_some()));
        answer.send(found).expect("it waits");
        assert!(online.await.expect("done"));
    }
    assert!(judges.is_online().await);
    assert!(asking.try_recv().is_err(), "it is known");
    let known = judges.country_judge().expect("one");
    assert_eq!(known.addresses, [there]);
}
