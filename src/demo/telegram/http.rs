//! A small HTTP/1.1 server for what listens on this machine only: the emulator, and the page of the demo.
//!
//! It does what bots and browsers ask of it there: connections that stay open, bodies of known length or in chunks,
//! answers in one piece or as a stream. A client that leaves ends the work that was begun for it. One kind of
//! handler and one kind of connection keep it small in the binary.

mod head;
#[cfg(test)]
mod tests;

use crate::utils::order::gathered;
use crate::utils::percent;
use crate::utils::spawn::spawn;
use head::{Head, Length};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Bytes of request line and headers together.
const LONGEST_HEAD: usize = 64 * 1024;
/// Bytes of the line before a chunk.
const LONGEST_SIZE: usize = 1024;
/// How much is read at once.
const GULP: usize = 16 * 1024;
/// Pause after a connection that could not be accepted: most often too many files are open.
const PAUSE: Duration = Duration::from_millis(5);
/// How long what still comes of a refused body is read, so that the client finds the answer behind it.
const LINGER: Duration = Duration::from_secs(2);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// Above the limit.
    TooLarge,
    /// Not as HTTP writes it.
    Broken,
}

/// What was asked.
#[derive(Debug)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// The address up to `?`, escapes as they came.
    pub path: String,
    /// The address after `?`.
    pub query: Option<String>,
    /// The whole body.
    pub body: Result<Vec<u8>, BodyError>,
    headers: Vec<(String, String)>,
}

impl Request {
    /// The first header of this name, in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What an answer carries.
pub enum Body {
    /// Everything at once.
    Whole(Cow<'static, [u8]>),
    /// Piece by piece, until the sender is gone.
    Stream(mpsc::Receiver<Vec<u8>>),
}

/// What is answered.
pub struct Answer {
    code: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

impl Answer {
    /// An answer with this status, `Content-Type` and body.
    pub fn new(code: u16, kind: &str, body: Body) -> Self {
        let answer = Self {
            code,
            headers: Vec::new(),
            body,
        };
        answer.with("content-type", kind)
    }

    /// JSON.
    pub fn json(code: u16, value: &Value) -> Self {
        let text = value.to_string().into_bytes();
        Self::new(code, "application/json", Body::Whole(text.into()))
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        // A line break would begin another header.
        let value = value.replace(['\r', '\n'], " ");
        self.headers.push((name, value));
        self
    }
}

/// The work on one request. `None` cuts the connection without an answer.
pub type Answering = Pin<Box<dyn Future<Output = Option<Answer>> + Send>>;

/// What is served.
#[derive(Clone)]
pub struct Site {
    /// Answers a request.
    pub handler: Arc<dyn Fn(Request) -> Answering + Send + Sync>,
    /// The largest body that is read, by path.
    pub largest_body: fn(&str) -> usize,
}

/// Serves until `stop`: then connections at rest are closed, begun answers come to their end. Dropped before that, it
/// cuts every connection.
pub async fn serve(listener: TcpListener, site: Site, stop: CancellationToken) {
    let cut = CancellationToken::new();
    let _guard = cut.clone().drop_guard();
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let (site, stop, cut) = (site.clone(), stop.clone(), cut.clone());
        let is_open = open.token();
        spawn(async move {
            let _is_open = is_open;
            let mut connection = Connection::new(stream);
            tokio::select! {
                // An error means the client is gone: nobody is left to be told.
                _ = connection.serve(&site, &stop) => {}
                () = cut.cancelled() => {}
            }
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// One connection, and what was read from it beyond the present request.
struct Connection {
    stream: TcpStream,
    held: Vec<u8>,
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        // Without it answers are only slower.
        let _ = stream.set_nodelay(true);
        Self {
            stream,
            held: Vec::new(),
        }
    }

    async fn serve(&mut self, site: &Site, stop: &CancellationToken) -> io::Result<()> {
        loop {
            let head = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                head = self.line(b"\r\n\r\n", LONGEST_HEAD) => head?,
            };
            let head = head.and_then(|text| Head::parse(&text));
            let Some(head) = head else {
                let answer =
                    b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
                self.stream.write_all(answer).await?;
                return self.linger().await;
            };
            let body = self.body(&head, (site.largest_body)(&head.path)).await?;
            let is_unread = body.is_err();
            let (is_last, is_new, only_head) = (
                head.is_last || is_unread,
                head.is_new,
                head.method == "HEAD",
            );
            let request = Request {
                method: head.method,
                path: head.path,
                query: head.query,
                body,
                headers: head.headers,
            };
            let answer = tokio::select! {
                biased;
                answer = (site.handler)(request) => answer,
                () = left(&self.stream, &mut self.held) => None,
            };
            let Some(answer) = answer else {
                return Ok(());
            };
            let is_last = is_last || stop.is_cancelled();
            self.answer(answer, is_last, is_new, only_head).await?;
            if is_unread {
                return self.linger().await;
            }
            if is_last {
                return self.stream.shutdown().await;
            }
        }
    }

    /// Reads more; the end of the stream is an error.
    async fn more(&mut self) -> io::Result<()> {
        self.held.reserve(GULP);
        match self.stream.read_buf(&mut self.held).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// What comes before `end`; `None` if it does not end within `most` bytes.
    async fn line(&mut self, end: &[u8], most: usize) -> io::Result<Option<Vec<u8>>> {
        let mut seen = 0;
        loop {
            if let Some(at) = find(&self.held[seen..], end) {
                let rest = self.held.split_off(seen + at + end.len());
                let mut line = std::mem::replace(&mut self.held, rest);
                line.truncate(seen + at);
                return Ok(Some(line));
            }
            if self.held.len() > most {
                return Ok(None);
            }
            seen = self.held.len().saturating_sub(end.len());
            self.more().await?;
        }
    }

    /// The next bytes, as many as are said.
    async fn exactly(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.held.len() < count {
            self.more().await?;
        }
        let rest = self.held.split_off(count);
        Ok(std::mem::replace(&mut self.held, rest))
    }

    async fn body(&mut self, head: &Head, most: usize) -> io::Result<Result<Vec<u8>, BodyError>> {
        if matches!(head.length, Length::Known(count) if count > most) {
            return Ok(Err(BodyError::TooLarge));
        }
        if head.expects_continue {
            self.stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .await?;
        }
        match head.length {
            Length::Known(count) => Ok(Ok(self.exactly(count).await?)),
            Length::Chunked => self.chunks(most).await,
        }
    }

    async fn chunks(&mut self, most: usize) -> io::Result<Result<Vec<u8>, BodyError>> {
        let mut body = Vec::new();
        loop {
            let size = self.line(b"\r\n", LONGEST_SIZE).await?;
            let Some(size) = size.as_deref().and_then(head::chunk_size) else {
                return Ok(Err(BodyError::Broken));
            };
            if size > most - body.len() {
                return Ok(Err(BodyError::TooLarge));
            }
            if size == 0 {
                break;
            }
            body.append(&mut self.exactly(size).await?);
            if self.exactly(2).await? != b"\r\n" {
                return Ok(Err(BodyError::Broken));
            }
        }
        // Headers behind the last chunk say nothing that is asked for here.
        loop {
            match self.line(b"\r\n", LONGEST_HEAD).await? {
                Some(line) if line.is_empty() => return Ok(Ok(body)),
                Some(_) => {}
                None => return Ok(Err(BodyError::Broken)),
            }
        }
    }

    async fn answer(
        &mut self,
        answer: Answer,
        is_last: bool,
        is_new: bool,
        only_head: bool,
    ) -> io::Result<()> {
        let mut text = format!("HTTP/1.1 {} {}\r\n", answer.code, head::reason(answer.code));
        let mut add = |name: &str, value: &str| {
            for part in [name, ": ", value, "\r\n"] {
                text.push_str(part);
            }
        };
        for (name, value) in &answer.headers {
            add(name, value);
        }
        if is_last {
            add("connection", "close");
        }
        match &answer.body {
            Body::Whole(bytes) => add("content-length", &bytes.len().to_string()),
            Body::Stream(_) if is_new => add("transfer-encoding", "chunked"),
            Body::Stream(_) => {}
        }
        text.push_str("\r\n");
        let mut out = text.into_bytes();
        match answer.body {
            _ if only_head => self.stream.write_all(&out).await,
            Body::Whole(bytes) => {
                if bytes.len() <= GULP {
                    out.extend_from_slice(&bytes);
                    return self.stream.write_all(&out).await;
                }
                self.stream.write_all(&out).await?;
                self.stream.write_all(&bytes).await
            }
            Body::Stream(pieces) => {
                self.stream.write_all(&out).await?;
                self.stream_out(pieces, is_new).await
            }
        }
    }

    /// Writes what comes, until nothing more does or the client leaves.
    async fn stream_out(
        &mut self,
        mut pieces: mpsc::Receiver<Vec<u8>>,
        in_chunks: bool,
    ) -> io::Result<()> {
        loop {
            let piece = tokio::select! {
                piece = pieces.recv() => piece,
                () = left(&self.stream, &mut self.held) => {
                    return Err(io::ErrorKind::ConnectionReset.into());
                }
            };
            let out = match piece {
                Some(piece) if piece.is_empty() => continue, // an empty chunk would be the end
                Some(piece) if in_chunks => {
                    let mut out = format!("{:x}\r\n", piece.len()).into_bytes();
                    out.extend_from_slice(&piece);
                    out.extend_from_slice(b"\r\n");
                    out
                }
                Some(piece) => piece,
                None if in_chunks => return self.stream.write_all(b"0\r\n\r\n").await,
                None => return Ok(()),
            };
            self.stream.write_all(&out).await?;
        }
    }

    /// Reads away what the client still sends: closed at once, the connection would take our answer with it.
    async fn linger(&mut self) -> io::Result<()> {
        self.stream.shutdown().await?;
        let rest = async {
            loop {
                self.held.clear();
                if self.more().await.is_err() {
                    return;
                }
            }
        };
        // Who sends for longer than that has to do without the answer.
        let _ = tokio::time::timeout(LINGER, rest).await;
        Ok(())
    }
}

/// Ends when the client leaves; what it sends meanwhile is held, as much as one request's head.
async fn left(stream: &TcpStream, held: &mut Vec<u8>) {
    while held.len() <= LONGEST_HEAD {
        if stream.readable().await.is_err() {
            return;
        }
        held.reserve(GULP);
        match stream.try_read_buf(held) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
    pending().await
}

/// Where `part` begins for the first time.
pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let first = part.first()?;
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| byte == first) {
        if text[from + at..].starts_with(part) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Pairs of an `application/x-www-form-urlencoded` text, as they stand after `?`.
pub fn form(text: &str) -> Map<String, Value> {
    let pairs = percent::pairs(text).into_iter();
    gathered(pairs.map(|(name, value)| (name, Value::String(value))))
}
