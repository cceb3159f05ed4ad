//! The screens of the books, and of people's balances.

use super::Action;
use super::Button;
use super::Document;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::LedgerAction;
use super::callback::PaymentAction;
use super::cancel;
use super::payments::method_word;
use crate::models::AccountSum;
use crate::models::BooksCheck;
use crate::models::LedgerAccount;
use crate::models::Money;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::Posting;
use crate::models::UserId;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Findings of one sort that are named.
const MOST_NAMED: usize = 8;

fn act(action: LedgerAction) -> Action {
    Action::Ledger(action)
}

fn button(reader: Reader, key: &str, action: LedgerAction) -> Button {
    Button::act(reader.plain(key, args! {}), act(action))
}

/// Tells the staff that the books need a look.
pub fn wrong(reader: Reader, faults: i64, late: i64) -> Screen {
    let text = reader.html("notice-books-wrong", args! { faults: faults, late: late });
    Screen::new(text).button(button(reader, "button-ledger-check", LedgerAction::Check))
}

/// The name of an account; `None` = the balances of all people.
pub fn account_word(lang: Lang, account: Option<LedgerAccount>) -> String {
    let key = match account {
        Some(LedgerAccount::Provider(method)) => return method_word(lang, method),
        Some(LedgerAccount::Balance(user)) => {
            return lang.plain("ledger-balance-of", args! { user: &user.to_string() });
        }
        Some(LedgerAccount::Owed) => "ledger-owed",
        Some(LedgerAccount::Held) => "ledger-held",
        Some(LedgerAccount::Sales) => "ledger-sales",
        Some(LedgerAccount::Adjustments) => "ledger-adjustments",
        Some(LedgerAccount::Referrals) => "ledger-referrals",
        None => "ledger-balances",
    };
    lang.plain(key, args! {})
}

/// Whether people read an account the other way round: what is owed, sold, or on balances.
fn is_owed(account: Option<LedgerAccount>) -> bool {
    match account {
        Some(
            LedgerAccount::Provider(_) | LedgerAccount::Adjustments | LedgerAccount::Referrals,
        ) => false,
        Some(
            LedgerAccount::Owed
            | LedgerAccount::Held
            | LedgerAccount::Sales
            | LedgerAccount::Balance(_),
        )
        | None => true,
    }
}

/// The sums of the books.
pub fn main(reader: Reader, sums: &[AccountSum], may: PermissionSet) -> Screen {
    let mut parts = vec![reader.html("ledger-heading", args! {})];
    parts.push(if sums.is_empty() {
        reader.html("ledger-empty", args! {})
    } else {
        accounts(reader, sums)
    });
    let mut screen = Screen::new(parts.join("\n\n")).row([
        button(reader, "button-ledger-check", LedgerAction::Check),
        button(reader, "button-ledger-csv", LedgerAction::Export),
    ]);
    if may.has(Permission::Refund) {
        let balances = button(reader, "button-ledger-balances", LedgerAction::AskPerson);
        screen = screen.button(balances);
    }
    screen.button(back_to(reader.lang, Action::Payment(PaymentAction::MAIN)))
}

fn accounts(reader: Reader, sums: &[AccountSum]) -> String {
    let lines = sums.iter().map(|line| {
        let minor = if is_owed(line.account) {
            -line.sum.minor
        } else {
            line.sum.minor
        };
        let sum = Money {
            minor,
            currency: line.sum.currency.clone(),
        };
        let account = account_word(reader.lang, line.account);
        let amount = units::money(reader.lang, &sum);
        reader.html("ledger-line", args! { account: &account, amount: &amount })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a look through the books found.
pub fn checked(reader: Reader, found: &BooksCheck) -> Screen {
    let lang = reader.lang;
    let verdict = if found.faults() == 0 {
        "ledger-checked-fine"
    } else {
        "ledger-checked-faults"
    };
    let faults = i64::try_from(found.faults()).unwrap_or(i64::MAX);
    let mut lines = vec![reader.html(verdict, args! { postings: found.postings, faults: faults })];
    let numbers = |ids: Vec<String>| {
        ids.into_iter()
            .take(MOST_NAMED)
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (key, ids) in [
        (
            "ledger-unbalanced",
            numbers(found.unbalanced.iter().map(ToString::to_string).collect()),
        ),
        (
            "ledger-unbooked",
            numbers(found.unbooked.iter().map(ToString::to_string).collect()),
        ),
        (
            "ledger-unpaid",
            numbers(found.unpaid.iter().map(ToString::to_string).collect()),
        ),
        (
            "ledger-kept",
            numbers(found.kept.iter().map(ToString::to_string).collect()),
        ),
        (
            "ledger-missing",
            numbers(found.missing.iter().map(ToString::to_string).collect()),
        ),
        (
            "ledger-waiting",
            numbers(found.waiting.iter().map(ToString::to_string).collect()),
        ),
    ] {
        if !ids.is_empty() {
            lines.push(reader.html(key, args! { ids: &ids }));
        }
    }
    for (user, sum) in found.negative.iter().take(MOST_NAMED) {
        let (user, amount) = (user.to_string(), units::money(lang, sum));
        lines.push(reader.html("ledger-negative", args! { user: &user, amount: &amount }));
    }
    for off in found.off.iter().take(MOST_NAMED) {
        lines.push(reader.html(
            "ledger-off",
            args! {
                account: &account_word(lang, Some(off.account)),
                books: &units::money(lang, &off.books),
                payments: &units::money(lang, &off.payments),
            },
        ));
    }
    let wrong = found.kept.iter().chain(&found.missing);
    let wrong = found.unbooked.iter().chain(wrong);
    let shown = found.waiting.iter().chain(wrong).take(MOST_NAMED);
    let shown = shown.map(|id| {
        let show = Action::Payment(PaymentAction::Show(*id));
        Button::act(format!("💳 #{id}"), show)
    });
    Screen::new(lines.join("\n"))
        .grid(4, shown.collect())
        .button(button(reader, "button-ledger-check", LedgerAction::Check))
        .button(back_to(lang, act(LedgerAction::Main)))
}

/// Asks whose balance.
pub fn ask_person(reader: Reader) -> Screen {
    Screen::new(reader.html("ledger-ask-person", args! {})).button(cancel(reader.lang))
}

/// What somebody has with the house.
pub fn balance(reader: Reader, user: UserId, name: &str, has: &[Money]) -> Screen {
    let amounts = has.iter().map(|sum| units::money(reader.lang, sum));
    let amounts = amounts.collect::<Vec<_>>().join(" · ");
    let nothing = reader.plain("ledger-balance-nothing", args! {});
    let amount = if has.is_empty() { nothing } else { amounts };
    let text = reader.html(
        "ledger-balance",
        args! { name: &html::name(name), id: &user.to_string(), amount: &amount },
    );
    let adjust = button(reader, "button-ledger-adjust", LedgerAction::Adjust(user));
    Screen::new(text)
        .button(adjust)
        .button(back_to(reader.lang, act(LedgerAction::Main)))
}

/// Asks how much to give or to take.
pub fn ask_amount(reader: Reader) -> Screen {
    Screen::new(reader.html("ledger-ask-amount", args! {})).button(cancel(reader.lang))
}

/// Asks why.
pub fn ask_reason(reader: Reader, amount: &Money, most: i64) -> Screen {
    let amount = units::money(reader.lang, amount);
    let text = reader.html("ledger-ask-reason", args! { amount: &amount, most: most });
    Screen::new(text).button(cancel(reader.lang))
}

/// The books as a file for a spreadsheet: one line for each entry.
pub struct Table {
    writer: csv::Writer<Vec<u8>>,
    rows: usize,
}

/// The columns of the file.
const COLUMNS: [&str; 11] = [
    "posting", "at", "kind", "account", "amount", "currency", "order", "payment", "user", "by",
    "reason",
];

impl Table {
    /// A file with its columns and no line yet.
    pub fn new() -> Result<Self, csv::Error> {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(COLUMNS)?;
        Ok(Self { writer, rows: 0 })
    }

    /// Adds a posting, one line for each of its entries.
    pub fn push(&mut self, reader: Reader, posting: &Posting) -> Result<(), csv::Error> {
        let number = |id: Option<i64>| id.map_or(String::new(), |id| id.to_string());
        for (account, sum) in &posting.entries {
            self.writer.write_record([
                posting.id.to_string(),
                units::instant(Lang::En, posting.at, reader.time_zone),
                posting.kind.name().to_owned(),
                account.to_string(),
                units::exact_amount(sum),
                sum.currency.clone(),
                number(posting.order.map(|id| id.0)),
                number(posting.payment.map(|id| id.0)),
                number(posting.user.map(|id| id.0)),
                number(posting.by.map(|id| id.0)),
                harmless(posting.reason.as_deref().unwrap_or_default()),
            ])?;
            self.rows += 1;
        }
        Ok(())
    }

    /// Lines so far.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The file, with a word about how much it holds.
    pub fn finish(self, reader: Reader, is_cut: bool) -> Screen {
        let key = if is_cut {
            "ledger-file-cut"
        } else {
            "ledger-file"
        };
        let rows = i64::try_from(self.rows).unwrap_or(i64::MAX);
        let day = units::iso_day(reader.now, reader.time_zone);
        let bytes = self.writer.into_inner().unwrap_or_default();
        Screen::new(reader.html(key, args! { rows: rows })).with_document(Document {
            file_name: format!("ledger-{day}.csv"),
            bytes,
        })
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
