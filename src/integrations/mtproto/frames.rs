//! Where one message ends and the next begins on a connection to Telegram: three framings, chosen by the client.
//!
//! As <https://core.telegram.org/mtproto/mtproto-transports> says.

use thiserror::Error;

/// No answer of a data centre to what we ask is longer.
pub const MOST_BYTES: usize = 64 * 1_024;
/// In the first byte, or the highest bit of the length: no message, but word that one has arrived.
const QUICK: u8 = 0x80;
/// First byte of an abridged message whose length takes three more.
const LONG: u8 = 0x7f;

/// How messages are told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Framing {
    /// The length in words of four bytes, in one byte or in four.
    Abridged,
    /// The length in four bytes.
    Intermediate,
    /// The same with up to 15 random bytes behind each message. Secrets with `dd` and `ee` ask for it.
    Padded,
}

impl Framing {
    /// How the opening of a connection names it.
    pub fn tag(self) -> [u8; 4] {
        match self {
            Self::Abridged => [0xef; 4],
            Self::Intermediate => [0xee; 4],
            Self::Padded => [0xdd; 4],
        }
    }

    /// The framing of that name.
    pub fn of_tag(tag: [u8; 4]) -> Option<Self> {
        let mut all = [Self::Abridged, Self::Intermediate, Self::Padded].into_iter();
        all.find(|framing| framing.tag() == tag)
    }
}

/// What follows is not in this framing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("no message, or one longer than any that is awaited")]
pub struct FrameFault;

/// One message as it goes over the connection. Its length is a multiple of four; `padding`, up to 15 bytes, counts in the
/// framing that has it.
pub fn framed(framing: Framing, message: &[u8], padding: &[u8]) -> Vec<u8> {
    let padding = if framing == Framing::Padded {
        padding
    } else {
        &[]
    };
    let length = message.len() + padding.len();
    let mut wire = Vec::with_capacity(4 + length);
    // What is longer than the three or four bytes hold is not sent by anybody.
    let short = u32::try_from(length).unwrap_or(u32::MAX);
    match framing {
        Framing::Abridged if length / 4 < usize::from(LONG) => wire.push((short / 4) as u8),
        Framing::Abridged => {
            wire.push(LONG);
            wire.extend_from_slice(&(short / 4).to_le_bytes()[..3]);
        }
        Framing::Intermediate | Framing::Padded => wire.extend_from_slice(&short.to_le_bytes()),
    }
    wire.extend_from_slice(message);
    wire.extend_from_slice(padding);
    wire
}

/// Takes messages out of what comes in, in pieces of any length.
pub struct Frames {
    framing: Framing,
    buffer: Vec<u8>,
}

impl Frames {
    /// Nothing has come yet.
    pub fn new(framing: Framing) -> Self {
        Self {
            framing,
            buffer: Vec::new(),
        }
    }

    /// Adds what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next message, with its padding; `None` = it is not complete yet.
    ///
    /// # Errors
    /// If what came cannot be a message.
    pub fn take(&mut self) -> Result<Option<Vec<u8>>, FrameFault> {
        loop {
            let Some((head, length, is_message)) = self.next_length()? else {
                return Ok(None);
            };
            if self.buffer.len() < head + length {
                return Ok(None);
            }
            let rest = self.buffer.split_off(head + length);
            let mut message = std::mem::replace(&mut self.buffer, rest);
            if is_message {
                message.drain(..head);
                return Ok(Some(message));
            }
        }
    }

    /// Bytes of the head and of the message behind it, and whether it is one.
    fn next_length(&self) -> Result<Option<(usize, usize, bool)>, FrameFault> {
        let Some(first) = self.buffer.first() else {
            return Ok(None);
        };
        if self.framing == Framing::Abridged && *first != LONG {
            return if first & QUICK != 0 {
                Ok(Some((0, 4, false)))
            } else {
                checked(1, usize::from(*first) * 4)
            };
        }
        let Some(&[a, b, c, d]) = self.buffer.first_chunk::<4>() else {
            return Ok(None);
        };
        if self.framing == Framing::Abridged {
            return checked(4, number([b, c, d, 0]).saturating_mul(4));
        }
        if d & QUICK != 0 {
            return Ok(Some((0, 4, false)));
        }
        checked(4, number([a, b, c, d]))
    }
}

fn number(bytes: [u8; 4]) -> usize {
    usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX)
}

fn checked(head: usize, length: usize) -> Result<Option<(usize, usize, bool)>, FrameFault> {
    if length == 0 || length > MOST_BYTES {
        return Err(FrameFault);
    }
    Ok(Some((head, length, true)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Framing; 3] = [Framing::Abridged, Framing::Intermediate, Framing::Padded];

    #[test]
    fn each_framing_writes_what_the_documentation_says() {
        let message = [7; 8];
        assert_eq!(framed(Framing::Abridged, &message, &[1])[..2], [2, 7]);
        assert_eq!(
            framed(Framing::Intermediate, &message, &[1])[..5],
            [8, 0, 0, 0, 7]
        );
        let padded = framed(Framing::Padded, &message, &[1, 2]);
        assert_eq!(padded, [10, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 1, 2]);
        let long = framed(Framing::Abridged, &[7; 508], &[]);
        assert_eq!(long[..5], [0x7f, 127, 0, 0, 7]);
    }

    #[test]
    fn word_that_something_arrived_is_no_message() {
        for (framing, word) in [
            (Framing::Abridged, [0x81, 2, 3, 4]),
            (Framing::Intermediate, [1, 2, 3, 0x84]),
            (Framing::Padded, [1, 2, 3, 0x84]),
        ] {
            let mut frames = Frames::new(framing);
            frames.push(&word);
            assert_eq!(frames.take(), Ok(None));
            frames.push(&framed(framing, &[5; 4], &[]));
            assert_eq!(frames.take(), Ok(Some(vec![5; 4])), "{framing:?}");
        }
    }

    #[test]
    fn what_is_longer_than_any_answer_is_no_message() {
        for (framing, head) in [
            (Framing::Abridged, [0x7f, 0, 0, 1]),
            (Framing::Intermediate, [0, 0, 2, 0]),
            (Framing::Padded, [0; 4]),
        ] {
            let mut frames = Frames::new(framing);
            frames.push(&head);
            assert_eq!(frames.take(), Err(FrameFault), "{framing:?}");
        }
    }

    proptest! {
        #[test]
        fn messages_come_out_as_they_went_in_however_they_are_cut(
            framing in prop::sample::select(ALL.to_vec()),
            words in prop::collection::vec(prop::collection::vec(any::<u32>(), 1..200), 1..5),
            padding in prop::collection::vec(any::<u8>(), 0..16),
            piece in 1usize..50,
        ) {
            let messages: Vec<Vec<u8>> =
                words.iter().map(|words| words.iter().flat_map(|word| word.to_le_bytes()).collect()).collect();
            let wire: Vec<u8> = messages.iter().flat_map(|message| framed(framing, message, &padding)).collect();
            let mut frames = Frames::new(framing);
            let mut read = Vec::new();
            for piece in wire.chunks(piece) {
                frames.push(piece);
                while let Some(message) = frames.take().expect("messages") {
                    read.push(message);
                }
            }
            prop_assert_eq!(read.len(), messages.len());
            for (read, sent) in read.iter().zip(&messages) {
                prop_assert!(read.starts_with(sent) && read.len() - sent.len() <= padding.len());
            }
        }

        #[test]
        fn no_bytes_stop_the_reading_of_messages(
            framing in prop::sample::select(ALL.to_vec()),
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20),
        ) {
            let mut frames = Frames::new(framing);
            for piece in pieces {
                frames.push(&piece);
                while let Ok(Some(message)) = frames.take() {
                    prop_assert!(message.len() <= MOST_BYTES);
                }
            }
        }
    }
}
