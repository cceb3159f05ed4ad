//! The VPN desk: servers, addresses, keys, and their traffic.

pub mod accounting;
pub mod addresses;
pub mod adopt;
pub mod dynamic;
pub mod health;
pub mod keys;
pub mod lifecycle;
pub mod pools;
pub mod proxy_health;
pub mod reconcile;
pub mod rounds;
pub mod servers;
pub mod settings;
pub mod settle;
pub mod sharing;
pub mod staff;
pub mod trial;
pub mod usage;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod leftovers_tests;
#[cfg(test)]
mod service_tests;
#[cfg(test)]
pub mod testing;
