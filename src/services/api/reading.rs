//! Reading for the REST API: the same permissions as in chat, and for whoever sees their own customers only, those.

use crate::context::Ctx;
use crate::crud;
pub use crate::crud::api_pages::API_KEYS;
pub use crate::crud::api_pages::BROADCASTS;
pub use crate::crud::api_pages::CANNED_ANSWERS;
pub use crate::crud::api_pages::CHANNELS;
pub use crate::crud::api_pages::FREE_REQUESTS;
pub use crate::crud::api_pages::HOUSE_SETTINGS;
pub use crate::crud::api_pages::IP_ADDRESSES;
pub use crate::crud::api_pages::IP_POOLS;
pub use crate::crud::api_pages::PAYMENT_METHODS;
pub use crate::crud::api_pages::PAYMENTS;
pub use crate::crud::api_pages::PLANS;
pub use crate::crud::api_pages::PROMO_CODES;
pub use crate::crud::api_pages::PROXY_SOURCES;
pub use crate::crud::api_pages::RECEIPTS;
pub use crate::crud::api_pages::ROLE_GRANTS;
pub use crate::crud::api_pages::ROLES;
pub use crate::crud::api_pages::SERVERS;
pub use crate::crud::api_pages::TASKS;
pub use crate::crud::api_pages::TICKETS;
pub use crate::crud::api_pages::USERS;
pub use crate::crud::api_pages::VIP_SUBSCRIBERS;
pub use crate::crud::api_pages::VPN_CONFIGS;
pub use crate::crud::api_pages::WEBHOOK_DELIVERIES;
pub use crate::crud::api_pages::WEBHOOKS;
use crate::db::limit::TimeLimit;
use crate::models::Actor;
use crate::models::ApiRefusal;
use crate::models::Refusal;
use crate::models::UserId;
use crate::models::api_resource::JsonPage;
use crate::models::api_resource::Resource;
use crate::models::api_resource::Wanted;
use crate::services::ServiceError;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::sync::SemaphorePermit;

/// So many reads of all programs at once: people who press buttons find a reader free.
static TURNS: Semaphore = Semaphore::const_new(2);
/// The longest read. What narrows a list to rows that are rare may go through all of it.
const LONGEST: Duration = Duration::from_secs(2);

/// Waits for a turn to read, which is kept until the read ends, though whoever asked may be gone. Whatever programs ask
/// that may read for long takes one, and neither asks for another nor waits for a machine elsewhere while it has it.
pub async fn turn() -> Result<SemaphorePermit<'static>, ServiceError> {
    let turn = TURNS.acquire().await;
    turn.map_err(|error| ServiceError::Fault(error.to_string()))
}

/// What was read in time.
fn in_time<T>(read: rusqlite::Result<T>) -> Result<T, ServiceError> {
    match read {
        Err(error) if TimeLimit::is_over(&error) => Err(ApiRefusal::TooLong.into()),
        read => Ok(read?),
    }
}

/// Everything that can be listed, in the order of the description.
pub fn resources() -> &'static [&'static Resource] {
    crud::api_pages::RESOURCES
}

/// The resource of that name.
pub fn resource(name: &str) -> Option<&'static Resource> {
    resources()
        .iter()
        .copied()
        .find(|resource| resource.name == name)
}

/// A page of a resource.
///
/// # Errors
/// `NotAllowed` without its permission, `TooLong`.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    resource: &'static Resource,
    wanted: Wanted,
) -> Result<JsonPage, ServiceError> {
    list_within(ctx, actor, resource, wanted, LONGEST).await
}

/// The same, given up after that time.
///
/// # Errors
/// `NotAllowed` without its permission, `TooLong`.
pub async fn list_within(
    ctx: &Ctx,
    actor: &Actor,
    resource: &'static Resource,
    wanted: Wanted,
    longest: Duration,
) -> Result<JsonPage, ServiceError> {
    let own = own(actor, resource)?;
    let turn = turn().await?;
    ctx.db
        .read(move |connection| {
            let _turn = turn;
            let _limit = TimeLimit::begin(connection, longest)?;
            in_time(crud::api_pages::list(connection, resource, &wanted, own))
        })
        .await
}

/// One row of a resource, with those fields of it; none = all.
///
/// # Errors
/// `NotAllowed` without its permission, `NotFound`.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    resource: &'static Resource,
    key: i64,
    fields: Vec<usize>,
) -> Result<String, ServiceError> {
    let own = own(actor, resource)?;
    // It is found by its key: no turn, which whoever asks may have already.
    ctx.db
        .read(move |connection| {
            let row = crud::api_pages::get(connection, resource, key, &fields, own)?;
            row.ok_or_else(|| Refusal::NotFound.into())
        })
        .await
}

/// The number under which a person is listed among those with VIP access.
///
/// # Errors
/// `NotFound`.
pub async fn subscriber_of(ctx: &Ctx, user: UserId) -> Result<i64, ServiceError> {
    ctx.db
        .read(move |connection| {
            let id = crud::subscribers::id_of(connection, user)?;
            id.ok_or_else(|| Refusal::NotFound.into())
        })
        .await
}

/// Whose customers or rows alone the actor sees there, if they may read it at all.
fn own(actor: &Actor, resource: &Resource) -> Result<Option<UserId>, Refusal> {
    actor.need(resource.permission)?;
    if (resource.others).is_some_and(|others| !actor.permissions.has(others)) {
        return Ok(actor.identity.user());
    }
    match (actor.customers_of, resource.own) {
        (Some(_), None) => Err(Refusal::NotAllowed),
        (seller, _) => Ok(seller),
    }
}
