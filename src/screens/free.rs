//! The Free queue as the one who waits sees it.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::wording;
use crate::models::Timestamp;
use crate::models::Variable;
use crate::models::WaitingView;
use crate::models::Words;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// The request is in.
pub fn asked(reader: Reader, view: &WaitingView, words: &Words) -> Screen {
    match wording::own(words, &values(reader, view)) {
        Some(text) => queued(reader, view, text),
        None => in_queue(reader, view, "free-asked", "free-asked-now"),
    }
}

/// What own words may say of a place in the queue.
fn values(reader: Reader, view: &WaitingView) -> Vec<(Variable, String)> {
    let wait = match minutes_left(reader, view.due_at) {
        0 => reader.plain("unit-under-a-minute", args! {}),
        minutes => units::minutes(reader.lang, minutes),
    };
    let due = units::instant(reader.lang, view.due_at, reader.time_zone);
    vec![
        (Variable::Wait, wait),
        (Variable::Date, due),
        (Variable::Place, view.position.to_string()),
    ]
}

/// A request of theirs was in already: how long it still takes.
pub fn waiting(reader: Reader, view: &WaitingView) -> Screen {
    in_queue(reader, view, "free-waiting", "free-waiting-now")
}

fn in_queue(reader: Reader, view: &WaitingView, later: &str, now: &str) -> Screen {
    let text = match minutes_left(reader, view.due_at) {
        0 => reader.html(now, args! {}),
        minutes => {
            let minutes = units::minutes(reader.lang, minutes);
            let due = units::instant(reader.lang, view.due_at, reader.time_zone);
            let place = reader.html("free-position", args! { position: view.position });
            format!(
                "{}\n{place}",
                reader.html(later, args! { minutes: &minutes, due: &due })
            )
        }
    };
    queued(reader, view, text)
}

fn queued(reader: Reader, view: &WaitingView, mut text: String) -> Screen {
    if view.has_join_request {
        text = format!("{text}\n\n{}", reader.html("free-by-itself", args! {}));
    }
    Screen::worded(text).button(back_to(reader.lang, Action::Home))
}

/// The turn has come: the personal link.
pub fn link(reader: Reader, url: &str, words: &Words) -> Screen {
    Screen::worded(said(reader, words, "free-link")).button(Button::Url {
        label: reader.plain("button-enter", args! {}),
        url: url.to_owned(),
    })
}

/// Telegram let them in by their join request.
pub fn approved(reader: Reader, words: &Words) -> Screen {
    Screen::worded(said(reader, words, "free-approved"))
}

/// Own words without values of their own, else those of that key.
fn said(reader: Reader, words: &Words, key: &str) -> String {
    wording::own(words, &[]).unwrap_or_else(|| reader.html(key, args! {}))
}

/// An admin turned them away.
pub fn declined(reader: Reader, words: &Words) -> Screen {
    Screen::worded(said(reader, words, "free-declined")).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}

/// The one message to somebody who asked in the channel: it may be the only one Telegram allows, so it is
/// complete. `start_url` opens the bot, which lets it write again.
pub fn acknowledged(
    reader: Reader,
    view: &WaitingView,
    title: &str,
    start_url: &str,
    words: &Words,
) -> Screen {
    let title = html::name(title);
    let usual = || match minutes_left(reader, view.due_at) {
        0 => reader.html("free-acknowledged-now", args! { title: &title }),
        minutes => {
            let minutes = units::minutes(reader.lang, minutes);
            let due = units::instant(reader.lang, view.due_at, reader.time_zone);
            let place = reader.plain("free-position", args! { position: view.position });
            reader.html(
                "free-acknowledged",
                args! { title: &title, place: &place, due: &due, minutes: &minutes },
            )
        }
    };
    let text = wording::own(words, &values(reader, view)).unwrap_or_else(usual);
    let start = reader.html("free-acknowledged-start", args! {});
    Screen::worded(format!("{text}\n\n{start}")).button(Button::Url {
        label: reader.plain("button-tell-me", args! {}),
        url: start_url.to_owned(),
    })
}

/// Whole minutes until the turn, rounded up.
fn minutes_left(reader: Reader, due_at: Timestamp) -> i64 {
    (due_at.since(reader.now).max(0) + 59) / 60
}
