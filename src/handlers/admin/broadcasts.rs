//! Begins, shows and sends broadcasts to channels, and the draft of every broadcast.

use crate::context::Ctx;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Actor;
use crate::models::Broadcast;
use crate::models::BroadcastId;
use crate::models::BroadcastPostId;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::ContentKind;
use crate::models::InboxSeq;
use crate::models::MessageId;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Unsupported;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::broadcasts;
use crate::screens::broadcasts::BroadcastToast;
use crate::screens::callback::BroadcastAction;
use crate::services;
use crate::services::ServiceError;
use crate::services::broadcasts::Pressed;
use crate::services::broadcasts::Source;
use crate::services::broadcasts::Verdict;
use crate::telegram::update::Message;
use crate::utils::dates;
use crate::utils::html;

/// The longest piece of a text that lists show.
const EXCERPT_LENGTH: usize = 60;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// What is to be published? In place of the content of that draft, if there is one.
    Content(BroadcastTarget, Option<BroadcastId>),
    /// When is that revision of a draft to be sent?
    Time(BroadcastId, i64),
}

/// What a button needs.
pub fn permission(action: BroadcastAction) -> Option<Permission> {
    match action {
        BroadcastAction::Targets
        | BroadcastAction::Begin(_)
        | BroadcastAction::Confirm(..)
        | BroadcastAction::Cancel(_)
        | BroadcastAction::Change(_)
        | BroadcastAction::Turn(..)
        | BroadcastAction::Schedule(..)
        | BroadcastAction::KeepTime(..)
        | BroadcastAction::Look(_)
        | BroadcastAction::Scheduled(_)
        | BroadcastAction::Sent(_)
        | BroadcastAction::Show(_)
        | BroadcastAction::SendNow(_)
        | BroadcastAction::Undo(_)
        | BroadcastAction::Again(_)
        | BroadcastAction::There(_) => Some(Permission::Broadcast),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: BroadcastAction) -> Result<Reply, ServiceError> {
    match action {
        BroadcastAction::Targets => targets(visit).await,
        BroadcastAction::Begin(target) => begin(visit, target).await,
        BroadcastAction::Confirm(id, revision) => confirm(visit, id, revision).await,
        BroadcastAction::Cancel(id) => cancel(visit, id).await,
        BroadcastAction::Change(id) => change(visit, id).await,
        BroadcastAction::Turn(id, revision, switch) => {
            let now = visit.now();
            let (ctx, actor) = (visit.ctx, &visit.actor);
            let pressed = services::broadcasts::turn(ctx, actor, id, revision, switch, now).await?;
            Ok(shown(visit, id, &pressed).await)
        }
        BroadcastAction::Schedule(id, revision) => ask_time(visit, id, revision).await,
        BroadcastAction::KeepTime(id, revision) => {
            let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
            let kept = services::broadcasts::keep_time(ctx, actor, id, revision, now).await?;
            Ok(Reply::show(broadcasts::scheduled(visit.reader, &kept)))
        }
        BroadcastAction::Look(id) => {
            let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
            let of = services::broadcasts::look(ctx, actor, id, now).await?;
            let words = if of.source_chat != visit.user.chat() {
                BroadcastToast::PreviewElsewhere
            } else if of.state == BroadcastState::Scheduled {
                BroadcastToast::Look
            } else {
                BroadcastToast::PreviewFollows
            };
            Ok(Reply::nothing().with_toast(toast(visit, words)))
        }
        BroadcastAction::Scheduled(page) => {
            let mut list = services::broadcasts::list(visit.ctx, &visit.actor, page).await?;
            if let Some(last) = list.last_instead() {
                list = services::broadcasts::list(visit.ctx, &visit.actor, last).await?;
            }
            Ok(Reply::show(broadcasts::list(visit.reader, &list)))
        }
        BroadcastAction::Sent(page) => {
            let mut list = services::broadcasts::sent(visit.ctx, &visit.actor, page).await?;
            if let Some(last) = list.last_instead() {
                list = services::broadcasts::sent(visit.ctx, &visit.actor, last).await?;
            }
            Ok(Reply::show(broadcasts::sent(visit.reader, &list)))
        }
        BroadcastAction::Show(id) => show(visit, id).await,
        BroadcastAction::SendNow(id) => {
            services::broadcasts::send_now(visit.ctx, &visit.actor, id, visit.now()).await?;
            let reply = show(visit, id).await?;
            Ok(reply.with_toast(toast(visit, BroadcastToast::Sending)))
        }
        BroadcastAction::Undo(post) => {
            let (now, on) = (visit.now(), on(visit));
            let of = services::broadcasts::undo(visit.ctx, &visit.actor, post, on, now).await?;
            settled(visit, &of).await
        }
        BroadcastAction::Again(post) => judge(visit, post, Verdict::Missing).await,
        BroadcastAction::There(post) => judge(visit, post, Verdict::There).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: BroadcastAction) -> Action {
    Action::Broadcast(match action {
        BroadcastAction::Confirm(id, _)
        | BroadcastAction::Cancel(id)
        | BroadcastAction::Change(id)
        | BroadcastAction::Turn(id, ..)
        | BroadcastAction::Schedule(id, _)
        | BroadcastAction::KeepTime(id, _)
        | BroadcastAction::Look(id)
        | BroadcastAction::Show(id)
        | BroadcastAction::SendNow(id) => BroadcastAction::Show(id),
        BroadcastAction::Scheduled(page) => BroadcastAction::Scheduled(page),
        BroadcastAction::Sent(page) => BroadcastAction::Sent(page),
        BroadcastAction::Targets
        | BroadcastAction::Begin(_)
        | BroadcastAction::Undo(_)
        | BroadcastAction::Again(_)
        | BroadcastAction::There(_) => BroadcastAction::Targets,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Content(..) | Question::Time(..) => Some(Permission::Broadcast),
    }
}

/// Takes the answer to a question.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    match question {
        Question::Content(target, instead) => receive(visit, target, instead, message).await,
        Question::Time(id, revision) => typed_time(visit, id, revision, message).await,
    }
}

/// The choice of where to.
pub async fn targets(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let view = services::broadcasts::begin(ctx, actor, BroadcastTarget::Both).await?;
    Ok(Reply::show(broadcasts::targets(visit.reader, &view)))
}

/// Asks for the content, or says which channel is missing and how to set it.
pub async fn begin(visit: &Visit<'_>, target: BroadcastTarget) -> Result<Reply, ServiceError> {
    let view = services::broadcasts::begin(visit.ctx, &visit.actor, target).await?;
    if !view.missing.is_empty() {
        let screen = broadcasts::missing(visit.reader, &view);
        let alert = broadcasts::missing_alert(visit.reader.lang, &view);
        return Ok(Reply::show(screen).with_alert(alert));
    }
    visit
        .ask(Dialogue::Broadcast(Question::Content(target, None)))
        .await;
    Ok(Reply::show(broadcasts::ask(visit.reader, &view)))
}

async fn change(visit: &Visit<'_>, id: BroadcastId) -> Result<Reply, ServiceError> {
    let broadcast = services::broadcasts::get(visit.ctx, &visit.actor, id).await?;
    let target = broadcast.target;
    let view = services::broadcasts::begin(visit.ctx, &visit.actor, target).await?;
    if !view.missing.is_empty() {
        return begin(visit, target).await;
    }
    let is_mine = broadcast.source_chat == visit.user.chat();
    let instead = (broadcast.is_open() && is_mine).then_some(id);
    visit
        .ask(Dialogue::Broadcast(Question::Content(target, instead)))
        .await;
    // The preview stays above, so that there is something to go back to.
    Ok(Reply::send(broadcasts::ask(visit.reader, &view)))
}

/// Keeps what they sent; its preview follows. Another message takes its place until they decide.
async fn receive(
    visit: &Visit<'_>,
    target: BroadcastTarget,
    instead: Option<BroadcastId>,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let content = message.content().map_err(Refusal::ContentUnsupported)?;
    if message.is_open_poll() && !target.doors().is_empty() {
        return Err(Refusal::ContentUnsupported(Unsupported::OpenPoll).into());
    }
    let source = source_of(message, content);
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let id = services::broadcasts::receive(ctx, actor, target, instead, source, now).await?;
    visit
        .ask(Dialogue::Broadcast(Question::Content(target, Some(id))))
        .await;
    Ok(Reply::nothing())
}

fn source_of(message: &Message, content: ContentKind) -> Source {
    let text = message.text.as_deref().or(message.caption.as_deref());
    let excerpt = text.map(|text| html::one_line(text, EXCERPT_LENGTH));
    Source {
        chat: ChatId(message.chat.id),
        message: MessageId(message.message_id),
        content,
        excerpt: excerpt.unwrap_or_default(),
        text: message.text_source(),
        media_group: message.media_group_id.clone(),
    }
}

/// Another part of an album that a draft gathers. Each part comes as an update of its own; only the first one is the
/// answer to the question. False if it is nothing of the kind.
pub async fn part(ctx: &Ctx, seq: InboxSeq, message: &Message) -> Result<bool, ServiceError> {
    let is_part = message.media_group_id.is_some();
    let (Some(from), true) = (message.from.as_ref(), is_part) else {
        return Ok(false);
    };
    let Ok(content) = message.content() else {
        return Ok(false);
    };
    let (user, now) = (UserId(from.id), ctx.clock.now());
    let source = source_of(message, content);
    let (_, standing) = services::home::visitor(ctx, user, now).await?;
    let actor = Actor::standing(user, standing, Some(seq));
    services::broadcasts::add_part(ctx, &actor, source, now).await
}

/// A message was edited: drafts that show it must be looked at again.
pub async fn edited(ctx: &Ctx, seq: InboxSeq, message: &Message) -> Result<(), ServiceError> {
    let (Some(from), Ok(content)) = (message.from.as_ref(), message.content()) else {
        return Ok(());
    };
    let (user, now) = (UserId(from.id), ctx.clock.now());
    let (_, standing) = services::home::visitor(ctx, user, now).await?;
    let actor = Actor::standing(user, standing, Some(seq));
    let source = source_of(message, content);
    services::mailings::engine::source_edited(ctx, &source, now).await?;
    services::broadcasts::source_edited(ctx, &actor, source, now).await
}

async fn confirm(visit: &Visit<'_>, id: BroadcastId, revision: i64) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let broadcast = services::broadcasts::get(ctx, actor, id).await?;
    match broadcast.state {
        // Pressed twice: it is on its way.
        BroadcastState::Sending | BroadcastState::Done => {
            return Ok(Reply::nothing().with_toast(toast(visit, BroadcastToast::SentAlready)));
        }
        BroadcastState::Draft
        | BroadcastState::Stale
        | BroadcastState::Scheduled
        | BroadcastState::Paused
        | BroadcastState::Stopped
        | BroadcastState::Cancelled => {}
    }
    let message = visit.pressed.map(|pressed| pressed.message);
    let pressed = services::broadcasts::confirm(ctx, actor, id, revision, message, now).await?;
    Ok(shown(visit, id, &pressed).await)
}

/// The answer to a press on a preview. Until it is decided, another message takes the place of its content.
async fn shown(visit: &Visit<'_>, id: BroadcastId, pressed: &Pressed) -> Reply {
    let target = match pressed {
        Pressed::Shown(view) => Some(view.broadcast.target),
        Pressed::Again(target) => Some(*target),
        Pressed::Sending(_) => None,
    };
    if let Some(target) = target {
        let question = Question::Content(target, Some(id));
        visit.ask(Dialogue::Broadcast(question)).await;
    }
    match pressed {
        Pressed::Shown(view) => Reply::show(broadcasts::control(visit.reader, view)),
        Pressed::Again(_) => {
            Reply::nothing().with_toast(toast(visit, BroadcastToast::PreviewFollows))
        }
        // The task that reports writes into the same message: only one of the two may.
        Pressed::Sending(broadcast) if broadcast.is_for_channels() => {
            Reply::nothing().with_toast(toast(visit, BroadcastToast::Sending))
        }
        Pressed::Sending(_) => Reply::show(broadcasts::started(visit.reader)),
    }
}

async fn cancel(visit: &Visit<'_>, id: BroadcastId) -> Result<Reply, ServiceError> {
    services::broadcasts::cancel(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::show(broadcasts::cancelled(visit.reader)))
}

async fn show(visit: &Visit<'_>, id: BroadcastId) -> Result<Reply, ServiceError> {
    let view = services::broadcasts::show(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(broadcasts::card(visit.reader, &view)))
}

async fn judge(
    visit: &Visit<'_>,
    post: BroadcastPostId,
    verdict: Verdict,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let of = services::broadcasts::judge(ctx, actor, post, verdict, on(visit), now).await?;
    settled(visit, &of).await
}

/// Where the pressed button stands.
fn on(visit: &Visit<'_>) -> Option<(ChatId, MessageId)> {
    visit.pressed.map(|pressed| (pressed.chat, pressed.message))
}

/// In its maker's chat the task that reports writes into the pressed message: only one of the two may.
async fn settled(visit: &Visit<'_>, broadcast: &Broadcast) -> Result<Reply, ServiceError> {
    if broadcast.source_chat == visit.user.chat() && visit.pressed.is_some() {
        return Ok(Reply::nothing());
    }
    show(visit, broadcast.id).await
}

async fn ask_time(
    visit: &Visit<'_>,
    id: BroadcastId,
    revision: i64,
) -> Result<Reply, ServiceError> {
    let broadcast = services::broadcasts::get(visit.ctx, &visit.actor, id).await?;
    if !broadcast.is_open() {
        return Err(Refusal::BroadcastDecided.into());
    }
    if broadcast.revision != revision {
        return Err(Refusal::PreviewOld.into());
    }
    visit
        .ask(Dialogue::Broadcast(Question::Time(id, revision)))
        .await;
    Ok(Reply::send(broadcasts::ask_time(visit.reader, &broadcast)))
}

async fn typed_time(
    visit: &Visit<'_>,
    id: BroadcastId,
    revision: i64,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    let at = dates::upcoming(text, visit.now(), visit.reader.time_zone)?;
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let scheduled: Broadcast =
        services::broadcasts::schedule(ctx, actor, id, revision, at, now).await?;
    visit.forget().await;
    Ok(Reply::show(broadcasts::scheduled(visit.reader, &scheduled)))
}

fn toast(visit: &Visit<'_>, toast: BroadcastToast) -> String {
    broadcasts::toast(visit.reader.lang, toast)
}
