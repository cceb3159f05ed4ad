//! Who the node is: its certificate with the key, and a secret for each interface, in one file for its user only.

use super::Interface;
use super::Options;
use super::file;
use crate::config::Secret;
use crate::integrations::node::Join;
use crate::integrations::pin::Pin;
use crate::integrations::vpn::Hidden;
use crate::models::VpnKind;
use crate::utils::seal::hex;
use crate::utils::seal::is_same;
use anyhow::Context;
use anyhow::anyhow;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::digest::SHA256;
use ring::digest::digest;
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs::Metadata;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::net::UdpSocket;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Bytes of a secret.
const SECRET_BYTES: usize = 32;

/// The identity as it lies in `identity.json`.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    /// DER in base64.
    certificate: String,
    /// PKCS #8 in base64.
    key: Hidden,
    /// By interface.
    secrets: BTreeMap<String, Hidden>,
    /// The interfaces that are proxies.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    proxies: BTreeSet<String>,
}

/// The certificate and the secrets of a node.
pub struct Identity {
    path: PathBuf,
    present: Mutex<(Option<Stamp>, Kept)>,
}

impl Identity {
    /// The identity in that directory, made if there is none. Interfaces that lack a secret get one.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is damaged.
    pub fn open(directory: &Path, interfaces: &[Interface]) -> anyhow::Result<Self> {
        file::directory(directory)?;
        let path = directory.join("identity.json");
        let found = read(&path)?;
        let is_new = found.is_none();
        let mut kept = match found {
            Some(kept) => kept,
            None => make()?,
        };
        let (count, proxies) = (kept.secrets.len(), kept.proxies.clone());
        for interface in interfaces {
            if interface.kind() == VpnKind::MtProto {
                kept.proxies.insert(interface.name.clone());
            } else {
                kept.proxies.remove(&interface.name);
            }
            if !kept.secrets.contains_key(&interface.name) {
                kept.secrets.insert(interface.name.clone(), secret()?);
            }
        }
        if is_new || kept.secrets.len() > count || kept.proxies != proxies {
            write(&path, &kept)?;
        }
        Ok(Self::with(path, kept))
    }

    /// The identity of a node that has been there before.
    ///
    /// # Errors
    /// When there is none.
    pub fn existing(directory: &Path) -> anyhow::Result<Self> {
        let path = directory.join("identity.json");
        let kept = read(&path)?.with_context(|| {
            format!(
                "there is no node in {}: name its directory with --data-dir",
                directory.display()
            )
        })?;
        Ok(Self::with(path, kept))
    }

    fn with(path: PathBuf, kept: Kept) -> Self {
        Self {
            present: Mutex::new((Stamp::of(&path), kept)),
            path,
        }
    }

    /// Gives every interface a new secret.
    pub fn rotate(&self) -> anyhow::Result<()> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        for known in present.1.secrets.values_mut() {
            *known = secret()?;
        }
        write(&self.path, &present.1)?;
        present.0 = Stamp::of(&self.path);
        Ok(())
    }

    /// The interface that a secret opens. The file is looked at each time, so that a secret that was rotated opens nothing
    /// any more.
    pub fn opens(&self, claimed: &str) -> Option<String> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Stamp::of(&self.path);
        if stamp != present.0 {
            match read(&self.path) {
                Ok(Some(kept)) => *present = (stamp, kept),
                Ok(None) | Err(_) => log::error!("identity.json cannot be read any more"),
            }
        }
        // All are compared, and by their hashes, so that the time it takes tells nothing about any of them.
        let claimed = digest(&SHA256, claimed.as_bytes());
        let mut found = None;
        for (interface, known) in &present.1.secrets {
            let known = digest(&SHA256, known.0.as_bytes());
            if is_same(known.as_ref(), claimed.as_ref()) {
                found = Some(interface.clone());
            }
        }
        found
    }

    /// The join string of each interface.
    pub fn joins(&self, host: &str, port: u16) -> Vec<(String, Join)> {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let certificate = BASE64_STANDARD.decode(&present.1.certificate);
        let pin = Pin::of(&certificate.unwrap_or_default()).to_string();
        let kind = |interface: &String| match present.1.proxies.contains(interface) {
            true => VpnKind::MtProto,
            false => VpnKind::WireGuard,
        };
        let join = |interface: &String, secret: &Hidden| Join {
            kind: kind(interface),
            host: host.to_owned(),
            port,
            secret: Secret::new(secret.0.clone()),
            pin: pin.clone(),
        };
        let secrets = present.1.secrets.iter();
        (secrets.map(|(interface, secret)| (interface.clone(), join(interface, secret)))).collect()
    }

    /// TLS with the certificate.
    pub fn tls(&self) -> anyhow::Result<Arc<ServerConfig>> {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let damaged = "identity.json is damaged";
        let certificate = BASE64_STANDARD
            .decode(&present.1.certificate)
            .context(damaged)?;
        let key = BASE64_STANDARD.decode(&present.1.key.0).context(damaged)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(certificate)],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)),
            )
            .context(damaged)?;
        Ok(Arc::new(config))
    }
}

/// Tells one version of a file from another.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Stamp {
    modified: Option<std::time::SystemTime>,
    length: u64,
    inode: u64,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let found = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: found.modified().ok(),
            length: found.len(),
            inode: inode(&found),
        })
    }
}

#[cfg(unix)]
fn inode(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

fn read(path: &Path) -> anyhow::Result<Option<Kept>> {
    let shown = || path.display().to_string();
    let Some(bytes) = file::read(path).with_context(shown)? else {
        return Ok(None);
    };
    // What serde says of a damaged file may quote it.
    let kept = serde_json::from_slice(&bytes).map_err(|_| {
        anyhow!(
            "{} is damaged: put its backup back, or remove it and join the node again",
            shown()
        )
    })?;
    Ok(Some(kept))
}

fn write(path: &Path, kept: &Kept) -> anyhow::Result<()> {
    let text = serde_json::to_vec_pretty(kept)?;
    file::replace(path, &text).with_context(|| path.display().to_string())
}

/// A certificate of the node's own. Names and dates in it mean nothing: the bot knows the certificate itself.
fn make() -> anyhow::Result<Kept> {
    let made = rcgen::generate_simple_self_signed(vec!["portero-node".to_owned()])?;
    Ok(Kept {
        certificate: BASE64_STANDARD.encode(made.cert.der()),
        key: Hidden(BASE64_STANDARD.encode(made.signing_key.serialize_der())),
        secrets: BTreeMap::new(),
        proxies: BTreeSet::new(),
    })
}

fn secret() -> anyhow::Result<Hidden> {
    let mut bytes = [0u8; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(Hidden(hex(&bytes)))
}

/// Where the node was reached at its last start: what `portero node join` prints again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub host: String,
    pub port: u16,
}

impl Address {
    /// As the options say, else as at the last start, else guessed.
    pub fn of(directory: &Path, options: &Options) -> anyhow::Result<Self> {
        let noted = file::read(&directory.join("address.json"))?;
        let noted: Option<Self> = noted.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let host =
            (options.host.clone()).or_else(|| noted.as_ref().map(|noted| noted.host.clone()));
        let port = noted.map_or(options.listen.port(), |noted| noted.port);
        Ok(Self {
            host: host.unwrap_or_else(|| guess_host(options.listen)),
            port,
        })
    }

    /// Notes what the node was told at its start, for `portero node join`.
    pub fn note(options: &Options, port: u16) -> anyhow::Result<()> {
        let path = options.data_dir.join("address.json");
        let present = Self {
            port,
            ..Self::of(&options.data_dir, options)?
        };
        let text = serde_json::to_vec(&present)?;
        if file::read(&path)?.as_deref() != Some(&text) {
            file::replace(&path, &text).with_context(|| path.display().to_string())?;
        }
        Ok(())
    }
}

/// The address by which this machine goes out: the host of the join string if nobody names one. No packet is sent.
pub fn guess_host(listen: SocketAddr) -> String {
    if !listen.ip().is_unspecified() {
        return listen.ip().to_string();
    }
    // Addresses for documentation: they only choose the way out (RFC 5737, RFC 3849).
    let four = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 9));
    let six = SocketAddr::from((Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9));
    for (own, far) in [("0.0.0.0:0", four), ("[::]:0", six)] {
        let way_out = UdpSocket::bind(own).and_then(|socket| {
            socket.connect(far)?;
            socket.local_addr()
        });
        if let Ok(address) = way_out
            && !address.ip().is_unspecified()
        {
            return address.ip().to_string();
        }
    }
    "127.0.0.1".to_owned()
}
