//! Outside systems the house drives: VPN servers of each kind behind one trait, and payment providers behind another.
//!
//! Invariant: no error, log line or argument list of this layer carries a key, a secret path or an address with one.

pub mod knock;
pub mod mtproto;
pub mod network;
pub mod node;
pub mod outline;
pub mod payments;
pub mod pin;
pub mod proxies;
pub mod shadowsocks;
pub mod vpn;
pub mod webhook;
pub mod wireguard;
