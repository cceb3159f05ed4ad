//! Who is a VIP member, who was, and who is inside without a right to be.

mod audit;
mod card;
mod history;
mod import;
mod migration;
mod table;
mod words;

pub use audit::ask_begin;
pub use audit::ask_links;
pub use audit::ask_remove;
pub use audit::audit;
pub use audit::audit_people;
pub use card::HandedOn;
pub use card::Question;
pub use card::ask;
pub use card::ask_life;
pub use card::ask_remove_member;
pub use card::card;
pub use card::found;
pub use card::grant;
pub use card::handed_on;
pub use card::told;
pub(super) use history::act_name;
pub(super) use history::change;
pub(super) use history::event_name;
pub use history::history;
pub use import::ask_file;
pub use import::import;
pub use import::import_done;
pub use import::refused_lines;
pub use migration::ask_gift;
pub use migration::ask_revoke;
pub use migration::ask_uses;
pub use migration::ask_valid;
pub use migration::migrated;
pub use migration::migration_made;
pub use migration::migration_preview;
pub use migration::migrations;
pub use table::Table;
pub use words::is_about_answer;
pub use words::refusal;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::MemberAction;
use super::pager;
use crate::models::Door;
use crate::models::MemberFilter;
use crate::models::MemberPage;
use crate::models::MemberView;
use crate::models::Subscriber;
use crate::models::Timestamp;
use crate::models::UserStatus;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest error shown.
const ERROR_LENGTH: usize = 160;
/// The longest note shown on a card.
const NOTE_LENGTH: usize = 500;

/// One page of the members.
pub fn list(reader: Reader, view: &MemberPage) -> Screen {
    let page = &view.page;
    let filter = filter_name(reader.lang, view.filter);
    let mut parts = vec![reader.html("members-heading", args! { filter: &filter })];
    if page.rows.is_empty() {
        parts.push(reader.html("members-empty", args! {}));
    } else {
        let lines = page.rows.iter().map(|member| line(reader, member));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
        parts.push(reader.html("members-total", args! { count: page.total }));
    }
    parts.push(match view.member_count {
        Some(count) => reader.html(
            "members-known",
            args! { known: view.known_inside, count: count },
        ),
        None => reader.html("members-known-only", args! { known: view.known_inside }),
    });
    let people = page.rows.iter().map(|member| {
        let show = Action::MemberShow(member.user_id, view.filter, page.page);
        Button::act(html::short_name(&member.name), show)
    });
    Screen::new(parts.join("\n\n"))
        .grid(2, people.collect())
        .row(pager(page.page, page.pages, |to| {
            Action::MemberList(view.filter, to)
        }))
        .grid(2, filters(reader.lang, view))
        .row([
            button(reader, "button-member-search", MemberAction::Search),
            button(
                reader,
                "button-member-export",
                MemberAction::Export(view.filter),
            ),
        ])
        .button(button(reader, "button-member-tools", MemberAction::Tools))
        .button(back_to(reader.lang, Action::Desk(Door::Vip)))
}

fn filters(lang: Lang, view: &MemberPage) -> Vec<Button> {
    MemberFilter::ALL
        .into_iter()
        .zip(view.counts)
        .filter(|(filter, _)| *filter != view.filter)
        .map(|(filter, count)| {
            let name = filter_name(lang, filter);
            let label = lang.plain("button-member-tab", args! { name: &name, count: count });
            Button::act(label, Action::MemberList(filter, 0))
        })
        .collect()
}

/// A button of this desk.
fn button(reader: Reader, key: &str, action: MemberAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Member(action))
}

/// Import, migration links, the audit: for many people at once.
pub fn tools(reader: Reader) -> Screen {
    Screen::new(reader.html("member-tools", args! {}))
        .button(button(reader, "button-member-import", MemberAction::Import))
        .button(button(
            reader,
            "button-migrations",
            MemberAction::Migrations(0),
        ))
        .button(button(reader, "button-audit", MemberAction::Audit))
        .button(back_to(
            reader.lang,
            Action::MemberList(MemberFilter::Active, 0),
        ))
}

fn filter_name(lang: Lang, filter: MemberFilter) -> String {
    let key = match filter {
        MemberFilter::Active => "members-filter-active",
        MemberFilter::Expiring => "members-filter-expiring",
        MemberFilter::Expired => "members-filter-expired",
        MemberFilter::Whitelisted => "members-filter-whitelist",
        MemberFilter::NotEntitled => "members-filter-not-entitled",
        MemberFilter::Problems => "members-filter-problems",
    };
    lang.plain(key, args! {})
}

/// One person of a list: who, until when, and what is amiss with them.
fn line(reader: Reader, member: &MemberView) -> String {
    let mut line = end_line(
        reader,
        &html::short_name(&member.name),
        member.subscriber.as_ref(),
    );
    for key in troubles(reader.now, member) {
        line.push_str(" · ");
        line.push_str(&reader.html(key, args! {}));
    }
    line
}

/// What somebody should look at.
fn troubles(now: Timestamp, member: &MemberView) -> Vec<&'static str> {
    let subscriber = member.subscriber.as_ref();
    let is_unremoved = subscriber.is_some_and(|found| {
        !found.is_active && found.last_error.is_some() && found.kicked_at.is_none()
    });
    let is_stray = member.inside_since.is_some()
        && !member.is_channel_admin
        && member.grace.is_none()
        && !subscriber.is_some_and(|found| found.is_entitled(now));
    let status = match member.status {
        UserStatus::Active => None,
        UserStatus::Banned => Some("member-mark-banned"),
        UserStatus::Unreachable => Some("member-mark-unreachable"),
    };
    [
        is_unremoved.then_some("member-mark-unremoved"),
        member.is_link_stuck.then_some("member-mark-link"),
        status,
        (is_stray && !is_unremoved).then_some("member-mark-stray"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn end_line(reader: Reader, name: &str, subscriber: Option<&Subscriber>) -> String {
    let Some(subscriber) = subscriber else {
        return reader.html("member-line-none", args! { name: name });
    };
    let Some(end) = subscriber.expiry_date else {
        return reader.html("member-line-forever", args! { name: name });
    };
    let until = instant(reader, end);
    let is_over = !subscriber.is_active || end <= reader.now;
    let key = if is_over {
        "member-line-ended"
    } else {
        "member-line-until"
    };
    reader.html(key, args! { name: name, until: &until })
}

pub(super) fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}
