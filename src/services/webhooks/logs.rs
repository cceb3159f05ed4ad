//! The logs of facts, read from where they were left.

use super::super::ServiceError;
use crate::context::Ctx;
use crate::crud;
use crate::crud::webhook_logs::Fact;
use crate::db::Durability;
use crate::models::DeliveryState;
use crate::models::FactLog;
use crate::models::MOST_UNDELIVERED;
use crate::models::Timestamp;
use crate::models::Webhook;
use crate::models::WebhookEvent;
use crate::utils::dates;
use crate::utils::order::gathered;
use rusqlite::Connection;
use rusqlite::Transaction;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// Rows of a log that are read in one transaction.
const BATCH: i64 = 200;
/// What is noted of a delivery that gave way to newer ones.
const OVERFLOW: &str = "queue full";

/// Whether a log has rows that were not read, or was read further than it goes.
pub(super) fn has_unread(connection: &Connection) -> Result<bool, ServiceError> {
    for log in FactLog::ALL {
        let mark = crud::webhook_logs::get_mark(connection, log)?;
        if mark != Some(crud::webhook_logs::last_id(connection, log)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads a portion of each log in one transaction. True if there is more.
pub async fn read_logs(ctx: &Ctx, now: Timestamp) -> Result<bool, ServiceError> {
    // A dead battery may lose marks and deliveries, always both: then they are made once more, with the same ids.
    ctx.db
        .write(Durability::Normal, move |tx| read_in(tx, now))
        .await
}

/// Begins at the present: what was before is not told.
pub(super) fn begin(tx: &Transaction<'_>) -> Result<(), ServiceError> {
    for log in FactLog::ALL {
        let last = crud::webhook_logs::last_id(tx, log)?;
        crud::webhook_logs::upsert_mark(tx, log, last)?;
    }
    Ok(())
}

/// Brings all logs up to the present before somebody new is told: for the others what is unread, for nobody nothing.
pub(super) fn catch_up(tx: &Transaction<'_>, now: Timestamp) -> Result<(), ServiceError> {
    let all = crud::webhooks::list(tx)?;
    if all.iter().any(|webhook| webhook.is_enabled) {
        while read_in(tx, now)? {}
        return Ok(());
    }
    begin(tx)
}

fn read_in(tx: &Transaction<'_>, now: Timestamp) -> Result<bool, ServiceError> {
    let mut told = crud::webhooks::list(tx)?;
    told.retain(|webhook| webhook.is_enabled);
    let mut has_more = false;
    let mut inserted = false;
    for log in FactLog::ALL {
        let Some(mark) = crud::webhook_logs::get_mark(tx, log)? else {
            let last = crud::webhook_logs::last_id(tx, log)?;
            crud::webhook_logs::upsert_mark(tx, log, last)?;
            continue;
        };
        let last = crud::webhook_logs::last_id(tx, log)?;
        if mark > last {
            // The log is shorter than it was: rows to come would be taken for told.
            log::warn!("the log of {} ends before its mark", log.name());
            crud::webhook_logs::upsert_mark(tx, log, last)?;
            continue;
        }
        let facts = crud::webhook_logs::list(tx, log, mark, BATCH)?;
        for fact in &facts {
            inserted |= tell(tx, &told, log, fact, now)?;
        }
        if let Some(last) = facts.last() {
            crud::webhook_logs::upsert_mark(tx, log, last.id)?;
        }
        has_more |= i64::try_from(facts.len()).is_ok_and(|count| count >= BATCH);
    }
    if inserted {
        for webhook in &told {
            give_way(tx, webhook, now)?;
        }
    }
    Ok(has_more)
}

/// One delivery per address that wants the event of that row. True if there was one.
fn tell(
    tx: &Transaction<'_>,
    told: &[Webhook],
    log: FactLog,
    fact: &Fact,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(event) = WebhookEvent::of(log, &fact.kind) else {
        return Ok(false);
    };
    let mut wanting = told.iter().filter(|one| one.wants(event.name)).peekable();
    if wanting.peek().is_none() {
        return Ok(false);
    }
    let id = event_id(log, fact);
    let body = body_of(&id, event.name, fact.at, data_of(event, fact));
    for webhook in wanting {
        crud::webhook_deliveries::insert(tx, webhook.id, &id, event.name, &body, now)?;
    }
    Ok(true)
}

/// The id of an event, the same each time its row is read. A restored house gives the numbers of its rows anew: the
/// instant tells them apart.
fn event_id(log: FactLog, fact: &Fact) -> String {
    format!("evt_{}_{}_{:x}", log.name(), fact.id, fact.at.0)
}

/// The words in which an event is sent.
pub(super) fn body_of(id: &str, event: &str, at: Timestamp, data: Map<String, Value>) -> String {
    json!({ "id": id, "type": event, "created_at": dates::rfc3339(at), "data": data }).to_string()
}

/// What of a row is told: the fields that the table of events names, and nothing else.
fn data_of(event: &WebhookEvent, fact: &Fact) -> Map<String, Value> {
    let target = fact.target.as_deref().and_then(|target| {
        let (_, number) = target.rsplit_once(':')?;
        number.parse::<i64>().ok()
    });
    let value = |from: &str| match from {
        "#" => target.into(),
        "?" => fact.kind.as_str().into(),
        key => fact.details.get(key).cloned().unwrap_or_default(),
    };
    let fields = event.fields.iter();
    gathered(fields.map(|(name, from)| ((*name).to_owned(), value(from))))
}

/// Gives up the oldest of an address for which too many wait.
fn give_way(tx: &Transaction<'_>, webhook: &Webhook, now: Timestamp) -> Result<(), ServiceError> {
    let waiting = crud::webhook_deliveries::count(tx, webhook.id, DeliveryState::Due)?;
    if waiting > MOST_UNDELIVERED {
        let over = waiting - MOST_UNDELIVERED;
        crud::webhook_deliveries::update_dropped(tx, webhook.id, over, OVERFLOW, now)?;
    }
    Ok(())
}
