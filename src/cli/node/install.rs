//! The node as a service of systemd: under a user of its own, with the one right it needs and no other.

use super::SYSTEM_DIRECTORY;
use crate::cli::print;
use crate::cli::service::host::Host;
use crate::cli::service::host::Kind;
use crate::cli::service::language;
use crate::cli::service::place;
use crate::cli::service::quote;
use crate::cli::service::steps::MARK;
use crate::cli::service::steps::Steps;
use crate::cli::service::steps::ask;
use crate::cli::service::steps::beside_it;
use crate::cli::service::steps::copied_line;
use crate::cli::service::steps::copied_program;
use crate::cli::service::steps::shared_program;
use crate::cli::service::systemd::HARDENING;
use crate::cli::service::systemd::SYSTEM_HARDENING;
use crate::integrations::wireguard::SOCKET;
use crate::node;
use crate::node::Interface;
use crate::node::Options;
use crate::utils::locale::args;
use anyhow::Context;
use std::fmt::Write;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// The usual name of the service, and of its user.
const NAME: &str = "portero-node";
/// A node that cannot start ends within this time.
const MOMENT: Duration = Duration::from_secs(2);
/// What root needs beside proxies of several users: to signal them, and to write what is theirs and leave it so.
const OVER_OTHERS: &str = "CAP_KILL CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE";

/// Which service.
#[derive(clap::Args)]
pub struct Which {
    /// The service's name, and its user's, for more than one node.
    #[arg(long, default_value = NAME)]
    name: String,
    /// Only print what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Stands before every path of the system, for tests.
    #[arg(long, hide = true, default_value = "/")]
    root: PathBuf,
}

/// What to install.
#[derive(clap::Args)]
pub struct Install {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    node: super::Node,
}

/// Installs the service, starts it, and prints the line to paste.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub fn install(arguments: &Install) -> anyhow::Result<()> {
    let Install { which, node: asked } = arguments;
    let (host, mut steps) = look(which)?;
    let usual = host.at(SYSTEM_DIRECTORY).with_file_name(&which.name);
    let data_dir = asked.directory.data_dir.clone().unwrap_or(usual);
    let options = Options {
        data_dir: std::path::absolute(data_dir)?,
        ..asked.options()
    };
    let unit_path = unit_path(&host, which);
    let present = steps.ours(&unit_path)?;
    let copied = present.as_deref().and_then(copied_program);
    let copied = copied.or_else(|| shared_program(&beside_it(&unit_path, false)));
    let is_in_the_way = host.is_built_here() || host.is_private(&host.program);
    let programs = host.at("/usr/local/bin");
    let (program, is_copied) = place::settle(
        &host,
        &programs,
        copied.as_deref(),
        is_in_the_way,
        &mut steps,
    )?;
    let service = Service {
        name: &which.name,
        program: &program,
        is_copied,
        options: &options,
        user: runs_as(&which.name, &options)?,
        written: written(&options)?,
    };
    let unit = service.unit(&steps)?;
    make_directory(&service, &host, &mut steps)?;
    for file in options
        .interfaces
        .iter()
        .filter_map(Interface::described_in)
    {
        // It holds a secret: the node alone may read it.
        place::own(file, service.user.as_deref().unwrap_or("root"), &mut steps)?;
    }
    if steps.file(&unit_path, &unit, 0o644)? {
        steps.command("systemctl", &["daemon-reload"])?;
    }
    start(&which.name, &mut steps)?;
    if steps.done() == 0 {
        steps.say("service-already", args! {})?;
    } else if !steps.is_dry() {
        look_again(&which.name, &steps)?;
        steps.say("node-installed", args! {})?;
    }
    if !steps.is_dry() {
        super::tell(&options, steps.lang)?;
    }
    let port = options.listen.port().to_string();
    steps.say("node-open-port", args! { port: &port })?;
    steps.say("node-look", args! { name: &which.name })
}

/// Stops the service and removes what install made; what the node keeps stays.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub fn uninstall(which: &Which) -> anyhow::Result<()> {
    let (host, mut steps) = look(which)?;
    let path = unit_path(&host, which);
    let Some(present) = steps.ours(&path)? else {
        return steps.say("service-nothing", args! {});
    };
    steps.command("systemctl", &["disable", "--now", &which.name])?;
    steps.remove_file(&path)?;
    steps.command("systemctl", &["daemon-reload"])?;
    if let Some(program) = copied_program(&present) {
        steps.remove_program(&program, &beside_it(&path, false))?;
    }
    let kept = present
        .lines()
        .find_map(|line| line.strip_prefix("WorkingDirectory="));
    let kept = kept.unwrap_or_default().replace("%%", "%");
    steps.say("node-removed", args! { path: &kept })
}

/// Prints what state the service is in, in systemd's words.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub fn status(which: &Which) -> anyhow::Result<()> {
    let host = Host::look(&which.root)?;
    let steps = Steps::new(language(None), true);
    if steps.ours(&unit_path(&host, which))?.is_none() {
        return steps.say("service-nothing", args! {});
    }
    let words = [
        "show",
        "--property=ActiveState,SubState,NRestarts",
        &which.name,
    ];
    let state = ask("systemctl", &words)
        .unwrap_or_default()
        .replace('\n', " ");
    Ok(print::line(&format!("systemd: {state}"))?)
}

fn look(which: &Which) -> anyhow::Result<(Host, Steps)> {
    let host = Host::look(&which.root)?;
    let steps = Steps::new(language(None), which.dry_run);
    if !quote::is_name(&which.name) {
        return Err(steps.refuse("service-name-odd", args! { name: &which.name }));
    }
    if host.kind() != Some(Kind::Systemd) {
        let program = quote::sh(quote::text(steps.lang, &host.program)?);
        let command = format!("{program} node");
        return Err(steps.refuse("node-no-systemd", args! { command: &command }));
    }
    if !host.is_root && host.root == Path::new("/") && !which.dry_run {
        return Err(steps.refuse("node-not-root", args! {}));
    }
    steps.say("node-for-system", args! { name: &which.name })?;
    if steps.is_dry() {
        steps.say("service-dry", args! {})?;
    }
    Ok((host, steps))
}

fn unit_path(host: &Host, which: &Which) -> PathBuf {
    host.at("/etc/systemd/system")
        .join(format!("{}.service", which.name))
}

/// The configurations of proxies that the node writes itself.
fn written(options: &Options) -> anyhow::Result<Vec<PathBuf>> {
    let files = options
        .interfaces
        .iter()
        .filter_map(Interface::described_in);
    let found: anyhow::Result<Vec<Option<PathBuf>>> = files.map(node::proxy::written).collect();
    let found = found?.into_iter().flatten();
    // What a link points to is written, not the link.
    Ok(found
        .map(|path| path.canonicalize().unwrap_or(path))
        .collect())
}

/// Under whom the node runs; `None` = root. A proxy whose configuration is written is signalled: that may its own user,
/// and root. A control socket is root's own; `wg` needs only the right to change the network, and telemt none.
fn runs_as(name: &str, options: &Options) -> anyhow::Result<Option<String>> {
    let sockets = options
        .interfaces
        .iter()
        .filter(|one| one.program == SOCKET);
    let mut users: Vec<Option<String>> = sockets.map(|_| None).collect();
    for config in written(options)? {
        let shown = config.display().to_string();
        let owner = std::fs::metadata(&config)
            .with_context(|| shown.clone())?
            .uid();
        users.push(match owner {
            0 => None,
            owner => Some(ask("id", &["-nu", &owner.to_string()]).context(shown)?),
        });
    }
    users.dedup();
    Ok(match users.as_slice() {
        [] => Some(name.to_owned()),
        [one] => one.clone(),
        [..] => None,
    })
}

/// What is to be installed.
struct Service<'a> {
    name: &'a str,
    program: &'a Path,
    is_copied: bool,
    options: &'a Options,
    /// `None` = root.
    user: Option<String>,
    /// The configurations of proxies.
    written: Vec<PathBuf>,
}

impl Service<'_> {
    fn capabilities(&self) -> String {
        let mut interfaces = self.options.interfaces.iter();
        let network = interfaces.any(|one| one.described_in().is_none());
        let is_over_others = self.user.is_none() && !self.written.is_empty();
        let all = [
            network.then_some("CAP_NET_ADMIN"),
            is_over_others.then_some(OVER_OTHERS),
        ];
        all.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The hardening. A proxy that is signalled has to be seen, its folder may be in a home, and its file is given back to
    /// its group.
    fn hardening(&self) -> String {
        let families = "AF_INET AF_INET6 AF_UNIX";
        let mut text = HARDENING.replace(families, &format!("{families} AF_NETLINK"));
        let capabilities = self.capabilities();
        for line in SYSTEM_HARDENING.lines() {
            let (line, more) = match line {
                "ProcSubset=pid" => continue,
                "ProtectProc=invisible" if !self.written.is_empty() => continue,
                "ProtectHome=yes" if !self.written.is_empty() => ("ProtectHome=read-only", ""),
                "CapabilityBoundingSet=" | "AmbientCapabilities=" => (line, capabilities.as_str()),
                line => (line, ""),
            };
            let _ = writeln!(text, "{line}{more}");
        }
        if !self.written.is_empty() {
            text.push_str("SystemCallFilter=@chown\n");
        }
        text
    }

    /// The unit. What the bot's has, but for the right to change networks, and for `/proc`, which tells how long counters
    /// have lived.
    fn unit(&self, steps: &Steps) -> anyhow::Result<String> {
        let program = quote::text(steps.lang, self.program)?;
        if program.contains(['"', '\'', '\\']) {
            return Err(steps.refuse("service-program-odd", args! { path: program }));
        }
        let directory = quote::text(steps.lang, &self.options.data_dir)?;
        let copied = self.is_copied.then_some(program);
        let (command, after) = (self.command(directory), self.after());
        let mut unit = format!(
            "{MARK}\n{}[Unit]\nDescription=Portero's node beside WireGuard or a proxy ({})\n\
             Wants=network-online.target\nAfter=network-online.target{after}\nStartLimitIntervalSec=0\n\n\
             [Service]\nType=exec\nExecStart={} {command}\nWorkingDirectory={}\n",
            copied_line(copied),
            self.name,
            quote::unit_word(program),
            quote::unit_line(directory),
        );
        if let Some(user) = &self.user {
            // Writing to a string cannot fail.
            let _ = writeln!(unit, "User={user}");
        }
        unit.push_str("Restart=always\nRestartSec=2\nTimeoutStopSec=15\n\n");
        unit.push_str(&self.hardening());
        let _ = writeln!(unit, "ReadWritePaths={}", quote::unit_word(directory));
        for other in self.written.iter().filter_map(|config| config.parent()) {
            let other = quote::text(steps.lang, other)?;
            let _ = writeln!(unit, "ReadWritePaths={}", quote::unit_word(other));
        }
        unit.push_str("\n[Install]\nWantedBy=multi-user.target\n");
        Ok(unit)
    }

    fn command(&self, directory: &str) -> String {
        let Options {
            listen,
            host,
            interfaces,
            ..
        } = self.options;
        let mut command = format!(
            "node run --data-dir {} --listen {}",
            quote::unit_word(directory),
            quote::unit_word(&SocketAddr::to_string(listen))
        );
        let host = host.iter().map(|host| ("--host", host.clone()));
        let interfaces = interfaces
            .iter()
            .map(|one| ("--interface", Interface::to_string(one)));
        for (option, value) in host.chain(interfaces) {
            let _ = write!(command, " {option} {}", quote::unit_word(&value));
        }
        command
    }

    /// The units that make the interfaces, and those of proxies.
    fn after(&self) -> String {
        let interfaces = self.options.interfaces.iter();
        let units = interfaces.map(|one| match one.described_in() {
            None => format!(" wg-quick@{0}.service awg-quick@{0}.service", one.name),
            Some(_) => " telemt.service mtprotoproxy.service".to_owned(),
        });
        units.collect()
    }
}

/// The user, and the directory with the certificate and the secrets: they are made here, so that the line to paste is
/// printed in this terminal and stands in no log.
fn make_directory(service: &Service<'_>, host: &Host, steps: &mut Steps) -> anyhow::Result<()> {
    let directory = &service.options.data_dir;
    let user = service.user.as_deref().unwrap_or("root");
    place::make_user(user, directory, steps)?;
    let is_foreign = host.is_common(directory)
        || directory.exists()
            && !directory.join("identity.json").exists()
            && std::fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some());
    if is_foreign {
        let shown = directory.display().to_string();
        return Err(steps.refuse("node-directory-taken", args! { path: &shown }));
    }
    steps.directory(directory, 0o700)?;
    if !steps.is_dry() {
        node::prepare(service.options)?;
    }
    place::own(directory, user, steps)
}

fn start(name: &str, steps: &mut Steps) -> anyhow::Result<()> {
    let says = |question, answer| ask("systemctl", &[question, name]).as_deref() == Some(answer);
    if !says("is-enabled", "enabled") {
        steps.command("systemctl", &["enable", name])?;
    }
    if !says("is-active", "active") {
        steps.command("systemctl", &["start", name])?;
    } else if steps.done() > 0 {
        steps.command("systemctl", &["restart", name])?;
    }
    Ok(())
}

/// Whether one and the same process is there before and after a moment.
fn look_again(name: &str, steps: &Steps) -> anyhow::Result<()> {
    let process = || {
        let is_active = ask("systemctl", &["is-active", name]).as_deref() == Some("active");
        ask(
            "systemctl",
            &["show", "--property=MainPID", "--value", name],
        )
        .filter(|_| is_active)
    };
    steps.wait(MOMENT, || process().is_some());
    let before = process();
    steps.wait(MOMENT, || false);
    if before.is_some() && process() == before {
        return Ok(());
    }
    let unit = format!("_SYSTEMD_UNIT={name}.service");
    let words = [
        "--system",
        "--no-pager",
        "-q",
        "-n",
        "1",
        "-o",
        "cat",
        &unit,
    ];
    let line = ask("journalctl", &words).unwrap_or_default();
    let log = format!("journalctl -u {name} -f");
    Err(steps.refuse("node-not-running", args! { line: &line, log: &log }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::service::host::tests::Folder;
    use crate::cli::service::host::tests::can_run;
    use crate::utils::locale::Lang;
    use std::process::Command;

    fn unit(program: &Path, interface: &str) -> String {
        let options = Options {
            data_dir: PathBuf::from("/var/lib/portero-node"),
            listen: "0.0.0.0:8443".parse().expect("an address"),
            host: Some("vps.example.org".to_owned()),
            interfaces: vec![interface.parse().expect("an interface")],
        };
        let service = Service {
            name: NAME,
            program,
            is_copied: true,
            user: runs_as(NAME, &options).expect("owned"),
            written: written(&options).expect("described"),
            options: &options,
        };
        service.unit(&Steps::new(Lang::En, true)).expect("a unit")
    }

    #[test]
    fn the_node_may_change_networks_and_nothing_else() {
        let unit = unit(Path::new("/usr/local/bin/portero"), "wg0");
        for line in [
            "ExecStart=\"/usr/local/bin/portero\" node run --data-dir \"/var/lib/portero-node\" \
             --listen \"0.0.0.0:8443\" --host \"vps.example.org\" --interface \"wg0=wg\"",
            "User=portero-node",
            "CapabilityBoundingSet=CAP_NET_ADMIN",
            "AmbientCapabilities=CAP_NET_ADMIN",
            "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "ReadWritePaths=\"/var/lib/portero-node\"",
            "Restart=always",
        ] {
            assert!(unit.lines().any(|found| found == line), "{line}:\n{unit}");
        }
        assert!(!unit.contains("ProcSubset"));
        assert_eq!(
            copied_program(&unit).as_deref(),
            Some(Path::new("/usr/local/bin/portero"))
        );
    }

    #[test]
    fn a_control_socket_is_roots_own() {
        let unit = unit(Path::new("/usr/local/bin/portero"), "wg0=socket");
        assert!(
            !unit.contains("User=") && unit.contains("--interface \"wg0=socket\""),
            "{unit}"
        );
    }

    #[test]
    fn a_proxy_by_its_file_is_written_and_signalled_as_its_owner_and_telemt_is_asked_as_anybody() {
        let file = crate::db::tests::scratch("unit").join("proxy");
        let described = |text: &str| {
            std::fs::write(&file, text).expect("written");
            unit(
                Path::new("/usr/local/bin/portero"),
                &format!("proxy=@{}", file.display()),
            )
        };
        let telemt = described("http://127.0.0.1:9091 Bearer hush");
        assert!(
            telemt.contains("User=portero-node\n") && !telemt.contains("hush"),
            "{telemt}"
        );
        assert!(
            !telemt.contains("wg-quick") && telemt.contains(" telemt.service"),
            "{telemt}"
        );
        let folder = crate::db::tests::scratch("proxy");
        let config = folder.join("config.py");
        std::fs::write(&config, "USERS = {}").expect("written");
        // As anybody else it is not root's already.
        let _ = std::os::unix::fs::chown(&config, Some(1), None);
        let owner = std::fs::metadata(&config).expect("there").uid();
        let owner = ask("id", &["-nu", &owner.to_string()]).expect("a user");
        let written = described(&format!("{} /run/m.pid", config.display()));
        let folder = folder.canonicalize().expect("there");
        for line in [
            &format!("User={owner}"),
            "CapabilityBoundingSet=",
            "AmbientCapabilities=",
            "ProtectHome=read-only",
            "SystemCallFilter=@chown",
            &format!("ReadWritePaths=\"{}\"", folder.display()),
        ] {
            assert!(
                written.lines().any(|found| found == line),
                "{line}:\n{written}"
            );
        }
        assert!(!written.contains("ProtectProc"), "{written}");
        let of_root = described("/etc/passwd /run/m.pid");
        assert!(!of_root.contains("User="), "{of_root}");
        for set in ["CapabilityBoundingSet", "AmbientCapabilities"] {
            assert!(
                of_root.contains(&format!("{set}={OVER_OTHERS}\n")),
                "{of_root}"
            );
        }
    }

    #[test]
    fn systemd_takes_the_unit_without_a_complaint_and_rates_it_as_little_exposed() {
        if !can_run("systemd-analyze") {
            return;
        }
        let folder = Folder::new();
        let path = folder.0.join("portero-node.service");
        let unit = unit(Path::new("/bin/true"), "wg0").replace("User=portero-node", "User=daemon");
        std::fs::write(&path, unit).expect("written");
        for words in [
            &["verify", "--man=no"][..],
            &["security", "--offline=true", "--no-pager", "--threshold=25"],
        ] {
            let output = Command::new("systemd-analyze")
                .args(words)
                .arg(&path)
                .output();
            let output = output.expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{output:?}");
        }
    }
}
