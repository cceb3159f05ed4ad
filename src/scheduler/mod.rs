//! The scheduler: one table of jobs, and one sleep until the next of them is due.
//!
//! It wakes at the next due instant of any job or row, after each long poll, and when something changed. A phone's
//! monotonic clock stops in suspend, so no sleep is longer than a minute and the wall clock decides.

mod jobs;

use crate::context::Ctx;
use crate::models::AdminNotice;
use crate::models::DAY;
use crate::models::Doing;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::JobView;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::telegram::bot::Bot;
use crate::utils::fall;
use crate::utils::metrics;
use crate::utils::spawn::boxed;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// When a job runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schedule {
    /// Every so many seconds, and at the start.
    Every(i64),
    /// Once a day at that UTC time.
    Daily { hour: i64, minute: i64 },
}

impl Schedule {
    /// The next run after a run at `last`.
    fn after(self, last: Timestamp) -> Timestamp {
        match self {
            Self::Every(seconds) => last + seconds,
            Self::Daily { hour, minute } => {
                let today = Timestamp(last.day() * DAY + hour * HOUR + minute * MINUTE);
                if today > last {
                    today
                } else {
                    today.plus_days(1)
                }
            }
        }
    }
}

/// What a job says when it is over: one line for `/status`.
pub type JobResult = Result<String, ServiceError>;
type Run =
    for<'a> fn(&'a Ctx, &'a Bot, Timestamp) -> Pin<Box<dyn Future<Output = JobResult> + Send + 'a>>;

/// One job. Each is safe to run twice.
pub struct Job {
    pub name: &'static str,
    pub schedule: fn(&Ctx) -> Schedule,
    pub run: Run,
    /// Whether rows of its own may be due before its next run.
    pub follows_rows: bool,
}

/// How the result of a job begins that is to be tried again soon, with the same rows.
const NOT_NOW: &str = "not now:";
/// How the result of a job begins that found nothing to do: it is noted once an hour, so that a house without servers
/// does not write every minute.
const IDLE: &str = "nothing to do:";
/// How the result of a job begins that could not do its work.
const SKIPPED: &str = "skipped:";

/// All jobs there are.
pub const JOBS: &[Job] = &[
    Job {
        name: "vip_expiry",
        schedule: |ctx| Schedule::Every(ctx.config.cleanup_interval_minutes * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::expiry::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "free_queue",
        schedule: |ctx| Schedule::Every(ctx.config.process_free_queue_minutes * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::free_queue::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "channel_check",
        schedule: |_| Schedule::Every(10 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::channel_check::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "vpn_health",
        schedule: |_| Schedule::Every(MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::vpn_health::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        // Each proxy has its own instant, so that they keep no step.
        name: "proxy_health",
        schedule: |_| Schedule::Every(10 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::proxy_health::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "vpn_addresses",
        schedule: |_| Schedule::Every(5 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::vpn_addresses::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "heartbeat",
        schedule: |_| Schedule::Every(5 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::heartbeat::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "vpn_ends",
        schedule: |_| Schedule::Every(30 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::vpn_ends::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "bans",
        schedule: |_| Schedule::Every(60 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::bans::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "orders",
        schedule: |_| Schedule::Every(HOUR),
        run: |ctx, bot, now| Box::pin(jobs::orders::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "role_ends",
        schedule: |_| Schedule::Every(HOUR),
        run: |ctx, bot, now| Box::pin(jobs::role_ends::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "support_reminders",
        schedule: |_| Schedule::Every(HOUR),
        run: |ctx, bot, now| Box::pin(jobs::support_reminders::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "payment_looks",
        schedule: |_| Schedule::Every(MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::payment_looks::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "cleanup",
        schedule: |_| Schedule::Daily { hour: 3, minute: 0 },
        run: |ctx, bot, now| Box::pin(jobs::cleanup::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "vpn_accounting",
        schedule: |_| Schedule::Every(MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::vpn_accounting::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        // Each minute, because a server that came back is compared at once; the others every five.
        name: "vpn_reconcile",
        schedule: |_| Schedule::Every(MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::vpn_reconcile::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        // Each hour, because one that failed is tried again; the nightly minute is its row.
        name: "backup",
        schedule: |_| Schedule::Every(HOUR),
        run: |ctx, bot, now| Box::pin(jobs::backup::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "backup_test",
        schedule: |_| Schedule::Every(6 * HOUR),
        run: |ctx, bot, now| Box::pin(jobs::backup_test::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "disk_room",
        schedule: |_| Schedule::Every(MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::disk_room::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "proxy_sources",
        schedule: |_| Schedule::Every(15 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::proxy_sources::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        // What was left is tried again; those whose turn comes are its rows.
        name: "proxy_checks",
        schedule: |_| Schedule::Every(5 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::proxy_checks::run(ctx, bot, now)),
        follows_rows: true,
    },
    Job {
        name: "stars",
        schedule: |_| Schedule::Every(30 * MINUTE),
        run: |ctx, bot, now| Box::pin(jobs::stars::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        name: "books",
        schedule: |_| Schedule::Daily {
            hour: 4,
            minute: 40,
        },
        run: |ctx, bot, now| Box::pin(jobs::books::run(ctx, bot, now)),
        follows_rows: false,
    },
    Job {
        // Each night it looks whether a week is over.
        name: "database_check",
        schedule: |_| Schedule::Daily {
            hour: 4,
            minute: 20,
        },
        run: |ctx, bot, now| Box::pin(jobs::database_check::run(ctx, bot, now)),
        follows_rows: false,
    },
];

/// The jobs that act on people: they wait while a maintenance holds work.
const HELD: &[&str] = &["vip_expiry", "free_queue", "vpn_ends"];

type NextDue = for<'a> fn(
    &'a Ctx,
    Timestamp,
) -> Pin<
    Box<dyn Future<Output = Result<Option<Timestamp>, ServiceError>> + Send + 'a>,
>;

/// The jobs that follow rows, and how to ask when the next row after an instant is due.
const ROWS: &[(&str, NextDue)] = &[
    ("vip_expiry", |ctx, after| {
        Box::pin(services::expiry::next_due(ctx, after))
    }),
    ("proxy_health", |ctx, after| {
        Box::pin(services::vpn::proxy_health::next_due(ctx, after))
    }),
    ("vpn_ends", |ctx, after| {
        Box::pin(services::vpn::lifecycle::next_due(ctx, after))
    }),
    ("bans", |ctx, after| {
        Box::pin(services::persons::bans::next_due(ctx, after))
    }),
    ("orders", |ctx, after| {
        Box::pin(services::money::orders::next_ending(ctx, after))
    }),
    ("role_ends", |ctx, after| {
        Box::pin(services::roles::grants::next_due(ctx, after))
    }),
    ("support_reminders", |ctx, after| {
        Box::pin(services::support::desk::next_due(ctx, after))
    }),
    ("payment_looks", |ctx, after| {
        Box::pin(services::money::provider::looks::next_due(ctx, after))
    }),
    ("backup", |ctx, after| {
        Box::pin(services::backups::next_due(ctx, after))
    }),
    ("proxy_sources", |ctx, after| {
        Box::pin(services::proxies::sources::next_due(ctx, after))
    }),
    ("proxy_checks", |ctx, after| {
        Box::pin(services::proxies::checks::next_due(ctx, after))
    }),
];

/// The running scheduler.
pub struct Scheduler {
    ctx: Arc<Ctx>,
    next: Arc<Mutex<Vec<Timestamp>>>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Scheduler {
    /// Starts it.
    pub fn start(ctx: Arc<Ctx>, bot: Bot) -> Self {
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let next = Arc::new(Mutex::new(vec![ctx.clock.now(); JOBS.len()]));
        let runner = Runner {
            ctx: ctx.clone(),
            bot,
            next: next.clone(),
            tracker: tracker.clone(),
            stop: stop.clone(),
        };
        tracker.spawn(boxed(runner.run()));
        Self {
            ctx,
            next,
            tracker,
            stop,
        }
    }

    /// When each job runs next.
    pub fn next_runs(&self) -> NextRuns {
        NextRuns(self.next.clone())
    }

    /// Begins nothing new and waits for what runs.
    pub async fn stop(&self) {
        self.stop.cancel();
        // Trials of proxies last longer than a stop may.
        self.ctx.proxies.stop();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// When each job runs next, for `/status`.
#[derive(Clone)]
pub struct NextRuns(Arc<Mutex<Vec<Timestamp>>>);

impl NextRuns {
    /// The jobs with their last and next run.
    pub async fn jobs(&self, ctx: &Ctx) -> Vec<JobView> {
        let next = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut views = Vec::new();
        for (job, next_at) in JOBS.iter().zip(next) {
            views.push(view(ctx, job.name, Some(next_at)).await);
        }
        views
    }
}

/// The names of all jobs.
pub fn job_names() -> impl Iterator<Item = &'static str> {
    JOBS.iter().map(|job| job.name)
}

async fn view(ctx: &Ctx, name: &'static str, next_at: Option<Timestamp>) -> JobView {
    let last = match services::house::job_run(ctx, name).await {
        Ok(last) => last,
        Err(error) => {
            log::error!("the last run of {name} could not be read: {error}");
            None
        }
    };
    JobView {
        name: name.to_owned(),
        last_at: last.as_ref().map(|run| run.started_at),
        next_at,
        ok: last.as_ref().and_then(|run| run.is_ok),
        result: last.and_then(|run| run.result),
    }
}

struct Runner {
    ctx: Arc<Ctx>,
    bot: Bot,
    next: Arc<Mutex<Vec<Timestamp>>>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

/// What the loop knows of a job.
#[derive(Clone, Copy)]
struct State {
    next_at: Timestamp,
    last_at: Option<Timestamp>,
    is_running: bool,
    /// It could not do its work: its rows are still due, but not before this.
    postponed_until: Option<Instant>,
}

impl State {
    /// A run is over. A postponed one has not seen its rows: the run before it was the last that did.
    fn ended(&mut self, postponed: Option<Option<Timestamp>>, pause: Duration) {
        self.is_running = false;
        self.postponed_until = postponed.map(|_| Instant::now() + pause);
        if let Some(last_at) = postponed {
            self.last_at = last_at;
        }
    }
}

impl Runner {
    async fn run(self) {
        let (ended, mut ends) = mpsc::channel(JOBS.len());
        let mut states = self.first_states().await;
        let mut was_wrong = false;
        let pause = self.ctx.config.tempo.job_postponed;
        loop {
            // Without a database that takes something no job could do its work, or note it.
            tokio::select! {
                () = self.ctx.db.writable() => {}
                () = self.stop.cancelled() => return,
            }
            let now = self.ctx.clock.now();
            let turn = self.watch_clock(&mut was_wrong).await;
            let mut next_rows = Vec::new();
            let is_held = self.ctx.maintenance().holds_work();
            for (index, job) in JOBS.iter().enumerate() {
                let state = &mut states[index];
                if is_held && HELD.contains(&job.name) {
                    // Whatever is due stays due: the end of the maintenance wakes the scheduler.
                    continue;
                }
                let next_row = self.next_row(job, state.last_at).await;
                next_rows.extend(next_row);
                let is_postponed = state
                    .postponed_until
                    .is_some_and(|until| Instant::now() < until);
                let row_is_due =
                    job.follows_rows && !is_postponed && next_row.is_some_and(|at| at <= now);
                let is_due =
                    state.next_at <= now || row_is_due || (job.follows_rows && turn == Turn::Right);
                if state.is_running || !is_due {
                    continue;
                }
                state.is_running = true;
                let last_at = state.last_at.replace(now);
                state.next_at = (job.schedule)(&self.ctx).after(now);
                let (ctx, bot, ended) = (self.ctx.clone(), self.bot.clone(), ended.clone());
                self.tracker.spawn(boxed(async move {
                    let is_postponed = run_job(ctx, bot, job, now).await;
                    // An error means that the scheduler stops.
                    let _ = ended.send((index, is_postponed.then_some(last_at))).await;
                }));
            }
            let next_at: Vec<Timestamp> = states.iter().map(|state| state.next_at).collect();
            let first = first_awake(&states, is_held, &next_rows, now);
            *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next_at;
            tokio::select! {
                Some((index, postponed)) = ends.recv() => states[index].ended(postponed, pause),
                () = tokio::time::sleep(pause), if states.iter().any(|state| state.postponed_until.is_some()) => {}
                () = self.ctx.schedule_changed.notified() => {}
                () = self.ctx.clock.sleep_until(first) => {}
                () = self.stop.cancelled() => return,
            }
        }
    }

    /// At the start everything frequent is due; a daily job is due if its time passed while the bot was off.
    async fn first_states(&self) -> Vec<State> {
        let now = self.ctx.clock.now();
        let mut states = Vec::new();
        for job in JOBS {
            let schedule = (job.schedule)(&self.ctx);
            let next_at = match schedule {
                Schedule::Every(_) => now,
                Schedule::Daily { .. } => match services::house::job_run(&self.ctx, job.name).await
                {
                    Ok(Some(last)) => schedule.after(last.started_at),
                    Ok(None) | Err(_) => schedule.after(now),
                },
            };
            states.push(State {
                next_at,
                last_at: None,
                is_running: false,
                postponed_until: None,
            });
        }
        states
    }

    /// When the next row of a job is due that its last run did not see.
    async fn next_row(&self, job: &Job, last_at: Option<Timestamp>) -> Option<Timestamp> {
        let (_, next_due) = ROWS.iter().find(|(name, _)| *name == job.name)?;
        match next_due(&self.ctx, last_at.unwrap_or(Timestamp(0))).await {
            Ok(next) => next,
            Err(error) => {
                notify::log_error_and_notify(
                    &self.ctx,
                    Identity::System,
                    "scheduler",
                    &error.to_string(),
                );
                None
            }
        }
    }

    /// Tells the admins when our clock and Telegram's begin or cease to differ.
    async fn watch_clock(&self, was_wrong: &mut bool) -> Turn {
        let is_wrong = self.ctx.skew.is_wrong();
        if is_wrong == *was_wrong {
            return Turn::Same;
        }
        *was_wrong = is_wrong;
        let seconds = self.ctx.skew.seconds().unwrap_or(0);
        let (turn, notice) = if is_wrong {
            log::error!(
                "our clock and Telegram's differ by {seconds} s: nobody is removed until they agree"
            );
            (Turn::Wrong, AdminNotice::ClockWrong { seconds })
        } else {
            log::info!("our clock and Telegram's agree again");
            (Turn::Right, AdminNotice::ClockRight)
        };
        if let Err(error) = notify::announce(&self.ctx, Identity::System, notice).await {
            notify::log_error_and_notify(
                &self.ctx,
                Identity::System,
                "scheduler",
                &error.to_string(),
            );
        }
        turn
    }
}

/// When the loop looks again, if nothing wakes it before. A job that runs does so when it ends, however long it is due.
fn first_awake(
    states: &[State],
    is_held: bool,
    next_rows: &[Timestamp],
    now: Timestamp,
) -> Timestamp {
    let waits =
        |(job, state): &(&Job, &State)| !(state.is_running || is_held && HELD.contains(&job.name));
    let jobs = JOBS.iter().zip(states).filter(waits);
    let rows = next_rows.iter().copied().filter(|at| *at > now);
    let first = jobs.map(|(_, state)| state.next_at).chain(rows).min();
    first.unwrap_or(now.plus_minutes(1))
}

/// How the judgement of the clock changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Turn {
    Same,
    Wrong,
    Right,
}

/// Runs a job and notes how it ended. True if it is to be tried again soon.
async fn run_job(ctx: Arc<Ctx>, bot: Bot, job: &'static Job, started_at: Timestamp) -> bool {
    let doing = Doing::Job(job.name.to_owned());
    let begun = Instant::now();
    let (is_ok, result) = match ctx.fell_over(&doing) {
        Some(words) => (false, format!("panicked: {words}")),
        None => {
            let ctx = ctx.clone();
            // A task of its own, so that where panics unwind one ends nothing but this run.
            let run = tokio::spawn(fall::during(doing, async move {
                (job.run)(&ctx, &bot, started_at).await
            }));
            match run.await {
                Ok(Ok(result)) => (true, result),
                Ok(Err(error)) => (false, error.to_string()),
                Err(error) => (false, format!("panicked: {error}")),
            }
        }
    };
    metrics::job(job.name, started_at.0, begun.elapsed(), is_ok);
    if is_ok {
        tell_once(&ctx, job.name, &result).await;
    } else {
        notify::log_error_and_notify(&ctx, Identity::System, job.name, &result);
    }
    let is_postponed = result.starts_with(NOT_NOW);
    let now = ctx.clock.now();
    if is_ok && result.starts_with(IDLE) && was_idle(&ctx, job.name, &result, now).await {
        return false;
    }
    if let Err(error) =
        services::house::job_ended(&ctx, job.name, started_at, is_ok, result, now).await
    {
        notify::log_error_and_notify(&ctx, Identity::System, job.name, &error.to_string());
    }
    is_postponed
}

/// Whether it was noted lately that a job found nothing to do.
async fn was_idle(ctx: &Ctx, job: &'static str, result: &str, now: Timestamp) -> bool {
    match services::house::job_run(ctx, job).await {
        Ok(Some(last)) => {
            let age = now.since(last.started_at);
            last.result.as_deref() == Some(result) && (0..HOUR).contains(&age)
        }
        Ok(None) | Err(_) => false,
    }
}

/// Logs what a job did; that it skipped its work is a warning, the first time.
async fn tell_once(ctx: &Ctx, job: &'static str, result: &str) {
    if !result.starts_with(SKIPPED) {
        return log::debug!("job {job}: {result}");
    }
    let before = services::house::job_run(ctx, job).await;
    let is_known = matches!(before, Ok(Some(last)) if last.result.as_deref() == Some(result));
    if is_known {
        log::debug!("job {job}: {result}");
    } else {
        log::warn!("job {job}: {result}");
    }
}

#[cfg(test)]
mod tests;
