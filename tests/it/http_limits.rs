//! What one stranger may take of the HTTP server: so many connections, so many bytes, so much time.

use crate::child::Outside;
use crate::http::{open, said, with_http};
use crate::outline::free_port;
use crate::world::World;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const ASK: &str = "GET /judge?n=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

async fn trusting_nobody(port: u16) -> World {
    let mut world = World::unstarted().await;
    let listen = format!("127.0.0.1:{port}");
    world.settings.insert("HTTP_LISTEN".to_owned(), listen);
    world
        .settings
        .insert("TRUSTED_PROXIES".to_owned(), "none".to_owned());
    world.start().await;
    world
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(12)))
        .expect("set");
    stream
}

/// A head, and a body, that come letter by letter and never end.
const ENDLESS: [&str; 2] = [
    "GET / HTTP/1.1\r\nhost: x\r\nx-",
    "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n",
];

/// Connections that go on with such a request for ever; new ones take the place of those that are ended.
struct Dribble(Arc<AtomicBool>, Option<std::thread::JoinHandle<()>>);

impl Dribble {
    fn start(port: u16, count: usize, begins: &str) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        let mut streams: Vec<TcpStream> = (0..count).map(|_| connect(port)).collect();
        for stream in &mut streams {
            stream.write_all(begins.as_bytes()).expect("sent");
        }
        let flag = ends.clone();
        let thread = std::thread::spawn(move || {
            while !flag.load(Ordering::Relaxed) {
                for stream in &mut streams {
                    if stream.write_all(b"a").is_err()
                        && let Ok(new) = TcpStream::connect(("127.0.0.1", port))
                    {
                        *stream = new;
                    }
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        Self(ends, Some(thread))
    }
}

impl Drop for Dribble {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        if let Some(thread) = self.1.take() {
            let _ = thread.join();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_dribble_in_all_places_do_not_keep_others_out() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    for begins in ENDLESS {
        let _dribble = Dribble::start(port, 64, begins);
        for _ in 0..3 {
            let began = Instant::now();
            let answer = said(port, ASK.to_owned()).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            let took = began.elapsed();
            assert!(took < Duration::from_secs(8), "{begins}: {took:?}");
        }
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_stranger_has_sixteen_connections_and_no_more() {
    let port = free_port();
    let world = trusting_nobody(port).await;
    open(&world, port).await;
    // The connection that looked whether the port is open is gone before the others come.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut held: Vec<TcpStream> = (0..16).map(|_| connect(port)).collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = said(port, ASK.to_owned()).await;
    assert_eq!(answer, "", "one too many is hung up on");
    held[0].write_all(ASK.as_bytes()).expect("sent");
    let mut answer = String::new();
    held[0].read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(held);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_says_of_whom_it_speaks_for_is_not_believed() {
    let port = free_port();
    let world = trusting_nobody(port).await;
    open(&world, port).await;
    let ask = |forged: usize| {
        let text = format!(
            "GET /k/AAAA HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 198.51.100.{forged}\r\n\
            x-forwarded-proto: https\r\nconnection: close\r\n\r\n"
        );
        said(port, text)
    };
    for forged in 0..30 {
        let answer = ask(forged).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert!(!answer.contains("strict-transport-security"), "{answer}");
    }
    let answer = ask(31).await;
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_server_tells_who_asks_and_that_they_came_by_tls() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let text = "GET / HTTP/1.1\r\nhost: x\r\nx-forwarded-proto: https\r\nconnection: close\r\n\r\n";
    let answer = said(port, text.to_owned()).await;
    assert!(
        answer.contains("strict-transport-security: max-age=31536000\r\n"),
        "{answer}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_ways_of_asking_are_answered_as_they_should_be() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    for (line, status, words) in [
        ("POST /judge", 405, "allow: get,head"),
        ("OPTIONS /judge", 405, "allow: get,head"),
        ("DELETE /hooks/qvapay/x", 405, "allow: post"),
        ("BREW /pot", 404, "content-length: 0"),
        ("OPTIONS *", 404, "content-length: 0"),
        ("TRACE /judge", 405, "allow: get,head"),
        ("HEAD /judge?n=1", 200, "content-type: application/json"),
        ("GET http://elsewhere.example/judge", 200, "origin"),
    ] {
        let text = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = said(port, text).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{line}: {answer}"
        );
        assert!(answer.to_lowercase().contains(words), "{line}: {answer}");
        assert!(
            answer.contains("x-content-type-options: nosniff"),
            "{line}: {answer}"
        );
        assert!(
            !answer.to_lowercase().contains("\r\nserver:"),
            "{line}: {answer}"
        );
        if line.starts_with("HEAD") {
            assert!(answer.ends_with("\r\n\r\n"), "{answer}");
        }
    }
    let old = said(port, "GET /judge HTTP/1.0\r\n\r\n".to_owned()).await;
    assert!(
        old.starts_with("HTTP/1.0 200") || old.starts_with("HTTP/1.1 200"),
        "{old}"
    );
    for broken in [
        "GET /judge HTTP/1.1\r\n\r\n",
        "GET /judge HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        "GET /judge HTTP/9.9\r\nhost: a\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /judge HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n",
        "POST /k/A HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
    ] {
        let text = broken.replace("\r\nhost: b", "\r\nhost: b\r\nconnection: close");
        let answer = said(port, text).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{broken:?}: {answer}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_shed_without_being_read() {
    let port = free_port();
    let world = with_http(port).await;
    open(&world, port).await;
    let head = |line: &str| format!("POST /hooks/qvapay/x HTTP/1.1\r\nhost: x\r\n{line}\r\n\r\n");
    let answer = said(port, head("content-length: 10000000")).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let chunk = format!("{:x}\r\n{}\r\n", 70_000, "y".repeat(70_000));
    let answer = said(port, head("transfer-encoding: chunked") + &chunk).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let fits = format!(
        "content-length: 60000\r\nconnection: close\r\n\r\n{}",
        "y".repeat(60_000)
    );
    let answer = said(
        port,
        format!("POST /hooks/qvapay/x HTTP/1.1\r\nhost: x\r\n{fits}"),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    world.finish().await;
}

/// Kilobytes of memory that the process holds.
#[cfg(target_os = "linux")]
fn resident(id: u32) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let words = line.expect("a line").split_whitespace().nth(1);
    words.expect("a number").parse().expect("a number")
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_long_bodies_and_heads_leaves_the_memory_as_it_was() {
    let mut outside = Outside::unstarted().await;
    let port = free_port();
    outside.set("HTTP_LISTEN", &format!("127.0.0.1:{port}"));
    outside.start().await;
    outside.says("HTTP on").await;
    let warm = said(port, ASK.to_owned()).await;
    assert!(warm.starts_with("HTTP/1.1 200"), "{warm}");
    let before = resident(outside.id());
    let flood = std::thread::spawn(move || {
        for round in 0..10 {
            let mut streams: Vec<TcpStream> = (0..50).map(|_| connect(port)).collect();
            for (number, stream) in streams.iter_mut().enumerate() {
                // They are hung up on in the middle.
                let _ = match (number + round) % 2 {
                    0 => stream.write_all(b"POST /hooks/a/b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n100000\r\n"),
                    _ => stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx: "),
                };
                let _ = stream.write_all(&vec![b'y'; 1_000_000]);
            }
        }
    });
    let mut most = before;
    while !flood.is_finished() {
        most = most.max(resident(outside.id()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    flood.join().expect("flooded");
    assert!(
        most - before < 12_000,
        "{before} kB before, {most} kB at the most"
    );
    let answer = said(port, ASK.to_owned()).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_on_its_way_comes_though_the_bot_stops() {
    let port = free_port();
    let mut world = with_http(port).await;
    open(&world, port).await;
    let mut stream = connect(port);
    let head = "POST /hooks/qvapay/x HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nab";
    stream.write_all(head.as_bytes()).expect("sent");
    // The other half comes when nobody is let in any more.
    let rest = std::thread::spawn(move || {
        while TcpStream::connect(("127.0.0.1", port)).is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
        stream.write_all(b"cd").expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    world.stop().await;
    let answer = rest.join().expect("ended");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    world.finish().await;
}
