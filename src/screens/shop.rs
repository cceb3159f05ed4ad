//! The screens of what is sold, of buying it, and of one's own orders.

mod orders;
mod plans;
mod told;
mod words;

pub use self::orders::ask_cancel;
pub use self::orders::order;
pub use self::orders::orders;
pub use self::plans::ask_code;
pub use self::plans::plan;
pub use self::plans::plans;
pub use self::told::told;
pub use self::words::entrance;
pub use self::words::method_name;
pub use self::words::price_words;
pub use self::words::with_renewal;
pub use self::words::with_renewal_below;

use crate::models::MoneyRefusal;
use crate::models::OrderState;
use crate::screens::Reader;
use crate::screens::plans as desk;
use crate::screens::promos;
use crate::screens::purse;
use crate::screens::receipts;
use crate::screens::refusals::Say;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Where an order stands, in a word.
pub fn state_word(lang: Lang, state: OrderState) -> String {
    let key = match state {
        OrderState::Open => "order-state-open",
        OrderState::Submitted => "order-state-submitted",
        OrderState::Paid => "order-state-paid",
        OrderState::Fulfilled => "order-state-fulfilled",
        OrderState::Expired => "order-state-expired",
        OrderState::Cancelled => "order-state-cancelled",
        OrderState::Rejected => "order-state-rejected",
        OrderState::Review => "order-state-review",
        OrderState::Refunded => "order-state-refunded",
    };
    lang.plain(key, args! {})
}

/// Whether another answer to the same question may do.
pub(super) fn is_about_answer(refusal: &MoneyRefusal) -> bool {
    match refusal {
        MoneyRefusal::Purse(refusal) => purse::is_about_answer(refusal),
        MoneyRefusal::Receipt(refusal) => receipts::is_about_answer(refusal),
        MoneyRefusal::Plan(_) | MoneyRefusal::Promo(_) => true,
        MoneyRefusal::ReasonLength { .. } | MoneyRefusal::BalanceLeft { .. } => true,
        MoneyRefusal::NotOnSale
        | MoneyRefusal::BoughtOften { .. }
        | MoneyRefusal::OnlyNew
        | MoneyRefusal::OnlyFormer
        | MoneyRefusal::NotAsGift
        | MoneyRefusal::OwnMoney
        | MoneyRefusal::MethodClosed
        | MoneyRefusal::TooManyOrders { .. }
        | MoneyRefusal::OrderState(_)
        | MoneyRefusal::SoldOut
        | MoneyRefusal::TermOver { .. }
        | MoneyRefusal::BalanceLow
        | MoneyRefusal::PriceChanged
        | MoneyRefusal::HasMore
        | MoneyRefusal::NoPayer
        | MoneyRefusal::PayerOnly
        | MoneyRefusal::DecidedAlready => false,
    }
}

/// The words of a no about money.
pub(super) fn refusal(reader: Reader, refusal: &MoneyRefusal, say: Say<'_>) -> String {
    match refusal {
        MoneyRefusal::NotOnSale => say("refusal-plan-not-on-sale", args! {}),
        MoneyRefusal::BoughtOften { most } => say("refusal-plan-often", args! { most: *most }),
        MoneyRefusal::OnlyNew => say("refusal-plan-only-new", args! {}),
        MoneyRefusal::OnlyFormer => say("refusal-plan-only-former", args! {}),
        MoneyRefusal::NotAsGift => say("refusal-plan-not-as-gift", args! {}),
        MoneyRefusal::OwnMoney => say("refusal-own-money", args! {}),
        MoneyRefusal::MethodClosed => say("refusal-method-closed", args! {}),
        MoneyRefusal::TooManyOrders { most } => {
            say("refusal-too-many-orders", args! { most: *most })
        }
        MoneyRefusal::OrderState(state) => say(
            "refusal-order-state",
            args! { state: &state_word(reader.lang, *state) },
        ),
        MoneyRefusal::SoldOut => say("refusal-sold-out", args! {}),
        MoneyRefusal::TermOver { .. } => say("refusal-plan-term-over", args! {}),
        MoneyRefusal::BalanceLow => say("refusal-balance-low", args! {}),
        MoneyRefusal::BalanceLeft { has } => say(
            "refusal-balance-left",
            args! { has: &units::money(reader.lang, has) },
        ),
        MoneyRefusal::HasMore => say("refusal-plan-has-more", args! {}),
        MoneyRefusal::ReasonLength { most } => say("refusal-money-reason", args! { most: *most }),
        MoneyRefusal::NoPayer => say("refusal-payment-no-payer", args! {}),
        MoneyRefusal::PayerOnly => say("refusal-payment-payer-only", args! {}),
        MoneyRefusal::DecidedAlready => say("refusal-payment-decided", args! {}),
        MoneyRefusal::Purse(refusal) => purse::refusal(reader, refusal, say),
        MoneyRefusal::PriceChanged => say("refusal-price-changed", args! {}),
        MoneyRefusal::Plan(fault) => desk::fault(reader, fault, say),
        MoneyRefusal::Promo(fault) => promos::fault(reader, fault, say),
        MoneyRefusal::Receipt(refusal) => receipts::refusal(reader, refusal, say),
    }
}
