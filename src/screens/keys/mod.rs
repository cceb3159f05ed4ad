//! A person's own VPN keys.

use super::Reader;
use super::refusals::Say;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The name of a kind of key.
pub fn kind_name(lang: Lang, kind: VpnKind) -> String {
    let key = match kind {
        VpnKind::WireGuard => "vpn-kind-wireguard",
        VpnKind::Outline => "vpn-kind-outline",
    };
    lang.plain(key, args! {})
}

/// Why a key was not made or changed, in words.
pub fn refusal(reader: Reader, refusal: &VpnRefusal, say: Say<'_>) -> String {
    match refusal {
        VpnRefusal::NoServer(kind) => {
            let kind = kind_name(reader.lang, *kind);
            say("vpn-refusal-no-server", args! { kind: &kind })
        }
        VpnRefusal::Full(kind) => {
            let kind = kind_name(reader.lang, *kind);
            say("vpn-refusal-full", args! { kind: &kind })
        }
        VpnRefusal::NotForYou => say("vpn-refusal-not-for-you", args! {}),
        VpnRefusal::TooManyKeys { most } => say("vpn-refusal-too-many-keys", args! { most: *most }),
        VpnRefusal::TrialUsed { at } => {
            let at = units::instant(reader.lang, *at, reader.time_zone);
            say("vpn-refusal-trial-used", args! { at: &at })
        }
        VpnRefusal::TrialOff => say("vpn-refusal-trial-off", args! {}),
        VpnRefusal::TrialNeedsChannel { title, .. } => {
            let title = html::name(title);
            say("vpn-refusal-trial-channel", args! { title: &title })
        }
        VpnRefusal::NameInvalid { most } => say("vpn-refusal-name", args! { most: *most }),
        VpnRefusal::WrongState => say("vpn-refusal-wrong-state", args! {}),
        VpnRefusal::ShownOnce => say("vpn-refusal-shown-once", args! {}),
        VpnRefusal::NetworksInvalid => say("vpn-refusal-networks", args! {}),
        VpnRefusal::ServerDown(_) => say("vpn-refusal-server-down", args! {}),
    }
}

/// Whether the refusal is about a typed answer, so that another one may come.
pub fn is_about_answer(refusal: &VpnRefusal) -> bool {
    match refusal {
        VpnRefusal::NameInvalid { .. } | VpnRefusal::NetworksInvalid => true,
        VpnRefusal::NoServer(_)
        | VpnRefusal::Full(_)
        | VpnRefusal::NotForYou
        | VpnRefusal::TooManyKeys { .. }
        | VpnRefusal::TrialUsed { .. }
        | VpnRefusal::TrialOff
        | VpnRefusal::TrialNeedsChannel { .. }
        | VpnRefusal::WrongState
        | VpnRefusal::ShownOnce
        | VpnRefusal::ServerDown(_) => false,
    }
}
