//! How to set a key up: the apps per system, and the few steps.

use crate::models::ConfigId;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::utils::locale::Arg;
use crate::utils::locale::args;

/// An app that opens a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum App {
    WireGuard,
    AmneziaWg,
    Outline,
    /// Telegram itself, which opens the link of a proxy.
    Telegram,
}

impl App {
    /// The app for keys of that kind, of a server that asks for AmneziaWG or not.
    pub fn of(kind: VpnKind, is_amnezia: bool) -> Self {
        match kind {
            VpnKind::WireGuard if is_amnezia => Self::AmneziaWg,
            VpnKind::WireGuard => Self::WireGuard,
            VpnKind::Outline => Self::Outline,
            VpnKind::MtProto => Self::Telegram,
        }
    }

    /// Its name in the stores.
    pub fn name(self) -> &'static str {
        match self {
            Self::WireGuard => "WireGuard",
            Self::AmneziaWg => "AmneziaWG",
            Self::Outline => "Outline",
            Self::Telegram => "Telegram",
        }
    }

    /// Where its makers give it out: per system, in the order in which they are shown.
    fn sources(self) -> &'static [(&'static str, &'static str)] {
        match self {
            // Whoever reads this has it.
            Self::Telegram => &[],
            Self::WireGuard => &[
                (
                    "Android",
                    "https://play.google.com/store/apps/details?id=com.wireguard.android",
                ),
                (
                    "iPhone",
                    "https://apps.apple.com/app/wireguard/id1441195209",
                ),
                (
                    "Windows",
                    "https://download.wireguard.com/windows-client/wireguard-installer.exe",
                ),
                ("macOS", "https://apps.apple.com/app/wireguard/id1451685025"),
                ("Linux", "https://www.wireguard.com/install/"),
            ],
            Self::AmneziaWg => &[
                (
                    "Android",
                    "https://play.google.com/store/apps/details?id=org.amnezia.awg",
                ),
                (
                    "iPhone",
                    "https://apps.apple.com/app/amneziawg/id6478942365",
                ),
                (
                    "Windows",
                    "https://github.com/amnezia-vpn/amneziawg-windows-client/releases",
                ),
                ("macOS", "https://apps.apple.com/app/amneziawg/id6478942365"),
                (
                    "Linux",
                    "https://github.com/amnezia-vpn/amneziawg-linux-kernel-module",
                ),
            ],
            Self::Outline => &[
                (
                    "Android",
                    "https://play.google.com/store/apps/details?id=org.outline.android.client",
                ),
                (
                    "iPhone",
                    "https://apps.apple.com/app/outline-app/id1356177741",
                ),
                (
                    "Windows",
                    "https://s3.amazonaws.com/outline-releases/client/windows/stable/Outline-Client.exe",
                ),
                (
                    "macOS",
                    "https://apps.apple.com/app/outline-app/id1356178125",
                ),
                (
                    "Linux",
                    "https://s3.amazonaws.com/outline-releases/client/linux/stable/Outline-Client.AppImage",
                ),
            ],
        }
    }
}

/// How to set it up: get the app, give it the key, switch it on.
pub fn guide(reader: Reader, app: App) -> Screen {
    if app == App::Telegram {
        return Screen::new(reader.html("guide-mtproto", args! {}));
    }
    let links: Vec<String> = (app.sources().iter())
        .map(|(system, url)| format!("<a href=\"{url}\">{system}</a>"))
        .collect();
    let name = app.name();
    let install = reader.html(
        "guide-install",
        &[
            ("app", Arg::from(name)),
            ("links", Arg::Raw(links.join(" · "))),
        ],
    );
    let steps = match app {
        App::WireGuard | App::AmneziaWg => reader.html("guide-wireguard", args! { app: name }),
        App::Outline | App::Telegram => reader.html("guide-outline", args! {}),
    };
    let mut parts = vec![
        reader.html("guide-heading", args! { app: name }),
        format!("{install}\n{steps}"),
    ];
    if app == App::AmneziaWg {
        parts.push(reader.html("guide-amnezia", args! {}));
    }
    parts.push(reader.html("guide-check", args! {}));
    Screen::new(parts.join("\n\n"))
}

/// The same with the way back to the key.
pub fn guide_of(reader: Reader, app: App, config: ConfigId) -> Screen {
    guide(reader, app).button(back_to(reader.lang, Action::Key(KeyAction::Show(config))))
}
