//! Bodies and queries that programs send: whatever they hold, they are checked or refused, at every endpoint.

use super::super::call;
use super::super::table;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;

/// Any JSON, not deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[0-9]{4,12}-[0-9]{1,3}-[0-9]{1,3}T[0-9:.]{0,12}(Z|[+-][0-9:]{1,6})?".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map(any::<String>(), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_body_is_checked_or_refused(bytes in any::<Vec<u8>>(), value in value(), text in any::<String>()) {
        for endpoint in table::endpoints() {
            // A refusal is an answer too.
            let _ = call::checked(endpoint.inputs, &bytes);
            let _ = call::checked(endpoint.inputs, value.to_string().as_bytes());
            for input in endpoint.inputs {
                let body = json!({ input.name: value });
                let _ = call::checked(endpoint.inputs, body.to_string().as_bytes());
            }
            let all: serde_json::Map<String, Value> =
                endpoint.inputs.iter().map(|input| (input.name.to_owned(), value.clone())).collect();
            let _ = call::checked(endpoint.inputs, Value::Object(all).to_string().as_bytes());
        }
        let _ = call::instant(&text);
    }
}
