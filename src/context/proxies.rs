//! The list of proxies while the bot runs: the way out to lists and proxies, and the trials that are under way.

use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyFound;
use crate::models::ProxyPass;
use crate::models::ProxySettings;
use crate::models::ProxySourceKind;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A future of the traits below.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The way out: to where lists are, and to the proxies. Tests pretend it.
pub trait ProxyWorld: Send + Sync {
    /// Fetches a list; of one that is longer than is read, a beginning that is longer too. The error names no address.
    fn fetch<'a>(
        &'a self,
        source: &'a ProxySourceKind,
        allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>>;

    /// What tries proxies under those settings.
    fn trier(&self, settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String>;

    /// What the file says of itself by which countries are told without asking anybody, such as `DBIP-City-Lite`.
    fn geoip(&self) -> Option<String>;
}

/// Tries proxies.
pub trait ProxyTrier: Send + Sync {
    /// Whether it was found lately that the house has a way out: before that, nothing can be told to work.
    fn is_ready(&self) -> bool;

    /// Whether the house itself has a way out.
    fn is_online(&self) -> Answer<'_, bool>;

    /// Tries one: at most some ten seconds from when it is its turn. `placed` is an address with which it came out before,
    /// of which the country is known. One that was working speaks what its address says.
    fn run<'a>(
        &'a self,
        address: &'a ProxyAddress,
        placed: Option<IpAddr>,
        was_working: bool,
    ) -> Answer<'a, Result<ProxyFound, ProxyFault>>;
}

/// Why trials that are under way end early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BreakOff {
    /// An admin cancelled the run over the whole list.
    Cancelled,
    /// An admin began such a run: it tries everything anyway.
    GivesWay,
    /// The bot stops: what was begun goes on after the next start.
    Stopping,
}

/// What runs now.
#[derive(Default)]
struct Running {
    token: Option<CancellationToken>,
    why: Option<BreakOff>,
    /// The run over the whole list, as far as it is.
    pass: Option<ProxyPass>,
}

/// The list of proxies while the bot runs.
#[derive(Default)]
pub struct ProxyWork {
    world: OnceLock<Arc<dyn ProxyWorld>>,
    running: Mutex<Running>,
    /// When something last showed that the house has a way out.
    online_at: Mutex<Option<Instant>>,
    stops: CancellationToken,
}

impl ProxyWork {
    /// The way out, made at the first use.
    pub fn world(&self, make: impl FnOnce() -> Arc<dyn ProxyWorld>) -> Arc<dyn ProxyWorld> {
        self.world.get_or_init(make).clone()
    }

    /// Trials begin: what breaks them off. `pass` = they are a run over the whole list.
    pub fn begin(&self, pass: Option<ProxyPass>) -> CancellationToken {
        let token = self.stops.child_token();
        *self.lock() = Running {
            token: Some(token.clone()),
            why: None,
            pass,
        };
        token
    }

    /// Trials have ended.
    pub fn end(&self) {
        *self.lock() = Running::default();
    }

    /// Why the trials under way were broken off, if they were.
    pub fn broken_off(&self) -> Option<BreakOff> {
        if self.stops.is_cancelled() {
            return Some(BreakOff::Stopping);
        }
        self.lock().why
    }

    /// Breaks off what is under way. A run over the whole list gives way to no other.
    pub fn break_off(&self, why: BreakOff) {
        let mut running = self.lock();
        let concerns = match why {
            BreakOff::Cancelled => running.pass.is_some(),
            BreakOff::GivesWay => running.pass.is_none(),
            BreakOff::Stopping => true,
        };
        if !concerns {
            return;
        }
        if let Some(token) = &running.token {
            token.cancel();
            running.why = Some(why);
        }
    }

    /// Whether the bot stops.
    pub fn is_stopping(&self) -> bool {
        self.stops.is_cancelled()
    }

    /// Waits until the bot stops.
    pub async fn stopping(&self) {
        self.stops.cancelled().await;
    }

    /// Nothing is tried any more: the bot stops.
    pub fn stop(&self) {
        self.stops.cancel();
    }

    /// How far the run over the whole list is, if one is under way.
    pub fn progress(&self) -> Option<ProxyPass> {
        self.lock().pass.clone()
    }

    /// One more was tried.
    pub fn tried(&self, is_working: bool) {
        if let Some(pass) = &mut self.lock().pass {
            pass.tried += 1;
            pass.working += u32::from(is_working);
        }
    }

    /// Something showed that the house has a way out.
    pub fn was_online(&self) {
        *self
            .online_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// When something last did.
    pub fn online_at(&self) -> Option<Instant> {
        *self
            .online_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Timestamp;

    fn pass() -> ProxyPass {
        ProxyPass {
            begun_at: Timestamp(1),
            ended_at: None,
            total: 9,
            tried: 2,
            working: 1,
            is_cancelled: false,
            is_offline: false,
        }
    }

    #[test]
    fn a_run_over_the_list_is_cancelled_and_gives_way_to_no_other() {
        let work = ProxyWork::default();
        let token = work.begin(Some(pass()));
        work.break_off(BreakOff::GivesWay);
        assert!(!token.is_cancelled() && work.broken_off().is_none());
        work.tried(true);
        work.tried(false);
        let seen = work.progress().expect("under way");
        assert_eq!((seen.tried, seen.working), (4, 2));
        work.break_off(BreakOff::Cancelled);
        assert!(token.is_cancelled());
        assert_eq!(work.broken_off(), Some(BreakOff::Cancelled));
        work.end();
        assert!(work.progress().is_none() && work.broken_off().is_none());
    }

    #[test]
    fn other_trials_give_way_and_are_not_cancelled_with_a_run_that_is_none() {
        let work = ProxyWork::default();
        let token = work.begin(None);
        work.break_off(BreakOff::Cancelled);
        assert!(!token.is_cancelled());
        work.break_off(BreakOff::GivesWay);
        assert!(token.is_cancelled());
    }

    #[test]
    fn nothing_begins_in_a_house_that_stops() {
        let work = ProxyWork::default();
        let before = work.begin(None);
        work.stop();
        assert!(before.is_cancelled() && work.begin(None).is_cancelled());
        assert_eq!(work.broken_off(), Some(BreakOff::Stopping));
    }
}
