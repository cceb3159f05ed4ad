//! Screens of persons: lists, the card, bans, history, what they have, their data.

mod bans;
mod card;
mod data;
mod history;
mod owned;

pub use bans::ask_ban_end;
pub use bans::ask_ban_why;
pub use bans::banned;
pub use bans::banned_alert;
pub use bans::confirm_ban;
pub use bans::unbanned;
pub use card::card;
pub(super) use card::roles_line;
pub(super) use card::vip_line;
pub use data::ask_erase;
pub use data::data;
pub use data::erased;
pub use data::exported;
pub use history::history;
pub use owned::owned;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::PersonAction;
use super::cancel;
use super::pager;
use super::refusals::Say;
use crate::models::BanWhy;
use crate::models::PersonFilter;
use crate::models::PersonLine;
use crate::models::PersonPage;
use crate::models::PersonRefusal;
use crate::models::Timestamp;
use crate::models::User;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Units of a reason or a note on a screen.
const REASON_LENGTH: usize = 200;

/// A page of the people, and the other filters.
pub fn list(reader: Reader, view: &PersonPage) -> Screen {
    let filter = filter_name(reader.lang, view.filter);
    let mut parts = vec![reader.html(
        "persons-heading",
        args! { filter: &filter, count: view.page.total },
    )];
    if view.page.rows.is_empty() {
        parts.push(reader.html("persons-empty", args! {}));
    } else {
        let lines = view.page.rows.iter().map(|row| line(reader, row));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let (filter, page) = (view.filter, view.page.page);
    let people = (view.page.rows.iter())
        .map(|row| button_to(row, PersonAction::From(row.user.id, filter, page)));
    let others = PersonFilter::ALL
        .into_iter()
        .filter(|other| *other != filter)
        .map(|other| {
            let name = filter_name(reader.lang, other);
            Button::act(name, Action::Person(PersonAction::List(other, 0)))
        });
    Screen::new(parts.join("\n\n"))
        .grid(2, people.collect())
        .row(pager(page, view.page.pages, |to| {
            Action::Person(PersonAction::List(filter, to))
        }))
        .grid(3, others.collect())
        .row([
            act(reader, "button-person-search", PersonAction::Search),
            back_to(reader.lang, Action::Main),
        ])
}

/// Several people fit what was looked for.
pub fn found(reader: Reader, people: &[PersonLine], is_full: bool) -> Screen {
    let count = people.len();
    let mut parts = vec![reader.html("persons-found", args! { count: count })];
    let lines = people.iter().map(|row| line(reader, row));
    parts.push(lines.collect::<Vec<_>>().join("\n"));
    if is_full {
        parts.push(reader.html("persons-found-more", args! {}));
    }
    let buttons = people
        .iter()
        .map(|row| button_to(row, PersonAction::Show(row.user.id)));
    Screen::new(parts.join("\n\n"))
        .grid(2, buttons.collect())
        .row([
            act(reader, "button-person-search", PersonAction::Search),
            to_list(reader),
        ])
}

/// What is to be typed next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question<'a> {
    /// For whom to look?
    Search,
    /// Which words on them?
    Note {
        name: &'a str,
        most: u32,
        /// There are some already: they can be taken away.
        has_note: Option<UserId>,
    },
    /// What is to be handed on?
    Write { name: &'a str },
}

/// Asks for something to be typed.
pub fn ask(reader: Reader, question: Question<'_>) -> Screen {
    let text = match question {
        Question::Search => reader.html("person-ask-search", args! {}),
        Question::Note { name, most, .. } => reader.html(
            "person-ask-note",
            args! { name: &html::name(name), most: most },
        ),
        Question::Write { name } => {
            reader.html("person-ask-write", args! { name: &html::name(name) })
        }
    };
    let mut screen = Screen::new(text);
    if let Question::Note {
        has_note: Some(user),
        ..
    } = question
    {
        let clear = PersonAction::NoteClear(user);
        screen = screen.button(act(reader, "button-person-note-clear", clear));
    }
    screen.button(cancel(reader.lang))
}

/// One person of a list: who, what they are, when they were last seen.
fn line(reader: Reader, row: &PersonLine) -> String {
    let mut marks = String::new();
    if let Some(mark) = status_mark(row.user.status) {
        marks.push_str(mark);
    }
    for (is_so, mark) in [
        (row.is_staff, "🛡️"),
        (row.is_vip, "💎"),
        (row.keys > 0, "🔐"),
    ] {
        if is_so {
            marks.push_str(mark);
        }
    }
    let name = html::short_name(&shown_name(&row.user));
    let seen = instant(reader, row.user.last_seen_at);
    reader.html(
        "persons-line",
        args! { name: &name, marks: &marks, seen: &seen },
    )
}

fn status_mark(status: UserStatus) -> Option<&'static str> {
    match status {
        UserStatus::Active => None,
        UserStatus::Banned => Some("🚫"),
        UserStatus::Unreachable => Some("📵"),
    }
}

/// The name, or the number of somebody without one.
fn shown_name(user: &User) -> String {
    let name = user.full_name();
    if name.trim().is_empty() {
        user.id.to_string()
    } else {
        name
    }
}

fn button_to(row: &PersonLine, action: PersonAction) -> Button {
    let name = html::short_name(&shown_name(&row.user));
    let label = match &row.user.username {
        Some(username) => format!("{name} @{}", html::short_name(username)),
        None => name,
    };
    Button::act(label, Action::Person(action))
}

fn filter_name(lang: Lang, filter: PersonFilter) -> String {
    let key = match filter {
        PersonFilter::All => "persons-filter-all",
        PersonFilter::Today => "persons-filter-today",
        PersonFilter::Month => "persons-filter-month",
        PersonFilter::New => "persons-filter-new",
        PersonFilter::Banned => "persons-filter-banned",
        PersonFilter::Unreachable => "persons-filter-unreachable",
        PersonFilter::Staff => "persons-filter-staff",
        PersonFilter::Vip => "persons-filter-vip",
        PersonFilter::Keys => "persons-filter-keys",
    };
    lang.plain(key, args! {})
}

/// The reason of a ban in the reader's words, not yet escaped.
pub fn reason(lang: Lang, stored: &str) -> String {
    match BanWhy::of_stored(stored) {
        Some(why) => why_name(lang, why),
        None => html::one_line(stored, REASON_LENGTH),
    }
}

/// The name of a reason on offer.
fn why_name(lang: Lang, why: BanWhy) -> String {
    let key = match why {
        BanWhy::Unsaid => "ban-why-unsaid",
        BanWhy::Spam => "ban-why-spam",
        BanWhy::Abuse => "ban-why-abuse",
        BanWhy::Fraud => "ban-why-fraud",
        BanWhy::Sharing => "ban-why-sharing",
        BanWhy::Own => "ban-why-own",
    };
    lang.plain(key, args! {})
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}

fn act(reader: Reader, key: &str, action: PersonAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Person(action))
}

fn danger(reader: Reader, key: &str, action: PersonAction) -> Button {
    Button::styled(
        reader.plain(key, args! {}),
        Action::Person(action),
        Style::Danger,
    )
}

/// The way back to the card.
fn to_card(reader: Reader, user: UserId) -> Button {
    back_to(reader.lang, Action::Person(PersonAction::Show(user)))
}

fn to_list(reader: Reader) -> Button {
    let list = PersonAction::List(PersonFilter::All, 0);
    back_to(reader.lang, Action::Person(list))
}

/// The words of a no about a person.
pub(super) fn refusal(refusal: &PersonRefusal, say: Say<'_>) -> String {
    match refusal {
        PersonRefusal::Unknown => say("refusal-person-unknown", args! {}),
        PersonRefusal::Hidden => say("refusal-person-hidden", args! {}),
        PersonRefusal::ForwardNamesChat => say("refusal-person-chat", args! {}),
        PersonRefusal::ReasonTooLong { most } => say("refusal-ban-reason", args! { most: *most }),
        PersonRefusal::BanEndUnclear => say("refusal-ban-end", args! {}),
        PersonRefusal::BanTooLong { most_days } => {
            say("refusal-ban-long", args! { most: *most_days })
        }
        PersonRefusal::BanForgotten => say("refusal-ban-forgotten", args! {}),
        PersonRefusal::StaffNotErased => say("refusal-erase-staff", args! {}),
        PersonRefusal::AlreadyErased => say("refusal-erased", args! {}),
        PersonRefusal::ZoneUnknown => say("refusal-own-zone", args! {}),
        PersonRefusal::QvapayInvalid => say("refusal-qvapay", args! {}),
        PersonRefusal::QvapayTaken => say("refusal-qvapay-taken", args! {}),
    }
}

/// Whether the question still waits for another answer.
pub(super) fn is_about_answer(refusal: &PersonRefusal) -> bool {
    match refusal {
        PersonRefusal::Unknown
        | PersonRefusal::Hidden
        | PersonRefusal::ForwardNamesChat
        | PersonRefusal::ReasonTooLong { .. }
        | PersonRefusal::BanEndUnclear
        | PersonRefusal::BanTooLong { .. }
        | PersonRefusal::ZoneUnknown
        | PersonRefusal::QvapayInvalid
        | PersonRefusal::QvapayTaken => true,
        PersonRefusal::BanForgotten
        | PersonRefusal::StaffNotErased
        | PersonRefusal::AlreadyErased => false,
    }
}

/// The HTML of a value that stands in a line of its own.
fn raw(html: String) -> Arg<'static> {
    Arg::Raw(html)
}
