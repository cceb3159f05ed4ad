//! A no of the VPN desk.

use super::{ProbeOutcome, Refusal, ServerId, Timestamp, VpnKind};

/// Why a key was not made or changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VpnRefusal {
    /// No server of that kind takes new keys now.
    NoServer(VpnKind),
    /// Every address of the sort is taken.
    Full(VpnKind),
    /// They may not make keys by themselves.
    NotForYou,
    /// They have as many keys of that kind as they may.
    TooManyKeys { most: u32 },
    /// The quota is used up: a new key would not work.
    QuotaUsed,
    /// The one trial of this person is used.
    TrialUsed { at: Timestamp },
    /// There are no trials.
    TrialOff,
    /// The trial asks for membership of a channel.
    TrialNeedsChannel { title: String, link: Option<String> },
    /// The name is empty or over 64 characters.
    NameInvalid { most: u32 },
    /// The key is in no state for that.
    WrongState,
    /// The private key was shown once and is not kept.
    ShownOnce,
    /// The text is no list of networks.
    NetworksInvalid,
    /// A peer that was there before the house has a preshared key that only its `wg0.conf` tells.
    PresharedUnknown,
    /// All keys of its server are one pasted link: it has no secret of its own.
    SharedLink,
    /// The server does not answer now; what was wanted is kept and done later.
    ServerDown(ServerId),
}

/// Why a server was not added or changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ServerRefusal {
    /// The text is not what an Outline server prints at its installation.
    OutlineAccessInvalid,
    /// The text is not what `portero node` prints.
    JoinStringInvalid,
    /// The server did not take it; the words are its own, without secrets.
    Unreachable { why: String },
    /// The certificate is another one than the pinned.
    WrongCertificate,
    /// The same server was added already.
    AlreadyAdded { name: String },
    /// A value is not taken.
    ValueInvalid,
    /// The text names no interface of this machine.
    InterfaceInvalid,
    /// The text is no host with a port.
    EndpointInvalid,
    /// The text is no public key of WireGuard.
    PublicKeyInvalid,
    /// The text is no list of one to four addresses.
    DnsInvalid,
    /// The text is not the parameters of AmneziaWG, or they contradict each other.
    AmneziaInvalid,
    /// The text is no flag.
    FlagInvalid,
    /// The typed beginning is not that of the fingerprint.
    FingerprintDiffers,
    /// The text is no amount of traffic.
    BytesInvalid,
    /// The text is no list of reminders.
    RemindersInvalid { most: u32 },
    /// Neither yes nor no, or none of the words on offer.
    ChoiceInvalid,
    /// There are only pretended servers in the demo.
    NoDemo,
    /// The file is none of WireGuard's, or names no peer.
    ConfInvalid,
    /// No person of that id or @name has written to the bot.
    PersonUnknown,
    /// The server has no such stranger any more.
    StrangerGone,
    /// The text is no address of telemt's control interface, or one that others could listen to.
    TelemtInvalid,
    /// The text does not name the files of an mtprotoproxy.
    MtProtoFileInvalid,
    /// Not one to so many links to MTProto proxies.
    ProxyLinksInvalid { most: usize },
    /// A link to an MTProto proxy whose server or port is none.
    ProxyLinkNowhere,
    /// A link to an MTProto proxy whose secret is none.
    ProxyLinkSecret,
    /// Telegram does not answer through the proxy.
    ProxyFails { outcome: ProbeOutcome },
    /// The text names none of the forms of a secret.
    FormsInvalid,
    /// The text is no name of a site.
    DomainInvalid,
    /// The text is not what @MTProxybot gives.
    TagInvalid,
    /// The bot must be an administrator there to see who is inside.
    ChannelUnusable { title: String },
}

/// Why a pool was not made or changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PoolRefusal {
    /// The text is no network, such as 10.8.0.0/22 or fd00:8::/64.
    NetworkInvalid,
    /// Bits beyond the prefix are set.
    HostBitsSet { meant: String },
    /// Too small for one key, or more addresses than the house counts out.
    SizeInvalid { least: u8, most: u8 },
    /// It overlaps another network: of a pool, or of the machine.
    Overlaps { network: String },
    /// The sort of network belongs to no house: multicast, loopback and the like.
    Reserved,
    /// Keys still use addresses of the pool.
    InUse { count: i64 },
}

impl From<VpnRefusal> for Refusal {
    fn from(refusal: VpnRefusal) -> Self {
        Self::Vpn(refusal)
    }
}

impl From<ServerRefusal> for Refusal {
    fn from(refusal: ServerRefusal) -> Self {
        Self::Server(refusal)
    }
}

impl From<PoolRefusal> for Refusal {
    fn from(refusal: PoolRefusal) -> Self {
        Self::Pool(refusal)
    }
}
