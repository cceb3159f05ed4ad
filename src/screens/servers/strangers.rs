//! What is on a server and was not made here.

use super::*;
use crate::models::ForeignPeer;
use crate::screens::pager;

/// Strangers on one page.
const PAGE: usize = 8;
/// Lines of a file that are shown.
const MOST_LINES: usize = 30;

/// A short name of a stranger for buttons: 32 bits of FNV-1a over what the server knows it by.
pub fn short_name(remote_id: &str) -> u32 {
    remote_id.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn name(peer: &ForeignPeer) -> String {
    match peer.name.as_deref().filter(|name| !name.trim().is_empty()) {
        Some(name) => html::name(name),
        None => html::one_line(&peer.remote_id, 16),
    }
}

/// The strangers on a server, page by page.
pub fn strangers(reader: Reader, server: &Server, peers: &[ForeignPeer], page: u32) -> Screen {
    let id = server.id;
    let pages = u32::try_from(peers.len().div_ceil(PAGE))
        .unwrap_or(u32::MAX)
        .max(1);
    let page = page.min(pages - 1);
    let skipped = usize::try_from(page).unwrap_or(0) * PAGE;
    let key = if peers.is_empty() {
        "strangers-none"
    } else {
        "strangers-some"
    };
    let html = reader.html(key, args! { name: &title(server), count: peers.len() });
    let buttons = peers.iter().skip(skipped).take(PAGE).map(|peer| {
        let sign = if peer.is_left { "➖" } else { "👤" };
        let address = peer.addresses.first().map_or("", String::as_str);
        let label = format!("{sign} {} {address}", html::short_name(&name(peer)));
        let show = ServerAction::Stranger(id, short_name(&peer.remote_id));
        Button::act(label.trim().to_owned(), Action::Server(show))
    });
    Screen::new(html)
        .grid(1, buttons.collect())
        .row(pager(page, pages, |to| {
            Action::Server(ServerAction::Strangers(id, to))
        }))
        .row([act(reader, "button-server-drift", ServerAction::Drift(id))])
        .button(back_to_card(reader, id))
}

/// One of them.
pub fn stranger(reader: Reader, peer: &ForeignPeer, can_adopt: bool) -> Screen {
    let (id, which) = (peer.server, short_name(&peer.remote_id));
    let since = units::instant(reader.lang, peer.found_at, reader.time_zone);
    let addresses = html::one_line(&peer.addresses.join(", "), 200);
    let remote_id = html::one_line(&peer.remote_id, 64);
    let mut lines = vec![reader.html(
        "stranger-card",
        args! { name: &name(peer), remote_id: &remote_id, addresses: &addresses, since: &since },
    )];
    if peer.is_left {
        lines.push(reader.html("stranger-left", args! {}));
    }
    let mut screen = Screen::new(lines.join("\n\n"));
    if can_adopt {
        screen = screen.button(act(
            reader,
            "button-stranger-adopt",
            ServerAction::Adopt(id, which),
        ));
        if !peer.is_left {
            let leave = ServerAction::Leave(id, which);
            screen = screen.button(act(reader, "button-stranger-leave", leave));
        }
    }
    let back = Action::Server(ServerAction::Strangers(id, 0));
    screen.button(back_to(reader.lang, back))
}

/// Whose key is it to be?
pub fn ask_owner(reader: Reader, peer: &ForeignPeer) -> Screen {
    Screen::new(reader.html("stranger-ask-owner", args! { name: &name(peer) }))
        .button(cancel(reader.lang))
}

/// Asks for an existing file of the server.
pub fn ask_import(reader: Reader, server: &Server) -> Screen {
    Screen::new(reader.html("server-import-ask", args! { name: &title(server) }))
        .button(cancel(reader.lang))
}

/// The peers of a file, and the question whose keys they are to be. Each is a number, a name and an address.
pub fn ask_owners(reader: Reader, peers: &[(usize, Option<String>, String)]) -> Screen {
    let lines: Vec<String> = peers
        .iter()
        .take(MOST_LINES)
        .map(|(number, name, address)| {
            let name = html::short_name(name.as_deref().unwrap_or("—"));
            let address = html::one_line(address, 48);
            reader.html(
                "server-import-line",
                args! { number: *number, name: &name, address: &address },
            )
        })
        .collect();
    let mut parts = vec![
        reader.html("server-import-found", args! { count: peers.len() }),
        lines.join("\n"),
    ];
    if peers.len() > MOST_LINES {
        let more = peers.len() - MOST_LINES;
        parts.push(reader.html("server-import-more", args! { count: more }));
    }
    parts.push(reader.html("server-import-owners", args! {}));
    Screen::new(parts.join("\n\n")).button(cancel(reader.lang))
}

/// How taking peers of a file over went.
pub fn imported(reader: Reader, adopted: usize, known: usize, in_conflict: usize) -> Screen {
    let mut lines = vec![reader.html("server-import-done", args! { count: adopted })];
    if known > 0 {
        lines.push(reader.html("server-import-known", args! { count: known }));
    }
    if in_conflict > 0 {
        lines.push(reader.html("server-import-conflict", args! { count: in_conflict }));
    }
    Screen::new(lines.join("\n"))
}
