//! What the pretended QvaPay answers, in each form that clients of the real one have met.

use super::Behaviour;
use super::Bill;
use serde_json::Value;
use serde_json::json;

/// When everything here was made: nobody reads it.
const MADE: &str = "2026-11-20T10:00:00.000Z";

/// Cents of a number with at most two decimals.
pub(super) fn cents(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = format!("{part:0<2}");
    if part.len() != 2 {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + part.parse::<i64>().ok()?)
}

/// Cents as people read them.
pub(super) fn words(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn amount(behaviour: &Behaviour, minor: i64) -> Value {
    let text = words(minor);
    if behaviour.says_amounts_as_text {
        return json!(text);
    }
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

pub(super) fn made(behaviour: &Behaviour, app_id: &str, url: &str, bill: &Bill) -> Value {
    let mut answer = json!({
        "app_id": app_id,
        "amount": amount(behaviour, bill.minor),
        "description": bill.description,
        "remote_id": bill.remote_id,
        "expire_at": bill.expire_at,
        "url": format!("{url}/pay/{}", bill.uuid),
    });
    answer[behaviour.id_key] = json!(bill.uuid);
    answer
}

fn transaction(behaviour: &Behaviour, bill: &Bill) -> Value {
    let payer = json!({
        "uuid": "0b1c7a52-5d3e-4a44-8f0a-6d4f6f5b2c10", "username": "comprador", "name": "Ana",
        "lastname": "P", "image": null, "vip": false, "kyc": "passed", "golden_check": false,
    });
    json!({
        "uuid": bill.uuid,
        "amount": amount(behaviour, bill.minor),
        "description": bill.description,
        "remote_id": bill.remote_id,
        "status": bill.status,
        "products": [{ "name": bill.description, "price": amount(behaviour, bill.minor), "quantity": 1 }],
        "created_at": MADE,
        "updated_at": MADE,
        "PaidBy": if bill.has_payer { payer } else { Value::Null },
    })
}

pub(super) fn single(behaviour: &Behaviour, bill: &Bill) -> Value {
    let transaction = transaction(behaviour, bill);
    if behaviour.is_flat {
        transaction
    } else {
        json!({ "transaction": transaction })
    }
}

/// A page of the list, the newest first.
pub(super) fn list(behaviour: &Behaviour, bills: &[Bill], asked: &Value) -> Value {
    let take = asked["take"].as_u64().unwrap_or(30).clamp(1, 100);
    let page = asked["page"].as_u64().unwrap_or(1).max(1);
    let skipped = usize::try_from((page - 1) * take).unwrap_or(usize::MAX);
    let rows: Vec<Value> = bills
        .iter()
        .rev()
        .skip(skipped)
        .take(usize::try_from(take).unwrap_or(100))
        .map(|bill| transaction(behaviour, bill))
        .collect();
    if behaviour.pages_lists {
        json!({ "current_page": page, "data": rows, "total": bills.len() })
    } else {
        json!({ "transactions": rows })
    }
}

pub(super) fn balance(behaviour: &Behaviour, bills: &[Bill]) -> Value {
    let paid = bills.iter().filter(|bill| bill.status == "paid");
    let sum = amount(behaviour, paid.map(|bill| bill.minor).sum());
    if behaviour.has_bare_balance {
        sum
    } else {
        json!({ "balance": sum })
    }
}

pub(super) fn app(app_id: &str, is_active: bool) -> Value {
    json!({
        "uuid": app_id, "name": "Portero <&> demo", "url": "https://example.org", "desc": null, "callback": null,
        "success_url": null, "cancel_url": null, "logo": null, "active": u8::from(is_active), "enabled": true,
        "card": 0, "allowed_payment_auth": false, "created_at": MADE, "updated_at": null,
    })
}
