//! Questions about a key, and what is said when it was changed.

use super::act;
use super::card::routing_words;
use crate::models::ConfigId;
use crate::models::KeyCard;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::screens::callback::Route;
use crate::screens::cancel;
use crate::screens::confirm;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// What passes over the chat when something was done with a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    Renamed,
    /// The new file follows.
    Rotated,
    Paused,
    Resumed,
    Deleted,
    /// The new file follows.
    Routed,
}

/// Those words.
pub fn done(lang: Lang, done: Done) -> String {
    let key = match done {
        Done::Renamed => "toast-key-renamed",
        Done::Rotated => "toast-key-rotated",
        Done::Paused => "toast-key-paused",
        Done::Resumed => "toast-key-resumed",
        Done::Deleted => "toast-key-deleted",
        Done::Routed => "toast-key-routed",
    };
    lang.toast(key, args! {})
}

/// How shall it be called?
pub fn rename(reader: Reader, name: &str) -> Screen {
    Screen::new(reader.html("key-rename", args! { name: &html::name(name) }))
        .button(cancel(reader.lang))
}

/// Shall its secrets be made anew?
pub fn rotate(reader: Reader, card: &KeyCard) -> Screen {
    let config = &card.view.config;
    let name = html::name(&config.name);
    let key = match config.kind {
        VpnKind::WireGuard => "key-rotate-wireguard",
        VpnKind::Outline => "key-rotate-outline",
        VpnKind::MtProto => "key-rotate-mtproto",
    };
    confirm(
        reader.lang,
        reader.html(key, args! { name: &name }),
        reader.plain("button-key-rotate-yes", args! {}),
        Action::Key(KeyAction::RotateYes(config.id)),
        Action::Key(KeyAction::Show(config.id)),
    )
}

/// Shall it be given up? What it used stays used.
pub fn delete(reader: Reader, card: &KeyCard) -> Screen {
    let config = &card.view.config;
    let name = html::name(&config.name);
    confirm(
        reader.lang,
        reader.html("key-delete", args! { name: &name }),
        reader.plain("button-key-delete-yes", args! {}),
        Action::Key(KeyAction::DeleteYes(config.id)),
        Action::Key(KeyAction::Show(config.id)),
    )
}

/// What shall go through it?
pub fn routing(reader: Reader, card: &KeyCard) -> Screen {
    let config = &card.view.config;
    let now = routing_words(reader, &config.routing);
    let text = reader.html("key-routing-ask", args! { now: &now });
    let routes = Route::ALL.map(|route| {
        let key = match route {
            Route::All => "button-route-all",
            Route::NoLan => "button-route-no-lan",
        };
        act(reader, key, KeyAction::SetRouting(config.id, route))
    });
    Screen::new(text)
        .grid(1, routes.to_vec())
        .button(act(
            reader,
            "button-route-only",
            KeyAction::AskNetworks(config.id),
        ))
        .button(back(reader, config.id))
}

/// It was chosen, but there is no file to be sent: shall the secrets be made anew?
pub fn routed_unsent(reader: Reader, card: &KeyCard) -> Screen {
    let config = &card.view.config;
    let now = routing_words(reader, &config.routing);
    confirm(
        reader.lang,
        reader.html("key-routed-unsent", args! { now: &now }),
        reader.plain("button-key-rotate-yes", args! {}),
        Action::Key(KeyAction::RotateYes(config.id)),
        Action::Key(KeyAction::Show(config.id)),
    )
}

/// Which networks?
pub fn networks(reader: Reader) -> Screen {
    Screen::new(reader.html("key-networks-ask", args! {})).button(cancel(reader.lang))
}

fn back(reader: Reader, config: ConfigId) -> Button {
    back_to(reader.lang, Action::Key(KeyAction::Show(config)))
}
