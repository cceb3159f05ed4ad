//! What the staff sees of receipts.

use super::act;
use super::button;
use super::goods_name;
use super::mark;
use super::method_name;
use super::reason_word;
use super::receipt_state;
use super::usual_word;
use crate::models::HoldReason;
use crate::models::MOST_RECEIPT_REASON;
use crate::models::Money;
use crate::models::ReceiptCard;
use crate::models::ReceiptFilter;
use crate::models::ReceiptLine;
use crate::models::ReceiptList;
use crate::models::ReceiptState;
use crate::models::SameBy;
use crate::models::SameReceipt;
use crate::models::UsualReason;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::ReceiptAction;
use crate::screens::callback::TillAction;
use crate::screens::cancel;
use crate::screens::confirm;
use crate::screens::pager;
use crate::screens::payments;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// A receipt for whoever decides: the words under its picture, or the card without it. At most 1024 characters.
pub fn card(reader: Reader, view: &ReceiptCard) -> Screen {
    let (receipt, order) = (&view.receipt, &view.order);
    let mut lines = vec![reader.html(
        "receipt-card-heading",
        args! {
            mark: mark(receipt.state),
            id: &receipt.id.to_string(),
            state: &receipt_state(reader.lang, receipt.state),
        },
    )];
    lines.push(person_line(reader, view));
    lines.push(reader.html(
        "receipt-card-order",
        args! {
            id: &order.id.to_string(),
            goods: &goods_name(reader, order),
            amount: &units::money(reader.lang, &order.price),
        },
    ));
    if let Some(method) = &view.method {
        let name = method_name(reader.lang, method);
        lines.push(reader.html("receipt-card-method", args! { name: &name }));
    }
    if let Some(reference) = &receipt.reference {
        lines.push(reader.html(
            "receipt-card-reference",
            args! { reference: reference.as_str() },
        ));
    }
    let at = units::instant(reader.lang, receipt.created_at, reader.time_zone);
    lines.push(reader.html("receipt-card-at", args! { at: &at }));
    lines.extend(warnings(reader, view));
    if let Some(decided) = decided_line(reader, view) {
        lines.push(decided);
    }
    let screen = Screen::new(lines.join("\n"));
    if receipt.state == ReceiptState::Submitted {
        decisions(reader, screen, view)
    } else {
        screen
    }
}

/// The same as a text, with the way to its picture and back to the list.
pub fn desk_card(reader: Reader, view: &ReceiptCard) -> Screen {
    let id = view.receipt.id;
    card(reader, view)
        .button(button(
            reader,
            "button-receipt-look",
            ReceiptAction::Look(id),
        ))
        .button(back_to(
            reader.lang,
            act(ReceiptAction::List(ReceiptFilter::Waiting, 0)),
        ))
}

fn person_line(reader: Reader, view: &ReceiptCard) -> String {
    let username = view.username.as_ref().map(|name| format!("@{name}"));
    reader.html(
        "receipt-card-person",
        args! {
            name: &html::short_name(&view.name),
            username: &username.unwrap_or_else(|| "—".to_owned()),
            user: &view.receipt.user.to_string(),
        },
    )
}

/// What to look at closely before deciding.
fn warnings(reader: Reader, view: &ReceiptCard) -> Vec<String> {
    let mut lines = Vec::new();
    if view.is_late() {
        lines.push(reader.html("receipt-warn-late", args! {}));
    }
    let waits = view.receipt.state == ReceiptState::Submitted;
    if let Some(why) = view.doubt.filter(|_| waits) {
        let why = payments::hold_word(reader.lang, why);
        lines.push(reader.html("receipt-warn-doubt", args! { why: &why }));
    }
    if view.is_staff && waits {
        lines.push(reader.html("receipt-warn-staff", args! {}));
    }
    if view.is_approved_by_buyer() {
        lines.push(reader.html("receipt-warn-own", args! {}));
    }
    if view.receipt.sha256.is_none() {
        lines.push(reader.html("receipt-warn-unfetched", args! {}));
    }
    lines.extend(view.same.iter().map(|same| same_line(reader, same)));
    lines
}

fn same_line(reader: Reader, same: &SameReceipt) -> String {
    let key = match same.by {
        SameBy::Picture => "receipt-warn-picture",
        SameBy::Reference => "receipt-warn-reference",
    };
    reader.html(
        key,
        args! {
            id: &same.id.to_string(),
            order: &same.order.to_string(),
            name: &html::short_name(&same.name),
            state: &receipt_state(reader.lang, same.state),
        },
    )
}

fn decided_line(reader: Reader, view: &ReceiptCard) -> Option<String> {
    let receipt = &view.receipt;
    let by = html::short_name(view.decided_by.as_deref().unwrap_or_default());
    let at = receipt.decided_at.unwrap_or(receipt.created_at);
    let at = units::instant(reader.lang, at, reader.time_zone);
    match receipt.state {
        ReceiptState::Submitted => None,
        ReceiptState::Approved => {
            let amount = Money {
                minor: receipt.minor.unwrap_or(view.order.price.minor),
                currency: view.order.price.currency.clone(),
            };
            let amount = units::money(reader.lang, &amount);
            let args = args! { by: &by, at: &at, amount: &amount };
            Some(reader.html("receipt-decided-approved", args))
        }
        ReceiptState::Rejected => {
            let reason = (receipt.reason.as_ref()).map(|reason| reason_word(reader.lang, reason));
            let reason = reason.unwrap_or_default();
            let args = args! { by: &by, at: &at, reason: &reason };
            Some(reader.html("receipt-decided-rejected", args))
        }
        ReceiptState::Withdrawn => {
            Some(reader.html("receipt-decided-withdrawn", args! { at: &at }))
        }
    }
}

fn decisions(reader: Reader, screen: Screen, view: &ReceiptCard) -> Screen {
    let id = view.receipt.id;
    let amount = units::money(reader.lang, &view.order.price);
    let label = reader.plain("button-receipt-approve", args! { amount: &amount });
    // What looks like an earlier one takes a second press.
    let approve = if view.same.is_empty() {
        Button::styled(label, act(ReceiptAction::Approve(id)), Style::Success)
    } else {
        Button::act(label, act(ReceiptAction::Sure(id)))
    };
    let label = reader.plain("button-receipt-reject", args! {});
    let reject = Button::styled(label, act(ReceiptAction::Reject(id)), Style::Danger);
    screen.button(approve).row([
        button(reader, "button-receipt-amount", ReceiptAction::Amount(id)),
        reject,
    ])
}

/// Asks whether to approve one that looks like an earlier one.
pub fn ask_sure(reader: Reader, view: &ReceiptCard) -> Screen {
    let id = view.receipt.id;
    let warnings = warnings(reader, view).join("\n");
    let question = reader.html("receipt-ask-sure", args! { id: &id.to_string() });
    let amount = units::money(reader.lang, &view.order.price);
    let label = reader.plain("button-receipt-approve", args! { amount: &amount });
    confirm(
        reader.lang,
        format!("{question}\n\n{warnings}"),
        label,
        act(ReceiptAction::Approve(id)),
        act(ReceiptAction::Show(id)),
    )
}

/// Asks how much has come.
pub fn ask_amount(reader: Reader, view: &ReceiptCard) -> Screen {
    let amount = units::money(reader.lang, &view.order.price);
    let id = view.receipt.id.to_string();
    Screen::new(reader.html("receipt-ask-amount", args! { id: &id, amount: &amount }))
        .button(cancel(reader.lang))
}

/// Asks why a receipt is refused.
pub fn ask_reason(reader: Reader, view: &ReceiptCard) -> Screen {
    let id = view.receipt.id;
    let question = reader.html(
        "receipt-ask-reason",
        args! { id: &id.to_string(), name: &html::short_name(&view.name) },
    );
    let reasons = UsualReason::ALL.map(|reason| {
        let label = usual_word(reader.lang, reason);
        Button::act(label, act(ReceiptAction::RejectAs(id, reason)))
    });
    Screen::new(question)
        .grid(1, reasons.into())
        .button(button(
            reader,
            "button-receipt-words",
            ReceiptAction::RejectWords(id),
        ))
        .button(back_to(reader.lang, act(ReceiptAction::Show(id))))
}

/// Asks for a reason in own words.
pub fn ask_words(reader: Reader) -> Screen {
    let most = i64::from(MOST_RECEIPT_REASON);
    Screen::new(reader.html("receipt-ask-words", args! { most: most })).button(cancel(reader.lang))
}

/// A page of receipts.
pub fn list(reader: Reader, view: &ReceiptList) -> Screen {
    let mut parts = vec![reader.html("receipts-heading", args! { count: view.waiting })];
    if view.page.rows.is_empty() {
        parts.push(reader.html("receipts-empty", args! {}));
    }
    let filters = ReceiptFilter::ALL.map(|filter| {
        let key = match filter {
            ReceiptFilter::Waiting => "button-receipts-waiting",
            ReceiptFilter::All => "button-receipts-all",
        };
        let style = match filter == view.filter {
            true => Style::Primary,
            false => Style::Plain,
        };
        let to = act(ReceiptAction::List(filter, 0));
        Button::styled(reader.plain(key, args! {}), to, style)
    });
    let rows = view.page.rows.iter().map(|line| row(reader, line));
    Screen::new(parts.join("\n\n"))
        .row(filters)
        .grid(1, rows.collect())
        .row(pager(view.page.page, view.page.pages, |to| {
            act(ReceiptAction::List(view.filter, to))
        }))
        .button(back_to(reader.lang, Action::Till(TillAction::Main)))
}

fn row(reader: Reader, line: &ReceiptLine) -> Button {
    let label = reader.plain(
        "button-receipt-row",
        args! {
            mark: mark(line.state),
            id: &line.id.to_string(),
            name: &html::short_name(&line.name),
            amount: &units::money(reader.lang, &line.price),
            day: &units::short_day(reader.lang, line.at, reader.time_zone),
        },
    );
    Button::act(label, act(ReceiptAction::Show(line.id)))
}

/// Words that pass over the chat when a receipt is decided.
pub fn decided_toast(lang: Lang, is_approved: bool) -> String {
    match is_approved {
        true => lang.toast("toast-receipt-approved", args! {}),
        false => lang.toast("toast-receipt-rejected", args! {}),
    }
}

/// The same when the money does not fit its order: somebody has to decide about it.
pub fn held_toast(lang: Lang, why: HoldReason) -> String {
    let why = payments::hold_word(lang, why);
    lang.toast("toast-receipt-held", args! { why: &why })
}
