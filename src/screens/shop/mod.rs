//! The screens of what is sold, of buying it, and of one's own orders.

mod orders;
mod plans;
mod told;

pub use orders::ask_cancel;
pub use orders::by_hand;
pub use orders::order;
pub use orders::orders;
pub use plans::ask_code;
pub use plans::plan;
pub use plans::plans;
pub use told::told;

use crate::models::ByLang;
use crate::models::Goods;
use crate::models::Length;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyRefusal;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::Product;
use crate::models::STAR_MILLS;
use crate::models::STARS;
use crate::models::word_of;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::callback::ShopAction;
use crate::screens::refusals::Say;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// A text of the house in the reader's language, as a name.
pub(super) fn named(reader: Reader, words: &ByLang) -> String {
    let fallback = Lang::ALL[0].code();
    html::name(word_of(words, reader.lang.code(), fallback))
}

/// How a product is called.
pub fn product_name(lang: Lang, product: Product) -> String {
    lang.plain(
        match product {
            Product::Vip => "product-vip",
            Product::WireGuard => "product-wireguard",
            Product::Outline => "product-outline",
        },
        args! {},
    )
}

/// How a way to pay is called.
pub fn method_name(lang: Lang, method: Method) -> String {
    lang.plain(
        match method {
            Method::Stars => "method-stars",
            Method::QvaPay => "method-qvapay",
            Method::Manual => "method-manual",
            Method::Balance => "method-balance",
        },
        args! {},
    )
}

/// How long something lasts: "30 días", "1 mes", "hasta el 22 nov 2026, 03:30 (UTC)", "De por vida".
pub fn length_words(reader: Reader, length: Length) -> String {
    match length {
        Length::Days(days) => reader.plain("unit-days", args! { count: days }),
        Length::Months(months) => reader.plain("shop-months", args! { count: months }),
        Length::Until(at) => {
            let until = units::instant(reader.lang, at, reader.time_zone);
            reader.plain("shop-until", args! { until: &until })
        }
        Length::Lifetime => reader.plain("unit-lifetime", args! {}),
    }
}

/// The products of an offer: "Canal VIP + WireGuard".
fn products_words(reader: Reader, goods: &Goods) -> String {
    let names: Vec<String> = (goods.products.iter())
        .map(|product| product_name(reader.lang, *product))
        .collect();
    names.join(" + ")
}

/// A price; of Stars what that is in dollars too, more or less.
pub fn price_words(reader: Reader, price: &Money) -> String {
    let amount = units::money(reader.lang, price);
    if price.currency != STARS || price.minor == 0 {
        return amount;
    }
    let dollars = Money {
        // Thousandths of a dollar are tenths of a cent.
        minor: price.minor.saturating_mul(STAR_MILLS).saturating_add(5) / 10,
        currency: "USD".to_owned(),
    };
    let dollars = units::money(reader.lang, &dollars);
    reader.plain("shop-stars", args! { stars: &amount, dollars: &dollars })
}

/// What an order is for, in a few words.
fn order_name(reader: Reader, order: &Order) -> String {
    match order.kind {
        OrderKind::Plan => named(reader, &order.goods.names),
        OrderKind::Gift => {
            let name = named(reader, &order.goods.names);
            reader.plain("order-name-gift", args! { name: &name })
        }
        OrderKind::TopUp => reader.plain("order-name-top-up", args! {}),
    }
}

/// "🛒 Planes".
pub fn entrance(reader: Reader) -> Button {
    act(reader, "button-plans", ShopAction::Plans(0))
}

/// The same screen with the way to more time first; where nothing is sold it stays as it is.
pub fn with_renewal(reader: Reader, mut screen: Screen, is_open: bool) -> Screen {
    if is_open {
        let label = reader.plain("button-renew", args! {});
        let action = Action::Shop(ShopAction::Plans(0));
        screen
            .rows
            .insert(0, vec![Button::styled(label, action, Style::Primary)]);
    }
    screen
}

/// The same before the last row, which leads back.
pub fn with_renewal_below(reader: Reader, mut screen: Screen, is_open: bool) -> Screen {
    if is_open {
        let at = screen.rows.len().saturating_sub(1);
        let renew = act(reader, "button-renew", ShopAction::Plans(0));
        screen.rows.insert(at, vec![renew]);
    }
    screen
}

fn act(reader: Reader, key: &str, action: ShopAction) -> Button {
    button(reader, key, Action::Shop(action))
}

fn button(reader: Reader, key: &str, action: Action) -> Button {
    Button::act(reader.plain(key, args! {}), action)
}

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
pub(super) fn is_about_answer(_refusal: &MoneyRefusal) -> bool {
    false
}

/// The words of a no about money.
pub(super) fn refusal(reader: Reader, refusal: &MoneyRefusal, say: Say<'_>) -> String {
    match refusal {
        MoneyRefusal::NotOnSale => say("refusal-plan-not-on-sale", args! {}),
        MoneyRefusal::BoughtOften { most } => say("refusal-plan-often", args! { most: *most }),
        MoneyRefusal::OnlyNew => say("refusal-plan-only-new", args! {}),
        MoneyRefusal::OnlyFormer => say("refusal-plan-only-former", args! {}),
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
        MoneyRefusal::PriceChanged => say("refusal-price-changed", args! {}),
        MoneyRefusal::HasForever => say("refusal-has-forever", args! {}),
        MoneyRefusal::DecidedAlready => say("refusal-payment-decided", args! {}),
    }
}
