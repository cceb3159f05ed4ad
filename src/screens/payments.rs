//! The screens of orders and payments, and what is held or paid back.

pub use super::qvapay::account;
use crate::models::HoldReason;
use crate::models::Method;
use crate::models::Money;
use crate::models::PaymentId;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The name of a way to pay.
pub fn method_word(lang: Lang, method: Method) -> String {
    let key = match method {
        Method::Stars => "method-stars",
        Method::QvaPay => "method-qvapay",
        Method::Manual => "method-manual",
        Method::Balance => "method-balance",
    };
    lang.plain(key, args! {})
}

/// Why somebody decides about a payment.
pub fn hold_word(lang: Lang, why: HoldReason) -> String {
    let key = match why {
        HoldReason::UnknownOrder => "hold-unknown-order",
        HoldReason::Underpaid => "hold-underpaid",
        HoldReason::Overpaid => "hold-overpaid",
        HoldReason::Currency => "hold-currency",
        HoldReason::OtherPerson => "hold-other-person",
        HoldReason::Late => "hold-late",
        HoldReason::Second => "hold-second",
        HoldReason::Banned => "hold-banned",
    };
    lang.plain(key, args! {})
}

/// Tells the staff that money came which does not fit.
pub fn held(
    reader: Reader,
    payment: PaymentId,
    why: HoldReason,
    amount: &Money,
    method: Method,
) -> Screen {
    let amount = units::money(reader.lang, amount);
    Screen::new(reader.html(
        "notice-payment-held",
        args! {
            id: &payment.to_string(),
            amount: &amount,
            method: &method_word(reader.lang, method),
            why: &hold_word(reader.lang, why),
        },
    ))
}
