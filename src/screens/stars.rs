//! Telegram Stars: invoices, the words before somebody pays, and monthly subscriptions.

use crate::models::CheckoutNo;
use crate::models::Goods;
use crate::models::Length;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::Product;
use crate::models::StarSubscription;
use crate::models::SubscriptionState;
use crate::models::word_of;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::utils::html::name;
use crate::utils::html::truncate_utf16;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Characters of an invoice's title (Bot API, `sendInvoice`).
const MOST_TITLE: usize = 32;
/// The same of its description.
const MOST_DESCRIPTION: usize = 255;

/// An invoice in Stars, in the buyer's language. Its texts are plain: Telegram formats none of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invoice {
    pub title: String,
    pub description: String,
    pub stars: i64,
}

/// The invoice of an order.
pub fn invoice(reader: Reader, order: &Order) -> Invoice {
    let title = title(reader.lang, order);
    let what = match order.kind {
        OrderKind::TopUp => reader.plain("stars-invoice-top-up", args! {}),
        OrderKind::Plan => promised(reader, order),
        OrderKind::Gift => reader.plain(
            "stars-invoice-gift",
            args! { what: &promised(reader, order) },
        ),
    };
    let description = if order.renews {
        reader.plain("stars-invoice-monthly", args! { what: &what })
    } else {
        what
    };
    Invoice {
        title: truncate_utf16(&title, MOST_TITLE),
        description: truncate_utf16(&description, MOST_DESCRIPTION),
        stars: order.price.minor,
    }
}

/// What an order is called.
fn title(lang: Lang, order: &Order) -> String {
    let plan = word_of(&order.goods.names, lang.code(), Lang::Es.code());
    match order.kind {
        OrderKind::TopUp => lang.plain("stars-title-top-up", args! {}),
        OrderKind::Plan | OrderKind::Gift if plan.is_empty() => order.code.clone(),
        OrderKind::Plan => plan.to_owned(),
        OrderKind::Gift => format!("🎁 {plan}"),
    }
}

/// What an order brings, in a line.
fn promised(reader: Reader, order: &Order) -> String {
    let Goods {
        products,
        length,
        data_bytes,
        ..
    } = &order.goods;
    let names: Vec<String> = products
        .iter()
        .map(|product| product_word(reader.lang, *product))
        .collect();
    let mut parts = vec![names.join(" + "), length_words(reader, *length)];
    if order.extra_days > 0 {
        parts.push(reader.plain(
            "stars-extra-days",
            args! { days: i64::from(order.extra_days) },
        ));
    }
    if let Some(bytes) = data_bytes {
        parts.push(units::bytes(reader.lang, *bytes));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn product_word(lang: Lang, product: Product) -> String {
    match product {
        Product::Vip => lang.plain("stars-product-vip", args! {}),
        Product::WireGuard => "WireGuard".to_owned(),
        Product::Outline => "Outline".to_owned(),
    }
}

fn length_words(reader: Reader, length: Length) -> String {
    match length {
        Length::Days(days) => reader.plain("stars-days", args! { days: i64::from(days) }),
        Length::Months(months) => reader.plain("stars-months", args! { months: i64::from(months) }),
        Length::Until(at) => {
            let date = units::instant(reader.lang, at, reader.time_zone);
            reader.plain("stars-until", args! { date: &date })
        }
        Length::Lifetime => reader.plain("stars-lifetime", args! {}),
    }
}

/// The message with the link by which a subscription is paid.
pub fn subscribe(reader: Reader, order: &Order, url: &str) -> Screen {
    let text = reader.html(
        "stars-subscribe",
        args! {
            name: &name(&title(reader.lang, order)),
            what: &promised(reader, order),
            stars: order.price.minor,
        },
    );
    let label = reader.plain("button-stars-subscribe", args! { stars: order.price.minor });
    let url = url.to_owned();
    Screen::new(text).button(Button::Url { label, url })
}

/// Why somebody may not pay, short enough for Telegram's own window.
pub fn checkout_no(lang: Lang, no: CheckoutNo) -> String {
    let key = match no {
        CheckoutNo::Unknown => "checkout-unknown",
        CheckoutNo::OtherPerson => "checkout-other-person",
        CheckoutNo::Banned => "checkout-banned",
        CheckoutNo::Paid => "checkout-paid",
        CheckoutNo::Ended => "checkout-ended",
        CheckoutNo::Price => "checkout-price",
        CheckoutNo::SoldOut => "checkout-sold-out",
    };
    lang.toast(key, args! {})
}

/// The same when the house could not find out.
pub fn checkout_later(lang: Lang) -> String {
    lang.toast("checkout-later", args! {})
}

/// Says that a subscription is in another state now.
pub fn changed(reader: Reader, order: &Order, subscription: &StarSubscription) -> Screen {
    let key = match subscription.state {
        SubscriptionState::Active => "stars-changed-active",
        SubscriptionState::Canceled => "stars-changed-canceled",
        SubscriptionState::Failed => "stars-changed-failed",
        SubscriptionState::Ended => "stars-changed-ended",
    };
    let until = units::instant(reader.lang, subscription.paid_until, reader.time_zone);
    let name = name(&title(reader.lang, order));
    Screen::new(reader.html(key, args! { name: &name, until: &until }))
}
