//! runit: a service directory with `run`, `finish` and `log/run`, linked to where runsvdir looks.
//!
//! runsv starts `finish` with the exit code of `run` (-1 after a signal) and then `run` again: runsv(8).

use super::host::Host;
use super::host::Scope;
use super::host::is_running;
use super::place;
use super::place::Order;
use super::place::Place;
use super::quote::sh;
use super::steps::MARK;
use super::steps::Steps;
use super::steps::ask;
use super::steps::beside_it;
use super::steps::copied_line;
use super::steps::copied_program;
use super::steps::shared_program;
use crate::cli::WRONG_SETTINGS;
use crate::utils::locale::args;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// runsvdir looks for new services every five seconds: runsvdir(8).
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(12);
/// The bot itself stops within ten seconds.
const STOP_SECONDS: &str = "15";

/// What `finish` says when the settings are wrong.
const STAYS_DOWN: &str = "the settings are wrong; it stays down until";

/// The scripts of a service directory.
pub struct Scripts {
    pub run: String,
    pub finish: String,
    pub log: String,
}

/// What `run` does before it starts the bot, one line each.
pub struct Shell<'a> {
    pub interpreter: &'a str,
    pub preparation: &'a str,
}

/// The scripts for that place. Every path in it was checked to fit in a line.
pub fn scripts(place: &Place, name: &str, shell: &Shell, logs: &Path) -> Scripts {
    let path = |path: &Path| sh(&path.display().to_string());
    let head = format!("#!{}\n{MARK}\n", shell.interpreter);
    let program = place.program.display().to_string();
    let copied = copied_line(place.is_copied.then_some(&*program));
    let (user, owner) = match &place.user {
        Some(user) => (
            format!("chpst -u {user} "),
            format!("chown {user}: \"$logs\"\n"),
        ),
        None => (String::new(), String::new()),
    };
    let data = place.data_dir.as_ref().map_or(String::new(), |data| {
        format!("DATA_DIR={}\nexport DATA_DIR\n", path(data))
    });
    let preparation = shell.preparation;
    let run = format!(
        "{head}{copied}exec 2>&1\numask 077\n{preparation}{data}cd {} || exit 1\nexec {user}{} run\n",
        path(&place.directory),
        path(&place.program)
    );
    // Killed or told to stop: back at once. Ended by itself: something is wrong, and a phone's battery is small.
    let finish = format!(
        "{head}case $1 in\n\
         {WRONG_SETTINGS})\n    echo \"{name}: {STAYS_DOWN}: sv up $PWD\"\n    sv down . ;;\n\
         -1 | 0) sleep 1 ;;\n\
         *) sleep 10 ;;\n\
         esac\n"
    );
    let log = format!(
        "{head}logs={}\numask 077\nmkdir -p \"$logs\"\n{owner}exec {user}svlogd -tt \"$logs\"\n",
        path(logs)
    );
    Scripts { run, finish, log }
}

/// Writes them. Tells whether the bot's own script changed.
pub fn write(scripts: &Scripts, directory: &Path, steps: &mut Steps) -> anyhow::Result<bool> {
    // `run` last: a runsv that watches already finds the others in place.
    steps.file(&directory.join("log/run"), &scripts.log, 0o755)?;
    steps.file(&directory.join("finish"), &scripts.finish, 0o755)?;
    steps.file(&directory.join("run"), &scripts.run, 0o755)
}

/// Refuses files that are not ours before anything is touched; gives the program that install copied before.
pub fn check(directory: &Path, steps: &Steps) -> anyhow::Result<Option<PathBuf>> {
    steps.ours(&directory.join("log/run"))?;
    steps.ours(&directory.join("finish"))?;
    let run = steps.ours(&directory.join("run"))?;
    Ok(run.as_deref().and_then(copied_program))
}

/// The scripts of the other services there.
pub fn others(directory: &Path) -> Vec<PathBuf> {
    beside_it(&directory.join("run"), true)
}

/// Waits until runsvdir took the service up, then has it run what is written now.
pub fn bring_up(directory: &Path, is_changed: bool, steps: &mut Steps) -> anyhow::Result<bool> {
    let service = directory.display().to_string();
    let was_watched = is_watched(directory);
    if !steps.wait(TAKEN_UP_WITHIN, || is_watched(directory)) {
        return Ok(false);
    }
    let is_up = ask("sv", &["status", &service]).is_some_and(|status| status.starts_with("run:"));
    if was_watched && is_up && is_changed {
        steps.command("sv", &["-w", STOP_SECONDS, "restart", &service])?;
    } else if was_watched && !is_up {
        steps.command("sv", &["up", &service])?;
    }
    Ok(true)
}

/// Stops the bot and its runsv, and removes our files. The directory must not be watched by a runsvdir any more.
pub fn take_down(directory: &Path, steps: &mut Steps) -> anyhow::Result<()> {
    let service = directory.display().to_string();
    if is_watched(directory) {
        // A runsvdir that sees at the same moment that the service is gone ends it too, and sv finds nobody to speak to.
        let shut = steps.command("sv", &["-w", STOP_SECONDS, "force-shutdown", &service]);
        steps.wait(TAKEN_UP_WITHIN, || !is_watched(directory));
        if is_watched(directory) {
            shut?;
        }
    }
    for file in ["run", "finish", "log/run"] {
        steps.remove_file(&directory.join(file))?;
    }
    for left in ["supervise", "log/supervise"] {
        steps.remove(&directory.join(left))?;
    }
    steps.remove_empty(&directory.join("log"))?;
    steps.remove_empty(directory)
}

fn is_watched(directory: &Path) -> bool {
    // sv exits 0 for a service that is down, too; but not for one without a runsv.
    ask("sv", &["status", &directory.display().to_string()]).is_some()
}

/// Installs and starts it. Tells whether somebody starts it now.
pub fn install(
    host: &Host,
    order: &Order,
    scope: Scope,
    steps: &mut Steps,
) -> anyhow::Result<bool> {
    let paths = Directories::of(host, order, scope, steps)?;
    let copied = check(&paths.service, steps)?;
    let copied = copied.or_else(|| shared_program(&others(&paths.service)));
    let place = match scope {
        Scope::System => place::of_system(host, order, copied.as_deref(), steps)?,
        Scope::User => place::of_user(host, order, &paths.programs, copied.as_deref(), steps)?,
    };
    let shell = Shell {
        interpreter: "/bin/sh",
        preparation: "",
    };
    write(
        &scripts(&place, &order.name, &shell, &paths.logs),
        &paths.service,
        steps,
    )?;
    let is_changed = order.restart || steps.done() > 0;
    steps.link(&paths.service, &paths.active)?;
    let is_watched = bring_up(&paths.service, is_changed, steps)?;
    if !is_watched {
        let watched = paths.active.parent().unwrap_or(Path::new("/"));
        let shown = watched.display().to_string();
        steps.say("service-no-runsvdir", args! { path: &shown })?;
    }
    Ok(is_watched)
}

/// Stops it and removes what install made.
pub fn uninstall(
    host: &Host,
    order: &Order,
    scope: Scope,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let paths = Directories::of(host, order, scope, steps)?;
    let copied = check(&paths.service, steps)?;
    steps.remove_link(&paths.service, &paths.active)?;
    take_down(&paths.service, steps)?;
    match copied {
        Some(program) => steps.remove_program(&program, &others(&paths.service)),
        None => Ok(()),
    }
}

/// What state the service is in, in runit's words; nothing if it is not installed.
pub fn state(
    host: &Host,
    order: &Order,
    scope: Scope,
    steps: &Steps,
) -> anyhow::Result<Option<String>> {
    let paths = Directories::of(host, order, scope, steps)?;
    Ok(steps
        .ours(&paths.service.join("run"))?
        .map(|_| status(&paths.service)))
}

/// What `sv` says.
pub fn status(directory: &Path) -> String {
    let service = directory.display().to_string();
    ask("sv", &["status", &service]).unwrap_or_else(|| {
        let runs = if is_running("runsvdir") {
            "runsvdir runs"
        } else {
            "runsvdir does not run"
        };
        format!("{service}: not watched ({runs})")
    })
}

/// The number of the process that runs, if one does.
pub fn process(service: &Path) -> Option<String> {
    let said = ask("sv", &["status", &service.display().to_string()])?;
    let (_, process) = said.strip_prefix("run:")?.split_once("(pid ")?;
    Some(process.split_once(')')?.0.to_owned())
}

/// The last that the bot itself said; what `finish` adds says less.
pub fn last_words(logs: &Path) -> Option<String> {
    let text = fs::read(logs.join("current")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines().rev().map(str::trim);
    lines
        .find(|line| !line.is_empty() && !line.contains(STAYS_DOWN))
        .map(str::to_owned)
}

/// The command that shows the log.
pub fn log_command(logs: &Path) -> String {
    format!("tail -f {}", logs.join("current").display())
}

/// The directory of that service, and that of its log.
pub fn directories(
    host: &Host,
    order: &Order,
    scope: Scope,
    steps: &Steps,
) -> anyhow::Result<(PathBuf, PathBuf)> {
    let paths = Directories::of(host, order, scope, steps)?;
    Ok((paths.service, paths.logs))
}

/// How to look at it afterwards.
pub fn hints(host: &Host, order: &Order, scope: Scope, steps: &Steps) -> anyhow::Result<()> {
    let paths = Directories::of(host, order, scope, steps)?;
    let state = format!("sv status {}", paths.service.display());
    let log = log_command(&paths.logs);
    steps.say(
        "service-look",
        args! { state: &state, log: &log, flags: &order.flags },
    )
}

struct Directories {
    /// Our scripts.
    service: PathBuf,
    /// The link to it that runsvdir sees.
    active: PathBuf,
    logs: PathBuf,
    programs: PathBuf,
}

impl Directories {
    fn of(host: &Host, order: &Order, scope: Scope, steps: &Steps) -> anyhow::Result<Self> {
        let name = &order.name;
        match scope {
            Scope::System => {
                let active = host
                    .active_services()
                    .ok_or_else(|| steps.refuse("service-no-service-directory", args! {}))?;
                Ok(Self {
                    service: host.at("/etc/sv").join(name),
                    active: active.join(name),
                    logs: host.at("/var/log").join(name),
                    programs: host.at("/usr/local/bin"),
                })
            }
            Scope::User => {
                let (Some(active), Some(home)) = (&host.service_directory, &host.home) else {
                    return Err(steps.refuse("service-no-svdir", args! {}));
                };
                let share = home.join(".local/share/portero");
                Ok(Self {
                    service: share.join("sv").join(name),
                    active: active.join(name),
                    logs: share.join("log").join(name),
                    programs: home.join(".local/bin"),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests;
