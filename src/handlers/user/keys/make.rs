//! A new key: its kind, its place, its name.

use super::Question;
use super::ask;
use super::card;
use super::list;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::InboxSeq;
use crate::models::KindOffer;
use crate::models::MOST_KEY_NAME;
use crate::models::NewKey;
use crate::models::Refusal;
use crate::models::ServerId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::screens::callback::Device;
use crate::screens::keys::make as screens;
use crate::services::ServiceError;
use crate::services::vpn::keys;

/// Of which kind? With one kind there is nothing to ask.
pub async fn begin(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let offer = keys::offer(visit.ctx, &visit.actor, visit.user, visit.now()).await?;
    match offer.kinds.as_slice() {
        [] => list(visit, 0).await,
        [only] => placed(visit, only).await,
        _ => Ok(Reply::show(screens::kinds(visit.reader, &offer))),
    }
}

/// Of that kind: where?
pub async fn of_kind(visit: &Visit<'_>, kind: VpnKind) -> Result<Reply, ServiceError> {
    let offer = offer_of(visit, kind).await?;
    placed(visit, &offer).await
}

async fn placed(visit: &Visit<'_>, offer: &KindOffer) -> Result<Reply, ServiceError> {
    if let Some(refusal) = &offer.blocked {
        return Err(Refusal::from(refusal.clone()).into());
    }
    if offer.places.len() > 1 {
        return Ok(Reply::show(screens::places(visit.reader, offer)));
    }
    Ok(ask_name(visit, offer.kind, None).await)
}

/// There: how is it called?
pub async fn at(
    visit: &Visit<'_>,
    kind: VpnKind,
    server: Option<ServerId>,
) -> Result<Reply, ServiceError> {
    let offer = offer_of(visit, kind).await?;
    if let Some(refusal) = offer.blocked {
        return Err(Refusal::from(refusal).into());
    }
    let place = offer.places.iter().find(|one| Some(one.server) == server);
    // A place that is gone from the list takes no keys any more.
    if server.is_some() && place.is_none_or(screens::is_full) {
        return Err(Refusal::from(VpnRefusal::Full(kind)).into());
    }
    Ok(ask_name(visit, kind, server).await)
}

async fn offer_of(visit: &Visit<'_>, kind: VpnKind) -> Result<KindOffer, ServiceError> {
    let offer = keys::offer(visit.ctx, &visit.actor, visit.user, visit.now()).await?;
    let found = offer.kinds.into_iter().find(|offer| offer.kind == kind);
    found.ok_or_else(|| Refusal::from(VpnRefusal::NoServer(kind)).into())
}

async fn ask_name(visit: &Visit<'_>, kind: VpnKind, server: Option<ServerId>) -> Reply {
    let asked = visit.actor.update().unwrap_or(InboxSeq(visit.now().0));
    let question = Question::Name {
        kind,
        server,
        asked,
    };
    ask(visit, question).await;
    Reply::show(screens::name(visit.reader, kind, server, asked))
}

/// Under a name that a button suggests.
pub async fn suggested(
    visit: &Visit<'_>,
    kind: VpnKind,
    server: Option<ServerId>,
    asked: InboxSeq,
    device: Device,
) -> Result<Reply, ServiceError> {
    let name = screens::device_name(visit.reader.lang, device);
    make(visit, kind, server, asked, name).await
}

/// Under a typed name.
pub async fn named(
    visit: &Visit<'_>,
    kind: VpnKind,
    server: Option<ServerId>,
    asked: InboxSeq,
    text: &str,
) -> Result<Reply, ServiceError> {
    if text.is_empty() {
        let most = MOST_KEY_NAME;
        return Err(Refusal::from(VpnRefusal::NameInvalid { most }).into());
    }
    let reply = make(visit, kind, server, asked, text.to_owned()).await?;
    visit.forget().await;
    Ok(reply)
}

/// Makes it, once per question: however often its buttons are pressed, and whatever is typed besides.
async fn make(
    visit: &Visit<'_>,
    kind: VpnKind,
    server: Option<ServerId>,
    asked: InboxSeq,
    name: String,
) -> Result<Reply, ServiceError> {
    let new = NewKey {
        user: visit.user,
        kind,
        server,
        name,
        made_from: format!("ask:{}:{asked}", visit.user),
    };
    let id = keys::make(visit.ctx, &visit.actor, new, visit.now()).await?;
    let card = card(visit, id).await?;
    Ok(Reply::show(screens::preparing(visit.reader, &card)))
}
