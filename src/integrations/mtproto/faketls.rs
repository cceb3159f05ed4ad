//! The answer to a hello that pretends to be TLS: greeting, the step for old machines, and random bytes as if encrypted,
//! all of them marked by whoever knows the secret.

use super::hello;
use super::hello::RANDOM;
use super::records;
use super::records::Record;
use super::secret::KEY_BYTES;

/// Proxies send one record of data behind their greeting, new ones perhaps some more.
const MOST_RECORDS: usize = 12;
/// What stands first in a ServerHello.
const SERVER_HELLO: u8 = 2;

/// What became of an answer so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is not complete yet.
    More,
    /// Everything that a proxy has to send is there, and its mark is wrong; perhaps it covers more that is on its way.
    Doubtful,
    /// By somebody who knows the secret.
    Ours,
    /// By somebody who does not.
    NotOurs,
}

/// Reads the answer to one hello.
pub struct Answer<'a> {
    secret: &'a [u8; KEY_BYTES],
    /// The random bytes of the hello.
    asked: [u8; RANDOM],
    /// What came and is in no record yet.
    buffer: Vec<u8>,
    /// The records so far.
    seen: Vec<u8>,
    records: usize,
    verdict: Verdict,
}

impl<'a> Answer<'a> {
    /// Nothing has come yet.
    pub fn new(secret: &'a [u8; KEY_BYTES], asked: [u8; RANDOM]) -> Self {
        Self {
            secret,
            asked,
            buffer: Vec::new(),
            seen: Vec::new(),
            records: 0,
            verdict: Verdict::More,
        }
    }

    /// Adds what came. A verdict of `Ours` or `NotOurs` is the last.
    pub fn push(&mut self, bytes: &[u8]) -> Verdict {
        self.buffer.extend_from_slice(bytes);
        while matches!(self.verdict, Verdict::More | Verdict::Doubtful) {
            match records::take(&mut self.buffer) {
                Ok(Some(record)) => self.verdict = self.judged(&record),
                Ok(None) => break,
                Err(_) => self.verdict = Verdict::NotOurs,
            }
        }
        self.verdict
    }

    /// What came behind the answer: perhaps the beginning of a record.
    pub fn rest(self) -> Vec<u8> {
        self.buffer
    }

    fn judged(&mut self, record: &Record) -> Verdict {
        self.records += 1;
        self.seen.extend_from_slice(&record.bytes);
        let is_greeting = record.body().first() == Some(&SERVER_HELLO);
        match (self.records, record.kind()) {
            (1, records::HANDSHAKE) if is_greeting => Verdict::More,
            (2, records::CHANGE) => Verdict::More,
            (3..=MOST_RECORDS, records::DATA) if self.is_marked() => Verdict::Ours,
            (3..MOST_RECORDS, records::DATA) => Verdict::Doubtful,
            _ => Verdict::NotOurs,
        }
    }

    /// Whether all of it so far has the mark of the secret.
    fn is_marked(&self) -> bool {
        let mark = hello::mark(self.secret, &self.asked, &self.seen);
        // How long this takes tells nobody anything: each hello has another mark.
        hello::random_of(&self.seen) == Some(mark)
    }
}
