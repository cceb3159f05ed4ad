//! The budgets of the release binary: its size, its memory, its start. `scripts/check.sh --real` builds it and names it
//! in `PORTERO_BINARY`; a debug build says nothing about them, so without it these tests are skipped.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests end the test when they cannot go on"
)]

#[path = "common/full_house.rs"]
mod full_house;

use full_house::KEYS;
use full_house::LISTED;
use full_house::PROXIES;
use portero::demo::telegram::{Emulator, EmulatorOptions};
use portero::demo::telemt::Telemt;
use portero::utils::clock::Clock;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::Instant;

/// Sizes are in millions of bytes for files and in binary megabytes for memory, as their tools show them.
const BINARY_BYTES: u64 = 12_000_000;
const DEMO_BYTES: u64 = 1_000_000;
/// Two starts of one binary differ by so much.
const MEMORY_NOISE_KIB: u64 = 192;
const IDLE_KIB: u64 = 11 * 1024;
const BUSY_KIB: u64 = 32 * 1024;
const START: Duration = Duration::from_millis(60);
fn binary() -> Option<PathBuf> {
    match std::env::var_os("PORTERO_BINARY") {
        Some(path) => Some(std::path::absolute(PathBuf::from(path)).expect("a path")),
        None => {
            println!(
                "skipped: PORTERO_BINARY does not name a release binary (scripts/check.sh --real does)"
            );
            None
        }
    }
}

struct Bot {
    process: Child,
    directory: PathBuf,
}

impl Bot {
    fn start(binary: &Path, emulator: &Emulator, directory: &Path) -> Self {
        Self {
            process: spawn(binary, emulator, directory),
            directory: directory.to_owned(),
        }
    }

    /// Resident memory in KiB.
    fn resident(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// CPU time of the process, in hundredths of a second (proc_pid_stat(5), fields 14 and 15).
    fn ticks(&self) -> u64 {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("Linux");
        let (_, rest) = stat.rsplit_once(')').expect("a name");
        rest.split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u64>().expect("a number"))
            .sum()
    }

    /// A line of the process's status in KiB.
    fn memory(&self, name: &str) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("Linux");
        let line = status
            .lines()
            .find(|line| line.starts_with(name))
            .expect("the line");
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse().ok())
            .expect("a number")
    }

    fn end(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }
}

fn spawn(binary: &Path, emulator: &Emulator, directory: &Path) -> Child {
    Command::new(binary)
        .env_clear()
        .env("BOT_TOKEN", emulator.token())
        .env("BOT_API_URL", emulator.url())
        .env("ADMIN_USER_IDS", "7")
        .env("DATA_DIR", directory)
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts")
}

impl Drop for Bot {
    fn drop(&mut self) {
        // Errors mean that it has ended already, or that a folder stays behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

async fn emulator() -> Emulator {
    let emulator = Emulator::start(EmulatorOptions::new(Clock::system()))
        .await
        .expect("the emulator starts");
    emulator.add_person(7, "Jefa", None, "es").start(None);
    emulator
}

fn scratch() -> PathBuf {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random).expect("randomness");
    let path =
        std::env::temp_dir().join(format!("portero-budget-{:x}", u64::from_ne_bytes(random)));
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

async fn first_poll(emulator: &Emulator, before: u64) {
    emulator
        .wait(
            |emulator| (emulator.polls() > before).then_some(()),
            "the first getUpdates",
        )
        .await;
}

/// Waits until the bot has counted and compared every key.
async fn keys_are_compared(directory: &Path) {
    let begun = Instant::now();
    // Each peer that has moved bytes, and both servers.
    let done = KEYS + PROXIES + 2;
    let sql = "SELECT (SELECT count(*) FROM vpn_peers WHERE last_rx + last_tx > 0)
               + (SELECT count(*) FROM servers WHERE reconciled_at IS NOT NULL AND health <> 'down')";
    loop {
        let database = rusqlite::Connection::open(directory.join("portero.db")).expect("opened");
        if database.query_row(sql, [], |row| row.get::<_, i64>(0)) == Ok(done) {
            return;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "the keys are not compared"
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[test]
fn the_binary_is_small() {
    let Some(binary) = binary() else { return };
    let bytes = std::fs::metadata(binary).expect("the binary").len();
    println!("binary: {bytes} bytes");
    assert!(bytes <= BINARY_BYTES, "{bytes} bytes");
}

/// Memory of its own and all resident memory of a bot that has just begun to poll: the least of three, in KiB. More is
/// chance: which threads allocated first, and how many pages of the file the kernel mapped around those that were used.
async fn memory_after_the_start(binary: &Path) -> (u64, u64) {
    let (mut own, mut all) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let emulator = emulator().await;
        let mut bot = Bot::start(binary, &emulator, &scratch());
        first_poll(&emulator, 0).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        own.push(bot.memory("RssAnon:"));
        all.push(bot.resident());
        bot.end();
    }
    let least = |values: Vec<u64>| values.into_iter().min().unwrap_or_default();
    (least(own), least(all))
}

#[tokio::test(flavor = "multi_thread")]
async fn page_and_emulator_are_light_and_cost_the_running_bot_nothing() {
    let Some(with) = binary() else { return };
    let Some(without) = std::env::var_os("PORTERO_WITHOUT_DEMO").map(PathBuf::from) else {
        return println!(
            "skipped: PORTERO_WITHOUT_DEMO names no binary (scripts/check.sh --real does)"
        );
    };
    let bytes = |path: &Path| std::fs::metadata(path).expect("the binary").len();
    let added = bytes(&with).saturating_sub(bytes(&without));
    let (own, all) = memory_after_the_start(&with).await;
    let (own_without, all_without) = memory_after_the_start(&without).await;
    println!(
        "demo: {added} bytes of the binary; memory with it {own} KiB own, {all} KiB resident, \
         without it {own_without} and {all_without}"
    );
    assert!(added <= DEMO_BYTES, "{added} bytes");
    assert!(
        own <= own_without + MEMORY_NOISE_KIB,
        "{own} KiB, {own_without} KiB"
    );
    // Resident pages of the file are not the bot's: the kernel maps what lies beside the used ones and takes them back
    // when somebody needs them. The idle budget counts them all the same.
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_it_takes_little_memory() {
    let Some(binary) = binary() else { return };
    let emulator = emulator().await;
    let mut bot = Bot::start(&binary, &emulator, &scratch());
    first_poll(&emulator, 0).await;
    // After the greeting and the command menus.
    tokio::time::sleep(Duration::from_secs(15)).await;
    let resident = bot.resident();
    println!("idle: {resident} KiB resident");
    assert!(resident <= IDLE_KIB, "{resident} KiB");
    bot.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_in_a_moment_and_stays_small_while_a_thousand_people_press_start() {
    let Some(binary) = binary() else { return };
    let emulator = emulator().await;
    let directory = scratch();
    let mut bot = Bot::start(&binary, &emulator, &directory);
    first_poll(&emulator, 0).await;
    bot.end();
    let telemt = Telemt::start(Clock::system(), None)
        .await
        .expect("telemt starts");
    full_house::fill(&directory, &telemt);

    let mut starts = Vec::new();
    for _ in 0..5 {
        let polls = emulator.polls();
        let started = Instant::now();
        bot.process = spawn(&binary, &emulator, &directory);
        first_poll(&emulator, polls).await;
        starts.push(started.elapsed());
        bot.end();
    }
    bot.process = spawn(&binary, &emulator, &directory);
    starts.sort();
    println!(
        "start to first getUpdates: {:?} (median of five)",
        starts[2]
    );
    assert!(starts[2] <= START, "{starts:?}");

    keys_are_compared(&directory).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    println!(
        "idle with {KEYS} VPN keys, {PROXIES} MTProto proxies and {LISTED} listed ones: {} KiB resident (at most {} \
         since the start), {} hundredths of a CPU second since the start",
        bot.resident(),
        bot.memory("VmHWM:"),
        bot.ticks()
    );
    let people: Vec<_> = (0..1_000)
        .map(|number| emulator.add_person(200_000 + number, "Somebody", None, "es"))
        .collect();
    let mark = emulator.mark();
    for person in &people {
        person.start(None);
    }
    let mut most = 0;
    let answered = loop {
        most = most.max(bot.resident());
        let answered = emulator
            .calls_since(mark)
            .iter()
            .filter(|call| call.method == "sendMessage")
            .count();
        if answered >= people.len() {
            break answered;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let after = bot.resident();
    let ticks = bot.ticks();
    println!(
        "{answered} answers: at most {most} KiB resident, {after} KiB afterwards, {ticks} hundredths of a CPU second"
    );
    assert!(most <= BUSY_KIB, "{most} KiB");
    bot.end();
}
