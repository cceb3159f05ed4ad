//! The arithmetic of pools: which networks may be one, and which addresses they hold.

use crate::models::Pool;
use crate::models::PoolRefusal;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use ipnet::Ipv6Net;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::ops::RangeInclusive;

/// Lengths of an IPv4 pool: a row for each address, and room for one client at least.
const V4_LENGTHS: RangeInclusive<u8> = 16..=30;
/// Lengths of an IPv6 pool: beyond /64 nobody asks for more, and one client needs two bits.
const V6_LENGTHS: RangeInclusive<u8> = 64..=126;
/// The highest host number of IPv6 alone, as many as in the largest IPv4 pool.
const LAST_V6_HOST: i64 = 65_535;
/// The server's own address.
const OWN_HOST: i64 = 1;
/// After the network and the server's own address.
const FIRST_HOST: i64 = OWN_HOST + 1;

/// Networks that belong to no house: unspecified, loopback, link-local, multicast, reserved, and those of examples in
/// documents, which somebody typed without changing them. Public networks are taken: some servers have one of their own.
const RESERVED: [IpNet; 14] = [
    v4([0, 0, 0], 8),
    v4([127, 0, 0], 8),
    v4([169, 254, 0], 16),
    v4([192, 0, 0], 24),
    v4([192, 0, 2], 24),
    v4([198, 51, 100], 24),
    v4([203, 0, 113], 24),
    v4([224, 0, 0], 3),
    // Unspecified, loopback, and IPv4 written as IPv6.
    v6(0, 0, 16),
    v6(0x0064, 0xff9b, 32),
    v6(0x2001, 0x0db8, 32),
    v6(0x3fff, 0, 20),
    v6(0xfe80, 0, 10),
    v6(0xff00, 0, 8),
];

const fn v4(bytes: [u8; 3], length: u8) -> IpNet {
    let [a, b, c] = bytes;
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), length))
}

const fn v6(first: u16, second: u16, length: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(
        Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0),
        length,
    ))
}

/// The networks of a pool: one of each family at most, one of them at least.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Networks {
    pub v4: Option<Ipv4Net>,
    pub v6: Option<Ipv6Net>,
}

impl Networks {
    /// Those of a kept pool.
    pub fn of(pool: &Pool) -> Self {
        let read = |text: &Option<String>| text.as_deref().map(str::to_owned);
        Self {
            v4: read(&pool.v4).and_then(|text| text.parse().ok()),
            v6: read(&pool.v6).and_then(|text| text.parse().ok()),
        }
    }

    /// Both, as networks of either family.
    pub fn each(self) -> impl Iterator<Item = IpNet> {
        let (v4, v6) = (self.v4.map(IpNet::V4), self.v6.map(IpNet::V6));
        v4.into_iter().chain(v6)
    }

    /// The host numbers for clients: without the network, the server's own, and the broadcast address.
    pub fn hosts(self) -> RangeInclusive<i64> {
        let last = match (self.v4, self.v6) {
            (Some(v4), _) => (1 << (32 - v4.prefix_len())) - 2,
            // IPv6 has no broadcast.
            (None, Some(v6)) => (1_i64 << (128 - v6.prefix_len()).min(62)) - 1,
            (None, None) => 0,
        };
        FIRST_HOST..=last.min(LAST_V6_HOST)
    }

    /// The first of these that overlaps one of ours.
    pub fn overlapping(self, others: impl IntoIterator<Item = IpNet>) -> Option<IpNet> {
        others.into_iter().find(|other| {
            self.each()
                .any(|own| own.contains(other) || other.contains(&own))
        })
    }
}

/// The address of a host number within a network that has it.
pub fn nth_v4(network: Ipv4Net, host: i64) -> Ipv4Addr {
    let host = u32::try_from(host).unwrap_or_default();
    Ipv4Addr::from_bits(network.network().to_bits() | host)
}

/// The same of IPv6.
pub fn nth_v6(network: Ipv6Net, host: i64) -> Ipv6Addr {
    let host = u128::try_from(host).unwrap_or_default();
    Ipv6Addr::from_bits(network.network().to_bits() | host)
}

/// The server's own address in a network of a pool, with the length of the network. That of IPv6 is not the network's
/// first, which belongs to any router (RFC 4291, 2.6.1).
pub fn own_address(network: IpNet) -> Option<IpNet> {
    let address = match network {
        IpNet::V4(v4) => IpAddr::V4(nth_v4(v4, OWN_HOST)),
        IpNet::V6(v6) => IpAddr::V6(nth_v6(v6, OWN_HOST)),
    };
    IpNet::new(address, network.prefix_len()).ok()
}

/// Reads typed networks of a pool: `10.8.0.0/22`, `fd00:8::/64`, or both apart by a comma or a space.
///
/// # Errors
/// When one is no network, has the wrong size, or belongs to no house.
pub fn parse(text: &str) -> Result<Networks, PoolRefusal> {
    let mut networks = Networks { v4: None, v6: None };
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    for word in words.filter(|word| !word.is_empty()) {
        let network: IpNet = word.parse().map_err(|_| PoolRefusal::NetworkInvalid)?;
        judge(network)?;
        let is_second = match network {
            IpNet::V4(v4) => networks.v4.replace(v4).is_some(),
            IpNet::V6(v6) => networks.v6.replace(v6).is_some(),
        };
        if is_second {
            return Err(PoolRefusal::NetworkInvalid);
        }
    }
    match (networks.v4, networks.v6) {
        (None, None) => Err(PoolRefusal::NetworkInvalid),
        // A twin for every IPv4 address.
        (Some(v4), Some(v6)) if 128 - v6.prefix_len() < 32 - v4.prefix_len() => {
            Err(PoolRefusal::SizeInvalid {
                least: *V6_LENGTHS.start(),
                most: 96 + v4.prefix_len(),
            })
        }
        (Some(_), _) | (None, Some(_)) => Ok(networks),
    }
}

fn judge(network: IpNet) -> Result<(), PoolRefusal> {
    let lengths = match network {
        IpNet::V4(_) => V4_LENGTHS,
        IpNet::V6(_) => V6_LENGTHS,
    };
    let is_reserved = |other: &IpNet| other.contains(&network) || network.contains(other);
    if RESERVED.iter().any(is_reserved) {
        return Err(PoolRefusal::Reserved);
    }
    if !lengths.contains(&network.prefix_len()) {
        return Err(PoolRefusal::SizeInvalid {
            least: *lengths.start(),
            most: *lengths.end(),
        });
    }
    if network != network.trunc() {
        let meant = network.trunc().to_string();
        return Err(PoolRefusal::HostBitsSet { meant });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn networks_are_read_alone_or_in_pairs_in_any_order() {
        let read = |text| {
            parse(text).map(|networks| {
                networks
                    .each()
                    .map(|one| one.to_string())
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(read("10.8.0.0/22"), Ok(vec!["10.8.0.0/22".to_owned()]));
        let both = vec!["10.8.0.0/22".to_owned(), "fd00:8::/64".to_owned()];
        for text in [
            "10.8.0.0/22, fd00:8::/64",
            "fd00:8::/64\n10.8.0.0/22",
            " FD00:8:0::/64 10.8.0.0/22,",
        ] {
            assert_eq!(read(text).as_ref(), Ok(&both), "{text:?}");
        }
    }

    #[test]
    fn the_server_has_the_first_host_of_either_family() {
        for (network, own) in [
            ("10.8.0.0/22", "10.8.0.1/22"),
            ("fd00:8::/64", "fd00:8::1/64"),
        ] {
            let network = network.parse().expect("a network");
            assert_eq!(
                own_address(network).map(|own| own.to_string()),
                Some(own.to_owned())
            );
        }
    }

    #[test]
    fn what_is_no_pool_is_refused_with_the_reason() {
        let invalid = PoolRefusal::NetworkInvalid;
        let v4 = PoolRefusal::SizeInvalid {
            least: 16,
            most: 30,
        };
        let v6 = PoolRefusal::SizeInvalid {
            least: 64,
            most: 126,
        };
        let meant = |meant: &str| PoolRefusal::HostBitsSet {
            meant: meant.to_owned(),
        };
        let twin = PoolRefusal::SizeInvalid {
            least: 64,
            most: 118,
        };
        for (text, refusal) in [
            ("", &invalid),
            ("10.8.0.0", &invalid),
            ("10.8.0.0/33", &invalid),
            ("10.8.0/24", &invalid),
            ("10.8.0.0/24 10.9.0.0/24", &invalid),
            ("10.8.0.0/15", &v4),
            ("10.8.0.0/31", &v4),
            ("0.0.0.0/0", &PoolRefusal::Reserved),
            ("fd00::/63", &v6),
            ("fd00::/127", &v6),
            ("10.8.0.0/22 fd00::/119", &twin),
            ("10.8.0.1/24", &meant("10.8.0.0/24")),
            ("10.8.1.0/22", &meant("10.8.0.0/22")),
            ("fd00:8::1/64", &meant("fd00:8::/64")),
            ("127.0.0.0/16", &PoolRefusal::Reserved),
            ("169.254.4.0/24", &PoolRefusal::Reserved),
            ("239.1.0.0/16", &PoolRefusal::Reserved),
            ("255.255.255.0/24", &PoolRefusal::Reserved),
            ("203.0.113.0/24", &PoolRefusal::Reserved),
            ("203.0.0.0/16", &PoolRefusal::Reserved),
            ("::/64", &PoolRefusal::Reserved),
            ("fe80::/64", &PoolRefusal::Reserved),
            ("ff02::/64", &PoolRefusal::Reserved),
            ("2001:db8:1::/64", &PoolRefusal::Reserved),
        ] {
            assert_eq!(parse(text).as_ref(), Err(refusal), "{text:?}");
        }
        assert!(parse("10.8.0.0/22 fd00::/118").is_ok());
        assert!(parse("100.64.0.0/16 2a01:4f8:1::/64").is_ok());
    }

    fn of(text: &str) -> Networks {
        parse(text).expect("a pool")
    }

    #[test]
    fn the_network_the_server_and_the_broadcast_address_are_left_out() {
        assert_eq!(of("10.8.0.0/24").hosts(), 2..=254);
        assert_eq!(of("10.8.0.0/30").hosts(), 2..=2);
        assert_eq!(of("10.8.0.0/16").hosts(), 2..=65_534);
        assert_eq!(of("10.8.0.0/24 fd00:8::/64").hosts(), 2..=254);
        assert_eq!(of("fd00:8::/64").hosts(), 2..=65_535);
        assert_eq!(of("fd00:8::/126").hosts(), 2..=3);
    }

    proptest! {
        #[test]
        fn every_address_lies_within_its_networks_and_no_two_are_the_same(
            bits in any::<u32>(), length in 24u8..=30, six in any::<u128>(), longer in 0u8..=62,
        ) {
            let v4 = Ipv4Net::new(Ipv4Addr::from_bits(bits), length).expect("a network").trunc();
            let v6 = Ipv6Net::new(Ipv6Addr::from_bits(six), (64 + longer).min(96 + length)).expect("a network").trunc();
            let networks = Networks { v4: Some(v4), v6: Some(v6) };
            let mut last = None;
            for host in networks.hosts() {
                let (four, twin) = (nth_v4(v4, host), nth_v6(v6, host));
                prop_assert!(v4.contains(&four) && v6.contains(&twin));
                prop_assert!(four != v4.network() && four != v4.broadcast());
                prop_assert!(four.to_bits() != v4.network().to_bits() + 1, "the server's own");
                prop_assert_eq!(i64::from(four.to_bits() - v4.network().to_bits()), host);
                prop_assert_eq!(twin.to_bits() - v6.network().to_bits(), u128::try_from(host).expect("positive"));
                prop_assert!(last.is_none_or(|last| last < four));
                last = Some(four);
            }
            prop_assert_eq!(networks.hosts().count(), (1usize << (32 - length)) - 3);
        }

        #[test]
        fn networks_overlap_when_they_share_an_address(
            one in any::<u8>(), other in any::<u8>(), long in 24u8..=30, longer in 24u8..=30,
        ) {
            let net = |last, length| Ipv4Net::new(Ipv4Addr::new(10, 0, 0, last), length).expect("a network").trunc();
            let (one, other) = (net(one, long), net(other, longer));
            let shares = (0..=255u8).map(|last| Ipv4Addr::new(10, 0, 0, last)).any(|ip| one.contains(&ip) && other.contains(&ip));
            let networks = Networks { v4: Some(one), v6: None };
            prop_assert_eq!(networks.overlapping([IpNet::V4(other)]).is_some(), shares);
        }

        #[test]
        fn no_text_makes_it_panic_and_what_is_read_is_written_the_same(text in "[0-9a-f:./, ]{0,40}") {
            if let Ok(networks) = parse(&text) {
                let written: Vec<String> = networks.each().map(|one| one.to_string()).collect();
                prop_assert_eq!(parse(&written.join(" ")), Ok(networks));
                prop_assert!(networks.hosts().next().is_some());
            }
        }
    }
}
