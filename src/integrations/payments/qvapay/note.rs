//! Notes about paid invoices. Whether QvaPay signs them is told differently: one that is signed must be signed right, and
//! no note is believed.

use super::wire;
use crate::config::Secret;
use crate::integrations::payments::Note;
use crate::integrations::payments::NoteError;
use crate::integrations::payments::RawNote;
use crate::models::Timestamp;
use ring::hmac;
use serde_json::Value;

/// `sha256=` and the HMAC-SHA-256 of the body in hex, with the app's secret as key; some leave out the prefix.
const SIGNATURE: &str = "x-qvapay-signature";
const PREFIX: &str = "sha256=";
/// Unix seconds. No part of what is signed.
const TIMESTAMP: &str = "x-qvapay-timestamp";
/// A signed note is so many seconds old at most, or ahead.
const FRESH_SECONDS: u64 = 300;
/// The longest code of an order.
const LONGEST_CODE: usize = 64;

pub(super) fn read(secret: &Secret, note: &RawNote<'_>, now: Timestamp) -> Result<Note, NoteError> {
    let is_signed = match note.headers.get(SIGNATURE) {
        Some(signature) => {
            verify(secret, note.body, signature)?;
            if let Some(at) = note.headers.get(TIMESTAMP) {
                fresh(at, now)?;
            }
            true
        }
        None => false,
    };
    let body: Value = serde_json::from_slice(note.body).map_err(|_| NoteError::Empty)?;
    let code = body["remote_id"].as_str();
    let note = Note {
        id: wire::id_of(&body),
        code: code
            .filter(|code| !code.is_empty() && code.len() <= LONGEST_CODE)
            .map(str::to_owned),
        is_signed,
    };
    match (&note.id, &note.code) {
        (None, None) => Err(NoteError::Empty),
        (Some(_), _) | (_, Some(_)) => Ok(note),
    }
}

/// In constant time.
fn verify(secret: &Secret, body: &[u8], signature: &str) -> Result<(), NoteError> {
    let signature = signature.trim();
    let digits = signature.strip_prefix(PREFIX).unwrap_or(signature);
    let tag = bytes_of(digits).ok_or(NoteError::Forged)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    hmac::verify(&key, body, &tag).map_err(|_| NoteError::Forged)
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    (digits.len() == 64).then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn fresh(at: &str, now: Timestamp) -> Result<(), NoteError> {
    let at: i64 = at.trim().parse().map_err(|_| NoteError::Forged)?;
    let is_fresh = now.0.abs_diff(at) <= FRESH_SECONDS;
    is_fresh.then_some(()).ok_or(NoteError::Forged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    const NOW: Timestamp = Timestamp(1_800_000_000);
    /// The vector that other receivers agree on.
    const BODY: &str = r#"{"uuid":"6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11","transaction_uuid":"6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11","remote_id":"ord_1","amount":"5.00","status":"paid"}"#;
    const DIGITS: &str = "af3a7f9d8f6e159cdeae6716cd921c025639bdec843dc9ba9fa30479db9eafa1";

    fn of(body: &str, heads: &[(&str, String)]) -> Result<Note, NoteError> {
        let heads = heads.iter().cloned();
        let headers: HashMap<String, String> = heads
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let raw = RawNote {
            body: body.as_bytes(),
            headers: &headers,
        };
        read(&Secret::new("test-app-secret"), &raw, NOW)
    }

    fn signed(signature: &str, at: Option<i64>) -> Result<Note, NoteError> {
        let mut heads = vec![(SIGNATURE, signature.to_owned())];
        heads.extend(at.map(|at| (TIMESTAMP, at.to_string())));
        of(BODY, &heads)
    }

    #[test]
    fn the_vector_of_other_receivers_verifies_with_and_without_its_prefix() {
        for signature in [
            format!("sha256={DIGITS}"),
            DIGITS.to_owned(),
            DIGITS.to_uppercase(),
        ] {
            let note = signed(&signature, Some(NOW.0)).expect("right");
            assert!(note.is_signed);
            assert_eq!(
                note.id.as_deref(),
                Some("6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11")
            );
            assert_eq!(note.code.as_deref(), Some("ord_1"));
        }
    }

    #[test]
    fn a_wrong_signature_is_never_read_past() {
        let other = format!("sha256=b{}", &DIGITS[1..]);
        let nothing = String::new();
        for wrong in [&other, &nothing, &DIGITS[2..].to_owned(), &"zz".repeat(32)] {
            assert_eq!(
                signed(wrong, Some(NOW.0)),
                Err(NoteError::Forged),
                "{wrong}"
            );
        }
        let heads = [(SIGNATURE, format!("sha256={DIGITS}"))];
        let altered = BODY.replace("5.00", "5.01");
        assert_eq!(of(&altered, &heads), Err(NoteError::Forged));
        assert_eq!(of(&format!("{BODY}\n"), &heads), Err(NoteError::Forged));
    }

    #[test]
    fn a_signed_note_is_five_minutes_old_at_most() {
        for (at, is_fresh) in [(-300, true), (300, true), (-301, false), (301, false)] {
            assert_eq!(signed(DIGITS, Some(NOW.0 + at)).is_ok(), is_fresh, "{at}");
        }
        assert!(signed(DIGITS, Some(i64::MIN)).is_err());
        assert!(signed(DIGITS, None).is_ok(), "the timestamp is not signed");
    }

    #[test]
    fn an_unsigned_note_is_read_under_each_name_of_its_id() {
        for key in ["uuid", "transaction_uuid", "transation_uuid", "id"] {
            let body = format!(r#"{{"{key}":"6F1F6C0E-2f3b-4b57-9a5e-0c9f4a0b7d11"}}"#);
            let note = of(&body, &[]).expect("read");
            assert!(!note.is_signed && note.code.is_none());
            assert_eq!(
                note.id.as_deref(),
                Some("6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11")
            );
        }
    }

    #[test]
    fn what_names_nothing_is_no_note() {
        let deep = "[".repeat(10_000);
        for body in [
            "",
            "[]",
            "null",
            "{}",
            r#"{"uuid":"../charge"}"#,
            "<p>",
            &deep,
        ] {
            assert_eq!(of(body, &[]), Err(NoteError::Empty), "{body:.20}");
        }
    }
}
