//! Updates as the Bot API allows them and nobody sends them: thousands, as people and as the staff. Whatever comes, the
//! bot goes on, answers every press and whoever is about to pay, and sets nothing aside.
//!
//! `PORTERO_SEED` makes another run, or plays one again. With `PORTERO_UPDATES` the released program gets so many.

mod buttons;
mod dice;
mod make;
mod spec;

use crate::child::Outside;
use crate::pretended::Pretended;
use crate::receipts::{jefa, month, shop};
use crate::world::{ADMIN, FREE, NOW, VIP, World};
use make::{Cast, Maker};
use portero::demo::telegram::{Call, Emulator, Person};
use portero::models::{Door, NoticeKind, ServerId, Tempo, VpnKind, VpnSetting};
use portero::services::vpn::{addresses, pools, settings};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use buttons::shipped;

/// How many there are each day.
const UPDATES: usize = 3_000;
/// How many come at once, before the bot has seen to them: a portion of this many, or a fortieth of all.
const AT_ONCE: usize = 100;
const PORTIONS: usize = 40;
/// A group that the bot is in.
const GROUP: i64 = -1_001_000_000_005;
/// The first of the people, and of the staff: far from all other numbers.
const PEOPLE: i64 = 70_001;
const STAFF: i64 = 90_001;
/// How long one portion may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn number_of(name: &str, usual: u64) -> u64 {
    let asked = std::env::var(name).ok();
    asked.map_or(usual, |text| text.parse().expect(name))
}

/// The same one each day; a long run is worth another.
fn seed() -> u64 {
    let seed = number_of("PORTERO_SEED", 1);
    println!("PORTERO_SEED={seed}");
    seed
}

/// A house in which things happen.
struct Scene {
    emulator: Emulator,
    database: PathBuf,
    people: Vec<Person>,
    staff: Vec<Person>,
    /// Tokens that somebody may redeem.
    tokens: Vec<String>,
    /// What the scene does between two portions.
    advance: Box<dyn Fn(i64)>,
}

impl Scene {
    fn database(&self) -> Connection {
        let database = Connection::open(&self.database).expect("the database");
        database.busy_timeout(Duration::from_secs(20)).expect("set");
        database
    }

    fn count(&self, sql: &str) -> i64 {
        let row = self.database().query_row(sql, [], |row| row.get(0));
        row.expect(sql)
    }

    /// One column of texts.
    fn texts(&self, sql: &str) -> Vec<String> {
        let database = self.database();
        let mut rows = database.prepare(sql).expect(sql);
        let rows = rows.query_map([], |row| row.get(0)).expect(sql);
        rows.map(|row| row.expect(sql)).collect()
    }

    /// Makes them, without the bot's knowledge.
    fn cast(&mut self, people: i64, staff: i64) {
        let add = |id: i64| {
            let (name, lang) = [("Ana <b>&", "es"), ("🤡", "en"), ("مرحبا", "ar")]
                [usize::try_from(id % 3).expect("small")];
            self.emulator.add_person(id, name, None, lang)
        };
        self.people = (PEOPLE..PEOPLE + people).map(add).collect();
        self.staff = (STAFF..STAFF + staff).map(add).collect();
        self.emulator.add_group(GROUP, "Grupo");
        self.emulator.set_owner(GROUP, ADMIN);
    }

    /// Opens the house again, whoever closed it, and gives its doors their channels back.
    fn tidy_up(&self) {
        let admin = self.emulator.person(ADMIN);
        admin.press_raw("house:care:open");
        admin.press_raw("person:unban:70001");
        for (door, chat) in [("vip", VIP), ("free", FREE)] {
            admin.press_raw(&format!("{door}:use:{chat}"));
        }
        for person in self.people.iter().chain(&self.staff) {
            person.unblock();
        }
        self.appoint();
    }

    /// The staff has its roles, most of them all rights.
    fn appoint(&self) {
        let mut database = self.database();
        let tx = database.transaction().expect("begun");
        let kinds: Vec<&str> = NoticeKind::ALL.iter().map(|kind| kind.name()).collect();
        for (place, person) in self.staff.iter().enumerate() {
            let role = ["superadmin", "superadmin", "admin", "support"]
                [usize::try_from(person.id % 4).expect("small")];
            tx.execute(
                "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (?1, 'X', 1, 1) ON CONFLICT DO NOTHING",
                [person.id],
            )
            .expect("a person");
            tx.execute(
                "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, ?2, ?1, 1) ON CONFLICT DO NOTHING",
                rusqlite::params![person.id, role],
            )
            .expect("a role");
            // Many as they are, they would mostly read notices.
            if place > 10 {
                let off = "INSERT OR REPLACE INTO user_settings (user_id, key, value) VALUES (?1, 'notices.off', ?2)";
                tx.execute(off, rusqlite::params![person.id, kinds.join(",")])
                    .expect("set");
            }
        }
        tx.execute("UPDATE users SET status = 'active', banned_until = NULL WHERE status = 'banned' AND id % 3 > 0", [])
            .expect("nobody is banned for long");
        tx.commit().expect("committed");
    }

    fn cast_of(&self) -> Cast {
        let everybody = self.people.iter().chain(&self.staff);
        let people: Vec<Value> = everybody.map(Person::info).collect();
        let chat = |id: i64, kind: &str| json!({"id": id, "type": kind, "title": "Chat <&>"});
        let mut chats = vec![
            chat(VIP, "channel"),
            chat(FREE, "channel"),
            chat(GROUP, "supergroup"),
            chat(-1_001_000_000_999, "supergroup"),
        ];
        chats.extend(
            people
                .iter()
                .take(3)
                .map(|person| json!({"id": person["id"], "type": "private"})),
        );
        let mut numbers: Vec<i64> = (0..8)
            .chain([VIP, FREE, GROUP, ADMIN, 30, 60, 2_001])
            .collect();
        numbers.extend(
            people
                .iter()
                .take(4)
                .filter_map(|person| person["id"].as_i64()),
        );
        numbers.push(STAFF);
        let orders = vec!["ord_unknown".to_owned(), String::new()];
        let mut words: Vec<String> = [
            "vip",
            "free",
            "ref_70001",
            "own_0123456789abcdef0123456789abcdef",
            "v_AAAABBBBCCCCDDDD",
            "ana",
            "70001",
            "support",
        ]
        .map(str::to_owned)
        .to_vec();
        words.push(format!("{PEOPLE} support 1d"));
        words.extend(self.tokens.iter().map(|token| format!("v_{token}")));
        words.extend(self.tokens.iter().cloned());
        Cast {
            people,
            chats,
            data: shipped(),
            words,
            orders,
            numbers,
        }
    }

    /// What the bot showed somebody last, as an update holds it.
    fn screen(&self, person: i64) -> Option<Value> {
        let messages = self.emulator.messages(person);
        let shown = messages.into_iter().rev().find(|message| message.by_bot);
        shown.map(|message| message.value)
    }

    /// Waits until the bot has seen to everything.
    async fn is_quiet(&self, what: &str) {
        let open = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND problem IS NULL";
        let quiet = self.emulator.wait_for(PATIENCE, |emulator| {
            (emulator.updates_pending() == 0 && self.count(open) == 0).then_some(())
        });
        if quiet.await.is_none() {
            let left = self
                .texts("SELECT raw FROM inbox WHERE done_at IS NULL AND problem IS NULL LIMIT 3");
            panic!(
                "{what}: {} updates wait, of the stored ones: {left:#?}",
                self.emulator.updates_pending()
            );
        }
    }

    /// What went wrong so far, the calls of this portion among it.
    fn faults(&self, calls: &[Call]) -> Vec<String> {
        let mut faults =
            self.texts("SELECT problem || ': ' || raw FROM inbox WHERE problem IS NOT NULL");
        for text in self.emulator.unanswered_callbacks() {
            faults.push(format!("a press without an answer: {text}"));
        }
        faults.extend(self.emulator.violations());
        for call in calls {
            let text = call.text();
            if text.contains("incident") || text.contains("Incident") {
                faults.push(format!("{}: {text}", call.method));
            }
        }
        faults
    }
}

/// Gives the bot that many updates in portions, and looks after each whether all is well.
async fn storm(scene: &Scene, seed: u64, updates: usize) {
    let mut maker = Maker::new(seed, scene.cast_of());
    let (mut begun, at_once) = (0, AT_ONCE.max(updates / PORTIONS));
    let mut asked = BTreeSet::new();
    let mut answered = BTreeSet::new();
    let mut mark = scene.emulator.mark();
    while begun < updates {
        maker.cast.orders = scene.texts("SELECT code FROM orders");
        maker
            .cast
            .orders
            .extend(["ord_unknown".to_owned(), String::new()]);
        for _ in 0..at_once.min(updates - begun) {
            let group = if maker.dice.chance(50) {
                &scene.staff
            } else {
                &scene.people
            };
            let person = maker.dice.one_of(group);
            let screen = scene.screen(person.id);
            let (kind, body) = maker.update(&person.info(), screen.as_ref());
            if kind == "pre_checkout_query" {
                asked.insert(body["id"].as_str().unwrap_or_default().to_owned());
            }
            scene.emulator.give_update(&kind, body);
        }
        begun += at_once;
        scene
            .is_quiet(&format!("PORTERO_SEED={seed}, update {begun}"))
            .await;
        let calls = scene.emulator.calls_since(mark);
        mark = scene.emulator.mark();
        for call in &calls {
            if call.method == "answerPreCheckoutQuery" {
                let id = call.params["pre_checkout_query_id"].as_str();
                answered.insert(id.unwrap_or_default().to_owned());
            }
        }
        let faults = scene.faults(&calls);
        assert!(
            faults.is_empty(),
            "PORTERO_SEED={seed}, update {begun}: {faults:#?}"
        );
        scene.tidy_up();
        scene.is_quiet("after the tidying").await;
        (scene.advance)(61);
    }
    let silent: Vec<_> = asked.difference(&answered).collect();
    assert!(
        silent.is_empty(),
        "nobody answered who was about to pay: {silent:?}"
    );
    let person = scene.emulator.add_person(60_001, "Zoe", None, "es");
    person.start(None);
    person.expect("Zoe").await;
}

/// What the scene is played with, once the bot runs and has its channels.
async fn begin(scene: &mut Scene, people: i64, staff: i64) {
    scene.cast(people, staff);
    for person in scene.people.iter().chain(&scene.staff) {
        person.start(None);
    }
    scene.is_quiet("the beginning").await;
    scene.appoint();
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_odd_updates_stop_nothing_and_leave_no_press_unanswered() {
    let seed = seed();
    let mut world = World::unstarted().await;
    world.tempo = Tempo {
        hurry: 100_000,
        private_every: Duration::from_millis(1),
        ..world.tempo
    };
    (world.settings).insert("MESSAGES_PER_SECOND".to_owned(), "1000".to_owned());
    world.start().await;
    world.configure(Door::Vip).await;
    world.configure(Door::Free).await;
    let tokens = furnish(&world).await;
    let clock = world.clock.clone();
    let mut scene = Scene {
        emulator: world.emulator.clone(),
        database: world.directory.join("portero.db"),
        people: Vec::new(),
        staff: Vec::new(),
        tokens,
        advance: Box::new(move |seconds| clock.advance(seconds)),
    };
    begin(&mut scene, 40, 20).await;
    storm(&scene, seed, UPDATES).await;
    drop(scene);
    world.finish().await;
}

/// Servers in which everybody may have a key, a plan for Stars or by hand, and tokens, which it returns.
async fn furnish(world: &World) -> Vec<String> {
    let servers = Pretended::default();
    servers.install(world);
    servers.add(world, VpnKind::WireGuard, "Madrid <&>").await;
    servers.add(world, VpnKind::Outline, "Miami").await;
    let ctx = &world.app().ctx;
    for (setting, value) in [
        (VpnSetting::SelfService, "everybody"),
        (VpnSetting::SelfBytes, "5 GB"),
        (VpnSetting::SelfDays, "30"),
    ] {
        let set = settings::set(ctx, &jefa(), setting, value, NOW).await;
        set.expect("set");
    }
    let networks = pools::parse("10.66.0.0/24 fd66::/64").expect("networks");
    let pool = addresses::add(ctx, &jefa(), ServerId(1), false, networks, NOW).await;
    pool.expect("a pool");
    let (plan, _) = shop(world).await;
    let stars = "INSERT INTO plan_prices (plan_id, currency, minor) VALUES (?1, 'XTR', 150)";
    (world.database().execute(stars, [plan.0])).expect("a price");
    let tokens = world.tokens(4, Some(24)).await;
    world.settled().await;
    tokens
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_in_no_currency_is_set_aside_at_once_and_holds_nobody_up() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    for (currency, amount) in [("", 5), ("\0TR", 5), ("XTR", -5)] {
        let payment = json!({"currency": currency, "total_amount": amount, "invoice_payload": "x",
            "telegram_payment_charge_id": "odd", "provider_payment_charge_id": ""});
        let message = json!({"message_id": 900, "date": NOW.0, "from": world.ana.info(),
            "chat": {"id": world.ana.id, "type": "private"}, "successful_payment": payment});
        world.emulator.give_update("message", message);
    }
    world.ana.send("/id");
    world.ana.expect("2001").await;
    world.settled().await;
    let aside = "SELECT count(*) FROM inbox WHERE problem LIKE '%successful_payment%'";
    assert_eq!(world.value::<i64>(aside), 3);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM payments"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_no_person_asks_in_vain_and_alarms_nobody() {
    let world = World::new().await;
    for (id, is_bot) in [(0, false), (555, true)] {
        let from = json!({"id": id, "is_bot": is_bot, "first_name": "Nadie"});
        let chat = json!({"id": FREE, "type": "channel", "title": "Canal Free"});
        let request = json!({"chat": chat, "from": from, "user_chat_id": id, "date": NOW.0});
        world.emulator.give_update("chat_join_request", request);
    }
    world.settled().await;
    let asked = "SELECT count(*) FROM free_channel_requests";
    assert_eq!(world.value::<i64>(asked), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_of_a_kind_that_is_newer_than_the_bot_alarms_nobody() {
    let world = World::new().await;
    let place = |status: &str| json!({"status": status, "user": {"id": 1, "is_bot": true, "first_name": "Portero"}});
    for kind in ["community", "private"] {
        let change = json!({"chat": {"id": -1_001_000_000_777_i64, "type": kind, "title": "Nuevo"},
            "from": world.ana.info(), "date": NOW.0,
            "old_chat_member": place("left"), "new_chat_member": place("administrator")});
        world.emulator.give_update("my_chat_member", change);
    }
    world.settled().await;
    world.ana.send("/id");
    world.ana.expect("2001").await;
    let told = |call: &Call| call.text().contains("ncidente");
    assert!(!world.emulator.calls().iter().any(told));
    let known = "SELECT count(*) FROM channels WHERE chat_id = -1001000000777";
    assert_eq!(world.value::<i64>(known), 0);
    world.finish().await;
}

/// The released program, which ends at a panic: many more updates, of as many people as its patience with each of them
/// asks for. `scripts/check.sh --real` names the program and the number.
#[tokio::test(flavor = "multi_thread")]
async fn the_released_program_outlives_as_many_odd_updates_as_are_asked_for() {
    let Some(updates) = std::env::var_os("PORTERO_UPDATES") else {
        println!("skipped: PORTERO_UPDATES says how many, and PORTERO_BINARY which program");
        return;
    };
    let updates = updates.to_string_lossy().parse().expect("a number");
    let seed = seed();
    let mut outside = Outside::unstarted().await;
    outside.set("MESSAGES_PER_SECOND", "1000");
    outside.start().await;
    let (file, now) = (outside.clock_file().to_owned(), Cell::new(0));
    let begun = offset(&file);
    let mut scene = Scene {
        emulator: outside.emulator.clone(),
        database: outside.data().join("portero.db"),
        people: Vec::new(),
        staff: Vec::new(),
        tokens: Vec::new(),
        advance: Box::new(move |seconds| {
            now.set(now.get() + seconds);
            let part = file.with_extension("new");
            std::fs::write(&part, (begun + now.get()).to_string()).expect("written");
            std::fs::rename(part, &file).expect("renamed");
        }),
    };
    let many = i64::try_from(updates / 25).expect("a number").max(40);
    let mut database = scene.database();
    let tx = database.transaction().expect("begun");
    portero::crud::plans::insert(&tx, &month()).expect("a plan");
    tx.commit().expect("committed");
    begin(&mut scene, many, many / 2).await;
    let process = outside.id();
    storm(&scene, seed, updates).await;
    drop(scene);
    assert_eq!(outside.id(), process);
    let log = outside.log();
    let lines = log.lines().filter(|line| line.contains("panic"));
    let fallen: Vec<&str> = lines.collect();
    assert!(fallen.is_empty(), "{fallen:#?}");
}

fn offset(file: &Path) -> i64 {
    let text = std::fs::read_to_string(file).expect("the clock file");
    text.trim().parse().expect("a number")
}
