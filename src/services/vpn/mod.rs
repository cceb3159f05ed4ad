//! The VPN desk: servers, addresses, keys, and their traffic.

pub mod accounting;
pub mod adopt;
pub mod health;
pub mod keys;
pub mod lifecycle;
pub mod pools;
pub mod reconcile;
pub mod servers;
pub mod settings;
pub mod settle;
pub mod sharing;
pub mod staff;
pub mod trial;
pub mod usage;
