//! Orders: somebody's wish to buy, from the first press to the delivery.

use super::Goods;
use crate::models::ManualMethodId;
use crate::models::MessageId;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PlanId;
use crate::models::PromoId;
use crate::models::Timestamp;
use crate::models::UserId;
use serde::{Deserialize, Serialize};

/// A way to pay. Another provider is one variant here, one file in `integrations/payments`, and its words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Telegram Stars.
    Stars,
    QvaPay,
    /// By hand, with a receipt that an admin looks at.
    Manual,
    /// From the balance that one has with the house.
    Balance,
}

impl Method {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Method; 4] = [Self::Stars, Self::QvaPay, Self::Manual, Self::Balance];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::QvaPay => "qvapay",
            Self::Manual => "manual",
            Self::Balance => "balance",
        }
    }

    /// The way of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What an order is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrderKind {
    /// A plan for the buyer.
    Plan,
    /// A plan for whoever opens the link.
    Gift,
    /// Money on the buyer's balance.
    TopUp,
}

impl OrderKind {
    /// All of them.
    pub const ALL: [OrderKind; 3] = [Self::Plan, Self::Gift, Self::TopUp];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Gift => "gift",
            Self::TopUp => "top_up",
        }
    }

    /// The kind of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Where an order stands. `paid` beats every ending: money that came is never lost, and only a refund takes it back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrderState {
    /// It may be paid.
    Open,
    /// A receipt waits for a decision.
    Submitted,
    /// Paid; what was bought is on its way.
    Paid,
    Fulfilled,
    Expired,
    Cancelled,
    /// The receipt was refused; another may come.
    Rejected,
    /// Money came that does not fit: an admin decides.
    Review,
    Refunded,
}

impl OrderState {
    /// All of them.
    pub const ALL: [OrderState; 9] = [
        Self::Open,
        Self::Submitted,
        Self::Paid,
        Self::Fulfilled,
        Self::Expired,
        Self::Cancelled,
        Self::Rejected,
        Self::Review,
        Self::Refunded,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submitted => "submitted",
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::Review => "review",
            Self::Refunded => "refunded",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether it may still be paid as agreed.
    pub fn is_payable(self) -> bool {
        match self {
            Self::Open | Self::Submitted | Self::Rejected => true,
            Self::Paid
            | Self::Fulfilled
            | Self::Expired
            | Self::Cancelled
            | Self::Review
            | Self::Refunded => false,
        }
    }
}

/// A row of `orders`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub id: OrderId,
    /// What providers and people are told: `ord_` and 16 letters. Payload of invoices, `remote_id` of QvaPay.
    pub code: String,
    pub user: UserId,
    pub kind: OrderKind,
    pub plan: Option<PlanId>,
    /// What was promised. Of a top-up: no product.
    pub goods: Goods,
    pub method: Method,
    pub manual_method: Option<ManualMethodId>,
    /// Before any discount, in the smallest units of the price's currency.
    pub list_minor: i64,
    /// What is to be paid.
    pub price: Money,
    pub promo: Option<PromoId>,
    /// Days more, by a promotion code.
    pub extra_days: u32,
    /// A subscription: paid again each month.
    pub renews: bool,
    pub state: OrderState,
    /// The provider's own id of the invoice.
    pub provider_ref: Option<String>,
    /// Sealed address of the page where it is paid.
    pub pay_url: Option<String>,
    /// The message with the invoice, in the buyer's chat.
    pub message: Option<MessageId>,
    /// When Telegram was told that it may be paid.
    pub checked_out_at: Option<Timestamp>,
    /// When the provider is asked next.
    pub next_look_at: Option<Timestamp>,
    pub looks: u32,
    /// Why it could not be offered to the provider yet.
    pub trouble: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub paid_at: Option<Timestamp>,
    pub fulfilled_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

/// What somebody wants to buy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOrder {
    pub kind: OrderKind,
    /// `None` for a top-up.
    pub plan: Option<PlanId>,
    pub method: Method,
    pub manual_method: Option<ManualMethodId>,
    /// The currency of the price; of a top-up the amount is `amount`.
    pub currency: String,
    /// Of a top-up, in the smallest units of the currency.
    pub amount: Option<i64>,
    /// As typed.
    pub promo: Option<String>,
    /// As a monthly subscription in Stars.
    pub renews: bool,
    /// What asked for it: the same wish makes one order.
    pub made_from: String,
}

/// What is told to a buyer about an order of theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderNews {
    /// Paid and delivered: the receipt.
    Fulfilled,
    /// It was not paid in time.
    Expired,
    /// The receipt was refused.
    Rejected,
    /// Money came that does not fit: somebody looks at it.
    Held,
    /// The money is to go back; what it brought ended.
    Refunding,
    /// The money went back.
    Refunded,
    /// What was paid is on the balance.
    OnBalance,
    /// Paid, but it takes longer.
    Delayed,
}
