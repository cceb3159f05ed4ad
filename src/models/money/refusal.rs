//! Why something about money is not done.

use super::OrderState;
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
    /// The payment was decided by another in the meantime.
    DecidedAlready,
    /// Nobody knows who paid: a person or an order is to be named.
    NoPayer,
    /// A reason of a change by hand has no words, or too many.
    ReasonLength { most: i64 },
}
