//! `/start` and `/menu`: who is there, and what they can do next.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::access::access_end;
use super::callback::KeyAction;
use super::callback::ProfileAction;
use super::proxy;
use super::shop;
use super::support;
use super::wording;
use crate::models::HomeView;
use crate::models::Visitor;
use crate::models::Words;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Why the first screen is shown when nobody asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HomeNote {
    /// A button of an earlier version was pressed.
    OldMenu,
    /// An answer came to a question the bot no longer remembers.
    Orphaned,
    Cancelled,
    NothingToCancel,
    /// A message nothing could be made of.
    Unreadable,
}

/// The first screen.
pub fn home(reader: Reader, view: &HomeView, words: &Words) -> Screen {
    let name = html::name(&view.name);
    let hello = || reader.html("home-hello", args! { name: &name });
    let mut parts = vec![wording::own(words, &[]).unwrap_or_else(hello)];
    parts.extend(body(reader, view));
    with_buttons(reader, view, parts.join("\n\n"))
}

/// The first screen after a sentence that says why it is shown.
pub fn home_after(reader: Reader, note: HomeNote, view: &HomeView) -> Screen {
    let key = match note {
        HomeNote::OldMenu => "home-old-menu",
        HomeNote::Orphaned => "home-orphaned",
        HomeNote::Cancelled => "home-cancelled",
        HomeNote::NothingToCancel => "home-nothing-to-cancel",
        HomeNote::Unreadable => "home-unreadable",
    };
    with_buttons(reader, view, reader.html(key, args! {}))
}

fn body(reader: Reader, view: &HomeView) -> Vec<String> {
    match view.visitor {
        Visitor::Admin => vec![reader.html("home-admin", args! {})],
        Visitor::Vip { until } => {
            let mut parts = vec![access_end(reader, until)];
            if view.doors.vip && until.is_some() {
                parts.push(reader.html("home-more-vip", args! {}));
            }
            if view.vpn.has_keys {
                parts.push(reader.html("home-vpn", args! {}));
            }
            parts
        }
        Visitor::Grace(grace) => {
            let until = units::instant(reader.lang, grace.until, reader.time_zone);
            vec![
                access_end(reader, Some(grace.ended)),
                reader.html("home-grace", args! { until: &until }),
            ]
        }
        Visitor::Stranger => {
            let mut choices = Vec::new();
            if view.doors.vip {
                choices.push(reader.html("home-choice-vip", args! {}));
            }
            if view.doors.free {
                choices.push(reader.html("home-choice-free", args! {}));
            }
            if view.vpn.is_there {
                choices.push(reader.html("home-choice-vpn", args! {}));
            }
            if view.vpn.has_trial {
                choices.push(reader.html("home-choice-trial", args! {}));
            }
            if view.has_plans {
                choices.push(reader.html("home-choice-plans", args! {}));
            }
            if choices.is_empty() {
                choices.push(reader.html("home-closed", args! {}));
            }
            choices
        }
    }
}

fn with_buttons(reader: Reader, view: &HomeView, text: String) -> Screen {
    let label = |key| reader.plain(key, args! {});
    let mut screen = Screen::worded(text);
    match view.visitor {
        Visitor::Admin => {
            screen = screen.button(Button::styled(
                label("button-panel"),
                Action::Main,
                Style::Primary,
            ));
        }
        Visitor::Vip { .. } => {
            screen = screen.button(Button::styled(
                label("button-my-access"),
                Action::MyAccess,
                Style::Primary,
            ));
        }
        Visitor::Grace(_) | Visitor::Stranger => {}
    }
    screen = screen.row(vpn_buttons(reader, view));
    if view.has_proxies {
        screen = screen.button(proxy::entrance(reader));
    }
    if view.has_plans {
        screen = screen.button(shop::entrance(reader));
    }
    if view.doors.vip {
        screen = screen.button(Button::act(label("button-redeem"), Action::Redeem));
    }
    if view.doors.free {
        screen = screen.button(Button::act(
            label("button-request-free"),
            Action::RequestFree,
        ));
    }
    match view.visitor {
        Visitor::Admin => {}
        Visitor::Vip { .. } | Visitor::Grace(_) | Visitor::Stranger => {
            screen = screen.button(support::entrance(reader));
        }
    }
    screen
        .button(Button::act(
            label("button-profile"),
            Action::Profile(ProfileAction::Show),
        ))
        .row([
            Button::act(label("button-help"), Action::Help),
            Button::act(label("button-language"), Action::Languages),
        ])
}

/// The ways to the VPN, as far as there are servers.
fn vpn_buttons(reader: Reader, view: &HomeView) -> Vec<Button> {
    let mut row = Vec::new();
    let act = |key, action| Button::act(reader.plain(key, args! {}), Action::Key(action));
    if view.vpn.is_there {
        row.push(act("button-keys", KeyAction::List(0)));
    }
    if view.vpn.has_trial {
        row.push(act("button-trial", KeyAction::Trial));
    }
    row
}
