//! MTProto servers: what an admin types to add one, whether a pasted link works, and how one is registered.

use super::NewServer;
use super::get;
use crate::context::Ctx;
use crate::integrations::mtproto::link::LinkFault;
use crate::integrations::mtproto::link::ProxyLink;
use crate::integrations::mtproto::probe::ProbeLimits;
use crate::integrations::mtproto::probe::ProbeTarget;
use crate::integrations::mtproto::probe::probe;
use crate::integrations::mtproto::secret::is_domain;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Reach;
use crate::models::Actor;
use crate::models::MtProtoOptions;
use crate::models::Permission;
use crate::models::ProbeOutcome;
use crate::models::Refusal;
use crate::models::SecretForm;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::ServerRefusal;
use crate::models::Timestamp;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::vpn::proxy_health;
use crate::utils::order::InOrder;
use std::net::IpAddr;
use std::time::Duration;

/// Links in one message: each is tried before it is kept.
pub const MOST_LINKS: usize = 10;
/// The longest value of an `Authorization` header.
const MOST_AUTH: usize = 512;
/// Digits of a tag.
const TAG_DIGITS: usize = 32;
/// Whoever pastes a link waits no longer for each step of its trial.
const PATIENCE: Duration = Duration::from_secs(6);

/// Where telemt's control interface is, and what stands in `Authorization` if it asks for that: the address, and after
/// a space or line break the value as it is.
///
/// # Errors
/// When it is no such address, or one over which the value would be sent openly through a network.
pub fn telemt(text: &str) -> Result<Reach, Refusal> {
    let text = text.trim();
    let (url, auth) = text
        .split_once(char::is_whitespace)
        .map_or((text, ""), |(url, auth)| (url, auth.trim()));
    let url = if url.contains("://") {
        url.to_owned()
    } else {
        format!("http://{url}")
    };
    let is_auth = auth.len() <= MOST_AUTH && auth.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if !is_control(&url) || !is_auth {
        return Err(ServerRefusal::TelemtInvalid.into());
    }
    Ok(Reach::Telemt {
        url: Hidden(url.trim_end_matches('/').to_owned()),
        auth: (!auth.is_empty()).then(|| Hidden(auth.to_owned())),
    })
}

/// Whether that is the address of a control interface: nothing but scheme, host and port, and without TLS only where
/// nobody else listens.
fn is_control(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let (is_safe, place) = match (
        lower.strip_prefix("https://"),
        lower.strip_prefix("http://"),
    ) {
        (Some(place), _) => (true, place),
        (None, Some(place)) => (false, place),
        (None, None) => return false,
    };
    let place = place.strip_suffix('/').unwrap_or(place);
    let Some((host, port)) = place.rsplit_once(':') else {
        return false;
    };
    let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = bare.parse().ok();
    let is_near = match address {
        Some(IpAddr::V4(v4)) => v4.is_loopback() || v4.is_private(),
        Some(IpAddr::V6(v6)) => v6.is_loopback() || v6.is_unique_local(),
        None => host == "localhost",
    };
    is_port && (address.is_some() || is_domain(host)) && (is_safe || is_near)
}

/// An mtprotoproxy of this machine: the path of its `config.py`, that of its file with the process id, and host and port
/// of its metrics if it has them.
///
/// # Errors
/// When the text is not that.
pub fn mtprotoproxy(text: &str) -> Result<Reach, Refusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (config, pid, metrics) = match words.as_slice() {
        [config, pid] => (*config, *pid, None),
        [config, pid, metrics] => (*config, *pid, Some(*metrics)),
        _ => return Err(ServerRefusal::MtProtoFileInvalid.into()),
    };
    let is_path = |path: &str| path.starts_with('/') && !path.split('/').any(|part| part == "..");
    let is_place = |place: &str| {
        place.rsplit_once(':').is_some_and(|(host, port)| {
            is_domain(host.trim_matches(['[', ']']).replace(':', ".").as_str())
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
    };
    if !is_path(config) || !config.ends_with(".py") || !is_path(pid) {
        return Err(ServerRefusal::MtProtoFileInvalid.into());
    }
    if !metrics.is_none_or(is_place) {
        return Err(ServerRefusal::MtProtoFileInvalid.into());
    }
    Ok(Reach::MtProtoFile {
        config: config.to_owned(),
        pid: pid.to_owned(),
        metrics: metrics.map(str::to_owned),
    })
}

/// Pasted links, each as a server of its own.
///
/// # Errors
/// When one of them is none, or there are none or too many.
pub fn links(text: &str) -> Result<Vec<NewServer>, Refusal> {
    let mut found: Vec<ProxyLink> = Vec::new();
    for word in text.split_whitespace() {
        let link = ProxyLink::parse(word).map_err(refused)?;
        if !found.contains(&link) {
            found.push(link);
        }
    }
    if !(1..=MOST_LINKS).contains(&found.len()) {
        return Err(refused(LinkFault::Form));
    }
    Ok(found.iter().map(of_link).collect())
}

/// What is wrong with a link, for whoever pasted it.
fn refused(fault: LinkFault) -> Refusal {
    let refusal = match fault {
        LinkFault::Form => ServerRefusal::ProxyLinksInvalid { most: MOST_LINKS },
        LinkFault::Host | LinkFault::Port => ServerRefusal::ProxyLinkNowhere,
        LinkFault::Secret(_) => ServerRefusal::ProxyLinkSecret,
    };
    refusal.into()
}

fn of_link(link: &ProxyLink) -> NewServer {
    let reach = Reach::MtProtoLink {
        link: Hidden(link.https()),
    };
    let mut new = NewServer {
        host: link.host.clone(),
        port: link.port,
        ..NewServer::usual(VpnKind::MtProto, reach)
    };
    new.options.mtproto = Some(MtProtoOptions {
        forms: vec![link.secret.form()],
        domain: link.secret.domain().map(str::to_owned),
        tag: None,
    });
    new
}

/// Whether Telegram answers through a pasted link.
pub(super) async fn tried(link: &str, now: Timestamp) -> Result<(), ServiceError> {
    let link = ProxyLink::parse(link).map_err(refused)?;
    let target = ProbeTarget {
        host: link.host,
        port: link.port,
        secret: link.secret,
    };
    let limits = ProbeLimits {
        connect: PATIENCE,
        answer: PATIENCE,
        ..ProbeLimits::default()
    };
    match probe(&target, now, limits).await {
        ProbeOutcome::Works { .. } => Ok(()),
        outcome @ (ProbeOutcome::Down
        | ProbeOutcome::Refused
        | ProbeOutcome::NotThisSecret
        | ProbeOutcome::NoTelegram
        | ProbeOutcome::Transport(_)
        | ProbeOutcome::Silent) => Err(Refusal::from(ServerRefusal::ProxyFails { outcome }).into()),
    }
}

/// The forms a text names, the best first: `ee`, `dd`, `plain`.
pub(super) fn forms(text: &str) -> Result<Vec<SecretForm>, Refusal> {
    let mut forms = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;+".contains(c)) {
        if !word.is_empty() {
            let form = SecretForm::parse(&word.to_lowercase());
            forms.push(form.ok_or(ServerRefusal::FormsInvalid)?);
        }
    }
    forms.order();
    forms.dedup();
    if forms.is_empty() {
        return Err(ServerRefusal::FormsInvalid.into());
    }
    Ok(forms)
}

/// The site that fake TLS pretends to visit.
pub(super) fn domain(text: &str) -> Result<String, Refusal> {
    let domain = text.to_ascii_lowercase();
    if is_domain(&domain) && domain.contains('.') {
        Ok(domain)
    } else {
        Err(ServerRefusal::DomainInvalid.into())
    }
}

/// What @MTProxybot gave.
pub(super) fn tag(text: &str) -> Result<String, Refusal> {
    let tag = text.to_ascii_lowercase();
    if tag.len() == TAG_DIGITS && tag.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(tag)
    } else {
        Err(ServerRefusal::TagInvalid.into())
    }
}

/// A server with the base secret that @MTProxybot is told of it: that of a pasted link, else that of the house's own user
/// there, so that no person's secret is in a stranger's hands.
///
/// # Errors
/// Refusals without the permission, and for a server that is gone or no MTProto proxy.
pub async fn registration(
    ctx: &Ctx,
    actor: &Actor,
    id: ServerId,
    now: Timestamp,
) -> Result<(Server, String), ServiceError> {
    actor.need(Permission::ManageServers)?;
    let server = ctx.db.read(move |connection| get(connection, id)).await?;
    if server.kind != VpnKind::MtProto {
        return Err(Refusal::from(ServerRefusal::ValueInvalid).into());
    }
    let secret = proxy_health::own_secret(ctx, &server, now).await?;
    Ok((server, secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ServerChange;
    use crate::models::ServerField;
    use crate::services::vpn::servers::read::change;
    use proptest::prelude::*;

    const BASE: &str = "0123456789abcdef0123456789abcdef";

    fn telemt_of(text: &str) -> Option<(String, Option<String>)> {
        match telemt(text).ok()? {
            Reach::Telemt { url, auth } => Some((url.0, auth.map(|auth| auth.0))),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn telemt_is_an_address_and_perhaps_what_it_asks_for() {
        let read = |url: &str, auth: Option<&str>| Some((url.to_owned(), auth.map(str::to_owned)));
        let near = "http://127.0.0.1:9091";
        assert_eq!(telemt_of("127.0.0.1:9091"), read(near, None));
        assert_eq!(
            telemt_of("http://127.0.0.1:9091/\nBearer a b"),
            read(near, Some("Bearer a b"))
        );
        assert_eq!(
            telemt_of("https://proxy.example.org:9443 x"),
            read("https://proxy.example.org:9443", Some("x"))
        );
        for text in [
            "",
            "127.0.0.1",
            "http://proxy.example.org:9091",
            "http://203.0.113.5:9091",
            "http://127.0.0.1:9091/v1/users",
            "http://a:b@127.0.0.1:9091",
            "ftp://127.0.0.1:9091",
            "http://127.0.0.1:9091 clave\u{7}",
            "127.0.0.1:0",
        ] {
            assert_eq!(telemt_of(text), None, "{text}");
        }
    }

    #[test]
    fn mtprotoproxy_is_two_paths_and_perhaps_a_place() {
        let config = "/opt/mtprotoproxy/config.py";
        for metrics in [None, Some("127.0.0.1:8888"), Some("[::1]:8888")] {
            let text = format!("{config} /run/p.pid {}", metrics.unwrap_or_default());
            let read = Reach::MtProtoFile {
                config: config.to_owned(),
                pid: "/run/p.pid".to_owned(),
                metrics: metrics.map(str::to_owned),
            };
            assert_eq!(mtprotoproxy(&text), Ok(read));
        }
        for text in [
            "",
            "/opt/config.py",
            "config.py /run/p.pid",
            "/opt/config.toml /run/p.pid",
            "/opt/../config.py /run/p.pid",
            "/opt/config.py /run/p.pid 8888",
            "/opt/config.py /run/p.pid a:b:c d",
        ] {
            let refused = Err(ServerRefusal::MtProtoFileInvalid.into());
            assert_eq!(mtprotoproxy(text), refused, "{text}");
        }
    }

    #[test]
    fn every_link_is_a_server_with_the_form_it_has() {
        let first = format!("tg://proxy?server=a.example.org&port=443&secret=dd{BASE}");
        let second =
            format!("https://t.me/proxy?server=203.0.113.5&port=8443&secret=ee{BASE}612e6273");
        let read = links(&format!("{first}\n{second} {first}")).expect("links");
        assert_eq!(read.len(), 2, "the same link is one server");
        let options = |at: usize| read[at].options.mtproto.clone().expect("options");
        assert_eq!(
            (read[0].host.as_str(), read[0].port),
            ("a.example.org", 443)
        );
        assert_eq!(options(0).forms, [SecretForm::Secure]);
        assert_eq!(options(1).forms, [SecretForm::FakeTls]);
        assert_eq!(options(1).domain.as_deref(), Some("a.bs"));
        let why = |host: &str, secret: &str| {
            let text = format!("tg://proxy?server={host}&port=443&secret={secret}");
            links(&text).err()
        };
        let bad_secret = Some(ServerRefusal::ProxyLinkSecret.into());
        for secret in ["dd0123", "0123456789abcdef", "ee", &"0".repeat(32)] {
            assert_eq!(why("a.example.org", secret), bad_secret, "{secret}");
        }
        let nowhere = Some(ServerRefusal::ProxyLinkNowhere.into());
        assert_eq!(why("", BASE), nowhere);
        assert!(links("").is_err() && links(&format!("{first} x")).is_err());
        let many: Vec<String> = (1..=11)
            .map(|port| format!("tg://proxy?server=a.example.org&port={port}&secret={BASE}"))
            .collect();
        assert!(links(&many.join(" ")).is_err());
    }

    #[test]
    fn forms_sites_and_tags_are_read_as_they_are_written_elsewhere() {
        let forms = change(ServerField::Forms, "plain, EE");
        let read = vec![SecretForm::FakeTls, SecretForm::Plain];
        assert_eq!(forms, Ok(ServerChange::Forms(read)));
        let domain = change(ServerField::Domain, "WWW.Example.com");
        let read = Some("www.example.com".to_owned());
        assert_eq!(domain, Ok(ServerChange::Domain(read)));
        let tag = change(ServerField::Tag, &BASE.to_uppercase());
        assert_eq!(tag, Ok(ServerChange::Tag(Some(BASE.to_owned()))));
        for (field, text) in [
            (ServerField::Forms, ""),
            (ServerField::Forms, "tls"),
            (ServerField::Domain, "localhost"),
            (ServerField::Domain, "a b.c"),
            (ServerField::Domain, "añejo.es"),
            (ServerField::Tag, "0123"),
            (ServerField::Tag, "0123456789abcdef0123456789abcdeg"),
        ] {
            assert!(change(field, text).is_err(), "{field:?} {text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (telemt(&text), mtprotoproxy(&text), links(&text).is_ok());
        }
    }
}
