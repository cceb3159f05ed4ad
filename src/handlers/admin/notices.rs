//! Which notices reach whom, when, and where.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::NoticeKind;
use crate::models::Permission;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::callback::NoticeAction;
use crate::screens::channels;
use crate::screens::notice_desk as screens;
use crate::screens::notices::Toast;
use crate::services::ServiceError;
use crate::services::channels::ChatName;
use crate::services::channels::parse_chat_name;
use crate::services::notices;
use crate::telegram::update::ChatShared;
use crate::telegram::update::Message;
use serde_json::Value;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Between which hours is it quiet?
    Quiet,
    /// Which group takes the notices?
    Group,
}

/// What a button needs.
pub fn permission(action: NoticeAction) -> Option<Permission> {
    Some(match action {
        NoticeAction::Desk
        | NoticeAction::Quiet
        | NoticeAction::SetQuiet(_)
        | NoticeAction::NoQuiet
        | NoticeAction::AskQuiet
        | NoticeAction::PrivateToo
        | NoticeAction::OnlyGroup => Permission::SeePanel,
        NoticeAction::On(kind) | NoticeAction::Off(kind) => NoticeKind::permission(kind),
        NoticeAction::Group
        | NoticeAction::PickGroup
        | NoticeAction::Recheck
        | NoticeAction::DropGroup => Permission::Configure,
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: NoticeAction) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    match action {
        NoticeAction::Desk => desk(visit).await,
        NoticeAction::On(kind) => {
            notices::switch(ctx, actor, kind, true, now).await?;
            done(visit).await
        }
        NoticeAction::Off(kind) => {
            notices::switch(ctx, actor, kind, false, now).await?;
            done(visit).await
        }
        NoticeAction::Quiet => {
            let view = notices::desk(ctx, actor).await?;
            Ok(Reply::show(screens::quiet(visit.reader, &view)))
        }
        NoticeAction::SetQuiet(hours) => {
            notices::set_quiet(ctx, actor, Some(hours), now).await?;
            done(visit).await
        }
        NoticeAction::NoQuiet => {
            notices::set_quiet(ctx, actor, None, now).await?;
            done(visit).await
        }
        NoticeAction::AskQuiet => {
            visit.ask(Dialogue::Notice(Question::Quiet)).await;
            Ok(Reply::show(screens::ask_quiet(visit.reader)))
        }
        NoticeAction::PrivateToo => {
            notices::set_only_in_group(ctx, actor, false, now).await?;
            done(visit).await
        }
        NoticeAction::OnlyGroup => {
            notices::set_only_in_group(ctx, actor, true, now).await?;
            done(visit).await
        }
        NoticeAction::Group => group(visit).await,
        NoticeAction::PickGroup => {
            visit.ask(Dialogue::Notice(Question::Group)).await;
            Ok(Reply::send(screens::pick_group(visit.reader)))
        }
        NoticeAction::Recheck => {
            let chat = notices::group(ctx, actor)
                .await?
                .ok_or(Refusal::NotFound)?
                .chat;
            use_group(visit, chat.0.into()).await
        }
        NoticeAction::DropGroup => {
            notices::drop_group(ctx, actor, now).await?;
            group(visit).await
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: NoticeAction) -> Action {
    Action::Notice(match action {
        NoticeAction::Desk
        | NoticeAction::On(_)
        | NoticeAction::Off(_)
        | NoticeAction::SetQuiet(_)
        | NoticeAction::NoQuiet
        | NoticeAction::PrivateToo
        | NoticeAction::OnlyGroup => NoticeAction::Desk,
        NoticeAction::Quiet | NoticeAction::AskQuiet => NoticeAction::Quiet,
        NoticeAction::Group
        | NoticeAction::PickGroup
        | NoticeAction::Recheck
        | NoticeAction::DropGroup => NoticeAction::Group,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    Some(match question {
        Question::Quiet => Permission::SeePanel,
        Question::Group => Permission::Configure,
    })
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    match question {
        Question::Quiet => {
            let hours = notices::parse_quiet(text)?;
            notices::set_quiet(visit.ctx, &visit.actor, Some(hours), visit.now()).await?;
            visit.forget().await;
            desk(visit).await
        }
        Question::Group => {
            let chat: Value = match parse_chat_name(text)? {
                ChatName::Id(chat) => chat.0.into(),
                ChatName::Username(name) => name.into(),
            };
            use_group(visit, chat).await
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Quiet => desk(visit).await,
        Question::Group => group(visit).await,
    }
}

/// Whether a chat was picked for the notices.
pub fn is_for_notices(shared: &ChatShared) -> bool {
    shared.request_id == screens::NOTICE_GROUP
}

/// A group picked with Telegram's picker.
pub async fn shared(visit: &Visit<'_>, shared: &ChatShared) -> Result<Reply, ServiceError> {
    visit.need(Some(Permission::Configure), "a picked chat")?;
    let reply = use_group(visit, shared.chat_id.into()).await?;
    Ok(reply.preceded_by(channels::checking(visit.reader)))
}

async fn use_group(visit: &Visit<'_>, chat: Value) -> Result<Reply, ServiceError> {
    let chosen = visit.look_at_forum(chat).await?;
    notices::set_group(visit.ctx, &visit.actor, chosen, visit.now()).await?;
    visit.forget().await;
    group(visit).await
}

async fn desk(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = notices::desk(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::desk(visit.reader, &view)))
}

async fn done(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    Ok(desk(visit).await?.with_toast(visit.toast(Toast::Done)))
}

async fn group(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let group = notices::group(visit.ctx, &visit.actor).await?;
    let topics = group.as_ref().map(|group| &group.topics);
    Ok(Reply::show(screens::group(visit.reader, topics)))
}
