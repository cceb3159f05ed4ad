//! The management interface of an Outline server (shadowbox).

use super::vpn::Answer;
use super::vpn::Backend;
use super::vpn::BackendError;
use super::vpn::Counters;
use super::vpn::Listing;
use super::vpn::Put;
use super::vpn::WantedPeer;
use crate::config::Secret;
use crate::models::ServerFacts;

/// A client of one server.
pub struct Outline {}

impl Outline {
    /// A client for that address, which holds the secret path.
    ///
    /// # Errors
    /// When the address or the pin is none.
    pub fn new(_api_url: Secret, _pin: &str) -> Result<Self, BackendError> {
        Err(BackendError::Unusable("not built yet".to_owned()))
    }
}

impl Backend for Outline {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async { Err(BackendError::Unusable("not built yet".to_owned())) })
    }

    fn put<'a>(&'a self, _: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(async { Err(BackendError::Unusable("not built yet".to_owned())) })
    }

    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(async { Err(BackendError::Unusable("not built yet".to_owned())) })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(async { Err(BackendError::Unusable("not built yet".to_owned())) })
    }
}
