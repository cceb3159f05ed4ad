//! Whatever stands in an answer or a note: nothing falls over, what is kept of it is bounded, and no error repeats it.

use super::*;
use crate::config::Secret;
use crate::integrations::payments::Transaction;
use proptest::prelude::*;
use std::collections::HashMap;

const NOW: Timestamp = Timestamp(1_800_000_000);
const ID: &str = "6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11";
/// Stands in many places of the answers, as a server may repeat it.
const SECRET: &str = "the-secret-of-the-app";
/// The names that are looked for, and where lists and single ones stand.
const NAMES: [&str; 17] = [
    "transaction_uuid",
    "transation_uuid",
    "uuid",
    "id",
    "remote_id",
    "status",
    "amount",
    "PaidBy",
    "paid_by",
    "username",
    "transactions",
    "data",
    "transaction",
    "code",
    "message",
    "name",
    "balance",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        Just(ID.to_owned()),
        Just(ID.to_uppercase()),
        Just("paid".to_owned()),
        Just(SECRET.to_owned()),
        Just("KYC_REQUIRED".to_owned()),
        (any::<i64>(), any::<u32>()).prop_map(|(whole, part)| format!("{whole}.{part}")),
        (60usize..5_000).prop_map(|length| "Ñ9_A".repeat(length)),
    ]
}

/// JSON in which the names that are looked for stand anywhere.
fn json_of_names() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let name = prop::sample::select(&NAMES[..]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..8).prop_map(|fields| {
                let fields = fields.into_iter();
                Value::Object(fields.map(|(name, is)| (name.to_owned(), is)).collect())
            }),
        ]
    })
}

/// A body: JSON, a part of one, or any bytes.
fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        json_of_names().prop_map(|json| json.to_string().into_bytes()),
        (json_of_names(), 0usize..200).prop_map(|(json, most)| {
            let mut bytes = json.to_string().into_bytes();
            bytes.truncate(most);
            bytes
        }),
        prop::collection::vec(any::<u8>(), 0..400),
        (1usize..20_000).prop_map(|depth| "{\"data\":[".repeat(depth).into_bytes()),
    ]
}

fn is_bounded(one: &Transaction) -> bool {
    let length = |text: &Option<String>| text.as_ref().map_or(0, |text| text.chars().count());
    wire::uuid(&one.id).as_ref() == Some(&one.id)
        && one.word.chars().count() <= 30
        && length(&one.code) <= 65
        && length(&one.payer) <= 64
        && (one.amount.as_ref()).is_none_or(|money| money.minor >= 0 && money.currency == CURRENCY)
}

proptest! {
    #[test]
    fn an_answer_is_understood_or_refused_in_few_words_that_are_not_its_own(
        status in prop_oneof![any::<u16>(), prop::sample::select(vec![200, 400, 401, 404, 422, 429, 500])],
        is_html in any::<bool>(),
        retry_after in prop::option::of(any::<u64>()),
        bytes in body(),
    ) {
        let body = serde_json::from_slice(&bytes).ok().filter(|_| !is_html);
        let told = Told { status, is_html, retry_after, body };
        prop_assert!((1..=60).contains(&told.pause()));
        match understood(told) {
            Ok(_) => prop_assert!((200..300).contains(&status)),
            Err(error) => {
                let said = format!("{error} {error:?}");
                prop_assert!(!said.contains(SECRET) && said.len() < 300, "{}", said);
            }
        }
    }

    #[test]
    fn every_transaction_that_is_read_is_bounded(answer in json_of_names()) {
        let of_list = wire::list_of(&answer).into_iter().flatten();
        for one in of_list.filter_map(wire::transaction).chain(wire::single(&answer)) {
            prop_assert!(is_bounded(&one), "{:?}", one);
        }
        if let Some(id) = wire::id_of(&answer) {
            prop_assert_eq!(wire::uuid(&id), Some(id));
        }
    }

    #[test]
    fn an_amount_is_exact_or_none(minor in 0..=MOST_MINOR, text in any::<String>(), float in any::<f64>()) {
        let written = wire::number(minor);
        prop_assert_eq!(wire::cents(&written), Some(minor));
        prop_assert_eq!(wire::cents(&json!(written.to_string())), Some(minor));
        prop_assert_eq!(wire::cents(&json!(format!("-{written}"))), Some(-minor));
        if let Some(minor) = wire::cents(&json!(text)) {
            prop_assert!(text.trim().starts_with(|c: char| c == '-' || c.is_ascii_digit()), "{minor}");
        }
        let _ = wire::cents(&json!(float));
    }

    #[test]
    fn a_note_of_a_stranger_is_never_taken_for_a_signed_one(
        bytes in body(),
        signature in prop::option::of(prop_oneof![any::<String>(), "(sha256=)?[0-9a-fA-F]{60,66}"]),
        at in prop::option::of(prop_oneof![any::<String>(), any::<i64>().prop_map(|at| at.to_string())]),
    ) {
        let heads = [("x-qvapay-signature", signature.clone()), ("x-qvapay-timestamp", at)];
        let heads = heads.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let headers: HashMap<String, String> = heads.collect();
        let raw = RawNote { body: &bytes, headers: &headers };
        match note::read(&Secret::new(SECRET), &raw, NOW) {
            Ok(note) => {
                prop_assert!(signature.is_none() && !note.is_signed);
                prop_assert!(note.code.is_none_or(|code| (1..=64).contains(&code.len())));
                prop_assert!(note.id.is_none_or(|id| wire::uuid(&id).as_ref() == Some(&id)));
            }
            Err(error) => {
                prop_assert_eq!(error == NoteError::Forged, signature.is_some());
                prop_assert!(!error.to_string().contains(SECRET));
            }
        }
    }
}
