//! `portero node`: the commands of the machine beside WireGuard or a proxy for Telegram. `install` makes a service of the
//! node, `wireguard` sets an interface up.

mod install;
mod wireguard;

use super::print;
use super::service::language;
use crate::app::Signals;
use crate::node;
use crate::node::Interface;
use crate::node::Options;
use crate::utils::clock::Clock;
use crate::utils::fall;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::logging;
use crate::utils::net;
use anyhow::bail;
use log::LevelFilter;
use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// Where the node's service lies, and root's node if nobody says otherwise.
const SYSTEM_DIRECTORY: &str = "/var/lib/portero-node";
/// Anybody else's.
const OWN_DIRECTORY: &str = "node-data";

/// What the command takes.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: Node,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Run the node (the default).
    Run(Node),
    /// Print the line that is pasted in the bot's chat, once more.
    Join(Node),
    /// Make new secrets: the lines pasted before open nothing any more.
    RotateSecret(Directory),
    /// Have systemd run the node, and start it again when it was killed.
    Install(install::Install),
    /// Stop the node's service and remove what install made; its data stay.
    Uninstall(install::Which),
    /// Show whether the node's service is installed and runs.
    Status(install::Which),
    /// Set a WireGuard interface up: keys, forwarding, address translation, start with the machine.
    SetupWireguard(wireguard::Arguments),
}

#[derive(clap::Args)]
struct Directory {
    /// Where the node keeps its certificate, its secrets and its state.
    #[arg(long)]
    data_dir: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Node {
    #[command(flatten)]
    directory: Directory,
    /// Where to wait for the bot.
    #[arg(long, default_value = "0.0.0.0:8443")]
    listen: SocketAddr,
    /// The name or address by which the bot reaches this machine.
    #[arg(long)]
    host: Option<String>,
    /// An interface to drive, with its program if that is not wg: awg0=awg, wg1=socket; or a proxy for Telegram, as
    /// proxy=@ and the path of a file with «http://127.0.0.1:9091 HEADER» (telemt) or «/…/config.py /…/pid 127.0.0.1:8888» (mtprotoproxy, with the
    /// address of its metrics if it has them).
    /// May be given several times.
    #[arg(long = "interface", default_value = "wg0")]
    interfaces: Vec<Interface>,
}

impl Directory {
    fn path(&self) -> PathBuf {
        let usual = || {
            let is_root = super::service::is_root();
            PathBuf::from(if is_root {
                SYSTEM_DIRECTORY
            } else {
                OWN_DIRECTORY
            })
        };
        self.data_dir.clone().unwrap_or_else(usual)
    }
}

impl Node {
    fn options(&self) -> Options {
        Options {
            data_dir: self.directory.path(),
            listen: self.listen,
            host: self.host.clone(),
            interfaces: self.interfaces.clone(),
        }
    }
}

/// Carries the command out.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub fn run(arguments: Arguments) -> anyhow::Result<()> {
    let lang = language(None);
    match arguments.command.unwrap_or(Command::Run(arguments.run)) {
        Command::Run(node) => super::block_on(serve(node.options(), lang)),
        Command::Join(node) => join(&node.options()),
        Command::RotateSecret(directory) => {
            node::rotate(&directory.path())?;
            Ok(print::line(&lang.plain("node-rotated", args! {}))?)
        }
        Command::Install(arguments) => install::install(&arguments),
        Command::Uninstall(which) => install::uninstall(&which),
        Command::Status(which) => install::status(&which),
        Command::SetupWireguard(arguments) => wireguard::run(&arguments),
    }
}

async fn serve(options: Options, lang: Lang) -> anyhow::Result<()> {
    logging::init(log_level(), None)?;
    fall::arm(std::env::args_os().skip(1).collect());
    let clock = clock(&options)?;
    let is_new = !options.data_dir.join("identity.json").exists();
    let mut signals = Signals::listen()?;
    let stop = CancellationToken::new();
    let told = options.clone();
    let ready = move |_| {
        // Only once: what a service prints is kept in logs, and the line holds a secret.
        if is_new && let Err(error) = tell(&told, lang) {
            log::warn!("the line to paste could not be printed: {error}");
        }
    };
    let node = node::run(options, clock, stop.clone(), ready);
    tokio::pin!(node);
    tokio::select! {
        ended = node.as_mut() => return ended,
        name = signals.next() => log::info!("{name}: the node stops"),
    }
    stop.cancel();
    node.await
}

fn join(options: &Options) -> anyhow::Result<()> {
    let joins = node::joins(options)?;
    for (interface, join) in &joins {
        // A program may read it: the interface is named only where there are several.
        match joins.len() {
            1 => print::line(&join.link())?,
            _ => print::line(&format!("{interface}  {}", join.link()))?,
        }
    }
    Ok(())
}

/// The lines to paste, with words around them.
fn tell(options: &Options, lang: Lang) -> anyhow::Result<()> {
    for (interface, join) in node::joins(options)? {
        print::line(&lang.plain("node-join", args! { interface: &interface }))?;
        print::line(&format!("  {}", join.link()))?;
        let is_inner = join.host.parse().is_ok_and(net::is_inner);
        if options.host.is_none() && is_inner {
            print::line(&lang.plain("node-inner-address", args! { host: &join.host }))?;
        }
    }
    Ok(())
}

/// A clock kept in a file is for tests, which stay on this machine.
fn clock(options: &Options) -> anyhow::Result<Clock> {
    match env::var_os("PORTERO_CLOCK_FILE") {
        None => Ok(Clock::system()),
        Some(path) if options.listen.ip().is_loopback() => Ok(Clock::file(path.into())),
        Some(_) => bail!("PORTERO_CLOCK_FILE is only for tests, with --listen on 127.0.0.1"),
    }
}

fn log_level() -> LevelFilter {
    let level = env::var("LOG_LEVEL").ok();
    level
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::Info)
}
