//! What `wg show IF dump` and the control socket say, read into one form. Both name secrets: none is kept but its hash.

use super::super::vpn::Counters;
use super::super::vpn::RemotePeer;
use super::keys;
use super::secret_hash;
use crate::models::Timestamp;

/// A smaller handshake is no instant but the seconds that have passed since: boringtun says it so.
const FIRST_INSTANT: i64 = 1_000_000_000;
/// Columns of a peer's line.
const PEER_COLUMNS: usize = 8;

/// An interface and its peers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interface {
    /// In base64; absent when there is none, or it is not said (boringtun).
    pub public_key: Option<String>,
    pub listen_port: Option<u16>,
    pub peers: Vec<RemotePeer>,
}

/// Why a text is not understood: the number of its line, counted from one, and what is wrong. No word of the line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strange {
    pub line: usize,
    pub what: &'static str,
}

/// Reads `wg show IF dump`: the line of the interface, where `awg` has further columns, then one line for each peer.
/// Nothing at all is an interface without a key: boringtun prints none.
pub fn parse(text: &str, now: Timestamp) -> Result<Interface, Strange> {
    let mut interface = Interface::default();
    interface.peers.reserve_exact(text.lines().count());
    for (at, line) in text.lines().enumerate() {
        let strange = |what| Strange { line: at + 1, what };
        let columns: Vec<&str> = line.split('\t').collect();
        if at == 0 {
            let [_private, public, port, ..] = columns[..] else {
                return Err(strange("the line of the interface is too short"));
            };
            interface.public_key = keys::bytes(public).map(|_| public.to_owned());
            interface.listen_port = port.parse().ok().filter(|port| *port != 0);
        } else {
            interface.peers.push(peer(&columns, now).map_err(strange)?);
        }
    }
    Ok(interface)
}

/// Further columns at the end of a peer's line are left alone.
fn peer(columns: &[&str], now: Timestamp) -> Result<RemotePeer, &'static str> {
    let [
        public,
        preshared,
        endpoint,
        addresses,
        handshake,
        rx,
        tx,
        ..,
    ] = *columns
    else {
        return Err("the line of a peer is too short");
    };
    if columns.len() < PEER_COLUMNS {
        return Err("the line of a peer is too short");
    }
    keys::bytes(public).ok_or("a peer has no public key")?;
    let number = |text: &str| text.parse::<u64>().map_err(|_| "a counter is no number");
    let handshake = handshake
        .parse::<i64>()
        .map_err(|_| "a handshake is no number")?;
    let said = |text: &str| (text != "(none)").then(|| text.to_owned());
    let addresses = said(addresses).map(|list| list.split(',').map(str::to_owned).collect());
    Ok(RemotePeer {
        remote_id: public.to_owned(),
        name: None,
        addresses: addresses.unwrap_or_default(),
        secret_hash: secret_hash(said(preshared).as_deref()),
        is_open: true,
        counters: Some(Counters {
            rx: number(rx)?,
            tx: number(tx)?,
        }),
        seen_at: seen_at(handshake, now),
        endpoint: said(endpoint),
        access_url: None,
        limit_bytes: None,
    })
}

/// The instant of a handshake, whichever way it is told; 0 = never.
fn seen_at(handshake: i64, now: Timestamp) -> Option<Timestamp> {
    match handshake {
        ..=0 => None,
        elapsed if elapsed < FIRST_INSTANT => Some(Timestamp(now.0 - elapsed)),
        instant => Some(Timestamp(instant)),
    }
}

/// Reads the answer to `get=1` of the control socket, up to its `errno`: lines `name=value`, keys in hex. Names that are
/// not known here are left alone: AmneziaWG has more.
pub fn parse_socket(text: &str, now: Timestamp) -> Result<Interface, Strange> {
    let mut interface = Interface::default();
    for (at, line) in text.lines().enumerate() {
        let strange = |what| Strange { line: at + 1, what };
        let (name, value) = line.split_once('=').ok_or(strange("no value"))?;
        if name == "public_key" {
            let public = unhex(value).ok_or(strange("a peer has no public key"))?;
            interface.peers.push(unseen(&public));
            continue;
        }
        match interface.peers.last_mut() {
            None => of_interface(&mut interface, name, value).map_err(strange)?,
            Some(peer) => of_peer(peer, name, value, now).map_err(strange)?,
        }
    }
    Ok(interface)
}

/// A peer of which nothing more is said yet.
fn unseen(public: &[u8; 32]) -> RemotePeer {
    RemotePeer {
        remote_id: keys::text(public),
        name: None,
        addresses: Vec::new(),
        secret_hash: secret_hash(None),
        is_open: true,
        counters: Some(Counters::default()),
        seen_at: None,
        endpoint: None,
        access_url: None,
        limit_bytes: None,
    }
}

fn of_interface(interface: &mut Interface, name: &str, value: &str) -> Result<(), &'static str> {
    match name {
        "private_key" => {
            let bytes = unhex(value).ok_or("the interface's key is no key")?;
            interface.public_key = keys::public_of(&keys::text(&bytes));
        }
        "listen_port" => {
            let port = value.parse::<u16>().map_err(|_| "the port is no port")?;
            interface.listen_port = Some(port).filter(|port| *port != 0);
        }
        _ => {}
    }
    Ok(())
}

fn of_peer(
    peer: &mut RemotePeer,
    name: &str,
    value: &str,
    now: Timestamp,
) -> Result<(), &'static str> {
    let number = || value.parse::<u64>().map_err(|_| "a counter is no number");
    match name {
        "preshared_key" => {
            let bytes = unhex(value).ok_or("a preshared key is no key")?;
            // All zeros is how the protocol says that there is none.
            let text = (bytes != [0; 32]).then(|| keys::text(&bytes));
            peer.secret_hash = secret_hash(text.as_deref());
        }
        "endpoint" => peer.endpoint = Some(value.to_owned()),
        "allowed_ip" => peer.addresses.push(value.to_owned()),
        "rx_bytes" => peer.counters.get_or_insert_default().rx = number()?,
        "tx_bytes" => peer.counters.get_or_insert_default().tx = number()?,
        "last_handshake_time_sec" => {
            let seconds = value
                .parse::<i64>()
                .map_err(|_| "a handshake is no number")?;
            peer.seen_at = seen_at(seconds, now);
        }
        _ => {}
    }
    Ok(())
}

/// The 32 bytes of a key in hex.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_795_225_500);
    const SERVER: &str = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
    const CLIENT: &str = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
    const PRESHARED: &str = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

    fn line(handshake: &str, preshared: &str) -> String {
        format!(
            "{SERVER}\t{SERVER}\t51820\toff\n{CLIENT}\t{preshared}\t10.77.0.2:36609\t10.8.0.2/32,fd00:8::2/128\t\
             {handshake}\t852\t764\toff\n"
        )
    }

    #[test]
    fn a_peer_is_read_with_everything_it_says() {
        let found = parse(&line("1795225467", PRESHARED), NOW).expect("a dump");
        assert_eq!(found.public_key.as_deref(), Some(SERVER));
        assert_eq!(found.listen_port, Some(51820));
        let peer = &found.peers[0];
        assert_eq!(peer.remote_id, CLIENT);
        assert_eq!(peer.addresses, ["10.8.0.2/32", "fd00:8::2/128"]);
        assert_eq!(peer.endpoint.as_deref(), Some("10.77.0.2:36609"));
        assert_eq!(peer.counters, Some(Counters { rx: 852, tx: 764 }));
        assert_eq!(peer.seen_at, Some(Timestamp(1_795_225_467)));
        assert_eq!(peer.secret_hash, secret_hash(Some(PRESHARED)));
        assert_ne!(peer.secret_hash, secret_hash(None));
        assert!(!format!("{found:?}").contains(PRESHARED));
    }

    #[test]
    fn a_handshake_that_is_told_as_elapsed_seconds_is_counted_back() {
        let seen = |handshake| {
            parse(&line(handshake, "(none)"), NOW)
                .expect("a dump")
                .peers[0]
                .seen_at
        };
        assert_eq!(seen("0"), None);
        assert_eq!(seen("3"), Some(Timestamp(NOW.0 - 3)));
        assert_eq!(seen("1000000000"), Some(Timestamp(1_000_000_000)));
        assert_eq!(seen("-1"), None);
    }

    #[test]
    fn what_is_absent_is_absent() {
        let text =
            format!("(none)\t(none)\t0\toff\n{CLIENT}\t(none)\t(none)\t(none)\t0\t0\t0\t25\n");
        let found = parse(&text, NOW).expect("a dump");
        assert_eq!((found.public_key, found.listen_port), (None, None));
        let peer = &found.peers[0];
        assert!(peer.addresses.is_empty() && peer.endpoint.is_none());
        assert_eq!(peer.secret_hash, secret_hash(None));
        assert_eq!(parse("", NOW), Ok(Interface::default()));
    }

    #[test]
    fn the_longer_line_of_an_amnezia_interface_is_read() {
        let text = format!("{SERVER}\t{SERVER}\t51820\t4\t8\t80\t20\t30\t1\t2\t3\t4\toff\n");
        assert_eq!(parse(&text, NOW).expect("a dump").listen_port, Some(51820));
    }

    #[test]
    fn a_strange_line_is_named_by_its_number_and_not_by_its_words() {
        let text = line("soon", PRESHARED);
        let strange = parse(&text, NOW).expect_err("strange");
        assert_eq!(strange.line, 2);
        assert!(!format!("{strange:?}").contains(PRESHARED));
        assert_eq!(parse("Usage: wg\n", NOW).expect_err("strange").line, 1);
        let short = format!("a\tb\t1\toff\n{CLIENT}\t(none)\n");
        assert_eq!(parse(&short, NOW).expect_err("strange").line, 2);
    }

    fn in_hex(text: &str) -> String {
        crate::utils::seal::hex(&keys::bytes(text).expect("a key"))
    }

    #[test]
    fn the_control_socket_says_the_same_in_hex() {
        let zeros = "0".repeat(64);
        let text = format!(
            "private_key={0}\nlisten_port=51820\njc=4\npublic_key={1}\npreshared_key={2}\nprotocol_version=1\n\
             endpoint=10.77.0.2:36609\nlast_handshake_time_sec=1795225467\nlast_handshake_time_nsec=5\ntx_bytes=764\n\
             rx_bytes=852\npersistent_keepalive_interval=0\nallowed_ip=10.8.0.2/32\nallowed_ip=fd00:8::2/128\n\
             public_key={0}\npreshared_key={zeros}\n",
            in_hex(SERVER),
            in_hex(CLIENT),
            in_hex(PRESHARED),
        );
        let found = parse_socket(&text, NOW).expect("an answer");
        let dumped = parse(&line("1795225467", PRESHARED), NOW).expect("a dump");
        assert_eq!(found.peers[0], dumped.peers[0]);
        assert_eq!(found.peers[1].secret_hash, secret_hash(None));
        assert_eq!(found.listen_port, Some(51820));
        assert!(found.public_key.is_some_and(|key| key != SERVER));
        assert_eq!(parse_socket("", NOW), Ok(Interface::default()));
        assert_eq!(
            parse_socket("public_key=12\n", NOW)
                .expect_err("strange")
                .line,
            1
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}", elapsed: i64) {
            let _ = parse(&text, NOW);
            let _ = parse_socket(&text, NOW);
            let _ = parse(&line(&elapsed.to_string(), "(none)"), NOW);
        }

        #[test]
        fn any_columns_are_read_or_refused(
            columns in prop::collection::vec("[0-9a-f.:/,=()none]{0,70}", 0..24),
            names in prop::collection::vec("(private_key|public_key|listen_port|rx_bytes|allowed_ip|errno|preshared_key)", 24),
        ) {
            let _ = parse(&columns.join("\t"), NOW);
            let _ = parse(&format!("a\tb\tc\n{}", columns.join("\t")), NOW);
            let lines: String = names.iter().zip(&columns).map(|(name, value)| format!("{name}={value}\n")).collect();
            let _ = parse_socket(&lines, NOW);
        }
    }
}
