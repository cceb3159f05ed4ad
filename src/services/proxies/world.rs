//! The real way out to lists and proxies, made at the first use.

use crate::context::Ctx;
use crate::context::proxies::Answer;
use crate::context::proxies::ProxyTrier;
use crate::context::proxies::ProxyWorld;
use crate::integrations::proxies::dial::Net;
use crate::integrations::proxies::fetch;
use crate::integrations::proxies::geoip::GeoIp;
use crate::integrations::proxies::guard::Guard;
use crate::integrations::proxies::judge;
use crate::integrations::proxies::judge::Judges;
use crate::integrations::proxies::judge::OwnJudge;
use crate::integrations::proxies::trial::Limits;
use crate::integrations::proxies::trial::TELEGRAM;
use crate::integrations::proxies::trial::Trial;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyFound;
use crate::models::ProxySettings;
use crate::models::ProxySourceKind;
use crate::utils::clock::Clock;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::Instant;

/// What the judges said of themselves and of the house is believed for so long.
const JUDGES_HOLD: Duration = Duration::from_secs(10 * 60);

/// The way out of the house.
pub(super) fn open(ctx: &Ctx) -> Arc<dyn ProxyWorld> {
    ctx.proxies.world(|| Arc::new(Outside::new(ctx)))
}

/// The internet.
struct Outside {
    net: Result<Net, String>,
    geoip: Option<Arc<GeoIp>>,
    own: Option<OwnJudge>,
    clock: Clock,
    /// What tries proxies, as it was set last: it knows its judges already.
    kept: Mutex<Option<(ProxySettings, Arc<Outsider>)>>,
}

impl Outside {
    fn new(ctx: &Ctx) -> Self {
        let config = &ctx.config;
        let geoip = config.geoip_db.as_ref().and_then(|path| {
            // The doctor says it too, with what can be done.
            GeoIp::open(path)
                .inspect_err(|error| log::error!("GEOIP_DB cannot be used: {error}"))
                .ok()
        });
        let public_url = config
            .public_url
            .as_deref()
            .filter(|_| config.http_listen.is_some());
        Self {
            net: Net::new(guard(false)).map_err(|error| format!("no TLS: {error}")),
            geoip: geoip.map(Arc::new),
            own: public_url.map(|url| OwnJudge {
                url: judge::own_url(url),
            }),
            clock: ctx.clock.clone(),
            kept: Mutex::default(),
        }
    }
}

fn guard(allows_private: bool) -> Guard {
    Guard { allows_private }
}

impl ProxyWorld for Outside {
    fn fetch<'a>(
        &'a self,
        source: &'a ProxySourceKind,
        allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>> {
        Box::pin(async move {
            let net = self.net.as_ref().map_err(Clone::clone)?;
            let net = net.guarded(guard(allows_private));
            let fetched = fetch::fetch(source, &net).await;
            fetched.map_err(|error| {
                log::warn!("a list of proxies could not be fetched: {error}");
                error.to_string()
            })
        })
    }

    fn trier(&self, settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, trier)) = kept.as_ref()
            && before == settings
        {
            return Ok(trier.clone());
        }
        let net = self.net.as_ref().map_err(Clone::clone)?;
        // A judge stands where the settings say, wherever proxies may be.
        let judges = Judges::new(&settings.judges, self.own.clone(), net.guarded(guard(true)));
        let judges = judges.with_country(judge::COUNTRY);
        let trier = Arc::new(Outsider {
            trial: Trial {
                net: net.guarded(guard(settings.allows_private)),
                judges: Arc::new(judges),
                geoip: self.geoip.clone(),
                limits: Limits::default(),
                telegram: settings.asks_telegram.then_some(TELEGRAM),
                clock: self.clock.clone(),
            },
            answered_at: Mutex::default(),
        });
        *kept = Some((settings.clone(), trier.clone()));
        Ok(trier)
    }

    fn geoip(&self) -> Option<String> {
        self.geoip.as_ref().map(|file| file.kind().to_owned())
    }
}

/// What tries proxies on the internet.
struct Outsider {
    trial: Trial,
    /// When the judges last did.
    answered_at: Mutex<Option<Instant>>,
}

impl Outsider {
    fn answered(&self) -> MutexGuard<'_, Option<Instant>> {
        (self.answered_at.lock()).unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProxyTrier for Outsider {
    fn is_ready(&self) -> bool {
        let answered_at = *self.answered();
        answered_at.is_some_and(|at| at.elapsed() < JUDGES_HOLD)
    }

    fn is_online(&self) -> Answer<'_, bool> {
        Box::pin(async move {
            let is_online = self.trial.judges.is_online().await;
            if is_online {
                *self.answered() = Some(Instant::now());
            }
            is_online
        })
    }

    fn run<'a>(
        &'a self,
        address: &'a ProxyAddress,
        placed: Option<IpAddr>,
        was_working: bool,
    ) -> Answer<'a, Result<ProxyFound, ProxyFault>> {
        Box::pin(self.trial.run(address, placed, was_working))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn judges_that_answered_long_ago_are_asked_again_before_anything_is_tried() {
        let net = Net::new(guard(false)).expect("TLS");
        let outsider = Outsider {
            trial: Trial {
                judges: Arc::new(Judges::new(&[], None, net.clone())),
                net,
                geoip: None,
                limits: Limits::default(),
                telegram: None,
                clock: Clock::system(),
            },
            answered_at: Mutex::default(),
        };
        assert!(!outsider.is_ready());
        *outsider.answered() = Some(Instant::now());
        tokio::time::advance(JUDGES_HOLD - Duration::from_secs(1)).await;
        assert!(outsider.is_ready());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!outsider.is_ready());
    }
}
