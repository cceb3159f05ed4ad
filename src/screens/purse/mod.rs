//! The screens of one's own balance, gifts and invited friends.

pub mod friends;
pub mod gifts;

use crate::models::ByLang;
use crate::models::CurrencyCode;
use crate::models::InboxSeq;
use crate::models::Money;
use crate::models::Page;
use crate::models::PostingKind;
use crate::models::PurseRefusal;
use crate::models::TopUpOffer;
use crate::models::TopUpWay;
use crate::models::Wallet;
use crate::models::WalletLine;
use crate::models::word_of;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::PayBy;
use crate::screens::callback::PurseAction;
use crate::screens::cancel;
use crate::screens::pager;
use crate::screens::payments::method_word;
use crate::screens::refusals::Say;
use crate::screens::tokens::percent_encode;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The most of the operator's terms in one message, in UTF-16 units.
const MOST_TERMS: usize = 3500;

/// `/balance`.
pub fn wallet(reader: Reader, wallet: &Wallet) -> Screen {
    let mut lines = vec![reader.html("purse-heading", args! {}), String::new()];
    if wallet.balance.is_empty() {
        lines.push(reader.html("purse-empty", args! {}));
    }
    for amount in &wallet.balance {
        let amount = units::money(reader.lang, amount);
        lines.push(reader.html("purse-amount", args! { amount: &amount }));
    }
    lines.push(String::new());
    lines.push(reader.html("purse-what-for", args! {}));
    let mut row = Vec::new();
    if wallet.can_top_up {
        row.push(act(reader, "button-top-up", PurseAction::TopUp));
    }
    if wallet.has_history {
        row.push(act(reader, "button-purse-history", PurseAction::History(0)));
    }
    let mut more = Vec::new();
    if wallet.gifts > 0 {
        more.push(act(reader, "button-gifts", PurseAction::Gifts(0)));
    }
    if wallet.has_referrals {
        more.push(act(reader, "button-friends", PurseAction::Friends));
    }
    Screen::new(lines.join("\n"))
        .row(row)
        .row(more)
        .button(home(reader))
}

/// What happened on the balance.
pub fn history(reader: Reader, page: &Page<WalletLine>) -> Screen {
    let mut lines = vec![
        reader.html("purse-history-heading", args! {}),
        String::new(),
    ];
    if page.rows.is_empty() {
        lines.push(reader.html("purse-history-empty", args! {}));
    }
    lines.extend(page.rows.iter().map(|line| history_line(reader, line)));
    Screen::new(lines.join("\n"))
        .row(pager(page.page, page.pages, |to| {
            Action::Purse(PurseAction::History(to))
        }))
        .button(back_to(reader.lang, Action::Purse(PurseAction::Show)))
}

fn history_line(reader: Reader, line: &WalletLine) -> String {
    let amount = units::money(reader.lang, &line.amount);
    let amount = if line.amount.minor > 0 {
        format!("+{amount}")
    } else {
        amount
    };
    let at = units::short_day(reader.lang, line.at, reader.time_zone);
    let what = reader.plain(
        match line.kind {
            PostingKind::ToBalance => "purse-line-added",
            PostingKind::Received => "purse-line-spent",
            PostingKind::Refunded => "purse-line-refunded",
            PostingKind::TakenBack => "purse-line-taken-back",
            PostingKind::Adjusted => "purse-line-adjusted",
            PostingKind::Referral => "purse-line-friend",
            PostingKind::Held | PostingKind::Released | PostingKind::Delivered => {
                "purse-line-other"
            }
        },
        args! {},
    );
    reader.html(
        "purse-history-line",
        args! { amount: &amount, at: &at, what: &what },
    )
}

/// How much shall be added?
pub fn ask_amount(reader: Reader, offer: &TopUpOffer) -> Screen {
    let codes = offer.currencies();
    let example = offer
        .amounts
        .first()
        .map_or_else(String::new, |amount| units::money(reader.lang, amount));
    let text = reader.html(
        "top-up-ask",
        args! { currencies: &codes.join(", "), example: &example },
    );
    Screen::new(text)
        .grid(3, amount_buttons(reader, &offer.amounts))
        .button(cancel(reader.lang))
}

/// A number alone may be of several currencies: of which?
pub fn which_currency(reader: Reader, amounts: &[Money]) -> Screen {
    Screen::new(reader.html("top-up-which", args! {}))
        .grid(2, amount_buttons(reader, amounts))
        .button(cancel(reader.lang))
}

fn amount_buttons(reader: Reader, amounts: &[Money]) -> Vec<Button> {
    amounts
        .iter()
        .filter_map(|amount| {
            let code = CurrencyCode::new(&amount.currency)?;
            let label = units::money(reader.lang, amount);
            let action = PurseAction::Sum(code, amount.minor);
            Some(Button::act(label, Action::Purse(action)))
        })
        .collect()
}

/// That much: how is it paid? `asked` names the question: its buttons make one order.
pub fn ways(reader: Reader, offer: &TopUpOffer, amount: &Money, asked: InboxSeq) -> Screen {
    let said = units::money(reader.lang, amount);
    let buttons = offer.for_amount(amount).filter_map(|way| {
        let (code, by) = (CurrencyCode::new(&amount.currency)?, PayBy::of(way)?);
        let action = PurseAction::Pay(by, code, amount.minor, asked);
        Some(Button::act(way_name(reader, way), Action::Purse(action)))
    });
    let buttons: Vec<Button> = buttons.collect();
    let key = if buttons.is_empty() {
        "top-up-no-way"
    } else {
        "top-up-ways"
    };
    Screen::new(reader.html(key, args! { amount: &said }))
        .grid(1, buttons)
        .button(back_to(reader.lang, Action::Purse(PurseAction::TopUp)))
}

/// The name of a way to pay: one by hand has a name of its own.
fn way_name(reader: Reader, way: &TopUpWay) -> String {
    let own = html::short_name(word_of(&way.names, reader.lang.code(), Lang::Es.code()));
    if way.names.is_empty() {
        method_word(reader.lang, way.method)
    } else {
        own
    }
}

/// `/terms`: the operator's, else the house's own words.
pub fn terms(reader: Reader, own: &ByLang, default: Lang) -> Screen {
    let words = word_of(own, reader.lang.code(), default.code()).trim();
    let text = if words.is_empty() {
        reader.html("terms-default", args! {})
    } else {
        html::escape(&html::truncate_utf16(words, MOST_TERMS))
    };
    let heading = reader.html("terms-heading", args! {});
    Screen::worded(format!("{heading}\n\n{text}")).button(home(reader))
}

/// The button that sends a link on, with a sentence.
fn share(reader: Reader, link: &str, words: &str) -> Button {
    let url = format!(
        "https://t.me/share/url?url={}&text={}",
        percent_encode(link),
        percent_encode(words)
    );
    Button::Url {
        label: reader.plain("button-share", args! {}),
        url,
    }
}

/// The button that puts a link on the clipboard.
fn copy(reader: Reader, link: &str) -> Button {
    Button::Copy {
        label: reader.plain("button-copy-link", args! {}),
        text: link.to_owned(),
    }
}

fn home(reader: Reader) -> Button {
    Button::act(reader.plain("button-home", args! {}), Action::Home)
}

fn act(reader: Reader, key: &str, action: PurseAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Purse(action))
}

/// Whether another answer to the same question may do.
pub(super) fn is_about_answer(refusal: &PurseRefusal) -> bool {
    match refusal {
        PurseRefusal::AmountUnclear
        | PurseRefusal::AmountCurrency { .. }
        | PurseRefusal::AmountDecimals { .. }
        | PurseRefusal::AmountTooMuch { .. } => true,
        PurseRefusal::TopUpClosed
        | PurseRefusal::GiftUnknown
        | PurseRefusal::GiftTaken
        | PurseRefusal::GiftDead
        | PurseRefusal::GiftUseless
        | PurseRefusal::GiftNoRoom => false,
    }
}

/// The words of a no about a balance, a gift or a friend.
pub(super) fn refusal(reader: Reader, refusal: &PurseRefusal, say: Say<'_>) -> String {
    match refusal {
        PurseRefusal::AmountUnclear => say("refusal-amount-unclear", args! {}),
        PurseRefusal::AmountCurrency { open } => {
            say("refusal-amount-currency", args! { open: &open.join(", ") })
        }
        PurseRefusal::AmountDecimals { most } => {
            say("refusal-amount-decimals", args! { most: *most })
        }
        PurseRefusal::AmountTooMuch { most } => {
            let most = units::money(reader.lang, most);
            say("refusal-amount-too-much", args! { most: &most })
        }
        PurseRefusal::TopUpClosed => say("refusal-top-up-closed", args! {}),
        PurseRefusal::GiftUnknown => say("refusal-gift-unknown", args! {}),
        PurseRefusal::GiftTaken => say("refusal-gift-taken", args! {}),
        PurseRefusal::GiftDead => say("refusal-gift-dead", args! {}),
        PurseRefusal::GiftUseless => say("refusal-gift-useless", args! {}),
        PurseRefusal::GiftNoRoom => say("refusal-gift-no-room", args! {}),
    }
}
