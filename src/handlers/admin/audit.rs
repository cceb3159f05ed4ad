//! The audit log: pages, filters, export, verification.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::AuditFilter;
use crate::models::AuditFormat;
use crate::models::AuditWho;
use crate::models::MemberRefusal;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::audit as screens;
use crate::screens::callback::AuditAction;
use crate::services;
use crate::services::ServiceError;
use crate::services::audit::chain;
use crate::services::audit::desk;
use crate::services::members::search;
use crate::services::members::search::Wanted;
use crate::telegram::update::Author;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Whose acts, or on whom?
    Person(AuditFilter),
    /// Of which days?
    Days(AuditFilter),
}

/// What a button needs.
pub fn permission(action: AuditAction) -> Option<Permission> {
    match action {
        AuditAction::List(_)
        | AuditAction::Older(..)
        | AuditAction::Row(..)
        | AuditAction::Who(_)
        | AuditAction::AskPerson(_)
        | AuditAction::What(_)
        | AuditAction::Acts(..)
        | AuditAction::When(_)
        | AuditAction::AskDays(_)
        | AuditAction::Export(..)
        | AuditAction::Verify => Some(Permission::SeeAudit),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: AuditAction) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    match action {
        AuditAction::List(filter) => list(visit, filter, None).await,
        AuditAction::Older(filter, below) => list(visit, filter, Some(below)).await,
        AuditAction::Row(id, filter) => row(visit, id, filter).await,
        AuditAction::Who(filter) => Ok(Reply::show(screens::who(reader, filter, visit.user))),
        AuditAction::AskPerson(filter) => {
            visit.ask(Dialogue::Audit(Question::Person(filter))).await;
            Ok(Reply::show(screens::ask_person(reader, filter)))
        }
        AuditAction::What(filter) => Ok(Reply::show(screens::what(reader, filter))),
        AuditAction::Acts(area, filter) => Ok(Reply::show(screens::acts(reader, area, filter))),
        AuditAction::When(filter) => Ok(Reply::show(screens::when(reader, filter))),
        AuditAction::AskDays(filter) => {
            visit.ask(Dialogue::Audit(Question::Days(filter))).await;
            Ok(Reply::show(screens::ask_days(house(visit), filter)))
        }
        AuditAction::Export(format, filter) => export(visit, format, filter).await,
        AuditAction::Verify => verify(visit).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: AuditAction) -> Action {
    Action::Audit(match action {
        AuditAction::Older(filter, below) => AuditAction::Older(filter, below),
        AuditAction::Row(id, filter) => AuditAction::Row(id, filter),
        AuditAction::List(filter)
        | AuditAction::Who(filter)
        | AuditAction::AskPerson(filter)
        | AuditAction::What(filter)
        | AuditAction::Acts(_, filter)
        | AuditAction::When(filter)
        | AuditAction::AskDays(filter)
        | AuditAction::Export(_, filter) => AuditAction::List(filter),
        AuditAction::Verify => AuditAction::List(AuditFilter::ALL),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Person(_) | Question::Days(_) => Some(Permission::SeeAudit),
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
        Question::Person(filter) => {
            let wanted = match message.author() {
                Some(Author::Person(person)) => Wanted::Id(person.id),
                Some(Author::Hidden) => return Err(refused(MemberRefusal::MemberHidden)),
                Some(Author::Chat) => return Err(refused(MemberRefusal::ForwardNamesChat)),
                None => search::read(text),
            };
            person(visit, wanted, filter).await
        }
        Question::Days(filter) => {
            let when = desk::days(text, visit.ctx.time_zone())?;
            visit.forget().await;
            list(visit, AuditFilter { when, ..filter }, None).await
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    let (Question::Person(filter) | Question::Days(filter)) = question;
    list(visit, filter, None).await
}

/// `/audit`, `/audit verify`, `/audit @ana`, `/audit 2026-11-01 2026-11-15`.
pub async fn command(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let text = text.trim();
    if text.is_empty() {
        return list(visit, AuditFilter::ALL, None).await;
    }
    if text.eq_ignore_ascii_case("verify") || text.eq_ignore_ascii_case("verificar") {
        return verify(visit).await;
    }
    if let Ok(when) = desk::days(text, visit.ctx.time_zone()) {
        return list(
            visit,
            AuditFilter {
                when,
                ..AuditFilter::ALL
            },
            None,
        )
        .await;
    }
    if text.eq_ignore_ascii_case("system") {
        let who = AuditWho::System;
        return list(
            visit,
            AuditFilter {
                who,
                ..AuditFilter::ALL
            },
            None,
        )
        .await;
    }
    person(visit, search::read(text), AuditFilter::ALL).await
}

async fn list(
    visit: &Visit<'_>,
    filter: AuditFilter,
    below: Option<i64>,
) -> Result<Reply, ServiceError> {
    let page = desk::page(visit.ctx, &visit.actor, filter, below, visit.now()).await?;
    Ok(Reply::show(screens::list(visit.reader, &page)))
}

async fn row(visit: &Visit<'_>, id: i64, filter: AuditFilter) -> Result<Reply, ServiceError> {
    let line = desk::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::row(visit.reader, &line, filter)))
}

/// The rows of whoever a text names.
async fn person(
    visit: &Visit<'_>,
    wanted: Wanted,
    filter: AuditFilter,
) -> Result<Reply, ServiceError> {
    let mut people = search::people(visit.ctx, &visit.actor, wanted.clone()).await?;
    // Whoever the house never met may stand in the log all the same.
    if let (true, Wanted::Id(user)) = (people.is_empty(), &wanted) {
        people.push(*user);
    }
    match people.as_slice() {
        [] => Err(refused(MemberRefusal::MemberUnknown)),
        [one] => {
            visit.forget().await;
            let who = AuditWho::Involved(*one);
            list(visit, AuditFilter { who, ..filter }, None).await
        }
        several => {
            let mut named: Vec<(UserId, String)> = Vec::new();
            for user in several {
                let name = services::persons::name_of(visit.ctx, *user).await?;
                named.push((*user, name));
            }
            Ok(Reply::show(screens::found(visit.reader, &named, filter)))
        }
    }
}

/// The rows as a file, read some at a time.
async fn export(
    visit: &Visit<'_>,
    format: AuditFormat,
    filter: AuditFilter,
) -> Result<Reply, ServiceError> {
    let now = visit.now();
    desk::export_begun(visit.ctx, &visit.actor, filter, format, now).await?;
    let mut table = screens::Table::new(house(visit), format);
    let mut below = i64::MAX;
    let mut is_cut = false;
    while !is_cut {
        let lines = desk::export(visit.ctx, &visit.actor, filter, below, now).await?;
        let Some(last) = lines.last() else { break };
        below = last.row.id;
        lines.iter().for_each(|line| table.push(line));
        is_cut = table.rows() >= desk::MOST_EXPORTED;
    }
    Ok(Reply::send(table.finish(filter, is_cut)))
}

async fn verify(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let report = chain::verify(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(screens::verified(visit.reader, &report)))
}

/// The reader on the clocks of the house: the days of the log are the house's.
fn house(visit: &Visit<'_>) -> Reader {
    Reader {
        time_zone: visit.ctx.time_zone(),
        ..visit.reader
    }
}

fn refused(refusal: MemberRefusal) -> ServiceError {
    ServiceError::Refused(Refusal::from(refusal))
}
