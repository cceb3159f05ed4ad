//! Whatever a server answers: nothing falls over, what is told of it is bounded, and no error repeats a secret.

use super::*;
use crate::integrations::pin::HttpAnswer;
use proptest::prelude::*;

/// The secret path, which servers repeat in some messages.
const PATH: &str = "AbCdEf0123456789_-xyzQ";
/// What stands in access keys, and must not stand in an error.
const PASSWORD: &str = "password-of-a-key";
/// The names that are looked for.
const NAMES: [&str; 14] = [
    "accessKeys",
    "id",
    "name",
    "dataLimit",
    "bytes",
    "accessUrl",
    "bytesTransferredByUserId",
    "version",
    "portForNewAccessKeys",
    "hostnameForAccessKeys",
    "code",
    "message",
    "1099511627777",
    "password",
];

fn api() -> Api {
    let pin = Pin::parse(&"ab".repeat(32)).expect("a pin");
    let client = PinnedClient::new(pin).expect("a client");
    Api::new(client, &format!("https://127.0.0.1:1/{PATH}"))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        Just(PASSWORD.to_owned()),
        Just(format!("{PASSWORD} [p:1099511627777]")),
        Just("ResourceNotFound".to_owned()),
        Just(format!("ss://YTpi@127.0.0.1:1/?outline=1#{PASSWORD}")),
        (0usize..400).prop_map(|length| "ñ [p:7]".repeat(length)),
    ]
}

/// JSON in which the names that are looked for stand anywhere.
fn json_of_names() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
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

/// A list of keys such as a server could have, whatever is in it.
fn keys() -> impl Strategy<Value = Value> {
    let key = (text(), text(), text(), prop::option::of(any::<u64>()));
    prop::collection::vec(key, 0..6).prop_map(|keys| {
        let key = |(id, name, url, limit): (String, String, String, Option<u64>)| {
            json!({
                "id": id, "name": name, "accessUrl": url,
                "dataLimit": limit.map(|bytes| json!({ "bytes": bytes })),
            })
        };
        json!({ "accessKeys": keys.into_iter().map(key).collect::<Vec<Value>>() })
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        json_of_names().prop_map(|json| json.to_string().into_bytes()),
        keys().prop_map(|json| json.to_string().into_bytes()),
        (keys(), 0usize..300).prop_map(|(json, most)| {
            let mut bytes = json.to_string().into_bytes();
            bytes.truncate(most);
            bytes
        }),
        prop::collection::vec(any::<u8>(), 0..400),
        (1usize..20_000).prop_map(|depth| "{\"accessKeys\":[".repeat(depth).into_bytes()),
    ]
}

fn said(error: &BackendError) -> String {
    format!("{error} {error:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_answer_is_read_or_refused_without_a_value_of_it(status in 100u16..600, body in body()) {
        let (api, answer) = (api(), HttpAnswer { status, body });
        let figures = match api.figures(&answer) {
            Ok(figures) => figures.unwrap_or_default(),
            Err(_) => HashMap::new(),
        };
        let errors = [
            api.read::<Keys>(&answer).map(|keys| {
                for key in &keys.access_keys {
                    let peer = remote_peer(key, &figures);
                    assert!(peer.remote_id == key.id || mark(&key.name).is_some());
                    let shown = format!("{:?}", peer.access_url);
                    assert!(key.access_url.len() < 8 || !shown.contains(&key.access_url));
                }
            }),
            api.read::<ServerInfo>(&answer).map(|info| drop(facts_of(info))),
            api.read::<Key>(&answer).map(drop),
        ];
        // Of a fault the server's own words are told; of what should be an answer, nothing.
        for error in errors.iter().filter_map(|read| read.as_ref().err()) {
            let is_clean = !api::is_success(&answer) || !said(error).contains(PASSWORD);
            prop_assert!(is_clean && said(error).chars().count() < 1_000, "{}", said(error));
        }
        let _ = (api::is_no_such_key(&answer), api::is_unknown_call(&answer));
    }

    #[test]
    fn no_refusal_repeats_the_secret_path_however_often_the_server_does(
        status in 300u16..600,
        code in text(),
        before in any::<String>(),
        between in text(),
    ) {
        let message = format!("{before}/{PATH}{between}{PATH}/access-keys/7 {PATH}");
        let body = json!({ "code": code, "message": message }).to_string().into_bytes();
        let error = api().refusal(&HttpAnswer { status, body });
        prop_assert!(!said(&error).contains(PATH), "{}", said(&error));
        prop_assert!(error.to_string().chars().count() <= 300);
    }

    #[test]
    fn the_access_that_is_read_of_any_bytes_shows_no_secret(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        path in "[A-Za-z0-9_-]{8,40}",
    ) {
        let odd = String::from_utf8_lossy(&bytes);
        for text in [odd.to_string(), format!("{odd} https://host.example:1/{path} {odd}")] {
            match Access::parse(&text) {
                Ok(access) => {
                    prop_assert!(access.api_url.expose().starts_with("https://"));
                    let shown = format!("{access:?} {}", access.place());
                    prop_assert!(!shown.contains(&path), "{}", shown);
                }
                Err(error) => {
                    let shown = format!("{error} {error:?}");
                    prop_assert!(!shown.contains(&path), "{}", shown);
                }
            }
        }
    }
}
