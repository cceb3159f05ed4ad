//! What everybody can do, one feature per file.

pub mod access;
pub mod cancel;
pub mod free;
pub mod help;
pub mod id;
pub mod keys;
pub mod language;
pub mod profile;
pub mod promotions;
pub mod proxy;
pub mod proxy_list;
pub mod purse;
pub mod receipt;
pub mod redeem;
pub mod shop;
pub mod stars;
pub mod start;
pub mod support;
