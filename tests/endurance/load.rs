//! A thousand people at once, wave after wave, in a house that is full already: each presses Start, takes the trial, gets a
//! key, looks at it and at its use, and opens a ticket. Waves of other people follow while the clock of the house goes
//! through an hour. Nothing may get lost, each press is answered, and memory stays flat.
//!
//! What is not measured is Telegram: its thirty messages a second are lifted for the bot (`MESSAGES_PER_SECOND`, at most a
//! thousand), and its server here refuses nothing for coming too fast. One a second to each private chat the bot keeps to
//! all the same. People therefore read what they are shown for a few seconds before they press, as people do: whoever
//! presses faster waits for their own chat, and twelve who are handed a key wait with everybody else behind them. And the
//! one helper, who hears of thousands of tickets, is still being told when it is over: of those that
//! were not told yet it is looked at that they wait.

use crate::full_house;
use crate::house::ADMIN;
use crate::house::House;
use crate::house::PATIENCE;
use crate::measure::hundredth;
use crate::measure::slope;
use crate::tunnel::Tunnel;
use portero::demo::telegram::Call;
use portero::demo::telegram::CallbackId;
use portero::demo::telegram::Person;
use portero::demo::telemt::Telemt;
use portero::models::Actor;
use portero::models::ServerId;
use portero::services::vpn::addresses;
use portero::services::vpn::pools;
use portero::utils::clock::Clock;
use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

const WAVES: i64 = 3;
const PEOPLE: i64 = 1_000;
/// The first of them.
const FIRST: i64 = 1_000_000;
/// Each so many-th takes a proxy for Telegram as trial; the others take WireGuard.
const EACH_PROXY: i64 = 5;
/// Between waves: all together they go through an hour.
const BETWEEN: i64 = 3_600 / WAVES;
/// The hour and all that follows is over by then.
const MOST: Duration = Duration::from_secs(170);
/// What memory may gain with each thousand updates, over the second half. Each seven of them are of somebody new, of whom
/// the bot remembers for a while how much they did and what it asked them last (at most ten thousand people): about a
/// kilobyte each. An update that stayed whole, or a message, would be a thousand.
const MOST_SLOPE_KIB: f64 = 350.0;
/// What the bot may take in all.
const MOST_KIB: u64 = 64 * 1024;
/// Telegram gives a press fifteen seconds.
const MOST_WAIT: Duration = Duration::from_secs(15);

/// What somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Home,
    Offer,
    Key,
    Card,
    Usage,
    Question,
    Ticket,
    Done,
}

impl Step {
    fn next(self) -> Self {
        match self {
            Self::Home => Self::Offer,
            Self::Offer => Self::Key,
            Self::Key => Self::Card,
            Self::Card => Self::Usage,
            Self::Usage => Self::Question,
            Self::Question => Self::Ticket,
            Self::Ticket | Self::Done => Self::Done,
        }
    }

    /// Whether a message says that it has come, by its words and its buttons.
    fn is_shown(self, words: &str, buttons: &str) -> bool {
        match self {
            Self::Home => buttons.contains("key:trial"),
            Self::Offer => buttons.contains("key:trial:wireguard"),
            Self::Key => words.contains("📖") && buttons.contains("key:show:"),
            Self::Card => buttons.contains("key:rename:"),
            Self::Usage => words.contains("Tu uso"),
            Self::Question => words.contains("Cuéntame qué pasa"),
            Self::Ticket => words.contains("Ticket <b>#"),
            Self::Done => false,
        }
    }
}

struct Guest {
    person: Person,
    number: i64,
    step: Step,
    /// When what they wait for was shown.
    shown: Option<Instant>,
    /// The press that is to be answered.
    press: Option<CallbackId>,
    key: Option<i64>,
    /// The address in the file they were sent.
    address: Option<String>,
    /// What they were shown last.
    last: String,
}

impl Guest {
    fn is_proxied(&self) -> bool {
        self.number % EACH_PROXY == 0
    }

    /// Each reads at a pace of their own, between two and four seconds.
    fn has_read(&self) -> bool {
        let reads = Duration::from_millis(2_000 + self.number.unsigned_abs() * 37 % 2_000);
        self.shown.is_some_and(|shown| shown.elapsed() >= reads)
    }

    fn press(&mut self, data: &str) {
        self.press = Some(self.person.press_raw(data));
    }

    /// Does what brings the next screen.
    fn go_on(&mut self) {
        self.step = self.step.next();
        self.shown = None;
        match self.step {
            Step::Home | Step::Done => {}
            Step::Offer => self.press("key:trial"),
            Step::Key if self.is_proxied() => self.press("key:trial:mtproto"),
            Step::Key => self.press("key:trial:wireguard"),
            Step::Card => {
                let key = self.key.expect("the guide leads to the key");
                self.press(&format!("key:show:{key}"));
            }
            Step::Usage => self.press("key:usage"),
            Step::Question => self.press("support:begin:vpn"),
            Step::Ticket => drop(self.person.send(&format!("no me va, soy {}", self.number))),
        }
    }

    /// Notes what the bot sent or wrote here.
    fn see(&mut self, call: &Call) {
        let words = call.text();
        let buttons = call.params.get("reply_markup");
        let buttons = buttons.map_or_else(String::new, ToString::to_string);
        if self.step.is_shown(words, &buttons) {
            self.shown.get_or_insert_with(Instant::now);
        }
        self.last = format!("{words} {buttons}");
        if let Some((_, rest)) = buttons.split_once("key:show:") {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            self.key = digits.parse().ok().or(self.key);
        }
        for file in call.files.values() {
            let text = String::from_utf8_lossy(&file.bytes);
            if let Some(line) = text.lines().find(|line| line.starts_with("Address")) {
                let before = self.address.replace(line.to_owned());
                assert_eq!(before, None, "one file for each");
            }
        }
    }
}

/// The crowd of all waves, and what was measured of it.
struct Crowd {
    guests: Vec<Guest>,
    by_chat: HashMap<i64, usize>,
    by_press: HashMap<String, (usize, Instant)>,
    waits: Vec<Duration>,
    refused: Vec<String>,
    seen: usize,
    /// When the bot last did something.
    moved: Instant,
    updates: Arc<AtomicU64>,
}

impl Crowd {
    fn note_press(&mut self, number: usize) {
        self.updates.fetch_add(1, Ordering::Relaxed);
        if let Some(press) = &self.guests[number].press {
            self.by_press
                .insert(press.0.clone(), (number, Instant::now()));
        }
    }

    /// So many new people press Start, all at once.
    fn arrive(&mut self, house: &House, wave: i64) {
        for number in wave * PEOPLE..(wave + 1) * PEOPLE {
            let id = FIRST + number;
            let person = house
                .emulator
                .add_person(id, &format!("P{number}"), None, "es");
            person.start(None);
            self.by_chat.insert(id, self.guests.len());
            self.guests.push(Guest {
                person,
                number,
                step: Step::Home,
                shown: None,
                press: None,
                key: None,
                address: None,
                last: String::new(),
            });
            self.updates.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes over what the bot did since the last look, and goes on with whoever can.
    fn look(&mut self, house: &House) {
        let calls = house.emulator.calls_since(self.seen);
        self.seen += calls.len();
        if !calls.is_empty() {
            self.moved = Instant::now();
        }
        for call in &calls {
            if call.method == "answerCallbackQuery" {
                self.answered(call);
            } else if let Some(number) = call.chat().and_then(|chat| self.by_chat.get(&chat)) {
                if call.is_ok() {
                    self.guests[*number].see(call);
                } else {
                    self.refused
                        .push(format!("{} {:?}", call.method, call.outcome));
                }
            }
        }
        for number in 0..self.guests.len() {
            let guest = &mut self.guests[number];
            if guest.has_read() && guest.press.is_none() && guest.step != Step::Done {
                guest.go_on();
                if self.guests[number].step != Step::Done {
                    self.note_press(number);
                }
            }
        }
    }

    fn answered(&mut self, call: &Call) {
        let id = call.params["callback_query_id"]
            .as_str()
            .unwrap_or_default();
        let Some((number, pressed)) = self.by_press.remove(id) else {
            return;
        };
        if let Err(why) = &call.outcome {
            self.refused.push(format!("an answer: {why}"));
        }
        self.waits
            .push(call.instant.saturating_duration_since(pressed));
        self.guests[number].press = None;
    }

    fn is_done(&self) -> bool {
        self.guests.iter().all(|guest| guest.step == Step::Done)
    }

    /// Where everybody stands, for a failed test.
    fn standing(&self) -> String {
        let mut standing: HashMap<String, (usize, &str)> = HashMap::new();
        for guest in &self.guests {
            let what = format!("{:?} answered {}", guest.step, guest.press.is_none());
            let (count, last) = standing.entry(what).or_default();
            *count += 1;
            *last = &guest.last;
        }
        format!("{standing:#?}")
    }

    fn on_wireguard(&self) -> impl Iterator<Item = &Guest> {
        self.guests.iter().filter(|guest| !guest.is_proxied())
    }
}

/// Memory and how many updates there were by then, sampled beside the crowd.
struct Samples {
    points: Arc<Mutex<Vec<(f64, f64)>>>,
    is_over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Samples {
    fn begin(house: &Arc<House>, updates: &Arc<AtomicU64>) -> Self {
        let (points, is_over) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let (house, updates) = (house.clone(), updates.clone());
        let (into, over) = (points.clone(), is_over.clone());
        let task = tokio::spawn(async move {
            while !over.load(Ordering::Relaxed) {
                let updates = updates.load(Ordering::Relaxed) as f64;
                let kib = house.memory() as f64;
                into.lock().expect("points").push((updates, kib));
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        });
        Self {
            points,
            is_over,
            task,
        }
    }

    async fn end(self) -> Vec<(f64, f64)> {
        self.is_over.store(true, Ordering::Relaxed);
        self.task.await.expect("it ends");
        self.points.lock().expect("points").clone()
    }
}

/// A house with ten thousand people, five thousand keys, two thousand proxies, ten thousand listed ones, and room for
/// trials.
async fn full_house(telemt: &Telemt) -> Arc<House> {
    let now = Clock::system().now();
    let house = House::new("load", now, &[]).await;
    full_house::fill(&house.data(), telemt);
    // In the place of the one that only shows: this one can be told.
    let tunnel = Tunnel::new(&house.data());
    let options = format!(r#"{{"public_key":"{}"}}"#, tunnel.public_key());
    let said = house
        .database()
        .execute("UPDATE servers SET options = ?1 WHERE id = 1", [options]);
    assert_eq!(said, Ok(1), "what its files name");
    let trials = async |ctx: &portero::context::Ctx| {
        let networks = pools::parse("10.64.0.0/19 fd00:64::/64").expect("networks");
        let (system, now) = (Actor::system(), ctx.clock.now());
        let added = addresses::add(ctx, &system, ServerId(1), true, networks, now);
        added.await.expect("a pool");
    };
    house.inside(trials).await;
    house.start().await;
    // Everything there is was counted and compared once.
    let known = full_house::KEYS + full_house::PROXIES;
    house
        .until(&format!(
            "SELECT (SELECT count(*) FROM vpn_peers WHERE last_rx + last_tx > 0) = {known}
                AND (SELECT count(*) FROM servers WHERE reconciled_at IS NULL OR health = 'down') = 0"
        ))
        .await;
    Arc::new(house)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_people_at_once_lose_nothing_and_memory_stays_flat() {
    let telemt = Telemt::start(Clock::system(), None).await;
    let telemt = telemt.expect("telemt starts");
    let house = full_house(&telemt).await;
    let (begun, cpu, before) = (Instant::now(), house.cpu(), house.memory());
    let updates = Arc::new(AtomicU64::new(0));
    let mut crowd = Crowd {
        guests: Vec::new(),
        by_chat: HashMap::new(),
        by_press: HashMap::new(),
        waits: Vec::new(),
        refused: Vec::new(),
        seen: house.emulator.mark(),
        moved: Instant::now(),
        updates: updates.clone(),
    };
    let samples = Samples::begin(&house, &updates);
    for wave in 0..WAVES {
        let from = Instant::now();
        crowd.arrive(&house, wave);
        while !crowd.is_done() {
            assert!(
                begun.elapsed() < MOST && crowd.moved.elapsed() < PATIENCE,
                "{}\n{}",
                crowd.standing(),
                house.left()
            );
            crowd.look(&house);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        println!(
            "wave {}: {PEOPLE} people in {:.1} s, {} KiB",
            wave + 1,
            from.elapsed().as_secs_f64(),
            house.memory()
        );
        house.advance(BETWEEN);
    }
    let points = samples.end().await;
    let updates = updates.load(Ordering::Relaxed);
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{} people, {updates} updates in {took:.1} s ({:.0} a second), {:.2} ms CPU of the bot each",
        crowd.guests.len(),
        updates as f64 / took,
        (house.cpu() - cpu) * 1_000.0 / updates as f64
    );
    let flat = flatness(&points, before);
    presses(&mut crowd);
    nothing_is_lost(&house, &crowd, &telemt).await;
    assert!(
        flat <= MOST_SLOPE_KIB,
        "{flat} KiB for each thousand updates"
    );
}

/// Says how memory went. Gives what it gained with each thousand updates over the second half.
fn flatness(points: &[(f64, f64)], before: u64) -> f64 {
    let last = points.last().map_or(0.0, |(updates, _)| *updates);
    let half: Vec<(f64, f64)> = (points.iter().copied())
        .filter(|(updates, _)| *updates > last / 2.0)
        .collect();
    let most = points
        .iter()
        .fold(0.0, |most: f64, (_, kib)| most.max(*kib));
    let slope = slope(&half) * 1_000.0;
    println!(
        "memory: {before} KiB before, {most:.0} KiB at most; {slope:+.1} KiB for each thousand updates over the second \
         half ({} samples)",
        half.len()
    );
    assert!(most <= MOST_KIB as f64, "{most} KiB");
    slope
}

/// Each press was answered, within what Telegram gives it.
fn presses(crowd: &mut Crowd) {
    crowd.waits.sort_unstable();
    let waits = &crowd.waits;
    println!(
        "{} presses while up to {PEOPLE} wait: median {:?}, p99 {:?}, at most {:?}",
        waits.len(),
        hundredth(waits, 50),
        hundredth(waits, 99),
        hundredth(waits, 100)
    );
    assert!(crowd.by_press.is_empty(), "{:?}", crowd.by_press);
    assert!(crowd.refused.is_empty(), "{:#?}", crowd.refused);
    assert!(hundredth(waits, 100) <= MOST_WAIT);
}

/// Everybody has what they asked for, once: in the database, in their chat, and on the servers.
async fn nothing_is_lost(house: &House, crowd: &Crowd, telemt: &Telemt) {
    let emulator = &house.emulator;
    let heard = |_: &_| (emulator.updates_pending() == 0).then_some(());
    let heard = emulator.wait_for(PATIENCE, heard).await;
    assert!(
        heard.is_some(),
        "{} updates wait",
        emulator.updates_pending()
    );
    house
        .until("SELECT count(*) = 0 FROM inbox WHERE done_at IS NULL")
        .await;
    let people = crowd.guests.len();
    let none = [
        (
            "SELECT count(*) FROM inbox WHERE problem IS NOT NULL",
            "an update was set aside",
        ),
        (
            "SELECT count(*) FROM tasks WHERE state = 'failed'",
            "work was given up",
        ),
        (
            "SELECT count(*) FROM tasks WHERE state = 'due' AND due_at <= unixepoch() + 3600 AND kind <> 'tell_helper'",
            "work is left over",
        ),
    ];
    for (sql, why) in none {
        house
            .until(&sql.replacen("SELECT count(*)", "SELECT count(*) = 0", 1))
            .await;
        assert_eq!(house.value::<i64>(sql), 0, "{why}");
    }
    each_has_one(house, people);
    addresses_are_their_own(house, crowd);
    tickets_are_told(house, people);
    keys_are_on_the_servers(house, crowd, telemt);
    use_is_counted(house, crowd).await;
    let open = emulator.unanswered_callbacks();
    assert!(open.is_empty(), "presses without an answer: {open:?}");
    let violations = emulator.violations();
    assert!(
        violations.is_empty(),
        "Telegram would have refused: {violations:#?}"
    );
}

/// One trial, one key that works, and one ticket with the person's own words for each.
fn each_has_one(house: &House, people: usize) {
    let sql = format!(
        "SELECT count(*) FROM users u WHERE u.id >= {FIRST} AND u.trial_used_at IS NOT NULL
           AND (SELECT count(*) FROM vpn_accounts a WHERE a.user_id = u.id AND a.is_trial = 1) = 1
           AND (SELECT count(*) FROM vpn_accounts a WHERE a.user_id = u.id) = 1
           AND (SELECT count(*) FROM vpn_configs c WHERE c.user_id = u.id AND c.status = 'active') = 1
           AND (SELECT count(*) FROM vpn_configs c WHERE c.user_id = u.id) = 1
           AND (SELECT count(*) FROM tickets t WHERE t.user_id = u.id AND t.state = 'open') = 1
           AND (SELECT count(*) FROM tickets t JOIN ticket_messages m ON m.ticket_id = t.id
                WHERE t.user_id = u.id AND m.body = 'no me va, soy ' || (u.id - {FIRST})) = 1"
    );
    assert_eq!(
        house.value::<i64>(&sql),
        people as i64,
        "each has one of each"
    );
    let all = format!("SELECT count(*) FROM users WHERE id >= {FIRST}");
    assert_eq!(house.value::<i64>(&all), people as i64);
}

/// No address was given twice: neither in the database nor in the files that were sent.
fn addresses_are_their_own(house: &House, crowd: &Crowd) {
    let given: HashSet<&String> = (crowd.on_wireguard())
        .filter_map(|guest| guest.address.as_ref())
        .collect();
    assert_eq!(
        given.len(),
        crowd.on_wireguard().count(),
        "files with an address of its own"
    );
    let kept = format!(
        "SELECT count(DISTINCT a.ip) FROM ip_addresses a JOIN vpn_configs c ON c.id = a.config_id
         WHERE a.state = 'assigned' AND a.user_id = c.user_id AND c.user_id >= {FIRST}"
    );
    assert_eq!(house.value::<i64>(&kept), given.len() as i64);
}

/// The helper was told of each ticket once, or will be.
fn tickets_are_told(house: &House, people: usize) {
    let of = |state: &str| -> i64 {
        house.value(&format!(
            "SELECT count(*) FROM tasks WHERE kind = 'tell_helper' AND state {state}"
        ))
    };
    // First the work that is not done: one that is done meanwhile is counted there, and seen to be too many.
    let (waiting, told) = (of("= 'due'"), of("= 'done'"));
    assert!(
        waiting + told >= people as i64,
        "{waiting} wait, {told} told"
    );
    let mut tickets = HashSet::new();
    for message in house.emulator.messages(ADMIN) {
        if let Some((_, number)) = message.text.split_once("no me va, soy ") {
            assert!(tickets.insert(number.to_owned()), "told twice: {message}");
        }
    }
    println!(
        "the helper was told of {} tickets, {waiting} wait for their second",
        tickets.len()
    );
    assert!(!tickets.is_empty());
}

/// What the database says stands on the servers, and nothing else.
fn keys_are_on_the_servers(house: &House, crowd: &Crowd, telemt: &Telemt) {
    let tunnel = Tunnel::again(&house.data());
    let peers = tunnel.peers();
    let guests = crowd.on_wireguard().count();
    assert_eq!(peers.len(), guests + full_house::KEYS as usize);
    let addresses: HashSet<&String> = peers.values().collect();
    assert_eq!(addresses.len(), peers.len(), "two peers with one address");
    let users = telemt.state().users.len();
    let proxied = crowd.guests.len() - guests;
    // And the one that was there before, and the house's own, by which it tries whether the proxy works.
    assert_eq!(users, proxied + full_house::PROXIES as usize + 2);
}

/// What passes through each key is counted to the byte.
async fn use_is_counted(house: &House, crowd: &Crowd) {
    let tunnel = Tunnel::again(&house.data());
    let sql = format!(
        "SELECT p.remote_id, c.user_id FROM vpn_peers p JOIN vpn_configs c ON c.peer_id = p.id
         WHERE c.user_id >= {FIRST} AND c.kind = 'wireguard'"
    );
    let keys: Vec<(String, i64)> = house.rows(&sql, |row| Ok((row.get(0)?, row.get(1)?)));
    for (key, user) in &keys {
        tunnel.pass(key, user.unsigned_abs(), 2 * user.unsigned_abs());
    }
    house.advance(70);
    let counted = format!(
        "SELECT count(*) = {} FROM vpn_accounts WHERE user_id >= {FIRST} AND used_rx = user_id AND used_tx = 2 * user_id",
        crowd.on_wireguard().count()
    );
    house.until(&counted).await;
}
