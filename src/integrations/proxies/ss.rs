//! Shadowsocks with AEAD ciphers, as its clients of 2017 speak it: a salt, a key made of it, and sealed chunks.
//!
//! The master key is OpenSSL's EVP_BytesToKey with MD5, the key of a stream HKDF-SHA1 of it with the salt and
//! `ss-subkey`. A chunk is its sealed length of two bytes (at most 0x3fff) and its sealed content; the nonce counts in
//! little endian. A server that cannot open what it gets says nothing and stays.

use super::dial::Conn;
use super::socks;
use super::socks::Place;
use md5::Digest;
use md5::Md5;
use ring::aead;
use ring::aead::Aad;
use ring::aead::LessSafeKey;
use ring::aead::Nonce;
use ring::aead::UnboundKey;
use ring::hkdf;
use std::io;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::task::ready;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;

/// What each sealed piece is longer by.
const TAG: usize = 16;
/// The longest content of a chunk.
const LONGEST_CHUNK: usize = 0x3fff;
/// What is sealed at once of what is written.
const WRITTEN_AT_ONCE: usize = 2_048;
/// Bytes read at once.
const PIECE: usize = 4 * 1024;

/// A cipher the house speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cipher {
    Aes128,
    Aes256,
    ChaCha20,
}

impl Cipher {
    /// The cipher of that name in a link.
    pub fn parse(method: &str) -> Option<Self> {
        match method.to_ascii_lowercase().as_str() {
            "aes-128-gcm" => Some(Self::Aes128),
            "aes-256-gcm" => Some(Self::Aes256),
            "chacha20-ietf-poly1305" | "chacha20-poly1305" => Some(Self::ChaCha20),
            _ => None,
        }
    }

    fn algorithm(self) -> &'static aead::Algorithm {
        match self {
            Self::Aes128 => &aead::AES_128_GCM,
            Self::Aes256 => &aead::AES_256_GCM,
            Self::ChaCha20 => &aead::CHACHA20_POLY1305,
        }
    }

    /// Bytes of its key, and of the salt.
    fn length(self) -> usize {
        self.algorithm().key_len()
    }
}

/// EVP_BytesToKey with MD5, one round and no salt.
fn master_key(password: &[u8], length: usize) -> Vec<u8> {
    let mut key = Vec::with_capacity(length + 16);
    let mut last: Option<[u8; 16]> = None;
    while key.len() < length {
        let mut hash = Md5::new();
        if let Some(last) = last {
            hash.update(last);
        }
        hash.update(password);
        let made: [u8; 16] = hash.finalize().into();
        key.extend_from_slice(&made);
        last = Some(made);
    }
    key.truncate(length);
    key
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// One way of a stream: its key and how many pieces it sealed or opened.
struct Half {
    key: LessSafeKey,
    count: u64,
}

impl Half {
    fn new(cipher: Cipher, master: &[u8], salt: &[u8]) -> io::Result<Self> {
        let broken = |_| io::Error::other("no key");
        let extract = hkdf::Salt::new(hkdf::HKDF_SHA1_FOR_LEGACY_USE_ONLY, salt);
        let mut key = vec![0; cipher.length()];
        (extract
            .extract(master)
            .expand(&[b"ss-subkey"], Length(key.len())))
        .and_then(|made| made.fill(&mut key))
        .map_err(broken)?;
        let key = UnboundKey::new(cipher.algorithm(), &key).map_err(broken)?;
        Ok(Self {
            key: LessSafeKey::new(key),
            count: 0,
        })
    }

    fn nonce(&mut self) -> Nonce {
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&self.count.to_le_bytes());
        self.count += 1;
        Nonce::assume_unique_for_key(nonce)
    }

    /// Puts these bytes, sealed, behind what is there.
    fn seal(&mut self, bytes: &[u8], to: &mut Vec<u8>) -> io::Result<()> {
        let from = to.len();
        to.extend_from_slice(bytes);
        let nonce = self.nonce();
        let tag = (self.key)
            .seal_in_place_separate_tag(nonce, Aad::empty(), &mut to[from..])
            .map_err(|_| io::Error::other("not sealed"))?;
        to.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Puts one chunk behind what is there.
    fn chunk(&mut self, bytes: &[u8], to: &mut Vec<u8>) -> io::Result<()> {
        let bytes = &bytes[..bytes.len().min(LONGEST_CHUNK)];
        let length = u16::try_from(bytes.len()).unwrap_or_default();
        self.seal(&length.to_be_bytes(), to)?;
        self.seal(bytes, to)
    }

    /// Opens these bytes where they are; the content is what is left of them.
    fn open<'a>(&mut self, bytes: &'a mut [u8]) -> io::Result<&'a mut [u8]> {
        let nonce = self.nonce();
        (self.key)
            .open_in_place(nonce, Aad::empty(), bytes)
            .map_err(|_| wrong_key())
    }
}

/// What a stream says that was sealed with another key.
fn wrong_key() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not sealed with this key")
}

/// What is read next.
enum Next {
    Salt,
    Length,
    Content(usize),
}

/// A connection through a Shadowsocks server to one place.
struct Sealed {
    under: Conn,
    cipher: Cipher,
    master: Vec<u8>,
    writing: Half,
    reading: Option<Half>,
    next: Next,
    /// Sealed bytes that came, from `opened` on those not looked at.
    came: Vec<u8>,
    /// What was opened and not read yet.
    content: Vec<u8>,
    content_at: usize,
    /// Sealed bytes that go out.
    goes: Vec<u8>,
    goes_at: usize,
}

/// Goes through that server to that place. Nothing is sent before the first byte is written.
pub(super) fn through(
    under: Conn,
    cipher: Cipher,
    password: &str,
    to: &Place,
    port: u16,
) -> io::Result<Conn> {
    let mut salt = vec![0; cipher.length()];
    getrandom::fill(&mut salt).map_err(|_| io::Error::other("no random bytes"))?;
    let master = master_key(password.as_bytes(), cipher.length());
    let mut writing = Half::new(cipher, &master, &salt)?;
    let mut goes = salt;
    writing.chunk(&socks::place(to, port), &mut goes)?;
    Ok(Box::new(Sealed {
        under,
        cipher,
        master,
        writing,
        reading: None,
        next: Next::Salt,
        came: Vec::new(),
        content: Vec::new(),
        content_at: 0,
        goes,
        goes_at: 0,
    }))
}

impl Sealed {
    /// How many bytes the next step needs.
    fn needed(&self) -> usize {
        match self.next {
            Next::Salt => self.cipher.length(),
            Next::Length => 2 + TAG,
            Next::Content(length) => length + TAG,
        }
    }

    /// Takes the step for which there are enough bytes.
    fn step(&mut self) -> io::Result<()> {
        let needed = self.needed();
        let rest = self.came.split_off(needed);
        let mut bytes = std::mem::replace(&mut self.came, rest);
        let Some(reading) = &mut self.reading else {
            self.reading = Some(Half::new(self.cipher, &self.master, &bytes)?);
            self.next = Next::Length;
            return Ok(());
        };
        let content = reading.open(&mut bytes)?;
        self.next = match self.next {
            Next::Salt | Next::Content(_) => {
                let length = content.len();
                bytes.truncate(length);
                self.content = bytes;
                self.content_at = 0;
                Next::Length
            }
            Next::Length => match content {
                [high, low] => {
                    let length = usize::from(u16::from_be_bytes([*high, *low]));
                    if length > LONGEST_CHUNK {
                        return Err(wrong_key());
                    }
                    Next::Content(length)
                }
                _ => return Err(wrong_key()),
            },
        };
        Ok(())
    }

    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.goes_at < self.goes.len() {
            let rest = &self.goes[self.goes_at..];
            let count = ready!(Pin::new(&mut self.under).poll_write(context, rest))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.goes_at += count;
        }
        self.goes.clear();
        self.goes_at = 0;
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Sealed {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let content = &this.content[this.content_at..];
            if !content.is_empty() {
                let count = content.len().min(to.remaining());
                to.put_slice(&content[..count]);
                this.content_at += count;
                return Poll::Ready(Ok(()));
            }
            if this.came.len() >= this.needed() {
                this.step()?;
                continue;
            }
            let mut piece = [0; PIECE];
            let mut into = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut this.under).poll_read(context, &mut into))?;
            if into.filled().is_empty() {
                let is_between = this.came.is_empty() && !matches!(this.next, Next::Content(_));
                return Poll::Ready(match is_between {
                    true => Ok(()),
                    false => Err(io::ErrorKind::UnexpectedEof.into()),
                });
            }
            this.came.extend_from_slice(into.filled());
        }
    }
}

impl AsyncWrite for Sealed {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // Place and first bytes go in one piece; otherwise what was sealed goes before more is.
        if this.goes.len() > WRITTEN_AT_ONCE {
            ready!(this.poll_drain(context))?;
        }
        let part = &bytes[..bytes.len().min(WRITTEN_AT_ONCE)];
        this.writing.chunk(part, &mut this.goes)?;
        match this.poll_drain(context) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(part.len())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(context))?;
        Pin::new(&mut this.under).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(context))?;
        Pin::new(&mut this.under).poll_shutdown(context)
    }
}

/// The server's side of a stream, for pretended servers: what it reads first is the place.
pub fn serve(under: Conn, cipher: Cipher, password: &str) -> io::Result<Conn> {
    let mut salt = vec![0; cipher.length()];
    getrandom::fill(&mut salt).map_err(|_| io::Error::other("no random bytes"))?;
    let master = master_key(password.as_bytes(), cipher.length());
    let writing = Half::new(cipher, &master, &salt)?;
    Ok(Box::new(Sealed {
        under,
        cipher,
        master,
        writing,
        reading: None,
        next: Next::Salt,
        came: Vec::new(),
        content: Vec::new(),
        content_at: 0,
        goes: salt,
        goes_at: 0,
    }))
}

#[cfg(test)]
mod tests;
