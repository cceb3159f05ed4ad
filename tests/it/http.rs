//! The HTTP server of the house: what it serves to strangers, how it begins and ends.

use crate::outline::free_port;
use crate::world::World;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// A bot that serves HTTP at that port.
pub async fn with_http(port: u16) -> World {
    with_settings(port, &[]).await
}

/// The same with more settings.
pub async fn with_settings(port: u16, settings: &[(&str, &str)]) -> World {
    let mut world = World::unstarted().await;
    for (name, value) in settings {
        (world.settings).insert((*name).to_owned(), (*value).to_owned());
    }
    let listen = format!("127.0.0.1:{port}");
    world.settings.insert("HTTP_LISTEN".to_owned(), listen);
    world.start().await;
    world
}

/// Waits until somebody listens there.
pub async fn open(world: &World, port: u16) {
    let connected = |_: &_| TcpStream::connect(("127.0.0.1", port)).ok().map(|_| ());
    world.emulator.wait(connected, "the port").await;
}

/// What is answered to that text.
pub async fn said(port: u16, text: String) -> String {
    let ask = move || {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
        let limit = Some(Duration::from_secs(10));
        stream.set_read_timeout(limit).expect("set");
        // The server may hang up before it has read everything.
        let _ = stream.write_all(text.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let thread = std::thread::spawn(ask);
    while !thread.is_finished() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    thread.join().expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_find_nothing_and_nothing_is_listed() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    for request in [
        "GET /",
        "GET /k/",
        "GET /k/AAAA",
        "GET /k/%00%ff",
        "PUT /",
        "GET /../etc/passwd",
    ] {
        let text = format!("{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = said(port, text).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{request}: {answer}");
        for header in [
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-length: 0",
        ] {
            assert!(answer.contains(header), "{request}: {answer}");
        }
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_the_judge_is_told_from_where_and_with_what() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let text = "GET /judge?n=0123abcd HTTP/1.1\r\nhost: x\r\nvia: 1.1 y\r\n\
        x-forwarded-for: 198.51.100.9, 203.0.113.7\r\nconnection: close\r\n\r\n";
    let answer = said(port, text.to_owned()).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let body = answer.split("\r\n\r\n").nth(1).expect("a body");
    let told: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(told["origin"], "203.0.113.7");
    assert_eq!(told["nonce"], "0123abcd");
    assert_eq!(told["headers"]["via"], "1.1 y");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_or_no_http_is_hung_up_on() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let many: String = (0..100)
        .map(|number| format!("x-{number}: y\r\n"))
        .collect();
    let long = format!("x: {}\r\n", "y".repeat(40_000));
    for head in [many, long] {
        let text = format!("GET /k/A HTTP/1.1\r\nhost: x\r\n{head}\r\n");
        let answer = said(port, text).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
            "{answer}"
        );
    }
    let answer = said(port, "SSH-2.0-x\r\n\r\n".to_owned()).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_is_free_again_after_a_stop_even_with_an_open_connection() {
    let port = free_port();
    let mut world = with_http(port).await;
    open(&world, port).await;
    let idle = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    world.stop().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    drop(idle);
    world.start().await;
    open(&world, port).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_told_and_the_bot_goes_on() {
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("an address").port();
    let world = with_http(port).await;
    world.admin.expect("HTTP_LISTEN").await;
    world.ana.start(None);
    world.settled().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_setting_nothing_listens() {
    let world = World::bare().await;
    assert!(world.app().ctx.config.http_listen.is_none());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_keys_has_to_wait_and_others_do_not() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let ask = |client: &str| {
        let text = format!(
            "GET /k/AAAA HTTP/1.1\r\nhost: x\r\nx-forwarded-for: {client}\r\nconnection: close\r\n\r\n"
        );
        said(port, text)
    };
    for _ in 0..30 {
        let answer = ask("198.51.100.7").await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    }
    let answer = ask("198.51.100.7").await;
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    assert!(answer.contains("retry-after: 60\r\n"), "{answer}");
    assert!(answer.contains("cache-control: no-store\r\n"), "{answer}");
    let answer = ask("198.51.100.8").await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    world.advance(60);
    let answer = ask("198.51.100.7").await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    world.finish().await;
}
