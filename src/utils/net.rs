//! Addresses of networks: which are seen from everywhere, and which belong to one visitor.

use std::net::IpAddr;
use std::net::Ipv6Addr;

/// Whether nobody outside reaches that address.
pub fn is_inner(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            // Also what providers share among their customers (RFC 6598).
            let is_shared = a == 100 && (64..128).contains(&b);
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || is_shared
        }
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
    }
}

/// One visitor: an address of IPv4, or the /64 of one of IPv6, for whoever has one of those has them all.
pub fn visitor(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_address_of_an_inner_network_is_known() {
        for inner in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.5",
            "100.64.0.1",
            "169.254.1.1",
            "0.0.0.0",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(is_inner(address(inner)), "{inner}");
        }
        for outer in ["198.51.100.7", "100.128.0.1", "2001:db8::1"] {
            assert!(!is_inner(address(outer)), "{outer}");
        }
    }

    #[test]
    fn whoever_has_one_address_of_ipv6_has_its_64() {
        assert_eq!(
            visitor(address("2001:db8:1:2:3::4")),
            address("2001:db8:1:2::")
        );
        assert_eq!(
            visitor(address("::ffff:198.51.100.7")),
            address("198.51.100.7")
        );
    }
}
