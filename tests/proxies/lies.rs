//! Lists that call a proxy what it is not, proxies that speak TLS themselves, and those that meddle with what goes through
//! them, all by real programs.

use crate::listed::IMPOSTOR;
use crate::listed::NAME;
use crate::listed::PORT;
use crate::listed::PROXY;
use crate::listed::Scene;
use crate::listed::dante;
use crate::listed::impostor;
use crate::listed::is_here;
use crate::listed::kind;
use crate::listed::run;
use crate::listed::squid;
use crate::listed::tinyproxy;
use crate::machine::in_own_machine;
use portero::demo::proxies::JudgeSays;
use portero::models::Anonymity;
use portero::models::ProxyFault;
use portero::models::ProxyKind;
use std::net::SocketAddr;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

const SCHEMES: [&str; 4] = ["socks5://", "socks4://", "http://", "https://"];
/// No tunnels, and squid says for whom it asks unless it is told not to.
const NO_TUNNELS: &str =
    "acl tunnel method CONNECT\nhttp_access deny tunnel\nhttp_access allow all";

/// What is found at the one place, whatever a list calls it: all at once, since some are waited for long.
async fn called_anything(scene: &Scene) -> [Result<ProxyKind, ProxyFault>; 4] {
    let [one, two, three, four] = SCHEMES.map(|scheme| scene.of(scheme, ""));
    let (one, two, three, four) = tokio::join!(one, two, three, four);
    [one, two, three, four].map(kind)
}

#[tokio::test]
async fn socks_servers_are_found_out_whatever_a_list_calls_them() {
    in_own_machine!();
    if !is_here("microsocks", "microsocks") || !is_here("danted", "dante-server") {
        return;
    }
    let scene = Scene::new().await;
    let words = ["microsocks", "-i", "127.0.0.1", "-p", "11080"];
    let program = scene.start(false, &words).await;
    assert_eq!(called_anything(&scene).await, [Ok(ProxyKind::Socks5); 4]);
    drop(program);
    let settings = scene.file("danted.conf", &dante("none", ""));
    let _program = scene.start(false, &["danted", "-f", &settings]).await;
    let mut expected = [Ok(ProxyKind::Socks5); 4];
    // It speaks that too.
    expected[1] = Ok(ProxyKind::Socks4);
    assert_eq!(called_anything(&scene).await, expected);
}

#[tokio::test]
async fn http_proxies_are_found_out_whatever_a_list_calls_them() {
    in_own_machine!();
    if !is_here("tinyproxy", "tinyproxy") || !is_here("squid", "squid") {
        return;
    }
    let scene = Scene::new().await;
    let settings = scene.file("tinyproxy.conf", &tinyproxy(""));
    let words = ["tinyproxy", "-d", "-c", &settings];
    let program = scene.start(false, &words).await;
    assert_eq!(called_anything(&scene).await, [Ok(ProxyKind::Https); 4]);
    drop(program);
    for (access, found) in [
        ("http_access allow all", ProxyKind::Https),
        (NO_TUNNELS, ProxyKind::Http),
    ] {
        let settings = scene.file("squid.conf", &squid(access));
        let _program = scene.start(false, &["squid", "-N", "-f", &settings]).await;
        assert_eq!(called_anything(&scene).await, [Ok(found); 4], "{access}");
    }
}

#[tokio::test]
async fn what_needs_the_key_of_a_link_is_nothing_else_and_nothing_else_is_that() {
    in_own_machine!();
    if !is_here("ss-server", "shadowsocks-libev") || !is_here("microsocks", "microsocks") {
        return;
    }
    let scene = Scene::new().await;
    let place = ["-s", "127.0.0.1", "-p", "11080", "-k", "clave"];
    let words = [&["ss-server"], &place[..], &["-m", "aes-256-gcm"]].concat();
    let program = scene.start(false, &words).await;
    // It tells nobody anything, so that nobody can tell what it is.
    assert_eq!(called_anything(&scene).await, [Err(ProxyFault::Silent); 4]);
    for cipher in ["aes-128-gcm", "chacha20-ietf-poly1305"] {
        let found = scene.of("ss://", &format!("{cipher}:clave@")).await;
        assert_eq!(kind(found), Err(ProxyFault::Silent), "{cipher}");
    }
    drop(program);
    let words = ["microsocks", "-i", "127.0.0.1", "-p", "11080"];
    let _program = scene.start(false, &words).await;
    let found = kind(scene.of("ss://", "aes-256-gcm:clave@").await);
    assert!(
        matches!(found, Err(ProxyFault::Refused | ProxyFault::NotAProxy)),
        "{found:?}"
    );
}

/// Settings of squid that speaks TLS itself, with the certificate of the scene.
fn squid_within_tls(scene: &Scene, access: &str) -> String {
    let [certificate, key] = scene.proxy.pem();
    let certificate = scene.file("certificate.pem", &certificate);
    let key = scene.file("key.pem", &key);
    let port = format!("https_port 127.0.0.1:11080 tls-cert={certificate} tls-key={key}");
    squid(access).replace("http_port 127.0.0.1:11080", &port)
}

#[tokio::test]
async fn a_proxy_within_tls_is_spoken_to_within_tls_if_its_certificate_is_believed() {
    in_own_machine!();
    if !is_here("squid", "squid") {
        return;
    }
    let scene = Scene::new().await;
    let passwords = scene.file("passwords", "ana:$1$abcdefgh$Pr1bv19zmorPfsD5YqLoP.\n");
    let asks = format!(
        "auth_param basic program /usr/lib/squid/basic_ncsa_auth {passwords}\nauth_param basic children 1 startup=1\n\
        acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all"
    );
    let settings = squid_within_tls(&scene, "http_access allow all");
    let settings = scene.file("squid.conf", &settings);
    let program = scene.start(false, &["squid", "-N", "-f", &settings]).await;
    let named = format!("https://{PROXY}:11080");
    let found = scene.at(&named).await.expect("it works");
    assert_eq!((found.kind, found.is_tls), (ProxyKind::Https, true));
    // The certificate is not for the address.
    let found = kind(scene.of("https://", "").await);
    assert_eq!(found, Err(ProxyFault::Lies));
    // Without TLS nothing can be said of it.
    let found = kind(scene.unknown("").await);
    assert!(
        matches!(found, Err(ProxyFault::Refused | ProxyFault::NotAProxy)),
        "{found:?}"
    );
    drop(program);
    let settings = squid_within_tls(&scene, &asks);
    let settings = scene.file("squid.conf", &settings);
    let program = scene.start(false, &["squid", "-N", "-f", &settings]).await;
    let found = scene.at(&format!("https://ana:clave@{PROXY}:11080")).await;
    assert_eq!(kind(found), Ok(ProxyKind::Https));
    let found = scene.at(&named).await;
    assert_eq!(kind(found), Err(ProxyFault::NeedsLogin));
    drop(program);
    let _impostor = impostor().await;
    let settings = squid_within_tls(&scene, "http_access allow all");
    let settings = scene.file("squid.conf", &settings);
    let _program = scene.start(true, &["squid", "-N", "-f", &settings]).await;
    assert_eq!(kind(scene.at(&named).await), Err(ProxyFault::Lies));
}

#[tokio::test]
async fn how_much_squid_tells_of_whoever_asks_is_seen() {
    in_own_machine!();
    if !is_here("squid", "squid") {
        return;
    }
    let scene = Scene::new().await;
    // It comes out at another address than the house has.
    let elsewhere = format!("{NO_TUNNELS}\ntcp_outgoing_address 127.0.0.2");
    for (more, anonymity) in [
        ("", Anonymity::Transparent),
        ("forwarded_for delete", Anonymity::Anonymous),
        ("forwarded_for delete\nvia off", Anonymity::Elite),
    ] {
        let settings = squid(&format!("{elsewhere}\n{more}"));
        let settings = scene.file("squid.conf", &settings);
        let _program = scene.start(false, &["squid", "-N", "-f", &settings]).await;
        let found = scene.unknown("").await.expect("it works");
        assert_eq!(found.kind, ProxyKind::Http);
        assert_eq!(found.anonymity, Some(anonymity), "{more}");
    }
}

/// Leads to the judge and puts something behind its answers, as those do who live on advertisements.
async fn meddler() {
    let meddler = loop {
        // Whoever was there before leaves in a moment.
        match TcpListener::bind(SocketAddr::from((IMPOSTOR, PORT))).await {
            Ok(meddler) => break meddler,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = meddler.accept().await {
            tokio::spawn(async move {
                let mut question = [0; 4_096];
                let count = stream.read(&mut question).await?;
                let mut judge = TcpStream::connect(("127.0.0.1", PORT)).await?;
                judge.write_all(&question[..count]).await?;
                let mut answer = String::new();
                judge.read_to_string(&mut answer).await?;
                let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
                let body = format!("{body}<script src=\"http://ads.example/\"></script>");
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                stream.write_all((head + &body).as_bytes()).await?;
                stream.shutdown().await
            });
        }
    });
}

#[tokio::test]
async fn a_proxy_that_meddles_with_plain_http_is_found_out() {
    in_own_machine!();
    if !is_here("squid", "squid") {
        return;
    }
    let scene = Scene::new().await;
    // One that asks the judge something else than it was asked.
    let program = "#!/bin/sh\nwhile read -r line; do echo 'OK rewrite-url=\"http://".to_owned()
        + &format!("{NAME}:{PORT}/judge?n=0123456789abcdef\"'; done\n");
    let program = scene.file("rewrites", &program);
    run("chmod", &["0755", &program]);
    let access = format!("{NO_TUNNELS}\nurl_rewrite_program {program}\nurl_rewrite_children 1");
    let settings = scene.file("squid.conf", &squid(&access));
    let words = ["squid", "-N", "-f", &settings];
    let rewrites = scene.start(false, &words).await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Lies));
    drop(rewrites);
    let settings = scene.file("squid.conf", &squid(NO_TUNNELS));
    let words = ["squid", "-N", "-f", &settings];
    // Those that lead to somebody else, who answers by heart.
    let other = impostor().await;
    other.say(JudgeSays::Address);
    let leads = scene.start(true, &words).await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::Lies));
    assert!(other.asked() > 0);
    drop((leads, other));
    // And those that put something into every page.
    meddler().await;
    let _leads = scene.start(true, &words).await;
    assert_eq!(kind(scene.unknown("").await), Err(ProxyFault::NotAProxy));
}
