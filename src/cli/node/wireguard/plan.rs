//! What is to be: the files of a WireGuard server, word for word. Pure.

use super::MARK;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use ipnet::Ipv6Net;
use serde::Deserialize;
use serde::Serialize;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// The usual port of WireGuard.
pub const PORT: u16 = 51820;
/// Room for a thousand people.
pub const NETWORK: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(10, 8, 0, 0), 22);
/// The usual size of a packet inside the tunnel: 1500 less what WireGuard adds over IPv6.
const MTU: u16 = 1420;

/// A server as it is to be set up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub interface: String,
    pub port: u16,
    pub network: Ipv4Net,
    pub network6: Ipv6Net,
    /// The interface towards the internet.
    pub uplink: String,
    /// The uplink listens to the announcements of its router.
    pub hears_router: bool,
}

/// A rule of ufw.
pub struct UfwRule {
    pub words: Vec<String>,
    /// What a line of `ufw status` begins with, and a word further on in it.
    shown: (String, String),
}

impl UfwRule {
    /// Whether the rule is there already.
    pub fn is_in(&self, status: &str) -> bool {
        let (first, further) = &self.shown;
        (status.lines())
            .any(|line| line.starts_with(&format!("{first} ")) && line.contains(further))
    }
}

impl Plan {
    /// Whether the server and at least one person fit in.
    pub fn has_room(&self) -> bool {
        self.network.prefix_len() <= 30 && self.network6.prefix_len() <= 126
    }

    /// Whether a network of this machine is in the tunnel's, or around it.
    pub fn overlaps(&self, net: &IpNet) -> bool {
        let touches = |own: IpNet| own.contains(net) || net.contains(&own);
        touches(self.network.into()) || touches(self.network6.into())
    }

    /// The file that wg-quick reads.
    pub fn configuration_path(&self) -> String {
        format!("/etc/wireguard/{}.conf", self.interface)
    }

    /// The file of wg-quick. The peers are not in it: the node puts them there after each start.
    pub fn configuration(&self, private_key: &str) -> String {
        let four = self.network.hosts().next().unwrap_or(self.network.addr());
        let six = Ipv6Addr::from(u128::from(self.network6.network()) + 1);
        format!(
            "{MARK}\n[Interface]\nPrivateKey = {private_key}\nAddress = {four}/{}, {six}/{}\nListenPort = {}\n\
             MTU = {MTU}\n",
            self.network.prefix_len(),
            self.network6.prefix_len(),
            self.port
        )
    }

    /// The drop-in file with settings of the kernel.
    pub fn sysctl_path(&self) -> String {
        format!("/etc/sysctl.d/90-portero-{}.conf", self.interface)
    }

    /// Settings of the kernel, named by their paths. A machine that passes IPv6 on no longer listens to its own router
    /// unless it is told to (`accept_ra=2`): it would lose its way out.
    pub fn sysctls(&self) -> Vec<(String, &'static str)> {
        let router = (format!("net/ipv6/conf/{}/accept_ra", self.uplink), "2");
        let mut settings = vec![("net/ipv4/ip_forward".to_owned(), "1")];
        settings.extend(self.hears_router.then_some(router));
        settings.push(("net/ipv6/conf/all/forwarding".to_owned(), "1"));
        settings
    }

    /// What that file holds.
    pub fn sysctl_file(&self) -> String {
        let lines = self.sysctls().into_iter();
        // A machine without IPv6 lacks those settings: the dash lets them fail (sysctl.d(5)).
        let dash = |name: &str| {
            if name.starts_with("net/ipv6") {
                "-"
            } else {
                ""
            }
        };
        let lines: String = lines
            .map(|(name, value)| format!("{}{name} = {value}\n", dash(&name)))
            .collect();
        format!("{MARK}\n{lines}")
    }

    /// The file with the rules of nft.
    pub fn table_path(&self) -> String {
        format!("/etc/wireguard/{}.nft", self.table())
    }

    /// The name of the table: letters, digits and underscores.
    pub fn table(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let interface: String = self.interface.chars().map(plain).collect();
        format!("portero_{interface}")
    }

    /// Rules of nft in a table of their own, so that nobody else's are touched. Read again, it replaces itself.
    pub fn table_file(&self) -> String {
        let (table, own, uplink) = (self.table(), &self.interface, &self.uplink);
        let (four, six) = (self.network, self.network6);
        format!(
            "#!/usr/sbin/nft -f\n{MARK}\n\
             table inet {table}\ndelete table inet {table}\ntable inet {table} {{\n\
             \x20   chain postrouting {{\n\
             \x20       type nat hook postrouting priority srcnat; policy accept;\n\
             \x20       oifname \"{uplink}\" ip saddr {four} masquerade\n\
             \x20       oifname \"{uplink}\" ip6 saddr {six} masquerade\n\
             \x20   }}\n\
             \x20   chain forward {{\n\
             \x20       type filter hook forward priority filter; policy accept;\n\
             \x20       # People do not reach each other.\n\
             \x20       iifname \"{own}\" oifname \"{own}\" drop\n\
             \x20       # Connections learn how large a packet fits, even where the way there swallows the notice.\n\
             \x20       iifname \"{own}\" tcp flags syn tcp option maxseg size set rt mtu\n\
             \x20       oifname \"{own}\" tcp flags syn tcp option maxseg size set rt mtu\n\
             \x20   }}\n}}\n"
        )
    }

    /// The name of the unit that loads the table.
    pub fn unit(&self) -> String {
        format!("portero-{}-nat", self.interface)
    }

    /// That unit, as a file.
    pub fn unit_file(&self) -> String {
        let (interface, table, path) = (&self.interface, self.table(), self.table_path());
        format!(
            "{MARK}\n[Unit]\nDescription=Address translation for the WireGuard interface {interface}\n\
             # After whatever empties the packet filter at the start.\n\
             After=nftables.service ufw.service firewalld.service\nBefore=wg-quick@{interface}.service\n\n\
             [Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=nft -f {path}\nExecReload=nft -f {path}\n\
             ExecStop=nft delete table inet {table}\n\n[Install]\nWantedBy=multi-user.target\n"
        )
    }

    /// The same for firewalld, in the zone of the uplink: the port is open there, the tunnel belongs to it, and what is in
    /// one zone reaches each other (firewalld.zone(5), `forward`).
    pub fn firewalld_rules(&self, zone: &str) -> Vec<FirewalldRule> {
        let about = [
            format!("port={}/udp", self.port),
            format!("interface={}", self.interface),
            "forward".to_owned(),
        ];
        let twice = |what: String| {
            [true, false].map(|is_kept| FirewalldRule {
                zone: zone.to_owned(),
                is_kept,
                what: what.clone(),
            })
        };
        about.into_iter().flat_map(twice).collect()
    }

    /// The port for people, and their packets on the way through.
    pub fn ufw_rules(&self) -> [UfwRule; 2] {
        let words = |text: String| text.split(' ').map(str::to_owned).collect();
        let (port, own, uplink) = (self.port, &self.interface, &self.uplink);
        [
            UfwRule {
                words: words(format!("allow {port}/udp")),
                shown: (format!("{port}/udp"), "ALLOW".to_owned()),
            },
            UfwRule {
                words: words(format!("route allow in on {own} out on {uplink}")),
                shown: (
                    format!("Anywhere on {uplink}"),
                    format!("Anywhere on {own}"),
                ),
            },
        ]
    }
}

/// A rule of firewalld, in its running state or in what it keeps for the next start.
pub struct FirewalldRule {
    zone: String,
    is_kept: bool,
    /// What it is about: `port=51820/udp`.
    what: String,
}

impl FirewalldRule {
    /// What firewall-cmd is told to do with it: `add`, `query` or `remove`.
    pub fn words(&self, deed: &str) -> Vec<String> {
        let kept = self.is_kept.then(|| KEPT.to_owned());
        let zone = format!("--zone={}", self.zone);
        let deed = format!("--{deed}-{}", self.what);
        kept.into_iter().chain([zone, deed]).collect()
    }
}

/// The word for what firewalld keeps, beside its running state.
const KEPT: &str = "--permanent";

/// The words that take back what these did, for firewall-cmd.
pub fn firewalld_back(words: &[String]) -> Vec<String> {
    let back = |word: &String| word.replacen("--add-", "--remove-", 1);
    words.iter().map(back).collect()
}

/// The same for firewall-offline-cmd, which knows only what is kept; nothing for what went with the running state.
pub fn firewalld_back_offline(words: &[String]) -> Option<Vec<String>> {
    let mut back = firewalld_back(words);
    let at = back.iter().position(|word| word == KEPT)?;
    back.remove(at);
    Some(back)
}

/// Whether that can be an interface everywhere: in paths, in names of units, and between quotes.
pub fn is_name(name: &str) -> bool {
    (1..=15).contains(&name.len())
        && !name.starts_with(['.', '-'])
        && (name.bytes()).all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// A private network of IPv6 with 40 random bits (RFC 4193).
pub fn random_network6() -> Result<Ipv6Net, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes[1..6])?;
    bytes[0] = 0xfd;
    Ok(Ipv6Net::new_assert(Ipv6Addr::from(bytes), 64))
}

/// The private key in an interface's file.
pub fn private_key(text: &str) -> Option<&str> {
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix("PrivateKey"))?;
    Some(value.trim_start().strip_prefix('=')?.trim())
}

/// The interface in lines such as `default via 192.0.2.1 dev eth0 proto dhcp`.
pub fn device_in(routes: &str) -> Option<&str> {
    let mut words = routes.lines().next()?.split_whitespace();
    words.find(|word| *word == "dev")?;
    words.next()
}

/// The networks in lines such as `2: eth0    inet 192.0.2.7/24 brd …`, but for those of that interface and of the machine
/// itself.
pub fn networks_in<'a>(lines: &'a str, but: &'a str) -> impl Iterator<Item = IpNet> + 'a {
    lines.lines().filter_map(move |line| {
        let mut words = line.split_whitespace().skip(1);
        let name = words.next()?.trim_end_matches(':');
        let address = words.nth(1)?.parse::<IpNet>().ok()?;
        let is_local = address.addr().is_loopback()
            || matches!(address.addr(), std::net::IpAddr::V6(six) if six.is_unicast_link_local());
        (name != but && !is_local).then(|| address.trunc())
    })
}

/// Whether a chain of the packet filter at that hook drops what no rule lets through.
pub fn shuts(ruleset: &str, hook: &str) -> bool {
    let hook = format!("hook {hook} ");
    (ruleset.lines()).any(|line| line.contains(&hook) && line.contains("policy drop"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::service::host::tests::Folder;
    use crate::cli::service::host::tests::can_run;
    use std::process::Command;

    fn plan() -> Plan {
        Plan {
            interface: "wg0".to_owned(),
            port: PORT,
            network: NETWORK,
            network6: "fd12:3456:789a::/64".parse().expect("a network"),
            uplink: "eth0".to_owned(),
            hears_router: true,
        }
    }

    #[test]
    fn a_machine_that_hears_no_router_is_not_made_to() {
        assert!(
            plan()
                .sysctl_file()
                .contains("\n-net/ipv6/conf/eth0/accept_ra = 2\n")
        );
        let fixed = Plan {
            hears_router: false,
            ..plan()
        };
        assert!(!fixed.sysctl_file().contains("accept_ra"));
    }

    #[test]
    fn the_interface_gets_the_first_address_of_each_network_and_keeps_its_key() {
        let text = plan().configuration("KEY=");
        assert!(text.starts_with(MARK), "{text}");
        assert!(
            text.contains("\nAddress = 10.8.0.1/22, fd12:3456:789a::1/64\n"),
            "{text}"
        );
        assert!(text.contains("\nListenPort = 51820\n"), "{text}");
        assert_eq!(private_key(&text), Some("KEY="));
        assert_eq!(private_key("[Interface]\n"), None);
    }

    #[test]
    fn the_packet_filter_takes_the_table_twice_and_lets_it_go() {
        let folder = Folder::new();
        let odd = Plan {
            interface: "wg-a.1".to_owned(),
            ..plan()
        };
        let script = "nft -f \"$0\" && nft -f \"$0\" && nft list table inet \"$1\" && nft delete table inet \"$1\"";
        for plan in [plan(), odd] {
            let path = folder.0.join("table.nft");
            std::fs::write(&path, plan.table_file()).expect("written");
            let own_network = Command::new("unshare").args(["-n", "true"]).status();
            if !can_run("nft") || !own_network.is_ok_and(|status| status.success()) {
                println!("skipped: there is no nft, or no right to make a network namespace");
                return;
            }
            let output = Command::new("unshare")
                .args(["-n", "sh", "-ec", script])
                .arg(&path)
                .arg(plan.table())
                .output()
                .expect("nft runs");
            let listed = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{output:?}");
            assert_eq!(listed.matches("masquerade").count(), 2, "{listed}");
        }
    }

    #[test]
    fn systemd_takes_the_unit_without_a_complaint() {
        if !can_run("systemd-analyze") || !can_run("nft") {
            return;
        }
        let folder = Folder::new();
        let path = folder.0.join("portero-wg0-nat.service");
        std::fs::write(&path, plan().unit_file()).expect("written");
        let output = Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .arg(&path)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}");
    }

    #[test]
    fn what_programs_say_is_read() {
        assert_eq!(
            device_in("default via 192.0.2.1 dev ens3 proto dhcp\n"),
            Some("ens3")
        );
        assert_eq!(device_in("default dev tun0 scope link"), Some("tun0"));
        assert_eq!(device_in(""), None);
        let lines = "1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 192.0.2.7/24 brd x\n\
                     2: eth0    inet6 fe80::1/64 scope link\n3: wg0    inet 10.8.0.1/22 scope global wg0\n";
        let found: Vec<String> = networks_in(lines, "wg0")
            .map(|net| net.to_string())
            .collect();
        assert_eq!(found, ["192.0.2.0/24"]);
        assert_eq!(
            networks_in(lines, "wg1")
                .filter(|net| plan().overlaps(net))
                .count(),
            1
        );
        let rules = "chain a { type filter hook input priority filter; policy drop;\n";
        assert!(shuts(rules, "input") && !shuts(rules, "forward"));
        let status = "Status: active\n\n51820/udp                  ALLOW       Anywhere\n\
                      Anywhere on eth0           ALLOW FWD   Anywhere on wg0\n";
        assert!(plan().ufw_rules().iter().all(|rule| rule.is_in(status)));
        assert!(
            !plan()
                .ufw_rules()
                .iter()
                .any(|rule| rule.is_in("Status: active\n151820/udp ALLOW x\n"))
        );
    }

    #[test]
    fn rules_of_firewalld_are_asked_for_added_and_taken_back_by_the_same_words() {
        let rules = plan().firewalld_rules("public");
        let lines: Vec<String> = rules
            .iter()
            .map(|rule| rule.words("add").join(" "))
            .collect();
        assert_eq!(
            lines,
            [
                "--permanent --zone=public --add-port=51820/udp",
                "--zone=public --add-port=51820/udp",
                "--permanent --zone=public --add-interface=wg0",
                "--zone=public --add-interface=wg0",
                "--permanent --zone=public --add-forward",
                "--zone=public --add-forward",
            ]
        );
        assert_eq!(
            rules[5].words("query"),
            ["--zone=public", "--query-forward"]
        );
        let (kept, running) = (rules[0].words("add"), rules[1].words("add"));
        assert_eq!(
            firewalld_back(&running),
            ["--zone=public", "--remove-port=51820/udp"]
        );
        let offline = ["--zone=public", "--remove-port=51820/udp"].map(str::to_owned);
        assert_eq!(firewalld_back_offline(&kept), Some(offline.to_vec()));
        assert_eq!(firewalld_back_offline(&running), None);
    }

    #[test]
    fn a_random_network_is_private_and_another_each_time() {
        let (one, other) = (
            random_network6().expect("made"),
            random_network6().expect("made"),
        );
        assert!(one != other && one.to_string().starts_with("fd") && one.prefix_len() == 64);
        assert!(
            Plan {
                network6: one,
                ..plan()
            }
            .has_room()
        );
        let tiny = Plan {
            network: "10.0.0.0/31".parse().expect("a network"),
            ..plan()
        };
        assert!(!tiny.has_room());
    }
}
