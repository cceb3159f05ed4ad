//! Telegram Stars: the word before somebody pays, and subscriptions.

use crate::models::Money;
use crate::models::OrderId;
use crate::models::Timestamp;
use crate::models::UserId;

/// What Telegram asks about before it takes somebody's Stars (Bot API, `PreCheckoutQuery`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkout {
    /// The payload of the invoice: the code of an order.
    pub order_code: String,
    pub user: UserId,
    pub amount: Money,
}

/// Why somebody may not pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckoutNo {
    /// No order is known by it.
    Unknown,
    /// Somebody else ordered it.
    OtherPerson,
    Banned,
    /// It is paid already.
    Paid,
    /// Its time is over, or it was given up.
    Ended,
    /// It costs something else now.
    Price,
    /// There is no room for what it brings.
    SoldOut,
    /// The plan is for other customers than they are by now.
    NotForYou,
}

/// Where a monthly subscription stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubscriptionState {
    /// It is paid again by itself.
    Active,
    /// It is not; what was paid lasts to its end.
    Canceled,
    /// The last renewal could not be paid; Telegram tries again.
    Failed,
    /// It is over.
    Ended,
}

impl SubscriptionState {
    /// All of them.
    pub const ALL: [SubscriptionState; 4] =
        [Self::Active, Self::Canceled, Self::Failed, Self::Ended];

    /// The name stored in the database; the first three are Telegram's own (Bot API, `BotSubscriptionUpdated`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::Ended => "ended",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Who stopped the renewals of a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CanceledBy {
    /// The payer, in Telegram: there they can take it back.
    User,
    /// The house, also when the payer asked it to: it must allow renewals again first.
    House,
}

impl CanceledBy {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::House => "house",
        }
    }

    /// Who has that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::User, Self::House]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// A row of `star_subscriptions`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StarSubscription {
    /// The order of its first month; renewals carry its code.
    pub order: OrderId,
    pub user: UserId,
    /// Telegram's id of the first payment.
    pub first_charge: String,
    /// The same of the latest one.
    pub last_charge: String,
    pub state: SubscriptionState,
    pub paid_until: Timestamp,
    pub canceled_by: Option<CanceledBy>,
    pub changed_at: Timestamp,
}

/// A row of `star_marks`: how far a bot's list of transactions was compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StarMark {
    /// Rows, from the oldest.
    pub compared: i64,
    /// What is older, and of no order that is known, is not the house's.
    pub since: Timestamp,
}
