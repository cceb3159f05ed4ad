//! Thirty days of a house with a kill in each hour, then another thirty without any, with a model kept beside it.
//!
//! In each of the first 720 hours the clock goes on by an hour, people act, and at a moment out of the dice the program is
//! killed (SIGKILL) and started again at once, as a service manager does. At the moment of the kill somebody presses a
//! button. The real time from the kill to the answer is the recovery of that kill. The share of time in which a press is
//! answered is
//!
//! ```text
//! 1 - (sum of all recoveries, in seconds) / (30 days, in seconds)
//! ```
//!
//! Nothing else may count against it: no press at any other time may stay without an answer, within what Telegram gives
//! it. What of the emulated hours is not spent in real time counts as answered, since the program runs then and waits; how
//! fast it answers while it runs is printed too.
//!
//! The second thirty days, and two more, go by in steps of six hours. They are there for what is kept thirty days: it must go again, and
//! the file may not grow as in the first month.

use crate::acts;
use crate::dice::Dice;
use crate::house::House;
use crate::house::PATIENCE;
use crate::judge;
use crate::measure::hundredth;
use crate::model::DAY;
use crate::model::Guest;
use crate::model::HOUR;
use crate::model::Model;
use crate::model::OFFERS;
use crate::tunnel::Tunnel;
use portero::context::Ctx;
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::Emulator;
use portero::demo::telegram::Person;
use portero::integrations::vpn::Reach;
use portero::models::Actor;
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
use portero::models::VpnKind;
use portero::models::VpnSetting;
use portero::services::ServiceError;
use portero::services::vpn::addresses;
use portero::services::vpn::pools;
use portero::services::vpn::servers;
use portero::services::vpn::settings;
use std::time::Duration;
use tokio::time::Instant;

/// When it begins: 2027-01-15 08:00:00 UTC.
const NOW: Timestamp = Timestamp(1_800_000_000);
const DAYS: i64 = 30;
const PEOPLE: i64 = 30;
const FIRST: i64 = 2_001;
/// Who presses while the program is killed.
const PRESSER: i64 = 1_999;
/// Acts of people on a day of the first month; half as many in the second.
const ACTS_A_DAY: u64 = 16;
/// The longest from the beginning of an hour to its kill, in milliseconds of real time.
const LATEST_KILL: u64 = 120;
/// An answered press, of all the time there is.
const MOST_AWAY: f64 = 0.001;
/// What the file may be at the end of the second month, against the end of the first: what is kept for good (books, orders,
/// tickets, the log of acts) makes it larger by a sixth.
const MOST_GROWTH: f64 = 1.25;
/// The same of the rows of tasks, of which each is swept out after a month; were they not, there would be half as many more.
const MOST_ROWS: f64 = 1.15;
/// Telegram gives a press fifteen seconds.
const MOST_WAIT: Duration = Duration::from_secs(15);
/// After so long a service manager starts again what has ended.
const RESTARTED: Duration = Duration::from_secs(1);
/// A step of the second month.
const STEP: i64 = 6 * HOUR;

/// A house that sells for Stars, with a WireGuard interface of its own machine and backups at night.
async fn open() -> (House, Tunnel) {
    let settings = [
        ("BACKUP_PASSPHRASE", "correct horse battery staple"),
        ("BACKUP_KEEP", "7"),
    ];
    let house = House::new("soak", NOW, &settings).await;
    let folder = house.directory.join("tunnel");
    std::fs::create_dir(&folder).expect("a folder");
    let tunnel = Tunnel::new(&folder);
    let program = tunnel.program().display().to_string();
    let furnish = async |ctx: &Ctx| furnished(ctx, program).await;
    house.inside(furnish).await;
    house.start().await;
    (house, tunnel)
}

async fn furnished(ctx: &Ctx, program: String) {
    let (system, now) = (Actor::system(), ctx.clock.now());
    let reach = Reach::Local {
        interface: "wg0".to_owned(),
        program,
    };
    let server = servers::NewServer {
        name: "Madrid".to_owned(),
        host: "vpn.example.org".to_owned(),
        ..servers::NewServer::usual(VpnKind::WireGuard, reach)
    };
    let server = servers::add(ctx, &system, server, now)
        .await
        .expect("a server");
    let networks = pools::parse("10.66.0.0/22").expect("networks");
    addresses::add(ctx, &system, server.id, false, networks, now)
        .await
        .expect("a pool");
    let days = judge::RETENTION_DAYS;
    let text = days.to_string();
    let kept = settings::set(ctx, &system, VpnSetting::Retention, &text, now);
    kept.await.expect("the traffic of keys by the day");
    let kept = portero::services::settings::set_retention(ctx, &system, days, now);
    kept.await.expect("events of members");
    let sold = ctx.db.write(Durability::Full, |tx| {
        for position in 0..OFFERS.len() {
            crud::plans::insert(tx, &plan(position))?;
        }
        Ok::<_, ServiceError>(())
    });
    sold.await.expect("plans");
}

fn plan(position: usize) -> Plan {
    let offer = &OFFERS[position];
    let names = ["es", "en"].map(|lang| (lang.to_owned(), offer.name.to_owned()));
    let product = if offer.is_key {
        Product::WireGuard
    } else {
        Product::Vip
    };
    Plan {
        id: PlanId(0),
        goods: Goods {
            names: ByLang::from(names),
            products: vec![product],
            length: Length::Days(offer.days.try_into().expect("few")),
            data_bytes: None,
            devices: None,
        },
        prices: vec![Money {
            minor: offer.stars,
            currency: STARS.to_owned(),
        }],
        is_on_sale: true,
        position: i64::try_from(position).expect("few"),
        per_person: None,
        audience: Clientele::Everybody,
        renews: offer.renews,
        created_at: NOW,
        removed_at: None,
    }
}

/// What somebody does next.
#[derive(Clone, Copy, Debug)]
enum Act {
    Buy(usize, usize),
    Redeem(usize),
    Token,
    Ticket(usize),
    Leave(usize),
    Use(usize, i64),
}

fn drawn(dice: &mut Dice) -> Act {
    let who = usize::try_from(dice.below(PEOPLE.unsigned_abs())).expect("a place");
    let bytes = 1_000 + i64::try_from(dice.below(5_000_000)).expect("few");
    let plan = usize::try_from(dice.below(2)).expect("a place");
    match dice.below(16) {
        0..4 => Act::Buy(who, plan),
        4..7 => Act::Buy(who, 2),
        7..9 => Act::Redeem(who),
        9 => Act::Token,
        10..12 => Act::Ticket(who),
        12 => Act::Leave(who),
        _ => Act::Use(who, bytes),
    }
}

/// The house, its people, and what is known of them.
struct Life {
    house: House,
    tunnel: Tunnel,
    model: Model,
    presser: Person,
    dice: Dice,
    recoveries: Vec<Duration>,
    waits: Vec<Duration>,
    /// Bytes of the file and rows of tasks at the end of each day.
    sizes: Vec<(u64, i64)>,
}

impl Life {
    async fn begin(seed: u64) -> Self {
        let (house, tunnel) = open().await;
        let mut model = Model::default();
        for number in 0..PEOPLE {
            let id = FIRST + number;
            let person = house.emulator.add_person(id, &format!("P{id}"), None, "es");
            person.start(None);
            model.guests.push(Guest::new(person));
        }
        let presser = house.emulator.add_person(PRESSER, "Prisa", None, "es");
        presser.start(None);
        presser.expect_button("user:help").await;
        house
            .until(&format!(
                "SELECT count(*) = {} FROM users WHERE started_at IS NOT NULL",
                PEOPLE + 2
            ))
            .await;
        // Two pay by the month.
        for who in 0..2 {
            acts::buy(&house, &mut model, who, 3).await;
        }
        Self {
            house,
            tunnel,
            model,
            presser,
            dice: Dice::new(seed),
            recoveries: Vec::new(),
            waits: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// So many acts one after another.
    fn draw(&mut self, chance: u64, of: u64) -> Vec<Act> {
        let count = chance / of + u64::from(self.dice.below(of) < chance % of);
        (0..count).map(|_| drawn(&mut self.dice)).collect()
    }

    /// Time passes, people act, and the program is killed meanwhile if there is a moment for it.
    async fn step(&mut self, seconds: i64, acts: Vec<Act>, kill: Option<Duration>) {
        // After a jump Telegram would call what is on its way too late.
        self.heard().await;
        self.house.advance(seconds);
        let since = self.house.now();
        let (house, presser) = (&self.house, &self.presser);
        let (model, tunnel) = (&mut self.model, &self.tunnel);
        let live = async {
            acts::renew(house, model).await;
            for act in acts {
                match act {
                    // Whoever pays by the month is left alone.
                    Act::Buy(..2, 0..2) | Act::Redeem(..2) | Act::Leave(..2) => {}
                    Act::Buy(who, plan) => acts::buy(house, model, who, plan).await,
                    Act::Redeem(who) => acts::redeem(house, model, who).await,
                    Act::Token => acts::make_token(house, model).await,
                    Act::Ticket(who) => acts::ticket(house, model, who).await,
                    Act::Leave(who) => acts::leave(house, model, who).await,
                    Act::Use(who, bytes) => acts::use_key(house, model, tunnel, who, bytes),
                }
            }
        };
        match kill {
            Some(at) => {
                let ((), recovery) = tokio::join!(live, killed(house, presser, at));
                self.recoveries.push(recovery);
            }
            None => live.await,
        }
        self.press().await;
        self.settle(since).await;
    }

    /// A press while the program runs.
    async fn press(&mut self) {
        let pressed = Instant::now();
        let press = self.presser.press_raw("user:home");
        let answered = |_: &_| self.presser.answer(&press);
        let answer = self.house.emulator.wait_for(PATIENCE, answered).await;
        assert!(answer.is_some(), "a press without an answer");
        self.waits.push(pressed.elapsed());
    }

    /// The bot has heard of everything, and each press has its answer.
    async fn heard(&self) {
        let emulator = &self.house.emulator;
        let is_heard = |emulator: &Emulator| {
            let is_heard = emulator.updates_pending() == 0;
            (is_heard && emulator.unanswered_callbacks().is_empty()).then_some(())
        };
        let heard = emulator.wait_for(PATIENCE, is_heard).await;
        assert!(heard.is_some(), "{:?}", emulator.unanswered_callbacks());
    }

    /// What happened was heard, and what was due is done.
    async fn settle(&self, since: i64) {
        self.heard().await;
        let house = &self.house;
        let due = format!(
            "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL) = 0
                AND NOT EXISTS (SELECT 1 FROM tasks WHERE state = 'due' AND due_at <= {since} AND class <> 'notice')
                AND (SELECT min(started_at) FROM job_runs WHERE job IN ('vip_expiry', 'vpn_ends')) >= {since}
                AND (SELECT count(*) FROM backups WHERE cause IN ('nightly', 'found')) >= {}",
            self.nights_at(since)
        );
        house.until(&due).await;
        // What goes after a new backup goes at once, but for a kill at that very moment.
        let few = format!(
            "SELECT count(*) <= {} FROM backups WHERE deleted_at IS NULL",
            judge::BACKUPS
        );
        house.becomes(Duration::from_millis(100), &few).await;
    }

    /// How many nights' backups there must be by then: they are made at four in the morning.
    fn nights_at(&self, now: i64) -> i64 {
        let four = 4 * HOUR;
        (now - four).div_euclid(DAY) - (NOW.0 - four).div_euclid(DAY)
    }

    /// The end of a day: everything is compared.
    async fn judge(&mut self, day: i64) {
        self.heard().await;
        judge::quiet(&self.house, &self.model).await;
        self.model.nights = self.nights_at(self.house.now());
        judge::look(&self.house, &mut self.model, &self.tunnel);
        let size = judge::size(&self.house);
        let rows = self.house.value("SELECT count(*) FROM tasks");
        self.sizes.push((size, rows));
        let model = &self.model;
        println!(
            "day {day:2}: {size} bytes, {rows} rows of tasks; {} payments, {} renewals, {} Stars, {} tokens used, {} joined, {} left, \
             {} tickets",
            model.payments,
            model.renewals,
            model.stars,
            model.tokens_used,
            model.joined,
            model.departures(),
            model.tickets
        );
    }

    /// What happens once a day.
    async fn daily(&mut self, day: i64) {
        acts::statistics(&self.house).await;
        acts::broadcast(&self.house, &mut self.model, day % 2 == 0).await;
    }
}

/// Kills the program after so long, with somebody pressing at that moment, and starts it again; also where it ends by itself
/// in spite of it. How long that one waited.
async fn killed(house: &House, presser: &Person, after: Duration) -> Duration {
    tokio::time::sleep(after).await;
    let begun = Instant::now();
    house.kill();
    let press = presser.press_raw("user:help");
    house.spawn();
    while begun.elapsed() < PATIENCE {
        let answered = |_: &_| presser.answer(&press);
        let soon = house.emulator.wait_for(RESTARTED, answered).await;
        if soon.is_some() {
            return begun.elapsed();
        }
        if house.revive() {
            println!("a start ended by itself after {:?}", begun.elapsed());
        }
    }
    panic!("a press without an answer after a kill\n{}", house.left());
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_days_with_a_kill_in_each_hour_agree_with_the_model_and_the_house_stays_small() {
    let seed = std::env::var("PORTERO_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let begun = Instant::now();
    let mut life = Life::begin(seed).await;
    for day in 1..=DAYS {
        for hour in 0..24 {
            let acts = life.draw(ACTS_A_DAY, 24);
            let at = Duration::from_millis(life.dice.below(LATEST_KILL));
            life.step(HOUR, acts, Some(at)).await;
            if hour == 12 {
                life.daily(day).await;
            }
        }
        life.judge(day).await;
    }
    answered(&life.recoveries, &mut life.waits.clone());
    println!(
        "seed {seed}: {DAYS} days in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    for day in DAYS + 1..=2 * DAYS + 2 {
        for step in 0..DAY / STEP {
            let acts = life.draw(ACTS_A_DAY / 2, 4);
            life.step(STEP, acts, None).await;
            // Without kills the admin's chat keeps to a message a second, which these would only wait for.
            if step == 2 && day % 3 == 0 {
                life.daily(day).await;
            }
        }
        life.judge(day).await;
    }
    bounded(&life);
    let model = &life.model;
    println!(
        "seed {seed}: {} days in {:.0} s",
        2 * DAYS + 2,
        begun.elapsed().as_secs_f64()
    );
    let happened = [
        model.payments,
        model.tokens_used,
        model.tickets,
        model.joined,
    ];
    let is_much = happened.iter().all(|count| *count >= 60) && model.renewals == 4;
    assert!(
        is_much,
        "too little happened: {happened:?}, {}",
        model.renewals
    );
}

/// The share of time in which a press is answered.
fn answered(recoveries: &[Duration], waits: &mut [Duration]) {
    let mut sorted = recoveries.to_vec();
    sorted.sort_unstable();
    waits.sort_unstable();
    let away: f64 = recoveries.iter().map(Duration::as_secs_f64).sum();
    let share = away / (DAYS * DAY) as f64;
    println!(
        "{} kills: from the kill to the next answered press median {:?}, p99 {:?}, at most {:?}; a press is answered in \
         {:.4} % of the time; while it runs within {:?} (median), {:?} (p99)",
        sorted.len(),
        hundredth(&sorted, 50),
        hundredth(&sorted, 99),
        hundredth(&sorted, 100),
        100.0 * (1.0 - share),
        hundredth(waits, 50),
        hundredth(waits, 99)
    );
    assert_eq!(sorted.len() as i64, DAYS * 24);
    assert!(share <= MOST_AWAY, "not answered in {share} of the time");
    for slowest in [hundredth(&sorted, 100), hundredth(waits, 100)] {
        assert!(slowest <= MOST_WAIT, "{slowest:?}");
    }
}

/// The file does not grow as it did: what is kept for a time goes again.
fn bounded(life: &Life) {
    let at = |day: i64| life.sizes[usize::try_from(day - 1).expect("a day")];
    let ((first, first_rows), (second, second_rows)) = (at(DAYS), at(2 * DAYS + 2));
    let growth = second as f64 / first as f64;
    println!(
        "the file after {DAYS} days {first} bytes, after {} days {second}: {growth:.2} times; rows of tasks {first_rows}, \
         then {second_rows}",
        2 * DAYS + 2
    );
    assert!(growth <= MOST_GROWTH, "{growth} times");
    let growth = second_rows as f64 / first_rows as f64;
    assert!(growth <= MOST_ROWS, "{growth} times as many tasks");
}
