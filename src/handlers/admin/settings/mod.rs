//! What admins set from chat, one feature per file, and the channels of the doors.

mod card;
mod fees;
mod posts;
mod reset;
mod texts;
mod values;

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin::panel;
use crate::models::Door;
use crate::models::FeePeriod;
use crate::models::Permission;
use crate::models::TextKey;
use crate::screens::Action;
use crate::screens::callback::SettingsAction;
use crate::services::ServiceError;
use crate::telegram::update::Message;
use crate::utils::locale::Lang;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// When to remind of an end?
    Reminders,
    /// How long may they stay after it?
    Grace,
    /// Which time zone?
    Zone,
    /// For how many days are events kept?
    Retention,
    /// What does that period cost?
    Fee(FeePeriod),
    /// Of how many days is the other period?
    FeeDays,
    /// Which words?
    Text(TextKey, Lang),
    /// Which message goes into the channel?
    Post(Door),
}

/// What a button needs.
pub fn permission(action: SettingsAction) -> Option<Permission> {
    match action {
        SettingsAction::Card(_) => Some(Permission::SeePanel),
        SettingsAction::Reminders
        | SettingsAction::SetReminders(_)
        | SettingsAction::Grace
        | SettingsAction::SetGrace(_)
        | SettingsAction::Zone
        | SettingsAction::SetZone(_)
        | SettingsAction::DefaultZone
        | SettingsAction::Language
        | SettingsAction::SetLanguage(_)
        | SettingsAction::Retention
        | SettingsAction::SetRetention(_)
        | SettingsAction::Fees
        | SettingsAction::AskFee(_)
        | SettingsAction::AskFeeDays
        | SettingsAction::DropFee(..)
        | SettingsAction::Texts
        | SettingsAction::Text(..)
        | SettingsAction::AskText(..)
        | SettingsAction::PreviewText(..)
        | SettingsAction::DefaultText(..)
        | SettingsAction::ResetText(..)
        | SettingsAction::Reset
        | SettingsAction::ResetSure
        | SettingsAction::ResetYes
        | SettingsAction::TestChannel(_)
        | SettingsAction::Detach(_)
        | SettingsAction::DetachYes(_)
        | SettingsAction::AskPost(_)
        | SettingsAction::Post(..) => Some(Permission::Configure),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: SettingsAction) -> Result<Reply, ServiceError> {
    match action {
        SettingsAction::Reminders => values::reminders(visit, false).await,
        SettingsAction::SetReminders(choice) => values::choose_reminders(visit, choice).await,
        SettingsAction::Grace => values::grace(visit, false).await,
        SettingsAction::SetGrace(hours) => values::set_grace(visit, i64::from(hours)).await,
        SettingsAction::Zone => values::zone(visit, false).await,
        SettingsAction::SetZone(choice) => values::choose_zone(visit, choice).await,
        SettingsAction::DefaultZone => values::set_zone(visit, None).await,
        SettingsAction::Language => values::language(visit, false).await,
        SettingsAction::SetLanguage(lang) => values::set_language(visit, lang).await,
        SettingsAction::Retention => values::retention(visit, false).await,
        SettingsAction::SetRetention(days) => values::set_retention(visit, i64::from(days)).await,
        SettingsAction::Fees => fees::list(visit, false).await,
        SettingsAction::AskFee(period) => fees::ask(visit, period).await,
        SettingsAction::AskFeeDays => fees::ask_days(visit).await,
        SettingsAction::DropFee(period, currency) => fees::drop(visit, period, currency).await,
        SettingsAction::Texts => texts::list(visit).await,
        SettingsAction::Text(key, lang) => texts::show(visit, key, lang).await,
        SettingsAction::AskText(key, lang) => texts::ask(visit, key, lang).await,
        SettingsAction::PreviewText(key, lang) => texts::preview(visit, key, lang, true).await,
        SettingsAction::DefaultText(key, lang) => texts::preview(visit, key, lang, false).await,
        SettingsAction::ResetText(key, lang) => texts::reset(visit, key, lang).await,
        SettingsAction::Reset => reset::ask(visit).await,
        SettingsAction::ResetSure => reset::ask_again(visit).await,
        SettingsAction::ResetYes => reset::reset(visit).await,
        SettingsAction::Card(door) => card::card(visit, door).await,
        SettingsAction::TestChannel(door) => card::test(visit, door).await,
        SettingsAction::Detach(door) => card::ask_detach(visit, door).await,
        SettingsAction::DetachYes(door) => card::detach(visit, door).await,
        SettingsAction::AskPost(door) => posts::ask(visit, door).await,
        SettingsAction::Post(door, how, message) => posts::send(visit, door, how, message).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: SettingsAction) -> Action {
    use SettingsAction as S;
    Action::Settings(match action {
        S::Reminders | S::SetReminders(_) => S::Reminders,
        S::Grace | S::SetGrace(_) => S::Grace,
        S::Zone | S::SetZone(_) | S::DefaultZone => S::Zone,
        S::Language | S::SetLanguage(_) => S::Language,
        S::Retention | S::SetRetention(_) => S::Retention,
        S::Fees | S::AskFee(_) | S::AskFeeDays | S::DropFee(..) => S::Fees,
        S::Texts => S::Texts,
        S::Text(key, lang)
        | S::AskText(key, lang)
        | S::PreviewText(key, lang)
        | S::DefaultText(key, lang)
        | S::ResetText(key, lang) => S::Text(key, lang),
        S::Reset | S::ResetSure | S::ResetYes => return Action::Config,
        // Without its channel a door has no card.
        S::DetachYes(_) => return Action::Config,
        S::Card(door)
        | S::TestChannel(door)
        | S::Detach(door)
        | S::AskPost(door)
        | S::Post(door, ..) => S::Card(door),
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Reminders
        | Question::Grace
        | Question::Zone
        | Question::Retention
        | Question::Fee(_)
        | Question::FeeDays
        | Question::Text(..)
        | Question::Post(_) => Some(Permission::Configure),
    }
}

/// Takes the answer to a question. One that is refused leaves the question open.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default();
    match question {
        Question::Reminders => values::typed_reminders(visit, text).await,
        Question::Grace => values::typed_grace(visit, text).await,
        Question::Zone => values::typed_zone(visit, text).await,
        Question::Retention => values::typed_retention(visit, text).await,
        Question::Fee(period) => fees::typed(visit, period, text).await,
        Question::FeeDays => fees::typed_days(visit, text).await,
        Question::Text(key, lang) => texts::typed(visit, key, lang, message).await,
        Question::Post(door) => posts::proposed(visit, door, message).await,
    }
}

/// Shows where the person was before a question that they left.
pub async fn cancelled(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Reminders | Question::Grace | Question::Zone | Question::Retention => {
            panel::config(visit).await
        }
        Question::Fee(_) | Question::FeeDays => fees::list(visit, false).await,
        Question::Text(key, lang) => texts::show(visit, key, lang).await,
        Question::Post(door) => card::card(visit, door).await,
    }
}
