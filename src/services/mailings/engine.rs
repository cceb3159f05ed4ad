//! How a broadcast to people goes out: one recipient after another, each claimed before the call and settled after it.
//!
//! Invariant: at most one recipient is `sending` at any moment, over all mailings. Found so at the start of a process,
//! it is in doubt, and is never sent to again.

use super::super::ServiceError;
use super::super::audit;
use super::target;
use super::tell;
use super::view_of;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::BroadcastId;
use crate::models::BroadcastState;
use crate::models::Claim;
use crate::models::Halt;
use crate::models::Identity;
use crate::models::MailingView;
use crate::models::MessageId;
use crate::models::RecipientState;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::broadcasts::Source;
use rusqlite::Transaction;
use serde_json::json;

/// Recipients passed over in one transaction, so that nobody waits for it.
const MOST_SKIPS: usize = 200;
/// What a recipient is in doubt for after a kill.
const KILLED: &str = "the bot was ended while it was being sent";

/// What became of a claimed recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// It ended so, with the words of a fault.
    Ended(RecipientState, Option<String>),
    /// Nothing was sent, for sure: their turn comes again.
    NotSent,
}

/// A recipient and what became of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    pub broadcast: BroadcastId,
    pub user: UserId,
    pub delivery: Delivery,
    /// Why the mailing halts after them.
    pub halt: Option<Halt>,
}

/// What there is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Send to that one.
    Send(Box<Claim>),
    /// Ask again: only people who are passed over were found so far.
    Again,
    /// Nothing until something changes.
    Idle,
}

/// Finds what a kill left: whoever was being sent to is in doubt. Rates are measured anew. Returns how many are in
/// doubt now because of it.
pub async fn recover(ctx: &Ctx, now: Timestamp) -> Result<usize, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let left = crud::mailings::list_sending(tx)?;
            for (id, user) in &left {
                let (state, error) = (RecipientState::Doubt, Some(KILLED));
                crud::mailings::update_settled(tx, *id, *user, state, error, now)?;
                log::warn!("mailing {id}: whether [{user}] got it is not known: {KILLED}");
            }
            let mut last = BroadcastId(0);
            while let Some(id) = crud::mailings::next_running(tx, last)? {
                crud::mailings::update_leg(tx, id, now)?;
                log::info!("mailing {id}: goes on");
                last = id;
            }
            Ok(left.len())
        })
        .await
}

/// Settles the recipient before and claims the next one, in one durable transaction. Mailings take turns: `after` is
/// the one that had its turn last. With `stops` nobody is claimed.
pub async fn advance(
    ctx: &Ctx,
    settled: Option<Settled>,
    after: BroadcastId,
    stops: bool,
    now: Timestamp,
) -> Result<Next, ServiceError> {
    let (next, has_told) = ctx
        .db
        .write(Durability::Full, move |tx| -> Result<_, ServiceError> {
            let mut has_told = false;
            if let Some(settled) = settled {
                has_told = settle(tx, &settled, now)?;
            }
            if stops {
                return Ok((Next::Idle, has_told));
            }
            let next = claim(tx, after, &mut has_told, now)?;
            Ok((next, has_told))
        })
        .await?;
    if has_told {
        ctx.task_added.notify_one();
    }
    Ok(next)
}

/// Whether that halted the mailing.
fn settle(tx: &Transaction<'_>, settled: &Settled, now: Timestamp) -> Result<bool, ServiceError> {
    let (id, user) = (settled.broadcast, settled.user);
    match &settled.delivery {
        Delivery::NotSent => {
            crud::mailings::update_unclaimed(tx, id, user)?;
        }
        Delivery::Ended(state, error) => {
            crud::mailings::update_settled(tx, id, user, *state, error.as_deref(), now)?;
            if *state == RecipientState::Blocked {
                crud::users::update_reachable(tx, user, false)?;
            }
        }
    }
    match settled.halt {
        Some(halt) => halt_in(tx, id, halt, now),
        None => Ok(false),
    }
}

/// The mailing halts by itself, and whoever made it is told why.
fn halt_in(
    tx: &Transaction<'_>,
    id: BroadcastId,
    halt: Halt,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    use BroadcastState::{Paused, Sending, Stopped};
    // Whatever an admin decided meanwhile stands, but what is gone ends a paused one too.
    let (from, to, end, action) = match halt {
        Halt::SourceGone => ([Sending, Paused], Stopped, Some(now), "mailing.stopped"),
        Halt::SourceChanged | Halt::Refused => ([Sending, Sending], Paused, None, "mailing.paused"),
    };
    if !crud::mailings::update_state(tx, id, from, to, end)? {
        return Ok(false);
    }
    crud::mailings::update_halt(tx, id, Some(halt))?;
    let why = json!({ "why": halt.name() });
    let fact = audit::append(tx, Identity::System, action, target(id), why, now)?;
    tell(tx, id, fact, now)?;
    log::warn!("mailing {id}: {} by itself: {}", to.name(), halt.name());
    Ok(true)
}

fn claim(
    tx: &Transaction<'_>,
    after: BroadcastId,
    has_told: &mut bool,
    now: Timestamp,
) -> Result<Next, ServiceError> {
    let mut last = after;
    for _ in 0..MOST_SKIPS {
        let next = match crud::mailings::next_running(tx, last)? {
            Some(id) => Some(id),
            None => crud::mailings::next_running(tx, BroadcastId(0))?,
        };
        let Some(id) = next else {
            return Ok(Next::Idle);
        };
        match crud::mailings::next_due(tx, id)? {
            None => {
                finish(tx, id, now)?;
                *has_told = true;
            }
            Some((user, true)) => {
                let Some(broadcast) = crud::broadcasts::get(tx, id)? else {
                    return Err(ServiceError::Fault(format!("broadcast {id} is gone")));
                };
                crud::mailings::update_claimed(tx, id, user, now)?;
                return Ok(Next::Send(Box::new(Claim { broadcast, user })));
            }
            Some((user, false)) => {
                let state = RecipientState::Skipped;
                crud::mailings::update_settled(tx, id, user, state, None, now)?;
            }
        }
        last = id;
    }
    Ok(Next::Again)
}

/// Nobody is left: the report goes to whoever made it.
fn finish(tx: &Transaction<'_>, id: BroadcastId, now: Timestamp) -> Result<(), ServiceError> {
    use BroadcastState::{Done, Sending};
    if !crud::mailings::update_state(tx, id, [Sending, Sending], Done, Some(now))? {
        return Ok(());
    }
    let Some(mailing) = crud::mailings::get(tx, id)? else {
        return Ok(());
    };
    let counts = mailing.counts;
    let details = json!({
        "sent": counts.sent, "failed": counts.failed, "blocked": counts.blocked,
        "skipped": counts.skipped, "doubt": counts.doubt,
    });
    log::info!("mailing {id}: done: {details}");
    let fact = audit::append(
        tx,
        Identity::System,
        "mailing.ended",
        target(id),
        details,
        now,
    )?;
    tell(tx, id, fact, now)
}

/// An admin edited a message that mailings on their way copy: they pause until the admin has looked at it, and go on
/// with the new one.
pub async fn source_edited(ctx: &Ctx, source: &Source, now: Timestamp) -> Result<(), ServiceError> {
    let chat = source.chat;
    let open = ctx
        .db
        .read(move |connection| -> Result<_, ServiceError> {
            Ok(crud::mailings::list_open_from(connection, chat)?)
        })
        .await?;
    if open.is_empty() {
        return Ok(());
    }
    let source = source.clone();
    ctx.db
        .write(Durability::Full, move |tx| -> Result<(), ServiceError> {
            for id in open {
                let Some(mut broadcast) = crud::broadcasts::get(tx, id)? else {
                    continue;
                };
                if !broadcast.source_messages.contains(&source.message) {
                    continue;
                }
                if !broadcast.is_album() {
                    broadcast.excerpt.clone_from(&source.excerpt);
                    broadcast.source_text.clone_from(&source.text);
                    crud::broadcasts::update(tx, &broadcast)?;
                }
                halt_in(tx, id, Halt::SourceChanged, now)?;
            }
            Ok(())
        })
        .await?;
    ctx.task_added.notify_one();
    ctx.mailings_changed.notify_one();
    Ok(())
}

/// Mailings whose progress message still changes.
pub async fn shown(ctx: &Ctx) -> Result<Vec<MailingView>, ServiceError> {
    ctx.db
        .read(|connection| {
            let mailings = crud::mailings::list_shown(connection)?;
            mailings
                .into_iter()
                .map(|mailing| view_of(connection, mailing))
                .collect()
        })
        .await
}

/// Keeps which message shows the progress.
pub async fn shows_in(ctx: &Ctx, id: BroadcastId, message: MessageId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::mailings::update_progress(tx, id, message)?)
        })
        .await
}

/// The progress message changes no more: it shows the end, or is gone.
pub async fn hidden(ctx: &Ctx, id: BroadcastId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::mailings::update_hidden(tx, id)?)
        })
        .await
}
