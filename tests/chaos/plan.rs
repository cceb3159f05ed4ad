//! What people do and what goes wrong, by the dice. All of it is drawn before anything is done, so that a seed means the
//! same each time, however fast the machine is.

use crate::dice::Dice;
use portero::demo::telegram::ANY;

pub const PEOPLE: usize = 5;
/// Tokens that the admin makes before it begins.
pub const TOKENS: usize = 3;
/// What happens in one life.
const STEPS: usize = 45;
/// What people press, on whatever message there is.
const BUTTONS: [&str; 18] = [
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
    "key:list:0",
    "key:usage",
    "key:trial:wireguard",
    "key:trial:outline",
    "admin:main",
    "admin:stats",
    "server:list:0",
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
    /// The first button of the newest message whose code begins so.
    Tap(usize, &'static str),
    /// Something with the key of that number, whosesoever it is.
    Key(usize, &'static str, u64),
    /// The newest invoice.
    Pay(usize),
    /// The newest bill of QvaPay.
    PayBill(usize),
    /// A note about some bill, paid or not: so many copies, rightly signed or not.
    Note(u64, usize, bool),
    /// The newest link to a channel.
    Join(usize),
    Leave(usize),
    Block(usize),
    /// Words for the team, each of them another.
    Ask(usize),
    /// The admin makes a token.
    Token,
    Fault(Trouble, &'static str, u32),
    /// QvaPay fails.
    Provider(u64),
    /// The VPN server fails so many times.
    Server(Breakdown, u64),
    /// Telegram is away for so many milliseconds.
    Away(u64),
    Kill,
    /// The program stands still, as Android makes it, for so many milliseconds.
    Freeze(u64),
    /// The disk takes nothing for so long.
    SlowDisk(u64),
    /// The disk is full for so long; killed meanwhile or not.
    FullDisk(u64, bool),
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

/// How a VPN server fails.
#[derive(Clone, Copy, Debug)]
pub enum Breakdown {
    Away,
    LostReply,
    Garbage,
    ServerError,
}

const BREAKDOWNS: [Breakdown; 4] = [
    Breakdown::Away,
    Breakdown::LostReply,
    Breakdown::Garbage,
    Breakdown::ServerError,
];

/// How a house is reached, and what it stands on.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Telegram brings updates, each so many times; 0 = the bot asks for them.
    pub brought: usize,
    /// Its data lie on a small disk, where there may be one.
    pub is_small: bool,
}

impl Site {
    /// That of a seed.
    pub fn draw(dice: &mut Dice) -> Self {
        let brought = [0, 0, 1, 2, 0, 3];
        Self {
            brought: *dice.one_of(&brought).expect("a number"),
            is_small: dice.below(3) == 0,
        }
    }
}

/// A life of so many steps.
pub fn draw(dice: &mut Dice) -> Vec<Step> {
    let mut steps = Vec::new();
    for _ in 0..STEPS {
        match dice.below(60) {
            0..38 => act(dice, &mut steps),
            _ => trouble(dice, &mut steps),
        }
        steps.push(Step::Rest(dice.below(40)));
    }
    steps
}

/// Something that somebody does.
fn act(dice: &mut Dice, steps: &mut Vec<Step>) {
    let who = place(dice, PEOPLE);
    let token = place(dice, TOKENS + 1);
    let button = *dice.one_of(&BUTTONS).expect("a button");
    let [first, second, third] = [200, 250, 300].map(|most| Step::Rest(dice.below(most)));
    match dice.below(38) {
        0..3 => steps.push(Step::Start(who)),
        3..5 => steps.push(Step::Say(who, "hola, ¿hay alguien?")),
        5..10 => steps.extend([Step::Redeem(who, token), first, second, Step::Join(who)]),
        10..15 => steps.push(Step::Press(who, button)),
        15..21 => {
            let (plan, buy) = (
                Step::Press(who, "shop:plan:1"),
                Step::Tap(who, "shop:buy:1:os:"),
            );
            steps.extend([plan, first, buy, second, third, Step::Pay(who)]);
        }
        21..26 => {
            let (plan, buy) = (
                Step::Press(who, "shop:plan:3"),
                Step::Tap(who, "shop:buy:3:oq:"),
            );
            let note = Step::Note(dice.below(9), place(dice, 4), dice.below(4) > 0);
            steps.extend([plan, first, buy, second, third, Step::PayBill(who), note]);
        }
        26..30 => {
            let kinds = ["key:new:wireguard", "key:new:outline"];
            let kind = *dice.one_of(&kinds).expect("a kind");
            steps.extend([
                Step::Press(who, kind),
                first,
                second,
                Step::Tap(who, "key:make:"),
            ]);
        }
        30..33 => {
            let acts = ["rotate_yes", "delete_yes", "pause", "resume", "file"];
            let verb = *dice.one_of(&acts).expect("an act");
            steps.push(Step::Key(who, verb, 1 + dice.below(8)));
        }
        33..35 => {
            let begin = Step::Press(who, "support:begin:vpn");
            steps.extend([begin, first, second, third, Step::Ask(who)]);
        }
        35 => steps.push(Step::Join(who)),
        36 => steps.push(Step::Leave(who)),
        _ => steps.push(Step::Token),
    }
}

/// Something that goes wrong.
fn trouble(dice: &mut Dice, steps: &mut Vec<Step>) {
    let method = *dice.one_of(&METHODS).expect("a method");
    let trouble = *dice.one_of(&TROUBLES).expect("a trouble");
    let breakdown = *dice.one_of(&BREAKDOWNS).expect("a breakdown");
    let times = u32::try_from(1 + dice.below(5)).expect("a count");
    let jumps = [-90, 30, 600, 3_700, 90_000, 2_700_000];
    let jump = *dice.one_of(&jumps).expect("a jump");
    let (pause, who) = (dice.below(400), place(dice, PEOPLE));
    steps.push(match dice.below(22) {
        0..6 => Step::Fault(trouble, method, times),
        6 => Step::Away(pause),
        7..12 => Step::Kill,
        12 => Step::Freeze(pause),
        13 => Step::SlowDisk(2 * pause),
        14..16 => Step::FullDisk(pause, dice.below(2) == 0),
        16 => Step::Clock(jump),
        17 => Step::Provider(dice.below(6)),
        18..20 => Step::Server(breakdown, 1 + dice.below(6)),
        20 => Step::Block(who),
        _ => Step::Rest(pause),
    });
}

fn place(dice: &mut Dice, count: usize) -> usize {
    usize::try_from(dice.below(count as u64)).expect("a place")
}
