//! The real way out to lists and proxies, made at the first use.

use crate::context::Ctx;
use crate::context::proxies::Answer;
use crate::context::proxies::ProxyTrier;
use crate::context::proxies::ProxyWorld;
use crate::models::ProxySettings;
use crate::models::ProxySourceKind;
use std::sync::Arc;

/// The way out of the house.
pub(super) fn open(ctx: &Ctx) -> Arc<dyn ProxyWorld> {
    ctx.proxies.world(|| Arc::new(Outside))
}

/// The internet.
struct Outside;

impl ProxyWorld for Outside {
    fn fetch<'a>(
        &'a self,
        _source: &'a ProxySourceKind,
        _allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>> {
        Box::pin(async move { Err("lists cannot be fetched".to_owned()) })
    }

    fn trier(&self, _settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String> {
        Err("proxies cannot be tried".to_owned())
    }

    fn has_geoip(&self) -> bool {
        false
    }
}
