//! Deliveries on their way: which have their turn, and what became of a try.

use super::super::ServiceError;
use super::super::notify;
use super::super::online;
use super::super::roles;
use super::logs;
use crate::context::Ctx;
use crate::crud;
use crate::crud::webhook_deliveries::Tried;
use crate::db::Durability;
use crate::integrations::network;
use crate::integrations::webhook::Answer;
use crate::integrations::webhook::Message;
use crate::models::AdminNotice;
use crate::models::DAY;
use crate::models::Delivery;
use crate::models::DeliveryId;
use crate::models::DeliveryState;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::models::Webhook;
use crate::models::WebhookHalt;
use crate::models::WebhookId;
use crate::models::may_be_told;
use crate::utils::order::InOrder;
use rusqlite::Connection;
use rusqlite::Transaction;

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
/// While the house itself has no network it tries again after so long.
const OFFLINE_PAUSE: i64 = MINUTE;
/// What is noted of such a try.
const OFFLINE: &str = "no network here";
/// What is noted where whoever answers for an address may not know what it is told.
const NO_RIGHT: &str = "no right to it";

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

/// A delivery that is under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Underway {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub host: String,
}

impl Underway {
    /// The same, before it is sent.
    pub fn of(shipment: &Shipment) -> Self {
        Self {
            id: shipment.delivery.id,
            webhook: shipment.delivery.webhook,
            host: shipment.host.clone(),
        }
    }
}

/// Looks what is to be done, `running` being under way. Who had their turn longest ago comes first: `served` are those
/// that had one, the last at the end.
pub async fn look(
    ctx: &Ctx,
    running: Vec<Underway>,
    served: Vec<WebhookId>,
    now: Timestamp,
) -> Result<Look, ServiceError> {
    let rests_until = ctx.webhooks.rests_until();
    // A clock that was set back makes no pause longer.
    let rests = (1..=OFFLINE_PAUSE).contains(&rests_until.since(now));
    ctx.db
        .read(move |connection| {
            let mut look = Look {
                has_unread: logs::has_unread(connection)?,
                shipments: Vec::new(),
                next: rests.then_some(rests_until),
            };
            if rests {
                return Ok(look);
            }
            let mut told = crud::webhooks::list(connection)?;
            told.retain(|webhook| webhook.is_enabled);
            told.order_by_key(|webhook| served.iter().rposition(|id| *id == webhook.id));
            let mut waiting = Vec::with_capacity(told.len());
            for webhook in told {
                let next = crud::webhook_deliveries::next_due(connection, webhook.id, now)?;
                look.next = [look.next, next].into_iter().flatten().min();
                let due = due(connection, &webhook, &running, now)?;
                waiting.push((webhook, due));
            }
            // One each before anybody has a second.
            for _ in 0..AT_ONCE {
                for (webhook, due) in &mut waiting {
                    take_turn(webhook, due, &running, &mut look.shipments);
                }
            }
            Ok(look)
        })
        .await
}

/// What is due of an address and not under way, the next one last.
fn due(
    connection: &Connection,
    webhook: &Webhook,
    running: &[Underway],
    now: Timestamp,
) -> Result<Vec<Delivery>, ServiceError> {
    let most = AT_ONCE + running.len();
    let mut due = crud::webhook_deliveries::list_due(connection, webhook.id, now, most)?;
    due.retain(|one| !running.iter().any(|other| other.id == one.id));
    due.reverse();
    Ok(due)
}

/// The next delivery of an address, if there is room at its host.
fn take_turn(
    webhook: &Webhook,
    due: &mut Vec<Delivery>,
    running: &[Underway],
    shipments: &mut Vec<Shipment>,
) {
    let count = |is_it: &dyn Fn(&str, WebhookId) -> bool| {
        let under_way = running.iter().filter(|one| is_it(&one.host, one.webhook));
        let taken = shipments.iter();
        let taken = taken.filter(|one| is_it(&one.host, one.delivery.webhook));
        under_way.count() + taken.count()
    };
    let at_host = count(&|host, _| host == webhook.host);
    let own = count(&|_, id| id == webhook.id);
    // One that fails is tried with one at a time.
    let most_own = match webhook.failing_since {
        Some(_) => 1,
        None => AT_ONCE,
    };
    if at_host < AT_ONCE
        && own < most_own
        && let Some(delivery) = due.pop()
    {
        let host = webhook.host.clone();
        shipments.push(Shipment { delivery, host });
    }
}

/// Sends at once what a clock put off that ran ahead: all of it if the clock was seen to go back, else what waits for
/// longer than any pause.
pub async fn set_back(ctx: &Ctx, is_seen: bool, now: Timestamp) -> Result<(), ServiceError> {
    let latest = if is_seen { now } else { now + DAY };
    ctx.db
        .write(Durability::Normal, move |tx| {
            for webhook in crud::webhooks::list(tx)? {
                crud::webhook_deliveries::update_set_back(tx, webhook.id, latest, now)?;
            }
            Ok(())
        })
        .await
}

/// What is known of an address before something is sent there.
enum Way {
    /// It is not told any more.
    Closed,
    /// Whoever answers for it may not know what it would be told.
    Forbidden,
    /// Its address and its secret, sealed.
    Open((String, String)),
}

fn way(connection: &Connection, delivery: &Delivery, now: Timestamp) -> Result<Way, ServiceError> {
    let webhook = crud::webhooks::get(connection, delivery.webhook)?;
    let Some(webhook) = webhook.filter(|webhook| webhook.is_enabled) else {
        return Ok(Way::Closed);
    };
    let standing = roles::standing_of(connection, webhook.created_by, now)?;
    if standing.customers_of.is_some() || !may_be_told(standing.permissions, &delivery.event) {
        return Ok(Way::Forbidden);
    }
    let sealed = crud::webhooks::get_sealed(connection, webhook.id)?;
    Ok(sealed.map_or(Way::Closed, Way::Open))
}

/// Sends a delivery once, and keeps how it went.
pub async fn attempt(ctx: &Ctx, delivery: Delivery) -> Result<(), ServiceError> {
    let (wanted, now) = (delivery.clone(), ctx.clock.now());
    let way = ctx.db.read(move |connection| way(connection, &wanted, now));
    let sealed = match way.await? {
        Way::Closed => return Ok(()),
        Way::Forbidden => return keep(ctx, delivery, Try::Forbidden).await,
        Way::Open(sealed) => sealed,
    };
    let answer = match opened(ctx, sealed) {
        Ok((url, secret)) => {
            let message = Message {
                url: &url,
                secret: &secret,
                id: &delivery.event_id,
                seconds: ctx.true_now().0,
                body: &delivery.body,
            };
            let answer = ctx.webhooks.messenger.send(message).await;
            if answer.is_err() && is_our_fault(ctx, &url).await {
                return keep(ctx, delivery, Try::Excused).await;
            }
            answer
        }
        // Another key than it was sealed with: it waits as if nobody were there.
        Err(error) => Err(error.to_string()),
    };
    keep(ctx, delivery, Try::Answered(answer)).await
}

/// Whether the house itself has no network, so that a silence says nothing of an address. One on this machine is
/// reached without any.
async fn is_our_fault(ctx: &Ctx, url: &str) -> bool {
    network::landmark(url).is_some() && !online::is_online(ctx).await
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

/// How a try went.
#[derive(Clone, Debug)]
pub(super) enum Try {
    Answered(Result<Answer, String>),
    /// The house itself had no network.
    Excused,
    /// It may not be sent.
    Forbidden,
}

/// Keeps how a try went, and what follows for the address. While nothing can be written it waits with its word: a
/// receiver is not to hear the same again for that.
pub(super) async fn keep(ctx: &Ctx, delivery: Delivery, tried: Try) -> Result<(), ServiceError> {
    if matches!(tried, Try::Excused) {
        // It is so for all of them.
        ctx.webhooks.rest(ctx.clock.now() + OFFLINE_PAUSE);
    }
    let halted = loop {
        let (delivery, tried, now) = (delivery.clone(), tried.clone(), ctx.clock.now());
        let work = move |tx: &Transaction<'_>| match tried {
            Try::Answered(answer) => noted(tx, &delivery, &answer, now),
            Try::Excused => {
                let again = now + OFFLINE_PAUSE;
                crud::webhook_deliveries::update_excused(tx, &delivery, OFFLINE, again)?;
                Ok(false)
            }
            // It stays due: whoever has the address told again takes it over.
            Try::Forbidden => halted(tx, &delivery, WebhookHalt::Rights, NO_RIGHT, now),
        };
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
    let since = webhook.failing_since.unwrap_or(now).min(now);
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
    if let Some(halt) = halt {
        return halted(tx, delivery, halt, why, now);
    }
    let is_told = lasts >= TOLD_SECONDS && crud::webhooks::update_told(tx, webhook.id)?;
    if is_told {
        tell(tx, webhook, (since, None), why, now)?;
    }
    Ok(is_told)
}

/// The address is not told any more. True if it was up to now.
fn halted(
    tx: &Transaction<'_>,
    delivery: &Delivery,
    halt: WebhookHalt,
    why: &str,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(webhook) = crud::webhooks::get(tx, delivery.webhook)? else {
        return Ok(false);
    };
    if !crud::webhooks::update_enabled(tx, webhook.id, false, Some(halt))? {
        return Ok(false);
    }
    let since = webhook.failing_since.unwrap_or(now).min(now);
    tell(tx, webhook, (since, Some(halt)), why, now)?;
    Ok(true)
}

fn tell(
    tx: &Transaction<'_>,
    webhook: Webhook,
    (since, halt): (Timestamp, Option<WebhookHalt>),
    why: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let notice = AdminNotice::WebhookTrouble {
        webhook: webhook.id,
        name: webhook.name,
        host: webhook.host,
        since,
        halt,
        why: why.to_owned(),
    };
    notify::log_and_notify(tx, Identity::System, notice, now)
}
