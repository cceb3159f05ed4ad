//! The free list of proxies: its pages, its filters, and the card of one.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::ListedProxyId;
use crate::models::Refusal;
use crate::screens::callback::ProxyChoice;
use crate::services::ServiceError;

/// A page of the list.
pub async fn list(_: &Visit<'_>, _: ProxyChoice, _: u32) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}

/// Which kinds there are.
pub async fn kinds(_: &Visit<'_>, _: ProxyChoice) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}

/// Which countries there are.
pub async fn countries(_: &Visit<'_>, _: ProxyChoice, _: u32) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}

/// One proxy.
pub async fn show(
    _: &Visit<'_>,
    _: ListedProxyId,
    _: ProxyChoice,
    _: u32,
) -> Result<Reply, ServiceError> {
    Err(Refusal::NotFound.into())
}
