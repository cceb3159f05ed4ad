//! Listed proxies: machines of strangers that the house finds in public lists, tries, and shows.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// Proxies that are taken of one list, and that the house keeps of all, those that were dropped among them; beyond it the
/// longest dead go first.
pub const MOST_PROXIES: u32 = 100_000;
/// Sources there may be.
pub const MOST_PROXY_SOURCES: u32 = 30;
/// Judges there may be.
pub const MOST_JUDGES: u32 = 5;
/// Bytes that are read of a list; what is behind them is left.
pub const MOST_LIST_BYTES: u64 = 8_000_000;
/// Proxies tried at once on a server.
pub const AT_ONCE_SERVER: u32 = 64;
/// The same on a phone, whose network keeps few connections in mind.
pub const AT_ONCE_PHONE: u32 = 24;
/// Minutes from one reading of a source to the next: the least, the most, and of a new source.
pub const SOURCE_MINUTES: (u32, u32, u32) = (10, 10_080, 60);

/// What a listed proxy speaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    Socks5,
    /// SOCKS4, with names (4a) where it takes them.
    Socks4,
    /// Plain requests in absolute form only.
    Http,
    /// HTTP with CONNECT, so that TLS goes through it.
    Https,
    Shadowsocks,
}

impl ProxyKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ProxyKind; 5] = [
        Self::Socks5,
        Self::Socks4,
        Self::Http,
        Self::Https,
        Self::Shadowsocks,
    ];

    /// The name stored in the database and in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Socks5 => "socks5",
            Self::Socks4 => "socks4",
            Self::Http => "http",
            Self::Https => "https",
            Self::Shadowsocks => "ss",
        }
    }

    /// The kind of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a proxy asks of those who use it. Public, as the list it stands in.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "login")]
pub enum ProxyLogin {
    Password {
        user: String,
        password: String,
    },
    /// Of Shadowsocks: the cipher and the password.
    Cipher {
        method: String,
        password: String,
    },
}

/// One proxy as a list names it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ProxyAddress {
    /// What the list says it speaks; `None` = to be found out.
    pub kind: Option<ProxyKind>,
    /// Whether TLS is spoken to the proxy itself: an `https://` proxy that says so.
    pub is_tls: bool,
    /// A name in lower case, or an address without brackets.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    pub login: Option<ProxyLogin>,
}

/// How much of whoever uses it a proxy tells the other side.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anonymity {
    /// The other side sees the address of whoever uses it.
    Transparent,
    /// The other side sees that there is a proxy.
    Anonymous,
    /// The other side sees neither.
    Elite,
}

impl Anonymity {
    /// All of them.
    pub const ALL: [Anonymity; 3] = [Self::Transparent, Self::Anonymous, Self::Elite];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Transparent => "transparent",
            Self::Anonymous => "anonymous",
            Self::Elite => "elite",
        }
    }

    /// The anonymity of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What a trial of a proxy that works found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyFound {
    pub kind: ProxyKind,
    /// Whether TLS is spoken to the proxy itself.
    pub is_tls: bool,
    /// Milliseconds from the start of connecting to the last byte of the judge's answer.
    pub latency_ms: u32,
    /// The address that the judge saw.
    pub exit_ip: Option<std::net::IpAddr>,
    /// Two capital letters.
    pub country: Option<String>,
    pub city: Option<String>,
    /// `None` = could not be told this time.
    pub anonymity: Option<Anonymity>,
    /// Whether a data centre of Telegram answered through it; `None` = not asked.
    pub is_for_telegram: Option<bool>,
}

/// Why a proxy was found not to work.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyFault {
    /// Nobody answered in time.
    Silent,
    /// The connection was refused or cut.
    Refused,
    /// It asks for a password that the list does not say, or another one.
    NeedsLogin,
    /// What answers is no proxy.
    NotAProxy,
    /// It answers in the place of the judge, or with another certificate.
    Lies,
    /// It is a proxy and leads nowhere.
    LeadsNowhere,
    /// Its address is one of a private network or the house's own, which the house does not touch.
    Private,
    /// Its name is unknown.
    NoSuchName,
    /// A cipher the house does not speak.
    UnknownCipher,
}

impl ProxyFault {
    /// All of them.
    pub const ALL: [ProxyFault; 9] = [
        Self::Silent,
        Self::Refused,
        Self::NeedsLogin,
        Self::NotAProxy,
        Self::Lies,
        Self::LeadsNowhere,
        Self::Private,
        Self::NoSuchName,
        Self::UnknownCipher,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Refused => "refused",
            Self::NeedsLogin => "needs_login",
            Self::NotAProxy => "not_a_proxy",
            Self::Lies => "lies",
            Self::LeadsNowhere => "leads_nowhere",
            Self::Private => "private",
            Self::NoSuchName => "no_such_name",
            Self::UnknownCipher => "unknown_cipher",
        }
    }

    /// The fault of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A row of `shadowmere_proxies`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListedProxyId(pub i64);

/// A row of `proxy_sources`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProxySourceId(pub i64);

/// A listed proxy as people see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedProxy {
    pub id: ListedProxyId,
    pub address: ProxyAddress,
    /// What it was found to speak; before that, what its list says.
    pub kind: Option<ProxyKind>,
    pub country: Option<String>,
    pub city: Option<String>,
    pub exit_ip: Option<String>,
    pub anonymity: Option<Anonymity>,
    pub is_for_telegram: Option<bool>,
    pub is_working: bool,
    /// The median of the last five trials that went well.
    pub latency_ms: Option<u32>,
    pub checks: u32,
    pub oks: u32,
    pub fail_streak: u32,
    pub first_seen: Timestamp,
    pub last_checked: Option<Timestamp>,
    pub last_ok: Option<Timestamp>,
    pub fault: Option<ProxyFault>,
}

/// What of the list somebody wants to see.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProxyFilter {
    pub kind: Option<ProxyKind>,
    /// Two capital letters.
    pub country: Option<String>,
}

/// One page of the proxies that work: the best first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProxyPage {
    pub rows: Vec<ListedProxy>,
    pub filter: ProxyFilter,
    /// From zero.
    pub page: u32,
    pub pages: u32,
    /// How many work, of all that pass the filter.
    pub total: u32,
    /// How many of each kind work; of the filter's country.
    pub kinds: Vec<(ProxyKind, u32)>,
    /// How many of each country work, most first; of the filter's kind.
    pub countries: Vec<(String, u32)>,
}

/// Where lists of proxies come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProxySourceKind {
    /// The API of a Shadowmere: its base address.
    Shadowmere { url: String },
    /// A list or a subscription in any form that is understood, at that address.
    List { url: String },
    /// What an admin pasted or sent as a file: read once.
    Pasted,
}

/// A source as the admins see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxySource {
    pub id: ProxySourceId,
    pub name: String,
    pub kind: ProxySourceKind,
    /// What its proxies speak, where the list does not say.
    pub hint: Option<ProxyKind>,
    /// Minutes from one reading to the next; of a pasted one it says nothing.
    pub every_minutes: u32,
    pub is_paused: bool,
    pub read_at: Option<Timestamp>,
    pub next_at: Option<Timestamp>,
    /// Why the last reading failed; without its address.
    pub error: Option<String>,
    pub report: ProxyReport,
    /// How many of the list came from it, and how many of these work.
    pub listed: u32,
    pub working: u32,
}

/// What became of the lines of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProxyReport {
    /// Proxies in it, each counted once.
    pub found: u32,
    /// Of these, new to the house.
    pub new: u32,
    /// The same proxy again.
    pub repeated: u32,
    /// Lines that look like a proxy and are none, by reason.
    pub refused: Vec<(ListFault, u32)>,
    /// The first refused lines, cut, with what is wrong.
    pub examples: Vec<(ListFault, String)>,
    /// Whether it was longer than what is read.
    pub is_cut: bool,
}

/// Why a line of a list is refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFault {
    /// A port that is none.
    Port,
    /// An address that is none.
    Host,
    /// An address of a private network.
    Private,
    /// A scheme the house does not speak.
    Scheme,
    /// A `ss://` link that cannot be read.
    Link,
    /// A cipher the house does not speak.
    Cipher,
    /// A network that is too wide.
    Network,
}

/// The settings of the list, edited in chat.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxySettings {
    /// Whether people see the list.
    pub is_shown: bool,
    /// How many are tried at once, 1 to 512.
    pub at_once: u32,
    /// Minutes from a trial that went well to the next, 5 to 1440.
    pub every_minutes: u32,
    /// Whether addresses of private networks are allowed.
    pub allows_private: bool,
    /// Whether it is asked of each that works whether it leads to Telegram.
    pub asks_telegram: bool,
    /// Addresses of judges over HTTPS.
    pub judges: Vec<String>,
}

impl ProxySettings {
    /// What holds before anything was set.
    pub fn new(is_phone: bool) -> Self {
        Self {
            is_shown: true,
            at_once: if is_phone {
                AT_ONCE_PHONE
            } else {
                AT_ONCE_SERVER
            },
            every_minutes: 20,
            allows_private: false,
            asks_telegram: true,
            judges: vec![
                "https://ipv4.icanhazip.com/".to_owned(),
                "https://httpbin.org/get".to_owned(),
                "https://api.ipify.org/".to_owned(),
            ],
        }
    }
}

/// A run over the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyPass {
    pub begun_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// How many are to be tried, how many were, and how many of these work.
    pub total: u32,
    pub tried: u32,
    pub working: u32,
    pub is_cancelled: bool,
    /// The house itself lost its way out, or had none: those that are left were not judged.
    pub is_offline: bool,
}

/// What the admins see of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyDesk {
    pub total: u32,
    pub working: u32,
    /// Not tried yet.
    pub new: u32,
    /// All and those that work, of each kind.
    pub kinds: Vec<(ProxyKind, u32, u32)>,
    /// Why the others do not work, most first.
    pub faults: Vec<(ProxyFault, u32)>,
    pub sources: Vec<ProxySource>,
    /// The present or the last one.
    pub pass: Option<ProxyPass>,
    pub settings: ProxySettings,
    /// Whether countries can be told without asking anybody.
    pub has_geoip: bool,
}

/// Where the house itself tells whoever asks from where they ask, under its public address: a judge of its own.
pub const JUDGE_PATH: &str = "/judge";
