//! A bot as an operator runs it, which serves its API, and a key to it.

use portero::demo::telegram::Emulator;
use portero::demo::telegram::EmulatorOptions;
use portero::models::Permission;
use portero::utils::clock::Clock;
use rusqlite::Connection;
use serde_json::Value;
use serde_json::json;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

/// Whose bot it is.
pub const ADMIN: i64 = 7;

/// The program that is tried: the released one where it is named, else the one that cargo built for the tests.
fn program() -> PathBuf {
    match std::env::var_os("PORTERO_BINARY") {
        Some(path) => std::path::absolute(path).expect("a path"),
        None => PathBuf::from(env!("CARGO_BIN_EXE_portero")),
    }
}

/// A folder that goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-doors-{:x}", u64::from_ne_bytes(random));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // An error means that it stays behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A bot that runs until it is dropped, with its Bot API server.
pub struct Bot {
    pub emulator: Emulator,
    pub port: u16,
    child: Child,
    folder: Folder,
}

impl Bot {
    pub async fn start() -> Self {
        let emulator = Emulator::start(EmulatorOptions::new(Clock::system())).await;
        let emulator = emulator.expect("the emulator starts");
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let folder = Folder::new();
        let child = Command::new(program())
            .env_clear()
            .env("BOT_TOKEN", emulator.token())
            .env("BOT_API_URL", emulator.url())
            .env("ADMIN_USER_IDS", ADMIN.to_string())
            .env("DATA_DIR", &folder.0)
            .env("HTTP_LISTEN", format!("127.0.0.1:{port}"))
            .current_dir(&folder.0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        let admin = emulator.add_person(ADMIN, "Jefa", None, "es");
        let polled = |emulator: &Emulator| (emulator.polls() > 0).then_some(());
        emulator.wait(polled, "the first getUpdates").await;
        admin.start(None);
        admin.expect_button("user:help").await;
        Self {
            emulator,
            port,
            child,
            folder,
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/api/v1", self.port)
    }

    pub fn database(&self) -> Connection {
        let database = Connection::open(self.folder.0.join("portero.db")).expect("the database");
        database.busy_timeout(Duration::from_secs(10)).expect("set");
        database
    }

    /// A key of the admin's that may do everything, so many times a minute.
    pub fn key(&self, per_minute: u32) -> String {
        let mut random = [0u8; 32];
        getrandom::fill(&mut random).expect("randomness");
        let text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let key = format!("ptr_{}", &text[..43]);
        let scopes: Vec<&str> = Permission::ALL.iter().map(|one| one.name()).collect();
        let sql = "INSERT INTO api_keys (name, key_hash, prefix, owner_id, scopes, rate_per_minute, created_at)
                   VALUES ('test', ?1, ?2, ?3, ?4, ?5, 1)";
        let hash = ring::digest::digest(&ring::digest::SHA256, key.as_bytes());
        let scopes = json!(scopes).to_string();
        let row = (hash.as_ref(), &key[..8], ADMIN, scopes, per_minute);
        self.database().execute(sql, row).expect("a key");
        key
    }

    /// An access token of such a key.
    pub async fn token(&self, per_minute: u32) -> String {
        let key = self.key(per_minute);
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let asked = client.post(format!("{}/auth/token", self.url()));
        let answer = asked
            .json(&json!({ "key": key }))
            .send()
            .await
            .expect("answered");
        let answer: Value = answer.json().await.expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// A line of its status, in KiB (proc_pid_status(5)).
    pub fn memory(&self, name: &str) -> u64 {
        let status = self.read("status");
        let line = status.lines().find(|line| line.starts_with(name));
        let field = line.and_then(|line| line.split_whitespace().nth(1));
        field.and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// CPU time, in hundredths of a second (proc_pid_stat(5), fields 14 and 15).
    pub fn ticks(&self) -> u64 {
        let stat = self.read("stat");
        let (_, rest) = stat.rsplit_once(')').expect("a name");
        let fields = rest.split_whitespace().skip(11).take(2);
        fields
            .map(|field| field.parse::<u64>().expect("a number"))
            .sum()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).expect("it runs")
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // One that has ended already is what we want.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
