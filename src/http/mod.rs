//! The HTTP server of the house, on `HTTP_LISTEN`: off unless set. Each area of addresses has a file of its own, with its
//! routes; nothing else is served, and nothing is listed.
//!
//! It speaks TLS with a certificate of its own, or plain HTTP to a web server that stands before it. Whoever connects gets
//! little of the house: so many connections (`places`), so much time and so many bytes (`server`, `guard`), so many
//! requests (`guard::Rates`, where an area asks it) and so many wrong tries (`tries`).

mod api;
mod client;
mod guard;
mod hooks;
mod judge;
mod keys;
mod metrics;
mod places;
mod server;
mod telegram;
mod tls;
mod tries;

use crate::context::Ctx;
use crate::telegram::inbox::Intake;
use crate::utils::spawn::spawn;
use axum::Extension;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use guard::Rates;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Acts that were begun have so long when the house stops.
const WORK_WITHIN: Duration = Duration::from_secs(2);

/// The running server.
pub struct HttpServer {
    stop: CancellationToken,
    /// What goes on though whoever asked for it went away.
    work: TaskTracker,
    task: JoinHandle<()>,
}

impl HttpServer {
    /// Serves at that host and port from now on. While the port cannot be had it tries again and the admins are told; the
    /// bot goes on without. Updates that Telegram brings go to `intake`, if it is to bring them.
    pub fn start(ctx: Arc<Ctx>, listen: String, intake: Option<Intake>) -> Self {
        let stop = CancellationToken::new();
        let work = TaskTracker::new();
        let router = router(ctx.clone(), intake, work.clone());
        let task = spawn(server::run(ctx, listen, router, stop.clone()));
        Self { stop, work, task }
    }

    /// Takes no more connections and lets answers on their way end.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            log::error!("the HTTP server ended badly: {error}");
        }
        self.work.close();
        let rest = tokio::time::timeout(WORK_WITHIN, self.work.wait()).await;
        if rest.is_err() {
            log::warn!("requests of the API did not come to their end in time");
        }
    }
}

/// Every address there is. A known one that is asked in another way is answered 405 with the ways there are.
fn router(ctx: Arc<Ctx>, intake: Option<Intake>, work: TaskTracker) -> Router {
    let for_anybody = Router::new()
        .merge(hooks::routes())
        .merge(judge::routes())
        .merge(keys::routes())
        .route_layer(middleware::from_fn(guard::rated));
    Router::new()
        .merge(for_anybody)
        .merge(api::routes(work))
        .merge(metrics::routes())
        .merge(telegram::routes(intake))
        .fallback(nothing)
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(Arc::<Rates>::default()))
        .layer(middleware::from_fn(guard::guarded))
        .with_state(ctx)
}

/// What stands at every other address.
async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}
