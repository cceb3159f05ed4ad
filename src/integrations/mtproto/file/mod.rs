//! mtprotoproxy (the one of alexbers), by its configuration file and a signal.
//!
//! It reads users, ends and quotas when it is told to, and looks at them only when somebody connects: whoever is kept out
//! cannot come again, but a connection that stands goes on until it breaks. It counts in memory, since its start.

mod config;
mod metrics;
mod process;

use super::names;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Counting;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::RemotePeer;
use crate::integrations::vpn::WantedPeer;
use crate::integrations::vpn::base_hash;
use crate::models::ServerFacts;
use crate::models::ServerTrouble;
use config::Config;
use config::User;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// A larger file is none that anybody wrote as a configuration.
const LARGEST_CONFIG: u64 = 8 * 1024 * 1024;
/// What a quota is wider than what is left, in bytes: the house counts first, and the proxy only where the house is away.
const MARGIN: u64 = 64 << 20;
/// Nobody has as much.
const MOST: u64 = 1 << 60;

/// A proxy of this machine. It changes one thing at a time.
pub struct MtProtoFile {
    config: PathBuf,
    pid: PathBuf,
    /// Host and port.
    metrics: Option<String>,
    change: tokio::sync::Mutex<()>,
}

impl MtProtoFile {
    /// The proxy with that `config.py`, that pid file, and its metrics at that `host:port`. Nothing is read yet.
    ///
    /// # Errors
    /// `Unusable`, when a path is not absolute, or the metrics have no port.
    pub fn new(config: &str, pid: &str, metrics: Option<&str>) -> Result<Self, BackendError> {
        let absolute = |text: &str, what: &str| {
            let path = PathBuf::from(text);
            let is_whole = path.is_absolute() && path.file_name().is_some();
            let why = || BackendError::Unusable(format!("the path of the {what} is not absolute"));
            if is_whole { Ok(path) } else { Err(why()) }
        };
        let has_port = |place: &str| {
            let port = place.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
            matches!(port, Some(Ok(1..)))
        };
        if metrics.is_some_and(|place| !has_port(place)) {
            let why = "the metrics are written as 127.0.0.1:8888".to_owned();
            return Err(BackendError::Unusable(why));
        }
        Ok(Self {
            config: absolute(config, "configuration")?,
            pid: absolute(pid, "pid file")?,
            metrics: metrics.map(str::to_owned),
            change: tokio::sync::Mutex::new(()),
        })
    }

    fn read(&self) -> Result<(Vec<u8>, Config), BackendError> {
        let read = || {
            let length = std::fs::metadata(&self.config)?.len();
            if length > LARGEST_CONFIG {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            std::fs::read(&self.config)
        };
        let bytes = read().map_err(|error| self.unusable("read", &error))?;
        let config = Config::read(&bytes);
        let config = config.map_err(|damaged| BackendError::Unusable(damaged.to_string()))?;
        Ok((bytes, config))
    }

    /// Writes the file if it is another now, and has the proxy read it. Also when nothing changed: whoever wrote it may
    /// have been stopped before the proxy was told.
    fn apply(&self, before: &[u8], config: &Config) -> Result<(), BackendError> {
        let after = config.write();
        if after != before {
            replace(&self.config, &after).map_err(|error| self.unusable("written", &error))?;
        }
        process::reload(self.running()?, &self.folder())
    }

    /// The number of the proxy's process.
    fn running(&self) -> Result<u32, BackendError> {
        process::find(&self.pid, &self.folder())
    }

    /// Where its configuration is, with whatever stands beside it: a new file comes to be there first.
    fn folder(&self) -> String {
        let folder = self.config.parent().unwrap_or(&self.config);
        folder.display().to_string()
    }

    fn unusable(&self, what: &str, error: &io::Error) -> BackendError {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem) {
            return locked(&self.folder());
        }
        BackendError::Unusable(format!("config.py cannot be {what}: {error}"))
    }

    /// The counters by user; `None` if the proxy is not asked for them.
    async fn counted(&self) -> Result<Option<HashMap<String, Counters>>, BackendError> {
        match &self.metrics {
            Some(place) => metrics::counters(place).await.map(Some),
            None => Ok(None),
        }
    }

    /// The quota of a user that may still transfer so much. A proxy that cannot be asked what was transferred gets none:
    /// it would count what was paid for long ago.
    async fn quota(&self, name: &str, left: Option<u64>) -> Result<Option<u64>, BackendError> {
        let Some(left) = left else { return Ok(None) };
        let counted = self.counted().await?;
        Ok(counted.map(|users| {
            let used = users.get(name).copied().unwrap_or_default();
            let used = used.rx.saturating_add(used.tx);
            used.saturating_add(left).saturating_add(MARGIN).min(MOST)
        }))
    }

    async fn put_one(&self, peer: &WantedPeer) -> Result<Put, BackendError> {
        let (name, secret) = names::checked(peer)?;
        let _one = self.change.lock().await;
        let user = User {
            name: name.to_owned(),
            secret,
            is_open: peer.is_open,
            day: peer
                .expires_at
                .filter(|_| peer.is_open)
                .and_then(config::day_after),
            quota: self
                .quota(name, peer.bytes_left.filter(|_| peer.is_open))
                .await?,
            tag: (peer.tag.clone()).filter(|tag| peer.is_open && names::is_secret(tag)),
        };
        self.keep(user)?;
        Ok(Put::default())
    }

    fn keep(&self, user: User) -> Result<(), BackendError> {
        let (before, mut config) = self.read()?;
        config.put(user);
        self.apply(&before, &config)
    }

    async fn remove_one(&self, name: &str) -> Result<Option<Counters>, BackendError> {
        let _one = self.change.lock().await;
        let (before, mut config) = self.read()?;
        config.remove(name);
        self.apply(&before, &config)?;
        // Connections that stand go on; what they transfer until they break is not known any more.
        let counted = self.counted().await?;
        Ok(counted.and_then(|users| users.get(name).copied()))
    }

    async fn listing(&self) -> Result<Listing, BackendError> {
        let pid = self.running()?;
        let (_, config) = self.read()?;
        let counted = self.counted().await?;
        let peers = (config.users.iter()).filter(|user| !names::is_servant(&user.name));
        let peer = |user: &User| RemotePeer {
            remote_id: user.name.clone(),
            name: None,
            addresses: Vec::new(),
            secret_hash: Some(base_hash(&user.secret)),
            is_open: user.is_open && config.is_last,
            counters: (counted.as_ref())
                .map(|users| users.get(&user.name).copied().unwrap_or_default()),
            seen_at: None,
            endpoint: None,
            access_url: None,
            // As the counters: since the proxy was started.
            limit_bytes: user.quota,
        };
        Ok(Listing {
            epoch: process::life(pid),
            counting: Counting::SinceStart,
            peers: peers.map(peer).collect(),
        })
    }

    async fn facts(&self) -> Result<ServerFacts, BackendError> {
        self.read()?;
        may_write(&self.config).map_err(|error| self.unusable("written", &error))?;
        self.running()?;
        let counted = self.counted().await?;
        Ok(ServerFacts {
            version: Some("mtprotoproxy".to_owned()),
            is_uncounted: counted.is_none(),
            ..ServerFacts::default()
        })
    }
}

impl Backend for MtProtoFile {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(self.listing())
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(self.put_one(peer))
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(self.remove_one(remote_id))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(self.facts())
    }

    fn ensure_health<'a>(&'a self, secret: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let secret = secret.to_ascii_lowercase();
            if !names::is_secret(&secret) {
                return Err(BackendError::Refused("that is no secret".to_owned()));
            }
            let _one = self.change.lock().await;
            self.keep(User {
                name: names::health(&secret),
                secret,
                is_open: true,
                day: None,
                quota: None,
                tag: None,
            })
        })
    }
}

/// Whoever runs the bot or node is kept from the proxy: by rights, or by the fence of a service.
fn locked(folder: &str) -> BackendError {
    BackendError::Unusable(ServerTrouble::ProxyLocked(folder.to_owned()).to_string())
}

/// Whether a new file can come to be beside that one, without making any.
#[cfg(unix)]
fn may_write(path: &Path) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(&path);
    Ok(rustix::fs::access(
        folder,
        rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK,
    )?)
}

#[cfg(not(unix))]
fn may_write(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a file so that the proxy finds the old or the new one at any moment, with the rights and the owner it had.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a link points to is written, not the link.
    let path = path.canonicalize()?;
    let old = std::fs::metadata(&path)?;
    let part = path.with_extension("portero-new");
    let done = write_like(&part, &old, bytes).and_then(|()| std::fs::rename(&part, &path));
    if done.is_err() {
        // What is left of it is removed the next time.
        let _ = std::fs::remove_file(&part);
    }
    done?;
    // The new name is in the directory, which is written apart.
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

fn write_like(part: &Path, old: &std::fs::Metadata, bytes: &[u8]) -> io::Result<()> {
    // What was left of an earlier try. A link that somebody laid there is followed by nobody.
    let _ = std::fs::remove_file(part);
    let mut options = File::options();
    options.write(true).create_new(true);
    // Secrets are in it before it has its rights.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(part)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            std::os::unix::fs::fchown(&file, Some(old.uid()), Some(old.gid()))?;
        }
    }
    file.set_permissions(old.permissions())?;
    file.sync_all()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
