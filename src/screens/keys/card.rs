//! The card of one key: everything on it, and what its owner can do.

use super::act;
use super::end;
use super::kind_name;
use super::mark;
use super::place;
use super::state;
use super::used;
use crate::models::ConfigStatus;
use crate::models::KeyCard;
use crate::models::KeySecret;
use crate::models::KeyView;
use crate::models::Routing;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::screens::callback::Span;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Chosen networks named in the card.
const NETWORKS_SHOWN: usize = 3;
/// The longest IPv6 network.
const NETWORK_LENGTH: usize = 43;

/// Everything on a key. `keys` = how many of its kind its owner has, this one among them.
pub fn card(reader: Reader, card: &KeyCard, keys: u32) -> Screen {
    let key = &card.view;
    let kind = kind_name(reader.lang, key.config.kind);
    let name = html::name(&key.config.name);
    let heading = reader.html("key-heading", args! { name: &name, kind: &kind });
    let state = format!("{} {}", mark(key), state(reader, key, card.gone_at));
    let mut parts = vec![
        format!("{heading}\n{state}"),
        whereabouts(reader, card).join("\n"),
        quota(reader, key, keys).join("\n"),
    ];
    parts.extend(without_file(reader, card));
    if card.is_shared {
        parts.push(reader.html("key-shared", args! {}));
    }
    buttons(Screen::new(parts.join("\n\n")), reader, card, keys)
}

/// Server, address, what goes through, and when it was seen.
fn whereabouts(reader: Reader, card: &KeyCard) -> Vec<String> {
    let key = &card.view;
    let mut lines = vec![reader.html("key-place", args! { place: &place(&key.flag, &key.server) })];
    if let Some(address) = &card.address {
        let v4 = address.v4.map(|address| address.to_string());
        let v6 = address.v6.map(|address| address.to_string());
        let both: Vec<String> = v4.into_iter().chain(v6).collect();
        lines.push(reader.html("key-address", args! { address: &both.join(" · ") }));
    }
    if key.config.kind == VpnKind::WireGuard && !key.config.is_imported {
        let routing = routing_words(reader, &key.config.routing);
        lines.push(reader.html("key-routing", args! { routing: &routing }));
    }
    lines.extend(seen(reader, key));
    lines
}

/// What goes through the tunnel, in words.
pub(super) fn routing_words(reader: Reader, routing: &Routing) -> String {
    match routing {
        Routing::All => reader.plain("key-routing-all", args! {}),
        Routing::NoLan => reader.plain("key-routing-no-lan", args! {}),
        Routing::Only(networks) => {
            let shown = networks.iter().take(NETWORKS_SHOWN);
            let shown: Vec<String> = shown
                .map(|network| html::one_line(network, NETWORK_LENGTH))
                .collect();
            let more = networks.len().saturating_sub(NETWORKS_SHOWN);
            let more = if more > 0 {
                format!(" +{more}")
            } else {
                String::new()
            };
            format!("{}{more}", shown.join(", "))
        }
    }
}

/// When it was used last; of one that is not counted nobody knows.
fn seen(reader: Reader, key: &KeyView) -> Option<String> {
    match key.config.last_seen_at {
        _ if key.is_online => Some(reader.html("key-online", args! {})),
        None if key.is_uncounted => None,
        None => Some(reader.html("key-never-seen", args! {})),
        Some(at) => {
            let ago = units::duration(reader.lang, reader.now.since(at));
            Some(reader.html("key-seen", args! { ago: &ago }))
        }
    }
}

/// What the person may use, over all their keys of the kind.
fn quota(reader: Reader, key: &KeyView, keys: u32) -> Vec<String> {
    let account = &key.account;
    let mut lines = vec![used(reader, account, key.is_uncounted)];
    if key.is_uncounted {
        let is_of_others = account.used() > 0;
        lines.extend(is_of_others.then(|| reader.html("key-own-uncounted", args! {})));
    } else if keys > 1 {
        let own = key.config.used_rx.saturating_add(key.config.used_tx);
        let own = units::bytes(reader.lang, own);
        lines.push(reader.html("key-own-use", args! { used: &own }));
    }
    lines.extend(day(reader, key).filter(|_| !key.is_uncounted || account.used() > 0));
    lines.push(end(reader, account.expires_at));
    lines.push(reader.html("key-devices", args! { count: keys, most: account.devices }));
    if account.is_trial {
        lines.push(reader.html("key-is-trial", args! {}));
    }
    lines
}

fn day(reader: Reader, key: &KeyView) -> Option<String> {
    let limit = key.account.day_limit_bytes?;
    let is_today = key.account.day == reader.now.day();
    let used = if is_today { key.account.day_used } else { 0 };
    let used = units::bytes(reader.lang, used);
    let limit = units::bytes(reader.lang, limit);
    Some(reader.html("key-day", args! { used: &used, limit: &limit }))
}

/// Why there is no file to be had.
fn without_file(reader: Reader, card: &KeyCard) -> Option<String> {
    let status = card.view.config.status;
    if card.has_package || status == ConfigStatus::Pending {
        return None;
    }
    Some(if card.is_being_made && status == ConfigStatus::Active {
        reader.html("key-remade", args! {})
    } else if card.view.config.is_imported {
        reader.html("key-imported", args! {})
    } else {
        reader.html("key-shown-once", args! {})
    })
}

fn buttons(screen: Screen, reader: Reader, card: &KeyCard, keys: u32) -> Screen {
    let (config, account) = (&card.view.config, &card.view.account);
    let id = config.id;
    let back = back_to(reader.lang, Action::Key(KeyAction::List(0)));
    if config.status == ConfigStatus::Revoked {
        return screen.button(back);
    }
    let button = |key, action| act(reader, key, action);
    let is_over = config.status == ConfigStatus::Expired;
    let is_made = config.status != ConfigStatus::Pending;
    let is_wireguard = config.kind == VpnKind::WireGuard;
    let mut screen = screen;
    if let Some(KeySecret::MtProto { link, .. }) = &card.links {
        screen = screen.button(Button::Url {
            label: reader.plain("button-key-connect", args! {}),
            url: link.clone(),
        });
    }
    if card.has_package && is_made {
        let first = match config.kind {
            VpnKind::WireGuard => button("button-key-file", KeyAction::File(id)),
            VpnKind::Outline => button("button-key-link", KeyAction::Link(id)),
            VpnKind::MtProto => button("button-key-links", KeyAction::Link(id)),
        };
        screen = screen.row([first, button("button-key-qr", KeyAction::Qr(id))]);
    }
    let mut row = vec![button("button-key-guide", KeyAction::Guide(id))];
    if !card.view.is_uncounted || config.used_rx > 0 || config.used_tx > 0 {
        let traffic = KeyAction::Traffic(Span::Week, Some(id));
        row.push(button("button-key-traffic", traffic));
    }
    screen = screen.row(row);
    let mut row = vec![button("button-key-rename", KeyAction::Rename(id))];
    let has_routes = card.has_package || (card.is_file_lost() && !is_over);
    if is_wireguard && has_routes && is_made {
        row.push(button("button-key-routing", KeyAction::Routing(id)));
    }
    screen = screen.row(row);
    let mut row = Vec::new();
    if config.is_paused {
        row.push(button("button-key-resume", KeyAction::Resume(id)));
    } else if !is_over {
        row.push(button("button-key-pause", KeyAction::Pause(id)));
    }
    if !is_over && is_made && !card.is_shared {
        row.push(button("button-key-rotate", KeyAction::Rotate(id)));
    }
    screen = screen.row(row);
    if keys < account.devices && !is_over {
        let more = KeyAction::NewOf(config.kind);
        screen = screen.button(button("button-key-more", more));
    }
    let label = reader.plain("button-key-delete", args! {});
    let delete = Action::Key(KeyAction::Delete(id));
    screen
        .button(Button::styled(label, delete, Style::Danger))
        .button(back)
}
