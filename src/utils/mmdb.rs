//! Files in the MaxMind format: their values, and what such a file says of itself at its end. The format: the MaxMind DB
//! specification 2.0, <https://maxmind.github.io/MaxMind-DB/>.

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
/// Values looked at in one reading: a city with names in ten languages has a hundred.
const MOST_STEPS: u32 = 4_000;
/// Maps within maps.
const DEEPEST: usize = 8;
/// The longest text that is kept, in bytes.
const LONGEST_TEXT: u64 = 256;
/// Bytes read at once of the values.
const WINDOW: usize = 512;

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
    Unreadable(#[from] io::Error),
    /// It lacks the marker or its data, is of a later format, or damaged.
    #[error("it is no file in the MaxMind format, or a damaged one")]
    Foreign,
}

/// Reads what a file says of itself. Of a large one only the end is read.
///
/// # Errors
/// When it cannot be read, or is of another format.
pub fn facts(path: &Path) -> Result<MmdbFacts, MmdbError> {
    let mut file = open(path)?;
    facts_of(&mut file)
}

/// Opens such a file.
///
/// # Errors
/// When it cannot be opened or is no ordinary file.
pub fn open(path: &Path) -> Result<File, MmdbError> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        // A pipe would keep the start waiting for ever.
        let why = io::Error::new(io::ErrorKind::InvalidInput, "it is no ordinary file");
        return Err(MmdbError::Unreadable(why));
    }
    Ok(file)
}

/// Hands out each value that a file says of itself, with its name.
///
/// # Errors
/// When it cannot be read, or is of another format.
pub fn about(source: &mut dyn Source, each: &mut dyn FnMut(&str, Leaf)) -> Result<(), MmdbError> {
    let at = about_at(source)?;
    let mut major = None;
    Values::new(source, at, str::is_empty).read(at, &mut |name, leaf| {
        if let ("binary_format_major_version", Leaf::Number(number)) = (name, &leaf) {
            major = Some(*number);
        }
        each(name, leaf);
    })?;
    match major {
        Some(2) => Ok(()),
        Some(_) | None => Err(MmdbError::Foreign),
    }
}

fn facts_of(source: &mut dyn Source) -> Result<MmdbFacts, MmdbError> {
    let (mut kind, mut built_at) = (None, None);
    about(source, &mut |name, leaf| match (name, leaf) {
        ("database_type", Leaf::Text(text)) => kind = Some(text),
        ("build_epoch", Leaf::Number(number)) => built_at = i64::try_from(number).ok(),
        (_, Leaf::Text(_) | Leaf::Number(_)) => {}
    })?;
    let (kind, built_at) = kind.zip(built_at).ok_or(MmdbError::Foreign)?;
    Ok(MmdbFacts {
        kind: kind.chars().take(LONGEST_KIND).collect(),
        built_at: Timestamp(built_at),
    })
}

/// Where begins what a file says of itself: behind the last marker.
fn about_at(source: &mut dyn Source) -> Result<u64, MmdbError> {
    let length = source.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(LAST_BYTES);
    source.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    source.take(LAST_BYTES).read_to_end(&mut end)?;
    let mut windows = end.windows(MARKER.len());
    let at = windows.rposition(|window| window == MARKER);
    let at = at.ok_or(MmdbError::Foreign)? + MARKER.len();
    Ok(from + u64::try_from(at).map_err(|_| MmdbError::Foreign)?)
}

/// A value that holds no others.
pub enum Leaf {
    Text(String),
    Number(u64),
}

/// What a control byte says: the kind of a value, its size, and where its content begins.
struct Control {
    kind: u8,
    size: u64,
    body: u64,
}

/// What values are read from.
pub trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// A section of values. Whatever is in it, reading ends: it takes so many steps, so deep, and no more.
pub struct Values<'a> {
    source: &'a mut dyn Source,
    /// Where offsets of pointers count from.
    base: u64,
    /// Whether a map at that path may hold what is looked for.
    wanted: fn(&str) -> bool,
    window: [u8; WINDOW],
    window_at: u64,
    window_length: usize,
    steps: u32,
}

impl<'a> Values<'a> {
    /// The values of a section, whose pointers count from there. Of maps within maps those at a wanted path are gone
    /// through; the path of the first is empty.
    pub fn new(source: &'a mut dyn Source, base: u64, wanted: fn(&str) -> bool) -> Self {
        Self {
            source,
            base,
            wanted,
            window: [0; WINDOW],
            window_at: 0,
            window_length: 0,
            steps: MOST_STEPS,
        }
    }

    /// Reads the map that begins there, and hands out each value that holds no others, with its path.
    ///
    /// # Errors
    /// When it cannot be read, or is damaged.
    pub fn read(&mut self, at: u64, each: &mut dyn FnMut(&str, Leaf)) -> Result<(), MmdbError> {
        self.value(at, "", 0, each).map(|_| ())
    }

    /// Reads a value, and says where the next one begins.
    fn value(
        &mut self,
        at: u64,
        path: &str,
        depth: usize,
        each: &mut dyn FnMut(&str, Leaf),
    ) -> Result<u64, MmdbError> {
        self.steps = self.steps.checked_sub(1).ok_or(MmdbError::Foreign)?;
        if depth > DEEPEST {
            return Err(MmdbError::Foreign);
        }
        let mut control = self.control(at)?;
        let mut behind = None;
        if control.kind == 1 {
            let (to, next) = self.pointer(&control)?;
            behind = Some(next);
            control = self.control(to)?;
            // A pointer leads to a value, never to another pointer.
            if control.kind == 1 {
                return Err(MmdbError::Foreign);
            }
        }
        let is_skipped = behind.is_some() && matches!(control.kind, 7 | 11) && !(self.wanted)(path);
        let end = match control.kind {
            _ if is_skipped => control.body,
            7 => self.map(&control, path, depth, each)?,
            11 => {
                let mut next = control.body;
                for _ in 0..control.size {
                    next = self.value(next, "[]", depth + 1, &mut |_, _| {})?;
                }
                next
            }
            2 => {
                if control.size <= LONGEST_TEXT {
                    each(path, Leaf::Text(self.text(&control)?));
                }
                control.body + control.size
            }
            5 | 6 | 9 if control.size <= 8 => {
                let mut number = 0;
                for at in 0..control.size {
                    number = number << 8 | u64::from(self.byte(control.body + at)?);
                }
                each(path, Leaf::Number(number));
                control.body + control.size
            }
            // A truth is in its size.
            14 => control.body,
            3 | 4 | 8 | 10 | 15 => control.body + control.size,
            _ => return Err(MmdbError::Foreign),
        };
        Ok(behind.unwrap_or(end))
    }

    fn map(
        &mut self,
        control: &Control,
        path: &str,
        depth: usize,
        each: &mut dyn FnMut(&str, Leaf),
    ) -> Result<u64, MmdbError> {
        let mut next = control.body;
        for _ in 0..control.size {
            let mut key = None;
            next = self.value(next, "", depth + 1, &mut |_, leaf| {
                if let Leaf::Text(text) = leaf {
                    key = Some(text);
                }
            })?;
            let key = key.ok_or(MmdbError::Foreign)?;
            next = match (self.wanted)(path) {
                true => {
                    let inner = match path {
                        "" => key,
                        path => format!("{path}/{key}"),
                    };
                    self.value(next, &inner, depth + 1, each)?
                }
                false => self.value(next, "[]", depth + 1, &mut |_, _| {})?,
            };
        }
        Ok(next)
    }

    fn control(&mut self, at: u64) -> Result<Control, MmdbError> {
        let first = self.byte(at)?;
        let mut body = at + 1;
        let mut kind = first >> 5;
        if kind == 0 {
            kind = self.byte(body)?.checked_add(7).ok_or(MmdbError::Foreign)?;
            body += 1;
        }
        let size = u64::from(first & 31);
        // The size of a pointer means something else.
        if kind == 1 || size < 29 {
            return Ok(Control { kind, size, body });
        }
        let more = size - 28;
        let mut number = 0;
        for _ in 0..more {
            number = number << 8 | u64::from(self.byte(body)?);
            body += 1;
        }
        let size = number + [29, 285, 65_821][usize::try_from(more - 1).unwrap_or(0).min(2)];
        Ok(Control { kind, size, body })
    }

    /// Where a pointer leads, and what comes behind it.
    fn pointer(&mut self, control: &Control) -> Result<(u64, u64), MmdbError> {
        let more = (control.size >> 3) + 1;
        let mut to = if more == 4 { 0 } else { control.size & 7 };
        for at in 0..more {
            to = to << 8 | u64::from(self.byte(control.body + at)?);
        }
        let to = match more {
            2 => to + 2_048,
            3 => to + 526_336,
            _ => to,
        };
        Ok((self.base + to, control.body + more))
    }

    fn text(&mut self, control: &Control) -> Result<String, MmdbError> {
        let mut bytes = Vec::new();
        for at in 0..control.size {
            bytes.push(self.byte(control.body + at)?);
        }
        String::from_utf8(bytes).map_err(|_| MmdbError::Foreign)
    }

    fn byte(&mut self, at: u64) -> Result<u8, MmdbError> {
        let known = |values: &Self| {
            let offset = usize::try_from(at.checked_sub(values.window_at)?).ok()?;
            values.window[..values.window_length].get(offset).copied()
        };
        if let Some(byte) = known(self) {
            return Ok(byte);
        }
        self.source.seek(SeekFrom::Start(at))?;
        self.window_length = self.source.read(&mut self.window)?;
        self.window_at = at;
        known(self).ok_or(MmdbError::Foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn of_end(end: &[u8]) -> Option<MmdbFacts> {
        facts_of(&mut Cursor::new(end)).ok()
    }

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
