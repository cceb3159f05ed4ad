//! A data centre that answers the one question strangers may ask.

use super::wire::padding;
use crate::integrations::mtproto::frames::Frames;
use crate::integrations::mtproto::frames::framed;
use crate::integrations::mtproto::obfuscated;
use crate::integrations::mtproto::obfuscated::OPENING;
use crate::integrations::mtproto::probe::Stream;
use crate::utils::spawn::boxed;
use crate::utils::spawn::spawn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// `req_pq_multi`, as it stands in a question.
const ASKS: [u8; 4] = [0xf1, 0x8e, 0x7e, 0xbe];
/// `resPQ`, then the nonces; behind them the number to factor, and one fingerprint.
const ANSWERS: [u8; 4] = [0x63, 0x24, 0x16, 0x05];
const PQ: [u8; 12] = [8, 0x17, 0xed, 0x48, 0x94, 0x1a, 0x08, 0xf9, 0x81, 0, 0, 0];
const FINGERPRINTS: [u8; 16] = [
    0x15, 0xc4, 0xb5, 0x1c, 1, 0, 0, 0, 0x85, 0xfd, 0x64, 0xde, 0x85, 0x1d, 0x9d, 0xd0,
];

/// What it says to a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    Answers,
    /// An error of the transport.
    Error(i32),
    /// The answer to somebody else's question.
    AnotherNonce,
    Nothing,
}

/// The data centre; a clone is the same one.
#[derive(Clone)]
pub struct FakeDc {
    telling: Arc<Mutex<Telling>>,
    stop: CancellationToken,
}

impl Default for FakeDc {
    fn default() -> Self {
        Self {
            telling: Arc::new(Mutex::new(Telling::Answers)),
            stop: CancellationToken::new(),
        }
    }
}

impl FakeDc {
    /// From now on it says that.
    pub fn tell(&self, telling: Telling) {
        *self.telling.lock().unwrap_or_else(PoisonError::into_inner) = telling;
    }

    /// Serves at that address (port 0: one of its own) until it is stopped.
    ///
    /// # Errors
    /// If the address cannot be had.
    pub async fn listen(&self, address: SocketAddr) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let dc = self.clone();
        spawn(async move {
            let mut served = JoinSet::new();
            while let Some(Ok((stream, _))) = dc.stop.run_until_cancelled(listener.accept()).await {
                let dc = dc.clone();
                served.spawn(boxed(async move { dc.serve(Box::new(stream)).await }));
            }
        });
        Ok(address)
    }

    /// Ends it and all its connections.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Serves one connection to its end.
    pub async fn serve(&self, mut stream: Box<dyn Stream>) {
        // What a client does not wait for is its own affair.
        let _ = self.stop.run_until_cancelled(self.talk(&mut *stream)).await;
    }

    async fn talk(&self, stream: &mut dyn Stream) -> io::Result<()> {
        let mut opening = [0; OPENING];
        stream.read_exact(&mut opening).await?;
        let Some(received) = obfuscated::receive(&opening, None) else {
            return Ok(());
        };
        let mut codec = received.codec;
        let mut frames = Frames::new(received.framing);
        let mut buffer = [0; 1_024];
        loop {
            let count = stream.read(&mut buffer).await?;
            if count == 0 {
                return Ok(());
            }
            let asked = &mut buffer[..count];
            codec.open(asked);
            frames.push(asked);
            while let Some(message) = frames.take().map_err(io::Error::other)? {
                let Some(answer) = self.answer(&message) else {
                    continue;
                };
                let mut wire = framed(received.framing, &answer, &padding(&message));
                codec.seal(&mut wire);
                stream.write_all(&wire).await?;
            }
        }
    }

    fn answer(&self, message: &[u8]) -> Option<Vec<u8>> {
        let telling = *self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let nonce = message.get(24..40)?;
        let is_asked = message.starts_with(&[0; 8]) && message.get(20..24) == Some(&ASKS[..]);
        let nonce = match telling {
            Telling::Answers if is_asked => nonce.to_vec(),
            Telling::AnotherNonce if is_asked => vec![0x55; 16],
            Telling::Error(code) => return Some(code.to_le_bytes().to_vec()),
            Telling::Answers | Telling::AnotherNonce | Telling::Nothing => return None,
        };
        let said = [&ANSWERS[..], &nonce, &[0x77; 16], &PQ, &FINGERPRINTS].concat();
        let length = u32::try_from(said.len()).unwrap_or_default().to_le_bytes();
        Some(
            [
                &[0; 8][..],
                &[1, 0, 0, 0, 0x34, 0x12, 0, 0x65],
                &length,
                &said,
            ]
            .concat(),
        )
    }
}
