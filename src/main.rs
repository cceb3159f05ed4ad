//! The command line: parses the command and calls the library.

use clap::Parser;
use clap::Subcommand;
use portero::app;
use portero::cli;
use portero::config;
use portero::config::Config;
use portero::demo;
use portero::utils::logging;
use std::process::ExitCode;

/// The doorman of Telegram channels.
#[derive(Parser)]
#[command(name = "portero", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot (the default).
    Run,
    /// Show the bot at work on an emulator: no token, no network.
    Demo,
    /// Show the state of the house, from the database of a running or stopped bot.
    Status,
}

fn main() -> ExitCode {
    match start(Arguments::parse().command.unwrap_or(Command::Run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", portero::utils::redact::redact(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command) -> anyhow::Result<()> {
    let values = config::environment()?;
    let config = match command {
        Command::Run | Command::Status => Config::from(&values)?,
        Command::Demo => Config::for_demo(&values)?,
    };
    if matches!(command, Command::Run) {
        logging::init(config.log_level, config.log_file.as_deref())?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .enable_all()
        .build()?;
    match command {
        Command::Run => runtime.block_on(app::run(config)),
        Command::Demo => cli::print::end(runtime.block_on(demo::walk::run(config))),
        Command::Status => cli::print::end(cli::status::run(&config)),
    }
}
