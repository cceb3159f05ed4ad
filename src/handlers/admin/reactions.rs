//! The reactions of a door's channel, as admins set them.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::ReactionAction;
use crate::screens::reactions;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which emoji do that channel's posts get?
    Emoji(Door),
}

/// What a button needs.
pub fn permission(action: ReactionAction) -> Option<Permission> {
    match action {
        ReactionAction::Show(_)
        | ReactionAction::SetMode(..)
        | ReactionAction::AskEmoji(_)
        | ReactionAction::Preview(_) => Some(Permission::Configure),
        ReactionAction::Vote(_) => None,
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ReactionAction) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let view = match action {
        ReactionAction::Show(door) => services::reactions::settings(ctx, actor, door).await?,
        ReactionAction::SetMode(door, mode) => {
            services::reactions::set_mode(ctx, actor, door, mode, now).await?
        }
        ReactionAction::AskEmoji(door) => return ask(visit, door).await,
        ReactionAction::Preview(door) => {
            services::reactions::ask_preview(ctx, actor, door, now).await?;
            let words = reactions::preview_follows(visit.reader.lang);
            return Ok(Reply::nothing().with_toast(words));
        }
        // Counted where presses come in: a vote is no visit to the bot.
        ReactionAction::Vote(_) => return Ok(Reply::nothing()),
    };
    Ok(Reply::show(reactions::settings(visit.reader, &view)))
}

async fn ask(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    let view = services::reactions::settings(visit.ctx, &visit.actor, door).await?;
    let question = Question::Emoji(door);
    visit.ask(Dialogue::Reaction(question)).await;
    Ok(Reply::show(reactions::ask(visit.reader, &view)))
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ReactionAction) -> Action {
    match action {
        ReactionAction::Show(door)
        | ReactionAction::SetMode(door, _)
        | ReactionAction::AskEmoji(door)
        | ReactionAction::Preview(door) => Action::Reaction(ReactionAction::Show(door)),
        ReactionAction::Vote(_) => Action::Noop,
    }
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Emoji(_) => Some(Permission::Configure),
    }
}

/// Where an admin was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    let Question::Emoji(door) = question;
    press(visit, ReactionAction::Show(door)).await
}

/// Takes the answer to a question. Anything but one to ten emoji leaves it open.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let Question::Emoji(door) = question;
    let text = message.text.as_deref().or(message.caption.as_deref());
    let text = text.unwrap_or_default();
    let (actor, now) = (&visit.actor, visit.now());
    let view = services::reactions::set_emoji(visit.ctx, actor, door, text, now).await?;
    visit.forget().await;
    Ok(Reply::show(reactions::saved(visit.reader, &view)))
}
