//! Listed proxies: reading lists of them, and trying each.
//!
//! What is read and what answers is foreign: every parser here takes any bytes, in linear time and bounded memory. Facts
//! about the protocols and about what real servers answer were observed on microsocks, dante, tinyproxy, squid and
//! ss-server; where a RFC is meant it is named.
//!
//! Invariants: nothing is ever sent through a listed proxy but the question to a judge and to Telegram; TLS to a judge or
//! a source is always checked; an address of a private network is touched only where the admins allow it.

mod detect;
pub mod dial;
pub mod fetch;
pub mod geoip;
pub mod guard;
mod http;
pub mod judge;
pub mod links;
pub mod read;
mod route;
mod socks;
pub mod ss;
pub mod trial;
