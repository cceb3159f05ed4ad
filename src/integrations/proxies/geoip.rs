//! In which country an address is, by a file of the MaxMind DB format that the operator brings.
//!
//! The file is read where it lies: a city file is 130 MB and a phone has better uses for them. It is a tree over the bits
//! of an address, whose leaves point into a section of values (`utils::mmdb`).

use crate::utils::mmdb;
use crate::utils::mmdb::Leaf;
use crate::utils::mmdb::MmdbError;
use crate::utils::mmdb::Values;
use std::fs::File;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Zero bytes between the tree and the data.
const GAP: u64 = 16;

/// An open file.
pub struct GeoIp {
    file: Mutex<File>,
    nodes: u64,
    /// Bits of one record.
    record: u64,
    is_six: bool,
    /// Where the addresses of IPv4 begin.
    four: u64,
    kind: String,
}

impl GeoIp {
    /// Opens a file and reads what it says of itself.
    ///
    /// # Errors
    /// When it cannot be read or is no such file.
    pub fn open(path: &Path) -> Result<Self, MmdbError> {
        let mut file = mmdb::open(path)?;
        let length = file.metadata()?.len();
        let (mut nodes, mut record, mut version) = (None, None, None);
        let mut kind = String::new();
        mmdb::about(&mut file, &mut |name, leaf| match (name, leaf) {
            ("node_count", Leaf::Number(count)) => nodes = Some(count),
            ("record_size", Leaf::Number(bits)) => record = Some(bits),
            ("ip_version", Leaf::Number(number)) => version = Some(number),
            ("database_type", Leaf::Text(text)) => kind = text,
            (_, Leaf::Text(_) | Leaf::Number(_)) => {}
        })?;
        let nodes = nodes.filter(|nodes| (1..=u64::from(u32::MAX)).contains(nodes));
        let record = record.filter(|bits| matches!(bits, 24 | 28 | 32));
        let (nodes, record) = nodes.zip(record).ok_or(MmdbError::Foreign)?;
        let is_six = match version {
            Some(4) => false,
            Some(6) => true,
            _ => return Err(MmdbError::Foreign),
        };
        if nodes * record / 4 + GAP > length {
            return Err(MmdbError::Foreign);
        }
        let mut read = Self {
            file: Mutex::new(file),
            nodes,
            record,
            is_six,
            four: 0,
            kind,
        };
        if is_six {
            read.four = read.walk(0, 0, 96)?;
        }
        Ok(read)
    }

    /// What the file says that it is, such as `DBIP-City-Lite`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The country of an address, two capital letters, and its city if the file knows it.
    pub fn country(&self, address: IpAddr) -> Option<(String, Option<String>)> {
        // What cannot be read any more, such as a file cut in place, is unknown.
        self.lookup(address).ok().flatten()
    }

    fn lookup(&self, address: IpAddr) -> Result<Option<(String, Option<String>)>, MmdbError> {
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
            .ok_or(MmdbError::Foreign)?;
        let mut place = Found::default();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut values = Values::new(&mut *file, base, is_wanted);
        values.read(base + at, &mut |path, leaf| place.take(path, leaf))?;
        let country = place.country.or(place.registered);
        Ok(country.map(|country| (country, place.city_en.or(place.city))))
    }

    /// Goes down the tree by the first so many bits. Ends early at whatever is no node.
    fn walk(&self, from: u64, bits: u128, count: u32) -> Result<u64, MmdbError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut node = from;
        for depth in 0..count {
            if node >= self.nodes {
                break;
            }
            let is_right = bits >> (127 - depth) & 1 == 1;
            let mut bytes = [0; 8];
            let length = usize::try_from(self.record / 4).map_err(|_| MmdbError::Foreign)?;
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

/// Whether a map at that path may hold what is looked for.
fn is_wanted(path: &str) -> bool {
    matches!(
        path,
        "" | "country" | "registered_country" | "city" | "city/names"
    )
}

#[cfg(test)]
mod tests;
