//! Trials of many proxies at once, and what is noted of them.
//!
//! A failure is believed only with a proof that the house itself had a way out: a success that came after it, or judges
//! that answer when they are asked directly. Without one nothing is noted, and the trials end.

mod note;
mod results;

use super::settings;
use super::world;
use crate::context::Ctx;
use crate::context::proxies::BreakOff;
use crate::context::proxies::ProxyTrier;
use crate::context::proxies::ProxyWork;
use crate::crud;
use crate::crud::proxy_passes::PassRow;
use crate::crud::proxy_trials::DueProxy;
use crate::db::Durability;
use crate::models::ListedProxyId;
use crate::models::ProxyPass;
use crate::models::Timestamp;
use crate::services::ServiceError;
use results::Outcome;
use results::Results;
use results::Tried;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Proxies read from the database at once.
const CHUNK: u32 = 256;
/// Results noted in one transaction.
const BATCH: usize = 100;
/// Results are noted at least so often.
const NOTED_EVERY: Duration = Duration::from_secs(1);
/// A trial ends by itself before that, unless its name had to wait long for its turn to be looked up.
const TRIAL_WITHIN: Duration = Duration::from_secs(30);
/// Judges that are asked directly answer within this, or the house has no way out.
const ONLINE_WITHIN: Duration = Duration::from_secs(20);
/// A proof of the way out holds so long for what begins.
const PROOF_HOLDS: Duration = Duration::from_secs(60);
/// With so many failures that wait for a proof nothing more is tried.
const MOST_UNPROVEN: usize = 1_000;

/// What is to be tried.
pub(super) enum Work {
    /// Those due by then.
    Due(Timestamp),
    /// What is left of a run over the whole list.
    Pass(PassRow),
}

/// How trials ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    Whole,
    /// The house has no way out: what was not noted is still due.
    Offline,
    BrokenOff(BreakOff),
}

/// What came of trials.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Round {
    /// Those that were noted.
    pub tried: u32,
    pub working: u32,
    /// Those that got no turn: nothing is said of them.
    pub left: u32,
    pub ended: Ended,
}

/// Tries all of it.
pub(super) async fn run(ctx: &Ctx, work: Work) -> Result<Round, ServiceError> {
    let settings = settings::get(ctx).await?;
    let trier = world::open(ctx)
        .trier(&settings)
        .map_err(ServiceError::Fault)?;
    let (pass, pass_id) = match &work {
        Work::Due(_) => (None, None),
        Work::Pass(row) => (Some(row.pass.clone()), Some(row.id)),
    };
    let begun = Begun::new(&ctx.proxies, pass);
    let mut trials = Trials {
        ctx,
        trier,
        work,
        pass_id,
        at_once: settings.at_once.max(1) as usize,
        every_minutes: settings.every_minutes,
        stop: begun.stop.clone(),
        queue: VecDeque::new(),
        is_drained: false,
        after: (Timestamp(0), ListedProxyId(0)),
        running: JoinSet::new(),
        results: Results::default(),
        tried: 0,
        working: 0,
        left: 0,
    };
    let ended = trials.run().await?;
    Ok(Round {
        tried: trials.tried,
        working: trials.working,
        left: trials.left,
        ended,
    })
}

/// Trials that are under way, until they end in whatever way.
struct Begun<'a> {
    work: &'a ProxyWork,
    stop: CancellationToken,
}

impl<'a> Begun<'a> {
    fn new(work: &'a ProxyWork, pass: Option<ProxyPass>) -> Self {
        let stop = work.begin(pass);
        Self { work, stop }
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.work.end();
    }
}

/// A question whether the house has a way out, with the place up to which a yes proves the results.
struct Proof {
    answer: Pin<Box<dyn Future<Output = bool> + Send>>,
    mark: u64,
}

struct Trials<'a> {
    ctx: &'a Ctx,
    trier: Arc<dyn ProxyTrier>,
    work: Work,
    pass_id: Option<i64>,
    at_once: usize,
    every_minutes: u32,
    stop: CancellationToken,
    queue: VecDeque<DueProxy>,
    /// The database has no more.
    is_drained: bool,
    after: (Timestamp, ListedProxyId),
    running: JoinSet<Option<Outcome>>,
    results: Results,
    tried: u32,
    working: u32,
    left: u32,
}

impl Trials<'_> {
    async fn run(&mut self) -> Result<Ended, ServiceError> {
        if !self.was_online_lately() && !self.ask_way_out().await {
            return Ok(self.broken_off().unwrap_or(Ended::Offline));
        }
        let mut ticks = tokio::time::interval(NOTED_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut proof: Option<Proof> = None;
        loop {
            self.refill().await?;
            if self.running.is_empty() && self.queue.is_empty() {
                break;
            }
            tokio::select! {
                biased;
                () = self.stop.cancelled() => {
                    self.running.shutdown().await;
                    self.note().await?;
                    break;
                }
                _ = ticks.tick() => {
                    self.note().await?;
                    if proof.is_none() && self.results.ask_proof() {
                        proof = Some(self.ask_proof());
                    }
                }
                is_online = answer(&mut proof) => {
                    let mark = proof.take().map_or(0, |proof| proof.mark);
                    if !is_online {
                        return Ok(Ended::Offline);
                    }
                    self.ctx.proxies.was_online();
                    self.results.prove(mark);
                }
                Some(done) = self.running.join_next() => self.took(done),
            }
            if self.results.proven() >= BATCH {
                self.note().await?;
            }
        }
        if let Some(ended) = self.broken_off() {
            return Ok(ended);
        }
        if self.results.needs_proof() && !self.ask_way_out().await {
            self.note().await?;
            return Ok(self.broken_off().unwrap_or(Ended::Offline));
        }
        self.results.prove(u64::MAX);
        self.note().await?;
        Ok(self.broken_off().unwrap_or(Ended::Whole))
    }

    fn was_online_lately(&self) -> bool {
        let is_fresh = |at: Instant| at.elapsed() < PROOF_HOLDS;
        self.trier.is_ready() && self.ctx.proxies.online_at().is_some_and(is_fresh)
    }

    fn broken_off(&self) -> Option<Ended> {
        // The run was ended in the database alone: that is a cancel too.
        let why = || self.ctx.proxies.broken_off().unwrap_or(BreakOff::Cancelled);
        self.stop.is_cancelled().then(|| Ended::BrokenOff(why()))
    }

    /// Keeps as many running as may run at once.
    async fn refill(&mut self) -> Result<(), ServiceError> {
        if self.queue.len() < self.at_once && !self.is_drained {
            self.fetch().await?;
        }
        while self.running.len() < self.at_once && self.results.len() < MOST_UNPROVEN {
            let Some(due) = self.queue.pop_front() else {
                break;
            };
            let trier = self.trier.clone();
            self.running.spawn(async move {
                let trial = trier.run(&due.address, due.placed, due.was_working);
                let trial = tokio::time::timeout(TRIAL_WITHIN, trial);
                // Nothing is said of one that got no turn: it is still due.
                let result = trial.await.ok()?;
                Some((due, result))
            });
        }
        Ok(())
    }

    async fn fetch(&mut self) -> Result<(), ServiceError> {
        let after = self.after;
        let chunk = match &self.work {
            Work::Due(now) => {
                let now = *now;
                (self.ctx.db)
                    .read(move |connection| {
                        crud::proxy_trials::list_due(connection, now, after, CHUNK)
                            .map_err(ServiceError::from)
                    })
                    .await?
            }
            Work::Pass(row) => {
                let (begun, last) = (row.pass.begun_at, row.last_id);
                (self.ctx.db)
                    .read(move |connection| {
                        let found = crud::proxy_trials::list_untried(
                            connection, begun, after.1, last, CHUNK,
                        );
                        found.map_err(ServiceError::from)
                    })
                    .await?
            }
        };
        self.is_drained = chunk.len() < CHUNK as usize;
        if let Some(last) = chunk.last() {
            self.after = (last.next_at, last.id);
        }
        self.queue.extend(chunk);
        Ok(())
    }

    fn took(&mut self, done: Result<Option<Outcome>, tokio::task::JoinError>) {
        match done {
            Ok(None) => self.left += 1,
            Ok(Some((due, result))) => {
                self.ctx.proxies.tried(result.is_ok());
                if result.is_ok() {
                    self.ctx.proxies.was_online();
                }
                self.results.push(Tried {
                    due,
                    result,
                    at: self.now(),
                    ended: Instant::now(),
                });
            }
            Err(error) => {
                self.left += 1;
                log::error!("the trial of a proxy broke off: {error}");
            }
        }
    }

    /// When a trial that just ended did. Those of a run over the whole list end after it began, also within the second
    /// in which others ended before: these are tried again.
    fn now(&self) -> Timestamp {
        let now = self.ctx.clock.now();
        match &self.work {
            Work::Due(_) => now,
            Work::Pass(row) => now.max(row.pass.begun_at + 1),
        }
    }

    fn ask_proof(&self) -> Proof {
        let trier = self.trier.clone();
        let answer = async move {
            let asked = tokio::time::timeout(ONLINE_WITHIN, trier.is_online());
            asked.await.unwrap_or(false)
        };
        Proof {
            answer: Box::pin(answer),
            mark: self.results.end(),
        }
    }

    /// Asks whether the house has a way out, unless the trials are broken off meanwhile.
    async fn ask_way_out(&self) -> bool {
        let is_online = tokio::select! {
            is_online = self.ask_proof().answer => is_online,
            () = self.stop.cancelled() => false,
        };
        if is_online {
            self.ctx.proxies.was_online();
        }
        is_online
    }

    /// Notes what is proven, in short transactions.
    async fn note(&mut self) -> Result<(), ServiceError> {
        loop {
            let batch = self.results.take_proven(BATCH);
            if batch.is_empty() {
                return Ok(());
            }
            let tried = u32::try_from(batch.len()).unwrap_or(u32::MAX);
            let working = batch.iter().filter(|one| one.result.is_ok()).count();
            let working = u32::try_from(working).unwrap_or(u32::MAX);
            let (pass, every) = (self.pass_id, self.every_minutes);
            let is_wanted = self
                .ctx
                .db
                .write(Durability::Normal, move |tx| {
                    for one in &batch {
                        note::keep(tx, one, every)?;
                    }
                    match pass {
                        Some(id) => Ok(crud::proxy_passes::update_tried(tx, id, tried, working)?),
                        None => Ok::<_, ServiceError>(true),
                    }
                })
                .await?;
            self.tried += tried;
            self.working += working;
            if !is_wanted {
                self.stop.cancel();
            }
        }
    }
}

/// The answer to the question for a proof; never, if none was asked.
async fn answer(proof: &mut Option<Proof>) -> bool {
    match proof {
        Some(proof) => proof.answer.as_mut().await,
        None => std::future::pending().await,
    }
}
