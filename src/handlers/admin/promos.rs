//! Buttons and answers of promotion codes.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MOST_PROMO_DAYS;
use crate::models::MOST_PROMO_USES;
use crate::models::Permission;
use crate::models::PromoChange;
use crate::models::PromoGift;
use crate::models::PromoId;
use crate::models::PromoKind;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::Screen;
use crate::screens::callback::PromoAction;
use crate::screens::callback::PromoField;
use crate::screens::promos as screens;
use crate::services::ServiceError;
use crate::services::money::plans;
use crate::services::money::promos;
use crate::services::money::read;
use crate::services::money::read::Edge;
use crate::services::settings;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// How is a new code of that kind called?
    Code(PromoKind),
    /// How much does a code of that kind and name give?
    Value(PromoKind, String),
    /// Which value?
    Field(PromoId, PromoField),
}

/// What a button needs.
pub fn permission(action: PromoAction) -> Option<Permission> {
    use PromoAction as P;
    match action {
        P::List(_)
        | P::New
        | P::AskCode(_)
        | P::MadeUp(_)
        | P::Show(_)
        | P::Ask(..)
        | P::Clear(..)
        | P::Plans(..)
        | P::SetPlan(..)
        | P::Enable(..) => Some(Permission::ManageShop),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: PromoAction) -> Result<Reply, ServiceError> {
    use PromoAction as P;
    match action {
        P::List(page) => list(visit, page).await,
        P::New => Ok(Reply::show(screens::new(visit.reader))),
        P::AskCode(kind) => {
            let screen = screens::ask_code(visit.reader, kind);
            Ok(ask(visit, Question::Code(kind), screen).await)
        }
        P::MadeUp(kind) => ask_value(visit, kind, promos::made_up()?).await,
        P::Show(id) => card(visit, id, false).await,
        P::Ask(id, field) => {
            let card = promos::card(visit.ctx, &visit.actor, id).await?;
            let screen = screens::ask(visit.reader, &card, field);
            Ok(ask(visit, Question::Field(id, field), screen).await)
        }
        P::Clear(id, field) => change(visit, id, nothing(field)?).await,
        P::Plans(id, page) => {
            let plans = plans::list(visit.ctx, &visit.actor).await?;
            Ok(Reply::show(screens::plans(visit.reader, id, &plans, page)))
        }
        P::SetPlan(id, plan) => change(visit, id, PromoChange::Plan(plan)).await,
        P::Enable(id, is_on) => change(visit, id, PromoChange::Enabled(is_on)).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: PromoAction) -> Action {
    use PromoAction as P;
    Action::Promo(match action {
        P::List(page) => P::List(page),
        P::New | P::AskCode(_) | P::MadeUp(_) => P::List(0),
        P::Show(id)
        | P::Ask(id, _)
        | P::Clear(id, _)
        | P::Plans(id, _)
        | P::SetPlan(id, _)
        | P::Enable(id, _) => P::Show(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Code(_) | Question::Value(..) | Question::Field(..) => {
            Some(Permission::ManageShop)
        }
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Code(kind) => {
            let code = read::code(text)?;
            promos::need_free(visit.ctx, &visit.actor, code.clone()).await?;
            ask_value(visit, kind, code).await
        }
        Question::Value(kind, code) => {
            let gift = gift(kind, text)?;
            let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
            let id = promos::make(ctx, actor, code, gift, now).await?;
            visit.forget().await;
            card(visit, id, true).await
        }
        Question::Field(id, field) => {
            let change = typed(visit, field, text)?;
            promos::change(visit.ctx, &visit.actor, id, change, visit.now()).await?;
            visit.forget().await;
            card(visit, id, true).await
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Code(_) | Question::Value(..) => Ok(Reply::show(screens::new(visit.reader))),
        Question::Field(id, _) => card(visit, id, false).await,
    }
}

/// What a typed value gives.
fn gift(kind: PromoKind, text: &str) -> Result<PromoGift, Refusal> {
    Ok(match kind {
        PromoKind::Percent => PromoGift::Percent(read::number(text, 100)?),
        PromoKind::Days => PromoGift::Days(read::number(text, MOST_PROMO_DAYS)?),
        PromoKind::Fixed => PromoGift::Fixed(settings::price(text)?),
    })
}

/// What a typed text sets.
fn typed(visit: &Visit<'_>, field: PromoField, text: &str) -> Result<PromoChange, Refusal> {
    let zone = visit.reader.time_zone;
    Ok(match field {
        PromoField::Uses => PromoChange::MostUses(read::count(text, MOST_PROMO_USES)?),
        PromoField::PerPerson => PromoChange::PerPerson(read::number(text, MOST_PROMO_USES)?),
        PromoField::Starts => PromoChange::Starts(read::day(text, Edge::Begin, zone)?),
        PromoField::Ends => PromoChange::Ends(read::day(text, Edge::End, zone)?),
    })
}

/// Nothing in a field that may have it.
fn nothing(field: PromoField) -> Result<PromoChange, Refusal> {
    match field {
        PromoField::Uses => Ok(PromoChange::MostUses(None)),
        PromoField::Starts => Ok(PromoChange::Starts(None)),
        PromoField::Ends => Ok(PromoChange::Ends(None)),
        PromoField::PerPerson => Err(Refusal::NotFound),
    }
}

/// The codes, a page of them.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let rows = screens::PAGE;
    let offset = i64::from(page) * rows;
    let (cards, total) = promos::list(visit.ctx, &visit.actor, rows, offset).await?;
    let screen = screens::list(visit.reader, &cards, page, total);
    Ok(Reply::show(screen))
}

async fn card(visit: &Visit<'_>, id: PromoId, changed: bool) -> Result<Reply, ServiceError> {
    let card = promos::card(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::card(visit.reader, &card, changed)))
}

async fn change(
    visit: &Visit<'_>,
    id: PromoId,
    change: PromoChange,
) -> Result<Reply, ServiceError> {
    promos::change(visit.ctx, &visit.actor, id, change, visit.now()).await?;
    card(visit, id, true).await
}

async fn ask_value(
    visit: &Visit<'_>,
    kind: PromoKind,
    code: String,
) -> Result<Reply, ServiceError> {
    let screen = screens::ask_value(visit.reader, kind, &code);
    Ok(ask(visit, Question::Value(kind, code), screen).await)
}

/// Takes the next message as the answer to that question, and asks it.
async fn ask(visit: &Visit<'_>, question: Question, screen: Screen) -> Reply {
    visit.ask(Dialogue::Promo(question)).await;
    Reply::show(screen)
}
