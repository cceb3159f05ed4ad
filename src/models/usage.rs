//! Traffic of keys, as it is counted and shown.

use super::{ConfigId, ServerId};

/// Bytes of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DayTraffic {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// From the person.
    pub rx: u64,
    /// To the person.
    pub tx: u64,
}

/// What one server is at: peers the house put there, and strangers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drift {
    pub server: ServerId,
    /// Are on the server as they should.
    pub matching: u32,
    /// Are missing, or differ in addresses or secrets: to be put there.
    pub to_put: Vec<ConfigId>,
    /// Are there though they are shut or gone: to be taken away. What the server knows them by.
    pub to_remove: Vec<String>,
    /// Nobody here made them: listed and left.
    pub foreign: Vec<ForeignPeer>,
}

/// Something on a server that is not the house's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignPeer {
    pub server: ServerId,
    pub remote_id: String,
    /// What the server calls it.
    pub name: Option<String>,
    /// Its addresses, as CIDR.
    pub addresses: Vec<String>,
}
