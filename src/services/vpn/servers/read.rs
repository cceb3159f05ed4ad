//! What an admin types about a server.

use super::NewServer;
use super::proxies;
use crate::integrations::node::Join;
use crate::integrations::outline::Access;
use crate::integrations::vpn::Reach;
use crate::integrations::wireguard::amnezia;
use crate::integrations::wireguard::import;
use crate::integrations::wireguard::import::ImportedPeer;
use crate::integrations::wireguard::keys;
use crate::models::Refusal;
use crate::models::ServerChange;
use crate::models::ServerField;
use crate::models::ServerRefusal;
use crate::models::VpnRefusal;
use crate::utils::order::InOrder;
use crate::utils::units;
use std::net::IpAddr;
use std::net::Ipv6Addr;

/// The longest name of a server, in characters.
pub const LONGEST_NAME: usize = 64;
/// The most name servers in a file.
const MOST_DNS: usize = 4;
/// Bytes of a packet inside the tunnel. 1280 is the least that IPv6 allows.
pub const MTU: std::ops::RangeInclusive<u16> = 1280..=1500;
/// The most keys an Outline server may be given.
pub const MOST_KEYS: u32 = 100_000;
/// The longest name of a network interface on Linux.
const LONGEST_INTERFACE: usize = 15;
/// Programs that drive an interface; the first is the usual one.
const PROGRAMS: [&str; 3] = ["wg", "awg", "socket"];

/// A new value of a field.
pub fn change(field: ServerField, text: &str) -> Result<ServerChange, Refusal> {
    let text = text.trim();
    Ok(match field {
        ServerField::Name => ServerChange::Name(name(text)?),
        ServerField::Flag => ServerChange::Flag(flag(text)?),
        ServerField::Endpoint => {
            let (host, port) = endpoint(text)?;
            ServerChange::Endpoint(host, port)
        }
        ServerField::Dns => ServerChange::Dns(dns(text)?),
        ServerField::Mtu => ServerChange::Mtu(Some(number(text, *MTU.start(), *MTU.end())?)),
        ServerField::Keepalive => ServerChange::Keepalive(number(text, 0, u16::MAX)?),
        ServerField::PublicKey => ServerChange::PublicKey(public_key(text)?),
        ServerField::Amnezia => {
            let params = amnezia::parse(text).filter(amnezia::is_valid);
            ServerChange::Amnezia(Some(params.ok_or(ServerRefusal::AmneziaInvalid)?))
        }
        ServerField::MostKeys => ServerChange::MostKeys(Some(number(text, 1, MOST_KEYS)?)),
        ServerField::Forms => ServerChange::Forms(proxies::forms(text)?),
        ServerField::Domain => ServerChange::Domain(Some(proxies::domain(text)?)),
        ServerField::Tag => ServerChange::Tag(Some(proxies::tag(text)?)),
    })
}

fn name(text: &str) -> Result<String, Refusal> {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = one_line.chars().count();
    if (1..=LONGEST_NAME).contains(&length) {
        Ok(one_line)
    } else {
        let most = u32::try_from(LONGEST_NAME).unwrap_or(u32::MAX);
        Err(VpnRefusal::NameInvalid { most }.into())
    }
}

/// One emoji, or the two letters of a country.
fn flag(text: &str) -> Result<String, Refusal> {
    let letters: Vec<char> = text.chars().collect();
    if let [first, second] = letters.as_slice()
        && first.is_ascii_alphabetic()
        && second.is_ascii_alphabetic()
    {
        return Ok([first, second]
            .iter()
            .filter_map(|c| regional(**c))
            .collect());
    }
    // A flag of a region is seven characters long.
    let is_sign = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control();
    if (1..=8).contains(&letters.len()) && letters.iter().all(is_sign) && !text.is_ascii() {
        Ok(text.to_owned())
    } else {
        Err(ServerRefusal::FlagInvalid.into())
    }
}

/// The regional indicator of a letter: two of them are a flag.
fn regional(letter: char) -> Option<char> {
    let place = u32::from(letter.to_ascii_uppercase()).checked_sub(u32::from('A'))?;
    char::from_u32(0x1F1E6 + place)
}

/// A host, and a port if one is given: `vpn.example.org:51820`, `203.0.113.5`, `[2001:db8::1]:443`.
pub fn endpoint(text: &str) -> Result<(String, Option<u16>), Refusal> {
    let text = text.trim();
    let refused = || Refusal::from(ServerRefusal::EndpointInvalid);
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Ok((address.to_string(), None));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (address, rest) = rest.split_once(']').ok_or_else(refused)?;
        let address: Ipv6Addr = address.parse().map_err(|_| refused())?;
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(port_of(port).ok_or_else(refused)?),
            None if rest.is_empty() => None,
            None => return Err(refused()),
        };
        return Ok((address.to_string(), port));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port_of(port).ok_or_else(refused)?)),
        None => (text, None),
    };
    if is_host(host) {
        Ok((host.to_ascii_lowercase(), port))
    } else {
        Err(refused())
    }
}

fn port_of(text: &str) -> Option<u16> {
    whole(text).filter(|port| *port > 0)
}

/// A host name with a dot, or an IPv4 address.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_name = text.len() <= 253 && text.contains('.') && text.split('.').all(is_label);
    is_name && (!is_number || text.parse::<std::net::Ipv4Addr>().is_ok())
}

fn dns(text: &str) -> Result<Vec<String>, Refusal> {
    let words = text
        .split(|c: char| c.is_whitespace() || ",;".contains(c))
        .filter(|word| !word.is_empty());
    let mut addresses: Vec<String> = Vec::new();
    for word in words {
        let address: IpAddr = word.parse().map_err(|_| ServerRefusal::DnsInvalid)?;
        let address = address.to_string();
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if (1..=MOST_DNS).contains(&addresses.len()) {
        Ok(addresses)
    } else {
        Err(ServerRefusal::DnsInvalid.into())
    }
}

fn public_key(text: &str) -> Result<String, Refusal> {
    match keys::bytes(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(ServerRefusal::PublicKeyInvalid.into()),
    }
}

fn number<T>(text: &str, least: T, most: T) -> Result<T, Refusal>
where
    T: std::str::FromStr + PartialOrd + Copy + Into<i64>,
{
    // Thousands may stand apart, as the range is shown.
    let plain = units::read_number(text).map(|number| number.to_string());
    whole(plain.as_deref().unwrap_or(text))
        .filter(|number| (least..=most).contains(number))
        .ok_or(Refusal::NumberInvalid {
            least: least.into(),
            most: most.into(),
        })
}

/// Digits and nothing else: "+5" parses as a number, but nobody means it as one.
fn whole<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

/// An interface of this machine, after the program that drives it if that is not `wg`: `wg0`, `awg awg0`, `socket wg0`.
pub fn local(text: &str) -> Result<Reach, Refusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (program, interface) = match words.as_slice() {
        [interface] => (PROGRAMS[0], *interface),
        [program, interface] => (*program, *interface),
        _ => return Err(ServerRefusal::InterfaceInvalid.into()),
    };
    let program = PROGRAMS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(program));
    let is_name = (1..=LONGEST_INTERFACE).contains(&interface.len())
        && interface
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_=+.-".contains(&b))
        && !interface.starts_with(['-', '.']);
    match program.filter(|_| is_name) {
        Some(program) => Ok(Reach::Local {
            interface: interface.to_owned(),
            program: program.to_owned(),
        }),
        None => Err(ServerRefusal::InterfaceInvalid.into()),
    }
}

/// A server whose files are applied by hand: its public key, and host and port for clients, in either order.
pub fn by_file(text: &str) -> Result<(String, String, u16), Refusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, second] = words.as_slice() else {
        return Err(ServerRefusal::PublicKeyInvalid.into());
    };
    let (key, place) = if keys::bytes(first).is_some() {
        (first, second)
    } else {
        (second, first)
    };
    let key = public_key(key)?;
    let (host, port) = endpoint(place)?;
    let port = port.ok_or(ServerRefusal::EndpointInvalid)?;
    Ok((key, host, port))
}

/// What `portero node` prints, as a server to be added.
pub fn node(text: &str) -> Result<NewServer, Refusal> {
    let join = Join::parse(text).map_err(|_| ServerRefusal::JoinStringInvalid)?;
    Ok(NewServer::usual(join.kind, join.reach()))
}

/// What an Outline server prints at its installation.
pub fn outline(text: &str) -> Result<Access, Refusal> {
    Access::parse(text).map_err(|_| ServerRefusal::OutlineAccessInvalid.into())
}

/// The peers of an existing `wg0.conf`; at least one.
pub fn conf(text: &str) -> Result<Vec<ImportedPeer>, Refusal> {
    match import::parse(text) {
        Ok(read) if !read.peers.is_empty() => Ok(read.peers),
        Ok(_) | Err(_) => Err(ServerRefusal::ConfInvalid.into()),
    }
}

/// Numbers of a list from 1 to `most`, and the person they are for, who comes last: `1 3 5-7 @ana`, `todos 123456`.
pub fn owners(text: &str, most: usize) -> Result<(Vec<usize>, &str), Refusal> {
    let refused = || Refusal::from(ServerRefusal::ChoiceInvalid);
    let (numbers, person) = text
        .trim()
        .rsplit_once(char::is_whitespace)
        .ok_or_else(refused)?;
    let numbers = numbers.trim().to_lowercase();
    if ["todos", "todas", "all"].contains(&numbers.as_str()) {
        return Ok(((1..=most).collect(), person));
    }
    let mut chosen = Vec::new();
    for word in numbers.split(|c: char| c.is_whitespace() || ",;".contains(c)) {
        if word.is_empty() {
            continue;
        }
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last): (usize, usize) = match (whole(first), whole(last)) {
            (Some(first), Some(last)) => (first, last),
            _ => return Err(refused()),
        };
        if first == 0 || last > most || first > last {
            return Err(refused());
        }
        chosen.extend(first..=last);
    }
    if chosen.is_empty() {
        return Err(refused());
    }
    chosen.order();
    chosen.dedup();
    Ok((chosen, person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";

    #[test]
    fn endpoints_are_hosts_or_addresses_with_or_without_a_port() {
        for (text, host, port) in [
            ("vpn.Example.org:51820", "vpn.example.org", Some(51_820)),
            (" 203.0.113.5 ", "203.0.113.5", None),
            ("[2001:db8::1]:443", "2001:db8::1", Some(443)),
            ("[2001:db8::1]", "2001:db8::1", None),
            ("2001:db8::1", "2001:db8::1", None),
        ] {
            assert_eq!(endpoint(text), Ok((host.to_owned(), port)), "{text}");
        }
        for text in [
            "",
            "vpn",
            "a b.c",
            "vpn.example.org:0",
            "vpn.example.org:70000",
            "-a.b",
            "300.1.1.1",
            "[::1",
            "[::1]x",
            "http://a.b",
            "a..b",
            "a.b:",
        ] {
            let refused = Err(ServerRefusal::EndpointInvalid.into());
            assert_eq!(endpoint(text), refused, "{text}");
        }
    }

    #[test]
    fn flags_are_emoji_or_the_letters_of_a_country() {
        assert_eq!(flag("es").as_deref(), Ok("🇪🇸"));
        assert_eq!(flag("🇨🇺").as_deref(), Ok("🇨🇺"));
        assert_eq!(flag("🏴‍☠️").as_deref(), Ok("🏴‍☠️"));
        for text in ["", "esp", "e1", "<b>", "🇪🇸 x", "á"] {
            assert!(flag(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_interface_may_name_its_program() {
        let reach = |program: &str, interface: &str| {
            Ok(Reach::Local {
                interface: interface.to_owned(),
                program: program.to_owned(),
            })
        };
        assert_eq!(local("wg0"), reach("wg", "wg0"));
        assert_eq!(local(" AWG  awg-1 "), reach("awg", "awg-1"));
        assert_eq!(local("socket utun.3"), reach("socket", "utun.3"));
        for text in [
            "",
            "sh wg0",
            "wg0;reboot",
            "wg -rf",
            "a_name_that_is_too_long",
            "../x",
        ] {
            assert!(local(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_server_by_file_is_a_key_and_a_place_in_either_order() {
        let read = Ok((KEY.to_owned(), "vpn.example.org".to_owned(), 51_820));
        assert_eq!(by_file(&format!("{KEY} vpn.example.org:51820")), read);
        assert_eq!(by_file(&format!("vpn.example.org:51820\n{KEY}")), read);
        let no_port = by_file(&format!("{KEY} vpn.example.org"));
        assert_eq!(no_port, Err(ServerRefusal::EndpointInvalid.into()));
        let no_key = by_file("abc vpn.example.org:1");
        assert_eq!(no_key, Err(ServerRefusal::PublicKeyInvalid.into()));
    }

    #[test]
    fn values_outside_their_range_are_refused_with_it() {
        let mtu = |text| change(ServerField::Mtu, text);
        assert_eq!(mtu("1420"), Ok(ServerChange::Mtu(Some(1420))));
        let refused = Refusal::NumberInvalid {
            least: 1280,
            most: 1500,
        };
        for text in ["1279", "1501", "x", "-1", "+1400", ""] {
            assert_eq!(mtu(text), Err(refused.clone()), "{text}");
        }
        let most = change(ServerField::MostKeys, "10.000");
        assert_eq!(most, Ok(ServerChange::MostKeys(Some(10_000))));
        let dns = change(ServerField::Dns, "1.1.1.1, 2606:4700:4700::1111 1.1.1.1");
        let read = ["1.1.1.1", "2606:4700:4700::1111"].map(str::to_owned);
        assert_eq!(dns, Ok(ServerChange::Dns(read.to_vec())));
        for text in [
            "",
            "dns.example.org",
            "1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5",
        ] {
            assert!(change(ServerField::Dns, text).is_err(), "{text}");
        }
    }

    #[test]
    fn owners_are_named_after_the_numbers_of_what_is_theirs() {
        assert_eq!(owners("1 3-4, 3 @ana", 5), Ok((vec![1, 3, 4], "@ana")));
        assert_eq!(owners("Todos 2001", 2), Ok((vec![1, 2], "2001")));
        for text in [
            "", "@ana", "0 @ana", "6 @ana", "4-2 @ana", "x @ana", "1- @ana",
        ] {
            assert!(owners(text, 5).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (endpoint(&text), local(&text), by_file(&text), owners(&text, 3));
            let _ = (node(&text).is_ok(), outline(&text).is_ok(), conf(&text).is_ok());
            for field in ServerField::ALL {
                let _ = change(field, &text);
            }
        }
    }
}
