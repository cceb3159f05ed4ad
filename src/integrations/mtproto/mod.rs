//! MTProto proxies: their secrets and links, the protocol that a client speaks to them, and a probe of whether one works.

pub mod faketls;
pub mod frames;
pub mod hello;
pub mod link;
pub mod obfuscated;
pub mod probe;
pub mod question;
pub mod records;
pub mod secret;
