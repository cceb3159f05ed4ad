//! A userspace server (wireguard-go, boringtun, amneziawg-go) driven by its control socket, without any program
//! (<https://www.wireguard.com/xplatform/>): requests and answers are lines `name=value` that end with an empty line.

use super::super::vpn::Answer;
use super::super::vpn::Backend;
use super::super::vpn::BackendError;
use super::super::vpn::Counters;
use super::super::vpn::Listing;
use super::super::vpn::Put;
use super::super::vpn::WantedPeer;
use super::Wish;
use super::dump;
use super::interface_name;
use super::machine;
use super::public_key;
use crate::models::ServerFacts;
use crate::models::ServerTrouble;
use crate::utils::clock::Clock;
use crate::utils::seal::hex;
use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// An answer takes milliseconds; one that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);
/// Ten thousand peers are about 5 MB.
const MOST_ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// What stands for a preshared key where there is none.
const NO_KEY: [u8; 32] = [0; 32];

/// A driver of one interface. It keeps no connection: each call is one of its own.
pub struct Socket {
    interface: String,
    /// Where the socket lies, if it was not named by its interface.
    path: Option<PathBuf>,
    /// This machine's own, as in `Program`.
    clock: Clock,
}

impl Socket {
    /// The driver of that interface, or of the socket at that absolute path.
    pub fn new(interface: &str) -> Result<Self, BackendError> {
        let path = Path::new(interface);
        let (name, path) = if path.is_absolute() {
            let name = path.file_stem().and_then(|name| name.to_str());
            (name.unwrap_or_default(), Some(path.to_owned()))
        } else {
            (interface, None)
        };
        Ok(Self {
            interface: interface_name(name)?.to_owned(),
            path,
            clock: Clock::system(),
        })
    }

    /// Where the socket lies now: a server may start later than the house, and in either place.
    fn place(&self) -> Result<PathBuf, BackendError> {
        let named = self.path.clone();
        let found = named.or_else(|| machine::socket_of(&self.interface));
        found.ok_or_else(|| {
            BackendError::Unusable(ServerTrouble::NoSocket(self.interface.clone()).to_string())
        })
    }

    /// Sends a request and gives its answer up to the `errno`.
    async fn ask(&self, request: &str) -> Result<String, BackendError> {
        let place = self.place()?;
        let answer = tokio::time::timeout(PATIENCE, exchange(&place, request)).await;
        let answer = answer
            .map_err(|_| {
                let seconds = PATIENCE.as_secs();
                BackendError::Unreachable(format!("no answer within {seconds} s"))
            })?
            .map_err(|error| self.unreached(&error))?;
        let strange = || BackendError::Strange("the answer has no errno".to_owned());
        let (lines, number) = answer.rsplit_once("errno=").ok_or_else(strange)?;
        match number.trim().parse::<i32>().map_err(|_| strange())? {
            0 => Ok(lines.to_owned()),
            // Errors of Linux, with their sign: EINVAL, EAFNOSUPPORT and their like are about this one request.
            number => Err(BackendError::Refused(format!(
                "the control socket answers errno {number}"
            ))),
        }
    }

    fn unreached(&self, error: &std::io::Error) -> BackendError {
        use std::io::ErrorKind;
        let interface = &self.interface;
        match error.kind() {
            ErrorKind::PermissionDenied => {
                BackendError::Unusable(ServerTrouble::SocketLocked(interface.clone()).to_string())
            }
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
                BackendError::Unusable(ServerTrouble::NoSocket(interface.clone()).to_string())
            }
            other => BackendError::Unreachable(format!("control socket of {interface}: {other}")),
        }
    }

    async fn interface(&self) -> Result<dump::Interface, BackendError> {
        let text = self.ask("get=1\n\n").await?;
        dump::parse_socket(&text, self.clock.now()).map_err(|strange| {
            let line = strange.line;
            BackendError::Strange(format!("control socket, line {line}: {}", strange.what))
        })
    }

    fn epoch(&self) -> Option<String> {
        machine::epoch_of_socket(&self.place().ok()?)
    }

    async fn listing(&self) -> Result<Listing, BackendError> {
        let epoch = self.epoch();
        let interface = self.interface().await?;
        if self.epoch() != epoch {
            let why = format!("{} began anew while it was read", self.interface);
            return Err(BackendError::Unreachable(why));
        }
        Ok(Listing {
            epoch,
            peers: interface.peers,
            ..Listing::default()
        })
    }

    async fn take_away(&self, peer: &str) -> Result<Option<Counters>, BackendError> {
        let bytes = public_key(peer)?;
        let known = self.interface().await?.peers;
        let Some(found) = known.into_iter().find(|known| known.remote_id == peer) else {
            return Ok(None);
        };
        let request = format!("set=1\npublic_key={}\nremove=true\n\n", hex(&bytes));
        self.ask(&request).await?;
        Ok(found.counters)
    }
}

impl Backend for Socket {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(self.listing())
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(async move {
            let wish = Wish::of(peer)?;
            let before = if peer.is_open {
                self.ask(&request_of(&wish)).await?;
                None
            } else {
                self.take_away(&peer.remote_id).await?
            };
            Ok(Put {
                before,
                ..Put::default()
            })
        })
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(self.take_away(remote_id))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(async {
            let interface = self.interface().await?;
            Ok(machine::facts(&self.interface, &interface))
        })
    }
}

/// The request that makes a peer as wished.
fn request_of(wish: &Wish<'_>) -> String {
    let preshared = wish.preshared_key.map_or(NO_KEY, |(_, bytes)| bytes);
    let mut text = format!(
        "set=1\npublic_key={}\npreshared_key={}\nreplace_allowed_ips=true\n",
        hex(&wish.public_bytes),
        hex(&preshared)
    );
    for address in &wish.addresses {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "allowed_ip={address}");
    }
    text.push('\n');
    text
}

/// One request and its answer, to the empty line: the server keeps the connection open for more.
#[cfg(unix)]
async fn exchange(place: &Path, request: &str) -> std::io::Result<String> {
    use tokio::io::AsyncReadExt;
    use tokio::io::AsyncWriteExt;
    let mut stream = tokio::net::UnixStream::connect(place).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\n\n") {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if answer.len() > MOST_ANSWER_BYTES {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(not(unix))]
async fn exchange(_place: &Path, _request: &str) -> std::io::Result<String> {
    Err(std::io::ErrorKind::Unsupported.into())
}
