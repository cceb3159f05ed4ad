//! The connections: each is taken, made safe and served apart, within limits of number and time.

use super::client::Client;
use super::guard::ANSWER_WITHIN;
use super::places::Place;
use super::places::Places;
use super::tls::Tls;
use crate::context::Ctx;
use crate::models::Identity;
use crate::services::notify;
use crate::utils::spawn::boxed;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::service::TowerToHyperService;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// TLS stands within this time.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// A request's head is there within this time after the connection or the answer before: idle connections end.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A connection ends after this time, however busy it is.
const LONGEST_LIFE: Duration = Duration::from_secs(600);
/// Answers on their way have so long when the house stops.
const STOP_WITHIN: Duration = Duration::from_secs(1);
/// The longest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 * 1024;
/// The most lines in it.
const MOST_HEADERS: usize = 64;
/// Between two tries to get the port.
const BIND_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// After an accept that failed, such as for want of file descriptors.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// With what TLS begins (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;
/// What is said to whoever speaks plain HTTP where TLS is spoken; the doctor knows the house by it.
const SPEAK_TLS: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nx-robots-tag: noindex\r\ncontent-type: text/plain\r\n\
    content-length: 23\r\nconnection: close\r\n\r\nThis port wants HTTPS.\n";

/// A connection, plain or within TLS: one kind of code for both.
trait Line: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

/// What every connection shares.
struct Server {
    ctx: Arc<Ctx>,
    router: TowerToHyperService<Router>,
    tls: Option<Tls>,
    places: Arc<Places>,
    stop: CancellationToken,
    /// Ends what did not end by itself.
    cut: CancellationToken,
}

/// Serves at that host and port until `stop`.
pub(super) async fn run(ctx: Arc<Ctx>, listen: String, router: Router, stop: CancellationToken) {
    let tls = ctx.config.doors.tls.clone().map(Tls::new);
    if let Some(tls) = &tls {
        // Files that cannot be used are told at the start, not when somebody comes.
        tls.current(&ctx);
    }
    let Some(listener) = bind(&ctx, &listen, &stop).await else {
        return;
    };
    log::info!("HTTP on {listen}");
    let server = Arc::new(Server {
        ctx,
        router: TowerToHyperService::new(router),
        tls,
        places: Arc::default(),
        stop,
        cut: CancellationToken::new(),
    });
    let open = TaskTracker::new();
    server.accept(&listener, &open).await;
    drop(listener);
    open.close();
    if tokio::time::timeout(STOP_WITHIN, open.wait())
        .await
        .is_err()
    {
        log::warn!("HTTP answers did not end in time");
        server.cut.cancel();
    }
}

/// The listener; `None` if the house stops before the port can be had.
async fn bind(ctx: &Ctx, listen: &str, stop: &CancellationToken) -> Option<TcpListener> {
    let mut was_told = false;
    loop {
        let error = match TcpListener::bind(listen).await {
            Ok(listener) => return Some(listener),
            Err(error) => error,
        };
        if !was_told {
            let text = format!("HTTP_LISTEN={listen} cannot be used: {error}; trying again");
            notify::log_error_and_notify(ctx, Identity::System, "http", &text);
            was_told = true;
        }
        tokio::select! {
            () = tokio::time::sleep(BIND_AGAIN_AFTER) => {}
            () = stop.cancelled() => return None,
        }
    }
}

impl Server {
    async fn accept(self: &Arc<Self>, listener: &TcpListener, open: &TaskTracker) {
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            let (mut stream, from) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    log::warn!("an HTTP connection was not taken: {error}");
                    tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
                    continue;
                }
            };
            let peer = from.ip().to_canonical();
            let is_trusted = self.ctx.config.doors.trusts(peer);
            let place = tokio::select! {
                () = self.stop.cancelled() => return,
                place = self.places.enter(peer, is_trusted) => place,
            };
            let Some(place) = place else {
                log::debug!("an HTTP connection found no place");
                continue;
            };
            let server = self.clone();
            open.spawn(boxed(async move {
                // Without it answers are only slower.
                let _ = stream.set_nodelay(true);
                let work = async {
                    let mut first = [HANDSHAKE];
                    if server.tls.is_some() {
                        let seen = server.unless_over(&place, stream.peek(&mut first)).await;
                        if !matches!(seen, Some(Ok(1))) {
                            return;
                        }
                    }
                    if first == [HANDSHAKE] {
                        return server.connection(stream, peer, Arc::new(place)).await;
                    }
                    // An error means that they did not wait for it.
                    let _ = stream.write_all(SPEAK_TLS).await;
                };
                tokio::select! {
                    () = work => {}
                    () = server.cut.cancelled() => {}
                }
            }));
        }
    }

    /// The end of what comes before the first request, if it comes in time, the house goes on, and nobody else needs the
    /// place.
    async fn unless_over<T>(&self, place: &Place, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = tokio::time::timeout(HANDSHAKE_WITHIN, work) => done.ok(),
            () = place.given_up() => None,
            () = self.stop.cancelled() => None,
        }
    }

    async fn connection(&self, stream: impl Line + 'static, peer: IpAddr, place: Arc<Place>) {
        let Some(Some(line)) = self.unless_over(&place, self.line(stream)).await else {
            return;
        };
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            let (doors, is_tls) = (&self.ctx.config.doors, self.tls.is_some());
            let client = Client::of(doors, peer, is_tls, request.headers());
            request.extensions_mut().insert(client);
            place.ask();
            // It is begun when its body is there.
            request.extensions_mut().insert(place.clone());
            let answering = self.router.call(request);
            let place = &place;
            async move {
                let answer = answering.await;
                place.end();
                answer
            }
        });
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(LARGEST_HEAD)
            .max_headers(MOST_HEADERS)
            .serve_connection(TokioIo::new(line), service);
        let mut serving = std::pin::pin!(serving);
        let (ended, rest) = tokio::select! {
            ended = serving.as_mut() => (Some(ended), Duration::ZERO),
            () = self.stop.cancelled() => (None, STOP_WITHIN),
            () = place.given_up() => (None, place.owed()),
            () = tokio::time::sleep(LONGEST_LIFE) => (None, ANSWER_WITHIN),
        };
        let ended = match ended {
            Some(ended) => ended,
            // Nothing was asked yet.
            None if place.is_fresh() => return,
            None => {
                serving.as_mut().graceful_shutdown();
                let rest = tokio::time::timeout(rest, serving).await;
                rest.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = ended {
            // Clients go away in the middle all the time.
            log::debug!("an HTTP connection ended: {error}");
        }
    }

    /// The connection as it is spoken over.
    async fn line(&self, stream: impl Line + 'static) -> Option<Box<dyn Line>> {
        let Some(tls) = &self.tls else {
            return Some(Box::new(stream));
        };
        let config = tls.current(&self.ctx)?;
        match TlsAcceptor::from(config).accept(stream).await {
            Ok(stream) => Some(Box::new(stream)),
            Err(error) => {
                log::debug!("a connection speaks no TLS, or not with this certificate: {error}");
                None
            }
        }
    }
}
