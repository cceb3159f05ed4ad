//! A message put into a channel by hand.

use super::Question;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Channel;
use crate::models::Door;
use crate::models::MessageId;
use crate::models::QuickPostHow;
use crate::models::QuickPostState;
use crate::models::Refusal;
use crate::models::SettingFault;
use crate::screens::card;
use crate::screens::reactions;
use crate::services;
use crate::services::ServiceError;
use crate::services::posts::Begun;
use crate::services::reactions::NewPost;
use crate::telegram::call::Call;
use crate::telegram::errors::CallError;
use crate::telegram::posting;
use crate::telegram::update::Message;

/// Asks for the message.
pub async fn ask(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let channel = services::channels::get(visit.ctx, door).await?;
    visit.ask(Dialogue::Settings(Question::Post(door))).await;
    Ok(Reply::show(card::ask_post(visit.reader, &channel.title)))
}

/// The message is there: how shall it go? One that cannot go leaves the question open.
pub async fn proposed(
    visit: &Visit<'_>,
    door: Door,
    message: &Message,
) -> Result<Reply, ServiceError> {
    if message.media_group_id.is_some() {
        return Err(Refusal::from(SettingFault::PostIsAlbum).into());
    }
    if message.has_protected_content {
        return Err(Refusal::from(SettingFault::PostProtected).into());
    }
    let channel = services::channels::get(visit.ctx, door).await?;
    let id = MessageId(message.message_id);
    services::posts::propose(visit.ctx, &visit.actor, door, id, visit.now()).await?;
    visit.forget().await;
    let how = card::how_to_post(visit.reader, door, &channel.title, id);
    Ok(Reply::send(how))
}

/// Puts it there, at most once; a second press, or a rerun after a kill, shows how it went.
pub async fn send(
    visit: &Visit<'_>,
    door: Door,
    how: QuickPostHow,
    message: MessageId,
) -> Result<Reply, ServiceError> {
    let channel = services::channels::get(visit.ctx, door).await?;
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let begun = services::posts::begin(ctx, actor, door, how, message, visit.now()).await;
    let state = match begun {
        Ok(Ok(begun)) => {
            let (state, posted) = put(visit, &channel, how, message, begun).await;
            services::posts::settle(ctx, actor, state.clone(), posted, visit.now()).await?;
            state
        }
        Ok(Err(state)) => state,
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            let last = services::posts::last(ctx, actor).await?;
            last.map_or(QuickPostState::Begun, |last| last.state)
        }
        Err(error) => return Err(error),
    };
    Ok(Reply::show(card::posted(visit.reader, door, &state)))
}

/// Asks Telegram, once, and says how it went; with the post, if it is there.
async fn put(
    visit: &Visit<'_>,
    channel: &Channel,
    how: QuickPostHow,
    message: MessageId,
    begun: Begun,
) -> (QuickPostState, Option<NewPost>) {
    let method = match how {
        QuickPostHow::Copy => "copyMessage",
        QuickPostHow::Forward => "forwardMessage",
    };
    let call = Call::new(method)
        .set("chat_id", begun.chat.0)
        .set("from_chat_id", visit.user.0)
        .set("message_id", message.0);
    let call = posting::with_buttons(call, reactions::first_keyboard(&begun.offers));
    match visit.bot.once_call(call).await {
        Ok(sent) => match posting::made(&sent).first().copied() {
            Some(id) => {
                let link = services::posts::link(channel, id.0);
                let post = NewPost {
                    chat: begun.chat,
                    message: id,
                    is_album: false,
                    offers: begun.offers,
                };
                (QuickPostState::Done { link }, Some(post))
            }
            None => (QuickPostState::Begun, None),
        },
        Err(error) => (failed(&error), None),
    }
}

/// What an error says: Telegram refused, nothing went out, or nobody knows.
fn failed(error: &CallError) -> QuickPostState {
    match error {
        // A server that broke down may have done it before.
        CallError::Api { code, .. } if *code >= 500 => QuickPostState::Begun,
        CallError::Api { .. } | CallError::NotSent(_) => QuickPostState::Failed {
            why: posting::words(error),
        },
        CallError::Unknown(_) | CallError::BadAnswer { .. } => QuickPostState::Begun,
    }
}
