//! Telegram Stars: invoices, the words before somebody pays, and monthly subscriptions.

use crate::models::CanceledBy;
use crate::models::CheckoutNo;
use crate::models::Goods;
use crate::models::Length;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::Product;
use crate::models::StarSubscription;
use crate::models::SubscriptionState;
use crate::models::word_of;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::ShopAction;
use crate::screens::callback::StarsAction;
use crate::screens::callback::TillAction;
use crate::screens::confirm;
use crate::utils::html::name;
use crate::utils::html::short_name;
use crate::utils::html::truncate_utf16;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Characters of an invoice's title (Bot API, `sendInvoice`).
const MOST_TITLE: usize = 32;
/// Subscriptions shown at once.
const MOST_LISTED: usize = 6;
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
        Product::MtProto => lang.plain("stars-product-mtproto", args! {}),
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
    let mine = reader.plain("button-stars-list", args! {});
    Screen::new(text)
        .button(Button::Url { label, url })
        .button(Button::act(mine, Action::Stars(StarsAction::List)))
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
        CheckoutNo::NotForYou => "checkout-not-for-you",
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
    let label = reader.plain("button-stars-show", args! {});
    let action = Action::Stars(StarsAction::Show(order.id));
    Screen::new(line(reader, key, order, subscription)).button(Button::act(label, action))
}

/// A line about a subscription: what it is called, and its date.
fn line(reader: Reader, key: &str, order: &Order, subscription: &StarSubscription) -> String {
    let until = units::instant(reader.lang, subscription.paid_until, reader.time_zone);
    let name = name(&title(reader.lang, order));
    reader.html(key, args! { name: &name, until: &until })
}

/// Where a subscription stands, with its date.
fn state_line(reader: Reader, order: &Order, subscription: &StarSubscription) -> String {
    let key = match (subscription.state, subscription.canceled_by) {
        (SubscriptionState::Active, _) => "stars-state-active",
        (SubscriptionState::Canceled, Some(CanceledBy::House)) => "stars-state-stopped",
        (SubscriptionState::Canceled, Some(CanceledBy::User) | None) => "stars-state-canceled",
        (SubscriptionState::Failed, _) => "stars-state-failed",
        (SubscriptionState::Ended, _) => "stars-state-ended",
    };
    line(reader, key, order, subscription)
}

/// One's own subscriptions.
pub fn list(reader: Reader, rows: &[(&Order, &StarSubscription)]) -> Screen {
    let mut lines = vec![reader.html("stars-list", args! {})];
    if rows.is_empty() {
        lines.push(reader.html("stars-list-empty", args! {}));
    }
    // More of them nobody has; a message could not hold them all.
    let shown = rows.iter().take(MOST_LISTED);
    let mut screen = Screen::new(String::new());
    for (order, subscription) in shown {
        lines.push(state_line(reader, order, subscription));
        let action = Action::Stars(StarsAction::Show(order.id));
        let label = short_name(&title(reader.lang, order));
        screen = screen.button(Button::act(label, action));
    }
    screen.html = lines.join("\n\n");
    screen.button(back_to(reader.lang, Action::Shop(ShopAction::Orders(0))))
}

/// One subscription, and what can be done about it.
pub fn card(reader: Reader, order: &Order, subscription: &StarSubscription) -> Screen {
    let price = reader.html(
        "stars-card",
        args! { what: &promised(reader, order), stars: order.price.minor },
    );
    let text = [state_line(reader, order, subscription), price].join("\n\n");
    let button = match (subscription.state, subscription.canceled_by) {
        (SubscriptionState::Active | SubscriptionState::Failed, _) => {
            Some(("button-stars-stop", StarsAction::Stop(order.id)))
        }
        (SubscriptionState::Canceled, Some(CanceledBy::House)) => {
            Some(("button-stars-allow", StarsAction::Allow(order.id)))
        }
        (SubscriptionState::Canceled, Some(CanceledBy::User) | None)
        | (SubscriptionState::Ended, _) => None,
    };
    let mut screen = Screen::new(text);
    if let Some((key, action)) = button {
        let label = reader.plain(key, args! {});
        screen = screen.button(Button::act(label, Action::Stars(action)));
    }
    screen.button(back_to(reader.lang, Action::Stars(StarsAction::List)))
}

/// Asks whether a subscription is not to be renewed any more.
pub fn ask_stop(reader: Reader, order: &Order, subscription: &StarSubscription) -> Screen {
    let text = line(reader, "stars-ask-stop", order, subscription);
    let label = reader.plain("button-stars-stop", args! {});
    let yes = Action::Stars(StarsAction::StopYes(order.id));
    let no = Action::Stars(StarsAction::Show(order.id));
    confirm(reader.lang, text, label, yes, no)
}

/// The toast when renewals were stopped, or allowed again.
pub fn toast(lang: Lang, renews: bool) -> String {
    let key = if renews {
        "toast-stars-allowed"
    } else {
        "toast-stars-stopped"
    };
    lang.toast(key, args! {})
}

/// The staff's side: the Stars of the bot, and links to the VIP channel that are paid each month. No balance = Telegram did
/// not say it in time.
pub fn desk(reader: Reader, balance: Option<i64>, prices: &[i64]) -> Screen {
    let balance = match balance {
        Some(stars) => reader.html("stars-desk-balance", args! { stars: stars }),
        None => reader.html("stars-desk-no-balance", args! {}),
    };
    let text = [balance, reader.html("stars-desk-links", args! {})].join("\n\n");
    let button = |price: &i64| {
        let label = reader.plain("button-stars-link", args! { stars: *price });
        let price = u32::try_from(*price).unwrap_or(0);
        Button::act(label, Action::Stars(StarsAction::Link(price)))
    };
    Screen::new(text)
        .grid(2, prices.iter().map(button).collect())
        .button(back_to(reader.lang, Action::Till(TillAction::Main)))
}

/// A link to the VIP channel that is paid each month.
pub fn link(reader: Reader, url: &str, stars: i64) -> Screen {
    let text = reader.html("stars-link", args! { url: url, stars: stars });
    let label = reader.plain("button-stars-copy", args! {});
    let text_of = url.to_owned();
    Screen::new(text)
        .button(Button::Copy {
            label,
            text: text_of,
        })
        .button(back_to(reader.lang, Action::Stars(StarsAction::Desk)))
}
