//! The join string: everything the bot needs to reach a node, in one line to paste.

use crate::config::Secret;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Reach;
use crate::models::VpnKind;
use std::net::Ipv6Addr;

/// How a join string begins.
const SCHEME: &str = "portero-node://";
/// Where a node listens if nobody says otherwise.
pub const DEFAULT_PORT: u16 = 8443;
/// Bytes of a SHA-256 in hex.
const PIN_DIGITS: usize = 64;
/// A secret has at least 128 bits: 32 digits in hex, 22 in base64.
const SHORTEST_SECRET: usize = 22;
const LONGEST_SECRET: usize = 128;

/// What a join string says: `portero-node://host:port/secret?cert=SHA256HEX`, and `&kind=mtproto` for a proxy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Join {
    /// A host name or an address, without brackets.
    pub host: String,
    pub port: u16,
    pub secret: Secret,
    /// SHA-256 of the node's certificate, in lower-case hex.
    pub pin: String,
    /// What is behind it.
    pub kind: VpnKind,
}

/// What is wrong with a text that should be a join string. Holds nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JoinError {
    #[error("a join string begins with portero-node://")]
    Scheme,
    #[error("the join string has no host, or one that is neither a name nor an address")]
    Host,
    #[error("the port of the join string is not a number from 1 to 65535")]
    Port,
    #[error("the secret of the join string is missing or cut off")]
    Secret,
    #[error("the join string lacks ?cert= with the 64 digits of the certificate")]
    Pin,
    #[error("the join string is of a kind of server that this version does not know")]
    Kind,
}

impl Join {
    /// Reads a join string. Blanks around it and line breaks inside it, as chats and terminals put them, are dropped.
    ///
    /// # Errors
    /// With the first part that is not as it should be.
    pub fn parse(text: &str) -> Result<Self, JoinError> {
        let text: String = text.split_whitespace().collect();
        let has_scheme = (text.get(..SCHEME.len())).is_some_and(|s| s.eq_ignore_ascii_case(SCHEME));
        let rest = text.get(SCHEME.len()..).filter(|_| has_scheme);
        let rest = rest.ok_or(JoinError::Scheme)?;
        let (place, rest) = rest.split_once('/').ok_or(JoinError::Secret)?;
        let (secret, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, port) = host_and_port(place)?;
        let is_secret = (SHORTEST_SECRET..=LONGEST_SECRET).contains(&secret.len())
            && (secret.bytes()).all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_secret {
            return Err(JoinError::Secret);
        }
        let pin = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("cert="))
            .and_then(pin)
            .ok_or(JoinError::Pin)?;
        let kind = query.split('&').find_map(|pair| pair.strip_prefix("kind="));
        let kind = kind.map_or(Some(VpnKind::WireGuard), VpnKind::parse);
        Ok(Self {
            host,
            port,
            secret: Secret::new(secret),
            pin,
            kind: kind.ok_or(JoinError::Kind)?,
        })
    }

    /// The join string. It holds the secret: for the operator's eyes only.
    pub fn link(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let secret = self.secret.expose();
        // Bots of before know one kind, and do not look for it.
        let kind = match self.kind {
            VpnKind::WireGuard => String::new(),
            VpnKind::Outline | VpnKind::MtProto => format!("&kind={}", self.kind.name()),
        };
        format!(
            "{SCHEME}{host}:{}/{secret}?cert={}{kind}",
            self.port, self.pin
        )
    }

    /// How a server that was joined so is reached.
    pub fn reach(&self) -> Reach {
        Reach::Node {
            host: self.host.clone(),
            port: self.port,
            secret: Hidden(self.secret.expose().to_owned()),
            pin: self.pin.clone(),
        }
    }
}

fn host_and_port(place: &str) -> Result<(String, u16), JoinError> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']').ok_or(JoinError::Host)?;
            address.parse::<Ipv6Addr>().map_err(|_| JoinError::Host)?;
            (
                address,
                port.strip_prefix(':').or(port.is_empty().then_some("")),
            )
        }
        None => {
            let (host, port) = place.split_once(':').unwrap_or((place, ""));
            if !is_host(host) {
                return Err(JoinError::Host);
            }
            (host, Some(port))
        }
    };
    let port = match port.ok_or(JoinError::Port)? {
        "" => DEFAULT_PORT,
        port => port.parse().map_err(|_| JoinError::Port)?,
    };
    if port == 0 {
        return Err(JoinError::Port);
    }
    Ok((host.to_owned(), port))
}

/// A host name or an IPv4 address.
fn is_host(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && !host.starts_with(['.', '-'])
        && (host.bytes()).all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

/// 64 digits, with or without the colons that openssl puts between them.
fn pin(text: &str) -> Option<String> {
    let pin: String = text.chars().filter(|c| *c != ':').collect();
    let is_pin = pin.len() == PIN_DIGITS && pin.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_pin.then(|| pin.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn cert() -> String {
        "ab".repeat(32)
    }

    #[test]
    fn what_the_node_prints_is_read_back() {
        let kinds = [VpnKind::WireGuard, VpnKind::MtProto, VpnKind::WireGuard];
        let hosts = ["203.0.113.7", "vps.example.org", "2001:db8::7"];
        for (host, kind) in hosts.into_iter().zip(kinds) {
            let join = Join {
                kind,
                host: host.to_owned(),
                port: 9443,
                secret: Secret::new(SECRET),
                pin: cert(),
            };
            assert_eq!(Join::parse(&join.link()), Ok(join));
        }
    }

    #[test]
    fn a_pasted_one_may_be_wrapped_in_capitals_or_without_a_port() {
        let text = format!(
            "  PORTERO-NODE://vps.example.org/{SECRET}\n  ?cert={}\n",
            ["AB"; 32].join(":")
        );
        let join = Join::parse(&text).expect("a join string");
        assert_eq!((join.port, join.pin), (DEFAULT_PORT, cert()));
    }

    #[test]
    fn each_part_that_is_wrong_has_its_own_error() {
        let whole = |place: &str| format!("portero-node://{place}/{SECRET}?cert={}", cert());
        for (text, error) in [
            (String::new(), JoinError::Scheme),
            ("ssconf://x".to_owned(), JoinError::Scheme),
            ("portero-nodé://x/y".to_owned(), JoinError::Scheme),
            ("portero-node://x".to_owned(), JoinError::Secret),
            (whole(""), JoinError::Host),
            (whole("a b@c"), JoinError::Host),
            (whole("[::1"), JoinError::Host),
            (whole("[::g]:1"), JoinError::Host),
            (whole("2001:db8::7"), JoinError::Port),
            (whole("[::1]8443"), JoinError::Port),
            (whole("x:0"), JoinError::Port),
            (whole("x:70000"), JoinError::Port),
            (
                format!("portero-node://x/short?cert={}", cert()),
                JoinError::Secret,
            ),
            (format!("portero-node://x/{SECRET}"), JoinError::Pin),
            (whole("x") + "&kind=carrier-pigeon", JoinError::Kind),
            (
                format!("portero-node://x/{SECRET}?cert=abc"),
                JoinError::Pin,
            ),
        ] {
            assert_eq!(Join::parse(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn neither_debug_nor_an_error_shows_the_secret() {
        let join = Join::parse(&format!("portero-node://x/{SECRET}?cert={}", cert()));
        assert!(!format!("{join:?}").contains(SECRET));
    }
}
