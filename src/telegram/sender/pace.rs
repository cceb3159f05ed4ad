//! Telegram's limits: so many messages a second in all, so many to one chat.

use crate::models::ChatId;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// A second, and a little for the way.
pub(super) const SECOND: Duration = Duration::from_millis(1_020);
/// What a private chat takes at once.
const PRIVATE_BURST: u32 = 4;
/// What a group or channel takes in [`MINUTE`].
const GROUP_MESSAGES: usize = 20;
/// A minute, and a little for the way.
const MINUTE: Duration = Duration::from_millis(60_500);

/// At most so many starts in any stretch of a given length.
pub(super) struct Window {
    limit: usize,
    length: Duration,
    starts: VecDeque<Instant>,
}

impl Window {
    pub(super) fn new(limit: usize, length: Duration) -> Self {
        Self {
            limit: limit.max(1),
            length,
            starts: VecDeque::new(),
        }
    }

    /// When the next start is allowed; `None` means now.
    pub(super) fn free_at(&mut self, now: Instant) -> Option<Instant> {
        while self
            .starts
            .front()
            .is_some_and(|start| *start + self.length <= now)
        {
            self.starts.pop_front();
        }
        let oldest = self
            .starts
            .front()
            .filter(|_| self.starts.len() >= self.limit)?;
        Some(*oldest + self.length)
    }

    /// Notes a start.
    pub(super) fn start(&mut self, now: Instant) {
        self.starts.push_back(now);
    }

    fn is_stale(&self, now: Instant) -> bool {
        self.starts
            .back()
            .is_none_or(|start| *start + self.length <= now)
    }
}

/// What one chat has been sent lately.
pub(super) enum ChatPace {
    /// When a message every second would be due, had they come evenly.
    Private { due: Instant, every: Duration },
    /// The messages of the last minute.
    Group(Window),
}

impl ChatPace {
    pub(super) fn new(chat: ChatId, private_every: Duration, now: Instant) -> Self {
        if chat.is_private() {
            Self::Private {
                due: now,
                every: private_every,
            }
        } else {
            Self::Group(Window::new(GROUP_MESSAGES, MINUTE))
        }
    }

    /// When the chat may get the next message; `None` means now.
    pub(super) fn free_at(&mut self, now: Instant) -> Option<Instant> {
        match self {
            Self::Private { due, every } => {
                let ahead = *every * (PRIVATE_BURST - 1);
                let free = due.checked_sub(ahead)?;
                (free > now).then_some(free)
            }
            Self::Group(window) => window.free_at(now),
        }
    }

    /// Notes a message.
    pub(super) fn start(&mut self, now: Instant) {
        match self {
            Self::Private { due, every } => *due = (*due).max(now) + *every,
            Self::Group(window) => window.start(now),
        }
    }

    /// Whether a new state would allow the same.
    pub(super) fn is_stale(&self, now: Instant) -> bool {
        match self {
            Self::Private { due, .. } => *due <= now,
            Self::Group(window) => window.is_stale(now),
        }
    }
}
