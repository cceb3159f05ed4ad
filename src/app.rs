//! The running bot: builds the parts, starts them in order, stops them in reverse.

mod signals;
mod way;

use crate::config::Config;
use crate::context::AdminChannel;
use crate::context::BotIdentity;
use crate::context::Ctx;
use crate::context::RestoreOrder;
use crate::db::DataLock;
use crate::handlers::Boundary;
use crate::handlers::PulseSource;
use crate::handlers::menus;
use crate::http::HttpServer;
use crate::models::AdminNotice;
use crate::models::AwaySummary;
use crate::models::BackupRefusal;
use crate::models::Doing;
use crate::models::Identity;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::scheduler::NextRuns;
use crate::scheduler::Scheduler;
use crate::services::ServiceError;
use crate::services::backups;
use crate::services::backups::place::Place;
use crate::services::backups::restore;
use crate::services::backups::restore::Terms;
use crate::services::care;
use crate::services::house;
use crate::services::inbox as stored;
use crate::services::notify;
use crate::services::owner;
use crate::services::status::Pulse;
use crate::tasks::Mailings;
use crate::tasks::Workers;
use crate::tasks::proxies;
use crate::telegram::admins::Admins;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::inbox::CaughtUp;
use crate::telegram::inbox::Inbox;
use crate::telegram::raw::Raw;
use crate::telegram::sender::Lane;
use crate::telegram::sender::Sender;
use crate::utils::clock::Clock;
use crate::utils::fall;
use crate::utils::pages;
use crate::utils::seal::SealKey;
use crate::utils::spawn::boxed;
use anyhow::Context;
use anyhow::bail;
use serde::Deserialize;
pub use signals::Signals;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
pub use way::LostHouse;

/// Everything ends within this after the signal.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// How long running handlers and their replies may take of it.
const HANDLERS_WITHIN: Duration = Duration::from_secs(3);
/// How long the last words may take of it.
const WORDS_WITHIN: Duration = Duration::from_millis(1_500);
/// The longest pause between tries while there is no network at the start.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// By the first the bot polls; by the second the greeting is sent and the command menus are published.
const SETTLED_AFTER: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(12)];

/// What `run` says when there is no token.
pub const NO_TOKEN: &str = r"There is no bot token yet.

1. In Telegram, open @BotFather, send /newbot and follow it: it gives you a token.
2. Run  portero setup : it asks for the token, checks it, writes it into .env and makes you the owner.
   (By hand: a line BOT_TOKEN=123456:ABC... in a file named .env where you start the program.)
3. Start again.

To see Portero at work without a token:  portero demo

Todavía no hay token. Pídelo a @BotFather con /newbot y ejecuta  portero setup : lo comprueba, lo guarda en .env
y te hace dueño del bot. Para ver Portero sin token:  portero demo";

/// A house whose data are open and whose bot is known, before anything runs. Holds the lock of its data.
pub struct House {
    pub ctx: Arc<Ctx>,
    pub raw: Raw,
    lock: DataLock,
}

impl House {
    /// Opens the house and finds out who the bot is, waiting out a missing network.
    ///
    /// # Errors
    /// With a sentence for the operator: settings, a held or unusable data directory, a refused token.
    pub async fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let Some(token) = config.bot_token.clone() else {
            return Err(Unconfigured(NO_TOKEN).into());
        };
        for line in config.summary() {
            log::info!("setting: {line}");
        }
        way::await_room(&config, &clock).await?;
        let lock = DataLock::take(&config.data_dir)?;
        if let Some(kept) = restore::recover(&place(&config))? {
            log::warn!("restored; what was there before is {}", kept.display());
        }
        let db = way::open_database(&config, clock.now())?;
        log::info!("database open: {}", db.path().display());
        let seal = open_seal(&config)?;
        let raw = Raw::new(
            &config.bot_api_url,
            token.expose(),
            config.telegram_proxy.as_ref().map(|proxy| proxy.expose()),
            clock.clone(),
        )?;
        let ctx = Arc::new(Ctx::new(config, db, clock, seal));
        let last_alive = way::prepare(&ctx).await?;
        if let Err(error) = backups::prepare(&ctx, ctx.clock.now()).await {
            // Without its backups the bot still works; the doctor and the desk say what is wrong with them.
            log::error!("the folder of backups could not be put in order: {error}");
        }
        let identity = identify(&raw, last_alive.is_some()).await?;
        log::info!("the bot is @{} ({})", identity.username, identity.id);
        if let Some(skew) = raw.clock_skew() {
            ctx.skew.set(skew);
        }
        ctx.set_bot(identity);
        ctx.set_fall(fall::take_last());
        Ok(Self { ctx, raw, lock })
    }

    /// Closes the data again, without anything having run.
    pub async fn close(self) {
        self.ctx.db.close().await;
    }
}

const REFUSED_TOKEN: &str = "Telegram refuses the token: it is wrong or was revoked. Ask @BotFather for the bot's token (/mybots)";

/// The bot cannot run until somebody sets what is missing: trying again is useless.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unconfigured(&'static str);

/// The admins hear of the panic that ended the last process, unless it was at an update that is still to be answered:
/// that tells them, and the person.
async fn tell_of_fall(ctx: &Ctx) {
    let Some(fall) = ctx.last_fall() else { return };
    let is_answered_for = match fall.doing {
        Some(Doing::Update(seq)) => stored::is_open(ctx, seq).await.unwrap_or_default(),
        Some(Doing::Task(_) | Doing::Job(_)) | None => false,
    };
    if !is_answered_for {
        notify::log_error_and_notify(ctx, Identity::System, "panic", &fall.words);
    }
}

/// The parts of a running bot.
pub struct App {
    pub ctx: Arc<Ctx>,
    pub bot: Bot,
    inbox: Inbox,
    workers: Workers,
    mailings: Mailings,
    scheduler: Scheduler,
    http: Option<HttpServer>,
    admins: Arc<Admins>,
    /// Ends what has no stop of its own.
    stop: CancellationToken,
    /// Notices to the admins and calls on their way.
    tracker: TaskTracker,
    _lock: DataLock,
}

impl App {
    /// Opens the house and starts everything in it.
    ///
    /// # Errors
    /// Those of [`House::open`].
    pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        Self::run_in(House::open(config, clock).await?).await
    }

    /// Starts everything in an open house.
    ///
    /// # Errors
    /// When Telegram does not forget the pending updates, though the settings ask for it.
    pub async fn run_in(house: House) -> anyhow::Result<Self> {
        let House { ctx, raw, lock } = house;
        if ctx.config.drop_pending_updates {
            let call = Call::new("deleteWebhook").set("drop_pending_updates", true);
            raw.call(&call)
                .await
                .context("pending updates could not be dropped")?;
            log::warn!("DROP_PENDING_UPDATES: what Telegram kept meanwhile is forgotten");
        }
        Ok(Self::start_parts(ctx, raw, lock).await)
    }

    async fn start_parts(ctx: Arc<Ctx>, raw: Raw, lock: DataLock) -> Self {
        let tracker = TaskTracker::new();
        let sender = Sender::start(raw.clone(), ctx.config.rates(), tracker.clone());
        let bot = Bot::new(raw, sender);
        let stop = CancellationToken::new();
        let admins = Arc::new(Admins::new(&ctx, bot.clone(), tracker.clone()));
        ctx.set_admins(admins.clone() as Arc<dyn AdminChannel>);
        tell_of_fall(&ctx).await;
        tracker.spawn(boxed(care::keep(ctx.clone(), stop.clone())));
        let away = Away::look(&ctx).await;
        let pulse = Arc::new(LivePulse {
            ctx: ctx.clone(),
            bot: bot.clone(),
            jobs: OnceLock::new(),
        });
        let boundary = Arc::new(Boundary::new(ctx.clone(), bot.clone(), pulse.clone()));
        let (caught_up, hears) = oneshot::channel();
        let inbox = Inbox::start(ctx.clone(), bot.clone(), boundary.clone(), caught_up);
        boundary.set_nudger(inbox.nudger());
        match inbox.intake() {
            Some(_) => log::info!("updates are to be brought"),
            None => log::info!("polling started"),
        }
        let workers = Workers::start(ctx.clone(), bot.clone());
        let mailings = Mailings::start(ctx.clone(), bot.clone(), &tracker);
        let scheduler = Scheduler::start(ctx.clone(), bot.clone());
        if pulse.jobs.set(scheduler.next_runs()).is_err() {
            log::error!("the scheduler was started twice");
        }
        let listen = ctx.config.http_listen.clone();
        let http = listen.map(|listen| HttpServer::start(ctx.clone(), listen, inbox.intake()));
        tracker.spawn(boxed(greet(ctx.clone(), away, hears, stop.clone())));
        tracker.spawn(boxed(menus::keep(ctx.clone(), bot.clone(), stop.clone())));
        tracker.spawn(boxed(let_go(stop.clone())));
        tracker.spawn(boxed(proxies::show(ctx.clone(), bot.clone(), stop.clone())));
        Self {
            ctx,
            bot,
            inbox,
            workers,
            mailings,
            scheduler,
            http,
            admins,
            stop,
            tracker,
            _lock: lock,
        }
    }

    /// Stops taking updates, finishes running handlers, stops the scheduler, says good-bye, closes the database.
    /// Takes at most ten seconds; what does not end by then is taken up by the next start.
    pub async fn stop(self) {
        log::info!("stopping");
        self.ctx.db.end_checks();
        let steps = async {
            bounded("handlers", HANDLERS_WITHIN, self.inbox.stop()).await;
            bounded("jobs and tasks", WORDS_WITHIN, async {
                tokio::join!(
                    self.scheduler.stop(),
                    self.workers.stop(),
                    self.mailings.stop(),
                    async {
                        if let Some(http) = self.http {
                            http.stop().await;
                        }
                    }
                );
            })
            .await;
            self.stop.cancel();
            bounded(
                "good-bye",
                WORDS_WITHIN,
                self.admins.tell_now(&AdminNotice::Offline),
            )
            .await;
            self.bot.sender.drain(WORDS_WITHIN).await;
            // Calls that the tasks waited for have ended by now: that one was not sent must be noted, or the next start
            // would have to doubt it.
            bounded("tasks", WORDS_WITHIN, self.workers.stop()).await;
            self.tracker.close();
            bounded("messages", WORDS_WITHIN, self.tracker.wait()).await;
        };
        bounded("everything", STOP_WITHIN - Duration::from_secs(1), steps).await;
        let now = self.ctx.clock.now();
        for result in [
            house::alive(&self.ctx, now).await,
            house::remember_running(&self.ctx, false, now).await,
        ] {
            if let Err(error) = result {
                log::error!("the end was not noted: {error}");
            }
        }
        self.ctx.db.close().await;
        log::info!("stopped");
    }
}

/// Where the house of these settings lies.
pub fn place(config: &Config) -> Place {
    Place {
        data_dir: config.data_dir.clone(),
        database: config.database.clone(),
        key_file: config.key_file(),
    }
}

async fn bounded(what: &str, within: Duration, work: impl Future<Output = ()>) {
    if tokio::time::timeout(within, work).await.is_err() {
        log::warn!("{what} did not end in time; the next start goes on with it");
    }
}

fn open_seal(config: &Config) -> anyhow::Result<SealKey> {
    match &config.secret_key {
        Some(key) => SealKey::from_hex(key.expose()).context("SECRET_KEY cannot be used"),
        None => {
            let path = config.key_file();
            SealKey::from_file(&path)
                .with_context(|| format!("the key file {} cannot be used", path.display()))
        }
    }
}

/// Who the bot is, as Telegram says.
pub async fn get_me(raw: &Raw) -> Result<BotIdentity, CallError> {
    #[derive(Deserialize)]
    struct Me {
        id: i64,
        username: String,
        first_name: String,
    }
    let me = raw.call(&Call::new("getMe")).await?;
    // Only another server than Telegram's answers with something else.
    let me: Me = serde_json::from_value(me).map_err(|_| CallError::BadAnswer { status: 200 })?;
    Ok(BotIdentity {
        id: me.id,
        username: me.username,
        name: me.first_name,
    })
}

/// Who the bot is. Without a network it waits and tries again: a phone often starts before its Wi-Fi. So it does when
/// a bot that has run before is refused: that may be Telegram's own momentary fault, and a service that ended over it
/// would stay down for ever.
async fn identify(raw: &Raw, has_run: bool) -> anyhow::Result<BotIdentity> {
    let mut failures = 0u32;
    let mut was_refused = false;
    loop {
        let error = match get_me(raw).await {
            Ok(identity) => return Ok(identity),
            Err(error) => error,
        };
        let class = error.class();
        if class == Class::Unauthorized {
            if !has_run {
                return Err(Unconfigured(REFUSED_TOKEN).into());
            }
            if !was_refused {
                log::error!("{REFUSED_TOKEN}; trying again, in case the fault is Telegram's");
            }
            was_refused = true;
        } else if !class.is_outage() {
            log::warn!("getMe failed: {error}; trying again");
        } else if failures == 0 {
            log::warn!("Telegram cannot be reached yet ({error}); trying until it can");
        }
        let pause = Duration::from_millis(500 << failures.min(6)).min(LONGEST_PAUSE);
        failures += 1;
        tokio::time::sleep(pause).await;
    }
}

/// How the house was found.
struct Away {
    last_alive: Option<Timestamp>,
    late_tasks: i64,
    updates: i64,
    was_killed: bool,
}

impl Away {
    async fn look(ctx: &Ctx) -> Self {
        let now = ctx.clock.now();
        let (last_alive, late_tasks) = match house::away(ctx, now).await {
            Ok(found) => found,
            Err(error) => {
                notify::log_error_and_notify(ctx, Identity::System, "start", &error.to_string());
                (None, 0)
            }
        };
        let updates = stored::count_open(ctx).await.unwrap_or_default();
        let was_killed = house::was_killed(ctx).await.unwrap_or_default();
        if let Err(error) = house::remember_running(ctx, true, now).await {
            log::error!("the start was not noted: {error}");
        }
        Self {
            last_alive,
            late_tasks,
            updates,
            was_killed,
        }
    }
}

/// Lets go of what only the start needed of the program's files.
async fn let_go(stop: CancellationToken) {
    let begun = Instant::now();
    for after in SETTLED_AFTER {
        tokio::select! {
            () = tokio::time::sleep_until(begun + after) => {}
            () = stop.cancelled() => return,
        }
        let mappings = pages::let_go();
        pages::give_back();
        log::debug!("{mappings} mappings of files were let go");
    }
}

/// Tells the admins that the bot is there and what happened meanwhile; then what can wait.
async fn greet(
    ctx: Arc<Ctx>,
    away: Away,
    hears: oneshot::Receiver<CaughtUp>,
    stop: CancellationToken,
) {
    // An error means that the bot stops before it caught up.
    let Ok(CaughtUp { updates }) = hears.await else {
        return;
    };
    let now = ctx.clock.now();
    let summary = AwaySummary {
        away_seconds: away.last_alive.map(|last| now.since(last).max(0)),
        updates: updates + away.updates,
        late_tasks: away.late_tasks,
    };
    log::info!(
        "online: {} updates caught up, {} tasks late",
        summary.updates,
        summary.late_tasks
    );
    ctx.tell_admins(AdminNotice::Online(summary));
    if let Err(error) = care::tell_aside(&ctx).await {
        log::error!("what was set aside could not be told: {error}");
    }
    if away.was_killed {
        log::warn!("the bot did not stop by itself last time: the database is checked");
        tokio::select! {
            () = care::check_after_kill(&ctx) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// A house that nobody owns prints a link that makes whoever opens it the owner. To the terminal, not to the log: the
/// link is a key.
async fn offer_ownership(ctx: &Ctx) {
    match owner::offer(ctx, ctx.clock.now()).await {
        Ok(Some(code)) => {
            let (link, minutes) = (ctx.deep_link(&code.payload()), owner::VALID_MINUTES);
            println!(
                "Nobody owns this bot yet. Whoever opens this link within {minutes} minutes becomes its owner (it works once):"
            );
            println!("  {link}");
            println!("Too late? Start again, or run  portero setup : each prints a new one.");
            log::warn!(
                "ADMIN_USER_IDS is empty and nobody owns the bot: an owner link was printed, good for {minutes} minutes"
            );
        }
        Ok(None) => {}
        Err(error) => {
            notify::log_error_and_notify(ctx, Identity::System, "start", &error.to_string());
        }
    }
}

/// What `/status` cannot read from the database.
struct LivePulse {
    ctx: Arc<Ctx>,
    bot: Bot,
    jobs: OnceLock<NextRuns>,
}

impl PulseSource for LivePulse {
    fn pulse(&self) -> Pin<Box<dyn Future<Output = Pulse> + Send + '_>> {
        Box::pin(async move {
            let stats = self.bot.sender.stats();
            let queued: usize = Lane::ALL
                .into_iter()
                .map(|lane| stats.queued_in(lane))
                .sum();
            Pulse {
                sender_queue: i64::try_from(queued).unwrap_or(i64::MAX),
                last_contact: self.bot.raw.last_contact(),
                jobs: match self.jobs.get() {
                    Some(jobs) => jobs.jobs(&self.ctx).await,
                    None => Vec::new(),
                },
            }
        })
    }
}

/// Restores what was asked for in chat, between two runs of the bot: the data are closed, and locked again for it.
///
/// # Errors
/// The sentence for the admins; then the house is as it was.
pub fn carry_out(
    config: &Config,
    order: &RestoreOrder,
    now: Timestamp,
) -> Result<(), BackupRefusal> {
    let place = place(config);
    let work = || -> Result<(), ServiceError> {
        let _lock = DataLock::take(&config.data_dir)
            .map_err(|error| ServiceError::Fault(error.to_string()))?;
        let source = backups::incoming(&place, order.passphrase.expose(), &order.mark)?;
        let terms = Terms {
            by: Identity::User(order.by),
            bot_id: config.bot_id().and_then(|id| id.parse().ok()),
            secret_key: config
                .secret_key
                .as_ref()
                .map(|key| key.expose().to_owned()),
            now,
        };
        restore::restore(&place, &source, &terms, &mut |_| Ok(()))?;
        Ok(())
    };
    work().map_err(|error| match error {
        ServiceError::Refused(Refusal::Backup(refusal)) => refusal,
        other => {
            log::error!("the restore failed: {other}");
            BackupRefusal::Unwritable {
                why: other.to_string(),
            }
        }
    })
}

/// How `run` begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beginning {
    /// In the house that is there; in a new one only where there never was any.
    TheHouse,
    /// In a new and empty house, though one was lost here.
    NewHouse,
}

/// Runs the bot until it is told to stop. A restore asked for in chat is done between two runs.
pub async fn run(config: Config, beginning: Beginning) -> anyhow::Result<()> {
    let clock = match &config.clock_file {
        Some(path) => Clock::file(path.clone()),
        None => Clock::system(),
    };
    let mut signals = Signals::listen()?;
    if beginning == Beginning::NewHouse {
        way::begin_anew(&config, clock.now())?;
    }
    let mut failed = None;
    loop {
        let app = tokio::select! {
            app = App::start(config.clone(), clock.clone()) => match app {
                Ok(app) => app,
                Err(error) => {
                    way::tell_lost(&config, clock, &error).await;
                    return Err(error);
                }
            },
            name = signals.next() => {
                log::info!("{name} before the start was over");
                return Ok(());
            }
        };
        if let Some(refusal) = failed.take()
            && let Err(error) =
                backups::restore_failed(&app.ctx, &refusal, app.ctx.clock.now()).await
        {
            log::error!("that nothing was restored was not told: {error}");
        }
        offer_ownership(&app.ctx).await;
        let order = tokio::select! {
            name = signals.next() => {
                log::info!("{name}");
                None
            }
            order = app.ctx.restores.next() => Some(order),
        };
        tokio::select! {
            () = app.stop() => {}
            name = signals.next() => bail!("{name} again: stopped at once; the next start goes on with what was left"),
        }
        let Some(order) = order else { return Ok(()) };
        log::info!("[{}] a backup is restored", order.by);
        failed = carry_out(&config, &order, clock.now()).err();
    }
}
