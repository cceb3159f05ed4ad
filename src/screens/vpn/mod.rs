//! Everybody's VPN keys, for the staff.

mod card;
mod hand;
mod many;
mod words;

pub use card::ask_delete;
pub use card::ask_rotate;
pub use card::ask_upgrade;
pub use card::card;
pub use card::file;
pub use card::file_lost;
pub use card::history;
pub use card::move_to;
pub use card::terms;
pub use hand::days;
pub use hand::kinds;
pub use hand::limits;
pub use hand::made;
pub use hand::people;
pub use hand::person_unknown;
pub use hand::preview;
pub use hand::servers as hand_servers;
pub use many::bulk;
pub use many::bulk_done;
pub use many::bulk_preview;
pub(super) use words::event as event_name;
pub(super) use words::icon as state_icon;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::VpnAction;
use super::cancel;
use super::pager;
use crate::models::ConfigFilter;
use crate::models::ConfigLine;
use crate::models::ConfigPage;
use crate::models::ConfigScope;
use crate::models::MOST_DAYS;
use crate::models::MOST_GIGABYTES;
use crate::models::ServerChoice;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// What is asked to be typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question<'a> {
    /// For what to look?
    Search,
    /// For whom is the new key?
    Person,
    /// What is it called?
    Name { now: Option<&'a str> },
    /// How many days, or until when?
    End,
    /// How many days?
    Days,
    /// How many gigabytes?
    Limit,
}

/// Asks for something to be typed.
pub fn ask(reader: Reader, question: Question<'_>) -> Screen {
    let text = match question {
        Question::Search => reader.html("vpn-ask-search", args! {}),
        Question::Person => reader.html("vpn-ask-person", args! {}),
        Question::Name { now: Some(now) } => {
            reader.html("vpn-ask-rename", args! { name: &html::name(now) })
        }
        Question::Name { now: None } => reader.html("vpn-ask-name", args! {}),
        Question::End => reader.html("vpn-ask-end", args! {}),
        Question::Days => {
            let most = units::number(reader.lang, i64::from(MOST_DAYS));
            reader.html("vpn-ask-days", args! { most: &most })
        }
        Question::Limit => {
            let most = units::number(reader.lang, i64::from(MOST_GIGABYTES));
            reader.html("vpn-ask-limit", args! { most: &most })
        }
    };
    Screen::new(text).button(cancel(reader.lang))
}

/// One page of the keys.
pub fn list(reader: Reader, view: &ConfigPage) -> Screen {
    let (scope, page) = (view.scope, &view.page);
    let filter = words::filter(reader.lang, scope.filter);
    let mut parts = vec![match &view.server {
        Some(server) => reader.html(
            "vpn-heading-server",
            args! { filter: &filter, server: &html::name(server) },
        ),
        None => reader.html("vpn-heading", args! { filter: &filter }),
    }];
    if page.rows.is_empty() {
        parts.push(reader.html("vpn-empty", args! {}));
    } else {
        let lines = page.rows.iter().map(|row| line(reader, row));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
        parts.push(reader.html("vpn-total", args! { count: page.total }));
    }
    let keys = page.rows.iter().map(|row| {
        let label = format!(
            "{} {}",
            words::icon(row.config.status),
            html::short_name(&row.config.name)
        );
        vpn(label, VpnAction::Show(row.config.id))
    });
    let others = ConfigFilter::ALL
        .into_iter()
        .filter(|filter| *filter != scope.filter)
        // The keys of one server are all of its kind.
        .filter(|filter| filter.kind().is_none() || scope.server.is_none())
        .map(|filter| {
            let scope = ConfigScope { filter, ..scope };
            vpn(
                words::filter(reader.lang, filter),
                VpnAction::List(scope, 0),
            )
        });
    Screen::new(parts.join("\n\n"))
        .grid(2, keys.collect())
        .row(pager(page.page, page.pages, |to| {
            Action::Vpn(VpnAction::List(scope, to))
        }))
        .grid(3, others.collect())
        .row([
            button(reader, "button-vpn-search", VpnAction::Search),
            button(reader, "button-vpn-servers", VpnAction::Servers),
        ])
        .row([
            button(reader, "button-vpn-new", VpnAction::New),
            button(reader, "button-vpn-bulk", VpnAction::Bulk),
        ])
        .button(back_to(reader.lang, Action::Main))
}

/// What a search found.
pub fn found(reader: Reader, rows: &[ConfigLine], is_full: bool) -> Screen {
    if rows.is_empty() {
        let text = reader.html("vpn-found-nothing", args! {});
        return Screen::new(text).button(cancel(reader.lang));
    }
    let mut parts = vec![reader.html("vpn-found", args! { count: rows.len() })];
    let lines = rows.iter().map(|row| line(reader, row));
    parts.push(lines.collect::<Vec<_>>().join("\n"));
    if is_full {
        parts.push(reader.html("vpn-found-more", args! {}));
    }
    Screen::new(parts.join("\n\n"))
        .grid(2, rows.iter().map(to_key).collect())
        .button(back_to(
            reader.lang,
            Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0)),
        ))
}

/// The keys of a person, also those that are gone, and the way to make them another.
pub fn of_person(reader: Reader, user: UserId, rows: &[ConfigLine]) -> Screen {
    let lines: Vec<String> = rows.iter().map(|row| line(reader, row)).collect();
    let mut parts = vec![match rows.first() {
        Some(row) => {
            let name = html::name(&row.person);
            reader.html("vpn-of-person", args! { name: &name, count: rows.len() })
        }
        None => reader.html("vpn-of-nobody", args! {}),
    }];
    parts.push(lines.join("\n"));
    parts.retain(|part| !part.is_empty());
    Screen::new(parts.join("\n\n"))
        .grid(2, rows.iter().map(to_key).collect())
        .button(button(reader, "button-vpn-new", VpnAction::NewFor(user)))
        .button(back_to(
            reader.lang,
            Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0)),
        ))
}

/// The servers whose keys can be listed.
pub fn servers(reader: Reader, servers: &[ServerChoice]) -> Screen {
    let choices = servers.iter().map(|server| {
        let scope = ConfigScope {
            server: Some(server.id),
            ..ConfigScope::KEPT
        };
        vpn(html::short_name(&server.name), VpnAction::List(scope, 0))
    });
    Screen::new(reader.html("vpn-servers", args! {}))
        .grid(2, choices.collect())
        .button(button(
            reader,
            "button-vpn-all-servers",
            VpnAction::List(ConfigScope::KEPT, 0),
        ))
}

/// One key of a list: its state, its name, whose it is, and where.
fn line(reader: Reader, row: &ConfigLine) -> String {
    let config = &row.config;
    let mut line = reader.html(
        "vpn-line",
        args! {
            icon: words::icon(config.status),
            name: &html::short_name(&config.name),
            person: &html::short_name(&row.person),
            server: &html::short_name(&row.server),
        },
    );
    if let Some(address) = &row.address {
        line.push_str(" · ");
        line.push_str(&reader.html("vpn-line-address", args! { address: address }));
    }
    let is_plain = row.suspension.is_none();
    if !is_plain {
        line.push_str(" · ");
        line.push_str(&html::escape(&words::state(
            reader.lang,
            config.status,
            row.suspension,
        )));
    }
    if row.is_trial {
        line.push_str(" · ");
        line.push_str(&reader.html("vpn-mark-trial", args! {}));
    }
    line
}

/// The button of a key in a list.
fn to_key(row: &ConfigLine) -> Button {
    let label = html::short_name(&row.config.name);
    vpn(
        format!("{} {label}", words::icon(row.config.status)),
        VpnAction::Show(row.config.id),
    )
}

/// A button of this desk.
fn button(reader: Reader, key: &str, action: VpnAction) -> Button {
    vpn(reader.plain(key, args! {}), action)
}

fn vpn(label: String, action: VpnAction) -> Button {
    Button::act(label, Action::Vpn(action))
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}
