//! What the servers' desk shows and asks.

use super::{
    AmneziaParams, ConfigStatus, Pool, PoolFill, ProxyHealth, SecretForm, Server, ServerId,
    ServerOptions, Timestamp, Transport, VpnKind,
};

/// Something of a server that an admin sets.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServerField {
    Name,
    Flag,
    /// Host and port for clients.
    Endpoint,
    Dns,
    Mtu,
    Keepalive,
    PublicKey,
    Amnezia,
    /// The most keys on an Outline or MTProto server.
    MostKeys,
    /// The forms in which an MTProto server's links are made.
    Forms,
    /// The site that fake TLS pretends to visit.
    Domain,
    /// What @MTProxybot gave.
    Tag,
}

impl ServerField {
    /// Whether @MTProxybot gives it, so that it stands on the screen of the registration.
    pub fn is_registered(self) -> bool {
        self == Self::Tag
    }

    /// All of them, in the order in which they are shown.
    pub const ALL: [ServerField; 12] = [
        Self::Name,
        Self::Flag,
        Self::Endpoint,
        Self::Dns,
        Self::Mtu,
        Self::Keepalive,
        Self::PublicKey,
        Self::Amnezia,
        Self::MostKeys,
        Self::Forms,
        Self::Domain,
        Self::Tag,
    ];

    /// The code in the data of buttons and in the audit log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Flag => "flag",
            Self::Endpoint => "endpoint",
            Self::Dns => "dns",
            Self::Mtu => "mtu",
            Self::Keepalive => "keepalive",
            Self::PublicKey => "key",
            Self::Amnezia => "amnezia",
            Self::MostKeys => "most",
            Self::Forms => "forms",
            Self::Domain => "domain",
            Self::Tag => "tag",
        }
    }

    /// The field of that code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// Whether servers of that kind have it.
    pub fn applies_to(self, kind: VpnKind) -> bool {
        match self {
            Self::Name | Self::Flag | Self::Endpoint => true,
            Self::Dns | Self::Mtu | Self::Keepalive | Self::PublicKey | Self::Amnezia => {
                kind == VpnKind::WireGuard
            }
            Self::MostKeys => kind != VpnKind::WireGuard,
            Self::Forms | Self::Domain | Self::Tag => kind == VpnKind::MtProto,
        }
    }

    /// Whether that server has it. A pasted link says itself where it leads and in which form.
    pub fn is_of(self, server: &Server) -> bool {
        let is_pasted = server.kind == VpnKind::MtProto && server.transport == Transport::File;
        let is_in_link = matches!(self, Self::Endpoint | Self::Forms | Self::Domain);
        self.applies_to(server.kind) && !(is_pasted && is_in_link)
    }

    /// Whether it may be nothing at all.
    pub fn is_optional(self) -> bool {
        match self {
            Self::Name | Self::Endpoint | Self::PublicKey | Self::Forms => false,
            Self::Flag
            | Self::Dns
            | Self::Mtu
            | Self::Keepalive
            | Self::Amnezia
            | Self::MostKeys
            | Self::Domain
            | Self::Tag => true,
        }
    }

    /// Whether files that people have stop working when it changes. An Outline server changes only keys made later.
    pub fn breaks_files(self, kind: VpnKind) -> bool {
        match self {
            Self::Endpoint => kind != VpnKind::Outline,
            Self::PublicKey | Self::Amnezia | Self::Domain => true,
            Self::Name
            | Self::Flag
            | Self::Dns
            | Self::Mtu
            | Self::Keepalive
            | Self::MostKeys
            | Self::Forms
            | Self::Tag => false,
        }
    }
}

/// A new value of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ServerChange {
    Name(String),
    Flag(String),
    /// The port stays if none is given.
    Endpoint(String, Option<u16>),
    Dns(Vec<String>),
    Mtu(Option<u16>),
    Keepalive(u16),
    PublicKey(String),
    Amnezia(Option<AmneziaParams>),
    MostKeys(Option<u32>),
    /// At least one.
    Forms(Vec<SecretForm>),
    Domain(Option<String>),
    Tag(Option<String>),
}

impl ServerChange {
    /// The field it is of.
    pub fn field(&self) -> ServerField {
        match self {
            Self::Name(_) => ServerField::Name,
            Self::Flag(_) => ServerField::Flag,
            Self::Endpoint(..) => ServerField::Endpoint,
            Self::Dns(_) => ServerField::Dns,
            Self::Mtu(_) => ServerField::Mtu,
            Self::Keepalive(_) => ServerField::Keepalive,
            Self::PublicKey(_) => ServerField::PublicKey,
            Self::Amnezia(_) => ServerField::Amnezia,
            Self::MostKeys(_) => ServerField::MostKeys,
            Self::Forms(_) => ServerField::Forms,
            Self::Domain(_) => ServerField::Domain,
            Self::Tag(_) => ServerField::Tag,
        }
    }

    /// Nothing in that field; `None` if it must have something.
    pub fn nothing(field: ServerField) -> Option<Self> {
        match field {
            ServerField::Name
            | ServerField::Endpoint
            | ServerField::PublicKey
            | ServerField::Forms => None,
            ServerField::Flag => Some(Self::Flag(String::new())),
            ServerField::Dns => Some(Self::Dns(Vec::new())),
            ServerField::Mtu => Some(Self::Mtu(None)),
            ServerField::Keepalive => Some(Self::Keepalive(0)),
            ServerField::Amnezia => Some(Self::Amnezia(None)),
            ServerField::MostKeys => Some(Self::MostKeys(None)),
            ServerField::Domain => Some(Self::Domain(None)),
            ServerField::Tag => Some(Self::Tag(None)),
        }
    }

    /// Puts it into a server.
    pub fn apply(self, server: &mut Server) {
        let ServerOptions {
            public_key,
            dns,
            mtu,
            keepalive,
            amnezia,
            most_keys,
            mtproto,
        } = &mut server.options;
        match self {
            Self::Name(name) => server.name = name,
            Self::Flag(flag) => server.flag = flag,
            Self::Endpoint(host, port) => {
                server.host = host;
                server.port = port.unwrap_or(server.port);
            }
            Self::Dns(list) => *dns = list,
            Self::Mtu(bytes) => *mtu = bytes,
            Self::Keepalive(seconds) => *keepalive = seconds,
            Self::PublicKey(key) => *public_key = Some(key),
            Self::Amnezia(params) => *amnezia = params,
            Self::MostKeys(most) => *most_keys = most,
            Self::Forms(forms) => mtproto.get_or_insert_default().forms = forms,
            Self::Domain(domain) => mtproto.get_or_insert_default().domain = domain,
            Self::Tag(tag) => mtproto.get_or_insert_default().tag = tag,
        }
    }
}

/// How a server is reached, without secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReachView {
    Local {
        interface: String,
        program: String,
    },
    Node {
        host: String,
        port: u16,
    },
    /// The host of an Outline server's management interface.
    Panel {
        place: String,
    },
    /// The host of telemt's control interface.
    Telemt {
        place: String,
    },
    /// The configuration of an mtprotoproxy of this machine.
    MtProtoFile {
        config: String,
    },
    /// A link that was pasted.
    MtProtoLink,
    File,
    Demo,
    /// It cannot be opened with the key of this house.
    Unknown,
}

/// A server in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerLine {
    pub server: Server,
    pub keys: i64,
    /// How full it is, in hundredths; `None` = without a limit, or without pools yet.
    pub load_percent: Option<u32>,
    /// It is a proxy that does not lead to Telegram.
    pub is_out: bool,
}

/// Everything about a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerCard {
    pub server: Server,
    pub reach: ReachView,
    /// Its keys that were not revoked, by state.
    pub keys: Vec<(ConfigStatus, i64)>,
    pub paid: PoolFill,
    pub trial: PoolFill,
    /// What is on it and not ours, as of the last comparison.
    pub foreign: i64,
    /// Why it takes no new keys, though it is not draining.
    pub lacks: Vec<Lack>,
    /// Its file changed since an admin took it last; `None` = it has none.
    pub has_new_file: Option<bool>,
    /// Whether its proxy leads to Telegram; `None` = it is none, or was not tried yet.
    pub proxy: Option<ProxyHealth>,
}

impl ServerCard {
    /// Its keys that were not revoked.
    pub fn key_count(&self) -> i64 {
        self.keys.iter().map(|(_, count)| count).sum()
    }
}

/// What a server lacks before keys can be made on it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Lack {
    Endpoint,
    PublicKey,
    Pool,
    /// The server has another key than the one in the files of its people.
    OtherKey,
    /// An MTProto server pretends to be another site than the links of its people say.
    OtherDomain,
}

/// A pool in the list of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolLine {
    pub pool: Pool,
    pub fill: PoolFill,
}

/// The pools of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolsView {
    pub server: Server,
    pub pools: Vec<PoolLine>,
}

/// What becomes of the keys of a server that is removed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeysGo {
    /// To another server of its kind.
    To(ServerId),
    /// They end.
    Nowhere,
}

/// A server about to be removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemovalView {
    pub server: Server,
    pub keys: i64,
    /// Servers of its kind that take keys.
    pub others: Vec<Server>,
}

/// A server's file for an admin.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerFileView {
    pub server: Server,
    pub file_name: String,
    /// Holds the preshared keys.
    pub text: String,
    pub peers: usize,
}

impl std::fmt::Debug for ServerFileView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} with {} peers", self.file_name, self.peers)
    }
}

/// The servers in a few numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ServersView {
    pub up: i64,
    pub down: i64,
    /// Not asked yet.
    pub unknown: i64,
}

/// What was told of a server that went or came back.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct ServerNews {
    pub server: ServerId,
    pub name: String,
    /// Since when it was as it was.
    pub since: Timestamp,
}
