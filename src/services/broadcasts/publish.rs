//! Posts in channels: sent at most once, reported, undone.

use super::LATE_SECONDS;
use super::UNDO_SECONDS;
use super::need;
use super::note;
use super::report;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastPost;
use crate::models::BroadcastPostId;
use crate::models::BroadcastState;
use crate::models::BroadcastView;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Permission;
use crate::models::PinState;
use crate::models::PostProblem;
use crate::models::PostState;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::reactions;
use crate::services::reactions::NewPost;
use crate::services::unit::act;
use rusqlite::Transaction;
use serde_json::json;

/// A post that is to be sent now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub broadcast: Broadcast,
    pub post: BroadcastPost,
    /// The emoji of its buttons; empty = none.
    pub offers: Vec<String>,
}

/// Whether a post is to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// Send it: that it is being sent is on disk.
    Send(Box<Order>),
    /// Nobody knows whether it was sent: an admin is told, and it is not sent.
    Doubt,
    /// It would come too late, which an admin is told.
    Late,
    /// It is settled already.
    Settled,
}

/// Takes a post for sending. What was being sent already was cut off by a kill: it is in doubt from then on.
pub async fn take(
    ctx: &Ctx,
    id: BroadcastPostId,
    again: i64,
    now: Timestamp,
) -> Result<Taken, ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(mut post) = crud::broadcast_posts::get(tx, id)? else {
                return Ok(Taken::Settled);
            };
            if post.tries != again {
                return Ok(Taken::Settled);
            }
            match post.state {
                PostState::Due => {}
                PostState::Sending => {
                    doubt(tx, post, "the bot was stopped meanwhile", now)?;
                    return Ok(Taken::Doubt);
                }
                PostState::Posted
                | PostState::Doubt
                | PostState::Failed
                | PostState::Undoing
                | PostState::Undone => return Ok(Taken::Settled),
            }
            let broadcast = need(tx, post.broadcast)?;
            let since = broadcast.confirmed_at.unwrap_or(now);
            if now.since(since) > LATE_SECONDS {
                fail(tx, post, PostProblem::TooLate, "", now)?;
                return Ok(Taken::Late);
            }
            post.state = PostState::Sending;
            crud::broadcast_posts::update(tx, &post)?;
            let offers = if broadcast.options.has_reactions {
                reactions::offered(tx, post.chat)?
            } else {
                Vec::new()
            };
            Ok(Taken::Send(Box::new(Order {
                broadcast,
                post,
                offers,
            })))
        })
        .await
}

/// How the sending of a post ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// It is there; fewer messages than were sent if Telegram skipped some.
    Posted(Vec<MessageId>),
    /// Certainly not sent; to be tried again.
    NotSent,
    /// Refused.
    Failed(PostProblem, String),
    /// It may be there.
    Doubt(String),
}

/// Keeps how the sending ended, in one transaction with all that follows from it.
pub async fn ended(
    ctx: &Ctx,
    order: Order,
    ended: Ended,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(mut post) = crud::broadcast_posts::get(tx, order.post.id)? else {
                return Ok(());
            };
            if post.state != PostState::Sending {
                return Ok(());
            }
            match ended {
                Ended::Posted(messages) => posted(tx, post, messages, order, now),
                Ended::NotSent => {
                    post.state = PostState::Due;
                    Ok(crud::broadcast_posts::update(tx, &post)?)
                }
                Ended::Failed(problem, error) => fail(tx, post, problem, &error, now),
                Ended::Doubt(error) => doubt(tx, post, &error, now),
            }
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

fn posted(
    tx: &Transaction<'_>,
    mut post: BroadcastPost,
    messages: Vec<MessageId>,
    order: Order,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(first) = messages.first().copied() else {
        return fail(tx, post, PostProblem::SourceGone, "", now);
    };
    let (got, wanted) = (messages.len(), order.broadcast.source_messages.len());
    post.state = PostState::Posted;
    post.messages = messages;
    post.posted_at = Some(now);
    post.problem = (got < wanted).then_some(PostProblem::Partial);
    post.error = (got < wanted).then(|| format!("{got}/{wanted}"));
    if order.broadcast.options.is_pinned {
        post.pin = PinState::Due;
        crud::tasks::insert(tx, &Task::PinPost { post: post.id }, now, now)?;
    }
    let new = NewPost {
        chat: post.chat,
        message: first,
        is_album: order.broadcast.is_album(),
        offers: order.offers,
    };
    reactions::posted(tx, &new, now)?;
    settle(tx, &post, now)
}

fn fail(
    tx: &Transaction<'_>,
    mut post: BroadcastPost,
    problem: PostProblem,
    error: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    post.state = PostState::Failed;
    post.problem = Some(problem);
    post.error = (!error.is_empty()).then(|| error.to_owned());
    settle(tx, &post, now)
}

fn doubt(
    tx: &Transaction<'_>,
    mut post: BroadcastPost,
    error: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    post.state = PostState::Doubt;
    post.error = Some(error.to_owned());
    settle(tx, &post, now)?;
    // The maker may look elsewhere by now: the word of it comes as a message of its own.
    if let Some(mut broadcast) = crud::broadcasts::get(tx, post.broadcast)? {
        broadcast.control_message = None;
        crud::broadcasts::update(tx, &broadcast)?;
    }
    Ok(())
}

/// Keeps a post, closes its broadcast if it was the last one, and has the state shown.
fn settle(tx: &Transaction<'_>, post: &BroadcastPost, now: Timestamp) -> Result<(), ServiceError> {
    crud::broadcast_posts::update(tx, post)?;
    let mut broadcast = need(tx, post.broadcast)?;
    let posts = crud::broadcast_posts::list(tx, broadcast.id)?;
    if posts.iter().all(|view| view.post.state.is_settled()) {
        broadcast.state = BroadcastState::Done;
        broadcast.finished_at.get_or_insert(now);
    }
    report(tx, &mut broadcast, now)
}

/// A broadcast to channels with its posts, for its maker's chat. `None` if it is gone.
pub async fn view(ctx: &Ctx, id: BroadcastId) -> Result<Option<BroadcastView>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(broadcast) = crud::broadcasts::get(connection, id)? else {
                return Ok(None);
            };
            let posts = crud::broadcast_posts::list(connection, id)?;
            Ok(Some(BroadcastView { broadcast, posts }))
        })
        .await
}

/// A page of what was sent to channels.
pub async fn sent(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<Broadcast>, ServiceError> {
    actor.need(Permission::Broadcast)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(PAGE_ROWS);
            let found = crud::broadcasts::list_sent(connection, rows, rows * i64::from(page))?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// The same, for somebody of the staff.
pub async fn show(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastId,
) -> Result<BroadcastView, ServiceError> {
    actor.need(Permission::Broadcast)?;
    Ok(view(ctx, id).await?.ok_or(Refusal::NotFound)?)
}

/// The state was shown in that message, which later states take the place of.
pub async fn reported(ctx: &Ctx, id: BroadcastId, message: MessageId) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            if let Some(mut broadcast) = crud::broadcasts::get(tx, id)? {
                broadcast.control_message = Some(message);
                crud::broadcasts::update(tx, &broadcast)?;
            }
            Ok(())
        })
        .await
}

/// The post of that id.
pub async fn post(
    ctx: &Ctx,
    id: BroadcastPostId,
) -> Result<Option<(Broadcast, BroadcastPost)>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let Some(post) = crud::broadcast_posts::get(connection, id)? else {
                return Ok(None);
            };
            Ok(Some((need(connection, post.broadcast)?, post)))
        })
        .await
}

/// Keeps how the pinning of a post ended; an error is Telegram's refusal.
pub async fn pinned(
    ctx: &Ctx,
    id: BroadcastPostId,
    error: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(mut post) = crud::broadcast_posts::get(tx, id)? else {
                return Ok(());
            };
            if post.pin != PinState::Due {
                return Ok(());
            }
            post.pin = match &error {
                None => PinState::Done,
                Some(error) => {
                    log::warn!("post {id} was not pinned: {error}");
                    PinState::Failed
                }
            };
            settle(tx, &post, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// Has a post deleted, within 48 hours, once.
pub async fn undo(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastPostId,
    pressed: Option<(ChatId, MessageId)>,
    now: Timestamp,
) -> Result<Broadcast, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut post = crud::broadcast_posts::get(tx, id)?.ok_or(Refusal::NotFound)?;
        match post.state {
            PostState::Posted if !post.messages.is_empty() => {}
            PostState::Undoing | PostState::Undone => return need(tx, post.broadcast),
            PostState::Posted
            | PostState::Due
            | PostState::Sending
            | PostState::Doubt
            | PostState::Failed => return Err(Refusal::NotFound.into()),
        }
        let posted_at = post.posted_at.unwrap_or(now);
        if now.since(posted_at) >= UNDO_SECONDS {
            return Err(Refusal::UndoTooLate.into());
        }
        // Another undo after one that Telegram refused is another piece of work.
        post.tries += 1;
        post.state = PostState::Undoing;
        post.problem = None;
        post.error = None;
        crud::broadcast_posts::update(tx, &post)?;
        let task = Task::UndoPost {
            post: id,
            again: post.tries,
        };
        crud::tasks::insert(tx, &task, now, now)?;
        let mut broadcast = need(tx, post.broadcast)?;
        show_on(&mut broadcast, pressed);
        let details = json!({ "chat": post.chat.0, "messages": post.messages.len() });
        note(tx, who, "broadcast.undone", &broadcast, details, now)?;
        report(tx, &mut broadcast, now)?;
        Ok(broadcast)
    })
    .await
}

/// Keeps how the deletion of a post ended; an error is Telegram's refusal.
pub async fn undone(
    ctx: &Ctx,
    id: BroadcastPostId,
    error: Option<String>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Full, move |tx| {
            let Some(mut post) = crud::broadcast_posts::get(tx, id)? else {
                return Ok(());
            };
            if post.state != PostState::Undoing {
                return Ok(());
            }
            match error {
                None => post.state = PostState::Undone,
                Some(error) => {
                    post.state = PostState::Posted;
                    post.problem = Some(PostProblem::NotDeleted);
                    post.error = Some(error);
                }
            }
            settle(tx, &post, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// What an admin saw in the channel of a post in doubt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is not there: send it.
    Missing,
    /// It is there.
    There,
}

/// Settles a post in doubt, or has one sent again that failed.
pub async fn judge(
    ctx: &Ctx,
    actor: &Actor,
    id: BroadcastPostId,
    verdict: Verdict,
    pressed: Option<(ChatId, MessageId)>,
    now: Timestamp,
) -> Result<Broadcast, ServiceError> {
    actor.need(Permission::Broadcast)?;
    let who = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut post = crud::broadcast_posts::get(tx, id)?.ok_or(Refusal::NotFound)?;
        let mut broadcast = need(tx, post.broadcast)?;
        show_on(&mut broadcast, pressed);
        match (post.state, verdict) {
            (PostState::Doubt, Verdict::There) => {
                post.state = PostState::Posted;
                post.error = None;
                crud::broadcast_posts::update(tx, &post)?;
                note(
                    tx,
                    who,
                    "broadcast.seen",
                    &broadcast,
                    json!({ "chat": post.chat.0 }),
                    now,
                )?;
                report(tx, &mut broadcast, now)?;
            }
            (PostState::Doubt | PostState::Failed, Verdict::Missing) => {
                post.state = PostState::Due;
                post.tries += 1;
                post.problem = None;
                post.error = None;
                crud::broadcast_posts::update(tx, &post)?;
                let task = Task::PublishPost {
                    post: id,
                    again: post.tries,
                };
                crud::tasks::insert(tx, &task, now, now)?;
                broadcast.state = BroadcastState::Sending;
                // By hand, so it is neither late any more nor of another time.
                broadcast.confirmed_at = Some(now);
                broadcast.scheduled_at = None;
                broadcast.finished_at = None;
                note(
                    tx,
                    who,
                    "broadcast.again",
                    &broadcast,
                    json!({ "chat": post.chat.0 }),
                    now,
                )?;
                report(tx, &mut broadcast, now)?;
            }
            // Pressed twice, or settled by a colleague: the state is shown.
            (
                PostState::Due
                | PostState::Sending
                | PostState::Posted
                | PostState::Undoing
                | PostState::Undone,
                Verdict::There | Verdict::Missing,
            )
            | (PostState::Failed, Verdict::There) => {}
        }
        Ok(broadcast)
    })
    .await
}

/// From now on its state is shown in the pressed message, if that stands in its maker's chat.
fn show_on(broadcast: &mut Broadcast, pressed: Option<(ChatId, MessageId)>) {
    if let Some((chat, message)) = pressed
        && chat == broadcast.source_chat
    {
        broadcast.control_message = Some(message);
    }
}
