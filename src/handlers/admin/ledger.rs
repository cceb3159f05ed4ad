//! Buttons and answers of the books, and of people's balances.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::screens::Action;
use crate::screens::callback::LedgerAction;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

/// What a button needs.
pub fn permission(action: LedgerAction) -> Option<Permission> {
    match action {}
}

/// Does what a button says.
pub async fn press(_visit: &Visit<'_>, action: LedgerAction) -> Result<Reply, ServiceError> {
    match action {}
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: LedgerAction) -> Action {
    match action {}
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match *question {}
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    _visit: &Visit<'_>,
    question: Question,
    _message: &Message,
) -> Result<Reply, ServiceError> {
    match question {}
}

/// Where the person was before the question.
pub async fn left(_visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {}
}
