//! Servers: where keys are made, and how the house reaches them.

use super::{MtProtoOptions, ServerId, Timestamp};
use serde::{Deserialize, Serialize};

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VpnKind {
    WireGuard,
    Outline,
    /// A proxy for Telegram alone.
    #[serde(rename = "mtproto")]
    MtProto,
}

impl VpnKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [VpnKind; 3] = [Self::WireGuard, Self::Outline, Self::MtProto];

    /// The name stored in the database and in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::WireGuard => "wireguard",
            Self::Outline => "outline",
            Self::MtProto => "mtproto",
        }
    }

    /// The kind of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How the house reaches a server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transport {
    /// The program `wg` or `awg`, or the control socket of a userspace server, on this machine.
    Local,
    /// A `portero node` over pinned TLS.
    Node,
    /// The management interface of an Outline server over pinned TLS, or the control interface of telemt.
    Panel,
    /// Nothing: the admin applies the files the house writes.
    File,
    /// The pretended servers of the demo.
    Demo,
}

impl Transport {
    /// All of them.
    pub const ALL: [Transport; 5] = [Self::Local, Self::Node, Self::Panel, Self::File, Self::Demo];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Node => "node",
            Self::Panel => "panel",
            Self::File => "file",
            Self::Demo => "demo",
        }
    }

    /// The transport of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Whether a server answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// Not asked yet.
    Unknown,
    Up,
    Down,
}

impl Health {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The health of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Unknown, Self::Up, Self::Down]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// What of a server goes into the files of its people. Not secret.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerOptions {
    /// The public key of a WireGuard server, in base64.
    pub public_key: Option<String>,
    /// Name servers for the clients, as addresses.
    pub dns: Vec<String>,
    /// Bytes of a packet inside the tunnel, 1280 to 1500.
    pub mtu: Option<u16>,
    /// Seconds between signs of life, 0 = none.
    pub keepalive: u16,
    /// What an AmneziaWG server asks of its clients; `None` = plain WireGuard.
    pub amnezia: Option<AmneziaParams>,
    /// The most keys on an Outline or an MTProto server; `None` = no limit. A WireGuard server is limited by its pools.
    pub most_keys: Option<u32>,
    /// What goes into the links of an MTProto server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtproto: Option<MtProtoOptions>,
}

/// The parameters of AmneziaWG, equal on both sides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AmneziaParams {
    /// Junk packets before a handshake, 1 to 128.
    pub jc: u16,
    /// Their least size in bytes; below `jmax`.
    pub jmin: u16,
    /// Their greatest size, at most 1280.
    pub jmax: u16,
    /// Padding of the first message, at most 1132.
    pub s1: u16,
    /// Padding of its answer, at most 1188; never `s1 + 56`.
    pub s2: u16,
    /// Message types: four different numbers from 5 to 2147483647.
    pub h: [u32; 4],
}

/// What a server said of itself when it was asked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerFacts {
    /// The version of what answered.
    pub version: Option<String>,
    /// The name an Outline server or a node has for itself.
    pub name: Option<String>,
    /// The public key of a WireGuard interface, in base64.
    pub public_key: Option<String>,
    /// The UDP port of a WireGuard interface, or the port of new Outline keys.
    pub listen_port: Option<u16>,
    /// The host name of new Outline keys.
    pub host: Option<String>,
    /// Hundredths of the load average of the last minute.
    pub load_percent: Option<u32>,
    /// Bytes free on its disk.
    pub disk_free: Option<u64>,
    /// Networks that the machine itself uses, as CIDR: no pool may overlap them.
    pub networks: Vec<String>,
    /// Our clock minus the server's, in seconds.
    pub clock_skew: Option<i64>,
    /// What an MTProto server says of its forms and its site; its tag is never told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtproto: Option<MtProtoOptions>,
    /// It cannot tell what anybody transferred, so no limit of data holds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_uncounted: bool,
}

/// A row of `servers`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    pub id: ServerId,
    pub kind: VpnKind,
    pub transport: Transport,
    /// For people: "Madrid 1".
    pub name: String,
    /// A flag emoji; may be empty.
    pub flag: String,
    /// Host name or address for the clients of a WireGuard or MTProto server, without a port.
    pub host: String,
    /// Port for the clients of a WireGuard (UDP) or MTProto (TCP) server.
    pub port: u16,
    /// How to reach it: sealed JSON of `integrations::vpn::Reach`.
    pub sealed: String,
    pub options: ServerOptions,
    /// Takes no new keys; those it has go on.
    pub is_draining: bool,
    pub health: Health,
    /// Since when it is as it is.
    pub health_since: Timestamp,
    /// Why it is down, without secrets.
    pub health_error: Option<String>,
    /// When it was asked last.
    pub checked_at: Option<Timestamp>,
    pub facts: ServerFacts,
    /// Changes whenever `sealed` does, so that open connections are given up.
    pub revision: i64,
    pub created_at: Timestamp,
    /// Given up; its rows stay for the history.
    pub removed_at: Option<Timestamp>,
}

impl Server {
    /// Whether nobody knows what its keys transfer: it says so, or cannot be asked.
    pub fn is_uncounted(&self) -> bool {
        self.facts.is_uncounted || self.transport == Transport::File
    }
}
