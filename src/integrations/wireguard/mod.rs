//! WireGuard: key pairs, files for clients, and the ways to drive an interface of this machine.

use super::vpn::Answer;
use super::vpn::Backend;
use super::vpn::BackendError;
use super::vpn::Counters;
use super::vpn::Listing;
use super::vpn::Put;
use super::vpn::WantedPeer;
use crate::models::ServerFacts;
use std::sync::Arc;

/// A server whose files the admin applies by hand: it takes everything and counts nothing.
pub struct FileOnly;

impl Backend for FileOnly {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async { Ok(Listing::default()) })
    }

    fn put<'a>(&'a self, _: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(async { Ok(Put::default()) })
    }

    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(async { Ok(None) })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(async { Ok(ServerFacts::default()) })
    }
}

/// The interface of this machine, by `wg`, `awg` or its control socket (`socket`).
pub fn local(interface: &str, program: &str) -> Result<Arc<dyn Backend>, BackendError> {
    Err(BackendError::Unusable(format!(
        "{program} {interface}: not built yet"
    )))
}
