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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrations::mtproto::hello::RANDOM_AT;
    use crate::integrations::mtproto::records::CHANGE_RECORD;
    use proptest::prelude::*;

    const SECRET: [u8; KEY_BYTES] = [7; KEY_BYTES];
    const ASKED: [u8; RANDOM] = [9; RANDOM];

    /// An answer with so many records of data, all of them marked.
    fn marked(secret: &[u8; KEY_BYTES], data: usize) -> Vec<u8> {
        let mut said = vec![records::HANDSHAKE, 3, 3, 0, 60, SERVER_HELLO];
        said.resize(records::HEAD + 60, 0);
        said.extend_from_slice(&CHANGE_RECORD);
        for count in 0..data {
            said.extend(records::wrapped(&vec![1; 20 + count]));
        }
        let mark = hello::mark(secret, &ASKED, &said);
        said[RANDOM_AT..RANDOM_AT + RANDOM].copy_from_slice(&mark);
        said
    }

    #[test]
    fn the_mark_may_cover_more_than_the_first_record_of_data() {
        for data in 1..=9 {
            let mut answer = Answer::new(&SECRET, ASKED);
            let verdict = answer.push(&marked(&SECRET, data));
            assert_eq!(verdict, Verdict::Ours, "{data}");
        }
    }

    #[test]
    fn another_secret_leaves_a_doubt_until_there_are_too_many_records() {
        let mut answer = Answer::new(&SECRET, ASKED);
        assert_eq!(answer.push(&marked(&[8; KEY_BYTES], 1)), Verdict::Doubtful);
        let more = records::wrapped(&[1; 9]).repeat(MOST_RECORDS);
        assert_eq!(answer.push(&more), Verdict::NotOurs);
    }

    #[test]
    fn an_alert_or_a_page_is_by_somebody_else() {
        for said in [
            &[records::ALERT, 3, 3, 0, 2, 2, 40][..],
            b"HTTP/1.1 400 Bad Request\r\n",
            &[records::DATA, 3, 3, 0, 1, 0],
            &[records::HANDSHAKE, 3, 3, 0, 1, 1],
        ] {
            let mut answer = Answer::new(&SECRET, ASKED);
            assert_eq!(answer.push(said), Verdict::NotOurs);
        }
    }

    proptest! {
        #[test]
        fn an_answer_is_known_however_it_is_cut_and_what_stands_behind_it_is_kept(
            data in 1usize..5,
            piece in 1usize..80,
            behind in prop::collection::vec(any::<u8>(), 0..4),
        ) {
            let whole = [marked(&SECRET, data), behind.clone()].concat();
            let mut answer = Answer::new(&SECRET, ASKED);
            let verdict = whole.chunks(piece).map(|piece| answer.push(piece)).last();
            prop_assert_eq!(verdict, Some(Verdict::Ours));
            prop_assert_eq!(answer.rest(), behind);
        }

        #[test]
        fn no_bytes_are_taken_for_the_answer_of_a_proxy(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            at in 0usize..150,
            with in 1u8..,
        ) {
            let mut changed = marked(&SECRET, 2);
            let last = changed.len() - 1;
            changed[at.min(last)] ^= with;
            for said in [&bytes[..], &changed, &[&marked(&OTHER, 1)[..], &bytes].concat()] {
                let mut answer = Answer::new(&SECRET, ASKED);
                prop_assert_ne!(answer.push(said), Verdict::Ours);
            }
        }
    }

    const OTHER: [u8; KEY_BYTES] = [8; KEY_BYTES];
}
