//! Why something about money is not done.

use super::OrderState;
use super::PlanFault;
use super::PromoFault;
use super::PurseRefusal;
use super::ReceiptRefusal;
use crate::models::Money;
use crate::models::Timestamp;

/// A no about money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MoneyRefusal {
    /// The plan is not sold any more.
    NotOnSale,
    /// They bought it as often as one person may.
    BoughtOften { most: u32 },
    /// The plan is for new customers.
    OnlyNew,
    /// The plan is for former customers.
    OnlyFormer,
    /// The plan is for some customers only: nobody knows whether whoever opens a gift is one.
    NotAsGift,
    /// It cannot be bought that way.
    MethodClosed,
    /// They have as many open orders as anybody may.
    TooManyOrders { most: i64 },
    /// The order cannot be paid, cancelled or changed as it stands.
    OrderState(OrderState),
    /// There is no room for what it brings: nothing is sold that cannot be delivered.
    SoldOut,
    /// The fixed date of the plan has passed.
    TermOver { at: Timestamp },
    /// What they have lasts as long or longer: it would bring nothing.
    HasMore,
    /// The balance is too small.
    BalanceLow,
    /// Somebody else's balance has no more than that: what is to be taken off it was spent, or never there.
    BalanceLeft { has: Money },
    /// The plan or its price is not what the card said any more.
    PriceChanged,
    /// The payment was decided by another in the meantime.
    DecidedAlready,
    /// It is their own money: another decides.
    OwnMoney,
    /// A no about a balance, a gift or a friend.
    Purse(PurseRefusal),
    /// Nobody knows who paid: a person or an order is to be named.
    NoPayer,
    /// Stars go on the balance of whoever paid them, and of nobody else.
    PayerOnly,
    /// A reason of a change by hand has no words, or too many.
    ReasonLength { most: i64 },
    /// A plan is not made or changed so.
    Plan(PlanFault),
    /// A promotion code is not taken, or not made so.
    Promo(PromoFault),
    /// A no about receipts and ways to pay by hand.
    Receipt(ReceiptRefusal),
}

impl From<ReceiptRefusal> for MoneyRefusal {
    fn from(refusal: ReceiptRefusal) -> Self {
        Self::Receipt(refusal)
    }
}

impl From<PurseRefusal> for MoneyRefusal {
    fn from(refusal: PurseRefusal) -> Self {
        Self::Purse(refusal)
    }
}

impl From<PlanFault> for MoneyRefusal {
    fn from(fault: PlanFault) -> Self {
        Self::Plan(fault)
    }
}

impl From<PromoFault> for MoneyRefusal {
    fn from(fault: PromoFault) -> Self {
        Self::Promo(fault)
    }
}
