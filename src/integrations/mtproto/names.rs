//! Names and secrets of users as they may be written to MTProto proxies.

use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::WantedPeer;
use crate::integrations::vpn::base_hash;
use crate::utils::seal::hex;

/// What the name of the user begins with that a house tries a proxy with. It is nobody's key.
const HEALTH: &str = "portero-health";
/// Digits behind that, which tell one house's user from another's.
const HEALTH_DIGITS: usize = 8;
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

/// The user that a house tries a proxy with, by its base secret: houses that share a proxy have each their own.
pub fn health(secret: &str) -> String {
    let digits: String = base_hash(secret).chars().take(HEALTH_DIGITS).collect();
    format!("{HEALTH}-{digits}")
}

/// Whether a user is one of some house's own that are nobody's key.
pub fn is_servant(name: &str) -> bool {
    let is_mark = |mark: &str| {
        let digits = mark.strip_prefix('-').map(str::as_bytes);
        let is_hex = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        // Without digits, as the first houses named it.
        mark.is_empty() || digits.is_some_and(|d| d.len() == HEALTH_DIGITS && d.iter().all(is_hex))
    };
    name == KEEP || name.strip_prefix(HEALTH).is_some_and(is_mark)
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
        let health = health(&"0".repeat(32));
        for name in ["portero-0123456789abcdef", &health, KEEP, "a.b_C-9"] {
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
        for servant in [health.as_str(), HEALTH, KEEP] {
            assert!(is_servant(servant), "{servant}");
        }
        for other in [
            "portero-0123456789abcdef",
            "portero-healthy",
            "portero-health-",
            "portero-health-0123456",
            "portero-health-0123456g",
            "portero-keeper",
        ] {
            assert!(!is_servant(other), "{other}");
        }
        let secret = new_secret().expect("random");
        assert!(is_secret(&secret));
        assert!(!is_secret(&secret[1..]) && !is_secret(&secret.replace(|_| true, "G")));
    }
}
