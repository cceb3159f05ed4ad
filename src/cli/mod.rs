//! The commands of the program: what each takes, and how they print.

pub mod backup;
pub mod doctor;
#[cfg(unix)]
pub mod node;
pub mod print;
pub mod restore;
#[cfg(unix)]
pub mod service;
pub mod setup;
pub mod status;

use crate::app;
use crate::app::Beginning;
use crate::app::LostHouse;
use crate::app::Unconfigured;
use crate::config;
use crate::config::Config;
use crate::config::ConfigError;
use crate::config::EnvironmentError;
#[cfg(feature = "demo")]
use crate::demo;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::utils::fall;
use crate::utils::locale::Lang;
use crate::utils::logging;
use clap::Parser;
use clap::Subcommand;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

/// The exit code when a setting is wrong: EX_CONFIG of sysexits(3). Services do not try again then.
pub const WRONG_SETTINGS: u8 = 78;

/// The doorman of Telegram channels.
#[derive(Parser)]
#[command(name = "portero", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot (the default).
    Run(RunArguments),
    /// Show the bot at work in the browser, on an emulator of Telegram: no token, no network.
    #[cfg(feature = "demo")]
    Demo(demo::Arguments),
    /// Ask for what is needed, write .env, and make whoever opens the link the owner.
    Setup(setup::Arguments),
    /// Check everything, and say how to mend each fault; exit code 1 if something is broken.
    Doctor(doctor::Arguments),
    /// Have this host start the bot, and start it again when it was killed.
    #[cfg(unix)]
    Service(service::Arguments),
    /// Run on a VPN server, beside WireGuard or a proxy for Telegram, and do what the bot asks.
    #[cfg(unix)]
    Node(node::Arguments),
    /// Make a sealed copy of everything: members, tokens, keys, tasks, settings. Beside a running bot or without one.
    Backup(backup::Arguments),
    /// Put a backup in the place of what is here; what is here is kept beside it.
    Restore(restore::Arguments),
    /// Show the state of the house, from the database of a running or stopped bot.
    Status(status::Arguments),
}

/// What `run` takes.
#[derive(Default, clap::Args)]
struct RunArguments {
    /// Begin an empty house, though the one that was here is damaged or gone. Nothing is deleted.
    #[arg(long)]
    new_house: bool,
}

/// Carries a command out.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments
        .command
        .unwrap_or(Command::Run(RunArguments::default()))
    {
        Command::Run(arguments) => {
            let config = settings()?;
            config.check_files()?;
            logging::init(config.log_level, config.log_file.as_deref())?;
            let beginning = if arguments.new_house {
                Beginning::NewHouse
            } else {
                Beginning::TheHouse
            };
            // A house that was begun is not begun again.
            fall::arm(vec!["run".into()]);
            block_on(app::run(config, beginning))
        }
        #[cfg(feature = "demo")]
        Command::Demo(arguments) => {
            let config = Config::for_demo(&values()?)?;
            print::end(block_on(demo::run(arguments, config)))
        }
        Command::Setup(arguments) => print::end(block_on(setup::run(arguments))),
        Command::Doctor(arguments) => print::end(block_on(doctor::run(arguments))),
        #[cfg(unix)]
        Command::Service(arguments) => print::end(service::run(&arguments)),
        #[cfg(unix)]
        Command::Node(arguments) => print::end(node::run(arguments)),
        Command::Status(arguments) => print::end(status::run(&arguments, &settings()?)),
        Command::Backup(arguments) => print::end(backup::run(arguments, &settings()?)),
        Command::Restore(arguments) => print::end(block_on(restore::run(arguments, settings()?))),
    }
}

/// The exit code of a command that ended with that error: 78 when a setting is wrong, so that trying again is useless;
/// 1 otherwise.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    let is_of_settings = error.chain().any(|cause| {
        cause.is::<ConfigError>()
            || cause.is::<LostHouse>()
            || cause.is::<EnvironmentError>()
            || cause.is::<Unconfigured>()
    });
    if is_of_settings { WRONG_SETTINGS } else { 1 }
}

/// How the operator at the terminal reads: in the time zone and the language that admins set from chat, else in those
/// of the settings.
fn reader(config: &Config, own: (Option<String>, Option<String>), now: Timestamp) -> Reader {
    let (zone, language) = own;
    Reader {
        lang: Lang::of_tag(language.as_deref().unwrap_or(&config.language)).unwrap_or(Lang::Es),
        time_zone: zone
            .and_then(|zone| zone.parse().ok())
            .unwrap_or(config.time_zone),
        now,
    }
}

fn settings() -> anyhow::Result<Config> {
    Ok(Config::from(&values()?)?)
}

/// The environment with `.env` under it.
fn values() -> anyhow::Result<HashMap<String, String>> {
    Ok(config::environment()?)
}

/// Two workers and ten blocking threads suffice for everything the program does.
fn block_on<'a>(work: impl Future<Output = anyhow::Result<()>> + 'a) -> anyhow::Result<()> {
    // Of one type, so that the runtime's part of it is in the binary once.
    let work: Pin<Box<dyn Future<Output = anyhow::Result<()>> + 'a>> = Box::pin(work);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(10)
        .enable_all()
        .build()?
        .block_on(work)
}
