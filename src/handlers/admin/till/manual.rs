//! Ways to pay by hand: made, changed, taken away.

use super::Question;
use super::ask;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ByLang;
use crate::models::ManualChange;
use crate::models::ManualMethodId;
use crate::screens::callback::TillAction;
use crate::screens::notices::Toast;
use crate::screens::till::manual as screens;
use crate::services::ServiceError;
use crate::services::money::manual;

/// Does what a button says; what is none of its own shows the list.
pub async fn press(visit: &Visit<'_>, action: TillAction) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    match action {
        TillAction::NewManual => {
            let screen = screens::ask_name(reader, reader.lang);
            Ok(ask(visit, Question::NewName, screen).await)
        }
        TillAction::ShowManual(id) => card(visit, id).await,
        TillAction::NameManual(id, lang) => {
            let screen = screens::ask_name(reader, lang);
            Ok(ask(visit, Question::Name(id, lang), screen).await)
        }
        TillAction::WordManual(id, lang) => {
            let screen = screens::ask_words(reader, lang);
            Ok(ask(visit, Question::Words(id, lang), screen).await)
        }
        TillAction::CurrencyManual(id) => {
            let screen = screens::ask_currency(reader);
            Ok(ask(visit, Question::Currency(id), screen).await)
        }
        TillAction::ReferenceManual(id) => change(visit, id, ManualChange::Reference(None)).await,
        TillAction::SwitchManual(id) => change(visit, id, ManualChange::Enabled(None)).await,
        TillAction::LiftManual(id) => {
            manual::change(visit.ctx, &visit.actor, id, ManualChange::Up, visit.now()).await?;
            list(visit).await
        }
        TillAction::DropManual(id) => {
            let method = manual::get(visit.ctx, &visit.actor, id).await?;
            Ok(Reply::show(screens::ask_drop(reader, &method)))
        }
        TillAction::DropManualYes(id) => {
            let remove = ManualChange::Remove;
            manual::change(visit.ctx, &visit.actor, id, remove, visit.now()).await?;
            let reply = list(visit).await?;
            Ok(reply.with_toast(visit.toast(Toast::Done)))
        }
        TillAction::Manual
        | TillAction::Main
        | TillAction::Methods
        | TillAction::Accounts
        | TillAction::Switch(..)
        | TillAction::Rules
        | TillAction::Minutes
        | TillAction::SetMinutes(_)
        | TillAction::Second
        | TillAction::SetSecond(_)
        | TillAction::Text(..)
        | TillAction::AskText(..)
        | TillAction::ResetText(..)
        | TillAction::Referral
        | TillAction::NoReferral
        | TillAction::ReferralDays(_)
        | TillAction::AskReferralDays
        | TillAction::AskReferralCredit
        | TillAction::AskFriends
        | TillAction::AnyFriends => list(visit).await,
    }
}

/// All of them.
pub async fn list(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let methods = manual::list(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::list(visit.reader, &methods)))
}

/// One of them.
pub async fn card(visit: &Visit<'_>, id: ManualMethodId) -> Result<Reply, ServiceError> {
    let method = manual::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(screens::card(visit.reader, &method)))
}

async fn change(
    visit: &Visit<'_>,
    id: ManualMethodId,
    what: ManualChange,
) -> Result<Reply, ServiceError> {
    let method = manual::change(visit.ctx, &visit.actor, id, what, visit.now()).await?;
    visit.forget().await;
    let reply = Reply::show(screens::card(visit.reader, &method));
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// Takes the answer to a question about ways to pay by hand; to any other question it is none.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    text: &str,
) -> Result<Reply, ServiceError> {
    let (reader, lang) = (visit.reader, visit.reader.lang);
    match question {
        Question::NewName => {
            let name = manual::read_name(text)?;
            let screen = screens::ask_words(reader, lang);
            Ok(ask(visit, Question::NewWords { name }, screen).await)
        }
        Question::NewWords { name } => {
            let words = manual::read_instructions(text)?;
            let screen = screens::ask_currency(reader);
            Ok(ask(visit, Question::NewCurrency { name, words }, screen).await)
        }
        Question::NewCurrency { name, words } => {
            let own = |text| ByLang::from([(lang.code().to_owned(), text)]);
            let typed = (own(name), own(words), text.to_owned());
            let (ctx, actor) = (visit.ctx, &visit.actor);
            let id = manual::make(ctx, actor, typed, visit.now()).await?;
            visit.forget().await;
            card(visit, id).await
        }
        Question::Name(id, lang) => {
            let name = ManualChange::Name(lang.code(), text.to_owned());
            change(visit, id, name).await
        }
        Question::Words(id, lang) => {
            let words = ManualChange::Instructions(lang.code(), text.to_owned());
            change(visit, id, words).await
        }
        Question::Currency(id) => change(visit, id, ManualChange::Currency(text.to_owned())).await,
        Question::Minutes
        | Question::Text(..)
        | Question::Days
        | Question::Credit
        | Question::Friends => list(visit).await,
    }
}
