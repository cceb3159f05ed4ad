//! What every layer above the data needs at hand: settings, database, clock, and the way to the admins.

use crate::config::Config;
use crate::db::Db;
use crate::models::AdminNotice;
use crate::models::ChatId;
use crate::models::Timestamp;
use crate::utils::clock::Clock;
use crate::utils::locale::Lang;
use crate::utils::seal::SealKey;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use tokio::sync::Notify;

/// Beyond this difference from Telegram's clock nobody is removed.
const MOST_SKEW_SECONDS: i64 = 600;
/// The same fault within this time is counted, not repeated.
const QUIET_SECONDS: i64 = 600;
/// Kinds of faults remembered at once.
const MOST_FAULTS: usize = 256;

/// The way to the admins. The Telegram side implements it; services only know this.
pub trait AdminChannel: Send + Sync {
    /// Queues a notice to every admin and returns at once.
    fn tell(&self, notice: AdminNotice);
}

/// Who the bot is, as getMe says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BotIdentity {
    pub id: i64,
    /// Without @.
    pub username: String,
    pub name: String,
}

/// Shared by every handler, task and job.
pub struct Ctx {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub seal: SealKey,
    /// Wakes the task workers after a commit.
    pub task_added: Notify,
    /// Wakes the scheduler: something may be due earlier than it thinks.
    pub schedule_changed: Notify,
    /// Wakes whoever writes the counters on buttons after a vote.
    pub votes_cast: Notify,
    /// Wakes the runner of broadcasts to people: one began, or an admin decided about one.
    pub mailings_changed: Notify,
    /// Asks for the command menus to be brought up to date.
    pub menus_changed: Notify,
    /// Since when this process runs.
    pub started_at: Timestamp,
    pub skew: ClockSkew,
    admins: OnceLock<Arc<dyn AdminChannel>>,
    bot: OnceLock<BotIdentity>,
    faults: Mutex<HashMap<String, Told>>,
}

struct Told {
    at: Timestamp,
    untold: u32,
}

impl Ctx {
    /// Puts the parts together.
    pub fn new(config: Config, db: Db, clock: Clock, seal: SealKey) -> Self {
        let started_at = clock.now();
        Self {
            config,
            db,
            clock,
            seal,
            task_added: Notify::new(),
            schedule_changed: Notify::new(),
            votes_cast: Notify::new(),
            mailings_changed: Notify::new(),
            menus_changed: Notify::new(),
            started_at,
            skew: ClockSkew::default(),
            admins: OnceLock::new(),
            bot: OnceLock::new(),
            faults: Mutex::new(HashMap::new()),
        }
    }

    /// Gives the house its way to the admins, once.
    pub fn set_admins(&self, admins: Arc<dyn AdminChannel>) {
        if self.admins.set(admins).is_err() {
            log::error!("the way to the admins was set twice");
        }
    }

    /// Tells the admins, if there is a way to them yet.
    pub fn tell_admins(&self, notice: AdminNotice) {
        match self.admins.get() {
            Some(admins) => admins.tell(notice),
            None => log::warn!("nobody to tell yet: {notice:?}"),
        }
    }

    /// Keeps who the bot is, once.
    pub fn set_bot(&self, bot: BotIdentity) {
        if self.bot.set(bot).is_err() {
            log::error!("the identity of the bot was set twice");
        }
    }

    /// Who the bot is, once getMe answered.
    pub fn bot(&self) -> Option<&BotIdentity> {
        self.bot.get()
    }

    /// A link that opens the bot with that payload.
    pub fn deep_link(&self, payload: &str) -> String {
        let name = self.bot().map_or("", |bot| bot.username.as_str());
        if payload.is_empty() {
            format!("https://t.me/{name}")
        } else {
            format!("https://t.me/{name}?start={payload}")
        }
    }

    /// The operator's language.
    pub fn default_lang(&self) -> Lang {
        Lang::of_tag(&self.config.language).unwrap_or(Lang::Es)
    }

    /// Whether a fault of that kind should be told now, and how many were not since the last time.
    pub fn should_tell(&self, fault: &str, now: Timestamp) -> Option<u32> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.len() >= MOST_FAULTS {
            faults.retain(|_, told| now.since(told.at) < QUIET_SECONDS);
            if faults.len() >= MOST_FAULTS {
                faults.clear();
            }
        }
        match faults.get_mut(fault) {
            Some(told) if (0..QUIET_SECONDS).contains(&now.since(told.at)) => {
                told.untold += 1;
                None
            }
            Some(told) => {
                let untold = std::mem::take(&mut told.untold);
                told.at = now;
                Some(untold)
            }
            None => {
                faults.insert(fault.to_owned(), Told { at: now, untold: 0 });
                Some(0)
            }
        }
    }
}

/// How far our clock is from Telegram's, as the last answer showed.
#[derive(Debug)]
pub struct ClockSkew(AtomicI64);

impl Default for ClockSkew {
    fn default() -> Self {
        Self(AtomicI64::new(Self::UNKNOWN))
    }
}

impl ClockSkew {
    const UNKNOWN: i64 = i64::MIN;

    /// Notes our clock minus Telegram's, in seconds.
    pub fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }

    /// Our clock minus Telegram's; `None` before the first answer.
    pub fn seconds(&self) -> Option<i64> {
        let seconds = self.0.load(Ordering::Relaxed);
        (seconds != Self::UNKNOWN).then_some(seconds)
    }

    /// Whether the difference is known and too big to act on what the clock says.
    pub fn is_wrong(&self) -> bool {
        self.seconds()
            .is_some_and(|seconds| seconds.saturating_abs() > MOST_SKEW_SECONDS)
    }
}

/// What a task waits for.
pub fn waits_for_chat(chat: ChatId) -> String {
    format!("chat:{chat}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_wrong_only_beyond_ten_minutes() {
        let skew = ClockSkew::default();
        assert!(!skew.is_wrong() && skew.seconds().is_none());
        skew.set(600);
        assert!(!skew.is_wrong());
        skew.set(-601);
        assert!(skew.is_wrong());
    }
}
