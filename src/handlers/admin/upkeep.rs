//! The state of the house in pages, and maintenance.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MaintenanceChange;
use crate::models::Permission;
use crate::models::StatusChart;
use crate::models::StatusPage;
use crate::screens::Action;
use crate::screens::callback::HouseAction;
use crate::screens::charts;
use crate::screens::status;
use crate::screens::upkeep;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// What are people told?
    Sentence,
}

/// What a button needs.
pub fn permission(action: HouseAction) -> Option<Permission> {
    match action {
        HouseAction::Page(_) | HouseAction::Chart(_) => Some(Permission::SeeStatus),
        HouseAction::Maintenance
        | HouseAction::Close
        | HouseAction::Open
        | HouseAction::Hold
        | HouseAction::GoOn
        | HouseAction::AskSentence
        | HouseAction::UsualSentence => Some(Permission::Maintain),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: HouseAction) -> Result<Reply, ServiceError> {
    match action {
        HouseAction::Page(page) => details(visit, page).await,
        HouseAction::Chart(StatusChart::People) => activity(visit).await,
        HouseAction::Chart(StatusChart::Traffic) => traffic(visit).await,
        HouseAction::Maintenance => desk(visit).await,
        HouseAction::Close => {
            let reply = change(visit, MaintenanceChange::On).await?;
            Ok(reply.with_toast(upkeep::switched(visit.reader.lang, true)))
        }
        HouseAction::Open => {
            let reply = change(visit, MaintenanceChange::Off).await?;
            Ok(reply.with_toast(upkeep::switched(visit.reader.lang, false)))
        }
        HouseAction::Hold => change(visit, MaintenanceChange::Hold).await,
        HouseAction::GoOn => change(visit, MaintenanceChange::GoOn).await,
        HouseAction::AskSentence => {
            visit.ask(Dialogue::House(Question::Sentence)).await;
            Ok(Reply::show(upkeep::ask_sentence(visit.reader)))
        }
        HouseAction::UsualSentence => change(visit, MaintenanceChange::Sentence(None)).await,
    }
}

/// A page of the details behind `/status`.
async fn details(visit: &Visit<'_>, page: StatusPage) -> Result<Reply, ServiceError> {
    let pulse = visit.pulse.pulse().await;
    let view = services::status::details(visit.ctx, &visit.actor, pulse, visit.now()).await?;
    Ok(Reply::show(status::details(visit.reader, &view, page)))
}

/// People active on each day. A picture comes as a message of its own: a text cannot become one.
async fn activity(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    let days = services::status::activity(visit.ctx, &visit.actor, visit.now()).await?;
    // Off the workers, and one at a time: a picture takes some milliseconds and megabytes.
    let drawn = visit.ctx.db.beside(move |_| {
        let png = charts::activity(reader, &days);
        (png, days)
    });
    let (png, days) = drawn.await?;
    Ok(Reply::send(status::activity_chart(reader, &days, png)))
}

/// The traffic of all keys on each day.
async fn traffic(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    let days = services::status::traffic(visit.ctx, &visit.actor, visit.now()).await?;
    let drawn = visit.ctx.db.beside(move |_| {
        let png = charts::traffic(reader, &days);
        (png, days)
    });
    let (png, days) = drawn.await?;
    Ok(Reply::send(status::traffic_chart(reader, &days, png)))
}

/// `/maintenance`: the desk of maintenance.
pub async fn desk(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::upkeep::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(upkeep::desk(visit.reader, &view)))
}

async fn change(visit: &Visit<'_>, change: MaintenanceChange) -> Result<Reply, ServiceError> {
    services::upkeep::change(visit.ctx, &visit.actor, change, visit.now()).await?;
    desk(visit).await
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: HouseAction) -> Action {
    Action::House(match action {
        HouseAction::Page(page) => HouseAction::Page(page),
        HouseAction::Chart(_) => return Action::Status,
        HouseAction::Maintenance
        | HouseAction::Close
        | HouseAction::Open
        | HouseAction::Hold
        | HouseAction::GoOn
        | HouseAction::AskSentence
        | HouseAction::UsualSentence => HouseAction::Maintenance,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Sentence => Some(Permission::Maintain),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    match question {
        Question::Sentence => {
            let text = message.text.clone().unwrap_or_default();
            let sentence = MaintenanceChange::Sentence(Some(text));
            services::upkeep::change(visit.ctx, &visit.actor, sentence, visit.now()).await?;
            visit.forget().await;
            desk(visit).await
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Sentence => desk(visit).await,
    }
}
