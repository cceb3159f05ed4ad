//! Adding a server.

use super::*;
use crate::models::VpnKind;

/// Which sort of server is added? Pretended ones are offered where there are such.
pub fn kinds(reader: Reader, can_pretend: bool) -> Screen {
    let mut screen = Screen::new(reader.html("server-add", args! {}))
        .button(act(reader, "button-add-outline", ServerAction::AddOutline))
        .button(act(reader, "button-add-node", ServerAction::AddNode))
        .button(act(reader, "button-add-local", ServerAction::AddLocal))
        .button(act(reader, "button-add-file", ServerAction::AddFile))
        .button(act(reader, "button-add-telemt", ServerAction::AddTelemt))
        .row([
            act(
                reader,
                "button-add-mtprotoproxy",
                ServerAction::AddMtProtoFile,
            ),
            act(reader, "button-add-links", ServerAction::AddLinks),
        ]);
    if can_pretend {
        screen = screen.row(VpnKind::ALL.map(|kind| {
            let label = match kind {
                VpnKind::WireGuard => "button-add-demo-wireguard",
                VpnKind::Outline => "button-add-demo-outline",
                VpnKind::MtProto => "button-add-demo-mtproto",
            };
            act(reader, label, ServerAction::AddDemo(kind))
        }));
    }
    screen.button(back_to(reader.lang, Action::Server(ServerAction::List(0))))
}

fn question(reader: Reader, key: &str) -> Screen {
    Screen::new(reader.html(key, args! {})).button(cancel(reader.lang))
}

/// Asks for an interface of this machine.
pub fn ask_local(reader: Reader) -> Screen {
    question(reader, "server-ask-local")
}

/// Asks for what `portero node` prints.
pub fn ask_node(reader: Reader) -> Screen {
    question(reader, "server-ask-node")
}

/// Asks for key and place of a server whose file is applied by hand.
pub fn ask_file_place(reader: Reader) -> Screen {
    question(reader, "server-ask-file")
}

/// Asks for what an Outline server prints at its installation.
pub fn ask_outline(reader: Reader) -> Screen {
    question(reader, "server-ask-outline")
}

/// Shows the certificate that an Outline server has now, for somebody who looks whether it is theirs. `digits` of its
/// beginning are to be typed.
pub fn trust(reader: Reader, place: &str, fingerprint: &str, digits: usize) -> Screen {
    let place = html::one_line(place, 120);
    let shown: Vec<String> = fingerprint
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    let shown = shown.join(" ");
    Screen::new(reader.html(
        "server-trust",
        args! { place: &place, fingerprint: &shown, digits: digits },
    ))
    .button(cancel(reader.lang))
}

/// A server was added, or is reached in another way: its card follows.
pub fn added(reader: Reader, server: &Server, is_new: bool, is_message_gone: bool) -> Screen {
    let key = if is_new {
        "server-added"
    } else {
        "server-access-changed"
    };
    let mut parts = vec![reader.html(key, args! { name: &title(server) })];
    if server.facts.is_uncounted {
        parts.push(reader.html("server-uncounted", args! {}));
    }
    if is_message_gone {
        parts.push(reader.html("server-added-hidden", args! {}));
    }
    Screen::new(parts.join("\n"))
}
