//! The forms of QvaPay's answers. Amounts are decimal numbers or texts; lists and single transactions come in two shapes;
//! ids stand under several names.

use super::dollars;
use crate::integrations::payments::Transaction;
use crate::integrations::payments::TransactionState;
use crate::models::Timestamp;
use chrono::DateTime;
use chrono::SecondsFormat;
use serde_json::Number;
use serde_json::Value;

/// Where an id may stand, the surest first; the second is spelt so in the first version of the API.
const IDS: [&str; 4] = ["transaction_uuid", "transation_uuid", "uuid", "id"];
/// The longest word for a state that is kept.
const LONGEST_WORD: usize = 30;
/// Characters of an order's code that are kept: one more than any code of ours has, so that no longer one becomes one of ours.
const LONGEST_CODE: usize = 65;
/// The longest name of a payer that is kept.
const LONGEST_NAME: usize = 64;

/// A UUID in its one way to be written; `None` = it is none.
pub(super) fn uuid(text: &str) -> Option<String> {
    let text = text.trim();
    let is_of_one = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let is_one = text.len() == 36 && text.bytes().enumerate().all(is_of_one);
    is_one.then(|| text.to_ascii_lowercase())
}

/// The id in an object.
pub(super) fn id_of(object: &Value) -> Option<String> {
    IDS.iter()
        .find_map(|key| object[*key].as_str().and_then(uuid))
}

/// The transactions of a list: `{"transactions": […]}`, a page `{"data": […]}`, or bare.
pub(super) fn list_of(answer: &Value) -> Option<&Vec<Value>> {
    answer["transactions"]
        .as_array()
        .or_else(|| answer["data"].as_array())
        .or_else(|| answer.as_array())
}

/// One transaction: `{"transaction": {…}}`, or flat.
pub(super) fn single(answer: &Value) -> Option<Transaction> {
    match &answer["transaction"] {
        Value::Null => transaction(answer),
        wrapped => transaction(wrapped),
    }
}

/// A transaction as it stands in an answer. Only `paid` means money; a word that nobody knows means none yet.
pub(super) fn transaction(object: &Value) -> Option<Transaction> {
    let word = object["status"].as_str().unwrap_or_default();
    let state = match word {
        "paid" => TransactionState::Paid,
        "cancelled" | "canceled" | "expired" | "failed" => TransactionState::Ended,
        _ => TransactionState::Waiting,
    };
    let payer = object.get("PaidBy").or_else(|| object.get("paid_by"));
    let payer = payer.and_then(|payer| payer["username"].as_str());
    Some(Transaction {
        id: id_of(object)?,
        code: (object["remote_id"].as_str()).map(|code| code.chars().take(LONGEST_CODE).collect()),
        // What comes in is positive; a debit is none of ours.
        amount: cents(&object["amount"])
            .filter(|minor| *minor >= 0)
            .map(dollars),
        state,
        word: word.chars().take(LONGEST_WORD).collect(),
        payer: payer.map(|name| name.chars().take(LONGEST_NAME).collect()),
    })
}

/// Cents of a decimal number, or of a text that is one. No exponent, nothing below a cent.
pub(super) fn cents(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => decimal(&number.to_string()),
        Value::String(text) => decimal(text.trim()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn decimal(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > 2 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    Some(sign * whole.checked_mul(100)?.checked_add(part)?)
}

/// Cents as a decimal number.
pub(super) fn number(minor: i64) -> Value {
    let text = format!("{}.{:02}", minor / 100, minor % 100);
    let number: Result<Number, _> = serde_json::from_str(&text);
    number.map_or(Value::Null, Value::Number)
}

/// An instant as ISO 8601.
pub(super) fn iso(at: Timestamp) -> Option<String> {
    let at = DateTime::from_timestamp(at.0, 0)?;
    Some(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11";

    #[test]
    fn an_amount_is_read_to_the_cent_from_a_number_or_a_text_and_from_nothing_else() {
        for (value, minor) in [
            (json!(5), Some(500)),
            (json!(5.0), Some(500)),
            (json!(0.1), Some(10)),
            (json!(19.99), Some(1_999)),
            (json!(100_000), Some(10_000_000)),
            (json!("10.5"), Some(1_050)),
            (json!("1"), Some(100)),
            (json!("3688.30"), Some(368_830)),
            (json!("5.000"), Some(500)),
            (json!("-4.20"), Some(-420)),
            (json!("5.001"), None),
            (json!("1e3"), None),
            (json!(1e300), None),
            (json!("NaN"), None),
            (json!("inf"), None),
            (json!("5,00"), None),
            (json!(".5"), None),
            (json!(""), None),
            (json!("--5"), None),
            (json!("99999999999999999999"), None),
            (json!(null), None),
            (json!(true), None),
        ] {
            assert_eq!(cents(&value), minor, "{value}");
        }
    }

    #[test]
    fn an_amount_is_written_as_a_number_that_reads_the_same() {
        for minor in [1, 10, 99, 100, 500, 1_999, 9_999_999, 10_000_000] {
            let written = number(minor);
            assert!(written.is_number());
            assert_eq!(cents(&written), Some(minor));
        }
    }

    #[test]
    fn nothing_but_a_uuid_is_one_and_it_has_one_way_to_be_written() {
        assert_eq!(uuid(&ID.to_uppercase()).as_deref(), Some(ID));
        for other in [
            "",
            "../charge",
            "6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d1",
            "6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11/..",
            "6f1f6c0e02f3b-4b57-9a5e-0c9f4a0b7d11",
            "６f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d",
        ] {
            assert_eq!(uuid(other), None, "{other}");
        }
    }

    #[test]
    fn only_paid_means_money() {
        for (word, state) in [
            ("paid", TransactionState::Paid),
            ("pending", TransactionState::Waiting),
            ("processing", TransactionState::Waiting),
            ("received", TransactionState::Waiting),
            ("PAID", TransactionState::Waiting),
            ("marvellous", TransactionState::Waiting),
            ("cancelled", TransactionState::Ended),
            ("expired", TransactionState::Ended),
        ] {
            let object = json!({ "uuid": ID, "status": word, "amount": "5.00", "PaidBy": null });
            assert_eq!(transaction(&object).expect("read").state, state, "{word}");
        }
        assert_eq!(
            transaction(&json!({ "uuid": ID })).expect("read").state,
            TransactionState::Waiting
        );
    }

    #[test]
    fn a_debit_is_no_money_that_came() {
        let object = json!({ "uuid": ID, "status": "paid", "amount": "-5.00" });
        assert_eq!(transaction(&object).expect("read").amount, None);
    }
}
