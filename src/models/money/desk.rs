//! What the staff sees of orders and payments.

use super::Order;
use super::OrderState;
use super::Payment;
use super::PaymentState;
use super::Posting;
use crate::models::OrderId;
use crate::models::Page;
use crate::models::PaymentId;
use crate::models::Timestamp;
use crate::models::UserId;

/// Which payments a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PaymentFilter {
    /// Those an admin decides about.
    Held,
    /// Those that go back and are not gone yet.
    Refunding,
    /// Paid, and not delivered yet.
    Waiting,
    Done,
    Back,
}

impl PaymentFilter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [PaymentFilter; 5] = [
        Self::Held,
        Self::Refunding,
        Self::Waiting,
        Self::Done,
        Self::Back,
    ];

    /// The name said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Refunding => "refunding",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Back => "back",
        }
    }

    /// The filter of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The states it shows.
    pub fn states(self) -> &'static [PaymentState] {
        match self {
            Self::Held => &[PaymentState::Held],
            Self::Refunding => &[PaymentState::Refunding],
            Self::Waiting => &[PaymentState::Paid],
            Self::Done => &[PaymentState::Fulfilled],
            Self::Back => &[PaymentState::Refunded, PaymentState::Returned],
        }
    }
}

/// Which orders a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrderFilter {
    /// Unpaid, and still to be paid.
    Open,
    /// An admin decides about their money or receipt.
    Review,
    Paid,
    Closed,
}

impl OrderFilter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [OrderFilter; 4] = [Self::Open, Self::Review, Self::Paid, Self::Closed];

    /// The name said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Review => "review",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }

    /// The filter of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The states it shows.
    pub fn states(self) -> &'static [OrderState] {
        match self {
            Self::Open => &[OrderState::Open, OrderState::Rejected],
            Self::Review => &[OrderState::Review, OrderState::Submitted],
            Self::Paid => &[OrderState::Paid, OrderState::Fulfilled],
            Self::Closed => &[
                OrderState::Expired,
                OrderState::Cancelled,
                OrderState::Refunded,
            ],
        }
    }
}

/// A page of payments with the names of who paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentList {
    pub filter: PaymentFilter,
    pub page: Page<(Payment, Option<String>)>,
    /// How many each filter shows.
    pub counts: Vec<(PaymentFilter, i64)>,
}

/// A page of orders with the names of who ordered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderList {
    pub filter: OrderFilter,
    pub page: Page<(Order, String)>,
}

/// Something that happened to an order or a payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryEvent {
    pub kind: String,
    pub at: Timestamp,
    /// `None` = the house.
    pub by: Option<UserId>,
    pub detail: Option<String>,
}

/// A payment with everything around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentCard {
    pub payment: Payment,
    /// Who paid.
    pub name: Option<String>,
    pub order: Option<Order>,
    /// With the names of whoever did it.
    pub events: Vec<(HistoryEvent, Option<String>)>,
    pub postings: Vec<Posting>,
}

/// An order with everything around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderFile {
    pub order: Order,
    pub name: String,
    pub payments: Vec<Payment>,
    /// With the names of whoever did it.
    pub events: Vec<(HistoryEvent, Option<String>)>,
}

/// What somebody typed to find an order or a payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoundMoney {
    Order(OrderId),
    Payment(PaymentId),
}

/// What waits of orders and payments, counted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct MoneyCounts {
    /// Orders that may still be paid.
    pub open: i64,
    /// Receipts that wait for a decision.
    pub receipts: i64,
    /// Paid, and not delivered yet.
    pub waiting: i64,
    /// When the first of these came.
    pub oldest: Option<Timestamp>,
    /// Payments an admin decides about.
    pub held: i64,
    /// Payments that go back and are not gone yet.
    pub refunding: i64,
    /// Payments that were delivered, ever.
    pub delivered: i64,
}
