//! A house of its own: the program as a process, with its Bot API server and its clock.

use portero::crud;
use portero::demo::telegram::Emulator;
use portero::demo::telegram::EmulatorOptions;
use portero::demo::telegram::Person;
use portero::demo::telegram::Rights;
use portero::models::ByLang;
use portero::models::Clientele;
use portero::models::Goods;
use portero::models::Length;
use portero::models::Money;
use portero::models::Plan;
use portero::models::PlanId;
use portero::models::Product;
use portero::models::STARS;
use portero::models::Timestamp;
use portero::utils::clock::Clock;
use rusqlite::Connection;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

pub const ADMIN: i64 = 1_001;
pub const VIP: i64 = -1_001_000_000_001;
pub const FREE: i64 = -1_001_000_000_002;
/// When it begins: 2027-01-15 08:00:00 UTC.
pub const NOW: Timestamp = Timestamp(1_800_000_000);
/// How long a started process may take to ask for updates: others run on the same machine.
const FIRST_CALL: Duration = Duration::from_secs(30);

pub struct House {
    pub emulator: Emulator,
    pub admin: Person,
    directory: PathBuf,
    process: Option<Child>,
    offset: i64,
}

/// The program that is tried: the released one where it is named, else the one that cargo built for the tests.
fn program() -> PathBuf {
    match std::env::var_os("PORTERO_BINARY") {
        Some(path) => std::path::absolute(path).expect("a path"),
        None => PathBuf::from(env!("CARGO_BIN_EXE_portero")),
    }
}

fn plan(name: &str, products: &[Product], stars: i64, position: u32) -> Plan {
    let names = ["es", "en"].map(|lang| (lang.to_owned(), name.to_owned()));
    Plan {
        id: PlanId(0),
        goods: Goods {
            names: ByLang::from(names),
            products: products.to_vec(),
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![Money {
            minor: stars,
            currency: STARS.to_owned(),
        }],
        is_on_sale: true,
        position: position.into(),
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: Timestamp(0),
        removed_at: None,
    }
}

impl House {
    /// A house with both channels that sells VIP for Stars, running.
    pub async fn open(seed: u64) -> Self {
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-chaos-{seed}-{:x}", u64::from_ne_bytes(random));
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir(&directory).expect("a folder");
        let file = directory.join("clock");
        let offset = NOW.0 - system_now();
        std::fs::write(&file, offset.to_string()).expect("the clock file");
        let emulator = Emulator::start(EmulatorOptions::new(Clock::file(file))).await;
        let emulator = emulator.expect("the emulator starts");
        let admin = emulator.add_person(ADMIN, "Jefa", Some("jefa"), "es");
        for (chat, title) in [(VIP, "Canal VIP"), (FREE, "Canal Free")] {
            emulator.add_channel(chat, title);
            emulator.set_owner(chat, ADMIN);
            emulator.set_bot_rights(chat, Rights::full(), ADMIN);
        }
        admin.start(None);
        let mut house = Self {
            emulator,
            admin,
            directory,
            process: None,
            offset,
        };
        house.start().await;
        for (door, chat) in [("vip", VIP), ("free", FREE)] {
            house.admin.press_raw(&format!("{door}:use:{chat}"));
            house.admin.expect("✅").await;
        }
        let mut database = house.database();
        let tx = database.transaction().expect("begun");
        for (position, stars) in [(1, 100), (2, 250)] {
            let plan = plan(&format!("VIP {position}"), &[Product::Vip], stars, position);
            crud::plans::insert(&tx, &plan).expect("a plan");
        }
        tx.commit().expect("committed");
        house
    }

    /// Starts the program, unless it runs, and waits until it asks for updates.
    pub async fn start(&mut self) {
        if self.process.is_some() {
            return;
        }
        let before = self.emulator.polls();
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.directory.join("log"))
            .expect("the log");
        let child = Command::new(program())
            .env_clear()
            .env("BOT_TOKEN", self.emulator.token())
            .env("BOT_API_URL", self.emulator.url())
            .env("ADMIN_USER_IDS", ADMIN.to_string())
            .env("DATA_DIR", self.directory.join("data"))
            .env("PORTERO_CLOCK_FILE", self.directory.join("clock"))
            .env("LOG_LEVEL", "DEBUG")
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn();
        self.process = Some(child.expect("it starts"));
        let polled = |emulator: &Emulator| (emulator.polls() > before).then_some(());
        let polled = self.emulator.wait_for(FIRST_CALL, polled).await;
        assert!(
            polled.is_some(),
            "it does not ask for updates: {}",
            self.log()
        );
    }

    /// SIGKILL, and a look at what lies on the disk.
    pub fn kill(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        process.kill().expect("killed");
        process.wait().expect("gone");
        let sound: String = self
            .database()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("read");
        assert_eq!(sound, "ok", "after a kill");
    }

    /// Moves the clock of the bot and of Telegram.
    pub fn advance(&mut self, seconds: i64) {
        self.offset += seconds;
        // Written aside and renamed, so that nobody reads half a number.
        let part = self.directory.join("clock.new");
        std::fs::write(&part, self.offset.to_string()).expect("written");
        std::fs::rename(part, self.directory.join("clock")).expect("renamed");
    }

    pub fn database(&self) -> Connection {
        let database = Connection::open(self.directory.join("data/portero.db"));
        let database = database.expect("the database");
        database.busy_timeout(Duration::from_secs(20)).expect("set");
        database
    }

    pub fn count(&self, sql: &str) -> i64 {
        let row = self.database().query_row(sql, [], |row| row.get(0));
        row.expect(sql)
    }

    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let from = log.len().saturating_sub(20_000);
        log.get(from..).unwrap_or(&log).to_owned()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Errors mean that it has ended already.
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            eprintln!("---- the bot's log:\n{}", self.log());
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the offset of the clock file is towards the machine's clock"
)]
fn system_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("before the end of time")
}
