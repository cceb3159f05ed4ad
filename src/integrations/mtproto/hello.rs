//! The first record of a client that pretends to speak TLS: a ClientHello such as browsers send, in whose random bytes
//! the proxy recognises its secret.

use super::records;
use super::secret::KEY_BYTES;
use crate::models::Timestamp;
use ring::hmac;
use x25519_dalek::PublicKey;
use x25519_dalek::StaticSecret;

/// Bytes of the record, with its head: the classical length, which some proxies insist on.
pub const HELLO: usize = 517;
/// Where its random bytes, and those of the answer, stand in the record.
pub const RANDOM_AT: usize = 11;
/// Bytes of these.
pub const RANDOM: usize = 32;
/// Of TLS 1.3, then those of TLS 1.2 that browsers still offer.
const CIPHERS: [u16; 15] = [
    0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
    0x009d, 0x002f, 0x0035,
];
/// Between the extensions with a name and the key: what is the same in every hello. Extended master secret,
/// renegotiation, point formats, session ticket, ALPN of `h2` and `http/1.1`, status request, signatures, timestamps.
const MIDDLE: &[u8] = b"\x00\x17\x00\x00\xff\x01\x00\x01\x00\x00\x0b\x00\x02\x01\x00\x00\x23\x00\x00\
\x00\x10\x00\x0e\x00\x0c\x02h2\x08http/1.1\x00\x05\x00\x05\x01\x00\x00\x00\x00\
\x00\x0d\x00\x12\x00\x10\x04\x03\x08\x04\x04\x01\x05\x03\x08\x05\x05\x01\x08\x06\x06\x01\x00\x12\x00\x00";
/// Behind the key: how tickets are exchanged, and how certificates are packed.
const MODES: &[u8] = b"\x00\x2d\x00\x02\x01\x01";
const PACKING: &[u8] = b"\x00\x1b\x00\x03\x02\x00\x02";

/// What is random in a hello.
pub struct Noise {
    pub session: [u8; 32],
    /// Becomes the private half of a key pair.
    pub key: [u8; 32],
    /// Chooses the values that mean nothing and keep servers honest (RFC 8701).
    pub grease: [u8; 4],
}

/// A hello to that domain, at most 182 characters, by whoever knows that secret.
pub fn hello(secret: &[u8; KEY_BYTES], domain: &str, noise: &Noise, now: Timestamp) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend_from_slice(&[0; RANDOM]);
    body.push(32);
    body.extend_from_slice(&noise.session);
    let [cipher, grease @ ..] = noise.grease.map(grease);
    let ciphers = [&cipher[..], &CIPHERS.map(u16::to_be_bytes).concat()].concat();
    put(&mut body, &ciphers);
    body.extend_from_slice(&[1, 0]);
    // The last extension fills the record up.
    let room = HELLO - records::HEAD - 4 - body.len() - 2;
    let mut extensions = extensions(domain, &noise.key, grease);
    let filling = room.saturating_sub(extensions.len() + 4);
    extensions.extend_from_slice(&[0, 0x15]);
    put(&mut extensions, &vec![0; filling]);
    put(&mut body, &extensions);
    let mut handshake = vec![1, 0];
    put(&mut handshake, &body);
    let mut record = vec![records::HANDSHAKE, 3, 1];
    put(&mut record, &handshake);
    sign(&mut record, secret, now);
    record
}

/// The random bytes of a hello, or of the answer to one; `None` if it is too short to have any.
pub fn random_of(record: &[u8]) -> Option<[u8; RANDOM]> {
    let bytes = record.get(RANDOM_AT..RANDOM_AT + RANDOM)?;
    <[u8; RANDOM]>::try_from(bytes).ok()
}

/// What whoever knows the secret writes over the random bytes of a record, which are zero when it is counted: of a hello
/// alone, or of all that the server answers at once, behind the client's random bytes.
pub fn mark(secret: &[u8; KEY_BYTES], before: &[u8], record: &[u8]) -> [u8; RANDOM] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mut count = hmac::Context::with_key(&key);
    count.update(before);
    let (head, rest) = record.split_at(RANDOM_AT.min(record.len()));
    count.update(head);
    count.update(&[0; RANDOM]);
    count.update(rest.get(RANDOM..).unwrap_or_default());
    let mut mark = [0; RANDOM];
    mark.copy_from_slice(count.sign().as_ref());
    mark
}

/// The last four bytes hide the time, by which the server refuses a hello that somebody recorded.
fn sign(record: &mut [u8], secret: &[u8; KEY_BYTES], now: Timestamp) {
    let mut mark = mark(secret, &[], record);
    // Seconds that do not fit are of another century.
    let seconds = u32::try_from(now.0).unwrap_or_default().to_le_bytes();
    for (byte, part) in mark[RANDOM - 4..].iter_mut().zip(seconds) {
        *byte ^= part;
    }
    record[RANDOM_AT..RANDOM_AT + RANDOM].copy_from_slice(&mark);
}

fn extensions(domain: &str, key: &[u8; 32], grease: [[u8; 2]; 3]) -> Vec<u8> {
    let [first, group, last] = grease;
    let mut bytes = [first, [0, 0]].concat();
    let mut name = vec![0];
    put(&mut name, domain.as_bytes());
    let mut names = Vec::new();
    put(&mut names, &name);
    bytes.extend_from_slice(&[0, 0]);
    put(&mut bytes, &names);
    bytes.extend_from_slice(MIDDLE);
    bytes.extend_from_slice(&[0, 0x0a, 0, 10, 0, 8]);
    bytes.extend_from_slice(&[group, [0, 0x1d], [0, 0x17], [0, 0x18]].concat());
    let public = PublicKey::from(&StaticSecret::from(*key));
    bytes.extend_from_slice(&[0, 0x33, 0, 43, 0, 41]);
    bytes.extend_from_slice(&group);
    bytes.extend_from_slice(&[0, 1, 0]);
    bytes.extend_from_slice(&[0, 0x1d, 0, 32]);
    bytes.extend_from_slice(public.as_bytes());
    bytes.extend_from_slice(MODES);
    bytes.extend_from_slice(&[0, 0x2b, 0, 7, 6]);
    bytes.extend_from_slice(&[first, [3, 4], [3, 3]].concat());
    bytes.extend_from_slice(PACKING);
    // Two of these must differ.
    let last = if last == first {
        [last[0] ^ 0x10; 2]
    } else {
        last
    };
    bytes.extend_from_slice(&[&last[..], &[0, 1, 0]].concat());
    bytes
}

/// A value that servers must ignore: 0a0a, 1a1a and so on to fafa.
fn grease(random: u8) -> [u8; 2] {
    [random & 0xf0 | 0x0a; 2]
}

/// Bytes behind their length in two bytes. Nothing in a hello of 517 bytes is longer than these hold.
fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(bytes);
}
