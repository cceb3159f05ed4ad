//! The list of servers, one of them, and how it differs from the database.

use super::*;
use crate::models::ConfigScope;
use crate::models::ConfigStatus;
use crate::models::Drift;
use crate::models::Health;
use crate::models::Lack;
use crate::models::PoolFill;
use crate::models::ReachView;
use crate::models::ServerCard;
use crate::models::ServerFileView;
use crate::models::ServerLine;
use crate::models::VpnKind;
use crate::screens::Document;
use crate::screens::Style;
use crate::screens::callback::VpnAction;
use crate::screens::pager;

/// Servers on one page.
const PAGE: usize = 8;
/// Beyond this difference of clocks something goes wrong some day.
const MOST_SKEW_SECONDS: i64 = 60;
/// Below this the disk of a server will be full some day soon.
const LITTLE_DISK: u64 = 500_000_000;
/// Pieces of a bar.
const BAR: u32 = 10;
/// The most of a difference that is named.
const MOST_NAMED: usize = 10;

/// The sign of a health.
fn sign(line: &ServerLine) -> &'static str {
    match line.server.health {
        _ if line.server.is_draining => "🚰",
        _ if line.is_out => "🔴",
        Health::Up => "🟢",
        Health::Down => "🔴",
        Health::Unknown => "⚪️",
    }
}

/// The word for a kind.
fn kind_name(kind: VpnKind) -> &'static str {
    match kind {
        VpnKind::WireGuard => "WireGuard",
        VpnKind::Outline => "Outline",
        VpnKind::MtProto => "MTProto",
    }
}

/// A bar of how full something is.
pub(super) fn bar(percent: u32) -> String {
    let full = (percent.min(100) * BAR).div_ceil(100);
    (0..BAR)
        .map(|place| if place < full { '▰' } else { '▱' })
        .collect()
}

/// All servers, page by page.
pub fn list(reader: Reader, lines: &[ServerLine], page: u32, can_manage: bool) -> Screen {
    let pages = u32::try_from(lines.len().div_ceil(PAGE))
        .unwrap_or(u32::MAX)
        .max(1);
    let page = page.min(pages - 1);
    let skipped = usize::try_from(page).unwrap_or(0) * PAGE;
    let shown: Vec<&ServerLine> = lines.iter().skip(skipped).take(PAGE).collect();
    let mut text = vec![reader.html("servers-heading", args! { count: lines.len() })];
    if lines.is_empty() {
        text.push(reader.html("servers-none", args! {}));
    }
    let rows: Vec<String> = shown.iter().map(|line| listed(reader, line)).collect();
    text.push(rows.join("\n\n"));
    text.retain(|part| !part.is_empty());
    let buttons = shown.iter().map(|line| {
        let name = html::short_name(&line.server.name);
        let label = format!("{} {} {name}", sign(line), line.server.flag);
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        Button::act(label, Action::Server(ServerAction::Show(line.server.id)))
    });
    let mut screen = Screen::new(text.join("\n\n"))
        .grid(2, buttons.collect())
        .row(pager(page, pages, |to| {
            Action::Server(ServerAction::List(to))
        }));
    if can_manage {
        screen = screen
            .button(act(reader, "button-server-add", ServerAction::Add))
            .button(act(reader, "button-vpn-settings", ServerAction::Settings));
    }
    screen.button(back_to(reader.lang, Action::Main))
}

fn listed(reader: Reader, line: &ServerLine) -> String {
    let server = &line.server;
    let kind = kind_name(server.kind);
    let mut text = reader.html(
        "servers-line",
        args! { sign: sign(line), name: &title(server), kind: kind, keys: line.keys },
    );
    if let Some(percent) = line.load_percent {
        let bar = bar(percent);
        let load = reader.html("servers-load", args! { bar: &bar, percent: percent });
        text = format!("{text}\n{load}");
    }
    text
}

/// Everything about a server.
pub fn card(reader: Reader, card: &ServerCard, can_manage: bool) -> Screen {
    let server = &card.server;
    let heading = reader.html(
        "server-heading",
        args! { name: &title(server), kind: kind_name(server.kind), reach: &reach(reader, &card.reach) },
    );
    let mut parts = vec![heading, health(reader, card)];
    parts.extend(watch::section(reader, card));
    let lacks: Vec<String> = (card.lacks.iter())
        .map(|lack| self::lack(reader, *lack))
        .collect();
    parts.push(lacks.join("\n"));
    parts.push(facts(reader, server).join("\n"));
    parts.push(load(reader, card).join("\n"));
    parts.retain(|part| !part.is_empty());
    buttons(reader, card, Screen::new(parts.join("\n\n")), can_manage)
        .button(back_to(reader.lang, Action::Server(ServerAction::List(0))))
}

fn reach(reader: Reader, reach: &ReachView) -> String {
    match reach {
        ReachView::Local { interface, program } => reader.plain(
            "server-reach-local",
            args! { interface: interface, program: program },
        ),
        ReachView::Node { host, port } => {
            let place = format!("{host}:{port}");
            reader.plain("server-reach-node", args! { place: &place })
        }
        ReachView::Panel { place } => reader.plain("server-reach-panel", args! { place: place }),
        ReachView::Telemt { place } => reader.plain("server-reach-telemt", args! { place: place }),
        ReachView::MtProtoFile { config } => {
            reader.plain("server-reach-mtprotoproxy", args! { config: config })
        }
        ReachView::MtProtoLink => reader.plain("server-reach-link", args! {}),
        ReachView::File => reader.plain("server-reach-file", args! {}),
        ReachView::Demo => reader.plain("server-reach-demo", args! {}),
        ReachView::Unknown => reader.plain("server-reach-unknown", args! {}),
    }
}

fn health(reader: Reader, card: &ServerCard) -> String {
    let server = &card.server;
    let length = units::duration(reader.lang, reader.now.since(server.health_since));
    let mut lines = vec![match server.health {
        Health::Up => reader.html("server-up", args! { length: &length }),
        Health::Down => {
            let why = words::why(
                reader.lang,
                server.health_error.as_deref().unwrap_or_default(),
            );
            reader.html("server-down", args! { length: &length, why: &why })
        }
        Health::Unknown if card.reach == ReachView::File => reader.html("server-unasked", args! {}),
        Health::Unknown if card.reach == ReachView::MtProtoLink => {
            reader.html("server-unasked-link", args! {})
        }
        Health::Unknown => reader.html("server-unknown", args! {}),
    }];
    if server.is_draining {
        lines.push(reader.html("server-draining", args! {}));
    }
    if card.has_new_file == Some(true) {
        lines.push(reader.html("server-file-new", args! {}));
    }
    lines.join("\n")
}

fn lack(reader: Reader, lack: Lack) -> String {
    let key = match lack {
        Lack::Endpoint => "server-lack-endpoint",
        Lack::PublicKey => "server-lack-key",
        Lack::Pool => "server-lack-pool",
        Lack::OtherKey => "server-lack-other-key",
        Lack::OtherDomain => "server-lack-other-domain",
    };
    reader.html(key, args! {})
}

fn facts(reader: Reader, server: &Server) -> Vec<String> {
    let facts = &server.facts;
    let mut lines = Vec::new();
    let (host, port) = match server.kind {
        VpnKind::WireGuard | VpnKind::MtProto => (Some(server.host.as_str()), Some(server.port)),
        VpnKind::Outline => (facts.host.as_deref(), facts.listen_port),
    };
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        let host = html::one_line(host, 120);
        let place = port.map_or(host.clone(), |port| format!("{host}:{port}"));
        lines.push(reader.html("server-endpoint", args! { place: &place }));
    }
    if let Some(version) = &facts.version {
        let version = html::one_line(version, 40);
        lines.push(reader.html("server-version", args! { version: &version }));
    }
    if let Some(percent) = facts.load_percent {
        let load = units::hundredths(reader.lang, percent);
        lines.push(reader.html("server-load", args! { load: &load }));
    }
    if let Some(bytes) = facts.disk_free {
        let free = units::bytes(reader.lang, bytes);
        let key = if bytes < LITTLE_DISK {
            "server-disk-little"
        } else {
            "server-disk"
        };
        lines.push(reader.html(key, args! { free: &free }));
    }
    if let Some(skew) = (facts.clock_skew).filter(|skew| skew.saturating_abs() > MOST_SKEW_SECONDS)
    {
        let length = units::duration(reader.lang, skew);
        lines.push(reader.html("server-skew", args! { length: &length }));
    }
    if server.options.amnezia.is_some() {
        lines.push(reader.html("server-amnezia", args! {}));
    }
    if server.kind == VpnKind::MtProto {
        lines.extend(proxies::lines(reader, server));
    }
    lines
}

fn load(reader: Reader, card: &ServerCard) -> Vec<String> {
    let mut lines = vec![reader.html("server-keys", args! { count: card.key_count() })];
    let states: Vec<String> = card
        .keys
        .iter()
        .map(|(status, count)| {
            let key = match status {
                ConfigStatus::Pending => "server-keys-pending",
                ConfigStatus::Active => "server-keys-active",
                ConfigStatus::Suspended => "server-keys-suspended",
                ConfigStatus::Expired => "server-keys-expired",
                ConfigStatus::Revoked => "server-keys-revoked",
            };
            reader.plain(key, args! { count: *count })
        })
        .collect();
    if !states.is_empty() {
        lines.push(html::escape(&states.join(" · ")));
    }
    for (fill, key) in [
        (card.paid, "server-fill-paid"),
        (card.trial, "server-fill-trial"),
    ] {
        if fill.total > 0 {
            lines.push(filled(reader, fill, key));
        }
    }
    if let Some(most) = card.server.options.most_keys {
        let most = units::number(reader.lang, i64::from(most));
        lines.push(reader.html("server-most", args! { most: &most }));
    }
    if card.foreign > 0 {
        lines.push(reader.html("server-foreign", args! { count: card.foreign }));
    }
    lines
}

/// How full addresses of a sort are, with a bar.
pub(super) fn filled(reader: Reader, fill: PoolFill, key: &str) -> String {
    let taken = fill.total.saturating_sub(fill.available);
    let percent = i128::from(taken) * 100 / i128::from(fill.total.max(1));
    let bar = bar(u32::try_from(percent).unwrap_or(100));
    let sign = if fill.is_scarce() { "⚠️ " } else { "" };
    reader.html(
        key,
        args! {
            bar: &bar,
            taken: &units::number(reader.lang, taken),
            total: &units::number(reader.lang, fill.total),
            sign: sign,
        },
    )
}

fn buttons(reader: Reader, card: &ServerCard, screen: Screen, can_manage: bool) -> Screen {
    let server = &card.server;
    let id = server.id;
    let of_server = ConfigScope {
        server: Some(id),
        ..ConfigScope::KEPT
    };
    let keys = Button::act(
        reader.plain("button-vpn-keys", args! {}),
        Action::Vpn(VpnAction::List(of_server, 0)),
    );
    let mut row = vec![keys];
    // Neither a file nor a pasted link answers, but where a link leads can be tried.
    let answers = !matches!(card.reach, ReachView::File | ReachView::MtProtoLink);
    if card.reach != ReachView::File {
        row.insert(0, act(reader, "button-server-test", ServerAction::Test(id)));
    }
    let mut screen = screen.row(row);
    if can_manage && let Some(tell) = watch::tell_button(reader, card) {
        screen = screen.button(tell);
    }
    let is_wireguard = server.kind == VpnKind::WireGuard;
    if is_wireguard {
        screen = screen.button(act(
            reader,
            "button-server-pools",
            ServerAction::Pools(id, 0),
        ));
    }
    if answers {
        screen = screen.row([
            act(reader, "button-server-drift", ServerAction::Drift(id)),
            act(
                reader,
                "button-server-strangers",
                ServerAction::Strangers(id, 0),
            ),
        ]);
    }
    if !can_manage {
        return screen;
    }
    if is_wireguard {
        screen = screen.row([
            act(reader, "button-server-file", ServerAction::File(id)),
            act(reader, "button-server-import", ServerAction::Import(id)),
        ]);
    }
    if server.kind == VpnKind::MtProto {
        screen = screen.button(act(
            reader,
            "button-server-register",
            ServerAction::Register(id),
        ));
    }
    let drain = if server.is_draining {
        act(reader, "button-server-fill", ServerAction::Fill(id))
    } else {
        act(reader, "button-server-drain", ServerAction::Drain(id))
    };
    let label = reader.plain("button-server-remove", args! {});
    let remove = Action::Server(ServerAction::Remove(id));
    screen
        .row([
            act(reader, "button-server-edit", ServerAction::Edit(id)),
            drain,
        ])
        .button(Button::styled(label, remove, Style::Danger))
}

/// How a server differs from the database; `is_mended` says that it was repaired just now.
pub fn drift(
    reader: Reader,
    server: &Server,
    drift: &Drift,
    is_mended: bool,
    can_manage: bool,
) -> Screen {
    let heading = if is_mended {
        "server-drift-mended"
    } else {
        "server-drift"
    };
    let left = drift.foreign.iter().filter(|peer| peer.is_left).count();
    let mut lines = vec![
        reader.html(heading, args! { name: &title(server) }),
        String::new(),
        reader.html("server-drift-matching", args! { count: drift.matching }),
        reader.html("server-drift-put", args! { count: drift.to_put.len() }),
        reader.html(
            "server-drift-remove",
            args! { count: drift.to_remove.len() },
        ),
        reader.html(
            "server-drift-foreign",
            args! { count: drift.foreign.len() - left, left: left },
        ),
    ];
    let named: Vec<String> = (drift.to_remove.iter().take(MOST_NAMED))
        .map(|id| format!("<code>{}</code>", html::escape(&html::one_line(id, 44))))
        .collect();
    if !named.is_empty() {
        lines.push(String::new());
        lines.push(reader.html("server-drift-named", args! {}));
        lines.extend(named);
    }
    let is_amiss = !drift.to_put.is_empty() || !drift.to_remove.is_empty();
    let mut screen = Screen::new(lines.join("\n"));
    if is_amiss && !is_mended && can_manage {
        let label = reader.plain("button-server-repair", args! {});
        let repair = Action::Server(ServerAction::Repair(server.id));
        screen = screen.button(Button::styled(label, repair, Style::Primary));
    }
    screen
        .row([
            act(reader, "button-refresh", ServerAction::Drift(server.id)),
            act(
                reader,
                "button-server-strangers",
                ServerAction::Strangers(server.id, 0),
            ),
        ])
        .button(back_to_card(reader, server.id))
}

/// The whole file of a server.
pub fn file(reader: Reader, view: ServerFileView) -> Screen {
    let html = reader.html(
        "server-file",
        args! { name: &title(&view.server), count: view.peers },
    );
    Screen::new(html)
        .with_document(Document {
            file_name: view.file_name,
            bytes: view.text.into_bytes(),
        })
        .button(back_to_card(reader, view.server.id))
}
