//! Deliveries on their way: which have their turn, and what became of a try.

use super::super::ServiceError;
use super::super::notify;
use super::logs;
use crate::context::Ctx;
use crate::crud;
use crate::crud::webhook_deliveries::Tried;
use crate::db::Durability;
use crate::integrations::webhook::Answer;
use crate::integrations::webhook::Message;
use crate::models::AdminNotice;
use crate::models::DAY;
use crate::models::Delivery;
use crate::models::DeliveryId;
use crate::models::DeliveryState;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::Timestamp;
use crate::models::Webhook;
use crate::models::WebhookHalt;
use rusqlite::Connection;
use rusqlite::Transaction;
use std::collections::HashMap;

/// Pauses after the first, second, … failed try, in seconds. After one more it is given up: after about two days.
const PAUSES: [i64; 9] = [
    5,
    30,
    120,
    600,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
];
/// Of one host so many are sent at a time, so that a slow one holds up nobody else.
const AT_ONCE: usize = 2;
/// After so long without one that arrived the admins are told.
const TOLD_SECONDS: i64 = DAY;
/// After so long the address is not told any more.
const HALT_SECONDS: i64 = 5 * DAY;
/// What a receiver answers that wants no more (RFC 9110, 410 Gone).
const GONE: u16 = 410;

/// A delivery that has its turn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shipment {
    pub delivery: Delivery,
    /// Where it goes, as it is shown.
    pub host: String,
}

/// What is to be done now.
#[derive(Debug)]
pub struct Look {
    /// A log has rows that were not read.
    pub has_unread: bool,
    pub shipments: Vec<Shipment>,
    /// When the next one has its turn, if none ends before.
    pub next: Option<Timestamp>,
}

/// Looks what is to be done, `running` being under way, each with its host.
pub async fn look(
    ctx: &Ctx,
    running: Vec<(DeliveryId, String)>,
    now: Timestamp,
) -> Result<Look, ServiceError> {
    ctx.db
        .read(move |connection| {
            let mut look = Look {
                has_unread: logs::has_unread(connection)?,
                shipments: Vec::new(),
                next: None,
            };
            let mut busy: HashMap<String, usize> = HashMap::new();
            for (_, host) in &running {
                *busy.entry(host.clone()).or_default() += 1;
            }
            for webhook in crud::webhooks::list(connection)? {
                if webhook.is_enabled {
                    turns(connection, &webhook, &running, &mut busy, &mut look, now)?;
                }
            }
            Ok(look)
        })
        .await
}

/// Those of an address that have their turn.
fn turns(
    connection: &Connection,
    webhook: &Webhook,
    running: &[(DeliveryId, String)],
    busy: &mut HashMap<String, usize>,
    look: &mut Look,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let next = crud::webhook_deliveries::next_due(connection, webhook.id, now)?;
    look.next = [look.next, next].into_iter().flatten().min();
    let taken = busy.entry(webhook.host.clone()).or_default();
    // One that fails is tried with one at a time.
    let most = match webhook.failing_since {
        Some(_) => 1,
        None => AT_ONCE,
    };
    let room = most.saturating_sub(*taken);
    if room == 0 {
        return Ok(());
    }
    let due =
        crud::webhook_deliveries::list_due(connection, webhook.id, now, room + running.len())?;
    let is_new = |one: &Delivery| !running.iter().any(|(id, _)| *id == one.id);
    for delivery in due.into_iter().filter(is_new).take(room) {
        *taken += 1;
        let host = webhook.host.clone();
        look.shipments.push(Shipment { delivery, host });
    }
    Ok(())
}

/// Sends a delivery once, and keeps how it went.
pub async fn attempt(ctx: &Ctx, delivery: Delivery) -> Result<(), ServiceError> {
    let id = delivery.webhook;
    let sealed = ctx
        .db
        .read(move |connection| {
            let webhook = crud::webhooks::get(connection, id)?;
            if webhook.is_none_or(|webhook| !webhook.is_enabled) {
                return Ok::<_, ServiceError>(None);
            }
            Ok(crud::webhooks::get_sealed(connection, id)?)
        })
        .await?;
    let Some(sealed) = sealed else { return Ok(()) };
    let answer = match opened(ctx, sealed) {
        Ok((url, secret)) => {
            let message = Message {
                url: &url,
                secret: &secret,
                id: &delivery.event_id,
                seconds: ctx.clock.now().0,
                body: &delivery.body,
            };
            ctx.webhooks.messenger.send(message).await
        }
        // Another key than it was sealed with: it waits as if nobody were there.
        Err(error) => Err(error.to_string()),
    };
    note(ctx, delivery, answer).await
}

/// Address and secret in clear.
pub(super) fn opened(
    ctx: &Ctx,
    (url, secret): (String, String),
) -> Result<(String, String), ServiceError> {
    let open = |sealed: &str| {
        let opened = ctx.seal.open(sealed);
        opened.map_err(|error| ServiceError::Fault(format!("an address cannot be opened: {error}")))
    };
    Ok((open(&url)?, open(&secret)?))
}

/// Keeps how a try went, and what follows for the address. While nothing can be written it waits with its word: a
/// receiver is not to hear the same again for that.
async fn note(
    ctx: &Ctx,
    delivery: Delivery,
    answer: Result<Answer, String>,
) -> Result<(), ServiceError> {
    let halted = loop {
        let (delivery, answer, now) = (delivery.clone(), answer.clone(), ctx.clock.now());
        let work = move |tx: &Transaction<'_>| noted(tx, &delivery, &answer, now);
        match ctx.db.write(Durability::Normal, work).await {
            Err(error) if error.is_stopped() => ctx.db.writable().await,
            other => break other?,
        }
    };
    if halted {
        super::refresh(ctx).await?;
        ctx.task_added.notify_one();
    }
    Ok(())
}

/// True if somebody is to be told, or the address is not told any more.
fn noted(
    tx: &Transaction<'_>,
    delivery: &Delivery,
    answer: &Result<Answer, String>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let status = answer.as_ref().ok().map(|answer| answer.status);
    if status.is_some_and(|status| (200..300).contains(&status)) {
        let tried = Tried {
            state: DeliveryState::Delivered,
            status,
            error: None,
            next_at: None,
        };
        crud::webhook_deliveries::update_tried(tx, delivery, &tried, now)?;
        crud::webhooks::update_well(tx, delivery.webhook)?;
        return Ok(false);
    }
    // What a receiver answers may hold anything: its number is enough.
    let error = match answer {
        Ok(answer) => format!("HTTP {}", answer.status),
        Err(words) => words.clone(),
    };
    let next_at = match status {
        Some(GONE) => None,
        Some(_) | None => next_try(delivery.attempts, answer, now),
    };
    let tried = Tried {
        state: match next_at {
            Some(_) => DeliveryState::Due,
            None => DeliveryState::Dead,
        },
        status,
        error: Some(&error),
        next_at,
    };
    log::info!(
        "webhook {} of {}: {error}",
        delivery.event,
        delivery.webhook
    );
    crud::webhook_deliveries::update_tried(tx, delivery, &tried, now)?;
    crud::webhooks::update_failing(tx, delivery.webhook, now)?;
    judge(tx, delivery, (status, next_at.is_none()), &error, now)
}

/// When it is tried again after that many failed tries and one more; `None` = it is given up.
fn next_try(
    failed_before: u32,
    answer: &Result<Answer, String>,
    now: Timestamp,
) -> Option<Timestamp> {
    let place = usize::try_from(failed_before).unwrap_or(usize::MAX);
    let pause = *PAUSES.get(place)?;
    let wanted = answer.as_ref().ok().and_then(|answer| answer.retry_after);
    // It may ask for more time, but not for all of it.
    Some(now + pause.max(wanted.unwrap_or_default().min(DAY)))
}

/// What a failed try means for the address.
fn judge(
    tx: &Transaction<'_>,
    delivery: &Delivery,
    (status, is_given_up): (Option<u16>, bool),
    why: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(webhook) = crud::webhooks::get(tx, delivery.webhook)? else {
        return Ok(false);
    };
    let since = webhook.failing_since.unwrap_or(now);
    let lasts = now.since(since);
    let halt = match status {
        Some(GONE) => Some(WebhookHalt::Gone),
        // Time alone says nothing: the house may have been off, or there was nothing to tell. So an event is given up
        // first, after two days of tries.
        Some(_) | None => {
            let is_over = is_given_up && lasts >= HALT_SECONDS;
            is_over.then_some(WebhookHalt::Failing)
        }
    };
    let is_told = match halt {
        Some(_) => crud::webhooks::update_enabled(tx, webhook.id, false, halt)?,
        None => lasts >= TOLD_SECONDS && crud::webhooks::update_told(tx, webhook.id)?,
    };
    if is_told {
        let notice = AdminNotice::WebhookTrouble {
            webhook: webhook.id,
            name: webhook.name,
            host: webhook.host,
            since,
            halt,
            why: why.to_owned(),
        };
        notify::log_and_notify(tx, Identity::System, notice, now)?;
    }
    Ok(is_told)
}
