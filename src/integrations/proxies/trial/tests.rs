use super::super::dial::Net;
use super::super::guard::Guard;
use super::super::guard::Names;
use super::super::judge::OwnJudge;
use super::super::links;
use super::*;
use crate::demo::mtproto::FakeDc;
use crate::demo::mtproto::Telling;
use crate::demo::proxies::Acts;
use crate::demo::proxies::EXIT;
use crate::demo::proxies::FakeJudge;
use crate::demo::proxies::FakeProxy;
use crate::demo::proxies::JudgeSays;
use crate::demo::proxies::Plan;
use crate::demo::proxies::Speaks;
use rustls::RootCertStore;
use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

mod places;
mod verdicts;

/// A house that may touch this machine and believes the pretended judge.
struct Scene {
    judge: FakeJudge,
    trial: Trial,
}

impl Scene {
    async fn new() -> Self {
        let judge = FakeJudge::start().await.expect("a judge");
        let mut roots = RootCertStore::empty();
        roots.add(judge.root()).expect("a root");
        let guard = Guard {
            allows_private: true,
        };
        let net = Net::with_roots(guard, roots).expect("TLS");
        let judges = Arc::new(Judges::new(&[judge.url()], None, net.clone()));
        assert!(judges.is_online().await);
        let trial = Trial {
            net,
            judges,
            geoip: None,
            limits: Limits {
                connect: Duration::from_millis(1_000),
                first_answer: Duration::from_millis(150),
                all: Duration::from_millis(2_000),
            },
            telegram: None,
            clock: Clock::system(),
        };
        Self { judge, trial }
    }

    async fn run(&self, text: &str) -> Result<ProxyFound, ProxyFault> {
        (self.trial)
            .run(&links::parse_one(text).expect(text), None, false)
            .await
    }

    /// What is found of such a proxy, of which the list says that scheme.
    async fn of(&self, scheme: &str, plan: Plan) -> Result<ProxyFound, ProxyFault> {
        let proxy = FakeProxy::start(plan).await.expect("a proxy");
        self.run(&format!("{scheme}{}", proxy.address())).await
    }
}

fn kind(found: Result<ProxyFound, ProxyFault>) -> Result<ProxyKind, ProxyFault> {
    found.map(|found| found.kind)
}

fn shadowsocks(cipher: Cipher) -> Speaks {
    Speaks::Shadowsocks {
        cipher,
        password: "clave".to_owned(),
    }
}

fn ss_link(method: &str, password: &str, proxy: &FakeProxy) -> String {
    format!("ss://{method}:{password}@{}", proxy.address())
}

#[tokio::test]
async fn each_is_detected_as_what_it_is_and_where_it_comes_out() {
    let scene = Scene::new().await;
    for (speaks, expected) in [
        (Speaks::Socks5, ProxyKind::Socks5),
        (Speaks::Socks4, ProxyKind::Socks4),
        (Speaks::Connect, ProxyKind::Https),
        (Speaks::Get, ProxyKind::Http),
    ] {
        let found = scene.of("", Plan::new(speaks.clone(), Acts::Leads)).await;
        let found = found.unwrap_or_else(|fault| panic!("{speaks:?}: {fault:?}"));
        assert_eq!(
            (found.kind, found.exit_ip),
            (expected, Some(EXIT)),
            "{speaks:?}"
        );
        assert_eq!(found.anonymity, Some(Anonymity::Elite));
        assert!((1..2_000).contains(&found.latency_ms) && found.is_for_telegram.is_none());
    }
}

#[tokio::test]
async fn a_list_that_says_the_wrong_protocol_is_put_right() {
    let scene = Scene::new().await;
    for (scheme, speaks, expected) in [
        ("http://", Speaks::Socks5, ProxyKind::Socks5),
        ("socks4://", Speaks::Socks5, ProxyKind::Socks5),
        ("http://", Speaks::Connect, ProxyKind::Https),
        ("https://", Speaks::Connect, ProxyKind::Https),
        ("https://", Speaks::Get, ProxyKind::Http),
        ("http://", Speaks::Socks4, ProxyKind::Socks4),
        ("socks5://", Speaks::Connect, ProxyKind::Https),
        ("socks4://", Speaks::Get, ProxyKind::Http),
    ] {
        let found = scene
            .of(scheme, Plan::new(speaks.clone(), Acts::Leads))
            .await;
        let found = found.map(|found| (found.kind, found.is_tls));
        assert_eq!(found, Ok((expected, false)), "{scheme} {speaks:?}");
    }
}

#[tokio::test]
async fn proxies_with_a_password_work_with_it_only() {
    let scene = Scene::new().await;
    for (speaks, expected) in [
        (Speaks::Socks5, ProxyKind::Socks5),
        (Speaks::Connect, ProxyKind::Https),
        (Speaks::Get, ProxyKind::Http),
    ] {
        let plan = Plan::new(speaks.clone(), Acts::Leads).with_login("ana", "clave");
        let proxy = FakeProxy::start(plan).await.expect("a proxy");
        let run = async |login: &str| kind(scene.run(&format!("{login}{}", proxy.address())).await);
        assert_eq!(run("ana:clave@").await, Ok(expected), "{speaks:?}");
        assert_eq!(
            run("ana:otra@").await,
            Err(ProxyFault::NeedsLogin),
            "{speaks:?}"
        );
        let without = run("").await;
        // CONNECT is turned down before it is asked who it is, and so is the plain request.
        assert_eq!(without, Err(ProxyFault::NeedsLogin), "{speaks:?}");
    }
    let plan = Plan::new(Speaks::Socks4, Acts::Leads).with_login("ana", "");
    let proxy = FakeProxy::start(plan).await.expect("a proxy");
    let found = scene
        .run(&format!("socks4://ana:@{}", proxy.address()))
        .await;
    assert_eq!(kind(found), Ok(ProxyKind::Socks4));
    let found = scene.run(&format!("socks4://{}", proxy.address())).await;
    assert_eq!(kind(found), Err(ProxyFault::NeedsLogin));
}

#[tokio::test]
async fn shadowsocks_works_with_each_cipher_and_its_own_password() {
    let scene = Scene::new().await;
    for (method, cipher) in [
        ("aes-128-gcm", Cipher::Aes128),
        ("aes-256-gcm", Cipher::Aes256),
        ("chacha20-ietf-poly1305", Cipher::ChaCha20),
    ] {
        let proxy = FakeProxy::start(Plan::new(shadowsocks(cipher), Acts::Leads))
            .await
            .expect("a proxy");
        let found = scene
            .run(&ss_link(method, "clave", &proxy))
            .await
            .expect("it works");
        assert_eq!(
            (found.kind, found.exit_ip),
            (ProxyKind::Shadowsocks, Some(EXIT))
        );
        let wrong = scene.run(&ss_link(method, "otra", &proxy)).await;
        assert_eq!(kind(wrong), Err(ProxyFault::Silent), "{method}");
    }
    let address = ProxyAddress {
        kind: Some(ProxyKind::Shadowsocks),
        is_tls: false,
        host: "127.0.0.1".to_owned(),
        port: 1,
        login: Some(ProxyLogin::Cipher {
            method: "2022-blake3-aes-128-gcm".to_owned(),
            password: "x".to_owned(),
        }),
    };
    assert_eq!(
        kind(scene.trial.run(&address, None, false).await),
        Err(ProxyFault::UnknownCipher)
    );
}

#[tokio::test]
async fn the_hard_limit_holds_whatever_a_proxy_does() {
    let mut scene = Scene::new().await;
    scene.trial.limits.all = Duration::from_millis(400);
    let begun = Instant::now();
    let found = scene
        .of("", Plan::new(Speaks::Socks5, Acts::IsSilent))
        .await;
    assert_eq!(kind(found), Err(ProxyFault::Silent));
    assert!(
        begun.elapsed() < Duration::from_millis(1_500),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_name_is_not_judged_for_the_names_before_it() {
    let (hang, hung) = std::sync::mpsc::channel::<()>();
    let (asked, mut asking) = tokio::sync::mpsc::unbounded_channel();
    let hung = std::sync::Mutex::new(hung);
    let mut net = Net::new(Guard::default()).expect("TLS");
    net.names = Arc::new(Names::new(Arc::new(move |host, port| {
        asked.send(host.to_owned()).expect("somebody listens");
        if host.starts_with("dead") {
            // Until the test lets go.
            let _ = hung.lock().expect("not poisoned").recv();
        }
        Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))])
    })));
    let trial = Arc::new(Trial {
        judges: Arc::new(Judges::new(&[], None, net.clone())),
        net,
        geoip: None,
        limits: Limits::default(),
        telegram: None,
        clock: Clock::system(),
    });
    let begin = |host: &str| {
        let (trial, address) = (
            trial.clone(),
            links::parse_one(&format!("http://{host}:80")),
        );
        tokio::spawn(async move { trial.run(&address.expect("a proxy"), None, false).await })
    };
    let mut dead = Vec::new();
    for host in ["dead-1.example", "dead-2.example"] {
        dead.push(begin(host));
        assert_eq!(asking.recv().await.as_deref(), Some(host));
    }
    let waiting = begin("here.example");
    tokio::task::yield_now().await;
    tokio::time::advance(Duration::from_secs(60)).await;
    for dead in dead {
        assert_eq!(kind(dead.await.expect("done")), Err(ProxyFault::NoSuchName));
    }
    assert!(!waiting.is_finished(), "it was never asked for");
    drop(hang);
    // What is found is this machine: so it was asked for.
    assert_eq!(kind(waiting.await.expect("done")), Err(ProxyFault::Private));
}

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

#[tokio::test]
async fn what_a_proxy_most_likely_speaks_has_most_of_the_time() {
    let trial = Scene::new().await.trial;
    let (all, short) = (trial.limits.all, trial.limits.first_answer);
    for (text, was_working, ways) in [
        (
            "https://203.0.113.7:80",
            false,
            [(Way::SecureConnect, short), (Way::Connect, all / 2)],
        ),
        (
            "https://203.0.113.7:80",
            true,
            [(Way::SecureConnect, all), (Way::Connect, all / 2)],
        ),
        (
            "http://203.0.113.7:80",
            false,
            [(Way::Connect, all / 2), (Way::Get, short)],
        ),
        // It was found to lead to web pages only.
        (
            "http://203.0.113.7:80",
            true,
            [(Way::Connect, short), (Way::Get, all)],
        ),
        (
            "socks5://203.0.113.7:80",
            false,
            [(Way::Socks5, all / 2), (Way::Connect, short)],
        ),
        (
            "socks5://203.0.113.7:80",
            true,
            [(Way::Socks5, all), (Way::Connect, short)],
        ),
        (
            "203.0.113.7:80",
            false,
            [(Way::Socks5, short), (Way::Connect, short)],
        ),
    ] {
        let address = links::parse_one(text).expect("a proxy");
        let mut course = Course::of(&address);
        course.was_working = was_working;
        for (way, patience) in ways {
            assert_eq!(course.next(), Some(way), "{text}");
            let given = trial.patience(way, &address, &course);
            assert_eq!(given, patience, "{text} {way:?} {was_working}");
        }
    }
}
