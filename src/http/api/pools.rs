//! What is done about the addresses of WireGuard keys.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::need;
use crate::models::AddressId;
use crate::models::Permission;
use crate::models::PoolId;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::services::api::reading::IP_ADDRESSES;
use crate::services::api::reading::IP_POOLS;
use crate::services::vpn::addresses;
use crate::services::vpn::pools;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/servers/{id}/pools",
        Permission::ManageServers,
        Answers::New(&IP_POOLS),
        "Give a WireGuard server a network for keys.",
        Run::Act(|call| Box::pin(add_pool(call))),
    )
    .takes(&[
        need(
            "networks",
            Takes::Text(100),
            "CIDR of IPv4, of IPv6, or of both with a space between.",
        ),
        may("is_trial", Takes::Bool, "For trials."),
    ]),
    Endpoint::of(
        Method::Delete,
        "/ip-pools/{id}",
        Permission::ManageServers,
        Answers::Nothing,
        "Remove a pool of which no address is in use.",
        Run::Act(|call| Box::pin(remove_pool(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/ip-addresses/{id}/release",
        Permission::ManageKeys,
        Answers::Row(&IP_ADDRESSES),
        "Free an address at once that no key needs.",
        Run::Act(|call| Box::pin(release(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/ip-addresses/{id}/revoke",
        Permission::ManageKeys,
        Answers::Row(&IP_ADDRESSES),
        "Take an address back: it rests before it is given again.",
        Run::Act(|call| Box::pin(revoke(call))),
    ),
];

async fn add_pool(call: &Call) -> Result<Answer, Problem> {
    let networks = pools::parse(&call.needed("networks")).map_err(Refusal::from)?;
    let is_trial = call.flag("is_trial").unwrap_or_default();
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    let id = addresses::add(ctx, actor, ServerId(call.id(0)), is_trial, networks, now).await?;
    call.row(&IP_POOLS, id.0).await
}

async fn remove_pool(call: &Call) -> Result<Answer, Problem> {
    addresses::remove_pool(&call.ctx, &call.actor, PoolId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn release(call: &Call) -> Result<Answer, Problem> {
    addresses::release(&call.ctx, &call.actor, AddressId(call.id(0)), call.now).await?;
    call.row(&IP_ADDRESSES, call.id(0)).await
}

async fn revoke(call: &Call) -> Result<Answer, Problem> {
    addresses::revoke(&call.ctx, &call.actor, AddressId(call.id(0)), call.now).await?;
    call.row(&IP_ADDRESSES, call.id(0)).await
}
