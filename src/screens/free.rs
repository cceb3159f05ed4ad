//! The Free queue as the one who waits sees it.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use crate::models::Timestamp;
use crate::models::WaitingView;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// The request is in.
pub fn asked(reader: Reader, view: &WaitingView) -> Screen {
    in_queue(reader, view, "free-asked", "free-asked-now")
}

/// A request of theirs was in already: how long it still takes.
pub fn waiting(reader: Reader, view: &WaitingView) -> Screen {
    in_queue(reader, view, "free-waiting", "free-waiting-now")
}

fn in_queue(reader: Reader, view: &WaitingView, later: &str, now: &str) -> Screen {
    let mut text = match minutes_left(reader, view.due_at) {
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
    if view.has_join_request {
        text = format!("{text}\n\n{}", reader.html("free-by-itself", args! {}));
    }
    Screen::new(text).button(back_to(reader.lang, Action::Home))
}

/// The turn has come: the personal link.
pub fn link(reader: Reader, url: &str) -> Screen {
    Screen::new(reader.html("free-link", args! {})).button(Button::Url {
        label: reader.plain("button-enter", args! {}),
        url: url.to_owned(),
    })
}

/// Telegram let them in by their join request.
pub fn approved(reader: Reader) -> Screen {
    Screen::new(reader.html("free-approved", args! {}))
}

/// An admin turned them away.
pub fn declined(reader: Reader) -> Screen {
    Screen::new(reader.html("free-declined", args! {})).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}

/// The one message to somebody who asked in the channel: it may be the only one Telegram allows, so it is
/// complete. `start_url` opens the bot, which lets it write again.
pub fn acknowledged(reader: Reader, view: &WaitingView, title: &str, start_url: &str) -> Screen {
    let title = html::name(title);
    let text = match minutes_left(reader, view.due_at) {
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
    let start = reader.html("free-acknowledged-start", args! {});
    Screen::new(format!("{text}\n\n{start}")).button(Button::Url {
        label: reader.plain("button-tell-me", args! {}),
        url: start_url.to_owned(),
    })
}

/// Whole minutes until the turn, rounded up.
fn minutes_left(reader: Reader, due_at: Timestamp) -> i64 {
    (due_at.since(reader.now).max(0) + 59) / 60
}
