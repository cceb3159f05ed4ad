//! What every layer above the data needs at hand: settings, database, clock, and the way to the admins.

pub mod proxies;
pub mod webhooks;

use crate::config::Config;
use crate::config::Secret;
use crate::db::Db;
use crate::integrations::payments::Providers;
use crate::integrations::vpn::Backends;
use crate::models::AdminNotice;
use crate::models::ChatId;
use crate::models::Doing;
use crate::models::Door;
use crate::models::Fall;
use crate::models::HouseCounts;
use crate::models::KeptFigures;
use crate::models::Maintenance;
use crate::models::ServerId;
use crate::models::Settings;
use crate::models::Stats;
use crate::models::StatsPeriod;
use crate::models::StatsView;
use crate::models::Timestamp;
use crate::models::UpdatesHook;
use crate::models::UserId;
use crate::models::VpnSettings;
use crate::utils::clock::Clock;
use crate::utils::fresh::Fresh;
use crate::utils::locale::Lang;
use crate::utils::seal::SealKey;
use crate::utils::zone::Zone;
use proxies::ProxyWork;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use tokio::sync::Notify;
use webhooks::WebhookWork;

/// Beyond this difference from Telegram's clock nobody is removed.
const MOST_SKEW_SECONDS: i64 = 600;
/// The same fault within this time is counted, not repeated.
const QUIET_SECONDS: i64 = 600;
/// Statistics are shown for so long before they are counted again.
const STATISTICS_SECONDS: i64 = 300;
/// The counts of `/status` are shown for so long on its pages.
const COUNTS_SECONDS: i64 = 60;
/// Kinds of faults remembered at once.
const MOST_FAULTS: usize = 256;

/// A poll that lasts 50 seconds, answered late, is heard of within this; where updates are brought, the look at them every
/// four minutes, of which one may fail.
const HEARD_WITHIN: i64 = 179;
const BROUGHT_WITHIN: i64 = 540;

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
    /// Somebody wants to see how far the run over the list of proxies is.
    pub pass_watched: Notify,
    /// Somebody may do more or less than before: their command menu changes at once.
    pub rights_changed: Notify,
    /// Asks for the command menus to be brought up to date.
    pub menus_changed: Notify,
    /// A restore asked for in chat.
    pub restores: Restores,
    /// Since when this process runs.
    pub started_at: Timestamp,
    pub skew: ClockSkew,
    /// When Telegram was last heard of as the bringer of updates, by the house's clock; 0 = never.
    heard_at: AtomicI64,
    /// When Telegram brought an update last; 0 = never.
    brought_at: AtomicI64,
    /// The open VPN servers.
    pub backends: Backends,
    /// Those who take money for the house over the internet.
    pub providers: Providers,
    /// The list of proxies: the way out to them, and the trials under way.
    pub proxies: ProxyWork,
    /// Addresses that are told what happens.
    pub webhooks: WebhookWork,
    /// The counts of `/status`, for its pages.
    pub counts: Fresh<(), HouseCounts>,
    /// Figures counted lately.
    pub statistics: Fresh<(StatsView, StatsPeriod), Stats>,
    /// How Telegram brings updates, as it last said.
    webhook: Mutex<Option<UpdatesHook>>,
    /// Figures for Prometheus counted lately. Whoever counts them holds the lock: one at a time.
    pub figures: tokio::sync::Mutex<KeptFigures>,
    admins: OnceLock<Arc<dyn AdminChannel>>,
    bot: OnceLock<BotIdentity>,
    settings: RwLock<Arc<Settings>>,
    vpn_settings: RwLock<Arc<VpnSettings>>,
    maintenance: RwLock<Arc<Maintenance>>,
    faults: Mutex<HashMap<String, Told>>,
    /// How the last process ended, until that is answered for.
    fall: Mutex<Option<Fall>>,
}

struct Told {
    at: Timestamp,
    untold: u32,
}

impl Ctx {
    /// Puts the parts together.
    pub fn new(config: Config, db: Db, clock: Clock, seal: SealKey) -> Self {
        let started_at = clock.now();
        let settings = Settings::default_with(config.default_wait_time_minutes);
        let providers = Providers::of(&config);
        let webhooks = WebhookWork::new(config.allows_inner_webhooks());
        Self {
            config,
            db,
            clock,
            seal,
            task_added: Notify::new(),
            schedule_changed: Notify::new(),
            votes_cast: Notify::new(),
            mailings_changed: Notify::new(),
            pass_watched: Notify::new(),
            rights_changed: Notify::new(),
            menus_changed: Notify::new(),
            restores: Restores::default(),
            started_at,
            skew: ClockSkew::default(),
            heard_at: AtomicI64::new(0),
            brought_at: AtomicI64::new(0),
            backends: Backends::default(),
            providers,
            proxies: ProxyWork::default(),
            webhooks,
            counts: Fresh::new(COUNTS_SECONDS),
            statistics: Fresh::new(STATISTICS_SECONDS),
            webhook: Mutex::default(),
            figures: tokio::sync::Mutex::default(),
            admins: OnceLock::new(),
            bot: OnceLock::new(),
            settings: RwLock::new(Arc::new(settings)),
            vpn_settings: RwLock::default(),
            maintenance: RwLock::default(),
            faults: Mutex::new(HashMap::new()),
            fall: Mutex::default(),
        }
    }

    /// What the time really is, as far as is known: Telegram's.
    pub fn true_now(&self) -> Timestamp {
        self.clock.now() - self.skew.seconds().unwrap_or(0)
    }

    /// Notes that Telegram answered a poll, brought an update or said that it brings them.
    pub fn note_heard(&self) {
        self.heard_at.store(self.clock.now().0, Ordering::Relaxed);
    }

    /// Notes that Telegram brought an update.
    pub fn note_brought(&self) {
        self.note_heard();
        self.brought_at.store(self.clock.now().0, Ordering::Relaxed);
    }

    /// When it brought one last, by the house's clock; 0 = not since the start.
    pub fn brought_at(&self) -> Timestamp {
        Timestamp(self.brought_at.load(Ordering::Relaxed))
    }

    /// How many seconds ago it was heard of.
    pub fn silent_for(&self) -> i64 {
        let heard_at = Timestamp(self.heard_at.load(Ordering::Relaxed));
        self.clock.now().since(heard_at)
    }

    /// Whether updates are heard as far as is known: Telegram answered a poll lately or, where it brings them, brought one
    /// or said that it could.
    pub fn is_hearing(&self) -> bool {
        let within = match self.config.doors.is_webhook {
            true => BROUGHT_WITHIN,
            false => HEARD_WITHIN,
        };
        self.silent_for() <= within
    }

    /// How Telegram brings updates, as it last said; `None` where it is asked for them.
    pub fn webhook(&self) -> Option<UpdatesHook> {
        let kept = self.webhook.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }

    /// Notes how Telegram brings updates.
    pub fn note_webhook(&self, seen: UpdatesHook) {
        *self.webhook.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    }

    /// Gives the house its way to the admins, once.
    pub fn set_admins(&self, admins: Arc<dyn AdminChannel>) {
        if self.admins.set(admins).is_err() {
            log::error!("the way to the admins was set twice");
        }
    }

    /// Notes how the last process ended.
    pub fn set_fall(&self, fall: Option<Fall>) {
        *self.fall.lock().unwrap_or_else(PoisonError::into_inner) = fall;
    }

    /// How the last process ended, if by a panic that nobody answered for yet.
    pub fn last_fall(&self) -> Option<Fall> {
        let kept = self.fall.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }

    /// The words of the panic that ended the last process, if it was at that: said once, to whoever would do it again.
    pub fn fell_over(&self, doing: &Doing) -> Option<String> {
        let mut kept = self.fall.lock().unwrap_or_else(PoisonError::into_inner);
        let fall = kept.take_if(|fall| fall.doing.as_ref() == Some(doing))?;
        Some(fall.words)
    }

    /// Tells the admins, if there is a way to them yet.
    pub fn tell_admins(&self, notice: AdminNotice) {
        match self.admins.get() {
            Some(admins) => admins.tell(notice),
            None => log::warn!("nobody to tell yet: {}", notice.subject().0),
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

    /// What admins set from chat, as of the last change.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over what admins set: at the start, and in the act that changes it.
    pub fn put_settings(&self, settings: Settings) {
        *self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    /// What admins set from chat about keys, as of the last change.
    pub fn vpn_settings(&self) -> Arc<VpnSettings> {
        self.vpn_settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over what admins set about keys: at the start, and in the act that changes it.
    pub fn put_vpn_settings(&self, settings: VpnSettings) {
        *self
            .vpn_settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    /// How the house stands, as of the last change.
    pub fn maintenance(&self) -> Arc<Maintenance> {
        self.maintenance
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over how the house stands: at the start, and in the act that changes it.
    pub fn put_maintenance(&self, maintenance: Maintenance) {
        *self
            .maintenance
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(maintenance);
    }

    /// The language of the house: set from chat, else the setting LANGUAGE.
    pub fn default_lang(&self) -> Lang {
        let settings = self.settings();
        let code = settings.language.as_deref();
        Lang::of_tag(code.unwrap_or(&self.config.language)).unwrap_or(Lang::Es)
    }

    /// The time zone of the house: set from chat, else the setting TIMEZONE.
    pub fn time_zone(&self) -> Zone {
        let settings = self.settings();
        let own = settings.time_zone.as_deref();
        own.and_then(|name| name.parse().ok())
            .unwrap_or(self.config.time_zone)
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

/// A restore that somebody asked for in chat: the house stops for it, and starts again with what was restored.
#[derive(Debug, Default)]
pub struct Restores {
    ordered: Mutex<Option<RestoreOrder>>,
    asked: Notify,
}

/// Who asked for it, and what opens the file that they sent.
#[derive(Clone, Debug)]
pub struct RestoreOrder {
    pub by: UserId,
    pub passphrase: Secret,
    /// Of the file that was shown to them.
    pub mark: String,
}

impl Restores {
    /// Asks for a restore; the last one asked for counts.
    pub fn order(&self, order: RestoreOrder) {
        *self.ordered.lock().unwrap_or_else(PoisonError::into_inner) = Some(order);
        self.asked.notify_one();
    }

    /// Waits until one is asked for.
    pub async fn next(&self) -> RestoreOrder {
        loop {
            let asked = self.asked.notified();
            if let Some(order) = self.take() {
                return order;
            }
            asked.await;
        }
    }

    fn take(&self) -> Option<RestoreOrder> {
        self.ordered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
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

/// What a task waits for whose server is down.
pub fn waits_for_server(server: ServerId) -> String {
    format!("server:{server}")
}

/// What a task waits for whose door has no channel.
pub fn waits_for_door(door: Door) -> String {
    format!("door:{}", door.name())
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
