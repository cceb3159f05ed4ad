//! The words of this desk's refusals.

use super::Reader;
use crate::models::PoolRefusal;
use crate::models::ServerRefusal;
use crate::models::ServerTrouble;
use crate::screens::refusals::Say;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// Why a server was not added or changed, in words.
pub fn refusal(_: Reader, refusal: &ServerRefusal, say: Say<'_>) -> String {
    let key = match refusal {
        ServerRefusal::Unreachable { why } => {
            return trouble(ServerTrouble::read(why).as_ref(), say);
        }
        ServerRefusal::AlreadyAdded { name } => {
            let name = html::name(name);
            return say("server-refusal-already", args! { name: &name });
        }
        ServerRefusal::RemindersInvalid { most } => {
            return say("server-refusal-reminders", args! { most: *most });
        }
        ServerRefusal::ChannelUnusable { title } => {
            let title = html::name(title);
            return say("server-refusal-channel", args! { title: &title });
        }
        ServerRefusal::ProxyLinksInvalid { most } => {
            return say("server-refusal-links", args! { most: *most });
        }
        ServerRefusal::ProxyFails { outcome } => super::proxies::failure_key(*outcome),
        ServerRefusal::ProxyLinkNowhere => "server-refusal-link-place",
        ServerRefusal::ProxyLinkSecret => "server-refusal-link-secret",
        ServerRefusal::TelemtInvalid => "server-refusal-telemt",
        ServerRefusal::MtProtoFileInvalid => "server-refusal-mtprotoproxy",
        ServerRefusal::FormsInvalid => "server-refusal-forms",
        ServerRefusal::DomainInvalid => "server-refusal-domain",
        ServerRefusal::TagInvalid => "server-refusal-tag",
        ServerRefusal::OutlineAccessInvalid => "server-refusal-outline",
        ServerRefusal::JoinStringInvalid => "server-refusal-join",
        ServerRefusal::WrongCertificate => "server-refusal-certificate",
        ServerRefusal::ValueInvalid => "server-refusal-value",
        ServerRefusal::InterfaceInvalid => "server-refusal-interface",
        ServerRefusal::EndpointInvalid => "server-refusal-endpoint",
        ServerRefusal::PublicKeyInvalid => "server-refusal-key",
        ServerRefusal::DnsInvalid => "server-refusal-dns",
        ServerRefusal::AmneziaInvalid => "server-refusal-amnezia",
        ServerRefusal::FlagInvalid => "server-refusal-flag",
        ServerRefusal::FingerprintDiffers => "server-refusal-fingerprint",
        ServerRefusal::BytesInvalid => "server-refusal-bytes",
        ServerRefusal::ChoiceInvalid => "server-refusal-choice",
        ServerRefusal::NoDemo => "server-refusal-demo",
        ServerRefusal::ConfInvalid => "server-refusal-conf",
        ServerRefusal::PersonUnknown => "server-refusal-person",
        ServerRefusal::StrangerGone => "server-refusal-stranger",
    };
    say(key, args! {})
}

/// What keeps a server from being driven, and what to do about it; `None` = nobody knows.
fn trouble(trouble: Option<&ServerTrouble>, say: Say<'_>) -> String {
    let Some(trouble) = trouble else {
        return say("server-trouble-other", args! {});
    };
    let (key, name) = match trouble {
        ServerTrouble::NoInterface(interface) => ("server-trouble-interface", interface.as_str()),
        ServerTrouble::NoProgram(program) if program == "awg" => {
            ("server-trouble-program-awg", program.as_str())
        }
        ServerTrouble::NoProgram(program) => ("server-trouble-program", program.as_str()),
        ServerTrouble::ProgramLocked(program) => {
            ("server-trouble-program-locked", program.as_str())
        }
        ServerTrouble::NoRight(interface) => ("server-trouble-right", interface.as_str()),
        ServerTrouble::NoSocket(interface) => ("server-trouble-socket", interface.as_str()),
        ServerTrouble::SocketLocked(interface) => {
            ("server-trouble-socket-locked", interface.as_str())
        }
        ServerTrouble::ProxyLocked(folder) => ("server-trouble-proxy-locked", folder.as_str()),
        ServerTrouble::Denied => ("server-trouble-denied", ""),
        ServerTrouble::OtherCertificate => ("server-refusal-certificate", ""),
        ServerTrouble::Silent => ("server-trouble-silent", ""),
        ServerTrouble::ReadOnly => ("server-trouble-read-only", ""),
        ServerTrouble::NoProcess => ("server-trouble-no-process", ""),
        ServerTrouble::ConfigLocked => ("server-trouble-config-locked", ""),
        ServerTrouble::NoMetrics => ("server-trouble-no-metrics", ""),
        ServerTrouble::ConfigChanged => ("server-trouble-config-changed", ""),
        ServerTrouble::Away => ("server-trouble-away", ""),
        ServerTrouble::Refuses => ("server-trouble-refuses", ""),
        ServerTrouble::Strange => ("server-trouble-strange", ""),
        ServerTrouble::Lacking => ("server-trouble-lacking", ""),
    };
    let name = html::one_line(name, 60);
    say(key, args! { name: &name })
}

/// Why a server does not do what is wanted, from the words that were kept, in those of the reader; not yet escaped.
pub fn why(lang: Lang, kept: &str) -> String {
    let trouble = ServerTrouble::read(kept);
    self::trouble(trouble.as_ref(), &|key, args| lang.plain(key, args))
}

/// Why a pool was not made or changed, in words.
pub fn pool_refusal(_: Reader, refusal: &PoolRefusal, say: Say<'_>) -> String {
    match refusal {
        PoolRefusal::NetworkInvalid => say("pool-refusal-network", args! {}),
        PoolRefusal::HostBitsSet { meant } => say("pool-refusal-host-bits", args! { meant: meant }),
        PoolRefusal::SizeInvalid { least, most } => say(
            "pool-refusal-size",
            args! { least: u32::from(*least), most: u32::from(*most) },
        ),
        PoolRefusal::Overlaps { network } => {
            say("pool-refusal-overlaps", args! { network: network })
        }
        PoolRefusal::Reserved => say("pool-refusal-reserved", args! {}),
        PoolRefusal::InUse { count } => say("pool-refusal-in-use", args! { count: *count }),
    }
}
