//! One call from its queueing to its result, and what its tries have come to.

use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::sender::{Repeat, Request};
use crate::utils::plain;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// The first pause before a repetition; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause before a repetition.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A call in a queue.
pub(super) struct Job {
    pub(super) call: Arc<Call>,
    pub(super) repeat: Repeat,
    pub(super) give_up_after: Duration,
    /// Set by the first try.
    pub(super) give_up_at: Option<Instant>,
    /// Tries that ended without an answer of Telegram's.
    failures: u32,
    /// Tries whose outcome is unknown.
    pub(super) doubts: u32,
    /// A try may have had its effect.
    pub(super) in_doubt: bool,
    answer: oneshot::Sender<Result<Value, CallError>>,
}

impl Job {
    /// A call to be sent, and where its result will come.
    pub(super) fn new(request: Request) -> (Self, oneshot::Receiver<Result<Value, CallError>>) {
        let (answer, result) = oneshot::channel();
        let job = Self {
            call: Arc::new(request.call),
            repeat: request.repeat,
            give_up_after: request.give_up_after,
            give_up_at: None,
            failures: 0,
            doubts: 0,
            in_doubt: false,
            answer,
        };
        (job, result)
    }

    /// Gives the result to the caller, if they still want it.
    pub(super) fn end(self, result: Result<Value, CallError>) {
        let result = match result {
            // The last try did not leave, but an earlier one may have arrived.
            Err(CallError::NotSent(cause)) if self.in_doubt => Err(CallError::Unknown(cause)),
            result => result,
        };
        let _ = self.answer.send(result); // the caller may have gone: the call was made all the same
    }

    /// Takes the markup out of the text. False if there is none.
    pub(super) fn make_plain(&mut self) -> bool {
        let params = &mut Arc::make_mut(&mut self.call).params;
        let Some(mode) = params.remove("parse_mode") else {
            return false;
        };
        for name in ["text", "caption"] {
            if let Some(Value::String(text)) = params.get_mut(name)
                && mode == "HTML"
            {
                *text = plain::to_plain(text);
            }
        }
        true
    }

    /// When to repeat, or `None` if it is time to give up.
    pub(super) fn again_at(&mut self, now: Instant) -> Option<Instant> {
        let pause = FIRST_PAUSE
            .saturating_mul(2_u32.saturating_pow(self.failures))
            .min(LONGEST_PAUSE);
        self.failures += 1;
        let at = now + pause + random_part(pause / 4);
        self.give_up_at.is_some_and(|end| at <= end).then_some(at)
    }
}

/// Somewhere between nothing and `most`.
pub(super) fn random_part(most: Duration) -> Duration {
    let share = getrandom::u32().unwrap_or(u32::MAX / 2); // without randomness the middle will do
    most.mul_f64(f64::from(share) / f64::from(u32::MAX))
}
