//! Termux on Android: a service for termux-services (runit), and a script that Termux:Boot runs after a reboot.
//!
//! - termux-services: `$PREFIX/var/service/NAME/run` and `log/run`; its `start-services.sh` starts runsvdir there, and
//!   does nothing where it runs already (<https://github.com/termux/termux-services>: README, `service-daemon`).
//! - Termux:Boot runs what lies in `~/.termux/boot/`, in sorted order, and wants `termux-wake-lock` to come first
//!   (<https://github.com/termux/termux-boot>: README, "How to use").

use super::host::Host;
use super::place;
use super::place::Order;
use super::quote;
use super::quote::sh;
use super::runit;
use super::runit::Shell;
use super::steps::MARK;
use super::steps::Steps;
use super::steps::shared_program;
use crate::cli::WRONG_SETTINGS;
use crate::utils::locale::args;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Where things lie in Termux.
struct Directories<'a> {
    prefix: &'a Path,
    home: &'a Path,
    service: PathBuf,
    boot: PathBuf,
    logs: PathBuf,
    /// The number of the boot script, while it keeps the bot running itself.
    pid_file: PathBuf,
}

impl<'a> Directories<'a> {
    fn of(host: &'a Host, name: &str, steps: &Steps) -> anyhow::Result<Self> {
        let (Some(prefix), Some(home)) = (&host.prefix, &host.home) else {
            return Err(steps.refuse("service-no-prefix", args! {}));
        };
        quote::text(steps.lang, prefix)?;
        quote::text(steps.lang, home)?;
        Ok(Self {
            service: prefix.join("var/service").join(name),
            boot: home.join(".termux/boot").join(name),
            logs: prefix.join("var/log/sv").join(name),
            pid_file: prefix.join(format!("var/run/{name}.pid")),
            prefix,
            home,
        })
    }

    fn has_services(&self) -> bool {
        self.prefix.join("bin/service-daemon").exists()
    }

    fn interpreter(&self) -> String {
        self.prefix.join("bin/sh").display().to_string()
    }

    /// Termux's own variables: what Android starts may lack them.
    fn environment(&self) -> String {
        format!(
            "PREFIX={}\nHOME={}\nPATH=\"$PREFIX/bin:$PATH\"\nexport PREFIX HOME PATH\n",
            sh(&self.prefix.display().to_string()),
            sh(&self.home.display().to_string())
        )
    }
}

/// The script that Termux:Boot runs. Without termux-services it keeps the bot running itself.
fn boot_script(paths: &Directories) -> String {
    let path = |path: &Path| sh(&path.display().to_string());
    let log = paths.logs.join("current");
    format!(
        r#"#!{interpreter}
{MARK}
{environment}
# So that the phone does not sleep while the bot should listen.
termux-wake-lock

if [ -x "$PREFIX/bin/service-daemon" ]; then
    # termux-services is here: its runsvdir starts the bot, and starts it again.
    # shellcheck source=/dev/null
    . "$PREFIX/etc/profile.d/start-services.sh"
    exit 0
fi

run={run}
log={log}
pid_file={pid_file}

if pid=$(cat "$pid_file" 2>/dev/null) && grep -qF -e "$0" "/proc/$pid/cmdline" 2>/dev/null; then
    exit 0
fi
mkdir -p "${{pid_file%/*}}" "${{log%/*}}"
echo $$ >"$pid_file"
bot=
stop() {{
    trap - TERM INT
    if [ -n "$bot" ]; then
        kill "$bot" 2>/dev/null
        wait "$bot"
    fi
    rm -f "$pid_file"
    exit 0
}}
trap stop TERM INT
trap '' HUP
while :; do
    if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 1000000 ]; then
        mv -f "$log" "$log.old"
    fi
    "$run" >>"$log" 2>&1 &
    bot=$!
    code=0
    wait "$bot" || code=$?
    bot=
    # Killed or told to stop: back at once. Ended by itself: something is wrong, and a phone's battery is small.
    if [ "$code" -eq {WRONG_SETTINGS} ]; then
        rm -f "$pid_file"
        exit "$code"
    elif [ "$code" -eq 0 ] || [ "$code" -gt 128 ]; then
        pause=1
    else
        pause=10
    fi
    sleep "$pause" &
    wait $!
done
"#,
        interpreter = paths.interpreter(),
        environment = paths.environment(),
        run = path(&paths.service.join("run")),
        log = path(&log),
        pid_file = path(&paths.pid_file),
    )
}

/// Installs and starts it. Tells whether somebody starts it now.
pub fn install(host: &Host, order: &Order, steps: &mut Steps) -> anyhow::Result<bool> {
    let paths = Directories::of(host, &order.name, steps)?;
    let copied = runit::check(&paths.service, steps)?;
    let copied = copied.or_else(|| shared_program(&runit::others(&paths.service)));
    steps.ours(&paths.boot)?;
    let programs = paths.prefix.join("bin");
    let place = place::of_user(host, order, &programs, copied.as_deref(), steps)?;
    let shell = Shell {
        interpreter: &paths.interpreter(),
        preparation: &paths.environment(),
    };
    let scripts = runit::scripts(&place, &order.name, &shell, &paths.logs);
    runit::write(&scripts, &paths.service, steps)?;
    steps.file(&paths.boot, &boot_script(&paths), 0o700)?;
    let is_changed = order.restart || steps.done() > 0;
    let loop_pid = running_loop(&paths);
    if !paths.has_services() {
        if let (Some(pid), true) = (&loop_pid, is_changed) {
            stop_loop(&paths, pid, steps)?;
        }
        if loop_pid.is_none() || is_changed {
            steps.start(&paths.boot)?;
        }
        return Ok(true);
    }
    if let Some(pid) = &loop_pid {
        // termux-services came after the first installation.
        stop_loop(&paths, pid, steps)?;
    }
    if steps.done() > 0 || runit::status(&paths.service).contains("not watched") {
        let boot = paths.boot.display().to_string();
        steps.command("sh", &[&boot])?;
    }
    let is_watched = runit::bring_up(&paths.service, is_changed, steps)?;
    if !is_watched {
        let watched = paths.prefix.join("var/service").display().to_string();
        steps.say("service-no-runsvdir", args! { path: &watched })?;
    }
    Ok(is_watched)
}

/// Stops it and removes what install made.
pub fn uninstall(host: &Host, order: &Order, steps: &mut Steps) -> anyhow::Result<()> {
    let paths = Directories::of(host, &order.name, steps)?;
    let copied = runit::check(&paths.service, steps)?;
    steps.remove_file(&paths.boot)?;
    if let Some(pid) = running_loop(&paths) {
        stop_loop(&paths, &pid, steps)?;
    }
    // runsvdir passes over names that begin with a dot; under the old name it would start the bot again.
    let aside = paths.service.with_file_name(format!(".{}.old", order.name));
    if paths.service.join("run").exists() {
        steps.rename(&paths.service, &aside)?;
    }
    let left = if steps.is_dry() {
        &paths.service
    } else {
        &aside
    };
    if left.exists() {
        runit::take_down(left, steps)?;
    }
    match copied {
        Some(program) => steps.remove_program(&program, &runit::others(&paths.service)),
        None => Ok(()),
    }
}

/// What state the service is in; nothing if it is not installed.
pub fn state(host: &Host, order: &Order, steps: &Steps) -> anyhow::Result<Option<String>> {
    let paths = Directories::of(host, &order.name, steps)?;
    if steps.ours(&paths.boot)?.is_none() {
        return Ok(None);
    }
    Ok(Some(match running_loop(&paths) {
        Some(pid) => format!("run: {} (pid {pid})", paths.boot.display()),
        None => runit::status(&paths.service),
    }))
}

/// The directory of that service, and that of its log.
pub fn directories(
    host: &Host,
    order: &Order,
    steps: &Steps,
) -> anyhow::Result<(PathBuf, PathBuf)> {
    let paths = Directories::of(host, &order.name, steps)?;
    Ok((paths.service, paths.logs))
}

/// The number of the bot's process, if one runs: under termux-services, or under the boot script.
pub fn process(host: &Host, order: &Order, steps: &Steps) -> anyhow::Result<Option<String>> {
    let paths = Directories::of(host, &order.name, steps)?;
    if paths.has_services() {
        return Ok(runit::process(&paths.service));
    }
    Ok(running_loop(&paths).and_then(|script| bot_of(&script)))
}

/// The bot among the children of the boot script; between two tries it has only a `sleep`.
fn bot_of(script: &str) -> Option<String> {
    let is_bot = |process: &Path| {
        let stat = fs::read_to_string(process.join("stat")).ok()?;
        // Behind the name, which may hold anything: state and parent.
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?;
        let command = fs::read(process.join("cmdline")).ok()?;
        Some(parent == script && command.ends_with(b"\0run\0"))
    };
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let mut processes = processes.map(|process| process.path());
    let bot = processes.find(|process| is_bot(process) == Some(true))?;
    Some(bot.file_name()?.to_string_lossy().into_owned())
}

/// What else the phone needs.
pub fn hints(host: &Host, order: &Order, steps: &Steps) -> anyhow::Result<()> {
    let paths = Directories::of(host, &order.name, steps)?;
    let log = runit::log_command(&paths.logs);
    let state = format!("portero service status{}", order.flags);
    steps.say(
        "service-look",
        args! { state: &state, log: &log, flags: &order.flags },
    )?;
    if !paths.has_services() {
        steps.say("service-termux-services", args! {})?;
    }
    steps.say("service-termux-phone", args! {})
}

/// The number of the boot script that keeps the bot running, if one does. A number alone may be another's by now.
fn running_loop(paths: &Directories) -> Option<String> {
    let pid = fs::read_to_string(&paths.pid_file).ok()?;
    let pid = pid.trim();
    pid.parse::<u32>().ok()?;
    let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
    command
        .contains(&paths.boot.display().to_string())
        .then(|| pid.to_owned())
}

fn stop_loop(paths: &Directories, pid: &str, steps: &mut Steps) -> anyhow::Result<()> {
    steps.command("kill", &[pid])?;
    // The bot itself stops within ten seconds.
    if steps.wait(std::time::Duration::from_secs(15), || {
        running_loop(paths).is_none()
    }) {
        return Ok(());
    }
    Err(steps.refuse("service-still-runs", args! { pid: pid }))
}

#[cfg(test)]
mod tests;
