//! How fast the bot may be.

use std::time::Duration;

/// The bot's own pauses and patience. No settings: only whole-bot tests, which press a hundred times, change them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tempo {
    /// Between two messages to one private chat, sustained: what Telegram allows.
    pub private_every: Duration,
    /// From the last change until the command menus are published.
    pub menus_quiet: Duration,
    /// From a job that could not do its work until it is tried again.
    pub job_postponed: Duration,
    /// Between two looks whether Telegram still brings updates, where it does.
    pub webhook_looked: Duration,
    /// How many times as much as by hand is a flood.
    pub hurry: u32,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            private_every: Duration::from_secs(1),
            menus_quiet: Duration::from_secs(10),
            job_postponed: Duration::from_secs(20),
            webhook_looked: Duration::from_secs(240),
            hurry: 1,
        }
    }
}

/// How fast messages may leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rates {
    /// To all chats together.
    pub per_second: u32,
    /// Between two to one private chat, sustained.
    pub private_every: Duration,
}
