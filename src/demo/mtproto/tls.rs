//! The side of a proxy that pretends to be a web server: it reads greetings, finds the secret in them, and answers.

use super::Behaviour;
use super::FakeUser;
use crate::integrations::mtproto::hello;
use crate::integrations::mtproto::hello::RANDOM;
use crate::integrations::mtproto::hello::RANDOM_AT;
use crate::integrations::mtproto::records;
use crate::integrations::mtproto::records::CHANGE_RECORD;
use crate::models::Timestamp;

/// How far the clock of a client may be off: what the strictest server allows, in seconds.
const MOST_SKEW: i64 = 5;

/// What a greeting says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Greeting {
    pub random: [u8; RANDOM],
    pub session: Vec<u8>,
    /// The site asked for.
    pub domain: Option<String>,
    /// Groups for which it has a key.
    pub groups: Vec<u16>,
}

impl Greeting {
    /// Reads a whole record; `None` if it is no ClientHello.
    pub fn read(record: &[u8]) -> Option<Self> {
        let mut rest = Bytes(record);
        rest.expect(&[records::HANDSHAKE, 3])?;
        rest.take(1)?;
        let mut rest = Bytes(rest.counted::<2>()?);
        rest.expect(&[1])?;
        let mut rest = Bytes(rest.counted::<3>()?);
        rest.expect(&[3, 3])?;
        let random = <[u8; RANDOM]>::try_from(rest.take(RANDOM)?).ok()?;
        let session = rest.counted::<1>()?.to_vec();
        let ciphers = rest.counted::<2>()?;
        let packings = rest.counted::<1>()?;
        if session.len() > 32 || ciphers.len() < 2 || packings.is_empty() {
            return None;
        }
        let mut greeting = Self {
            random,
            session,
            domain: None,
            groups: Vec::new(),
        };
        let mut extensions = Bytes(rest.counted::<2>()?);
        while !extensions.0.is_empty() {
            let kind = extensions.number::<2>()?;
            let body = Bytes(extensions.counted::<2>()?);
            match kind {
                0 => greeting.domain = Some(domain(body)?),
                0x33 => greeting.groups = groups(body)?,
                _ => {}
            }
        }
        Some(greeting)
    }
}

fn domain(mut body: Bytes<'_>) -> Option<String> {
    let mut names = Bytes(body.counted::<2>()?);
    names.expect(&[0])?;
    String::from_utf8(names.counted::<2>()?.to_vec()).ok()
}

fn groups(mut body: Bytes<'_>) -> Option<Vec<u16>> {
    let mut keys = Bytes(body.counted::<2>()?);
    let mut groups = Vec::new();
    while !keys.0.is_empty() {
        groups.push(u16::try_from(keys.number::<2>()?).ok()?);
        keys.counted::<2>()?;
    }
    Some(groups)
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn expect(&mut self, bytes: &[u8]) -> Option<()> {
        (self.take(bytes.len())? == bytes).then_some(())
    }

    /// A number of so many bytes, the highest first.
    fn number<const N: usize>(&mut self) -> Option<usize> {
        let bytes = self.take(N)?.iter();
        Some(bytes.fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// What stands behind its length, in so many bytes.
    fn counted<const N: usize>(&mut self) -> Option<&'a [u8]> {
        let count = self.number::<N>()?;
        self.take(count)
    }
}

/// Whose secret is in a greeting, and what it says.
pub fn greeted<'a>(
    record: &[u8],
    users: &'a [FakeUser],
    behaviour: &Behaviour,
    now: Timestamp,
) -> Option<(&'a FakeUser, Greeting)> {
    let greeting = Greeting::read(record)?;
    if greeting.domain.as_deref() != Some(&behaviour.domain) {
        return None;
    }
    let user = users.iter().find(|user| {
        let mark = hello::mark(&user.key, &[], record);
        let [.., a, b, c, d] = mark;
        let [.., e, f, g, h] = greeting.random;
        let time = u32::from_le_bytes([a ^ e, b ^ f, c ^ g, d ^ h]);
        mark[..RANDOM - 4] == greeting.random[..RANDOM - 4]
            && now.since(Timestamp(time.into())).abs() <= MOST_SKEW
    })?;
    Some((user, greeting))
}

/// The answer to a greeting of that user.
pub fn answer(user: &FakeUser, greeting: &Greeting, behaviour: &Behaviour) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend_from_slice(&[0; RANDOM]);
    body.extend(u8::try_from(greeting.session.len()));
    body.extend_from_slice(&greeting.session);
    body.extend_from_slice(&[0x13, 1, 0, 0, 0x2e, 0, 0x33, 0, 0x24, 0, 0x1d, 0, 0x20]);
    body.extend_from_slice(&[0x42; 32]);
    body.extend_from_slice(&[0, 0x2b, 0, 2, 3, 4]);
    let length = u16::try_from(body.len()).unwrap_or_default();
    let [high, low] = length.to_be_bytes();
    let [above, below] = (length + 4).to_be_bytes();
    let mut said = vec![records::HANDSHAKE, 3, 3, above, below, 2, 0, high, low];
    said.extend_from_slice(&body);
    said.extend_from_slice(&CHANGE_RECORD);
    for count in 0..behaviour.covered {
        said.extend(records::wrapped(&vec![0x99; 700 + count]));
    }
    let mark = hello::mark(&user.key, &greeting.random, &said);
    said[RANDOM_AT..RANDOM_AT + RANDOM].copy_from_slice(&mark);
    for count in 0..behaviour.uncovered {
        said.extend(records::wrapped(&vec![0x77; 60 + count]));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrations::mtproto::hello::HELLO;
    use crate::integrations::mtproto::hello::Noise;
    use crate::integrations::mtproto::secret::MOST_DOMAIN;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_700_000_000);
    const KEY: [u8; 16] = [7; 16];

    fn hello(domain: &str, grease: [u8; 4]) -> Vec<u8> {
        let noise = Noise {
            session: [5; 32],
            key: [6; 32],
            grease,
        };
        hello::hello(&KEY, domain, &noise, NOW)
    }

    #[test]
    fn a_hello_has_the_classical_length_whatever_its_domain() {
        for length in [1, 11, 100, MOST_DOMAIN] {
            let domain = "a".repeat(length);
            let record = hello(&domain, [0x10, 0x20, 0x30, 0x40]);
            assert_eq!(record.len(), HELLO, "{length}");
            assert_eq!(record[..11], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
            assert_eq!(record[43], 32, "a session of 32 bytes");
            let greeting = Greeting::read(&record).expect("a greeting");
            assert_eq!(greeting.domain, Some(domain));
            assert_eq!(greeting.session, [5; 32]);
            assert_eq!(greeting.groups, [0x3a3a, 0x1d]);
        }
    }

    #[test]
    fn the_two_extensions_that_mean_nothing_differ_always() {
        let record = hello("example.com", [0x10, 0x20, 0x30, 0x20]);
        let count = |grease: u8| {
            record
                .windows(2)
                .filter(|pair| **pair == [grease; 2])
                .count()
        };
        assert!(Greeting::read(&record).is_some());
        assert!(count(0x2a) >= 1 && count(0x3a) >= 1, "{record:02x?}");
    }

    #[test]
    fn only_whoever_has_the_secret_and_the_time_and_the_domain_is_known() {
        let behaviour = Behaviour::default();
        let users = [FakeUser::new("other", [8; 16]), FakeUser::new("one", KEY)];
        let record = hello("example.com", [0; 4]);
        let who = |users: &[FakeUser], now| {
            greeted(&record, users, &behaviour, now).map(|(user, _)| user.name.clone())
        };
        assert_eq!(who(&users, NOW).as_deref(), Some("one"));
        assert_eq!(who(&users, NOW + MOST_SKEW).as_deref(), Some("one"));
        assert_eq!(who(&users, NOW - MOST_SKEW - 1), None);
        assert_eq!(who(&users[..1], NOW), None);
        let elsewhere = hello("example.org", [0; 4]);
        assert!(greeted(&elsewhere, &users, &behaviour, NOW).is_none());
    }

    proptest! {
        #[test]
        fn every_hello_can_be_read(domain in "[a-z0-9.-]{1,182}", grease in prop::array::uniform4(any::<u8>())) {
            let record = hello(&domain, grease);
            prop_assert_eq!(record.len(), HELLO);
            prop_assert_eq!(Greeting::read(&record).and_then(|greeting| greeting.domain), Some(domain));
        }

        #[test]
        fn no_bytes_stop_the_reading_of_a_hello(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            at in 0usize..HELLO,
            with in any::<u8>(),
            cut in 0usize..HELLO,
        ) {
            let behaviour = Behaviour::default();
            let users = [FakeUser::new("one", KEY)];
            let mut record = hello("example.com", [0; 4]);
            record[at] ^= with;
            for bytes in [&bytes[..], &record, &record[..cut], &[&[0x16, 3, 1][..], &bytes].concat()] {
                let _ = Greeting::read(bytes);
                let known = greeted(bytes, &users, &behaviour, NOW);
                let is_changed = with != 0 || bytes.len() != HELLO;
                // The last four bytes hide the time, which may be off a little.
                let is_time = (RANDOM_AT + RANDOM - 4..RANDOM_AT + RANDOM).contains(&at);
                prop_assert!(known.is_none() || !is_changed || is_time);
            }
        }
    }
}
