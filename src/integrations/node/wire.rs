//! What bot and node send each other, as JSON over pinned TLS. Calls are named by area: those of WireGuard stand here, and
//! proxies have the same ones in theirs.

use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Hidden;
use crate::models::ServerFacts;
use crate::models::Timestamp;
use crate::models::VpnKind;
use serde::Deserialize;
use serde::Serialize;

/// What calls for WireGuard begin with.
const WIREGUARD: &str = "/v1/wireguard/";
/// What calls for proxies begin with.
const PROXY: &str = "/v1/proxy/";

/// How the node is; answers with `ServerFacts`.
pub const CHECK: &str = "/v1/wireguard/check";
/// Everything on the interface; answers with `Listing`.
pub const LIST: &str = "/v1/wireguard/list";
/// Takes a `Wish`; answers with `Done`.
pub const PUT: &str = "/v1/wireguard/put";
/// Takes a `Which`; answers with `Done`.
pub const REMOVE: &str = "/v1/wireguard/remove";
/// Takes a `Which`: what was counted of a removed peer has arrived. Answers with `Done`.
pub const COUNTED: &str = "/v1/wireguard/counted";

/// Takes a `Watch`: the user by which a proxy is watched. Answers with `Done`. Only for proxies.
pub const WATCH: &str = "/v1/proxy/watch";

/// The same call in the area of that kind.
pub fn call(kind: VpnKind, call: &str) -> String {
    match kind {
        VpnKind::WireGuard | VpnKind::Outline => call.to_owned(),
        VpnKind::MtProto => call.replacen(WIREGUARD, PROXY, 1),
    }
}

/// The kind in whose area a call is; `None` = in none.
pub fn kind_of(path: &str) -> Option<VpnKind> {
    let areas = [(WIREGUARD, VpnKind::WireGuard), (PROXY, VpnKind::MtProto)];
    let area = areas.into_iter().find(|(area, _)| path.starts_with(area));
    area.map(|(_, kind)| kind)
}

/// The most bytes of a request.
pub const MOST_BYTES: usize = 16 * 1024;

/// A peer as the node is to have it. The private key of the person stays at the house.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wish {
    pub remote_id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub preshared_key: Option<Hidden>,
    /// The base secret of a proxy's user.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub secret: Option<Hidden>,
    /// As CIDR; a proxy's user has none.
    pub addresses: Vec<String>,
    pub is_open: bool,
    /// Bytes it may still transfer: a proxy keeps a limit itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bytes_left: Option<u64>,
    /// Under which a proxy shows a channel.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tag: Option<String>,
    /// From then on the node keeps it out by itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_at: Option<Timestamp>,
}

/// One peer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Which {
    pub remote_id: String,
}

/// The secret of the user by which a proxy is watched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Watch {
    pub secret: Hidden,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    /// What a peer that is no more had transferred.
    pub counted: Option<Counters>,
}

/// The answer to a question how it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Checked {
    pub facts: ServerFacts,
    /// The node's clock.
    pub now: Timestamp,
}

/// Why it was not done: the body of every answer that is no success.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "error", content = "words")]
pub enum Trouble {
    /// This one thing is refused; trying again is useless.
    Refused(String),
    /// The node lacks what is needed.
    Unusable(String),
    /// Nobody knows whether it was done, or it will go later.
    Unreachable(String),
    /// What the interface said is not understood.
    Strange(String),
    /// The secret is wrong.
    Denied,
}

impl From<BackendError> for Trouble {
    fn from(error: BackendError) -> Self {
        match error {
            BackendError::Refused(words) => Self::Refused(words),
            BackendError::Unusable(words) => Self::Unusable(words),
            BackendError::Unreachable(words) => Self::Unreachable(words),
            BackendError::Strange(words) => Self::Strange(words),
            BackendError::Denied => Self::Denied,
            BackendError::WrongCertificate => Self::Strange(error.to_string()),
        }
    }
}

impl From<Trouble> for BackendError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(words) => Self::Refused(words),
            Trouble::Unusable(words) => Self::Unusable(words),
            Trouble::Unreachable(words) => Self::Unreachable(words),
            Trouble::Strange(words) => Self::Strange(words),
            Trouble::Denied => Self::Denied,
        }
    }
}
