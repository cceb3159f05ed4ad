//! The screens of payments over the internet: where to pay, why not, and the house's account there.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::callback::ShopAction;
use super::payments::method_word;
use super::shop::entrance;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::ProviderState;
use crate::models::ProviderView;
use crate::models::word_of;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// What an order is for, in one line.
pub fn title(lang: Lang, order: &Order) -> String {
    let name = word_of(&order.goods.names, lang.code(), Lang::Es.code());
    match order.kind {
        OrderKind::TopUp => lang.plain("qvapay-title-top-up", args! {}),
        OrderKind::Gift => lang.plain("qvapay-title-gift", args! { name: name }),
        OrderKind::Plan => name.to_owned(),
    }
}

/// Hands the buyer the address where an order is paid.
pub fn to_pay(reader: Reader, order: &Order, pay_url: &str) -> Screen {
    let amount = units::money(reader.lang, &order.price);
    let left = order.expires_at.since(reader.now).max(0);
    let text = reader.html(
        "qvapay-to-pay",
        args! {
            title: &html::name(&title(reader.lang, order)),
            amount: &amount,
            code: &order.code,
            left: &units::duration(reader.lang, left),
        },
    );
    let label = reader.plain("qvapay-button-pay", args! { amount: &amount });
    let url = pay_url.to_owned();
    let own = reader.plain("button-order", args! {});
    Screen::new(text)
        .button(Button::Url { label, url })
        .button(Button::act(own, Action::Shop(ShopAction::Order(order.id))))
}

/// Tells the buyer that the provider does not answer just now.
pub fn slow(reader: Reader) -> Screen {
    Screen::new(reader.html("qvapay-slow", args! {})).button(entrance(reader))
}

/// Tells the buyer that the order cannot be paid so.
pub fn refused(reader: Reader, order: &Order) -> Screen {
    let title = html::name(&title(reader.lang, order));
    Screen::new(reader.html("qvapay-refused", args! { title: &title })).button(entrance(reader))
}

/// How providers answer and what is on the house's account there, for the staff. The caller adds its buttons.
pub fn account(reader: Reader, views: &[ProviderView]) -> Screen {
    let mut lines = vec![reader.html("account-title", args! {})];
    for view in views {
        let name = method_word(reader.lang, view.method);
        lines.push(String::new());
        lines.push(reader.html("account-provider", args! { name: &name }));
        lines.extend(state_lines(reader, view));
    }
    Screen::new(lines.join("\n"))
}

fn state_lines(reader: Reader, view: &ProviderView) -> Vec<String> {
    let mut lines = Vec::new();
    match &view.state {
        ProviderState::Off => return vec![reader.html("account-off", args! {})],
        ProviderState::Fails(error) => {
            let error = html::one_line(error, 200);
            lines.push(reader.html("account-fails", args! { error: &error }));
        }
        ProviderState::Works {
            app,
            is_active,
            balance,
        } => {
            let key = if *is_active {
                "account-app"
            } else {
                "account-app-inactive"
            };
            lines.push(reader.html(key, args! { app: &html::name(app) }));
            lines.push(match balance {
                Some(balance) => {
                    let amount = units::money(reader.lang, balance);
                    reader.html("account-balance", args! { amount: &amount })
                }
                None => reader.html("account-balance-unknown", args! {}),
            });
        }
    }
    let watched = view.watched;
    lines.push(reader.html("account-watched", args! { count: watched }));
    let key = if view.has_notes {
        "account-notes"
    } else {
        "account-no-notes"
    };
    lines.push(reader.html(key, args! {}));
    lines
}
