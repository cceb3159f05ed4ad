//! Buttons and answers of the plans that are sold.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MOST_PER_PERSON;
use crate::models::MOST_PLAN_DEVICES;
use crate::models::Permission;
use crate::models::PlanChange;
use crate::models::PlanId;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::Screen;
use crate::screens::callback::LENGTHS;
use crate::screens::callback::PlanAction;
use crate::screens::callback::PlanField;
use crate::screens::callback::ProductSet;
use crate::screens::plans as screens;
use crate::services::ServiceError;
use crate::services::money::plans;
use crate::services::money::read;
use crate::services::settings;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// How long does a new plan of these products last?
    NewLength(ProductSet),
    /// Which value?
    Field(PlanId, PlanField),
}

/// What a button needs.
pub fn permission(action: PlanAction) -> Option<Permission> {
    use PlanAction as P;
    match action {
        P::List(_)
        | P::New
        | P::NewOf(_)
        | P::Make(..)
        | P::AskNew(_)
        | P::Show(_)
        | P::Ask(..)
        | P::Clear(..)
        | P::SetLength(..)
        | P::Products(_)
        | P::SetProduct(..)
        | P::Prices(_)
        | P::DropPrice(..)
        | P::Audience(_)
        | P::SetAudience(..)
        | P::Sale(..)
        | P::Renews(..)
        | P::Move(..)
        | P::Copy(_)
        | P::Remove(_)
        | P::RemoveYes(_) => Some(Permission::ManageShop),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: PlanAction) -> Result<Reply, ServiceError> {
    use PlanAction as P;
    match action {
        P::List(page) => list(visit, page).await,
        P::New => Ok(Reply::show(screens::new(visit.reader))),
        P::NewOf(set) => Ok(Reply::show(screens::new_of(visit.reader, set))),
        P::Make(set, place) => make(visit, set, offered(place)?).await,
        P::AskNew(set) => {
            let screen = screens::ask_new_length(visit.reader);
            Ok(ask(visit, Question::NewLength(set), screen).await)
        }
        P::Show(id) => card(visit, id, false).await,
        P::Ask(id, field) => ask_field(visit, id, field).await,
        P::Clear(id, field) => change(visit, id, nothing(field)?).await,
        P::SetLength(id, place) => change(visit, id, PlanChange::Length(offered(place)?)).await,
        P::Products(id) => products(visit, id).await,
        P::SetProduct(id, product, brings) => {
            set(visit, id, PlanChange::Product(product, brings)).await?;
            products(visit, id).await
        }
        P::Prices(id) => prices(visit, id).await,
        P::DropPrice(id, currency) => {
            set(visit, id, PlanChange::DropPrice(currency.to_string())).await?;
            prices(visit, id).await
        }
        P::Audience(id) => {
            let card = plans::card(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::show(screens::audience(visit.reader, &card.plan)))
        }
        P::SetAudience(id, who) => change(visit, id, PlanChange::Audience(who)).await,
        // The first plan on sale brings its commands, the last one takes them away.
        P::Sale(id, is_on) => {
            let reply = change(visit, id, PlanChange::OnSale(is_on)).await?;
            Ok(reply.with_menus())
        }
        P::Renews(id, is_on) => change(visit, id, PlanChange::Renews(is_on)).await,
        P::Move(id, how) => {
            plans::move_by_one(visit.ctx, &visit.actor, id, how, visit.now()).await?;
            card(visit, id, false).await
        }
        P::Copy(id) => {
            let copy = plans::copy(visit.ctx, &visit.actor, id, visit.now()).await?;
            made(visit, copy).await
        }
        P::Remove(id) => {
            let card = plans::card(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::show(screens::remove_sure(visit.reader, &card)))
        }
        P::RemoveYes(id) => {
            plans::remove(visit.ctx, &visit.actor, id, visit.now()).await?;
            Ok(list(visit, 0).await?.with_menus())
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: PlanAction) -> Action {
    use PlanAction as P;
    Action::Plan(match action {
        P::List(page) => P::List(page),
        P::New | P::NewOf(_) | P::Make(..) | P::AskNew(_) | P::Copy(_) | P::RemoveYes(_) => {
            P::List(0)
        }
        P::Ask(id, PlanField::Price) | P::Prices(id) | P::DropPrice(id, _) => P::Prices(id),
        P::Products(id) | P::SetProduct(id, ..) => P::Products(id),
        P::Show(id)
        | P::Ask(id, _)
        | P::Clear(id, _)
        | P::SetLength(id, _)
        | P::Audience(id)
        | P::SetAudience(id, _)
        | P::Sale(id, _)
        | P::Renews(id, _)
        | P::Move(id, _)
        | P::Remove(id) => P::Show(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::NewLength(_) | Question::Field(..) => Some(Permission::ManageShop),
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
        Question::NewLength(set) => {
            let length = read::length(text, visit.now(), visit.reader.time_zone)?;
            make(visit, set, length).await
        }
        Question::Field(id, field) => {
            let change = typed(visit, field, text)?;
            set(visit, id, change).await?;
            visit.forget().await;
            match field {
                PlanField::Price => prices(visit, id).await,
                PlanField::Name(_)
                | PlanField::Length
                | PlanField::Data
                | PlanField::Devices
                | PlanField::PerPerson => card(visit, id, true).await,
            }
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::NewLength(set) => Ok(Reply::show(screens::new_of(visit.reader, set))),
        Question::Field(id, PlanField::Price) => prices(visit, id).await,
        Question::Field(id, _) => card(visit, id, false).await,
    }
}

/// What a typed text sets.
fn typed(visit: &Visit<'_>, field: PlanField, text: &str) -> Result<PlanChange, Refusal> {
    Ok(match field {
        PlanField::Name(lang) => PlanChange::Name(lang.code().to_owned(), read::name(text)?),
        PlanField::Length => {
            PlanChange::Length(read::length(text, visit.now(), visit.reader.time_zone)?)
        }
        PlanField::Data => PlanChange::Data(read::data(text)?),
        PlanField::Devices => PlanChange::Devices(read::count(text, MOST_PLAN_DEVICES)?),
        PlanField::PerPerson => PlanChange::PerPerson(read::count(text, MOST_PER_PERSON)?),
        PlanField::Price => PlanChange::Price(settings::price(text)?),
    })
}

/// Nothing in a field that may have it.
fn nothing(field: PlanField) -> Result<PlanChange, Refusal> {
    match field {
        PlanField::Data => Ok(PlanChange::Data(None)),
        PlanField::Devices => Ok(PlanChange::Devices(None)),
        PlanField::PerPerson => Ok(PlanChange::PerPerson(None)),
        PlanField::Name(_) | PlanField::Length | PlanField::Price => Err(Refusal::NotFound),
    }
}

fn offered(place: u8) -> Result<crate::models::Length, Refusal> {
    let found = LENGTHS.get(usize::from(place));
    found.copied().ok_or(Refusal::NotFound)
}

/// All plans, a page of them.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let plans = plans::list(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::list(visit.reader, &plans, page)))
}

async fn card(visit: &Visit<'_>, id: PlanId, changed: bool) -> Result<Reply, ServiceError> {
    let card = plans::card(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::card(visit.reader, &card, changed)))
}

async fn products(visit: &Visit<'_>, id: PlanId) -> Result<Reply, ServiceError> {
    let card = plans::card(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::products(visit.reader, &card.plan)))
}

async fn prices(visit: &Visit<'_>, id: PlanId) -> Result<Reply, ServiceError> {
    let card = plans::card(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::prices(visit.reader, &card.plan)))
}

async fn make(
    visit: &Visit<'_>,
    set: ProductSet,
    length: crate::models::Length,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let id = plans::make(ctx, actor, set.products(), length, now).await?;
    visit.forget().await;
    made(visit, id).await
}

/// A plan that was just made: the price is what it lacks.
async fn made(visit: &Visit<'_>, id: PlanId) -> Result<Reply, ServiceError> {
    let card = plans::card(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::made(visit.reader, &card)))
}

async fn set(visit: &Visit<'_>, id: PlanId, change: PlanChange) -> Result<(), ServiceError> {
    plans::change(visit.ctx, &visit.actor, id, change, visit.now()).await
}

async fn change(visit: &Visit<'_>, id: PlanId, change: PlanChange) -> Result<Reply, ServiceError> {
    set(visit, id, change).await?;
    card(visit, id, true).await
}

async fn ask_field(visit: &Visit<'_>, id: PlanId, field: PlanField) -> Result<Reply, ServiceError> {
    let card = plans::card(visit.ctx, &visit.actor, id).await?;
    let screen = screens::ask(visit.reader, &card.plan, field);
    Ok(ask(visit, Question::Field(id, field), screen).await)
}

/// Takes the next message as the answer to that question, and asks it.
async fn ask(visit: &Visit<'_>, question: Question, screen: Screen) -> Reply {
    visit.ask(Dialogue::Plan(question)).await;
    Reply::show(screen)
}
