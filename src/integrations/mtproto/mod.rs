//! MTProto proxies: their secrets and links, the protocol that a client speaks to them, a probe of whether one works, and
//! the servers that keys are made on.
//!
//! `telemt` drives one by its control API, `file` an mtprotoproxy by its configuration, and `fixed` hands out one link.

pub mod faketls;
pub mod file;
pub mod fixed;
pub mod frames;
pub mod hello;
pub mod link;
pub mod names;
pub mod obfuscated;
pub mod probe;
pub mod question;
pub mod records;
pub mod secret;
pub mod telemt;
