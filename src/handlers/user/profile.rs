//! A person's own profile and settings.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Permission;
use crate::models::ProfileView;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::callback::ProfileAction;
use crate::screens::notices::Toast;
use crate::screens::profile as screens;
use crate::services;
use crate::services::ServiceError;
use crate::services::profile;
use crate::telegram::admins;
use crate::telegram::update::Message;
use crate::utils::zone::Zone;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which QvaPay user are they?
    Qvapay,
    /// In which city are they?
    Zone,
}

/// What a button needs: nothing, everybody has a profile.
pub fn permission(_action: ProfileAction) -> Option<Permission> {
    None
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: ProfileAction) -> Result<Reply, ServiceError> {
    match action {
        ProfileAction::Show => show(visit).await,
        ProfileAction::Settings => settings(visit).await,
        ProfileAction::Qvapay => ask_qvapay(visit).await,
        ProfileAction::QvapayClear => set_qvapay(visit, "").await,
        ProfileAction::Zones => zones(visit).await,
        ProfileAction::Region(region, page) => self::region(visit, region, page).await,
        ProfileAction::SetZone(zone) => set_zone(visit, Some(zone)).await,
        ProfileAction::DefaultZone => set_zone(visit, None).await,
        ProfileAction::Reminders(are_wanted) => set_reminders(visit, are_wanted).await,
        ProfileAction::Promotions(are_wanted) => set_promotions(visit, are_wanted).await,
        ProfileAction::Reset => ask_reset(visit).await,
        ProfileAction::ResetYes => reset(visit).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: ProfileAction) -> Action {
    Action::Profile(match action {
        ProfileAction::Show | ProfileAction::Qvapay | ProfileAction::QvapayClear => {
            ProfileAction::Show
        }
        ProfileAction::Zones => ProfileAction::Zones,
        ProfileAction::Region(region, page) => ProfileAction::Region(region, page),
        ProfileAction::Settings
        | ProfileAction::SetZone(_)
        | ProfileAction::DefaultZone
        | ProfileAction::Reminders(_)
        | ProfileAction::Promotions(_)
        | ProfileAction::Reset
        | ProfileAction::ResetYes => ProfileAction::Settings,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(_question: &Question) -> Option<Permission> {
    None
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    match question {
        Question::Qvapay if text.is_empty() => ask_qvapay(visit).await,
        Question::Qvapay => set_qvapay(visit, text).await,
        Question::Zone => typed_zone(visit, text).await,
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Qvapay => show(visit).await,
        Question::Zone => settings(visit).await,
    }
}

/// `/profile`.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = view(visit).await?;
    Ok(Reply::show(screens::profile(visit.reader, &view)))
}

/// `/settings`, as they stand now.
pub async fn settings(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = view(visit).await?;
    Ok(Reply::show(screens::settings(
        reader_now(visit, &view),
        &view,
    )))
}

async fn view(visit: &Visit<'_>) -> Result<ProfileView, ServiceError> {
    profile::view(visit.ctx, &visit.actor, visit.now()).await
}

/// How the person reads after what they just chose.
fn reader_now(visit: &Visit<'_>, view: &ProfileView) -> Reader {
    admins::reader_of(visit.ctx, Some(&view.user))
}

async fn changed(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let reply = settings(visit).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

async fn ask_qvapay(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let now = view(visit).await?.more.qvapay_user;
    visit.ask(Dialogue::Profile(Question::Qvapay)).await;
    let screen = screens::ask_qvapay(visit.reader, now.as_deref());
    Ok(Reply::show(screen))
}

async fn set_qvapay(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    profile::set_qvapay(visit.ctx, &visit.actor, text, visit.now()).await?;
    visit.forget().await;
    let reply = show(visit).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// The choice of a time zone; a typed city will do too.
async fn zones(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let has_own = view(visit).await?.user.time_zone.is_some();
    visit.ask(Dialogue::Profile(Question::Zone)).await;
    Ok(Reply::show(screens::zones(visit.reader, has_own)))
}

async fn region(visit: &Visit<'_>, region: u8, page: u32) -> Result<Reply, ServiceError> {
    let screen = screens::region(visit.reader, region, page).ok_or(Refusal::NotFound)?;
    visit.ask(Dialogue::Profile(Question::Zone)).await;
    Ok(Reply::show(screen))
}

async fn typed_zone(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    match profile::zones(text)?.as_slice() {
        [one] => {
            let reply = set_zone(visit, Some(*one)).await?;
            visit.forget().await;
            Ok(reply)
        }
        several => Ok(Reply::show(screens::zones_alike(visit.reader, several))),
    }
}

async fn set_zone(visit: &Visit<'_>, zone: Option<Zone>) -> Result<Reply, ServiceError> {
    profile::set_time_zone(visit.ctx, &visit.actor, zone, visit.now()).await?;
    changed(visit).await
}

async fn set_reminders(visit: &Visit<'_>, are_wanted: bool) -> Result<Reply, ServiceError> {
    profile::set_reminders(visit.ctx, &visit.actor, are_wanted, visit.now()).await?;
    changed(visit).await
}

async fn set_promotions(visit: &Visit<'_>, are_wanted: bool) -> Result<Reply, ServiceError> {
    services::mailings::set_promotions(visit.ctx, &visit.actor, are_wanted, visit.now()).await?;
    changed(visit).await
}

async fn ask_reset(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let count = view(visit).await?.more.settings;
    Ok(Reply::show(screens::ask_reset(visit.reader, count)))
}

async fn reset(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    profile::reset(visit.ctx, &visit.actor, visit.now()).await?;
    let reply = changed(visit).await?;
    Ok(if visit.is_staff() {
        // The menu of each of the staff is in their own language.
        reply.with_menus()
    } else {
        reply
    })
}
