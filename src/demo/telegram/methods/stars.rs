//! Stars that go back, their history, and subscriptions.

use super::Answer;
use super::links::managed_chat;
use super::payments::MOST_STARS_PER_MONTH;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html::utf16_len;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::stars::MONTH;
use crate::demo::telegram::state::{ChatKind, State};
use serde_json::{Value, json};

/// The most transactions of one answer.
const PAGE: i64 = 100;

/// The charge named by a call, of the person named by it.
fn charge(state: &State, params: &Params) -> Result<String, ApiError> {
    let id = params
        .text("telegram_payment_charge_id")
        .unwrap_or_default();
    if id.is_empty() {
        return Err(ApiError::malformed("CHARGE_ID_EMPTY"));
    }
    let found = state.stars.charges.get(id);
    let own = found.filter(|charge| Some(charge.user) == params.int("user_id"));
    own.map(|_| id.to_owned())
        .ok_or_else(|| ApiError::bad("CHARGE_NOT_FOUND"))
}

pub(super) fn refund(state: &mut State, params: &Params) -> Answer {
    let id = charge(state, params)?;
    match state.give_back(&id) {
        Some(true) => Ok(json!(true)),
        Some(false) | None => Err(ApiError::bad("CHARGE_ALREADY_REFUNDED")),
    }
}

/// The object `StarTransactions`: the oldest first.
pub(super) fn transactions(state: &mut State, params: &Params) -> Answer {
    let limit = params.int("limit").unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(ApiError::malformed("LIMIT_INVALID"));
    }
    let offset = usize::try_from(params.int("offset").unwrap_or(0)).unwrap_or(usize::MAX);
    let limit = usize::try_from(limit).unwrap_or(0);
    let all = state.stars.transactions.iter();
    let page: Vec<&Value> = all.skip(offset).take(limit).collect();
    Ok(json!({"transactions": page}))
}

/// The object `StarAmount`.
pub(super) fn balance(state: &State) -> Value {
    let amounts = state.stars.transactions.iter().map(|row| {
        let amount = row["amount"].as_i64().unwrap_or(0);
        if row["source"].is_null() {
            -amount
        } else {
            amount
        }
    });
    json!({"amount": amounts.sum::<i64>()})
}

pub(super) fn edit_subscription(state: &mut State, params: &Params) -> Answer {
    let id = charge(state, params)?;
    let first = state.stars.charges.get(&id).map(|one| one.first.clone());
    let first = first.and_then(|first| state.stars.charges.get_mut(&first));
    let subscription = first
        .filter(|first| first.terms.period.is_some())
        .ok_or_else(|| ApiError::bad("SUBSCRIPTION_NOT_FOUND"))?;
    subscription.is_canceled = params.flag("is_canceled");
    Ok(json!(true))
}

/// A link to a channel whose members pay each month.
pub(super) fn subscription_link(state: &mut State, params: &Params) -> Answer {
    let chat = managed_chat(state, params)?;
    let kind = state.chats.get(&chat).map(|chat| chat.kind);
    let (period, price) = (
        params.int("subscription_period").unwrap_or(0),
        params.int("subscription_price").unwrap_or(0),
    );
    let name = params.text("name").unwrap_or_default();
    if kind != Some(ChatKind::Channel) {
        return Err(ApiError::bad("CHAT_INVALID"));
    }
    if period != MONTH || !(1..=MOST_STARS_PER_MONTH).contains(&price) || utf16_len(name) > 32 {
        return Err(ApiError::malformed("SUBSCRIPTION_PERIOD_INVALID"));
    }
    let mut link = state.new_link(chat, state.bot.id);
    link.name = (!name.is_empty()).then(|| name.to_owned());
    link.price = Some(price);
    let shown = state.link_json(&link, false);
    state.links.insert(link.url.clone(), Box::new(link));
    Ok(shown)
}
