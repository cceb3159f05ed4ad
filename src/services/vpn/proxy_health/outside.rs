//! What watching a proxy does outside: the house's own user is put there, its forms are tried, the own network is tested.

use crate::context::Ctx;
use crate::integrations::mtproto::link::ProxyLink;
use crate::integrations::mtproto::names;
use crate::integrations::mtproto::probe;
use crate::integrations::mtproto::probe::ProbeLimits;
use crate::integrations::mtproto::probe::ProbeTarget;
use crate::integrations::mtproto::secret;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Reach;
use crate::models::ProbeOutcome;
use crate::models::SecretForm;
use crate::models::Server;
use crate::models::ServerTrouble;
use crate::models::Timestamp;
use crate::services::online;
use crate::services::vpn::servers;
use crate::utils::seal::SealKey;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Whoever manages a proxy answers within this time, or does not.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// What is to come.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One form of a proxy, to be tried.
#[derive(Clone, Debug)]
pub struct Aim {
    pub form: SecretForm,
    pub target: ProbeTarget,
    pub limits: ProbeLimits,
}

/// The world as the watch sees it.
pub trait Outside: Send + Sync {
    /// Puts the house's own user on a server, with that base secret.
    fn ensure<'a>(
        &'a self,
        ctx: &'a Ctx,
        server: &'a Server,
        secret: &'a str,
    ) -> Later<'a, Result<(), BackendError>>;

    /// Asks Telegram something through a proxy.
    fn probe<'a>(&'a self, aim: &'a Aim, now: Timestamp) -> Later<'a, ProbeOutcome>;

    /// Whether the house itself has a network.
    fn is_online<'a>(&'a self, ctx: &'a Ctx) -> Later<'a, bool>;
}

/// The real world.
#[derive(Clone, Copy, Debug)]
pub struct World;

impl Outside for World {
    fn ensure<'a>(
        &'a self,
        ctx: &'a Ctx,
        server: &'a Server,
        secret: &'a str,
    ) -> Later<'a, Result<(), BackendError>> {
        Box::pin(async move {
            let backend = servers::backend(ctx, server)?;
            // The file of a server is written by one at a time.
            let _turn = ctx.backends.turn(server.id).await;
            let id = server.id;
            let found = (ctx.db)
                .read(move |connection| servers::get(connection, id))
                .await;
            if found.is_err() {
                // It was removed meanwhile, and its user perhaps taken away.
                return Err(BackendError::Refused("it was removed".to_owned()));
            }
            in_time(backend.ensure_health(secret)).await
        })
    }

    fn probe<'a>(&'a self, aim: &'a Aim, now: Timestamp) -> Later<'a, ProbeOutcome> {
        Box::pin(probe::probe(&aim.target, now, aim.limits))
    }

    fn is_online<'a>(&'a self, ctx: &'a Ctx) -> Later<'a, bool> {
        Box::pin(online::is_online(ctx))
    }
}

/// Takes the house's own user, of that base secret, from a server. The turn at it is taken.
pub(super) async fn remove(ctx: &Ctx, server: &Server, secret: &str) -> Result<(), BackendError> {
    let backend = servers::backend(ctx, server)?;
    in_time(backend.remove(&names::health(secret)))
        .await
        .map(|_| ())
}

async fn in_time<T>(asked: Answer<'_, T>) -> Result<T, BackendError> {
    match tokio::time::timeout(ANSWER_WITHIN, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(BackendError::Unreachable(ServerTrouble::Silent.to_string())),
    }
}

/// The one link of a server that is nothing but a link.
pub fn pasted(seal: &SealKey, server: &Server) -> Option<Aim> {
    let Ok(Reach::MtProtoLink { link }) = servers::reach(seal, server) else {
        return None;
    };
    let link = ProxyLink::parse(&link.0).ok()?;
    let target = ProbeTarget {
        host: link.host,
        port: link.port,
        secret: link.secret,
    };
    Some(Aim {
        form: target.secret.form(),
        target,
        // Whoever made the link may have ended it.
        limits: ProbeLimits::default(),
    })
}

/// Every form that a server offers, with that base secret. Empty if nobody knows where it is.
pub fn aims(server: &Server, base: &str) -> Vec<Aim> {
    if server.host.is_empty() || server.port == 0 {
        return Vec::new();
    }
    let options = server.options.mtproto.clone().unwrap_or_default();
    let domain = options.domain.as_deref();
    (options.usable().into_iter())
        .filter_map(|form| {
            let text = secret::render(base, form, domain);
            let target = ProbeTarget {
                host: server.host.clone(),
                port: server.port,
                secret: secret::parse(&text).ok()?,
            };
            let limits = ProbeLimits {
                is_unlimited: true,
                ..ProbeLimits::default()
            };
            Some(Aim {
                form,
                target,
                limits,
            })
        })
        .collect()
}
