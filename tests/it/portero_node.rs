//! `portero node` as a child process beside a pretended `wg`, asked by the bot's own client; and what it sets up on a
//! machine that is a folder.

#[path = "node_machine.rs"]
mod machine;

use crate::world::scratch;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use portero::config::Secret;
use portero::integrations::node::{Join, open, wire};
use portero::integrations::pin::{Pin, PinnedClient};
use portero::integrations::vpn::{
    Backend, BackendError, Counters, Hidden, PeerSecret, RemotePeer, WantedPeer,
};
use portero::models::Timestamp;
use portero::utils::clock::Clock;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);

/// A node, its interface, and its clock.
struct Node {
    directory: PathBuf,
    clock: Clock,
    /// As `--interface` takes it.
    interface: String,
    port: u16,
    process: Option<Child>,
}

impl Node {
    /// A node that was just started for the first time, beside a `wg` that is pretended.
    async fn new() -> Self {
        Self::beside(None).await
    }

    /// The same beside the real `wg` and that interface.
    async fn beside(interface: Option<&str>) -> Self {
        let directory = scratch();
        let tools = directory.join("tools");
        std::fs::create_dir_all(&tools).expect("made");
        let fake = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/fake-wg.sh");
        std::os::unix::fs::symlink(fake, tools.join("wg")).expect("linked");
        let server = format!("(none)\t{}\t51820\toff\n", key(0));
        std::fs::write(tools.join("interface"), server).expect("written");
        std::fs::write(directory.join("clock"), "0").expect("written");
        let clock = Clock::file(directory.join("clock"));
        let fake = format!("wg0={}", tools.join("wg").display());
        let mut node = Self {
            directory,
            clock,
            interface: interface.map_or(fake, str::to_owned),
            port: 0,
            process: None,
        };
        node.start().await;
        node.port = node.join().port;
        node
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portero"));
        command
            .args(["node"])
            .args(words)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PORTERO_CLOCK_FILE", self.directory.join("clock"))
            .env("LANGUAGE", "en")
            .env("LOG_LEVEL", "DEBUG")
            .current_dir(&self.directory)
            .stdin(Stdio::null());
        command
    }

    fn said(&self, words: &[&str]) -> Output {
        let output = self.command(words).output().expect("run");
        assert!(output.status.success(), "{output:?}");
        output
    }

    /// Starts it, and waits until it listens.
    async fn start(&mut self) {
        let log = std::fs::File::create(self.directory.join("log")).expect("the log");
        let listen = format!("127.0.0.1:{}", self.port);
        let words = [
            "run",
            "--data-dir",
            "data",
            "--listen",
            &listen,
            "--interface",
            &self.interface,
        ];
        let mut command = self.command(&words);
        command
            .stdout(log.try_clone().expect("the log"))
            .stderr(log);
        self.process = Some(command.spawn().expect("the node starts"));
        self.wait("it listens", || self.log().contains("the node listens"))
            .await;
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("gone");
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    async fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < SOON, "{what}; its log:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What `portero node join` prints.
    fn join(&self) -> Join {
        let output = self.said(&["join", "--data-dir", "data"]);
        Join::parse(&String::from_utf8_lossy(&output.stdout)).expect("a join string")
    }

    /// The bot's own client.
    fn bot(&self) -> Arc<dyn Backend> {
        backend(&self.join())
    }

    fn peers(&self) -> String {
        std::fs::read_to_string(self.directory.join("tools/peers")).unwrap_or_default()
    }

    /// The interface's own counters of a peer.
    fn transfer(&self, remote_id: &str, rx: u64, tx: u64) {
        let counted = self.peers().lines().fold(String::new(), |text, line| {
            let mut columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if columns[0] == remote_id {
                (columns[5], columns[6]) = (rx.to_string(), tx.to_string());
            }
            text + &columns.join("\t") + "\n"
        });
        std::fs::write(self.directory.join("tools/peers"), counted).expect("written");
    }

    fn has(&self, remote_id: &str) -> bool {
        self.peers().contains(remote_id)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("---- the node's log:\n{}", self.log());
        }
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn backend(join: &Join) -> Arc<dyn Backend> {
    open(
        join.kind,
        &join.host,
        join.port,
        join.secret.clone(),
        &join.pin,
    )
    .expect("a client")
}

fn key(number: u8) -> String {
    BASE64_STANDARD.encode([number; 32])
}

fn peer(number: u8) -> WantedPeer {
    WantedPeer {
        remote_id: key(number),
        name: "Ana <&>".to_owned(),
        secret: PeerSecret::WireGuard {
            private_key: Some(Hidden(key(number + 50))),
            preshared_key: Some(Hidden(key(number + 100))),
        },
        addresses: vec![
            format!("10.8.0.{number}/32"),
            format!("fd00:8::{number}/128"),
        ],
        is_open: true,
        expires_at: None,
        bytes_left: None,
        tag: None,
    }
}

async fn listed(bot: &Arc<dyn Backend>, remote_id: &str) -> Option<RemotePeer> {
    let listing = bot.list().await.expect("a listing");
    listing
        .peers
        .into_iter()
        .find(|peer| peer.remote_id == remote_id)
}

#[tokio::test]
async fn the_printed_line_joins_the_node_and_peers_are_put_listed_and_removed() {
    let node = Node::new().await;
    let printed = node.log();
    let line = printed
        .lines()
        .find(|line| line.contains("portero-node://"));
    assert_eq!(
        Join::parse(line.expect("printed at the first start")),
        Ok(node.join())
    );
    let bot = node.bot();
    let facts = bot.check().await.expect("it answers");
    assert!(facts.version.expect("a version").starts_with("portero "));
    assert_eq!(facts.listen_port, Some(51820));
    assert!(facts.clock_skew.expect("a clock").abs() <= 2);
    bot.put(&peer(1)).await.expect("put");
    bot.put(&peer(1)).await.expect("put twice");
    assert!(
        node.peers().contains("10.8.0.1/32,fd00:8::1/128"),
        "{}",
        node.peers()
    );
    node.transfer(&key(1), 5, 70);
    let found = listed(&bot, &key(1)).await.expect("listed");
    assert!(found.is_open);
    assert_eq!(found.counters, Some(Counters { rx: 5, tx: 70 }));
    let shut = WantedPeer {
        is_open: false,
        ..peer(1)
    };
    bot.put(&shut).await.expect("shut");
    assert!(!node.has(&key(1)));
    assert!(!listed(&bot, &key(1)).await.expect("still known").is_open);
    let counted = bot.remove(&key(1)).await.expect("removed");
    assert_eq!(counted, Some(Counters { rx: 5, tx: 70 }));
    let again = bot.remove(&key(1)).await.expect("removed twice");
    assert_eq!(again, counted, "whoever asks again did not note it");
    bot.list().await.expect("listed");
    assert_eq!(bot.remove(&key(1)).await.expect("forgotten"), None);
    let refused = bot
        .put(&WantedPeer {
            addresses: vec!["0.0.0.0/0".to_owned()],
            ..peer(2)
        })
        .await;
    assert!(
        matches!(refused, Err(BackendError::Refused(_))),
        "{refused:?}"
    );
    let told =
        std::fs::read_to_string(node.directory.join("tools/argv")).expect("read") + &node.log();
    for secret in [key(51), key(101), node.join().secret.expose().to_owned()] {
        let times = told.matches(&secret).count();
        let is_join = secret == node.join().secret.expose();
        assert_eq!(
            times,
            usize::from(is_join),
            "only the first start prints the secret"
        );
    }
    let state = std::fs::read_to_string(node.directory.join("data/wg0/state.json")).expect("read");
    assert!(
        !state.contains(&key(51)),
        "the private key stays at the house"
    );
}

#[tokio::test]
async fn another_certificate_is_refused_and_wrong_secrets_are_slowed_down() {
    let node = Node::new().await;
    let join = node.join();
    let elsewhere = Join {
        pin: "ab".repeat(32),
        ..join.clone()
    };
    assert_eq!(
        backend(&elsewhere).list().await.err(),
        Some(BackendError::WrongCertificate)
    );
    let stranger = Join {
        secret: Secret::new("0".repeat(64)),
        ..join.clone()
    };
    let begun = Instant::now();
    assert_eq!(
        backend(&stranger).list().await.err(),
        Some(BackendError::Denied)
    );
    assert!(
        begun.elapsed() >= Duration::from_secs(1),
        "each wrong secret costs a moment"
    );
    node.bot()
        .list()
        .await
        .expect("the right one is let in meanwhile");
    let tries = (0..4).map(|_| {
        let stranger = backend(&stranger);
        async move { stranger.list().await.err() }
    });
    for attempt in tries {
        attempt.await;
    }
    let late = backend(&stranger).list().await.err();
    assert!(
        matches!(late, Some(BackendError::Unreachable(_))),
        "no answer any more: {late:?}"
    );
    let log = node.log();
    assert!(log.contains("127.0.0.1 gave a wrong secret"), "{log}");
    assert!(!log.contains(&"0".repeat(64)));
}

#[tokio::test]
async fn what_is_no_call_of_the_bot_gets_no_further_than_the_door() {
    let node = Node::new().await;
    let join = node.join();
    // A connection of its own for each: one that the node hung up might be kept for the next.
    let pin = Pin::parse(&join.pin).expect("a pin");
    let ask = |path: &str, secret: &str, body: &str| {
        let client = PinnedClient::new(pin).expect("a client");
        let request = client
            .request(
                reqwest::Method::POST,
                &format!("https://127.0.0.1:{}{path}", join.port),
            )
            .bearer_auth(secret)
            .header("content-type", "application/json")
            .body(body.to_owned());
        async move { client.send(request).await }
    };
    let secret = join.secret.expose();
    for (path, body, status) in [
        (wire::LIST, "null", 200),
        ("/v1/wireguard/run", "null", 404),
        (wire::PUT, "{\"remote_id\": 1}", 422),
        ("/", "", 404),
    ] {
        let answer = ask(path, secret, body).await.expect("an answer");
        assert_eq!(answer.status, status, "{path}");
    }
    // Either the refusal is read, or the node has hung up on somebody who goes on talking.
    let long = ask(wire::PUT, secret, &format!("\"{}\"", "x".repeat(200_000))).await;
    assert!(match long {
        Ok(answer) => answer.status == 422,
        Err(error) => error.is_connection(),
    });
    for path in [wire::LIST, "/nothing/here"] {
        let answer = ask(path, "", "null").await.expect("an answer");
        assert_eq!(
            answer.status, 401,
            "{path}: a stranger does not learn what there is"
        );
    }
    // Words that are no TLS do not hold up anybody else.
    let silent = std::net::TcpStream::connect(("127.0.0.1", join.port)).expect("connected");
    let mut noisy = std::net::TcpStream::connect(("127.0.0.1", join.port)).expect("connected");
    std::io::Write::write_all(&mut noisy, b"GET / HTTP/1.1\r\n\r\n").expect("written");
    assert_eq!(
        ask(wire::LIST, secret, "null")
            .await
            .expect("an answer")
            .status,
        200
    );
    drop(silent);
}

#[tokio::test]
async fn a_key_ends_while_the_bot_is_away_and_totals_outlive_the_machine() {
    let mut node = Node::new().await;
    let bot = node.bot();
    let end = Timestamp(node.clock.now().0 + 3_600);
    bot.put(&WantedPeer {
        expires_at: Some(end),
        ..peer(1)
    })
    .await
    .expect("put");
    bot.put(&peer(2)).await.expect("put");
    node.transfer(&key(1), 100, 1_000);
    node.transfer(&key(2), 1, 2);
    let epoch = bot.list().await.expect("a listing").epoch;
    drop(bot);
    node.clock.advance(3_601);
    node.wait("the key that ended is kept out", || !node.has(&key(1)))
        .await;
    assert!(node.has(&key(2)));
    // The machine is started anew: the interface is empty, and its counters begin at zero.
    node.kill();
    std::fs::write(node.directory.join("tools/peers"), "").expect("written");
    node.start().await;
    node.wait("the other is back by itself", || node.has(&key(2)))
        .await;
    assert!(!node.has(&key(1)));
    node.transfer(&key(2), 10, 20);
    let bot = node.bot();
    assert_eq!(bot.list().await.expect("a listing").epoch, epoch);
    let ended = listed(&bot, &key(1)).await.expect("known");
    assert_eq!(
        (ended.is_open, ended.counters),
        (false, Some(Counters { rx: 100, tx: 1_000 }))
    );
    let other = listed(&bot, &key(2)).await.expect("known");
    assert_eq!(
        (other.is_open, other.counters),
        (true, Some(Counters { rx: 11, tx: 22 }))
    );
    node.kill();
    let away = bot.list().await;
    assert!(
        matches!(away, Err(BackendError::Unreachable(_))),
        "work waits: {away:?}"
    );
}

/// Whatever was acknowledged before the kill holds after it; and what was not is one or the other, never half.
#[tokio::test]
async fn killed_at_any_moment_it_loses_no_decision_it_acknowledged() {
    let mut node = Node::new().await;
    for round in 0..4_u64 {
        let bot = node.bot();
        let work = tokio::spawn(async move {
            let mut is_there = [None; 8];
            for turn in 0_u8.. {
                let number = turn % 7 + 1;
                let is_put = turn % 3 != 0;
                is_there[usize::from(number)] = None;
                let done = match is_put {
                    true => bot.put(&peer(number)).await.is_ok(),
                    false => bot.remove(&key(number)).await.is_ok(),
                };
                if !done {
                    break;
                }
                is_there[usize::from(number)] = Some(is_put);
            }
            is_there
        });
        tokio::time::sleep(Duration::from_millis(300 + round * 37)).await;
        node.kill();
        let acknowledged = work.await.expect("the work ends with the node");
        assert!(
            acknowledged.iter().any(Option::is_some),
            "it was killed too early"
        );
        node.start().await;
        let bot = node.bot();
        bot.list().await.expect("a listing");
        for (number, is_there) in (0_u8..).zip(acknowledged) {
            let Some(is_there) = is_there else { continue };
            node.wait("the interface is as acknowledged", || {
                node.has(&key(number)) == is_there
            })
            .await;
            let found = listed(&bot, &key(number)).await;
            assert_eq!(
                found.is_some_and(|peer| peer.is_open),
                is_there,
                "peer {number}"
            );
        }
    }
}

#[tokio::test]
async fn a_rotated_secret_opens_nothing_while_the_node_runs() {
    let node = Node::new().await;
    let (old, bot) = (node.join(), node.bot());
    bot.list().await.expect("it answers");
    let output = node.said(&["rotate-secret", "--data-dir", "data"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("portero node join"), "{said}");
    assert_eq!(bot.list().await.err(), Some(BackendError::Denied));
    assert_ne!(node.join().secret, old.secret);
    node.bot().list().await.expect("the new one opens it");
    let second = node
        .command(&["run", "--data-dir", "data", "--listen", "127.0.0.1:0"])
        .output();
    let second = second.expect("run");
    assert!(
        !second.status.success(),
        "two nodes would undo each other's work"
    );
}

fn modes(path: &Path) -> u32 {
    let found = std::fs::metadata(path).expect("there");
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777
}

#[tokio::test]
async fn what_the_node_keeps_is_for_its_user_only() {
    let node = Node::new().await;
    node.bot().put(&peer(1)).await.expect("put");
    for (name, mode) in [
        ("", 0o700),
        ("identity.json", 0o600),
        ("wg0", 0o700),
        ("wg0/state.json", 0o600),
    ] {
        assert_eq!(
            modes(&node.directory.join("data").join(name)),
            mode,
            "{name}"
        );
    }
}

/// A real userspace server in a network namespace of its own.
struct Tunnel {
    name: String,
    process: Child,
}

impl Tunnel {
    /// `None` where none can be made; where everything must run, the test fails instead.
    async fn start(name: &str) -> Option<Self> {
        let process = Command::new("unshare")
            .args(["-n", "wireguard-go", "-f", name])
            .env("WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut tunnel = Self {
            name: name.to_owned(),
            process: process.ok()?,
        };
        let begun = Instant::now();
        while !tunnel.is_up() {
            let has_ended = tunnel.process.try_wait().expect("waited").is_some();
            if has_ended || begun.elapsed() > SOON {
                assert!(
                    std::env::var("CI").as_deref() != Ok("true"),
                    "wireguard-go must run here"
                );
                println!("skipped: no network namespace, /dev/net/tun, wg or wireguard-go");
                return None;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Some(tunnel)
    }

    fn wg(&self, words: &[&str]) -> Option<String> {
        let output = Command::new("wg").args(words).output().ok()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(said)
    }

    fn is_up(&self) -> bool {
        self.wg(&["show", &self.name, "dump"]).is_some()
    }

    fn has(&self, remote_id: &str) -> bool {
        let peers = self.wg(&["show", &self.name, "allowed-ips"]);
        peers.is_some_and(|peers| peers.contains(&format!("{remote_id}\t10.8.0.1/32")))
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        // Errors only say that it has ended before.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(format!("/var/run/wireguard/{}.sock", self.name));
    }
}

#[tokio::test]
async fn a_real_interface_that_began_anew_gets_its_peers_back() {
    let name = format!("ptn{}", std::process::id() % 1_000_000);
    let Some(tunnel) = Tunnel::start(&name).await else {
        return;
    };
    let node = Node::beside(Some(&name)).await;
    let bot = node.bot();
    bot.put(&peer(1)).await.expect("put");
    assert!(tunnel.has(&key(1)));
    assert!(listed(&bot, &key(1)).await.expect("listed").is_open);
    drop(tunnel);
    let away = bot.put(&peer(2)).await;
    assert!(away.is_err_and(|error| error.is_outage()), "work waits");
    let tunnel = Tunnel::start(&name).await.expect("it ran before");
    assert!(!tunnel.has(&key(1)));
    node.clock.advance(61);
    node.wait("the node puts its peers back", || tunnel.has(&key(1)))
        .await;
    assert!(
        listed(&bot, &key(2))
            .await
            .expect("noted while it was away")
            .is_open
    );
    bot.remove(&key(1)).await.expect("removed");
    assert!(!tunnel.has(&key(1)));
}
