//! Access tokens: JWTs (RFC 7519) signed with HMAC-SHA256 (RFC 7515, `HS256`), good for a quarter of an hour, in this house
//! only.
//!
//! The header is never interpreted: it must be, byte for byte, the one that this house writes. So no token chooses how it
//! is checked.

use crate::context::Ctx;
use crate::models::ApiKeyId;
use crate::models::ApiRefusal;
use crate::models::ApiSessionId;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::services::ServiceError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto;
use serde_json::Value;
use serde_json::json;

/// Seconds for which an access token is good.
pub const ACCESS_SECONDS: i64 = 15 * MINUTE;
/// `{"typ":"JWT","alg":"HS256"}` in base64url.
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9";
const ISSUER: &str = "portero";
/// What the key of the signatures is derived for, unless `JWT_SECRET` is set.
const PURPOSE: &str = "api access tokens";
/// Characters of a token at the most: ours have about 300.
const MOST_CHARS: usize = 1_024;

/// What a believed token says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claims {
    /// The number of the key.
    pub sub: i64,
    /// The number of the session.
    pub sid: i64,
    /// When it was made, in Unix seconds.
    pub iat: i64,
}

/// A new access token for that session of that key.
pub fn sign(
    ctx: &Ctx,
    key: ApiKeyId,
    session: ApiSessionId,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let mut random = [0u8; 12];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    let claims = json!({
        "iss": ISSUER, "aud": audience(ctx), "sub": key.to_string(), "sid": session.0,
        "iat": now.0, "nbf": now.0, "exp": now.0 + ACCESS_SECONDS, "jti": URL_SAFE_NO_PAD.encode(random),
    });
    let message = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = crypto::sign(
        message.as_bytes(),
        &EncodingKey::from_secret(&secret(ctx)),
        Algorithm::HS256,
    )
    .map_err(|error| ServiceError::Fault(format!("a token could not be signed: {error}")))?;
    Ok(format!("{message}.{signature}"))
}

/// What a token says, if it is ours, for this house, and its time is now.
///
/// # Errors
/// `TokenInvalid` or `TokenExpired`.
pub fn verify(ctx: &Ctx, token: &str, now: Timestamp) -> Result<Claims, ApiRefusal> {
    let claims = believed(ctx, token).ok_or(ApiRefusal::TokenInvalid)?;
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let word = |name: &str| claims.get(name).and_then(Value::as_str);
    let is_ours = word("iss") == Some(ISSUER) && word("aud") == Some(audience(ctx).as_str());
    let times = (number("iat"), number("nbf"), number("exp"));
    let (Some(iat), Some(nbf), Some(exp)) = times else {
        return Err(ApiRefusal::TokenInvalid);
    };
    // A longer life than ours means that somebody else signs with the same secret.
    if !is_ours || iat > now.0 || nbf > now.0 || exp.saturating_sub(iat) > ACCESS_SECONDS {
        return Err(ApiRefusal::TokenInvalid);
    }
    if exp <= now.0 {
        return Err(ApiRefusal::TokenExpired);
    }
    let sub = word("sub").and_then(|id| id.parse().ok());
    let (Some(sub), Some(sid)) = (sub, number("sid")) else {
        return Err(ApiRefusal::TokenInvalid);
    };
    Ok(Claims { sub, sid, iat })
}

/// The claims of a token that was signed with our key.
fn believed(ctx: &Ctx, token: &str) -> Option<Value> {
    if token.len() > MOST_CHARS {
        return None;
    }
    let (message, signature) = token.rsplit_once('.')?;
    let (header, payload) = message.split_once('.')?;
    if header != HEADER {
        return None;
    }
    let key = DecodingKey::from_secret(&secret(ctx));
    // Compares in constant time.
    let is_signed = crypto::verify(signature, message.as_bytes(), &key, Algorithm::HS256);
    if !is_signed.unwrap_or(false) {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The key of the signatures.
fn secret(ctx: &Ctx) -> Vec<u8> {
    match &ctx.config.doors.jwt_secret {
        Some(secret) => secret.expose().as_bytes().to_vec(),
        None => ctx.seal.mark(PURPOSE, b"").to_vec(),
    }
}

/// For whom our tokens are: this bot's API. Two houses may share a `JWT_SECRET`.
fn audience(ctx: &Ctx) -> String {
    format!("portero-api:{}", ctx.config.bot_id().unwrap_or_default())
}

#[cfg(test)]
#[path = "jwt_tests.rs"]
mod tests;
