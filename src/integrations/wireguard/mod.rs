//! WireGuard: key pairs, files for clients, and the ways to drive an interface of this machine.
//!
//! Two drivers stand behind the one trait: `program` runs `wg` or `awg`, `socket` speaks to a userspace server. Neither
//! ever replaces a configuration as a whole (`setconf`): each call touches one peer and leaves the sessions of all others.

pub mod amnezia;
pub mod conf;
pub mod import;
pub mod keys;

mod dump;
mod machine;
mod program;
mod socket;

use super::vpn::Answer;
use super::vpn::Backend;
use super::vpn::BackendError;
use super::vpn::Counters;
use super::vpn::Listing;
use super::vpn::PeerSecret;
use super::vpn::Put;
use super::vpn::WantedPeer;
use crate::models::ServerFacts;
use crate::utils::seal::hex;
use ipnet::IpNet;
use ring::digest::SHA256;
use ring::digest::digest;
use std::sync::Arc;

/// The word in `Reach::Local::program` for the control socket.
pub const SOCKET: &str = "socket";
/// The kernel takes no longer name of an interface.
const MOST_NAME_BYTES: usize = 15;

/// A server whose files the admin applies by hand: it takes everything and counts nothing.
pub struct FileOnly;

impl Backend for FileOnly {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async { Ok(Listing::default()) })
    }

    fn put<'a>(&'a self, _: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(async { Ok(Put::default()) })
    }

    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(async { Ok(None) })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(async { Ok(ServerFacts::default()) })
    }
}

/// The interface of this machine, by a program (`wg`, `awg`, or an absolute path that ends so) or by its control socket
/// (`socket`; the interface may then be the absolute path of the socket). Nothing is asked of it yet.
///
/// # Errors
/// `Unusable` when the interface or the program has a name that neither can have.
pub fn local(interface: &str, program: &str) -> Result<Arc<dyn Backend>, BackendError> {
    if program == SOCKET {
        return Ok(Arc::new(socket::Socket::new(interface)?));
    }
    Ok(Arc::new(program::Program::new(interface, program)?))
}

/// What `RemotePeer::secret_hash` is of a WireGuard peer: SHA-256, in hex, of the 32 bytes of the preshared key given in
/// base64, or of nothing when there is none. `None` = that is no key.
pub fn secret_hash(preshared_key: Option<&str>) -> Option<String> {
    let bytes = match preshared_key {
        Some(text) => keys::bytes(text)?.to_vec(),
        None => Vec::new(),
    };
    Some(hex(digest(&SHA256, &bytes).as_ref()))
}

/// The name of an interface, if it can be one: it stands in argument lists and in paths.
fn interface_name(text: &str) -> Result<&str, BackendError> {
    let is_known = |c: char| c.is_ascii_alphanumeric() || "_=+.-".contains(c);
    let is_name = !text.is_empty()
        && text.len() <= MOST_NAME_BYTES
        && text.chars().all(is_known)
        && !text.starts_with(['-', '.']);
    if is_name {
        Ok(text)
    } else {
        let why = format!("«{}» is no name of an interface", text.escape_debug());
        Err(BackendError::Unusable(why))
    }
}

/// A wish as both drivers need it: checked, since it becomes an argument or a line of a protocol.
struct Wish<'a> {
    public_key: &'a str,
    public_bytes: [u8; 32],
    preshared_key: Option<(&'a str, [u8; 32])>,
    addresses: Vec<IpNet>,
}

impl<'a> Wish<'a> {
    fn of(peer: &'a WantedPeer) -> Result<Self, BackendError> {
        let preshared_key = match &peer.secret {
            PeerSecret::WireGuard { preshared_key, .. } => preshared_key.as_ref(),
            PeerSecret::Outline { .. } | PeerSecret::MtProto { .. } => {
                let why = "such a key has no place on a WireGuard server";
                return Err(BackendError::Refused(why.to_owned()));
            }
        };
        let preshared_key = match preshared_key {
            Some(text) => Some((
                text.0.as_str(),
                keys::bytes(&text.0).ok_or_else(|| {
                    BackendError::Refused("the preshared key is no key".to_owned())
                })?,
            )),
            None => None,
        };
        let addresses = peer.addresses.iter().map(|text| address(text));
        Ok(Self {
            public_key: &peer.remote_id,
            public_bytes: public_key(&peer.remote_id)?,
            preshared_key,
            addresses: addresses.collect::<Result<_, _>>()?,
        })
    }

    /// The addresses as `wg` takes them.
    fn allowed_ips(&self) -> String {
        let texts: Vec<String> = self.addresses.iter().map(IpNet::to_string).collect();
        texts.join(",")
    }
}

/// The public key that names a peer.
fn public_key(remote_id: &str) -> Result<[u8; 32], BackendError> {
    keys::bytes(remote_id)
        .ok_or_else(|| BackendError::Refused("that is no public key of WireGuard".to_owned()))
}

fn address(text: &str) -> Result<IpNet, BackendError> {
    let found = text.parse::<IpNet>();
    found.map_err(|_| BackendError::Refused(format!("«{}» is no network", text.escape_debug())))
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
