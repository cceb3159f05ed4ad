//! A world of pretended lists and proxies.

use crate::context::proxies::Answer;
use crate::context::proxies::ProxyTrier;
use crate::context::proxies::ProxyWorld;
use crate::models::Anonymity;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyFound;
use crate::models::ProxyKind;
use crate::models::ProxySettings;
use crate::models::ProxySourceKind;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::time::Duration;
use tokio::sync::Notify;

/// How long a proxy that does not answer keeps whoever tries it waiting.
pub const SILENCE: Duration = Duration::from_secs(10);

/// Where whoever fetches a list waits.
#[derive(Default)]
pub struct Gate {
    pub arrived: Notify,
    pub leave: Notify,
}

/// What is pretended.
#[derive(Default)]
pub struct State {
    /// The bytes at each address.
    pub lists: HashMap<String, Vec<u8>>,
    /// Hosts that work, with their milliseconds.
    pub working: HashMap<String, u32>,
    pub is_offline: bool,
    /// A host whose trial never gets its turn.
    pub stuck: Option<String>,
    /// The way out is lost after so many trials.
    pub lost_after: Option<usize>,
    /// Everything that was tried.
    pub tried: Vec<ProxyAddress>,
    /// The exit whose country was known, of each that was tried.
    pub placed: Vec<Option<IpAddr>>,
    /// What the file of countries says that it is.
    pub geoip: Option<String>,
    /// Whoever fetches a list says so and waits for leave.
    pub gate: Option<Arc<Gate>>,
    pub running: usize,
    /// The most that ran at once.
    pub at_once: usize,
    /// How often it was asked whether there is a way out.
    pub asked: usize,
}

/// The pretended world. Clones share it.
#[derive(Clone, Default)]
pub struct Fake(Arc<Mutex<State>>);

impl Fake {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("not poisoned")
    }

    /// Makes a host work.
    pub fn works(&self, host: &str, latency_ms: u32) {
        self.state().working.insert(host.to_owned(), latency_ms);
    }

    /// Puts a list at an address.
    pub fn lists(&self, url: &str, text: &str) {
        self.state()
            .lists
            .insert(url.to_owned(), text.as_bytes().to_vec());
    }
}

impl ProxyWorld for Fake {
    fn fetch<'a>(
        &'a self,
        source: &'a ProxySourceKind,
        _allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>> {
        let url = match source {
            ProxySourceKind::Shadowmere { url } | ProxySourceKind::List { url } => url.clone(),
            ProxySourceKind::Pasted => String::new(),
        };
        let found = self.state().lists.get(&url).cloned();
        let gate = self.state().gate.clone();
        Box::pin(async move {
            if let Some(gate) = gate {
                gate.arrived.notify_one();
                gate.leave.notified().await;
            }
            found.ok_or_else(|| "the server answered 404".to_owned())
        })
    }

    fn trier(&self, _settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String> {
        Ok(Arc::new(self.clone()))
    }

    fn geoip(&self) -> Option<String> {
        self.state().geoip.clone()
    }
}

/// Counts a trial as running until it ends or is dropped.
struct Running(Fake);

impl Running {
    fn new(fake: &Fake) -> Self {
        let mut state = fake.state();
        state.running += 1;
        state.at_once = state.at_once.max(state.running);
        Self(fake.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.state().running -= 1;
    }
}

impl ProxyTrier for Fake {
    fn is_ready(&self) -> bool {
        self.state().asked > 0
    }

    fn is_online(&self) -> Answer<'_, bool> {
        Box::pin(async move {
            let mut state = self.state();
            state.asked += 1;
            !state.is_offline
        })
    }

    fn run<'a>(
        &'a self,
        address: &'a ProxyAddress,
        placed: Option<IpAddr>,
        _was_working: bool,
    ) -> Answer<'a, Result<ProxyFound, ProxyFault>> {
        Box::pin(async move {
            let _running = Running::new(self);
            let is_stuck = self.state().stuck.as_ref() == Some(&address.host);
            if is_stuck {
                return std::future::pending().await;
            }
            let latency = {
                let mut state = self.state();
                state.tried.push(address.clone());
                state.placed.push(placed);
                if state
                    .lost_after
                    .is_some_and(|most| state.tried.len() > most)
                {
                    state.is_offline = true;
                }
                let works = !state.is_offline;
                state.working.get(&address.host).copied().filter(|_| works)
            };
            let Some(latency_ms) = latency else {
                tokio::time::sleep(SILENCE).await;
                return Err(ProxyFault::Silent);
            };
            tokio::time::sleep(Duration::from_millis(u64::from(latency_ms))).await;
            Ok(ProxyFound {
                kind: address.kind.unwrap_or(ProxyKind::Socks5),
                is_tls: address.is_tls,
                latency_ms,
                exit_ip: Some(std::net::IpAddr::from([203, 0, 113, 9])),
                country: placed
                    .is_none()
                    .then(|| if latency_ms % 2 == 0 { "DE" } else { "NL" }.to_owned()),
                city: None,
                anonymity: Some(Anonymity::Elite),
                is_for_telegram: Some(true),
            })
        })
    }
}
