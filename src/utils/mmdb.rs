//! What a file in the MaxMind format says of itself, read from its end. The format: the MaxMind DB specification 2.0.

use crate::models::Timestamp;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::path::Path;

/// What stands before the data about the file.
const MARKER: &[u8] = b"\xab\xcd\xefMaxMind.com";
/// Marker and data about the file stand within so many bytes at its end.
const LAST_BYTES: u64 = 128 * 1024;
/// The longest name of a kind that is kept, in characters.
const LONGEST_KIND: usize = 60;
/// Most values that the data about a file may have, so that no file keeps the reader busy.
const MOST_VALUES: usize = 4_096;

/// What a file says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MmdbFacts {
    /// Such as `DBIP-City-Lite`.
    pub kind: String,
    /// When it was built.
    pub built_at: Timestamp,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MmdbError {
    /// It cannot be opened or read.
    #[error("{0}")]
    Unreadable(io::Error),
    /// It lacks the marker or its data, or is of a later format.
    #[error("it is no file in the MaxMind format")]
    Foreign,
}

/// Reads what a file says of itself. Of a large one only the end is read.
///
/// # Errors
/// When it cannot be read, or is of another format.
pub fn facts(path: &Path) -> Result<MmdbFacts, MmdbError> {
    let end = last_bytes(path).map_err(MmdbError::Unreadable)?;
    of_end(&end).ok_or(MmdbError::Foreign)
}

fn last_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        // A pipe would keep the start waiting for ever.
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no ordinary file",
        ));
    }
    file.seek(SeekFrom::Start(about.len().saturating_sub(LAST_BYTES)))?;
    let mut end = Vec::new();
    file.take(LAST_BYTES).read_to_end(&mut end)?;
    Ok(end)
}

/// The facts behind the last marker.
fn of_end(end: &[u8]) -> Option<MmdbFacts> {
    let mut windows = end.windows(MARKER.len());
    let at = windows.rposition(|window| window == MARKER)?;
    let mut values = Values {
        rest: end.get(at + MARKER.len()..)?,
        left: MOST_VALUES,
    };
    let Head::Map(pairs) = values.head()? else {
        return None;
    };
    let (mut kind, mut built_at, mut major) = (None, None, None);
    for _ in 0..pairs {
        let key = values.text()?;
        match key {
            "database_type" => kind = Some(values.text()?),
            "build_epoch" => built_at = Some(values.number()?),
            "binary_format_major_version" => major = Some(values.number()?),
            _ => values.skip()?,
        }
    }
    (major? == 2).then_some(())?;
    Some(MmdbFacts {
        kind: kind?.chars().take(LONGEST_KIND).collect(),
        built_at: Timestamp(i64::try_from(built_at?).ok()?),
    })
}

/// How a value begins.
enum Head {
    Text(usize),
    /// An unsigned number in so many bytes, the highest first.
    Number(usize),
    /// Bytes of a kind that nobody here asks for.
    Other(usize),
    /// True and false have no bytes.
    Truth,
    Map(usize),
    List(usize),
}

/// The values that are still to be read.
struct Values<'a> {
    rest: &'a [u8],
    left: usize,
}

impl<'a> Values<'a> {
    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    fn uint(&mut self, length: usize) -> Option<u64> {
        let bytes = self.bytes(length).filter(|bytes| bytes.len() <= 8)?;
        Some(
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    }

    /// The control byte, the kind behind it where there are more than seven, and the length.
    fn head(&mut self) -> Option<Head> {
        self.left = self.left.checked_sub(1)?;
        let control = self.uint(1)?;
        let kind = match control >> 5 {
            0 => 7 + self.uint(1)?,
            kind => kind,
        };
        let length = match control & 31 {
            29 => 29 + self.uint(1)?,
            30 => 285 + self.uint(2)?,
            31 => 65_821 + self.uint(3)?,
            length => length,
        };
        let length = usize::try_from(length).ok()?;
        match kind {
            2 => Some(Head::Text(length)),
            5 | 6 | 9 => Some(Head::Number(length)),
            7 => Some(Head::Map(length)),
            11 => Some(Head::List(length)),
            14 => Some(Head::Truth),
            3 | 4 | 8 | 10 | 15 => Some(Head::Other(length)),
            // Pointers and caches have no place in what a file says of itself.
            _ => None,
        }
    }

    fn text(&mut self) -> Option<&'a str> {
        match self.head()? {
            Head::Text(length) => std::str::from_utf8(self.bytes(length)?).ok(),
            Head::Number(_) | Head::Other(_) | Head::Truth | Head::Map(_) | Head::List(_) => None,
        }
    }

    fn number(&mut self) -> Option<u64> {
        match self.head()? {
            Head::Number(length) => self.uint(length),
            Head::Text(_) | Head::Other(_) | Head::Truth | Head::Map(_) | Head::List(_) => None,
        }
    }

    /// Leaves out one value with all that is in it, one level after another.
    fn skip(&mut self) -> Option<()> {
        let mut open = 1usize;
        while let Some(others) = open.checked_sub(1) {
            let within = match self.head()? {
                Head::Text(length) | Head::Number(length) | Head::Other(length) => {
                    self.bytes(length)?;
                    0
                }
                Head::Truth => 0,
                Head::Map(pairs) => pairs.checked_mul(2)?,
                Head::List(items) => items,
            };
            open = others.checked_add(within)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Vec<u8> {
        let length = u8::try_from(text.len()).expect("short");
        let head = match length {
            0..29 => vec![2 << 5 | length],
            29.. => vec![2 << 5 | 29, length - 29],
        };
        [head, text.as_bytes().to_vec()].concat()
    }

    /// What `DB-IP` writes, with its names in two languages.
    fn about(kind: &str, major: u8) -> Vec<u8> {
        let pairs: [(&str, Vec<u8>); 7] = [
            (
                "description",
                [vec![0xe1], text("en"), text("A file")].concat(),
            ),
            (
                "languages",
                [vec![0x02, 4], text("en"), text("es")].concat(),
            ),
            ("node_count", vec![6 << 5 | 3, 1, 2, 3]),
            ("is_odd", vec![1, 7]),
            ("database_type", text(kind)),
            ("build_epoch", vec![4, 2, 0x68, 0x63, 0x2a, 0x80]),
            ("binary_format_major_version", vec![5 << 5 | 1, major]),
        ];
        let pairs = pairs
            .iter()
            .flat_map(|(key, value)| [text(key), value.clone()]);
        [vec![7 << 5 | 7], pairs.flatten().collect()].concat()
    }

    fn file(about: &[u8]) -> Vec<u8> {
        [&[0; 99], MARKER, &b"an older end"[..], MARKER, about].concat()
    }

    #[test]
    fn kind_and_date_are_read_behind_the_last_marker() {
        let facts = of_end(&file(&about("DBIP-City-Lite", 2))).expect("read");
        assert_eq!(facts.kind, "DBIP-City-Lite");
        assert_eq!(facts.built_at, Timestamp(0x6863_2a80));
        let long = of_end(&file(&about(&"K".repeat(200), 2))).expect("read");
        assert_eq!(long.kind.len(), LONGEST_KIND);
    }

    #[test]
    fn a_later_format_and_what_is_none_are_told() {
        assert_eq!(of_end(&file(&about("X", 3))), None);
        assert_eq!(of_end(b""), None);
        assert_eq!(of_end(MARKER), None);
        let whole = file(&about("X", 2));
        for length in 0..whole.len() {
            assert_eq!(of_end(&whole[..length]), None, "{length}");
        }
    }

    #[test]
    fn a_directory_and_nothing_cannot_be_read() {
        for path in ["/", "/nonexistent/file.mmdb"] {
            let error = facts(Path::new(path)).expect_err(path);
            assert!(matches!(error, MmdbError::Unreadable(_)), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..120, byte: u8) {
            let _ = of_end(&[MARKER, &bytes].concat());
            let mut damaged = file(&about("DBIP-City-Lite", 2));
            let place = 120 + at;
            if let Some(one) = damaged.get_mut(place) {
                *one = byte;
            }
            let kept = of_end(&damaged);
            prop_assert!(kept.is_none_or(|facts| facts.kind.chars().count() <= LONGEST_KIND));
        }
    }
}
