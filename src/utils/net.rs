//! Addresses of networks: which are seen from everywhere, and which belong to one visitor.

use std::net::IpAddr;
use std::net::Ipv4Addr;
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

/// Whether the world at large reaches that address: none of those that IANA keeps for other purposes (the registries of
/// special-purpose addresses, RFC 6890 and after it). One that only wraps an address of IPv4 is judged by that one.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match wrapped(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        // This network; private; this machine; multicast, reserved and broadcast.
        0 | 10 | 127 | 224.. => true,
        100 => (64..128).contains(&b), // shared by providers (RFC 6598)
        169 => b == 254,               // link-local
        172 => (16..32).contains(&b),  // private
        // Protocols; examples; the way to 6to4; private.
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        198 => b == 18 || b == 19 || (b == 51 && c == 100), // benchmarks; examples
        203 => b == 0 && c == 113,                          // examples
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only 2000::/3 is given out, without protocols (2001::/23) and examples (2001:db8::/32, 3fff::/20).
    let is_given = (0x2000..0x4000).contains(&a);
    let is_special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || (a == 0x3fff && b < 0x1000);
    is_given && !is_special
}

/// The address of IPv4 to which one of IPv6 leads: by NAT64 (64:ff9b::/96) or 6to4 (2002::/16).
fn wrapped(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let [high, low] = match parts {
        [0x0064, 0xff9b, 0, 0, 0, 0, high, low] => [high, low],
        [0x2002, high, low, ..] => [high, low],
        _ => return None,
    };
    Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
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

    /// The networks that are not public, as the registries of IANA name them.
    const SPECIAL: &[&str] = &[
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];

    fn is_special(address: Ipv4Addr) -> bool {
        let networks = SPECIAL.iter().map(|text| text.parse::<ipnet::Ipv4Net>());
        networks
            .into_iter()
            .any(|network| network.expect("a network").contains(&address))
    }

    #[test]
    fn the_edges_of_each_special_network_are_judged_right() {
        for text in SPECIAL {
            let network: ipnet::Ipv4Net = text.parse().expect("a network");
            let (first, last) = (u32::from(network.network()), u32::from(network.broadcast()));
            for edge in [first.wrapping_sub(1), first, last, last.wrapping_add(1)] {
                let edge = Ipv4Addr::from(edge);
                assert_eq!(is_public(edge.into()), !is_special(edge), "{edge}");
            }
        }
    }

    #[test]
    fn addresses_of_ipv6_that_lead_nowhere_outside_are_not_public() {
        for inner in [
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "2002:c0a8:101::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address(inner)), "{inner}");
        }
        for outer in [
            "1.1.1.1",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(address(outer)), "{outer}");
        }
    }

    proptest::proptest! {
        #[test]
        fn an_address_is_public_as_the_registry_says_however_it_is_wrapped(bits: u32, host: u64) {
            let plain = Ipv4Addr::from(bits);
            let is_outer = !is_special(plain);
            proptest::prop_assert_eq!(is_public(plain.into()), is_outer);
            proptest::prop_assert_eq!(is_public(plain.to_ipv6_mapped().into()), is_outer);
            let nat64 = (0x0064_ff9b_u128 << 96) | u128::from(bits);
            proptest::prop_assert_eq!(is_public(Ipv6Addr::from(nat64).into()), is_outer);
            let sixto4 = (0x2002_u128 << 112) | (u128::from(bits) << 80) | u128::from(host);
            proptest::prop_assert_eq!(is_public(Ipv6Addr::from(sixto4).into()), is_outer);
        }

        #[test]
        fn what_is_inner_is_never_public(bits: u128) {
            let addresses = [IpAddr::from(Ipv6Addr::from(bits)), IpAddr::from(Ipv4Addr::from(bits as u32))];
            for address in addresses {
                proptest::prop_assert!(!(is_inner(address) && is_public(address)), "{}", address);
            }
        }
    }
}
