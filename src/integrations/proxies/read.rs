//! Lists of proxies in whatever form they come: text, HTML, CSV, JSON, Base64 of these, and what Shadowmere answers.
//!
//! A list is walked once. What is kept of it is one hash of each proxy found, and a few refused lines.

mod html;
mod json;
mod text;

pub use super::links::parse_one;
pub use super::links::render;

use super::guard::Guard;
use super::links::Look;
use crate::models::ListFault;
use crate::models::MOST_LIST_BYTES;
use crate::models::MOST_PROXIES;
use crate::models::ProxyAddress;
use crate::models::ProxyKind;
use crate::models::ProxyReport;
use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::hash::RandomState;
use std::net::IpAddr;
use std::net::Ipv4Addr;

/// The most bytes that are read of a list.
const MOST_BYTES: usize = MOST_LIST_BYTES as usize;
/// Of a list that was cut, the last piece is looked for in so many bytes.
const LONGEST_PIECE: usize = 64 * 1024;
/// Refused lines that are shown.
const MOST_EXAMPLES: usize = 10;
/// Characters of each.
const LONGEST_EXAMPLE: usize = 80;
/// Base64 that is shorter is a word.
const SHORTEST_BASE64: usize = 24;
/// Signs of it that are decoded at once: a multiple of four.
const BASE64_PIECE: usize = 4_096;
/// Padding or none, and whatever bits are left over.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Hands out every proxy of a list once, and says what became of the rest. Of one longer than [`MOST_LIST_BYTES`] the
/// beginning is read. `hint` is what those speak of which the list does not say it. `new` of the report is left to whoever
/// knows the others.
pub fn read(
    bytes: &[u8],
    hint: Option<ProxyKind>,
    allows_private: bool,
    each: &mut dyn FnMut(ProxyAddress),
) -> ProxyReport {
    let mut taken = Taken {
        hint,
        guard: Guard { allows_private },
        each,
        seen: HashSet::new(),
        hasher: RandomState::new(),
        report: ProxyReport::default(),
    };
    let is_cut = bytes.len() > MOST_BYTES;
    let text = as_utf8(&bytes[..bytes.len().min(MOST_BYTES)]);
    match unbase64(&text) {
        Some(inner) => {
            // What was packed is not needed beside what was in it.
            drop(text);
            walk(without_last(&inner, is_cut), is_cut, &mut taken);
        }
        None => walk(without_last(&text, is_cut), is_cut, &mut taken),
    }
    taken.report.is_cut |= is_cut;
    taken.report
}

/// What was cut, without its last piece: of a port only the first figures may be left.
fn without_last(bytes: &[u8], is_cut: bool) -> &[u8] {
    if !is_cut {
        return bytes;
    }
    let is_between =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'|' | b'}' | b'<');
    let from = bytes.len().saturating_sub(LONGEST_PIECE);
    match bytes[from..].iter().rposition(is_between) {
        Some(at) => &bytes[..from + at],
        None => bytes,
    }
}

fn walk(bytes: &[u8], is_cut: bool, taken: &mut Taken<'_>) {
    if json::is_json(bytes) {
        json::walk(bytes, is_cut, taken);
    } else if html::is_html(bytes) {
        html::walk(bytes, taken);
    } else {
        for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
            if taken.is_full() {
                return;
            }
            text::line(&String::from_utf8_lossy(line), taken);
        }
    }
}

/// Without its mark, and from UTF-16 if that is what the mark says: some editors save lists so.
fn as_utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units)
            .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => Cow::Borrowed(bytes),
    }
}

/// What a list packed as a whole says; `None` if it is not packed.
fn unbase64(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_of_it = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || byte.is_ascii_whitespace()
            || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
    };
    if bytes.len() < SHORTEST_BASE64 || !bytes.iter().all(|byte| is_of_it(*byte)) {
        return None;
    }
    let mut signs = (bytes.iter())
        .filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=')
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .peekable();
    // Piece by piece: the whole once more would be another 8 MB.
    let mut inner = Vec::with_capacity(bytes.len() / 4 * 3);
    while signs.peek().is_some() {
        let mut piece: Vec<u8> = signs.by_ref().take(BASE64_PIECE).collect();
        if piece.len() % 4 == 1 {
            // The half of a byte at which it was cut.
            piece.pop();
        }
        LENIENT.decode_vec(&piece, &mut inner).ok()?;
    }
    inner.contains(&b':').then_some(inner)
}

/// What was taken of a list so far.
pub(super) struct Taken<'a> {
    hint: Option<ProxyKind>,
    guard: Guard,
    each: &'a mut dyn FnMut(ProxyAddress),
    seen: HashSet<u64>,
    hasher: RandomState,
    report: ProxyReport,
}

impl Taken<'_> {
    /// Whether nothing more is taken.
    fn is_full(&self) -> bool {
        self.report.is_cut
    }

    /// Takes what a piece of the list was found to be.
    fn take(&mut self, look: Look, written: &str) {
        match look {
            Look::One(address) => {
                if !self.one(address) {
                    self.refuse(ListFault::Private, written);
                }
            }
            Look::Network(base, bits, address) => self.network(base, bits, address, written),
            Look::Bad(fault) => self.refuse(fault, written),
            Look::Other => {}
        }
    }

    /// Takes one; `false` if it is of a private network.
    fn one(&mut self, address: ProxyAddress) -> bool {
        let is_allowed = match address.host.parse::<IpAddr>() {
            Ok(ip) => self.guard.check(ip),
            Err(_) => {
                let host = address.host.as_str();
                let is_here = host == "localhost" || host.ends_with(".localhost");
                self.guard.allows_private || !is_here
            }
        };
        if !is_allowed {
            return false;
        }
        let hash = self.hasher.hash_one(render(&address));
        if self.seen.contains(&hash) {
            self.report.repeated = self.report.repeated.saturating_add(1);
        } else if self.seen.len() >= MOST_PROXIES as usize {
            self.report.is_cut = true;
        } else {
            self.seen.insert(hash);
            self.report.found += 1;
            (self.each)(address);
        }
        true
    }

    fn network(&mut self, base: Ipv4Addr, bits: u8, address: ProxyAddress, written: &str) {
        let count = 1u32 << (32 - u32::from(bits.clamp(16, 32)));
        let first = u32::from(base) & !(count - 1);
        let mut is_refused = false;
        for at in 0..count {
            if self.is_full() {
                break;
            }
            let host = Ipv4Addr::from(first | at).to_string();
            let one = ProxyAddress {
                host,
                ..address.clone()
            };
            is_refused |= !self.one(one);
        }
        if is_refused {
            self.refuse(ListFault::Private, written);
        }
    }

    fn refuse(&mut self, fault: ListFault, written: &str) {
        let report = &mut self.report;
        match report.refused.iter_mut().find(|(one, _)| *one == fault) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => report.refused.push((fault, 1)),
        }
        if report.examples.len() < MOST_EXAMPLES {
            let shown = written.chars().filter(|c| !c.is_control());
            let shown = shown.take(LONGEST_EXAMPLE).collect();
            report.examples.push((fault, shown));
        }
    }
}

#[cfg(test)]
mod tests;
