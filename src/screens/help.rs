//! `/help`, `/id`, and the words of the command menu.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use crate::models::IdView;
use crate::models::Offer;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// For whom a command menu or a help text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    People,
    Staff,
}

/// `/help`: what is configured, and nothing else.
pub fn help(reader: Reader, offer: Offer, audience: Audience) -> Screen {
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
    lines.push(reader.html("help-always", args! {}));
    lines.push(reader.html("help-stop", args! {}));
    let mut parts = vec![reader.html("help-heading", args! {}), lines.join("\n")];
    match audience {
        Audience::People => {}
        Audience::Staff => parts.push(reader.html("help-staff", args! {})),
    }
    Screen::new(parts.join("\n\n")).row([
        back_to(reader.lang, Action::Home),
        Button::act(reader.plain("button-language", args! {}), Action::Languages),
    ])
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

/// The command menu: names and descriptions, in the order in which they are shown.
pub fn commands(lang: Lang, offer: Offer, audience: Audience) -> Vec<(&'static str, String)> {
    let mut commands = vec![("start", "command-start"), ("menu", "command-menu")];
    if audience == Audience::Staff {
        commands.extend([
            ("admin", "command-admin"),
            ("generate_token", "command-generate-token"),
            ("broadcast", "command-broadcast"),
            ("setup_vip_channel", "command-setup-vip-channel"),
            ("set_wait_time", "command-set-wait-time"),
            ("admin_stats", "command-admin-stats"),
        ]);
    }
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
    commands.push(match audience {
        Audience::People if offer.has_vpn => ("status", "command-services"),
        Audience::People => ("status", "command-status"),
        Audience::Staff => ("status", "command-status-staff"),
    });
    if audience == Audience::Staff {
        commands.push(("user", "command-user"));
        commands.push(("users", "command-users"));
        commands.push(("doctor", "command-doctor"));
        commands.push(("servers", "command-servers"));
    }
    commands.extend([
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
