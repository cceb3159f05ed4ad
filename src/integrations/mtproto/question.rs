//! The one question that any data centre of Telegram answers to strangers: the first step of an exchange of keys.
//!
//! As <https://core.telegram.org/mtproto/auth_key> says: `req_pq_multi`, answered by `resPQ`.

use crate::models::Timestamp;

/// Bytes of the question.
pub const QUESTION: usize = 40;
/// Random bytes in it, which the answer repeats.
pub const NONCE: usize = 16;
/// `req_pq_multi`.
const ASKS: u32 = 0xbe7e_8ef1;
/// `resPQ`.
const ANSWERS: u32 = 0x0516_2463;
/// Where the name of what it is stands in question and answer: behind the empty key, the number and the length.
const NAME_AT: usize = 20;
/// Shortest answer with both nonces, a number to factor and one fingerprint.
const LEAST_ANSWER: usize = 76;
/// An error of the transport is four bytes, and up to 15 of padding.
const MOST_ERROR: usize = 19;

/// What came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reply {
    /// The answer of a data centre.
    Telegram,
    /// An error of the transport, negative.
    Error(i32),
    /// Something else.
    Other,
}

/// The question as it is framed.
pub fn question(nonce: &[u8; NONCE], now: Timestamp) -> [u8; QUESTION] {
    let mut bytes = [0; QUESTION];
    // Time in the upper half; numbers of clients are multiples of four.
    bytes[8..16].copy_from_slice(&now.0.wrapping_shl(32).to_le_bytes());
    bytes[16..NAME_AT].copy_from_slice(&20u32.to_le_bytes());
    bytes[NAME_AT..24].copy_from_slice(&ASKS.to_le_bytes());
    bytes[24..].copy_from_slice(nonce);
    bytes
}

/// What a message says to that question. Padding behind it is no matter.
pub fn reply(message: &[u8], nonce: &[u8; NONCE]) -> Reply {
    if let (Some(code), ..=MOST_ERROR) = (message.first_chunk(), message.len()) {
        let code = i32::from_le_bytes(*code);
        return if code < 0 {
            Reply::Error(code)
        } else {
            Reply::Other
        };
    }
    let is_answer = message.len() >= LEAST_ANSWER
        && message.starts_with(&[0; 8])
        && message[NAME_AT..].starts_with(&ANSWERS.to_le_bytes())
        && message[24..].starts_with(nonce);
    if is_answer {
        Reply::Telegram
    } else {
        Reply::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_question_is_that_of_the_documentation() {
        let asked = question(&[9; NONCE], Timestamp(0x6540_1234));
        let head = [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x34, 0x12, 0x40, 0x65, 20, 0, 0, 0,
        ];
        assert_eq!(asked[..20], head);
        assert_eq!(asked[20..24], [0xf1, 0x8e, 0x7e, 0xbe]);
        assert_eq!(asked[24..], [9; NONCE]);
    }

    #[test]
    fn only_an_answer_with_our_nonce_and_no_key_is_one() {
        let nonce = [9; NONCE];
        let mut answer = vec![0; 84];
        answer[20..24].copy_from_slice(&[0x63, 0x24, 0x16, 0x05]);
        answer[24..40].copy_from_slice(&nonce);
        assert_eq!(reply(&answer, &nonce), Reply::Telegram);
        assert_eq!(
            reply(&[&answer[..], &[1; 15]].concat(), &nonce),
            Reply::Telegram
        );
        assert_eq!(reply(&answer, &[8; NONCE]), Reply::Other);
        assert_eq!(reply(&answer[..70], &nonce), Reply::Other);
        for at in [0, 20] {
            let mut other = answer.clone();
            other[at] ^= 1;
            assert_eq!(reply(&other, &nonce), Reply::Other);
        }
    }

    #[test]
    fn an_error_of_the_transport_is_told_with_and_without_padding() {
        let code = (-404i32).to_le_bytes();
        assert_eq!(reply(&code, &[0; NONCE]), Reply::Error(-404));
        let padded = [&code[..], &[0xff; 15]].concat();
        assert_eq!(reply(&padded, &[0; NONCE]), Reply::Error(-404));
        assert_eq!(reply(&404i32.to_le_bytes(), &[0; NONCE]), Reply::Other);
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_reading_of_an_answer(
            bytes in prop::collection::vec(any::<u8>(), 0..120),
            nonce in prop::array::uniform16(any::<u8>()),
        ) {
            prop_assert_ne!(reply(&bytes, &nonce), Reply::Telegram);
        }
    }
}
