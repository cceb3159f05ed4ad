//! `portero node install` and `setup-wireguard` on a machine that is a folder, whose programs only note what they are told;
//! and once with the real packet filter in a network namespace.

use crate::world::scratch;
use portero::integrations::node::Join;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Knows which units are enabled; starts the one that loads the packet filter.
const SYSTEMCTL: &str = r#"
unit=""
for word; do unit=$word; done
case $1 in
    is-enabled) [ -e "$MACHINE/units/$unit" ] && echo enabled ;;
    is-active) [ -e "$MACHINE/units/$unit" ] && echo active ;;
    show) echo 4711 ;;
    enable|start) touch "$MACHINE/units/$unit"
        case $unit in *-nat) nft -f "$MACHINE/root/etc/wireguard/portero_wg0.nft" ;; esac ;;
    disable) rm -f "$MACHINE/units/$unit"
        case $unit in *-nat) nft delete table inet portero_wg0 ;; esac ;;
esac
"#;
/// Writes into the folder what it is to write into the kernel.
const SYSCTL: &str = r#"
put() { file="$MACHINE/root/proc/sys/${1#-}"; [ ! -e "$file" ] || echo "$2" >"$file"; }
case $2 in
    --load) grep -v '^#' "$3" | while read -r name _ value; do put "$name" "$value"; done ;;
    -w) put "${3%%=*}" "${3#*=}" ;;
esac
"#;
const IP: &str = r#"
case "$*" in
    *route*) echo "default via 192.0.2.1 dev eth0 proto dhcp" ;;
    *addr*) echo "2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0" ;;
esac
"#;
const UFW: &str = r#"
[ -e "$MACHINE/ufw" ] || exit 1
case $* in
    status) echo "Status: active"; cat "$MACHINE/ufw" ;;
    "allow 51820/udp") echo "51820/udp                  ALLOW       Anywhere" >>"$MACHINE/ufw" ;;
    "route allow in on wg0 out on eth0") echo "Anywhere on eth0           ALLOW FWD   Anywhere on wg0" >>"$MACHINE/ufw" ;;
    "delete allow 51820/udp") sed -i /51820/d "$MACHINE/ufw" ;;
    "route delete allow in on wg0 out on eth0") sed -i /wg0/d "$MACHINE/ufw" ;;
esac
"#;

/// Keeps one file of rules for its running state and one for its next start.
const FIREWALLD: &str = r#"
[ -e "$MACHINE/firewalld" ] || { echo "FirewallD is not running" >&2; exit 252; }
file=$MACHINE/firewalld/running
[ "$1" != --permanent ] || { file=$MACHINE/firewalld/kept; shift; }
case "$*" in
    --state) echo running ;;
    --get-zone-of-interface=eth0) echo drop ;;
    --zone=drop\ --query-*) grep -qx -- "${2#--query-}" "$file" && echo yes || { echo no; exit 1; } ;;
    --zone=drop\ --add-*) echo "${2#--add-}" >>"$file"; echo success ;;
    --zone=drop\ --remove-*) grep -vx -- "${2#--remove-}" "$file" >"$file.new"; mv "$file.new" "$file" ;;
    *) echo "usage" >&2; exit 2 ;;
esac
"#;

struct Machine {
    directory: PathBuf,
}

impl Machine {
    fn new() -> Self {
        let machine = Self {
            directory: scratch(),
        };
        for directory in [
            "tools",
            "units",
            "root/etc/sysctl.d",
            "root/etc/systemd/system",
            "root/run/systemd/system",
            "root/var/lib",
            "root/proc/sys/net/ipv4",
            "root/proc/sys/net/ipv6/conf/all",
            "root/proc/sys/net/ipv6/conf/eth0",
        ] {
            fs::create_dir_all(machine.path(directory)).expect("made");
        }
        for (name, value) in [
            ("ipv4/ip_forward", "0"),
            ("ipv6/conf/all/forwarding", "0"),
            ("ipv6/conf/eth0/accept_ra", "1"),
        ] {
            fs::write(
                machine.path("root/proc/sys/net").join(name),
                format!("{value}\n"),
            )
            .expect("written");
        }
        for (name, script) in [
            ("systemctl", SYSTEMCTL),
            ("sysctl", SYSCTL),
            ("ip", IP),
            ("ufw", UFW),
            ("firewall-cmd", FIREWALLD),
            ("firewall-offline-cmd", ""),
            ("nft", ""),
            ("wg-quick", ""),
            ("useradd", ""),
            ("chown", ""),
        ] {
            machine.tool(name, script);
        }
        machine
    }

    fn tool(&self, name: &str, script: &str) {
        let path = self.path("tools").join(name);
        let script =
            format!("#!/bin/sh\necho \"{name} $*\" >>\"$MACHINE/told\"\n{script}\nexit 0\n");
        fs::write(&path, script).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("runnable");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// What the programs were told that changes something.
    fn told(&self) -> Vec<String> {
        let told = fs::read_to_string(self.path("told")).unwrap_or_default();
        let asks = [
            "is-enabled",
            "is-active",
            " show",
            "status",
            "list ruleset",
            "--state",
            "--get-",
            "--query-",
            "--version",
        ];
        let is_order = |line: &&str| !asks.iter().any(|ask| line.contains(ask));
        told.lines().filter(is_order).map(str::to_owned).collect()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portero"));
        let own = self.path("tools").display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .arg("node")
            .args(words)
            .arg("--root")
            .arg(self.path("root"))
            .env_clear()
            .env("PATH", format!("{own}:{path}"))
            .env("MACHINE", &self.directory)
            .env("LANGUAGE", "en")
            .current_dir(&self.directory)
            .stdin(Stdio::null());
        command
    }

    fn portero(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("run")
    }

    fn says(&self, words: &[&str]) -> String {
        let output = self.portero(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn refuses(&self, words: &[&str]) -> String {
        let output = self.portero(words);
        assert!(!output.status.success(), "{words:?}: {output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Every file under the root, with what it holds and its mode.
    fn everything(&self) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.path("root")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let mode = fs::symlink_metadata(&path)
                    .expect("there")
                    .permissions()
                    .mode();
                let bytes = if path.is_dir() {
                    Vec::new()
                } else {
                    fs::read(&path).expect("read")
                };
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.insert(path, (mode, bytes));
            }
        }
        found
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path("root").join(name)).expect(name)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

#[test]
fn a_dry_run_prints_every_file_and_command_and_does_nothing() {
    let machine = Machine::new();
    let before = machine.everything();
    let said = machine.says(&["setup-wireguard", "--dry-run"]);
    for part in [
        "/etc/wireguard/wg0.conf (0600)",
        "PrivateKey = …",
        "Address = 10.8.0.1/22, fd",
        "net/ipv4/ip_forward = 1",
        "masquerade",
        "$ sysctl -q --load",
        "$ systemctl enable --now portero-wg0-nat",
        "$ systemctl enable --now wg-quick@wg0",
        "UDP port 51820",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    assert_eq!(machine.everything(), before);
    assert_eq!(
        machine
            .told()
            .iter()
            .filter(|line| !line.starts_with("ip "))
            .count(),
        0
    );
}

#[test]
fn a_server_is_set_up_once_and_taken_back_without_a_trace() {
    let machine = Machine::new();
    fs::write(
        machine.path("ufw"),
        "22/tcp                     ALLOW       Anywhere\n",
    )
    .expect("written");
    let before = machine.everything();
    let said = machine.says(&["setup-wireguard"]);
    let conf = machine.read("etc/wireguard/wg0.conf");
    let mode = fs::metadata(machine.path("root/etc/wireguard/wg0.conf"))
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = conf
        .lines()
        .find_map(|line| line.strip_prefix("PrivateKey = "))
        .expect("a key");
    assert!(!said.contains(key) && !machine.told().concat().contains(key));
    let public = portero::integrations::wireguard::keys::public_of(key).expect("a key");
    assert!(said.contains(&public), "{said}");
    assert_eq!(machine.read("proc/sys/net/ipv4/ip_forward"), "1\n");
    assert_eq!(machine.read("proc/sys/net/ipv6/conf/eth0/accept_ra"), "2\n");
    assert!(
        fs::read_to_string(machine.path("ufw"))
            .expect("read")
            .contains("51820/udp")
    );
    let after = machine.everything();
    let said = machine.says(&["setup-wireguard"]);
    assert!(
        said.contains("Everything was so already") && said.contains(&public),
        "{said}"
    );
    assert_eq!(
        machine.everything(),
        after,
        "the same again changes nothing"
    );
    let other = machine.refuses(&["setup-wireguard", "--port", "443"]);
    assert!(other.contains("--undo"), "{other}");
    machine.says(&["setup-wireguard", "--undo"]);
    assert_eq!(machine.everything(), before);
    assert_eq!(
        fs::read_dir(machine.path("units")).expect("read").count(),
        0
    );
    let ufw = fs::read_to_string(machine.path("ufw")).expect("read");
    assert_eq!(ufw.lines().count(), 1, "{ufw}");
    assert!(
        machine
            .says(&["setup-wireguard", "--undo"])
            .contains("Nothing was set up")
    );
}

/// A machine on which firewalld runs, with the rule that lets its owner in.
fn with_firewalld() -> Machine {
    let machine = Machine::new();
    fs::create_dir(machine.path("firewalld")).expect("made");
    for name in ["running", "kept"] {
        fs::write(machine.path("firewalld").join(name), "service=ssh\n").expect("written");
    }
    machine
}

impl Machine {
    fn firewalld(&self, name: &str) -> String {
        fs::read_to_string(self.path("firewalld").join(name)).expect("read")
    }
}

#[test]
fn a_firewalld_that_runs_is_told_now_and_for_its_next_start_and_gets_it_taken_back() {
    let machine = with_firewalld();
    let said = machine.says(&["setup-wireguard", "--dry-run"]);
    for line in [
        "$ firewall-cmd --permanent --zone=drop --add-port=51820/udp",
        "$ firewall-cmd --zone=drop --add-port=51820/udp",
        "$ firewall-cmd --zone=drop --add-interface=wg0",
        "$ firewall-cmd --zone=drop --add-forward",
    ] {
        assert!(said.contains(line), "{line}:\n{said}");
    }
    assert_eq!(machine.firewalld("running"), "service=ssh\n");
    machine.says(&["setup-wireguard"]);
    let rules = "service=ssh\nport=51820/udp\ninterface=wg0\nforward\n";
    for name in ["running", "kept"] {
        assert_eq!(machine.firewalld(name), rules);
    }
    let said = machine.says(&["setup-wireguard"]);
    assert!(said.contains("Everything was so already"), "{said}");
    let undo = machine.says(&["setup-wireguard", "--undo", "--dry-run"]);
    assert!(undo.contains("--remove-port=51820/udp"), "{undo}");
    machine.says(&["setup-wireguard", "--undo"]);
    for name in ["running", "kept"] {
        assert_eq!(machine.firewalld(name), "service=ssh\n");
    }
}

#[test]
fn a_rule_that_was_there_before_stays_and_a_firewalld_that_was_stopped_since_forgets_what_it_kept()
{
    let machine = with_firewalld();
    let own = "service=ssh\nforward\n";
    fs::write(machine.path("firewalld/kept"), own).expect("written");
    machine.says(&["setup-wireguard"]);
    fs::rename(machine.path("firewalld"), machine.path("stopped")).expect("stopped");
    machine.says(&["setup-wireguard", "--undo"]);
    let offline: Vec<String> = machine.told();
    let offline: Vec<&str> = (offline.iter())
        .filter_map(|line| line.strip_prefix("firewall-offline-cmd "))
        .collect();
    assert_eq!(
        offline,
        [
            "--zone=drop --remove-interface=wg0",
            "--zone=drop --remove-port=51820/udp"
        ]
    );
}

#[test]
fn a_set_up_that_broke_off_goes_on_and_can_be_taken_back() {
    let machine = Machine::new();
    let before = machine.everything();
    machine.tool("sysctl", "echo no >&2; exit 1");
    let said = machine.refuses(&["setup-wireguard"]);
    assert!(said.contains("sysctl"), "{said}");
    machine.says(&["setup-wireguard", "--undo"]);
    assert_eq!(machine.everything(), before);
    machine.refuses(&["setup-wireguard"]);
    let conf = machine.read("etc/wireguard/wg0.conf");
    machine.tool("sysctl", SYSCTL);
    machine.says(&["setup-wireguard"]);
    assert_eq!(
        machine.read("etc/wireguard/wg0.conf"),
        conf,
        "the key stays"
    );
    machine.says(&["setup-wireguard", "--undo"]);
    assert_eq!(machine.everything(), before);
}

#[test]
fn what_somebody_else_made_is_left_alone() {
    let machine = Machine::new();
    fs::create_dir_all(machine.path("root/etc/wireguard")).expect("made");
    let theirs = "[Interface]\nPrivateKey = theirs\n";
    fs::write(machine.path("root/etc/wireguard/wg0.conf"), theirs).expect("written");
    let before = machine.everything();
    let said = machine.refuses(&["setup-wireguard"]);
    assert!(
        said.contains("left alone") && !said.contains("theirs"),
        "{said}"
    );
    let said = machine.refuses(&[
        "setup-wireguard",
        "--interface",
        "wg1",
        "--network",
        "192.0.2.0/25",
    ]);
    assert!(said.contains("192.0.2.0/24"), "{said}");
    let said = machine.refuses(&["setup-wireguard", "--interface", "../x"]);
    assert!(said.contains("cannot be the name"), "{said}");
    assert_eq!(machine.everything(), before);
    machine.says(&["setup-wireguard", "--interface", "wg1"]);
    // Somebody made the file of the second their own: then nothing is taken back, rather than half.
    let path = machine.path("root/etc/wireguard/wg1.conf");
    fs::write(&path, theirs).expect("written");
    let after = machine.everything();
    machine.refuses(&["setup-wireguard", "--interface", "wg1", "--undo"]);
    assert_eq!(machine.everything(), after);
}

#[test]
fn the_node_is_installed_as_a_service_and_prints_its_line() {
    let machine = Machine::new();
    let dry = machine.says(&["install", "--dry-run", "--host", "vps.example.org"]);
    assert!(
        dry.contains("CAP_NET_ADMIN") && !dry.contains("portero-node://"),
        "{dry}"
    );
    assert!(!machine.path("root/var/lib/portero-node").exists());
    let said = machine.says(&["install", "--host", "vps.example.org"]);
    let line = said
        .lines()
        .find(|line| line.contains("portero-node://"))
        .expect("printed");
    let join = Join::parse(line).expect("a join string");
    assert_eq!((join.host.as_str(), join.port), ("vps.example.org", 8443));
    let data = machine.path("root/var/lib/portero-node");
    let unit = machine.read("etc/systemd/system/portero-node.service");
    assert!(
        unit.contains(&format!("--data-dir \"{}\"", data.display())),
        "{unit}"
    );
    let told = machine.told();
    for order in [
        "useradd --system",
        "chown -hR portero-node:",
        "systemctl daemon-reload",
        "systemctl enable portero-node",
    ] {
        assert!(
            told.iter().any(|line| line.starts_with(order)),
            "{order}: {told:?}"
        );
    }
    assert!(!told.concat().contains(join.secret.expose()) && !unit.contains(join.secret.expose()));
    assert!(machine.says(&["status"]).contains("systemd:"));
    machine.says(&["uninstall"]);
    assert!(
        !machine
            .path("root/etc/systemd/system/portero-node.service")
            .exists()
    );
    assert!(data.join("identity.json").exists(), "the data stay");
    assert!(machine.says(&["status"]).contains("No such service"));
}

/// Whether a network namespace can be made; where everything must run, the test fails instead.
fn has_namespaces() -> bool {
    let made = Command::new("unshare")
        .args(["-n", "nft", "list", "ruleset"])
        .output();
    let can = made.is_ok_and(|output| output.status.success());
    if !can {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "network namespaces and nft must be here"
        );
        println!("skipped: no network namespace can be made, or there is no nft");
    }
    can
}

#[test]
fn the_real_packet_filter_and_kernel_take_what_is_set_up_and_let_it_go() {
    if !has_namespaces() {
        return;
    }
    let machine = Machine::new();
    for tool in ["nft", "sysctl"] {
        fs::remove_file(machine.path("tools").join(tool)).expect("the real one is used");
    }
    let sys = machine.path("root/proc");
    fs::remove_dir_all(&sys).expect("removed");
    std::os::unix::fs::symlink("/proc", &sys).expect("linked");
    let script = r#"
        ip() { PATH=/usr/sbin:/usr/bin:/sbin:/bin command ip "$@"; }
        ip link add eth0 type dummy && ip link set eth0 up
        "$0" node setup-wireguard --root "$MACHINE/root" >&2
        nft list table inet portero_wg0
        cat /proc/sys/net/ipv4/ip_forward
        "$0" node setup-wireguard --root "$MACHINE/root" | grep -q "so already"
        "$0" node setup-wireguard --root "$MACHINE/root" --undo >&2
        echo "left: $(nft list ruleset)"
        cat /proc/sys/net/ipv4/ip_forward
    "#;
    let own = machine.path("tools").display().to_string();
    let output = Command::new("unshare")
        .args(["-n", "sh", "-ec", script, env!("CARGO_BIN_EXE_portero")])
        .env_clear()
        .env("PATH", format!("{own}:/usr/sbin:/usr/bin:/sbin:/bin"))
        .env("MACHINE", &machine.directory)
        .env("LANGUAGE", "en")
        .stdin(Stdio::null())
        .output()
        .expect("run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    let (set_up, left) = said.split_once("left: ").expect("both parts");
    assert!(
        set_up.contains("masquerade") && set_up.trim_end().ends_with('1'),
        "{said}"
    );
    assert_eq!(left.trim(), "0", "nothing is left: {said}");
    assert!(!Path::new(&machine.path("root/etc/wireguard")).exists());
}
