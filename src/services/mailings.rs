//! Broadcasts to people: whom they go to, and what admins and readers decide about them. How they go out: `engine`.

pub mod engine;

use super::ServiceError;
use super::access::name_of;
use super::audit;
use super::unit::act;
use crate::context::Ctx;
use crate::crud;
use crate::crud::mailings::Tongue;
use crate::models::Actor;
use crate::models::Audience;
use crate::models::AudienceCount;
use crate::models::AudiencesView;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::Identity;
use crate::models::Mailing;
use crate::models::MailingPage;
use crate::models::MailingView;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::utils::locale::Lang;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::json;

/// Names of those in doubt in a report.
const MOST_DOUBTFUL: i64 = 10;

/// Whom one can write to, each audience with its count, and who is left out.
pub async fn audiences(
    ctx: &Ctx,
    actor: &Actor,
    now: Timestamp,
) -> Result<AudiencesView, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let house = ctx.default_lang();
    ctx.db
        .read(move |connection| {
            let mut counts = Vec::new();
            for audience in Audience::ALL {
                let people = count(connection, audience, house, now)?;
                counts.push(AudienceCount { audience, people });
            }
            Ok(AudiencesView {
                counts,
                left_out: crud::mailings::count_left_out(connection)?,
                open: crud::mailings::count_open(connection)?,
            })
        })
        .await
}

/// How many people of an audience would get a broadcast now. `house` is the language of those who have none.
pub fn count(
    connection: &Connection,
    audience: Audience,
    house: Lang,
    now: Timestamp,
) -> Result<i64, ServiceError> {
    let Some(lang) = language_of(audience) else {
        return Ok(crud::mailings::count_audience(connection, audience, now)?);
    };
    let tongues = crud::mailings::list_tongues(connection)?;
    let reads = |tongue: &Tongue| reads(tongue, house) == lang;
    let readers = tongues.iter().filter(|(tongue, _)| reads(tongue));
    Ok(readers.map(|(_, people)| people).sum())
}

/// The language whose readers an audience is.
fn language_of(audience: Audience) -> Option<Lang> {
    match audience {
        Audience::Spanish => Some(Lang::Es),
        Audience::English => Some(Lang::En),
        Audience::Everybody
        | Audience::ActiveVip
        | Audience::EndingVip
        | Audience::ExpiredVip
        | Audience::WaitingFree
        | Audience::NeverBought => None,
    }
}

fn reads((own, telegram): &Tongue, house: Lang) -> Lang {
    Lang::choose(own.as_deref(), telegram.as_deref(), house)
}

/// Begins a broadcast to people: keeps who gets it, in the transaction that confirms it. `house` is the language of
/// those who have none. The broadcast is on its way from then on; wake its runner after the commit
/// (`ctx.mailings_changed`).
///
/// # Errors
/// Refused if it is not for people, or if nobody would get it. Nothing is written then.
pub fn start(
    tx: &Transaction<'_>,
    broadcast: &Broadcast,
    house: Lang,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let BroadcastTarget::People(audience) = broadcast.target else {
        return Err(Refusal::NotFound.into());
    };
    let id = broadcast.id;
    if crud::mailings::get(tx, id)?.is_some() {
        return Err(Refusal::AlreadyApplied.into());
    }
    let people = match language_of(audience) {
        None => crud::mailings::insert_recipients(tx, id, audience, now)?,
        Some(lang) => {
            let mut people = 0;
            for (tongue, _) in crud::mailings::list_tongues(tx)? {
                if reads(&tongue, house) == lang {
                    people += crud::mailings::insert_readers(tx, id, &tongue)?;
                }
            }
            people
        }
    };
    let total = i64::try_from(people).unwrap_or(i64::MAX);
    if total == 0 {
        return Err(Refusal::NobodyToWriteTo.into());
    }
    crud::mailings::insert(tx, id, total, now)?;
    crud::mailings::update_started(tx, id, now)?;
    let details = json!({ "audience": audience.code(), "people": total });
    // Who confirmed it, or when it was to begin by itself, is another line of the log.
    audit::record(
        tx,
        Identity::System,
        "mailing.started",
        target(id),
        details,
        now,
    )?;
    log::info!(
        "mailing {id} to {}: started, {total} people",
        audience.code()
    );
    Ok(())
}

/// How the audit log names a mailing.
fn target(id: BroadcastId) -> String {
    format!("broadcast:{id}")
}

/// A page of the mailings, the newest first.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<MailingPage, ServiceError> {
    actor.need(Permission::Broadcast)?;
    ctx.db
        .read(move |connection| {
            let offset = i64::from(page) * i64::from(PAGE_ROWS);
            let found = crud::mailings::list(connection, i64::from(PAGE_ROWS), offset)?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// One mailing: its progress, or its report.
pub async fn get(ctx: &Ctx, actor: &Actor, id: BroadcastId) -> Result<MailingView, ServiceError> {
    actor.need(Permission::Broadcast)?;
    view(ctx, id).await?.ok_or(Refusal::NotFound.into())
}

/// The same for the house itself.
pub async fn view(ctx: &Ctx, id: BroadcastId) -> Result<Option<MailingView>, ServiceError> {
    ctx.db
        .read(
            move |connection| match crud::mailings::get(connection, id)? {
                Some(mailing) => view_of(connection, mailing).map(Some),
                None => Ok(None),
            },
        )
        .await
}

fn view_of(connection: &Connection, mailing: Mailing) -> Result<MailingView, ServiceError> {
    let mut doubtful = Vec::new();
    if mailing.counts.doubt > 0 {
        for user in crud::mailings::list_doubtful(connection, mailing.id, MOST_DOUBTFUL)? {
            doubtful.push(name_of(connection, user)?);
        }
    }
    Ok(MailingView {
        made_by: name_of(connection, mailing.made_by)?,
        mailing,
        doubtful,
    })
}

/// What an admin does with a mailing on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Halt it, to go on later.
    Pause,
    /// Go on.
    Resume,
    /// End it before its end.
    Stop,
}

impl Decision {
    fn action(self) -> &'static str {
        match self {
            Self::Pause => "mailing.paused",
            Self::Resume => "mailing.resumed",
            Self::Stop => "mailing.stopped",
        }
    }

    /// From which states it leads to which.
    fn states(self) -> ([BroadcastState; 2], BroadcastState) {
        use BroadcastState::{Paused, Sending, Stopped};
        match self {
            Self::Pause => ([Sending, Sending], Paused),
            Self::Resume => ([Paused, Paused], Sending),
            Self::Stop => ([Sending, Paused], Stopped),
        }
    }
}

/// Pauses, resumes or stops a mailing. Whoever is being sent to at that moment still gets it. False if it was so
/// already, or is over.
pub async fn decide(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
    decision: Decision,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let who = actor.identity;
    let is_changed = act(ctx, actor, now, move |tx| {
        let mailing = crud::mailings::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let (from, to) = decision.states();
        let end = (to == BroadcastState::Stopped).then_some(now);
        if !crud::mailings::update_state(tx, id, from, to, end)? {
            return Ok(false);
        }
        crud::mailings::update_halt(tx, id, None)?;
        crud::mailings::update_leg(tx, id, now)?;
        let details = json!({
            "left": mailing.counts.left(), "before": mailing.state.name(), "after": to.name(),
        });
        let fact = audit::append(tx, who, decision.action(), target(id), details, now)?;
        if decision == Decision::Stop {
            tell(tx, id, fact, now)?;
        }
        log::info!("[{who}] mailing {id}: {}", to.name());
        Ok(true)
    })
    .await?;
    ctx.mailings_changed.notify_one();
    Ok(is_changed)
}

/// Leaves the task that tells whoever made the mailing how it stands. `fact` is the audit row of the reason.
fn tell(
    tx: &Transaction<'_>,
    broadcast: BroadcastId,
    fact: i64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    crud::tasks::insert(tx, &Task::TellMailing { broadcast, fact }, now, now)?;
    Ok(())
}

/// A person wants no more broadcasts, or wants them again. What they must have comes in either case.
pub async fn set_promotions(
    ctx: &Ctx,
    actor: &Actor,
    are_wanted: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    act(ctx, actor, now, move |tx| {
        if crud::mailings::update_promotions(tx, user, are_wanted)? {
            log::info!("[{user}] wants broadcasts: {are_wanted}");
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
#[path = "mailings_tests.rs"]
mod tests;
