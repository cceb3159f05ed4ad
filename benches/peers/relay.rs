//! Counts what goes through: a program talks with the Bot API server through it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::tcp::OwnedWriteHalf;

/// A way to a server, on which bytes are counted.
pub struct Relay {
    url: String,
    bytes: Arc<AtomicU64>,
}

impl Relay {
    /// A way to that server.
    pub async fn to(url: &str) -> Self {
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        let server: SocketAddr = address.parse().expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = bytes.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(server).await else {
                    continue;
                };
                let (from, to) = client.into_split();
                let (back_from, back_to) = server.into_split();
                tokio::spawn(pass(from, back_to, counted.clone()));
                tokio::spawn(pass(back_from, to, counted.clone()));
            }
        });
        Self { url, bytes }
    }

    /// Where it begins.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Bytes so far, both ways.
    pub fn bytes(&self) -> f64 {
        self.bytes.load(Ordering::Relaxed) as f64
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counted: Arc<AtomicU64>) {
    let mut piece = vec![0; 16 * 1024];
    // An error means that one of the two went away.
    while let Ok(got) = from.read(&mut piece).await {
        counted.fetch_add(got as u64, Ordering::Relaxed);
        if got == 0 || to.write_all(&piece[..got]).await.is_err() {
            return;
        }
    }
}
