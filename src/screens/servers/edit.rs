//! What of a server can be set.

use super::*;
use crate::models::ServerField;
use crate::models::VpnKind;
use crate::screens::Style;

/// Flags on offer, by the number in their button: they are added, never changed.
pub const FLAGS: [&str; 24] = [
    "🇪🇸", "🇨🇺", "🇺🇸", "🇩🇪", "🇳🇱", "🇫🇷", "🇬🇧", "🇫🇮", "🇸🇪", "🇨🇭", "🇮🇹", "🇵🇹", "🇵🇱", "🇷🇴", "🇲🇽", "🇦🇷",
    "🇧🇷", "🇨🇴", "🇨🇱", "🇨🇦", "🇯🇵", "🇸🇬", "🇹🇷", "🇷🇺",
];
const FLAGS_IN_ROW: usize = 8;

fn button_key(field: ServerField) -> &'static str {
    match field {
        ServerField::Name => "button-field-name",
        ServerField::Flag => "button-field-flag",
        ServerField::Endpoint => "button-field-endpoint",
        ServerField::Dns => "button-field-dns",
        ServerField::Mtu => "button-field-mtu",
        ServerField::Keepalive => "button-field-keepalive",
        ServerField::PublicKey => "button-field-key",
        ServerField::Amnezia => "button-field-amnezia",
        ServerField::MostKeys => "button-field-most",
        ServerField::Forms => "button-field-forms",
        ServerField::Domain => "button-field-domain",
        ServerField::Tag => "button-field-tag",
    }
}

fn question_key(field: ServerField) -> &'static str {
    match field {
        ServerField::Name => "server-ask-name",
        ServerField::Flag => "server-ask-flag",
        ServerField::Endpoint => "server-ask-endpoint",
        ServerField::Dns => "server-ask-dns",
        ServerField::Mtu => "server-ask-mtu",
        ServerField::Keepalive => "server-ask-keepalive",
        ServerField::PublicKey => "server-ask-key",
        ServerField::Amnezia => "server-ask-amnezia",
        ServerField::MostKeys => "server-ask-most",
        ServerField::Forms => "server-ask-forms",
        ServerField::Domain => "server-ask-domain",
        ServerField::Tag => "server-ask-tag",
    }
}

/// A value in words, not yet escaped; empty = nothing.
fn value(reader: Reader, server: &Server, field: ServerField) -> String {
    let options = &server.options;
    let proxy = options.mtproto.as_ref();
    match field {
        ServerField::Name => html::name(&server.name),
        ServerField::Flag => server.flag.clone(),
        ServerField::Endpoint if server.host.is_empty() => String::new(),
        ServerField::Endpoint => html::one_line(&format!("{}:{}", server.host, server.port), 120),
        ServerField::Dns => options.dns.join(", "),
        ServerField::Mtu => options.mtu.map_or_else(String::new, |mtu| mtu.to_string()),
        ServerField::Keepalive => match options.keepalive {
            0 => String::new(),
            seconds => reader.plain("server-seconds", args! { count: u32::from(seconds) }),
        },
        ServerField::PublicKey => options.public_key.clone().unwrap_or_default(),
        ServerField::Amnezia => options.amnezia.as_ref().map_or_else(String::new, |params| {
            let [h1, h2, h3, h4] = params.h;
            format!(
                "Jc = {}, Jmin = {}, Jmax = {}, S1 = {}, S2 = {}, H1 = {h1}, H2 = {h2}, H3 = {h3}, H4 = {h4}",
                params.jc, params.jmin, params.jmax, params.s1, params.s2
            )
        }),
        ServerField::MostKeys => options.most_keys.map_or_else(String::new, |most| units::number(reader.lang, i64::from(most))),
        ServerField::Forms => proxies::forms(reader, server),
        ServerField::Domain => proxy.and_then(|proxy| proxy.domain.as_ref()).map_or_else(String::new, |domain| html::one_line(domain, 120)),
        ServerField::Tag => proxy.and_then(|proxy| proxy.tag.clone()).unwrap_or_default(),
    }
}

/// Everything that can be set, with its values.
pub fn edit(reader: Reader, server: &Server, changed: bool) -> Screen {
    let fields = ServerField::ALL
        .into_iter()
        .filter(|field| field.is_of(server));
    let mut parts = Vec::new();
    if changed {
        parts.push(reader.html("setting-changed", args! {}));
    }
    parts.push(reader.html("server-edit", args! { name: &title(server) }));
    let lines: Vec<String> = fields
        .clone()
        .map(|field| {
            let label = reader.plain(button_key(field), args! {});
            let shown = or_none(reader, value(reader, server, field));
            reader.html("server-field", args! { field: &label, value: &shown })
        })
        .collect();
    parts.push(lines.join("\n"));
    let buttons = fields.map(|field| {
        let action = match field.is_registered() {
            // It has a screen of its own, which says where one gets it.
            true => ServerAction::Register(server.id),
            false => ServerAction::Ask(server.id, field),
        };
        act(reader, button_key(field), action)
    });
    Screen::new(parts.join("\n\n"))
        .grid(2, buttons.collect())
        .button(back_to_card(reader, server.id))
}

fn or_none(reader: Reader, value: String) -> String {
    if value.is_empty() {
        reader.plain("server-none", args! {})
    } else {
        value
    }
}

fn asked_key(server: &Server, field: ServerField) -> &'static str {
    match (field, server.kind) {
        (ServerField::Endpoint, VpnKind::Outline) => "server-ask-endpoint-outline",
        (ServerField::Endpoint, VpnKind::MtProto) => "server-ask-endpoint-mtproto",
        _ => question_key(field),
    }
}

/// Asks for a value. `keys` use files that stop working if it changes.
pub fn ask(reader: Reader, server: &Server, field: ServerField, keys: i64) -> Screen {
    let now = or_none(reader, value(reader, server, field));
    let mut parts = vec![
        reader.html(asked_key(server, field), args! {}),
        reader.html("server-now", args! { now: &now }),
    ];
    if field.breaks_files(server.kind) && keys > 0 {
        let breaks = match server.kind {
            VpnKind::WireGuard | VpnKind::Outline => "server-breaks",
            VpnKind::MtProto => "server-breaks-links",
        };
        parts.push(reader.html(breaks, args! { count: keys }));
    }
    let mut screen = Screen::new(parts.join("\n\n"));
    if field == ServerField::Flag {
        let flags = (0u8..).zip(FLAGS).map(|(number, flag)| {
            let set = ServerAction::SetFlag(server.id, number);
            Button::act(flag.to_owned(), Action::Server(set))
        });
        screen = screen.grid(FLAGS_IN_ROW, flags.collect());
    }
    if field == ServerField::Forms {
        screen = screen.grid(1, proxies::form_buttons(reader, server));
    }
    if field == ServerField::Amnezia {
        screen = screen.button(act(
            reader,
            "button-amnezia-make",
            ServerAction::AmneziaMake(server.id),
        ));
        if server.options.amnezia.is_some() {
            let off = ServerAction::AmneziaOff(server.id);
            screen = screen.button(act(reader, "button-amnezia-off", off));
        }
    } else if field.is_optional() {
        let clear = ServerAction::Clear(server.id, field);
        screen = screen.button(act(reader, "button-field-clear", clear));
    }
    // What is pressed is kept at once: there is nothing to cancel.
    screen.button(if field == ServerField::Forms {
        back_to(reader.lang, Action::Server(ServerAction::Edit(server.id)))
    } else {
        cancel(reader.lang)
    })
}

/// Asks whether to make new parameters of AmneziaWG.
pub fn amnezia_sure(reader: Reader, server: &Server, keys: i64) -> Screen {
    let html = reader.html("amnezia-sure", args! { count: keys });
    let label = reader.plain("button-amnezia-yes", args! {});
    let yes = Action::Server(ServerAction::AmneziaMakeYes(server.id));
    let no = Action::Server(ServerAction::Edit(server.id));
    confirm(reader.lang, html, label, yes, no)
}

/// Asks whether to be plain WireGuard again.
pub fn amnezia_off(reader: Reader, server: &Server, keys: i64) -> Screen {
    let html = reader.html("amnezia-off-sure", args! { count: keys });
    let label = reader.plain("button-amnezia-off-yes", args! {});
    let clear = ServerAction::Clear(server.id, ServerField::Amnezia);
    let no = Action::Server(ServerAction::Edit(server.id));
    Screen::new(html)
        .button(Button::styled(label, Action::Server(clear), Style::Danger))
        .button(back_to(reader.lang, no))
}
