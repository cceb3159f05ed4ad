//! One way through one proxy: the connection to it, what it is asked, and what its answers mean.

use super::detect::Miss;
use super::detect::Way;
use super::dial::Conn;
use super::dial::Net;
use super::dial::tls_fault;
use super::http;
use super::http::HttpFault;
use super::socks;
use super::socks::Place;
use super::socks::Stop;
use super::ss;
use super::ss::Cipher;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyLogin;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;

/// A proxy, and one way to go through it.
pub(super) struct Route<'a> {
    pub net: &'a Net,
    pub way: Way,
    pub address: &'a ProxyAddress,
    /// Where it is, checked.
    pub addresses: &'a [SocketAddr],
    /// A connection stands within this time.
    pub connect: Duration,
    /// The first bytes of an answer are there within this time.
    pub patience: Duration,
}

impl Route<'_> {
    /// A connection through the proxy to that place.
    pub(super) async fn lead(&self, to: &Place, port: u16) -> Result<Conn, Led> {
        let mut conn = self.dial().await?;
        let user = self.user();
        match self.way {
            Way::Socks5 => {
                let greeted =
                    within(self.patience, socks::greet(&mut conn, user.is_some())).await?;
                socks::five(&mut conn, greeted, user, to, port).await?;
            }
            Way::Socks4 => {
                let name = user.map(|(name, _)| name);
                let asked = socks::ask_four(&mut conn, name, to, port);
                let answer = within(self.patience, asked).await?;
                socks::four(&mut conn, answer, to).await?;
            }
            Way::SecureConnect => {
                let secured =
                    timeout(self.patience, self.net.secure(&self.address.host, conn)).await;
                conn = match secured {
                    Ok(Ok(conn)) => conn,
                    Ok(Err(error)) => return Err(Led::Miss(insecure(&error))),
                    Err(_) => return Err(Led::Miss(Miss::Silent)),
                };
                connect(&mut conn, self, to, port).await?;
            }
            Way::Connect => connect(&mut conn, self, to, port).await?,
            Way::Shadowsocks => {
                let Some(ProxyLogin::Cipher { method, password }) = &self.address.login else {
                    return Err(Led::Miss(Miss::End(ProxyFault::NeedsLogin)));
                };
                let cipher = Cipher::parse(method).ok_or(Miss::End(ProxyFault::UnknownCipher))?;
                conn = ss::through(conn, cipher, password, to, port)
                    .map_err(|_| Miss::End(ProxyFault::Refused))?;
            }
            Way::Get => return Err(Led::Miss(Miss::No)),
        }
        Ok(conn)
    }

    /// A connection to the proxy itself.
    pub(super) async fn dial(&self) -> Result<Conn, Miss> {
        match self.net.connect(self.addresses, self.connect).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                Err(Miss::End(ProxyFault::Silent))
            }
            Err(_) => Err(Miss::End(ProxyFault::Refused)),
        }
    }

    /// Why TLS to a judge did not stand.
    pub(super) fn broken_tunnel(&self, error: &io::Error) -> Miss {
        let is_shadowsocks = self.way == Way::Shadowsocks;
        let fault = match tls_fault(error) {
            Some(rustls::Error::AlertReceived(_)) => ProxyFault::LeadsNowhere,
            Some(_) => ProxyFault::Lies,
            // What comes is not sealed with the key of the link.
            None if is_shadowsocks && error.kind() == io::ErrorKind::InvalidData => {
                ProxyFault::NotAProxy
            }
            None if is_shadowsocks => ProxyFault::Refused,
            None => ProxyFault::LeadsNowhere,
        };
        Miss::End(fault)
    }

    fn user(&self) -> Option<(&str, &str)> {
        match &self.address.login {
            Some(ProxyLogin::Password { user, password }) => Some((user, password)),
            Some(ProxyLogin::Cipher { .. }) | None => None,
        }
    }

    /// The line of a head that logs in; empty without a login.
    pub(super) fn login_line(&self) -> String {
        let line = self.user().map(|(user, password)| {
            let word = STANDARD.encode(format!("{user}:{password}"));
            format!("Proxy-Authorization: Basic {word}\r\n")
        });
        line.unwrap_or_default()
    }
}

/// Why a proxy did not lead somewhere.
pub(super) enum Led {
    Miss(Miss),
    /// It could not look the name up.
    Name,
}

impl From<Miss> for Led {
    fn from(miss: Miss) -> Self {
        Self::Miss(miss)
    }
}

impl From<Stop> for Led {
    fn from(stop: Stop) -> Self {
        Self::Miss(match stop {
            Stop::Name => return Self::Name,
            Stop::Fault(fault) => Miss::End(fault),
            Stop::Other(first) => Way::of_answer(first).map_or(Miss::Strange, Miss::Other),
            Stop::Broken => Miss::Closed,
        })
    }
}

/// The first bytes of an answer, if they come in time.
async fn within(
    patience: Duration,
    answer: impl Future<Output = io::Result<[u8; 2]>>,
) -> Result<[u8; 2], Miss> {
    match timeout(patience, answer).await {
        Ok(Ok(first)) => Ok(first),
        Ok(Err(error)) if error.kind() == io::ErrorKind::Unsupported => Err(Miss::No),
        Ok(Err(_)) => Err(Miss::Closed),
        Err(_) => Err(Miss::Silent),
    }
}

/// Asks an HTTP proxy to lead there.
async fn connect(conn: &mut Conn, route: &Route<'_>, to: &Place, port: u16) -> Result<(), Miss> {
    let host = match to {
        Place::Name(name) => format!("{name}:{port}"),
        Place::Address(address) => SocketAddr::new(*address, port).to_string(),
    };
    let lines = route.login_line();
    let first = within(route.patience, async {
        http::send(conn, "CONNECT", &host, &host, &lines).await?;
        socks::two(conn).await
    });
    let first = first.await?;
    match Way::of_answer(first) {
        Some(Way::Connect) => {}
        Some(other) => return Err(Miss::Other(other)),
        None => return Err(Miss::Strange),
    }
    let (head, rest) = match http::read_head(conn, &first).await {
        Ok(read) => read,
        Err(HttpFault::NotHttp | HttpFault::TooLong) => return Err(Miss::Strange),
        Err(HttpFault::Partial | HttpFault::Broken) => return Err(Miss::Closed),
    };
    match head.status {
        // No server of TLS speaks first: this is a page of the proxy's own.
        200..=299 if !rest.is_empty() => Err(Miss::End(ProxyFault::Lies)),
        200..=299 => Ok(()),
        // Some say that they are a page that asks who it is.
        401 | 407 => Err(Miss::End(ProxyFault::NeedsLogin)),
        502..=504 => Err(Miss::End(ProxyFault::LeadsNowhere)),
        _ => Err(Miss::No),
    }
}

/// Why TLS to a proxy itself did not stand.
fn insecure(error: &io::Error) -> Miss {
    match tls_fault(error) {
        Some(rustls::Error::InvalidCertificate(_)) => Miss::End(ProxyFault::Lies),
        Some(_) => Miss::Strange,
        None => Miss::Closed,
    }
}
