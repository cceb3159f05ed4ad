//! The other doors themselves: keys of this API, and addresses that are told what happens.

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
use crate::models::ApiKeyId;
use crate::models::DeliveryId;
use crate::models::MOST_API_RATE;
use crate::models::NewWebhook;
use crate::models::Permission;
use crate::models::WebhookChange;
use crate::models::WebhookId;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::is_choice;
use crate::services::api::keys;
use crate::services::api::reading::API_KEYS;
use crate::services::api::reading::WEBHOOK_DELIVERIES;
use crate::services::api::reading::WEBHOOKS;
use crate::services::webhooks::desk;
use serde_json::json;

const SECRET: &[Field] = &[
    Field::new("id", "", Kind::Int, "Number of the webhook."),
    Field::new(
        "secret",
        "",
        Kind::Text,
        "Signs what is sent. It is not shown again.",
    ),
];
const PING: &[Field] = &[
    Field::new(
        "status",
        "",
        Kind::Int,
        "Of the answer; null = there was none.",
    )
    .or_null(),
    Field::new("milliseconds", "", Kind::Int, "How long it took."),
    Field::new(
        "words",
        "",
        Kind::Text,
        "Why there was no answer, or its first words.",
    ),
];
const COUNT: &[Field] = &[Field::new("count", "", Kind::Int, "How many.")];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Patch,
        "/api-keys/{id}",
        Permission::ManageApi,
        Answers::Row(&API_KEYS),
        "Change how many requests a key may send.",
        Run::Act(|call| Box::pin(set_rate(call))),
    )
    .takes(&[need(
        "rate_per_minute",
        Takes::Int(1, MOST_API_RATE as i64),
        "Requests.",
    )]),
    Endpoint::of(
        Method::Delete,
        "/api-keys/{id}",
        Permission::ManageApi,
        Answers::Nothing,
        "Revoke a key: its sessions end at once. New keys are made in chat.",
        Run::Act(|call| Box::pin(revoke(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhooks",
        Permission::ManageApi,
        Answers::NewObject(SECRET),
        "Have an address told what happens.",
        Run::Act(|call| Box::pin(make(call))),
    )
    .takes(&[
        need(
            "url",
            Takes::Text(2_000),
            "An https address that is reached from anywhere.",
        ),
        need(
            "events",
            Takes::Texts(50),
            "Names such as payment.paid, payment.* or *.",
        ),
        may(
            "name",
            Takes::Text(40),
            "Left out, the host of the address.",
        ),
    ]),
    Endpoint::of(
        Method::Patch,
        "/webhooks/{id}",
        Permission::ManageApi,
        Answers::Row(&WEBHOOKS),
        "Change a webhook.",
        Run::Act(|call| Box::pin(change(call))),
    )
    .takes(&[
        may("name", Takes::Text(40), "As shown."),
        may("url", Takes::Text(2_000), "Another address."),
        may(
            "events",
            Takes::Texts(50),
            "All that it is told from now on.",
        ),
        may("is_enabled", Takes::Bool, "It is told anything."),
    ]),
    Endpoint::of(
        Method::Delete,
        "/webhooks/{id}",
        Permission::ManageApi,
        Answers::Nothing,
        "Take a webhook away, with what it was not told yet.",
        Run::Act(|call| Box::pin(remove(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhooks/{id}/rotate-secret",
        Permission::ManageApi,
        Answers::Object(SECRET),
        "Sign with a new secret from now on.",
        Run::Act(|call| Box::pin(rotate(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhooks/{id}/ping",
        Permission::ManageApi,
        Answers::Object(PING),
        "Send it webhook.ping and tell what it answered.",
        Run::Act(|call| Box::pin(ping(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhooks/{id}/replay-dead",
        Permission::ManageApi,
        Answers::Object(COUNT),
        "Send everything again that was given up.",
        Run::Act(|call| Box::pin(replay_dead(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhooks/{id}/send-now",
        Permission::ManageApi,
        Answers::Object(COUNT),
        "Send now what waits, instead of after its pauses.",
        Run::Act(|call| Box::pin(hurry(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhooks/{id}/discard-dead",
        Permission::ManageApi,
        Answers::Object(COUNT),
        "Forget everything that was given up.",
        Run::Act(|call| Box::pin(discard_dead(call))),
    ),
    Endpoint::of(
        Method::Delete,
        "/webhook-deliveries/{id}",
        Permission::ManageApi,
        Answers::Nothing,
        "Forget one delivery that was given up.",
        Run::Act(|call| Box::pin(discard(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/webhook-deliveries/{id}/replay",
        Permission::ManageApi,
        Answers::Row(&WEBHOOK_DELIVERIES),
        "Send one delivery again, with the same id and words.",
        Run::Act(|call| Box::pin(replay(call))),
    ),
];

async fn set_rate(call: &Call) -> Result<Answer, Problem> {
    let rate = u32::try_from(call.int("rate_per_minute").unwrap_or_default()).unwrap_or_default();
    keys::set_rate(&call.ctx, &call.actor, ApiKeyId(call.id(0)), rate, call.now).await?;
    call.row(&API_KEYS, call.id(0)).await
}

async fn revoke(call: &Call) -> Result<Answer, Problem> {
    keys::revoke(&call.ctx, &call.actor, ApiKeyId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn make(call: &Call) -> Result<Answer, Problem> {
    let new = NewWebhook {
        name: call.text("name"),
        url: call.needed("url"),
        events: events(call)?.unwrap_or_default(),
    };
    let (id, secret) = desk::make(&call.ctx, &call.actor, new, None, call.now).await?;
    Ok(Answer::value(&json!({ "id": id.0, "secret": secret })))
}

/// The events that the body names, all of which there are.
fn events(call: &Call) -> Result<Option<Vec<String>>, Problem> {
    let events = call.texts("events");
    match events.iter().flatten().find(|event| !is_choice(event)) {
        Some(event) => Err(Problem::invalid("events", format!("has no event {event}"))),
        None => Ok(events),
    }
}

fn webhook_of(call: &Call) -> WebhookId {
    WebhookId(call.id(0))
}

async fn change(call: &Call) -> Result<Answer, Problem> {
    let change = WebhookChange {
        name: call.text("name"),
        url: call.text("url"),
        events: events(call)?,
        is_enabled: call.flag("is_enabled"),
    };
    desk::change(&call.ctx, &call.actor, webhook_of(call), change, call.now).await?;
    call.row(&WEBHOOKS, call.id(0)).await
}

async fn remove(call: &Call) -> Result<Answer, Problem> {
    desk::remove(&call.ctx, &call.actor, webhook_of(call), call.now).await?;
    Ok(Answer::nothing())
}

async fn rotate(call: &Call) -> Result<Answer, Problem> {
    let secret = desk::rotate(&call.ctx, &call.actor, webhook_of(call), None, call.now).await?;
    Ok(Answer::value(
        &json!({ "id": call.id(0), "secret": secret }),
    ))
}

async fn ping(call: &Call) -> Result<Answer, Problem> {
    let heard = desk::ping(&call.ctx, &call.actor, webhook_of(call)).await?;
    Ok(Answer::value(&json!({
        "status": heard.status,
        "milliseconds": heard.millis,
        "words": heard.words,
    })))
}

async fn replay_dead(call: &Call) -> Result<Answer, Problem> {
    let count = desk::replay_dead(&call.ctx, &call.actor, webhook_of(call), call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}

async fn hurry(call: &Call) -> Result<Answer, Problem> {
    let count = desk::hurry(&call.ctx, &call.actor, webhook_of(call), call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}

async fn discard_dead(call: &Call) -> Result<Answer, Problem> {
    let count = desk::discard_dead(&call.ctx, &call.actor, webhook_of(call), call.now).await?;
    Ok(Answer::value(&json!({ "count": count })))
}

async fn discard(call: &Call) -> Result<Answer, Problem> {
    desk::discard(&call.ctx, &call.actor, DeliveryId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn replay(call: &Call) -> Result<Answer, Problem> {
    let id = DeliveryId(call.id(0));
    desk::replay(&call.ctx, &call.actor, id, call.now).await?;
    call.row(&WEBHOOK_DELIVERIES, call.id(0)).await
}
