//! The admin panel, the configuration and the two desks.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Door;
use crate::screens::Screen;
use crate::screens::panel;
use crate::services;
use crate::services::ServiceError;

/// The panel.
pub async fn panel(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::home::panel(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(panel::panel(visit.reader, &view)))
}

/// The configuration.
pub async fn config(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = services::home::config(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(panel::config(visit.reader, &view)))
}

/// The desk of a door.
pub async fn desk(visit: &Visit<'_>, door: Door) -> Result<Reply, ServiceError> {
    Ok(Reply::show(desk_screen(visit, door).await?))
}

/// The desk of a door, as a screen.
pub async fn desk_screen(visit: &Visit<'_>, door: Door) -> Result<Screen, ServiceError> {
    Ok(match door {
        Door::Vip => {
            let view = services::home::vip_desk(visit.ctx, &visit.actor, visit.now()).await?;
            panel::vip_desk(visit.reader, &view)
        }
        Door::Free => {
            let view = services::home::free_desk(visit.ctx, &visit.actor).await?;
            panel::free_desk(visit.reader, &view)
        }
    })
}
