//! Secrets at rest: XChaCha20-Poly1305 under a key file (0600) in the data directory, or `SECRET_KEY`.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use ring::digest::SHA256;
use ring::digest::digest;
use ring::hmac;
use std::io::Write;
use std::path::Path;

const NONCE: usize = 24;
/// What the key of the marks is derived for.
const MARKS: &[u8] = b"portero marks";

/// The key of the house. Never printed.
#[derive(Clone)]
pub struct SealKey {
    cipher: XChaCha20Poly1305,
    marks: hmac::Key,
}

/// What was sealed cannot be opened: another key, or a damaged text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed text cannot be opened with this key")]
pub struct SealError;

impl SealKey {
    /// Reads the key file, or makes it at the first start.
    pub fn from_file(path: &Path) -> std::io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_hex(text.trim()).ok_or_else(|| {
                std::io::Error::new(
                    std::io::ErrorKind::InvalidData,
                    "the key file is damaged; put its backup back",
                )
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path),
            Err(error) => Err(error),
        }
    }

    /// A key of 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .chars()
            .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
            .collect::<Option<_>>()?;
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect();
        let bytes: [u8; 32] = bytes.try_into().ok().filter(|_| digits.len() == 64)?;
        Some(Self::of(bytes))
    }

    fn make(path: &Path) -> std::io::Result<Self> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let text = hex(&bytes);
        let part = path.with_extension("key.new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&part, path)?;
        Ok(Self::of(bytes))
    }

    fn of(bytes: [u8; 32]) -> Self {
        // Another key than the cipher's: one key serves one purpose.
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &bytes), MARKS);
        Self {
            cipher: XChaCha20Poly1305::new(&Key::from(bytes)),
            marks: hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()),
        }
    }

    /// A mark that only this key makes of those bytes, for that purpose: nobody else can make or guess one.
    pub fn mark(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.marks);
        // The length keeps one purpose from being the beginning of another.
        context.update(
            &u64::try_from(purpose.len())
                .unwrap_or(u64::MAX)
                .to_be_bytes(),
        );
        context.update(purpose.as_bytes());
        context.update(bytes);
        let mut mark = [0; 32];
        mark.copy_from_slice(context.sign().as_ref());
        mark
    }

    /// Seals a text; each time with a new nonce.
    pub fn seal(&self, plain: &str) -> Result<String, SealError> {
        let mut nonce = [0u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError)?;
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), plain.as_bytes())
            .map_err(|_| SealError)?;
        Ok(hex(&nonce) + &hex(&sealed))
    }

    /// Opens what `seal` made.
    pub fn open(&self, sealed: &str) -> Result<String, SealError> {
        let bytes = unhex(sealed)
            .filter(|bytes| bytes.len() > NONCE)
            .ok_or(SealError)?;
        let (nonce, body) = bytes.split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError)?;
        let plain = self
            .cipher
            .decrypt(&XNonce::from(nonce), body)
            .map_err(|_| SealError)?;
        String::from_utf8(plain).map_err(|_| SealError)
    }
}

/// Compares what is not to be guessed by their hashes: how long it takes tells nothing.
pub fn is_same(own: &[u8], told: &[u8]) -> bool {
    let hash = |bytes: &[u8]| digest(&SHA256, bytes);
    hash(own).as_ref() == hash(told).as_ref()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealKey {
        SealKey::from_hex(&hex(&[byte; 32])).expect("a key")
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_only() {
        let sealed = key(1).seal("ABCD-1234 ñ").expect("sealed");
        assert!(!sealed.contains("ABCD"));
        assert_eq!(key(1).open(&sealed).as_deref(), Ok("ABCD-1234 ñ"));
        assert_eq!(key(2).open(&sealed), Err(SealError));
        assert_ne!(
            key(1).seal("x"),
            key(1).seal("x"),
            "each time another nonce"
        );
    }

    #[test]
    fn a_mark_depends_on_key_purpose_and_bytes() {
        let mark = key(1).mark("door", b"7");
        assert_eq!(mark, key(1).mark("door", b"7"));
        assert_ne!(mark, key(2).mark("door", b"7"));
        assert_ne!(mark, key(1).mark("doo", b"r7"));
        assert_ne!(mark, key(1).mark("door", b"8"));
    }

    #[test]
    fn a_damaged_text_is_refused() {
        let sealed = key(1).seal("text").expect("sealed");
        for damaged in [
            "",
            "zz",
            "é",
            &sealed[..20],
            &sealed[..sealed.len() - 2],
            &format!("00{}", &sealed[2..]),
        ] {
            assert_eq!(key(1).open(damaged), Err(SealError));
        }
    }

    #[test]
    fn the_key_file_is_made_once_and_private() {
        let path = crate::db::tests::scratch("seal").join("portero.key");
        let sealed = SealKey::from_file(&path)
            .expect("made")
            .seal("x")
            .expect("sealed");
        assert_eq!(
            SealKey::from_file(&path)
                .expect("read")
                .open(&sealed)
                .as_deref(),
            Ok("x")
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path)
                    .expect("there")
                    .permissions()
                    .mode()
                    & 0o077,
                0
            );
        }
        std::fs::write(&path, "short").expect("written");
        assert!(SealKey::from_file(&path).is_err());
    }
}
