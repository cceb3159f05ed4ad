//! The house's own TLS: a certificate from files, renewed on the disk while the bot runs.

use crate::courier::{Certificate, said_within_tls};
use crate::http::{open, said};
use crate::outline::free_port;
use crate::world::World;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

const ASK: &str = "GET /judge?n=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

async fn with_tls(world: &mut World, certificate: &Certificate) -> u16 {
    let port = free_port();
    for (name, value) in certificate.settings(port) {
        world.settings.insert(name.to_owned(), value);
    }
    world.start().await;
    open(world, port).await;
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn the_house_speaks_tls_by_itself_and_tells_whoever_does_not() {
    let mut world = World::unstarted().await;
    let certificate = Certificate::write(&world.directory.join("tls"));
    let port = with_tls(&mut world, &certificate).await;
    let answer = said_within_tls(port, std::slice::from_ref(&certificate.root), ASK)
        .await
        .expect("TLS");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=31536000\r\n"),
        "{answer}"
    );
    let plain = said(port, ASK.to_owned()).await;
    assert!(
        plain.starts_with("HTTP/1.1 400") && plain.contains("HTTPS"),
        "{plain}"
    );
    // Whoever says nothing within TLS keeps nobody out.
    let mut silent = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    silent.write_all(&[22, 3, 1]).expect("sent");
    let answer = said_within_tls(port, std::slice::from_ref(&certificate.root), ASK)
        .await
        .expect("TLS");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let scrape = "GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let page = said_within_tls(port, std::slice::from_ref(&certificate.root), scrape)
        .await
        .expect("TLS");
    let name = "\nportero_tls_certificate_expiry_timestamp_seconds ";
    let ends_at = page.split(name).nth(1).and_then(|rest| rest.lines().next());
    let ends_at: f64 = ends_at.expect("the end").parse().expect("a number");
    assert!(ends_at > 1_800_000_000.0, "{ends_at}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_used_and_a_broken_one_is_not_and_is_told_once() {
    let mut world = World::unstarted().await;
    let directory = world.directory.join("tls");
    let first = Certificate::write(&directory);
    let port = with_tls(&mut world, &first).await;
    let works = async |root: &Certificate| {
        said_within_tls(port, std::slice::from_ref(&root.root), ASK)
            .await
            .is_ok()
    };
    assert!(works(&first).await);
    let second = Certificate::write(&directory);
    assert!(
        works(&first).await && !works(&second).await,
        "it is looked at once a minute"
    );
    world.advance(60);
    assert!(works(&second).await && !works(&first).await);
    std::fs::write(&second.key, "no key").expect("written");
    for _ in 0..4 {
        world.advance(60);
        assert!(works(&second).await, "the one before stays");
    }
    world.admin.expect("HTTP_TLS_CERT").await;
    let told = world.emulator.calls_of("sendMessage");
    let told = told
        .iter()
        .filter(|call| call.text().contains("no private key"));
    assert_eq!(told.count(), 1);
    let third = Certificate::write(&directory);
    world.advance(60);
    assert!(works(&third).await);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_used_at_the_start_are_told_and_tried_again() {
    let mut world = World::unstarted().await;
    let directory = world.directory.join("tls");
    let certificate = Certificate::write(&directory);
    std::fs::remove_file(&certificate.key).expect("removed");
    let port = with_tls(&mut world, &certificate).await;
    world.admin.expect("key.pem").await;
    let refused = said_within_tls(port, std::slice::from_ref(&certificate.root), ASK).await;
    assert!(refused.is_err());
    world.ana.start(None);
    world.ana.expect("preparando la casa").await;
    let good = Certificate::write(&directory);
    world.advance(60);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let answer = said_within_tls(port, std::slice::from_ref(&good.root), ASK)
        .await
        .expect("TLS");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    world.finish().await;
}
