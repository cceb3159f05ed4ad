//! Invoices, and the bot's word before somebody pays.

use super::Answer;
use super::messages::options;
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html::utf16_len;
use crate::demo::telegram::keyboards;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::stars::{MONTH, STARS, Terms};
use crate::demo::telegram::state::State;
use serde_json::{Map, Value, json};

/// Seconds within which a bot must answer a `pre_checkout_query`.
pub(in crate::demo::telegram) const PAY_WITHIN: i64 = 10;
pub(super) const MOST_STARS_PER_MONTH: i64 = 10_000;

pub(super) fn send_invoice(state: &mut State, params: &Params) -> Answer {
    let chat = state.writable_chat(params)?;
    let terms = terms(params)?;
    let mut body = Map::new();
    body.insert("invoice".to_owned(), invoice(params, &terms));
    options(state, chat, params, &mut body)?;
    let markup = keyboards::checked(params.get("reply_markup"), true)?;
    let markup = match markup {
        Some(markup) if markup["inline_keyboard"][0][0]["pay"] != true => {
            return Err(ApiError::malformed("the first button must be a Pay button"));
        }
        Some(markup) => markup,
        None => json!({"inline_keyboard": [[{"text": pay_label(&terms), "pay": true}]]}),
    };
    let sent = state.store(chat, state.bot.id, body, Some(markup));
    let id = sent["message_id"].as_i64().unwrap_or(0);
    if let Some(stored) = state.messages.get_mut(&(chat, id)) {
        stored.terms = Some(terms);
    }
    Ok(sent)
}

pub(super) fn create_link(state: &mut State, params: &Params) -> Answer {
    let mut terms = terms(params)?;
    if let Some(period) = params.int("subscription_period")
        && (period != MONTH || terms.currency != STARS || terms.total_amount > MOST_STARS_PER_MONTH)
    {
        return Err(ApiError::malformed("SUBSCRIPTION_PERIOD_INVALID"));
    }
    terms.period = params.int("subscription_period");
    let spread = state.serial().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let link = format!("https://t.me/${spread:016x}");
    state.invoice_links.insert(link.clone(), Box::new(terms));
    Ok(json!(link))
}

/// Yes or no to somebody who is about to pay.
pub(super) fn answer(state: &mut State, params: &Params) -> Answer {
    let reason = params.text("error_message").unwrap_or_default();
    let answer = if params.flag("ok") {
        Ok(())
    } else if reason.is_empty() {
        return Err(ApiError::malformed("error_message must be non-empty"));
    } else {
        Err(reason.to_owned())
    };
    let id = params.text("pre_checkout_query_id").unwrap_or_default();
    let now = state.now();
    let payment = state
        .payments
        .get_mut(id)
        .filter(|payment| payment.answer.is_none() && now - payment.at < PAY_WITHIN)
        .ok_or_else(|| {
            ApiError::bad("query is too old and response timeout expired or query ID is invalid")
        })?;
    payment.answer = Some(answer.clone());
    let payment = payment.clone();
    state.change();
    if answer.is_ok() {
        state.settle(&payment);
    }
    Ok(json!(true))
}

/// The object `Invoice`.
fn invoice(params: &Params, terms: &Terms) -> Value {
    let text = |name: &str| params.text(name).unwrap_or_default();
    json!({
        "title": text("title"),
        "description": text("description"),
        "start_parameter": text("start_parameter"),
        "currency": terms.currency,
        "total_amount": terms.total_amount,
    })
}

fn terms(params: &Params) -> Result<Terms, ApiError> {
    let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
    for (name, most, refusal) in [
        ("title", 32, "TITLE_INVALID"),
        ("description", 255, "DESCRIPTION_INVALID"),
    ] {
        if !(1..=most).contains(&utf16_len(&text(name))) {
            return Err(ApiError::malformed(refusal));
        }
    }
    let payload = text("payload");
    if !(1..=128).contains(&payload.len()) {
        return Err(ApiError::malformed("INVOICE_PAYLOAD_INVALID"));
    }
    let currency = text("currency");
    let prices = params.get("prices").and_then(Value::as_array);
    let prices = prices.map(Vec::as_slice).unwrap_or_default();
    for price in prices {
        check::object("LabeledPrice", price)?;
    }
    let total_amount: i64 = prices
        .iter()
        .filter_map(|price| price["amount"].as_i64())
        .sum();
    if prices.is_empty() || total_amount <= 0 {
        return Err(ApiError::malformed("CURRENCY_TOTAL_AMOUNT_INVALID"));
    }
    let has_provider = !text("provider_token").is_empty();
    let has_tips = params.int("max_tip_amount").is_some_and(|tip| tip > 0);
    if currency == STARS && (prices.len() != 1 || has_tips) {
        return Err(ApiError::malformed("STARS_INVOICE_INVALID"));
    }
    if has_provider == (currency == STARS) {
        return Err(ApiError::malformed("PAYMENT_PROVIDER_INVALID"));
    }
    if currency.len() != 3 || !currency.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(ApiError::malformed("CURRENCY_INVALID"));
    }
    Ok(Terms {
        payload,
        currency,
        total_amount,
        period: None,
    })
}

fn pay_label(terms: &Terms) -> String {
    if terms.currency == STARS {
        return format!("Pay ⭐️{}", terms.total_amount);
    }
    let (whole, cents) = (terms.total_amount / 100, terms.total_amount % 100);
    format!("Pay {whole}.{cents:02} {}", terms.currency)
}
