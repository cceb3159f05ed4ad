//! What the desk of the money shows and changes.

use super::ByLang;
use super::ShopSettings;
use super::ShopTexts;

/// Characters of the name of a way to pay by hand.
pub const MOST_METHOD_NAME: u32 = 40;
/// Characters of its instructions in one language.
pub const MOST_INSTRUCTIONS: u32 = 1_500;
/// Ways to pay by hand there may be at once.
pub const MOST_MANUAL_METHODS: u32 = 20;
/// Characters of a text about paying in one language.
pub const MOST_SHOP_TEXT: u32 = 3_000;
/// Minutes after which an order that is not paid ends: the least.
pub const LEAST_ORDER_MINUTES: i64 = 5;
/// The same: the most, a week.
pub const MOST_ORDER_MINUTES: i64 = 10_080;
/// The most days an inviter gets for a friend.
pub const MOST_REFERRAL_DAYS: u32 = 365;
/// The most friends to whom the reward may be limited.
pub const MOST_REFERRAL_FRIENDS: u32 = 10_000;

/// A text of the operator about paying.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ShopText {
    Terms,
    PaySupport,
}

impl ShopText {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ShopText; 2] = [Self::Terms, Self::PaySupport];

    /// The name said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::PaySupport => "paysupport",
        }
    }

    /// The text of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl ShopTexts {
    /// One of them, by language.
    pub fn of(&self, which: ShopText) -> &ByLang {
        match which {
            ShopText::Terms => &self.terms,
            ShopText::PaySupport => &self.pay_support,
        }
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, which: ShopText) -> &mut ByLang {
        match which {
            ShopText::Terms => &mut self.terms,
            ShopText::PaySupport => &mut self.pay_support,
        }
    }
}

/// What the desk of the money shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TillView {
    /// Receipts that wait for a decision.
    pub receipts: i64,
    /// Payments that wait for a decision.
    pub held: i64,
    /// Paid, and not delivered yet.
    pub undelivered: i64,
    /// Orders that may still be paid.
    pub open: i64,
    /// Plans on sale.
    pub plans: i64,
    /// Ways to pay by hand that are open.
    pub manual: i64,
    /// The reader may decide about receipts.
    pub decides: bool,
    /// The reader may change how things are sold.
    pub manages: bool,
    pub settings: ShopSettings,
}

/// What a change of the rules of selling changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShopChange {
    OrderMinutes(i64),
    SecondPayment(super::SecondPayment),
    /// Open a product to a way to pay, or close it.
    Switch(super::Method, super::Product),
    /// Own words in a language; `None` = the house's.
    Text(ShopText, &'static str, Option<String>),
    Reward(Option<super::ReferralReward>),
    /// Friends that one person is rewarded for; `None` = any number.
    Friends(Option<u32>),
}

/// What a change of a way to pay by hand changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ManualChange {
    Name(&'static str, String),
    Instructions(&'static str, String),
    Currency(String),
    /// Whether the number of the transfer is asked for: so, or the other way round.
    Reference(Option<bool>),
    /// Whether it is offered: so, or the other way round.
    Enabled(Option<bool>),
    /// One place up.
    Up,
    /// Take it away for good; orders keep it.
    Remove,
}
