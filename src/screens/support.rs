//! Screens of a person's talk with the support. Helpers have no names here: whoever answers is the support.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::broadcasts::content_name;
use super::callback::SupportAction;
use super::cancel;
use super::pager;
use super::refusals::Say;
use crate::models::ContentKind;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::SupportHome;
use crate::models::SupportRefusal;
use crate::models::Thread;
use crate::models::ThreadLine;
use crate::models::Ticket;
use crate::models::TicketCategory;
use crate::models::TicketId;
use crate::models::TicketMessage;
use crate::models::TicketNews;
use crate::models::TicketState;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The most of one message that a page of a thread shows, in UTF-16 units.
const EXCERPT: usize = 350;

/// What a ticket is about.
pub fn category_name(lang: Lang, category: TicketCategory) -> String {
    let key = match category {
        TicketCategory::Access => "ticket-category-access",
        TicketCategory::Vpn => "ticket-category-vpn",
        TicketCategory::Payment => "ticket-category-payment",
        TicketCategory::Problem => "ticket-category-problem",
        TicketCategory::Other => "ticket-category-other",
    };
    lang.plain(key, args! {})
}

/// Where a ticket stands.
pub fn state_name(lang: Lang, state: TicketState) -> String {
    let key = match state {
        TicketState::Open => "ticket-state-open",
        TicketState::Answered => "ticket-state-answered",
        TicketState::Closed => "ticket-state-closed",
        TicketState::Reopened => "ticket-state-reopened",
    };
    lang.plain(key, args! {})
}

/// The sign of a state, for lists.
pub fn mark(state: TicketState) -> &'static str {
    match state {
        TicketState::Open => "🟡",
        TicketState::Answered => "🟢",
        TicketState::Closed => "⚪",
        TicketState::Reopened => "🟠",
    }
}

fn act(action: SupportAction) -> Action {
    Action::Support(action)
}

fn button(reader: Reader, key: &str, action: SupportAction) -> Button {
    Button::act(reader.plain(key, args! {}), act(action))
}

/// `/support`: what is it about? And the tickets that are open.
pub fn home(reader: Reader, view: &SupportHome) -> Screen {
    let mut parts = vec![reader.html("support-heading", args! {})];
    if !view.open.is_empty() {
        let count = view.open.len();
        parts.push(reader.html("support-open", args! { count: count }));
    }
    parts.push(match view.has_room() {
        true => reader.html("support-ask-category", args! {}),
        false => reader.html("support-no-room", args! {}),
    });
    let mut screen = Screen::new(parts.join("\n\n"));
    for ticket in &view.open {
        screen = screen.button(own_button(reader, ticket));
    }
    if view.has_room() {
        let categories = TicketCategory::ALL.iter().map(|category| {
            let label = category_name(reader.lang, *category);
            Button::act(label, act(SupportAction::Begin(*category)))
        });
        screen = screen.grid(2, categories.collect());
    }
    let closed = view.total > i64::try_from(view.open.len()).unwrap_or(0);
    if closed {
        screen = screen.button(button(reader, "button-own-tickets", SupportAction::List(0)));
    }
    screen.button(back_to(reader.lang, Action::Home))
}

fn own_button(reader: Reader, ticket: &Ticket) -> Button {
    let label = reader.plain(
        "button-own-ticket",
        args! {
            mark: mark(ticket.state),
            id: &ticket.id.to_string(),
            category: &category_name(reader.lang, ticket.category),
        },
    );
    Button::act(label, act(SupportAction::Show(ticket.id, LAST)))
}

/// The last page of a thread, whichever it is.
pub const LAST: u32 = u32::MAX;

/// All tickets of a person.
pub fn list(reader: Reader, page: &Page<Ticket>) -> Screen {
    let mut parts = vec![reader.html("support-list-heading", args! {})];
    if page.rows.is_empty() {
        parts.push(reader.html("support-list-empty", args! {}));
    }
    let lines = page.rows.iter().map(|ticket| {
        reader.html(
            "support-list-line",
            args! {
                mark: mark(ticket.state),
                id: &ticket.id.to_string(),
                category: &category_name(reader.lang, ticket.category),
                state: &state_name(reader.lang, ticket.state),
                at: &units::instant(reader.lang, ticket.updated_at, reader.time_zone),
            },
        )
    });
    parts.push(lines.collect::<Vec<_>>().join("\n"));
    let buttons = page.rows.iter().map(|ticket| own_button(reader, ticket));
    Screen::new(parts.join("\n\n"))
        .grid(1, buttons.collect())
        .row(pager(page.page, page.pages, |to| {
            act(SupportAction::List(to))
        }))
        .button(back_to(reader.lang, act(SupportAction::Home)))
}

/// Asks for the words of a new ticket.
pub fn ask_words(reader: Reader, category: TicketCategory) -> Screen {
    let category = category_name(reader.lang, category);
    Screen::new(reader.html("support-ask-words", args! { category: &category }))
        .button(cancel(reader.lang))
}

/// The next messages join the thread.
pub fn ask_more(reader: Reader, ticket: &Ticket) -> Screen {
    let id = ticket.id.to_string();
    let key = match ticket.state {
        TicketState::Closed => "support-ask-again",
        TicketState::Open | TicketState::Answered | TicketState::Reopened => "support-ask-more",
    };
    Screen::new(reader.html(key, args! { id: &id })).button(cancel(reader.lang))
}

/// The ticket is open, with its number.
pub fn opened(reader: Reader, ticket: &Ticket) -> Screen {
    let id = ticket.id.to_string();
    let category = category_name(reader.lang, ticket.category);
    let text = reader.html("support-opened", args! { id: &id, category: &category });
    Screen::new(text).row(own_buttons(reader, ticket))
}

/// Words joined the thread.
pub fn added(reader: Reader, ticket: &Ticket) -> Screen {
    let id = ticket.id.to_string();
    Screen::new(reader.html("support-added", args! { id: &id })).row(own_buttons(reader, ticket))
}

fn own_buttons(reader: Reader, ticket: &Ticket) -> Vec<Button> {
    vec![
        button(
            reader,
            "button-ticket-thread",
            SupportAction::Show(ticket.id, LAST),
        ),
        button(
            reader,
            "button-ticket-solved",
            SupportAction::Close(ticket.id),
        ),
    ]
}

/// A page of one's own thread.
pub fn thread(reader: Reader, view: &Thread) -> Screen {
    let ticket = &view.ticket;
    let lines = view.lines.rows.iter().map(|line| {
        let who = match line.message.is_staff {
            true => reader.plain("support-us", args! {}),
            false => reader.plain("support-you", args! {}),
        };
        thread_line(reader, line, &who)
    });
    let text = [
        heading(reader, ticket),
        lines.collect::<Vec<_>>().join("\n\n"),
    ];
    let mut screen = Screen::worded(text.join("\n\n"));
    let looks = looks(view)
        .map(|(place, label)| Button::act(label, act(SupportAction::Look(ticket.id, place))));
    screen = screen
        .grid(4, looks.collect())
        .row(pager(view.lines.page, view.lines.pages, |to| {
            act(SupportAction::Show(ticket.id, to))
        }));
    screen = match ticket.state {
        TicketState::Closed if ticket.rating.is_none() => screen.row(stars(ticket.id)),
        TicketState::Closed | TicketState::Open | TicketState::Answered | TicketState::Reopened => {
            screen
        }
    };
    let write = SupportAction::Write(ticket.id);
    screen = match ticket.state {
        TicketState::Closed => screen.button(button(reader, "button-ticket-again", write)),
        TicketState::Open | TicketState::Answered | TicketState::Reopened => screen.row([
            button(reader, "button-ticket-write", write),
            button(
                reader,
                "button-ticket-solved",
                SupportAction::Close(ticket.id),
            ),
        ]),
    };
    screen.button(back_to(reader.lang, act(SupportAction::Home)))
}

fn heading(reader: Reader, ticket: &Ticket) -> String {
    reader.html(
        "support-thread-heading",
        args! {
            id: &ticket.id.to_string(),
            category: &category_name(reader.lang, ticket.category),
            state: &state_name(reader.lang, ticket.state),
        },
    )
}

/// One message of a thread, as a page shows it.
pub(super) fn thread_line(reader: Reader, line: &ThreadLine, who: &str) -> String {
    let at = units::instant(reader.lang, line.message.at, reader.time_zone);
    let who = html::short_name(who);
    let what = excerpt(reader, &line.message);
    reader.html(
        "ticket-thread-line",
        args! { who: &who, at: &at, what: &what },
    )
}

/// What a message says, shortened; what is no text is named.
fn excerpt(reader: Reader, message: &TicketMessage) -> String {
    let body = message.words.body.as_deref().unwrap_or_default();
    let body = html::truncate_utf16(body.trim(), EXCERPT);
    match message.words.content {
        ContentKind::Text => body,
        kind if body.is_empty() => content_name(reader.lang, kind),
        kind => format!("{}: {body}", content_name(reader.lang, kind)),
    }
}

/// The messages of a page that hold more than it shows: their place in the thread, and a label.
pub(super) fn looks(view: &Thread) -> impl Iterator<Item = (u32, String)> {
    let first = view.lines.page.saturating_mul(PAGE_ROWS);
    (0u32..)
        .zip(&view.lines.rows)
        .filter_map(move |(row, line)| {
            let words = &line.message.words;
            let is_long = html::utf16_len(words.body.as_deref().unwrap_or_default()) > EXCERPT;
            let is_more = words.content != ContentKind::Text;
            let place = first.saturating_add(row);
            let has_source = words.source.is_some();
            (has_source && (is_long || is_more)).then(|| (place, format!("👁 {}", place + 1)))
        })
}

/// The buttons by which a person says how they liked the help.
fn stars(ticket: TicketId) -> Vec<Button> {
    let star = |count: u8| {
        Button::act(
            format!("{count} ⭐"),
            act(SupportAction::Rate(ticket, count)),
        )
    };
    (1..=5).map(star).collect()
}

/// The person closed their ticket.
pub fn closed(reader: Reader, ticket: &Ticket) -> Screen {
    let id = ticket.id.to_string();
    let text = reader.html("support-closed", args! { id: &id });
    rateable(reader, text, ticket)
}

fn rateable(reader: Reader, text: String, ticket: &Ticket) -> Screen {
    if ticket.rating.is_some() {
        return Screen::new(text);
    }
    let question = reader.html("support-ask-stars", args! {});
    let again = SupportAction::Write(ticket.id);
    Screen::new(format!("{text}\n\n{question}"))
        .row(stars(ticket.id))
        .button(button(reader, "button-ticket-again", again))
}

/// Thanks for the stars.
pub fn rated(reader: Reader, ticket: &Ticket) -> Screen {
    let stars = "⭐".repeat(usize::from(ticket.rating.unwrap_or(0)));
    let text = reader.html("support-rated", args! { stars: &stars });
    Screen::new(text).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}

/// An answer of the support: its words, or the line above its copy.
pub fn answered(reader: Reader, ticket: TicketId, said: Option<&str>) -> Screen {
    let id = ticket.to_string();
    let head = reader.html("support-answer", args! { id: &id });
    let text = match said {
        Some(said) => format!("{head}\n\n{}", html::escape(said)),
        None => head,
    };
    Screen::worded(text).row([
        button(reader, "button-ticket-reply", SupportAction::Write(ticket)),
        button(reader, "button-ticket-solved", SupportAction::Close(ticket)),
    ])
}

/// In place of words that cannot be copied any more.
pub fn gone(reader: Reader, messages: &[TicketMessage]) -> Screen {
    let what: Vec<String> = (messages.iter())
        .map(|message| excerpt(reader, message))
        .collect();
    let what = html::truncate_utf16(&what.join("\n"), 3 * EXCERPT);
    Screen::worded(reader.html("ticket-words-gone", args! { what: &what }))
}

/// What happened to a person's ticket.
pub fn news(reader: Reader, ticket: &Ticket, news: TicketNews) -> Screen {
    let id = ticket.id.to_string();
    match news {
        TicketNews::Closed { .. } => {
            let text = reader.html("support-news-closed", args! { id: &id });
            rateable(reader, text, ticket)
        }
        // Of the rest only this concerns whoever asked.
        TicketNews::Reopened { .. }
        | TicketNews::Taken { .. }
        | TicketNews::Given { .. }
        | TicketNews::Rated { .. }
        | TicketNews::Waiting { .. }
        | TicketNews::Unreachable => {
            let text = reader.html("support-news-reopened", args! { id: &id });
            Screen::new(text).row([button(
                reader,
                "button-ticket-write",
                SupportAction::Write(ticket.id),
            )])
        }
    }
}

/// The button of the first screen that leads here.
pub fn entrance(reader: Reader) -> Button {
    Button::styled(
        reader.plain("button-support", args! {}),
        act(SupportAction::Home),
        Style::Plain,
    )
}

/// Whether another answer to the question may come.
pub(super) fn is_about_answer(refusal: &SupportRefusal) -> bool {
    match refusal {
        SupportRefusal::TooManyTickets { .. }
        | SupportRefusal::TicketsToday { .. }
        | SupportRefusal::NoHelper { .. }
        | SupportRefusal::NotAHelper
        | SupportRefusal::AskerBanned => false,
        SupportRefusal::WordsUnsupported
        | SupportRefusal::NoForum { .. }
        | SupportRefusal::NoTopicRight { .. }
        | SupportRefusal::HoursInvalid { .. }
        | SupportRefusal::CannedUnclear
        | SupportRefusal::CannedTooLong { .. }
        | SupportRefusal::CannedTitleTaken
        | SupportRefusal::TooManyCanned { .. } => true,
    }
}

/// The words of a no about the support.
pub(super) fn refusal(_reader: Reader, refusal: &SupportRefusal, say: Say<'_>) -> String {
    match refusal {
        SupportRefusal::TooManyTickets { most } => {
            say("refusal-too-many-tickets", args! { most: *most })
        }
        SupportRefusal::TicketsToday { most } => {
            say("refusal-tickets-today", args! { most: *most })
        }
        SupportRefusal::WordsUnsupported => say("refusal-ticket-words", args! {}),
        SupportRefusal::NoHelper { ticket } => {
            say("refusal-no-helper", args! { id: &ticket.to_string() })
        }
        SupportRefusal::NotAHelper => say("refusal-not-a-helper", args! {}),
        SupportRefusal::AskerBanned => say("refusal-asker-banned", args! {}),
        SupportRefusal::NoForum { title } => {
            say("refusal-no-forum", args! { title: &html::name(title) })
        }
        SupportRefusal::NoTopicRight { title } => say(
            "refusal-no-topic-right",
            args! { title: &html::name(title) },
        ),
        SupportRefusal::HoursInvalid { most } => say("refusal-hours", args! { most: *most }),
        SupportRefusal::CannedUnclear => say("refusal-canned-unclear", args! {}),
        SupportRefusal::CannedTooLong { title, body } => {
            say("refusal-canned-long", args! { title: *title, body: *body })
        }
        SupportRefusal::CannedTitleTaken => say("refusal-canned-taken", args! {}),
        SupportRefusal::TooManyCanned { most } => {
            say("refusal-too-many-canned", args! { most: *most })
        }
    }
}
