//! Buttons and answers of the desk of the money and the rules of selling; ways to pay by hand in `manual`.

mod manual;

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::LEAST_ORDER_MINUTES;
use crate::models::MOST_ORDER_MINUTES;
use crate::models::MOST_REFERRAL_DAYS;
use crate::models::MOST_REFERRAL_FRIENDS;
use crate::models::ManualMethodId;
use crate::models::Permission;
use crate::models::ReferralReward;
use crate::models::Refusal;
use crate::models::ShopChange;
use crate::models::ShopSettings;
use crate::models::ShopText;
use crate::screens::Action;
use crate::screens::Screen;
use crate::screens::callback::TillAction;
use crate::screens::notices::Toast;
use crate::screens::till as screens;
use crate::services::ServiceError;
use crate::services::money::provider;
use crate::services::money::till;
use crate::telegram::update::Message;
use crate::utils::locale::Lang;
use crate::utils::units;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// After how many minutes does an order end?
    Minutes,
    /// Which words?
    Text(ShopText, Lang),
    /// How many days does an inviter get?
    Days,
    /// How much money?
    Credit,
    /// For how many friends?
    Friends,
    /// What is a new way to pay called?
    NewName,
    /// How is it paid?
    NewWords { name: String },
    /// In which currency?
    NewCurrency { name: String, words: String },
    /// What is it called in that language?
    Name(ManualMethodId, Lang),
    /// How is it paid, in that language?
    Words(ManualMethodId, Lang),
    /// In which currency from now on?
    Currency(ManualMethodId),
}

/// What a button needs.
pub fn permission(action: TillAction) -> Option<Permission> {
    match action {
        TillAction::Main | TillAction::Accounts => Some(Permission::SeePayments),
        TillAction::Methods
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
        | TillAction::AnyFriends
        | TillAction::Manual
        | TillAction::NewManual
        | TillAction::ShowManual(_)
        | TillAction::NameManual(..)
        | TillAction::WordManual(..)
        | TillAction::CurrencyManual(_)
        | TillAction::ReferenceManual(_)
        | TillAction::SwitchManual(_)
        | TillAction::LiftManual(_)
        | TillAction::DropManual(_)
        | TillAction::DropManualYes(_) => Some(Permission::ManageShop),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: TillAction) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    match action {
        TillAction::Main => main(visit).await,
        TillAction::Accounts => accounts(visit).await,
        TillAction::Methods => show(visit, |set| screens::methods(reader, set)).await,
        TillAction::Switch(method, product) => {
            let set = change(visit, ShopChange::Switch(method, product)).await?;
            Ok(Reply::show(screens::methods(reader, &set)))
        }
        TillAction::Rules => rules(visit).await,
        TillAction::Minutes => {
            visit.ask(Dialogue::Till(Question::Minutes)).await;
            show(visit, |set| screens::ask_minutes(reader, set)).await
        }
        TillAction::SetMinutes(minutes) => {
            ruled(visit, ShopChange::OrderMinutes(i64::from(minutes))).await
        }
        TillAction::Second => show(visit, |set| screens::ask_second(reader, set)).await,
        TillAction::SetSecond(rule) => ruled(visit, ShopChange::SecondPayment(rule)).await,
        TillAction::Text(which, lang) => text(visit, which, lang).await,
        TillAction::AskText(which, lang) => {
            let screen = screens::ask_text(reader, which, lang);
            Ok(ask(visit, Question::Text(which, lang), screen).await)
        }
        TillAction::ResetText(which, lang) => {
            change(visit, ShopChange::Text(which, lang.code(), None)).await?;
            text(visit, which, lang).await
        }
        TillAction::Referral
        | TillAction::NoReferral
        | TillAction::ReferralDays(_)
        | TillAction::AskReferralDays
        | TillAction::AskReferralCredit
        | TillAction::AskFriends
        | TillAction::AnyFriends => referral(visit, action).await,
        TillAction::Manual
        | TillAction::NewManual
        | TillAction::ShowManual(_)
        | TillAction::NameManual(..)
        | TillAction::WordManual(..)
        | TillAction::CurrencyManual(_)
        | TillAction::ReferenceManual(_)
        | TillAction::SwitchManual(_)
        | TillAction::LiftManual(_)
        | TillAction::DropManual(_)
        | TillAction::DropManualYes(_) => manual::press(visit, action).await,
    }
}

async fn referral(visit: &Visit<'_>, action: TillAction) -> Result<Reply, ServiceError> {
    let reader = visit.reader;
    match action {
        TillAction::NoReferral => rewarded(visit, ShopChange::Reward(None)).await,
        TillAction::ReferralDays(days) => {
            let reward = ReferralReward::Days(days);
            rewarded(visit, ShopChange::Reward(Some(reward))).await
        }
        TillAction::AskReferralDays => {
            Ok(ask(visit, Question::Days, screens::ask_days(reader)).await)
        }
        TillAction::AskReferralCredit => {
            Ok(ask(visit, Question::Credit, screens::ask_credit(reader)).await)
        }
        TillAction::AskFriends => {
            Ok(ask(visit, Question::Friends, screens::ask_friends(reader)).await)
        }
        TillAction::AnyFriends => rewarded(visit, ShopChange::Friends(None)).await,
        // The rest is led elsewhere by `press`.
        TillAction::Referral
        | TillAction::Main
        | TillAction::Accounts
        | TillAction::Methods
        | TillAction::Switch(..)
        | TillAction::Rules
        | TillAction::Minutes
        | TillAction::SetMinutes(_)
        | TillAction::Second
        | TillAction::SetSecond(_)
        | TillAction::Text(..)
        | TillAction::AskText(..)
        | TillAction::ResetText(..)
        | TillAction::Manual
        | TillAction::NewManual
        | TillAction::ShowManual(_)
        | TillAction::NameManual(..)
        | TillAction::WordManual(..)
        | TillAction::CurrencyManual(_)
        | TillAction::ReferenceManual(_)
        | TillAction::SwitchManual(_)
        | TillAction::LiftManual(_)
        | TillAction::DropManual(_)
        | TillAction::DropManualYes(_) => show(visit, |set| screens::referral(reader, set)).await,
    }
}

/// The desk of the money.
pub async fn main(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = till::view(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::main(visit.reader, &view)))
}

/// What providers say of the house's accounts. Takes as long as they do.
async fn accounts(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let views = provider::account(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::accounts(visit.reader, &views)))
}

async fn ask(visit: &Visit<'_>, question: Question, screen: Screen) -> Reply {
    visit.ask(Dialogue::Till(question)).await;
    Reply::show(screen)
}

async fn show(
    visit: &Visit<'_>,
    draw: impl FnOnce(&ShopSettings) -> Screen,
) -> Result<Reply, ServiceError> {
    let set = till::settings(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(draw(&set)))
}

async fn rules(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    show(visit, |set| screens::rules(visit.reader, set)).await
}

async fn text(visit: &Visit<'_>, which: ShopText, lang: Lang) -> Result<Reply, ServiceError> {
    show(visit, |set| screens::text(visit.reader, set, which, lang)).await
}

async fn change(visit: &Visit<'_>, change: ShopChange) -> Result<ShopSettings, ServiceError> {
    let set = till::change(visit.ctx, &visit.actor, change, visit.now()).await?;
    visit.forget().await;
    Ok(set)
}

/// Changes a rule and shows all.
async fn ruled(visit: &Visit<'_>, what: ShopChange) -> Result<Reply, ServiceError> {
    let set = change(visit, what).await?;
    let reply = Reply::show(screens::rules(visit.reader, &set));
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// Changes what inviters get and shows it.
async fn rewarded(visit: &Visit<'_>, what: ShopChange) -> Result<Reply, ServiceError> {
    let set = change(visit, what).await?;
    let reply = Reply::show(screens::referral(visit.reader, &set));
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: TillAction) -> Action {
    Action::Till(match action {
        TillAction::Main => TillAction::Main,
        TillAction::Accounts => TillAction::Accounts,
        TillAction::Methods | TillAction::Switch(..) => TillAction::Methods,
        TillAction::Rules
        | TillAction::Minutes
        | TillAction::SetMinutes(_)
        | TillAction::Second
        | TillAction::SetSecond(_) => TillAction::Rules,
        TillAction::Text(which, lang)
        | TillAction::AskText(which, lang)
        | TillAction::ResetText(which, lang) => TillAction::Text(which, lang),
        TillAction::Referral
        | TillAction::NoReferral
        | TillAction::ReferralDays(_)
        | TillAction::AskReferralDays
        | TillAction::AskReferralCredit
        | TillAction::AskFriends
        | TillAction::AnyFriends => TillAction::Referral,
        TillAction::Manual
        | TillAction::NewManual
        | TillAction::DropManual(_)
        | TillAction::DropManualYes(_) => TillAction::Manual,
        TillAction::ShowManual(id)
        | TillAction::NameManual(id, _)
        | TillAction::WordManual(id, _)
        | TillAction::CurrencyManual(id)
        | TillAction::ReferenceManual(id)
        | TillAction::SwitchManual(id)
        | TillAction::LiftManual(id) => TillAction::ShowManual(id),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Minutes
        | Question::Text(..)
        | Question::Days
        | Question::Credit
        | Question::Friends
        | Question::NewName
        | Question::NewWords { .. }
        | Question::NewCurrency { .. }
        | Question::Name(..)
        | Question::Words(..)
        | Question::Currency(_) => Some(Permission::ManageShop),
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    match question {
        Question::Minutes => {
            let minutes = number(text, LEAST_ORDER_MINUTES, MOST_ORDER_MINUTES)?;
            ruled(visit, ShopChange::OrderMinutes(i64::from(minutes))).await
        }
        Question::Text(which, lang) => {
            let words = Some(text.to_owned());
            change(visit, ShopChange::Text(which, lang.code(), words)).await?;
            self::text(visit, which, lang).await
        }
        Question::Days => {
            let days = number(text, 1, i64::from(MOST_REFERRAL_DAYS))?;
            let reward = ReferralReward::Days(days);
            rewarded(visit, ShopChange::Reward(Some(reward))).await
        }
        Question::Credit => {
            let reward = till::read_credit(text)?;
            rewarded(visit, ShopChange::Reward(Some(reward))).await
        }
        Question::Friends => {
            let most = number(text, 1, i64::from(MOST_REFERRAL_FRIENDS))?;
            rewarded(visit, ShopChange::Friends(Some(most))).await
        }
        Question::NewName
        | Question::NewWords { .. }
        | Question::NewCurrency { .. }
        | Question::Name(..)
        | Question::Words(..)
        | Question::Currency(_) => manual::answer(visit, question, text).await,
    }
}

fn number(text: &str, least: i64, most: i64) -> Result<u32, ServiceError> {
    let number = units::read_number(text.trim());
    let number = number.filter(|number| (least..=most).contains(&i64::from(*number)));
    Ok(number.ok_or(Refusal::NumberInvalid { least, most })?)
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Minutes => rules(visit).await,
        Question::Text(which, lang) => text(visit, which, lang).await,
        Question::Days | Question::Credit | Question::Friends => {
            show(visit, |set| screens::referral(visit.reader, set)).await
        }
        Question::NewName | Question::NewWords { .. } | Question::NewCurrency { .. } => {
            manual::list(visit).await
        }
        Question::Name(id, _) | Question::Words(id, _) | Question::Currency(id) => {
            manual::card(visit, id).await
        }
    }
}
