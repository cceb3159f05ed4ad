//! A life: what was drawn is done, and what is left is looked at.

use crate::dice::Dice;
use crate::house::ADMIN;
use crate::house::House;
use crate::judge;
use crate::outline_server;
use crate::plan;
use crate::plan::Breakdown;
use crate::plan::PEOPLE;
use crate::plan::Site;
use crate::plan::Step;
use crate::plan::TOKENS;
use crate::plan::Trouble;
use portero::demo::qvapay::NoteForm;
use portero::demo::qvapay::Signing;
use portero::demo::qvapay::Trouble as ProviderTrouble;
use portero::demo::telegram::EmulatedMessage;
use portero::demo::telegram::Fault;
use portero::demo::telegram::Person;
use std::time::Duration;

/// Lives through what a seed brings, and looks at what is left.
pub async fn live(seed: u64) -> Tally {
    let mut dice = Dice::new(seed);
    let site = Site::draw(&mut dice);
    let steps = plan::draw(&mut dice);
    let mut house = House::open(seed, site).await;
    let mut life = Life {
        people: Vec::new(),
        tokens: Vec::new(),
        asked: 0,
        is_loud: std::env::var_os("PORTERO_SEED").is_some(),
    };
    if life.is_loud {
        println!("{site:?}");
    }
    for number in 0..PEOPLE {
        let id = 2_001 + i64::try_from(number).expect("small");
        let language = if number % 2 == 0 { "es" } else { "en" };
        let person = house
            .emulator
            .add_person(id, &format!("P{id}"), None, language);
        person.start(None);
        life.people.push(person);
    }
    for _ in 0..TOKENS {
        life.token(&house).await;
    }
    for step in steps {
        if life.is_loud {
            println!("{step:?}");
        }
        life.go(&mut house, step).await;
    }
    judge::settle(&mut house).await;
    judge::look(&house, &life.people);
    let tally = Tally::of(&house);
    judge::look_at_late_bills(&mut house).await;
    judge::bills(&house);
    tally
}

/// What happened in a life, so that nobody trusts lives in which nothing does.
#[derive(Clone, Copy, Default, Debug)]
pub struct Tally {
    pub payments: i64,
    pub bills: i64,
    pub redeemed: i64,
    pub joined: i64,
    pub keys: i64,
    pub words: i64,
    pub updates: i64,
    pub kills: i64,
}

impl Tally {
    fn of(house: &House) -> Self {
        let events = |kind: &str| {
            house.count(&format!(
                "SELECT count(*) FROM membership_events WHERE kind = '{kind}'"
            ))
        };
        Self {
            payments: house.count("SELECT count(*) FROM payments WHERE method = 'stars'"),
            bills: house.count("SELECT count(*) FROM payments WHERE method = 'qvapay'"),
            keys: house.count("SELECT count(*) FROM vpn_configs"),
            words: house.count("SELECT count(*) FROM ticket_messages"),
            redeemed: house.count("SELECT count(*) FROM invitation_tokens WHERE used = 1"),
            joined: events("joined"),
            updates: house.count("SELECT count(*) FROM inbox"),
            kills: house.kills,
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            payments: self.payments + other.payments,
            bills: self.bills + other.bills,
            keys: self.keys + other.keys,
            words: self.words + other.words,
            redeemed: self.redeemed + other.redeemed,
            joined: self.joined + other.joined,
            updates: self.updates + other.updates,
            kills: self.kills + other.kills,
        }
    }
}

struct Life {
    people: Vec<Person>,
    tokens: Vec<String>,
    /// Questions so far.
    asked: usize,
    is_loud: bool,
}

impl Life {
    /// Has the admin make a token, as long as the bot runs and answers.
    async fn token(&mut self, house: &House) {
        house.admin.mark();
        make_token(house);
        let made = house.admin.expect("Token VIP Generado").await;
        let words = made.value["text"].as_str().unwrap_or_default();
        let is_token = |word: &&str| {
            let is_sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            word.len() == 16 && word.bytes().all(is_sign)
        };
        let token = words.split_whitespace().find(is_token);
        self.tokens.push(token.expect("a token").to_owned());
    }

    async fn go(&mut self, house: &mut House, step: Step) {
        match step {
            Step::Start(who) => drop(self.people[who].start(None)),
            Step::Say(who, words) => drop(self.people[who].send(words)),
            Step::Redeem(who, token) => {
                let known = self.tokens.get(token);
                let token = known.map_or("ABCDEFGH23456789", String::as_str);
                self.people[who].start(Some(&format!("v_{token}")));
            }
            Step::Press(who, data) => drop(self.people[who].press_raw(data)),
            Step::Tap(who, code) => self.tap(who, code),
            Step::Key(who, verb, key) => {
                self.people[who].press_raw(&format!("key:{verb}:{key}"));
            }
            Step::Pay(who) => self.pay(who),
            Step::PayBill(who) => self.pay_bill(house, who),
            Step::Note(bill, copies, is_right) => note(house, bill, copies, is_right),
            Step::Join(who) => self.join(who),
            Step::Leave(who) => self.people[who].leave(crate::house::VIP),
            Step::Block(who) => {
                self.people[who].block();
                self.people[who].unblock();
            }
            Step::Ask(who) => {
                self.asked += 1;
                self.people[who].send(&format!("pregunta número {}.", self.asked));
            }
            Step::Token => make_token(house),
            Step::Fault(trouble, method, times) => {
                house.emulator.fail(fault(trouble, method, times));
            }
            Step::Provider(number) => house.qvapay.fail("", provider_trouble(number)),
            Step::Server(breakdown, times) => {
                let faults = (0..times).map(|_| breakdown_of(breakdown));
                house.outline.fail(&faults.collect::<Vec<_>>());
            }
            Step::Away(_)
            | Step::Kill
            | Step::Freeze(_)
            | Step::SlowDisk(_)
            | Step::FullDisk(..)
            | Step::Clock(_)
            | Step::Rest(_) => happen(house, step).await,
        }
    }

    fn newest<T>(&self, who: usize, look: impl Fn(&EmulatedMessage) -> Option<T>) -> Option<T> {
        self.people[who].messages().iter().rev().find_map(look)
    }

    fn tap(&self, who: usize, code: &str) {
        let found = self.newest(who, |message| {
            let mut buttons = message.buttons().filter_map(|button| button.data.clone());
            let wanted = buttons.find(|data| data.starts_with(code))?;
            Some((message.message_id, wanted))
        });
        if let Some((message, data)) = found {
            self.people[who].press_on(message, &data);
        }
    }

    fn pay_bill(&self, house: &House, who: usize) {
        let bill = self.newest(who, |message| {
            let mut urls = message.buttons().filter_map(|button| button.url.clone());
            urls.find_map(|url| house.qvapay.id_at(&url))
        });
        // Its page takes no money when its time is over.
        if let Some(bill) = bill.filter(|bill| !is_over(house, bill)) {
            house.qvapay.pay(&bill);
        }
    }

    fn pay(&self, who: usize) {
        let is_open = |message: &EmulatedMessage| message.kind() == "invoice" && !message.is_paid;
        let found = self.newest(who, |message| {
            is_open(message).then_some(message.message_id)
        });
        if let Some(message) = found {
            self.people[who].pay(message);
        }
    }

    fn join(&self, who: usize) {
        let found = self.newest(who, |message| {
            let mut links = message.buttons().filter_map(|button| button.url.clone());
            links.find(|url| url.starts_with("https://t.me/+"))
        });
        if let Some(link) = found {
            self.people[who].join(&link);
        }
    }
}

/// The admin presses on the newest message that is no ticket: its answer takes the place of what it stands on.
fn make_token(house: &House) {
    let messages = house.admin.messages();
    let is_free = |message: &&EmulatedMessage| message.by_bot && !message.text.contains("Ticket #");
    let newest = messages.iter().rev().find(is_free).expect("a message");
    house
        .admin
        .press_on(newest.message_id, "token:make:24:720:1");
}

fn is_over(house: &House, uuid: &str) -> bool {
    let bills = house.qvapay.bills();
    let bill = bills.iter().find(|bill| bill.uuid == uuid);
    let end = bill.and_then(|bill| bill.expire_at.as_deref());
    let end = end.and_then(|end| chrono::DateTime::parse_from_rfc3339(end).ok());
    end.is_some_and(|end| end.timestamp() <= house.emulator.clock().now().0)
}

/// What happens to the house, and takes its time.
async fn happen(house: &mut House, step: Step) {
    match step {
        Step::Away(millis) => {
            house.emulator.go_down();
            rest(millis).await;
            house.emulator.come_up();
        }
        Step::Kill => {
            house.kill();
            house.start().await;
        }
        Step::Freeze(millis) => house.freeze(millis).await,
        Step::SlowDisk(millis) => house.slow_disk(millis).await,
        Step::FullDisk(millis, is_killed) => {
            if !house.fill() {
                return;
            }
            rest(millis).await;
            if is_killed {
                house.kill();
            }
            house.empty();
            house.start().await;
        }
        Step::Clock(seconds) => {
            judge::answered(house).await;
            house.advance(seconds);
        }
        Step::Rest(millis) => rest(millis).await,
        other => unreachable!("{other:?} is somebody's act"),
    }
}

/// Tells of a bill, true or not, while the life goes on.
fn note(house: &House, bill: u64, copies: usize, is_right: bool) {
    let bills = house.qvapay.bills();
    let place = usize::try_from(bill).expect("a place") % bills.len().max(1);
    let Some(bill) = bills.get(place).map(|bill| bill.uuid.clone()) else {
        return;
    };
    let form = NoteForm {
        copies,
        signing: if is_right {
            Signing::Right
        } else {
            Signing::Wrong
        },
        ..NoteForm::default()
    };
    let qvapay = house.qvapay.clone();
    tokio::spawn(async move { qvapay.tell(&bill, &form).await });
}

fn provider_trouble(number: u64) -> ProviderTrouble {
    match number {
        0 => ProviderTrouble::TooMany(Some("1")),
        1 => ProviderTrouble::Refuses(503, None),
        2 => ProviderTrouble::DoneBut(500),
        3 => ProviderTrouble::DoneLate(Duration::from_millis(500)),
        4 => ProviderTrouble::Page,
        _ => ProviderTrouble::Garbled,
    }
}

fn breakdown_of(breakdown: Breakdown) -> outline_server::Fault {
    match breakdown {
        Breakdown::Away => outline_server::Fault::DropBefore,
        Breakdown::LostReply => outline_server::Fault::DropAfter,
        Breakdown::Garbage => outline_server::Fault::Garbage,
        Breakdown::ServerError => outline_server::Fault::Status(503),
    }
}

async fn rest(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

fn fault(trouble: Trouble, method: &str, times: u32) -> Fault {
    let fault = match trouble {
        Trouble::ServerError => Fault::server_error(method),
        Trouble::Cut => Fault::cut(method),
        Trouble::LostReply => Fault::lost_reply(method),
        Trouble::Junk => Fault::junk(method),
        Trouble::Flood => Fault::flood(method, 1),
        Trouble::Slow => Fault::slow_reply(method, Duration::from_millis(300)),
    };
    fault.times(times)
}

/// Whether somebody is of the house.
pub fn is_staff(user: i64) -> bool {
    user == ADMIN
}
