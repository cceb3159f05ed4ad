//! Tokens that somebody else made, or changed: none is believed.

use super::*;
use crate::services::tests::{NOW, ctx, ctx_with};
use jsonwebtoken::Header;
use jsonwebtoken::Validation;
use proptest::prelude::*;

const KEY: ApiKeyId = ApiKeyId(3);
const SESSION: ApiSessionId = ApiSessionId(5);
const TOKEN: (&str, &str) = ("BOT_TOKEN", "123456:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
const SECRET: &str = "a secret of at least 32 characters";

fn claims() -> Value {
    json!({
        "iss": "portero", "aud": "portero-api:123456", "sub": "3", "sid": 5,
        "iat": NOW.0, "nbf": NOW.0, "exp": NOW.0 + ACCESS_SECONDS, "jti": "x",
    })
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token of those claims, signed by another's hand.
fn signed(algorithm: Algorithm, secret: &[u8], claims: &Value) -> String {
    let key = EncodingKey::from_secret(secret);
    jsonwebtoken::encode(&Header::new(algorithm), claims, &key).expect("encoded")
}

/// A token with any header, whose message is signed with HMAC-SHA256.
fn with_header(header: &Value, secret: &[u8], claims: &Value) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let key = EncodingKey::from_secret(secret);
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256).expect("signed");
    format!("{message}.{signature}")
}

async fn house() -> Ctx {
    ctx_with(&[TOKEN, ("JWT_SECRET", SECRET)]).await
}

#[tokio::test]
async fn what_is_signed_is_believed_for_a_quarter_of_an_hour_and_read_by_others() {
    let ctx = house().await;
    let token = sign(&ctx, KEY, SESSION, NOW).expect("signed");
    let believed = Claims {
        sub: 3,
        sid: 5,
        iat: NOW.0,
    };
    assert_eq!(verify(&ctx, &token, NOW), Ok(believed));
    assert_eq!(verify(&ctx, &token, NOW + 899), Ok(believed));
    assert_eq!(
        verify(&ctx, &token, NOW + 900),
        Err(ApiRefusal::TokenExpired)
    );
    assert_eq!(
        verify(&ctx, &token, NOW + -1),
        Err(ApiRefusal::TokenInvalid)
    );
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.set_audience(&["portero-api:123456"]);
    validation.set_issuer(&["portero"]);
    let key = DecodingKey::from_secret(SECRET.as_bytes());
    let read = jsonwebtoken::decode::<Value>(&token, &key, &validation).expect("read");
    assert_eq!(
        (&read.claims["sub"], &read.claims["sid"]),
        (&json!("3"), &json!(5))
    );
    let another = sign(&ctx, KEY, SESSION, NOW).expect("signed");
    assert_ne!(token, another, "each has a number of its own");
    let theirs = signed(Algorithm::HS256, SECRET.as_bytes(), &claims());
    assert_eq!(
        verify(&ctx, &theirs, NOW),
        Ok(believed),
        "the forger's tools work"
    );
}

#[tokio::test]
async fn no_token_chooses_how_it_is_checked() {
    let ctx = house().await;
    let secret = SECRET.as_bytes();
    let plain = format!(
        "{}.{}.",
        part(&json!({ "alg": "none", "typ": "JWT" })),
        part(&claims())
    );
    let mut forged = vec![
        ("none", plain.clone()),
        (
            "none without its last dot",
            plain.trim_end_matches('.').to_owned(),
        ),
        ("HS384", signed(Algorithm::HS384, secret, &claims())),
        ("HS512", signed(Algorithm::HS512, secret, &claims())),
    ];
    for algorithm in [
        "none", "None", "RS256", "ES256", "PS256", "EdDSA", "HS512", "hs256",
    ] {
        let header = json!({ "typ": "JWT", "alg": algorithm });
        forged.push((algorithm, with_header(&header, secret, &claims())));
    }
    let embedded = json!({ "typ": "JWT", "alg": "HS256", "jwk": { "kty": "oct", "k": "YQ" }, "kid": "../../dev/null" });
    forged.push(("its own key", with_header(&embedded, b"a", &claims())));
    forged.push((
        "its own key, signed with ours",
        with_header(&embedded, secret, &claims()),
    ));
    for (name, token) in forged {
        assert_eq!(
            verify(&ctx, &token, NOW),
            Err(ApiRefusal::TokenInvalid),
            "{name}"
        );
    }
}

#[tokio::test]
async fn claims_of_another_house_time_or_kind_are_refused() {
    let ctx = house().await;
    let changes = [
        ("iss", json!("somebody")),
        ("iss", Value::Null),
        ("aud", json!("portero-api:654321")),
        ("aud", json!(["portero-api:123456"])),
        ("aud", Value::Null),
        ("nbf", json!(NOW.0 + 1)),
        ("iat", json!(NOW.0 + 1)),
        ("exp", json!(NOW.0 + ACCESS_SECONDS + 1)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!("1900000000")),
        ("exp", json!(1.9e9)),
        ("exp", Value::Null),
        ("nbf", Value::Null),
        ("iat", Value::Null),
        ("iat", json!(i64::MIN)),
        ("sub", json!(3)),
        ("sub", json!("3 ")),
        ("sub", Value::Null),
        ("sid", json!("5")),
        ("sid", Value::Null),
    ];
    for (name, value) in changes {
        let mut claims = claims();
        claims[name] = value.clone();
        let token = signed(Algorithm::HS256, SECRET.as_bytes(), &claims);
        assert_eq!(
            verify(&ctx, &token, NOW),
            Err(ApiRefusal::TokenInvalid),
            "{name} = {value}"
        );
    }
    let mut over = claims();
    over["exp"] = json!(NOW.0);
    let token = signed(Algorithm::HS256, SECRET.as_bytes(), &over);
    assert_eq!(verify(&ctx, &token, NOW), Err(ApiRefusal::TokenExpired));
}

#[tokio::test]
async fn another_key_or_a_changed_part_is_refused() {
    let ctx = house().await;
    let stranger = signed(
        Algorithm::HS256,
        b"another secret of at least 32 letters",
        &claims(),
    );
    assert_eq!(verify(&ctx, &stranger, NOW), Err(ApiRefusal::TokenInvalid));
    let token = sign(&ctx, KEY, SESSION, NOW).expect("signed");
    let parts: Vec<&str> = token.split('.').collect();
    let mut raised = claims();
    raised["sub"] = json!("1");
    for changed in [
        format!("{}.{}.{}", parts[0], part(&raised), parts[2]),
        format!(
            "{}.{}.{}",
            parts[0],
            parts[1],
            parts[2].to_ascii_lowercase()
        ),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{token}="),
        format!("{token} "),
        format!(" {token}"),
        format!("{token}.{}", parts[2]),
        format!("{}.{token}", parts[0]),
        token.replace('.', ""),
        String::new(),
        "..".to_owned(),
        token.repeat(10),
    ] {
        assert_eq!(
            verify(&ctx, &changed, NOW),
            Err(ApiRefusal::TokenInvalid),
            "{changed}"
        );
    }
}

#[tokio::test]
async fn without_a_secret_of_its_own_a_house_signs_with_a_key_derived_from_its_seal() {
    let ctx = ctx().await;
    let token = sign(&ctx, KEY, SESSION, NOW).expect("signed");
    assert!(verify(&ctx, &token, NOW).is_ok());
    assert_eq!(
        verify(&house().await, &token, NOW),
        Err(ApiRefusal::TokenInvalid)
    );
    let seal = crate::utils::seal::SealKey::from_hex(&"cd".repeat(32)).expect("a key");
    let other = Ctx::new(ctx.config.clone(), ctx.db.clone(), ctx.clock.clone(), seal);
    assert_eq!(verify(&other, &token, NOW), Err(ApiRefusal::TokenInvalid));
}

#[test]
fn no_text_makes_the_judge_fall_or_believe() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let ctx = runtime.block_on(house());
    let good = sign(&ctx, KEY, SESSION, NOW).expect("signed");
    let mut runner = proptest::test_runner::TestRunner::default();
    let texts = prop_oneof![
        any::<String>(),
        "[A-Za-z0-9_.-]{0,400}",
        "[A-Za-z0-9_-]{0,200}".prop_map(|rest| format!("{HEADER}.{rest}")),
        "[A-Za-z0-9_-]{0,200}\\.[A-Za-z0-9_-]{43}".prop_map(|rest| format!("{HEADER}.{rest}")),
    ];
    let judged = runner.run(&texts, |text| {
        prop_assert_eq!(verify(&ctx, &text, NOW), Err(ApiRefusal::TokenInvalid));
        Ok(())
    });
    judged.expect("none believed");
    let changes = (0..good.len(), any::<char>());
    let changed = runner.run(&changes, |(place, letter)| {
        let text: String = good
            .chars()
            .enumerate()
            .map(|(at, own)| if at == place { letter } else { own })
            .collect();
        let is_same = text == good;
        prop_assert_eq!(verify(&ctx, &text, NOW).is_ok(), is_same);
        Ok(())
    });
    changed.expect("no letter of it may be another");
}
