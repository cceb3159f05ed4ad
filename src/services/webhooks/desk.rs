//! What is decided about addresses: in chat and through the API alike.

use super::super::ServiceError;
use super::super::access;
use super::super::audit;
use super::super::unit::act;
use super::logs;
use super::send;
use crate::context::Ctx;
use crate::crud;
use crate::crud::webhooks::Kept;
use crate::integrations::webhook;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Delivery;
use crate::models::DeliveryId;
use crate::models::DeliveryState;
use crate::models::Identity;
use crate::models::MOST_WEBHOOKS;
use crate::models::NewWebhook;
use crate::models::PAGE_ROWS;
use crate::models::PING;
use crate::models::Page;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::PingView;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Webhook;
use crate::models::WebhookChange;
use crate::models::WebhookId;
use crate::models::WebhookRefusal;
use crate::models::WebhookView;
use crate::models::is_choice;
use crate::models::may_choose;
use crate::utils::seal::hex;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::Map;
use serde_json::json;
use tokio::time::Instant;

/// Characters of a name.
const LONGEST_NAME: usize = 40;
/// Choices of events of one address.
const MOST_CHOICES: usize = 100;
/// What is noted of deliveries whose address was taken away.
const REMOVED: &str = "removed";

/// All addresses, and how their deliveries stand.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<WebhookView>, ServiceError> {
    actor.need(Permission::ManageApi)?;
    ctx.db
        .read(|connection| {
            let all = crud::webhooks::list(connection)?;
            all.into_iter().map(|one| view(connection, one)).collect()
        })
        .await
}

/// One address.
pub async fn get(ctx: &Ctx, actor: &Actor, id: WebhookId) -> Result<WebhookView, ServiceError> {
    actor.need(Permission::ManageApi)?;
    ctx.db
        .read(move |connection| view(connection, one(connection, id)?))
        .await
}

fn one(connection: &Connection, id: WebhookId) -> Result<Webhook, ServiceError> {
    Ok(crud::webhooks::get(connection, id)?.ok_or(Refusal::NotFound)?)
}

fn view(connection: &Connection, webhook: Webhook) -> Result<WebhookView, ServiceError> {
    let id = webhook.id;
    let arrived = DeliveryState::Delivered;
    let mut delivered = crud::webhook_deliveries::list(connection, id, arrived, 0, 1)?;
    let mut waiting = crud::webhook_deliveries::list_due(connection, id, Timestamp(i64::MAX), 1)?;
    Ok(WebhookView {
        maker: access::name_of(connection, webhook.created_by)?,
        webhook,
        due: crud::webhook_deliveries::count(connection, id, DeliveryState::Due)?,
        dead: crud::webhook_deliveries::count(connection, id, DeliveryState::Dead)?,
        last_delivered: delivered.pop(),
        next_due: waiting.pop(),
    })
}

fn target(id: WebhookId) -> String {
    format!("webhook:{id}")
}

/// What the actor may have somebody told. Whoever sees their own customers only may not have all of them told.
pub fn tellable(actor: &Actor) -> PermissionSet {
    match actor.customers_of {
        Some(_) => PermissionSet::default(),
        None => actor.permissions,
    }
}

/// The choice of events as it is kept: each once, and nothing that the actor may not read.
fn choice(actor: &Actor, events: Vec<String>) -> Result<String, WebhookRefusal> {
    let mut kept: Vec<String> = Vec::new();
    for event in events {
        if !is_choice(&event) {
            return Err(WebhookRefusal::EventsInvalid);
        }
        if !kept.contains(&event) {
            kept.push(event);
        }
    }
    if kept.is_empty() || kept.len() > MOST_CHOICES {
        return Err(WebhookRefusal::EventsInvalid);
    }
    if !may_choose(tellable(actor), &kept) {
        return Err(WebhookRefusal::EventsBeyond);
    }
    Ok(json!(kept).to_string())
}

fn named(name: &str) -> Result<String, WebhookRefusal> {
    let name = name.trim();
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.contains(|c: char| c.is_control()) {
        let most = u32::try_from(LONGEST_NAME).unwrap_or(u32::MAX);
        return Err(WebhookRefusal::NameInvalid { most });
    }
    Ok(name.to_owned())
}

fn sealed(ctx: &Ctx, plain: &str) -> Result<String, ServiceError> {
    let sealed = ctx.seal.seal(plain);
    sealed.map_err(|error| ServiceError::Fault(format!("an address cannot be sealed: {error}")))
}

/// A chat in which somebody waits for a secret.
pub type To = Option<(ChatId, UserId)>;

/// Leaves the task that shows a secret where it was asked for, once: a kill loses no secret.
fn hand_over(
    tx: &Transaction<'_>,
    to: To,
    (webhook, fact): (WebhookId, i64),
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some((chat, user)) = to {
        let task = Task::DeliverHookSecret {
            webhook,
            user,
            chat,
            fact,
        };
        crud::tasks::insert(tx, &task, now, now)?;
    }
    Ok(())
}

/// Adds an address: what happens from now on is told to it. Its secret is given back, or handed over in that chat.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    new: NewWebhook,
    to: To,
    now: Timestamp,
) -> Result<(WebhookId, String), ServiceError> {
    actor.need(Permission::ManageApi)?;
    let by = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let (url, host) = ctx.webhooks.messenger.judge(&new.url)?;
    let name = match new.name {
        Some(name) => named(&name)?,
        None => host.chars().take(LONGEST_NAME).collect(),
    };
    let events = choice(actor, new.events)?;
    let secret = webhook::new_secret().map_err(ServiceError::Fault)?;
    let (url, kept_secret) = (sealed(ctx, &url)?, sealed(ctx, &secret)?);
    let identity = actor.identity;
    let id = act(ctx, actor, now, move |tx| {
        if crud::webhooks::list(tx)?.len() >= usize::try_from(MOST_WEBHOOKS).unwrap_or_default() {
            let most = MOST_WEBHOOKS;
            return Err(WebhookRefusal::TooMany { most }.into());
        }
        logs::catch_up(tx, now)?;
        let row = Kept {
            name: &name,
            url: &url,
            host: &host,
            secret: &kept_secret,
            events: &events,
        };
        let id = crud::webhooks::insert(tx, &row, by, now)?;
        let details = json!({ "before": null, "after": { "name": name, "host": host } });
        let fact = audit::append(tx, identity, "webhook.made", target(id), details, now)?;
        hand_over(tx, to, (id, fact), now)?;
        Ok(id)
    })
    .await?;
    super::refresh(ctx).await?;
    Ok((id, secret))
}

/// Changes an address: its name, where it is, what it is told, whether it is told at all. Whoever changes more than its
/// name, or has it told again, answers for it from then on.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    change: WebhookChange,
    now: Timestamp,
) -> Result<WebhookView, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let name = change.name.as_deref().map(named).transpose()?;
    let events = change.events.map(|events| choice(actor, events));
    let events = events.transpose()?;
    let place = match &change.url {
        Some(url) => {
            let (url, host) = ctx.webhooks.messenger.judge(url)?;
            Some((sealed(ctx, &url)?, host))
        }
        None => None,
    };
    let (identity, is_enabled, may) = (actor.identity, change.is_enabled, tellable(actor));
    let view = act(ctx, actor, now, move |tx| {
        let before = one(tx, id)?;
        let wakes = is_enabled == Some(true) && !before.is_enabled;
        let takes_over = events.is_some() || place.is_some() || wakes;
        // One that bears the name of its host goes on doing so.
        let follows = place.as_ref().filter(|_| before.name == before.host);
        let name =
            name.or_else(|| follows.map(|(_, host)| host.chars().take(LONGEST_NAME).collect()));
        if name.is_some() || events.is_some() {
            let name = name.as_deref().unwrap_or(&before.name);
            let events = events.unwrap_or_else(|| json!(before.events).to_string());
            // Up to now the others' and this one's former choice counts.
            logs::catch_up(tx, now)?;
            crud::webhooks::update_choice(tx, id, name, &events)?;
        }
        if let Some((url, host)) = &place {
            crud::webhooks::update_url(tx, id, url, host)?;
            crud::webhook_deliveries::update_hurried(tx, id, now)?;
        }
        if let Some(is_enabled) = is_enabled.filter(|wanted| *wanted != before.is_enabled) {
            logs::catch_up(tx, now)?;
            crud::webhooks::update_enabled(tx, id, is_enabled, None)?;
            crud::webhook_deliveries::update_hurried(tx, id, now)?;
        }
        let mut after = one(tx, id)?;
        if takes_over {
            if !may_choose(may, &after.events) {
                return Err(WebhookRefusal::EventsBeyond.into());
            }
            after.created_by = identity.user().ok_or(Refusal::NotAllowed)?;
            crud::webhooks::update_maker(tx, id, after.created_by)?;
        }
        let details = json!({
            "before": facts(&before), "after": facts(&after), "moved": place.is_some(),
        });
        audit::record(tx, identity, "webhook.changed", target(id), details, now)?;
        view(tx, after)
    })
    .await?;
    super::refresh(ctx).await?;
    Ok(view)
}

fn facts(webhook: &Webhook) -> serde_json::Value {
    json!({
        "name": webhook.name, "host": webhook.host, "events": webhook.events, "is_enabled": webhook.is_enabled,
        "by": webhook.created_by.0,
    })
}

/// Gives an address a new secret: from now on it signs. It is given back, or handed over in that chat.
pub async fn rotate(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    to: To,
    now: Timestamp,
) -> Result<String, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let secret = webhook::new_secret().map_err(ServiceError::Fault)?;
    let kept = sealed(ctx, &secret)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        one(tx, id)?;
        crud::webhooks::update_secret(tx, id, &kept)?;
        let details = json!({ "before": "old", "after": "new" });
        let act = "webhook.secret_changed";
        let fact = audit::append(tx, identity, act, target(id), details, now)?;
        hand_over(tx, to, (id, fact), now)
    })
    .await?;
    Ok(secret)
}

/// Takes an address away. What waited for it is given up.
pub async fn remove(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    actor.need(Permission::ManageApi)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = one(tx, id)?;
        crud::webhook_deliveries::update_dropped(tx, id, i64::MAX, REMOVED, now)?;
        crud::webhooks::update_removed(tx, id, now)?;
        let details = json!({ "before": facts(&before), "after": null });
        audit::record(tx, identity, "webhook.removed", target(id), details, now)
    })
    .await?;
    super::refresh(ctx).await
}

/// The secret of an address, for whoever made or changed it. `None` if it was taken away.
pub async fn secret(ctx: &Ctx, id: WebhookId) -> Result<Option<String>, ServiceError> {
    let sealed = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::webhooks::get_sealed(connection, id)?))
        .await?;
    let opened = sealed.map(|sealed| send::opened(ctx, sealed));
    Ok(opened.transpose()?.map(|(_, secret)| secret))
}

/// An address, and a page of its deliveries in that state, the newest first.
pub async fn deliveries(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    state: DeliveryState,
    page: u32,
) -> Result<(WebhookView, Page<Delivery>), ServiceError> {
    actor.need(Permission::ManageApi)?;
    ctx.db
        .read(move |connection| {
            let view = view(connection, one(connection, id)?)?;
            let total = crud::webhook_deliveries::count(connection, id, state)?;
            let mut found = Page::new(Vec::new(), page, total);
            found.page = found.last_instead().unwrap_or(page);
            let (rows, skipped) = (i64::from(PAGE_ROWS), i64::from(found.page));
            let skipped = skipped.saturating_mul(rows);
            found.rows = crud::webhook_deliveries::list(connection, id, state, skipped, rows)?;
            Ok((view, found))
        })
        .await
}

/// One delivery, with what is sent.
pub async fn delivery(ctx: &Ctx, actor: &Actor, id: DeliveryId) -> Result<Delivery, ServiceError> {
    actor.need(Permission::ManageApi)?;
    ctx.db
        .read(move |connection| kept_delivery(connection, id))
        .await
}

fn kept_delivery(connection: &Connection, id: DeliveryId) -> Result<Delivery, ServiceError> {
    let delivery = crud::webhook_deliveries::get(connection, id)?.ok_or(Refusal::NotFound)?;
    one(connection, delivery.webhook)?;
    Ok(delivery)
}

/// Sends a delivery again, whatever became of it: the same id and words, signed anew.
pub async fn replay(
    ctx: &Ctx,
    actor: &Actor,
    id: DeliveryId,
    now: Timestamp,
) -> Result<Delivery, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let identity = actor.identity;
    let delivery = act(ctx, actor, now, move |tx| {
        let before = kept_delivery(tx, id)?;
        crud::webhook_deliveries::update_replayed(tx, id, now)?;
        let details =
            json!({ "delivery": id.0, "event": before.event, "before": before.state.name() });
        replayed(tx, identity, before.webhook, details, now)?;
        kept_delivery(tx, id)
    })
    .await?;
    ctx.webhooks.changed.notify_one();
    Ok(delivery)
}

/// Sends all again that were given up for an address. Returns how many.
pub async fn replay_dead(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    let again = crud::webhook_deliveries::update_replayed_all;
    send_at_once(ctx, actor, id, again, now).await
}

/// Sends now what waits for an address, instead of after its pauses. Returns how many.
pub async fn hurry(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    let hurried = crud::webhook_deliveries::update_hurried;
    send_at_once(ctx, actor, id, hurried, now).await
}

/// Makes deliveries of an address due, and says how many.
type MadeDue = fn(&Transaction<'_>, WebhookId, Timestamp) -> rusqlite::Result<usize>;

async fn send_at_once(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    made_due: MadeDue,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let identity = actor.identity;
    let count = act(ctx, actor, now, move |tx| {
        one(tx, id)?;
        let count = made_due(tx, id, now)?;
        replayed(tx, identity, id, json!({ "count": count }), now)?;
        Ok(count)
    })
    .await?;
    ctx.webhooks.changed.notify_one();
    Ok(count)
}

/// Forgets a delivery that was given up. Returns whose it was.
pub async fn discard(
    ctx: &Ctx,
    actor: &Actor,
    id: DeliveryId,
    now: Timestamp,
) -> Result<WebhookId, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = kept_delivery(tx, id)?;
        if !crud::webhook_deliveries::delete_dead(tx, id)? {
            return Err(WebhookRefusal::NotDead.into());
        }
        let details = json!({ "delivery": id.0, "event": before.event });
        let act = "webhook.discarded";
        audit::record(tx, identity, act, target(before.webhook), details, now)?;
        Ok(before.webhook)
    })
    .await
}

/// Forgets all that was given up for an address. Returns how many.
pub async fn discard_dead(
    ctx: &Ctx,
    actor: &Actor,
    id: WebhookId,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        one(tx, id)?;
        let count = crud::webhook_deliveries::delete_all_dead(tx, id)?;
        let details = json!({ "count": count });
        audit::record(tx, identity, "webhook.discarded", target(id), details, now)?;
        Ok(count)
    })
    .await
}

fn replayed(
    tx: &Transaction<'_>,
    who: Identity,
    id: WebhookId,
    details: serde_json::Value,
    now: Timestamp,
) -> Result<(), ServiceError> {
    audit::record(tx, who, "webhook.replayed", target(id), details, now)
}

/// Tries an address out: sends it a `webhook.ping` now, once, and says what came of it.
pub async fn ping(ctx: &Ctx, actor: &Actor, id: WebhookId) -> Result<PingView, ServiceError> {
    actor.need(Permission::ManageApi)?;
    let sealed = ctx
        .db
        .read(move |connection| {
            one(connection, id)?;
            let sealed = crud::webhooks::get_sealed(connection, id)?;
            Ok::<_, ServiceError>(sealed.ok_or(Refusal::NotFound)?)
        })
        .await?;
    let (url, secret) = send::opened(ctx, sealed)?;
    let mut random = [0u8; 8];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    let (event_id, now) = (format!("evt_ping_{}", hex(&random)), ctx.true_now());
    let body = logs::body_of(&event_id, PING, now, Map::new());
    let begun = Instant::now();
    let answer = ctx
        .webhooks
        .messenger
        .send(webhook::Message {
            url: &url,
            secret: &secret,
            id: &event_id,
            seconds: now.0,
            body: &body,
        })
        .await;
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(match answer {
        Ok(answer) => PingView {
            status: Some(answer.status),
            millis,
            words: answer.words,
        },
        Err(words) => PingView {
            status: None,
            millis,
            words,
        },
    })
}
