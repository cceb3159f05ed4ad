//! SOCKS5 (RFC 1928, RFC 1929), SOCKS4 and 4a, as a client. The first byte that answers tells what really is there.

use super::dial::Conn;
use crate::models::ProxyFault;
use std::io;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;

/// Where a proxy is asked to lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Name(String),
    Address(IpAddr),
}

/// What stopped a handshake.
#[derive(Debug)]
pub(super) enum Stop {
    /// These two bytes answered, which are of something else.
    Other([u8; 2]),
    /// It speaks the protocol and does not lead there.
    Fault(ProxyFault),
    /// It cannot look that name up, or says so: the address may work.
    Name,
    /// The connection broke, or was cut.
    Broken,
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

/// The first words of SOCKS5. A way to log in that we have no login for is not offered: a server with a choice would take
/// it; one that insists says so all the same (`05 ff`).
pub(super) fn greeting(has_login: bool) -> &'static [u8] {
    match has_login {
        true => &[5, 2, 0, 2],
        false => &[5, 1, 0],
    }
}

/// User and password as RFC 1929 has them; longer words are cut, which no server takes.
fn login(user: &str, password: &str) -> Vec<u8> {
    let mut bytes = vec![1];
    for word in [user, password] {
        let word = &word.as_bytes()[..word.len().min(255)];
        bytes.push(u8::try_from(word.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(word);
    }
    bytes
}

/// An address as SOCKS5 and Shadowsocks write it: its kind, itself, and the port.
pub(super) fn place(place: &Place, port: u16) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(32);
    match place {
        Place::Address(IpAddr::V4(address)) => {
            bytes.push(1);
            bytes.extend_from_slice(&address.octets());
        }
        Place::Address(IpAddr::V6(address)) => {
            bytes.push(4);
            bytes.extend_from_slice(&address.octets());
        }
        Place::Name(name) => {
            let name = &name.as_bytes()[..name.len().min(255)];
            bytes.extend([3, u8::try_from(name.len()).unwrap_or(u8::MAX)]);
            bytes.extend_from_slice(name);
        }
    }
    bytes.extend_from_slice(&port.to_be_bytes());
    bytes
}

/// Greets SOCKS5: the first two bytes of its answer.
pub(super) async fn greet(conn: &mut Conn, has_login: bool) -> io::Result<[u8; 2]> {
    conn.write_all(greeting(has_login)).await?;
    conn.flush().await?;
    two(conn).await
}

/// Asks SOCKS5, which greeted so, to lead there. Behind it the connection is the one to that place.
pub(super) async fn five(
    conn: &mut Conn,
    greeted: [u8; 2],
    user: Option<(&str, &str)>,
    to: &Place,
    port: u16,
) -> Result<(), Stop> {
    match (greeted, user) {
        ([5, 0], _) => {}
        ([5, 2], Some((user, password))) => {
            conn.write_all(&login(user, password)).await?;
            conn.flush().await?;
            if two(conn).await?[1] != 0 {
                return Err(Stop::Fault(ProxyFault::NeedsLogin));
            }
        }
        ([5, _], _) => return Err(Stop::Fault(ProxyFault::NeedsLogin)),
        (other, _) => return Err(Stop::Other(other)),
    }
    let request = [&[5, 1, 0], place(to, port).as_slice()].concat();
    conn.write_all(&request).await?;
    conn.flush().await?;
    let answer = two(conn).await?;
    match answer {
        [5, 0] => {}
        // General failure and "host unreachable" are what servers say of a name they cannot look up.
        [5, 1 | 4 | 8] if matches!(to, Place::Name(_)) => return Err(Stop::Name),
        [5, _] => return Err(Stop::Fault(ProxyFault::LeadsNowhere)),
        _ => return Err(Stop::Fault(ProxyFault::NotAProxy)),
    }
    // The address the proxy speaks from, of whatever kind.
    let mut bound = [0; 257];
    let length = match two(conn).await?[1] {
        1 => 4,
        4 => 16,
        3 => usize::from(conn.read_u8().await?),
        _ => return Err(Stop::Fault(ProxyFault::NotAProxy)),
    };
    conn.read_exact(&mut bound[..length + 2]).await?;
    Ok(())
}

/// Asks SOCKS4 to lead there; a name goes as 4a. The first two bytes of its answer.
pub(super) async fn ask_four(
    conn: &mut Conn,
    user: Option<&str>,
    to: &Place,
    port: u16,
) -> io::Result<[u8; 2]> {
    let request = request_four(user.unwrap_or_default(), to, port);
    let request = request.ok_or(io::ErrorKind::Unsupported)?;
    conn.write_all(&request).await?;
    conn.flush().await?;
    two(conn).await
}

/// Takes what SOCKS4 answered so. Behind it the connection is the one to that place.
pub(super) async fn four(conn: &mut Conn, answer: [u8; 2], to: &Place) -> Result<(), Stop> {
    match answer {
        [0, 0x5a] => {}
        [0, 0x5b] if matches!(to, Place::Address(_)) => return Err(Stop::Name),
        [0, 0x5b] => return Err(Stop::Fault(ProxyFault::LeadsNowhere)),
        [0, 0x5c | 0x5d] => return Err(Stop::Fault(ProxyFault::NeedsLogin)),
        other => return Err(Stop::Other(other)),
    }
    conn.read_exact(&mut [0; 6]).await?;
    Ok(())
}

/// `None`, if SOCKS4 has no words for that place.
fn request_four(user: &str, to: &Place, port: u16) -> Option<Vec<u8>> {
    let (address, name) = match to {
        Place::Address(IpAddr::V4(address)) => (*address, None),
        Place::Address(IpAddr::V6(_)) => return None,
        // 0.0.0.x says that a name follows.
        Place::Name(name) => (Ipv4Addr::new(0, 0, 0, 1), Some(name)),
    };
    let mut bytes = vec![4, 1];
    bytes.extend_from_slice(&port.to_be_bytes());
    bytes.extend_from_slice(&address.octets());
    bytes.extend(user.bytes().filter(|byte| *byte != 0).take(255));
    bytes.push(0);
    if let Some(name) = name {
        bytes.extend(name.bytes().filter(|byte| *byte != 0).take(255));
        bytes.push(0);
    }
    Some(bytes)
}

/// The first two bytes of an answer: they tell what there is.
pub(super) async fn two(conn: &mut Conn) -> io::Result<[u8; 2]> {
    let mut bytes = [0; 2];
    conn.read_exact(&mut bytes).await?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
