//! The screens of paying by hand: how, the receipt, and what the staff sees of it.

mod staff;

pub use self::staff::ask_amount;
pub use self::staff::ask_reason;
pub use self::staff::ask_sure;
pub use self::staff::ask_words;
pub use self::staff::card;
pub use self::staff::decided_toast;
pub use self::staff::desk_card;
pub use self::staff::held_toast;
pub use self::staff::list;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::callback::ReceiptAction;
use super::callback::ShopAction;
use super::cancel;
use super::refusals::Say;
use super::shop;
use crate::models::MOST_RECEIPT_REASON;
use crate::models::ManualMethod;
use crate::models::ManualOrder;
use crate::models::Money;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::ReceiptRefusal;
use crate::models::ReceiptState;
use crate::models::RejectReason;
use crate::models::UsualReason;
use crate::models::word_of;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Digits from which a number in the instructions is one to be copied: a card, an account, a phone.
const LEAST_COPIED: usize = 8;
/// The most buttons that copy one.
const MOST_COPIED: usize = 3;

fn act(action: ReceiptAction) -> Action {
    Action::Receipt(action)
}

fn button(reader: Reader, key: &str, action: ReceiptAction) -> Button {
    Button::act(reader.plain(key, args! {}), act(action))
}

/// The name of a way to pay by hand.
pub fn method_name(lang: Lang, method: &ManualMethod) -> String {
    html::short_name(word_of(&method.names, lang.code(), lang.code()))
}

/// What an order is for, in a few words.
fn goods_name(reader: Reader, order: &Order) -> String {
    match order.kind {
        OrderKind::TopUp => reader.plain("receipt-top-up", args! {}),
        OrderKind::Plan | OrderKind::Gift => {
            let code = reader.lang.code();
            html::short_name(word_of(&order.goods.names, code, code))
        }
    }
}

/// How an order is paid by hand, and how its receipt stands.
pub fn how(reader: Reader, view: &ManualOrder) -> Screen {
    let order = &view.order;
    let amount = units::money(reader.lang, &order.price);
    let mut parts = vec![reader.html(
        "receipt-how-heading",
        args! { id: &order.id.to_string(), goods: &goods_name(reader, order), amount: &amount },
    )];
    let needs_money = is_payable(order.state);
    if let Some(method) = view.method.as_ref().filter(|_| needs_money) {
        let name = method_name(reader.lang, method);
        let code = reader.lang.code();
        let words = word_of(&method.instructions, code, code);
        parts.push(reader.html("receipt-how-method", args! { name: &name, words: words }));
    }
    parts.push(state_line(reader, view));
    let mut screen = Screen::worded(parts.join("\n\n"));
    if needs_money {
        let method = view.method.as_ref();
        screen = screen.grid(1, copies(reader, method, &order.price));
        let label = reader.plain("button-receipt-paid", args! {});
        let send = act(ReceiptAction::Send(order.id));
        screen = screen.button(Button::styled(label, send, Style::Success));
    }
    let waits = view
        .last
        .as_ref()
        .filter(|last| last.state == ReceiptState::Submitted);
    if let Some(receipt) = waits {
        let undo = ReceiptAction::Withdraw(receipt.id);
        screen = screen.button(button(reader, "button-receipt-undo", undo));
    }
    let orders = Action::Shop(ShopAction::Orders(0));
    screen.row(order_button(reader, order)).row([
        Button::act(reader.plain("button-orders", args! {}), orders),
        Button::act(reader.plain("button-home", args! {}), Action::Home),
    ])
}

/// The way to give an order up; of one that is over, to its own card: of the others this is the card.
fn order_button(reader: Reader, order: &Order) -> Option<Button> {
    let (key, action) = match order.state {
        OrderState::Open | OrderState::Rejected => {
            ("button-order-cancel", ShopAction::Cancel(order.id))
        }
        OrderState::Submitted => return None,
        OrderState::Paid
        | OrderState::Fulfilled
        | OrderState::Expired
        | OrderState::Cancelled
        | OrderState::Review
        | OrderState::Refunded => ("button-receipt-order", ShopAction::Order(order.id)),
    };
    Some(Button::act(
        reader.plain(key, args! {}),
        Action::Shop(action),
    ))
}

/// Whether a receipt of the order may come.
fn is_payable(state: OrderState) -> bool {
    match state {
        OrderState::Open | OrderState::Rejected | OrderState::Expired | OrderState::Cancelled => {
            true
        }
        OrderState::Submitted
        | OrderState::Paid
        | OrderState::Fulfilled
        | OrderState::Review
        | OrderState::Refunded => false,
    }
}

fn state_line(reader: Reader, view: &ManualOrder) -> String {
    let order = &view.order;
    match order.state {
        OrderState::Open => {
            let until = units::instant(reader.lang, order.expires_at, reader.time_zone);
            reader.html("receipt-how-open", args! { until: &until })
        }
        OrderState::Submitted => reader.html("receipt-how-submitted", args! {}),
        OrderState::Rejected => {
            let reason = view.last.as_ref().and_then(|last| last.reason.as_ref());
            let reason = reason.map(|reason| reason_word(reader.lang, reason));
            let reason = reason.unwrap_or_default();
            reader.html("receipt-how-rejected", args! { reason: &reason })
        }
        OrderState::Expired | OrderState::Cancelled => reader.html("receipt-how-ended", args! {}),
        OrderState::Paid | OrderState::Fulfilled | OrderState::Review | OrderState::Refunded => {
            let state = shop::state_word(reader.lang, order.state);
            reader.html("receipt-how-state", args! { state: &state })
        }
    }
}

/// Buttons that copy the numbers of the instructions, and the amount.
fn copies(reader: Reader, method: Option<&ManualMethod>, price: &Money) -> Vec<Button> {
    let code = reader.lang.code();
    let words = method.map_or("", |method| word_of(&method.instructions, code, code));
    let numbers = long_numbers(words).into_iter().take(MOST_COPIED);
    let amount = units::plain_amount(price);
    numbers
        .chain([amount])
        .map(|text| Button::Copy {
            label: reader.plain("button-receipt-copy", args! { text: &text }),
            text,
        })
        .collect()
}

/// Numbers of eight digits and more, with the spaces and dashes within.
fn long_numbers(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == ' ' || c == '-';
    let mut found: Vec<String> = text
        .split(|c: char| !is_part(c))
        .map(|part| part.chars().filter(char::is_ascii_digit).collect())
        .filter(|number: &String| (LEAST_COPIED..=34).contains(&number.len()))
        .collect();
    found.dedup();
    found
}

/// Asks for the number of the transfer.
pub fn ask_reference(reader: Reader) -> Screen {
    Screen::new(reader.html("receipt-ask-reference", args! {})).button(cancel(reader.lang))
}

/// Asks for the picture.
pub fn ask_picture(reader: Reader, view: &ManualOrder) -> Screen {
    let id = view.order.id.to_string();
    Screen::new(reader.html("receipt-ask-picture", args! { id: &id })).button(cancel(reader.lang))
}

/// The receipt is with the staff.
pub fn sent(reader: Reader, view: &ManualOrder, is_album: bool) -> Screen {
    let order = &view.order;
    let id = order.id.to_string();
    let mut parts = vec![reader.html("receipt-sent", args! { id: &id })];
    let is_late = (view.last.as_ref()).is_some_and(|last| last.created_at > order.expires_at);
    if is_late {
        parts.push(reader.html("receipt-sent-late", args! {}));
    }
    if is_album {
        parts.push(reader.html("receipt-sent-album", args! {}));
    }
    let how = button(reader, "button-receipt-order", ReceiptAction::How(order.id));
    Screen::new(parts.join("\n\n")).button(how)
}

/// A picture came, and there are several orders of which it may be the receipt.
pub fn which(reader: Reader, views: &[ManualOrder]) -> Screen {
    let orders = views.iter().map(|view| {
        let order = &view.order;
        let label = reader.plain(
            "button-receipt-which",
            args! {
                id: &order.id.to_string(),
                goods: &goods_name(reader, order),
                amount: &units::money(reader.lang, &order.price),
            },
        );
        Button::act(label, act(ReceiptAction::Send(order.id)))
    });
    Screen::new(reader.html("receipt-which", args! {}))
        .grid(1, orders.collect())
        .button(Button::act(
            reader.plain("button-home", args! {}),
            Action::Home,
        ))
}

/// Tells a buyer that their receipt was refused, and why.
pub fn rejected(reader: Reader, view: &ManualOrder, reason: &RejectReason) -> Screen {
    let order = &view.order;
    let text = reader.html(
        "receipt-rejected",
        args! { id: &order.id.to_string(), reason: &reason_word(reader.lang, reason) },
    );
    Screen::new(text)
        .button(button(
            reader,
            "button-receipt-again",
            ReceiptAction::Send(order.id),
        ))
        .button(button(
            reader,
            "button-receipt-order",
            ReceiptAction::How(order.id),
        ))
}

/// Why a receipt was refused, in the reader's language if it is a ready one.
pub fn reason_word(lang: Lang, reason: &RejectReason) -> String {
    match reason {
        RejectReason::Usual(reason) => usual_word(lang, *reason),
        RejectReason::Words(words) => html::one_line(words, MOST_RECEIPT_REASON as usize),
    }
}

fn usual_word(lang: Lang, reason: UsualReason) -> String {
    let key = match reason {
        UsualReason::Missing => "receipt-reason-missing",
        UsualReason::Unreadable => "receipt-reason-unreadable",
        UsualReason::Reused => "receipt-reason-reused",
        UsualReason::Wrong => "receipt-reason-wrong",
    };
    lang.plain(key, args! {})
}

/// Where a receipt stands, in a word.
pub fn receipt_state(lang: Lang, state: ReceiptState) -> String {
    let key = match state {
        ReceiptState::Submitted => "receipt-state-submitted",
        ReceiptState::Approved => "receipt-state-approved",
        ReceiptState::Rejected => "receipt-state-rejected",
        ReceiptState::Withdrawn => "receipt-state-withdrawn",
    };
    lang.plain(key, args! {})
}

fn mark(state: ReceiptState) -> &'static str {
    match state {
        ReceiptState::Submitted => "🟡",
        ReceiptState::Approved => "✅",
        ReceiptState::Rejected => "❌",
        ReceiptState::Withdrawn => "↩️",
    }
}

/// Whether another answer to the same question may do.
pub(super) fn is_about_answer(refusal: &ReceiptRefusal) -> bool {
    match refusal {
        ReceiptRefusal::PictureExpected
        | ReceiptRefusal::TooBig { .. }
        | ReceiptRefusal::Soon { .. }
        | ReceiptRefusal::ReferenceInvalid { .. }
        | ReceiptRefusal::WordsInvalid { .. }
        | ReceiptRefusal::AmountInvalid { .. }
        | ReceiptRefusal::CurrencyUnknown => true,
        ReceiptRefusal::Waiting
        | ReceiptRefusal::Decided { .. }
        | ReceiptRefusal::Withdrawn
        | ReceiptRefusal::TooManyMethods { .. } => false,
    }
}

/// The words of a no about receipts and ways to pay by hand.
pub(super) fn refusal(reader: Reader, refusal: &ReceiptRefusal, say: Say<'_>) -> String {
    match refusal {
        ReceiptRefusal::PictureExpected => say("refusal-receipt-picture", args! {}),
        ReceiptRefusal::TooBig { most_bytes } => {
            let most = units::bytes(reader.lang, *most_bytes);
            say("refusal-receipt-big", args! { most: &most })
        }
        ReceiptRefusal::Waiting => say("refusal-receipt-waiting", args! {}),
        ReceiptRefusal::Soon { seconds } => {
            say("refusal-receipt-soon", args! { seconds: *seconds })
        }
        ReceiptRefusal::Decided { by, is_approved } => {
            let by = html::short_name(by);
            let key = match is_approved {
                true => "refusal-receipt-approved",
                false => "refusal-receipt-rejected",
            };
            say(key, args! { by: &by })
        }
        ReceiptRefusal::Withdrawn => say("refusal-receipt-withdrawn", args! {}),
        ReceiptRefusal::ReferenceInvalid { most } => {
            say("refusal-receipt-reference", args! { most: *most })
        }
        ReceiptRefusal::WordsInvalid { most } => {
            say("refusal-receipt-words", args! { most: *most })
        }
        ReceiptRefusal::AmountInvalid { currency } => say(
            "refusal-receipt-amount",
            args! { currency: currency.as_str() },
        ),
        ReceiptRefusal::CurrencyUnknown => say("refusal-currency-unknown", args! {}),
        ReceiptRefusal::TooManyMethods { most } => {
            say("refusal-too-many-methods", args! { most: *most })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_to_be_copied_are_those_of_cards_and_phones() {
        let words =
            "Tarjeta 9205 1299-7777 1234 a nombre de Ana, y avisa al 53123456. Son 2 pasos.";
        assert_eq!(long_numbers(words), ["9205129977771234", "53123456"]);
        assert!(long_numbers("Paga en 30 minutos, 1500 pesos").is_empty());
    }
}
