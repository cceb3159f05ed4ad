//! Pages: what is between the tags, with rows as lines and cells apart.

use super::Taken;
use super::text;

/// What tells a page from a text, within its first bytes.
const MARKS: [&[u8]; 8] = [
    b"<!doctype",
    b"<html",
    b"<table",
    b"<tr",
    b"<td",
    b"<body",
    b"<br",
    b"<div",
];
/// The bytes in which they are looked for.
const HEAD: usize = 4_096;
/// A longer line between tags is cut there.
const LONGEST_LINE: usize = 64 * 1024;
/// Tags after which a new line begins.
const LINES: [&[u8]; 16] = [
    b"tr",
    b"br",
    b"p",
    b"li",
    b"ul",
    b"ol",
    b"div",
    b"table",
    b"tbody",
    b"thead",
    b"pre",
    b"h1",
    b"h2",
    b"h3",
    b"option",
    b"textarea",
];

/// Whether it is a page.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let tags = head.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    let mut tags = tags.map(|(at, _)| &head[at..]);
    tags.any(|tag| MARKS.iter().any(|mark| starts_with(tag, mark)))
}

/// Takes every proxy of a page.
pub(super) fn walk(bytes: &[u8], taken: &mut Taken<'_>) {
    let mut line = Vec::new();
    let mut at = 0;
    while at < bytes.len() && !taken.is_full() {
        match bytes[at] {
            b'<' => {
                let is_end = bytes.get(at + 1) == Some(&b'/');
                let (name, end) = tag(bytes, at);
                at = end;
                let is_hidden = is(name, b"script") || is(name, b"style");
                if is_hidden && !is_end {
                    at = closing(bytes, at, name);
                    flush(&mut line, taken);
                } else if LINES.iter().any(|one| is(name, one)) {
                    flush(&mut line, taken);
                } else {
                    line.push(b'\t');
                }
            }
            b'&' => at = entity(bytes, at, &mut line),
            b'\n' | b'\r' => {
                // Cells of one row often stand on lines of their own.
                line.push(b' ');
                at += 1;
            }
            byte => {
                line.push(byte);
                at += 1;
            }
        }
        if line.len() >= LONGEST_LINE {
            flush(&mut line, taken);
        }
    }
    flush(&mut line, taken);
}

fn flush(line: &mut Vec<u8>, taken: &mut Taken<'_>) {
    text::line(&String::from_utf8_lossy(line), taken);
    line.clear();
}

/// The name of the tag that begins there, without a slash, and where it ends. A `<` that begins none ends at once.
fn tag(bytes: &[u8], at: usize) -> (&[u8], usize) {
    let from = at + 1;
    let from = from + usize::from(bytes.get(from) == Some(&b'/'));
    if !bytes
        .get(from)
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'!')
    {
        return (&[], at + 1);
    }
    let end = bytes[from..].iter().position(|byte| *byte == b'>');
    let end = end.map_or(bytes.len(), |end| from + end);
    let name = bytes[from..end]
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric());
    let name = &bytes[from..name.map_or(end, |name| from + name)];
    (name, (end + 1).min(bytes.len()))
}

/// Where what stands in a tag of that name ends.
fn closing(bytes: &[u8], at: usize, name: &[u8]) -> usize {
    let mut from = at;
    while let Some(next) = bytes[from..].iter().position(|byte| *byte == b'<') {
        from += next + 1;
        if bytes.get(from) == Some(&b'/') && starts_with(&bytes[from + 1..], name) {
            return from - 1;
        }
    }
    bytes.len()
}

/// Writes what the entity that begins there stands for, and says where it ends.
fn entity(bytes: &[u8], at: usize, line: &mut Vec<u8>) -> usize {
    let rest = &bytes[at + 1..bytes.len().min(at + 12)];
    let Some(end) = rest.iter().position(|byte| *byte == b';') else {
        line.push(b'&');
        return at + 1;
    };
    let number = |digits: &[u8], radix| {
        let digits = std::str::from_utf8(digits).ok()?;
        char::from_u32(u32::from_str_radix(digits, radix).ok()?)
    };
    let read = match &rest[..end] {
        b"nbsp" => Some(' '),
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"colon" => Some(':'),
        b"period" => Some('.'),
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    };
    match read {
        Some(read) => {
            line.extend_from_slice(read.encode_utf8(&mut [0; 4]).as_bytes());
            at + end + 2
        }
        None => {
            line.push(b'&');
            at + 1
        }
    }
}

fn is(name: &[u8], other: &[u8]) -> bool {
    name.eq_ignore_ascii_case(other)
}

fn starts_with(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.get(..mark.len()).is_some_and(|head| is(head, mark))
}
