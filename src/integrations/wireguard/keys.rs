//! Keys of WireGuard: made here, so that no program and no argument list ever sees them.

use crate::integrations::vpn::Hidden;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use x25519_dalek::PublicKey;
use x25519_dalek::StaticSecret;

/// Bytes of every key of WireGuard.
pub const LENGTH: usize = 32;

/// A new identity of a client or a server, both halves in base64.
#[derive(Clone, Debug)]
pub struct Pair {
    pub private_key: Hidden,
    pub public_key: String,
}

impl Pair {
    /// Makes one from the randomness of the system.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        let private = clamped(random()?);
        Ok(Self {
            private_key: Hidden(text(&private)),
            public_key: text(PublicKey::from(&StaticSecret::from(private)).as_bytes()),
        })
    }
}

/// Makes a preshared key, in base64: 32 random bytes as they are.
///
/// # Errors
/// When the system gives no randomness.
pub fn preshared() -> Result<Hidden, getrandom::Error> {
    Ok(Hidden(text(&random()?)))
}

/// The public key of a private one, both in base64. `None` if the text is no key.
pub fn public_of(private: &str) -> Option<String> {
    let private = bytes(private)?;
    Some(text(
        PublicKey::from(&StaticSecret::from(private)).as_bytes(),
    ))
}

/// The bytes of a key in base64 with its padding, as `wg` reads it: always 44 characters. `None` for anything else.
pub fn bytes(text: &str) -> Option<[u8; LENGTH]> {
    let mut key = [0; LENGTH];
    // The decoder estimates in whole groups of three bytes.
    let mut room = [0; LENGTH + 1];
    let length = STANDARD.decode_slice(text, &mut room).ok()?;
    key.copy_from_slice(room.get(..LENGTH).filter(|_| length == LENGTH)?);
    Some(key)
}

/// A key in base64.
pub fn text(key: &[u8; LENGTH]) -> String {
    STANDARD.encode(key)
}

/// As X25519 wants a private key. An unclamped one would work, but the kernel prints it back differently.
fn clamped(mut key: [u8; LENGTH]) -> [u8; LENGTH] {
    key[0] &= 248;
    key[31] = (key[31] & 127) | 64;
    key
}

fn random() -> Result<[u8; LENGTH], getrandom::Error> {
    let mut key = [0; LENGTH];
    getrandom::fill(&mut key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn base64_of(hex: &str) -> String {
        let mut key = [0; LENGTH];
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hex");
        }
        text(&key)
    }

    /// RFC 7748 §6.1.
    #[test]
    fn the_public_keys_of_the_standard_are_found() {
        for (private, public) in [
            (
                "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
                "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
            ),
            (
                "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
                "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
            ),
        ] {
            let found = public_of(&base64_of(private));
            assert_eq!(found, Some(base64_of(public)));
        }
    }

    #[test]
    fn a_new_pair_is_clamped_fits_together_and_is_never_the_same() {
        let (one, other) = (Pair::new().expect("made"), Pair::new().expect("made"));
        assert_ne!(one.private_key, other.private_key);
        for pair in [one, other] {
            let private = bytes(&pair.private_key.0).expect("a key");
            assert_eq!(private, clamped(private));
            assert_eq!(public_of(&pair.private_key.0), Some(pair.public_key));
        }
        assert_ne!(preshared().expect("made"), preshared().expect("made"));
    }

    #[test]
    fn debug_shows_no_private_key() {
        let pair = Pair::new().expect("made");
        let shown = format!("{pair:?}");
        assert!(!shown.contains(&pair.private_key.0) && shown.contains(&pair.public_key));
    }

    #[test]
    fn what_wg_refuses_is_no_key() {
        let key = text(&[7; LENGTH]);
        assert_eq!((key.len(), bytes(&key)), (44, Some([7; LENGTH])));
        for bad in [
            String::new(),
            "not a key".to_owned(),
            key[..43].to_owned(),
            format!("{key}\n"),
            format!(" {key}"),
            STANDARD.encode([7; 31]),
            STANDARD.encode([7; 33]),
            STANDARD.encode([7; 64]),
        ] {
            assert_eq!(bytes(&bad), None, "{bad:?}");
            assert_eq!(public_of(&bad), None, "{bad:?}");
        }
    }

    /// The real program agrees, where it is installed.
    #[test]
    fn wg_finds_the_same_public_key() {
        use std::io::Write;
        use std::process::Command;
        use std::process::Stdio;
        let pair = Pair::new().expect("made");
        let wg = Command::new("wg")
            .arg("pubkey")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut wg) = wg else {
            assert!(std::env::var_os("CI").is_none(), "wg is not installed");
            return eprintln!("skipped: wg is not installed");
        };
        let mut stdin = wg.stdin.take().expect("piped");
        stdin
            .write_all(pair.private_key.0.as_bytes())
            .expect("written");
        drop(stdin);
        let output = wg.wait_with_output().expect("ended");
        assert_eq!(
            String::from_utf8_lossy(&output.stdout).trim(),
            pair.public_key
        );
    }

    proptest! {
        #[test]
        fn every_key_is_written_and_read_back(key in proptest::array::uniform32(any::<u8>())) {
            prop_assert_eq!(bytes(&text(&key)), Some(key));
            let clamped = clamped(key);
            // Peers clamp when they use a key: ours is the same key before and after.
            prop_assert_eq!(public_of(&text(&key)), public_of(&text(&clamped)));
        }
    }
}
