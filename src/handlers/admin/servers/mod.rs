//! The VPN servers, their pools, and the settings of keys.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::ServerAction;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

/// What a button needs.
pub fn permission(action: ServerAction) -> Option<Permission> {
    match action {
        ServerAction::List(_) => Some(Permission::SeeServers),
    }
}

/// Does what a button says.
pub async fn press(_visit: &Visit<'_>, action: ServerAction) -> Result<Reply, ServiceError> {
    match action {
        ServerAction::List(_) => Ok(Reply::nothing()),
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ServerAction) -> Action {
    match action {
        ServerAction::List(page) => Action::Server(ServerAction::List(page)),
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
