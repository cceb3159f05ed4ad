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

/// Currencies one plan may have a price in.
pub const MOST_PLAN_PRICES: u32 = 12;
/// The longest length of a plan in days.
pub const MOST_PLAN_DAYS: u32 = 3_650;
/// The longest length of a plan in months.
pub const MOST_PLAN_MONTHS: u32 = 120;
/// The most keys at once that a plan gives.
pub const MOST_PLAN_DEVICES: u32 = 1_000;
/// The most often one person may be let buy a plan.
pub const MOST_PER_PERSON: u32 = 1_000;

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
    /// Proxies for Telegram.
    MtProto,
}

impl Product {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Product; 4] = [Self::Vip, Self::WireGuard, Self::Outline, Self::MtProto];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vip => "vip",
            Self::WireGuard => "wireguard",
            Self::Outline => "outline",
            Self::MtProto => "mtproto",
        }
    }

    /// The product of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The product that is keys of that kind.
    pub fn of_kind(kind: VpnKind) -> Self {
        match kind {
            VpnKind::WireGuard => Self::WireGuard,
            VpnKind::Outline => Self::Outline,
            VpnKind::MtProto => Self::MtProto,
        }
    }

    /// The sort of VPN key it is; `None` = none.
    pub fn kind(self) -> Option<VpnKind> {
        match self {
            Self::Vip => None,
            Self::WireGuard => Some(VpnKind::WireGuard),
            Self::Outline => Some(VpnKind::Outline),
            Self::MtProto => Some(VpnKind::MtProto),
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

/// Where a plan goes in the list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlanMove {
    Up,
    Down,
}

/// What of a plan is set anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanChange {
    /// Its name in the language of that code.
    Name(String, String),
    /// Whether it brings that product.
    Product(Product, bool),
    Length(Length),
    /// Of each VPN product; `None` = no limit.
    Data(Option<u64>),
    /// `None` = what the house gives.
    Devices(Option<u32>),
    /// The price in the currency of that amount.
    Price(Money),
    /// Not sold in that currency any more.
    DropPrice(String),
    OnSale(bool),
    /// `None` = any number.
    PerPerson(Option<u32>),
    Audience(Clientele),
    /// Monthly for Stars.
    Renews(bool),
}

impl PlanChange {
    /// The name of what it changes, for the log.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Name(..) => "name",
            Self::Product(..) => "products",
            Self::Length(_) => "length",
            Self::Data(_) => "data",
            Self::Devices(_) => "devices",
            Self::Price(_) | Self::DropPrice(_) => "price",
            Self::OnSale(_) => "on_sale",
            Self::PerPerson(_) => "per_person",
            Self::Audience(_) => "audience",
            Self::Renews(_) => "renews",
        }
    }
}

/// Why a plan is not made or changed so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanFault {
    /// No text, more than one line, or too long.
    NameInvalid { most: u32 },
    /// A plan brings something.
    NoProduct,
    /// As many plans as there may be.
    TooMany { most: u32 },
    /// As many prices as a plan may have.
    TooManyPrices { most: u32 },
    /// It is sold for a price.
    NoPrice,
    /// No length was read.
    LengthInvalid,
    /// No number, and no word for none.
    CountInvalid { most: u32 },
    /// No amount of traffic, and no word for none.
    DataInvalid,
    /// Telegram has monthly subscriptions of 30 days only, and in Stars.
    MonthlyNeeds { most: i64 },
}

/// A plan as the desk shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanCard {
    pub plan: Plan,
    /// Orders of it that were paid.
    pub sold: i64,
    /// Its place in the list, from 1.
    pub place: u32,
    /// Plans in the list.
    pub of: u32,
}

impl Plan {
    /// Whether all it brings is access to the VIP channel: the price list of the channel shows these.
    pub fn is_vip_only(&self) -> bool {
        self.goods.products == [Product::Vip]
    }

    /// Whether it brings a VPN key.
    pub fn has_vpn(&self) -> bool {
        self.goods.products.iter().any(|one| one.kind().is_some())
    }

    /// Its price in that currency.
    pub fn price(&self, currency: &str) -> Option<&Money> {
        self.prices.iter().find(|price| price.currency == currency)
    }
}
