//! Two thousand reads a second, while people press buttons: how long those wait, and what it costs. On two cores, which
//! the bot shares with whoever asks and with the Bot API server of the test.

use crate::bot::Bot;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Reads a second, over so many connections.
const A_SECOND: u64 = 2_000;
const CONNECTIONS: u64 = 16;
/// How long it goes on.
const LASTS: Duration = Duration::from_secs(20);
/// Ninety-nine of a hundred presses are answered within this.
const PATIENCE: Duration = Duration::from_millis(250);
/// What the bot may take in all, in KiB, and what the second half of the time may add to the first.
const MOST_KIB: u64 = 32 * 1024;
const MOST_GROWTH_KIB: u64 = 2 * 1024;
/// People in the house, and those of them who press.
const PEOPLE: i64 = 10_000;
const PRESSING: i64 = 40;

/// What is asked: one row, a page of a few, and a page of fifty narrowed by an index.
const PATHS: [&str; 4] = [
    "/users/30001",
    "/users?limit=10",
    "/users?status=active&fields=id,username&limit=50",
    "/settings",
];

/// Two programs that want what is rare all the time: nothing is found, but all of a long log is gone through.
const RARE: &str = "/membership-events?kind=nothing";
const WANT_RARE: u64 = 2;
const EVENTS: i64 = 200_000;
const BETWEEN_RARE: Duration = Duration::from_millis(500);
const BETWEEN_SCRAPES: Duration = Duration::from_secs(1);

fn fill(bot: &Bot) {
    let mut database = bot.database();
    let tx = database.transaction().expect("begun");
    let sql = "INSERT INTO users (id, first_name, created_at, last_seen_at, started_at) VALUES (?1, 'Vecina', 1, 1, 1)";
    for number in 0..PEOPLE {
        tx.execute(sql, [30_000 + number]).expect("a person");
    }
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
               INSERT INTO membership_events (user_id, channel, kind, at) SELECT 30000 + i % 10000, 'vip', 'joined', i FROM n";
    tx.execute(sql, [EVENTS]).expect("a log");
    tx.commit().expect("committed");
}

/// One client that wants what is rare.
async fn ask_rare(port: u16, token: String, until: Instant) {
    while Instant::now() < until {
        let mut stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("connected");
        let text = format!(
            "GET /api/v1{RARE} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(text.as_bytes()).await.expect("sent");
        let answer = read(&mut stream).await;
        assert!(answer.contains("{\"items\":[],"), "{answer}");
        tokio::time::sleep(BETWEEN_RARE).await;
    }
}

/// One client: asks at its pace over a connection of its own, which it opens anew when it is closed.
async fn ask(port: u16, token: String, done: Arc<AtomicU64>, until: Instant) {
    let every = Duration::from_micros(1_000_000 * CONNECTIONS / A_SECOND);
    let mut pace = tokio::time::interval(every);
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut stream: Option<TcpStream> = None;
    let mut number = 0;
    while Instant::now() < until {
        pace.tick().await;
        let mut open = match stream.take() {
            Some(open) => open,
            None => TcpStream::connect(("127.0.0.1", port))
                .await
                .expect("connected"),
        };
        let path = PATHS[number % PATHS.len()];
        number += 1;
        let text = format!(
            "GET /api/v1{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        open.write_all(text.as_bytes()).await.expect("sent");
        let answer = read(&mut open).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        done.fetch_add(1, Ordering::Relaxed);
        if !answer.to_lowercase().contains("\r\nconnection: close") {
            stream = Some(open);
        }
    }
}

/// A Prometheus that is in a hurry: each scrape counts anew what is older than ten seconds.
async fn scrape(port: u16, until: Instant) {
    while Instant::now() < until {
        let mut stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("connected");
        let text = format!("GET /metrics HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n");
        stream.write_all(text.as_bytes()).await.expect("sent");
        let answer = read(&mut stream).await;
        assert!(answer.contains("portero_updates_total"), "{answer}");
        tokio::time::sleep(BETWEEN_SCRAPES).await;
    }
}

/// A whole answer with the length that it tells.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0u8; 16 * 1024];
    loop {
        let got = stream.read(&mut chunk).await.expect("an answer");
        assert!(
            got > 0,
            "closed in the middle: {}",
            String::from_utf8_lossy(&bytes)
        );
        bytes.extend_from_slice(&chunk[..got]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.to_lowercase();
        let length = length.split("content-length: ").nth(1).expect("a length");
        let length: usize = length
            .lines()
            .next()
            .and_then(|line| line.parse().ok())
            .expect("a number");
        if body.len() >= length {
            return text.into_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_reads_a_second_keep_nobody_waiting() {
    if std::env::var_os("PORTERO_LOAD").is_none() {
        return println!(
            "skipped: it needs the machine for itself (PORTERO_LOAD=1, as scripts/check.sh --real)"
        );
    }
    let bot = Bot::start().await;
    fill(&bot);
    let people: Vec<_> = (0..PRESSING)
        .map(|number| {
            bot.emulator
                .add_person(50_000 + number, "Vecino", None, "es")
        })
        .collect();
    for person in &people {
        person.start(None);
        person.expect_button("user:help").await;
    }
    let token = bot.token(600_000).await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    let (before, ticks) = (bot.memory("VmRSS:"), bot.ticks());
    let done = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let until = begun + LASTS;
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(ask(bot.port, token.clone(), done.clone(), until)))
        .collect();
    let rare: Vec<_> = (0..WANT_RARE)
        .map(|_| tokio::spawn(ask_rare(bot.port, token.clone(), until)))
        .collect();
    let scraper = tokio::spawn(scrape(bot.port, until));
    let waits = Mutex::new(Vec::new());
    let (mut first_half, mut most) = (0, 0);
    let mut turns = people.iter().cycle();
    while Instant::now() < until {
        let person = turns.next().expect("somebody");
        let pressed = Instant::now();
        let press = person.press_raw("user:help");
        person.answer_to(&press).await;
        waits.lock().expect("waits").push(pressed.elapsed());
        person.expect_button("user:home").await;
        person.press_raw("user:home");
        most = most.max(bot.memory("VmRSS:"));
        if begun.elapsed() < LASTS / 2 {
            first_half = most;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for client in clients.into_iter().chain(rare).chain([scraper]) {
        client.await.expect("every read was answered well");
    }
    let took = begun.elapsed().as_secs_f64();
    let mut waits = waits.into_inner().expect("waits");
    waits.sort_unstable();
    let p99 = waits[(waits.len() - 1) * 99 / 100];
    let reads = done.load(Ordering::Relaxed);
    let rate = reads as f64 / took;
    println!(
        "{reads} reads in {took:.1} s ({rate:.0} a second), {:.2} CPU s of the bot; {} presses, median {:?}, p99 {p99:?}; \
         memory {before} KiB before, {most} KiB at most",
        (bot.ticks() - ticks) as f64 / 100.0,
        waits.len(),
        waits[waits.len() / 2],
    );
    assert!(rate >= A_SECOND as f64 * 0.95, "{rate} a second");
    assert!(p99 <= PATIENCE, "{p99:?}");
    assert!(most <= MOST_KIB, "{before} KiB, then {most} KiB");
    assert!(
        most <= first_half + MOST_GROWTH_KIB,
        "{first_half} KiB, then {most} KiB"
    );
    assert!(waits.len() >= 100, "{} presses", waits.len());
}
