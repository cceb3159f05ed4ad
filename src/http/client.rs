//! Who asks: told once for each request, from the connection and from what trusted web servers say of it.

use crate::config::Doors;
use crate::utils::net;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::header;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Once;

/// Where web servers tell whom they ask for, the nearest last.
/// That a web server is not believed is said once.
static UNTRUSTED: Once = Once::new();
const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Where they tell how they were asked.
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// What nobody says who asks for themselves.
const SIGNS: [HeaderName; 6] = [
    FOR,
    PROTO,
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-real-ip"),
];

/// Whoever makes a request. An extension of every request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Client {
    /// Their address. `None` = a trusted web server that names nobody: it asks for everybody, and one of them must not
    /// shut the others out.
    pub ip: Option<IpAddr>,
    /// They speak TLS, with the house or with the web server before it.
    pub is_https: bool,
    /// A program on this machine that asks for itself: no web server stands between.
    pub is_local: bool,
}

impl Client {
    /// Reads it from the neighbour at the other end of the connection and the head of the request. Strangers may say what
    /// they like: only whom the settings trust is believed.
    pub(super) fn of(doors: &Doors, peer: IpAddr, is_tls: bool, headers: &HeaderMap) -> Self {
        let peer = peer.to_canonical();
        let is_trusted = doors.trusts(peer);
        if !is_trusted && net::is_inner(peer) && headers.contains_key(&FOR) {
            UNTRUSTED.call_once(|| {
                log::warn!("{peer} says for whom it asks and is not believed: if it is your web server, name it in TRUSTED_PROXIES");
            });
        }
        let ip = match is_trusted {
            true => named(doors, headers),
            false => Some(peer),
        };
        let is_forwarded_https = is_trusted && last(headers, &PROTO).is_some_and(is_https);
        Self {
            ip,
            is_https: is_tls || is_forwarded_https,
            is_local: peer.is_loopback() && !SIGNS.iter().any(|sign| headers.contains_key(sign)),
        }
    }
}

/// Whom the web servers name: from the nearest on, the first that is none of them. A list of trusted ones alone began with
/// whoever asked.
fn named(doors: &Doors, headers: &HeaderMap) -> Option<IpAddr> {
    let lines = headers.get_all(FOR).iter().rev();
    let names = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
    let mut farthest = None;
    for name in names {
        // Beyond a name that is no address nothing is known.
        let Some(address) = address(name.trim()) else {
            break;
        };
        farthest = Some(address);
        if !doors.trusts(address) {
            break;
        }
    }
    farthest
}

/// An address, which some servers write with a port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|place: SocketAddr| place.ip());
    let plain = text.trim_matches(['[', ']']).parse().ok();
    plain
        .or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}

/// What the nearest server said under that name.
fn last<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let line = headers.get_all(name).iter().next_back()?;
    line.to_str().ok()?.rsplit(',').next()
}

fn is_https(proto: &str) -> bool {
    proto.trim().eq_ignore_ascii_case("https")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn doors(networks: Option<&[&str]>) -> Doors {
        let parsed = |list: &[&str]| {
            let networks = list.iter().map(|one| one.parse().expect("a network"));
            networks.collect()
        };
        Doors {
            trusted_proxies: networks.map(parsed),
            ..Doors::default()
        }
    }

    fn head(lines: &[(&str, &str)]) -> HeaderMap {
        let line = |(name, value): &(&str, &str)| -> (HeaderName, axum::http::HeaderValue) {
            (
                name.parse().expect("a name"),
                value.parse().expect("a value"),
            )
        };
        lines.iter().map(line).collect()
    }

    fn seen(doors: &Doors, peer: &str, lines: &[(&str, &str)]) -> Client {
        Client::of(doors, ip(peer), false, &head(lines))
    }

    #[test]
    fn a_web_server_before_the_house_is_believed_and_a_stranger_is_not() {
        let doors = doors(None);
        let names = [("x-forwarded-for", "203.0.113.9, 198.51.100.8")];
        assert_eq!(
            seen(&doors, "127.0.0.1", &names).ip,
            Some(ip("198.51.100.8"))
        );
        assert_eq!(
            seen(&doors, "::ffff:127.0.0.1", &names).ip,
            Some(ip("198.51.100.8"))
        );
        assert_eq!(
            seen(&doors, "198.51.100.7", &names).ip,
            Some(ip("198.51.100.7"))
        );
        assert_eq!(seen(&doors, "127.0.0.1", &[]).ip, None);
        let unknown = [("x-forwarded-for", "unknown")];
        assert_eq!(seen(&doors, "127.0.0.1", &unknown).ip, None);
    }

    #[test]
    fn trusted_servers_in_a_row_are_walked_over_and_what_stands_before_a_stranger_is_not_believed()
    {
        let doors = doors(Some(&["127.0.0.0/8", "203.0.113.0/24", "2001:db8::/32"]));
        let row = |text: &str| seen(&doors, "127.0.0.1", &[("x-forwarded-for", text)]).ip;
        assert_eq!(
            row("1.2.3.4, 198.51.100.8, 203.0.113.1"),
            Some(ip("198.51.100.8"))
        );
        assert_eq!(
            row("198.51.100.8:4711, [2001:db8::1]:443"),
            Some(ip("198.51.100.8"))
        );
        assert_eq!(row("203.0.113.4, 203.0.113.1"), Some(ip("203.0.113.4")));
        assert_eq!(
            row("198.51.100.8, nonsense, 203.0.113.1"),
            Some(ip("203.0.113.1"))
        );
        let two = [
            ("x-forwarded-for", "1.2.3.4, 198.51.100.8"),
            ("x-forwarded-for", "203.0.113.1"),
        ];
        assert_eq!(seen(&doors, "127.0.0.1", &two).ip, Some(ip("198.51.100.8")));
    }

    #[test]
    fn nobody_is_believed_where_nobody_is_trusted() {
        let doors = doors(Some(&[]));
        let lines = [
            ("x-forwarded-for", "198.51.100.8"),
            ("x-forwarded-proto", "https"),
        ];
        let client = seen(&doors, "127.0.0.1", &lines);
        assert_eq!((client.ip, client.is_https), (Some(ip("127.0.0.1")), false));
    }

    #[test]
    fn tls_is_the_houses_own_or_told_by_a_trusted_server() {
        let doors = doors(None);
        let proto = |text: &str| seen(&doors, "127.0.0.1", &[("x-forwarded-proto", text)]).is_https;
        assert!(proto("https") && proto("http, HTTPS") && !proto("https, http") && !proto("http"));
        let stranger = [("x-forwarded-proto", "https")];
        assert!(!seen(&doors, "198.51.100.7", &stranger).is_https);
        assert!(Client::of(&doors, ip("198.51.100.7"), true, &HeaderMap::new()).is_https);
    }

    #[test]
    fn only_a_program_of_this_machine_that_asks_for_itself_is_local() {
        let doors = doors(None);
        assert!(seen(&doors, "127.0.0.1", &[]).is_local && seen(&doors, "::1", &[]).is_local);
        assert!(!seen(&doors, "10.0.0.1", &[]).is_local);
        for sign in [
            "x-forwarded-for",
            "forwarded",
            "via",
            "x-real-ip",
            "x-forwarded-proto",
        ] {
            assert!(
                !seen(&doors, "127.0.0.1", &[(sign, "x")]).is_local,
                "{sign}"
            );
        }
    }
}
