//! The way by which Telegram brings updates: over TLS, trusting only the certificate that the bot gave it, again and again
//! until an update is taken. And certificates of one's own.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use portero::demo::telegram::{Delivery, Emulator};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

/// By what name the house is known outside.
pub const HOST: &str = "bot.example.com";
/// How long Telegram waits for an answer; it is more in truth.
const PATIENCE: Duration = Duration::from_secs(25);
/// Until it tries again; it is more in truth.
const PAUSE: Duration = Duration::from_millis(50);

/// A certificate that vouches for itself, and its key, in two files.
pub struct Certificate {
    pub certificate: PathBuf,
    pub key: PathBuf,
    pub root: CertificateDer<'static>,
}

impl Certificate {
    /// Makes both and writes them, in the place of what is there.
    pub fn write(directory: &Path) -> Self {
        std::fs::create_dir_all(directory).expect("a folder");
        let made = rcgen::generate_simple_self_signed(vec![HOST.to_owned()]).expect("made");
        let pem = |label: &str, der: &[u8]| {
            let text = BASE64_STANDARD.encode(der);
            let lines: Vec<&str> = text
                .as_bytes()
                .chunks(64)
                .map(|line| std::str::from_utf8(line).expect("text"))
                .collect();
            format!(
                "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
                lines.join("\n")
            )
        };
        let (certificate, key) = (directory.join("cert.pem"), directory.join("key.pem"));
        let root = made.cert.der().clone();
        std::fs::write(&certificate, pem("CERTIFICATE", &root)).expect("written");
        let private = made.signing_key.serialize_der();
        std::fs::write(&key, pem("PRIVATE KEY", &private)).expect("written");
        Self {
            certificate,
            key,
            root,
        }
    }

    /// The settings that make a bot use it there, and have updates brought.
    pub fn settings(&self, port: u16) -> Vec<(&'static str, String)> {
        vec![
            ("HTTP_LISTEN", format!("127.0.0.1:{port}")),
            ("PUBLIC_URL", format!("https://{HOST}:8443")),
            ("HTTP_TLS_CERT", self.certificate.display().to_string()),
            ("HTTP_TLS_KEY", self.key.display().to_string()),
        ]
    }
}

/// What is answered within TLS to that text, by whoever shows a certificate that this root vouches for.
pub async fn said_within_tls(
    port: u16,
    roots: &[CertificateDer<'static>],
    text: &str,
) -> Result<String, String> {
    let mut known = RootCertStore::empty();
    for root in roots {
        known.add(root.clone()).map_err(|error| error.to_string())?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(known)
        .with_no_client_auth();
    let refused = |_| "Connection refused".to_owned();
    let stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .map_err(refused)?;
    let name = ServerName::try_from(HOST).expect("a name");
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await;
    let mut stream = stream.map_err(|error| format!("SSL error {{{error}}}"))?;
    let cut = |error: std::io::Error| format!("Connection reset by peer: {error}");
    stream.write_all(text.as_bytes()).await.map_err(cut)?;
    let mut answer = Vec::new();
    // Whoever hangs up without a good-bye has said all it says.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Brings what the emulator has, until dropped.
pub struct Courier(JoinHandle<()>);

impl Courier {
    /// Brings each update so many times to that port of this machine.
    pub fn start(emulator: &Emulator, port: u16, times: usize) -> Self {
        let emulator = emulator.clone();
        Self(tokio::spawn(async move {
            loop {
                let Some(delivery) = emulator.next_delivery() else {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                };
                let emulator = emulator.clone();
                tokio::spawn(async move {
                    let outcome = bring_all(&delivery, port, times).await;
                    if outcome.is_err() {
                        tokio::time::sleep(PAUSE).await;
                    }
                    emulator.delivered(&delivery, outcome);
                });
            }
        }))
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The same update several times at once: all must be taken.
async fn bring_all(delivery: &Delivery, port: u16, times: usize) -> Result<(), String> {
    let copies: Vec<_> = (0..times)
        .map(|_| {
            let delivery = delivery.clone();
            tokio::spawn(async move { bring(&delivery, port).await })
        })
        .collect();
    for copy in copies {
        copy.await.expect("brought")?;
    }
    Ok(())
}

/// Brings an update once: `Ok` if it was taken, else why not, in Telegram's words.
pub async fn bring(delivery: &Delivery, port: u16) -> Result<(), String> {
    let certificate = delivery.certificate.as_deref().unwrap_or_default();
    let roots: Vec<_> = CertificateDer::pem_slice_iter(certificate)
        .map(|root| root.expect("a certificate"))
        .collect();
    let secret = delivery.secret.as_deref().unwrap_or_default();
    let text = request(&delivery.url, secret, &delivery.body);
    let said = tokio::time::timeout(PATIENCE, said_within_tls(port, &roots, &text)).await;
    let answer = said.map_err(|_| "Read timeout expired".to_owned())??;
    let status = answer.lines().next().unwrap_or_default();
    match status.strip_prefix("HTTP/1.1 ") {
        Some(status) if status.starts_with('2') => Ok(()),
        Some(status) => Err(format!("Wrong response from the webhook: {status}")),
        None => Err("Connection reset by peer".to_owned()),
    }
}

/// The request that brings that.
pub fn request(url: &str, secret: &str, body: &str) -> String {
    let rest = url.strip_prefix("https://").expect("https");
    let (host, path) = rest.split_once('/').expect("a path");
    format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
        x-telegram-bot-api-secret-token: {secret}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
