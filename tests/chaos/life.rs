//! What people do and what goes wrong, by the dice. All of it is drawn before anything is done, so that a seed means the
//! same each time, however fast the machine is.

use crate::dice::Dice;
use crate::house::ADMIN;
use crate::house::House;
use crate::judge;
use portero::demo::telegram::ANY;
use portero::demo::telegram::EmulatedMessage;
use portero::demo::telegram::Fault;
use portero::demo::telegram::Person;
use std::time::Duration;

const PEOPLE: usize = 5;
/// What happens in one life.
const STEPS: usize = 45;
/// Tokens that the admin makes before it begins.
const TOKENS: usize = 3;
/// What people press, on whatever message there is.
const BUTTONS: [&str; 14] = [
    "user:help",
    "user:home",
    "user:access",
    "user:request_free",
    "user:redeem_token",
    "user:cancel",
    "shop:plans",
    "shop:orders",
    "shop:plan:1",
    "shop:plan:2",
    "support:begin:vip",
    "admin:main",
    "admin:stats",
    "nothing:like:that",
];
/// What is called while people are served.
const METHODS: [&str; 10] = [
    ANY,
    "getUpdates",
    "sendMessage",
    "editMessageText",
    "answerCallbackQuery",
    "answerPreCheckoutQuery",
    "sendInvoice",
    "createChatInviteLink",
    "getChatMember",
    "unbanChatMember",
];

/// Something that happens. People are numbers of a list.
#[derive(Clone, Debug)]
pub enum Step {
    Start(usize),
    Say(usize, &'static str),
    Redeem(usize, usize),
    Press(usize, &'static str),
    /// The first button of the newest message that buys.
    Buy(usize),
    /// The newest invoice.
    Pay(usize),
    /// The newest link to a channel.
    Join(usize),
    Leave(usize),
    Block(usize),
    /// The admin makes a token, or ends what somebody has.
    Token,
    Fault(Trouble, &'static str, u32),
    /// Telegram is away for so many milliseconds.
    Away(u64),
    Kill,
    /// The clock of both, forwards or back.
    Clock(i64),
    /// Nothing for so many milliseconds.
    Rest(u64),
}

#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    ServerError,
    Cut,
    LostReply,
    Junk,
    Flood,
    Slow,
}

const TROUBLES: [Trouble; 6] = [
    Trouble::ServerError,
    Trouble::Cut,
    Trouble::LostReply,
    Trouble::Junk,
    Trouble::Flood,
    Trouble::Slow,
];

fn plan(dice: &mut Dice) -> Vec<Step> {
    let mut steps = Vec::new();
    for _ in 0..STEPS {
        let who = usize::try_from(dice.below(PEOPLE as u64)).expect("a place");
        let token = usize::try_from(dice.below(TOKENS as u64 + 1)).expect("a place");
        let button = *dice.one_of(&BUTTONS).expect("a button");
        let method = *dice.one_of(&METHODS).expect("a method");
        let trouble = *dice.one_of(&TROUBLES).expect("a trouble");
        let (times, pause) = (1 + dice.below(5), dice.below(400));
        let jump = *dice
            .one_of(&[-90, 30, 600, 3_700, 90_000, 2_700_000])
            .expect("a jump");
        let rests = [dice.below(120), dice.below(200), dice.below(200)].map(Step::Rest);
        let [first, second, third] = rests;
        let times = u32::try_from(times).expect("a count");
        match dice.below(40) {
            0..3 => steps.push(Step::Start(who)),
            3..5 => steps.push(Step::Say(who, "hola, ¿hay alguien?")),
            5..10 => steps.extend([Step::Redeem(who, token), first, second, Step::Join(who)]),
            10..16 => steps.push(Step::Press(who, button)),
            16..24 => {
                let plan = Step::Press(who, "shop:plan:1");
                steps.extend([plan, first, Step::Buy(who), second, third, Step::Pay(who)]);
            }
            24 => steps.push(Step::Join(who)),
            25 => steps.push(Step::Leave(who)),
            26 => steps.push(Step::Block(who)),
            27 => steps.push(Step::Token),
            28..34 => steps.push(Step::Fault(trouble, method, times)),
            34 => steps.push(Step::Away(pause)),
            35..38 => steps.push(Step::Kill),
            38 => steps.push(Step::Clock(jump)),
            _ => steps.push(Step::Rest(pause)),
        }
        steps.push(Step::Rest(dice.below(40)));
    }
    steps
}

/// Lives through what a seed brings, and looks at what is left.
pub async fn live(seed: u64) -> Tally {
    let steps = plan(&mut Dice::new(seed));
    let mut house = House::open(seed).await;
    let mut life = Life {
        people: Vec::new(),
        tokens: Vec::new(),
        is_loud: std::env::var_os("PORTERO_SEED").is_some(),
    };
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
    Tally::of(&house)
}

/// What happened in a life, so that nobody trusts lives in which nothing does.
#[derive(Clone, Copy, Default, Debug)]
pub struct Tally {
    pub payments: i64,
    pub redeemed: i64,
    pub joined: i64,
    pub updates: i64,
    pub repeated_tasks: i64,
}

impl Tally {
    fn of(house: &House) -> Self {
        let events = |kind: &str| {
            house.count(&format!(
                "SELECT count(*) FROM membership_events WHERE kind = '{kind}'"
            ))
        };
        Self {
            payments: house.count("SELECT count(*) FROM payments"),
            redeemed: house.count("SELECT count(*) FROM invitation_tokens WHERE used = 1"),
            joined: events("joined"),
            updates: house.count("SELECT count(*) FROM inbox"),
            repeated_tasks: house.count("SELECT count(*) FROM tasks WHERE attempts > 1"),
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            payments: self.payments + other.payments,
            redeemed: self.redeemed + other.redeemed,
            joined: self.joined + other.joined,
            updates: self.updates + other.updates,
            repeated_tasks: self.repeated_tasks + other.repeated_tasks,
        }
    }
}

struct Life {
    people: Vec<Person>,
    tokens: Vec<String>,
    is_loud: bool,
}

impl Life {
    /// Has the admin make a token, as long as the bot runs and answers.
    async fn token(&mut self, house: &House) {
        house.admin.press_raw("token:make:24:720:1");
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
            Step::Buy(who) => self.buy(who),
            Step::Pay(who) => self.pay(who),
            Step::Join(who) => self.join(who),
            Step::Leave(who) => self.people[who].leave(crate::house::VIP),
            Step::Block(who) => {
                self.people[who].block();
                self.people[who].unblock();
            }
            Step::Token => drop(house.admin.press_raw("token:make:24:720:1")),
            Step::Fault(trouble, method, times) => {
                house.emulator.fail(fault(trouble, method, times))
            }
            Step::Away(millis) => {
                house.emulator.go_down();
                rest(millis).await;
                house.emulator.come_up();
            }
            Step::Kill => {
                house.kill();
                house.start().await;
            }
            Step::Clock(seconds) => {
                judge::answered(house).await;
                house.advance(seconds);
            }
            Step::Rest(millis) => rest(millis).await,
        }
    }

    fn newest<T>(&self, who: usize, look: impl Fn(&EmulatedMessage) -> Option<T>) -> Option<T> {
        self.people[who].messages().iter().rev().find_map(look)
    }

    fn buy(&self, who: usize) {
        let found = self.newest(who, |message| {
            let mut buttons = message.buttons().filter_map(|button| button.data.clone());
            let buys = buttons.find(|data| data.starts_with("shop:buy:"))?;
            Some((message.message_id, buys))
        });
        if let Some((message, data)) = found {
            self.people[who].press_on(message, &data);
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
