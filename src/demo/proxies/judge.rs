//! A pretended judge: over TLS and without on one port, told apart by the first byte.

use super::Certificate;
use super::Listener;
use crate::integrations::proxies::dial::Conn;
use crate::utils::order::gathered;
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// The longest head it reads.
const LONGEST_HEAD: usize = 16 * 1024;
/// What a client of TLS says first.
const TLS: u8 = 0x16;

/// What a pretended judge answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JudgeSays {
    /// JSON with the address, the lines of the head and the number, as the judge of the house does.
    Everything,
    /// The address alone.
    Address,
    /// JSON with the address and its country.
    Country,
    /// That it was asked too often.
    TooMany,
    /// Half of an answer.
    Half,
    /// Nothing.
    Nothing,
}

/// A judge on a port of this machine; it ends when it is dropped.
pub struct FakeJudge {
    listener: Listener,
    name: String,
    root: CertificateDer<'static>,
    says: Arc<Mutex<JudgeSays>>,
    asked: Arc<AtomicU32>,
}

impl FakeJudge {
    /// Listens from now on, on any port, under this machine's name.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::at("localhost", SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Listens from now on at that place, under that name.
    ///
    /// # Errors
    /// When the place cannot be had.
    pub async fn at(name: &str, place: SocketAddr) -> io::Result<Self> {
        let Certificate { root, tls } = Certificate::new(name)?;
        Self::with(name, place, root, tls).await
    }

    /// The same with that certificate, and TLS with it.
    ///
    /// # Errors
    /// When the place cannot be had.
    pub async fn with(
        name: &str,
        place: SocketAddr,
        root: CertificateDer<'static>,
        tls: Arc<ServerConfig>,
    ) -> io::Result<Self> {
        let says = Arc::new(Mutex::new(JudgeSays::Everything));
        let asked = Arc::new(AtomicU32::new(0));
        let (said, count) = (says.clone(), asked.clone());
        let listener = Listener::start(place, move |stream, peer| {
            count.fetch_add(1, Ordering::AcqRel);
            let says = *said.lock().unwrap_or_else(PoisonError::into_inner);
            let tls = TlsAcceptor::from(tls.clone());
            async move {
                // Some hang up in the middle.
                let _ = serve(stream, peer, tls, says).await;
            }
        });
        Ok(Self {
            listener: listener.await?,
            name: name.to_owned(),
            root,
            says,
            asked,
        })
    }

    /// Its address, under its name.
    pub fn url(&self) -> String {
        format!(
            "https://{}:{}/judge",
            self.name,
            self.listener.address.port()
        )
    }

    /// The certificate that is to be believed.
    pub fn root(&self) -> CertificateDer<'static> {
        self.root.clone()
    }

    /// What it answers from now on.
    pub fn say(&self, says: JudgeSays) {
        *self.says.lock().unwrap_or_else(PoisonError::into_inner) = says;
    }

    /// How many connections it took.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::Acquire)
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    tls: TlsAcceptor,
    says: JudgeSays,
) -> io::Result<()> {
    let mut first = [0];
    let is_tls = stream.peek(&mut first).await? == 1 && first[0] == TLS;
    let conn: Conn = match is_tls {
        true => Box::new(tls.accept(stream).await?),
        false => Box::new(stream),
    };
    answer(conn, peer, says).await
}

/// Answers one question of HTTP.
pub(super) async fn answer(mut conn: Conn, peer: SocketAddr, says: JudgeSays) -> io::Result<()> {
    let head = read_head(&mut conn).await?;
    let body = match says {
        JudgeSays::Everything => everything(&head, peer),
        JudgeSays::Address | JudgeSays::Half => format!("{}\n", peer.ip()),
        JudgeSays::Country => {
            let country = json!({ "ip": peer.ip(), "country": "Elbonia", "country_iso": "EB", "city": "Elb" });
            country.to_string()
        }
        JudgeSays::TooMany => "slow down".to_owned(),
        JudgeSays::Nothing => {
            conn.read_to_end(&mut Vec::new()).await?;
            return Ok(());
        }
    };
    let status = if says == JudgeSays::TooMany {
        "429 Too Many Requests"
    } else {
        "200 OK"
    };
    let length = body.len() + usize::from(says == JudgeSays::Half);
    let answer =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    conn.write_all(answer.as_bytes()).await?;
    conn.flush().await?;
    conn.shutdown().await
}

fn everything(head: &str, peer: SocketAddr) -> String {
    let mut lines = head.lines();
    let target = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap_or_default();
    let nonce = target
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("n="));
    let lines = lines.filter_map(|line| line.split_once(':'));
    let headers: Map<String, Value> =
        gathered(lines.map(|(name, value)| (name.to_owned(), json!(value.trim()))));
    json!({ "origin": peer.ip(), "headers": headers, "nonce": nonce }).to_string()
}

/// A head to its empty line.
pub(super) async fn read_head(conn: &mut Conn) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(conn.read_u8().await?);
        if head.len() > LONGEST_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
