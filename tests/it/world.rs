//! A whole bot on a temporary folder, two channels, an admin, and people. The clock stands still until moved.

use crate::logs;
use portero::app::{App, House};
use portero::config::Config;
use portero::context::Ctx;
use portero::demo::telegram::{Emulator, EmulatorOptions, Person, Rights};
use portero::models::{
    Actor, Channel, ChatId, ChatKind, Door, Right, Rights as BotRights, Tempo, Timestamp,
    TokenOrder,
};
use portero::services::{channels, tokens};
use portero::utils::clock::Clock;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// When the tests begin.
pub const NOW: Timestamp = Timestamp(1_800_000_000);
pub const VIP: i64 = -1_001_000_000_001;
pub const FREE: i64 = -1_001_000_000_002;
pub const ADMIN: i64 = 7;
pub const ANA: i64 = 2001;
pub const EVA: i64 = 2002;
/// How long a press may be on its way before the clock moves without its answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// Presses of a test come faster than those of a person.
const SHORT: Tempo = Tempo {
    private_every: Duration::from_millis(20),
    menus_quiet: Duration::from_millis(500),
    job_postponed: Duration::from_secs(1),
    webhook_looked: Duration::from_millis(500),
    hurry: 20,
};

/// What is done to a house before it runs.
pub type Prepare = Box<dyn Fn(&Ctx) + Send + Sync>;

/// A running bot with its world.
pub struct World {
    pub emulator: Emulator,
    pub clock: Clock,
    pub directory: PathBuf,
    pub admin: Person,
    pub ana: Person,
    pub eva: Person,
    pub settings: HashMap<String, String>,
    /// Short; a test of the true one takes the default.
    pub tempo: Tempo,
    /// Done to the open house before anything in it runs.
    pub prepare: Option<Prepare>,
    app: Option<App>,
    is_finished: bool,
}

impl World {
    /// A bot whose two doors have their channels.
    pub async fn new() -> Self {
        let world = Self::bare().await;
        world.configure(Door::Vip).await;
        world.configure(Door::Free).await;
        world
    }

    /// The same at the pace of real people.
    pub async fn unhurried() -> Self {
        let mut world = Self::unstarted().await;
        world.tempo = Tempo::default();
        world.start().await;
        world.configure(Door::Vip).await;
        world.configure(Door::Free).await;
        world
    }

    /// A bot without channels: they exist, with the bot as their administrator, but serve no door yet.
    pub async fn bare() -> Self {
        let mut world = Self::unstarted().await;
        world.start().await;
        world
    }

    /// The world without a running bot.
    pub async fn unstarted() -> Self {
        logs::keep();
        let clock = Clock::standing(NOW);
        let emulator = Emulator::start(EmulatorOptions::new(clock.clone()))
            .await
            .expect("the emulator starts");
        let admin = emulator.add_person(ADMIN, "Jefa <&>", Some("jefa"), "es");
        let ana = emulator.add_person(ANA, "Ana \"<b>", Some("ana"), "es");
        let eva = emulator.add_person(EVA, "Eva", None, "en");
        for (chat, title) in [(VIP, "Canal VIP <&>"), (FREE, "Canal Free")] {
            emulator.add_channel(chat, title);
            emulator.set_owner(chat, ADMIN);
            emulator.set_bot_rights(chat, Rights::full(), ADMIN);
        }
        emulator.drop_updates();
        // The admin pressed Start some day: the bot may write to them.
        admin.start(None);
        emulator.drop_updates();
        let directory = scratch();
        let settings = HashMap::from([
            ("BOT_TOKEN".to_owned(), emulator.token().to_owned()),
            ("BOT_API_URL".to_owned(), emulator.url()),
            ("ADMIN_USER_IDS".to_owned(), ADMIN.to_string()),
            ("DATA_DIR".to_owned(), directory.display().to_string()),
        ]);
        Self {
            emulator,
            clock,
            directory,
            admin,
            ana,
            eva,
            settings,
            tempo: SHORT,
            prepare: None,
            app: None,
            is_finished: false,
        }
    }

    /// Starts the bot and waits until it polls, or has told Telegram where to bring updates.
    pub async fn start(&mut self) {
        let mut config = Config::from(&self.settings).expect("valid settings");
        config.tempo = self.tempo;
        let heard =
            |emulator: &Emulator| emulator.polls() + emulator.count_calls("setWebhook") as u64;
        let before = heard(&self.emulator);
        let house = House::open(config, self.clock.clone())
            .await
            .expect("the house opens");
        if let Some(prepare) = &self.prepare {
            prepare(&house.ctx);
        }
        self.app = Some(App::run_in(house).await.expect("the bot starts"));
        self.emulator
            .wait(
                |emulator| (heard(emulator) > before).then_some(()),
                "the first getUpdates or setWebhook",
            )
            .await;
    }

    /// Stops the bot as a signal does.
    pub async fn stop(&mut self) {
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
    }

    /// The running bot.
    pub fn app(&self) -> &App {
        self.app.as_ref().expect("the bot runs")
    }

    /// Stops the bot and starts it again.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// A connection to the bot's database.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.directory.join("portero.db")).expect("the database")
    }

    /// One value from the database.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        self.database()
            .query_row(sql, [], |row| row.get(0))
            .expect(sql)
    }

    /// Waits until everything that happened was heard, handled and answered.
    pub async fn settled(&self) {
        let sql = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND problem IS NULL";
        self.emulator
            .wait(
                |emulator| {
                    let is_heard = emulator.updates_pending() == 0;
                    (is_heard && self.value::<i64>(sql) == 0).then_some(())
                },
                "every update to be handled",
            )
            .await;
    }

    /// Waits for command menus: they are published when things have been quiet for ten seconds.
    pub async fn menus(&self, mut are_right: impl FnMut(&[(String, Value)]) -> bool) {
        let found = self
            .emulator
            .wait_for(Duration::from_secs(30), |emulator| {
                are_right(&emulator.commands()).then_some(())
            })
            .await;
        assert!(
            found.is_some(),
            "the menus: {:#?}",
            self.emulator.commands()
        );
    }

    /// Moves the clock of the bot and of Telegram. A press that the bot is answering is answered first: after the
    /// move Telegram would call it too old.
    pub fn advance(&self, seconds: i64) {
        if self.app.is_some() {
            let started = Instant::now();
            tokio::task::block_in_place(|| {
                while !self.emulator.unanswered_callbacks().is_empty()
                    && started.elapsed() < ANSWERED_WITHIN
                {
                    std::thread::sleep(Duration::from_millis(2));
                }
            });
        }
        self.clock.advance(seconds);
    }

    /// Puts the test's channel behind a door, as the house itself.
    pub async fn configure(&self, door: Door) {
        let (chat, title) = match door {
            Door::Vip => (VIP, "Canal VIP <&>"),
            Door::Free => (FREE, "Canal Free"),
        };
        let channel = Channel {
            chat_id: ChatId(chat),
            kind: ChatKind::Channel,
            title: title.to_owned(),
            username: None,
            member_count: None,
            is_admin: true,
            rights: BotRights(Right::ALL.to_vec()),
            lost_at: None,
            checked_at: self.clock.now(),
        };
        channels::configure(
            &self.app().ctx,
            &Actor::system(),
            door,
            channel,
            self.clock.now(),
        )
        .await
        .expect("configured");
    }

    /// A token made by the admin in chat, with the given length of access, as the admin reads it.
    pub async fn token(&self, duration_hours: Option<i64>) -> String {
        self.tokens(1, duration_hours).await.remove(0)
    }

    /// Tokens made for the admin, as they read them.
    pub async fn tokens(&self, count: u32, duration_hours: Option<i64>) -> Vec<String> {
        let now = self.clock.now();
        let mark = self.emulator.mark();
        let order = TokenOrder {
            count,
            valid_hours: 24,
            duration_hours,
            note: None,
        };
        let admin = Actor::user(
            portero::models::UserId(ADMIN),
            portero::models::PermissionSet::all(),
            None,
        );
        let from = tokens::OrderedFrom {
            chat: ChatId(ADMIN),
            press: None,
        };
        tokens::generate(&self.app().ctx, &admin, order, from, now)
            .await
            .expect("made");
        let call = self
            .emulator
            .wait(
                |emulator| {
                    emulator.calls_since(mark).into_iter().find(|call| {
                        call.chat() == Some(ADMIN)
                            && call.is_ok()
                            && (call.text().contains("?start=v_") || call.method == "sendDocument")
                    })
                },
                "the tokens",
            )
            .await;
        if count == 1 {
            let text = call.text();
            let from = text.find("<code>").expect("a token") + "<code>".len();
            let to = from + text[from..].find("</code>").expect("a token");
            return vec![text[from..to].to_owned()];
        }
        let file = call.files.values().next().expect("a document");
        tokens_in_csv(&file.bytes)
    }

    /// Ana (or whoever) redeems a token by its deep link and gets their link.
    pub async fn redeem(&self, person: &Person, token: &str) -> String {
        person.start(Some(&format!("v_{token}")));
        self.link_for(person).await
    }

    /// The newest personal link a person was sent.
    pub async fn link_for(&self, person: &Person) -> String {
        person.expect_url("https://t.me/+").await
    }

    /// Stops the bot and looks whether anything was left or done wrong.
    pub async fn finish(mut self) {
        self.stop().await;
        self.is_finished = true;
        let violations = self.emulator.violations();
        assert!(
            violations.is_empty(),
            "Telegram would have refused: {violations:#?}"
        );
        let unanswered = self.emulator.unanswered_callbacks();
        assert!(
            unanswered.is_empty(),
            "presses without an answer: {unanswered:?}"
        );
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.directory);
        if !self.is_finished && !std::thread::panicking() {
            panic!("the test ended without looking at what the bot left: call finish()");
        }
    }
}

/// Waiting for a button with an address.
pub trait ExpectUrl {
    /// The address of the newest button that begins so, among what came after the mark.
    fn expect_url(&self, prefix: &str) -> impl Future<Output = String>;
}

impl ExpectUrl for Person {
    async fn expect_url(&self, prefix: &str) -> String {
        let found = |person: &Person| {
            person.news().iter().rev().find_map(|message| {
                message
                    .buttons()
                    .find_map(|button| button.url.clone().filter(|url| url.starts_with(prefix)))
            })
        };
        let person = self.clone();
        self.emulator()
            .wait(|_| found(&person), &format!("a button to {prefix}"))
            .await
    }
}

/// The tokens in the first column of a CSV that look like tokens.
pub fn tokens_in_csv(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .skip(1)
        .filter_map(|line| {
            line.split([',', ';'])
                .next()
                .map(|cell| cell.trim_matches('"').to_owned())
        })
        .filter(|cell| !cell.is_empty())
        .collect()
}

/// An empty folder of this test's own.
pub fn scratch() -> PathBuf {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random).expect("randomness");
    let folder = memory().unwrap_or_else(std::env::temp_dir);
    let path = folder.join(format!("portero-it-{:x}", u64::from_ne_bytes(random)));
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

/// A folder in memory with plenty of room, unless another is asked for: what is written there waits for no disk, and
/// outlives a killed process all the same.
fn memory() -> Option<PathBuf> {
    let folder = Path::new("/dev/shm");
    let free = portero::utils::host::free_bytes(folder)?;
    (free > 2_000_000_000 && std::env::var_os("TMPDIR").is_none()).then(|| folder.to_owned())
}
