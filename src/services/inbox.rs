//! Stored updates: kept before Telegram is told that we have them, begun, done, or set aside.

use super::ServiceError;
use crate::context::Ctx;
use crate::crud;
use crate::crud::inbox::Stored;
use crate::db::Durability;
use crate::models::InboxSeq;
use crate::models::Person;
use crate::models::Timestamp;
use crate::models::UserId;

/// An update to be kept.
#[derive(Clone, Debug)]
pub struct NewUpdate {
    pub update_id: i64,
    pub shard: i64,
    pub raw: String,
    /// A worker begins it as soon as it is kept.
    pub begins: bool,
    pub people: Vec<(Person, bool)>,
    pub starter: Option<UserId>,
}

/// Keeps a batch of updates and refreshes the people they tell of, in one transaction that survives a dead
/// battery. Returns the place of each; `None` for one that was kept before.
pub async fn store(
    ctx: &Ctx,
    updates: Vec<NewUpdate>,
    now: Timestamp,
) -> Result<Vec<Option<InboxSeq>>, ServiceError> {
    let (places, woken) = ctx
        .db
        .write(Durability::Full, move |tx| -> Result<_, ServiceError> {
            let mut woken = 0;
            let mut places = Vec::with_capacity(updates.len());
            for update in &updates {
                let attempts = u32::from(update.begins);
                let place = crud::inbox::insert(
                    tx,
                    update.update_id,
                    update.shard,
                    &update.raw,
                    attempts,
                    now,
                )?;
                places.push(place);
                for (person, spoke) in &update.people {
                    crud::status::count_active(tx, person.id, now)?;
                    crud::users::upsert_seen(tx, person, *spoke, now)?;
                    if *spoke {
                        woken += crud::tasks::update_woken(tx, &format!("user:{}", person.id))?;
                    }
                }
                if let Some(starter) = update.starter {
                    crud::users::mark_started(tx, starter, now)?;
                }
            }
            Ok((places, woken))
        })
        .await?;
    if woken > 0 {
        ctx.task_added.notify_one();
    }
    Ok(places)
}

/// Marks updates as handled and answered.
pub async fn done(ctx: &Ctx, places: Vec<InboxSeq>, now: Timestamp) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            for seq in places {
                crud::inbox::update_done(tx, seq, now)?;
            }
            Ok(())
        })
        .await
}

/// Sets an update aside as it came, for an admin to see.
pub async fn set_aside(
    ctx: &Ctx,
    seq: InboxSeq,
    problem: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::inbox::update_problem(tx, seq, &problem, now)?)
        })
        .await
}

/// The next updates of a shard that no worker began yet, marked as begun.
pub async fn take(ctx: &Ctx, shard: i64, most: i64) -> Result<Vec<Stored>, ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let updates = crud::inbox::list_open(tx, shard, most)?;
            for update in &updates {
                crud::inbox::update_begun(tx, update.seq)?;
            }
            Ok(updates)
        })
        .await
}

/// Updates that were begun when the process died, oldest first.
pub async fn suspects(ctx: &Ctx) -> Result<Vec<(InboxSeq, i64)>, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::inbox::list_suspects(connection)?))
        .await
}

/// Whether an update is still to be done.
pub async fn is_open(ctx: &Ctx, seq: InboxSeq) -> Result<bool, ServiceError> {
    ctx.db
        .read(move |connection| Ok(crud::inbox::get_open(connection, seq)?.is_some()))
        .await
}

/// What became of a suspect.
#[derive(Clone, Debug)]
pub enum Suspect {
    /// Begun once more.
    Again(Stored),
    /// Begun too often: set aside.
    SetAside,
    /// Done meanwhile.
    Gone,
}

/// Begins an update again that was begun when the process died, or sets it aside after `most` tries.
pub async fn begin_again(
    ctx: &Ctx,
    seq: InboxSeq,
    most: u32,
    now: Timestamp,
) -> Result<Suspect, ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let Some(update) = crud::inbox::get_open(tx, seq)? else {
                return Ok(Suspect::Gone);
            };
            if update.attempts >= most {
                let problem = format!("begun {} times without an end", update.attempts);
                crud::inbox::update_problem(tx, seq, &problem, now)?;
                return Ok(Suspect::SetAside);
            }
            crud::inbox::update_begun(tx, seq)?;
            Ok(Suspect::Again(update))
        })
        .await
}

/// The update was begun again, and the process lived on: it counts as begun once.
pub async fn cleared(ctx: &Ctx, seq: InboxSeq) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok(crud::inbox::update_cleared(tx, seq)?)
        })
        .await
}

/// How many updates are undone.
pub async fn count_open(ctx: &Ctx) -> Result<i64, ServiceError> {
    ctx.db
        .read(|connection| Ok(crud::inbox::count_open(connection)?))
        .await
}
