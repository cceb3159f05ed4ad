//! What goes through a tunnel: networks added and subtracted.

use crate::models::Routing;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use ipnet::Ipv6Net;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// The most networks that are read from a text: the list goes into a QR code.
const MOST_NETWORKS: usize = 50;
/// Networks that are a person's own surroundings: RFC 1918, link-local, multicast and reserved; ULA and the same of IPv6.
const LAN: [IpNet; 8] = [
    v4(10, 0, 8),
    v4(172, 16, 12),
    v4(192, 168, 16),
    v4(169, 254, 16),
    // Multicast, and all that is reserved above it with the broadcast address.
    v4(224, 0, 3),
    v6(0xfc00, 7),
    v6(0xfe80, 10),
    v6(0xff00, 8),
];
const EVERYTHING: [IpNet; 2] = [v4(0, 0, 0), v6(0, 0)];

const fn v4(first: u8, second: u8, length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(
        Ipv4Addr::new(first, second, 0, 0),
        length,
    ))
}

const fn v6(first: u16, length: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(
        Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, 0),
        length,
    ))
}

/// What goes through the tunnel: networks without overlap, sorted, IPv4 first. A private name server stays reachable.
/// `endpoint`, the server's own address, is left out of all but whole families: there `wg-quick` would send the tunnel
/// into itself.
pub fn allowed_ips(routing: &Routing, dns: &[IpAddr], endpoint: Option<IpAddr>) -> Vec<IpNet> {
    let mut networks: Vec<IpNet> = match routing {
        Routing::All => EVERYTHING.to_vec(),
        Routing::NoLan => LAN
            .iter()
            .fold(EVERYTHING.to_vec(), |networks, lan| minus(&networks, *lan)),
        Routing::Only(list) => list.iter().filter_map(|text| network(text)).collect(),
    };
    let private = dns.iter().map(|address| IpNet::from(*address));
    networks.extend(private.filter(|address| LAN.iter().any(|lan| lan.contains(address))));
    let networks = IpNet::aggregate(&networks);
    match endpoint.map(IpNet::from) {
        Some(own)
            if !EVERYTHING
                .iter()
                .any(|all| all.contains(&own) && networks.contains(all)) =>
        {
            minus(&networks, own)
        }
        Some(_) | None => networks,
    }
}

/// Reads typed networks, apart by commas, spaces or lines; a bare address is a network of one. `None` if one of them is
/// none, or there are none or more than 50.
pub fn networks(text: &str) -> Option<Vec<IpNet>> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let networks: Option<Vec<IpNet>> = words.filter(|word| !word.is_empty()).map(network).collect();
    let networks = IpNet::aggregate(&networks?);
    (1..=MOST_NETWORKS)
        .contains(&networks.len())
        .then_some(networks)
}

fn network(text: &str) -> Option<IpNet> {
    let network: Option<IpNet> = text.parse().ok();
    let network = network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    network.map(|network| network.trunc())
}

/// The networks without one: what overlaps it is halved until the halves lie inside or outside.
fn minus(networks: &[IpNet], hole: IpNet) -> Vec<IpNet> {
    let mut left = Vec::new();
    let mut open: Vec<IpNet> = networks.iter().rev().copied().collect();
    while let Some(network) = open.pop() {
        if hole.contains(&network) {
            continue;
        }
        // A network that holds the hole without being it is shorter than an address.
        let halves = network
            .contains(&hole)
            .then(|| network.subnets(network.prefix_len() + 1).ok())
            .flatten();
        match halves {
            Some(halves) => open.extend(halves.collect::<Vec<_>>().into_iter().rev()),
            None => left.push(network),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn shown(networks: &[IpNet]) -> String {
        let texts: Vec<String> = networks.iter().map(IpNet::to_string).collect();
        texts.join(", ")
    }

    /// How many addresses of one family the networks hold; they must not overlap.
    fn size(networks: &[IpNet]) -> u128 {
        let sizes = networks
            .iter()
            .map(|network| u32::from(network.max_prefix_len() - network.prefix_len()));
        sizes.map(|bits| 1u128 << bits).sum()
    }

    fn overlap(networks: &[IpNet]) -> bool {
        networks.iter().enumerate().any(|(at, one)| {
            networks[..at]
                .iter()
                .any(|other| one.contains(other) || other.contains(one))
        })
    }

    #[test]
    fn everything_is_two_networks_whatever_the_name_server_and_the_endpoint() {
        let dns = [ip("10.8.0.1"), ip("1.1.1.1"), ip("fd00::1")];
        let all = allowed_ips(&Routing::All, &dns, Some(ip("203.0.113.9")));
        assert_eq!(shown(&all), "0.0.0.0/0, ::/0");
    }

    #[test]
    fn without_the_lan_everything_else_is_left_to_the_last_address() {
        let networks = allowed_ips(&Routing::NoLan, &[], None);
        insta::assert_snapshot!(shown(&networks), @"0.0.0.0/5, 8.0.0.0/7, 11.0.0.0/8, 12.0.0.0/6, 16.0.0.0/4, 32.0.0.0/3, 64.0.0.0/2, 128.0.0.0/3, 160.0.0.0/5, 168.0.0.0/8, 169.0.0.0/9, 169.128.0.0/10, 169.192.0.0/11, 169.224.0.0/12, 169.240.0.0/13, 169.248.0.0/14, 169.252.0.0/15, 169.255.0.0/16, 170.0.0.0/7, 172.0.0.0/12, 172.32.0.0/11, 172.64.0.0/10, 172.128.0.0/9, 173.0.0.0/8, 174.0.0.0/7, 176.0.0.0/4, 192.0.0.0/9, 192.128.0.0/11, 192.160.0.0/13, 192.169.0.0/16, 192.170.0.0/15, 192.172.0.0/14, 192.176.0.0/12, 192.192.0.0/10, 193.0.0.0/8, 194.0.0.0/7, 196.0.0.0/6, 200.0.0.0/5, 208.0.0.0/4, ::/1, 8000::/2, c000::/3, e000::/4, f000::/5, f800::/6, fe00::/9, fec0::/10");
        assert!(!overlap(&networks));
        let (four, six): (Vec<IpNet>, Vec<IpNet>) =
            networks.iter().partition(|one| one.max_prefix_len() == 32);
        let lan: Vec<IpNet> = (LAN.iter().copied())
            .filter(|one| one.max_prefix_len() == 32)
            .collect();
        assert_eq!(size(&four) + size(&lan), 1 << 32);
        // 2^128 overflows: count in /10.
        let tenths: u128 = six.iter().map(|one| 1 << (10 - one.prefix_len())).sum();
        assert_eq!(tenths + 8 + 1 + 4, 1 << 10);
    }

    #[test]
    fn a_private_name_server_stays_reachable_and_a_public_one_adds_nothing() {
        let only = Routing::Only(vec!["192.0.2.0/24".to_owned()]);
        let dns = [ip("10.8.0.1"), ip("1.1.1.1"), ip("fd00::1")];
        assert_eq!(
            shown(&allowed_ips(&only, &dns, None)),
            "10.8.0.1/32, 192.0.2.0/24, fd00::1/128"
        );
        let without_lan = allowed_ips(&Routing::NoLan, &dns, None);
        for address in dns {
            assert!(without_lan.iter().any(|one| one.contains(&address)));
        }
        assert!(!without_lan.iter().any(|one| one.contains(&ip("10.8.0.2"))));
    }

    #[test]
    fn the_server_itself_stays_outside_unless_everything_is_inside() {
        let endpoint = ip("203.0.113.9");
        let networks = allowed_ips(&Routing::NoLan, &[], Some(endpoint));
        assert!(!networks.iter().any(|one| one.contains(&endpoint)));
        assert!(networks.iter().any(|one| one.contains(&ip("203.0.113.8"))));
        assert!(!overlap(&networks));
        let only = Routing::Only(vec!["203.0.113.8/31".to_owned()]);
        let networks = allowed_ips(&only, &[], Some(endpoint));
        assert_eq!(shown(&networks), "203.0.113.8/32");
        let whole = Routing::Only(vec!["0.0.0.0/0".to_owned()]);
        assert_eq!(
            shown(&allowed_ips(&whole, &[], Some(endpoint))),
            "0.0.0.0/0"
        );
    }

    #[test]
    fn typed_networks_are_read_and_put_in_order() {
        let read = |text| networks(text).map(|networks| shown(&networks));
        assert_eq!(
            read("192.168.5.7/24, 10.0.0.1\nfd00::/9 10.0.0.0/32").as_deref(),
            Some("10.0.0.0/31, 192.168.5.0/24, fd00::/9")
        );
        for bad in ["", " ,", "10.0.0.0/33", "10.0.0", "all", "10.0.0.0/8 x"] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        let many: Vec<String> = (0..60).map(|at| format!("10.{at}.1.0/24")).collect();
        assert_eq!(read(&many.join(" ")), None);
    }

    /// A network within 10.0.0.0/24, or the same of IPv6.
    fn little() -> impl Strategy<Value = IpNet> {
        (any::<u8>(), 24u8..=32, any::<bool>()).prop_map(|(last, length, is_v6)| {
            let network = if is_v6 {
                let address = Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, u16::from(last));
                Ipv6Net::new(address, length + 96).map(IpNet::V6)
            } else {
                Ipv4Net::new(Ipv4Addr::new(10, 0, 0, last), length).map(IpNet::V4)
            };
            network.expect("a network").trunc()
        })
    }

    proptest! {
        #[test]
        fn sums_and_differences_are_exact_and_without_overlap(
            wanted in proptest::collection::vec(little(), 0..8),
            dns in proptest::collection::vec(little(), 0..3),
            endpoint in little(),
            has_endpoint in any::<bool>(),
        ) {
            let dns: Vec<IpAddr> = dns.iter().map(IpNet::addr).collect();
            let endpoint = has_endpoint.then(|| endpoint.addr());
            let only = Routing::Only(wanted.iter().map(IpNet::to_string).collect());
            let networks = allowed_ips(&only, &dns, endpoint);
            prop_assert!(!overlap(&networks), "{}", shown(&networks));
            let mut inside = 0u128;
            for last in 0..=255u8 {
                for address in [
                    IpAddr::V4(Ipv4Addr::new(10, 0, 0, last)),
                    IpAddr::V6(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, u16::from(last))),
                ] {
                    let is_wanted = wanted.iter().any(|one| one.contains(&address)) || dns.contains(&address);
                    let is_in = is_wanted && endpoint != Some(address);
                    prop_assert_eq!(networks.iter().any(|one| one.contains(&address)), is_in, "{}", address);
                    inside += u128::from(is_in);
                }
            }
            // Nothing outside the little world came in.
            prop_assert_eq!(size(&networks), inside);
        }

        #[test]
        fn without_the_lan_any_address_is_in_or_out_as_it_should(
            bits in any::<u128>(), near in 0..LAN.len(), dns in any::<u128>(), endpoint in any::<u128>(),
        ) {
            let address = |bits: u128| -> IpAddr {
                if bits & 1 == 0 { Ipv4Addr::from_bits((bits >> 64) as u32).into() } else { Ipv6Addr::from_bits(bits).into() }
            };
            let (dns, endpoint) = (address(dns), address(endpoint));
            let networks = allowed_ips(&Routing::NoLan, &[dns], Some(endpoint));
            prop_assert!(!overlap(&networks));
            let edges = [LAN[near].network(), LAN[near].broadcast(), dns, endpoint, address(bits)];
            for one in edges {
                let is_lan = LAN.iter().any(|lan| lan.contains(&one));
                let is_in = (!is_lan || one == dns) && one != endpoint;
                prop_assert_eq!(networks.iter().any(|network| network.contains(&one)), is_in, "{}", one);
            }
        }
    }
}
