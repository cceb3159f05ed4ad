//! The waiting time of the Free channel.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::screens::wait_time;
use crate::services;
use crate::services::ServiceError;

/// Asks for it.
pub async fn ask(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    services::channels::get(visit.ctx, Door::Free).await?;
    let view = services::settings::view(visit.ctx, &visit.actor).await?;
    visit.ask(Dialogue::WaitTime).await;
    Ok(Reply::show(wait_time::ask(
        visit.reader,
        view.now.wait_time_minutes,
        view.default.wait_time_minutes,
    )))
}

/// A typed one. Anything but whole minutes leaves the question open.
pub async fn typed(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let minutes = services::free::parse_wait_time(text)?;
    visit.forget().await;
    set(visit, minutes).await
}

/// Sets it for new requests.
pub async fn set(visit: &Visit<'_>, minutes: i64) -> Result<Reply, ServiceError> {
    let pending =
        services::free::set_wait_time(visit.ctx, &visit.actor, minutes, visit.now()).await?;
    Ok(Reply::show(wait_time::updated(
        visit.reader,
        minutes,
        pending,
    )))
}
