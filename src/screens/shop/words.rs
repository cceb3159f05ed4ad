//! Words and buttons that several screens of the shop have.

use crate::models::ByLang;
use crate::models::GivenPart;
use crate::models::Method;
use crate::models::Money;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::STAR_MILLS;
use crate::models::STARS;
use crate::models::word_of;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::callback::ShopAction;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// A text of the house in the reader's language, as a name.
pub(super) fn named(reader: Reader, words: &ByLang) -> String {
    let fallback = Lang::ALL[0].code();
    html::name(word_of(words, reader.lang.code(), fallback))
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
pub(super) fn order_name(reader: Reader, order: &Order) -> String {
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

pub(super) fn act(reader: Reader, key: &str, action: ShopAction) -> Button {
    button(reader, key, Action::Shop(action))
}

pub(super) fn button(reader: Reader, key: &str, action: Action) -> Button {
    Button::act(reader.plain(key, args! {}), action)
}

/// A word about a bundle whose products end on different days: each went on from its own end.
pub(super) fn ends_apart(reader: Reader, parts: &[GivenPart]) -> Option<String> {
    let first = parts.first()?;
    let is_apart = parts.iter().any(|part| part.until != first.until);
    is_apart.then(|| reader.html("plan-ends-apart", args! {}))
}
