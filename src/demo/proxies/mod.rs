//! Pretended machines for listed proxies: proxies of every kind that do as they are told, and a judge with a certificate of
//! its own making.

mod acts;
mod judge;
mod speech;

pub use judge::FakeJudge;
pub use judge::JudgeSays;

use crate::integrations::proxies::ss::Cipher;
use crate::utils::spawn::boxed;
use crate::utils::spawn::spawn;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Where pretended proxies come out: another address of this machine, so that a judge sees a difference.
pub const EXIT: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// What a pretended proxy speaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Speaks {
    Socks5,
    Socks4,
    /// HTTP with CONNECT, and whole addresses too.
    Connect,
    /// HTTP with whole addresses; CONNECT is answered with 405.
    Get,
    /// CONNECT within TLS, with a certificate that nobody knows.
    SecureConnect,
    Shadowsocks {
        cipher: Cipher,
        password: String,
    },
    /// No proxy: a page at every address.
    Pages,
}

/// What it does with those who ask it for something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Acts {
    /// Leads where it is asked to.
    Leads,
    /// The same, but cannot look names up.
    LeadsToAddresses,
    /// Takes connections and says nothing.
    IsSilent,
    /// Hangs up at the first byte.
    HangsUp,
    /// Says that it leads there, and shows a page of its own.
    ShowsAPage,
    /// Says that it leads there, and answers in the place of the judge.
    Pretends,
    /// Says that it leads there, and hangs up.
    LetsGo,
    /// Says that it cannot lead there.
    Refuses,
    /// Says nothing that is of any protocol.
    Babbles,
}

/// A pretended proxy as it is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    pub speaks: Speaks,
    pub acts: Acts,
    /// User and password that it asks for.
    pub login: Option<(String, String)>,
    /// Lines it puts into plain requests, each with its line break; `{peer}` becomes the address of whoever asks.
    pub adds: String,
}

impl Plan {
    /// One without a login that does that.
    pub fn new(speaks: Speaks, acts: Acts) -> Self {
        Self {
            speaks,
            acts,
            login: None,
            adds: String::new(),
        }
    }

    /// The same, for whoever logs in so.
    pub fn with_login(mut self, user: &str, password: &str) -> Self {
        self.login = Some((user.to_owned(), password.to_owned()));
        self
    }
}

/// A pretended proxy on a port of this machine; it ends when it is dropped.
pub struct FakeProxy {
    listener: Listener,
    asked: Arc<AtomicU32>,
}

impl FakeProxy {
    /// Listens from now on.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(plan: Plan) -> io::Result<Self> {
        let asked = Arc::new(AtomicU32::new(0));
        let (plan, count) = (Arc::new(plan), asked.clone());
        let impostor = Arc::new(Certificate::new("localhost")?);
        let listener = Listener::start((Ipv4Addr::LOCALHOST, 0).into(), move |stream, peer| {
            count.fetch_add(1, Ordering::AcqRel);
            let (plan, impostor) = (plan.clone(), impostor.clone());
            async move {
                // Whoever tries proxies hangs up in the middle: that is no fault of theirs.
                let _ = speech::serve(stream, peer, &plan, &impostor).await;
            }
        });
        Ok(Self {
            listener: listener.await?,
            asked,
        })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.listener.address
    }

    /// How many connections it took.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::Acquire)
    }
}

/// A port that is listened on until it is dropped.
struct Listener {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Listener {
    async fn start<F, W>(place: SocketAddr, serve: F) -> io::Result<Self>
    where
        F: Fn(TcpStream, SocketAddr) -> W + Send + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(place).await?;
        let address = listener.local_addr()?;
        let task = spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            loop {
                tokio::select! {
                    taken = listener.accept() => match taken {
                        Ok((stream, peer)) => {
                            open.spawn(boxed(serve(stream, peer)));
                        }
                        Err(error) => log::warn!("a pretended proxy took no connection: {error}"),
                    },
                    Some(_) = open.join_next() => {}
                }
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A certificate of its own making, and TLS with it.
struct Certificate {
    root: CertificateDer<'static>,
    tls: Arc<ServerConfig>,
}

impl Certificate {
    fn new(name: &str) -> io::Result<Self> {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]);
        let made = made.map_err(io::Error::other)?;
        let root = made.cert.der().clone();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der());
        let key = key.map_err(io::Error::other)?;
        let tls = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![root.clone()], key)
            .map_err(io::Error::other)?;
        Ok(Self {
            root,
            tls: Arc::new(tls),
        })
    }
}
