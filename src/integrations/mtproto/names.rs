//! Names and secrets of users as they may be written to MTProto proxies.

use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::WantedPeer;
use crate::utils::seal::hex;

/// The user that the house tries a proxy with. It is nobody's key.
pub const HEALTH: &str = "portero-health";
/// A user that is kept out, so that the last real one can be deleted: telemt keeps at least one.
pub const KEEP: &str = "portero-keep";
/// Digits of a secret.
const SECRET_DIGITS: usize = 32;
/// The longest name telemt takes.
const LONGEST_NAME: usize = 64;

/// A new base secret: 16 random bytes as 32 lower-case digits in hex.
///
/// # Errors
/// When the machine gives no randomness.
pub fn new_secret() -> Result<String, BackendError> {
    let mut random = [0; SECRET_DIGITS / 2];
    getrandom::fill(&mut random)
        .map_err(|error| BackendError::Unusable(format!("no randomness: {error}")))?;
    Ok(hex(&random))
}

/// Whether it is a base secret in lower-case hex.
pub fn is_secret(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == SECRET_DIGITS && text.bytes().all(is_digit)
}

/// Whether servers take it as the name of a user. It stands in paths and in Python code.
pub fn is_name(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().all(is_known)
        && text.bytes().any(|byte| byte != b'.')
}

/// Whether a user is one of the house's own that are nobody's key.
pub fn is_servant(name: &str) -> bool {
    name == HEALTH || name == KEEP
}

/// The name and the base secret of a wish, checked, since they become a part of a path or a line of code.
///
/// # Errors
/// Refused, when either cannot be what it is meant to be.
pub(super) fn checked(peer: &WantedPeer) -> Result<(&str, String), BackendError> {
    let refused = |why: &str| BackendError::Refused(why.to_owned());
    if !is_name(&peer.remote_id) {
        return Err(refused("that is no name of a user"));
    }
    let secret = match &peer.secret {
        PeerSecret::MtProto { secret } => secret.as_ref(),
        PeerSecret::WireGuard { .. } | PeerSecret::Outline { .. } => {
            return Err(refused(
                "only an MTProto key has a place on an MTProto proxy",
            ));
        }
    };
    let secret = secret.map(|secret| secret.0.to_ascii_lowercase());
    match secret {
        Some(secret) if is_secret(&secret) => Ok((&peer.remote_id, secret)),
        Some(_) => Err(refused("the secret is none of an MTProto proxy")),
        None => Err(refused("the key has no secret")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_every_server_takes_is_a_name_or_a_secret() {
        for name in ["portero-0123456789abcdef", HEALTH, KEEP, "a.b_C-9"] {
            assert!(is_name(name), "{name}");
        }
        for odd in [
            "",
            ".",
            "..",
            "a/b",
            "a b",
            "a\"b",
            "a\nb",
            "ñ",
            &"x".repeat(65),
        ] {
            assert!(!is_name(odd), "{odd}");
        }
        let secret = new_secret().expect("random");
        assert!(is_secret(&secret));
        assert!(!is_secret(&secret[1..]) && !is_secret(&secret.replace(|_| true, "G")));
    }
}
