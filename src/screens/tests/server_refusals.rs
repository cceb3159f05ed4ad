//! The words of refusals about servers, and of what servers fail with.

use super::*;
use crate::models::*;

#[test]
fn refusals_of_the_desk() {
    let fails = |outcome| ServerRefusal::ProxyFails { outcome };
    let all = [
        ServerRefusal::OutlineAccessInvalid,
        ServerRefusal::JoinStringInvalid,
        ServerRefusal::Unreachable { why: long_name() },
        ServerRefusal::WrongCertificate,
        ServerRefusal::AlreadyAdded { name: long_name() },
        ServerRefusal::ValueInvalid,
        ServerRefusal::InterfaceInvalid,
        ServerRefusal::EndpointInvalid,
        ServerRefusal::PublicKeyInvalid,
        ServerRefusal::DnsInvalid,
        ServerRefusal::AmneziaInvalid,
        ServerRefusal::FlagInvalid,
        ServerRefusal::FingerprintDiffers,
        ServerRefusal::BytesInvalid,
        ServerRefusal::RemindersInvalid { most: 5 },
        ServerRefusal::ChoiceInvalid,
        ServerRefusal::NoDemo,
        ServerRefusal::ConfInvalid,
        ServerRefusal::PersonUnknown,
        ServerRefusal::StrangerGone,
        ServerRefusal::ChannelUnusable { title: long_name() },
        ServerRefusal::TelemtInvalid,
        ServerRefusal::MtProtoFileInvalid,
        ServerRefusal::ProxyLinksInvalid { most: 10 },
        ServerRefusal::ProxyLinkNowhere,
        ServerRefusal::ProxyLinkSecret,
        ServerRefusal::FormsInvalid,
        ServerRefusal::DomainInvalid,
        ServerRefusal::TagInvalid,
        fails(ProbeOutcome::Down),
        fails(ProbeOutcome::Refused),
        fails(ProbeOutcome::NotThisSecret),
        fails(ProbeOutcome::NoTelegram),
        fails(ProbeOutcome::Silent),
    ];
    let troubles = [
        ServerTrouble::NoInterface("wireguard000000".to_owned()),
        ServerTrouble::NoProgram("wg".to_owned()),
        ServerTrouble::NoProgram("awg".to_owned()),
        ServerTrouble::ProgramLocked("awg".to_owned()),
        ServerTrouble::NoRight("wireguard000000".to_owned()),
        ServerTrouble::NoSocket("wireguard000000".to_owned()),
        ServerTrouble::SocketLocked("wireguard000000".to_owned()),
        ServerTrouble::ProxyLocked("/home/somebody/mtprotoproxy".to_owned()),
        ServerTrouble::Denied,
        ServerTrouble::OtherCertificate,
        ServerTrouble::Silent,
        ServerTrouble::ReadOnly,
        ServerTrouble::NoProcess,
        ServerTrouble::ConfigLocked,
        ServerTrouble::NoMetrics,
        ServerTrouble::ConfigChanged,
    ];
    let troubles = troubles.map(|trouble| format!("cannot work here: {trouble}"));
    let others = [
        "unreachable: it answers 503",
        "refused: quota",
        "not understood: it answers 404",
        "cannot work here: no randomness",
        "whatever",
    ];
    let others = others.map(str::to_owned);
    let unreachable = |why| ServerRefusal::Unreachable { why };
    let all = all
        .into_iter()
        .chain(troubles.into_iter().chain(others).map(unreachable));
    let all: Vec<ServerRefusal> = all.collect();
    for lang in Lang::ALL {
        for refusal in &all {
            let refusal = Refusal::Server(refusal.clone());
            let alert = refusals::alert(reader(lang), &refusal);
            let units = html::utf16_len(&alert);
            assert!((10..=200).contains(&units), "{units}: {alert}");
            assert!(!alert.contains("answers 503") && !alert.contains("quota"));
            assert!(
                !alert.ends_with('…') || alert.contains("<&>"),
                "cut short: {alert}"
            );
            assert!(refusals::text(reader(lang), &refusal).html.len() > 10);
        }
    }
}
