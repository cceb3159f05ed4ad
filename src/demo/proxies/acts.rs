//! What a pretended proxy does once it knows where somebody wants to be led.

use super::Acts;
use super::Certificate;
use super::EXIT;
use super::JudgeSays;
use super::judge;
use crate::integrations::proxies::dial::Conn;
use std::io;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// The page of whoever answers everything with it.
pub(super) const PAGE: &str = "<html><body>Welcome! Please log in to this network.</body></html>";

/// Where somebody wants to be led.
pub(super) struct Wish {
    /// A name or an address.
    pub host: String,
    pub port: u16,
}

/// Where that leads: the connection there, or what is done in its place.
pub(super) enum Way {
    There(TcpStream),
    /// It is said that it leads there.
    Nowhere,
    Refused,
}

/// Looks where a wish leads.
pub(super) async fn look(wish: &Wish, acts: Acts) -> Way {
    match acts {
        Acts::Leads => {}
        Acts::LeadsToAddresses => {
            if wish.host.parse::<IpAddr>().is_err() {
                return Way::Refused;
            }
        }
        Acts::ShowsAPage | Acts::Pretends | Acts::LetsGo => return Way::Nowhere,
        Acts::Refuses | Acts::IsSilent | Acts::HangsUp | Acts::Babbles => return Way::Refused,
    }
    match out(wish).await {
        Ok(stream) => Way::There(stream),
        Err(_) => Way::Refused,
    }
}

/// Connects from the address where pretended proxies come out. Nothing but this machine is reached.
async fn out(wish: &Wish) -> io::Result<TcpStream> {
    let ip = match wish.host.as_str() {
        "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        host => host.parse().map_err(|_| io::ErrorKind::NotFound)?,
    };
    if !ip.is_loopback() {
        return Err(io::ErrorKind::AddrNotAvailable.into());
    }
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(EXIT, 0))?;
    socket.connect(SocketAddr::new(ip, wish.port)).await
}

/// Goes on behind the yes: leads there, or lies.
pub(super) async fn go_on(
    mut conn: Conn,
    way: Way,
    acts: Acts,
    impostor: &Certificate,
) -> io::Result<()> {
    match way {
        Way::There(mut there) => {
            tokio::io::copy_bidirectional(&mut conn, &mut there).await?;
        }
        Way::Nowhere if acts == Acts::Pretends => {
            let conn = TlsAcceptor::from(impostor.tls.clone()).accept(conn).await?;
            let peer = SocketAddr::new(EXIT, 1);
            judge::answer(Box::new(conn), peer, JudgeSays::Everything).await?;
        }
        Way::Nowhere if acts == Acts::ShowsAPage => {
            conn.write_all(PAGE.as_bytes()).await?;
            conn.shutdown().await?;
        }
        Way::Nowhere | Way::Refused => {}
    }
    Ok(())
}
