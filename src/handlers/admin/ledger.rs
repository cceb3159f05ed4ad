//! Buttons and answers of the books, and of people's balances.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::MemberRefusal;
use crate::models::Money;
use crate::models::Permission;
use crate::models::PostingId;
use crate::models::Refusal;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::callback::LedgerAction;
use crate::screens::ledger;
use crate::screens::notices::Toast;
use crate::services::ServiceError;
use crate::services::members::search;
use crate::services::money;
use crate::services::money::by_hand::MOST_REASON;
use crate::telegram::update::Author;
use crate::telegram::update::Message;

/// Lines of the books in one file: about 10 MB.
const MOST_LINES: usize = 100_000;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Whose balance?
    Person,
    /// How much to give or to take?
    Amount(UserId),
    /// Why?
    Reason(UserId, Money),
}

/// What a button needs.
pub fn permission(action: LedgerAction) -> Option<Permission> {
    match action {
        LedgerAction::Main | LedgerAction::Check | LedgerAction::Export => {
            Some(Permission::SeePayments)
        }
        LedgerAction::AskPerson | LedgerAction::Balance(_) | LedgerAction::Adjust(_) => {
            Some(Permission::Refund)
        }
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: LedgerAction) -> Result<Reply, ServiceError> {
    match action {
        LedgerAction::Main => main(visit).await,
        LedgerAction::Check => check(visit).await,
        LedgerAction::Export => export(visit).await,
        LedgerAction::AskPerson => {
            visit.ask(Dialogue::Ledger(Question::Person)).await;
            Ok(Reply::show(ledger::ask_person(visit.reader)))
        }
        LedgerAction::Balance(user) => balance(visit, user).await,
        LedgerAction::Adjust(user) => {
            visit.ask(Dialogue::Ledger(Question::Amount(user))).await;
            Ok(Reply::show(ledger::ask_amount(visit.reader)))
        }
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: LedgerAction) -> Action {
    Action::Ledger(match action {
        LedgerAction::Main
        | LedgerAction::Check
        | LedgerAction::Export
        | LedgerAction::AskPerson => LedgerAction::Main,
        LedgerAction::Balance(user) | LedgerAction::Adjust(user) => LedgerAction::Balance(user),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Person | Question::Amount(_) | Question::Reason(..) => Some(Permission::Refund),
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
        Question::Person => {
            let user = person(visit, message).await?;
            let reply = balance(visit, user).await?;
            visit.forget().await;
            Ok(reply)
        }
        Question::Amount(user) => {
            let amount = money::by_hand::amount(text)?;
            money::by_hand::need_there(visit.ctx, &visit.actor, user, &amount).await?;
            let reply = Reply::show(ledger::ask_reason(visit.reader, &amount, MOST_REASON));
            let next = Question::Reason(user, amount);
            visit.ask(Dialogue::Ledger(next)).await;
            Ok(reply)
        }
        Question::Reason(user, amount) => {
            let reason = money::by_hand::reason(text)?;
            let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
            money::by_hand::adjust(ctx, actor, user, amount, reason, now).await?;
            visit.forget().await;
            let reply = balance(visit, user).await?;
            Ok(reply.with_toast(visit.toast(Toast::Done)))
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Person => main(visit).await,
        Question::Amount(user) | Question::Reason(user, _) => balance(visit, user).await,
    }
}

/// `/ledger`, `/ledger check`.
pub async fn command(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("check") || text.eq_ignore_ascii_case("revisar") {
        return check(visit).await;
    }
    main(visit).await
}

async fn main(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let sums = money::checks::look(visit.ctx, &visit.actor).await?;
    let may = visit.actor.permissions;
    Ok(Reply::show(ledger::main(visit.reader, &sums, may)))
}

async fn check(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let found = money::checks::check(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::show(ledger::checked(visit.reader, &found)))
}

async fn balance(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let (name, has) = money::desk::balance(visit.ctx, &visit.actor, user).await?;
    Ok(Reply::show(ledger::balance(
        visit.reader,
        user,
        &name,
        &has,
    )))
}

/// The books as a file, read some at a time.
async fn export(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    money::desk::export_begun(ctx, actor, visit.now()).await?;
    let reader = Reader {
        time_zone: ctx.time_zone(),
        ..visit.reader
    };
    let fault = |error: csv::Error| ServiceError::Fault(format!("the books as a file: {error}"));
    let mut table = ledger::Table::new().map_err(fault)?;
    let (mut after, mut is_cut) = (PostingId(0), false);
    while !is_cut {
        let lines = money::desk::export(ctx, actor, after).await?;
        let Some(last) = lines.last() else { break };
        after = last.id;
        for line in &lines {
            table.push(reader, line).map_err(fault)?;
        }
        is_cut = table.rows() >= MOST_LINES;
    }
    Ok(Reply::send(table.finish(reader, is_cut)))
}

/// Whom a message names: by number, @name, or as the author of what was forwarded.
pub(super) async fn person(visit: &Visit<'_>, message: &Message) -> Result<UserId, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    let wanted = match message.author() {
        Some(Author::Person(person)) => search::Wanted::Id(person.id),
        Some(Author::Hidden) => return Err(Refusal::from(MemberRefusal::MemberHidden).into()),
        Some(Author::Chat) => return Err(Refusal::from(MemberRefusal::ForwardNamesChat).into()),
        None => search::read(text),
    };
    let found = search::people(visit.ctx, &visit.actor, wanted).await?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] | [_, ..] => Err(Refusal::from(MemberRefusal::MemberUnknown).into()),
    }
}
