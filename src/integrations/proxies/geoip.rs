//! In which country an address is, by a file of the MaxMind DB format that the operator brings.
//!
//! The file is read where it lies: a city file is 130 MB and a phone has better uses for them. The format is that of
//! <https://maxmind.github.io/MaxMind-DB/>: a tree over the bits of an address, whose leaves point into a section of data,
//! and metadata at the end. Whatever is in the file, a lookup ends: it takes so many steps, so deep, and no more.

use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;

/// What stands before the metadata, the last time it stands in the file.
const MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";
/// The metadata is within so many bytes of the end.
const TAIL: u64 = 128 * 1024;
/// Zero bytes between the tree and the data.
const GAP: u64 = 16;
/// Values looked at in one lookup: a city with names in ten languages has a hundred.
const MOST_STEPS: u32 = 4_000;
/// Maps within maps.
const DEEPEST: usize = 8;
/// The longest text that is kept, in bytes.
const LONGEST_TEXT: u64 = 256;
/// Bytes read at once of the data.
const WINDOW: usize = 512;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GeoError {
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("it is no MaxMind DB file, or a damaged one")]
    Damaged,
}

/// An open file.
pub struct GeoIp {
    file: Mutex<File>,
    nodes: u64,
    /// Bits of one record.
    record: u64,
    is_six: bool,
    /// Where the addresses of IPv4 begin.
    four: u64,
}

impl GeoIp {
    /// Opens a file and reads what it says of itself.
    ///
    /// # Errors
    /// When it cannot be read or is no such file.
    pub fn open(path: &Path) -> Result<Self, GeoError> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let metadata = metadata_at(&mut file, length)?;
        let (mut nodes, mut record, mut version) = (None, None, None);
        let mut data = Data::new(&mut file, metadata);
        data.read(metadata, &mut |path, leaf| match (path, leaf) {
            ("node_count", Leaf::Number(count)) => nodes = Some(count),
            ("record_size", Leaf::Number(bits)) => record = Some(bits),
            ("ip_version", Leaf::Number(number)) => version = Some(number),
            _ => {}
        })?;
        let nodes = nodes.filter(|nodes| (1..=u64::from(u32::MAX)).contains(nodes));
        let record = record.filter(|bits| matches!(bits, 24 | 28 | 32));
        let (nodes, record) = nodes.zip(record).ok_or(GeoError::Damaged)?;
        let is_six = match version {
            Some(4) => false,
            Some(6) => true,
            _ => return Err(GeoError::Damaged),
        };
        if nodes * record / 4 + GAP > length {
            return Err(GeoError::Damaged);
        }
        let mut read = Self {
            file: Mutex::new(file),
            nodes,
            record,
            is_six,
            four: 0,
        };
        if is_six {
            read.four = read.walk(0, 0, 96)?;
        }
        Ok(read)
    }

    /// The country of an address, two capital letters, and its city if the file knows it.
    pub fn country(&self, address: IpAddr) -> Option<(String, Option<String>)> {
        // What cannot be read any more, such as a file cut in place, is unknown.
        self.lookup(address).ok().flatten()
    }

    fn lookup(&self, address: IpAddr) -> Result<Option<(String, Option<String>)>, GeoError> {
        let leaf = match address.to_canonical() {
            IpAddr::V4(address) => {
                let bits = u128::from(u32::from(address)) << 96;
                self.walk(self.four, bits, 32)?
            }
            IpAddr::V6(_) if !self.is_six => return Ok(None),
            IpAddr::V6(address) => self.walk(0, u128::from(address), 128)?,
        };
        if leaf <= self.nodes {
            return Ok(None);
        }
        let base = self.nodes * self.record / 4 + GAP;
        let at = (leaf - self.nodes)
            .checked_sub(GAP)
            .ok_or(GeoError::Damaged)?;
        let mut place = Found::default();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        Data::new(&mut file, base).read(base + at, &mut |path, leaf| place.take(path, leaf))?;
        let country = place.country.or(place.registered);
        Ok(country.map(|country| (country, place.city_en.or(place.city))))
    }

    /// Goes down the tree by the first so many bits. Ends early at whatever is no node.
    fn walk(&self, from: u64, bits: u128, count: u32) -> Result<u64, GeoError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut node = from;
        for depth in 0..count {
            if node >= self.nodes {
                break;
            }
            let is_right = bits >> (127 - depth) & 1 == 1;
            let mut bytes = [0; 8];
            let length = usize::try_from(self.record / 4).map_err(|_| GeoError::Damaged)?;
            file.seek(SeekFrom::Start(node * self.record / 4))?;
            file.read_exact(&mut bytes[..length])?;
            node = record(&bytes, self.record, is_right);
        }
        Ok(node)
    }
}

/// One of the two records of a node.
fn record(bytes: &[u8; 8], bits: u64, is_right: bool) -> u64 {
    let [a, b, c, d, e, f, g, h] = bytes.map(u64::from);
    match (bits, is_right) {
        (24, false) => a << 16 | b << 8 | c,
        (24, true) => d << 16 | e << 8 | f,
        // The byte in the middle has the highest bits of both.
        (28, false) => (d >> 4) << 24 | a << 16 | b << 8 | c,
        (28, true) => (d & 15) << 24 | e << 16 | f << 8 | g,
        (_, false) => a << 24 | b << 16 | c << 8 | d,
        (_, true) => e << 24 | f << 16 | g << 8 | h,
    }
}

/// Where the metadata begins.
fn metadata_at(file: &mut File, length: u64) -> Result<u64, GeoError> {
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    let at = tail.windows(MARK.len()).rposition(|window| window == MARK);
    let at = at.ok_or(GeoError::Damaged)? + MARK.len();
    Ok(from + u64::try_from(at).map_err(|_| GeoError::Damaged)?)
}

/// What a record said, in the nested form of MaxMind and DB-IP or the flat one of others.
#[derive(Default)]
struct Found {
    country: Option<String>,
    registered: Option<String>,
    city_en: Option<String>,
    city: Option<String>,
}

impl Found {
    fn take(&mut self, path: &str, leaf: Leaf) {
        let Leaf::Text(text) = leaf else {
            return;
        };
        let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        match path {
            "country/iso_code" | "country_code" | "country" if is_code => {
                self.country = Some(text.to_ascii_uppercase());
            }
            "registered_country/iso_code" if is_code => {
                self.registered = Some(text.to_ascii_uppercase());
            }
            "city/names/en" => self.city_en = Some(text),
            "city" => self.city_en = Some(text).filter(|city| !city.is_empty()),
            other if other.starts_with("city/names/") => {
                self.city.get_or_insert(text);
            }
            _ => {}
        }
    }
}

/// A value that holds no others.
enum Leaf {
    Text(String),
    Number(u64),
}

/// Whether a map at that path may hold what is looked for.
fn is_wanted(path: &str) -> bool {
    matches!(
        path,
        "" | "country" | "registered_country" | "city" | "city/names"
    )
}

/// What a control byte says: the kind of a value, its size, and where its content begins.
struct Control {
    kind: u8,
    size: u64,
    body: u64,
}

/// A section of values.
struct Data<'a> {
    file: &'a mut File,
    /// Where offsets of pointers count from.
    base: u64,
    window: [u8; WINDOW],
    window_at: u64,
    window_length: usize,
    steps: u32,
}

impl<'a> Data<'a> {
    fn new(file: &'a mut File, base: u64) -> Self {
        Self {
            file,
            base,
            window: [0; WINDOW],
            window_at: 0,
            window_length: 0,
            steps: MOST_STEPS,
        }
    }

    /// Reads the map that begins there.
    fn read(&mut self, at: u64, each: &mut dyn FnMut(&str, Leaf)) -> Result<(), GeoError> {
        self.value(at, "", 0, each).map(|_| ())
    }

    /// Reads a value, and says where the next one begins.
    fn value(
        &mut self,
        at: u64,
        path: &str,
        depth: usize,
        each: &mut dyn FnMut(&str, Leaf),
    ) -> Result<u64, GeoError> {
        self.steps = self.steps.checked_sub(1).ok_or(GeoError::Damaged)?;
        if depth > DEEPEST {
            return Err(GeoError::Damaged);
        }
        let mut control = self.control(at)?;
        let mut behind = None;
        if control.kind == 1 {
            let (to, next) = self.pointer(&control)?;
            behind = Some(next);
            control = self.control(to)?;
            // A pointer leads to a value, never to another pointer.
            if control.kind == 1 {
                return Err(GeoError::Damaged);
            }
        }
        let is_skipped = behind.is_some() && matches!(control.kind, 7 | 11) && !is_wanted(path);
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
            _ => return Err(GeoError::Damaged),
        };
        Ok(behind.unwrap_or(end))
    }

    fn map(
        &mut self,
        control: &Control,
        path: &str,
        depth: usize,
        each: &mut dyn FnMut(&str, Leaf),
    ) -> Result<u64, GeoError> {
        let mut next = control.body;
        for _ in 0..control.size {
            let mut key = None;
            next = self.value(next, "", depth + 1, &mut |_, leaf| {
                if let Leaf::Text(text) = leaf {
                    key = Some(text);
                }
            })?;
            let key = key.ok_or(GeoError::Damaged)?;
            next = match is_wanted(path) {
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

    fn control(&mut self, at: u64) -> Result<Control, GeoError> {
        let first = self.byte(at)?;
        let mut body = at + 1;
        let mut kind = first >> 5;
        if kind == 0 {
            kind = self.byte(body)?.checked_add(7).ok_or(GeoError::Damaged)?;
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
    fn pointer(&mut self, control: &Control) -> Result<(u64, u64), GeoError> {
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

    fn text(&mut self, control: &Control) -> Result<String, GeoError> {
        let mut bytes = Vec::new();
        for at in 0..control.size {
            bytes.push(self.byte(control.body + at)?);
        }
        String::from_utf8(bytes).map_err(|_| GeoError::Damaged)
    }

    fn byte(&mut self, at: u64) -> Result<u8, GeoError> {
        let known = |data: &Self| {
            let offset = usize::try_from(at.checked_sub(data.window_at)?).ok()?;
            data.window[..data.window_length].get(offset).copied()
        };
        if let Some(byte) = known(self) {
            return Ok(byte);
        }
        self.file.seek(SeekFrom::Start(at))?;
        self.window_length = self.file.read(&mut self.window)?;
        self.window_at = at;
        known(self).ok_or(GeoError::Damaged)
    }
}

#[cfg(test)]
mod tests;
