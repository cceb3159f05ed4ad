//! systemd: a hardened unit, for the machine (a user of its own) or for one user.
//!
//! What each setting does: systemd.exec(5), systemd.service(5), systemd.resource-control(5).

use super::host::Host;
use super::host::Scope;
use super::place;
use super::place::Order;
use super::place::Place;
use super::quote::unit_line;
use super::quote::unit_word;
use super::steps::MARK;
use super::steps::Steps;
use super::steps::ask;
use super::steps::beside_it;
use super::steps::copied_line;
use super::steps::copied_program;
use super::steps::shared_program;
use crate::cli::WRONG_SETTINGS;
use crate::utils::locale::args;
use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;

/// What works without any right: the filter of system calls and limits.
pub(in crate::cli) const HARDENING: &str = "\
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
UMask=0077
MemoryHigh=96M
MemoryMax=128M
";

/// What only the machine's own systemd can do.
pub(in crate::cli) const SYSTEM_HARDENING: &str = "\
SystemCallFilter=~@privileged @resources
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProcSubset=pid
PrivateTmp=yes
PrivateDevices=yes
PrivateIPC=yes
PrivateMounts=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RemoveIPC=yes
";

/// The unit. Every path in it was checked to fit in a line.
pub fn unit(place: &Place, scope: Scope, name: &str) -> String {
    let shown = |path: &Path| path.display().to_string();
    let copied = place.is_copied.then(|| shown(&place.program));
    let mut unit = format!(
        "{MARK}\n{}[Unit]\nDescription=Portero, the doorman of Telegram channels ({name})\n\
         Wants=network-online.target\nAfter=network-online.target\n\
         # Tries for ever: a phone line may be away for days.\nStartLimitIntervalSec=0\n\n\
         [Service]\nType=exec\nExecStart={} run\nWorkingDirectory={}\n",
        copied_line(copied.as_deref()),
        unit_word(&shown(&place.program)),
        unit_line(&shown(&place.directory)),
    );
    let mut line = |text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(unit, "{text}");
    };
    if let Some(user) = &place.user {
        line(format!("User={user}"));
    }
    if let Some(data_dir) = &place.data_dir {
        let setting = format!("DATA_DIR={}", shown(data_dir));
        line(format!("Environment={}", unit_word(&setting)));
    }
    line(format!(
        "Restart=always\nRestartSec=2\n\
         # Settings that are wrong stay wrong until somebody mends them.\n\
         RestartPreventExitStatus={WRONG_SETTINGS}\n\
         TimeoutStopSec=15\n"
    ));
    unit.push_str(HARDENING);
    match scope {
        Scope::User => unit.push_str("\n[Install]\nWantedBy=default.target\n"),
        Scope::System => {
            unit.push_str(SYSTEM_HARDENING);
            for path in std::iter::once(&place.directory).chain(&place.writable) {
                let _ = writeln!(unit, "ReadWritePaths={}", unit_word(&shown(path)));
            }
            unit.push_str("\n[Install]\nWantedBy=multi-user.target\n");
        }
    }
    unit
}

/// Installs and starts it.
pub fn install(host: &Host, order: &Order, scope: Scope, steps: &mut Steps) -> anyhow::Result<()> {
    let path = unit_path(host, order, scope, steps)?;
    let present = steps.ours(&path)?;
    let copied = present.as_deref().and_then(copied_program);
    let copied = copied.or_else(|| shared_program(&beside_it(&path, false)));
    let place = match scope {
        Scope::System => place::of_system(host, order, copied.as_deref(), steps)?,
        Scope::User => {
            let programs = home(host, steps)?.join(".local/bin");
            place::of_user(host, order, &programs, copied.as_deref(), steps)?
        }
    };
    // Quoted or not: systemd refuses the first word of a command with these.
    let program = place.program.display().to_string();
    if program.contains(['"', '\'', '\\']) {
        return Err(steps.refuse("service-program-odd", args! { path: &program }));
    }
    let is_new = steps.file(&path, &unit(&place, scope, &order.name), 0o644)?;
    let control = Control {
        scope,
        name: &order.name,
    };
    // An earlier try may have ended before this step.
    let reload = [
        "show",
        "--property=NeedDaemonReload",
        "--value",
        control.name,
    ];
    if is_new || control.ask(&reload).as_deref() == Some("yes") {
        control.run(steps, &["daemon-reload"])?;
    }
    if !control.says("is-enabled", "enabled") {
        control.run(steps, &["enable", control.name])?;
    }
    if !control.says("is-active", "active") {
        control.run(steps, &["start", control.name])?;
    } else if order.restart || steps.done() > 0 {
        control.run(steps, &["restart", control.name])?;
    }
    Ok(())
}

/// Stops it and removes what install made.
pub fn uninstall(
    host: &Host,
    order: &Order,
    scope: Scope,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let path = unit_path(host, order, scope, steps)?;
    let Some(present) = steps.ours(&path)? else {
        return Ok(());
    };
    let control = Control {
        scope,
        name: &order.name,
    };
    control.run(steps, &["disable", "--now", control.name])?;
    steps.remove_file(&path)?;
    control.run(steps, &["daemon-reload"])?;
    if let Some(program) = copied_program(&present) {
        steps.remove_program(&program, &beside_it(&path, false))?;
    }
    Ok(())
}

/// What state the service is in, in systemd's words; nothing if it is not installed.
pub fn state(
    host: &Host,
    order: &Order,
    scope: Scope,
    steps: &Steps,
) -> anyhow::Result<Option<String>> {
    let path = unit_path(host, order, scope, steps)?;
    Ok(steps.ours(&path)?.map(|_| {
        let control = Control {
            scope,
            name: &order.name,
        };
        let properties = [
            "show",
            "--property=ActiveState,SubState,NRestarts",
            control.name,
        ];
        control
            .ask(&properties)
            .unwrap_or_default()
            .replace('\n', " ")
    }))
}

/// The number of the process that runs, if one does.
pub fn process(order: &Order, scope: Scope) -> Option<String> {
    let control = Control {
        scope,
        name: &order.name,
    };
    let main = ["show", "--property=MainPID", "--value", control.name];
    let is_active = control.says("is-active", "active");
    control.ask(&main).filter(|_| is_active)
}

/// The last that the bot itself said; systemd's own words say less.
pub fn last_words(order: &Order, scope: Scope) -> Option<String> {
    let name = &order.name;
    let (own, unit) = match scope {
        Scope::System => ("--system", format!("_SYSTEMD_UNIT={name}.service")),
        Scope::User => ("--user", format!("_SYSTEMD_USER_UNIT={name}.service")),
    };
    let words = [own, "--no-pager", "-q", "-n", "1", "-o", "cat", &unit];
    ask("journalctl", &words).filter(|line| !line.is_empty())
}

fn prefix(scope: Scope) -> &'static str {
    match scope {
        Scope::System => "",
        Scope::User => "--user ",
    }
}

/// The command that shows the log.
pub fn log_command(order: &Order, scope: Scope) -> String {
    format!("journalctl {}-u {} -f", prefix(scope), order.name)
}

/// How to look at it afterwards.
pub fn hints(order: &Order, scope: Scope, steps: &Steps) -> anyhow::Result<()> {
    let state = format!("systemctl {}status {}", prefix(scope), order.name);
    let log = log_command(order, scope);
    steps.say(
        "service-look",
        args! { state: &state, log: &log, flags: &order.flags },
    )?;
    match scope {
        Scope::System => Ok(()),
        Scope::User => steps.say("service-linger", args! {}),
    }
}

fn home<'a>(host: &'a Host, steps: &Steps) -> anyhow::Result<&'a Path> {
    host.home
        .as_deref()
        .ok_or_else(|| steps.refuse("service-no-home", args! {}))
}

fn unit_path(host: &Host, order: &Order, scope: Scope, steps: &Steps) -> anyhow::Result<PathBuf> {
    let directory = match (scope, &host.config_home) {
        (Scope::System, _) => host.at("/etc/systemd/system"),
        (Scope::User, Some(config)) => config.join("systemd/user"),
        (Scope::User, None) => home(host, steps)?.join(".config/systemd/user"),
    };
    Ok(directory.join(format!("{}.service", order.name)))
}

/// `systemctl`, for the machine or for the user.
struct Control<'a> {
    scope: Scope,
    name: &'a str,
}

impl Control<'_> {
    fn arguments<'b>(&self, words: &[&'b str]) -> Vec<&'b str> {
        let own: &[&str] = match self.scope {
            Scope::System => &[],
            Scope::User => &["--user"],
        };
        own.iter().chain(words).copied().collect()
    }

    fn run(&self, steps: &mut Steps, words: &[&str]) -> anyhow::Result<()> {
        steps.command("systemctl", &self.arguments(words))
    }

    fn ask(&self, words: &[&str]) -> Option<String> {
        ask("systemctl", &self.arguments(words))
    }

    fn says(&self, question: &str, answer: &str) -> bool {
        self.ask(&[question, self.name]).as_deref() == Some(answer)
    }
}

#[cfg(test)]
mod tests;
