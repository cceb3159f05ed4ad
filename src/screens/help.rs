//! `/help`, `/id`, and the words of the command menu.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use crate::models::IdView;
use crate::models::Offer;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// `/help`: what is configured, and nothing else.
pub fn help(reader: Reader, offer: Offer, may: PermissionSet) -> Screen {
    let doors = offer.doors;
    let mut lines = Vec::new();
    if doors.vip {
        lines.push(reader.html("help-vip", args! {}));
        lines.push(reader.html("help-access", args! {}));
    }
    if doors.free {
        lines.push(reader.html("help-free", args! {}));
    }
    if offer.has_vpn {
        lines.push(reader.html("help-vpn", args! {}));
        if !doors.vip {
            lines.push(reader.html("help-services", args! {}));
        }
    }
    if offer.has_proxies {
        lines.push(reader.html("help-proxy", args! {}));
    }
    if offer.has_plans {
        lines.push(reader.html("help-plans", args! {}));
        lines.push(reader.html("help-purse", args! {}));
    }
    lines.push(reader.html("help-support", args! {}));
    lines.push(reader.html("help-always", args! {}));
    lines.push(reader.html("help-stop", args! {}));
    let mut parts = vec![reader.html("help-heading", args! {}), lines.join("\n")];
    let allowed = STAFF_COMMANDS
        .iter()
        .filter(|(_, _, needs)| may.has(*needs));
    let mut staff: Vec<String> = allowed
        .map(|(name, key, _)| staff_line(reader, name, key))
        .collect();
    if may.has(Permission::SeeStatus) {
        staff.push(staff_line(reader, "status", "command-status-staff"));
    }
    if !staff.is_empty() {
        staff.insert(0, reader.html("help-staff", args! {}));
        parts.push(staff.join("\n"));
    }
    Screen::new(parts.join("\n\n")).row([
        back_to(reader.lang, Action::Home),
        Button::act(reader.plain("button-language", args! {}), Action::Languages),
    ])
}

fn staff_line(reader: Reader, name: &str, key: &str) -> String {
    format!("/{name} — {}", reader.html(key, args! {}))
}

/// `/id`.
pub fn id(reader: Reader, view: IdView) -> Screen {
    let user = view.user.to_string();
    let mut text = reader.html("id-text", args! { user: &user });
    if view.chat != view.user.chat() {
        let chat = view.chat.to_string();
        text = format!("{text}\n{}", reader.html("id-chat", args! { chat: &chat }));
    }
    Screen::new(text).button(Button::Copy {
        label: format!("📋 {user}"),
        text: user,
    })
}

/// The staff's commands in the order in which they are shown, each with its description and what it needs.
pub const STAFF_COMMANDS: &[(&str, &str, Permission)] = &[
    ("admin", "command-admin", Permission::SeePanel),
    (
        "generate_token",
        "command-generate-token",
        Permission::MakeTokens,
    ),
    ("broadcast", "command-broadcast", Permission::Broadcast),
    (
        "setup_vip_channel",
        "command-setup-vip-channel",
        Permission::Configure,
    ),
    (
        "set_wait_time",
        "command-set-wait-time",
        Permission::Configure,
    ),
    (
        "admin_stats",
        "command-admin-stats",
        Permission::SeeStatistics,
    ),
    ("user", "command-user", Permission::SeePeople),
    ("users", "command-users", Permission::SeePeople),
    ("doctor", "command-doctor", Permission::SeeStatus),
    ("servers", "command-servers", Permission::SeeServers),
    ("maintenance", "command-maintenance", Permission::Maintain),
    ("backup", "command-backup", Permission::ManageBackups),
    ("audit", "command-audit", Permission::SeeAudit),
    ("ledger", "command-ledger", Permission::SeePayments),
    ("refund", "command-refund", Permission::Refund),
    ("tickets", "command-tickets", Permission::SeeTickets),
    ("roles", "command-roles", Permission::SeeRoles),
    ("grant", "command-grant", Permission::GrantRoles),
    ("revoke", "command-revoke", Permission::GrantRoles),
];

/// The command menu of somebody who may do that: names and descriptions, in the order in which they are shown.
pub fn commands(lang: Lang, offer: Offer, may: PermissionSet) -> Vec<(&'static str, String)> {
    let mut commands = vec![("start", "command-start"), ("menu", "command-menu")];
    let allowed = STAFF_COMMANDS
        .iter()
        .filter(|(_, _, needs)| may.has(*needs));
    commands.extend(allowed.map(|(name, key, _)| (*name, *key)));
    if offer.doors.vip {
        commands.push(("vip", "command-vip"));
    }
    if offer.doors.free {
        commands.push(("free", "command-free"));
    }
    if offer.has_vpn {
        commands.extend([
            ("vpn", "command-vpn"),
            ("trial", "command-trial"),
            ("usage", "command-usage"),
        ]);
    }
    if offer.has_proxies {
        commands.push(("proxy", "command-proxy"));
    }
    if offer.has_plans {
        commands.extend([
            ("plans", "command-plans"),
            ("orders", "command-orders"),
            ("balance", "command-balance"),
            ("terms", "command-terms"),
        ]);
    }
    commands.push(if may.has(Permission::SeeStatus) {
        ("status", "command-status-staff")
    } else if offer.has_vpn {
        ("status", "command-services")
    } else {
        ("status", "command-status")
    });
    commands.extend([
        ("support", "command-support"),
        ("profile", "command-profile"),
        ("settings", "command-settings"),
        ("stop", "command-stop"),
        ("language", "command-language"),
        ("id", "command-id"),
        ("help", "command-help"),
        ("cancel", "command-cancel"),
    ]);
    commands
        .into_iter()
        .map(|(name, key)| (name, lang.plain(key, args! {})))
        .collect()
}
