//! The bot as a child process: for tests that really kill it.

use crate::world::{ADMIN, FREE, NOW, VIP, scratch};
use portero::demo::telegram::{Emulator, EmulatorOptions, Person, Rights};
use portero::utils::clock::Clock;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a started process may take to make its first call: others build and test on the same machine.
const FIRST_CALL: Duration = Duration::from_secs(30);

/// An emulator in this process and a bot in another, on the same clock file.
pub struct Outside {
    pub emulator: Emulator,
    pub directory: PathBuf,
    pub admin: Person,
    clock_file: PathBuf,
    process: Option<Child>,
    extra: Vec<(String, String)>,
}

impl Outside {
    /// The world, with both channels configured and the bot running.
    pub async fn new() -> Self {
        let mut outside = Self::unstarted().await;
        outside.start().await;
        for (door, chat) in [("vip", VIP), ("free", FREE)] {
            outside.admin.press_raw(&format!("{door}:use:{chat}"));
            outside.admin.expect("✅").await;
        }
        outside
    }

    /// The world without a running bot.
    pub async fn unstarted() -> Self {
        let directory = scratch();
        let clock_file = directory.join("clock");
        std::fs::write(&clock_file, (NOW.0 - system_now()).to_string()).expect("the clock file");
        let clock = Clock::file(clock_file.clone());
        let emulator = Emulator::start(EmulatorOptions::new(clock))
            .await
            .expect("the emulator starts");
        let admin = emulator.add_person(ADMIN, "Jefa", Some("jefa"), "es");
        for (chat, title) in [(VIP, "Canal VIP"), (FREE, "Canal Free")] {
            emulator.add_channel(chat, title);
            emulator.set_owner(chat, ADMIN);
            emulator.set_bot_rights(chat, Rights::full(), ADMIN);
        }
        admin.start(None);
        emulator.drop_updates();
        Self {
            emulator,
            directory,
            admin,
            clock_file,
            process: None,
            extra: Vec::new(),
        }
    }

    /// Starts the bot and waits until it polls, or has told Telegram where to bring updates.
    pub async fn start(&mut self) {
        let heard =
            |emulator: &Emulator| emulator.polls() + emulator.count_calls("setWebhook") as u64;
        let before = heard(&self.emulator);
        self.spawn();
        let polled = self
            .emulator
            .wait_for(FIRST_CALL, |emulator| {
                (heard(emulator) > before).then_some(())
            })
            .await;
        assert!(
            polled.is_some(),
            "the bot did not poll within {FIRST_CALL:?}:\n{}",
            self.log()
        );
    }

    /// Starts the bot.
    pub fn spawn(&mut self) {
        self.spawn_with(&[]);
    }

    /// Hundredths of a second that the processor worked for the bot so far.
    #[cfg(target_os = "linux")]
    pub fn processor_ticks(&self) -> u64 {
        let id = self.process.as_ref().expect("the bot runs").id();
        let text = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("it runs");
        // The name may hold spaces; user and system time are the fields 14 and 15 (proc(5)).
        let (_, rest) = text.rsplit_once(')').expect("a name");
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |field: usize| fields[field].parse::<u64>().expect("a number");
        ticks(11) + ticks(12)
    }

    /// Starts the bot with these arguments.
    pub fn spawn_with(&mut self, arguments: &[&str]) {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_file())
            .expect("the log");
        let mut command = self.command();
        command
            .args(arguments)
            .stdout(log.try_clone().expect("the log"))
            .stderr(log);
        self.process = Some(command.spawn().expect("the bot starts"));
    }

    /// Writes the settings of this world as the `.env` of a directory, and makes the directory.
    pub fn write_env(&self, directory: &Path) {
        let settings = [
            ("BOT_TOKEN", self.emulator.token().to_owned()),
            ("BOT_API_URL", self.emulator.url()),
            ("ADMIN_USER_IDS", ADMIN.to_string()),
            ("PORTERO_CLOCK_FILE", self.clock_file.display().to_string()),
            ("LANGUAGE", "en".to_owned()),
        ];
        let text: String = settings
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect();
        std::fs::create_dir_all(directory).expect("a directory");
        std::fs::write(directory.join(".env"), text).expect("written");
    }

    /// The program with the settings of this world: the released one where it is named.
    fn command(&self) -> Command {
        let named = std::env::var_os("PORTERO_BINARY").map(std::path::absolute);
        let mut command = match named {
            Some(path) => Command::new(path.expect("a path")),
            None => Command::new(env!("CARGO_BIN_EXE_portero")),
        };
        command
            .env_clear()
            .env("BOT_TOKEN", self.emulator.token())
            .env("BOT_API_URL", self.emulator.url())
            .env("ADMIN_USER_IDS", ADMIN.to_string())
            .env("DATA_DIR", self.directory.join("data"))
            .env("PORTERO_CLOCK_FILE", &self.clock_file)
            .env("LOG_LEVEL", "DEBUG")
            .envs(self.extra.iter().cloned())
            .current_dir(&self.directory)
            .stdin(Stdio::null());
        command
    }

    /// Runs the program beside the bot to its end: its exit code, and all it said.
    ///
    /// # Panics
    /// If it does not end within half a minute.
    pub async fn beside(
        &self,
        arguments: &[&str],
        settings: &[(&str, &str)],
    ) -> (Option<i32>, String) {
        let mut command = self.command();
        command
            .args(arguments)
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let process = command.spawn().expect("the program starts");
        let id = process.id();
        let (ended, ends) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || ended.send(process.wait_with_output()));
        let Ok(output) = tokio::time::timeout(Duration::from_secs(30), ends).await else {
            let _ = Command::new("kill")
                .arg("-KILL")
                .arg(id.to_string())
                .status();
            panic!("the program did not end by itself");
        };
        let output = output.expect("an end").expect("an output");
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        (output.status.code(), said)
    }

    /// Waits until the bot has said that.
    pub async fn says(&self, words: &str) -> String {
        let said = self
            .emulator
            .wait_for(Duration::from_secs(20), |_| {
                let log = self.log();
                log.contains(words).then_some(log)
            })
            .await;
        said.unwrap_or_else(|| panic!("the bot never said «{words}»:\n{}", self.log()))
    }

    /// The file that moves the clock.
    pub fn clock_file(&self) -> &Path {
        &self.clock_file
    }

    /// Where the bot's data lie.
    pub fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    /// Another setting for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.extra.push((name.to_owned(), value.to_owned()));
    }

    /// Where the bot's words go.
    pub fn log_file(&self) -> PathBuf {
        self.directory.join("log")
    }

    /// What the bot said so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// SIGKILL: no last word, no clean-up.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("gone");
        }
    }

    /// The process, while the bot runs.
    pub fn id(&self) -> u32 {
        self.process.as_ref().expect("the bot runs").id()
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let id = self.process.as_ref().expect("the bot runs").id();
        let sent = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(id.to_string())
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits until the process has ended by itself, and gives its exit code.
    pub async fn ended(&mut self, within: Duration) -> Option<i32> {
        let deadline = tokio::time::Instant::now() + within;
        let process = self.process.as_mut().expect("the bot runs");
        loop {
            if let Some(status) = process.try_wait().expect("waited") {
                self.process = None;
                return status.code();
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "the bot did not end:\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Moves the clock of both.
    pub fn advance(&self, seconds: i64) {
        let offset: i64 = std::fs::read_to_string(&self.clock_file)
            .expect("the clock file")
            .trim()
            .parse()
            .expect("a number");
        // Written aside and renamed, so that nobody reads half a number.
        let part = self.directory.join("clock.new");
        std::fs::write(&part, (offset + seconds).to_string()).expect("written");
        std::fs::rename(part, &self.clock_file).expect("renamed");
    }

    /// A reading connection to the bot's database.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.directory.join("data/portero.db")).expect("the database")
    }

    /// One number from the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.database()
            .query_row(sql, [], |row| row.get(0))
            .expect(sql)
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("---- the bot's log:\n{}", self.log());
        }
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the offset of the clock file is towards the machine's clock"
)]
fn system_now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    i64::try_from(since.as_secs()).expect("before the end of time")
}
