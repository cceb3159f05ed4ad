//! The connections of the node: each is accepted, made safe and served apart, within limits of number and time.

use super::api::From;
use super::guard::Guard;
use super::guard::Pass;
use crate::utils::spawn::boxed;
use axum::Extension;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// TLS stands within this time.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// The head of a request is there within this time after the one before: idle connections end.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// No connection lives longer: one that takes an answer byte by byte ends, too.
const LONGEST_LIFE: Duration = Duration::from_secs(600);
/// After the end of a life or of the node, for the answer that is on its way.
const LAST_ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// After an error of accepting, such as too many open files.
const PAUSE: Duration = Duration::from_millis(200);

/// Accepts connections until `stop`.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    guard: Arc<Guard>,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) {
    let tls = TlsAcceptor::from(tls);
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, address)) => {
                let Some(pass) = guard.enter(address.ip(), Instant::now()) else {
                    continue;
                };
                let connection = Connection {
                    address,
                    router: router.clone(),
                    _pass: pass,
                };
                tasks.spawn(boxed(connection.run(stream, tls.clone(), stop.clone())));
            }
            Err(error) => {
                log::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

struct Connection {
    address: SocketAddr,
    router: Router,
    /// Counts as long as the connection lives.
    _pass: Pass,
}

impl Connection {
    async fn run(self, stream: TcpStream, tls: TlsAcceptor, stop: CancellationToken) {
        let handshake = tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(stream));
        let shaken = tokio::select! {
            () = stop.cancelled() => return,
            shaken = handshake => shaken,
        };
        let Ok(Ok(stream)) = shaken else {
            log::debug!(
                "{} speaks no TLS, or not with this certificate",
                self.address
            );
            return;
        };
        let from = From(self.address.ip().to_canonical());
        let service = TowerToHyperService::new(self.router.layer(Extension(from)));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(32 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            () = stop.cancelled() => None,
            () = tokio::time::sleep(LONGEST_LIFE) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                connection.as_mut().graceful_shutdown();
                let last = tokio::time::timeout(LAST_ANSWER_WITHIN, connection).await;
                last.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = ended {
            log::debug!("{}: {error}", self.address);
        }
    }
}
