//! MTProto proxies: their secrets and links, and the servers that hand them out.

pub mod file;
pub mod fixed;
pub mod link;
mod names;
pub mod secret;
pub mod telemt;
