//! `portero node`: what runs on a VPS beside WireGuard, or beside a proxy for Telegram, and does what the bot asks over
//! pinned TLS.
//!
//! `desk` holds the rules for the peers of one interface, `state` what it remembers of them, `api` the few calls there
//! are, `server` the connections, `guard` whom it lets in, `identity` its certificate and secrets. No call runs a command
//! of the caller's choice, and none names an interface: the secret tells which one is meant.

mod api;
mod desk;
pub mod file;
mod guard;
mod identity;
pub mod proxy;
mod server;
mod state;

use crate::integrations::node::Join;
use crate::integrations::vpn::Backend;
use crate::integrations::wireguard;
use crate::models::VpnKind;
use crate::utils::clock::Clock;
use crate::utils::spawn::boxed;
use anyhow::Context;
use anyhow::bail;
use api::Api;
use desk::Desk;
use guard::Guard;
use identity::Address;
use identity::Identity;
use std::fs::File;
use std::fs::TryLockError;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a node is told at its start.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its own directory, made with mode 0700 if absent.
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    /// The name or address that the bot reaches it by; `None` = guessed.
    pub host: Option<String>,
    /// Each has a secret of its own.
    pub interfaces: Vec<Interface>,
}

/// An interface that the node drives, and by what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interface {
    pub name: String,
    /// `wg`, `awg`, or `socket` for the control socket of a userspace server; `@` and a path: the file in which a proxy is
    /// described ([`proxy::open`]).
    pub program: String,
}

impl Interface {
    /// What people get there.
    pub fn kind(&self) -> VpnKind {
        match self.described_in() {
            Some(_) => VpnKind::MtProto,
            None => VpnKind::WireGuard,
        }
    }

    /// The file that describes it, if it is a proxy.
    pub fn described_in(&self) -> Option<&Path> {
        self.program.strip_prefix('@').map(Path::new)
    }
}

impl FromStr for Interface {
    type Err = &'static str;

    /// Reads `wg0`, `awg0=awg` or `proxy=@/etc/portero-node/proxy`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, program) = text.split_once('=').unwrap_or((text, "wg"));
        let is_name = (1..=15).contains(&name.len())
            && !name.starts_with(['.', '-'])
            && (name.bytes()).all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        if !is_name || program.is_empty() {
            return Err("an interface is written as wg0, or as awg0=awg with its program");
        }
        let described_in = program.strip_prefix('@').map(Path::new);
        if described_in.is_some_and(|path| !path.is_absolute()) {
            return Err("a proxy is written as proxy=@ and the whole path of its file");
        }
        Ok(Self {
            name: name.to_owned(),
            program: program.to_owned(),
        })
    }
}

impl std::fmt::Display for Interface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.name, self.program)
    }
}

/// Makes the node's directory, certificate and secrets, as far as they are not there.
///
/// # Errors
/// When the directory cannot be used.
pub fn prepare(options: &Options) -> anyhow::Result<()> {
    Identity::open(&options.data_dir, &options.interfaces).map(|_| ())
}

/// The join strings of a node's interfaces, with the interface before each.
///
/// # Errors
/// When there is no node in that directory.
pub fn joins(options: &Options) -> anyhow::Result<Vec<(String, Join)>> {
    let identity = Identity::existing(&options.data_dir)?;
    let told = Address::of(&options.data_dir, options)?;
    Ok(identity.joins(&told.host, told.port))
}

/// Gives every interface a new secret. A node that runs knows only the new ones from the next request on.
///
/// # Errors
/// When there is no node in that directory.
pub fn rotate(data_dir: &Path) -> anyhow::Result<()> {
    Identity::existing(data_dir)?.rotate()
}

/// Runs the node until `stop`. `ready` gets the address it listens on.
///
/// # Errors
/// When its directory is another node's or damaged, or the address cannot be listened on.
pub async fn run(
    options: Options,
    clock: Clock,
    stop: CancellationToken,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    file::directory(&options.data_dir)?;
    let _lock = lock(&options.data_dir)?;
    let identity = Arc::new(Identity::open(&options.data_dir, &options.interfaces)?);
    let mut desks = Vec::new();
    for interface in &options.interfaces {
        let backend = match interface.described_in() {
            Some(file) => proxy::open(file, &clock),
            None => wireguard::local(&interface.name, &interface.program).map_err(Into::into),
        };
        let backend = backend
            .with_context(|| format!("the interface {} cannot be driven", interface.name))?;
        desks.push(Arc::new(open_desk(&options, interface, backend, &clock)?));
    }
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", options.listen))?;
    let address = listener.local_addr()?;
    Address::note(&options, address.port())?;
    let tasks = TaskTracker::new();
    for desk in &desks {
        tasks.spawn(boxed(desk::watch(
            desk.clone(),
            clock.clone(),
            stop.clone(),
        )));
    }
    let guard = Arc::new(Guard::default());
    let api = Api::new(identity.clone(), guard.clone(), desks);
    ready(address);
    log::info!("the node listens on {address}");
    server::serve(
        listener,
        identity.tls()?,
        api.router(),
        guard,
        &tasks,
        &stop,
    )
    .await;
    tasks.close();
    tasks.wait().await;
    log::info!("the node has stopped");
    Ok(())
}

fn open_desk(
    options: &Options,
    interface: &Interface,
    backend: Arc<dyn Backend>,
    clock: &Clock,
) -> anyhow::Result<Desk> {
    let directory = options.data_dir.join(&interface.name);
    file::directory(&directory)?;
    let kind = interface.kind();
    Desk::open(&interface.name, kind, &directory, backend, clock.clone())
}

/// Held while the node runs: a second one on the same directory would undo what the first does.
fn lock(data_dir: &Path) -> anyhow::Result<File> {
    let path = data_dir.join("node.lock");
    let file = file::create(&path).with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another node runs on {}", data_dir.display())
        }
        Err(TryLockError::Error(error)) => Err(error).context(path.display().to_string()),
    }
}

#[cfg(test)]
mod tests;
