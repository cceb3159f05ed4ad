//! Plans: what is sold, for how long, for which price.

use crate::models::Money;
use crate::models::PlanId;
use crate::models::Timestamp;
use crate::models::VpnKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Telegram Stars.
pub const STARS: &str = "XTR";
/// Seconds of the only period Telegram has for subscriptions in Stars (Bot API, `createInvoiceLink`).
pub const STAR_PERIOD: i64 = 2_592_000;
/// The most Stars of one monthly subscription (Bot API).
pub const MOST_MONTHLY_STARS: i64 = 10_000;
/// Characters of a plan's name in one language: it is the title of an invoice too (Bot API: 32).
pub const MOST_PLAN_NAME: u32 = 32;
/// Plans there may be at once.
pub const MOST_PLANS: u32 = 60;

/// A text by the code of its language.
pub type ByLang = BTreeMap<String, String>;

/// The text of that language, else that of the house's, else any.
pub fn word_of<'a>(words: &'a ByLang, language: &str, default: &str) -> &'a str {
    let found = words.get(language).or_else(|| words.get(default));
    found
        .or_else(|| words.values().next())
        .map_or("", String::as_str)
}

/// A product of the house.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// Access to the VIP channel.
    Vip,
    WireGuard,
    Outline,
}

impl Product {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Product; 3] = [Self::Vip, Self::WireGuard, Self::Outline];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vip => "vip",
            Self::WireGuard => "wireguard",
            Self::Outline => "outline",
        }
    }

    /// The product of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The sort of VPN key it is; `None` = none.
    pub fn kind(self) -> Option<VpnKind> {
        match self {
            Self::Vip => None,
            Self::WireGuard => Some(VpnKind::WireGuard),
            Self::Outline => Some(VpnKind::Outline),
        }
    }
}

/// How long what is bought lasts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Length {
    Days(u32),
    /// Months of the calendar, in UTC.
    Months(u32),
    /// Until that instant, whenever it was bought.
    Until(Timestamp),
    Lifetime,
}

impl Length {
    /// The name stored in `plans.length`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Days(_) => "days",
            Self::Months(_) => "months",
            Self::Until(_) => "until",
            Self::Lifetime => "lifetime",
        }
    }

    /// The number stored in `plans.length_value`.
    pub fn value(self) -> i64 {
        match self {
            Self::Days(count) | Self::Months(count) => i64::from(count),
            Self::Until(at) => at.0,
            Self::Lifetime => 0,
        }
    }

    /// The length of that stored name and number.
    pub fn parse(name: &str, value: i64) -> Option<Self> {
        match name {
            "days" => u32::try_from(value).ok().map(Self::Days),
            "months" => u32::try_from(value).ok().map(Self::Months),
            "until" => Some(Self::Until(Timestamp(value))),
            "lifetime" => Some(Self::Lifetime),
            _ => None,
        }
    }
}

/// Who may buy a plan.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Clientele {
    Everybody,
    /// Whoever never bought anything.
    New,
    /// Whoever bought before and has nothing running of what the plan brings.
    Former,
}

impl Clientele {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Clientele; 3] = [Self::Everybody, Self::New, Self::Former];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::New => "new",
            Self::Former => "former",
        }
    }

    /// The audience of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What a buyer gets: kept with each order, so that what was sold stays what it was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Goods {
    pub names: ByLang,
    /// Ascending, without repeats; more than one is a bundle.
    pub products: Vec<Product>,
    pub length: Length,
    /// Of each VPN product; `None` = no limit.
    pub data_bytes: Option<u64>,
    /// Keys at once; `None` = what the house gives.
    pub devices: Option<u32>,
}

/// A row of `plans` with its prices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    pub id: PlanId,
    pub goods: Goods,
    /// One per currency, by its code.
    pub prices: Vec<Money>,
    pub is_on_sale: bool,
    pub position: i64,
    /// How often one person may buy it; `None` = any number.
    pub per_person: Option<u32>,
    pub audience: Clientele,
    /// Sold for Stars as a monthly subscription. Its length is 30 days.
    pub renews: bool,
    pub created_at: Timestamp,
    pub removed_at: Option<Timestamp>,
}

impl Plan {
    /// Its price in that currency.
    pub fn price(&self, currency: &str) -> Option<&Money> {
        self.prices.iter().find(|price| price.currency == currency)
    }
}
