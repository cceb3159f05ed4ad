//! The staff's side of the support: tickets, their threads, canned answers, settings.

mod desk;
mod told;

pub use desk::ask_canned;
pub use desk::ask_hours;
pub use desk::canned;
pub use desk::canned_drop;
pub use desk::canned_list;
pub use desk::choose_group;
pub use desk::desk;
pub use desk::group_changed;
pub use desk::is_support_group;
pub use told::group_lost;
pub use told::heard;
pub use told::heard_in_topic;
pub use told::news;
pub use told::topic_name;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::TicketAction;
use super::cancel;
use super::pager;
use super::support::LAST;
use super::support::category_name;
use super::support::looks;
use super::support::mark;
use super::support::state_name;
use super::support::thread_line;
use crate::models::CannedAnswer;
use crate::models::MemberFilter;
use crate::models::Page;
use crate::models::Thread;
use crate::models::Ticket;
use crate::models::TicketCard;
use crate::models::TicketFilter;
use crate::models::TicketId;
use crate::models::TicketLine;
use crate::models::TicketList;
use crate::models::TicketState;
use crate::models::UserId;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// How the payload of a link to a ticket begins; its number follows.
pub const LINK: &str = "ticket_";

fn act(action: TicketAction) -> Action {
    Action::Ticket(action)
}

fn button(reader: Reader, key: &str, action: TicketAction) -> Button {
    Button::act(reader.plain(key, args! {}), act(action))
}

fn filter_name(lang: Lang, filter: TicketFilter) -> String {
    let key = match filter {
        TicketFilter::Waiting => "ticket-filter-waiting",
        TicketFilter::Mine => "ticket-filter-mine",
        TicketFilter::Answered => "ticket-filter-answered",
        TicketFilter::Closed => "ticket-filter-closed",
        TicketFilter::All => "ticket-filter-all",
    };
    lang.plain(key, args! {})
}

/// The staff's list of tickets.
pub fn list(reader: Reader, view: &TicketList) -> Screen {
    let lang = reader.lang;
    let filter = filter_name(lang, view.filter);
    let mut parts = vec![reader.html(
        "tickets-heading",
        args! { filter: &filter, count: view.page.total, waiting: view.waiting },
    )];
    if view.page.rows.is_empty() {
        parts.push(reader.html("tickets-empty", args! {}));
    } else {
        let lines = view.page.rows.iter().map(|row| line(reader, row));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let rows = view.page.rows.iter().map(|row| {
        let name = html::short_name(&row.name);
        let label = format!("{} #{} · {name}", mark(row.ticket.state), row.ticket.id);
        Button::act(label, act(TicketAction::Show(row.ticket.id)))
    });
    let others = TicketFilter::ALL
        .iter()
        .filter(|filter| **filter != view.filter);
    let filters = others.map(|filter| {
        let list = TicketAction::List(*filter, 0);
        Button::act(filter_name(lang, *filter), act(list))
    });
    let mut screen = Screen::new(parts.join("\n\n"))
        .grid(2, rows.collect())
        .row(pager(view.page.page, view.page.pages, |to| {
            act(TicketAction::List(view.filter, to))
        }))
        .grid(2, filters.collect());
    if view.manages {
        screen = screen.button(button(reader, "button-support-desk", TicketAction::Desk));
    }
    screen.button(back_to(lang, Action::Main))
}

fn line(reader: Reader, row: &TicketLine) -> String {
    let ticket = &row.ticket;
    let (name, id) = (html::short_name(&row.name), ticket.id.to_string());
    let category = category_name(reader.lang, ticket.category);
    let text = reader.html(
        "tickets-line",
        args! { mark: mark(ticket.state), id: &id, name: &name, category: &category },
    );
    let more = match (ticket.waits_since, &row.helper) {
        (Some(since), _) => {
            let waited = units::duration(reader.lang, reader.now.since(since));
            reader.html("tickets-line-waits", args! { waited: &waited })
        }
        (None, Some(helper)) => {
            let helper = html::short_name(helper);
            reader.html("tickets-line-helper", args! { helper: &helper })
        }
        (None, None) => return text,
    };
    format!("{text} · {more}")
}

/// What the reader of a card may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Powers {
    /// Answer and close tickets.
    pub answers: bool,
    /// See the card of a member.
    pub sees_members: bool,
    /// Who reads.
    pub user: Option<UserId>,
}

/// A ticket with its person's card.
pub fn card(reader: Reader, view: &TicketCard, powers: Powers) -> Screen {
    let ticket = &view.ticket;
    let mut parts = vec![heading(reader, view), person(reader, view)];
    if let Some(last) = &view.last {
        parts.push(thread_line(reader, last, &last.author));
    }
    let mut screen = Screen::worded(parts.join("\n\n"));
    if powers.answers {
        screen = acts(reader, screen, ticket, powers.user);
    }
    let count = view.messages;
    let thread = reader.plain("button-ticket-history", args! { count: count });
    screen = screen.button(Button::act(
        thread,
        act(TicketAction::Thread(ticket.id, LAST)),
    ));
    if powers.sees_members {
        let show = Action::MemberShow(ticket.user, MemberFilter::Active, 0);
        let label = reader.plain("button-ticket-person", args! {});
        screen = screen.button(Button::act(label, show));
    }
    let list = TicketAction::List(TicketFilter::Waiting, 0);
    screen.button(back_to(reader.lang, act(list)))
}

/// What a helper can do with a ticket.
fn acts(reader: Reader, screen: Screen, ticket: &Ticket, user: Option<UserId>) -> Screen {
    let id = ticket.id;
    let screen = screen.row([
        button(reader, "button-ticket-answer", TicketAction::Answer(id)),
        button(reader, "button-ticket-canned", TicketAction::Canned(id, 0)),
    ]);
    let take = match ticket.taken_by {
        Some(helper) if Some(helper) == user => {
            button(reader, "button-ticket-release", TicketAction::Release(id))
        }
        Some(_) | None => button(reader, "button-ticket-take", TicketAction::Take(id)),
    };
    let end = match ticket.state {
        TicketState::Closed => button(reader, "button-ticket-reopen", TicketAction::Reopen(id)),
        TicketState::Open | TicketState::Answered | TicketState::Reopened => {
            let label = reader.plain("button-ticket-close", args! {});
            Button::styled(label, act(TicketAction::Close(id)), Style::Success)
        }
    };
    screen
        .row([
            take,
            button(reader, "button-ticket-give", TicketAction::Helpers(id)),
        ])
        .button(end)
}

/// Number, category, state, and who looks after it.
fn heading(reader: Reader, view: &TicketCard) -> String {
    let ticket = &view.ticket;
    let id = ticket.id.to_string();
    let mut lines = vec![reader.html(
        "ticket-heading",
        args! {
            id: &id,
            category: &category_name(reader.lang, ticket.category),
            mark: mark(ticket.state),
            state: &state_name(reader.lang, ticket.state),
        },
    )];
    if let Some(since) = ticket.waits_since {
        let waited = units::duration(reader.lang, reader.now.since(since));
        lines.push(reader.html("ticket-waits", args! { waited: &waited }));
    }
    lines.push(match &view.helper {
        Some(helper) => {
            let helper = html::name(helper);
            reader.html("ticket-helper", args! { helper: &helper })
        }
        None => reader.html("ticket-no-helper", args! {}),
    });
    if let Some(stars) = ticket.rating {
        let stars = "⭐".repeat(usize::from(stars));
        lines.push(reader.html("ticket-stars", args! { stars: &stars }));
    }
    lines.join("\n")
}

/// The person's card.
fn person(reader: Reader, view: &TicketCard) -> String {
    let (name, user) = (html::name(&view.name), view.ticket.user.to_string());
    let username = match &view.username {
        Some(username) => format!("@{}", html::name(username)),
        None => "—".to_owned(),
    };
    let language = view.language.as_deref().unwrap_or("—");
    let mut lines = vec![reader.html(
        "ticket-person",
        args! { name: &name, username: &username, user: &user, language: &html::short_name(language) },
    )];
    lines.push(match view.vip {
        Some(Some(until)) => {
            let until = units::instant(reader.lang, until, reader.time_zone);
            reader.html("ticket-person-vip", args! { until: &until })
        }
        Some(None) => reader.html("ticket-person-vip-life", args! {}),
        None => reader.html("ticket-person-no-vip", args! {}),
    });
    lines.push(reader.html(
        "ticket-person-counts",
        args! { keys: view.keys, tickets: view.tickets },
    ));
    if view.is_banned {
        lines.push(reader.html("ticket-person-banned", args! {}));
    }
    if let Some(note) = &view.note {
        let note = html::one_line(note, 200);
        lines.push(reader.html("ticket-person-note", args! { note: &note }));
    }
    lines.join("\n")
}

/// Whoever writes as the group itself is nobody whose rights could be known.
pub fn anonymous(reader: Reader) -> Screen {
    Screen::new(reader.html("ticket-anonymous", args! {}))
}

/// A page of a thread, as helpers see it.
pub fn thread(reader: Reader, view: &Thread) -> Screen {
    let ticket = &view.ticket;
    let lines = view.lines.rows.iter().map(|line| {
        let who = match line.message.is_staff {
            true => format!("🛟 {}", line.author),
            false => line.author.clone(),
        };
        thread_line(reader, line, &who)
    });
    let heading = reader.html(
        "ticket-thread-heading",
        args! {
            id: &ticket.id.to_string(),
            name: &html::name(&view.name),
            state: &state_name(reader.lang, ticket.state),
        },
    );
    let text = [heading, lines.collect::<Vec<_>>().join("\n\n")];
    let looks = looks(view)
        .map(|(place, label)| Button::act(label, act(TicketAction::Look(ticket.id, place))));
    Screen::worded(text.join("\n\n"))
        .grid(4, looks.collect())
        .row(pager(view.lines.page, view.lines.pages, |to| {
            act(TicketAction::Thread(ticket.id, to))
        }))
        .button(back_to(reader.lang, act(TicketAction::Show(ticket.id))))
}

/// The next messages are answers.
pub fn ask_answer(reader: Reader, ticket: TicketId, name: &str) -> Screen {
    let (id, name) = (ticket.to_string(), html::name(name));
    Screen::new(reader.html("ticket-ask-answer", args! { id: &id, name: &name }))
        .button(cancel(reader.lang))
}

/// An answer is on its way.
pub fn answer_sent(reader: Reader, ticket: TicketId, name: &str) -> Screen {
    let (id, name) = (ticket.to_string(), html::name(name));
    Screen::new(reader.html("ticket-answer-sent", args! { id: &id, name: &name })).row([
        button(reader, "button-ticket-show", TicketAction::Show(ticket)),
        button(reader, "button-ticket-close", TicketAction::Close(ticket)),
    ])
}

/// To whom shall it be handed?
pub fn helpers(reader: Reader, ticket: &Ticket, all: &[(UserId, String)]) -> Screen {
    let id = ticket.id.to_string();
    let key = match all.is_empty() {
        true => "ticket-no-helpers",
        false => "ticket-ask-helper",
    };
    let buttons = all.iter().take(40).map(|(user, name)| {
        let give = TicketAction::Give(ticket.id, *user);
        Button::act(html::short_name(name), act(give))
    });
    let mut screen = Screen::new(reader.html(key, args! { id: &id })).grid(2, buttons.collect());
    if ticket.taken_by.is_some() {
        let release = TicketAction::Release(ticket.id);
        screen = screen.button(button(reader, "button-ticket-free", release));
    }
    screen.button(back_to(reader.lang, act(TicketAction::Show(ticket.id))))
}

/// Which canned answer shall be sent? A press sends it.
pub fn pick_canned(reader: Reader, ticket: TicketId, page: &Page<CannedAnswer>) -> Screen {
    let id = ticket.to_string();
    let key = match page.rows.is_empty() {
        true => "canned-none",
        false => "canned-pick",
    };
    let mut parts = vec![reader.html(key, args! { id: &id })];
    parts.extend(page.rows.iter().map(|canned| {
        let (title, body) = (html::name(&canned.title), html::one_line(&canned.body, 120));
        reader.html("canned-line", args! { title: &title, body: &body })
    }));
    let buttons = page.rows.iter().map(|canned| {
        let send = TicketAction::Send(ticket, canned.id);
        Button::act(html::name(&canned.title), act(send))
    });
    Screen::worded(parts.join("\n\n"))
        .grid(1, buttons.collect())
        .row(pager(page.page, page.pages, |to| {
            act(TicketAction::Canned(ticket, to))
        }))
        .button(back_to(reader.lang, act(TicketAction::Show(ticket))))
}
