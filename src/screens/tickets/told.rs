//! What helpers are told: the words of a person, and what happened to a ticket.

use super::act;
use super::button;
use super::heading;
use super::person;
use crate::models::TicketCard;
use crate::models::TicketId;
use crate::models::TicketLoad;
use crate::models::TicketNews;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::TicketAction;
use crate::screens::support::category_name;
use crate::utils::html;
use crate::utils::locale::args;

/// Words of a ticket with the person's card, in a helper's private chat: what is answered to it goes to the person.
pub fn heard(reader: Reader, load: &TicketLoad, said: Option<&str>) -> Screen {
    let id = load.card.ticket.id;
    let hint = reader.html("ticket-heard-hint", args! {});
    let parts = [
        heading(reader, &load.card),
        person(reader, &load.card),
        words(reader, load, said),
        hint,
    ];
    Screen::worded(parts.join("\n\n"))
        .row([
            button(reader, "button-ticket-answer", TicketAction::Answer(id)),
            button(reader, "button-ticket-canned", TicketAction::Canned(id, 0)),
        ])
        .row([
            button(reader, "button-ticket-take", TicketAction::Take(id)),
            button(reader, "button-ticket-show", TicketAction::Show(id)),
        ])
}

/// The same in the topic of the ticket: the first words stand under the card. What is written in the topic goes to the
/// person; `url` opens the ticket in a helper's private chat.
pub fn heard_in_topic(
    reader: Reader,
    load: &TicketLoad,
    said: Option<&str>,
    url: String,
) -> Screen {
    let words = words(reader, load, said);
    if !load.is_first {
        return Screen::worded(words);
    }
    let hint = reader.html("ticket-topic-hint", args! {});
    let parts = [
        heading(reader, &load.card),
        person(reader, &load.card),
        words,
        hint,
    ];
    Screen::worded(parts.join("\n\n")).button(open(reader, url))
}

fn open(reader: Reader, url: String) -> Button {
    Button::Url {
        label: reader.plain("button-ticket-open", args! {}),
        url,
    }
}

/// Who says what. What cannot be said stands below, as a copy.
fn words(reader: Reader, load: &TicketLoad, said: Option<&str>) -> String {
    let name = html::name(&load.author);
    let is_staff = (load.messages.first()).is_some_and(|message| message.is_staff);
    let who = match is_staff {
        true => reader.html("ticket-said-helper", args! { name: &name }),
        false => reader.html("ticket-said-asker", args! { name: &name }),
    };
    match said {
        Some(said) => format!("{who}\n{}", html::escape(said)),
        None => who,
    }
}

/// What a ticket's topic is called: at most 128 characters.
pub fn topic_name(reader: Reader, card: &TicketCard) -> String {
    let category = category_name(reader.lang, card.ticket.category);
    let name = format!(
        "#{} · {} · {category}",
        card.ticket.id,
        html::name(&card.name)
    );
    html::truncate_utf16(&name, 120)
}

/// What happened to a ticket, for helpers. `by` and `whom` are the names of those who did it and whom it concerns.
pub fn news(reader: Reader, card: &TicketCard, news: TicketNews, by: &str, whom: &str) -> Screen {
    let id = card.ticket.id;
    let (number, name) = (id.to_string(), html::name(&card.name));
    let (by, whom) = (html::name(by), html::name(whom));
    let text = match news {
        TicketNews::Closed { by_staff: true } => {
            reader.html("ticket-news-closed", args! { id: &number })
        }
        TicketNews::Closed { by_staff: false } => {
            reader.html("ticket-news-solved", args! { id: &number, name: &name })
        }
        TicketNews::Reopened { by_staff: true } => {
            reader.html("ticket-news-reopened", args! { id: &number })
        }
        TicketNews::Reopened { by_staff: false } => {
            reader.html("ticket-news-back", args! { id: &number, name: &name })
        }
        TicketNews::Taken { .. } => reader.html(
            "ticket-news-taken",
            args! { id: &number, by: &by, name: &name },
        ),
        TicketNews::Given { .. } => reader.html(
            "ticket-news-given",
            args! { id: &number, by: &by, whom: &whom, name: &name },
        ),
        TicketNews::Rated { stars } => {
            let stars = "⭐".repeat(usize::from(stars));
            reader.html(
                "ticket-news-rated",
                args! { id: &number, name: &name, stars: &stars },
            )
        }
        TicketNews::Waiting { hours } => reader.html(
            "ticket-news-waiting",
            args! { id: &number, name: &name, hours: hours },
        ),
        TicketNews::Unreachable => reader.html(
            "ticket-news-unreachable",
            args! { id: &number, name: &name },
        ),
    };
    Screen::new(text).row(buttons(reader, id, news))
}

/// The ways on from news. Buttons of a topic would be pressed in the group, where the bot does not talk: there the ticket
/// is opened by its first message.
fn buttons(reader: Reader, id: TicketId, news: TicketNews) -> Vec<Button> {
    let show = Button::act(
        reader.plain("button-ticket-show", args! {}),
        act(TicketAction::Show(id)),
    );
    match news {
        TicketNews::Waiting { .. } | TicketNews::Given { .. } => vec![
            button(reader, "button-ticket-answer", TicketAction::Answer(id)),
            show,
        ],
        TicketNews::Closed { .. }
        | TicketNews::Reopened { .. }
        | TicketNews::Taken { .. }
        | TicketNews::Rated { .. }
        | TicketNews::Unreachable => vec![show],
    }
}

/// The support's group takes no words any more; `why` are Telegram's.
pub fn group_lost(reader: Reader, why: &str) -> Screen {
    let why = html::one_line(why, 200);
    let label = reader.plain("button-support-desk", args! {});
    Screen::new(reader.html("support-group-lost", args! { why: &why }))
        .button(Button::act(label, Action::Ticket(TicketAction::Desk)))
}
