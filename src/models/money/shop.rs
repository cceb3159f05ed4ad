//! What buyers see: plans with the ways to pay for them, and their own orders.

use super::ByLang;
use super::GivenPart;
use super::ManualMethod;
use super::Method;
use super::Order;
use super::OrderKind;
use super::Payment;
use super::Plan;
use crate::models::InboxSeq;
use crate::models::ManualMethodId;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::PlanId;
use crate::models::Refusal;
use crate::models::UserId;
use std::fmt;

/// Characters of a promotion code that are read; what is longer is none.
pub const MOST_CODE: usize = 40;
/// The row of `user_settings` with the promotion code that somebody typed and has not used yet.
pub const CODE_KEY: &str = "shop_code";
/// What a Star is worth in thousandths of a US dollar, as Telegram pays developers: only ever said as approximate.
pub const STAR_MILLS: i64 = 13;

/// The code of a currency, small enough for a button.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// The code of three capital letters; `None` for anything else.
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Self(bytes))
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

/// For whom a plan is bought.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Recipient {
    Buyer,
    /// Whoever opens the link of the gift.
    Somebody,
}

impl Recipient {
    /// The kind of order that makes.
    pub fn kind(self) -> OrderKind {
        match self {
            Self::Buyer => OrderKind::Plan,
            Self::Somebody => OrderKind::Gift,
        }
    }
}

/// A way to pay for a plan.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Way {
    Stars,
    /// Stars, again each month.
    Monthly,
    QvaPay,
    Manual(ManualMethodId),
    /// From the balance in that currency.
    Balance(CurrencyCode),
}

impl Way {
    /// The method it is.
    pub fn method(self) -> Method {
        match self {
            Self::Stars | Self::Monthly => Method::Stars,
            Self::QvaPay => Method::QvaPay,
            Self::Manual(_) => Method::Manual,
            Self::Balance(_) => Method::Balance,
        }
    }
}

/// What the button of a way to pay asks for. The card that carried it makes one order of it, however often it is pressed,
/// and only if what it said still holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Wish {
    pub plan: PlanId,
    pub recipient: Recipient,
    pub way: Way,
    /// The update that was answered with the card.
    pub card: InboxSeq,
    /// The mark of what the card said: goods, price and days.
    pub seen: u32,
}

impl Wish {
    /// What the order remembers it was made from.
    pub fn made_from(&self, user: UserId) -> String {
        let recipient = self.recipient.kind().name();
        let way = match self.way {
            Way::Stars => "stars".to_owned(),
            Way::Monthly => "monthly".to_owned(),
            Way::QvaPay => "qvapay".to_owned(),
            Way::Manual(id) => format!("manual:{id}"),
            Way::Balance(currency) => format!("balance:{currency}"),
        };
        format!("shop:{user}:{}:{}:{recipient}:{way}", self.card, self.plan)
    }
}

/// What a plan costs somebody in a way to pay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quote {
    pub way: Way,
    /// Of a way by hand: how it is called.
    pub names: Option<ByLang>,
    /// Before any discount, in the smallest units of the price's currency.
    pub list_minor: i64,
    pub price: Money,
    /// Days more, by a promotion code.
    pub extra_days: u32,
    /// The mark of all that.
    pub seen: u32,
}

/// A plan in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShopPlan {
    pub plan: Plan,
    /// There is no room for it just now.
    pub is_sold_out: bool,
    /// It would bring them nothing: they have it. They may give it away.
    pub is_for_others: bool,
}

/// A plan, as somebody may buy it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShopCard {
    pub plan: Plan,
    pub recipient: Recipient,
    /// Why it is not sold to them now.
    pub blocked: Option<Refusal>,
    pub quotes: Vec<Quote>,
    /// The promotion code they typed, and whether it is good here.
    pub code: Option<(String, bool)>,
    /// How far each product of it would go, if they have something of it running.
    pub running: Vec<GivenPart>,
    pub balance: Vec<Money>,
    /// The update that is answered with the card.
    pub card: InboxSeq,
}

/// An order, as its buyer sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderCard {
    pub order: Order,
    pub payments: Vec<Payment>,
    /// The way by hand.
    pub manual: Option<ManualMethod>,
    /// Where it is paid.
    pub pay_url: Option<String>,
    /// The promotion code it was ordered with.
    pub code: Option<String>,
    /// Why the last receipt was refused.
    pub rejection: Option<String>,
    /// The plan is still on sale.
    pub is_sold_again: bool,
}

/// A page of somebody's orders, the newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderPage {
    pub orders: Vec<Order>,
    pub page: u32,
    pub pages: u32,
    /// They have, or had, a subscription in Stars.
    pub has_subscriptions: bool,
}

/// A row of `payment_events`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentEvent {
    pub order: Option<OrderId>,
    pub payment: Option<PaymentId>,
    pub kind: String,
    pub detail: Option<String>,
}

/// What somebody bought, for their profile.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Purchases {
    /// Orders of any state.
    pub orders: i64,
    /// Payments that count.
    pub payments: i64,
}
