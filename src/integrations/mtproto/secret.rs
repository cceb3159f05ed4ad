//! Secrets of MTProto proxies: sixteen bytes, and before and behind them what says how the client is to speak.
//!
//! The forms are those of `td/mtproto/ProxySecret.cpp` of TDLib. Written they are always in hexadecimal: links in Base64
//! had trouble on iOS.

use crate::models::SecretForm;
use crate::utils::seal::hex;
use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use std::fmt;
use thiserror::Error;

/// Bytes of the key inside every secret.
pub const KEY_BYTES: usize = 16;
/// Longest domain that clients take.
pub const MOST_DOMAIN: usize = 182;
/// First byte of a secret with random padding.
const SECURE: u8 = 0xdd;
/// First byte of a secret with a domain.
const FAKE_TLS: u8 = 0xee;
/// Longest text looked at: all of the longest secret in hexadecimal.
const MOST_TEXT: usize = (1 + KEY_BYTES + MOST_DOMAIN) * 2;
/// Padded or not, and where a bit is left over it is not always zero.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The secret of a proxy in one of its forms. Debug does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    key: [u8; KEY_BYTES],
    form: SecretForm,
    /// Empty unless the form has one.
    domain: String,
}

/// Why a text is no secret. It says nothing of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum SecretFault {
    #[error("neither hexadecimal nor Base64")]
    Encoding,
    #[error("neither 16 bytes, nor dd and 16 bytes, nor ee, 16 bytes and a domain")]
    Form,
    #[error("nothing but zeros")]
    Zero,
    #[error("the domain is no name of at most {MOST_DOMAIN} ASCII characters")]
    Domain,
}

impl Secret {
    /// The secret of 32 hexadecimal digits in that form. The domain counts in the form that has one.
    ///
    /// # Errors
    /// If the digits are none, or all zero, or the domain lacks.
    pub fn new(base: &str, form: SecretForm, domain: Option<&str>) -> Result<Self, SecretFault> {
        let bytes = unhex(base).ok_or(SecretFault::Encoding)?;
        let key = <[u8; KEY_BYTES]>::try_from(bytes).map_err(|_| SecretFault::Form)?;
        let domain = match form {
            SecretForm::Plain | SecretForm::Secure => "",
            SecretForm::FakeTls => domain.ok_or(SecretFault::Domain)?,
        };
        Self::of_parts(key, form, domain)
    }

    fn of_parts(key: [u8; KEY_BYTES], form: SecretForm, domain: &str) -> Result<Self, SecretFault> {
        if key == [0; KEY_BYTES] {
            return Err(SecretFault::Zero);
        }
        if form == SecretForm::FakeTls && !is_domain(domain) {
            return Err(SecretFault::Domain);
        }
        Ok(Self {
            key,
            form,
            domain: domain.to_owned(),
        })
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, SecretFault> {
        if let Ok(key) = <[u8; KEY_BYTES]>::try_from(bytes) {
            return Self::of_parts(key, SecretForm::Plain, "");
        }
        let (first, rest) = bytes.split_first().ok_or(SecretFault::Form)?;
        let (key, domain) = rest
            .split_first_chunk::<KEY_BYTES>()
            .ok_or(SecretFault::Form)?;
        match (*first, domain) {
            (SECURE, []) => Self::of_parts(*key, SecretForm::Secure, ""),
            (FAKE_TLS, [_, ..]) => {
                let domain = std::str::from_utf8(domain).map_err(|_| SecretFault::Domain)?;
                Self::of_parts(*key, SecretForm::FakeTls, domain)
            }
            _ => Err(SecretFault::Form),
        }
    }

    /// The sixteen bytes that both sides know.
    pub fn key(&self) -> &[u8; KEY_BYTES] {
        &self.key
    }

    /// The sixteen bytes as 32 lower-case digits.
    pub fn base(&self) -> String {
        hex(&self.key)
    }

    /// How it is written.
    pub fn form(&self) -> SecretForm {
        self.form
    }

    /// Whom the client pretends to talk to.
    pub fn domain(&self) -> Option<&str> {
        (self.form == SecretForm::FakeTls).then_some(self.domain.as_str())
    }

    /// As it stands in a link: lower-case hexadecimal.
    pub fn text(&self) -> String {
        render(&self.base(), self.form, self.domain())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({}, ***)", self.form.name())
    }
}

/// Writes the secret with that base of 32 hexadecimal digits in that form. Without a domain the form that needs one is
/// written as the next best, which every server takes that takes the same base.
pub fn render(base: &str, form: SecretForm, domain: Option<&str>) -> String {
    let base = base.to_ascii_lowercase();
    match (form, domain) {
        (SecretForm::Plain, _) => base,
        (SecretForm::FakeTls, Some(domain)) => {
            format!("{FAKE_TLS:02x}{base}{}", hex(domain.as_bytes()))
        }
        (SecretForm::Secure, _) | (SecretForm::FakeTls, None) => format!("{SECURE:02x}{base}"),
    }
}

/// Reads a secret in hexadecimal of either case, or in Base64 of either alphabet, padded or not.
///
/// # Errors
/// If it is none of the known forms.
pub fn parse(text: &str) -> Result<Secret, SecretFault> {
    let text = text.trim();
    if text.is_empty() || text.len() > MOST_TEXT {
        return Err(SecretFault::Form);
    }
    // 32 digits are Base64 as well, of something that is no secret.
    let in_hex = unhex(text).map(|bytes| Secret::of_bytes(&bytes));
    if let Some(Ok(secret)) = in_hex {
        return Ok(secret);
    }
    let in_base64 = unbase64(text).map(|bytes| Secret::of_bytes(&bytes));
    match (in_hex, in_base64) {
        (_, Some(Ok(secret))) => Ok(secret),
        (Some(Err(fault)), _) | (None, Some(Err(fault))) => Err(fault),
        (Some(Ok(_)) | None, None) => Err(SecretFault::Encoding),
        (Some(Ok(secret)), Some(Err(_))) => Ok(secret),
    }
}

/// Whether that can be the domain of a secret: what stands in a name of a server.
pub fn is_domain(text: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=MOST_DOMAIN).contains(&text.len()) && text.bytes().all(is_of_name)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect()
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    // A plus that went through a form is a space.
    let standard = text.replace('-', "+").replace('_', "/").replace(' ', "+");
    LENIENT.decode(standard.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    const BASE: &str = "0123456789abcdef0123456789abcdef";

    fn key() -> [u8; KEY_BYTES] {
        *parse(BASE).expect("a secret").key()
    }

    #[test]
    fn each_form_is_told_by_its_length_and_its_first_byte() {
        let plain = parse(BASE).expect("plain");
        assert_eq!((plain.form(), plain.domain()), (SecretForm::Plain, None));
        let secure = parse(&format!("DD{}", BASE.to_uppercase())).expect("dd");
        assert_eq!((secure.form(), secure.key()), (SecretForm::Secure, &key()));
        let fake = parse(&format!("ee{BASE}{}", hex(b"example.com"))).expect("ee");
        assert_eq!(fake.form(), SecretForm::FakeTls);
        assert_eq!(fake.domain(), Some("example.com"));
        assert_eq!(fake.base(), BASE);
    }

    #[test]
    fn base64_of_either_alphabet_is_read_too() {
        let mut bytes = vec![0xee];
        bytes.extend([0xfb; KEY_BYTES]);
        bytes.extend(b"a-b.example");
        let hexed = parse(&hex(&bytes)).expect("hexadecimal");
        assert!(STANDARD.encode(&bytes).contains('+'));
        for text in [
            URL_SAFE_NO_PAD.encode(&bytes),
            STANDARD.encode(&bytes),
            STANDARD.encode(&bytes).replace('+', " "),
        ] {
            assert_eq!(parse(&text), Ok(hexed.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_with_the_reason() {
        let long = "a".repeat(MOST_DOMAIN + 1);
        for (text, fault) in [
            (String::new(), SecretFault::Form),
            ("0".repeat(32), SecretFault::Zero),
            (format!("dd{}", "0".repeat(32)), SecretFault::Zero),
            (BASE[..30].to_owned(), SecretFault::Form),
            (format!("ab{BASE}"), SecretFault::Form),
            (format!("ee{BASE}"), SecretFault::Form),
            (format!("dd{BASE}ab"), SecretFault::Form),
            (format!("ee{BASE}{}", hex(b"a b")), SecretFault::Domain),
            (
                format!("ee{BASE}{}", hex("ñ".as_bytes())),
                SecretFault::Domain,
            ),
            (
                format!("ee{BASE}{}", hex(long.as_bytes())),
                SecretFault::Form,
            ),
            ("¡no!".to_owned(), SecretFault::Encoding),
        ] {
            assert_eq!(parse(&text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_domain_may_be_as_long_as_clients_take_it_and_no_longer() {
        let most = "a".repeat(MOST_DOMAIN);
        let made = Secret::new(BASE, SecretForm::FakeTls, Some(&most)).expect("it fits");
        assert_eq!(parse(&made.text()), Ok(made));
        let long = "a".repeat(MOST_DOMAIN + 1);
        let refused = Secret::new(BASE, SecretForm::FakeTls, Some(&long));
        assert_eq!(refused, Err(SecretFault::Domain));
        let lacking = Secret::new(BASE, SecretForm::FakeTls, None);
        assert_eq!(lacking, Err(SecretFault::Domain));
    }

    #[test]
    fn a_secret_is_written_in_lower_case_digits() {
        let upper = BASE.to_uppercase();
        let domain = Some("example.com");
        assert_eq!(render(&upper, SecretForm::Plain, domain), BASE);
        assert_eq!(
            render(&upper, SecretForm::Secure, None),
            format!("dd{BASE}")
        );
        let fake = format!("ee{BASE}6578616d706c652e636f6d");
        assert_eq!(render(&upper, SecretForm::FakeTls, domain), fake);
        assert_eq!(render(BASE, SecretForm::FakeTls, None), format!("dd{BASE}"));
    }

    #[test]
    fn a_secret_does_not_show_itself_in_debug() {
        let shown = format!("{:?}", parse(BASE));
        assert_eq!(shown, "Ok(Secret(plain, ***))");
    }

    proptest! {
        #[test]
        fn every_secret_is_read_back_as_it_was_written(
            key in prop::array::uniform16(any::<u8>()).prop_filter("not zero", |key| *key != [0; 16]),
            form in prop::sample::select(SecretForm::ALL.to_vec()),
            domain in "[a-zA-Z0-9._-]{1,182}",
        ) {
            let made = Secret::new(&hex(&key), form, Some(&domain)).expect("a secret");
            prop_assert_eq!(render(&hex(&key), form, Some(&domain)), made.text());
            prop_assert_eq!(parse(&made.text().to_uppercase()), Ok(made.clone()));
            let bytes = unhex(&made.text()).expect("digits");
            prop_assert_eq!(parse(&URL_SAFE_NO_PAD.encode(&bytes)).map(|read| read.base()), Ok(made.base()));
        }

        #[test]
        fn no_text_stops_the_reading_of_a_secret(
            text in any::<String>(),
            digits in "[0-9a-fA-F]{0,60}",
            coded in "[A-Za-z0-9+/_=-]{0,60}",
            bytes in prop::collection::vec(any::<u8>(), 0..220),
        ) {
            for text in [&text, &digits, &coded, &hex(&bytes)] {
                if let Ok(secret) = parse(text) {
                    prop_assert_eq!(parse(&secret.text()), Ok(secret));
                }
            }
        }
    }
}
