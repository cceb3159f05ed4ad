//! The obfuscation between a client and a proxy, or a data centre: 64 bytes that look random and hold the keys of both
//! directions, then everything encrypted with them.
//!
//! As <https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation> says; a proxy mixes its secret into
//! the keys.

use super::frames::Framing;
use super::secret::KEY_BYTES;
use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::KeyIvInit;
use ctr::cipher::StreamCipher;
use ring::digest::Context;
use ring::digest::SHA256;

/// Bytes of what a connection begins with.
pub const OPENING: usize = 64;
/// Where the key of the direction away from the client stands in it.
const KEY_AT: usize = 8;
/// Where the first counter of that direction stands.
const COUNTER_AT: usize = 40;
/// Where the framing stands.
const TAG_AT: usize = 56;
/// Where the number of the data centre stands.
const DC_AT: usize = 60;
/// What an opening must not begin with: it would look like HTTP, TLS, or a framing without obfuscation.
const FORBIDDEN: [[u8; 4]; 7] = [
    *b"HEAD",
    *b"POST",
    *b"GET ",
    *b"OPTI",
    [0xee; 4],
    [0xdd; 4],
    [0x16, 3, 1, 2],
];

/// The ciphers of both directions of a connection, each as far as its stream has come.
pub struct Codec {
    sends: Ctr128BE<Aes256>,
    receives: Ctr128BE<Aes256>,
}

impl Codec {
    /// Encrypts what is to be sent next.
    pub fn seal(&mut self, bytes: &mut [u8]) {
        self.sends.apply_keystream(bytes);
    }

    /// Decrypts what was received next.
    pub fn open(&mut self, bytes: &mut [u8]) {
        self.receives.apply_keystream(bytes);
    }
}

/// What a client sends first, and the ciphers for what follows.
pub struct Opening {
    pub wire: [u8; OPENING],
    pub codec: Codec,
}

/// Begins a connection: with the secret of a proxy, or without one to a data centre. `dc` is its number, 1 to 5. `None`
/// if those random bytes may not begin one: then others are to be tried.
pub fn begin(
    random: [u8; OPENING],
    framing: Framing,
    dc: i16,
    secret: Option<&[u8; KEY_BYTES]>,
) -> Option<Opening> {
    let mut plain = random;
    if !may_begin(&plain) {
        return None;
    }
    plain[TAG_AT..DC_AT].copy_from_slice(&framing.tag());
    plain[DC_AT..DC_AT + 2].copy_from_slice(&dc.to_le_bytes());
    let mut codec = Codec {
        sends: cipher(&plain, secret),
        receives: cipher(&turned(&plain), secret),
    };
    let mut sealed = plain;
    codec.seal(&mut sealed);
    let mut wire = plain;
    wire[TAG_AT..].copy_from_slice(&sealed[TAG_AT..]);
    Some(Opening { wire, codec })
}

/// What the other side makes of an opening.
pub struct Received {
    pub framing: Framing,
    /// Number of the data centre asked for; negative for its part with files.
    pub dc: i16,
    pub codec: Codec,
}

/// Reads an opening as a proxy with that secret, or a data centre, does. `None` if it was made with another secret.
pub fn receive(wire: &[u8; OPENING], secret: Option<&[u8; KEY_BYTES]>) -> Option<Received> {
    let mut codec = Codec {
        sends: cipher(&turned(wire), secret),
        receives: cipher(wire, secret),
    };
    let mut plain = *wire;
    codec.open(&mut plain);
    let tag = [plain[56], plain[57], plain[58], plain[59]];
    Some(Received {
        framing: Framing::of_tag(tag)?,
        dc: i16::from_le_bytes([plain[DC_AT], plain[DC_AT + 1]]),
        codec,
    })
}

fn may_begin(bytes: &[u8; OPENING]) -> bool {
    let is_forbidden = FORBIDDEN.iter().any(|start| bytes.starts_with(start));
    bytes[0] != 0xef && !is_forbidden && bytes[4..8] != [0; 4]
}

/// The part with key and counter backwards: that of the other direction.
fn turned(bytes: &[u8; OPENING]) -> [u8; OPENING] {
    let mut turned = *bytes;
    turned[KEY_AT..TAG_AT].reverse();
    turned
}

fn cipher(bytes: &[u8; OPENING], secret: Option<&[u8; KEY_BYTES]>) -> Ctr128BE<Aes256> {
    let mut key = [0; 32];
    key.copy_from_slice(&bytes[KEY_AT..COUNTER_AT]);
    if let Some(secret) = secret {
        let mut mixed = Context::new(&SHA256);
        mixed.update(&key);
        mixed.update(secret);
        key.copy_from_slice(mixed.finish().as_ref());
    }
    let mut counter = [0; 16];
    counter.copy_from_slice(&bytes[COUNTER_AT..TAG_AT]);
    Ctr128BE::new(&key.into(), &counter.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_opening_does_not_look_like_another_protocol() {
        let good = [0x5a; OPENING];
        assert!(begin(good, Framing::Padded, 2, None).is_some());
        for start in FORBIDDEN {
            let mut bytes = good;
            bytes[..4].copy_from_slice(&start);
            assert!(
                begin(bytes, Framing::Padded, 2, None).is_none(),
                "{start:02x?}"
            );
        }
        let mut abridged = good;
        abridged[0] = 0xef;
        assert!(begin(abridged, Framing::Padded, 2, None).is_none());
        let mut empty = good;
        empty[4..8].fill(0);
        assert!(begin(empty, Framing::Padded, 2, None).is_none());
    }

    #[test]
    fn the_keys_are_those_of_the_documentation() {
        // Made with Python's cryptography from the text of the documentation, not with this code.
        let mut random = [0; OPENING];
        for (at, byte) in (0..).zip(&mut random) {
            *byte = 255 - at * 3;
        }
        let opening = begin(random, Framing::Padded, 2, Some(&[7; 16])).expect("it may begin");
        assert_eq!(opening.wire[..56], random[..56]);
        assert_eq!(opening.wire[56..], VECTOR_TAIL);
        let mut codec = opening.codec;
        let mut sent = [0; 8];
        codec.seal(&mut sent);
        assert_eq!(sent, VECTOR_SENT);
        let mut received = [0; 8];
        codec.open(&mut received);
        assert_eq!(received, VECTOR_RECEIVED);
    }

    const VECTOR_TAIL: [u8; 8] = [0xc7, 0x10, 0x6a, 0x1b, 0x89, 0x24, 0x97, 0xdf];
    const VECTOR_SENT: [u8; 8] = [0x4a, 0x3d, 0x20, 0x3e, 0x86, 0x53, 0xfc, 0x12];
    const VECTOR_RECEIVED: [u8; 8] = [0x32, 0xfa, 0x99, 0x98, 0x51, 0x35, 0xb6, 0x87];

    proptest! {
        #[test]
        fn both_sides_understand_each_other_and_nobody_else_does(
            random in prop::collection::vec(any::<u8>(), OPENING),
            secret in prop::option::of(prop::array::uniform16(any::<u8>())),
            other in prop::array::uniform16(any::<u8>()),
            framing in prop::sample::select(vec![Framing::Abridged, Framing::Intermediate, Framing::Padded]),
            dc in -5i16..=5,
            asked in prop::collection::vec(any::<u8>(), 0..100),
            answered in prop::collection::vec(any::<u8>(), 0..100),
        ) {
            let random = <[u8; OPENING]>::try_from(random).expect("as long");
            let Some(opening) = begin(random, framing, dc, secret.as_ref()) else {
                return Ok(());
            };
            let mut client = opening.codec;
            let received = receive(&opening.wire, secret.as_ref()).expect("the same secret");
            prop_assert_eq!((received.framing, received.dc), (framing, dc));
            let mut server = received.codec;
            for (bytes, is_question) in [(&asked, true), (&answered, false), (&asked, true)] {
                let mut on_the_way = bytes.clone();
                let (from, to) = if is_question { (&mut client, &mut server) } else { (&mut server, &mut client) };
                from.seal(&mut on_the_way);
                to.open(&mut on_the_way);
                prop_assert_eq!(&on_the_way, bytes);
            }
            if secret != Some(other) {
                prop_assert!(receive(&opening.wire, Some(&other)).is_none());
            }
        }

        #[test]
        fn no_bytes_stop_the_reading_of_an_opening(
            wire in prop::collection::vec(any::<u8>(), OPENING),
            secret in prop::option::of(prop::array::uniform16(any::<u8>())),
        ) {
            let wire = <[u8; OPENING]>::try_from(wire).expect("as long");
            prop_assert!(receive(&wire, secret.as_ref()).is_none());
        }
    }
}
