//! What is done about the addresses of WireGuard keys, and about what lies on a server and is nobody's key.

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
use super::servers::ID;
use super::servers::server;
use crate::models::AddressId;
use crate::models::Permission;
use crate::models::PoolId;
use crate::models::Refusal;
use crate::models::UserId;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading::IP_ADDRESSES;
use crate::services::api::reading::IP_POOLS;
use crate::services::api::reading::VPN_CONFIGS;
use crate::services::vpn::addresses;
use crate::services::vpn::adopt;
use crate::services::vpn::pools;
use crate::services::vpn::servers::read;
use serde_json::Value;
use serde_json::json;

/// What an import answers.
const IMPORTED: &[Field] = &[
    Field::new("adopted", "", Kind::Json, "Numbers of the new keys."),
    Field::new("known", "", Kind::Int, "Peers that are keys already."),
    Field::new(
        "in_conflict",
        "",
        Kind::Json,
        "Lines of peers whose addresses belong to other keys.",
    ),
];
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
    Endpoint::of(
        Method::Post,
        "/servers/{id}/adopt",
        Permission::ManageKeys,
        Answers::New(&VPN_CONFIGS),
        "Give something on a server that nobody here made to a person, as a key.",
        Run::Act(|call| Box::pin(take_in(call))),
    )
    .takes(&[
        need("remote_id", Takes::Text(100), "As the server calls it."),
        need("user_id", ID, "Telegram id."),
    ]),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/leave",
        Permission::ManageKeys,
        Answers::Nothing,
        "Leave alone for good something on a server that nobody here made.",
        Run::Act(|call| Box::pin(leave(call))),
    )
    .takes(&[need(
        "remote_id",
        Takes::Text(100),
        "As the server calls it.",
    )]),
    Endpoint::of(
        Method::Post,
        "/servers/{id}/import",
        Permission::ManageKeys,
        Answers::Object(IMPORTED),
        "Make the peers of a wg0.conf keys of a person; those that the server lacks are put there.",
        Run::Act(|call| Box::pin(import(call))),
    )
    .takes(&[
        need(
            "conf",
            Takes::Text(60_000),
            "The file, or its part with the peers.",
        ),
        need("user_id", ID, "Telegram id."),
        may(
            "public_keys",
            Takes::Texts(1_000),
            "Of the peers that are meant; left out, all.",
        ),
    ]),
];

async fn add_pool(call: &Call) -> Result<Answer, Problem> {
    let networks = pools::parse(&call.needed("networks")).map_err(Refusal::from)?;
    let is_trial = call.flag("is_trial").unwrap_or_default();
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    let id = addresses::add(ctx, actor, server(call), is_trial, networks, now).await?;
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

async fn take_in(call: &Call) -> Result<Answer, Problem> {
    let user = UserId(call.int("user_id").unwrap_or_default());
    let remote_id = call.needed("remote_id");
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    let id = adopt::adopt(ctx, actor, server(call), &remote_id, user, now).await?;
    call.row(&VPN_CONFIGS, id.0).await
}

async fn leave(call: &Call) -> Result<Answer, Problem> {
    let remote_id = call.needed("remote_id");
    adopt::leave(&call.ctx, &call.actor, server(call), &remote_id, call.now).await?;
    Ok(Answer::nothing())
}

async fn import(call: &Call) -> Result<Answer, Problem> {
    let mut peers = read::conf(&call.needed("conf"))?;
    if let Some(wanted) = call.texts("public_keys") {
        peers.retain(|peer| wanted.contains(&peer.public_key));
        if peers.len() < wanted.len() {
            return Err(Problem::invalid("public_keys", "must be of the file"));
        }
    }
    let user = UserId(call.int("user_id").unwrap_or_default());
    let done = adopt::import(&call.ctx, &call.actor, server(call), peers, user, call.now).await?;
    Ok(Answer::value(&json!({
        "adopted": done.adopted.iter().map(|config| config.0).collect::<Value>(),
        "known": done.known,
        "in_conflict": done.in_conflict,
    })))
}
