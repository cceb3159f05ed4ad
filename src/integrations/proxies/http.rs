//! HTTP/1.1 as a client that asks once: heads, bodies by length, in pieces or to the end, all bounded.

use super::dial::Conn;
use std::io;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;

/// The longest head of an answer, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// Bytes read at once.
const PIECE: usize = 4 * 1024;
/// Bytes of a head there is room for at least.
const HEAD_PIECE: usize = 1024;
/// The longest line that says how long a piece is.
const LONGEST_SIZE_LINE: usize = 256;
/// A plain name: some servers turn away whoever has none.
pub(super) const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; Portero/",
    env!("CARGO_PKG_VERSION"),
    ")"
);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum HttpFault {
    /// What answers speaks no HTTP.
    NotHttp,
    /// It ended before it was whole.
    Partial,
    TooLong,
    /// The connection broke, or was cut.
    Broken,
}

impl From<io::Error> for HttpFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Partial,
            _ => Self::Broken,
        }
    }
}

/// The head of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Head {
    pub status: u16,
    pub location: Option<String>,
    length: Option<u64>,
    is_in_pieces: bool,
    /// Where the body begins.
    end: usize,
}

/// Reads a head from what came so far; `from` is where it is looked for its end. `None` = there is more to come.
///
/// # Errors
/// `NotHttp` as soon as that is clear, or `TooLong`.
fn parse_head(bytes: &[u8], from: usize) -> Result<Option<Head>, HttpFault> {
    const MARK: &[u8] = b"HTTP/";
    let seen = bytes.len().min(MARK.len());
    if bytes[..seen] != MARK[..seen] {
        return Err(HttpFault::NotHttp);
    }
    let Some(end) = head_end(bytes, from) else {
        return match bytes.len() >= LONGEST_HEAD {
            true => Err(HttpFault::TooLong),
            false => Ok(None),
        };
    };
    let text = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = text.lines();
    let status = lines
        .next()
        .and_then(|line| line.split_ascii_whitespace().nth(1));
    let status = status.and_then(|status| status.parse::<u16>().ok());
    let status = status.filter(|status| (100..1_000).contains(status));
    let mut head = Head {
        status: status.ok_or(HttpFault::NotHttp)?,
        end,
        ..Head::default()
    };
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("content-length") {
            head.length = value.parse().ok();
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            head.is_in_pieces = value.to_ascii_lowercase().contains("chunked");
        } else if name.eq_ignore_ascii_case("location") {
            head.location = Some(value.to_owned());
        }
    }
    Ok(Some(head))
}

/// Where the empty line ends that is behind a head.
fn head_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from.saturating_sub(3);
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'\n')? + 1;
        match bytes.get(at..)? {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            _ => {}
        }
    }
}

/// Reads a head behind what was read already, and what of the body came with it.
pub(super) async fn read_head(conn: &mut Conn, first: &[u8]) -> Result<(Head, Vec<u8>), HttpFault> {
    let mut bytes = Vec::from(first);
    let mut from = 0;
    loop {
        if let Some(head) = parse_head(&bytes, from)? {
            let rest = bytes.split_off(head.end);
            return Ok((head, rest));
        }
        from = bytes.len();
        // Not on the stack: that would be kept for every trial, also for those that wait for a first word.
        bytes.reserve(HEAD_PIECE);
        if conn.read_buf(&mut bytes).await? == 0 {
            return Err(HttpFault::Partial);
        }
    }
}

/// How much of a body is read.
#[derive(Clone, Copy)]
pub(super) enum Most {
    /// So many bytes; a longer one is refused.
    Whole(usize),
    /// The first so many bytes, whatever follows.
    First(usize),
}

/// Reads the body of which the first bytes came with the head.
pub(super) async fn read_body(
    conn: &mut Conn,
    head: &Head,
    first: Vec<u8>,
    most: Most,
) -> Result<Vec<u8>, HttpFault> {
    let has_none = matches!(head.status, 100..=199 | 204 | 304);
    let mut body = Body::new(head, most);
    let mut is_whole = has_none || body.take(&first)?;
    drop(first);
    let mut piece = vec![0; PIECE];
    while !is_whole {
        let count = conn.read(&mut piece).await;
        // Some servers cut TLS without a word at the end of a body; whether it is whole is known from elsewhere.
        let is_cut = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
        let count = match count {
            Err(error) if is_cut(&error) && body.may_end() => 0,
            count => count?,
        };
        if count == 0 {
            match body.may_end() {
                true => break,
                false => return Err(HttpFault::Partial),
            }
        }
        is_whole = body.take(&piece[..count])?;
    }
    Ok(body.bytes)
}

/// A body that comes in parts.
struct Body {
    bytes: Vec<u8>,
    most: usize,
    /// Whether what is beyond that is left, and not refused.
    is_cut: bool,
    state: State,
}

enum State {
    /// So many bytes are missing.
    Length(u64),
    /// Until the connection ends.
    ToTheEnd,
    /// The line that says how long the next piece is.
    Size(Vec<u8>),
    Piece(u64),
    /// The line break behind a piece: so many bytes of it were seen.
    Break,
    /// The lines behind the last piece: whether the present one is empty so far.
    Trailer {
        is_empty: bool,
        read: usize,
    },
}

impl Body {
    fn new(head: &Head, most: Most) -> Self {
        let (most, is_cut) = match most {
            Most::Whole(most) => (most, false),
            Most::First(most) => (most, true),
        };
        let state = match (head.is_in_pieces, head.length) {
            (true, _) => State::Size(Vec::new()),
            (false, Some(length)) => State::Length(length),
            (false, None) => State::ToTheEnd,
        };
        Self {
            bytes: Vec::new(),
            most,
            is_cut,
            state,
        }
    }

    /// Whether the end of the connection is the end of the body.
    fn may_end(&self) -> bool {
        matches!(self.state, State::ToTheEnd)
    }

    /// Keeps what there is room for; whether nothing more is read.
    fn keep(&mut self, bytes: &[u8]) -> Result<bool, HttpFault> {
        let room = self.most - self.bytes.len();
        if bytes.len() > room && !self.is_cut {
            return Err(HttpFault::TooLong);
        }
        self.bytes
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(self.is_cut && self.bytes.len() == self.most)
    }

    /// Takes what came; whether it is whole now.
    fn take(&mut self, mut bytes: &[u8]) -> Result<bool, HttpFault> {
        let most = match self.is_cut {
            true => u64::MAX,
            false => u64::try_from(self.most).unwrap_or(u64::MAX),
        };
        loop {
            match &mut self.state {
                State::Length(missing) => {
                    if *missing > most {
                        return Err(HttpFault::TooLong);
                    }
                    let missing = *missing;
                    let (part, _) = cut(bytes, missing);
                    let is_full = self.keep(part)?;
                    let missing = missing - len(part);
                    self.state = State::Length(missing);
                    return Ok(is_full || missing == 0);
                }
                State::ToTheEnd => {
                    return self.keep(bytes);
                }
                State::Size(line) => {
                    let Some(at) = bytes.iter().position(|byte| *byte == b'\n') else {
                        line.extend_from_slice(bytes);
                        return short(line).map(|()| false);
                    };
                    line.extend_from_slice(&bytes[..at]);
                    short(line)?;
                    bytes = &bytes[at + 1..];
                    self.state = match size(line).ok_or(HttpFault::NotHttp)? {
                        0 => State::Trailer {
                            is_empty: true,
                            read: 0,
                        },
                        count if count > most => return Err(HttpFault::TooLong),
                        count => State::Piece(count),
                    };
                }
                State::Piece(missing) => {
                    let missing = *missing;
                    let (part, rest) = cut(bytes, missing);
                    if self.keep(part)? {
                        return Ok(true);
                    }
                    bytes = rest;
                    self.state = match missing - len(part) {
                        0 => State::Break,
                        missing => State::Piece(missing),
                    };
                }
                State::Break => match bytes {
                    [b'\r', rest @ ..] => bytes = rest,
                    [b'\n', rest @ ..] => {
                        bytes = rest;
                        self.state = State::Size(Vec::new());
                    }
                    [] => return Ok(false),
                    _ => return Err(HttpFault::NotHttp),
                },
                State::Trailer { is_empty, read } => {
                    let Some((byte, rest)) = bytes.split_first() else {
                        return Ok(false);
                    };
                    bytes = rest;
                    *read += 1;
                    match byte {
                        b'\n' if *is_empty => return Ok(true),
                        b'\n' => *is_empty = true,
                        b'\r' => {}
                        _ => *is_empty = false,
                    }
                    if *read > LONGEST_HEAD {
                        return Err(HttpFault::TooLong);
                    }
                }
            }
            if bytes.is_empty() {
                return Ok(false);
            }
        }
    }
}

fn short(line: &[u8]) -> Result<(), HttpFault> {
    match line.len() > LONGEST_SIZE_LINE {
        true => Err(HttpFault::NotHttp),
        false => Ok(()),
    }
}

/// The length of a piece, without what may stand behind a semicolon.
fn size(line: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(line).ok()?;
    let digits = text.split(';').next()?.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number
        .then(|| u64::from_str_radix(digits, 16).ok())
        .flatten()
}

/// The first so many bytes, and the rest.
fn cut(bytes: &[u8], count: u64) -> (&[u8], &[u8]) {
    let count = usize::try_from(count)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    bytes.split_at(count)
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Sends a request for that target with these further lines of its head, each with its line break.
pub(super) async fn send(
    conn: &mut Conn,
    method: &str,
    target: &str,
    host: &str,
    lines: &str,
) -> io::Result<()> {
    let request = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n");
    conn.write_all(request.as_bytes()).await?;
    conn.flush().await
}

/// The lines of a head that every question of ours has.
pub(super) fn usual_lines() -> String {
    format!(
        "User-Agent: {USER_AGENT}\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
    )
}

/// Asks for that target and reads the answer.
pub(super) async fn get(
    conn: &mut Conn,
    target: &str,
    host: &str,
    lines: &str,
    most: Most,
) -> Result<(Head, Vec<u8>), HttpFault> {
    send(conn, "GET", target, host, lines).await?;
    let (head, first) = read_head(conn, &[]).await?;
    let body = read_body(conn, &head, first, most).await?;
    Ok((head, body))
}

#[cfg(test)]
mod tests;
