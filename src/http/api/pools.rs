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
use super::servers::about;
use crate::models::AddressId;
use crate::models::Permission;
use crate::models::PoolId;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::services::api::reading::IP_ADDRESSES;
use crate::services::api::reading::IP_POOLS;
use crate::services::vpn::addresses;
use crate::services::vpn::pools;

/// An endpoint that does something with an address.
const fn address(path: &'static str, summary: &'static str, run: Run) -> Endpoint {
    Endpoint {
        needs: Some(Permission::ManageKeys),
        answers: Answers::Row(&IP_ADDRESSES),
        ..about(path, summary, &[], run)
    }
}

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        answers: Answers::New(&IP_POOLS),
        ..about(
            "/servers/{id}/pools",
            "Give a WireGuard server a network for keys.",
            &[
                need(
                    "networks",
                    Takes::Text(100),
                    "CIDR of IPv4, of IPv6, or of both with a space between.",
                ),
                may("is_trial", Takes::Bool, "For trials."),
            ],
            Run::Act(|call| Box::pin(add_pool(call))),
        )
    },
    Endpoint {
        method: Method::Delete,
        answers: Answers::Nothing,
        ..about(
            "/ip-pools/{id}",
            "Remove a pool of which no address is in use.",
            &[],
            Run::Act(|call| Box::pin(remove_pool(call))),
        )
    },
    address(
        "/ip-addresses/{id}/release",
        "Free an address at once that no key needs.",
        Run::Act(|call| Box::pin(release(call))),
    ),
    address(
        "/ip-addresses/{id}/revoke",
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
