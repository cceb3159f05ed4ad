//! Payments: money that came, and what became of it.

use super::Method;
use crate::models::GiftId;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::Product;
use crate::models::Timestamp;
use crate::models::UserId;
use serde::{Deserialize, Serialize};

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PaymentState {
    /// The money is there; what it is for is on its way.
    Paid,
    /// What it is for was given.
    Fulfilled,
    /// An admin decides.
    Held,
    /// It goes back; what was given is taken back already.
    Refunding,
    /// It went back by the provider.
    Refunded,
    /// An admin gave it back by hand.
    Returned,
}

impl PaymentState {
    /// All of them.
    pub const ALL: [PaymentState; 6] = [
        Self::Paid,
        Self::Fulfilled,
        Self::Held,
        Self::Refunding,
        Self::Refunded,
        Self::Returned,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Held => "held",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Returned => "returned",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Why an admin decides about a payment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// No order is known by what it says.
    UnknownOrder,
    /// Less came than agreed.
    Underpaid,
    /// More came than agreed.
    Overpaid,
    /// Another currency came than agreed.
    Currency,
    /// Somebody else paid than whoever ordered.
    OtherPerson,
    /// The order had ended.
    Late,
    /// The order was paid already, and the rule says that such money goes back.
    Second,
    /// The buyer is banned.
    Banned,
    /// What was ordered would bring them nothing any more.
    Nothing,
    /// The code or the plan is not for the buyer any more: what they took of it went to others, or was used meanwhile.
    Limit,
}

impl HoldReason {
    /// All of them.
    pub const ALL: [HoldReason; 10] = [
        Self::UnknownOrder,
        Self::Underpaid,
        Self::Overpaid,
        Self::Currency,
        Self::OtherPerson,
        Self::Late,
        Self::Second,
        Self::Banned,
        Self::Nothing,
        Self::Limit,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownOrder => "unknown_order",
            Self::Underpaid => "underpaid",
            Self::Overpaid => "overpaid",
            Self::Currency => "currency",
            Self::OtherPerson => "other_person",
            Self::Late => "late",
            Self::Second => "second",
            Self::Banned => "banned",
            Self::Nothing => "nothing",
            Self::Limit => "limit",
        }
    }

    /// The reason of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What becomes of a payment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PaymentUse {
    /// What was ordered is delivered.
    Deliver,
    /// It goes on the payer's balance.
    Balance,
}

impl PaymentUse {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Balance => "balance",
        }
    }

    /// The use of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Deliver, Self::Balance]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// A row of `payments`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    pub id: PaymentId,
    /// `None` = of no order that is known.
    pub order: Option<OrderId>,
    /// Who paid, if it is known.
    pub user: Option<UserId>,
    pub method: Method,
    /// The provider's own id: each counts once.
    pub provider_payment_id: String,
    /// What really came.
    pub amount: Money,
    pub state: PaymentState,
    pub hold: Option<HoldReason>,
    pub usage: PaymentUse,
    /// Of a subscription: paid until then.
    pub period_end: Option<Timestamp>,
    /// JSON: what the provider said, without secrets.
    pub facts: String,
    /// What it brought, so that it can be taken back.
    pub given: Option<Given>,
    pub received_at: Timestamp,
    pub fulfilled_at: Option<Timestamp>,
    pub refunded_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
}

/// Money that a provider says came, verified. What is done with it is decided by `services::money::settle`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MoneyIn {
    pub method: Method,
    pub provider_payment_id: String,
    /// The code of the order, as the provider gives it back.
    pub order_code: String,
    /// Who paid, if the provider says it in our terms.
    pub payer: Option<UserId>,
    pub amount: Money,
    /// Of a subscription: paid until then.
    pub period_end: Option<Timestamp>,
    /// A later month of a subscription.
    pub is_renewal: bool,
    /// JSON: what the provider said, without secrets.
    pub facts: String,
}

/// What settling led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// It counts now, and is delivered.
    Paid(PaymentId),
    /// It is kept, and an admin decides.
    Held(PaymentId, HoldReason),
    /// It was counted before.
    Known(PaymentId),
}

/// What a payment brought, by product.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Given {
    pub parts: Vec<GivenPart>,
    pub gift: Option<GiftId>,
}

/// One product that a payment brought.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GivenPart {
    pub product: Product,
    /// The end before; `None` = there was none running.
    pub before: Option<Timestamp>,
    /// It was for life before.
    pub was_lifetime: bool,
    /// The end after; `None` = for life.
    pub until: Option<Timestamp>,
    /// Bytes that were added to what was left of a running quota.
    #[serde(default)]
    pub added_bytes: Option<u64>,
    /// The quota that gave way to none.
    #[serde(default)]
    pub limit_before: Option<u64>,
    /// Keys at once before, where they became more.
    #[serde(default)]
    pub devices_before: Option<u32>,
}

/// What an admin does with money that is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Release {
    /// What was ordered is given for what came.
    AsItIs,
    /// It goes on the balance of whoever paid, or of that person.
    ToBalance(Option<UserId>),
    /// It pays that order.
    ToOrder(OrderId),
}
