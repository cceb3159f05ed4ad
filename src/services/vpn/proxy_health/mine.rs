//! A person's own proxies with their links, the one that works first.

use crate::context::Ctx;
use crate::crud;
use crate::integrations::mtproto::link::ProxyLink;
use crate::models::Actor;
use crate::models::KeySecret;
use crate::models::KeyView;
use crate::models::MyProxies;
use crate::models::MyProxy;
use crate::models::ProbeOutcome;
use crate::models::ProxyCheck;
use crate::models::ProxyLinkView;
use crate::models::Refusal;
use crate::models::SecretForm;
use crate::models::Timestamp;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::vpn::keys;
use crate::services::vpn::trial;
use crate::utils::order::InOrder;

/// The actor's own proxies that are not gone, and the ways to one.
pub async fn mine(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<MyProxies, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let mut found = keys::mine(ctx, actor, now).await?;
    let has_keys = !found.is_empty();
    found.retain(|key| key.config.kind == VpnKind::MtProto);
    let mut proxies = Vec::new();
    for key in found {
        proxies.push(proxy(ctx, actor, key, now).await?);
    }
    let offer = keys::offer(ctx, actor, user, now).await?;
    let kind = (offer.kinds.iter()).find(|offer| offer.kind == VpnKind::MtProto);
    Ok(MyProxies {
        are_there: kind.is_some(),
        can_make: kind.is_some_and(|offer| offer.blocked.is_none()),
        has_trial: !has_keys && kind.is_some() && has_trial(ctx, actor, now).await?,
        proxies,
    })
}

/// Whether a trial of a proxy is theirs for the asking.
async fn has_trial(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<bool, ServiceError> {
    let offer = trial::offer(ctx, actor, now).await?;
    let is_open =
        |kind: &crate::models::KindOffer| kind.kind == VpnKind::MtProto && kind.blocked.is_none();
    Ok(offer.blocked.is_none() && offer.kinds.iter().any(is_open))
}

async fn proxy(
    ctx: &Ctx,
    actor: &Actor,
    key: KeyView,
    now: Timestamp,
) -> Result<MyProxy, ServiceError> {
    let server = key.config.server;
    let checks = ctx
        .db
        .read(move |connection| {
            Ok::<_, ServiceError>(crud::proxy_watches::checks(connection, server)?)
        })
        .await?;
    let links = match keys::package(ctx, actor, key.config.id, now).await {
        Ok(package) => ordered(&package.secret, &checks),
        // No server let it in yet, or it is gone: its state says which.
        Err(ServiceError::Refused(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(MyProxy { key, links })
}

/// The links of a key, those that do not work now last.
fn ordered(secret: &KeySecret, checks: &[ProxyCheck]) -> Vec<ProxyLinkView> {
    let KeySecret::MtProto { link, others } = secret else {
        return Vec::new();
    };
    let first = ProxyLink::parse(link).map(|link| link.secret.form());
    let first = (first.unwrap_or(SecretForm::Secure), link.clone());
    let each = std::iter::once(first).chain(others.iter().cloned());
    let mut links: Vec<ProxyLinkView> = each
        .map(|(form, link)| {
            let check = checks.iter().find(|check| check.form == form);
            ProxyLinkView {
                form,
                link,
                works: check.map(|check| check.fails == 0),
                ms: check.and_then(|check| match check.outcome {
                    ProbeOutcome::Works { ms } => Some(ms),
                    ProbeOutcome::Down
                    | ProbeOutcome::Refused
                    | ProbeOutcome::NotThisSecret
                    | ProbeOutcome::NoTelegram
                    | ProbeOutcome::Transport(_)
                    | ProbeOutcome::Silent => None,
                }),
            }
        })
        .collect();
    links.order_by_key(|link| link.works == Some(false));
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::tests::NOW;

    const BASE: &str = "0123456789abcdef0123456789abcdef";

    fn check(form: SecretForm, outcome: ProbeOutcome) -> ProxyCheck {
        ProxyCheck {
            form,
            outcome,
            fails: u32::from(!outcome.is_good()),
            since: NOW,
            checked_at: NOW,
        }
    }

    fn link(secret: &str) -> String {
        format!("https://t.me/proxy?server=proxy.example.org&port=443&secret={secret}")
    }

    fn forms(checks: &[ProxyCheck]) -> Vec<(SecretForm, Option<bool>)> {
        let fake = link(&format!("ee{BASE}6578616d706c652e6f7267"));
        let secret = KeySecret::MtProto {
            link: fake,
            others: vec![
                (SecretForm::Secure, link(&format!("dd{BASE}"))),
                (SecretForm::Plain, link(BASE)),
            ],
        };
        let links = ordered(&secret, checks);
        links.iter().map(|link| (link.form, link.works)).collect()
    }

    #[test]
    fn the_first_form_that_works_is_the_one_to_connect_by() {
        use SecretForm::{FakeTls, Plain, Secure};
        assert_eq!(
            forms(&[]),
            [(FakeTls, None), (Secure, None), (Plain, None)],
            "as they are offered, before anything was tried"
        );
        let works = ProbeOutcome::Works { ms: 34 };
        let checks = [
            check(FakeTls, ProbeOutcome::NotThisSecret),
            check(Secure, works),
            check(Plain, works),
        ];
        assert_eq!(
            forms(&checks),
            [
                (Secure, Some(true)),
                (Plain, Some(true)),
                (FakeTls, Some(false))
            ]
        );
    }
}
