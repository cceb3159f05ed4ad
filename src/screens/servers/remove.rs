//! Giving a server up.

use super::*;
use crate::models::KeysGo;
use crate::models::RemovalView;
use crate::screens::Style;

/// The most servers offered for its keys.
const MOST_OFFERED: usize = 10;

/// What becomes of the keys of a server?
pub fn removal(reader: Reader, view: &RemovalView) -> Screen {
    let id = view.server.id;
    let key = if view.keys == 0 {
        "server-remove-empty"
    } else {
        "server-remove"
    };
    let html = reader.html(
        key,
        args! { name: &title(&view.server), count: view.keys, others: view.others.len() },
    );
    let mut screen = Screen::new(html);
    if view.keys > 0 {
        for other in view.others.iter().take(MOST_OFFERED) {
            let name = html::short_name(&title(other));
            let label = reader.plain("button-server-move", args! { name: &name });
            let to = ServerAction::RemoveTo(id, other.id);
            screen = screen.button(Button::act(label, Action::Server(to)));
        }
    }
    let key = if view.keys == 0 {
        "button-server-remove-empty"
    } else {
        "button-server-end"
    };
    let label = reader.plain(key, args! {});
    let end = Action::Server(if view.keys == 0 {
        ServerAction::RemoveAllYes(id)
    } else {
        ServerAction::RemoveAll(id)
    });
    screen
        .button(Button::styled(label, end, Style::Danger))
        .button(back_to_card(reader, id))
}

/// Asks once more.
pub fn removal_sure(reader: Reader, view: &RemovalView, keys_go: KeysGo) -> Screen {
    let id = view.server.id;
    let name = title(&view.server);
    let (html, yes) = match keys_go {
        KeysGo::To(other) => {
            let found = view.others.iter().find(|server| server.id == other);
            let to = found.map(title).unwrap_or_default();
            let html = reader.html(
                "server-move-sure",
                args! { name: &name, to: &to, count: view.keys },
            );
            (html, ServerAction::RemoveToYes(id, other))
        }
        KeysGo::Nowhere => {
            let html = reader.html("server-end-sure", args! { name: &name, count: view.keys });
            (html, ServerAction::RemoveAllYes(id))
        }
    };
    let label = reader.plain("button-server-remove-yes", args! {});
    let no = Action::Server(ServerAction::Show(id));
    confirm(reader.lang, html, label, Action::Server(yes), no)
}

/// It is done.
pub fn removed(reader: Reader, keys: usize, keys_go: KeysGo) -> Screen {
    let key = match keys_go {
        KeysGo::To(_) => "server-removed-moved",
        KeysGo::Nowhere => "server-removed",
    };
    Screen::new(reader.html(key, args! { count: keys }))
        .button(back_to(reader.lang, Action::Server(ServerAction::List(0))))
}
