//! Ways to pay by hand: a card, a transfer, a top-up of a phone.

use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::ByLang;
use crate::models::MOST_INSTRUCTIONS;
use crate::models::MOST_MANUAL_METHODS;
use crate::models::MOST_METHOD_NAME;
use crate::models::ManualChange;
use crate::models::ManualMethod;
use crate::models::ManualMethodId;
use crate::models::MoneyRefusal;
use crate::models::Permission;
use crate::models::ReceiptRefusal;
use crate::models::Refusal;
use crate::models::STARS;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::money;
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use serde_json::json;

fn refused(refusal: ReceiptRefusal) -> ServiceError {
    MoneyRefusal::from(refusal).into()
}

/// All of them, for whoever may change them.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<ManualMethod>, ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db
        .read(|connection| Ok(crud::manual_methods::list(connection)?))
        .await
}

/// One of them.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    id: ManualMethodId,
) -> Result<ManualMethod, ServiceError> {
    actor.need(Permission::ManageShop)?;
    ctx.db.read(move |connection| kept(connection, id)).await
}

fn kept(connection: &Connection, id: ManualMethodId) -> Result<ManualMethod, ServiceError> {
    let found = crud::manual_methods::get(connection, id)?;
    let found = found.filter(|method| method.removed_at.is_none());
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// Those that buyers can use now, in their order.
pub fn open(connection: &Connection) -> Result<Vec<ManualMethod>, ServiceError> {
    let all = crud::manual_methods::list(connection)?;
    Ok(all.into_iter().filter(|method| method.is_enabled).collect())
}

/// Refuses an order by hand that names no open way to pay of its currency.
pub fn need_open(
    connection: &Connection,
    id: Option<ManualMethodId>,
    currency: &str,
) -> Result<(), ServiceError> {
    let found = match id {
        Some(id) => crud::manual_methods::get(connection, id)?,
        None => None,
    };
    let fits = found.is_some_and(|method| {
        method.is_enabled && method.removed_at.is_none() && method.currency == currency
    });
    if fits {
        Ok(())
    } else {
        Err(MoneyRefusal::MethodClosed.into())
    }
}

/// A text that somebody typed, without the space around it.
///
/// # Errors
/// A refusal for none, and for one of more characters.
pub fn words(text: &str, most: u32) -> Result<String, ServiceError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > most as usize {
        return Err(refused(ReceiptRefusal::WordsInvalid { most }));
    }
    Ok(text.to_owned())
}

/// The name of a way to pay: one line.
pub fn read_name(text: &str) -> Result<String, ServiceError> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words(&line, MOST_METHOD_NAME)
}

/// How it is paid.
pub fn read_instructions(text: &str) -> Result<String, ServiceError> {
    words(text, MOST_INSTRUCTIONS)
}

/// A currency by its code or its sign. Stars are paid in Telegram only.
pub fn read_currency(text: &str) -> Result<String, ServiceError> {
    match money::parse(&format!("1 {}", text.trim())) {
        Ok(amount) if amount.currency != STARS => Ok(amount.currency),
        Ok(_) | Err(_) => Err(refused(ReceiptRefusal::CurrencyUnknown)),
    }
}

/// Makes a way to pay by hand, offered at once: names and instructions by language, and the currency; returns its id.
///
/// # Errors
/// Refusals for words that are none or too long, for an unknown currency, and for more than there may be.
pub async fn make(
    ctx: &Ctx,
    actor: &Actor,
    (names, instructions, currency): (ByLang, ByLang, String),
    now: Timestamp,
) -> Result<ManualMethodId, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let method = ManualMethod {
        id: ManualMethodId(0),
        names: read_all(names, read_name)?,
        instructions: read_all(instructions, read_instructions)?,
        currency: read_currency(&currency)?,
        wants_reference: false,
        is_enabled: true,
        position: 0,
        created_at: now,
        removed_at: None,
    };
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        if crud::manual_methods::list(tx)?.len() >= MOST_MANUAL_METHODS as usize {
            let most = MOST_MANUAL_METHODS;
            return Err(refused(ReceiptRefusal::TooManyMethods { most }));
        }
        let id = crud::manual_methods::insert(tx, &method)?;
        let details = json!({ "before": null, "after": whole(&method) });
        let target = format!("manual:{id}");
        audit::record(tx, identity, "manual.made", target, details, now)?;
        Ok(id)
    })
    .await
}

/// The same words, each as `read` has it; those of one language at least.
fn read_all(
    mut words: ByLang,
    read: fn(&str) -> Result<String, ServiceError>,
) -> Result<ByLang, ServiceError> {
    if words.is_empty() {
        read("")?;
    }
    for text in words.values_mut() {
        *text = read(text)?;
    }
    Ok(words)
}

/// Changes a way to pay by hand. Orders that are open are paid as it says from now on.
///
/// # Errors
/// Refusals for words that are none or too long, and for an unknown currency.
pub async fn change(
    ctx: &Ctx,
    actor: &Actor,
    id: ManualMethodId,
    change: ManualChange,
    now: Timestamp,
) -> Result<ManualMethod, ServiceError> {
    actor.need(Permission::ManageShop)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let mut method = kept(tx, id)?;
        let before = whole(&method);
        match &change {
            ManualChange::Name(language, text) => {
                method
                    .names
                    .insert((*language).to_owned(), read_name(text)?);
            }
            ManualChange::Instructions(language, text) => {
                let text = read_instructions(text)?;
                method.instructions.insert((*language).to_owned(), text);
            }
            ManualChange::Currency(text) => method.currency = read_currency(text)?,
            ManualChange::Reference(wish) => {
                method.wants_reference = wish.unwrap_or(!method.wants_reference);
            }
            ManualChange::Enabled(wish) => method.is_enabled = wish.unwrap_or(!method.is_enabled),
            ManualChange::Up => method.position = lifted(tx, &method)?,
            ManualChange::Remove => method.removed_at = Some(now),
        }
        let after = whole(&method);
        if before == after && method.removed_at.is_none() {
            return Ok(method);
        }
        crud::manual_methods::update(tx, &method)?;
        let action = match change {
            ManualChange::Remove => "manual.removed",
            ManualChange::Name(..)
            | ManualChange::Instructions(..)
            | ManualChange::Currency(_)
            | ManualChange::Reference(_)
            | ManualChange::Enabled(_)
            | ManualChange::Up => "manual.changed",
        };
        let details = json!({ "before": before, "after": after });
        audit::record(tx, identity, action, format!("manual:{id}"), details, now)?;
        Ok(method)
    })
    .await
}

/// The place above, which the one there gives up for it.
fn lifted(tx: &Transaction<'_>, method: &ManualMethod) -> Result<i64, ServiceError> {
    let all = crud::manual_methods::list(tx)?;
    let place = all.iter().position(|one| one.id == method.id);
    let above = place
        .and_then(|place| place.checked_sub(1))
        .and_then(|place| all.get(place));
    let Some(above) = above else {
        return Ok(method.position);
    };
    let moved = ManualMethod {
        position: method.position,
        ..above.clone()
    };
    crud::manual_methods::update(tx, &moved)?;
    Ok(above.position)
}

/// What it is, for the log.
fn whole(method: &ManualMethod) -> Value {
    json!({
        "names": method.names, "instructions": method.instructions, "currency": method.currency,
        "wants_reference": method.wants_reference, "is_enabled": method.is_enabled, "position": method.position,
        "removed": method.removed_at.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::tests::NOW;
    use crate::services::tests::admin;
    use crate::services::tests::ctx;

    fn typed(name: &str) -> (ByLang, ByLang, String) {
        let spanish = |text: &str| ByLang::from([("es".to_owned(), text.to_owned())]);
        let instructions = spanish("Tarjeta 9205 1299 7777 1234");
        (spanish(name), instructions, "cup".to_owned())
    }

    #[test]
    fn currencies_are_codes_or_signs_and_no_stars() {
        for (text, code) in [("cup", "CUP"), (" $ ", "USD"), ("€", "EUR"), ("Usd", "USD")] {
            assert_eq!(read_currency(text).expect(text), code);
        }
        for bad in ["", "XTR", "⭐", "pesos", "12", "CU"] {
            assert!(read_currency(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_way_to_pay_is_made_changed_lifted_and_taken_away() {
        let ctx = ctx().await;
        let make = async |name: &str| make(&ctx, &admin(), typed(name), NOW).await;
        let first = make(" Tarjeta \n MLC ").await.expect("made");
        let second = make("Saldo móvil").await.expect("made");
        let names = async || {
            let all = list(&ctx, &admin()).await.expect("read");
            let names = all.iter().map(|method| method.names["es"].clone());
            names.collect::<Vec<_>>()
        };
        assert_eq!(names().await, ["Tarjeta MLC", "Saldo móvil"]);
        let with = async |id, what| change(&ctx, &admin(), id, what, NOW).await;
        with(second, ManualChange::Up).await.expect("lifted");
        with(second, ManualChange::Up).await.expect("nothing above");
        assert_eq!(names().await, ["Saldo móvil", "Tarjeta MLC"]);
        let method = with(first, ManualChange::Reference(None))
            .await
            .expect("set");
        assert!(method.wants_reference && method.is_enabled);
        let usd = ManualChange::Currency("$".to_owned());
        assert_eq!(with(first, usd).await.expect("set").currency, "USD");
        let bad = ManualChange::Name("es", "x".repeat(41));
        assert!(with(first, bad).await.is_err());
        with(first, ManualChange::Remove).await.expect("removed");
        assert_eq!(names().await, ["Saldo móvil"]);
        assert!(get(&ctx, &admin(), first).await.is_err());
        assert!(with(first, ManualChange::Enabled(None)).await.is_err());
    }

    #[tokio::test]
    async fn an_order_by_hand_takes_an_open_way_of_its_currency() {
        let ctx = ctx().await;
        let id = make(&ctx, &admin(), typed("Tarjeta"), NOW).await;
        let id = id.expect("made");
        let fits = async |id: Option<ManualMethodId>, currency: &'static str| {
            let read = ctx
                .db
                .read(move |connection| need_open(connection, id, currency));
            read.await.is_ok()
        };
        assert!(fits(Some(id), "CUP").await);
        assert!(!fits(Some(id), "USD").await);
        assert!(!fits(None, "CUP").await);
        assert!(!fits(Some(ManualMethodId(99)), "CUP").await);
        change(&ctx, &admin(), id, ManualChange::Enabled(None), NOW)
            .await
            .expect("closed");
        assert!(!fits(Some(id), "CUP").await);
    }
}
