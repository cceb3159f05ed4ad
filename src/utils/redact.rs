//! Bot tokens never leave the process in a log line or an error: `<id>:***` takes their place.

use std::borrow::Cow;
use std::io::{self, Write};

/// A number this long or longer can be a bot's id.
const SHORTEST_ID: usize = 3;
/// A word this long or longer behind a bot's id is taken for its secret.
const SHORTEST_SECRET: usize = 20;

/// `text` with everything that looks like a bot token replaced by `<id>:***`, inside addresses too.
pub fn redact(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut clean = String::new();
    let mut kept = 0; // everything before is in `clean`
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let id = at;
        at += run(&bytes[at..], |byte| byte.is_ascii_digit());
        let Some(first) = secret(&bytes[at..]) else {
            continue;
        };
        if at - id < SHORTEST_ID {
            continue;
        }
        clean.push_str(&text[kept..at]);
        clean.push_str(":***");
        at += first;
        // The end of one secret may be the id of the next token.
        while let Some(next) = secret(&bytes[at..]) {
            at += next;
        }
        kept = at;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[kept..]);
    Cow::Owned(clean)
}

/// Length of a colon and the secret behind it, if `bytes` begins so.
fn secret(bytes: &[u8]) -> Option<usize> {
    let colon = [b":".as_slice(), b"%3A", b"%3a", b"%253A", b"%253a"]
        .into_iter()
        .find(|colon| bytes.starts_with(colon))?
        .len();
    let length = run(&bytes[colon..], |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
    });
    (length >= SHORTEST_SECRET).then_some(colon + length)
}

/// How many bytes at the beginning are of the kind.
fn run(bytes: &[u8], of_the_kind: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| of_the_kind(**byte)).count()
}

/// Passes whole lines on, each redacted. A line may be written in several pieces.
pub struct RedactingWriter<W: Write> {
    inner: W,
    line: Vec<u8>,
}

impl<W: Write> RedactingWriter<W> {
    /// A writer that redacts before `inner`.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            line: Vec::new(),
        }
    }

    /// Passes on what the buffer holds.
    fn pass(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        self.inner.write_all(redact(&text).as_bytes())
    }
}

impl<W: Write> Write for RedactingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    /// Flushes the whole lines; a line begun stays until its end, since a token may be cut in two.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Write> Drop for RedactingWriter<W> {
    fn drop(&mut self) {
        if !self.line.is_empty() {
            let _ = self.pass(); // nobody is left who could be told
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOKEN: &str = "123456789:AAFakeFake_Fake-FakeFakeFakeFake0123";

    #[test]
    fn a_token_in_an_address_keeps_only_its_id() {
        assert_eq!(
            redact(&format!("https://api.telegram.org/bot{TOKEN}/getMe failed")),
            "https://api.telegram.org/bot123456789:***/getMe failed"
        );
        assert_eq!(redact(&TOKEN.replace(':', "%3A")), "123456789:***");
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in [
            "",
            "12:30:45 update 123:short",
            "[::1]:8080 10.0.0.1:443",
            "ñ 123",
        ] {
            assert!(matches!(redact(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn a_line_written_in_pieces_is_redacted_whole() {
        let mut out = Vec::new();
        {
            let mut writer = RedactingWriter::new(&mut out);
            let (head, tail) = TOKEN.split_at(14);
            for piece in ["[INFO] ", head, tail, " ok\nsecond ", TOKEN] {
                writer.write_all(piece.as_bytes()).unwrap();
                writer.flush().unwrap();
            }
        }
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "[INFO] 123456789:*** ok\nsecond 123456789:***"
        );
    }

    proptest! {
        #[test]
        fn no_token_survives_wherever_it_is_put(
            before in "[0-9A-Za-z:%/ ñ_-]{0,60}",
            id in "[0-9]{3,12}",
            secret in "[A-Za-z0-9_-]{20,50}",
            colon in prop::sample::select(vec![":", "%3A", "%3a"]),
            after in any::<String>(),
        ) {
            let text = format!("{before}{id}{colon}{secret}{after}");
            let clean = redact(&text);
            let found = format!("{colon}{secret}");
            prop_assert!(!clean.contains(&found), "{}", clean);
        }

        #[test]
        fn redacting_twice_changes_nothing(text in "[0-9A-Z:]{0,120}") {
            let once = redact(&text).into_owned();
            prop_assert_eq!(redact(&once), once.as_str());
        }
    }
}
