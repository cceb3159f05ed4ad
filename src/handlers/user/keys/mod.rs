//! A person's own VPN keys.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::KeyAction;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

/// What a button needs.
pub fn permission(action: KeyAction) -> Option<Permission> {
    match action {
        KeyAction::List(_) => None,
    }
}

/// Does what a button says.
pub async fn press(_visit: &Visit<'_>, action: KeyAction) -> Result<Reply, ServiceError> {
    match action {
        KeyAction::List(_) => Ok(Reply::nothing()),
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: KeyAction) -> Action {
    match action {
        KeyAction::List(page) => Action::Key(KeyAction::List(page)),
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
