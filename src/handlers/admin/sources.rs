//! Buttons and answers of the desk of listed proxies.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::callback::SourceAction;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// The addresses of judges.
    Judges,
}

/// What a button needs.
pub fn permission(_: SourceAction) -> Option<Permission> {
    Some(Permission::ManageServers)
}

/// Does what a button says.
pub async fn press(_: &Visit<'_>, _: SourceAction) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(_: SourceAction) -> Action {
    Action::Source(SourceAction::Desk)
}

/// What the answer to a question needs.
pub fn permission_of_answer(_: &Question) -> Option<Permission> {
    Some(Permission::ManageServers)
}

/// Takes the answer to a question.
pub async fn answer(_: &Visit<'_>, _: Question, _: &Message) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}

/// Where the person was before the question.
pub async fn left(_: &Visit<'_>, _: Question) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}
