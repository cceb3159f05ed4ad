//! Trouble on demand: what may go wrong between a bot and Telegram, method by method.

use super::error::ApiError;
use serde_json::Value;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Stands for every method except `getUpdates`.
pub const ANY: &str = "*";

/// What happens to a call that a fault meets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// Refused with this error; nothing is done.
    Refuse(ApiError),
    /// Nothing is done and the connection is cut.
    CutBefore,
    /// The call is carried out, then the connection is cut.
    CutAfter,
    /// Waits, then carries the call out if the client is still there.
    HangBefore(Duration),
    /// Carries the call out, then waits before the answer.
    HangAfter(Duration),
    /// The call is carried out, but the answer is not JSON.
    Junk,
}

type Filter = Arc<dyn Fn(&Value) -> bool + Send + Sync>;

/// One prepared trouble. It meets the next call of its method unless `times` or `when` say otherwise.
#[derive(Clone)]
pub struct Fault {
    method: String,
    effect: Effect,
    left: u32,
    filter: Option<Filter>,
}

impl Fault {
    fn new(method: &str, effect: Effect) -> Self {
        Self {
            method: method.to_owned(),
            effect,
            left: 1,
            filter: None,
        }
    }

    /// The method is refused, for example `(400, "Bad Request: chat not found")`.
    pub fn error(method: &str, code: u16, description: &str) -> Self {
        Self::new(method, Effect::Refuse(ApiError::new(code, description)))
    }

    /// The method is refused with 429 and `retry_after`.
    pub fn flood(method: &str, retry_after_seconds: i64) -> Self {
        Self::new(method, Effect::Refuse(ApiError::flood(retry_after_seconds)))
    }

    /// The method is refused with 502 Bad Gateway.
    pub fn server_error(method: &str) -> Self {
        Self::error(method, 502, "Bad Gateway")
    }

    /// The connection is cut before anything is done.
    pub fn cut(method: &str) -> Self {
        Self::new(method, Effect::CutBefore)
    }

    /// The call is carried out and its answer lost.
    pub fn lost_reply(method: &str) -> Self {
        Self::new(method, Effect::CutAfter)
    }

    /// The server is silent for this long, then carries the call out if the client still waits.
    pub fn hang(method: &str, duration: Duration) -> Self {
        Self::new(method, Effect::HangBefore(duration))
    }

    /// The call is carried out at once and answered after this long.
    pub fn slow_reply(method: &str, duration: Duration) -> Self {
        Self::new(method, Effect::HangAfter(duration))
    }

    /// The call is carried out and answered with something that is not JSON.
    pub fn junk(method: &str) -> Self {
        Self::new(method, Effect::Junk)
    }

    /// Meets this many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.left = times;
        self
    }

    /// Meets every call until `Emulator::mend`.
    #[must_use]
    pub fn forever(self) -> Self {
        self.times(u32::MAX)
    }

    /// Meets only calls whose parameters this accepts.
    #[must_use]
    pub fn when(mut self, accepts: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        self.filter = Some(Arc::new(accepts));
        self
    }

    /// Meets only calls that concern this chat.
    #[must_use]
    pub fn in_chat(self, chat: i64) -> Self {
        self.when(move |params| params["chat_id"] == chat)
    }

    fn meets(&self, method: &str, params: &Value) -> bool {
        let named = self.method.eq_ignore_ascii_case(method)
            || (self.method == ANY && method != "getUpdates");
        self.left > 0 && named && self.filter.as_ref().is_none_or(|accepts| accepts(params))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("method", &self.method)
            .field("effect", &self.effect)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

/// How many messages the emulator lets through before it answers 429.
#[derive(Clone, Copy, Debug)]
pub struct FloodLimit {
    /// Messages per second to all chats together.
    pub per_second: usize,
    /// Messages per minute to one channel or group.
    pub per_minute_and_group: usize,
    /// The `retry_after` of the answer, in seconds.
    pub retry_after: i64,
}

impl FloodLimit {
    pub(super) fn rules(self) -> [FloodRule; 2] {
        let Self {
            per_second,
            per_minute_and_group,
            retry_after,
        } = self;
        let minute = FloodRule::new(per_minute_and_group, Duration::from_secs(60), retry_after);
        [
            FloodRule::new(per_second, Duration::from_secs(1), retry_after),
            FloodRule {
                of: Whose::EachGroup,
                ..minute
            },
        ]
    }
}

/// Whose messages a limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Everybodys,
    EachChat,
    EachGroup,
    Chat(i64),
}

/// A limit of one's own making: so many messages within so long, to whom, by which method.
#[derive(Clone, Debug)]
pub struct FloodRule {
    most: usize,
    within: Duration,
    retry_after: i64,
    of: Whose,
    method: Option<String>,
}

impl FloodRule {
    /// At most so many messages of any method within this time to all chats together. What goes beyond is answered 429
    /// with this `retry_after` in seconds. Every message of a `copyMessages` or an album counts.
    pub fn new(most: usize, within: Duration, retry_after: i64) -> Self {
        Self {
            most,
            within,
            retry_after,
            of: Whose::Everybodys,
            method: None,
        }
    }

    /// Only messages to this chat count.
    #[must_use]
    pub fn in_chat(mut self, chat: i64) -> Self {
        self.of = Whose::Chat(chat);
        self
    }

    /// Each chat has its own count.
    #[must_use]
    pub fn per_chat(mut self) -> Self {
        self.of = Whose::EachChat;
        self
    }

    /// Only messages sent by this method count.
    #[must_use]
    pub fn of_method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }
}

/// A limit and what was sent within its time.
#[derive(Clone, Debug)]
pub(super) struct Gauge {
    rule: FloodRule,
    /// When, to whom, how many.
    sent: VecDeque<(Instant, i64, usize)>,
}

impl Gauge {
    pub(super) fn new(rule: FloodRule) -> Self {
        Self {
            rule,
            sent: VecDeque::new(),
        }
    }

    fn concerns(&self, method: &str, chat: i64) -> bool {
        let is_its_chat = match self.rule.of {
            Whose::Everybodys | Whose::EachChat => true,
            Whose::EachGroup => chat < 0,
            Whose::Chat(own) => own == chat,
        };
        is_its_chat && self.rule.method.as_ref().is_none_or(|own| own == method)
    }

    /// Whether so many more messages are too many.
    fn overflows(&mut self, chat: i64, count: usize, now: Instant) -> bool {
        let within = self.rule.within;
        while let Some((at, _, _)) = self.sent.front()
            && now.duration_since(*at) >= within
        {
            self.sent.pop_front();
        }
        let is_alone = self.rule.of != Whose::Everybodys;
        let counted = self
            .sent
            .iter()
            .filter(|(_, to, _)| !is_alone || *to == chat);
        let lately: usize = counted.map(|(_, _, count)| count).sum();
        // A single call of many messages passes when nothing went before it: else it never could.
        lately > 0 && lately + count > self.rule.most || self.rule.most == 0
    }
}

/// Counts messages, or tells after how many seconds they may be tried again; then none is counted.
pub(super) fn count(
    gauges: &mut [Gauge],
    method: &str,
    chat: i64,
    count: usize,
) -> Result<(), ApiError> {
    let now = Instant::now();
    for gauge in gauges.iter_mut() {
        if gauge.concerns(method, chat) && gauge.overflows(chat, count, now) {
            return Err(ApiError::flood(gauge.rule.retry_after));
        }
    }
    for gauge in gauges {
        if gauge.concerns(method, chat) {
            gauge.sent.push_back((now, chat, count));
        }
    }
    Ok(())
}

/// Takes the first fault that meets this call, and uses it up by one.
pub(super) fn take(faults: &mut Vec<Fault>, method: &str, params: &Value) -> Option<Effect> {
    let fault = faults
        .iter_mut()
        .find(|fault| fault.meets(method, params))?;
    if fault.left != u32::MAX {
        fault.left -= 1;
    }
    let effect = fault.effect.clone();
    faults.retain(|fault| fault.left > 0);
    Some(effect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fault_is_used_up_by_the_calls_it_meets() {
        let mut faults = vec![Fault::server_error("sendMessage").times(2)];
        assert!(take(&mut faults, "getMe", &json!({})).is_none());
        assert!(take(&mut faults, "sendMessage", &json!({})).is_some());
        assert!(take(&mut faults, "sendMessage", &json!({})).is_some());
        assert!(take(&mut faults, "sendMessage", &json!({})).is_none());
    }

    #[test]
    fn a_filter_on_parameters_spares_other_calls() {
        let mut faults = vec![Fault::cut(ANY).when(|params| params["chat_id"] == 7)];
        assert!(take(&mut faults, "sendMessage", &json!({"chat_id": 8})).is_none());
        assert_eq!(
            take(&mut faults, "sendMessage", &json!({"chat_id": 7})),
            Some(Effect::CutBefore)
        );
    }

    #[test]
    fn a_fault_of_any_method_leaves_polling_alone() {
        let mut faults = vec![Fault::cut(ANY)];
        assert!(take(&mut faults, "getUpdates", &json!({})).is_none());
    }
}
