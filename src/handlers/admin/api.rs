//! Buttons and answers of the API's keys.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ApiKeyDraft;
use crate::models::ApiKeyId;
use crate::models::ApiKeyView;
use crate::models::MOST_API_DAYS;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::Term;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::api as screens;
use crate::screens::callback::ApiAction;
use crate::services::ServiceError;
use crate::services::api::keys;
use crate::services::roles::order;
use crate::services::tokens::OrderedFrom;
use crate::telegram::update::Message;
use crate::utils::units;

/// The question whose answer is the next message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// When does the key end that has been chosen so far?
    End(ApiKeyDraft),
    /// What is the key called that has been chosen so far?
    Name(ApiKeyDraft),
}

/// What a button needs.
pub fn permission(action: ApiAction) -> Option<Permission> {
    match action {
        ApiAction::List(_)
        | ApiAction::Begin
        | ApiAction::New(_)
        | ApiAction::Terms(_)
        | ApiAction::AskEnd(_)
        | ApiAction::AskName(_)
        | ApiAction::Show(_)
        | ApiAction::Scopes(..)
        | ApiAction::Allow(..)
        | ApiAction::Forbid(..)
        | ApiAction::Rates(_)
        | ApiAction::SetRate(..)
        | ApiAction::Revoke(_)
        | ApiAction::RevokeYes(_) => Some(Permission::ManageApi),
    }
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: Question) -> Option<Permission> {
    match question {
        Question::End(_) | Question::Name(_) => Some(Permission::ManageApi),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ApiAction) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    match action {
        ApiAction::List(page) => list(visit, page).await,
        ApiAction::Begin => Ok(new(visit, ApiKeyDraft::usual(actor.permissions))),
        ApiAction::New(draft) => Ok(new(visit, draft)),
        ApiAction::Terms(draft) => Ok(Reply::show(screens::terms(visit.reader, draft))),
        ApiAction::AskEnd(draft) => {
            visit.ask(Dialogue::Api(Question::End(draft))).await;
            Ok(Reply::show(screens::ask_end(visit.reader)))
        }
        ApiAction::AskName(draft) => {
            visit.ask(Dialogue::Api(Question::Name(draft))).await;
            Ok(Reply::show(screens::ask_name(visit.reader)))
        }
        ApiAction::Show(id) => on_key(visit, id, screens::card).await,
        ApiAction::Scopes(id, area) => {
            on_key(visit, id, |reader, view| {
                screens::scopes(reader, view, area)
            })
            .await
        }
        ApiAction::Allow(id, permission) | ApiAction::Forbid(id, permission) => {
            let is_allowed = matches!(action, ApiAction::Allow(..));
            keys::set_scope(ctx, actor, id, (permission, is_allowed), now).await?;
            let area = permission.area();
            on_key(visit, id, |reader, view| {
                screens::scopes(reader, view, area)
            })
            .await
        }
        ApiAction::Rates(id) => {
            on_key(visit, id, |reader, view| screens::rates(reader, &view.key)).await
        }
        ApiAction::SetRate(id, rate) => {
            keys::set_rate(ctx, actor, id, rate, now).await?;
            on_key(visit, id, screens::card).await
        }
        ApiAction::Revoke(id) => {
            on_key(visit, id, |reader, view| {
                screens::revoke_sure(reader, &view.key)
            })
            .await
        }
        ApiAction::RevokeYes(id) => {
            keys::revoke(ctx, actor, id, now).await?;
            on_key(visit, id, screens::card).await
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ApiAction) -> Action {
    Action::Api(match action {
        ApiAction::List(page) => ApiAction::List(page),
        ApiAction::Begin | ApiAction::AskName(_) => ApiAction::List(0),
        ApiAction::New(draft) => ApiAction::New(draft),
        ApiAction::Terms(draft) | ApiAction::AskEnd(draft) => ApiAction::Terms(draft),
        ApiAction::Scopes(id, area) => ApiAction::Scopes(id, area),
        ApiAction::Allow(id, permission) | ApiAction::Forbid(id, permission) => {
            ApiAction::Scopes(id, permission.area())
        }
        ApiAction::Show(id)
        | ApiAction::Rates(id)
        | ApiAction::SetRate(id, _)
        | ApiAction::Revoke(id)
        | ApiAction::RevokeYes(id) => ApiAction::Show(id),
    })
}

/// Takes the answer to a question: the key is made with the name, and a task hands it over.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    let draft = match question {
        Question::Name(draft) => draft,
        Question::End(draft) => {
            let draft = with_end(draft, text, visit)?;
            visit.forget().await;
            return Ok(Reply::show(screens::terms(visit.reader, draft)));
        }
    };
    let name = text;
    let from = OrderedFrom {
        chat: visit.user.chat(),
        press: Some(format!("{}:{}", visit.user.chat(), message.message_id)),
    };
    let order = draft.order(name, visit.now());
    match keys::make(visit.ctx, &visit.actor, order, from, visit.now()).await {
        Ok(()) | Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            visit.forget().await;
            Ok(Reply::show(screens::coming(visit.reader)))
        }
        Err(error) => Err(error),
    }
}

/// Where the person was before the question.
pub fn left(visit: &Visit<'_>, question: Question) -> Reply {
    let (Question::Name(draft) | Question::End(draft)) = question;
    Reply::show(screens::terms(visit.reader, draft))
}

/// The draft with a typed end: days, a length such as "6 meses", or a date.
fn with_end(draft: ApiKeyDraft, text: &str, visit: &Visit<'_>) -> Result<ApiKeyDraft, Refusal> {
    let (now, zone) = (visit.now(), visit.reader.time_zone);
    let too_far = Refusal::NumberInvalid {
        least: 1,
        most: i64::from(MOST_API_DAYS),
    };
    let (days, until) = match units::read_number(text.trim()) {
        Some(days) if (1..=MOST_API_DAYS).contains(&days) => (days, None),
        Some(_) => return Err(too_far),
        None => {
            let words: Vec<&str> = text.split_whitespace().collect();
            match order::read_term(&words, now, zone)?.0 {
                Term::Endless => (0, None),
                Term::Seconds(seconds) => (0, Some(now + seconds)),
                Term::Until(at) => (0, Some(at)),
            }
        }
    };
    if until.is_some_and(|at| at <= now) {
        return Err(Refusal::TimePast);
    }
    if until.is_some_and(|at| at > now.plus_days(i64::from(MOST_API_DAYS))) {
        return Err(too_far);
    }
    Ok(ApiKeyDraft {
        days,
        until,
        ..draft
    })
}

fn new(visit: &Visit<'_>, draft: ApiKeyDraft) -> Reply {
    Reply::show(screens::new(visit.reader, draft, visit.actor.permissions))
}

async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let (actor, now) = (&visit.actor, visit.now());
    let mut view = keys::list(visit.ctx, actor, page, now).await?;
    if let Some(last) = view.last_instead() {
        view = keys::list(visit.ctx, actor, last, now).await?;
    }
    let address = visit.ctx.config.api_address();
    Ok(Reply::show(screens::list(
        visit.reader,
        &view,
        address.as_deref(),
    )))
}

/// A screen that shows a key.
async fn on_key(
    visit: &Visit<'_>,
    id: ApiKeyId,
    draw: impl FnOnce(Reader, &ApiKeyView) -> Screen,
) -> Result<Reply, ServiceError> {
    let view = keys::get(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::show(draw(visit.reader, &view)))
}
