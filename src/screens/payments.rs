//! The screens of orders and payments, and what is held or paid back.

mod history;

use self::history::history;
use super::Action;
use super::Button;
use super::Style;
use super::back_to;
use super::callback::LedgerAction;
use super::callback::PaymentAction;
use super::cancel;
use super::confirm;
use super::ledger::account_word;
use super::pager;
pub use super::qvapay::account;
use super::shop::state_word;
use crate::models::HoldReason;
use crate::models::Method;
use crate::models::Money;
use crate::models::Order;
use crate::models::OrderFile;
use crate::models::OrderFilter;
use crate::models::OrderKind;
use crate::models::OrderList;
use crate::models::Payment;
use crate::models::PaymentCard;
use crate::models::PaymentFilter;
use crate::models::PaymentId;
use crate::models::PaymentList;
use crate::models::PaymentState;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::word_of;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::utils::html;
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
        HoldReason::Nothing => "hold-nothing",
        HoldReason::Limit => "hold-limit",
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
    .button(button(
        reader,
        "button-payment-open",
        PaymentAction::Show(payment),
    ))
}

fn act(action: PaymentAction) -> Action {
    Action::Payment(action)
}

fn button(reader: Reader, key: &str, action: PaymentAction) -> Button {
    Button::act(reader.plain(key, args! {}), act(action))
}

/// Where a payment stands, in a word.
pub fn payment_word(lang: Lang, state: PaymentState) -> String {
    let key = match state {
        PaymentState::Paid => "payment-state-paid",
        PaymentState::Fulfilled => "payment-state-fulfilled",
        PaymentState::Held => "payment-state-held",
        PaymentState::Refunding => "payment-state-refunding",
        PaymentState::Refunded => "payment-state-refunded",
        PaymentState::Returned => "payment-state-returned",
    };
    lang.plain(key, args! {})
}

fn filter_word(lang: Lang, filter: PaymentFilter) -> String {
    let key = match filter {
        PaymentFilter::Held => "payment-filter-held",
        PaymentFilter::Refunding => "payment-filter-refunding",
        PaymentFilter::Waiting => "payment-filter-waiting",
        PaymentFilter::Done => "payment-filter-done",
        PaymentFilter::Back => "payment-filter-back",
    };
    lang.plain(key, args! {})
}

fn order_filter_word(lang: Lang, filter: OrderFilter) -> String {
    let key = match filter {
        OrderFilter::Open => "order-filter-open",
        OrderFilter::Review => "order-filter-review",
        OrderFilter::Paid => "order-filter-paid",
        OrderFilter::Closed => "order-filter-closed",
    };
    lang.plain(key, args! {})
}

/// The staff's list of payments.
pub fn list(reader: Reader, view: &PaymentList) -> Screen {
    let lang = reader.lang;
    let filter = filter_word(lang, view.filter);
    let mut lines = vec![reader.html(
        "payments-heading",
        args! { filter: &filter, count: view.page.total },
    )];
    for (payment, name) in &view.page.rows {
        lines.push(line(reader, payment, name.as_deref()));
    }
    if view.page.rows.is_empty() {
        lines.push(reader.html("payments-empty", args! {}));
    }
    let rows = view.page.rows.iter().map(|(payment, _)| {
        let amount = units::money(lang, &payment.amount);
        let label = format!("#{} · {amount}", payment.id);
        Button::act(label, act(PaymentAction::Show(payment.id)))
    });
    let others = view.counts.iter().filter(|(one, _)| *one != view.filter);
    let filters = others.map(|(filter, count)| {
        let label = format!("{} ({count})", filter_word(lang, *filter));
        Button::act(label, act(PaymentAction::List(*filter, 0)))
    });
    Screen::new(lines.join("\n"))
        .grid(2, rows.collect())
        .row(pager(view.page.page, view.page.pages, |to| {
            act(PaymentAction::List(view.filter, to))
        }))
        .grid(2, filters.collect())
        .row([
            button(
                reader,
                "button-payment-orders",
                PaymentAction::Orders(OrderFilter::Open, 0),
            ),
            button(reader, "button-payment-find", PaymentAction::Find),
        ])
        .button(ledger_button(reader))
        .button(back_to(lang, Action::Main))
}

fn ledger_button(reader: Reader) -> Button {
    let label = reader.plain("button-payment-books", args! {});
    Button::act(label, Action::Ledger(LedgerAction::Main))
}

fn line(reader: Reader, payment: &Payment, name: Option<&str>) -> String {
    let (lang, id) = (reader.lang, payment.id.to_string());
    let nobody = reader.plain("payment-nobody", args! {});
    let name = name.map_or(nobody, html::short_name);
    reader.html(
        "payments-line",
        args! {
            id: &id,
            amount: &units::money(lang, &payment.amount),
            method: &method_word(lang, payment.method),
            name: &name,
            at: &units::instant(lang, payment.received_at, reader.time_zone),
        },
    )
}

/// The staff's list of orders.
pub fn orders(reader: Reader, view: &OrderList) -> Screen {
    let lang = reader.lang;
    let filter = order_filter_word(lang, view.filter);
    let mut lines = vec![reader.html(
        "orders-desk-heading",
        args! { filter: &filter, count: view.page.total },
    )];
    for (order, name) in &view.page.rows {
        let id = order.id.to_string();
        lines.push(reader.html(
            "orders-desk-line",
            args! {
                id: &id,
                what: &what(reader, order),
                amount: &units::money(lang, &order.price),
                state: &state_word(lang, order.state),
                name: &html::short_name(name),
            },
        ));
    }
    if view.page.rows.is_empty() {
        lines.push(reader.html("payments-empty", args! {}));
    }
    let rows = view.page.rows.iter().map(|(order, _)| {
        let label = format!("#{} · {}", order.id, units::money(lang, &order.price));
        Button::act(label, act(PaymentAction::Order(order.id)))
    });
    let others = OrderFilter::ALL.iter().filter(|one| **one != view.filter);
    let filters = others.map(|filter| {
        let label = order_filter_word(lang, *filter);
        Button::act(label, act(PaymentAction::Orders(*filter, 0)))
    });
    Screen::new(lines.join("\n"))
        .grid(2, rows.collect())
        .row(pager(view.page.page, view.page.pages, |to| {
            act(PaymentAction::Orders(view.filter, to))
        }))
        .grid(3, filters.collect())
        .button(button(reader, "button-payment-find", PaymentAction::Find))
        .button(back_to(lang, act(PaymentAction::MAIN)))
}

/// What an order is for, in a few words.
fn what(reader: Reader, order: &Order) -> String {
    let name = word_of(&order.goods.names, reader.lang.code(), "es");
    let name = html::short_name(name);
    match order.kind {
        OrderKind::Plan => name,
        OrderKind::Gift => format!("🎁 {name}"),
        OrderKind::TopUp => reader.plain("order-top-up", args! {}),
    }
}

/// An order with its payments and what happened to it.
pub fn order(reader: Reader, view: &OrderFile) -> Screen {
    let (lang, order) = (reader.lang, &view.order);
    let head = reader.html(
        "order-desk-card",
        args! {
            id: &order.id.to_string(),
            code: &order.code,
            name: &html::name(&view.name),
            what: &what(reader, order),
            amount: &units::money(lang, &order.price),
            method: &method_word(lang, order.method),
            state: &state_word(lang, order.state),
            at: &units::instant(lang, order.created_at, reader.time_zone),
        },
    );
    let mut parts = vec![head];
    if let Some(trouble) = &order.trouble {
        let why = html::one_line(trouble, 200);
        parts.push(reader.html("order-desk-trouble", args! { why: &why }));
    }
    parts.push(history(reader, &view.events));
    let payments = view.payments.iter().map(|payment| {
        let state = payment_word(lang, payment.state);
        let amount = units::money(lang, &payment.amount);
        let label = format!("💳 #{} · {amount} · {state}", payment.id);
        Button::act(label, act(PaymentAction::Show(payment.id)))
    });
    Screen::new(parts.join("\n\n"))
        .grid(1, payments.collect())
        .button(back_to(
            lang,
            act(PaymentAction::Orders(OrderFilter::Open, 0)),
        ))
}

/// A payment, what it is booked as, and what can be done with it.
pub fn card(reader: Reader, view: &PaymentCard, may: PermissionSet) -> Screen {
    let mut parts = vec![facts(reader, view)];
    let postings = view.postings.iter().map(|posting| {
        let entries = posting.entries.iter().map(|(account, sum)| {
            let account = account_word(reader.lang, Some(*account));
            format!("{account} {}", units::money(reader.lang, sum))
        });
        let text = entries.collect::<Vec<_>>().join(" · ");
        reader.html("payment-posting", args! { text: &text })
    });
    let postings: Vec<String> = postings.collect();
    if !postings.is_empty() {
        parts.push(postings.join("\n"));
    }
    parts.push(history(reader, &view.events));
    let mut screen = Screen::new(parts.join("\n\n"));
    if let Some(order) = &view.order {
        let label = reader.plain("button-payment-order", args! { code: &order.code });
        screen = screen.button(Button::act(label, act(PaymentAction::Order(order.id))));
    }
    acts(reader, screen, view, may).button(back_to(
        reader.lang,
        act(PaymentAction::List(filter_of(view.payment.state), 0)),
    ))
}

fn filter_of(state: PaymentState) -> PaymentFilter {
    match state {
        PaymentState::Paid => PaymentFilter::Waiting,
        PaymentState::Fulfilled => PaymentFilter::Done,
        PaymentState::Held => PaymentFilter::Held,
        PaymentState::Refunding => PaymentFilter::Refunding,
        PaymentState::Refunded | PaymentState::Returned => PaymentFilter::Back,
    }
}

fn facts(reader: Reader, view: &PaymentCard) -> String {
    let (lang, payment) = (reader.lang, &view.payment);
    let nobody = reader.plain("payment-nobody", args! {});
    let name = view.name.as_deref().map_or(nobody, html::name);
    let mut text = reader.html(
        "payment-card",
        args! {
            id: &payment.id.to_string(),
            amount: &units::money(lang, &payment.amount),
            method: &method_word(lang, payment.method),
            name: &name,
            state: &payment_word(lang, payment.state),
            at: &units::instant(lang, payment.received_at, reader.time_zone),
            provider: &html::one_line(&payment.provider_payment_id, 80),
        },
    );
    if let Some(why) = payment.hold.filter(|_| payment.state == PaymentState::Held) {
        let why = hold_word(lang, why);
        text = format!(
            "{text}\n{}",
            reader.html("payment-card-why", args! { why: &why })
        );
    }
    if payment.decided_by.is_some() && payment.decided_by == payment.user {
        let own = reader.html("payment-card-own", args! {});
        text = format!("{text}\n{own}");
    }
    if let Some(order) = &view.order
        && order.price != payment.amount
    {
        let agreed = units::money(lang, &order.price);
        let agreed = reader.html("payment-card-agreed", args! { amount: &agreed });
        text = format!("{text}\n{agreed}");
    }
    text
}

/// What the reader can do with a payment as it stands.
fn acts(reader: Reader, screen: Screen, view: &PaymentCard, may: PermissionSet) -> Screen {
    let (payment, id) = (&view.payment, view.payment.id);
    let (manages, refunds) = (
        may.has(Permission::ManagePayments),
        may.has(Permission::Refund),
    );
    let refund = || {
        let label = reader.plain("button-payment-refund", args! {});
        Button::styled(label, act(PaymentAction::Refund(id)), Style::Danger)
    };
    let back = || button(reader, "button-payment-return", PaymentAction::Return(id));
    match payment.state {
        PaymentState::Held => {
            let mut screen = screen;
            if manages && view.order.is_some() {
                let label = reader.plain("button-payment-release", args! {});
                let release = act(PaymentAction::Release(id));
                screen = screen.button(Button::styled(label, release, Style::Success));
            }
            if manages {
                screen = screen
                    .row([
                        button(reader, "button-payment-balance", PaymentAction::Balance(id)),
                        button(
                            reader,
                            "button-payment-to-order",
                            PaymentAction::ToOrder(id),
                        ),
                    ])
                    .button(back());
            }
            if refunds && payment.method == Method::Stars {
                screen = screen.button(refund());
            }
            screen
        }
        PaymentState::Paid | PaymentState::Fulfilled if refunds => screen.button(refund()),
        PaymentState::Refunding if refunds => match payment.method {
            Method::Stars => screen.row([
                button(reader, "button-payment-again", PaymentAction::Again(id)),
                back(),
            ]),
            Method::QvaPay | Method::Manual | Method::Balance => screen.row([
                back(),
                button(reader, "button-payment-balance", PaymentAction::Balance(id)),
            ]),
        },
        PaymentState::Paid
        | PaymentState::Fulfilled
        | PaymentState::Refunding
        | PaymentState::Refunded
        | PaymentState::Returned => screen,
    }
}

/// What is about to be done with a payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    Release,
    Balance,
    Return,
    Refund,
}

/// Asks before money moves.
pub fn sure(reader: Reader, view: &PaymentCard, doubt: Doubt) -> Screen {
    let id = view.payment.id;
    let (key, label, yes) = match doubt {
        Doubt::Release => (
            "payment-sure-release",
            "button-payment-release",
            PaymentAction::ReleaseYes(id),
        ),
        Doubt::Balance => (
            "payment-sure-balance",
            "button-payment-balance",
            PaymentAction::BalanceYes(id),
        ),
        Doubt::Return => (
            "payment-sure-return",
            "button-payment-return",
            PaymentAction::ReturnYes(id),
        ),
        Doubt::Refund => (
            match view.payment.method {
                Method::Stars | Method::Balance => "payment-sure-refund",
                Method::QvaPay | Method::Manual => "payment-sure-refund-by-hand",
            },
            "button-payment-refund",
            PaymentAction::RefundYes(id),
        ),
    };
    let nobody = reader.plain("payment-nobody", args! {});
    let name = view.name.as_deref().map_or(nobody, html::name);
    let amount = units::money(reader.lang, &view.payment.amount);
    let text = reader.html(key, args! { amount: &amount, name: &name });
    let label = reader.plain(label, args! {});
    confirm(
        reader.lang,
        text,
        label,
        act(yes),
        act(PaymentAction::Show(id)),
    )
}

/// Asks which order held money pays.
pub fn ask_order(reader: Reader) -> Screen {
    Screen::new(reader.html("payment-ask-order", args! {})).button(cancel(reader.lang))
}

/// Asks on whose balance held money goes.
pub fn ask_person(reader: Reader) -> Screen {
    Screen::new(reader.html("payment-ask-person", args! {})).button(cancel(reader.lang))
}

/// Asks which order or payment to show.
pub fn ask_find(reader: Reader) -> Screen {
    Screen::new(reader.html("payment-ask-find", args! {})).button(cancel(reader.lang))
}
