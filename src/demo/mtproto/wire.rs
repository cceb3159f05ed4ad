//! One connection of a client at the proxy: who it is, and what goes to and fro between it and the data centre.

use super::Behaviour;
use super::FakeUser;
use super::tls;
use crate::integrations::mtproto::frames::Framing;
use crate::integrations::mtproto::frames::framed;
use crate::integrations::mtproto::obfuscated;
use crate::integrations::mtproto::obfuscated::Codec;
use crate::integrations::mtproto::obfuscated::OPENING;
use crate::integrations::mtproto::probe::Stream;
use crate::integrations::mtproto::records;
use crate::models::SecretForm;
use crate::models::Timestamp;
use std::io;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;

/// Who came.
pub enum Met {
    /// Somebody without a secret, and what they said.
    Stranger(Vec<u8>),
    User {
        name: String,
        client: Box<Client>,
    },
}

/// A client who is known, as far as its stream has come.
pub struct Client {
    codec: Codec,
    framing: Framing,
    dc: i16,
    /// What came and is in no record yet; `None` = it does not pretend to speak TLS.
    records: Option<Vec<u8>>,
    /// What came behind the opening, still encrypted.
    early: Vec<u8>,
}

/// Finds out who is there.
pub async fn meet(
    stream: &mut dyn Stream,
    users: &[FakeUser],
    behaviour: &Behaviour,
    now: Timestamp,
) -> io::Result<Met> {
    let users: Vec<FakeUser> = users
        .iter()
        .filter(|user| user.is_enabled)
        .cloned()
        .collect();
    let mut said = vec![0; 5];
    stream.read_exact(&mut said).await?;
    let is_tls = said.starts_with(&[records::HANDSHAKE, 3, 1]);
    if is_tls && behaviour.forms.contains(&SecretForm::FakeTls) {
        let length = usize::from(u16::from_be_bytes([said[3], said[4]]));
        said.resize(5 + length, 0);
        stream.read_exact(&mut said[5..]).await?;
        let Some((user, greeting)) = tls::greeted(&said, &users, behaviour, now) else {
            return Ok(Met::Stranger(said));
        };
        let answer = tls::answer(user, &greeting, behaviour);
        stream.write_all(&answer).await?;
        return opened_in_tls(stream, user).await;
    }
    said.resize(OPENING, 0);
    stream.read_exact(&mut said[5..]).await?;
    let Some(opening) = said.first_chunk::<OPENING>() else {
        return Ok(Met::Stranger(said));
    };
    for user in &users {
        let Some(received) = obfuscated::receive(opening, Some(&user.key)) else {
            continue;
        };
        let form = match received.framing {
            Framing::Padded => SecretForm::Secure,
            Framing::Abridged | Framing::Intermediate => SecretForm::Plain,
        };
        if !behaviour.forms.contains(&form) {
            break;
        }
        return Ok(Met::User {
            name: user.name.clone(),
            client: Box::new(Client {
                codec: received.codec,
                framing: received.framing,
                dc: received.dc,
                records: None,
                early: Vec::new(),
            }),
        });
    }
    Ok(Met::Stranger(said))
}

/// The opening inside of records.
async fn opened_in_tls(stream: &mut dyn Stream, user: &FakeUser) -> io::Result<Met> {
    let (mut buffer, mut data) = (Vec::new(), Vec::new());
    while data.len() < OPENING {
        if stream.read_buf(&mut buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        unwrap(&mut buffer, &mut data)?;
    }
    let early = data.split_off(OPENING);
    let received = data
        .first_chunk::<OPENING>()
        .and_then(|opening| obfuscated::receive(opening, Some(&user.key)))
        .filter(|received| received.framing == Framing::Padded)
        .ok_or(io::ErrorKind::InvalidData)?;
    Ok(Met::User {
        name: user.name.clone(),
        client: Box::new(Client {
            codec: received.codec,
            framing: received.framing,
            dc: received.dc,
            records: Some(buffer),
            early,
        }),
    })
}

/// Moves what is in complete records of data.
fn unwrap(buffer: &mut Vec<u8>, data: &mut Vec<u8>) -> io::Result<()> {
    while let Some(record) = records::take(buffer).map_err(io::Error::other)? {
        if record.kind() == records::DATA {
            data.extend_from_slice(record.body());
        }
    }
    Ok(())
}

impl Client {
    /// Decrypts what came.
    fn take(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut data = std::mem::take(&mut self.early);
        match &mut self.records {
            None => data.extend_from_slice(bytes),
            Some(buffer) => {
                buffer.extend_from_slice(bytes);
                unwrap(buffer, &mut data)?;
            }
        }
        self.codec.open(&mut data);
        Ok(data)
    }

    /// Encrypts what is to go to the client.
    fn give(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut wire = bytes.to_vec();
        self.codec.seal(&mut wire);
        match self.records {
            None => wire,
            Some(_) => records::wrapped(&wire),
        }
    }

    /// An error of the transport.
    pub fn error(&mut self, code: i32) -> Vec<u8> {
        let framing = self.framing;
        self.give(&framed(framing, &code.to_le_bytes(), &[]))
    }
}

/// Carries between a client and a data centre until one of them ends.
pub async fn relay(
    stream: &mut dyn Stream,
    mut client: Client,
    mut dc: Box<dyn Stream>,
) -> io::Result<()> {
    let opening = [0x5au8, 0x33, 0x71].repeat(OPENING).split_off(OPENING * 2);
    let opening = opening
        .first_chunk::<OPENING>()
        .and_then(|random| obfuscated::begin(*random, client.framing, client.dc, None))
        .ok_or(io::ErrorKind::InvalidData)?;
    let mut codec = opening.codec;
    dc.write_all(&opening.wire).await?;
    let (mut asked, mut answered) = (Vec::new(), [0; 4_096]);
    let mut said = client.take(&[])?;
    loop {
        codec.seal(&mut said);
        dc.write_all(&said).await?;
        said.clear();
        asked.clear();
        tokio::select! {
            count = stream.read_buf(&mut asked) => {
                if count? == 0 {
                    return Ok(());
                }
                said = client.take(&asked)?;
            }
            count = dc.read(&mut answered) => {
                let count = count?;
                if count == 0 {
                    return Ok(());
                }
                codec.open(&mut answered[..count]);
                let wire = client.give(&answered[..count]);
                stream.write_all(&wire).await?;
            }
        }
    }
}

/// Up to 15 bytes that depend on what they stand behind.
pub fn padding(message: &[u8]) -> Vec<u8> {
    let seed = message.last().copied().unwrap_or_default();
    vec![seed; usize::from(seed % 16)]
}
