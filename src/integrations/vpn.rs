//! What every VPN server can do for the house, whatever its kind and however it is reached.

use super::mtproto;
use super::mtproto::file::MtProtoFile;
use super::mtproto::fixed::FixedLink;
use super::mtproto::telemt::Telemt;
use super::outline::Outline;
use super::wireguard;
use crate::config::Secret;
use crate::models::ProbeOutcome;
use crate::models::Server;
use crate::models::ServerFacts;
use crate::models::ServerId;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use serde::Deserialize;
use serde::Serialize;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

/// A future of the trait's methods.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, BackendError>> + Send + 'a>>;

/// A server that keys are made on. Every call is idempotent: asked twice, the server is as after once.
pub trait Backend: Send + Sync {
    /// Everything the server knows, with its counters.
    fn list(&self) -> Answer<'_, Listing>;

    /// Makes or corrects one peer, so that it is as wanted.
    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put>;

    /// Forgets a peer, and says what it had transferred until then. One that is not there is no error.
    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>>;

    /// Asks the server how it is.
    fn check(&self) -> Answer<'_, ServerFacts>;

    /// Changes the host and port in what the server itself hands out from now on. Most hand out nothing.
    fn set_endpoint<'a>(&'a self, _host: &'a str, _port: u16) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    /// Puts the user by which an MTProto proxy is watched, with that base secret and without limits. Its name is what
    /// `mtproto::names::health` makes of the secret.
    fn ensure_health<'a>(&'a self, _secret: &'a str) -> Answer<'a, ()> {
        Box::pin(async {
            let why = "this server has no user to be watched by".to_owned();
            Err(BackendError::Refused(why))
        })
    }
}

/// A peer as the server is to have it.
#[derive(Clone, Debug)]
pub struct WantedPeer {
    pub remote_id: String,
    /// For humans who look at the server; may be cut.
    pub name: String,
    pub secret: PeerSecret,
    /// As CIDR: the one /32 and the one /128 of a WireGuard peer.
    pub addresses: Vec<String>,
    /// Otherwise it is kept out, and what is needed to let it in again is kept.
    pub is_open: bool,
    /// From then on a node keeps it out by itself, whether or not the house can be reached.
    pub expires_at: Option<Timestamp>,
    /// Bytes it may still transfer: a net under the house's own count, for servers that can keep a limit.
    pub bytes_left: Option<u64>,
    /// The tag of @MTProxybot under which an MTProto proxy shows a channel: 32 hexadecimal digits.
    pub tag: Option<String>,
}

/// What only the house and the peer know. Its JSON is kept sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PeerSecret {
    WireGuard {
        /// In base64; absent when it was shown once, or imported.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        private_key: Option<Hidden>,
        /// In base64.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        preshared_key: Option<Hidden>,
    },
    Outline {
        /// The `ss://` link, without a name; absent until the server made it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        access_url: Option<Hidden>,
    },
    MtProto {
        /// The base secret: 32 lower-case hexadecimal digits. Absent until a server whose links are given says it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        secret: Option<Hidden>,
    },
}

/// A text that Debug does not show. Its JSON is the text: only for what is sealed or sent over pinned TLS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What putting a peer gave.
#[derive(Clone, Debug, Default)]
pub struct Put {
    /// What the server made of it: the access URL of an Outline key, or the one secret of a link that was pasted.
    pub secret: Option<PeerSecret>,
    /// What the old peer had transferred, if putting it began its counters anew.
    pub before: Option<Counters>,
}

/// Everything on a server at one instant.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Listing {
    /// Names the present life of the server's counters, where the server can tell; another one began at zero. It stays
    /// the same when one peer is removed and put again: a smaller counter tells that.
    pub epoch: Option<String>,
    pub counting: Counting,
    pub peers: Vec<RemotePeer>,
}

/// What a counter means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Bytes since the peer was put there: a smaller one began anew at zero.
    #[default]
    SincePut,
    /// Bytes since the server's program was started, also of a peer that was away in between: a smaller one began anew at
    /// zero.
    SinceStart,
    /// Bytes of a window that moves on: a smaller one says nothing.
    Rolling,
}

/// One peer as a server has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RemotePeer {
    pub remote_id: String,
    pub name: Option<String>,
    /// As CIDR.
    pub addresses: Vec<String>,
    /// SHA-256 of what is secret about it, in hex: tells whether the server has the same. `None` = cannot be told.
    /// Of a WireGuard peer it is what `wireguard::secret_hash` makes of the preshared key, of an MTProto one what
    /// `base_hash` makes of the base secret.
    pub secret_hash: Option<String>,
    pub is_open: bool,
    /// `None` = the server does not count it now.
    pub counters: Option<Counters>,
    /// The last handshake, by the clock of the server's machine: it may lie ahead of the house's. A program that tells
    /// it as seconds elapsed (boringtun) was counted back on that same clock.
    pub seen_at: Option<Timestamp>,
    /// Where its packets last came from: address and port.
    pub endpoint: Option<String>,
    /// The `ss://` link of an Outline key.
    pub access_url: Option<Hidden>,
    /// The limit the server keeps for it.
    pub limit_bytes: Option<u64>,
}

/// Bytes of a peer, as the server counts them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counters {
    /// From the person.
    pub rx: u64,
    /// To the person.
    pub tx: u64,
}

/// Why a server did not do it. The words are for admins and hold no secret.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BackendError {
    /// It did not answer, or nobody knows whether it did it: to be tried again.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// It is another server than the one that was added: its certificate differs.
    #[error("the certificate is not the pinned one")]
    WrongCertificate,
    /// It does not know us any more: wrong secret.
    #[error("access is refused")]
    Denied,
    /// It says no to this one thing; trying again is useless.
    #[error("refused: {0}")]
    Refused(String),
    /// It answers something nobody understands.
    #[error("not understood: {0}")]
    Strange(String),
    /// This machine lacks what is needed: no program, no right, no interface.
    #[error("cannot work here: {0}")]
    Unusable(String),
}

impl BackendError {
    /// Whether the server as a whole is out of reach, so that everything for it waits.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::WrongCertificate
            | Self::Denied
            | Self::Strange(_)
            | Self::Unusable(_) => true,
            Self::Refused(_) => false,
        }
    }
}

/// How a server is reached. Its JSON is kept sealed in `servers.sealed`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reach {
    /// An interface of this machine.
    Local {
        interface: String,
        /// `wg`, `awg`, or `socket` for the control socket of a userspace server.
        program: String,
    },
    /// A `portero node`, and the interface there.
    Node {
        host: String,
        port: u16,
        secret: Hidden,
        /// SHA-256 of its certificate, in lower-case hex.
        pin: String,
    },
    /// The management interface of an Outline server.
    Outline {
        api_url: Hidden,
        /// SHA-256 of its certificate, in lower-case hex.
        pin: String,
    },
    /// The control interface of telemt.
    Telemt {
        /// Such as `http://127.0.0.1:9091`.
        url: Hidden,
        /// The exact value of the `Authorization` header, if it asks for one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        auth: Option<Hidden>,
    },
    /// An mtprotoproxy of this machine: its configuration is written, and it is told to read it.
    MtProtoFile {
        /// The path of `config.py`.
        config: String,
        /// The path of the file with its process id.
        pid: String,
        /// Host and port of its metrics.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        metrics: Option<String>,
    },
    /// One `https://t.me/proxy` link that was pasted: all keys of the server are that link.
    MtProtoLink { link: Hidden },
    /// Files that the admin applies.
    File,
    /// The demo's own.
    Demo,
}

/// Opens servers that are not real. The demo has one.
pub trait Pretender: Send + Sync {
    /// The pretended server of that id.
    fn open(&self, server: ServerId, kind: VpnKind) -> Arc<dyn Backend>;

    /// What becomes of a client of a pretended MTProto proxy that has that secret; `None` = there is no such proxy.
    fn probe(&self, _server: ServerId, _secret: &mtproto::secret::Secret) -> Option<ProbeOutcome> {
        None
    }
}

/// An open server, and the revision of the row it was opened from.
type Opened = (i64, Arc<dyn Backend>);

/// The open servers of the house.
#[derive(Default)]
pub struct Backends {
    open: Mutex<HashMap<ServerId, Opened>>,
    turns: Mutex<HashMap<ServerId, Arc<tokio::sync::Mutex<()>>>>,
    pretender: OnceLock<Arc<dyn Pretender>>,
}

impl Backends {
    /// Gives the house its pretended servers, once.
    pub fn set_pretender(&self, pretender: Arc<dyn Pretender>) {
        if self.pretender.set(pretender).is_err() {
            log::error!("the pretended servers were set twice");
        }
    }

    /// Whether there are pretended servers: in the demo.
    pub fn can_pretend(&self) -> bool {
        self.pretender.get().is_some()
    }

    /// What becomes of a client of a proxy that is only pretended; `None` = it is not.
    pub fn probe_pretended(
        &self,
        server: ServerId,
        secret: &mtproto::secret::Secret,
    ) -> Option<ProbeOutcome> {
        self.pretender.get()?.probe(server, secret)
    }

    /// The server behind that row, opened if it is not open. `reach` is the opened `server.sealed`.
    ///
    /// # Errors
    /// When the row says something that cannot be used here.
    pub fn open(&self, server: &Server, reach: Reach) -> Result<Arc<dyn Backend>, BackendError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((revision, backend)) = open.get(&server.id)
            && *revision == server.revision
        {
            return Ok(backend.clone());
        }
        let backend = self.connect(server.id, server.kind, reach)?;
        open.insert(server.id, (server.revision, backend.clone()));
        Ok(backend)
    }

    /// Waits for one's turn to change something on a server, or to read its counters and count them: two changes at a
    /// time could come in the wrong order, and a counter that began anew in between would be counted twice, or not at all.
    pub async fn turn(&self, server: ServerId) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.entry(server).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// A server that is not kept yet, to see whether it answers.
    ///
    /// # Errors
    /// When the way to it cannot be used here.
    pub fn try_out(&self, kind: VpnKind, reach: Reach) -> Result<Arc<dyn Backend>, BackendError> {
        self.connect(ServerId(0), kind, reach)
    }

    /// Gives up what is open of a server.
    pub fn close(&self, server: ServerId) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&server);
    }

    fn connect(
        &self,
        id: ServerId,
        kind: VpnKind,
        reach: Reach,
    ) -> Result<Arc<dyn Backend>, BackendError> {
        match reach {
            Reach::Local { interface, program } => wireguard::local(&interface, &program),
            Reach::Node {
                host,
                port,
                secret,
                pin,
            } => super::node::open(kind, &host, port, Secret::new(secret.0), &pin),
            Reach::Outline { api_url, pin } => {
                Ok(Arc::new(Outline::new(Secret::new(api_url.0), &pin)?))
            }
            Reach::Telemt { url, auth } => {
                let auth = auth.map(|auth| Secret::new(auth.0));
                Ok(Arc::new(Telemt::new(Secret::new(url.0), auth)?))
            }
            Reach::MtProtoFile {
                config,
                pid,
                metrics,
            } => Ok(Arc::new(MtProtoFile::new(
                &config,
                &pid,
                metrics.as_deref(),
            )?)),
            Reach::MtProtoLink { link } => Ok(Arc::new(FixedLink::new(&link.0)?)),
            Reach::File => Ok(Arc::new(wireguard::FileOnly)),
            Reach::Demo => (self.pretender.get())
                .map(|pretender| pretender.open(id, kind))
                .ok_or_else(|| BackendError::Unusable("there is no demo here".to_owned())),
        }
    }
}

/// Names the base secret of an MTProto peer without telling it: the SHA-256 of its 32 lower-case digits, in hex.
pub fn base_hash(secret: &str) -> String {
    hex(digest(&SHA256, secret.as_bytes()).as_ref())
}

impl Reach {
    /// The transport of a server that is reached so.
    pub fn transport(&self) -> Transport {
        match self {
            Self::Local { .. } => Transport::Local,
            Self::Node { .. } => Transport::Node,
            Self::Outline { .. } | Self::Telemt { .. } => Transport::Panel,
            Self::MtProtoFile { .. } => Transport::Local,
            Self::File | Self::MtProtoLink { .. } => Transport::File,
            Self::Demo => Transport::Demo,
        }
    }
}
