//! A house of its own: the program as a process, with its Bot API server, its payment provider, its VPN servers, its disk
//! and its clock.

use crate::courier::Certificate;
use crate::courier::Courier;
use crate::mounts;
use crate::outline_server::OutlineServer;
use crate::plan::Site;
use portero::crud;
use portero::demo::qvapay::NoteForm;
use portero::demo::qvapay::PretendedQvaPay;
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
use portero::models::SelfService;
use portero::models::Timestamp;
use portero::models::VpnSettings;
use portero::utils::clock::Clock;
use rusqlite::Connection;
use rustix::process::Pid;
use rustix::process::Signal;
use std::fs::File;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
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

/// Below those that Linux gives to connections (ip_local_port_range).
const FIRST_PORT: u16 = 21_000;
const PORTS: u16 = 10_000;
/// The small disk of a house.
const DISK: &str = "24m";
/// A public key of a WireGuard server that has no other side: its file says what it is to hold.
const WIREGUARD: &str = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw= vpn.example.org:51820";

pub struct House {
    pub emulator: Emulator,
    pub qvapay: PretendedQvaPay,
    pub outline: OutlineServer,
    pub admin: Person,
    site: Site,
    port: u16,
    directory: PathBuf,
    settings: Vec<(String, String)>,
    process: Option<Child>,
    courier: Option<Courier>,
    offset: i64,
    /// How often it was killed.
    pub kills: i64,
}

/// The program that is tried: the released one where it is named, else the one that cargo built for the tests.
fn program() -> PathBuf {
    match std::env::var_os("PORTERO_BINARY") {
        Some(path) => std::path::absolute(path).expect("a path"),
        None => PathBuf::from(env!("CARGO_BIN_EXE_portero")),
    }
}

fn plan(name: &str, minor: i64, currency: &str, position: u32) -> Plan {
    let names = ["es", "en"].map(|lang| (lang.to_owned(), name.to_owned()));
    Plan {
        id: PlanId(0),
        goods: Goods {
            names: ByLang::from(names),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![Money {
            minor,
            currency: currency.to_owned(),
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

/// A port that no other house has, and that the machine gives to nobody by itself.
fn port_of(seed: u64) -> u16 {
    let first = FIRST_PORT + u16::try_from(seed % u64::from(PORTS)).expect("small");
    let mut ports = (first..=FIRST_PORT + PORTS).chain(FIRST_PORT..first);
    ports
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a port")
}

impl House {
    /// A house with both channels, two VPN servers and a shop, running.
    pub async fn open(seed: u64, site: Site) -> Self {
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-chaos-{seed}-{:x}", u64::from_ne_bytes(random));
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(directory.join("data")).expect("a folder");
        if site.is_small && mounts::is_inside() {
            let place = directory.join("data").display().to_string();
            mounts::mount(&["-t", "tmpfs", "-o", &format!("size={DISK}"), "none", &place]);
        }
        let file = directory.join("clock");
        let offset = NOW.0 - system_now();
        std::fs::write(&file, offset.to_string()).expect("the clock file");
        let emulator = Emulator::start(EmulatorOptions::new(Clock::file(file.clone()))).await;
        let emulator = emulator.expect("the emulator starts");
        let qvapay = PretendedQvaPay::start(Clock::file(file), "es").await;
        let admin = emulator.add_person(ADMIN, "Jefa", Some("jefa"), "es");
        for (chat, title) in [(VIP, "Canal VIP"), (FREE, "Canal Free")] {
            emulator.add_channel(chat, title);
            emulator.set_owner(chat, ADMIN);
            emulator.set_bot_rights(chat, Rights::full(), ADMIN);
        }
        admin.start(None);
        let mut house = Self {
            emulator,
            qvapay: qvapay.expect("it starts"),
            outline: OutlineServer::start().await,
            admin,
            site,
            port: port_of(seed),
            directory,
            settings: Vec::new(),
            process: None,
            courier: None,
            offset,
            kills: 0,
        };
        house.settings.extend(house.qvapay.settings());
        house.start().await;
        house.furnish().await;
        house.kill();
        house.stock();
        house.connect();
        house.start().await;
        house
    }

    /// Opens the doors, and brings both servers.
    async fn furnish(&self) {
        for (door, chat) in [("vip", VIP), ("free", FREE)] {
            self.admin.press_raw(&format!("{door}:use:{chat}"));
            self.admin.expect("✅").await;
        }
        for (button, question, answer, end) in [
            (
                "server:add_file",
                "clave pública",
                WIREGUARD,
                "Servidor añadido",
            ),
            ("server:pool_add:1:paid", "¿Qué red?", "10.66.0.0/27", "red"),
            (
                "server:pool_add:1:trial",
                "para las pruebas",
                "10.67.0.0/28",
                "red",
            ),
            (
                "server:add_outline",
                "apiUrl",
                self.outline.access().as_str(),
                "Servidor añadido",
            ),
        ] {
            self.admin.mark();
            self.admin.press_raw(button);
            self.admin.expect(question).await;
            self.admin.mark();
            self.admin.send(answer);
            self.admin.expect(end).await;
        }
    }

    /// What is for sale, and keys for everybody.
    fn stock(&self) {
        let mut database = self.database();
        let tx = database.transaction().expect("begun");
        let plans = [(100, STARS), (250, STARS), (1_999, "USD")];
        for (position, (minor, currency)) in (1..).zip(plans) {
            let plan = plan(&format!("VIP {position}"), minor, currency, position);
            crud::plans::insert(&tx, &plan).expect("a plan");
        }
        let settings = VpnSettings {
            has_trial: true,
            self_service: SelfService::Everybody,
            ..VpnSettings::default()
        };
        crud::vpn_settings::update(&tx, &settings).expect("set");
        tx.commit().expect("committed");
    }

    /// Has it reached as this house is: by Telegram and QvaPay, or by QvaPay alone.
    fn connect(&mut self) {
        let pauses = [0, 40, 300].map(Duration::from_millis);
        if self.site.brought == 0 {
            let listen = format!("127.0.0.1:{}", self.port);
            let front = format!("http://{listen}");
            self.qvapay.set(|behaviour| {
                behaviour.front = Some(front);
                behaviour.note_pauses = pauses;
                behaviour.note = Some(NoteForm::default());
            });
            let url = "https://bot.example.com".to_owned();
            self.settings.push(("HTTP_LISTEN".to_owned(), listen));
            self.settings.push(("PUBLIC_URL".to_owned(), url));
        } else {
            // Its certificate is one that QvaPay would not trust: what was paid is found by asking.
            self.qvapay.set(|behaviour| behaviour.note = None);
            let certificate = Certificate::write(&self.directory.join("tls"));
            let settings = certificate.settings(self.port).into_iter();
            let settings = settings.chain([("WEBHOOK", "true".to_owned())]);
            self.settings
                .extend(settings.map(|(name, value)| (name.to_owned(), value)));
            let courier = Courier::start(&self.emulator, self.port, self.site.brought);
            self.courier = Some(courier);
        }
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
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn();
        self.process = Some(child.expect("it starts"));
        let (is_brought, port) = (self.courier.is_some(), self.port);
        let is_up = |emulator: &Emulator| {
            let is_open = || TcpStream::connect(("127.0.0.1", port)).is_ok();
            (emulator.polls() > before || is_brought && is_open()).then_some(())
        };
        let is_up = self.emulator.wait_for(FIRST_CALL, is_up).await;
        assert!(is_up.is_some(), "it does not start: {}", self.log());
    }

    /// SIGKILL, and a look at what lies on the disk.
    pub fn kill(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        process.kill().expect("killed");
        process.wait().expect("gone");
        self.kills += 1;
        let sound: String = self
            .database()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("read");
        assert_eq!(sound, "ok", "after a kill");
    }

    /// Stops it in the middle of whatever it does, as Android does with what is not seen, and lets it go on.
    pub async fn freeze(&self, millis: u64) {
        let Some(process) = &self.process else { return };
        let id = i32::try_from(process.id()).ok().and_then(Pid::from_raw);
        let id = id.expect("a process");
        rustix::process::kill_process(id, Signal::STOP).expect("stopped");
        tokio::time::sleep(Duration::from_millis(millis)).await;
        rustix::process::kill_process(id, Signal::CONT).expect("let go");
    }

    /// Holds whoever writes to the database, as a disk does that is busy with something else.
    pub async fn slow_disk(&self, millis: u64) {
        let database = self.database();
        // Where it cannot be held the house is busy enough.
        if database.execute_batch("BEGIN IMMEDIATE").is_ok() {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            database.execute_batch("ROLLBACK").expect("let go");
        }
    }

    /// Fills its disk, if it has one of its own.
    pub fn fill(&self) -> bool {
        let is_small = self.site.is_small && mounts::is_inside();
        if is_small {
            let ballast = File::create(self.directory.join("data/ballast"));
            let mut ballast = ballast.expect("a file");
            let block = [7; 4096];
            while ballast.write_all(&block).is_ok() {}
        }
        is_small
    }

    /// Makes room again.
    pub fn empty(&self) {
        std::fs::remove_file(self.directory.join("data/ballast")).expect("removed");
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

    /// Rows of one text each.
    pub fn rows(&self, sql: &str) -> String {
        let database = self.database();
        let mut statement = database.prepare(sql).expect(sql);
        let rows = statement.query_map([], |row| row.get(0)).expect(sql);
        let rows: Vec<String> = rows.map(|row| row.expect("text")).collect();
        rows.join("\n")
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
        if self.site.is_small && mounts::is_inside() {
            let place = self.directory.join("data");
            let _ = Command::new("umount").arg("-l").arg(place).status();
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
