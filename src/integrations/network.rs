//! Whether this machine has a network at all: places that are reached if anything is.

use reqwest::Url;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Whoever is reachable takes a connection within this time.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where a SOCKS proxy listens that does not say it.
const SOCKS_PORT: u16 = 1_080;

/// Whether any of those places (`host:port`) takes a connection. Waits a few seconds at most.
pub async fn reaches_any(places: &[String]) -> bool {
    let mut tries = JoinSet::new();
    for place in places.iter().cloned() {
        tries.spawn(async move {
            let connected = tokio::time::timeout(PATIENCE, TcpStream::connect(place)).await;
            matches!(connected, Ok(Ok(_)))
        });
    }
    while let Some(tried) = tries.join_next().await {
        if matches!(tried, Ok(true)) {
            return true;
        }
    }
    false
}

/// The `host:port` of an address, unless it is this machine: that is reached without any network.
pub fn landmark(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url
        .host_str()
        .filter(|host| !host.is_empty() && !is_here(host))?;
    let port = url.port_or_known_default().unwrap_or(SOCKS_PORT);
    Some(format!("{host}:{port}"))
}

/// Whether that host is this machine.
pub fn is_here(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let is_loopback = |ip: IpAddr| ip.to_canonical().is_loopback();
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_reached_without_a_network() {
        for host in [
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "[::1]",
            "LocalHost",
            "::ffff:127.0.0.1",
        ] {
            assert!(is_here(host), "{host}");
        }
        for host in ["192.168.1.2", "proxy.example.org", "8.8.8.8", "2001:db8::1"] {
            assert!(!is_here(host), "{host}");
        }
    }

    #[test]
    fn landmarks_are_hosts_with_their_ports_and_never_this_machine() {
        for (url, place) in [
            ("https://api.telegram.org", Some("api.telegram.org:443")),
            ("socks5://u:p@10.0.0.1", Some("10.0.0.1:1080")),
            ("http://[2001:db8::1]:8081", Some("[2001:db8::1]:8081")),
            ("http://127.0.0.1:8081", None),
            ("nonsense", None),
        ] {
            assert_eq!(landmark(url).as_deref(), place, "{url}");
        }
    }

    #[tokio::test]
    async fn one_place_that_takes_a_connection_is_enough() {
        let open = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let shut = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let place = |listener: &std::net::TcpListener| {
            listener.local_addr().expect("an address").to_string()
        };
        let (open_at, shut_at) = (place(&open), place(&shut));
        drop(shut);
        assert!(!reaches_any(std::slice::from_ref(&shut_at)).await);
        assert!(reaches_any(&[shut_at, open_at]).await);
        assert!(!reaches_any(&[]).await);
    }
}
