//! A secret that is looked for, in every form that programs turn texts into.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use portero::utils::percent;

/// Something that nobody else may read.
pub struct Secret {
    pub what: &'static str,
    pub text: String,
    /// In whose chat it may stand, if in any.
    pub owner: Option<i64>,
    /// Raw, and all that programs turn texts into.
    forms: Vec<String>,
}

/// Bytes as a text in which each byte is one letter: it can be searched fast.
pub fn letters(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// What of a text stands in its Base64, wherever in it the text begins.
fn within_base64(bytes: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let padded = [vec![0; before], bytes.to_vec()].concat();
        // The letters at both ends hold bits of what stands beside.
        let from = (before * 8).div_ceil(6);
        let to = padded.len() * 8 / 6;
        for engine in [STANDARD, URL_SAFE] {
            forms.push(engine.encode(&padded)[from..to].to_owned());
        }
    }
    forms
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Secret {
    pub fn new(what: &'static str, text: &str, owner: Option<i64>) -> Self {
        assert!(
            text.len() >= 12,
            "{what} is too short to be looked for: {text}"
        );
        let mut readings = vec![text.as_bytes().to_vec()];
        // Keys are texts of bytes: those would be as bad.
        readings.extend(STANDARD.decode(text).ok().filter(|bytes| bytes.len() >= 12));
        let digits = text.as_bytes().chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16)
                .ok()
                .filter(|_| pair.len() == 2)
        });
        readings.extend(
            digits
                .collect::<Option<Vec<u8>>>()
                .filter(|bytes| bytes.len() >= 12),
        );
        let mut forms = Vec::new();
        for bytes in &readings {
            forms.push(letters(bytes));
            forms.push(hex(bytes));
            forms.push(hex(bytes).to_uppercase());
            forms.extend(within_base64(bytes));
        }
        forms.push(percent::encoded(text));
        forms.push(
            serde_json::to_string(text)
                .expect("JSON")
                .trim_matches('"')
                .to_owned(),
        );
        forms.sort();
        forms.dedup();
        Self {
            what,
            text: text.to_owned(),
            owner,
            forms,
        }
    }

    /// The form of it that stands there.
    pub fn found_in(&self, letters: &str) -> Option<&str> {
        let found = self
            .forms
            .iter()
            .find(|form| letters.contains(form.as_str()));
        found.map(String::as_str)
    }
}

#[test]
fn a_secret_is_found_in_each_of_its_forms() {
    let secret = Secret::new("a test", "canary-ñ&<1234567890", None);
    for text in [
        "canary-ñ&<1234567890".to_owned(),
        "x".to_owned() + &STANDARD.encode("1canary-ñ&<1234567890 and more"),
        URL_SAFE.encode("22canary-ñ&<1234567890"),
        hex("canary-ñ&<1234567890".as_bytes()),
        percent::encoded("canary-ñ&<1234567890"),
    ] {
        let text = letters(text.as_bytes());
        assert!(secret.found_in(&text).is_some(), "{text}");
    }
    assert!(secret.found_in("canary-ñ&<123456789").is_none());
    let key = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
    let bytes = STANDARD.decode(key).expect("Base64");
    let secret = Secret::new("a key", key, None);
    assert!(secret.found_in(&letters(&bytes)).is_some());
    assert!(secret.found_in(&hex(&bytes)).is_some());
}
