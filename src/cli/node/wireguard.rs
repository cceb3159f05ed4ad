//! `portero node setup-wireguard`: a machine becomes a WireGuard server, and what was done can be taken back.
//!
//! `plan` says what the files hold, `manifest` what was done here. Each deed is noted before it is done, so that `--undo`
//! takes back even what was broken off.

mod manifest;
mod plan;

use crate::cli::service::host::Host;
use crate::cli::service::language;
use crate::cli::service::quote;
use crate::cli::service::steps::Steps;
use crate::cli::service::steps::ask;
use crate::integrations::wireguard::keys;
use crate::utils::locale::args;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use ipnet::Ipv6Net;
use manifest::Deed;
use manifest::Ledger;
use plan::Plan;
use std::fs;
use std::path::PathBuf;

/// The line by which it knows its own files.
const MARK: &str = "# made by portero node setup-wireguard";
/// What must be installed, and in which package Debian has it.
const PROGRAMS: [(&str, &str); 4] = [
    ("wg-quick", "wireguard-tools"),
    ("nft", "nftables"),
    ("sysctl", "procps"),
    ("ip", "iproute2"),
];

/// What the command takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// The interface to make.
    #[arg(long, default_value = "wg0")]
    interface: String,
    /// The UDP port for people [default: 51820].
    #[arg(long)]
    port: Option<u16>,
    /// The network of the tunnel [default: 10.8.0.0/22].
    #[arg(long)]
    network: Option<Ipv4Net>,
    /// Its network of IPv6 [default: a random private one].
    #[arg(long)]
    network6: Option<Ipv6Net>,
    /// The interface towards the internet, if it should not be found out.
    #[arg(long)]
    uplink: Option<String>,
    /// Only print what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Take back what was done, and nothing else. The server's key goes, too: the files of its people open nothing then.
    #[arg(long, conflicts_with_all = ["port", "network", "network6", "uplink"])]
    undo: bool,
    /// Stands before every path of the system, for tests.
    #[arg(long, hide = true, default_value = "/")]
    root: PathBuf,
}

/// Carries the command out.
///
/// # Errors
/// With a sentence for the person at the terminal, when something is missing or in the way, or a step fails.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let host = Host::look(&arguments.root)?;
    let steps = Steps::new(language(None), arguments.dry_run).marked(MARK, "node-wg-not-ours");
    if !plan::is_name(&arguments.interface) {
        return Err(steps.refuse("node-wg-name", args! { name: &arguments.interface }));
    }
    if !host.is_root && !arguments.dry_run && host.root == std::path::Path::new("/") {
        return Err(steps.refuse("node-not-root", args! {}));
    }
    let setup = Setup {
        ledger: Ledger::open(&host, &arguments.interface)?,
        host,
        steps,
    };
    if arguments.undo {
        return setup.undo();
    }
    setup.make(arguments)
}

struct Setup {
    host: Host,
    steps: Steps,
    ledger: Ledger,
}

impl Setup {
    fn make(mut self, arguments: &Arguments) -> anyhow::Result<()> {
        self.need_programs(arguments.dry_run)?;
        let plan = self.plan(arguments)?;
        let interface = &plan.interface;
        self.steps
            .say("node-wg-begin", args! { interface: interface })?;
        if self.steps.is_dry() {
            self.steps.say("service-dry", args! {})?;
        }
        self.ledger.begin(&plan, &mut self.steps)?;
        let public_key = self.configuration(&plan)?;
        self.forwarding(&plan)?;
        self.translation(&plan)?;
        self.unit(&format!("wg-quick@{interface}"), false)?;
        self.firewall(&plan)?;
        if self.steps.done() == 0 {
            self.steps.say("service-already", args! {})?;
        }
        if self.steps.is_dry() {
            return Ok(());
        }
        let networks = format!("{} {}", plan.network, plan.network6);
        self.steps.say(
            "node-wg-done",
            args! { interface: interface, port: &plan.port.to_string(), networks: &networks, key: &public_key },
        )
    }

    /// As it was set up before; what is asked for now must be the same. Else as asked for, with what is usual.
    fn plan(&self, arguments: &Arguments) -> anyhow::Result<Plan> {
        if let Some(plan) = self.ledger.plan() {
            let is_same = arguments.port.is_none_or(|port| port == plan.port)
                && arguments.network.is_none_or(|net| net == plan.network)
                && arguments.network6.is_none_or(|net| net == plan.network6)
                && (arguments.uplink.as_ref()).is_none_or(|uplink| *uplink == plan.uplink);
            if is_same {
                return Ok(plan.clone());
            }
            return Err(self
                .steps
                .refuse("node-wg-other", args! { interface: &plan.interface }));
        }
        let uplink = arguments.uplink.clone().or_else(default_uplink);
        let Some(uplink) = uplink.filter(|uplink| plan::is_name(uplink)) else {
            return Err(self.steps.refuse("node-wg-no-uplink", args! {}));
        };
        let router = self.sysctl(&format!("net/ipv6/conf/{uplink}/accept_ra"));
        let plan = Plan {
            hears_router: router.is_some_and(|value| value != "0"),
            interface: arguments.interface.clone(),
            port: arguments.port.unwrap_or(plan::PORT),
            network: arguments.network.unwrap_or(plan::NETWORK).trunc(),
            network6: match arguments.network6 {
                Some(network) => network.trunc(),
                None => plan::random_network6()?,
            },
            uplink,
        };
        if !plan.has_room() {
            return Err(self.steps.refuse("node-wg-too-small", args! {}));
        }
        if let Some(taken) = overlap(&plan) {
            let taken = taken.to_string();
            return Err(self
                .steps
                .refuse("node-wg-overlap", args! { network: &taken }));
        }
        // Somebody else's interface is driven as it is, not made anew.
        self.steps.ours(&self.host.at(&plan.configuration_path()))?;
        Ok(plan)
    }

    fn need_programs(&self, is_dry: bool) -> anyhow::Result<()> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let is_there = |name: &str| {
            let mut directories = std::env::split_paths(&path);
            directories.any(|directory| directory.join(name).is_file())
        };
        let missing = PROGRAMS.iter().filter(|(name, _)| !is_there(name));
        let packages: Vec<&str> = missing.map(|(_, package)| *package).collect();
        if packages.is_empty() {
            return Ok(());
        }
        let packages = packages.join(" ");
        let missing = args! { packages: &packages };
        if is_dry {
            return self.steps.say("node-wg-missing", missing);
        }
        Err(self.steps.refuse("node-wg-missing", missing))
    }

    /// The interface's file, with a new key or the one it has. Gives the public key.
    fn configuration(&mut self, plan: &Plan) -> anyhow::Result<String> {
        let path = self.host.at(&plan.configuration_path());
        let present = self.steps.ours(&path)?;
        let private = match present.as_deref().and_then(plan::private_key) {
            Some(key) => key.to_owned(),
            None => keys::Pair::new()?.private_key.0,
        };
        let Some(public_key) = keys::public_of(&private) else {
            let shown = path.display().to_string();
            return Err(self.steps.refuse("node-wg-damaged", args! { path: &shown }));
        };
        let shown = plan.configuration("…");
        self.ledger.file(&path, &mut self.steps)?;
        self.steps
            .secret_file(&path, &plan.configuration(&private), &shown, 0o600)?;
        // A dry run made a key that nobody will ever use.
        let is_kept = present.is_some() || !self.steps.is_dry();
        Ok(if is_kept {
            public_key
        } else {
            "…".to_owned()
        })
    }

    /// Packets are passed on, now and after each start of the machine.
    fn forwarding(&mut self, plan: &Plan) -> anyhow::Result<()> {
        let path = self.host.at(&plan.sysctl_path());
        let mut is_wanting = false;
        for (name, value) in plan.sysctls() {
            let before = self.sysctl(&name);
            is_wanting |= before.as_deref() != Some(value);
            if let Some(before) = before.filter(|before| before != value) {
                self.ledger
                    .note(Deed::Sysctl { name, before }, &self.steps)?;
            }
        }
        self.ledger.file(&path, &mut self.steps)?;
        let is_new = self.steps.file(&path, &plan.sysctl_file(), 0o644)?;
        if is_new || is_wanting {
            let path = quote::text(self.steps.lang, &path)?.to_owned();
            self.steps.command("sysctl", &["-q", "--load", &path])?;
        }
        Ok(())
    }

    /// What the kernel has now; a dot inside a name of an interface is a slash there.
    fn sysctl(&self, name: &str) -> Option<String> {
        let path = self.host.at("/proc/sys").join(name);
        Some(fs::read_to_string(path).ok()?.trim().to_owned())
    }

    /// The addresses of the tunnel are translated to this machine's, by a table of its own in the packet filter.
    fn translation(&mut self, plan: &Plan) -> anyhow::Result<()> {
        let table = self.host.at(&plan.table_path());
        let unit = plan.unit();
        let unit_path = self.host.at(&format!("/etc/systemd/system/{unit}.service"));
        for path in [&table, &unit_path] {
            self.ledger.file(path, &mut self.steps)?;
        }
        let is_new_table = self.steps.file(&table, &plan.table_file(), 0o600)?;
        if self.steps.file(&unit_path, &plan.unit_file(), 0o644)? {
            self.steps.command("systemctl", &["daemon-reload"])?;
        }
        self.unit(&unit, is_new_table)
    }

    /// A unit is started, now and with the machine.
    fn unit(&mut self, unit: &str, is_changed: bool) -> anyhow::Result<()> {
        let says =
            |question, answer| ask("systemctl", &[question, unit]).as_deref() == Some(answer);
        if !says("is-enabled", "enabled") || !says("is-active", "active") {
            self.ledger.note(Deed::Unit(unit.to_owned()), &self.steps)?;
            self.steps
                .command("systemctl", &["enable", "--now", unit])?;
        } else if is_changed {
            self.steps.command("systemctl", &["restart", unit])?;
        }
        Ok(())
    }

    /// ufw or firewalld is told; of anything else that may shut the port the operator is.
    fn firewall(&mut self, plan: &Plan) -> anyhow::Result<()> {
        let port = plan.port.to_string();
        if let Some(status) = ask("ufw", &["status"])
            && status.starts_with("Status: active")
        {
            for rule in plan.ufw_rules() {
                if !rule.is_in(&status) {
                    self.ledger
                        .note(Deed::Ufw(rule.words.clone()), &self.steps)?;
                    let words: Vec<&str> = rule.words.iter().map(String::as_str).collect();
                    self.steps.command("ufw", &words)?;
                }
            }
            return Ok(());
        }
        if runs_firewalld() {
            return self.firewalld(plan);
        }
        let rules = ask("nft", &["list", "ruleset"]).unwrap_or_default();
        if plan::shuts(&rules, "input") {
            self.steps.say("node-wg-shut-port", args! { port: &port })?;
        }
        if plan::shuts(&rules, "forward") {
            self.steps
                .say("node-wg-shut-forward", args! { interface: &plan.interface })?;
        }
        self.steps.say("node-wg-provider", args! { port: &port })
    }

    /// What firewalld does not have yet, it gets: now, and for its next start.
    fn firewalld(&mut self, plan: &Plan) -> anyhow::Result<()> {
        let zone = ask(
            FIREWALLD,
            &[&format!("--get-zone-of-interface={}", plan.uplink)],
        )
        .or_else(|| ask(FIREWALLD, &["--get-default-zone"]))
        .unwrap_or_else(|| "public".to_owned());
        for rule in plan.firewalld_rules(&zone) {
            if ask(FIREWALLD, &borrowed(&rule.words("query"))).as_deref() == Some("yes") {
                continue;
            }
            let words = rule.words("add");
            self.ledger
                .note(Deed::Firewalld(words.clone()), &self.steps)?;
            self.steps.command(FIREWALLD, &borrowed(&words))?;
        }
        Ok(())
    }

    fn undo(mut self) -> anyhow::Result<()> {
        let Some(plan) = self.ledger.plan().cloned() else {
            return self.steps.say("node-wg-nothing", args! {});
        };
        self.steps
            .say("node-wg-undo", args! { interface: &plan.interface })?;
        if self.steps.is_dry() {
            self.steps.say("service-dry", args! {})?;
        }
        // Before anything: a file that somebody made their own stops it whole.
        for deed in self.ledger.deeds() {
            if let Deed::File(path) = deed {
                self.steps.ours(&path)?;
            }
        }
        let is_last = self.ledger.is_last();
        let mut has_units = false;
        for deed in self.ledger.deeds().into_iter().rev() {
            match deed {
                Deed::Unit(unit) => self.stop(&unit)?,
                Deed::Ufw(words) => self.shut(&words)?,
                Deed::Firewalld(words) => self.shut_firewalld(&words)?,
                // Another interface that was set up here still needs it.
                Deed::Sysctl { .. } if !is_last => {}
                Deed::Sysctl { name, before } => {
                    if self.sysctl(&name).is_some_and(|now| now != before) {
                        self.steps
                            .command("sysctl", &["-q", "-w", &format!("{name}={before}")])?;
                    }
                }
                Deed::File(path) => {
                    let is_unit = path
                        .extension()
                        .is_some_and(|extension| extension == "service");
                    has_units |= self.steps.remove_file(&path)? && is_unit;
                }
                Deed::Directory(path) => self.steps.remove_empty(&path)?,
            }
        }
        if has_units {
            self.steps.command("systemctl", &["daemon-reload"])?;
        }
        self.ledger.end(&mut self.steps)?;
        self.steps
            .say("node-wg-undone", args! { interface: &plan.interface })
    }

    fn stop(&mut self, unit: &str) -> anyhow::Result<()> {
        let says =
            |question, answer| ask("systemctl", &[question, unit]).as_deref() == Some(answer);
        if says("is-enabled", "enabled") || says("is-active", "active") {
            self.steps
                .command("systemctl", &["disable", "--now", unit])?;
        }
        Ok(())
    }

    /// `ufw allow …` is taken back by `ufw delete allow …`, `ufw route allow …` by `ufw route delete allow …`.
    fn shut(&mut self, words: &[String]) -> anyhow::Result<()> {
        let mut back: Vec<&str> = words.iter().map(String::as_str).collect();
        let at = usize::from(back.first() == Some(&"route"));
        back.insert(at, "delete");
        self.steps.command("ufw", &back)
    }

    /// A firewalld that does not run keeps rules all the same; one that is gone has none.
    fn shut_firewalld(&mut self, words: &[String]) -> anyhow::Result<()> {
        if runs_firewalld() {
            return self
                .steps
                .command(FIREWALLD, &borrowed(&plan::firewalld_back(words)));
        }
        let offline = "firewall-offline-cmd";
        match plan::firewalld_back_offline(words) {
            Some(back) if ask(offline, &["--version"]).is_some() => {
                self.steps.command(offline, &borrowed(&back))
            }
            _ => Ok(()),
        }
    }
}

/// Its program. It answers only while firewalld runs.
const FIREWALLD: &str = "firewall-cmd";

fn runs_firewalld() -> bool {
    ask(FIREWALLD, &["--state"]).as_deref() == Some("running")
}

fn borrowed(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// Where packets without another way leave: `default via 192.0.2.1 dev eth0 …`.
fn default_uplink() -> Option<String> {
    ["-4", "-6"].iter().find_map(|family| {
        let routes = ask("ip", &[family, "-o", "route", "show", "default"])?;
        plan::device_in(&routes).map(str::to_owned)
    })
}

/// A network of this machine that the tunnel's would shadow.
fn overlap(plan: &Plan) -> Option<IpNet> {
    let lines = ask("ip", &["-o", "addr", "show"])?;
    plan::networks_in(&lines, &plan.interface).find(|net| plan.overlaps(net))
}
