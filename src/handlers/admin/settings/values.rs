//! Single values: each is asked for with its range, chosen by a button or typed.

use super::Question;
use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Refusal;
use crate::models::SettingsView;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::settings;
use crate::services;
use crate::services::ServiceError;
use crate::utils::locale::Lang;

/// Shows a value, and takes the next message as another one.
async fn show(
    visit: &Visit<'_>,
    question: Option<Question>,
    changed: bool,
    draw: fn(Reader, &SettingsView, bool) -> Screen,
) -> Result<Reply, ServiceError> {
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    match question.filter(|_| !changed) {
        Some(question) => visit.ask(Dialogue::Settings(question)).await,
        // What comes after a new value is no other one.
        None => {
            visit.forget().await;
        }
    }
    Ok(Reply::show(draw(visit.reader, &view, changed)))
}

/// The reminders.
pub async fn reminders(visit: &Visit<'_>, changed: bool) -> Result<Reply, ServiceError> {
    show(
        visit,
        Some(Question::Reminders),
        changed,
        settings::reminders,
    )
    .await
}

/// One of the lists on offer.
pub async fn choose_reminders(visit: &Visit<'_>, choice: u8) -> Result<Reply, ServiceError> {
    let hours = settings::REMINDER_CHOICES
        .get(usize::from(choice))
        .ok_or(Refusal::NotFound)?;
    set_reminders(visit, hours.to_vec()).await
}

/// Typed ones.
pub async fn typed_reminders(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    set_reminders(visit, services::settings::reminders(text)?).await
}

async fn set_reminders(visit: &Visit<'_>, hours: Vec<i64>) -> Result<Reply, ServiceError> {
    services::settings::set_reminders(visit.ctx, &visit.actor, hours, visit.now()).await?;
    reminders(visit, true).await
}

/// The stay after an end.
pub async fn grace(visit: &Visit<'_>, changed: bool) -> Result<Reply, ServiceError> {
    show(visit, Some(Question::Grace), changed, settings::grace).await
}

/// A typed one.
pub async fn typed_grace(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    set_grace(visit, services::settings::grace(text)?).await
}

/// That stay from now on.
pub async fn set_grace(visit: &Visit<'_>, hours: i64) -> Result<Reply, ServiceError> {
    services::settings::set_grace(visit.ctx, &visit.actor, hours, visit.now()).await?;
    grace(visit, true).await
}

/// The time zone of the house.
pub async fn zone(visit: &Visit<'_>, changed: bool) -> Result<Reply, ServiceError> {
    show(visit, Some(Question::Zone), changed, settings::zone).await
}

/// One of those on offer.
pub async fn choose_zone(visit: &Visit<'_>, choice: u8) -> Result<Reply, ServiceError> {
    let name = settings::ZONE_CHOICES
        .get(usize::from(choice))
        .ok_or(Refusal::NotFound)?;
    set_zone(visit, Some((*name).to_owned())).await
}

/// A typed one.
pub async fn typed_zone(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    set_zone(visit, Some(services::settings::zone(text)?)).await
}

/// That zone from now on; `None` = the one of the settings.
pub async fn set_zone(visit: &Visit<'_>, name: Option<String>) -> Result<Reply, ServiceError> {
    services::settings::set_zone(visit.ctx, &visit.actor, name, visit.now()).await?;
    zone(visit, true).await
}

/// The language of the house.
pub async fn language(visit: &Visit<'_>, changed: bool) -> Result<Reply, ServiceError> {
    show(visit, None, changed, settings::language).await
}

/// That language from now on; the command menus follow.
pub async fn set_language(visit: &Visit<'_>, lang: Option<Lang>) -> Result<Reply, ServiceError> {
    services::settings::set_language(visit.ctx, &visit.actor, lang, visit.now()).await?;
    Ok(language(visit, true).await?.with_menus())
}

/// How long events are kept.
pub async fn retention(visit: &Visit<'_>, changed: bool) -> Result<Reply, ServiceError> {
    show(
        visit,
        Some(Question::Retention),
        changed,
        settings::retention,
    )
    .await
}

/// A typed time.
pub async fn typed_retention(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    set_retention(visit, services::settings::retention(text)?).await
}

/// That time from now on.
pub async fn set_retention(visit: &Visit<'_>, days: i64) -> Result<Reply, ServiceError> {
    services::settings::set_retention(visit.ctx, &visit.actor, days, visit.now()).await?;
    retention(visit, true).await
}
