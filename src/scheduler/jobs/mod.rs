//! One job per file. Each asks a service, with `now`, and says in a line how it went.

pub mod channel_check;
pub mod cleanup;
pub mod expiry;
pub mod free_queue;
pub mod heartbeat;
