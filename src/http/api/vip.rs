//! What is done about tokens, VIP access and the Free queue.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use crate::models::EndMove;
use crate::models::Moved;
use crate::models::Permission;
use crate::models::RequestId;
use crate::models::TokenId;
use crate::models::TokenOrder;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading;
use crate::services::api::reading::FREE_REQUESTS;
use crate::services::api::reading::VIP_SUBSCRIBERS;
use crate::services::expiry;
use crate::services::free;
use crate::services::members::acts;
use crate::services::members::desk;
use crate::services::tokens;
use serde_json::json;

/// What new tokens answer.
const NEW_TOKENS: &[Field] = &[
    Field::new("batch_id", "", Kind::Int, "What the new tokens share."),
    Field::new(
        "tokens",
        "",
        Kind::Texts,
        "The tokens themselves. They are not shown again.",
    ),
    Field::new(
        "links",
        "",
        Kind::Texts,
        "Links that open the bot with each of them.",
    ),
];
const BRAKE: &[Field] = &[Field::new(
    "is_held",
    "",
    Kind::Bool,
    "Removals wait for a decision.",
)];
const COUNT: &[Field] = &[Field::new("count", "", Kind::Int, "How many it concerned.")];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/tokens",
        Permission::MakeTokens,
        Answers::NewObject(NEW_TOKENS),
        "Make invitation tokens of the VIP channel.",
        Run::Act(|call| Box::pin(make_tokens(call))),
    )
    .takes(&[
        may("count", Takes::Int(1, 100), "How many; left out, one."),
        need(
            "valid_hours",
            Takes::Int(1, 876_000),
            "Hours during which they may be redeemed.",
        ),
        may(
            "duration_hours",
            Takes::Int(1, 876_000),
            "Length of the access; left out, for life.",
        ),
        may("note", Takes::Text(200), "For the staff."),
    ]),
    Endpoint::of(
        Method::Delete,
        "/tokens/{id}",
        Permission::RevokeTokens,
        Answers::Nothing,
        "Take back a token that nobody redeemed.",
        Run::Act(|call| Box::pin(revoke_token(call))),
    ),
    Endpoint::of(
        Method::Put,
        "/users/{id}/vip",
        Permission::ManageMembers,
        Answers::Row(&VIP_SUBSCRIBERS),
        "Grant VIP access, or move its end.",
        Run::Act(|call| Box::pin(set_end(call))),
    )
    .takes(&[may_null(
        "expires_at",
        Takes::Instant,
        "Its end; null = for life.",
    )]),
    Endpoint::of(
        Method::Post,
        "/users/{id}/vip/extend",
        Permission::ManageMembers,
        Answers::Row(&VIP_SUBSCRIBERS),
        "Lengthen VIP access by days, from its end, or from now if it does not run.",
        Run::Act(|call| Box::pin(extend(call))),
    )
    .takes(&[need("days", Takes::Int(1, 36_500), "Days.")]),
    Endpoint::of(
        Method::Delete,
        "/users/{id}/vip",
        Permission::ManageMembers,
        Answers::Nothing,
        "End VIP access now and take the person out of the channel.",
        Run::Act(|call| Box::pin(end_access(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/users/{id}/vip/link",
        Permission::ManageMembers,
        Answers::Accepted,
        "Send a person with VIP access a new link of their own; older ones end.",
        Run::Act(|call| Box::pin(send_link(call))),
    ),
    Endpoint::of(
        Method::Get,
        "/brake",
        Permission::ManageMembers,
        Answers::Object(BRAKE),
        "Whether removals wait because too many were due at once.",
        Run::Act(|call| Box::pin(brake(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/brake/release",
        Permission::ManageMembers,
        Answers::Object(COUNT),
        "Let the removals go on that wait.",
        Run::Act(|call| Box::pin(release(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/brake/put-off",
        Permission::ManageMembers,
        Answers::Nothing,
        "Let them wait longer.",
        Run::Act(|call| Box::pin(put_off(call))),
    ),
    Endpoint::of(
        Method::Put,
        "/users/{id}/vip/whitelist",
        Permission::ManageMembers,
        Answers::Nothing,
        "Say whether the person is ever removed from the VIP channel.",
        Run::Act(|call| Box::pin(whitelist(call))),
    )
    .takes(&[need("is_whitelisted", Takes::Bool, "Never removed.")]),
    Endpoint::of(
        Method::Post,
        "/free-requests/{id}/approve",
        Permission::ManageQueue,
        Answers::Row(&FREE_REQUESTS),
        "Let somebody into the Free channel now.",
        Run::Act(|call| Box::pin(approve(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/free-requests/{id}/decline",
        Permission::ManageQueue,
        Answers::Row(&FREE_REQUESTS),
        "Turn somebody away from the Free channel.",
        Run::Act(|call| Box::pin(decline(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/free-requests/approve-all",
        Permission::ManageQueue,
        Answers::Object(COUNT),
        "Let everybody in who waits.",
        Run::Act(|call| Box::pin(approve_all(call))),
    ),
];

async fn make_tokens(call: &Call) -> Result<Answer, Problem> {
    let order = TokenOrder {
        count: u32::try_from(call.int("count").unwrap_or(1)).unwrap_or(1),
        valid_hours: call.int("valid_hours").unwrap_or_default(),
        duration_hours: call.int("duration_hours"),
        note: call.text("note"),
    };
    let (batch, tokens) = tokens::make(&call.ctx, &call.actor, order, call.now).await?;
    let links: Vec<String> = tokens
        .iter()
        .map(|token| call.ctx.deep_link(token))
        .collect();
    Ok(Answer::value(
        &json!({ "batch_id": batch.0, "tokens": tokens, "links": links }),
    ))
}

async fn revoke_token(call: &Call) -> Result<Answer, Problem> {
    tokens::revoke(&call.ctx, &call.actor, TokenId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn set_end(call: &Call) -> Result<Answer, Problem> {
    move_end(
        call,
        call.instant("expires_at")
            .map_or(EndMove::Never, EndMove::To),
    )
    .await
}

async fn extend(call: &Call) -> Result<Answer, Problem> {
    move_end(call, EndMove::Days(call.int("days").unwrap_or_default())).await
}

async fn move_end(call: &Call, how: EndMove) -> Result<Answer, Problem> {
    match acts::move_end(&call.ctx, &call.actor, call.user(), how, call.now).await? {
        Moved::Until(_) => {}
        Moved::WouldEnd => {
            let why = "is over: DELETE ends access at once";
            return Err(Problem::invalid("expires_at", why));
        }
    }
    let subscriber = reading::subscriber_of(&call.ctx, call.user()).await?;
    call.row(&VIP_SUBSCRIBERS, subscriber).await
}

async fn end_access(call: &Call) -> Result<Answer, Problem> {
    acts::remove_now(&call.ctx, &call.actor, call.user(), call.now).await?;
    Ok(Answer::nothing())
}

async fn whitelist(call: &Call) -> Result<Answer, Problem> {
    let is_on = call.flag("is_whitelisted").unwrap_or_default();
    desk::set_whitelist(&call.ctx, &call.actor, call.user(), is_on, call.now).await?;
    Ok(Answer::nothing())
}

async fn send_link(call: &Call) -> Result<Answer, Problem> {
    acts::send_link(&call.ctx, &call.actor, call.user(), call.now).await?;
    Ok(Answer::value(&json!({ "is_under_way": true })))
}

async fn brake(call: &Call) -> Result<Answer, Problem> {
    let held = expiry::held(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({ "is_held": held.is_some() })))
}

async fn release(call: &Call) -> Result<Answer, Problem> {
    let count = expiry::release(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}

async fn put_off(call: &Call) -> Result<Answer, Problem> {
    expiry::put_off(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::nothing())
}

async fn approve(call: &Call) -> Result<Answer, Problem> {
    free::approve(&call.ctx, &call.actor, RequestId(call.id(0)), call.now).await?;
    call.row(&FREE_REQUESTS, call.id(0)).await
}

async fn decline(call: &Call) -> Result<Answer, Problem> {
    free::decline(&call.ctx, &call.actor, RequestId(call.id(0)), call.now).await?;
    call.row(&FREE_REQUESTS, call.id(0)).await
}

async fn approve_all(call: &Call) -> Result<Answer, Problem> {
    let count = free::approve_all(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}
