//! Calls to providers: one request in JSON and its answer, from a thread that may wait, and how often.
//!
//! ureq writes whole addresses and headers to the log at DEBUG; `utils::logging` leaves its lines out, and no error of it
//! is repeated here in its own words.

use super::ProviderError;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Calls at once, of all providers together: each holds a thread.
const AT_ONCE: usize = 2;
/// A connection is there within this time.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// A call is answered whole within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// The longest answer, in bytes.
const LARGEST_ANSWER: u64 = 64 * 1024;
/// Nobody waits longer for a turn: they come again.
const LONGEST_TURN: Duration = Duration::from_secs(30);
/// The longest pause a provider can ask for, in seconds: what it asks for may be hostile.
const LONGEST_PAUSE: u64 = 60;
/// The pause after a no that names none.
const USUAL_PAUSE: u64 = 5;
/// A plain name: some fronts turn away whoever has none.
const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; Portero/",
    env!("CARGO_PKG_VERSION"),
    ")"
);

/// The turns of all providers; a clone shares them.
#[derive(Clone)]
pub(super) struct Calls {
    turns: Arc<Semaphore>,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// One request, with its headers.
pub(super) struct Asked {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

/// What came back.
pub(super) struct Told {
    pub status: u16,
    pub is_html: bool,
    /// How long one is to wait, in seconds, as the answer says.
    pub retry_after: Option<u64>,
    /// `None` = it is no JSON.
    pub body: Option<Value>,
}

impl Told {
    /// The pause that a 429 asks for, in seconds.
    pub(super) fn pause(&self) -> u64 {
        (self.retry_after.unwrap_or(USUAL_PAUSE)).clamp(1, LONGEST_PAUSE)
    }
}

/// A client: HTTP/1.1 only, no redirect, no proxy, no cookie.
pub(super) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(USER_AGENT)
        .accept("application/json")
        .timeout_connect(Some(CONNECT_WITHIN))
        .timeout_global(Some(ANSWER_WITHIN))
        .max_idle_connections(1)
        .build()
        .new_agent()
}

impl Calls {
    /// Posts that, on a thread that may wait, when the provider's limits allow it.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounded by the semaphore of this module first, as the database's work is by its own"
    )]
    pub(super) async fn post(
        &self,
        agent: &ureq::Agent,
        window: &Window,
        asked: Asked,
    ) -> Result<Told, ProviderError> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|_| ProviderError::Unknown("the house stops".to_owned()))?;
        // Behind the place, not before it: turns that pile up behind slow calls would all leave at once.
        window.turn().await?;
        let agent = agent.clone();
        let call = tokio::task::spawn_blocking(move || {
            let told = post(&agent, asked);
            drop(turn);
            told
        });
        call.await
            .map_err(|_| ProviderError::Unknown("the house stops".to_owned()))?
    }
}

fn post(agent: &ureq::Agent, asked: Asked) -> Result<Told, ProviderError> {
    let body = asked.body.to_string();
    let mut request = agent
        .post(&asked.url)
        .header("content-type", "application/json");
    for (name, value) in &asked.headers {
        request = request.header(*name, value);
    }
    let mut answer = request.send(body.as_bytes()).map_err(fault)?;
    let is_html = answer.body().mime_type() == Some("text/html");
    let retry_after = answer.headers().get("retry-after");
    let retry_after = retry_after
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim().parse().ok());
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(LARGEST_ANSWER);
    let body = body.read_to_vec().map_err(fault)?;
    Ok(Told {
        status,
        is_html,
        retry_after,
        body: serde_json::from_slice(&body).ok().filter(|_| !is_html),
    })
}

/// What went wrong, without the words of the error: some of them hold the address.
fn fault(error: ureq::Error) -> ProviderError {
    let unknown = |words: &str| ProviderError::Unknown(words.to_owned());
    match error {
        ureq::Error::BodyExceedsLimit(_) => {
            ProviderError::Strange("the answer is too long".to_owned())
        }
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
            ProviderError::Strange("no HTTP".to_owned())
        }
        ureq::Error::Timeout(_) => unknown("not in time"),
        ureq::Error::HostNotFound => unknown("the host was not found"),
        ureq::Error::ConnectionFailed => unknown("no connection"),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => unknown("no secure connection"),
        ureq::Error::Io(error) => ProviderError::Unknown(error.kind().to_string()),
        _ => unknown("the call failed"),
    }
}

/// So many calls within a time, in the order in which they asked.
pub(super) struct Window {
    most: usize,
    within: Duration,
    kept: Mutex<Turns>,
}

#[derive(Default)]
struct Turns {
    /// When the last ones were, or will be.
    taken: VecDeque<Instant>,
    /// The provider asked for a pause until then.
    paused_until: Option<Instant>,
}

impl Window {
    pub(super) fn new(most: usize, within: Duration) -> Self {
        Self {
            most,
            within,
            kept: Mutex::default(),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// `Busy`, if it would take long or the provider asked for a pause.
    pub(super) async fn turn(&self) -> Result<(), ProviderError> {
        let at = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            if let Some(until) = kept.paused_until {
                if until > now {
                    return Err(busy(until - now));
                }
                kept.paused_until = None;
            }
            let oldest = kept.taken.front().copied();
            let at = match oldest {
                Some(oldest) if kept.taken.len() >= self.most => (oldest + self.within).max(now),
                Some(_) | None => now,
            };
            if at - now > LONGEST_TURN {
                return Err(busy(at - now));
            }
            if kept.taken.len() >= self.most {
                kept.taken.pop_front();
            }
            kept.taken.push_back(at);
            at
        };
        tokio::time::sleep_until(at).await;
        Ok(())
    }

    /// No turn for so many seconds.
    pub(super) fn pause(&self, seconds: u64) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.paused_until = Some(Instant::now() + Duration::from_secs(seconds));
    }
}

fn busy(wait: Duration) -> ProviderError {
    ProviderError::Busy {
        seconds: i64::try_from(wait.as_secs()).unwrap_or(60) + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_fourth_call_within_five_seconds_waits_for_the_first_to_be_five_seconds_old() {
        let window = Window::new(3, Duration::from_secs(5));
        let begun = Instant::now();
        let mut seconds = Vec::new();
        for _ in 0..7 {
            window.turn().await.expect("a turn");
            seconds.push(begun.elapsed().as_secs());
        }
        assert_eq!(seconds, [0, 0, 0, 5, 5, 5, 10]);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_would_wait_long_is_told_to_come_again() {
        let window = Window::new(1, Duration::from_secs(20));
        let turns = async { tokio::join!(window.turn(), window.turn(), window.turn()) };
        let (first, second, third) = turns.await;
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(third, Err(ProviderError::Busy { seconds: 41 }));
        window.pause(60);
        let paused = window.turn().await;
        assert!(matches!(
            paused,
            Err(ProviderError::Busy { seconds: 60..=61 })
        ));
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(window.turn().await.is_ok());
    }
}
