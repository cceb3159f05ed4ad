//! Looks: asking a provider how a transaction stands, when it is time or when somebody told about it.
//!
//! A note can be lost for good, so every open invoice is looked at: often while it is young, once it is over a few times
//! more, for money may come late.

use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::payments::Provider;
use crate::integrations::payments::ProviderError;
use crate::integrations::payments::Transaction;
use crate::integrations::payments::TransactionState;
use crate::models::Actor;
use crate::models::DAY;
use crate::models::HOUR;
use crate::models::Identity;
use crate::models::MINUTE;
use crate::models::Method;
use crate::models::MoneyIn;
use crate::models::Order;
use crate::models::OrderId;
use crate::models::Settled;
use crate::models::Timestamp;
use crate::models::WebhookNote;
use crate::services::ServiceError;
use crate::services::money::settle;
use crate::services::notify;
use rusqlite::Connection;
use serde_json::json;

/// How old an order is and how long until the next look, in seconds; the last one holds for all that are older.
const PACE: [(i64, i64); 4] = [
    (2 * MINUTE, 10),
    (10 * MINUTE, 20),
    (HOUR, MINUTE),
    (i64::MAX, 5 * MINUTE),
];
/// Looks at an order that is over, in seconds after its end.
const AFTERWARDS: [i64; 7] = [0, MINUTE, 2 * MINUTE, HOUR, DAY, 2 * DAY, 3 * DAY];
/// The same for an order that was given up before its end: what was paid by then is heard of soon after.
const AFTER_GIVEN_UP: [i64; 2] = [0, MINUTE];
/// Until the next look at a transaction about which nothing could be learnt.
const AFTER_TROUBLE: i64 = 30;
/// Orders asked about in one run; the next one follows at once.
const MOST_ORDERS: usize = 60;
/// Notes looked into in one run.
const MOST_NOTES: i64 = 20;
/// Until the next look into a note about which nothing could be learnt; then again after as long as it waited already.
const NOTE_PAUSE: (i64, i64) = (5, HOUR);
/// After so many looks that failed a provider is left alone for a while.
const MOST_FAILURES: usize = 3;
/// A note that could not be looked into for so long is given up: the orders themselves are looked at.
const STALE_NOTE: i64 = DAY;

/// What a run came to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Looked {
    pub asked: usize,
    /// Payments that were not known before.
    pub paid: usize,
    /// Why the rest has to wait.
    pub put_off: Option<String>,
    failures: usize,
    /// What the admins hear of: refused credentials, or what could not be kept.
    fault: Option<String>,
}

impl Looked {
    /// Notes a failure. True: the provider is to be left alone.
    fn failed(&mut self, error: &ProviderError) -> bool {
        self.failures += 1;
        if let ProviderError::Denied(_) = error {
            self.fault = Some(error.to_string());
        }
        if is_outage(error) {
            self.put_off = Some(error.to_string());
        }
        matches!(error, ProviderError::Busy { .. } | ProviderError::Denied(_))
            || self.failures >= MOST_FAILURES
    }

    /// Notes that what was learnt could not be kept; the others still have their turn.
    fn unkept(&mut self, error: &ServiceError) {
        self.fault.get_or_insert_with(|| error.to_string());
    }
}

/// Whether the provider could not be asked at all: whatever it would say is still to be heard.
fn is_outage(error: &ProviderError) -> bool {
    match error {
        ProviderError::Unknown(_) | ProviderError::Busy { .. } | ProviderError::Denied(_) => true,
        ProviderError::Duplicate
        | ProviderError::NotFound
        | ProviderError::Rejected(_)
        | ProviderError::Strange(_) => false,
    }
}

/// When the provider is asked next about an order; `None` = no more, unless it cannot be asked just now.
pub fn next_look(order: &Order, now: Timestamp) -> Option<Timestamp> {
    if now < order.expires_at && order.state.is_payable() {
        let age = now.since(order.created_at);
        let pace = PACE.iter().find(|(below, _)| age < *below);
        let next = now + pace.map_or(5 * MINUTE, |(_, pause)| *pause);
        return Some(next.min(order.expires_at));
    }
    let closed_at = order.closed_at.filter(|at| *at < order.expires_at);
    let soon = (closed_at.into_iter()).flat_map(|at| AFTER_GIVEN_UP.map(|seconds| at + seconds));
    let later = AFTERWARDS.map(|seconds| order.expires_at + seconds);
    soon.chain(later).filter(|at| *at > now).min()
}

/// When the next note waits or the next order is due: notes from that instant on, orders after it.
pub async fn next_due(ctx: &Ctx, after: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    if ctx.providers.all().is_empty() {
        return Ok(None);
    }
    ctx.db
        .read(move |connection| {
            // A note may come in the very second of the last run, behind it.
            let note = crud::webhook_notes::next_waiting(connection, after)?;
            let order = crud::orders::next_look(connection, after)?;
            Ok(note.into_iter().chain(order).min())
        })
        .await
}

/// Looks into everything that is due. Safe to run beside itself.
///
/// # Errors
/// When a provider refuses the credentials, or when what it said could not be kept, so that the admins hear of it; and
/// those of the database.
pub async fn run(ctx: &Ctx, now: Timestamp) -> Result<Looked, ServiceError> {
    let mut looked = Looked::default();
    if ctx.providers.all().is_empty() {
        return Ok(looked);
    }
    notes(ctx, &mut looked, now).await?;
    // A note that fails must not keep the orders from their turn.
    looked.failures = 0;
    orders(ctx, &mut looked, now).await?;
    match looked.fault.take() {
        Some(error) => Err(ServiceError::Fault(error)),
        None => Ok(looked),
    }
}

async fn notes(ctx: &Ctx, looked: &mut Looked, now: Timestamp) -> Result<(), ServiceError> {
    let waiting = ctx
        .db
        .read(move |connection| {
            let notes = crud::webhook_notes::list_waiting(connection, now, MOST_NOTES)?;
            Ok::<_, ServiceError>(notes)
        })
        .await?;
    for note in waiting {
        let (is_certain, is_over) = match look_into(ctx, &note, looked, now).await {
            Ok(Ok(())) => (true, false),
            Ok(Err(error)) => {
                log::info!("a note about a payment: {error}");
                // Anybody may write a note about what the provider says strange things of: that is no outage.
                let is_over = is_outage(&error) && looked.failed(&error);
                (matches!(error, ProviderError::NotFound), is_over)
            }
            Err(error) => {
                looked.unkept(&error);
                (false, false)
            }
        };
        // Some other call may tell more; only what is certain ends a note.
        let is_stale = now.since(note.received_at) > STALE_NOTE;
        note_looked_into(ctx, &note, is_certain || is_stale, now).await?;
        if is_over {
            return Ok(());
        }
    }
    Ok(())
}

/// A note is done with, or waits behind the others for its next look.
async fn note_looked_into(
    ctx: &Ctx,
    note: &WebhookNote,
    is_done: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (shortest, longest) = NOTE_PAUSE;
    let pause = now.since(note.received_at).clamp(shortest, longest);
    let id = note.id;
    ctx.db
        .write(Durability::Normal, move |tx| {
            if is_done {
                crud::webhook_notes::update_handled(tx, id, now)?;
            } else {
                crud::webhook_notes::update_next(tx, id, now + pause)?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
}

/// Asks about what a note names. The note itself counts for nothing.
async fn look_into(
    ctx: &Ctx,
    note: &WebhookNote,
    looked: &mut Looked,
    now: Timestamp,
) -> Result<Result<(), ProviderError>, ServiceError> {
    let Some(provider) = ctx.providers.of_method(note.method) else {
        return Ok(Ok(()));
    };
    let (method, told) = (note.method, note.clone());
    let (is_known, own_ref, code) = ctx
        .db
        .read(move |connection| {
            let order = match &told.order_code {
                Some(code) => crud::orders::id_of_code(connection, code)?,
                None => None,
            };
            let order = match order {
                Some(id) => crud::orders::get(connection, id)?,
                None => None,
            };
            let order = order.filter(|order| order.method == method);
            let own_ref = order.as_ref().and_then(|order| order.provider_ref.clone());
            let code = order.map(|order| order.code);
            let provider_ref = told.provider_ref.clone().or(own_ref);
            let is_known = match &provider_ref {
                Some(it) => crud::payments::id_of(connection, method, it)?.is_some(),
                None => false,
            };
            Ok::<_, ServiceError>((is_known, provider_ref, code))
        })
        .await?;
    if is_known {
        return Ok(Ok(()));
    }
    looked.asked += 1;
    let found = match (own_ref, code) {
        (Some(id), _) => provider.look(&id).await.map(Some),
        (None, Some(code)) => provider.find(&code).await,
        // It names an order that is none of ours, and no transaction.
        (None, None) => Ok(None),
    };
    match found {
        Ok(Some(transaction)) => {
            looked.paid += usize::from(take(ctx, method, transaction, now).await?);
            Ok(Ok(()))
        }
        Ok(None) => Ok(Ok(())),
        Err(error) => Ok(Err(error)),
    }
}

async fn orders(ctx: &Ctx, looked: &mut Looked, now: Timestamp) -> Result<(), ServiceError> {
    for _ in 0..MOST_ORDERS {
        let due = ctx
            .db
            .read(move |connection| {
                let first = crud::orders::list_to_look(connection, now, 1)?;
                let order = match first.first() {
                    Some(id) => crud::orders::get(connection, *id)?,
                    None => None,
                };
                Ok::<_, ServiceError>(order)
            })
            .await?;
        let Some(order) = due else {
            return Ok(());
        };
        // One that gives trouble must not keep the others from their turn.
        let (soon, next) = (now + AFTER_TROUBLE, next_look(&order, now));
        let (next, is_over) = match look(ctx, &order, looked, now).await {
            Ok(Ok(())) => (next, false),
            Err(error) => {
                looked.unkept(&error);
                (Some(next.unwrap_or(soon).max(soon)), false)
            }
            Ok(Err(error)) => {
                log::info!("order {}: {error}", order.id);
                let is_over = looked.failed(&error);
                // An outage ends the watching of nothing: what was paid meanwhile is found when it is over.
                let next = match is_outage(&error) {
                    true => Some(next.unwrap_or(soon).max(soon)),
                    false => next.map(|next| next.max(soon)),
                };
                (next, is_over)
            }
        };
        put_off(ctx, order.id, next).await?;
        if is_over {
            return Ok(());
        }
    }
    looked.put_off = Some("more orders are due".to_owned());
    Ok(())
}

/// Asks about an order.
async fn look(
    ctx: &Ctx,
    order: &Order,
    looked: &mut Looked,
    now: Timestamp,
) -> Result<Result<(), ProviderError>, ServiceError> {
    let provider = ctx.providers.of_method(order.method);
    let (Some(provider), Some(id)) = (provider, &order.provider_ref) else {
        return Ok(Ok(()));
    };
    looked.asked += 1;
    match ask(provider.as_ref(), id).await {
        Ok(transaction) => {
            looked.paid += usize::from(take(ctx, order.method, transaction, now).await?);
            Ok(Ok(()))
        }
        Err(error) => Ok(Err(error)),
    }
}

async fn ask(provider: &dyn Provider, id: &str) -> Result<Transaction, ProviderError> {
    provider.look(id).await
}

/// The next look at an order, unless it was settled: then there is none.
async fn put_off(ctx: &Ctx, id: OrderId, next: Option<Timestamp>) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let order = crud::orders::get(tx, id)?;
            let is_watched = order.is_some_and(|order| order.next_look_at.is_some());
            if is_watched {
                crud::orders::update_look(tx, id, next)?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
}

/// Takes in what a provider says of a transaction. Returns whether it is a payment that was not known before.
async fn take(
    ctx: &Ctx,
    method: Method,
    transaction: Transaction,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    match transaction.state {
        TransactionState::Paid => {}
        TransactionState::Waiting | TransactionState::Ended => return Ok(false),
    }
    let Some(amount) = transaction.amount.clone() else {
        let text = format!(
            "transaction {} is paid, and its amount cannot be read",
            transaction.id
        );
        notify::log_error_and_notify(ctx, Identity::System, "payments", &text);
        return Ok(false);
    };
    let (id, code) = (transaction.id.clone(), transaction.code.clone());
    let order = ctx
        .db
        .read(move |connection| order_of(connection, method, &id, code.as_deref()))
        .await?;
    let facts = json!({
        "state": transaction.word, "remote_id": transaction.code, "payer": transaction.payer,
    });
    let money = MoneyIn {
        method,
        provider_payment_id: transaction.id,
        order_code: order
            .as_ref()
            .map(|order| order.code.clone())
            .or(transaction.code)
            .unwrap_or_default(),
        payer: None,
        amount,
        period_end: None,
        is_renewal: false,
        facts: facts.to_string(),
    };
    let settled = settle::settle(ctx, &Actor::system(), money, now).await?;
    if let Some(order) = order {
        // Whatever was decided about it, there is nothing more to ask.
        put_off(ctx, order.id, None).await?;
    }
    Ok(!matches!(settled, Settled::Known(_)))
}

/// The order of a transaction: by the code that it was made for, else by its own id.
fn order_of(
    connection: &Connection,
    method: Method,
    id: &str,
    code: Option<&str>,
) -> Result<Option<Order>, ServiceError> {
    let by_code = match code {
        Some(code) => crud::orders::id_of_code(connection, code)?,
        None => None,
    };
    let found = match by_code {
        Some(order) => Some(order),
        None => crud::orders::id_of_ref(connection, method, id)?,
    };
    Ok(match found {
        Some(order) => crud::orders::get(connection, order)?,
        None => None,
    })
}

#[cfg(test)]
#[path = "looks_tests.rs"]
mod tests;
