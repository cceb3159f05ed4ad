//! Connections: to checked addresses only, with TLS that is checked too.

use super::guard::Guard;
use super::guard::GuardError;
use super::guard::Names;
use crate::integrations::mtproto::probe::Stream;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::client::Resumption;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::ServerName;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Addresses of one name that are tried.
const MOST_TRIED: usize = 2;

/// A connection of any kind.
pub type Conn = Box<dyn Stream>;

/// How the house goes out for proxies and lists: which addresses it may touch, and whom it believes.
#[derive(Clone)]
pub struct Net {
    pub guard: Guard,
    tls: Arc<ClientConfig>,
    pub(super) names: Arc<Names>,
}

impl Net {
    /// Believes whom browsers believe.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new(guard: Guard) -> Result<Self, rustls::Error> {
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        Self::with_roots(guard, roots)
    }

    /// Believes those roots only.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn with_roots(guard: Guard, roots: RootCertStore) -> Result<Self, rustls::Error> {
        let mut tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // Each trial comes from another exit: a session that is kept would only tie them together.
        tls.resumption = Resumption::disabled();
        Ok(Self {
            guard,
            tls: Arc::new(tls),
            names: Arc::default(),
        })
    }

    /// The same with another guard.
    pub fn guarded(&self, guard: Guard) -> Self {
        Self {
            guard,
            ..self.clone()
        }
    }

    /// The addresses of a judge or a source, as [`Guard::resolve`] allows them.
    pub(super) async fn resolve_own(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, GuardError> {
        let turn = self.names.own_turn(host).await;
        self.guard.resolve(&self.names, host, port, turn).await
    }

    /// Connects to the first of these that answers within that time. They were checked by [`Guard::resolve`].
    pub(super) async fn connect(
        &self,
        addresses: &[SocketAddr],
        within: Duration,
    ) -> io::Result<TcpStream> {
        let connect = async {
            let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
            for address in addresses.iter().take(MOST_TRIED) {
                match TcpStream::connect(address).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => last = error,
                }
            }
            Err(last)
        };
        let stream = tokio::time::timeout(within, connect).await;
        let stream = stream.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// TLS over a connection, with the certificate of that host.
    pub(super) async fn secure(&self, host: &str, conn: Conn) -> io::Result<Conn> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let connector = TlsConnector::from(self.tls.clone());
        // A handshake is large: whoever does not come to it makes no room for one.
        let connected = Box::pin(connector.connect(name, conn)).await?;
        Ok(Box::new(connected))
    }
}

/// What TLS says of whoever was on the other side, if it is TLS that failed.
pub(super) fn tls_fault(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}
