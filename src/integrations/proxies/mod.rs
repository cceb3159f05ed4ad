//! Listed proxies: reading lists of them.

pub mod guard;
pub mod links;
pub mod read;
