//! The task workers: each does what a committed fact asks for, again and again until it is done.
//!
//! Invariant: a task is marked done only after its effect is certain, so a kill in between does it again; each
//! executor therefore looks first at how things stand.

mod api;
mod backups;
mod broadcasts;
mod counters;
mod free;
mod links;
mod mailings;
mod members;
mod messages;
mod money;
pub mod proxies;
mod purse;
mod qvapay;
mod reactions;
mod receipts;
mod removals;
mod roles;
mod stars;
mod support;
mod upkeep;
mod vpn;
mod webhooks;

use crate::context::Ctx;
use crate::context::waits_for_chat;
use crate::context::waits_for_door;
use crate::models::ChatId;
use crate::models::Doing;
use crate::models::Identity;
use crate::models::RequestId;
use crate::models::RequestOutcome;
use crate::models::ServerId;
use crate::models::Task;
use crate::models::TaskClass;
use crate::models::TaskId;
use crate::models::TaskRow;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::WHY_NO_CHANNEL;
use crate::models::WHY_RESTORED;
use crate::models::WHY_WRONG_CLOCK;
use crate::services;
use crate::services::ServiceError;
use crate::services::notify;
use crate::services::tasks::Outcome;
use crate::telegram::bot::Bot;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::utils::fall;
use crate::utils::metrics;
use crate::utils::metrics::TaskOutcome;
use crate::utils::spawn::boxed;
pub use mailings::Mailings;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Tasks of a class that run at a time.
fn at_once(class: TaskClass) -> usize {
    match class {
        TaskClass::Prompt | TaskClass::Member | TaskClass::Notice | TaskClass::Server => 12,
        // The Free queue is one: whoever came first goes in first.
        TaskClass::Queue => 1,
    }
}

/// Pauses after the first, second, … failed try; the last one repeats.
const PAUSES: [i64; 8] = [5, 15, 45, 120, 300, 900, 1_800, 3_600];
/// Tries after which a task is left to an admin, unless it is one that never rests.
const MOST_TRIES: u32 = 14;
/// Pause of work that must not run while the clock is wrong.
const CLOCK_PAUSE: i64 = 600;

/// What runs now, and for which server if it is for one.
type Running = HashMap<TaskId, (TaskClass, Option<ServerId>)>;

/// What an executor has at hand.
struct Errand<'a> {
    ctx: &'a Ctx,
    bot: &'a Bot,
    row: &'a TaskRow,
    now: Timestamp,
}

/// The running workers.
pub struct Workers {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// Starts them.
    pub fn start(ctx: Arc<Ctx>, bot: Bot) -> Self {
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let counters = counters::run(ctx.clone(), bot.clone(), tracker.clone(), stop.clone());
        tracker.spawn(boxed(counters));
        tracker.spawn(boxed(webhooks::run(ctx.clone(), stop.clone())));
        tracker.spawn(boxed(run(ctx, bot, tracker.clone(), stop.clone())));
        Self { tracker, stop }
    }

    /// Begins nothing new and waits for what runs.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

async fn run(ctx: Arc<Ctx>, bot: Bot, tracker: TaskTracker, stop: CancellationToken) {
    let (ended, mut ends) = mpsc::channel(64);
    let mut running: Running = HashMap::new();
    loop {
        // What could not be noted afterwards would be done again and again.
        tokio::select! {
            () = ctx.db.writable() => {}
            () = stop.cancelled() => return,
        }
        let now = ctx.clock.now();
        for class in TaskClass::ALL {
            for (row, server) in fetch(&ctx, class, &running, now).await {
                running.insert(row.id, (class, server));
                let (ctx, bot, ended) = (ctx.clone(), bot.clone(), ended.clone());
                let stop = stop.clone();
                tracker.spawn(boxed(async move {
                    let id = row.id;
                    attempt(ctx, bot, row, stop).await;
                    // An error means that the workers stop; the row tells the rest.
                    let _ = ended.send(id).await;
                }));
            }
        }
        let next = match services::tasks::next_due(&ctx, now).await {
            Ok(next) => next.unwrap_or(now.plus_minutes(1)),
            Err(error) => {
                notify::log_error_and_notify(&ctx, Identity::System, "tasks", &error.to_string());
                now.plus_minutes(1)
            }
        };
        tokio::select! {
            Some(id) = ends.recv() => {
                running.remove(&id);
                while let Ok(id) = ends.try_recv() {
                    running.remove(&id);
                }
            }
            () = ctx.task_added.notified() => {}
            () = ctx.clock.sleep_until(next) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn fetch(
    ctx: &Ctx,
    class: TaskClass,
    running: &Running,
    now: Timestamp,
) -> Vec<(TaskRow, Option<ServerId>)> {
    let busy: HashMap<TaskId, Option<ServerId>> = running
        .iter()
        .filter(|(_, (other, _))| *other == class)
        .map(|(id, (_, server))| (*id, *server))
        .collect();
    let room = at_once(class).saturating_sub(busy.len());
    if room == 0 {
        return Vec::new();
    }
    let found = match class {
        TaskClass::Server => services::tasks::due_on_servers(ctx, room, busy, now).await,
        TaskClass::Prompt | TaskClass::Member | TaskClass::Queue | TaskClass::Notice => {
            let busy = busy.into_keys().collect();
            let rows = services::tasks::due(ctx, class, room, busy, now).await;
            rows.map(|rows| rows.into_iter().map(|row| (row, None)).collect())
        }
    };
    match found {
        Ok(rows) => rows,
        Err(error) => {
            notify::log_error_and_notify(ctx, Identity::System, "tasks", &error.to_string());
            Vec::new()
        }
    }
}

/// One try of a task, and the note of how it ended.
async fn attempt(ctx: Arc<Ctx>, bot: Bot, row: TaskRow, stop: CancellationToken) {
    let (id, begun) = (row.id, row.created_at);
    let (tries, kind) = (row.attempts, row.task.kind());
    let class = row.task.class();
    let request = if let Task::AdmitFree { request } = row.task {
        Some(request)
    } else {
        None
    };
    let never_rests = matches!(
        row.task,
        Task::RemoveMember { .. }
            | Task::RemoveIntruder { .. }
            | Task::RemoveStray { .. }
            | Task::SettleBan { .. }
            | Task::RunImport { .. }
            | Task::SettlePeer { .. }
            | Task::FulfilPayment { .. }
            | Task::RefundPayment { .. }
    );
    let doing = Doing::Task(id);
    let outcome = if let Some(words) = ctx.fell_over(&doing) {
        Outcome::Retry(format!("panicked: {words}"))
    } else {
        let (ctx, bot) = (ctx.clone(), bot.clone());
        // A task of its own, so that where panics unwind one ends nothing but this try.
        let trial = tokio::spawn(fall::during(doing, async move {
            let now = ctx.clock.now();
            let errand = Errand {
                ctx: &ctx,
                bot: &bot,
                row: &row,
                now,
            };
            if let Some(waits) = upkeep::held(&errand).await?.or(no_door(&errand).await?) {
                return Ok(waits);
            }
            match held_after_restore(&errand).await? {
                Some(later) => Ok(later),
                None => execute(&errand).await,
            }
        }));
        match trial.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(ServiceError::Refused(refusal))) => {
                Outcome::Retry(format!("refused: {refusal:?}"))
            }
            Ok(Err(error)) if error.is_stopped() => Outcome::Later {
                seconds: 1,
                why: error.to_string(),
            },
            Ok(Err(error)) => Outcome::Retry(error.to_string()),
            Err(error) => Outcome::Retry(format!("panicked: {error}")),
        }
    };
    let outcome = match outcome {
        Outcome::Retry(error) if tries + 1 >= MOST_TRIES && !never_rests => {
            give_up(&ctx, request).await;
            Outcome::Failed(error)
        }
        other => other,
    };
    metrics::TASKS[class as usize][counted(&outcome) as usize].add_one();
    match &outcome {
        Outcome::Done(result) => log::debug!("task {id} {kind}: {result}"),
        Outcome::Later { why, .. } | Outcome::Wait { why, .. } => {
            log::info!("task {id} {kind} waits: {why}")
        }
        Outcome::Retry(error) => log::warn!("task {id} {kind}, try {}: {error}", tries + 1),
        Outcome::Failed(error) => {
            notify::log_error_and_notify(
                &ctx,
                Identity::System,
                "tasks",
                &format!("{kind} was given up: {error}"),
            );
        }
    }
    let now = ctx.clock.now();
    let pause = PAUSES[usize::try_from(tries)
        .unwrap_or(usize::MAX)
        .min(PAUSES.len() - 1)];
    let noted = note(&ctx, (id, begun), outcome, now + pause, &stop).await;
    if let Err(error) = noted {
        notify::log_error_and_notify(&ctx, Identity::System, "tasks", &error.to_string());
        // Without its note the task is still due: the pause is kept here, while it counts as running.
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(pause.unsigned_abs())) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// What the metrics say of a try that ended so.
fn counted(outcome: &Outcome) -> TaskOutcome {
    match outcome {
        Outcome::Done(_) => TaskOutcome::Done,
        Outcome::Later { .. } => TaskOutcome::Later,
        Outcome::Wait { .. } => TaskOutcome::Waiting,
        Outcome::Retry(_) => TaskOutcome::Retried,
        Outcome::Failed(_) => TaskOutcome::Failed,
    }
}

/// Notes how a try ended. While nothing can be written it waits with its word: the effect is not to happen again.
async fn note(
    ctx: &Ctx,
    task: (TaskId, Timestamp),
    outcome: Outcome,
    retry_at: Timestamp,
    stop: &CancellationToken,
) -> Result<(), ServiceError> {
    loop {
        let now = ctx.clock.now();
        match services::tasks::ended(ctx, task, outcome.clone(), retry_at, now).await {
            Err(error) if error.is_stopped() => tokio::select! {
                () = ctx.db.writable() => {}
                () = stop.cancelled() => return Err(error),
            },
            other => return other,
        }
    }
}

/// A request that cannot be admitted is closed, so that its owner may ask again.
async fn give_up(ctx: &Ctx, request: Option<RequestId>) {
    let Some(request) = request else { return };
    let settled = match services::free::get(ctx, request).await {
        Ok(Some(found)) => {
            services::free::settle(ctx, &found, RequestOutcome::Failed, None, ctx.clock.now())
                .await
                .map(|_| ())
        }
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = settled {
        notify::log_error_and_notify(ctx, Identity::System, "tasks", &error.to_string());
    }
}

/// Work for a door without a channel waits until it has one again.
async fn no_door(errand: &Errand<'_>) -> Result<Option<Outcome>, ServiceError> {
    let Some(door) = errand.row.task.door() else {
        return Ok(None);
    };
    let chat = services::channels::chat_of(errand.ctx, door).await?;
    Ok(chat.is_none().then(|| Outcome::Wait {
        waits_for: waits_for_door(door),
        why: WHY_NO_CHANNEL.to_owned(),
    }))
}

/// After the restore of an old backup, whoever renewed since may look as if their access had ended: they stay until an
/// admin lets removals go on.
async fn held_after_restore(errand: &Errand<'_>) -> Result<Option<Outcome>, ServiceError> {
    let removes = matches!(
        errand.row.task,
        Task::RemoveMember { .. }
            | Task::RemoveIntruder { .. }
            | Task::RemoveStray { .. }
            | Task::SettleBan { .. }
            | Task::SettlePeer { .. }
    );
    if !removes || !services::backups::is_held(errand.ctx).await? {
        return Ok(None);
    }
    let takes_away = if let Task::SettlePeer { peer, .. } = errand.row.task {
        services::vpn::settle::is_to_close(errand.ctx, peer).await?
    } else if let Task::SettleBan { user, .. } = errand.row.task {
        services::members::acts::is_banned(errand.ctx, user).await?
    } else {
        true
    };
    Ok(takes_away.then(|| Outcome::Later {
        seconds: CLOCK_PAUSE,
        why: WHY_RESTORED.to_owned(),
    }))
}

async fn execute(errand: &Errand<'_>) -> Result<Outcome, ServiceError> {
    match &errand.row.task {
        Task::MakeBackup { user, .. } => backups::make(errand, *user).await,
        Task::TestBackup { backup, user, .. } => backups::test(errand, *backup, *user).await,
        Task::SendBackup { backup, chat, .. } => backups::send(errand, *backup, *chat).await,
        Task::DeliverTokens {
            batch,
            chat,
            user,
            sealed,
        } => messages::deliver_tokens(errand, *batch, *user, *chat, sealed).await,
        Task::DeliverApiKey {
            key,
            user,
            chat,
            sealed,
        } => api::deliver_key(errand, *key, *user, *chat, sealed).await,
        Task::DeliverHookSecret {
            webhook,
            user,
            chat,
            ..
        } => api::deliver_secret(errand, *webhook, *user, *chat).await,
        Task::DeliverVipLink { user, fact } => links::deliver_vip_link(errand, *user, fact).await,
        Task::WelcomeVip { user, .. } => messages::welcome(errand, *user).await,
        Task::RevokeLink { link } => links::revoke(errand, *link).await,
        Task::RemoveMember { user, period } => {
            removals::remove_member(errand, *user, *period).await
        }
        Task::RemoveIntruder { user, chat, .. } => {
            removals::remove_intruder(errand, *user, *chat).await
        }
        Task::TellAdmins { notice, .. } => messages::tell_admins(errand, notice).await,
        Task::DeliverFreeLink { request, link } => {
            free::deliver_link(errand, *request, *link).await
        }
        Task::TellExpired { user, .. } => messages::tell_expired(errand, *user).await,
        Task::TellGrace {
            user, ended, until, ..
        } => messages::tell_grace(errand, *user, *ended, *until).await,
        Task::PlanReminders { .. } => {
            let periods = services::reminders::plan_all(errand.ctx, errand.now).await?;
            let accounts = services::vpn::lifecycle::plan_all(errand.ctx, errand.now).await?;
            Ok(done(&format!("{periods} periods, {accounts} accounts")))
        }
        Task::RemindEnd {
            user,
            expiry,
            hours,
            ..
        } => messages::remind(errand, *user, *expiry, *hours).await,
        Task::AdmitFree { request } => free::admit(errand, *request).await,
        Task::DeclineFree { request } => free::decline(errand, *request).await,
        Task::AcknowledgeJoinRequest { request } => free::acknowledge(errand, *request).await,
        Task::ApproveVipRequest { user, chat, .. } => {
            removals::approve_vip_request(errand, *user, *chat).await
        }
        Task::React { chat, message } => reactions::react(errand, *chat, *message).await,
        Task::PlaceButtons { chat, message } => {
            reactions::place_buttons(errand, *chat, *message).await
        }
        Task::PreviewReactions { user, door, .. } => reactions::preview(errand, *user, *door).await,
        Task::PreviewBroadcast {
            broadcast,
            revision,
        } => broadcasts::preview(errand, *broadcast, *revision).await,
        Task::PublishPost { post, again } => broadcasts::publish(errand, *post, *again).await,
        Task::PinPost { post } => broadcasts::pin(errand, *post).await,
        Task::UndoPost { post, .. } => broadcasts::undo(errand, *post).await,
        Task::ReportBroadcast { broadcast, step } => {
            broadcasts::report(errand, *broadcast, *step).await
        }
        Task::SendScheduled { broadcast, at } => {
            broadcasts::send_scheduled(errand, *broadcast, *at).await
        }
        Task::TellHeld { broadcast, why, .. } => {
            broadcasts::tell_held(errand, *broadcast, *why).await
        }
        Task::TellMailing { broadcast, .. } => messages::tell_mailing(errand, *broadcast).await,
        Task::TellAccess {
            user,
            until,
            is_new,
            ..
        } => members::tell_access(errand, *user, *until, *is_new).await,
        Task::RemoveStray {
            user, chat, audit, ..
        } => removals::remove_stray(errand, *user, *chat, *audit).await,
        Task::SettleBan { user, chat, .. } => removals::settle_ban(errand, *user, *chat).await,
        Task::TellUnbanned { user, .. } => members::tell_unbanned(errand, *user).await,
        Task::TellErased { user, language, .. } => {
            members::tell_erased(errand, *user, language.as_deref()).await
        }
        Task::HandOn {
            user,
            admin,
            messages,
            text,
            ..
        } => members::hand_on(errand, *user, *admin, (messages, text.as_deref())).await,
        Task::RunImport { import } => members::run_import(errand, *import).await,
        Task::DeliverMigrationLink { link, user, sealed } => {
            members::deliver_migration_link(errand, *link, *user, sealed).await
        }
        Task::TellRole { user, news, .. } => roles::tell(errand, *user, news).await,
        Task::DeliverStaffInvite {
            invite,
            user,
            sealed,
        } => roles::deliver_invite(errand, *invite, *user, sealed).await,
        Task::LookAudit { audit } => members::look_audit(errand, *audit).await,
        Task::SettlePeer { peer, .. } => vpn::settle_peer(errand, *peer).await,
        Task::ForgetWatcher { server } => vpn::forget_watcher(errand, *server).await,
        Task::DeliverConfig { config, .. } => vpn::deliver_config(errand, *config).await,
        Task::TellVpn { user, event } => vpn::tell(errand, *user, *event).await,
        Task::RemindVpn {
            user,
            account,
            expiry,
            minutes,
        } => vpn::remind(errand, *user, *account, *expiry, *minutes).await,
        Task::TellQuota {
            user,
            account,
            period,
            percent,
        } => vpn::tell_quota(errand, *user, *account, *period, *percent).await,
        Task::TellProxy {
            user,
            server,
            outage,
            is_back,
        } => vpn::tell_proxy(errand, *user, (*server, *outage), *is_back).await,
        Task::TellOpen { user, sealed, .. } => upkeep::tell_open(errand, *user, sealed).await,
        Task::TellHelper {
            ticket,
            message,
            to,
        } => support::tell_helper(errand, *ticket, *message, *to).await,
        Task::TellAsker {
            ticket,
            message,
            user,
        } => support::tell_asker(errand, *ticket, *message, *user).await,
        Task::TellTicket {
            ticket, news, to, ..
        } => support::tell_news(errand, *ticket, *news, *to).await,
        Task::SettleTopic { ticket, .. } => support::settle_topic(errand, *ticket).await,
        Task::OfferOrder { order } => money::offer(errand, *order).await,
        Task::FulfilPayment { payment } => money::fulfil(errand, *payment).await,
        Task::TellOrder { order, news, fact } => money::tell(errand, *order, *news, *fact).await,
        Task::RefundPayment { payment } => stars::refund(errand, *payment).await,
        Task::AlterSubscription {
            order, is_canceled, ..
        } => stars::alter(errand, *order, *is_canceled).await,
        Task::StopSubscription { payment } => stars::stop(errand, *payment).await,
        Task::ShowReceipt { receipt, to } => receipts::show(errand, *receipt, *to).await,
        Task::CloseReceipt { receipt } => receipts::close(errand, *receipt).await,
        Task::DeliverGift { gift } => purse::deliver_gift(errand, *gift).await,
        Task::TellPurse { user, news } => purse::tell(errand, *user, *news).await,
    }
}

fn done(how: &str) -> Outcome {
    Outcome::Done(how.to_owned())
}

/// Work that must not run while the clock is wrong.
fn wrong_clock(errand: &Errand<'_>) -> Option<Outcome> {
    let is_wrong = errand.ctx.skew.is_wrong();
    is_wrong.then(|| Outcome::Later {
        seconds: CLOCK_PAUSE,
        why: WHY_WRONG_CLOCK.to_owned(),
    })
}

/// What follows from a failed call in a channel: wait for it, or try again.
async fn failed_in(
    errand: &Errand<'_>,
    chat: ChatId,
    error: &CallError,
) -> Result<Outcome, ServiceError> {
    match error.class() {
        Class::NoRights | Class::ChatLost => {
            if services::channels::refused_in(errand.ctx, chat, errand.now).await? {
                return Ok(Outcome::Wait {
                    waits_for: waits_for_chat(chat),
                    why: error.to_string(),
                });
            }
            // The chat serves no door any more: nobody looks at it, so nothing would wake the task.
            Ok(Outcome::Retry(error.to_string()))
        }
        Class::Migrated(new) => {
            services::channels::migrated(errand.ctx, chat, new, errand.now).await?;
            Ok(Outcome::Retry(error.to_string()))
        }
        Class::TooManyRequests(wait) => {
            let seconds = i64::try_from(wait.as_secs()).unwrap_or(60) + 1;
            Ok(Outcome::Later {
                seconds,
                why: error.to_string(),
            })
        }
        Class::Harmless(_)
        | Class::Unreachable
        | Class::RequestClosed
        | Class::NotAMember
        | Class::CannotRemove
        | Class::BadEntities
        | Class::EditGone
        | Class::Conflict
        | Class::Unauthorized
        | Class::Server
        | Class::Network
        | Class::InDoubt
        | Class::Other => Ok(Outcome::Retry(error.to_string())),
    }
}

/// What follows from a message that a person must have and that was not delivered.
async fn undelivered(
    errand: &Errand<'_>,
    user: UserId,
    error: &CallError,
) -> Result<Outcome, ServiceError> {
    if error.class() == Class::Unreachable {
        services::house::reachable(errand.ctx, user, false).await?;
        // They block the bot, or never pressed Start: it comes when they turn to the bot.
        return Ok(Outcome::Wait {
            waits_for: format!("user:{user}"),
            why: error.to_string(),
        });
    }
    Ok(Outcome::Retry(error.to_string()))
}

/// What follows from a message that is only a courtesy.
async fn untold(
    errand: &Errand<'_>,
    user: UserId,
    error: &CallError,
) -> Result<Outcome, ServiceError> {
    if error.class() == Class::Unreachable {
        services::house::reachable(errand.ctx, user, false).await?;
        return Ok(done("unreachable"));
    }
    Ok(Outcome::Retry(error.to_string()))
}
