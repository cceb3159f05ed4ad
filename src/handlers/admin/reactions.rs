//! The reactions under the channels' posts: settings and votes.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::ReactionAction;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

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
pub async fn press(_visit: &Visit<'_>, action: ReactionAction) -> Result<Reply, ServiceError> {
    match action {
        ReactionAction::Show(_)
        | ReactionAction::SetMode(..)
        | ReactionAction::AskEmoji(_)
        | ReactionAction::Preview(_)
        | ReactionAction::Vote(_) => Ok(Reply::nothing()),
    }
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
    match *question {}
}

/// Takes the answer to a question.
pub async fn answer(
    _visit: &Visit<'_>,
    question: Question,
    _message: &Message,
) -> Result<Reply, ServiceError> {
    match question {}
}
