//! Promotion codes: less to pay, or days more.

use crate::models::Money;
use crate::models::PlanId;
use crate::models::PromoId;
use crate::models::Timestamp;
use crate::models::UserId;

/// The fewest characters of a code.
pub const LEAST_PROMO_CODE: u32 = 3;
/// The most characters of a code.
pub const MOST_PROMO_CODE: u32 = 24;
/// The most days a code gives.
pub const MOST_PROMO_DAYS: u32 = 3_650;
/// The most uses that can be set.
pub const MOST_PROMO_USES: u32 = 1_000_000;
/// Codes there may be; a disabled one counts too, for orders remember it.
pub const MOST_PROMOS: u32 = 500;

/// The sort of what a code gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PromoKind {
    Percent,
    Days,
    Fixed,
}

impl PromoKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [PromoKind; 3] = [Self::Percent, Self::Days, Self::Fixed];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Days => "days",
            Self::Fixed => "fixed",
        }
    }

    /// The kind of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What a code gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PromoGift {
    /// So many hundredths of the price less, from 1 to 100.
    Percent(u32),
    /// So many days more.
    Days(u32),
    /// So much less, of a price in the same currency.
    Fixed(Money),
}

impl PromoGift {
    /// The sort of it.
    pub fn kind(&self) -> PromoKind {
        match self {
            Self::Percent(_) => PromoKind::Percent,
            Self::Days(_) => PromoKind::Days,
            Self::Fixed(_) => PromoKind::Fixed,
        }
    }
}

/// A row of `promo_codes`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promo {
    pub id: PromoId,
    /// Capital letters and digits.
    pub code: String,
    pub gift: PromoGift,
    /// `None` = for every plan.
    pub plan: Option<PlanId>,
    /// Over all people; `None` = any number.
    pub most_uses: Option<u32>,
    pub per_person: u32,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub made_by: Option<UserId>,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

/// What of a code is set anew. What it gives stays: people have read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PromoChange {
    MostUses(Option<u32>),
    PerPerson(u32),
    Starts(Option<Timestamp>),
    Ends(Option<Timestamp>),
    Plan(Option<PlanId>),
    /// False: nobody can use it any more.
    Enabled(bool),
}

/// A code as the desk shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PromoCard {
    pub promo: Promo,
    /// Orders that use it and were not given up.
    pub uses: i64,
    /// Those of them that were paid.
    pub paid: i64,
    /// Names of the plan it is for, by language; `None` = every plan.
    pub plan_names: Option<super::ByLang>,
}

/// What a code makes of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Discount {
    pub promo: PromoId,
    /// What is left to be paid; never below nothing.
    pub price: Money,
    pub extra_days: u32,
}

/// Why a code is not taken, or not made so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PromoFault {
    /// No code is called so, or it was disabled.
    Unknown,
    NotYet {
        at: Timestamp,
    },
    Ended {
        at: Timestamp,
    },
    /// Others were faster.
    UsedUp,
    /// They used it as often as one person may.
    UsedByYou {
        most: u32,
    },
    /// It is for another plan.
    OtherPlan,
    /// It takes an amount of another currency off.
    OtherCurrency {
        currency: String,
    },
    /// It adds days, and the plan has no end.
    NoEnd,
    /// A subscription costs the same each month.
    NotMonthly,
    /// Not a code as the house makes them.
    CodeInvalid {
        least: u32,
        most: u32,
    },
    /// Another code is called so.
    CodeTaken,
    /// As many codes as there may be.
    TooMany {
        most: u32,
    },
    /// It would end before it begins.
    DatesCrossed,
    /// No date was read, and no word for none.
    DateInvalid,
}
