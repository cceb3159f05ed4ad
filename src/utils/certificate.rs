//! A certificate with its key, as PEM files: read, held against each other, and asked until when it is good.

use crate::models::Timestamp;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::NaiveDate;
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;
use std::sync::Arc;

/// Tags of DER (ITU-T X.690): a sequence, the version of a certificate, and the short form of a time.
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;

/// What a server shows to those who connect, and what can be said of it.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// TLS 1.2 and 1.3 for HTTP/1.1.
    pub server: Arc<ServerConfig>,
    /// When it is good no more, in seconds since 1970.
    pub ends_at: Timestamp,
    /// As PEM (RFC 7468), without anything else that lay in its file: the last certificate there, if it vouches for itself.
    /// That is the certificate's own, or the root above it.
    pub root: Option<String>,
}

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// A sentence without anything of the key: a file cannot be read or holds something else, or the two do not belong
    /// together.
    pub fn open(certificate: &Path, key: &Path) -> Result<Self, String> {
        let says = |path: &Path, what: &str| format!("{}: {what}", path.display());
        let pem =
            std::fs::read(certificate).map_err(|error| says(certificate, &error.to_string()))?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty());
        let chain = chain.ok_or_else(|| says(certificate, "no certificate in PEM"))?;
        let pem = std::fs::read(key).map_err(|error| says(key, &error.to_string()))?;
        let private = PrivateKeyDer::from_pem_slice(&pem);
        let private = private.map_err(|_| says(key, "no private key in PEM"))?;
        let validity = Facts::of(chain.first().map_or(&[], |first| first.as_ref()));
        let facts =
            validity.ok_or_else(|| says(certificate, "no certificate that is understood"))?;
        let last = chain.last().map_or(&[][..], |last| last.as_ref());
        let root = Facts::of(last).filter(|facts| facts.names_itself);
        let root = root.map(|_| as_pem(last));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_no_client_auth()
                    .with_single_cert(chain, private)
            });
        let mut server = server.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => says(key, "belongs to another certificate"),
            error => says(key, &error.to_string()),
        })?;
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            server: Arc::new(server),
            ends_at: facts.ends_at,
            root,
        })
    }
}

fn as_pem(certificate: &[u8]) -> String {
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (place, letter) in BASE64_STANDARD.encode(certificate).chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

/// What is read from a certificate itself (RFC 5280, 4.1).
struct Facts {
    ends_at: Timestamp,
    /// Issuer and subject are the same.
    names_itself: bool,
}

impl Facts {
    fn of(der: &[u8]) -> Option<Self> {
        let (_, certificate, _) = part(der, SEQUENCE)?;
        let (_, body, _) = part(certificate, SEQUENCE)?;
        let rest = match any(body)? {
            (VERSION, _, rest) => rest,
            _ => body,
        };
        let (_, _, rest) = any(rest)?; // its number
        let (_, _, rest) = part(rest, SEQUENCE)?; // how it is signed
        let (_, issuer, rest) = part(rest, SEQUENCE)?;
        let (_, validity, rest) = part(rest, SEQUENCE)?;
        let (_, subject, _) = part(rest, SEQUENCE)?;
        let (_, _, ends) = any(validity)?;
        let (kind, text, _) = any(ends)?;
        Some(Self {
            ends_at: instant(kind, std::str::from_utf8(text).ok()?)?,
            names_itself: issuer == subject,
        })
    }
}

/// The first thing in these bytes, if it is of that kind.
fn part(bytes: &[u8], wanted: u8) -> Option<(u8, &[u8], &[u8])> {
    any(bytes).filter(|(kind, _, _)| *kind == wanted)
}

/// The first thing in these bytes: its kind, what is in it, and what comes after it.
fn any(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..0x80 => (usize::from(*first), rest),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count).filter(|_| count <= 4)?;
            let length = digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            (length, rest.get(count..)?)
        }
    };
    Some((*kind, rest.get(..length)?, rest.get(length..)?))
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`.
fn instant(kind: u8, text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix('Z').filter(|text| text.is_ascii())?;
    let (year, rest) = digits.split_at_checked(if kind == UTC_TIME { 2 } else { 4 })?;
    let year: i32 = year.parse().ok()?;
    let year = match kind {
        UTC_TIME if year < 50 => 2000 + year,
        UTC_TIME => 1900 + year,
        _ => year,
    };
    let two = |at: usize| rest.get(at..at + 2)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(year, two(0)?, two(2)?)?;
    let at = day.and_hms_opt(two(4)?, two(6)?, two(8)?)?;
    Some(Timestamp(at.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::CertificateParams;
    use rcgen::CertifiedIssuer;
    use rcgen::KeyPair;

    /// A file as OpenSSL writes it.
    fn pem(label: &str, der: &[u8]) -> String {
        let text = BASE64_STANDARD.encode(der);
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    }

    fn certificate(made: &rcgen::Certificate) -> String {
        pem("CERTIFICATE", made.der())
    }

    fn private(key: &KeyPair) -> String {
        pem("PRIVATE KEY", &key.serialize_der())
    }

    struct Files(std::path::PathBuf);

    impl Files {
        fn new() -> Self {
            let mut random = [0u8; 8];
            getrandom::fill(&mut random).expect("randomness");
            let name = format!("portero-tls-{:x}", u64::from_ne_bytes(random));
            let folder = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&folder).expect("a folder");
            Self(folder)
        }

        fn open(&self, certificate: &str, key: &str) -> Result<Certificate, String> {
            let (first, second) = (self.0.join("c.pem"), self.0.join("k.pem"));
            std::fs::write(&first, certificate).expect("written");
            std::fs::write(&second, key).expect("written");
            Certificate::open(&first, &second)
        }
    }

    impl Drop for Files {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn params(year: i32) -> CertificateParams {
        let mut params = CertificateParams::new(vec!["bot.example.com".to_owned()]).expect("names");
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 3, 4);
        params
    }

    #[test]
    fn a_certificate_tells_its_end_and_whether_it_vouches_for_itself() {
        let files = Files::new();
        let key = KeyPair::generate().expect("a key");
        for (year, seconds) in [(2031, 1_930_348_800), (2055, 2_687_731_200)] {
            let made = params(year).self_signed(&key).expect("made");
            let read = files
                .open(&certificate(&made), &private(&key))
                .expect("read");
            assert_eq!(read.ends_at, Timestamp(seconds));
            let root = read.root.expect("it vouches for itself");
            let again = CertificateDer::from_pem_slice(root.as_bytes()).expect("PEM");
            assert_eq!(&again, made.der());
            assert_eq!(read.server.alpn_protocols, [b"http/1.1"]);
        }
        let root_key = KeyPair::generate().expect("a key");
        let mut root = params(2040);
        root.distinguished_name
            .push(rcgen::DnType::CommonName, "a root");
        let root = CertifiedIssuer::self_signed(root, root_key).expect("made");
        let made = params(2031).signed_by(&key, &root).expect("made");
        let read = files
            .open(&certificate(&made), &private(&key))
            .expect("read");
        assert_eq!(read.root, None);
        // Whoever has a root of their own puts it last: Telegram is given that, and not the certificate.
        let with_root = certificate(&made) + &pem("CERTIFICATE", root.der());
        let read = files.open(&with_root, &private(&key)).expect("read");
        let given = read.root.expect("a root");
        let given = CertificateDer::from_pem_slice(given.as_bytes()).expect("PEM");
        assert_eq!(&given, root.der());
    }

    #[test]
    fn files_that_do_not_fit_are_told_apart_and_nothing_of_the_key_is_said() {
        let files = Files::new();
        let (key, other) = (
            KeyPair::generate().expect("a key"),
            KeyPair::generate().expect("a key"),
        );
        let made = certificate(&params(2031).self_signed(&key).expect("made"));
        let (own, foreign) = (private(&key), private(&other));
        let wrong = |certificate: &str, key: &str| files.open(certificate, key).expect_err("wrong");
        assert!(wrong(&made, &foreign).contains("another certificate"));
        assert!(wrong("", &own).contains("no certificate"));
        assert!(wrong(&made, &made).contains("no private key"));
        let cut = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        assert!(wrong(cut, &own).contains("no certificate that is understood"));
        for said in [wrong(&made, &foreign), wrong(cut, &own)] {
            assert!(
                ![&own, &foreign]
                    .iter()
                    .any(|key| said.contains(&key[60..90])),
                "{said}"
            );
        }
        let absent = Certificate::open(Path::new("/nowhere/c.pem"), Path::new("/nowhere/k.pem"));
        assert!(absent.expect_err("absent").starts_with("/nowhere/c.pem: "));
    }

    #[test]
    fn broken_bytes_are_no_certificate_and_no_panic() {
        let key = KeyPair::generate().expect("a key");
        let made = params(2031).self_signed(&key).expect("made");
        let der = made.der().as_ref();
        for cut in 0..der.len().min(250) {
            let _ = Facts::of(&der[..cut]);
            let mut bent = der.to_vec();
            bent[cut] ^= 0xff;
            let _ = Facts::of(&bent);
        }
        assert!(
            Facts::of(&[]).is_none() && Facts::of(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none()
        );
    }

    #[test]
    fn of_a_file_with_certificate_and_key_only_the_certificate_is_given_away() {
        let files = Files::new();
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["a.example.com".to_owned()]).expect("a name");
        let made = params.self_signed(&key).expect("signed");
        let both = files.0.join("both.pem");
        std::fs::write(&both, private(&key) + &certificate(&made)).expect("written");
        let read = Certificate::open(&both, &both).expect("read");
        let root = read.root.expect("it vouches for itself");
        assert!(!root.contains("PRIVATE"), "{root}");
        let again = CertificateDer::from_pem_slice(root.as_bytes()).expect("PEM");
        assert_eq!(&again, made.der());
        assert!(root.lines().all(|line| line.len() <= 64));
    }
}
