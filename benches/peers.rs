//! Portero beside what it is compared with, in the same run and against the same Bot API server: the design of the old
//! documents in Python, and a bare teloxide bot that keeps nothing. Each does the same `/start`.
//!
//! `scripts/bench.sh` builds them and names them: `PORTERO_BINARY`, `PORTERO_PYTHON` (an interpreter and its script,
//! separated by a space), `PORTERO_FLOOR`. What is not named is left out. Five rounds, in turns, and medians of them.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

use portero::demo::telegram::Emulator;
use portero::demo::telegram::EmulatorOptions;
use portero::demo::telegram::Person;
use portero::utils::clock::Clock;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

const ROUNDS: usize = 5;
/// Who press Start at once, and how often each.
const PEOPLE: i64 = 1_000;
/// Until pages that only the start needed are let go, and timers of the start are over.
const IDLE_AFTER: Duration = Duration::from_secs(5);
/// How long the idle processor is watched.
const IDLE: Duration = Duration::from_secs(10);
/// One clock tick of Linux (sysconf(_SC_CLK_TCK) is 100 on all machines of today).
const TICKS_A_SECOND: f64 = 100.0;

/// A program to measure.
struct Peer {
    name: &'static str,
    words: Vec<String>,
}

/// What one round brought.
#[derive(Clone, Copy, Default)]
struct Figures {
    start_ms: f64,
    idle_rss_kib: f64,
    idle_pss_kib: f64,
    idle_cpu_seconds_an_hour: f64,
    wakeups_an_hour: f64,
    cpu_seconds_a_thousand: f64,
    updates_a_second: f64,
    loaded_rss_kib: f64,
}

/// How a figure is called, read, and shown.
type Row = (&'static str, fn(&Figures) -> f64, usize);

const ROWS: [Row; 8] = [
    ("start to first getUpdates, ms", |f| f.start_ms, 0),
    ("idle RSS, KiB", |f| f.idle_rss_kib, 0),
    ("idle PSS, KiB", |f| f.idle_pss_kib, 0),
    ("idle CPU, s per hour", |f| f.idle_cpu_seconds_an_hour, 2),
    ("idle wake-ups per hour", |f| f.wakeups_an_hour, 0),
    ("CPU s per 1 000 /start", |f| f.cpu_seconds_a_thousand, 3),
    (
        "/start per second, limits lifted",
        |f| f.updates_a_second,
        0,
    ),
    ("RSS after them, KiB", |f| f.loaded_rss_kib, 0),
];

struct Running(Child, PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        // Errors mean that it has ended already, or that a folder stays behind.
        let _ = self.0.kill();
        let _ = self.0.wait();
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

impl Running {
    fn read(&self, name: &str) -> String {
        let path = format!("/proc/{}/{name}", self.0.id());
        std::fs::read_to_string(path).expect("Linux")
    }

    /// A line of `status` or `smaps_rollup`, in KiB (proc(5)).
    fn kib(&self, file: &str, name: &str) -> f64 {
        let text = self.read(file);
        let line = text.lines().find(|line| line.starts_with(name));
        let word = line.and_then(|line| line.split_whitespace().nth(1));
        word.and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// Seconds of the processor in all its threads (proc_pid_stat(5), fields 14 and 15).
    fn cpu(&self) -> f64 {
        let stat = self.read("stat");
        let (_, rest) = stat.rsplit_once(')').expect("a name");
        let fields = rest.split_whitespace().skip(11).take(2);
        let ticks = fields.map(|field| field.parse::<f64>().expect("a number"));
        ticks.sum::<f64>() / TICKS_A_SECOND
    }

    /// How often its threads slept of their own will, and so were woken.
    fn wakeups(&self) -> f64 {
        let folder = format!("/proc/{}/task", self.0.id());
        let threads = std::fs::read_dir(folder).expect("Linux").flatten();
        let each = threads.filter_map(|thread| {
            let text = std::fs::read_to_string(thread.path().join("status")).ok()?;
            let line = text
                .lines()
                .find(|line| line.starts_with("voluntary_ctxt"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        });
        each.sum()
    }
}

fn start(peer: &Peer, emulator: &Emulator) -> Running {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random).expect("randomness");
    let name = format!("portero-peers-{:x}", u64::from_ne_bytes(random));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir(&folder).expect("a folder");
    let (program, arguments) = peer.words.split_first().expect("a program");
    let child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("BOT_TOKEN", emulator.token())
        .env("BOT_API_URL", emulator.url())
        .env("ADMIN_USER_IDS", "7")
        .env("DATA_DIR", &folder)
        // Telegram's own limits would be measured instead of the programs.
        .env("MESSAGES_PER_SECOND", "1000")
        .env("LOG_LEVEL", "ERROR")
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Running(child.expect("it starts"), folder)
}

async fn round(peer: &Peer) -> Figures {
    let emulator = Emulator::start(EmulatorOptions::new(Clock::system())).await;
    let emulator = emulator.expect("the emulator starts");
    emulator.add_person(7, "Jefa", None, "es").start(None);
    emulator.drop_updates();
    let begun = Instant::now();
    let running = start(peer, &emulator);
    while emulator.polls() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", peer.name);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let start_ms = begun.elapsed().as_secs_f64() * 1e3;
    tokio::time::sleep(IDLE_AFTER).await;
    let (cpu, wakeups) = (running.cpu(), running.wakeups());
    tokio::time::sleep(IDLE).await;
    let an_hour = 3_600.0 / IDLE.as_secs_f64();
    let mut figures = Figures {
        start_ms,
        idle_rss_kib: running.kib("status", "VmRSS:"),
        idle_pss_kib: running.kib("smaps_rollup", "Pss:"),
        idle_cpu_seconds_an_hour: (running.cpu() - cpu) * an_hour,
        wakeups_an_hour: (running.wakeups() - wakeups) * an_hour,
        ..Figures::default()
    };
    let people: Vec<Person> = (0..PEOPLE)
        .map(|number| emulator.add_person(30_000 + number, "Vecina", None, "es"))
        .collect();
    let (before, begun) = (running.cpu(), Instant::now());
    for person in &people {
        person.start(None);
    }
    let all = |emulator: &Emulator| {
        let mut ids = people.iter().map(|person| person.id);
        ids.all(|id| emulator.count_messages(id) > 0).then_some(())
    };
    let answered = emulator.wait_for(Duration::from_secs(120), all).await;
    assert!(answered.is_some(), "{} answers not everybody", peer.name);
    let took = begun.elapsed().as_secs_f64();
    // What is written down after the last answer belongs to it.
    tokio::time::sleep(Duration::from_millis(500)).await;
    figures.cpu_seconds_a_thousand = (running.cpu() - before) * 1e3 / PEOPLE as f64;
    figures.updates_a_second = PEOPLE as f64 / took;
    figures.loaded_rss_kib = running.kib("status", "VmRSS:");
    figures
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn peers() -> Vec<Peer> {
    let named = |name: &'static str, variable: &str| {
        let words = std::env::var(variable).ok()?;
        let words = words.split(' ').map(str::to_owned).collect();
        Some(Peer { name, words })
    };
    [
        named("Portero", "PORTERO_BINARY"),
        named("Python design", "PORTERO_PYTHON"),
        named("bare teloxide", "PORTERO_FLOOR"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let peers = peers();
    if peers.is_empty() {
        return println!("nothing to measure: see scripts/bench.sh");
    }
    let mut rounds: Vec<Vec<Figures>> = peers.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (peer, rounds) in peers.iter().zip(&mut rounds) {
            rounds.push(runtime.block_on(round(peer)));
        }
    }
    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    println!("| median of {ROUNDS} | {} |", names.join(" | "));
    println!("| --- |{}", " ---: |".repeat(peers.len()));
    for (what, figure, digits) in ROWS {
        let cells = rounds.iter().map(|rounds| {
            let value = median(rounds.iter().map(figure).collect());
            format!("{value:.digits$}")
        });
        println!("| {what} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}
