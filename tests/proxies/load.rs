//! Ten thousand listed proxies of which nine in ten are dead, tried by the bot as a program of its own, with the limits
//! it ships with: how long it takes, what it costs, and that the bot answers presses meanwhile. It takes minutes, so only
//! `scripts/check.sh --real` asks for it (`PORTERO_LOAD=1`); that so many take no longer than their time-outs is shown
//! everywhere on a paused clock beside the service.
//!
//! The machine has an internet of its own: one stretch of it swallows all packets, one takes connections and says
//! nothing, and in one microsocks listens at every address. `PORTERO_LOAD_PROXIES` and `PORTERO_LOAD_AT_ONCE` try fewer.

use crate::bot;
use crate::bot::ADMIN;
use crate::bot::Bot;
use crate::listed;
use crate::machine::in_own_machine;
use crate::programs::Program;
use crate::programs::listens;
use crate::programs::run;
use crate::telegram::Telegram;
use crate::telegram::lose;
use portero::demo::proxies::FakeJudge;
use portero::demo::telegram::Emulator;
use portero::demo::telegram::EmulatorOptions;
use portero::demo::telegram::Person;
use portero::integrations::proxies::read;
use portero::utils::clock::Clock;
use rusqlite::Connection;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use tokio::net::TcpListener;

/// Listed, unless fewer are asked for.
const PROXIES: u32 = 10_000;
/// The most that may be tried at once: with fewer it takes as much longer.
const AT_ONCE: u32 = 512;
/// Of so many one works.
const WORKS_OF: u32 = 10;
/// What each may take at most, in seconds.
const EACH: f64 = 10.0;
/// What the run may add to the memory of the bot.
const MOST_KIB: u64 = 8 * 1024;
/// How long anybody may wait for the answer to a press meanwhile.
const PATIENCE: Duration = Duration::from_secs(1);
/// Who press in turn, so that nobody is too quick.
const PEOPLE: i64 = 30;
/// After the start the bot lets go of what only that needed.
const SETTLED: Duration = Duration::from_secs(15);
/// First bytes of the addresses, and ports, of those that work, that say nothing, and that nobody has.
const LIVE: (u8, u16) = (45, 1080);
const SILENT: (u8, u16) = (46, 3128);
const DEAD: (u8, u16) = (47, 8080);
/// The judge, and the address from which those that work come to it.
const JUDGE: Ipv4Addr = Ipv4Addr::new(44, 0, 0, 1);
const EXIT: &str = "44.0.0.2";
const NAME: &str = "judge.test";
/// What the list is made of. `?1` = the number of a proxy.
const FILL: [&str; 2] = [
    "INSERT INTO shadowmere_proxies (id, url, is_tls, host, port, is_working, samples, checks, oks, fail_streak,
         first_seen, next_at)
     VALUES (?1, ?2, 0, ?3, ?4, 0, '[]', 0, 0, 0, unixepoch(), unixepoch() + 86400)",
    "INSERT INTO proxy_listings (source_id, proxy_id, reading) VALUES (1, ?1, 0)",
];
const SOURCE: &str = "INSERT INTO proxy_sources (id, name, kind, url, every_minutes, is_paused, created_at, read_at, report)
     VALUES (1, 'lists.example', 'pasted', NULL, 1440, 0, 1, 1,
             '{\"found\":0,\"new\":0,\"repeated\":0,\"refused\":[],\"examples\":[],\"is_cut\":false}')";
const SETTINGS: &str =
    "INSERT OR REPLACE INTO proxy_settings (id, is_shown, at_once, every_minutes, allows_private,
         asks_telegram, judges)
     VALUES (1, 1, ?1, 20, 0, 1, ?2)";

/// How many are tried, and at once.
#[derive(Clone, Copy)]
struct Load {
    proxies: u32,
    at_once: u32,
}

impl Load {
    fn asked() -> Self {
        let number = |name: &str, usual: u32| match std::env::var(name) {
            Ok(text) => text.parse().expect(name),
            Err(_) => usual,
        };
        Self {
            proxies: number("PORTERO_LOAD_PROXIES", PROXIES),
            at_once: number("PORTERO_LOAD_AT_ONCE", AT_ONCE),
        }
    }

    /// What they may take, in seconds: each its ten, in so many rows, and a tenth more.
    fn most(self) -> f64 {
        f64::from(self.proxies) * EACH / f64::from(self.at_once) * 1.1
    }

    fn working(self) -> u32 {
        self.proxies / WORKS_OF
    }
}

/// Where a proxy is. Of the dead each second takes connections and says nothing, which keeps its trial busy longest.
fn address(number: u32) -> SocketAddr {
    let (first, port) = match number {
        number if number.is_multiple_of(WORKS_OF) => LIVE,
        number if number.is_multiple_of(2) => DEAD,
        _ => SILENT,
    };
    let [_, second, third, fourth] = number.to_be_bytes();
    SocketAddr::from((Ipv4Addr::new(first, second, third, fourth), port))
}

/// The internet of this machine: addresses that are here, and those whose packets go nowhere.
fn internet() {
    for first in [JUDGE.octets()[0], LIVE.0, SILENT.0] {
        let network = format!("{first}.0.0.0/8");
        run(&["ip", "route", "add", "local", &network, "dev", "lo"]);
    }
    lose(&format!("{}.0.0.0/8", DEAD.0));
    let hosts = format!("127.0.0.1 localhost\n{JUDGE} {NAME}\n");
    std::fs::write("/run/hosts", hosts).expect("written");
    run(&["mount", "--bind", "/run/hosts", "/etc/hosts"]);
}

/// Takes connections at its port and says nothing.
async fn silence() {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, SILENT.1)).await;
    let listener = listener.expect("its port");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                // Until the other side hangs up.
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            });
        }
    });
}

/// Where program and data lie: on a disk, since `/run` is memory here.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-load-{:x}", u64::from_ne_bytes(random));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("a folder");
        Self(path)
    }

    fn program(&self) -> PathBuf {
        self.0.join("portero")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // An error means that it stays behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A bot that has its list and is idle, and people who know it.
struct Scene {
    emulator: Emulator,
    people: Vec<Person>,
    database: PathBuf,
    bot: Bot,
}

impl Scene {
    async fn new(load: Load, folder: &Folder, judge: &str) -> Self {
        let (directory, program) = (&folder.0, &folder.program());
        let emulator = Emulator::start(EmulatorOptions::new(Clock::system())).await;
        let emulator = emulator.expect("the emulator starts");
        emulator.add_person(ADMIN, "Jefa", None, "es").start(None);
        // The first start makes the database.
        let bot = Bot::start(program, &emulator, directory);
        polled(&emulator, 0).await;
        drop(bot);
        let database = directory.join("portero.db");
        fill(&database, load, judge);
        let polls = emulator.polls();
        let bot = Bot::start(program, &emulator, directory);
        polled(&emulator, polls).await;
        let people = (0..PEOPLE).map(|number| {
            let name = format!("Vecina {number}");
            emulator.add_person(30_000 + number, &name, None, "es")
        });
        let people: Vec<Person> = people.collect();
        for person in &people {
            person.start(None);
            person.expect_button("user:help").await;
        }
        tokio::time::sleep(SETTLED).await;
        let scene = Self {
            emulator,
            people,
            database,
            bot,
        };
        // What presses need of the program is there before it is weighed.
        for person in &scene.people {
            scene.pressed(person).await;
        }
        scene
    }

    /// How long that person waits for the answer to a press, and for what it brings.
    async fn pressed(&self, person: &Person) -> Duration {
        let pressed = Instant::now();
        let press = person.press_raw("user:help");
        person.answer_to(&press).await;
        person.expect_button("user:home").await;
        let waited = pressed.elapsed();
        person.press_raw("user:home");
        waited
    }

    /// The present or last run: tried, working, and whether it is over as it should be.
    fn pass(&self) -> Option<(u32, u32, bool)> {
        let sql = "SELECT tried, working, ended_at, is_cancelled + is_offline FROM proxy_passes";
        let read = |row: &rusqlite::Row<'_>| {
            let is_over = row.get::<_, Option<i64>>(2)?.is_some();
            assert_eq!(row.get::<_, u32>(3)?, 0, "it ended early");
            Ok((row.get(0)?, row.get(1)?, is_over))
        };
        let database = Connection::open(&self.database).expect("the database");
        database.query_row(sql, [], read).ok()
    }

    fn count(&self, what: &str) -> u32 {
        let sql = format!("SELECT count(*) FROM shadowmere_proxies WHERE {what}");
        let database = Connection::open(&self.database).expect("the database");
        database.query_row(&sql, [], |row| row.get(0)).expect(what)
    }
}

async fn polled(emulator: &Emulator, before: u64) {
    let polled = |emulator: &Emulator| (emulator.polls() > before).then_some(());
    emulator.wait(polled, "the first getUpdates").await;
}

/// Fills the list, of which nothing is due by itself.
fn fill(database: &Path, load: Load, judge: &str) {
    let mut database = Connection::open(database).expect("the database");
    let tx = database.transaction().expect("begun");
    tx.execute(SOURCE, []).expect("a source");
    let judges = format!("[\"{judge}\"]");
    tx.execute(SETTINGS, (load.at_once, judges)).expect("set");
    for number in 1..=load.proxies {
        let place = address(number);
        let url = read::parse_one(&place.to_string()).expect("a proxy");
        let row = (number, read::render(&url), url.host, url.port);
        tx.execute(FILL[0], row).expect("a proxy");
        tx.execute(FILL[1], [number]).expect("listed");
    }
    tx.commit().expect("committed");
}

/// What a run cost.
struct Cost {
    took: f64,
    slowest: Duration,
    /// The most of its own memory that was seen, in KiB.
    own: u64,
}

/// Runs over the whole list, while somebody presses every second.
async fn tried(scene: &Scene, load: Load) -> Cost {
    let begun = Instant::now();
    let admin = scene.emulator.person(ADMIN);
    let press = admin.press_raw("source:run");
    admin.answer_to(&press).await;
    let mut cost = Cost {
        took: 0.0,
        slowest: Duration::ZERO,
        own: 0,
    };
    let mut turns = scene.people.iter().cycle();
    loop {
        let person = turns.next().expect("somebody");
        cost.slowest = cost.slowest.max(scene.pressed(person).await);
        cost.own = cost.own.max(scene.bot.memory("RssAnon:"));
        cost.took = begun.elapsed().as_secs_f64();
        let pass = scene.pass();
        if pass.is_some_and(|(_, _, is_over)| is_over) {
            return cost;
        }
        assert!(cost.took < 2.0 * load.most(), "{pass:?}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_proxies_are_tried_in_time_and_memory_while_people_are_answered() {
    if std::env::var_os("PORTERO_LOAD").is_none() {
        return println!("skipped: it takes minutes (PORTERO_LOAD=1, as scripts/check.sh --real)");
    }
    in_own_machine!();
    if !listed::is_here("microsocks", "microsocks") {
        return;
    }
    let load = Load::asked();
    internet();
    silence().await;
    let _telegram = Telegram::here().await;
    let port = LIVE.1.to_string();
    let words = ["-i", "0.0.0.0", "-p", &port, "-b", EXIT];
    let mut live = Command::new("microsocks");
    // It tells of every connection.
    let _live = Program::start(live.args(words).stderr(Stdio::null()));
    listens(LIVE.1).await;
    let folder = Folder::new();
    let identity = bot::believing(&folder.program()).certify(NAME);
    // With TLS and without.
    let mut judges = Vec::new();
    for port in [443, 80] {
        let place = SocketAddr::from((JUDGE, port));
        let (certificate, tls) = (identity.certificate.clone(), identity.tls());
        let judge = FakeJudge::with(NAME, place, certificate, tls).await;
        judges.push(judge.expect("a judge"));
    }
    let scene = Scene::new(load, &folder, &format!("https://{NAME}/judge")).await;

    let (before, own, cpu) = (
        scene.bot.memory("VmRSS:"),
        scene.bot.memory("RssAnon:"),
        scene.bot.ticks(),
    );
    scene.bot.forget_most();
    let cost = tried(&scene, load).await;
    let grew = scene.bot.memory("VmHWM:").saturating_sub(before);
    println!(
        "{} proxies, {} at once: {:.1} s of {:.0}; {before} KiB resident before, {grew} KiB more at most, of its own {own} \
         KiB and at most {} KiB more; {} KiB resident afterwards; {} hundredths of a CPU second; slowest answer {:?}",
        load.proxies,
        load.at_once,
        cost.took,
        load.most(),
        cost.own.saturating_sub(own),
        scene.bot.memory("VmRSS:"),
        scene.bot.ticks() - cpu,
        cost.slowest,
    );
    let pass = scene.pass().expect("there was one");
    assert_eq!(pass, (load.proxies, load.working(), true));
    assert_eq!(scene.count("checks = 1"), load.proxies);
    let found = format!(
        "is_working = 1 AND kind = 'socks5' AND exit_ip = '{EXIT}' AND is_for_telegram = 1"
    );
    assert_eq!(scene.count(&found), load.working());
    assert!(cost.took <= load.most(), "{:.1} s", cost.took);
    // Pages of a program that was compiled for tests are many times those of the released one.
    let weighed = match std::env::var_os("PORTERO_BINARY") {
        Some(_) => grew,
        None => cost.own.saturating_sub(own),
    };
    assert!(weighed <= MOST_KIB, "{weighed} KiB");
    assert!(cost.slowest <= PATIENCE, "{:?}", cost.slowest);
}
