//! A person's own orders: the list, and one of them with its receipt.

use super::state_word;
use super::words::act;
use super::words::button;
use super::words::ends_apart;
use super::words::method_name;
use super::words::named;
use super::words::order_name;
use super::words::price_words;
use crate::models::GivenPart;
use crate::models::Method;
use crate::models::Money;
use crate::models::Order;
use crate::models::OrderCard;
use crate::models::OrderKind;
use crate::models::OrderPage;
use crate::models::OrderState;
use crate::models::Payment;
use crate::models::PaymentState;
use crate::models::PaymentUse;
use crate::models::Product;
use crate::models::Recipient;
use crate::models::TicketCategory;
use crate::models::Timestamp;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::screens::callback::ReceiptAction;
use crate::screens::callback::ShopAction;
use crate::screens::callback::StarsAction;
use crate::screens::callback::SupportAction;
use crate::screens::confirm;
use crate::screens::pager;
use crate::utils::html;
use crate::utils::html::truncate_utf16;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest label of a button.
const LABEL: usize = 60;
/// Payments shown of one order: a subscription may have many.
const PAYMENTS: usize = 6;

/// The person's orders.
pub fn orders(reader: Reader, page: &OrderPage) -> Screen {
    let mut parts = vec![reader.html("orders-heading", args! {})];
    if page.orders.is_empty() {
        parts.push(reader.html("orders-none", args! {}));
    } else {
        let rows: Vec<String> = (page.orders.iter())
            .map(|order| row(reader, order))
            .collect();
        parts.push(rows.join("\n"));
    }
    let mut screen = Screen::new(parts.join("\n\n"));
    for order in &page.orders {
        let label = format!(
            "{} {} · {}",
            mark(order.state),
            order.id,
            order_name(reader, order)
        );
        let action = Action::Shop(ShopAction::Order(order.id));
        screen = screen.button(Button::act(truncate_utf16(&label, LABEL), action));
    }
    screen = screen.row(pager(page.page, page.pages, |to| {
        Action::Shop(ShopAction::Orders(to))
    }));
    if page.has_subscriptions {
        let list = Action::Stars(StarsAction::List);
        screen = screen.button(button(reader, "button-stars-list", list));
    }
    screen.row([
        act(reader, "button-plans", ShopAction::Plans(0)),
        button(reader, "button-home", Action::Home),
    ])
}

fn row(reader: Reader, order: &Order) -> String {
    reader.html(
        "orders-row",
        args! {
            mark: mark(order.state),
            id: &order.id.to_string(),
            name: &order_name(reader, order),
            price: &units::money(reader.lang, &order.price),
            day: &units::short_day(reader.lang, order.created_at, reader.time_zone),
            state: &state_word(reader.lang, order.state),
        },
    )
}

fn mark(state: OrderState) -> &'static str {
    match state {
        OrderState::Open | OrderState::Rejected => "🕓",
        OrderState::Submitted | OrderState::Review => "🔎",
        OrderState::Paid => "🚚",
        OrderState::Fulfilled => "✅",
        OrderState::Expired => "⌛",
        OrderState::Cancelled => "🚫",
        OrderState::Refunded => "↩️",
    }
}

/// One order, where it stands, and the receipt of what was paid.
pub fn order(reader: Reader, card: &OrderCard) -> Screen {
    let mut parts = vec![heading(reader, &card.order), facts(reader, card).join("\n")];
    parts.extend(hint(reader, card));
    parts.extend(receipt(reader, card));
    buttons(Screen::new(parts.join("\n\n")), reader, card)
}

fn heading(reader: Reader, order: &Order) -> String {
    let (id, name) = (order.id.to_string(), order_name(reader, order));
    reader.html("order-heading", args! { id: &id, name: &name })
}

fn facts(reader: Reader, card: &OrderCard) -> Vec<String> {
    let order = &card.order;
    let state = state_word(reader.lang, order.state);
    let instant = |at: Timestamp| units::instant(reader.lang, at, reader.time_zone);
    let mut lines = vec![
        reader.html(
            "order-state",
            args! { mark: mark(order.state), state: &state },
        ),
        price(reader, order),
    ];
    if order.extra_days > 0 {
        lines.push(reader.html("plan-extra-days", args! { count: order.extra_days }));
    }
    if let Some(code) = &card.code {
        lines.push(reader.html("order-code", args! { code: &html::name(code) }));
    }
    let method = match &card.manual {
        Some(manual) => named(reader, &manual.names),
        None => method_name(reader.lang, order.method),
    };
    lines.push(reader.html("order-method", args! { method: &method }));
    lines.push(reader.html("order-made", args! { at: &instant(order.created_at) }));
    if order.state == OrderState::Open {
        lines.push(reader.html("order-until", args! { until: &instant(order.expires_at) }));
    }
    lines
}

fn price(reader: Reader, order: &Order) -> String {
    let price = price_words(reader, &order.price);
    if order.list_minor == order.price.minor {
        return reader.html("order-price", args! { price: &price });
    }
    let list = Money {
        minor: order.list_minor,
        currency: order.price.currency.clone(),
    };
    let list = units::money(reader.lang, &list);
    reader.html("order-price-cut", args! { list: &list, price: &price })
}

/// What the buyer can expect or do.
fn hint(reader: Reader, card: &OrderCard) -> Option<String> {
    let order = &card.order;
    let key = match order.state {
        OrderState::Open => match order.method {
            // A subscription in Stars is paid by a link too.
            Method::Stars | Method::QvaPay if card.pay_url.is_some() => "order-hint-link",
            Method::Stars if order.message.is_some() => "order-hint-stars",
            _ if order.trouble.is_some() => "order-hint-trouble",
            Method::Stars | Method::QvaPay => "order-hint-coming",
            Method::Manual => "order-hint-hand",
            Method::Balance => return None,
        },
        OrderState::Submitted => "order-hint-submitted",
        OrderState::Paid => "order-hint-paid",
        OrderState::Rejected => match &card.rejection {
            Some(reason) => {
                let reason = html::one_line(reason, 200);
                return Some(reader.html("order-hint-rejected-why", args! { reason: &reason }));
            }
            None => "order-hint-rejected",
        },
        OrderState::Review => "order-hint-review",
        OrderState::Expired => "order-hint-expired",
        OrderState::Fulfilled | OrderState::Cancelled | OrderState::Refunded => return None,
    };
    Some(reader.html(key, args! {}))
}

/// The receipt: each payment with what it brought.
fn receipt(reader: Reader, card: &OrderCard) -> Option<String> {
    let skipped = card.payments.len().saturating_sub(PAYMENTS);
    let mut lines: Vec<String> = Vec::new();
    for payment in card.payments.iter().skip(skipped) {
        lines.extend(payment_lines(reader, &card.order, payment));
    }
    if lines.is_empty() {
        return None;
    }
    lines.insert(0, reader.html("order-receipt", args! {}));
    lines.push(reader.html("order-reference", args! { code: &card.order.code }));
    Some(lines.join("\n"))
}

/// A payment of the receipt.
pub(super) fn payment_lines(reader: Reader, order: &Order, payment: &Payment) -> Vec<String> {
    let amount = units::money(reader.lang, &payment.amount);
    let at = units::instant(reader.lang, payment.received_at, reader.time_zone);
    let words = args! { amount: &amount, at: &at };
    let mut lines = vec![match payment.state {
        PaymentState::Paid | PaymentState::Fulfilled => reader.html("order-paid", words),
        PaymentState::Held => reader.html("order-held", words),
        PaymentState::Refunding => reader.html("order-refunding", words),
        PaymentState::Refunded | PaymentState::Returned => reader.html("order-refunded", words),
    }];
    if payment.state != PaymentState::Fulfilled {
        return lines;
    }
    let given = payment.given.as_ref();
    if let Some(given) = given {
        lines.extend(given.parts.iter().map(|part| given_line(reader, part)));
        lines.extend(ends_apart(reader, &given.parts));
    }
    if given.is_some_and(|given| given.gift.is_some()) {
        lines.push(reader.html("order-given-gift", args! {}));
    }
    if payment.usage == PaymentUse::Balance || order.kind == OrderKind::TopUp {
        lines.push(reader.html("order-on-balance", args! {}));
    }
    lines
}

fn given_line(reader: Reader, part: &GivenPart) -> String {
    let product = units::product(reader.lang, part.product);
    match part.until {
        Some(until) => {
            let until = units::instant(reader.lang, until, reader.time_zone);
            reader.html("order-given", args! { product: &product, until: &until })
        }
        None => reader.html("order-given-for-ever", args! { product: &product }),
    }
}

fn buttons(mut screen: Screen, reader: Reader, card: &OrderCard) -> Screen {
    let order = &card.order;
    match order.state {
        OrderState::Open | OrderState::Rejected => {
            if let Some(url) = &card.pay_url {
                screen = screen.button(Button::Url {
                    label: reader.plain("button-pay", args! {}),
                    url: url.clone(),
                });
            }
            screen = screen.button(act(
                reader,
                "button-order-cancel",
                ShopAction::Cancel(order.id),
            ));
        }
        OrderState::Fulfilled => {
            screen = screen.row(ways_to_goods(reader, order));
            screen = screen.row(again(reader, card, "button-buy-again"));
        }
        OrderState::Expired | OrderState::Cancelled | OrderState::Refunded => {
            // Who paid by hand all the same is heard.
            if order.method == Method::Manual && order.state != OrderState::Refunded {
                let send = Action::Receipt(ReceiptAction::Send(order.id));
                screen = screen.button(button(reader, "button-receipt-paid", send));
            }
            screen = screen.row(again(reader, card, "button-order-anew"));
        }
        OrderState::Submitted | OrderState::Paid | OrderState::Review => {}
    }
    let support = Action::Support(SupportAction::Begin(TicketCategory::Payment));
    screen
        .button(button(reader, "button-pay-support", support))
        .button(back_to(reader.lang, Action::Shop(ShopAction::Orders(0))))
}

/// The ways to what an order brought.
pub(super) fn ways_to_goods(reader: Reader, order: &Order) -> Vec<Button> {
    let mut row = Vec::new();
    if order.kind != OrderKind::Plan {
        return row;
    }
    let products = &order.goods.products;
    if products.contains(&Product::Vip) {
        row.push(button(reader, "button-my-access", Action::MyAccess));
    }
    if products.iter().any(|product| product.kind().is_some()) {
        let keys = Action::Key(KeyAction::List(0));
        row.push(button(reader, "button-keys", keys));
    }
    row
}

/// The way to the same once more, if it is still sold.
pub(super) fn again(reader: Reader, card: &OrderCard, key: &str) -> Option<Button> {
    let recipient = match card.order.kind {
        OrderKind::Plan => Recipient::Buyer,
        OrderKind::Gift => Recipient::Somebody,
        OrderKind::TopUp => return None,
    };
    let plan = card.order.plan.filter(|_| card.is_sold_again)?;
    Some(act(reader, key, ShopAction::Plan(plan, recipient)))
}

/// Shall it be given up?
pub fn ask_cancel(reader: Reader, card: &OrderCard) -> Screen {
    let order = &card.order;
    let (id, name) = (order.id.to_string(), order_name(reader, order));
    confirm(
        reader.lang,
        reader.html("order-cancel-ask", args! { id: &id, name: &name }),
        reader.plain("button-order-cancel-yes", args! {}),
        Action::Shop(ShopAction::CancelYes(order.id)),
        Action::Shop(ShopAction::Order(order.id)),
    )
}
