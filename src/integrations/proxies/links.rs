//! One proxy as a line of a list writes it, and the one way the house writes it.

use crate::integrations::shadowsocks::Link;
use crate::integrations::vpn::Hidden;
use crate::models::ListFault;
use crate::models::ProxyAddress;
use crate::models::ProxyKind;
use crate::models::ProxyLogin;
use crate::utils::percent::decoded;
use crate::utils::percent::encoded;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// The longest name of a host (RFC 1035).
const LONGEST_NAME: usize = 253;
/// SOCKS5 sends the length of a user's name and of a password in one byte each (RFC 1929).
const LONGEST_WORD: usize = 255;
/// The widest network of which each address is taken: 65 536 of them.
const WIDEST_NETWORK: u8 = 16;
/// Schemes of proxies that the house does not speak.
const FOREIGN: [&str; 14] = [
    "vmess",
    "vless",
    "trojan",
    "ssr",
    "hysteria",
    "hysteria2",
    "hy2",
    "tuic",
    "snell",
    "juicity",
    "wireguard",
    "wg",
    "anytls",
    "naive+https",
];
/// The ciphers of Shadowsocks that the house speaks: those of AEAD-2017.
const CIPHERS: [&str; 4] = [
    "aes-128-gcm",
    "aes-256-gcm",
    "chacha20-ietf-poly1305",
    "chacha20-poly1305",
];

/// What a piece of text is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Look {
    One(ProxyAddress),
    /// Each address of a network, at that port.
    Network(Ipv4Addr, u8, ProxyAddress),
    /// It was meant as a proxy and is none.
    Bad(ListFault),
    /// Something else.
    Other,
}

/// Whether the house can try that cipher.
pub fn is_known_cipher(method: &str) -> bool {
    CIPHERS.contains(&method)
}

/// The proxy a text names, in any single form a list may have.
///
/// # Errors
/// What is wrong with it; `Host` also for what is no proxy at all.
pub fn parse_one(text: &str) -> Result<ProxyAddress, ListFault> {
    match look(text.trim(), None, true) {
        Look::One(address) => Ok(address),
        Look::Network(..) => Err(ListFault::Network),
        Look::Bad(fault) => Err(fault),
        Look::Other => Err(ListFault::Host),
    }
}

/// The canonical text of a proxy, which [`parse_one`] reads back: two that read the same are the same. A proxy with
/// CONNECT to which no TLS is spoken is written `http://`, as its clients want it.
pub fn render(address: &ProxyAddress) -> String {
    let place = place(&address.host, address.port);
    let scheme = match address.kind {
        Some(ProxyKind::Shadowsocks) => return render_ss(address),
        Some(ProxyKind::Socks5) => "socks5://",
        Some(ProxyKind::Socks4) => "socks4://",
        Some(ProxyKind::Https) if address.is_tls => "https://",
        Some(ProxyKind::Http | ProxyKind::Https) => "http://",
        None => "",
    };
    match &address.login {
        Some(ProxyLogin::Password { user, password }) => {
            format!("{scheme}{}:{}@{place}", encoded(user), encoded(password))
        }
        Some(ProxyLogin::Cipher { .. }) | None => format!("{scheme}{place}"),
    }
}

fn render_ss(address: &ProxyAddress) -> String {
    let (method, password) = match &address.login {
        Some(ProxyLogin::Cipher { method, password }) => (method.as_str(), password.as_str()),
        Some(ProxyLogin::Password { password, .. }) => ("", password.as_str()),
        None => ("", ""),
    };
    let link = Link {
        method: method.to_owned(),
        password: Hidden(password.to_owned()),
        host: address.host.clone(),
        port: address.port,
        plugin: None,
        prefix: None,
        is_outline: false,
        name: None,
    };
    link.to_string()
}

fn place(host: &str, port: u16) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

/// What that piece of text is. `is_alone`: it is all there is in its line, so that a name with a port means a proxy even
/// without a scheme.
pub(super) fn look(text: &str, hint: Option<ProxyKind>, is_alone: bool) -> Look {
    match text.split_once("://") {
        Some((scheme, rest)) => with_scheme(scheme, rest),
        None => plain(text, hint, is_alone),
    }
}

/// What a word says of the protocol of its line: `None` = nothing.
pub(super) fn kind_of_word(word: &str) -> Option<ProxyKind> {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("socks5") || is("socks5h") {
        Some(ProxyKind::Socks5)
    } else if is("socks4") || is("socks4a") {
        Some(ProxyKind::Socks4)
    } else if is("http") || is("https") || is("connect") {
        // Whether it takes CONNECT, which such lists call HTTPS, is found out by the trial.
        Some(ProxyKind::Http)
    } else {
        None
    }
}

/// What a list's own word means for an address: "HTTPS" said of a whole list means CONNECT, without TLS to the proxy.
fn hinted(hint: Option<ProxyKind>) -> Option<ProxyKind> {
    match hint {
        Some(ProxyKind::Https) => Some(ProxyKind::Http),
        // Without a cipher there is none.
        Some(ProxyKind::Shadowsocks) => None,
        Some(ProxyKind::Socks5 | ProxyKind::Socks4 | ProxyKind::Http) | None => hint,
    }
}

fn with_scheme(before: &str, rest: &str) -> Look {
    // Such as in `proxy=socks5://…`.
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    let from = before.rfind(|c| !is_of_scheme(c));
    let from = from.map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let scheme = before[from..].to_ascii_lowercase();
    let kind = match scheme.as_str() {
        "ss" => return of_ss(rest),
        "socks5" | "socks5h" | "socks" => ProxyKind::Socks5,
        "socks4" | "socks4a" => ProxyKind::Socks4,
        "http" => ProxyKind::Http,
        "https" => ProxyKind::Https,
        other if FOREIGN.contains(&other) => return Look::Bad(ListFault::Scheme),
        other => {
            let is_meant = !other.is_empty() && !other.contains('.');
            return match authority(rest) {
                (Some(_), "" | "/") if is_meant => Look::Bad(ListFault::Scheme),
                _ => Look::Other,
            };
        }
    };
    let (found, tail) = authority(rest);
    let is_page = matches!(kind, ProxyKind::Http | ProxyKind::Https);
    if is_page && !matches!(tail, "" | "/") {
        return Look::Other;
    }
    let Some((login, place)) = found else {
        // A page without a port is no proxy; anything else was meant as one.
        return if is_page {
            Look::Other
        } else {
            Look::Bad(ListFault::Port)
        };
    };
    let (host, port) = place;
    let login = match login.map(|login| password(login, true)).transpose() {
        Ok(login) => login,
        Err(fault) => return Look::Bad(fault),
    };
    of_place(host, port, Some(kind), login)
}

/// A login if there is one, host and port of what stands before the path, and the path. No host and port without a colon
/// between.
#[expect(
    clippy::type_complexity,
    reason = "three parts of one text, named by those who take them"
)]
fn authority(rest: &str) -> (Option<(Option<&str>, (&str, &str))>, &str) {
    let at = rest.rfind('@').filter(|at| !rest[..*at].contains("://"));
    let from = at.map_or(0, |at| at + 1);
    let end = rest[from..].find(['/', '?', '#']);
    let mut end = end.map_or(rest.len(), |end| from + end);
    // The slash of a network, behind which its width and a port stand.
    let is_of_network = |c: char| c.is_ascii_digit() || c == ':';
    if rest[end..].starts_with('/') && rest[from..end].parse::<Ipv4Addr>().is_ok() {
        let behind = &rest[end + 1..];
        let width = &behind[..behind.find(|c| !is_of_network(c)).unwrap_or(behind.len())];
        if width.contains(':') {
            end += 1 + width.len();
        }
    }
    let place = rest[from..end].rsplit_once(':');
    let place = place.filter(|(host, _)| !host.is_empty());
    (
        place.map(|place| (at.map(|at| &rest[..at]), place)),
        &rest[end..],
    )
}

/// `user:password`; with percent signs undone where they may stand.
fn password(login: &str, is_encoded: bool) -> Result<ProxyLogin, ListFault> {
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let read = |word: &str| match is_encoded {
        true => decoded(word),
        false => word.to_owned(),
    };
    let (user, password) = (read(user), read(password));
    let is_fit = user.len() <= LONGEST_WORD && password.len() <= LONGEST_WORD;
    match is_fit && !user.is_empty() {
        true => Ok(ProxyLogin::Password { user, password }),
        false => Err(ListFault::Link),
    }
}

fn of_ss(rest: &str) -> Look {
    let Some(link) = Link::parse(&format!("ss://{rest}")) else {
        return Look::Bad(ListFault::Link);
    };
    if link.plugin.is_some_and(|plugin| !plugin.is_empty()) {
        return Look::Bad(ListFault::Link);
    }
    of_cipher(&link.host, link.port, &link.method, link.password.0)
}

/// A Shadowsocks server of these parts.
pub(super) fn of_cipher(host: &str, port: u16, method: &str, password: String) -> Look {
    let Some(host) = host_of(host) else {
        return Look::Bad(ListFault::Host);
    };
    let mut method = method.to_ascii_lowercase();
    if method == "chacha20-poly1305" {
        method = "chacha20-ietf-poly1305".to_owned();
    }
    if !is_known_cipher(&method) {
        return Look::Bad(ListFault::Cipher);
    }
    Look::One(ProxyAddress {
        kind: Some(ProxyKind::Shadowsocks),
        is_tls: false,
        host,
        port,
        login: Some(ProxyLogin::Cipher { method, password }),
    })
}

/// Without a scheme: `host:port`, `user:password@host:port`, `address:port:user:password`, `network/bits:port`.
fn plain(text: &str, hint: Option<ProxyKind>, is_alone: bool) -> Look {
    let kind = hinted(hint);
    let text = text.trim_end_matches('/');
    if let Some((login, rest)) = text.rsplit_once('@') {
        let Some((host, port)) = rest.rsplit_once(':') else {
            return Look::Other;
        };
        let is_meant = login.contains(':') && (is_alone || is_address_like(host));
        return match password(login, true) {
            Ok(login) if is_meant => of_place(host, port, kind, Some(login)),
            Err(fault) if is_meant => Look::Bad(fault),
            Ok(_) | Err(_) => Look::Other,
        };
    }
    if text.starts_with('[') {
        return match text.rsplit_once("]:") {
            Some((_, port)) => of_place(&text[..text.len() - port.len() - 1], port, kind, None),
            None => Look::Other,
        };
    }
    let mut parts = text.splitn(4, ':');
    let parts = (parts.next(), parts.next(), parts.next(), parts.next());
    match parts {
        (Some(host), Some(port), None, None) => {
            let is_name = is_alone && host.contains('.') && host_of(host).is_some();
            match is_address_like(host) || (is_name && port_of(port).is_some()) {
                true => of_place(host, port, kind, None),
                false => Look::Other,
            }
        }
        (Some(host), Some(port), Some(user), Some(word)) if host.parse::<Ipv4Addr>().is_ok() => {
            match password(&format!("{user}:{word}"), false) {
                Ok(login) => of_place(host, port, kind, Some(login)),
                Err(fault) => Look::Bad(fault),
            }
        }
        _ => Look::Other,
    }
}

/// Whether it is written as an address of IPv4 or a network of such is, be it right or wrong; or one of IPv6 in brackets.
fn is_address_like(host: &str) -> bool {
    let is_of_one = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/');
    let is_four = host.bytes().filter(|byte| *byte == b'.').count() >= 3;
    (is_four && host.chars().all(is_of_one)) || (host.starts_with('[') && host.ends_with(']'))
}

/// A host or a network and a port, as they are written.
fn of_place(host: &str, port: &str, kind: Option<ProxyKind>, login: Option<ProxyLogin>) -> Look {
    let Some(port) = port_of(port) else {
        return Look::Bad(ListFault::Port);
    };
    let address = |host: String| ProxyAddress {
        kind,
        is_tls: kind == Some(ProxyKind::Https),
        host,
        port,
        login,
    };
    if let Some((base, bits)) = host.split_once('/') {
        let (Ok(base), Ok(bits)) = (base.parse::<Ipv4Addr>(), bits.parse::<u8>()) else {
            return Look::Bad(ListFault::Host);
        };
        return match bits {
            WIDEST_NETWORK..=32 => Look::Network(base, bits, address(String::new())),
            _ => Look::Bad(ListFault::Network),
        };
    }
    match host_of(host) {
        Some(host) => Look::One(address(host)),
        None => Look::Bad(ListFault::Host),
    }
}

/// A port, from 1 on; leading zeros are left out.
pub(super) fn port_of(text: &str) -> Option<u16> {
    let is_number = !text.is_empty() && text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit());
    let port = is_number.then(|| text.parse::<u32>().ok()).flatten()?;
    u16::try_from(port).ok().filter(|port| *port != 0)
}

/// A host as it is kept: an address in its shortest form, or a name of ASCII in lower case.
pub(super) fn host_of(text: &str) -> Option<String> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    if let Some(bare) = bare {
        let address: Ipv6Addr = bare.parse().ok()?;
        return Some(IpAddr::V6(address).to_canonical().to_string());
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical().to_string());
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        let is_of_one = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(is_of_one)
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    // No name ends in a number: that is an address gone wrong.
    let is_name = name.len() <= LONGEST_NAME
        && name.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit());
    is_name.then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
