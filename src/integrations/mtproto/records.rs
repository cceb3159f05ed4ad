//! The records of TLS, as far as a proxy and its clients pretend to speak it.

use thiserror::Error;

/// Word that something went wrong.
pub const ALERT: u8 = 0x15;
/// A step that TLS 1.3 keeps for old machines on the way.
pub const CHANGE: u8 = 0x14;
/// The greetings.
pub const HANDSHAKE: u8 = 0x16;
/// Everything behind the greetings.
pub const DATA: u8 = 0x17;
/// Bytes of kind, version and length.
pub const HEAD: usize = 5;
/// The step as everybody sends it.
pub const CHANGE_RECORD: [u8; 6] = [CHANGE, 3, 3, 0, 1, 1];
/// Most bytes that clients put into a record.
const MOST_SENT: usize = 16_384;
/// Most bytes that TLS 1.2 allows in an encrypted one.
const MOST_BYTES: usize = 16_384 + 2_048;

/// One record, with its head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    pub bytes: Vec<u8>,
}

impl Record {
    /// What it is for.
    pub fn kind(&self) -> u8 {
        self.bytes.first().copied().unwrap_or_default()
    }

    /// What is in it.
    pub fn body(&self) -> &[u8] {
        self.bytes.get(HEAD..).unwrap_or_default()
    }
}

/// What came is no TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("no TLS")]
pub struct NotTls;

/// Takes the first record out of what came; `None` = it is not complete yet.
///
/// # Errors
/// If what came cannot be one.
pub fn take(buffer: &mut Vec<u8>) -> Result<Option<Record>, NotTls> {
    if buffer
        .first()
        .is_some_and(|kind| !(CHANGE..=DATA).contains(kind))
        || buffer.get(1).is_some_and(|major| *major != 3)
    {
        return Err(NotTls);
    }
    let Some(&[_, _, _, high, low]) = buffer.first_chunk::<HEAD>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > MOST_BYTES {
        return Err(NotTls);
    }
    if buffer.len() < HEAD + length {
        return Ok(None);
    }
    let rest = buffer.split_off(HEAD + length);
    let bytes = std::mem::replace(buffer, rest);
    Ok(Some(Record { bytes }))
}

/// Puts bytes into as many records of data as they need.
pub fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(bytes.len() + HEAD);
    for part in bytes.chunks(MOST_SENT) {
        // Never more than the 16,384 above.
        let [high, low] = u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes();
        wire.extend_from_slice(&[DATA, 3, 3, high, low]);
        wire.extend_from_slice(part);
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_of_a_web_server_is_no_tls() {
        for start in ["H", "HTTP/1.1 400 Bad Request\r\n", "\u{16}\u{2}"] {
            assert_eq!(take(&mut start.as_bytes().to_vec()), Err(NotTls), "{start}");
        }
        assert_eq!(take(&mut vec![DATA, 3, 3, 0xff, 0xff]), Err(NotTls));
    }

    proptest! {
        #[test]
        fn bytes_come_out_of_records_as_they_went_in(
            length in 0usize..40_000,
            behind in prop::collection::vec(any::<u8>(), 0..5),
        ) {
            let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut wire = wrapped(&bytes);
            wire.extend_from_slice(&CHANGE_RECORD);
            let mut read = Vec::new();
            loop {
                let record = take(&mut wire).expect("TLS").expect("a whole record");
                if record.kind() == CHANGE {
                    prop_assert_eq!(record.bytes, CHANGE_RECORD);
                    break;
                }
                read.extend_from_slice(record.body());
            }
            prop_assert_eq!(read, bytes);
            let mut rest = [vec![DATA, 3, 3, 0, 9], behind].concat();
            prop_assert_eq!(take(&mut rest), Ok(None));
        }

        #[test]
        fn no_bytes_stop_the_reading_of_records(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for start in [vec![], vec![DATA, 3], vec![HANDSHAKE, 3, 1, 0]] {
                let mut buffer = [start, bytes.clone()].concat();
                let whole = buffer.clone();
                let mut read = Vec::new();
                while let Ok(Some(record)) = take(&mut buffer) {
                    read.extend_from_slice(&record.bytes);
                }
                read.extend_from_slice(&buffer);
                prop_assert_eq!(read, whole);
            }
        }
    }
}
