//! What a person's services have used.

use super::card;
use super::has_trial;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ConfigId;
use crate::screens::callback::Span;
use crate::screens::charts;
use crate::screens::keys::usage as screens;
use crate::screens::keys::usage::TrafficOf;
use crate::services::ServiceError;
use crate::services::vpn::usage;

/// Everything they have used.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let used = usage::of_person(visit.ctx, &visit.actor, visit.now()).await?;
    let has_trial = used.is_empty() && has_trial(visit).await?;
    Ok(Reply::show(screens::usage(visit.reader, &used, has_trial)))
}

/// The traffic of the last days as a picture: of one key, or of all.
pub async fn traffic(
    visit: &Visit<'_>,
    span: Span,
    config: Option<ConfigId>,
) -> Result<Reply, ServiceError> {
    let name = match config {
        Some(config) => Some(card(visit, config).await?.view.config.name),
        None => None,
    };
    let count = i64::from(span.days());
    let days = usage::days(visit.ctx, &visit.actor, config, count, visit.now()).await?;
    let of = TrafficOf {
        span,
        key: config.zip(name.as_deref()),
    };
    let png = charts::traffic(visit.reader, &days);
    Ok(Reply::send(screens::traffic(visit.reader, of, &days, png)))
}
