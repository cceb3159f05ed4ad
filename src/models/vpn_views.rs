//! What the VPN desk shows: keys, what may be made, and what is handed over.

use super::{
    Account, Address, ChatId, ConfigId, ConfigStatus, Health, Hold, PeerId, SecretForm, ServerId,
    Suspension, Timestamp, UserId, VpnConfig, VpnKind, VpnRefusal,
};
use std::borrow::Cow;
use std::fmt;

/// What a person can have made now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyOffer {
    /// Every kind for which there is a server, in the order in which they are shown; empty = the house has none.
    pub kinds: Vec<KindOffer>,
    /// A VIP token would let them make keys.
    pub is_by_token: bool,
}

impl KeyOffer {
    /// The kinds of which a key can be made now.
    pub fn open(&self) -> impl Iterator<Item = &KindOffer> {
        self.kinds.iter().filter(|offer| offer.blocked.is_none())
    }
}

/// One kind of key, as somebody may have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindOffer {
    pub kind: VpnKind,
    /// What they hold of that kind already.
    pub account: Option<Account>,
    /// Keys they have of that kind.
    pub keys: u32,
    /// The most they may have.
    pub devices: u32,
    /// Servers that take new keys, the one with most room first.
    pub places: Vec<PlaceOffer>,
    /// Why none can be made now; `None` = one can.
    pub blocked: Option<VpnRefusal>,
}

/// A server that takes new keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceOffer {
    pub server: ServerId,
    pub name: String,
    /// A flag emoji; may be empty.
    pub flag: String,
    /// Keys it can still take; `None` = no limit.
    pub room: Option<i64>,
    /// It does not answer now: what is made there works once it does.
    pub is_down: bool,
}

/// The trial, as somebody may have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrialOffer {
    /// Every kind for which there is a server; a kind may be blocked by itself.
    pub kinds: Vec<KindOffer>,
    pub hours: i64,
    /// Bytes of it; `None` = no limit.
    pub limit_bytes: Option<u64>,
    /// Bytes of it on one day; `None` = no limit.
    pub day_limit_bytes: Option<u64>,
    /// The chat in which they must be: ask Telegram, and hand the answer to `trial::take`.
    pub channel: Option<ChatId>,
    /// Why they cannot have it, whatever the kind; `None` = they can.
    pub blocked: Option<VpnRefusal>,
}

/// A key in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyView {
    pub config: VpnConfig,
    pub account: Account,
    /// The name of its server.
    pub server: String,
    /// A flag emoji; may be empty.
    pub flag: String,
    pub health: Health,
    /// Why it is suspended; `None` unless it is.
    pub suspension: Option<Suspension>,
    /// Its server does with it what it is to do.
    pub is_settled: bool,
    /// It had a handshake or traffic within the last three minutes.
    pub is_online: bool,
    /// Nobody knows what its server transfers.
    pub is_uncounted: bool,
}

/// Everything about one key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyCard {
    pub view: KeyView,
    /// The name of its owner.
    pub owner: String,
    pub address: Option<Address>,
    /// What its server knows it by: a WireGuard public key, or the id of an Outline key.
    pub remote_id: Option<String>,
    /// Where its packets last came from: address and port.
    pub endpoint: Option<String>,
    /// The links of an MTProto key that can be used, for its owner alone.
    pub links: Option<KeySecret>,
    /// All keys of its server are one pasted link: it cannot be shut or changed.
    pub is_shared: bool,
    /// Its private part is kept, so that the file can be had again.
    pub has_package: bool,
    /// Its present secret was not delivered yet: its server has not let it in.
    pub is_being_made: bool,
    /// The app it needs is AmneziaWG, not WireGuard.
    pub is_amnezia: bool,
    /// When an expired key is gone for good.
    pub gone_at: Option<Timestamp>,
    /// Other servers of its kind with room for it.
    pub places: Vec<PlaceOffer>,
}

impl KeyCard {
    /// Whether its file was handed over once and cannot be had again: only other secrets make another file.
    pub fn is_file_lost(&self) -> bool {
        let status = self.view.config.status;
        !self.has_package
            && !self.is_being_made
            && status != ConfigStatus::Pending
            && status != ConfigStatus::Revoked
    }
}

/// What the owner of a key gets: secret as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyPackage {
    pub config: ConfigId,
    /// The peer it opens: a rotated or moved key has another one.
    pub peer: PeerId,
    pub user: UserId,
    pub kind: VpnKind,
    /// What its owner calls it.
    pub name: String,
    /// The name of its server.
    pub server: String,
    /// A flag emoji; may be empty.
    pub flag: String,
    /// The app it needs is AmneziaWG, not WireGuard.
    pub is_amnezia: bool,
    /// It is shown this once and not kept.
    pub shows_once: bool,
    pub secret: KeySecret,
}

/// The secret of a key, ready to be used.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySecret {
    WireGuard {
        /// The text of the file, which is also what its QR picture says.
        conf: String,
        /// A name that phones take, with `.conf`.
        file_name: String,
    },
    Outline {
        /// The `ss://` link with the name of the key, which is also what its QR picture says.
        link: String,
        /// The `ssconf://` link that follows the key wherever it moves, if the house serves them.
        dynamic: Option<String>,
    },
    MtProto {
        /// The `https://t.me/proxy` link of the best form, which any Telegram opens.
        link: String,
        /// The links of the other forms its server takes.
        others: Vec<(SecretForm, String)>,
    },
}

impl KeySecret {
    /// What the QR picture says.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::WireGuard { conf, .. } => Cow::Borrowed(conf),
            Self::Outline { link, .. } => Cow::Borrowed(link),
            // A camera opens the app by this, and a browser by the other one.
            Self::MtProto { link, .. } => match link.split_once('?') {
                Some((_, values)) => Cow::Owned(format!("tg://proxy?{values}")),
                None => Cow::Borrowed(link),
            },
        }
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A key to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewKey {
    /// Whose it is to be: one's own, or anybody's for the staff.
    pub user: UserId,
    pub kind: VpnKind,
    /// `None` = the server with most room.
    pub server: Option<ServerId>,
    /// As typed; empty = the house chooses one.
    pub name: String,
    /// Names the wish, such as `press:CHAT:MESSAGE`: wished twice, one key is made.
    pub made_from: String,
}

/// A trial to be given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTrial {
    pub kind: VpnKind,
    /// `None` = the server with most room.
    pub server: Option<ServerId>,
    /// As typed; empty = the house chooses one.
    pub name: String,
    /// Names the wish: wished twice, one key is made.
    pub made_from: String,
    /// Whether Telegram says that they are in `TrialOffer::channel`; `None` = not asked, or no answer.
    pub is_member: Option<bool>,
}

/// What becomes of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Change<T> {
    #[default]
    Keep,
    Set(T),
}

/// What becomes of the end of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TermEnd {
    #[default]
    Keep,
    /// So many hours more: after the present end, or from now if it is over or the account is new. What has no end keeps
    /// none.
    Hours(i64),
    Until(Timestamp),
    /// No end.
    Never,
}

/// What becomes of the quota of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TermQuota {
    #[default]
    Keep,
    /// So many bytes a period; `None` = no limit.
    Set(Option<u64>),
    /// So many bytes more in this period.
    Add(u64),
}

/// What is given to an account. A new account takes what is kept from the settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Terms {
    pub end: TermEnd,
    pub quota: TermQuota,
    pub day_quota: Change<Option<u64>>,
    pub devices: Change<u32>,
    /// The use of the period counts from zero again.
    pub renews: bool,
    /// A trial becomes a paid account: it keeps its keys and addresses, takes what is kept from the settings, and begins
    /// a new period. Without this a trial stays one, however long.
    pub upgrades: bool,
}

/// What led to a look at an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// An end came, or a new day.
    Clock,
    /// Traffic was counted.
    Traffic,
    /// Somebody decided: what an event about a key that opens again is called.
    Act(super::VpnEventKind),
}

/// What a message about an event of a key or an account says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeView {
    pub event: super::VpnEvent,
    pub account: Account,
    /// The keys it is about: one, or all of the account.
    pub keys: Vec<VpnConfig>,
    /// Why the key is held, if it is.
    pub hold: Option<Hold>,
    /// When expired keys are gone for good.
    pub gone_at: Option<Timestamp>,
}
