//! `portero service`: has this machine start the bot, and start it again when it was killed.
//!
//! Each kind of machine has a file: `systemd`, `runit`, `termux`. They decide what to write; `place` decides where
//! program, `.env` and data lie; every change goes through `steps`, which prints it.

pub(super) mod host;
pub(super) mod place;
pub(super) mod quote;
mod runit;
pub(super) mod steps;
pub(super) mod systemd;
mod termux;
mod verdict;

use super::print;
use crate::config;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use host::Host;
use host::Kind;
use host::Scope;
use place::Order;
use std::path::Path;
use std::path::PathBuf;
use steps::Steps;

/// The usual name of the service.
const NAME: &str = "portero";

/// A no, in a sentence for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(String);

/// What the command takes.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Install the service and start it; run it again to bring it up to date.
    Install(Install),
    /// Stop the service and remove what install made; data and .env stay.
    Uninstall(Which),
    /// Show whether the service is installed and runs.
    Status(Which),
}

/// Whether this user may do everything here.
pub(super) fn is_root() -> bool {
    host::user_id(None) == Some(0)
}

/// Which service.
#[derive(clap::Args)]
struct Which {
    /// What starts programs here, if it should not be found out.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The service's name, for more than one bot.
    #[arg(long, default_value = NAME)]
    name: String,
    /// For the whole machine, under a user of its own (the default for root).
    #[arg(long, conflicts_with = "user_unit")]
    system: bool,
    /// For the present user only.
    #[arg(long)]
    user_unit: bool,
    /// Only print what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Stands before every path of the system, for tests.
    #[arg(long, hide = true, default_value = "/")]
    root: PathBuf,
}

#[derive(clap::Args)]
struct Install {
    #[command(flatten)]
    which: Which,
    /// The user under which the machine's service runs; made if absent.
    #[arg(long, default_value = "portero")]
    user: String,
    /// The .env to use; for the machine's service it is copied.
    #[arg(long)]
    env_file: Option<PathBuf>,
    /// Where the bot keeps its data, before what .env says.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Start the bot anew even if nothing changed.
    #[arg(long)]
    restart: bool,
}

/// Carries the command out.
///
/// # Errors
/// With a sentence for the person at the terminal, when the machine has nothing that starts services, a step fails,
/// or a file that is not ours is in the way.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Install(arguments) => install(arguments),
        Command::Uninstall(which) => uninstall(which),
        Command::Status(which) => status(which),
    }
}

/// The machine, the kind of its services, and for whom one is meant.
struct Target {
    host: Host,
    kind: Kind,
    scope: Scope,
    steps: Steps,
}

impl Target {
    fn find(which: &Which, env_file: Option<&Path>) -> anyhow::Result<Self> {
        let host = Host::look(&which.root)?;
        let steps = Steps::new(language(env_file), which.dry_run);
        if !quote::is_name(&which.name) {
            return Err(steps.refuse("service-name-odd", args! { name: &which.name }));
        }
        let Some(kind) = which.kind.or_else(|| host.kind()) else {
            let text = |path| quote::text(steps.lang, path).map(quote::sh);
            let (here, program) = (text(&host.here)?, text(&host.program)?);
            let loop_line = format!("cd {here} && while :; do {program}; sleep 5; done");
            let cron_line = format!("@reboot {loop_line}");
            let lines = args! { forever: &loop_line, cron: &cron_line };
            return Err(steps.refuse("service-none", lines));
        };
        let scope = match (which.system, which.user_unit) {
            (true, _) => Scope::System,
            (false, true) => Scope::User,
            (false, false) => host.scope(),
        };
        if scope == Scope::System && !host.is_root && kind != Kind::Termux {
            return Err(steps.refuse("service-not-root", args! {}));
        }
        Ok(Self {
            host,
            kind,
            scope,
            steps,
        })
    }

    fn announce(&self, name: &str) -> anyhow::Result<()> {
        let key = match (self.kind, self.scope) {
            (Kind::Termux, _) | (_, Scope::User) => "service-for-user",
            (Kind::Systemd | Kind::Runit, Scope::System) => "service-for-system",
        };
        let kind = self.kind.name();
        self.steps.say(key, args! { kind: kind, name: name })?;
        if self.steps.is_dry() {
            self.steps.say("service-dry", args! {})?;
        }
        Ok(())
    }
}

fn install(arguments: &Install) -> anyhow::Result<()> {
    let which = &arguments.which;
    let mut target = Target::find(which, arguments.env_file.as_deref())?;
    let steps = &mut target.steps;
    if !quote::is_name(&arguments.user) {
        return Err(steps.refuse("service-name-odd", args! { name: &arguments.user }));
    }
    let order = Order {
        user: arguments.user.clone(),
        env_file: arguments.env_file.clone(),
        data_dir: arguments.data_dir.clone(),
        restart: arguments.restart,
        ..order_of(which)
    };
    target.announce(&order.name)?;
    let Target {
        host,
        kind,
        scope,
        mut steps,
    } = target;
    let is_started = match kind {
        Kind::Termux => termux::install(&host, &order, &mut steps)?,
        Kind::Systemd => {
            systemd::install(&host, &order, scope, &mut steps)?;
            true
        }
        Kind::Runit => runit::install(&host, &order, scope, &mut steps)?,
    };
    let mut verdict = Ok(());
    if steps.done() == 0 {
        steps.say("service-already", args! {})?;
    } else if !is_started {
        steps.say("service-installed-only", args! {})?;
    } else if !steps.is_dry() {
        verdict = verdict::look_again(&host, &order, kind, scope, &steps);
        if verdict.is_ok() {
            steps.say("service-installed", args! {})?;
        }
    }
    match kind {
        Kind::Termux => termux::hints(&host, &order, &steps),
        Kind::Systemd => systemd::hints(&order, scope, &steps),
        Kind::Runit => runit::hints(&host, &order, scope, &steps),
    }?;
    if kind != Kind::Termux && scope == Scope::System {
        let path = host.at("/var/lib").join(&order.name).display().to_string();
        steps.say("service-lives", args! { path: &path })?;
    }
    verdict
}

fn uninstall(which: &Which) -> anyhow::Result<()> {
    let target = Target::find(which, None)?;
    let order = order_of(which);
    target.announce(&order.name)?;
    let Target {
        host,
        kind,
        scope,
        mut steps,
    } = target;
    match kind {
        Kind::Termux => termux::uninstall(&host, &order, &mut steps)?,
        Kind::Systemd => systemd::uninstall(&host, &order, scope, &mut steps)?,
        Kind::Runit => runit::uninstall(&host, &order, scope, &mut steps)?,
    }
    if steps.done() == 0 {
        return steps.say("service-nothing", args! {});
    }
    if steps.is_dry() {
        return Ok(());
    }
    let own = host.at("/var/lib").join(&order.name);
    match (kind, scope) {
        (Kind::Termux, _) | (_, Scope::User) => steps.say("service-removed", args! {}),
        (Kind::Systemd | Kind::Runit, Scope::System) => {
            let path = own.display().to_string();
            steps.say("service-removed-system", args! { path: &path })
        }
    }
}

fn status(which: &Which) -> anyhow::Result<()> {
    let Target {
        host,
        kind,
        scope,
        steps,
    } = Target::find(which, None)?;
    let order = order_of(which);
    let state = match kind {
        Kind::Termux => termux::state(&host, &order, &steps)?,
        Kind::Systemd => systemd::state(&host, &order, scope, &steps)?,
        Kind::Runit => runit::state(&host, &order, scope, &steps)?,
    };
    match state {
        Some(state) => Ok(print::line(&format!("{}: {state}", kind.name()))?),
        None => steps.say("service-nothing", args! {}),
    }
}

/// What is enough to find a service again.
fn order_of(which: &Which) -> Order {
    let mut flags = String::new();
    if which.name != NAME {
        flags += &format!(" --name {}", which.name);
    }
    if which.user_unit {
        flags += " --user-unit";
    }
    if let Some(kind) = which.kind {
        flags += &format!(" --kind {}", kind.name().to_lowercase());
    }
    Order {
        name: which.name.clone(),
        user: String::new(),
        env_file: None,
        data_dir: None,
        restart: false,
        flags,
    }
}

/// The language of the settings, as far as they can be read: a fault in them is told later, in its own words.
pub(super) fn language(env_file: Option<&Path>) -> Lang {
    let from_file = env_file.and_then(|path| config::environment_file(path).ok());
    from_file
        .into_iter()
        .chain(config::environment().ok())
        .find_map(|values| values.get("LANGUAGE").and_then(|tag| Lang::of_tag(tag)))
        .unwrap_or(Lang::Es)
}
