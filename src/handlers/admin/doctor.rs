//! `/doctor`: everything the bot needs, examined while it runs.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::SettingsFacts;
use crate::screens::doctor;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::checkup;
use crate::telegram::checkup::Line;

/// What the doctor finds. Takes as long as Telegram's answers and a look through the database; nobody else waits.
pub async fn doctor(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let doors = services::doctor::doors(visit.ctx, &visit.actor).await?;
    let is_running = true;
    let telegram = checkup::ask(Line::Bot(visit.bot), &doors, is_running, visit.now()).await;
    let config = visit.ctx.config.clone();
    let qvapay = services::money::provider::checkup(visit.ctx).await;
    let report = services::doctor::examine_running(
        visit.ctx,
        &visit.actor,
        move || SettingsFacts {
            qvapay,
            ..config.facts(&[], None)
        },
        telegram,
        visit.now(),
    )
    .await?;
    Ok(Reply::show(doctor::doctor(visit.reader, &report)))
}
