//! The VPN servers, their pools, and the settings of keys.

use super::Reader;
use super::refusals::Say;
use crate::models::PoolRefusal;
use crate::models::ServerRefusal;
use crate::utils::html;
use crate::utils::locale::args;

/// Why a server was not added or changed, in words.
pub fn refusal(_: Reader, refusal: &ServerRefusal, say: Say<'_>) -> String {
    match refusal {
        ServerRefusal::OutlineAccessInvalid => say("server-refusal-outline", args! {}),
        ServerRefusal::JoinStringInvalid => say("server-refusal-join", args! {}),
        ServerRefusal::Unreachable { why } => say("server-refusal-unreachable", args! { why: why }),
        ServerRefusal::WrongCertificate => say("server-refusal-certificate", args! {}),
        ServerRefusal::AlreadyAdded { name } => {
            let name = html::name(name);
            say("server-refusal-already", args! { name: &name })
        }
        ServerRefusal::ValueInvalid => say("server-refusal-value", args! {}),
    }
}

/// Why a pool was not made or changed, in words.
pub fn pool_refusal(_: Reader, refusal: &PoolRefusal, say: Say<'_>) -> String {
    match refusal {
        PoolRefusal::NetworkInvalid => say("pool-refusal-network", args! {}),
        PoolRefusal::HostBitsSet { meant } => say("pool-refusal-host-bits", args! { meant: meant }),
        PoolRefusal::SizeInvalid { least, most } => say(
            "pool-refusal-size",
            args! { least: u32::from(*least), most: u32::from(*most) },
        ),
        PoolRefusal::Overlaps { network } => {
            say("pool-refusal-overlaps", args! { network: network })
        }
        PoolRefusal::Reserved => say("pool-refusal-reserved", args! {}),
        PoolRefusal::InUse { count } => say("pool-refusal-in-use", args! { count: *count }),
    }
}
