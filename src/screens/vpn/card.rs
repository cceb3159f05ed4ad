//! One key: its card, its account's terms, its history, and the questions around it.

use super::button;
use super::instant;
use super::vpn;
use super::words;
use crate::models::ConfigHistory;
use crate::models::ConfigId;
use crate::models::ConfigScope;
use crate::models::ConfigStatus;
use crate::models::PlaceOffer;
use crate::models::StaffCard;
use crate::models::UserStatus;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Document;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::VpnAction;
use crate::screens::confirm;
use crate::screens::keys::kind_name;
use crate::screens::pager;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Days by which the buttons move an end.
const STEPS: [u32; 4] = [1, 7, 30, 90];
/// Gigabytes that the buttons set; 0 is none.
const LIMITS: [u32; 5] = [0, 10, 50, 100, 500];
/// Days of a paid account that a trial becomes.
const UPGRADES: [u32; 3] = [30, 90, 365];

/// Everything on a key, with what can be done.
pub fn card(reader: Reader, card: &StaffCard) -> Screen {
    card_after(reader, card, Vec::new())
}

/// The card under what was just done.
pub(super) fn card_after(reader: Reader, card: &StaffCard, mut lines: Vec<String>) -> Screen {
    let config = &card.card.view.config;
    lines.extend([
        reader.html("vpn-card-name", args! { name: &html::name(&config.name) }),
        person(reader, card),
    ]);
    lines.extend(owner(reader, card.owner_status));
    lines.extend([String::new(), state(reader, card), place(reader, card)]);
    lines.extend(identity(reader, card));
    lines.push(String::new());
    lines.extend(account(reader, card));
    lines.push(traffic(reader, card));
    if let Some(at) = card.card.gone_at {
        lines.push(reader.html("vpn-card-gone", args! { at: &instant(reader, at) }));
    }
    lines.extend(match config.last_seen_at {
        Some(at) => Some(reader.html("vpn-card-seen", args! { at: &instant(reader, at) })),
        // Where nothing is counted nobody knows.
        None if card.card.view.is_uncounted => None,
        None => Some(reader.html("vpn-card-never-seen", args! {})),
    });
    if let Some(endpoint) = &card.card.endpoint {
        lines.push(reader.html("vpn-card-endpoint", args! { endpoint: endpoint }));
    }
    buttons(Screen::new(lines.join("\n")), reader, card).button(back_to(
        reader.lang,
        Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0)),
    ))
}

fn person(reader: Reader, card: &StaffCard) -> String {
    let name = html::name(&card.card.owner);
    let id = card.card.view.config.user.to_string();
    match &card.username {
        Some(username) => reader.html(
            "vpn-card-person-username",
            args! { name: &name, username: &html::name(username), id: &id },
        ),
        None => reader.html("vpn-card-person", args! { name: &name, id: &id }),
    }
}

/// Why nothing reaches its owner.
fn owner(reader: Reader, status: UserStatus) -> Option<String> {
    match status {
        UserStatus::Active => None,
        UserStatus::Banned => Some(reader.html("vpn-card-owner-banned", args! {})),
        UserStatus::Unreachable => Some(reader.html("vpn-card-owner-away", args! {})),
    }
}

fn state(reader: Reader, card: &StaffCard) -> String {
    let status = card.card.view.config.status;
    let state = words::state(reader.lang, status, card.card.view.suspension);
    let mut line = reader.html(
        "vpn-card-state",
        args! { icon: words::icon(status), state: &state },
    );
    if !card.card.view.is_settled {
        line.push_str(" · ");
        line.push_str(&reader.html("vpn-card-unsettled", args! {}));
    }
    line
}

fn place(reader: Reader, card: &StaffCard) -> String {
    let view = &card.card.view;
    let server = html::name(format!("{} {}", view.flag, view.server).trim());
    let kind = kind_name(reader.lang, card.card.view.config.kind);
    reader.html("vpn-card-server", args! { server: &server, kind: &kind })
}

fn addresses(card: &StaffCard) -> Vec<String> {
    let Some(address) = &card.card.address else {
        return Vec::new();
    };
    let v4 = address.v4.map(|v4| v4.to_string());
    v4.into_iter()
        .chain(address.v6.map(|v6| v6.to_string()))
        .collect()
}

fn identity(reader: Reader, card: &StaffCard) -> Vec<String> {
    let mut lines = Vec::new();
    let addresses = addresses(card);
    if !addresses.is_empty() {
        let addresses = addresses.join(", ");
        lines.push(reader.html("vpn-card-address", args! { address: &addresses }));
    }
    if let Some(remote_id) = &card.card.remote_id {
        let key = match card.card.view.config.kind {
            VpnKind::WireGuard => "vpn-card-public-key",
            VpnKind::Outline => "vpn-card-access-id",
            VpnKind::MtProto => "vpn-card-proxy-user",
        };
        lines.push(reader.html(key, args! { key: remote_id }));
    }
    if card.card.view.config.is_imported {
        lines.push(reader.html("vpn-card-imported", args! {}));
    } else if card.card.is_file_lost() {
        lines.push(reader.html("vpn-card-file-lost", args! {}));
    }
    lines
}

fn account(reader: Reader, card: &StaffCard) -> Vec<String> {
    let account = &card.card.view.account;
    let mut lines = Vec::new();
    if account.is_trial {
        lines.push(reader.html("vpn-card-trial", args! {}));
    }
    lines.push(match account.expires_at {
        None => reader.html("vpn-card-no-end", args! {}),
        Some(end) => {
            let key = if end <= reader.now {
                "vpn-card-ended"
            } else {
                "vpn-card-ends"
            };
            let apart = units::duration(reader.lang, end.since(reader.now));
            reader.html(key, args! { at: &instant(reader, end), apart: &apart })
        }
    });
    lines.push(reader.html(
        "vpn-card-used",
        args! { used: &words::used(reader, account, card.card.view.is_uncounted) },
    ));
    if let Some(limit) = account.day_limit_bytes {
        let limit = units::bytes(reader.lang, limit);
        lines.push(reader.html("vpn-card-day-limit", args! { limit: &limit }));
    }
    lines.push(reader.html(
        "vpn-card-devices",
        args! { keys: card.keys, devices: account.devices },
    ));
    lines
}

fn traffic(reader: Reader, card: &StaffCard) -> String {
    let config = &card.card.view.config;
    if card.card.view.is_uncounted && config.used_rx == 0 && config.used_tx == 0 {
        return reader.html("key-own-uncounted", args! {});
    }
    let up = units::bytes(reader.lang, config.used_rx);
    let down = units::bytes(reader.lang, config.used_tx);
    reader.html("vpn-card-traffic", args! { up: &up, down: &down })
}

fn buttons(screen: Screen, reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let history = button(reader, "button-vpn-history", VpnAction::History(id, 0));
    let all = VpnAction::OfPerson(card.card.view.config.user);
    let all = button(reader, "button-vpn-of-person", all);
    if card.card.view.config.status == ConfigStatus::Revoked {
        return screen.row([history, all]);
    }
    let hold = match card.card.view.config.hold {
        Some(_) => button(reader, "button-vpn-release", VpnAction::Release(id)),
        None => button(reader, "button-vpn-hold", VpnAction::Hold(id)),
    };
    let mut screen = screen.row([
        button(reader, "button-vpn-terms", VpnAction::Terms(id)),
        hold,
    ]);
    if card.card.has_package {
        let see = match card.card.view.config.kind {
            VpnKind::WireGuard => "button-vpn-file",
            VpnKind::Outline | VpnKind::MtProto => "button-vpn-link",
        };
        screen = screen.row([
            button(reader, "button-vpn-send", VpnAction::Send(id)),
            button(reader, see, VpnAction::File(id)),
        ]);
    }
    screen = screen.row([
        button(reader, "button-vpn-rename", VpnAction::Rename(id)),
        button(reader, "button-vpn-rotate", VpnAction::Rotate(id)),
    ]);
    let mut last = vec![history, all];
    if !card.card.places.is_empty() {
        last.insert(0, button(reader, "button-vpn-move", VpnAction::Move(id)));
    }
    screen.row(last).button(Button::styled(
        reader.plain("button-vpn-delete", args! {}),
        Action::Vpn(VpnAction::Delete(id)),
        Style::Danger,
    ))
}

/// The terms of the account behind a key, and the ways to change them.
pub fn terms(reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let name = html::name(&card.card.owner);
    let kind = kind_name(reader.lang, card.card.view.config.kind);
    let mut lines = vec![reader.html("vpn-terms", args! { name: &name, kind: &kind })];
    lines.push(String::new());
    lines.extend(account(reader, card));
    let account = &card.card.view.account;
    let mut screen = of_account(Screen::new(lines.join("\n")), reader, id, account.devices);
    if account.is_trial {
        screen = screen.button(Button::styled(
            reader.plain("button-vpn-paid", args! {}),
            Action::Vpn(VpnAction::Paid(id)),
            Style::Success,
        ));
    }
    screen.button(back_to(reader.lang, Action::Vpn(VpnAction::Show(id))))
}

/// For how long a trial is to be paid: it keeps its keys, and loses its limits.
pub fn ask_upgrade(reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let name = html::name(&card.card.owner);
    let kind = kind_name(reader.lang, card.card.view.config.kind);
    let upgrades = UPGRADES.map(|days| {
        Button::styled(
            reader.plain("button-vpn-upgrade", args! { days: days }),
            Action::Vpn(VpnAction::Upgrade(id, days)),
            Style::Success,
        )
    });
    Screen::new(reader.html("vpn-ask-paid", args! { name: &name, kind: &kind }))
        .row(upgrades)
        .button(back_to(reader.lang, Action::Vpn(VpnAction::Terms(id))))
}

fn of_account(screen: Screen, reader: Reader, id: ConfigId, devices: u32) -> Screen {
    let days = STEPS.map(|days| {
        let label = reader.plain("button-vpn-more-days", args! { days: days });
        vpn(label, VpnAction::Days(id, days))
    });
    let limits = LIMITS.map(|gigabytes| {
        let label = match gigabytes {
            0 => reader.plain("vpn-no-limit", args! {}),
            gigabytes => reader.plain("button-vpn-gigabytes", args! { count: gigabytes }),
        };
        vpn(label, VpnAction::Limit(id, gigabytes))
    });
    let less = reader.plain("button-vpn-less-devices", args! {});
    let more = reader.plain("button-vpn-more-devices", args! {});
    screen
        .row(days)
        .row([
            button(reader, "button-vpn-end", VpnAction::AskEnd(id)),
            button(reader, "button-vpn-no-end", VpnAction::NoEnd(id)),
        ])
        .grid(3, limits.to_vec())
        .row([
            button(reader, "button-vpn-limit", VpnAction::AskLimit(id)),
            button(reader, "button-vpn-period", VpnAction::NewPeriod(id)),
        ])
        .row([
            vpn(less, VpnAction::Devices(id, devices.saturating_sub(1))),
            vpn(more, VpnAction::Devices(id, devices.saturating_add(1))),
        ])
}

/// What happened to a key and its account.
pub fn history(reader: Reader, view: &ConfigHistory) -> Screen {
    let name = html::name(&view.config.name);
    let mut lines = vec![reader.html("vpn-history", args! { name: &name })];
    for (event, by) in &view.page.rows {
        let at = instant(reader, event.at);
        let what = words::event(reader.lang, event.kind, event.config.is_none());
        let mut line = reader.html("vpn-history-line", args! { at: &at, what: &what });
        if let Some(by) = by {
            let by = html::short_name(by);
            line.push_str(&reader.html("vpn-history-by", args! { by: &by }));
        }
        lines.push(line);
    }
    if view.page.rows.is_empty() {
        lines.push(reader.html("vpn-history-empty", args! {}));
    }
    let id = view.config.id;
    Screen::new(lines.join("\n"))
        .row(pager(view.page.page, view.page.pages, |to| {
            Action::Vpn(VpnAction::History(id, to))
        }))
        .button(back_to(reader.lang, Action::Vpn(VpnAction::Show(id))))
}

/// Whether a key shall get new secrets.
pub fn ask_rotate(reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let name = html::name(&card.card.view.config.name);
    confirm(
        reader.lang,
        reader.html("vpn-ask-rotate", args! { name: &name }),
        reader.plain("button-vpn-rotate", args! {}),
        Action::Vpn(VpnAction::RotateYes(id)),
        Action::Vpn(VpnAction::Show(id)),
    )
}

/// There is nothing to send of a key: shall it get new secrets?
pub fn file_lost(reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let name = html::name(&card.card.view.config.name);
    confirm(
        reader.lang,
        reader.html("vpn-file-lost", args! { name: &name }),
        reader.plain("button-vpn-rotate", args! {}),
        Action::Vpn(VpnAction::RotateYes(id)),
        Action::Vpn(VpnAction::Show(id)),
    )
}

/// Whether a key shall go.
pub fn ask_delete(reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let (name, person) = (
        html::name(&card.card.view.config.name),
        html::name(&card.card.owner),
    );
    confirm(
        reader.lang,
        reader.html("vpn-ask-delete", args! { name: &name, person: &person }),
        reader.plain("button-vpn-delete", args! {}),
        Action::Vpn(VpnAction::DeleteYes(id)),
        Action::Vpn(VpnAction::Show(id)),
    )
}

/// Where a key can go.
pub fn move_to(reader: Reader, card: &StaffCard) -> Screen {
    let id = card.card.view.config.id;
    let name = html::name(&card.card.view.config.name);
    let places = &card.card.places;
    let key = if places.is_empty() {
        "vpn-move-nowhere"
    } else {
        "vpn-move"
    };
    let choices = places
        .iter()
        .map(|place| vpn(place_name(place), VpnAction::MoveTo(id, place.server)));
    Screen::new(reader.html(key, args! { name: &name }))
        .grid(1, choices.collect())
        .button(back_to(reader.lang, Action::Vpn(VpnAction::Show(id))))
}

/// Flag, name and room of a server.
pub(super) fn place_name(place: &PlaceOffer) -> String {
    let name = html::short_name(format!("{} {}", place.flag, place.name).trim());
    match place.room {
        Some(room) => format!("{name} ({room})"),
        None => name,
    }
}

/// A key's file or link for whoever of the staff asked.
pub fn file(
    reader: Reader,
    card: &StaffCard,
    link: Option<&str>,
    document: Option<Document>,
) -> Screen {
    let name = html::name(&card.card.view.config.name);
    let mut lines = vec![reader.html("vpn-file", args! { name: &name })];
    if let Some(link) = link {
        lines.push(format!("<code>{}</code>", html::escape(link)));
    }
    let screen = Screen::new(lines.join("\n\n"));
    match document {
        Some(document) => screen.with_document(document),
        None => screen,
    }
}
