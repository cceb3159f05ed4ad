//! What the node remembers of one interface: the peers the bot wants there, and what each has transferred, as totals that
//! only grow, whatever happens to the interface. In `state.json`, written whole and only when something changed.

use super::file;
use crate::integrations::node::wire::Wish;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::WantedPeer;
use crate::models::Timestamp;
use crate::models::gained;
use crate::utils::seal::hex;
use anyhow::Context;
use anyhow::anyhow;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// Of the file; one with another number is not read.
const VERSION: u32 = 1;
/// What was counted of a removed peer is kept for the bot so long.
const GONE_KEPT_SECONDS: i64 = 30 * 86_400;

/// Everything about the peers of one interface.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// Names the life of the totals: another one began at zero.
    pub id: String,
    /// The life of the interface's own counters, when they were read last.
    pub life: Option<String>,
    pub peers: BTreeMap<String, Kept>,
    /// Removed, but the bot has not said yet that it knows what they had transferred.
    pub gone: BTreeMap<String, Gone>,
}

/// A peer the bot wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    pub name: String,
    pub preshared_key: Option<Hidden>,
    /// The base secret of a proxy's user.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub secret: Option<Hidden>,
    pub addresses: Vec<String>,
    pub is_open: bool,
    pub expires_at: Option<Timestamp>,
    /// What the total may grow to, in bytes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<u64>,
    /// Under which a proxy shows a channel.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tag: Option<String>,
    /// Since the bot first wanted it.
    pub total: Counters,
    /// The interface's own counters, as they are contained in the total.
    pub last: Counters,
    pub seen_at: Option<Timestamp>,
}

/// What is left of a removed peer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gone {
    pub total: Counters,
    pub at: Timestamp,
}

impl State {
    fn new() -> anyhow::Result<Self> {
        let mut id = [0u8; 16];
        getrandom::fill(&mut id)?;
        Ok(Self {
            version: VERSION,
            id: hex(&id),
            life: None,
            peers: BTreeMap::new(),
            gone: BTreeMap::new(),
        })
    }

    /// Makes a wish the newest. An address that another peer had is this one's now, as the interface itself does it; a
    /// peer that has none left is kept out. Tells how many lost one.
    pub fn wish(&mut self, wish: Wish) -> usize {
        let mut losers = 0;
        for (remote_id, other) in &mut self.peers {
            let count = other.addresses.len();
            if *remote_id != wish.remote_id {
                other.addresses.retain(|one| !wish.addresses.contains(one));
            }
            if other.addresses.len() < count {
                losers += 1;
                other.is_open &= !other.addresses.is_empty();
            }
        }
        // The bot never heard the end of a peer that is wanted again: its total goes on.
        let total = self.gone.remove(&wish.remote_id).map(|gone| gone.total);
        let kept = self.peers.entry(wish.remote_id).or_insert_with(|| Kept {
            name: String::new(),
            preshared_key: None,
            secret: None,
            addresses: Vec::new(),
            is_open: false,
            expires_at: None,
            limit: None,
            tag: None,
            total: total.unwrap_or_default(),
            last: Counters::default(),
            seen_at: None,
        });
        kept.name = wish.name;
        kept.preshared_key = wish.preshared_key;
        kept.secret = wish.secret;
        kept.limit = (wish.bytes_left).map(|left| kept.transferred().saturating_add(left));
        kept.tag = wish.tag;
        kept.addresses = wish.addresses;
        kept.is_open = wish.is_open;
        kept.expires_at = wish.expires_at;
        losers
    }

    /// Forgets what was counted of peers removed long ago. Tells whether there was any.
    pub fn forget(&mut self, now: Timestamp) -> bool {
        let count = self.gone.len();
        (self.gone).retain(|_, gone| now.since(gone.at) < GONE_KEPT_SECONDS);
        self.gone.len() < count
    }
}

impl Kept {
    /// Whether it is to be on the interface.
    pub fn is_let_in(&self, now: Timestamp) -> bool {
        self.is_open && self.expires_at.is_none_or(|end| now < end)
    }

    /// Takes a reading of the interface's counters into the total. Tells whether anything changed.
    pub fn count(&mut self, now: Counters, is_same_life: bool) -> bool {
        let (rx, tx) = gained((self.last.rx, self.last.tx), (now.rx, now.tx), is_same_life);
        let is_change = self.last != now || rx > 0 || tx > 0;
        self.total.rx = self.total.rx.saturating_add(rx);
        self.total.tx = self.total.tx.saturating_add(tx);
        self.last = now;
        is_change
    }

    /// Bytes both ways, since the bot first wanted it.
    pub fn transferred(&self) -> u64 {
        self.total.rx.saturating_add(self.total.tx)
    }

    /// As the driver of the interface takes it.
    pub fn wanted(&self, remote_id: &str, now: Timestamp) -> WantedPeer {
        WantedPeer {
            remote_id: remote_id.to_owned(),
            name: self.name.clone(),
            secret: match &self.secret {
                Some(secret) => PeerSecret::MtProto {
                    secret: Some(secret.clone()),
                },
                None => PeerSecret::WireGuard {
                    private_key: None,
                    preshared_key: self.preshared_key.clone(),
                },
            },
            addresses: self.addresses.clone(),
            is_open: self.is_let_in(now),
            expires_at: self.expires_at,
            bytes_left: (self.limit).map(|limit| limit.saturating_sub(self.transferred())),
            tag: self.tag.clone(),
        }
    }
}

/// The state and its file.
pub struct Store {
    path: PathBuf,
    pub state: State,
}

impl Store {
    /// The state in that directory, a new one if there is none.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged or of a newer version: nothing is guessed.
    pub fn open(directory: &Path) -> anyhow::Result<Self> {
        let path = directory.join("state.json");
        let shown = || path.display().to_string();
        let state = match file::read(&path).with_context(shown)? {
            None => State::new()?,
            // What serde says of a damaged file may quote it.
            Some(bytes) => serde_json::from_slice(&bytes)
                .ok()
                .filter(|state: &State| state.version == VERSION)
                .ok_or_else(|| {
                    let path = shown();
                    anyhow!("{path} is damaged or of another version: put its backup back, or remove it (the bot puts its keys there again; what the node counted since it was asked last is lost)")
                })?,
        };
        Ok(Self { path, state })
    }

    /// Writes the state through to the disk.
    pub fn save(&self) -> std::io::Result<()> {
        let text = serde_json::to_vec(&self.state).map_err(std::io::Error::other)?;
        file::replace(&self.path, &text)
    }
}
