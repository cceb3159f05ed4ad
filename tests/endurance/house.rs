//! A house of its own: the program as a process, with its Bot API server and its clock.

use portero::config::Config;
use portero::context::Ctx;
use portero::demo::telegram::Emulator;
use portero::demo::telegram::EmulatorOptions;
use portero::demo::telegram::Person;
use portero::demo::telegram::Rights;
use portero::models::Actor;
use portero::models::Channel;
use portero::models::ChatId;
use portero::models::ChatKind;
use portero::models::Door;
use portero::models::Right;
use portero::models::Rights as BotRights;
use portero::models::Timestamp;
use portero::services::channels;
use portero::utils::clock::Clock;
use rusqlite::Connection;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

pub const ADMIN: i64 = 1_001;
pub const VIP: i64 = -1_001_000_000_001;
pub const FREE: i64 = -1_001_000_000_002;
/// How long a started process may take to ask for updates: others run on the same machine.
const FIRST_CALL: Duration = Duration::from_secs(30);
/// How long anything may take that was asked for.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct House {
    pub emulator: Emulator,
    pub admin: Person,
    pub directory: PathBuf,
    settings: HashMap<String, String>,
    process: Mutex<Option<Child>>,
    offset: AtomicI64,
    look: Mutex<Option<Connection>>,
}

/// The program that is tried: the released one where it is named, else the one that cargo built for the tests.
fn program() -> PathBuf {
    match std::env::var_os("PORTERO_BINARY") {
        Some(path) => std::path::absolute(path).expect("a path"),
        None => PathBuf::from(env!("CARGO_BIN_EXE_portero")),
    }
}

/// A folder in memory with plenty of room, unless another is asked for: what is written there waits for no disk, which
/// differs from machine to machine, and outlives a killed process all the same.
fn memory() -> Option<PathBuf> {
    let folder = Path::new("/dev/shm");
    let free = portero::utils::host::free_bytes(folder)?;
    (free > 2_000_000_000 && std::env::var_os("TMPDIR").is_none()).then(|| folder.to_owned())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that failed with it still takes the house down.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl House {
    /// A house with both channels, which does not run yet; its clock goes from `now` on.
    pub async fn new(name: &str, now: Timestamp, settings: &[(&str, &str)]) -> Self {
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-{name}-{:x}", u64::from_ne_bytes(random));
        let directory = memory().unwrap_or_else(std::env::temp_dir).join(name);
        std::fs::create_dir_all(directory.join("data")).expect("a folder");
        let file = directory.join("clock");
        let offset = now.0 - Clock::system().now().0;
        std::fs::write(&file, offset.to_string()).expect("the clock file");
        let emulator = Emulator::start(EmulatorOptions::new(Clock::file(file))).await;
        let emulator = emulator.expect("the emulator starts");
        let admin = emulator.add_person(ADMIN, "Jefa", Some("jefa"), "es");
        for (chat, title) in [(VIP, "Canal VIP"), (FREE, "Canal Free")] {
            emulator.add_channel(chat, title);
            emulator.set_owner(chat, ADMIN);
            emulator.set_bot_rights(chat, Rights::full(), ADMIN);
        }
        emulator.drop_updates();
        admin.start(None);
        let (admin_id, data) = (ADMIN.to_string(), directory.join("data"));
        let (url, data) = (emulator.url(), data.display().to_string());
        let own = [
            ("BOT_TOKEN", emulator.token()),
            ("BOT_API_URL", &url),
            ("ADMIN_USER_IDS", &admin_id),
            ("DATA_DIR", &data),
            // What Telegram lets through in a second is not what is measured here.
            ("MESSAGES_PER_SECOND", "1000"),
        ];
        let all = own.into_iter().chain(settings.iter().copied());
        let settings = all
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let house = Self {
            emulator,
            admin,
            directory,
            settings,
            process: Mutex::new(None),
            offset: AtomicI64::new(offset),
            look: Mutex::new(None),
        };
        let doors = async |ctx: &Ctx| {
            let system = Actor::system();
            for (door, chat) in [(Door::Vip, VIP), (Door::Free, FREE)] {
                let now = ctx.clock.now();
                let channel = channel(chat, now);
                let done = channels::configure(ctx, &system, door, channel, now);
                done.await.expect("a channel behind a door");
            }
        };
        house.inside(doors).await;
        house
    }

    /// Works in the house while the program does not run.
    pub async fn inside(&self, work: impl AsyncFnOnce(&Ctx)) {
        let config = Config::from(&self.settings).expect("valid settings");
        let house = portero::app::House::open(config, self.emulator.clock()).await;
        let house = house.expect("the house opens");
        work(&house.ctx).await;
        house.close().await;
    }

    /// Where the database and its key lie.
    pub fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    /// Starts the program, unless it runs.
    pub fn spawn(&self) {
        let mut process = locked(&self.process);
        if process.is_some() {
            return;
        }
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.directory.join("log"))
            .expect("the log");
        let child = Command::new(program())
            .env_clear()
            .envs(&self.settings)
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PORTERO_CLOCK_FILE", self.directory.join("clock"))
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn();
        *process = Some(child.expect("it starts"));
    }

    /// Starts the program and waits until it asks for updates.
    pub async fn start(&self) {
        let before = self.emulator.polls();
        self.spawn();
        let polled = |emulator: &Emulator| (emulator.polls() > before).then_some(());
        let polled = self.emulator.wait_for(FIRST_CALL, polled).await;
        assert!(polled.is_some(), "it does not ask for updates");
    }

    /// SIGKILL.
    pub fn kill(&self) {
        let mut process = locked(&self.process);
        if let Some(mut child) = process.take() {
            child.kill().expect("killed");
            child.wait().expect("gone");
        }
    }

    /// Starts the program again if it has ended by itself, as a service manager does. True if it had.
    pub fn revive(&self) -> bool {
        let mut process = locked(&self.process);
        let ended =
            (process.as_mut()).is_some_and(|child| child.try_wait().expect("its child").is_some());
        if ended {
            *process = None;
        }
        drop(process);
        self.spawn();
        ended
    }

    /// Resident memory in KiB.
    pub fn memory(&self) -> u64 {
        let process = locked(&self.process);
        let id = process.as_ref().expect("it runs").id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.expect("the line").split_whitespace().next();
        kib.expect("a number").parse().expect("a number")
    }

    /// CPU time of the program, in seconds (proc_pid_stat(5), fields 14 and 15, in hundredths).
    pub fn cpu(&self) -> f64 {
        let process = locked(&self.process);
        let id = process.as_ref().expect("it runs").id();
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("Linux");
        let (_, rest) = stat.rsplit_once(')').expect("a name");
        let fields = rest.split_whitespace().skip(11).take(2);
        fields
            .map(|field| field.parse::<f64>().expect("a number") / 100.0)
            .sum()
    }

    /// Moves the clock of the bot and of Telegram.
    pub fn advance(&self, seconds: i64) {
        let offset = self.offset.fetch_add(seconds, Ordering::AcqRel) + seconds;
        // Written aside and renamed, so that nobody reads half a number.
        let part = self.directory.join("clock.new");
        std::fs::write(&part, offset.to_string()).expect("written");
        std::fs::rename(part, self.directory.join("clock")).expect("renamed");
    }

    /// The time of the bot and of Telegram.
    pub fn now(&self) -> i64 {
        self.emulator.clock().now().0
    }

    pub fn database(&self) -> Connection {
        let database = Connection::open(self.data().join("portero.db"));
        let database = database.expect("the database");
        database.busy_timeout(Duration::from_secs(20)).expect("set");
        database
    }

    /// One value of the database.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let mut look = locked(&self.look);
        let database = look.get_or_insert_with(|| self.database());
        let row = database
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)));
        row.expect(sql)
    }

    /// All rows of a query.
    pub fn rows<T>(
        &self,
        sql: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let mut look = locked(&self.look);
        let database = look.get_or_insert_with(|| self.database());
        let mut statement = database.prepare_cached(sql).expect(sql);
        let rows = statement.query_map([], read).expect(sql);
        rows.map(|row| row.expect(sql)).collect()
    }

    /// Waits until a query says yes. True if it did in time.
    pub async fn becomes(&self, patience: Duration, sql: &str) -> bool {
        let begun = tokio::time::Instant::now();
        while !self.value::<bool>(sql) {
            if begun.elapsed() > patience {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
        true
    }

    /// Waits until a query says yes.
    pub async fn until(&self, sql: &str) {
        assert!(
            self.becomes(PATIENCE, sql).await,
            "waited in vain: {sql}\n{}",
            self.left()
        );
    }

    /// What is still to be done, for a failed test.
    pub fn left(&self) -> String {
        let sql = "SELECT kind || ' ' || state || ': ' || count(*) || ', tried ' || max(attempts) || ' times, due '
                       || min(due_at) || ' ' || coalesce(max(last_error), '')
                   FROM tasks WHERE state <> 'done' GROUP BY kind, state
                   UNION ALL SELECT 'update ' || seq || ' ' || attempts || ' ' || coalesce(problem, '') || ' ' || raw
                   FROM inbox WHERE done_at IS NULL OR problem IS NOT NULL LIMIT 60";
        let rows: Vec<String> = self.rows(sql, |row| row.get(0));
        format!("at {}:\n{}", self.now(), rows.join("\n"))
    }

    fn log(&self) -> String {
        let log = std::fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(60).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

fn channel(chat: i64, now: Timestamp) -> Channel {
    Channel {
        chat_id: ChatId(chat),
        kind: ChatKind::Channel,
        title: "Canal".to_owned(),
        username: None,
        member_count: None,
        is_admin: true,
        rights: BotRights(Right::ALL.to_vec()),
        lost_at: None,
        checked_at: now,
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(mut process) = locked(&self.process).take() {
            // Errors mean that it has ended already.
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            eprintln!("---- the bot's log:\n{}", self.log());
        }
        // An error only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
