//! A program that is measured: how it is started, and what the system tells of it (proc(5)).

use portero::demo::telegram::Emulator;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// Until it asks for updates, at most.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at its threads: those that Tokio keeps for blocking work go ten seconds after their last.
const GLANCE: Duration = Duration::from_secs(2);

/// A program to measure.
#[derive(Clone)]
pub struct Peer {
    pub name: &'static str,
    pub words: Vec<String>,
}

impl Peer {
    /// What an environment variable names: a program and its words, separated by spaces.
    pub fn named(name: &'static str, variable: &str) -> Option<Self> {
        let words = std::env::var(variable).ok()?;
        let words = words.split(' ').map(str::to_owned).collect();
        Some(Self { name, words })
    }
}

/// A folder of its own, which is deleted at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-peers-{:x}", u64::from_ne_bytes(random));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // An error means that a folder stays behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program that runs. It is killed at the end.
pub struct Running {
    child: Child,
    /// Of each of its threads, also of those that ended: nanoseconds of the processor, and how often it slept of its own
    /// will, and so was woken.
    threads: BTreeMap<String, (u64, u64)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Errors mean that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Starts it in that folder, with Telegram at that address.
    pub fn start(peer: &Peer, url: &str, emulator: &Emulator, folder: &Folder) -> Self {
        Self::start_with(peer, url, emulator, folder, &[])
    }

    /// The same with more settings.
    pub fn start_with(
        peer: &Peer,
        url: &str,
        emulator: &Emulator,
        folder: &Folder,
        settings: &[(&str, &str)],
    ) -> Self {
        let (program, arguments) = peer.words.split_first().expect("a program");
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("BOT_TOKEN", emulator.token())
            .env("BOT_API_URL", url)
            .env("ADMIN_USER_IDS", "7")
            .env("DATA_DIR", folder.path())
            .envs(settings.iter().copied())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self {
            child: child.expect("it starts"),
            threads: BTreeMap::new(),
        }
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }

    /// A line of `status` or `smaps_rollup`, in KiB.
    pub fn kib(&self, file: &str, name: &str) -> f64 {
        let text = std::fs::read_to_string(self.path(file)).expect("Linux");
        number_after(&text, name).expect("a number")
    }

    /// The highest of its resident memory is counted anew from here (proc_pid_clear_refs(5)).
    pub fn forget_the_highest(&self) {
        std::fs::write(self.path("clear_refs"), "5").expect("Linux");
    }

    /// Seconds of the processor and wake-ups so far, in all its threads.
    pub fn work(&mut self) -> (f64, f64) {
        let threads = std::fs::read_dir(self.path("task")).expect("Linux");
        for thread in threads.flatten() {
            let read = |name| std::fs::read_to_string(thread.path().join(name));
            // It may have ended meanwhile.
            let (Ok(schedule), Ok(status)) = (read("schedstat"), read("status")) else {
                continue;
            };
            let cpu = schedule.split_whitespace().next();
            let cpu = cpu.and_then(|text| text.parse().ok()).unwrap_or(0);
            let woken = number_after(&status, "voluntary_ctxt_switches:").unwrap_or(0.0);
            let name = thread.file_name().to_string_lossy().into_owned();
            self.threads.insert(name, (cpu, woken as u64));
        }
        let of = |one: fn(&(u64, u64)) -> u64| self.threads.values().map(one).sum::<u64>() as f64;
        (of(|thread| thread.0) / 1e9, of(|thread| thread.1))
    }

    /// Lets it be for so long, and counts its threads meanwhile.
    pub async fn watch(&mut self, most: Duration) {
        let until = Instant::now() + most;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            self.work();
            tokio::time::sleep(left.min(GLANCE)).await;
        }
    }
}

fn number_after(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Waits until it asks for updates once more; how long that took.
pub async fn first_poll(emulator: &Emulator, before: u64, begun: Instant) -> Duration {
    while emulator.polls() <= before {
        assert!(begun.elapsed() < PATIENCE, "a program asks for no updates");
        tokio::time::sleep(Duration::from_micros(500)).await;
    }
    begun.elapsed()
}
