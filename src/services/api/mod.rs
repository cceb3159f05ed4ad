//! The REST API's keys, the sessions that begin with them, and whom an access token speaks for.
//!
//! A key is a secret that is exchanged for an access token of a quarter of an hour and a refresh token that is good once.
//! What it may do is judged at each request: its scopes within what its owner may at that instant.

pub mod jwt;
pub mod keys;
pub mod reading;
pub mod requests;
pub mod sessions;

use super::ServiceError;
use super::roles;
use crate::crud;
use crate::models::ApiKey;
use crate::models::ApiRefusal;
use crate::models::Standing;
use crate::models::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::Connection;

/// Bytes of randomness in a key or a token.
const SECRET_BYTES: usize = 32;
/// Characters of those bytes in base64url.
const SECRET_CHARS: usize = 43;

/// A new secret, told by how it begins.
fn secret(beginning: &str) -> Result<String, ServiceError> {
    let mut random = [0u8; SECRET_BYTES];
    getrandom::fill(&mut random)
        .map_err(|error| ServiceError::Fault(format!("no randomness: {error}")))?;
    Ok(format!("{beginning}{}", URL_SAFE_NO_PAD.encode(random)))
}

/// The SHA-256 of a secret that begins so. `None` for whatever cannot be one.
fn hash_of(beginning: &str, text: &str) -> Option<[u8; 32]> {
    let secret = text.strip_prefix(beginning)?;
    let is_one = secret.len() == SECRET_CHARS
        && secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_one.then(|| sha256(text))
}

fn sha256(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    bytes
}

/// What a key may do at `now`: its scopes within what its owner may. Refuses when that is nothing.
fn rights_of(
    connection: &Connection,
    key: &ApiKey,
    now: Timestamp,
) -> Result<Standing, ServiceError> {
    if !key.is_open(now) || crud::users::is_banned(connection, key.owner)? {
        return Err(ApiRefusal::KeyEnded.into());
    }
    let standing = roles::standing_of(connection, key.owner, now)?;
    let permissions = standing.permissions.and(key.scopes);
    if permissions.is_empty() {
        return Err(ApiRefusal::KeyEnded.into());
    }
    Ok(Standing {
        permissions,
        ..standing
    })
}

#[cfg(test)]
mod tests;
