//! What this machine says of itself beside its interface: how long the counters have lived, its networks, its load.
//! Linux tells it in `/proc` and `/sys`; elsewhere (and in Termux, where those are shut) it is absent.

use super::dump::Interface;
use crate::models::ServerFacts;
use crate::utils::host;
use crate::utils::order::InOrder;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use ipnet::Ipv6Net;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::path::Path;
use std::path::PathBuf;

/// Where userspace servers have their control sockets: wireguard-go and boringtun, then amneziawg-go.
const SOCKET_DIRECTORIES: [&str; 2] = ["/var/run/wireguard", "/var/run/amneziawg"];
/// Bits of the flags of a route in `/proc/net/route` and `/proc/net/ipv6_route`: it leads to a gateway.
const GATEWAY: u32 = 0x2;

/// The control socket of that interface, if there is one.
pub fn socket_of(interface: &str) -> Option<PathBuf> {
    let places = SOCKET_DIRECTORIES.map(|place| Path::new(place).join(format!("{interface}.sock")));
    places.into_iter().find(|path| path.exists())
}

/// The life of the counters behind a control socket: the boot, and the file, which every start of a server makes anew.
/// Its time of writing is taken, since a change of owner or rights leaves it.
#[cfg(unix)]
pub fn epoch_of_socket(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let file = std::fs::metadata(path).ok()?;
    let (inode, seconds, nanos) = (file.ino(), file.mtime(), file.mtime_nsec());
    Some(format!("{}/socket/{inode}/{seconds}.{nanos:09}", boot()?))
}

#[cfg(not(unix))]
pub fn epoch_of_socket(_path: &Path) -> Option<String> {
    None
}

/// The life of the counters of an interface: of its control socket if it has one, as `wg` prefers that; else the boot, the
/// network namespace, and the number that the kernel gave the interface when it was made.
pub fn epoch_of_interface(interface: &str) -> Option<String> {
    if let Some(path) = socket_of(interface) {
        return epoch_of_socket(&path);
    }
    let index = read(&format!("/sys/class/net/{interface}/ifindex"))?;
    let namespace = std::fs::read_link("/proc/self/ns/net").ok()?;
    let namespace = namespace.display();
    Some(format!("{}/{namespace}/{}", boot()?, index.trim()))
}

fn boot() -> Option<String> {
    read("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned())
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// What there is to say of that interface and of the machine around it, but for the version of what drives it.
pub fn facts(interface: &str, found: &Interface) -> ServerFacts {
    ServerFacts {
        public_key: found.public_key.clone(),
        listen_port: found.listen_port,
        load_percent: load_percent(),
        disk_free: disk_free(),
        networks: networks(interface),
        ..ServerFacts::default()
    }
}

/// Hundredths of the load average of the last minute.
fn load_percent() -> Option<u32> {
    load_in(&read("/proc/loadavg")?)
}

fn load_in(text: &str) -> Option<u32> {
    let (whole, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    let whole = whole.parse::<u32>().ok()?.checked_mul(100)?;
    whole.checked_add(hundredths.get(..2)?.parse().ok()?)
}

/// Bytes free where the system lies.
fn disk_free() -> Option<u64> {
    host::free_bytes(Path::new("/"))
}

/// The networks this machine is in by itself, as CIDR: not those of that interface, whose pools they are.
fn networks(interface: &str) -> Vec<String> {
    let four = read("/proc/net/route").map(|text| networks_4(&text, interface));
    let six = read("/proc/net/ipv6_route").map(|text| networks_6(&text, interface));
    let mut found: Vec<IpNet> = four.unwrap_or_default();
    found.extend(six.unwrap_or_default());
    found.order();
    found.dedup();
    found.iter().map(IpNet::to_string).collect()
}

/// Lines `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, addresses as the hex of a number whose bytes lie in
/// memory as on the wire (proc(5)).
fn networks_4(text: &str, interface: &str) -> Vec<IpNet> {
    let network = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [name, destination, _, flags, _, _, _, mask, ..] = columns[..] else {
            return None;
        };
        let address =
            |text| u32::from_str_radix(text, 16).map(|bits| Ipv4Addr::from(bits.to_ne_bytes()));
        let net = Ipv4Net::with_netmask(address(destination).ok()?, address(mask).ok()?).ok()?;
        let is_own = leads_here(name, flags, interface) && net.prefix_len() > 0;
        is_own.then_some(IpNet::V4(net))
    };
    text.lines().filter_map(network).collect()
}

/// Lines `destination prefix source prefix next-hop metric references use flags iface`, all in hex, addresses as they are
/// written without colons (`net/ipv6/route.c`).
fn networks_6(text: &str, interface: &str) -> Vec<IpNet> {
    let network = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [destination, prefix, _, _, _, _, _, _, flags, name] = columns[..] else {
            return None;
        };
        let address = Ipv6Addr::from(u128::from_str_radix(destination, 16).ok()?);
        let prefix = u8::from_str_radix(prefix, 16).ok()?;
        let net = Ipv6Net::new(address, prefix).ok()?.trunc();
        let is_everybodys =
            address.is_unicast_link_local() || address.is_multicast() || prefix == 0;
        let is_own = leads_here(name, flags, interface) && !is_everybodys;
        is_own.then_some(IpNet::V6(net))
    };
    text.lines().filter_map(network).collect()
}

/// Whether a route needs no gateway and belongs to another interface.
fn leads_here(name: &str, flags: &str, interface: &str) -> bool {
    let flags = u32::from_str_radix(flags, 16).unwrap_or(GATEWAY);
    flags & GATEWAY == 0 && name != "lo" && name != interface
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tests::scratch;

    #[test]
    fn networks_are_those_of_the_machine_and_not_the_tunnels() {
        if cfg!(target_endian = "big") {
            println!("skipped: the sample was taken on a little-endian machine");
            return;
        }
        let text = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
            eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
            eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n\
            eth0\t0000000A\t010200C0\t0003\t0\t0\t0\t000000FF\t0\t0\t0\n\
            wg0\t0000080A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
        let found: Vec<String> = networks_4(text, "wg0")
            .iter()
            .map(IpNet::to_string)
            .collect();
        assert_eq!(found, ["192.0.2.0/24"]);
        assert_eq!(networks_4(text, "wg1").len(), 2);
        assert!(networks_4("a b\nx y z 1 2 3 4 zz\n", "wg0").is_empty());
    }

    #[test]
    fn networks_of_ipv6_leave_out_what_every_machine_has() {
        let zero = "0".repeat(32);
        let row = |to: &str, prefix: &str, flags: &str, name: &str| {
            format!("{to} {prefix} {zero} 00 {zero} 00000100 00000001 00000000 {flags} {name}\n")
        };
        let mut text = row("fd000000000000000000000000000000", "40", "00000001", "eth0");
        text += &row("fe800000000000000000000000000000", "40", "00000001", "eth0");
        text += &row("ff000000000000000000000000000000", "08", "00000001", "eth0");
        text += &row("fd000008000000000000000000000000", "40", "00000001", "wg0");
        text += &row(&zero, "00", "00000003", "eth0");
        text += &row("00000000000000000000000000000001", "80", "80200001", "lo");
        text += &row("fd000000000000000000000000000002", "80", "80200001", "eth0");
        let found: Vec<String> = networks_6(&text, "wg0")
            .iter()
            .map(IpNet::to_string)
            .collect();
        assert_eq!(found, ["fd00::/64", "fd00::2/128"]);
    }

    #[test]
    fn the_load_is_read_in_hundredths() {
        assert_eq!(load_in("1.07 0.50 0.20 1/100 1234\n"), Some(107));
        assert_eq!(load_in("12.5"), None);
        assert_eq!(load_in(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_server_that_begins_again_begins_a_new_life_and_a_change_of_rights_does_not() {
        use std::os::unix::fs::PermissionsExt;
        use std::os::unix::net::UnixListener;
        let path = scratch("epoch").join("wg0.sock");
        assert_eq!(epoch_of_socket(&path), None);
        let first = UnixListener::bind(&path).expect("bound");
        let before = epoch_of_socket(&path);
        assert!(before.is_some());
        let rights = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, rights).expect("changed");
        assert_eq!(epoch_of_socket(&path), before);
        drop(first);
        std::fs::remove_file(&path).expect("removed");
        std::thread::sleep(std::time::Duration::from_millis(20));
        let _second = UnixListener::bind(&path).expect("bound again");
        let after = epoch_of_socket(&path);
        assert!(after.is_some() && after != before);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_interface_of_the_kernel_has_a_life_too() {
        assert!(epoch_of_interface("lo").is_some());
        assert_eq!(epoch_of_interface("no-such-if"), None);
    }
}
