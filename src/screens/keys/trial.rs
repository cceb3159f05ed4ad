//! The one trial of a person.

use super::act;
use super::kind_name;
use super::make::blocked;
use super::make::kind_line;
use crate::models::Door;
use crate::models::KindOffer;
use crate::models::TrialOffer;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// What the trial is, and its kinds to choose from.
pub fn trial(reader: Reader, offer: &TrialOffer) -> Screen {
    let length = units::hours_name(reader.lang, Some(offer.hours));
    let mut terms = vec![reader.html("trial-length", args! { length: &length })];
    terms.push(match offer.limit_bytes {
        Some(limit) => {
            let limit = units::bytes(reader.lang, limit);
            reader.html("trial-data", args! { limit: &limit })
        }
        None => reader.html("trial-data-free", args! {}),
    });
    if let Some(limit) = offer.day_limit_bytes {
        let limit = units::bytes(reader.lang, limit);
        terms.push(reader.html("trial-day", args! { limit: &limit }));
    }
    let open = |offer: &&KindOffer| offer.blocked.is_none();
    let is_one = offer.kinds.len() == 1;
    let mut parts = vec![
        reader.html("trial-heading", args! {}),
        terms.join("\n"),
        reader.html("trial-once", args! {}),
    ];
    let mut lines = Vec::new();
    for kind in &offer.kinds {
        if !is_one {
            lines.push(kind_line(reader, kind.kind));
        }
        lines.extend(kind.blocked.as_ref().map(|why| blocked(reader, why)));
    }
    if !lines.is_empty() {
        parts.push(lines.join("\n"));
    }
    let buttons = (offer.kinds.iter().filter(open)).map(|kind| {
        let label = if is_one {
            reader.plain("button-trial-start", args! {})
        } else {
            let kind = kind_name(reader.lang, kind.kind);
            reader.plain("button-trial-kind", args! { kind: &kind })
        };
        let take = Action::Key(KeyAction::TrialOf(kind.kind));
        Button::styled(label, take, Style::Primary)
    });
    Screen::new(parts.join("\n\n"))
        .row(buttons)
        .button(back_to(reader.lang, Action::Home))
}

/// The way into the channel that a trial asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WayIn {
    /// Its public page or its invite link.
    Link(String),
    /// It stands behind that door of the house.
    Door(Door),
    /// Nobody here knows one.
    Unknown,
}

/// They are not in the channel the trial asks for: the way in, and another try.
pub fn join_first(reader: Reader, kind: VpnKind, title: &str, way: WayIn) -> Screen {
    let title = html::name(title);
    let text = reader.html("trial-join", args! { title: &title });
    let mut screen = Screen::new(text);
    match way {
        WayIn::Link(url) => {
            let label = reader.plain("button-trial-channel", args! {});
            screen = screen.button(Button::Url { label, url });
        }
        WayIn::Door(Door::Free) => {
            let label = reader.plain("button-request-free", args! {});
            screen = screen.button(Button::act(label, Action::RequestFree));
        }
        WayIn::Door(Door::Vip) => {
            let label = reader.plain("button-redeem", args! {});
            screen = screen.button(Button::act(label, Action::Redeem));
        }
        WayIn::Unknown => {}
    }
    screen
        .button(act(reader, "button-trial-joined", KeyAction::TrialOf(kind)))
        .button(back_to(reader.lang, Action::Home))
}
