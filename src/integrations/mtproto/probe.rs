//! Whether an MTProto proxy works: a client's first steps through it, up to the first answer of Telegram, and what is
//! wrong when none comes.

use super::faketls::Answer;
use super::faketls::Verdict;
use super::frames::Frames;
use super::frames::Framing;
use super::frames::framed;
use super::hello;
use super::hello::Noise;
use super::obfuscated;
use super::obfuscated::Codec;
use super::obfuscated::OPENING;
use super::question;
use super::question::NONCE;
use super::question::Reply;
use super::records;
use super::secret::KEY_BYTES;
use super::secret::Secret;
use crate::models::ProbeOutcome;
use crate::models::SecretForm;
use crate::models::Timestamp;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;
use thiserror::Error;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio::time::timeout;
use tokio::time::timeout_at;

/// Whoever hangs up sooner has looked at the secret only; later, has tried to reach Telegram.
const AT_ONCE: Duration = Duration::from_secs(2);
/// How long more of a greeting is awaited whose mark is wrong so far.
const DOUBT: Duration = Duration::from_secs(1);
/// How long a made-up secret is waited for: what hangs up on such ones does it at once.
const CONTROL: Duration = Duration::from_secs(3);
/// Two that are closed so close to each other were closed for the same reason.
const ALIKE: Duration = Duration::from_millis(1_500);
/// More than any greeting or answer.
const MOST_READ: usize = 128 * 1_024;

/// A connection of any kind, already made.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A proxy as its link names it.
#[derive(Clone, Debug)]
pub struct ProbeTarget {
    /// A name or an address; IPv6 without brackets.
    pub host: String,
    pub port: u16,
    pub secret: Secret,
}

/// How long a probe may take, and whom it asks for.
#[derive(Clone, Copy, Debug)]
pub struct ProbeLimits {
    /// To find the host and connect to it.
    pub connect: Duration,
    /// For the greeting, and again for the answer of Telegram.
    pub answer: Duration,
    /// Number of the data centre, 1 to 5.
    pub dc: i16,
    /// Nothing ends the user of this secret, nor is there a quota. Then whoever knows it and hangs up at once does not
    /// reach Telegram; of others it is the user who may be refused.
    pub is_unlimited: bool,
}

impl Default for ProbeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            dc: 2,
            is_unlimited: false,
        }
    }
}

/// Why Telegram did not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum AskFault {
    /// So long after the question.
    #[error("hung up without an answer")]
    Closed(Duration),
    #[error("no answer in time")]
    Silent,
    #[error("error {0} of the transport")]
    Transport(i32),
    #[error("the answer is none of Telegram")]
    NotTelegram,
}

/// Asks whether Telegram is at the other end of a connection: without a secret, as a client that needs no MTProto proxy.
/// The connection leads to a data centre, straight or through a proxy of another kind.
///
/// # Errors
/// If it does not answer within that time.
pub async fn ask_telegram(
    stream: &mut dyn Stream,
    now: Timestamp,
    patience: Duration,
) -> Result<(), AskFault> {
    let talk = Talk {
        stream,
        records: None,
    };
    talk.ask(
        Framing::Intermediate,
        None,
        ProbeLimits::default().dc,
        now,
        patience,
    )
    .await
}

/// Whether that proxy works. It takes three times the longest answer at most.
pub async fn probe(target: &ProbeTarget, now: Timestamp, limits: ProbeLimits) -> ProbeOutcome {
    let place = (target.host.as_str(), target.port);
    let dial = || -> Dialled<'_> {
        Box::pin(async move {
            let stream = TcpStream::connect(place).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream) as Box<dyn Stream>)
        })
    };
    probe_by(&dial, &target.secret, now, limits).await
}

/// A connection that is being made.
pub type Dialled<'a> = Pin<Box<dyn Future<Output = io::Result<Box<dyn Stream>>> + Send + 'a>>;
/// Makes connections to one proxy.
pub type Dial<'a> = &'a (dyn Fn() -> Dialled<'a> + Send + Sync);

/// Whether the proxy at the other end of such connections works. A second one is made where the first leaves a doubt.
pub async fn probe_by(
    dial: Dial<'_>,
    secret: &Secret,
    now: Timestamp,
    limits: ProbeLimits,
) -> ProbeOutcome {
    let begun = Instant::now();
    let Ok(Ok(mut stream)) = timeout(limits.connect, dial()).await else {
        return ProbeOutcome::Down;
    };
    let mut talk = Talk {
        stream: &mut *stream,
        records: None,
    };
    let framing = match secret.domain() {
        Some(domain) => match talk.greet(secret, domain, now, limits.answer).await {
            Ok(()) => Framing::Padded,
            Err(outcome) => return outcome,
        },
        None if secret.form() == SecretForm::Plain => Framing::Intermediate,
        None => Framing::Padded,
    };
    let key = Some(secret.key());
    let fault = match talk.ask(framing, key, limits.dc, now, limits.answer).await {
        Ok(()) => {
            let ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
            return ProbeOutcome::Works { ms };
        }
        Err(fault) => fault,
    };
    // The proxy may take one connection of a user at a time.
    drop(stream);
    match fault {
        AskFault::Transport(code) => ProbeOutcome::Transport(code),
        AskFault::Closed(after) if after < AT_ONCE && !limits.is_unlimited => ProbeOutcome::Refused,
        // The greeting has shown that the secret is known.
        _ if secret.domain().is_some() => ProbeOutcome::NoTelegram,
        AskFault::NotTelegram => ProbeOutcome::NotThisSecret,
        AskFault::Closed(after) => compared(dial, framing, Some(after), now, limits).await,
        AskFault::Silent => compared(dial, framing, None, now, limits).await,
    }
}

/// What it means that a proxy hung up, so long after the question, or never answered: the same is tried with a secret that
/// nobody has. What treats both alike knows neither.
async fn compared(
    dial: Dial<'_>,
    framing: Framing,
    closed: Option<Duration>,
    now: Timestamp,
    limits: ProbeLimits,
) -> ProbeOutcome {
    let alike = match closed {
        Some(_) => ProbeOutcome::Refused,
        None => ProbeOutcome::Silent,
    };
    let Ok(Ok(mut stream)) = timeout(limits.connect, dial()).await else {
        return alike;
    };
    let Some(made_up) = random::<KEY_BYTES>() else {
        return alike;
    };
    let talk = Talk {
        stream: &mut *stream,
        records: None,
    };
    let patience = closed.map_or(CONTROL, |after| after + ALIKE);
    let control = talk.ask(framing, Some(&made_up), limits.dc, now, patience);
    match (closed, control.await) {
        (None, Err(AskFault::Silent)) => alike,
        (Some(ours), Err(AskFault::Closed(control))) if control + ALIKE > ours => alike,
        // It takes any secret: then ours is no better known.
        (_, Ok(())) => alike,
        (Some(_) | None, Err(_)) => ProbeOutcome::NoTelegram,
    }
}

/// One connection of a client.
struct Talk<'a> {
    stream: &'a mut dyn Stream,
    /// Where it pretends to be TLS.
    records: Option<Unwrapping>,
}

/// Takes data out of records.
struct Unwrapping {
    buffer: Vec<u8>,
    /// The first record still belongs to the greeting, which was cut within it.
    skips: bool,
}

impl Talk<'_> {
    /// Greets as TLS does, and insists on an answer by somebody who knows the secret.
    async fn greet(
        &mut self,
        secret: &Secret,
        domain: &str,
        now: Timestamp,
        patience: Duration,
    ) -> Result<(), ProbeOutcome> {
        // Without random bytes nothing can be asked; systems that have none do not come this far.
        let noise = Noise::new().ok_or(ProbeOutcome::Silent)?;
        let hello = hello::hello(secret.key(), domain, &noise, now);
        let asked = hello::random_of(&hello).ok_or(ProbeOutcome::Silent)?;
        let sent = self.stream.write_all(&hello).await;
        sent.map_err(|_| ProbeOutcome::Refused)?;
        let mut answer = Answer::new(secret.key(), asked);
        let mut until = Instant::now() + patience;
        let (mut read, mut buffer) = (0, [0; 2_048]);
        let mut verdict = Verdict::More;
        while verdict != Verdict::Ours {
            let count = match timeout_at(until, self.stream.read(&mut buffer)).await {
                Ok(Ok(count)) if count > 0 => count,
                // Something came, and it has not the mark of the secret.
                _ if read > 0 => return Err(ProbeOutcome::NotThisSecret),
                Ok(_) => return Err(ProbeOutcome::Refused),
                Err(_) => return Err(ProbeOutcome::Silent),
            };
            read += count;
            let before = verdict;
            verdict = answer.push(&buffer[..count]);
            if verdict == Verdict::NotOurs || read > MOST_READ {
                return Err(ProbeOutcome::NotThisSecret);
            }
            if (before, verdict) == (Verdict::More, Verdict::Doubtful) {
                until = until.min(Instant::now() + DOUBT);
            }
        }
        // Nothing of what came until now is encrypted for us: the server has not got our opening yet.
        let mut rest = answer.rest();
        while let Ok(Some(_)) = records::take(&mut rest) {}
        self.records = Some(Unwrapping {
            skips: !rest.is_empty(),
            buffer: rest,
        });
        Ok(())
    }

    /// Opens the connection and asks.
    async fn ask(
        mut self,
        framing: Framing,
        secret: Option<&[u8; KEY_BYTES]>,
        dc: i16,
        now: Timestamp,
        patience: Duration,
    ) -> Result<(), AskFault> {
        let begun = Instant::now();
        let closed = |_: io::Error| AskFault::Closed(begun.elapsed());
        // Without random bytes nothing can be asked; systems that have none do not come this far.
        let nonce = random::<NONCE>().ok_or(AskFault::Silent)?;
        let mut opening = loop {
            let random = random::<OPENING>().ok_or(AskFault::Silent)?;
            if let Some(opening) = obfuscated::begin(random, framing, dc, secret) {
                break opening;
            }
        };
        let padding = &nonce[..usize::from(nonce[0] % 16)];
        let mut asked = framed(framing, &question::question(&nonce, now), padding);
        opening.codec.seal(&mut asked);
        let mut wire = [&opening.wire[..], &asked].concat();
        if self.records.is_some() {
            wire = [&records::CHANGE_RECORD[..], &records::wrapped(&wire)].concat();
        }
        self.stream.write_all(&wire).await.map_err(closed)?;
        self.stream.flush().await.map_err(closed)?;
        let answer = self.answer(Frames::new(framing), &mut opening.codec);
        let Ok(answer) = timeout(patience, answer).await else {
            return Err(AskFault::Silent);
        };
        let message = answer.map_err(|ended| ended.at(begun.elapsed()))?;
        match question::reply(&message, &nonce) {
            Reply::Telegram => Ok(()),
            Reply::Error(code) => Err(AskFault::Transport(code)),
            Reply::Other => Err(AskFault::NotTelegram),
        }
    }

    /// The first message that comes.
    async fn answer(&mut self, mut frames: Frames, codec: &mut Codec) -> Result<Vec<u8>, Ended> {
        let (mut read, mut buffer) = (0, [0; 2_048]);
        loop {
            let count = match self.stream.read(&mut buffer).await {
                Ok(count) if count > 0 => count,
                Ok(_) | Err(_) if read == 0 => return Err(Ended::Closed),
                Ok(_) | Err(_) => return Err(Ended::Garbled),
            };
            read += count;
            let mut data = match &mut self.records {
                None => buffer[..count].to_vec(),
                Some(records) => records.data(&buffer[..count])?,
            };
            codec.open(&mut data);
            frames.push(&data);
            match frames.take() {
                Ok(Some(message)) => return Ok(message),
                Ok(None) if read <= MOST_READ => {}
                Ok(None) | Err(_) => return Err(Ended::Garbled),
            }
        }
    }
}

/// Why no message came.
enum Ended {
    Closed,
    Garbled,
}

impl Ended {
    fn at(self, after: Duration) -> AskFault {
        match self {
            Self::Closed => AskFault::Closed(after),
            Self::Garbled => AskFault::NotTelegram,
        }
    }
}

impl Unwrapping {
    /// What is in the records that are complete now.
    fn data(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Ended> {
        self.buffer.extend_from_slice(bytes);
        let mut data = Vec::new();
        while let Some(record) = records::take(&mut self.buffer).map_err(|_| Ended::Garbled)? {
            let is_skipped = std::mem::take(&mut self.skips);
            match record.kind() {
                records::ALERT => return Err(Ended::Closed),
                records::DATA if !is_skipped => data.extend_from_slice(record.body()),
                _ => {}
            }
        }
        Ok(data)
    }
}

impl Noise {
    fn new() -> Option<Self> {
        Some(Self {
            session: random()?,
            key: random()?,
            grease: random()?,
        })
    }
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}
